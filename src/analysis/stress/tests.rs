//! Levers and inputs of small scenarios, and firm tonnes found the long way.

use super::effect::Effects;
use super::lever::{FIRST_STOCK, Lever, levers};
use super::restriction::{End, Restriction, restrictions};
use super::*;
use crate::analysis::run::{Settings, run};
use crate::distribution::Probability;
use crate::index::{ContractIndex, RegionIndex};
use crate::metric::Metric;
use crate::metric::Subject;
use crate::scenario::{
    ContractVolume, Overrides, Product, Quantity, Value, expectation, read_text,
};
use crate::statistics::Statistic;

fn scenario(text: &str) -> Scenario {
    let no_files = |_: &str| Err(std::io::ErrorKind::NotFound.into());
    read_text("small.toml", text, &no_files, &Overrides::default())
        .expect("a sound scenario")
        .scenario
}

/// A hall and a spot market.
const HALL: &str = r#"
    name = "One hall and a thin spot market"
    time = { start = "2027-01", step = "quarter", substeps = 1, periods = 4 }
    simulation = { trials = 4000, seed = 7 }
    price = { process = "constant", initial = "9000 USD/t" }
    [region.us]
    spot = { available = "800 t/quarter" }
    [facility.hall]
    region = "us"
    copper = { dist = "uniform", min = "2500 t", max = "4500 t" }
    start = "2027-01"
    build = "12 month"
"#;

/// A contract that delivers whatever its mine yields of it, a stock, delays.
const MINE: &str = r#"
    name = "A mine with outages and a stock"
    time = { start = "2027-01", step = "quarter", substeps = 1, periods = 8 }
    simulation = { trials = 4000, seed = 8 }
    price = { process = "gbm", initial = "9000 USD/t", drift = "0 /year", volatility = 0.2 }
    [region.us]
    spot = { available = "120 t/quarter", elasticity = -0.5, premium = "300 USD/t" }
    inventory = { initial = "100 t", target = "150 t", capacity = "400 t", holding_cost = "100 USD/t/year" }
    [mine.hill]
    capacity = "5 kt/year"
    utilisation = { dist = "pert", min = 0.3, mode = 0.7, max = 1.0 }
    outages = [{ rate = "0.5 /year", duration = { dist = "lognormal", median = "1 month", p95 = "6 month" } }]
    [contract.offtake]
    mine = "hill"
    region = "us"
    from = "2027-01"
    to = "2028-12"
    rate = "450 t/quarter"
    max_share_of_output = 0.6
    price = { basis = "reference", premium = "150 USD/t" }
    [facility.hall]
    region = "us"
    copper = { dist = "pert", min = "2000 t", mode = "3500 t", max = "5000 t" }
    start = "2027-02"
    build = "18 month"
    start_delay = { dist = "lognormal", median = "2 month", p95 = "9 month" }
    profile = "s-curve"
"#;

/// Two regions that share nothing, everything that a lever may move, and draws that hang together.
const TWO: &str = r#"
    name = "Two regions"
    time = { start = "2027-01", step = "quarter", substeps = 1, periods = 8 }
    simulation = { trials = 4000, seed = 9 }
    price = { process = "constant", initial = "9000 USD/t" }
    [region.us]
    spot = { available = { dist = "uniform", min = "100 t/quarter", max = "300 t/quarter", each = "period", autocorrelation = 0.5 } }
    inventory = { initial = "200 t", target = "200 t", capacity = "600 t" }
    [region.eu]
    [region.idle]
    [mine.hill]
    capacity = "5 kt/year"
    variation = { dist = "lognormal", mean = 1.0, sd = 0.2, each = "period" }
    [mine.valley]
    capacity = "3 kt/year"
    [mine.spare]
    capacity = "1 kt/year"
    [contract.west]
    mine = "hill"
    region = "us"
    from = "2027-07"
    to = "2028-12"
    rate = { dist = "uniform", min = "300 t/quarter", max = "500 t/quarter" }
    price = { fixed = "9500 USD/t" }
    [contract.east]
    mine = "valley"
    region = "eu"
    from = "2027-01"
    to = "2028-12"
    quantity = { dist = "uniform", min = "2400 t", max = "4000 t" }
    price = { fixed = "9500 USD/t" }
    [contract.rest]
    mine = "hill"
    region = "eu"
    from = "2027-01"
    to = "2028-12"
    price = { fixed = "9500 USD/t" }
    max_share_of_output = 0.1
    [facility.ohio]
    region = "us"
    copper = { dist = "pert", min = "2000 t", mode = "3200 t", max = "5000 t" }
    start = "2027-02"
    build = "18 month"
    [facility.lyon]
    region = "eu"
    copper = { dist = "pert", min = "2000 t", mode = "4000 t", max = "6000 t" }
    start = "2027-01"
    build = "20 month"
    built_probability = 0.9
    [correlation.volumes]
    between = ["contract.*.rate", "contract.*.quantity", "facility.*.copper"]
    coefficient = 0.4
