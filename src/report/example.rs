//! A scenario with every feature, for the tests of the report.

use crate::analysis::run::{Outcome, Settings, SharedTables, run};
use crate::distribution::{Distribution, Law, Lognormal, LognormalPercentile, Pert, Weibull};
use crate::metric::{Metric, Subject};
use crate::numerics::instruction_set::InstructionSet;
use crate::report::manifest::RunFacts;
use crate::report::run::Results;
use crate::scenario::*;
use crate::simulation::Control;
use std::time::Duration;

fn constant(path: &str, value: f64, unit: &str) -> Quantity {
    Quantity::default_constant(path, value, unit)
}

fn random(path: &str, each: Each, law: impl Law, unit: &str, line: usize) -> Quantity {
    let distribution = Distribution::new(law).expect("valid parameters");
    let (lowest, highest) = (f64::NEG_INFINITY, f64::INFINITY);
    let random = RandomQuantity { distribution, each, autocorrelation: 0.0, lowest, highest };
    let origin = Origin::File { file: "example.toml".to_owned(), line, span: 0..1 };
    Quantity { path: path.to_owned(), value: Value::Random(random), unit: unit.to_owned(), origin }
}

fn region(name: &str, available: f64) -> Region {
    let at = |key: &str| format!("region.{name}.{key}");
    Region {
        name: name.to_owned(),
        basis: None,
        spot: Some(Spot {
            available: constant(&at("spot.available"), available, "t/year"),
            elasticity: constant(&at("spot.elasticity"), -0.5, "1"),
            reference_price: None,
            premium: constant(&at("spot.premium"), 500.0, "USD/t"),
            impact: None,
            price_cap: None,
            lag: constant(&at("spot.lag"), 0.0, "year"),
            tariff: None,
            carbon: Some(constant(&at("spot.carbon"), 4.6, "tCO2e/t")),
            water: None,
            boundary: None,
        }),
        inventory: Some(Inventory {
            initial: constant(&at("inventory.initial"), 500.0, "t"),
            capacity: constant(&at("inventory.capacity"), 3_000.0, "t"),
            target: constant(&at("inventory.target"), 1_000.0, "t"),
            policy: StockPolicy::BaseStock,
            cheap: None,
            holding_cost: constant(&at("inventory.holding_cost"), 120.0, "USD/t/year"),
        }),
        resale_discount: constant(&at("resale_discount"), 200.0, "USD/t"),
    }
}

fn facility(name: &str, region: usize, start: i32) -> Facility {
    let at = |key: &str| format!("facility.{name}.{key}");
    Facility {
        name: name.to_owned(),
        region,
        metal: MetalNeed::Intensity(random(
            &at("intensity"),
            Each::Trial,
            Pert { min: 15.0, mode: 27.0, max: 47.0 },
            "t/MW",
            20,
        )),
        power: Some(constant(&at("power"), 200.0, "MW")),
        start: Month(2026 * 12 + start),
        lead: constant(&at("lead"), 0.75, "year"),
        build: constant(&at("build"), 1.5, "year"),
        start_delay: random(
            &at("start_delay"),
            Each::Trial,
            LognormalPercentile { median: 0.25, level: 0.95, value: 1.0 },
            "year",
            21,
        ),
        overrun: constant(&at("overrun"), 1.0, "1"),
        profile: Profile::SCurve,
        built_probability: constant(&at("built_probability"), 0.95, "1"),
        phases: Vec::new(),
        components: Vec::new(),
        recycled: None,
        secured: None,
        cancellation: None,
        deferral: None,
        priority: 1,
        cost_of_delay: Some(constant(&at("cost_of_delay"), 2_100_000.0, "USD/MW/year")),
    }
}

fn mine() -> Mine {
    let outage = |number: usize, rate: f64, median: f64, value: f64| OutageKind {
        name: None,
        rate: constant(&format!("mine.johnson-camp.outages.{number}.rate"), rate, "1/year"),
        duration: random(
            &format!("mine.johnson-camp.outages.{number}.duration"),
            Each::Outage,
            LognormalPercentile { median, level: 0.95, value },
            "year",
            30 + number,
        ),
        loss: constant(&format!("mine.johnson-camp.outages.{number}.loss"), 1.0, "1"),
        start: OutageStart::Up,
    };
    Mine {
        name: "johnson-camp".to_owned(),
        capacity: constant("mine.johnson-camp.capacity", 11_340.0, "t/year"),
        ramp: Some(Ramp {
            from: Month(2025 * 12 + 8),
            curve: RampCurve::Linear {
                duration: random(
                    "mine.johnson-camp.ramp.duration",
                    Each::Trial,
                    Weibull { shape: 1.345, scale: 2.15 },
                    "year",
                    28,
                ),
            },
            reaches_design: constant("mine.johnson-camp.ramp.reaches_design", 1.0, "1"),
            plateau: None,
        }),
        utilisation: random(
            "mine.johnson-camp.utilisation",
            Each::Trial,
            Pert { min: 0.35, mode: 0.66, max: 1.0 },
            "1",
            29,
        ),
        variation: random(
            "mine.johnson-camp.variation",
            Each::Period,
            Lognormal { mean: 1.0, sd: 0.12 },
            "1",
            30,
        ),
        outages: vec![
            outage(0, 0.25, 14.0 / 365.25, 52.0 / 365.25),
            outage(1, 0.03, 0.75, 28.0 / 12.0),
        ],
        district: None,
        maintenance: Vec::new(),
        leach: None,
        uplift: None,
        reserve: None,
        products: Vec::new(),
        carbon: Some(constant("mine.johnson-camp.carbon", 2.82, "tCO2e/t")),
        water: None,
        boundary: None,
    }
}

