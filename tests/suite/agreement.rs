//! The engine against the oracle: every metric of trial after trial of the shipped scenarios and of
//! scenarios made at random.

pub mod comparison;
mod conservation;
mod features;
mod generator;

use crate::oracle::Trial;
use comparison::{EngineDraws, Verdict, compare};
use coppercast::cli::scenario_files::expand;
use coppercast::model::Model;
use coppercast::numerics::instruction_set::InstructionSet;
use coppercast::scenario::{Overrides, Scenario, load_variants, read_text};
use coppercast::simulation::{Replay, Simulator};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

const GENERATED: usize = 150;
const TRIALS_OF_GENERATED: u64 = 64;
const TRIALS_OF_SHIPPED: u64 = 320;
/// How many scenarios and trials of each the tests that take a minute look at.
const FIRST_GENERATED: usize = 30;
const FIRST_TRIALS: u64 = 2;
/// A scenario that differs is not made smaller for ever.
const TIME_TO_SIMPLIFY: Duration = Duration::from_secs(20);
/// Largest share of trials that may be left out because rounding decides.
const LARGEST_SHARE_AT_BOUND: f64 = 1e-3;

/// Compares the first trials of a scenario; returns how many were left out, or the first
/// difference.
pub fn compare_trials(scenario: &Scenario, trials: u64) -> Result<u64, String> {
    let model = Model::new(scenario).map_err(|error| error.to_string())?;
    let simulator = Simulator::new(model, scenario, InstructionSet::detect());
    let mut left_out = 0;
    for trial in 0..trials {
        let mut replay = Replay::new(&simulator, trial);
        let oracle = Trial::compute(scenario, &EngineDraws(&replay));
        let recorder = replay.record();
        conservation::check(scenario, &conservation::of_engine(&simulator.model.series, &recorder))
            .map_err(|fault| format!("trial {trial} of the engine: {fault}"))?;
        conservation::check(scenario, &conservation::of_oracle(&oracle))
            .map_err(|fault| format!("trial {trial} of the oracle: {fault}"))?;
        match compare(scenario, &simulator.model.series, &recorder, &oracle) {
            Verdict::Agrees => {}
            Verdict::AtBound => left_out += 1,
            Verdict::Differs(difference) => return Err(format!("trial {trial}: {difference}")),
        }
    }
    Ok(left_out)
}

/// The generated scenarios: the same ones every time.
fn generated() -> impl Iterator<Item = Box<dyn ValueTree<Value = String>>> {
    let configuration = Config { failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, b"engine and oracle, side by side ");
    let mut runner = TestRunner::new_with_rng(configuration, rng);
    let strategy = generator::scenario_text().boxed();
    (0..GENERATED).map(move |_| -> Box<dyn ValueTree<Value = String>> {
        Box::new(strategy.new_tree(&mut runner).expect("a strategy that refuses nothing"))
    })
}

fn read(text: &str) -> Result<Scenario, String> {
    let no_files = |name: &str| Err(std::io::Error::other(format!("there is no file {name}")));
    match read_text("generated.toml", text, &no_files, &Overrides::default()) {
        Ok(loaded) => Ok(loaded.scenario),
        Err(faults) => Err(faults.to_string()),
    }
}

fn compare_text(text: &str, trials: u64) -> Result<u64, String> {
    compare_trials(&read(text)?, trials)
}

/// The smallest scenario found that still differs, and how it does.
fn smallest_difference(
    tree: &mut dyn ValueTree<Value = String>,
    difference: String,
) -> (String, String) {
    let mut smallest = (tree.current(), difference);
    let mut differs = true;
    let begin = Instant::now();
    while begin.elapsed() < TIME_TO_SIMPLIFY {
        let goes_on = if differs { tree.simplify() } else { tree.complicate() };
        if !goes_on {
            break;
        }
        let text = tree.current();
        match compare_text(&text, TRIALS_OF_GENERATED) {
            Ok(_) => differs = false,
            Err(difference) => {
                differs = true;
                smallest = (text, difference);
            }
        }
    }
    smallest
}

fn assert_few(left_out: u64, trials: u64) {
    assert!(
        left_out as f64 <= LARGEST_SHARE_AT_BOUND * trials as f64,
        "{left_out} of {trials} trials at a bound"
    );
}

fn assert_shipped_agree(trials: u64) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let files = expand(&[folder]).unwrap_or_else(|faults| panic!("{faults:?}"));
    let variants = files.iter().map(|file| {
        load_variants(file, &Overrides::default()).unwrap_or_else(|faults| panic!("{faults}"))
    });
    let scenarios: Vec<Scenario> = variants.flatten().map(|loaded| loaded.scenario).collect();
    let slugs: BTreeSet<&str> = scenarios.iter().map(|scenario| scenario.slug.as_str()).collect();
    assert_eq!(slugs.len(), scenarios.len(), "shipped scenarios can be run together");
    let mut left_out = 0;
    for scenario in &scenarios {
        let result = compare_trials(scenario, trials);
        left_out += result.unwrap_or_else(|difference| panic!("{}: {difference}", scenario.slug));
    }
    assert_few(left_out, trials * scenarios.len() as u64);
}

