//! The trials that are written are those that were counted.

use std::collections::HashMap;

use super::*;
use crate::analysis::collection::specifications;
use crate::analysis::kept_trials::kept_trials;
use crate::analysis::run::SharedTables;
use crate::model::Model;
use crate::numerics::instruction_set::InstructionSet;
use crate::numerics::lanes::LANES;
use crate::report::example::{outcome, scenario};
use crate::report::metric_estimates::{Breadth, estimates};
use crate::simulation::Simulator;
use crate::statistics::Tally;

/// The trials of the example, which is run as often, by table and column.
fn written(scenario: &Scenario, trials: u64) -> HashMap<&'static str, HashMap<String, Vec<f64>>> {
    let kept = kept_trials(
        scenario,
        [trials, scenario.simulation.trials],
        InstructionSet::BASELINE,
        &SharedTables::default(),
    )
    .expect("a checked scenario");
    let mut tables = HashMap::new();
    for (table, file) in TrialWords::new(scenario, &kept).files() {
        if file.path.ends_with(".parquet") {
            continue;
        }
        let mut reader = csv::Reader::from_reader(file.bytes.as_slice());
        let names = reader.headers().expect("a header").clone();
        let mut columns: HashMap<String, Vec<f64>> = HashMap::new();
        for record in reader.records() {
            let record = record.expect("rows of equal length");
            for (name, cell) in names.iter().zip(&record) {
                let value = if cell.is_empty() { f64::NAN } else { cell.parse().unwrap_or(0.0) };
                columns.entry(name.to_owned()).or_default().push(value);
            }
        }
        tables.insert(table.name, columns);
    }
    tables
}

/// A tally of values by trial, of which blanks do not count.
fn counted(values: &[f64], specification: &crate::statistics::SeriesSpecification) -> Tally {
    let mut tally = Tally::new(std::slice::from_ref(specification), 0);
    for block in values.chunks(LANES) {
        let lane = |lane: usize| block.get(lane).copied().filter(|value| !value.is_nan());
        let lanes: [f64; LANES] = std::array::from_fn(|at| lane(at).unwrap_or(0.0));
        let mask = (0..LANES).filter(|&at| lane(at).is_some()).fold(0, |mask, at| mask | 1 << at);
        tally.count_trials(mask);
        tally.observe(0, &lanes, mask);
    }
    tally
}

#[test]
fn the_written_trials_give_every_estimate_to_the_last_digit() {
    let mut example = scenario(2, 3);
    example.simulation.trials = 1_000;
    let counts = outcome(&example);
    let model = Model::new(&example).expect("a checked scenario");
    let simulator = Simulator::new(model, &example, InstructionSet::BASELINE);
    let specifications = specifications(&simulator, 1_000, &[]);
    let written = written(&example, 1_000);
    let mut compared = 0;
    let mut compare = |table: &str, subjects: usize, place: usize, observed: Observed| {
        for &metric in Metric::ALL {
            let Some(column) = written[table].get(metric.name()) else { continue };
            let series = counts.plan.series(observed, metric).expect("what is written is counted");
            let values: Vec<f64> = column.iter().skip(place).step_by(subjects).copied().collect();
            if values.iter().all(|value| value.is_nan()) {
                continue;
            }
            assert_eq!(values.len(), 1_000, "{table}: {metric:?}");
            let again = counted(&values, &specifications[series]);
            assert_eq!(
                estimates(metric, &again.series(0), Breadth::Wide),
                estimates(metric, &counts.tally.series(series), Breadth::Wide),
                "{table}: {metric:?} of {observed:?}"
            );
            compared += 1;
        }
    };
    compare("trials", 1, 0, Subject::Total.into());
    let periods = example.time.periods;
    for period in 0..periods {
        compare("trial_periods", periods, period, Subject::Total.in_period(period));
    }
    for (kind, table, ..) in OF_ACTORS {
        let subjects: Vec<Subject> = counts.plan.subjects(kind).collect();
        for (place, &subject) in subjects.iter().enumerate() {
            compare(table, subjects.len(), place, subject.into());
        }
    }
    assert!(compared > 250, "{compared}");
    // Watches are counted in the same trials.
    let hits: f64 = written["trials"]["watch:budget"].iter().sum();
    let chance = counts.tally.series(counts.plan.watches).probability_positive();
    assert_eq!(Some(hits / 1_000.0), chance.estimate);
}

#[test]
fn what_is_drawn_has_a_column_by_its_path() {
    let example = scenario(1, 2);
    let written = written(&example, 100);
    let names = |table: &str| {
        let mut names: Vec<&str> =
            (written[table].keys()).filter_map(|name| name.strip_prefix("input:")).collect();
        names.sort_unstable();
        names
    };
    assert_eq!(
        names("trials"),
        [
            "facility.campus-0.built",
            "facility.campus-0.intensity",
            "facility.campus-0.start_delay",
            "facility.campus-1.built",
            "facility.campus-1.intensity",
            "facility.campus-1.start_delay",
            "mine.johnson-camp.ramp.duration",
            "mine.johnson-camp.utilisation",
            "price.level",
        ]
    );
    assert_eq!(names("trial_periods"), ["mine.johnson-camp.variation", "price"]);
    // Blocks of 64, of which the last is cut.
    assert_eq!(written["trials"]["input:price.level"].len(), 100);
    assert_eq!(written["trial_facilities"]["shortfall"].len(), 200);
    assert!(!written.contains_key("trial_regions"), "the total is the only region");
}