fn contract() -> Contract {
    let at = |key: &str| format!("contract.nuton.{key}");
    Contract {
        name: "nuton".to_owned(),
        supplier: Supplier::Mine(0),
        product: None,
        region: 0,
        from: Month(2026 * 12),
        to: Month(2029 * 12 + 11),
        volume: ContractVolume::Rate(constant(&at("rate"), 3_500.0, "t/year")),
        tolerance: None,
        claim: 1,
        max_share_of_output: constant(&at("max_share_of_output"), 1.0, "1"),
        price: ContractPrice::Reference {
            regional: false,
            premium: constant(&at("price.premium"), 150.0, "USD/t"),
            floor: Some(constant(&at("price.floor"), 8_000.0, "USD/t")),
            cap: None,
            quotation: Quotation { offset: 0, months: 1 },
        },
        taking: Taking::Needed { take_or_pay: Some(constant(&at("take_or_pay"), 0.9, "1")) },
        make_up: None,
        carry_over: true,
        force_majeure: None,
        default_rate: None,
        renewal: None,
        lag: constant(&at("lag"), 1.0 / 12.0, "year"),
        tariff: None,
    }
}

/// One or two regions, as many facilities, 16 quarters.
pub fn scenario(regions: usize, facilities: usize) -> Scenario {
    let condition = Condition {
        subject: Subject::Total,
        metric: Metric::Cost,
        relation: Relation::Above,
        threshold: 200e6,
    };
    Scenario {
        slug: "example".to_owned(),
        name: "Example, \"two\" campuses".to_owned(),
        description: "Every feature once.".to_owned(),
        commodity: "copper".to_owned(),
        sources: vec!["made up".to_owned()],
        time: TimeGrid { start: Month(2026 * 12), step: Step::Quarter, periods: 16 },
        simulation: SimulationSettings { trials: 4_000, seed: 20_260_115 },
        price: Price {
            initial: constant("price.initial", 13_205.0, "USD/t"),
            process: PriceProcess::MeanReverting {
                level: random(
                    "price.level",
                    Each::Trial,
                    Pert { min: 8_500.0, mode: 10_500.0, max: 14_000.0 },
                    "USD/t",
                    9,
                ),
                half_life: constant("price.half_life", 2.9, "year"),
                volatility: constant("price.volatility", 0.231, "1"),
                jumps: None,
            },
        },
        districts: Vec::new(),
        regions: (0..regions).map(|number| region(&format!("us-{number}"), 3_200.0)).collect(),
        routes: Vec::new(),
        mines: vec![mine()],
        contracts: vec![contract()],
        fabricators: Vec::new(),
        hedges: Vec::new(),
        facilities: (0..facilities)
            .map(|number| {
                facility(
                    &format!("campus-{number}"),
                    number % regions,
                    12 + (number as i32 * 3) % 24,
                )
            })
            .collect(),
        shortage: Shortage { unmet: Unmet::Backlog, penalty: None },
        money: Money::default(),
        variables: Vec::new(),
        correlations: Vec::new(),
        watches: vec![Watch {
            name: "budget".to_owned(),
            conditions: vec![condition],
            at: WatchTime::Horizon,
        }],
        report: ReportSettings {
            thresholds: vec![
                (Metric::Shortfall, vec![500.0, 1_000.0]),
                (Metric::Cost, vec![200e6]),
            ],
            low_carbon: Some(3.0),
        },
    }
}

/// Runs a scenario.
pub fn outcome(scenario: &Scenario) -> Outcome {
    let settings = Settings { instruction_set: InstructionSet::BASELINE, precision: None };
    run(scenario, settings, &SharedTables::default(), &Control::default())
        .expect("a checked scenario")
}

pub fn results<'a>(scenario: &'a Scenario, outcome: &'a Outcome) -> Results<'a> {
    Results {
        scenario,
        plan: &outcome.plan,
        tally: &outcome.tally,
        batches: &outcome.batches,
        checkpoints: &outcome.checkpoints,
    }
}

pub fn facts(scenario: &Scenario, outcome: &Outcome) -> RunFacts {
    RunFacts {
        version: "0.0.0".to_owned(),
        resolved_scenario: format!("name = {:?}\n", scenario.name),
        trials_requested: scenario.simulation.trials,
        trials: outcome.tally.trials(),
        precision: outcome.precision,
        converged: outcome.converged(),
        limiting: outcome.limiting,
        clamped: outcome.clamped,
        warnings: Vec::new(),
        threads: 1,
        instruction_set: "baseline".to_owned(),
        started: "2026-01-15T00:00:00Z".to_owned(),
        key: "sha256:key".to_owned(),
        compile_time: Duration::ZERO,
        simulation_time: Duration::from_millis(5),
    }
}
