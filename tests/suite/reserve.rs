//! Acting on the answer: the reserve of every shipped scenario is laid in and simulated anew.

use std::path::Path;

use coppercast::analysis::reserve::{Advice, LEFT, Reserve, reserve};
use coppercast::analysis::run::{Outcome, Settings, SharedTables, run};
use coppercast::cli::scenario_files::expand;
use coppercast::metric::{Metric, Subject};
use coppercast::numerics::instruction_set::InstructionSet;
use coppercast::scenario::{Overrides, Scenario, load_variants};
use coppercast::simulation::Control;
use coppercast::statistics::Estimate;

/// Trials of each run.
const TRIALS: u64 = 8_192;
/// Trials of the looks that settle a reserve of such a run.
const SEARCHED: f64 = 2_048.0;
/// Far from the seeds that a search uses.
const FRESH: u64 = 1 << 32;

fn ran(scenario: &Scenario) -> Outcome {
    let settings = Settings { instruction_set: InstructionSet::detect(), precision: None };
    run(scenario, settings, &SharedTables::default(), &Control::default())
        .expect("a sound scenario")
}

fn short(outcome: &Outcome) -> Estimate {
    let series = outcome.plan.series(Subject::Total, Metric::Shortfall).expect("every plan");
    outcome.tally.series(series).probability_positive()
}

/// The chance of running short when the advice is followed, with random numbers of its own.
fn followed(advice: &Advice, scenario: &Scenario) -> Estimate {
    let mut with = advice.form.apply(scenario, &advice.tonnes);
    with.simulation.seed = scenario.simulation.seed.wrapping_add(FRESH);
    short(&ran(&with))
}

#[test]
fn what_is_advised_leaves_one_in_twenty_short() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let files = expand(&[folder]).unwrap_or_else(|faults| panic!("{faults:?}"));
    let variants = files.iter().flat_map(|file| {
        load_variants(file, &Overrides::default()).unwrap_or_else(|faults| panic!("{faults}"))
    });
    let mut advised = 0;
    for mut scenario in variants.map(|loaded| loaded.scenario) {
        scenario.simulation.trials = TRIALS;
        let (tables, control) = (SharedTables::default(), Control::default());
        let instruction_set = InstructionSet::detect();
        let outcome = ran(&scenario);
        let found = reserve(&scenario, &outcome, instruction_set, &tables, &control);
        let slug = &scenario.slug;
        match found.expect("nobody interrupts").expect("there are facilities") {
            Reserve::NotNeeded => assert!(short(&outcome).estimate <= Some(LEFT), "{slug}"),
            Reserve::Hold(advice) => {
                assert!(advice.is_enough, "{slug}: {advice:?}");
                let left = followed(&advice, &scenario);
                // The interval of the fresh trials, widened by what the search knows: two standard
                // errors, and half of one that it aims lower.
                let error = (LEFT * (1.0 - LEFT) / SEARCHED).sqrt();
                let (low, high) = left.conf_low.zip(left.conf_high).expect("limits");
                let holds = low - 2.0 * error <= LEFT && LEFT <= high + 2.5 * error;
                assert!(holds, "{slug}: {left:?}\n{advice:?}");
                advised += 1;
            }
        }
    }
    assert!(advised >= 10, "only {advised} scenarios need a reserve");
}
