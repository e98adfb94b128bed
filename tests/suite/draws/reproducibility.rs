//! The same bits with any number of threads and any instruction set.

use super::{EVERY_KIND, scenario};
use coppercast::analysis::run::{Outcome, Settings, SharedTables, run};
use coppercast::numerics::instruction_set::InstructionSet;
use coppercast::scenario::Scenario;
use coppercast::simulation::Control;

fn outcome(scenario: &Scenario, threads: usize, instruction_set: InstructionSet) -> Outcome {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .expect("a pool of a few threads");
    let settings = Settings { instruction_set, precision: None };
    pool.install(|| run(scenario, settings, &SharedTables::default(), &Control::default()))
        .unwrap_or_else(|error| panic!("{error}"))
}

/// Every estimate of every series and ratio, with digits enough to tell all numbers apart.
fn estimates(outcome: &Outcome) -> Vec<String> {
    let tally = &outcome.tally;
    let mut texts = vec![format!("{} trials, {} clamped", tally.trials(), outcome.clamped)];
    for number in 0..outcome.plan.series {
        let series = tally.series(number);
        let quantiles: Vec<_> =
            [0.01, 0.05, 0.5, 0.95, 0.99].map(|level| series.quantile(level)).into();
        texts.push(format!(
            "{number}: {} {:?} {:?} {quantiles:?} {:?} {:?} {:?}",
            series.trials(),
            series.mean(),
            series.standard_deviation(),
            series.tail_mean(0.95),
            series.probability_positive(),
            series.given_positive().mean(),
        ));
    }
    for number in 0..outcome.plan.ratios().count() {
        let ratio = tally.ratio(number);
        texts.push(format!("ratio {number}: {:?} {:?}", ratio.ratio(), ratio.complement()));
    }
    texts.extend(outcome.batches.estimates().iter().map(|estimate| format!("{estimate:?}")));
    texts.extend(outcome.checkpoints.iter().map(|checkpoint| format!("{checkpoint:?}")));
    texts
}

#[test]
fn threads_and_instruction_sets_change_no_bit() {
    // Ten batches of blocks, the last block incomplete; and fewer trials than a block has.
    for trials in [4_645, 1_001, 37] {
        let mut scenario = scenario(EVERY_KIND);
        scenario.simulation.trials = trials;
        let reference = estimates(&outcome(&scenario, 1, InstructionSet::BASELINE));
        assert!(reference[0].starts_with(&format!("{trials} trials")), "{}", reference[0]);
        for instruction_set in InstructionSet::available() {
            for threads in [1, 2, 3, 7] {
                let these = estimates(&outcome(&scenario, threads, instruction_set));
                for (reference, this) in reference.iter().zip(&these) {
                    assert_eq!(reference, this, "{threads} threads, {}", instruction_set.name());
                }
                assert_eq!(reference.len(), these.len());
            }
        }
    }
}

#[test]
fn another_seed_changes_the_estimates() {
    let mut other = scenario(EVERY_KIND);
    let before = estimates(&outcome(&other, 2, InstructionSet::detect()));
    other.simulation.seed += 1;
    assert_ne!(before, estimates(&outcome(&other, 2, InstructionSet::detect())));
}
