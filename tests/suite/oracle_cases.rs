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
#[path = "oracle_cases/money.rs"]
mod money;
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
    assert_periods(&trial(case, &[]), Subject::Mine(mine), metric.name(), expected);
    for (t, &expected) in expected.iter().enumerate() {
        let found = by_engine(case, Subject::Mine(mine).in_period(t), metric);
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

/// A copper price of 10 000 USD/t and one region that has nothing.
fn scenario(step: Step, periods: usize) -> Scenario {
    Scenario {
        slug: "case".to_owned(),
        name: "Case".to_owned(),
        description: String::new(),
        commodity: "copper".to_owned(),
        sources: Vec::new(),
        time: TimeGrid { start: month(0), step, periods },
        simulation: SimulationSettings { trials: 1, seed: 1 },
        price: Price { initial: constant(10_000.0), process: PriceProcess::Constant },
        regions: vec![region("us")],
        routes: Vec::new(),
        districts: Vec::new(),
        mines: Vec::new(),
        contracts: Vec::new(),
        fabricators: Vec::new(),
        hedges: Vec::new(),
        facilities: Vec::new(),
        shortage: Shortage { unmet: Unmet::Backlog, penalty: None },
        money: Money::default(),
        variables: Vec::new(),
        correlations: Vec::new(),
        watches: Vec::new(),
        report: ReportSettings { thresholds: Vec::new(), low_carbon: None },
    }
}

fn region(name: &str) -> Region {
    Region {
        name: name.to_owned(),
        basis: None,
        spot: None,
        inventory: None,
        resale_discount: constant(200.0),
    }
}

fn spot(available: f64) -> Spot {
    Spot {
        available: constant(available),
        elasticity: constant(0.0),
        reference_price: None,
        premium: constant(0.0),
        impact: None,
        price_cap: None,
        lag: constant(0.0),
        tariff: None,
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
        policy: StockPolicy::BaseStock,
        cheap: None,
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
        district: None,
        maintenance: Vec::new(),
        leach: None,
        uplift: None,
        reserve: None,
        products: Vec::new(),
        carbon: None,
        water: None,
        boundary: None,
    }
}

/// An outage that takes everything.
fn outage(rate: f64, duration: Quantity) -> OutageKind {
    OutageKind {
        name: None,
        rate: constant(rate),
        duration,
        loss: constant(1.0),
        start: OutageStart::Up,
    }
}

fn linear_ramp(from: Month, duration: f64) -> Ramp {
    let curve = RampCurve::Linear { duration: constant(duration) };
    Ramp { from, curve, reaches_design: constant(1.0), plateau: None }
}

/// From the first mine to the first region, from the start on without end, everything taken at the
/// price of the period.
fn contract(volume: ContractVolume) -> Contract {
    Contract {
        name: "offtake".to_owned(),
        supplier: Supplier::Mine(0),
        product: None,
        region: 0,
        from: month(0),
        to: month(1_200),
        volume,
        tolerance: None,
        claim: 1,
        max_share_of_output: constant(1.0),
        price: ContractPrice::Reference {
            regional: false,
            premium: constant(0.0),
            floor: None,
            cap: None,
            quotation: Quotation { offset: 0, months: 1 },
        },
        taking: Taking::All,
        make_up: None,
        carry_over: false,
        force_majeure: None,
        default_rate: None,
        renewal: None,
        lag: constant(0.0),
        tariff: None,
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
        metal: MetalNeed::Lump(constant(copper)),
        power: None,
        start: month(start),
        lead: constant(0.0),
        build: constant(build),
        start_delay: constant(0.0),
        overrun: constant(1.0),
        profile: Profile::Uniform,
        built_probability: constant(1.0),
        phases: Vec::new(),
        components: Vec::new(),
        recycled: None,
        secured: None,
        cancellation: None,
        deferral: None,
        priority: 1,
        cost_of_delay: None,
    }
}
