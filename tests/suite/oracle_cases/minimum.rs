//! What is paid in any case and how it comes (C8), the order of calls (C5), and what sources share
//! out (C3).

use super::*;
use crate::agreement::compare_trials;

/// One trial; and the engine computes the scenario as the oracle does.
#[track_caller]
fn agreed(scenario: &Scenario) -> Trial {
    assert_eq!(compare_trials(scenario, 64), Ok(0));
    trial(scenario, &[])
}

fn trader(name: &str) -> Supplier {
    Supplier::Trader(Trader { name: name.to_owned(), carbon: None, water: None, boundary: None })
}

fn fixed(price: f64) -> ContractPrice {
    ContractPrice::Fixed(constant(price))
}

/// 100 t a quarter for a year and what comes of it at the end, of which 0.6 are paid in any case;
/// 20, 100, 0 and 20 t are needed, and 30 can be stored.
fn with_minimum(minimum: Minimum) -> Scenario {
    let mut case = scenario(Step::Quarter, 5);
    case.mines.push(mine(400.0));
    let taking = needed(Some((0.6, minimum)));
    case.contracts.push(Contract { to: month(11), taking, ..rate(400.0) });
    for (start, tonnes) in [(0, 20.0), (3, 100.0), (9, 20.0)] {
        case.facilities.push(facility(tonnes, start, 0.25));
    }
    case.regions[0].inventory = Some(inventory(0.0, 30.0, 0.0, 0.0));
    case
}

#[test]
fn a_spread_minimum_comes_as_it_is_offered() {
    let trial = agreed(&with_minimum(Minimum::Spread));
    // 60 t of the first offer come, of which 30 are kept and 10 are resold. Then 70 are called, the
    // third quarter has 180 − 130 t to take, the last 60 as the first.
    assert_periods(&trial, Subject::contract(0), "taken", &[60.0, 70.0, 50.0, 60.0, 0.0]);
    assert_periods(&trial, Subject::Total, "resold", &[10.0, 0.0, 20.0, 40.0, 0.0]);
    assert_periods(&trial, Subject::mine(0), "sold_elsewhere", &[40.0, 30.0, 50.0, 40.0, 100.0]);
    assert_metric(&trial, Subject::Total, "shortfall", 0.0);
}

#[test]
fn a_minimum_at_the_end_of_the_year_is_kept_until_then() {
    let trial = agreed(&with_minimum(Minimum::YearEnd));
    // 240 − 140 t are left for the last quarter, which offers 100 and has kept 60.
    assert_periods(&trial, Subject::contract(0), "taken", &[20.0, 100.0, 0.0, 120.0, 0.0]);
    assert_periods(&trial, Subject::contract(0), "kept", &[40.0, 0.0, 60.0, 0.0, 0.0]);
    assert_periods(&trial, Subject::mine(0), "sold_elsewhere", &[40.0, 40.0, 40.0, 40.0, 100.0]);
    assert_periods(&trial, Subject::Total, "resold", &[0.0, 0.0, 0.0, 70.0, 0.0]);
    // What is kept can be called before: 140 t in the second quarter.
    let mut case = with_minimum(Minimum::YearEnd);
    case.facilities[1] = facility(150.0, 3, 0.25);
    let called = agreed(&case);
    assert_periods(&called, Subject::contract(0), "taken", &[20.0, 140.0, 10.0, 70.0, 0.0]);
    assert_periods(&called, Subject::contract(0), "kept", &[40.0, 0.0, 10.0, 0.0, 0.0]);
}

#[test]
fn a_minimum_that_is_only_paid_is_lost() {
    let trial = agreed(&with_minimum(Minimum::Paid));
    assert_periods(&trial, Subject::contract(0), "taken", &[20.0, 100.0, 0.0, 20.0, 0.0]);
    assert_periods(&trial, Subject::contract(0), "paid_not_taken", &[0.0, 0.0, 0.0, 100.0, 0.0]);
    assert_metric(&trial, Subject::Total, "paid_not_taken", 100.0);
    assert_metric(&trial, Subject::Total, "cost_take_or_pay", 1_000_000.0);
}

