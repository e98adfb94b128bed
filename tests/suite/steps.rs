//! What the length of the computation's steps changes: numbers of the first screen of shipped
//! scenarios by their steps and by a quarter of these, and a shortage that a long period used to
//! hide.

use std::path::Path;

use crate::closed_forms::program;
use coppercast::analysis::run::{Outcome, Settings, SharedTables, run};
use coppercast::analysis::step_check::{LARGEST, Measured, step_check};
use coppercast::metric::{Metric, Subject};
use coppercast::numerics::instruction_set::InstructionSet;
use coppercast::scenario::{Overrides, Scenario, load};
use coppercast::simulation::Control;
use coppercast::statistics::{Estimate, Series};

fn outcome(scenario: &Scenario) -> Outcome {
    let settings = Settings { instruction_set: InstructionSet::detect(), precision: None };
    run(scenario, settings, &SharedTables::default(), &Control::default())
        .expect("a sound scenario")
}

/// A number of the first screen: whose, of which metric, and which statistic.
type Number = (&'static str, Metric, fn(&Series<'_>) -> Estimate);

const HEADLINE: [Number; 9] = [
    ("chance", Metric::Shortfall, |series| series.probability_positive()),
    ("most overdue", Metric::PeakBacklog, |series| series.mean()),
    ("most overdue, worst", Metric::PeakBacklog, |series| series.tail_mean(0.95)),
    ("lateness", Metric::Lateness, |series| series.mean()),
    ("need", Metric::Need, |series| series.mean()),
    ("high need", Metric::Need, |series| series.quantile(0.95)),
    ("spend", Metric::Cost, |series| series.mean()),
    ("high spend", Metric::Cost, |series| series.quantile(0.95)),
    ("spot", Metric::SpotBought, |series| series.mean()),
];

fn number(outcome: &Outcome, (_, metric, statistic): Number) -> f64 {
    let series = outcome.plan.series(Subject::Total, metric).expect("the total has it");
    statistic(&outcome.tally.series(series)).estimate.expect("an estimate")
}

/// The shipped scenarios whose numbers on the first screen do not depend on the step, and those that
/// say that some of them do. In `leach-pad-to-switch-room` makers take no more orders while they wait
/// for metal, so that what is missing shows as metal or as a wait for capacity, by the length of the
/// step.
const STEADY: [&str; 6] = [
    "johnson-camp",
    "johnson-camp-contract-terms",
    "johnson-camp-two-year",
    "johnson-camp-undisclosed",
    "us-eu-sovereign",
    "aluminium-busway",
];
const UNSTEADY: [(&str, &[Metric]); 2] = [
    ("leach-pad-to-switch-room", &[Metric::PeakBacklog, Metric::Lateness]),
    ("fleet", &[Metric::Shortfall]),
];

fn shipped(name: &str) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{name}.toml"));
    load(&path, &Overrides::default()).expect("a shipped scenario").scenario
}

#[test]
fn the_headline_does_not_depend_on_the_step() {
    for name in STEADY {
        let mut scenario = shipped(name);
        // The same draws in both: what differs is the step's.
        scenario.simulation.trials = 4096;
        let as_shipped = outcome(&scenario);
        scenario.time.substeps = Some(4 * scenario.time.substeps());
        let finer = outcome(&scenario);
        for wanted in HEADLINE {
            let (number, finer) = (number(&as_shipped, wanted), number(&finer, wanted));
            assert!(
                (finer / number - 1.0).abs() < LARGEST,
                "{name}, {}: {number} as shipped, {finer} by a quarter of the step",
                wanted.0
            );
        }
    }
}

#[test]
fn a_headline_that_depends_on_the_step_is_told() {
    for (name, metrics) in UNSTEADY {
        let mut scenario = shipped(name);
        scenario.simulation.trials = 4096;
        let outcome = outcome(&scenario);
        let (tables, control) = (SharedTables::default(), Control::default());
        let check =
            step_check(&scenario, &outcome, InstructionSet::detect(), &tables, &control).unwrap();
        let check = check.expect("trials enough");
        let told: Vec<Measured> = check.told().iter().map(|moved| moved.measured).collect();
        for &metric in metrics {
            let of = Measured::Metric(Subject::Total.into(), metric);
            assert!(told.contains(&of), "{name}: {} is not among {told:?}", metric.name());
        }
    }
}

/// Need from January to June, metal from October to December.
#[test]
fn a_report_by_year_hides_no_shortage_within_it() {
    let short = |step: &str, periods: usize| {
        let text = format!(
            r#"
            time = {{ start = "2026-01", step = "{step}", periods = {periods} }}
            price = {{ process = "constant", initial = "10000 USD/t" }}
            [region.us]
            [contract.c]
            trader = "t"
            region = "us"
            from = "2026-10"
            to = "2026-12"
            quantity = "1000 t"
            price = {{ fixed = "9000 USD/t" }}
            [facility.f]
            region = "us"
            start = "2026-01"
            build = "6 month"
            metal = "1000 t"
            "#
        );
        let outcome = outcome(&program::scenario(&text, 64, 1));
        let wanted: [Number; 4] = [
            HEADLINE[0],
            ("late", Metric::Shortfall, |series| series.mean()),
            HEADLINE[1],
            HEADLINE[3],
        ];
        wanted.map(|wanted| (number(&outcome, wanted) * 1e6).round() / 1e6)
    };
    // Overdue grows to 1,000 t in six months, stays for three, and is gone after three more.
    let lateness = 1000.0 * (0.5 * 6.0 + 3.0 + 0.5 * 3.0) / 12.0;
    for (step, periods) in [("month", 12), ("quarter", 4), ("year", 1)] {
        assert_eq!(short(step, periods), [1.0, 1000.0, 1000.0, lateness], "by {step}");
    }
}
