//! What the length of the computation's steps changes: numbers of the first screen of shipped
//! scenarios by month and by quarter of a month, and a shortage that a long period used to hide.

use std::path::Path;

use crate::closed_forms::program;
use coppercast::analysis::run::{Outcome, Settings, SharedTables, run};
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

/// The shipped scenarios whose numbers on the first screen do not depend on the step. Those of
/// `leach-pad-to-switch-room` do: its makers take no more orders while they wait for metal, so that
/// what is missing shows as metal or as a wait for capacity, by the length of the step.
const STEADY: [&str; 4] =
    ["johnson-camp", "johnson-camp-contract-terms", "johnson-camp-undisclosed", "us-eu-sovereign"];

/// Largest relative difference between steps of a month and of a quarter of a month.
const LARGEST: f64 = 0.03;

#[test]
fn the_headline_does_not_depend_on_the_step() {
    for name in STEADY {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{name}.toml"));
        let mut scenario = load(&path, &Overrides::default()).expect("a shipped scenario").scenario;
        // The same draws in both: what differs is the step's.
        scenario.simulation.trials = 4096;
        let by_month = outcome(&scenario);
        scenario.time.substeps = Some(4 * scenario.time.step.months() as usize);
        let by_week = outcome(&scenario);
        for wanted in HEADLINE {
            let (month, week) = (number(&by_month, wanted), number(&by_week, wanted));
            assert!(
                (week / month - 1.0).abs() < LARGEST,
                "{name}, {}: {month} by month, {week} by quarter of a month",
                wanted.0
            );
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