#[test]
fn a_seller_that_fails_keeps_nothing() {
    let mut case = with_minimum(Minimum::YearEnd);
    case.contracts[0].default_rate = Some(constant(1.0));
    assert_eq!(compare_trials(&case, 64), Ok(0));
    // It fails in the middle of the third quarter: half of what it kept and offers is left, and
    // what the buyer does not call it no longer has to take.
    case.facilities[1] = facility(60.0, 3, 0.25);
    let trial = trial(&case, &[("contract.offtake.defaulted", 0, 0.625)]);
    // Kept are 40 t after the first quarter and 40 after the second; 20 + 0.6 · 50 after the third.
    assert_periods(&trial, Subject::contract(0), "kept", &[40.0, 40.0, 50.0, 0.0, 0.0]);
    assert_periods(&trial, Subject::contract(0), "taken", &[20.0, 60.0, 0.0, 0.0, 0.0]);
    assert_periods(&trial, Subject::mine(0), "sold_elsewhere", &[40.0, 40.0, 90.0, 150.0, 100.0]);
}

#[test]
fn what_is_paid_in_any_case_is_called_before_what_is_cheaper() {
    let mut case = scenario(Step::Quarter, 1);
    case.contracts.push(Contract {
        supplier: trader("dear"),
        taking: needed(Some((0.4, Minimum::Paid))),
        price: fixed(12_000.0),
        ..rate(400.0)
    });
    case.contracts.push(Contract {
        supplier: trader("forced"),
        taking: needed(Some((0.2, Minimum::Spread))),
        price: fixed(13_000.0),
        ..rate(400.0)
    });
    let cheap = Contract { supplier: trader("cheap"), taking: needed(None), ..rate(240.0) };
    case.contracts.push(Contract { price: fixed(9_000.0), ..cheap.clone() });
    let tariff = Some(Tariff { rate: Some(constant(0.3)), duty: None, from: None });
    case.contracts.push(Contract { price: fixed(8_900.0), tariff, ..cheap.clone() });
    case.contracts.push(Contract { price: fixed(9_000.0), ..cheap });
    let taken = |case: &mut Scenario, tonnes: f64, expected: [f64; 5]| {
        case.facilities = vec![facility(tonnes, 0, 0.25)].into();
        let trial = agreed(case);
        for (contract, expected) in expected.into_iter().enumerate() {
            assert_metric(&trial, Subject::contract(contract), "taken", expected);
        }
    };
    // 20 t come in any case; of the next 40 the region pays in any case.
    taken(&mut case, 10.0, [0.0, 20.0, 0.0, 0.0, 0.0]);
    taken(&mut case, 50.0, [30.0, 20.0, 0.0, 0.0, 0.0]);
    // Then 60 and 60 t at 9,000 USD/t in equal parts, 60 at 8,900 and a tariff of 30 %, and the
    // others.
    taken(&mut case, 150.0, [40.0, 20.0, 45.0, 0.0, 45.0]);
    taken(&mut case, 210.0, [40.0, 20.0, 60.0, 30.0, 60.0]);
    taken(&mut case, 280.0, [80.0, 20.0, 60.0, 60.0, 60.0]);
    taken(&mut case, 400.0, [100.0, 100.0, 60.0, 60.0, 60.0]);
    // A rank goes before the price.
    for (contract, rank) in [(0, 1), (1, 1), (2, 3), (3, 2), (4, 3)] {
        if let Taking::Needed { call_rank, .. } = &mut case.contracts[contract].taking {
            *call_rank = rank;
        }
    }
    taken(&mut case, 150.0, [100.0, 50.0, 0.0, 0.0, 0.0]);
    taken(&mut case, 230.0, [100.0, 100.0, 0.0, 30.0, 0.0]);
    taken(&mut case, 300.0, [100.0, 100.0, 20.0, 60.0, 20.0]);
}

#[test]
fn claims_of_a_rank_share_by_what_they_claim_and_not_by_what_the_output_leaves_of_it() {
    let case = read(
        r#"
[time]
start = "2027-01"
step = "quarter"
substeps = 1
periods = 1
[price]
process = "constant"
initial = "9000 USD/t"
[region.east]
[region.west]
[mine.a]
capacity = "100 t/quarter"
[contract.large]
mine = "a"
region = "east"
from = "2027-01"
term = "3 month"
rate = "900 t/quarter"
price = { fixed = "9000 USD/t" }
[contract.small]
mine = "a"
region = "west"
from = "2027-01"
term = "3 month"
rate = "100 t/quarter"
price = { fixed = "9000 USD/t" }
"#,
    );
    let trial = agreed(&case);
    assert_metric(&trial, Subject::contract(0), "delivered", 90.0);
    assert_metric(&trial, Subject::contract(1), "delivered", 10.0);
    // At most 30 t may go to the large one: what it cannot have the others share, 70 t by 100 and
    // 300, of which the last may have 40 t.
    let mut capped = case;
    capped.contracts[0].max_share_of_output = constant(0.3);
    let small = capped.contracts[1].clone();
    capped.contracts.push(Contract {
        name: "third".to_owned(),
        max_share_of_output: constant(0.4),
        ..Contract { volume: ContractVolume::Rate(constant(1_200.0)), ..small }
    });
    let trial = agreed(&capped);
    for (contract, tonnes) in [30.0, 30.0, 40.0].into_iter().enumerate() {
        assert_metric(&trial, Subject::contract(contract), "delivered", tonnes);
    }
}

