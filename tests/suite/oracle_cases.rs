//! The oracle against small scenarios whose results are worked out by hand in the tests.
#![allow(
    clippy::disallowed_methods,
    reason = "compared with a tolerance, so std's exp and ln will do"
)]

#[path = "oracle_cases/clauses.rs"]
mod clauses;
#[path = "oracle_cases/deferral.rs"]
mod deferral;
#[path = "oracle_cases/making.rs"]
mod making;
#[path = "oracle_cases/market.rs"]
mod market;
#[path = "oracle_cases/mine.rs"]
mod mines;
#[path = "oracle_cases/minimum.rs"]
mod minimum;
#[path = "oracle_cases/money.rs"]
mod money;
#[path = "oracle_cases/opening.rs"]
mod opening;
#[path = "oracle_cases/origin.rs"]
mod origin;
#[path = "oracle_cases/price.rs"]
mod price;
#[path = "oracle_cases/products.rs"]
mod products;
#[path = "oracle_cases/service.rs"]
mod service;
#[path = "oracle_cases/supply.rs"]
mod supply;
#[path = "oracle_cases/whole.rs"]
mod whole;

use crate::agreement::comparison::{Verdict, compare};
use crate::oracle::{NamedValues, Subject, Trial};
use coppercast::distribution::{Distribution, Exponential};
use coppercast::metric::{Metric, Observed};
use coppercast::model::Model;
use coppercast::numerics::instruction_set::InstructionSet;
use coppercast::scenario::*;
use coppercast::simulation::{Replay, Simulator};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The values that a test draws; asking for another fails the test.
struct Drawn(BTreeMap<(String, u64), f64>);

impl NamedValues for Drawn {
    fn value(&self, path: &str, coordinate: u64) -> f64 {
        *self
            .0
            .get(&(path.to_owned(), coordinate))
            .unwrap_or_else(|| panic!("nothing is drawn for {path} at {coordinate}"))
    }
}

/// One trial with the values drawn: path, coordinate, value. Where nothing is drawn, the engine has
/// to say the same.
#[track_caller]
fn trial(scenario: &Scenario, drawn: &[(&str, u64, f64)]) -> Trial {
    let trial = Trial::compute(
        scenario,
        &Drawn(drawn.iter().map(|&(path, k, x)| ((path.to_owned(), k), x)).collect()),
    );
    if drawn.is_empty() {
        let model = Model::new(scenario).expect("nothing is drawn");
        let simulator = Simulator::new(model, scenario, InstructionSet::detect());
        let recorder = Replay::new(&simulator, 0).record();
        let verdict = compare(scenario, &simulator.model.series, &recorder, &trial);
        assert!(!matches!(verdict, Verdict::Differs(_)), "the engine: {verdict:?}");
    }
    trial
}

fn assert_close(actual: f64, expected: f64, what: &str) {
    let tolerance = 1e-12 * expected.abs().max(1.0);
    assert!((actual - expected).abs() <= tolerance, "{what}: {actual} is not {expected}");
}

#[track_caller]
fn assert_metric(trial: &Trial, subject: impl Into<Observed>, metric: &str, expected: f64) {
    let observed = subject.into();
    let what = format!("{metric} of {observed:?}");
    assert_close(
        trial.get(observed, metric).unwrap_or_else(|| panic!("no {what}")),
        expected,
        &what,
    );
}

#[track_caller]
fn assert_periods(trial: &Trial, subject: Subject, metric: &str, expected: &[f64]) {
    for (t, &expected) in expected.iter().enumerate() {
        assert_metric(trial, subject.in_period(t), metric, expected);
    }
    assert_eq!(trial.get(subject.in_period(expected.len()), metric), None);
}

/// The engine's metric of a scenario without random values.
fn by_engine(scenario: &Scenario, observed: impl Into<Observed>, metric: Metric) -> f64 {
    let model = Model::new(scenario).expect("a checked scenario");
    let simulator = Simulator::new(model, scenario, InstructionSet::BASELINE);
    let number =
        simulator.model.series.series(observed, metric).unwrap_or_else(|| panic!("no {metric:?}"));
    Replay::new(&simulator, 0).record().values[number].expect("a metric that every trial has")
}

/// A mine's metric by period, of the oracle and of the engine, in a scenario without random values.
#[track_caller]
fn assert_mine_periods(case: &Scenario, mine: usize, metric: Metric, expected: &[f64]) {
    assert_periods(&trial(case, &[]), Subject::mine(mine), metric.name(), expected);
    for (t, &expected) in expected.iter().enumerate() {
        let found = by_engine(case, Subject::mine(mine).in_period(t), metric);
        assert_close(
            found,
            expected,
            &format!("the engine's {} of mine {mine} in period {t}", metric.name()),
        );
    }
}

fn constant(value: f64) -> Quantity {
    Quantity::default_constant("", value, "")
}

