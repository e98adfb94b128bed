//! Basis, spot market, stock policies and routes (R10 to R13).

use super::*;

fn need_of(copper: f64, start: i32, build: f64, region: usize) -> Facility {
    Facility { region: region.into(), ..facility(copper, start, build) }
}

#[test]
fn a_basis_moves_purchases_resale_and_the_value_of_stock() {
    let mut case = scenario(Step::Year, 2);
    case.regions[0].basis = Some(constant(300.0));
    case.regions[0].spot = Some(spot(100.0));
    case.regions[0].inventory = Some(inventory(10.0, 20.0, 20.0, 0.0));
    case.facilities.push(facility(60.0, 0, 1.0));
    case.mines.push(mine(5.0));
    case.contracts.push(Contract { from: month(12), ..rate(5.0) });
    let trial = trial(&case, &[]);
    // 10 from stock, 50 and a refill of 20 from the market; a year later 5 that nobody needs.
    assert_periods(&trial, Subject::Total, "spot_bought", &[70.0, 0.0]);
    assert_metric(&trial, Subject::Total, "cost_spot", 70.0 * 10_300.0);
    assert_metric(&trial, Subject::Total, "cost_opening_stock", 10.0 * 10_300.0);
    assert_metric(&trial, Subject::Total, "revenue_resale", 5.0 * 10_100.0);
    assert_metric(&trial, Subject::Total, "closing_stock_value", 20.0 * 10_100.0);
    assert_metric(&trial, Subject::Total, "cost_contract", 5.0 * 10_000.0);
}

#[test]
fn spot_metal_that_comes_later_is_bought_once() {
    let mut case = scenario(Step::Quarter, 5);
    case.regions[0].spot = Some(Spot { lag: constant(0.0625), ..spot(400.0) });
    case.facilities.push(facility(80.0, 0, 1.0));
    // A quarter of what is bought comes a period later: 5 are always late, and never bought again.
    let trial = trial(&case, &[]);
    assert_periods(&trial, Subject::Total, "spot_bought", &[20.0, 20.0, 20.0, 20.0, 0.0]);
    assert_periods(&trial, Subject::Total, "spot_received", &[15.0, 20.0, 20.0, 20.0, 5.0]);
    assert_periods(&trial, Subject::Total, "backlog", &[5.0, 5.0, 5.0, 5.0, 0.0]);
    assert_periods(
        &trial,
        Subject::Total,
        "cost_spot",
        &[200_000.0, 200_000.0, 200_000.0, 200_000.0, 0.0],
    );
    // Five more in stock would have been enough.
    assert_metric(&trial, Subject::Total, "cover_gap", 5.0);

    let cut = TimeGrid { periods: 4, ..case.time };
    let cut = super::trial(&Scenario { time: cut, ..case }, &[]);
    assert_metric(&cut, Subject::Total, "closing_stock_value", 5.0 * 9_800.0);
}

#[test]
fn spot_metal_is_not_bought_where_a_contract_brings_it_as_early() {
    let mut case = scenario(Step::Quarter, 4);
    case.mines.push(mine(1_000.0));
    case.contracts.push(Contract { lag: constant(0.25), ..rate(40.0) });
    case.facilities.push(facility(40.0, 0, 1.0));
    case.regions[0].spot = Some(Spot { lag: constant(0.5), ..spot(400.0) });
    let late = trial(&case, &[]);
    assert_periods(&late, Subject::Total, "spot_bought", &[0.0; 4]);
    assert_periods(&late, Subject::Total, "backlog", &[10.0; 4]);
    // Half of it comes at once, before the contract's.
    case.regions[0].spot = Some(Spot { lag: constant(0.125), ..spot(400.0) });
    let early = trial(&case, &[]);
    assert_periods(&early, Subject::Total, "spot_bought", &[10.0, 0.0, 0.0, 0.0]);
    assert_periods(&early, Subject::Total, "backlog", &[5.0, 0.0, 0.0, 0.0]);
}

#[test]
fn the_premium_rises_with_the_volume_and_a_cap_ends_it() {
    let mut case = scenario(Step::Year, 1);
    case.facilities.push(facility(60.0, 0, 1.0));
    let mut bought = |impact: Option<f64>, cap: Option<f64>| {
        case.regions[0].spot = Some(Spot {
            premium: constant(500.0),
            impact: impact.map(constant),
            price_cap: cap.map(constant),
            ..spot(100.0)
        });
        trial(&case, &[])
    };
    // 60 of 100 on offer: the last tonne costs 240 more, on average 120.
    let all = bought(Some(400.0), None);
    assert_metric(&all, Subject::Total, "spot_bought", 60.0);
    assert_metric(&all, Subject::Total, "cost_premium", 60.0 * 620.0);
    assert_metric(&all, Subject::Total, "cost_spot", 600_000.0);
    // The thirtieth tonne costs 10 000 + 500 + 120.
    let part = bought(Some(400.0), Some(10_620.0));
    assert_metric(&part, Subject::Total, "spot_bought", 30.0);
    assert_metric(&part, Subject::Total, "cost_premium", 30.0 * 560.0);
    assert_metric(&part, Subject::Total, "shortfall", 30.0);
    assert_metric(&part, Subject::Total, "cover_gap", 30.0);
    assert_metric(&bought(None, Some(10_500.0)), Subject::Total, "spot_bought", 60.0);
    assert_metric(&bought(None, Some(10_499.0)), Subject::Total, "spot_bought", 0.0);
    assert_metric(&bought(Some(400.0), Some(10_499.0)), Subject::Total, "spot_bought", 0.0);
}