"#;

fn machine() -> InstructionSet {
    InstructionSet::detect()
}

/// Probability that a region runs short, from a run of its own.
fn short(scenario: &Scenario, region: RegionIndex) -> f64 {
    let settings = Settings { instruction_set: machine(), precision: None };
    let outcome = run(scenario, settings, &SharedTables::default(), &Control::default())
        .expect("a sound scenario");
    let series = outcome
        .plan
        .series(Subject::region(region), Metric::Shortfall)
        .expect("every region has a shortfall");
    outcome.tally.series(series).probability_positive().estimate.expect("there are trials")
}

/// The least reserve with which `scenario` is short in a region at most as often as `probability`,
/// by bisection.
fn reserve_by_search(scenario: &Scenario, region: RegionIndex, probability: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1e5);
    for _ in 0..28 {
        let tonnes = 0.5 * (low + high);
        let safe =
            short(&Lever::MoreStock { region, tonnes }.apply(scenario), region) <= probability;
        *(if safe { &mut high } else { &mut low }) = tonnes;
    }
    high
}

fn effects_of(scenario: &Scenario, change: &Change) -> Effects {
    let measured = |scenario: &Scenario| {
        run_and_measure(scenario, machine(), &SharedTables::default(), &Control::default())
            .expect("a sound scenario")
            .0
    };
    let changed = change.apply(scenario).expect("a change that fits");
    effects(scenario, &measured(scenario), &measured(&changed), change.region(scenario))
}

#[test]
fn firm_tonnes_are_the_reserve_that_a_search_finds() {
    let cases = [
        (HALL, Lever::DeeperSpot { region: 0.into(), times: 1.1 }),
        (HALL, Lever::MoreStock { region: 0.into(), tonnes: 150.0 }),
        (MINE, Lever::MoreOfContract { contract: 0.into(), times: 1.1 }),
        (MINE, Lever::SecondMine { mine: 0.into(), contract: 0.into() }),
        (MINE, Lever::OrderAhead { region: 0.into(), tonnes: 300.0, months: 3 }),
        (MINE, Lever::ContractRemoved { contract: 0.into() }),
        (TWO, Lever::MoreOfContract { contract: 1.into(), times: 1.2 }),
        (TWO, Lever::EarlierContract { contract: 0.into(), months: 3 }),
    ];
    for (text, lever) in cases {
        let base = scenario(text);
        let region = lever.region(&base);
        let changed = lever.apply(&base);
        let (before, after) = (short(&base, region), short(&changed, region));
        assert!(
            before > 0.05 && before < 1.0 && before != after,
            "{lever:?}: {before} and {after}"
        );
        let found = if after < before {
            reserve_by_search(&base, region, after)
        } else {
            -reserve_by_search(&changed, region, before)
        };
        let firm = effects_of(&base, &Change::Lever(lever.clone()))
            .firm_tonnes
            .expect("a lever has a region");
        let estimate = firm.estimate.expect("both are short at times");
        // The search finds one cover gap, the estimate a place in the same bin, which is 0.2 % wide
        // at most.
        assert!(
            (estimate - found).abs() <= 0.002 * found.abs() + 0.01,
            "{lever:?}: {estimate} and {found}"
        );
        assert!(
            firm.conf_low.unwrap() <= estimate
                && firm.conf_high.is_none_or(|high| high >= estimate),
            "{firm:?}"
        );
    }
}

#[test]
fn a_stock_is_worth_its_tonnes() {
    let effects = effects_of(
        &scenario(MINE),
        &Change::Lever(Lever::MoreStock { region: 0.into(), tonnes: 80.0 }),
    );
    let firm = effects.firm_tonnes.as_ref().expect("a lever has a region");
    // A bin of the cover gap, in which the reserve lies, is 0.2 % wide at most.
    let gap = effects.total(Metric::CoverGap, Statistic::Quantile(0.95)).expect("a region's");
    let bin = 0.002 * gap.base.estimate.expect("a gap");
    assert!((firm.estimate.unwrap() - 80.0).abs() < bin, "{firm:?}, bins of {bin} t");
    let per_tonne = effects.cost_per_firm_tonne.expect("known to be above zero");
    let cost = effects
        .total(Metric::FullCost, Statistic::Mean)
        .expect("every scenario has a cost")
        .difference
        .difference;
    assert!(
        (per_tonne.estimate - cost / firm.estimate.unwrap()).abs()
            < 1e-6 * per_tonne.estimate.abs()
    );
}