fn random(path: &str, each: Each, distribution: Distribution) -> Quantity {
    let (lowest, highest) = (f64::NEG_INFINITY, f64::INFINITY);
    let random = RandomQuantity { distribution, each, autocorrelation: 0.0, lowest, highest };
    Quantity {
        path: path.to_owned(),
        value: Value::Random(random),
        unit: String::new(),
        origin: Origin::Default,
    }
}

fn distribution_with_mean(mean: f64) -> Distribution {
    Distribution::new(Exponential { mean }).expect("a positive mean")
}

/// January 2026, the start of every scenario here, and months after it.
fn month(after: i32) -> Month {
    Month(2026 * 12 + after)
}

/// A copper price of 10 000 USD/t and nothing else.
const EMPTY: &str = r#"
[time]
start = "2026-01"
step = "year"
substeps = 1
periods = 1
[simulation]
trials = 1
[price]
process = "constant"
initial = "10000 USD/t"
"#;

/// One table of each kind that says no more than it must.
const LEAST: &str = r#"
[region.us]
resale_discount = "200 USD/t"
spot = { available = "1 t/year" }
inventory = { capacity = "1 t" }
[region.eu]
[route.sea]
from = "us"
to = "eu"
capacity = "1 t/year"
[mine.pit]
capacity = "1 t/year"
ramp = { from = "2026-01", duration = "1 month" }
outages = [{ rate = "1 /year", duration = "1 month" }]
product = { all = {} }
[contract.offtake]
mine = "pit"
product = "all"
region = "us"
from = "2026-01"
to = "2126-01"
price = { basis = "reference" }
[fabricator.works]
region = "us"
[facility.hall]
region = "us"
metal = "1 t"
start = "2026-01"
build = "1 year"
"#;

fn read(text: &str) -> Scenario {
    let no_files = |_: &str| Err(std::io::Error::other("no file"));
    let loaded = read_text("case.toml", text, &no_files, &Overrides::default());
    loaded.unwrap_or_else(|faults| panic!("{faults}")).scenario
}

/// What a table is that says no more than it must: keys that a case does not set have their
/// defaults.
static DEFAULTS: LazyLock<Scenario> = LazyLock::new(|| read(&format!("{EMPTY}{LEAST}")));

/// A copper price of 10 000 USD/t and one region that has nothing.
fn scenario(step: Step, periods: usize) -> Scenario {
    Scenario {
        time: TimeGrid { start: month(0), step, periods, substeps: Some(1) },
        regions: vec![region("us")].into(),
        ..read(EMPTY)
    }
}

fn region(name: &str) -> Region {
    let name = name.to_owned();
    Region { name, spot: None, inventory: None, ..DEFAULTS.regions[0].clone() }
}

fn spot(available: f64) -> Spot {
    let spot = DEFAULTS.regions[0].spot.clone().expect("a spot market");
    Spot { available: constant(available), ..spot }
}

fn inventory(initial: f64, capacity: f64, target: f64, holding_cost: f64) -> Inventory {
    Inventory {
        initial: constant(initial),
        capacity: constant(capacity),
        target: constant(target),
        holding_cost: constant(holding_cost),
        ..DEFAULTS.regions[0].inventory.clone().expect("an inventory")
    }
}

fn mine(capacity: f64) -> Mine {
    Mine {
        capacity: constant(capacity),
        ramp: None,
        outages: Vec::new(),
        products: Vec::new(),
        ..DEFAULTS.mines[0].clone()
    }
}

/// An outage that takes everything.
fn outage(rate: f64, duration: Quantity) -> OutageKind {
    OutageKind { rate: constant(rate), duration, ..DEFAULTS.mines[0].outages[0].clone() }
}

fn linear_ramp(from: Month, duration: f64) -> Ramp {
    let curve = RampCurve::Linear { duration: constant(duration) };
    Ramp { from, curve, ..DEFAULTS.mines[0].ramp.clone().expect("a ramp") }
}

/// From the first mine to the first region, from the start on without end, everything taken at the
/// price of the period.
fn contract(volume: ContractVolume) -> Contract {
    Contract { product: None, volume, ..DEFAULTS.contracts[0].clone() }
}

/// A contract for a rate in t/year.
fn rate(rate: f64) -> Contract {
    contract(ContractVolume::Rate(constant(rate)))
}

/// Called by the region, with the share that is paid in any case and how it comes.
fn needed(minimum: Option<(f64, Minimum)>) -> Taking {
    let take_or_pay = minimum.map(|(share, _)| constant(share));
    let minimum = minimum.map_or(Minimum::Spread, |(_, minimum)| minimum);
    Taking::Needed { take_or_pay, minimum, call_rank: 1 }
}

/// Needs its copper evenly from a month on for a number of years.
fn facility(copper: f64, start: i32, build: f64) -> Facility {
    Facility {
        metal: MetalNeed::Lump(constant(copper)),
        start: month(start),
        build: constant(build),
        ..DEFAULTS.facilities[0].clone()
    }
}
