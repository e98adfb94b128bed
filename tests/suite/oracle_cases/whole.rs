//! Stock, spot market, money, emissions, totals and watches.

use super::*;

/// 100 t/year under contract for two years, 20 t/year of spot metal, 50 t needed in the first year,
/// 155 in the second.
pub fn trading() -> Scenario {
    let mut case = scenario(Step::Year, 3);
    case.mines.push(mine(100.0));
    case.contracts.push(Contract { to: month(23), ..rate(100.0) });
    case.regions[0].inventory = Some(inventory(10.0, 30.0, 25.0, 7.0));
    case.regions[0].spot = Some(Spot {
        elasticity: constant(-1.0),
        reference_price: Some(constant(5_000.0)),
        premium: constant(500.0),
        ..spot(40.0)
    });
    case.facilities.push(facility(50.0, 0, 1.0));
    case.facilities.push(facility(155.0, 12, 1.0));
    case
}

#[test]
fn surplus_above_capacity_is_resold_and_spot_refills_to_target() {
    let trial = trial(&trading(), &[]);
    assert_periods(&trial, Subject::region(0), "delivered_contract", &[50.0, 100.0, 0.0]);
    assert_periods(&trial, Subject::region(0), "delivered_stock", &[0.0, 30.0, 0.0]);
    assert_periods(&trial, Subject::region(0), "delivered_spot", &[0.0, 20.0, 5.0]);
    assert_periods(&trial, Subject::region(0), "spot_bought", &[0.0, 20.0, 20.0]);
    assert_periods(&trial, Subject::region(0), "resold", &[30.0, 0.0, 0.0]);
    assert_periods(&trial, Subject::contract(0), "resold", &[30.0, 0.0, 0.0]);
    assert_periods(&trial, Subject::region(0), "stock", &[30.0, 0.0, 15.0]);
    assert_periods(&trial, Subject::region(0), "shortfall", &[0.0, 5.0, 0.0]);
}

#[test]
fn cost_credits_resale_and_closing_stock() {
    let trial = trial(&trading(), &[]);
    let parts = [
        ("cost_contract", 2_000_000.0),
        ("cost_spot", 400_000.0),
        ("cost_premium", 20_000.0),
        ("cost_holding", 297.5),
        ("cost_opening_stock", 100_000.0),
        ("revenue_resale", 294_000.0),
        ("closing_stock_value", 147_000.0),
        ("cost_penalty", 0.0),
        ("cost", 2_000_000.0 + 400_000.0 + 20_000.0 + 297.5 + 100_000.0 - 294_000.0 - 147_000.0),
    ];
    for (metric, expected) in parts {
        assert_metric(&trial, Subject::region(0), metric, expected);
        assert_metric(&trial, Subject::Total, metric, expected);
    }
    let costs = [
        1_000_000.0 + 100_000.0 + 140.0 - 294_000.0,
        1_210_000.0 + 105.0,
        210_000.0 + 52.5 - 147_000.0,
    ];
    assert_periods(&trial, Subject::Total, "cost", &costs);
}

#[test]
fn cover_gap_is_the_stock_that_would_have_been_enough() {
    // The gap runs 15 → -5 (the stock is full) → 30 → 10; 25 of the 30 are the target.
    let gap = |scenario: &Scenario| {
        trial(scenario, &[]).get(Subject::Total, "cover_gap").expect("every trial has one")
    };
    let mut case = trading();
    assert_close(gap(&case), 5.0, "cover gap");
    // With so much more stock, target and capacity nothing is short.
    case.regions[0].inventory = Some(inventory(15.0, 35.0, 30.0, 7.0));
    assert_metric(&trial(&case, &[]), Subject::Total, "shortfall", 0.0);
    assert_close(gap(&case), 0.0, "cover gap");
}

#[test]
fn emissions_follow_the_tonnes_acquired() {
    let mut case = trading();
    assert_eq!(trial(&case, &[]).get(Subject::Total, "carbon"), None);
    case.mines[0].carbon = Some(constant(3.0));
    case.regions[0].spot.as_mut().expect("a spot market").carbon = Some(constant(5.0));
    case.report.low_carbon = Some(3.0);
    let trial = trial(&case, &[]);
    assert_periods(&trial, Subject::region(0), "carbon", &[300.0, 400.0, 100.0]);
    assert_metric(&trial, Subject::Total, "carbon", 800.0);
    assert_metric(&trial, Subject::Total, "acquired_tonnes", 240.0);
    assert_metric(&trial, Subject::Total, "low_carbon_tonnes", 200.0);
    assert_metric(&trial, Subject::mine(0), "carbon", 900.0);
    assert_eq!(trial.get(Subject::Total, "water"), None);
}

#[test]
fn total_sums_regions_and_is_short_when_any_is() {
    let mut case = scenario(Step::Year, 3);
    case.regions.push(region("eu"));
    case.facilities.push(facility(30.0, 12, 1.0));
    case.facilities.push(Facility { region: 1.into(), ..facility(20.0, 24, 1.0) });
    let trial = trial(&case, &[]);
    assert_periods(&trial, Subject::Total, "shortfall", &[0.0, 30.0, 20.0]);
    assert_periods(&trial, Subject::Total, "backlog", &[0.0, 30.0, 50.0]);
    assert_periods(&trial, Subject::Total, "first_shortfall", &[0.0, 1.0, 0.0]);
    assert_metric(&trial, Subject::region(1), "first_short_period", 2.0);
    assert_metric(&trial, Subject::region(1), "periods_short", 1.0);
    assert_metric(&trial, Subject::Total, "first_short_period", 1.0);
    assert_metric(&trial, Subject::Total, "periods_short", 2.0);
    assert_metric(&trial, Subject::Total, "worst_period_shortfall", 30.0);
    assert_metric(&trial, Subject::Total, "backlog", 50.0);
    assert_metric(&trial, Subject::Total, "lateness", 55.0);
}