#[test]
fn every_kind_of_lever_is_found_and_what_does_not_fit_is_told() {
    let scenario = scenario(TWO);
    let (levers, omitted) = levers(&scenario, 0.1, &vec![3000.0, 4000.0, 0.0].into());
    let names: Vec<String> = levers.iter().map(|lever| lever.name(&scenario)).collect();
    assert_eq!(
        names,
        [
            "more:west",
            "without:west",
            "earlier:west",
            "more:east",
            "without:east",
            "more:rest",
            "without:rest",
            "stock:us",
            "ahead:us",
            "spot:us",
            "stock:eu",
            "ahead:eu",
            "second:hill",
            "second:valley"
        ]
    );
    let left: Vec<&str> = omitted.iter().map(|omission| omission.name.as_str()).collect();
    assert_eq!(left, ["earlier:east", "earlier:rest", "second:spare"]);
    // 10 % of 200 t; 5 % of the need where there is no stock; a quarter of two years' need.
    assert_eq!(levers[7], Lever::MoreStock { region: 0.into(), tonnes: 0.1 * 200.0 });
    assert_eq!(levers[10], Lever::MoreStock { region: 1.into(), tonnes: FIRST_STOCK * 4000.0 });
    assert_eq!(levers[11], Lever::OrderAhead { region: 1.into(), tonnes: 500.0, months: 3 });
}

#[test]
fn levers_change_what_they_say_and_keep_every_draw() {
    let base = scenario(TWO);
    let mean =
        |scenario: &Scenario, contract: ContractIndex| match &scenario.contracts[contract].volume {
            ContractVolume::Rate(volume) | ContractVolume::Quantity(volume) => {
                expectation::mean(volume, scenario)
            }
            ContractVolume::Listed(_) | ContractVolume::ShareOfOutput => None,
        };
    let more = Lever::MoreOfContract { contract: 0.into(), times: 1.1 }.apply(&base);
    assert!((mean(&more, 0.into()).unwrap() / mean(&base, 0.into()).unwrap() - 1.1).abs() < 1e-12);
    assert_eq!(
        mean(&Lever::ContractRemoved { contract: 1.into() }.apply(&base), 1.into()),
        Some(0.0)
    );
    let share = Lever::MoreOfContract { contract: 2.into(), times: 20.0 }.apply(&base);
    assert_eq!(share.contracts[2].max_share_of_output.constant(), Some(1.0));
    let earlier = Lever::EarlierContract { contract: 0.into(), months: 3 }.apply(&base);
    assert_eq!(earlier.contracts[0].from.0, base.contracts[0].from.0 - 3);
    assert_eq!(earlier.contracts[0].to.0, base.contracts[0].to.0 - 3);
    let second = Lever::SecondMine { mine: 0.into(), contract: 0.into() }.apply(&base);
    let (mine, contract) = (&second.mines[3], &second.contracts[3]);
    assert_eq!(
        (mine.name.as_str(), contract.name.as_str(), contract.mine()),
        ("hill-2", "west-2", Some(3.into()))
    );
    assert_eq!(mine.variation.path, "mine.hill-2.variation");
    let mut split = base.clone();
    let share = Quantity::default_constant("mine.hill.product.ore.share", 1.0, "1");
    split.mines[0].products = vec![Product {
        label: None,
        name: "ore".to_owned(),
        share: Some(share),
        carbon: None,
        water: None,
        boundary: None,
    }];
    split.contracts[0].product = Some(0);
    let second = Lever::SecondMine { mine: 0.into(), contract: 0.into() }.apply(&split);
    let share = second.mines[3].products[0].share.as_ref().map(|share| share.path.as_str());
    assert_eq!(
        (second.contracts[3].product, share),
        (Some(0), Some("mine.hill-2.product.ore.share"))
    );
    // A change in one region moves nothing in the other, to the last bit.
    let idle = effects_of(&base, &Change::Lever(Lever::ContractRemoved { contract: 0.into() }));
    assert!(idle.total(Metric::Shortfall, Statistic::Mean).unwrap().difference.difference > 0.0);
    for lever in [
        Lever::ContractRemoved { contract: 0.into() },
        Lever::SecondMine { mine: 0.into(), contract: 0.into() },
        Lever::DeeperSpot { region: 0.into(), times: 2.0 },
    ] {
        assert_eq!(short(&lever.apply(&base), 1.into()), short(&base, 1.into()), "{lever:?}");
    }
}

