//! Tariffs, capital, carbon price and present value.

use super::whole::trading;
use super::*;

#[test]
fn tariffs_are_levied_by_the_months_in_which_they_hold() {
    let mut case = trading();
    let tariff =
        |rate, duty| Tariff { rate: Some(constant(rate)), duty: Some(constant(duty)), from: None };
    // 100 t a year arrive for 10 000 USD/t in the first two years.
    case.contracts[0].tariff = Some(tariff(0.2, 0.0));
    // 20 t a year are bought for 10 500 USD/t in the last two years; half of the second year lies
    // before the tariff.
    case.regions[0].spot.as_mut().expect("a spot market").tariff =
        Some(Tariff { from: Some(month(18)), ..tariff(0.1, 50.0) });
    let trial = trial(&case, &[]);
    let spot = 20.0 * (0.1 * 10_500.0 + 50.0);
    assert_periods(
        &trial,
        Subject::region(0),
        "cost_tariff",
        &[200_000.0, 200_000.0 + spot / 2.0, spot],
    );
    assert_metric(&trial, Subject::Total, "cost_tariff", 400_000.0 + 1.5 * spot);
    assert_periods(
        &trial,
        Subject::Total,
        "cost",
        &[806_140.0 + 200_000.0, 1_210_105.0 + 211_000.0, 63_052.5 + 22_000.0],
    );
}

#[test]
fn a_negative_price_is_not_tariffed() {
    let mut case = trading();
    let spot = case.regions[0].spot.as_mut().expect("a spot market");
    spot.premium = constant(-11_000.0);
    spot.tariff = Some(Tariff { rate: Some(constant(0.1)), duty: None, from: None });
    assert_metric(&trial(&case, &[]), Subject::Total, "cost_tariff", 0.0);
}

#[test]
fn capital_and_carbon_are_paid_for() {
    let mut case = trading();
    case.money.capital_cost = Some(constant(0.05));
    case.money.carbon_price = Some(constant(100.0));
    case.mines[0].carbon = Some(constant(3.0));
    case.regions[0].spot.as_mut().expect("a spot market").carbon = Some(constant(5.0));
    let trial = trial(&case, &[]);
    // Stock at time 0 and at the ends of the years: 10, 30, 0 and 15 t.
    assert_periods(&trial, Subject::region(0), "cost_capital", &[10_000.0, 7_500.0, 3_750.0]);
    assert_periods(&trial, Subject::region(0), "cost_carbon", &[30_000.0, 40_000.0, 10_000.0]);
    assert_periods(&trial, Subject::Total, "cost", &[846_140.0, 1_257_605.0, 76_802.5]);
}

#[test]
fn later_payments_count_for_less() {
    let mut case = trading();
    assert_eq!(trial(&case, &[]).get(Subject::Total, "present_value_of_cost"), None);
    case.money.discount_rate = Some(constant(0.25));
    case.money.capital_cost = Some(constant(0.05));
    let trial = trial(&case, &[]);
    // The opening stock is paid at time 0; the cost of capital is that of time and is not counted
    // twice.
    let years = [100_000.0 + 0.8 * 706_140.0, 0.64 * 1_210_105.0, 0.512 * 63_052.5];
    assert_periods(&trial, Subject::Total, "present_value_of_cost", &years);
    assert_metric(&trial, Subject::region(0), "present_value_of_cost", years.iter().sum());
}

#[test]
fn what_is_overdue_at_the_end_would_have_to_be_bought() {
    let mut case = scenario(Step::Year, 2);
    case.facilities.push(facility(100.0, 0, 1.0));
    case.regions[0].spot = Some(Spot {
        premium: constant(500.0),
        tariff: Some(Tariff { rate: Some(constant(0.1)), duty: None, from: None }),
        ..spot(30.0)
    });
    // 100 t in the first year, of which 30 are bought in each: 40 t are left, at 10,500 USD/t and a
    // tenth of it.
    let bought = trial(&case, &[]);
    assert_periods(&bought, Subject::Total, "cost_to_complete", &[0.0, 462_000.0]);
    let cost = bought.get(Subject::Total, "cost").expect("every trial has a cost");
    assert_metric(&bought, Subject::Total, "full_cost", cost + 462_000.0);
    assert_close(by_engine(&case, Subject::Total, Metric::FullCost), cost + 462_000.0, "engine");

    // Without a market it comes as far above the price as surplus is sold below it.
    case.regions[0].spot = None;
    case.regions[0].resale_discount = constant(200.0);
    case.shortage.penalty = Some(constant(1_000.0));
    let none = trial(&case, &[]);
    assert_metric(&none, Subject::region(0), "cost_to_complete", 100.0 * 10_200.0);
    // Overdue on average: 50 t in the first year, 100 t in the second.
    assert_metric(&none, Subject::region(0), "full_cost", 100.0 * 10_200.0 + 150.0 * 1_000.0);

    case.shortage.unmet = Unmet::Lost;
    let lost = trial(&case, &[]);
    assert_metric(&lost, Subject::Total, "full_cost", 100.0 * 1_000.0);
    assert_close(by_engine(&case, Subject::Total, Metric::FullCost), 100_000.0, "engine");
}