#[test]
fn variables_are_scaled_and_periods_drawn_anew() {
    let mut case = scenario(Step::Year, 2);
    let mean = distribution_with_mean;
    let value = random("variable.design.value", Each::Trial, mean(1.0));
    case.variables.push(NamedVariable { name: "design".to_owned(), value });
    let scaled = Value::Variable { name: "design".to_owned(), scale: 100.0 };
    let metal = MetalNeed::Lump(Quantity { value: scaled, ..constant(0.0) });
    case.facilities.push(Facility { metal, ..facility(0.0, 0, 2.0) });
    let available = random("region.us.spot.available", Each::Period, mean(1.0));
    case.regions[0].spot = Some(Spot { available, ..spot(0.0) });
    let drawn = [
        ("variable.design.value", 0, 1.2),
        ("region.us.spot.available", 0, 50.0),
        ("region.us.spot.available", 1, 100.0),
    ];
    let trial = trial(&case, &drawn);
    assert_periods(&trial, Subject::facility(0), "need", &[60.0, 60.0]);
    assert_periods(&trial, Subject::region(0), "spot_bought", &[50.0, 70.0]);
}

#[test]
fn watches_ask_for_all_conditions_at_once() {
    let mut case = trading();
    let condition = |metric: &str, relation, threshold| {
        let metric = Metric::named(metric).expect("a metric");
        let terms = vec![Term { factor: 1.0, subject: Subject::region(0), metric }];
        Event::One(Comparison { terms, relation, threshold })
    };
    let watches = [
        ("spot-any", "spot_bought", Relation::AtLeast, 20.0, WatchTime::Any, 1.0),
        ("spot-every", "spot_bought", Relation::AtLeast, 20.0, WatchTime::Every, 0.0),
        ("stock-last", "stock", Relation::Above, 14.0, WatchTime::Last, 1.0),
        ("stock-second", "stock", Relation::AtMost, 0.0, WatchTime::Period(1), 1.0),
        ("spot-horizon", "spot_bought", Relation::Below, 41.0, WatchTime::Horizon, 1.0),
        ("run", "longest_short_run", Relation::AtLeast, 2.0, WatchTime::Horizon, 0.0),
    ];
    for (name, metric, relation, threshold, at, _) in watches {
        let event = condition(metric, relation, threshold);
        case.watches.push(Watch { name: name.to_owned(), event, at });
    }
    // Each holds in a period, never both in the same one.
    let both = Event::All(vec![
        condition("resold", Relation::Above, 0.0),
        condition("shortfall", Relation::Above, 0.0),
    ]);
    case.watches.push(Watch { name: "both".to_owned(), event: both.clone(), at: WatchTime::Any });
    case.watches.push(Watch {
        name: "both-horizon".to_owned(),
        event: both,
        at: WatchTime::Horizon,
    });
    let trial = trial(&case, &[]);
    for (name, .., expected) in watches {
        assert_metric(&trial, Subject::Total, &format!("watch:{name}"), expected);
    }
    assert_metric(&trial, Subject::Total, "watch:both", 0.0);
    assert_metric(&trial, Subject::Total, "watch:both-horizon", 1.0);
}

/// What is computed by month and reported by quarter is, period by period, the sum, the last or the
/// mean of what months say.
#[test]
fn a_period_of_the_report_sums_up_its_steps() {
    let months = |step, periods, substeps| {
        let mut case = scenario(step, periods);
        case.time.substeps = Some(substeps);
        case.mines.push(mine(120.0));
        case.contracts.push(Contract { lag: constant(1.0 / 12.0), ..rate(120.0) });
        case.regions[0].inventory = Some(inventory(0.0, 100.0, 0.0, 12.0));
        case.shortage.penalty = Some(constant(120.0));
        case.facilities.push(facility(40.0, 0, 0.25));
        trial(&case, &[])
    };
    // 13 1/3 t fall due in each of the first three months; 10 t a month come from the second on.
    let quarters = months(Step::Quarter, 2, 3);
    let overdue = [40.0 / 3.0, 50.0 / 3.0, 20.0, 10.0, 0.0, 0.0];
    let by_month = months(Step::Month, 6, 1);
    assert_periods(&by_month, Subject::Total, "backlog", &overdue);
    assert_periods(&quarters, Subject::Total, "backlog", &[20.0, 0.0]);
    assert_metric(&quarters, Subject::Total, "peak_backlog", 20.0);
    assert_periods(&quarters, Subject::Total, "need", &[40.0, 0.0]);
    assert_periods(&quarters, Subject::contract(0), "delivered", &[20.0, 30.0]);
    // Of 40 t that fell due 20 were there by the end of their month: 10 t in the second and in the
    // third month serve what is overdue first.
    assert_periods(&quarters, Subject::Total, "delivered", &[20.0, 20.0]);
    // Overdue on average over the months: 20/3, 15, 55/3, 15, 5 and 0 t.
    assert_metric(&quarters, Subject::Total, "lateness", 60.0 / 12.0);
    assert_periods(&quarters, Subject::Total, "cost_penalty", &[400.0, 200.0]);
    // 10 t are left in the last month, 5 t on average of it, at 1 USD/t a month.
    assert_periods(&quarters, Subject::Total, "cost_holding", &[0.0, 5.0]);
    assert_metric(&quarters, Subject::Total, "periods_short", 2.0);
    assert_metric(&by_month, Subject::Total, "periods_short", 4.0);
    assert_metric(&quarters, Subject::mine(0).in_period(0), "availability", 1.0);
}