#[test]
fn restricted_inputs_keep_their_draws_and_shift_as_they_should() {
    let base = scenario(HALL);
    let (all, _) = restrictions(&base, 0.2);
    let names: Vec<String> = all.iter().map(Restriction::name).collect();
    assert_eq!(names, ["low:facility.hall.copper", "high:facility.hall.copper"]);
    let need = |scenario: &Scenario| {
        let settings = Settings { instruction_set: machine(), precision: None };
        let outcome = run(scenario, settings, &SharedTables::default(), &Control::default())
            .expect("a sound scenario");
        let series =
            outcome.plan.series(Subject::Total, Metric::Need).expect("every model has a need");
        outcome.tally.series(series).mean().estimate.expect("there are trials")
    };
    // A fifth of the range, the same draws: every value of the low end is 2500 t and a fifth of
    // what it was above them.
    let above = (need(&base) - 2500.0) / 5.0;
    for (restriction, least) in all.iter().zip([2500.0, 4100.0]) {
        let restricted = need(&restriction.apply(&base).expect("a fifth"));
        assert!((restricted - (least + above)).abs() < 1e-6, "{restriction:?}: {restricted}");
    }
}

#[test]
fn atoms_and_periods_are_restricted_too() {
    let base = scenario(TWO);
    let (all, omitted) = restrictions(&base, 0.1);
    assert_eq!(all.len(), 2 * 6, "{all:?}");
    assert!(omitted.iter().any(|omission| omission.name == "built"));
    let spot = all
        .iter()
        .find(|restriction| restriction.input == "region.us.spot.available")
        .expect("it is uncertain");
    assert_eq!((spot.region(&base), spot.end), (Some(0.into()), End::Low));
    let yard = "\n[fabricator.yard]\nregion = \"eu\"\nlead_time = \"3 month\"\n";
    let with_fabricator = scenario(&format!("{TWO}{yard}"));
    let region = |path: &str| {
        let paths = vec![path.to_owned()];
        Restriction { input: String::new(), paths, ..spot.clone() }.region(&with_fabricator)
    };
    assert_eq!(region("mine.hill.variation"), None);
    for path in ["contract.east.quantity", "facility.lyon.copper", "fabricator.yard.lead_time"] {
        assert_eq!(region(path), Some(1.into()), "{path}");
    }
    let discrete = scenario(&HALL.replace(
        r#"{ dist = "uniform", min = "2500 t", max = "4500 t" }"#,
        r#"{ dist = "discrete", values = ["3000 t", "4000 t"], probabilities = [0.7, 0.3] }"#,
    ));
    for (restriction, only) in restrictions(&discrete, 0.2).0.iter().zip([3000.0, 4000.0]) {
        let mut restricted = restriction.apply(&discrete).expect("an atom");
        let mut quantities = restricted.quantities_mut();
        let copper = quantities
            .iter_mut()
            .find(|quantity| quantity.path == "facility.hall.copper")
            .expect("it is there");
        let Value::Random(random) = &copper.value else { panic!("still drawn") };
        for level in [0.01, 0.99] {
            assert_eq!(random.distribution.quantile(Probability::from_lower(level)), only);
        }
    }
}

#[test]
fn threads_change_no_bit() {
    let mut scenario = scenario(MINE);
    scenario.simulation.trials = 700;
    let with = |threads: usize| {
        let pool =
            rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a few threads");
        let steps = Steps { step: 0.1, range: Some(0.2) };
        pool.install(|| {
            stress(&scenario, steps, machine(), &SharedTables::default(), &Control::default())
        })
        .expect("results")
    };
    assert_eq!(with(1), with(3));
}

#[test]
fn a_scenario_without_facilities_is_refused_and_an_interruption_told() {
    let mut scenario = scenario(HALL);
    let steps = Steps { step: 0.1, range: None };
    let control = Control::default();
    control.interrupted.store(true, Ordering::Relaxed);
    let outcome = stress(&scenario, steps, machine(), &SharedTables::default(), &control);
    assert_eq!(outcome, Err(StressError::Run(RunError::Interrupted)));
    scenario.facilities.clear();
    let outcome =
        stress(&scenario, steps, machine(), &SharedTables::default(), &Control::default());
    assert_eq!(outcome, Err(StressError::NoFacility));
}
