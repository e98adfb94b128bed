//! Where metal was acquired (R14), and what of it follows the market (E11).

use super::*;
use crate::agreement::compare_trials;

/// One trial; and the engine computes the scenario as the oracle does.
#[track_caller]
fn agreed(scenario: &Scenario) -> Trial {
    assert_eq!(compare_trials(scenario, 64), Ok(0));
    trial(scenario, &[])
}

/// 30 t in stock, a target of 50; 100 t of contracts arrive in the first quarter and none after it,
/// the spot market has 60 t a quarter; 60, 90, 80 and 60 t are needed.
fn stocked() -> Scenario {
    let mut case = scenario(Step::Quarter, 4);
    case.mines.push(mine(400.0));
    let price = ContractPrice::Fixed(constant(9_000.0));
    case.contracts.push(Contract { to: month(2), price, ..rate(240.0) });
    let follows = Contract { name: "second".to_owned(), to: month(2), ..rate(160.0) };
    case.contracts.push(follows);
    case.regions[0].spot = Some(spot(240.0));
    case.regions[0].inventory = Some(inventory(30.0, 50.0, 50.0, 0.0));
    for (quarter, tonnes) in [60.0, 90.0, 80.0, 60.0].into_iter().enumerate() {
        case.facilities.push(facility(tonnes, 3 * quarter as i32, 0.25));
    }
    case
}

#[test]
fn what_is_served_was_acquired_where_it_came_from_first() {
    let trial = agreed(&stocked());
    // The 30 t of the opening stock go first, then 30 of the 100 t that arrive; 20 are resold of
    // them, and 50 stay: 30 and 20 t of the two contracts. They are served in the second quarter,
    // with 40 of 60 t bought then; 20 stay. In the third 20 of these and 60 t are, in the fourth 60.
    assert_periods(&trial, Subject::Total, "stock", &[50.0, 20.0, 0.0, 0.0]);
    assert_periods(&trial, Subject::Total, "origin_opening_stock", &[30.0, 0.0, 0.0, 0.0]);
    assert_periods(&trial, Subject::Total, "origin_contract", &[30.0, 50.0, 0.0, 0.0]);
    assert_periods(&trial, Subject::contract(0), "used", &[18.0, 30.0, 0.0, 0.0]);
    assert_periods(&trial, Subject::contract(1), "used", &[12.0, 20.0, 0.0, 0.0]);
    assert_periods(&trial, Subject::Total, "origin_spot", &[0.0, 40.0, 80.0, 60.0]);
    // By who serves it is another matter.
    assert_periods(&trial, Subject::Total, "delivered_stock", &[0.0, 50.0, 20.0, 0.0]);
    assert_periods(&trial, Subject::Total, "delivered_spot", &[0.0, 40.0, 60.0, 60.0]);
    // 60 t of the first quarter have a fixed price.
    assert_periods(&trial, Subject::Total, "price_exposure", &[40.0, 60.0, 60.0, 60.0]);
    assert_metric(&trial, Subject::Total, "price_exposure_value", 2_200_000.0);
}

#[test]
fn metal_from_another_region_keeps_its_origin() {
    let mut case = scenario(Step::Quarter, 3);
    case.regions.push(region("eu"));
    case.regions[0].inventory = Some(inventory(50.0, 1_000.0, 0.0, 0.0));
    case.mines.push(mine(400.0));
    case.contracts.push(Contract { to: month(2), ..rate(120.0) });
    case.routes.push(Route {
        capacity: constant(240.0),
        lead_time: constant(0.25),
        ..DEFAULTS.routes[0].clone()
    });
    case.facilities.push(Facility { region: 1.into(), ..facility(180.0, 0, 0.75) });
    let trial = agreed(&case);
    // 60 t are sent in the first quarter, 50 of the opening stock and 10 of the 30 that arrive; the
    // other 20 in the second. What is due waits for them.
    assert_periods(&trial, Subject::region(0), "routed_out", &[60.0, 20.0, 0.0]);
    assert_periods(&trial, Subject::region(1), "origin_opening_stock", &[0.0, 50.0, 0.0]);
    assert_periods(&trial, Subject::region(1), "origin_contract", &[0.0, 10.0, 20.0]);
    assert_periods(&trial, Subject::contract(0), "used", &[0.0, 10.0, 20.0]);
    assert_metric(&trial, Subject::Total, "origin_contract", 30.0);
    assert_periods(&trial, Subject::region(1), "delivered_route", &[0.0, 60.0, 20.0]);
}
