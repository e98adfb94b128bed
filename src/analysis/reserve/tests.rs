//! Reserves of small scenarios that can be worked out by hand.

use super::*;
use crate::analysis::run::{Settings, run};
use crate::scenario::{Overrides, read_text};

fn scenario(text: &str) -> Scenario {
    let no_files = |_: &str| Err(std::io::ErrorKind::NotFound.into());
    read_text("small.toml", text, &no_files, &Overrides::default())
        .unwrap_or_else(|faults| panic!("{}", faults.render(false)))
        .scenario
}

fn found(scenario: &Scenario) -> Option<Reserve> {
    let instruction_set = InstructionSet::detect();
    let settings = Settings { instruction_set, precision: None };
    let (tables, control) = (SharedTables::default(), Control::default());
    let outcome = run(scenario, settings, &tables, &control).expect("a sound scenario");
    reserve(scenario, &outcome, instruction_set, &tables, &control).expect("nobody interrupts")
}

fn advice(scenario: &Scenario) -> Advice {
    match found(scenario) {
        Some(Reserve::Hold(advice)) => *advice,
        other => panic!("{other:?}"),
    }
}

/// The chance of running short when the advice is followed, with a seed of its own.
fn left_by(advice: &Advice, scenario: &Scenario, seed: u64) -> Estimate {
    let mut with = advice.form.apply(scenario, &advice.tonnes);
    with.simulation.seed = seed;
    let settings = Settings { instruction_set: InstructionSet::detect(), precision: None };
    let outcome = run(&with, settings, &SharedTables::default(), &Control::default())
        .expect("a sound scenario");
    let series = outcome.plan.series(Subject::Total, Metric::Shortfall).expect("every plan");
    outcome.tally.series(series).probability_positive()
}

/// The interval of what the advice leaves, widened by what the search knows, holds what was searched
/// for.
fn assert_leaves_one_in_twenty(advice: &Advice, scenario: &Scenario, seed: u64) {
    let left = left_by(advice, scenario, seed);
    let (low, high) = left.conf_low.zip(left.conf_high).expect("limits");
    // Two standard errors, and half of one that it aims lower.
    let error = (LEFT * (1.0 - LEFT) / advice.search_trials as f64).sqrt();
    assert!(low - 2.0 * error <= LEFT && LEFT <= high + 2.5 * error, "{left:?}");
}

/// Three regions that share nothing and lack 100 t each in 4 % of the futures.
const THREE: &str = r#"
    [time]
    start = "2026-01"
    step = "year"
    periods = 1
    [price]
    process = "constant"
    initial = "10000 USD/t"
    [simulation]
    seed = 41
    trials = 8_000
    [region.r0]
    inventory = { initial = "0 t", capacity = "10000 t" }
    [region.r1]
    inventory = { initial = "0 t", capacity = "10000 t" }
    [region.r2]
    inventory = { initial = "0 t", capacity = "10000 t" }
    [facility.f0]
    region = "r0"
    start = "2026-01"
    build = "12 month"
    built_probability = 0.04
    metal = "100 t"
    [facility.f1]
    region = "r1"
    start = "2026-01"
    build = "12 month"
    built_probability = 0.04
    metal = "100 t"
    [facility.f2]
    region = "r2"
    start = "2026-01"
    build = "12 month"
    built_probability = 0.04
    metal = "100 t"
"#;

/// Between 1,000 and 3,000 t in the second year, and a market with 1,500 t in each.
const MARKET: &str = r#"
    time = { start = "2027-01", step = "year", periods = 2 }
    simulation = { trials = 8000, seed = 7 }
    price = { process = "table", points = { "2027-01" = "12000 USD/t", "2027-12" = "9000 USD/t" } }
    [region.us]
    spot = { available = "1500 t/year" }
    [facility.hall]
    region = "us"
    copper = { dist = "uniform", min = "1000 t", max = "3000 t" }
    start = "2028-01"
    build = "12 month"
"#;

#[test]
fn three_regions_need_a_reserve_in_two() {
    let scenario = scenario(THREE);
    // 1 − 0.96³ = 11.5 % run short, 1 − 0.96² = 7.8 % with 100 t, 4 % with 200 t.
    let advice = advice(&scenario);
    assert_eq!((advice.form, advice.total(), advice.is_enough), (Form::LaidIn, 200.0, true));
    assert_eq!(advice.tonnes.iter().filter(|&&tonnes| tonnes == 100.0).count(), 2);
    assert!(advice.left.conf_low < Some(0.04) && advice.left.conf_high > Some(0.04));
    // 200 t at 10,000 USD/t, of which 8 t are used and the rest is sold for as much; of what a
    // region lacks nothing was bought, so that the 8 t are all that is paid.
    let cost = advice.cost;
    assert!(cost.conf_low < Some(80_000.0) && cost.conf_high > Some(80_000.0), "{cost:?}");
}