#[test]
fn nothing_is_bought_for_a_target_that_metal_under_way_will_reach() {
    let case = |stock: &str| {
        read(&format!(
            r#"
[time]
start = "2026-01"
step = "quarter"
substeps = 1
periods = 12
[price]
process = "constant"
initial = "10000 USD/t"
[region.us]
inventory = {{ initial = "100 t", capacity = "1000 t", {stock} }}
[region.us.spot]
available = "1000 t/quarter"
premium = "500 USD/t"
[contract.c]
trader = "x"
region = "us"
from = "2026-01"
to = "2028-12"
rate = "1000 t/quarter"
taking = "needed"
lag = "3 month"
price = {{ basis = "reference" }}
[facility.f]
region = "us"
start = "2026-01"
build = "36 month"
metal = "1200 t"
"#
        ))
    };
    let base = agreed(&case("target = \"100 t\""));
    let reorder =
        agreed(&case("policy = \"reorder\", reorder_point = \"100 t\", order_up_to = \"100 t\""));
    for trial in [base, reorder] {
        assert_metric(&trial, Subject::Total, "spot_bought", 0.0);
        assert_metric(&trial, Subject::Total, "delivered", 1_200.0);
        // 1,100 t arrive beside the 100 in stock; what is under way at the end is not paid.
        assert_metric(&trial, Subject::Total, "cost", 12_000_000.0);
        assert_metric(&trial, Subject::Total, "cover_gap", 0.0);
    }
    // What is due and not there is bought all the same.
    let mut late = case("target = \"100 t\"");
    late.regions[0].inventory.as_mut().expect("a stock").initial = constant(60.0);
    let trial = agreed(&late);
    assert_metric(&trial, Subject::Total, "spot_bought", 40.0);
    assert_metric(&trial, Subject::Total.in_period(0), "spot_bought", 40.0);
}

#[test]
fn the_cover_gap_counts_what_is_under_way_as_the_refill_does() {
    let mut case = scenario(Step::Quarter, 2);
    case.mines.push(mine(1_000.0));
    case.contracts.push(Contract { lag: constant(0.25), to: month(2), ..rate(240.0) });
    case.regions[0].spot = Some(spot(240.0));
    case.regions[0].inventory = Some(inventory(50.0, 100.0, 50.0, 0.0));
    case.facilities.push(facility(50.0, 0, 0.25));
    case.facilities.push(facility(150.0, 3, 0.25));
    // The first quarter leaves nothing in stock and buys nothing, for 60 t are under way. With the
    // 60 that the spot market has 30 are missing of 150.
    let trial = agreed(&case);
    assert_periods(&trial, Subject::Total, "spot_bought", &[0.0, 60.0]);
    assert_metric(&trial, Subject::Total, "backlog", 30.0);
    assert_metric(&trial, Subject::Total, "cover_gap", 30.0);
}

#[test]
fn a_contract_year_that_begins_within_a_quarter_is_settled_within_one() {
    let case = |minimum: &str| {
        read(&format!(
            r#"
[time]
start = "2027-01"
step = "quarter"
periods = 12
[price]
process = "constant"
initial = "10000 USD/t"
[region.north]
[contract.c]
trader = "acme"
region = "north"
from = "2027-02"
to = "2029-01"
rate = "100 t/month"
taking = "needed"
take_or_pay = 0.5
minimum = "{minimum}"
price = {{ basis = "reference" }}
[facility.a]
region = "north"
metal = "1200 t"
start = "2027-02"
build = "12 month"
"#
        ))
    };
    // The first year takes its 1,200 t, the second none of 600.
    let paid = agreed(&case("paid"));
    assert_metric(&paid, Subject::Total, "cost_take_or_pay", 6_000_000.0);
    assert_metric(&paid, Subject::contract(0).in_period(8), "paid_not_taken", 600.0);
    for minimum in ["spread", "year-end"] {
        let taken = agreed(&case(minimum));
        assert_metric(&taken, Subject::contract(0), "taken", 1_800.0);
        assert_metric(&taken, Subject::Total, "resold", 600.0);
    }
}