/// Opening stock 100, reorder point 40, up to 120; 30 a year are needed.
fn reordering() -> Scenario {
    let mut case = scenario(Step::Year, 5);
    let policy =
        StockPolicy::Reorder { reorder_point: constant(40.0), order_up_to: constant(120.0) };
    case.regions[0].inventory = Some(Inventory { policy, ..inventory(100.0, 200.0, 0.0, 0.0) });
    case.facilities.push(facility(150.0, 0, 5.0));
    case
}

#[test]
fn a_reorder_policy_waits_and_then_orders_up_to() {
    let mut case = reordering();
    case.regions[0].spot = Some(spot(1_000.0));
    // 100 - 30 is above 40, 70 - 30 at it, 120 - 30 and 90 - 30 are above, 60 - 30 is below.
    let at_once = trial(&case, &[]);
    assert_periods(&at_once, Subject::Total, "spot_bought", &[0.0, 80.0, 0.0, 0.0, 90.0]);
    assert_periods(&at_once, Subject::Total, "stock", &[70.0, 120.0, 90.0, 60.0, 120.0]);

    case.regions[0].spot = Some(Spot { lag: constant(1.0), ..spot(1_000.0) });
    let lagged = trial(&case, &[]);
    assert_periods(&lagged, Subject::Total, "spot_bought", &[0.0, 80.0, 0.0, 0.0, 90.0]);
    assert_periods(&lagged, Subject::Total, "stock", &[70.0, 40.0, 90.0, 60.0, 30.0]);
    assert_metric(&lagged, Subject::Total, "closing_stock_value", 120.0 * 9_800.0);

    case.regions[0].spot = None;
    case.mines.push(mine(1_000.0));
    case.contracts.push(Contract { taking: needed(None), ..rate(1_000.0) });
    let called = trial(&case, &[]);
    assert_periods(&called, Subject::contract(0), "taken", &[0.0, 80.0, 0.0, 0.0, 90.0]);
    assert_periods(&called, Subject::Total, "stock", &[70.0, 120.0, 90.0, 60.0, 120.0]);
}

#[test]
fn days_of_cover_follow_the_need_ahead() {
    let mut case = scenario(Step::Quarter, 6);
    case.regions[0].spot = Some(spot(4_000.0));
    case.facilities.push(facility(400.0, 3, 1.0));
    let with = |capacity: f64| Inventory {
        policy: StockPolicy::DaysOfCover { cover: constant(0.125) },
        ..inventory(0.0, capacity, 10.0, 0.0)
    };
    // 100 a quarter from the second to the fifth: half a quarter ahead is 50, and 10 are kept
    // besides.
    case.regions[0].inventory = Some(with(100.0));
    let wide = trial(&case, &[]);
    assert_periods(&wide, Subject::Total, "stock", &[60.0, 60.0, 60.0, 60.0, 10.0, 10.0]);
    assert_periods(&wide, Subject::Total, "spot_bought", &[60.0, 100.0, 100.0, 100.0, 50.0, 0.0]);
    case.regions[0].inventory = Some(with(30.0));
    let narrow = trial(&case, &[]);
    assert_periods(&narrow, Subject::Total, "stock", &[30.0, 30.0, 30.0, 30.0, 10.0, 10.0]);
}

#[test]
fn refills_of_a_policy_count_what_is_under_way() {
    let mut case = scenario(Step::Quarter, 4);
    case.mines.push(mine(1_000.0));
    case.contracts.push(Contract { lag: constant(0.25), to: month(2), ..rate(160.0) });
    case.regions[0].spot = Some(spot(4_000.0));
    let policy = StockPolicy::DaysOfCover { cover: constant(0.25) };
    case.regions[0].inventory = Some(Inventory { policy, ..inventory(0.0, 500.0, 0.0, 0.0) });
    case.facilities.push(facility(400.0, 3, 1.0));
    // 100 are needed in the second quarter, 40 come under the contract: 60 are bought.
    let trial = trial(&case, &[]);
    assert_periods(&trial, Subject::Total, "spot_bought", &[60.0, 100.0, 100.0, 100.0]);
    assert_periods(&trial, Subject::Total, "stock", &[60.0, 100.0, 100.0, 100.0]);
}

