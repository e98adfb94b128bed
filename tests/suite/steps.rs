//! What the length of the computation's steps changes: the headline of shipped scenarios by month
//! and by quarter of a month, and a shortage that a long period used to hide.

use std::path::Path;

use coppercast::analysis::headline::Headline;
use coppercast::analysis::run::{Settings, SharedTables, run};
use coppercast::numerics::instruction_set::InstructionSet;
use coppercast::scenario::{Overrides, Scenario, load, read_text};
use coppercast::simulation::Control;

fn headline(scenario: &Scenario) -> Headline {
    let settings = Settings { instruction_set: InstructionSet::detect(), precision: None };
    let outcome = run(scenario, settings, &SharedTables::default(), &Control::default())
        .expect("a sound scenario");
    Headline::new(scenario, &outcome.plan, &outcome.tally)
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
        let by_month = headline(&scenario);
        scenario.time.substeps = Some(4 * scenario.time.step.months() as usize);
        let by_week = headline(&scenario);
        let numbers = |headline: &Headline| {
            let late = headline.most_exposed.as_ref().expect("somebody is short at times");
            [
                ("chance", headline.short.estimate),
                ("most overdue", headline.peak_backlog.estimate),
                ("most overdue, worst", headline.peak_backlog_worst.estimate),
                ("lateness", headline.lateness.estimate),
                ("chance of the most exposed", late.short.estimate),
                ("need", headline.need.mean.estimate),
                ("spend", headline.cost.mean.estimate),
                ("high spend", headline.cost.high.estimate),
            ]
            .map(|(name, estimate)| (name, estimate.expect("an estimate")))
        };
        for ((what, month), (_, week)) in numbers(&by_month).into_iter().zip(numbers(&by_week)) {
            assert!(
                (week / month - 1.0).abs() < LARGEST,
                "{name}, {what}: {month} by month, {week} by quarter of a month"
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
            simulation.trials = 64
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
        let no_files = |_: &str| Err(std::io::ErrorKind::NotFound.into());
        let loaded = read_text("case.toml", &text, &no_files, &Overrides::default());
        let headline = headline(&loaded.unwrap_or_else(|faults| panic!("{faults}")).scenario);
        let number = |estimate: Option<f64>| (estimate.expect("an estimate") * 1e6).round() / 1e6;
        [
            number(headline.short.estimate),
            number(headline.shortfall.estimate),
            number(headline.peak_backlog.estimate),
            number(headline.lateness.estimate),
        ]
    };
    // Overdue grows to 1,000 t in six months, stays for three, and is gone after three more.
    let lateness = 1000.0 * (0.5 * 6.0 + 3.0 + 0.5 * 3.0) / 12.0;
    for (step, periods) in [("month", 12), ("quarter", 4), ("year", 1)] {
        assert_eq!(short(step, periods), [1.0, 1000.0, 1000.0, lateness], "by {step}");
    }
}