/// Two years of quarters at 10,000 USD/t, of which the first need 400 t and the second 600. There
/// are 300 t a quarter under an offtake, 90 % of it paid in any case, and 200 t on the spot market;
/// 50 t can be stored, and what goes back brings 300 USD/t less than the price.
fn deal(trader: &str) -> Trial {
    agreed(&read(&format!(
        r#"
[time]
start = "2027-01"
step = "quarter"
substeps = 1
periods = 8
[price]
process = "constant"
initial = "10000 USD/t"
[shortage]
penalty = "1000 USD/t/year"
[region.us]
resale_discount = "300 USD/t"
spot = {{ available = "200 t/quarter", premium = "500 USD/t" }}
inventory = {{ capacity = "50 t" }}
[contract.offtake]
trader = "Mine"
region = "us"
from = "2027-01"
term = "24 month"
rate = "300 t/quarter"
taking = "needed"
take_or_pay = 0.9
price = {{ basis = "reference", premium = "150 USD/t" }}
{trader}
[facility.first]
region = "us"
metal = "1600 t"
start = "2027-01"
build = "12 month"
[facility.second]
region = "us"
metal = "2400 t"
start = "2028-01"
build = "12 month"
"#
    )))
}

const TRADER: &str = r#"
[contract.trader]
trader = "Trader"
region = "us"
from = "2027-01"
term = "24 month"
"#;

#[test]
fn the_better_of_two_contracts_is_the_one_that_a_hand_calculation_prefers() {
    let firm = format!(
        "{TRADER}rate = \"150 t/quarter\"\nprice = {{ basis = \"reference\", premium = \"380 USD/t\" }}"
    );
    let flexible = format!(
        "{TRADER}rate = \"240 t/quarter\"\ntaking = \"needed\"\ntake_or_pay = 0.6\n\
         price = {{ basis = \"reference\", premium = \"650 USD/t\" }}"
    );
    let (none, firm, flexible) = (deal(""), deal(&firm), deal(&flexible));
    let cost = |trial: &Trial, expected: f64| {
        assert_metric(trial, Subject::Total, "cost", expected);
        expected
    };

    // Nothing else: 300 t under the offtake, 100 at spot; in the second year 200 at spot, and 100 a
    // quarter more are late.
    let without =
        cost(&none, 8.0 * 300.0 * 10_150.0 + 4.0 * 100.0 * 10_500.0 + 4.0 * 200.0 * 10_500.0);
    assert_metric(&none, Subject::Total, "backlog", 400.0);
    assert_metric(&none, Subject::Total, "cost_penalty", 250.0 * (50.0 + 150.0 + 250.0 + 350.0));

    // Firm: 150 t come, and 270 of the offtake must: 20 t a quarter too much, of which 50 stay for
    // the second year and 30 are resold. Then 150 and 300 t, the 50 in stock, and the rest at spot.
    let with_firm = cost(
        &firm,
        8.0 * 150.0 * 10_380.0 + 4.0 * 270.0 * 10_150.0 - 30.0 * 9_700.0
            + 4.0 * 300.0 * 10_150.0
            + (100.0 + 3.0 * 150.0) * 10_500.0,
    );
    // Flexible: 270 and 144 t must come: 14 t a quarter too much, of which 6 are resold. Then the
    // cheaper offtake is called first, 300 t, and all of the 240 t.
    let with_flexible = cost(
        &flexible,
        4.0 * (270.0 * 10_150.0 + 144.0 * 10_650.0) - 6.0 * 9_700.0
            + 4.0 * (300.0 * 10_150.0 + 240.0 * 10_650.0)
            + (10.0 + 3.0 * 60.0) * 10_500.0,
    );
    for served in [&firm, &flexible] {
        assert_metric(served, Subject::Total, "shortfall", 0.0);
        assert_metric(served, Subject::Total, "stock", 0.0);
    }
    // For the same copper the firm contract costs less by so much; none costs 400 t and a penalty.
    assert_close(with_flexible - with_firm, 355_200.0, "what flexibility costs");
    assert_close(with_firm - without, 4_122_000.0, "what the firm contract costs");
}