#[test]
fn stock_is_bought_up_while_the_price_is_low() {
    let mut case = scenario(Step::Year, 3);
    let points = vec![(month(12), 12_000.0), (month(24), 4_000.0), (month(36), 20_000.0)];
    case.price.process = PriceProcess::Table { points };
    case.regions[0].spot = Some(spot(1_000.0));
    case.facilities.push(facility(40.0, 24, 1.0));
    let cheap = |capacity: f64| Inventory {
        cheap: Some(BuyWhenCheap { below: constant(9_000.0), up_to: constant(80.0) }),
        ..inventory(0.0, capacity, 10.0, 0.0)
    };
    case.regions[0].inventory = Some(cheap(100.0));
    let wide = trial(&case, &[]);
    assert_periods(&wide, Subject::Total, "spot_bought", &[10.0, 70.0, 0.0]);
    assert_periods(&wide, Subject::Total, "stock", &[10.0, 80.0, 40.0]);
    case.regions[0].inventory = Some(cheap(50.0));
    assert_periods(&trial(&case, &[]), Subject::Total, "stock", &[10.0, 50.0, 10.0]);
    // With a basis the region's price is not low.
    case.regions[0].basis = Some(constant(1_500.0));
    assert_periods(&trial(&case, &[]), Subject::Total, "stock", &[10.0, 10.0, 10.0]);
}

fn route(from: usize, to: usize, capacity: f64, cost: f64) -> Route {
    let route = DEFAULTS.routes[0].clone();
    Route {
        from: from.into(),
        to: to.into(),
        capacity: constant(capacity),
        cost: constant(cost),
        ..route
    }
}

#[test]
fn a_route_brings_what_one_region_spares_and_another_lacks() {
    let mut case = scenario(Step::Quarter, 4);
    case.regions.push(region("eu"));
    case.regions[0].basis = Some(constant(500.0));
    case.regions[0].inventory = Some(inventory(100.0, 500.0, 20.0, 0.0));
    case.facilities.push(need_of(240.0, 0, 1.0, 1));
    case.routes.push(Route {
        lead_time: constant(0.125),
        tariff: constant(0.1),
        carbon: Some(constant(0.5)),
        ..route(0, 1, 200.0, 100.0)
    });
    // 50 of the 60 that are lacking, half of them a quarter later; then the 30 that are left above
    // the target of 20.
    let trial = trial(&case, &[]);
    let (us, eu) = (Subject::region(0), Subject::region(1));
    assert_periods(&trial, us, "routed_out", &[50.0, 30.0, 0.0, 0.0]);
    assert_periods(&trial, us, "stock", &[50.0, 20.0, 20.0, 20.0]);
    assert_periods(&trial, eu, "routed_in", &[25.0, 40.0, 15.0, 0.0]);
    assert_periods(&trial, eu, "delivered_route", &[25.0, 40.0, 15.0, 0.0]);
    assert_periods(&trial, eu, "backlog", &[35.0, 55.0, 100.0, 160.0]);
    assert_periods(&trial, eu, "cost_route", &[5_000.0, 3_000.0, 0.0, 0.0]);
    assert_periods(&trial, eu, "cost_tariff", &[52_500.0, 31_500.0, 0.0, 0.0]);
    assert_periods(&trial, eu, "carbon", &[25.0, 15.0, 0.0, 0.0]);
    assert_metric(&trial, eu, "cost", 92_000.0);
    assert_metric(&trial, eu, "cover_gap", 160.0);
    assert_metric(&trial, us, "cover_gap", 0.0);

    // What is on the way at the horizon is still owned.
    let time = TimeGrid { periods: 1, ..case.time };
    let cut = super::trial(&Scenario { time, ..case }, &[]);
    assert_metric(&cut, eu, "closing_stock_value", 25.0 * 9_800.0);
}

#[test]
fn the_cheapest_route_is_used_first_and_nothing_is_passed_on() {
    let mut case = scenario(Step::Year, 1);
    case.regions.extend(["eu", "apac", "uk"].map(region));
    for sender in [0, 2] {
        case.regions[sender].inventory = Some(inventory(30.0, 100.0, 0.0, 0.0));
    }
    case.facilities.push(need_of(40.0, 0, 1.0, 1));
    case.facilities.push(need_of(40.0, 0, 1.0, 3));
    case.routes =
        vec![route(0, 1, 500.0, 100.0), route(2, 1, 500.0, 50.0), route(1, 3, 500.0, 10.0)];
    let both = trial(&case, &[]);
    assert_metric(&both, Subject::region(2), "routed_out", 30.0);
    assert_metric(&both, Subject::region(0), "routed_out", 10.0);
    assert_metric(&both, Subject::region(1), "shortfall", 0.0);
    assert_metric(&both, Subject::region(3), "shortfall", 40.0);
    assert_metric(&both, Subject::Total, "cost_route", 2_500.0);

    case.routes.push(route(0, 3, 500.0, 120.0));
    let shared = trial(&case, &[]);
    assert_metric(&shared, Subject::region(0), "routed_out", 30.0);
    assert_metric(&shared, Subject::region(3), "shortfall", 20.0);
    case.routes.pop();

    case.routes[1].keep = Some(constant(25.0));
    let kept = trial(&case, &[]);
    assert_metric(&kept, Subject::region(2), "routed_out", 5.0);
    assert_metric(&kept, Subject::region(0), "routed_out", 30.0);
}