fn assert_generated_agree(scenarios: usize, trials: u64) {
    let texts: Vec<String> = generated().take(scenarios).map(|tree| tree.current()).collect();
    let results: Vec<Result<u64, String>> =
        texts.par_iter().map(|text| compare_text(text, trials)).collect();
    let mut left_out = 0;
    for (number, result) in results.into_iter().enumerate() {
        match result {
            Ok(at_bound) => left_out += at_bound,
            Err(difference) => {
                let mut tree = generated().nth(number).expect("the scenario that differs");
                let (text, difference) = smallest_difference(tree.as_mut(), difference);
                panic!("scenario {number}, made smaller:\n{text}\n{difference}");
            }
        }
    }
    assert_few(left_out, trials * texts.len() as u64);
}

#[test]
fn shipped_scenarios_agree() {
    assert_shipped_agree(TRIALS_OF_SHIPPED);
}

#[test]
fn generated_scenarios_agree() {
    assert_generated_agree(GENERATED, TRIALS_OF_GENERATED);
}

#[test]
fn first_trials_agree() {
    assert_shipped_agree(FIRST_TRIALS);
    assert_generated_agree(FIRST_GENERATED, FIRST_TRIALS);
}

/// Without this the agreement would prove less than it seems to.
#[test]
fn generated_scenarios_use_every_feature() {
    let scenarios: Vec<Scenario> = generated()
        .map(|tree| read(&tree.current()).unwrap_or_else(|faults| panic!("{faults}")))
        .collect();
    let unused: Vec<&str> = features::PROBES
        .iter()
        .filter(|(_, uses)| !scenarios.iter().any(uses))
        .map(|(name, _)| *name)
        .collect();
    assert!(unused.is_empty(), "no generated scenario has: {}", unused.join(", "));
}

#[track_caller]
fn assert_agrees(text: &str) {
    let scenario = read(text).unwrap_or_else(|faults| panic!("{faults}"));
    assert_few(compare_trials(&scenario, 400).unwrap_or_else(|fault| panic!("{fault}")), 400);
}

/// In between nothing is due in any trial, though some have not begun.
#[test]
fn builds_that_begin_years_apart_agree() {
    assert_agrees(
        r#"
[time]
start = "2026-01"
step = "quarter"
periods = 24

[price]
process = "constant"
initial = "9500 USD/t"

[region.us]
spot = { available = { dist = "uniform", min = "60 t/quarter", max = "240 t/quarter" } }

[facility.one]
region = "us"
copper = "400 t"
start = "2026-10"
build = "6 month"
start_delay = { dist = "discrete", values = ["0 month", "36 month"], probabilities = [0.7, 0.3] }
"#,
    );
}

/// Shutdowns of random length that may overlap, beside outages of the mine and of its district.
#[test]
fn shutdowns_beside_outages_agree() {
    assert_agrees(
        r#"
[time]
start = "2026-01"
step = "quarter"
periods = 8

[price]
process = "constant"
initial = "9500 USD/t"

[region.us]

[district.basin]
outages = [{ rate = "1 /year", duration = { dist = "exponential", mean = "2 month" }, loss = 0.4 }]

[mine.pit]
capacity = "1000 t/year"
district = "basin"
reserve = { dist = "uniform", min = "900 t", max = "3000 t" }
outages = [
    { rate = "2 /year", duration = { dist = "exponential", mean = "1 month" } },
    { rate = "1 /year", duration = { dist = "uniform", min = "1 month", max = "6 month" }, loss = { dist = "uniform", min = 0.1, max = 1.0 } },
]
maintenance = [
    { month = "2026-05", duration = { dist = "uniform", min = "1 day", max = "5 month" } },
    { month = "2025-12", duration = { dist = "uniform", min = "1 day", max = "3 month" }, every = 5 },
]

[contract.offtake]
mine = "pit"
region = "us"
from = "2026-01"
to = "2027-12"
rate = "600 t/year"
force_majeure = { below = 0.5 }
price = { fixed = "9000 USD/t" }
"#,
    );
}

/// Where the hand-worked cases cannot tell when the build is cancelled, because that is drawn.
#[test]
fn builds_that_may_be_cancelled_and_put_off_agree() {
    assert_agrees(
        r#"
[time]
start = "2026-01"
step = "quarter"
periods = 14

[price]
process = "constant"
initial = "9500 USD/t"

[region.us]
spot = { available = { dist = "uniform", min = "60 t/quarter", max = "240 t/quarter" } }

[fabricator.works]
region = "us"
lead_time = { dist = "uniform", min = "1 month", max = "8 month" }
yield = 0.9

[facility.urgent]
region = "us"
copper = "900 t"
start = "2026-07"
build = "18 month"

[facility.patient]
region = "us"
copper = "800 t"
start = "2026-10"
build = "30 month"
phases = [{ share = 0.5 }, { share = 0.5, after = "9 month" }]
components = { works = 0.6 }
cancellation = 0.7
deferral = "12 month"
priority = 2
"#,
    );
}