#[test]
fn a_reserve_is_the_quantile_of_what_is_missing() {
    let falling = scenario(MARKET);
    // 1,500 t in the second year and what is held: short where the need is above 2,900 t, if 1,400
    // t are held. Prices fall, so it is cheaper to buy them in time than to have them from the start.
    let advice = advice(&falling);
    assert_eq!((advice.form, advice.is_enough), (Form::Ordered, true));
    // 5 % of the 2,048 trials of a search are known to 0.48 %, or 9.6 t.
    assert!((advice.total() - 1_400.0).abs() < 40.0, "{advice:?}");
    assert_leaves_one_in_twenty(&advice, &falling, 1234);
    // Where they rise, it is the other way round.
    let rising = scenario(&MARKET.replace("12000", "8000"));
    assert_eq!(super::tests::advice(&rising).form, Form::LaidIn);
}

#[test]
fn what_cannot_be_had_in_time_is_laid_in() {
    // Nothing to buy before the need: only an opening stock helps, 2,900 t.
    let advice = advice(&scenario(&MARKET.replace("1500 t/year", "0 t/year")));
    assert_eq!((advice.form, advice.is_enough), (Form::LaidIn, true));
    assert!((advice.total() - 2_900.0).abs() < 40.0, "{advice:?}");
}

#[test]
fn who_is_seldom_short_needs_none() {
    let calm = MARKET.replace("1500 t/year", "2950 t/year");
    assert_eq!(found(&scenario(&calm)), Some(Reserve::NotNeeded));
    let mut nobody = scenario(&calm);
    nobody.facilities.clear();
    assert_eq!(found(&nobody), None);
}

#[test]
fn every_policy_has_a_reserve() {
    let held = |inventory: &str| {
        scenario(
            &MARKET
                .replace("[facility.hall]", &format!("inventory = {inventory}\n[facility.hall]")),
        )
    };
    let reorder = r#"{ initial = "100 t", capacity = "600 t", policy = "reorder", reorder_point = "100 t", order_up_to = "300 t" }"#;
    let cover = r#"{ initial = "0 t", capacity = "600 t", target = "100 t", policy = "days-of-cover", cover = "30 day" }"#;
    for inventory in [reorder, cover] {
        let scenario = held(inventory);
        let advice = advice(&scenario);
        assert!(advice.is_enough, "{advice:?}");
        // An order up to a level comes in lots, so that the chance falls in steps: it may leave
        // less than was searched for, but a tenth less stock leaves more.
        let error = (LEFT * (1.0 - LEFT) / advice.search_trials as f64).sqrt();
        let left = left_by(&advice, &scenario, 99);
        assert!(left.conf_low <= Some(LEFT + 2.0 * error), "{advice:?}: {left:?}");
        let less: Vec<f64> = advice.tonnes.iter().map(|tonnes| 0.9 * tonnes).collect();
        let left = left_by(&Advice { tonnes: less.into(), ..advice }, &scenario, 99);
        assert!(left.conf_high >= Some(LEFT), "{left:?}");
    }
}

#[test]
fn regions_that_lack_in_the_same_futures_are_helped_together() {
    let mut text = MARKET.replace("1500 t/year", "0 t/year");
    text.push_str(
        r#"
    [region.eu]
    spot = { available = "0 t/year" }
    [facility.shed]
    region = "eu"
    copper = { dist = "uniform", min = "100 t", max = "300 t" }
    start = "2028-01"
    build = "12 month"
    [correlation.size]
    between = ["facility.hall.copper", "facility.shed.copper"]
    coefficient = 0.999999
    "#,
    );
    let advice = advice(&scenario(&text));
    assert!((advice.tonnes[0] - 2_900.0).abs() < 60.0, "{advice:?}");
    assert!((advice.tonnes[1] - 290.0).abs() < 6.0, "{advice:?}");
}

#[test]
fn threads_change_no_bit() {
    let scenario = scenario(&MARKET.replace("8000", "3000"));
    let with = |threads: usize| {
        let pool =
            rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a few threads");
        pool.install(|| found(&scenario))
    };
    assert_eq!(with(1), with(3));
}
