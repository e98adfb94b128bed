//! The oracle against small scenarios whose results are worked out by hand in the tests.
#![allow(clippy::disallowed_methods, reason = "compared with a tolerance, so std's exp and ln will do")]

#[path = "oracle_cases/price.rs"]
mod price;
#[path = "oracle_cases/service.rs"]
mod service;
#[path = "oracle_cases/supply.rs"]
mod supply;
#[path = "oracle_cases/whole.rs"]
mod whole;

use crate::oracle::{NamedValues, Subject, Trial};
use coppercast::distribution::{Distribution, Family};
use coppercast::scenario::*;
use std::collections::BTreeMap;

/// The values that a test draws; asking for another fails the test.
struct Drawn(BTreeMap<(String, u64), f64>);

impl NamedValues for Drawn {
    fn value(&self, path: &str, coordinate: u64) -> f64 {
        *self.0.get(&(path.to_owned(), coordinate)).unwrap_or_else(|| panic!("nothing is drawn for {path} at {coordinate}"))
    }
}

/// One trial with the values drawn: path, coordinate, value.
fn trial(scenario: &Scenario, drawn: &[(&str, u64, f64)]) -> Trial {
    Trial::compute(scenario, &Drawn(drawn.iter().map(|&(path, k, x)| ((path.to_owned(), k), x)).collect()))
}

fn assert_close(actual: f64, expected: f64, what: &str) {
    let tolerance = 1e-12 * expected.abs().max(1.0);
    assert!((actual - expected).abs() <= tolerance, "{what}: {actual} is not {expected}");
}

#[track_caller]
fn assert_metric(trial: &Trial, subject: Subject, metric: &str, expected: f64) {
    let what = format!("{metric} of {subject:?}");
    assert_close(trial.get(subject, metric).unwrap_or_else(|| panic!("no {what}")), expected, &what);
}

#[track_caller]
fn assert_periods(trial: &Trial, subject: Subject, metric: &str, expected: &[f64]) {
    for (t, &expected) in expected.iter().enumerate() {
        assert_metric(trial, subject.in_period(t), metric, expected);
    }
    assert_eq!(trial.get(subject.in_period(expected.len()), metric), None);
}

fn constant(value: f64) -> Quantity {
    Quantity::default_constant("", value, "")
}

fn random(path: &str, each: Each, distribution: Distribution) -> Quantity {
    let (lowest, highest) = (f64::NEG_INFINITY, f64::INFINITY);
    let random = RandomQuantity { distribution, each, autocorrelation: 0.0, lowest, highest };
    Quantity { path: path.to_owned(), value: Value::Random(random), unit: String::new(), origin: Origin::Default }
}

fn distribution_with_mean(mean: f64) -> Distribution {
    Distribution::new(Family::Exponential { mean }).expect("a positive mean")
}

/// January 2026, the start of every scenario here, and months after it.
fn month(after: i32) -> Month {
    Month(2026 * 12 + after)
}

/// A copper price of 10 000 USD/t and one region that has nothing.
fn scenario(step: Step, periods: usize) -> Scenario {
    Scenario {
        slug: "case".to_owned(),
        name: "Case".to_owned(),
        description: String::new(),
        sources: Vec::new(),
        time: TimeGrid { start: month(0), step, periods },
        simulation: SimulationSettings { trials: 1, seed: 1 },
        price: Price { initial: constant(10_000.0), process: PriceProcess::Constant },
        regions: vec![region("us")],
        mines: Vec::new(),
        contracts: Vec::new(),
        facilities: Vec::new(),
        shortage: Shortage { unmet: Unmet::Backlog, penalty: None },
        variables: Vec::new(),
        correlations: Vec::new(),
        watches: Vec::new(),
        report: ReportSettings { thresholds: Vec::new(), low_carbon: None },
    }
}

fn region(name: &str) -> Region {
    Region { name: name.to_owned(), spot: None, inventory: None, resale_discount: constant(200.0) }
}

fn spot(available: f64) -> Spot {
    Spot {
        available: constant(available),
        elasticity: constant(0.0),
        reference_price: None,
        premium: constant(0.0),
        carbon: None,
        water: None,
        boundary: None,
    }
}

fn inventory(initial: f64, capacity: f64, target: f64, holding_cost: f64) -> Inventory {
    Inventory {
        initial: constant(initial),
        capacity: constant(capacity),
        target: constant(target),
        holding_cost: constant(holding_cost),
    }
}

fn mine(capacity: f64) -> Mine {
    Mine {
        name: "pit".to_owned(),
        capacity: constant(capacity),
        ramp: None,
        utilisation: constant(1.0),
        variation: constant(1.0),
        outages: Vec::new(),
        carbon: None,
        water: None,
        boundary: None,
    }
}

/// From the first mine to the first region, from the start on without end, everything taken at the price of the period.
fn contract(volume: ContractVolume) -> Contract {
    Contract {
        name: "offtake".to_owned(),
        supplier: Supplier::Mine(0),
        region: 0,
        from: month(0),
        to: month(1_200),
        volume,
        max_share_of_output: constant(1.0),
        price: ContractPrice::Reference { premium: constant(0.0), floor: None, cap: None },
        taking: Taking::All,
        carry_over: false,
        lag: constant(0.0),
    }
}

/// A contract for a rate in t/year.
fn rate(rate: f64) -> Contract {
    contract(ContractVolume::Rate(constant(rate)))
}

/// Needs its copper evenly from a month on for a number of years.
fn facility(copper: f64, start: i32, build: f64) -> Facility {
    Facility {
        name: "hall".to_owned(),
        region: 0,
        copper: Copper::Lump(constant(copper)),
        power: None,
        start: month(start),
        lead: constant(0.0),
        build: constant(build),
        start_delay: constant(0.0),
        overrun: constant(1.0),
        profile: Profile::Uniform,
        built_probability: constant(1.0),
        priority: 1,
        cost_of_delay: None,
    }
}
