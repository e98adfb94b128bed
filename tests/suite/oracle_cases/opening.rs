//! A plan that is under way: what is on its way, owed, overdue and down at time 0 (C15, F14, M2).

use super::*;
use crate::agreement::compare_trials;

/// A month a step, as files are computed.
fn by_month(periods: usize) -> Scenario {
    scenario(Step::Month, periods)
}

/// A trader's contract for 100 t a month that began a year ago, with a lag of so many months.
fn running(lag: f64) -> Contract {
    let name = "acme".to_owned();
    Contract {
        supplier: Supplier::Trader(Trader { name, carbon: None, water: None, boundary: None }),
        from: month(-12),
        to: month(11),
        lag: constant(lag / 12.0),
        ..rate(1200.0)
    }
}

#[track_caller]
fn arrivals(case: &Scenario, expected: &[f64]) {
    assert_eq!(compare_trials(case, 64), Ok(0));
    assert_periods(&trial(case, &[]), Subject::contract(0), "delivered", expected);
}

#[test]
fn a_contract_that_has_run_for_a_year_has_a_full_pipeline() {
    let case = read(
        r#"
[time]
start = "2027-01"
step = "month"
periods = 12
[simulation]
trials = 64
[price]
process = "constant"
initial = "10000 USD/t"
[region.north]
inventory = { initial = "0 t", capacity = "500 t" }
[contract.c]
trader = "acme"
region = "north"
from = "2026-01"
to = "2027-12"
rate = "100 t/month"
lag = "5 month"
price = { basis = "reference" }
[facility.a]
region = "north"
metal = "1200 t"
start = "2027-01"
build = "12 month"
"#,
    );
    assert_eq!(compare_trials(&case, 64), Ok(0));
    let trial = trial(&case, &[]);
    assert_periods(&trial, Subject::contract(0), "delivered", &[100.0; 12]);
    assert_metric(&trial, Subject::Total, "shortfall", 0.0);
    assert_metric(&trial, Subject::Total, "lateness", 0.0);
    assert_metric(&trial, Subject::facility(0), "shortage_delay", 0.0);
    // What arrives is paid, and only what is taken from now on is taken.
    assert_metric(&trial, Subject::contract(0), "taken", 1200.0);
    assert_metric(&trial, Subject::Total, "cost_contract", 12_000_000.0);
}

#[test]
fn what_is_on_its_way_arrives_evenly_over_the_lag() {
    let mut case = by_month(6);
    // 250 t in two months and a half, then what is taken from now on.
    case.contracts.push(running(2.5));
    arrivals(&case, &[100.0; 6]);
    case.contracts[0].under_way = Some(constant(500.0));
    arrivals(&case, &[200.0, 200.0, 150.0, 100.0, 100.0, 100.0]);
    case.contracts[0].under_way = Some(constant(0.0));
    arrivals(&case, &[0.0, 0.0, 50.0, 100.0, 100.0, 100.0]);
    // The term began two months ago: the first of it arrives in a month and a half.
    case.contracts[0] = Contract { from: month(-2), lag: constant(3.5 / 12.0), ..running(3.5) };
    arrivals(&case, &[0.0, 50.0, 100.0, 100.0, 100.0, 100.0]);
    // The term ended a month ago.
    let over = Contract { to: month(-2), under_way: Some(constant(150.0)), ..running(2.5) };
    case.contracts[0] = over;
    arrivals(&case, &[100.0, 50.0, 0.0, 0.0, 0.0, 0.0]);
    // A horizon shorter than the lag.
    let mut short = by_month(2);
    short.contracts.push(running(5.0));
    arrivals(&short, &[100.0, 100.0]);
}

#[test]
fn what_is_on_its_way_may_have_a_price_from_before() {
    // 100 t a month, of which those of two months and a half have a price; then 10,000 USD/t and a
    // premium of 100.
    let mut case = by_month(4);
    let quotation = Quotation { offset: 1, months: 1 };
    case.contracts.push(Contract {
        under_way_price: Some(constant(9_000.0)),
        price: ContractPrice::Reference {
            regional: false,
            premium: constant(100.0),
            premium_share: None,
            floor: None,
            cap: None,
            quotation,
        },
        tariff: Some(Tariff { rate: Some(constant(0.1)), duty: None, from: None }),
        ..running(2.5)
    });
    assert_eq!(compare_trials(&case, 64), Ok(0));
    let priced = trial(&case, &[]);
    let cost = [900_000.0, 900_000.0, 50.0 * 9_000.0 + 50.0 * 10_100.0, 1_010_000.0];
    assert_periods(&priced, Subject::contract(0), "cost", &cost);
    assert_periods(&priced, Subject::contract(0), "price_paid", &cost.map(|cost| cost / 100.0));
    assert_periods(&priced, Subject::Total, "cost_tariff", &cost.map(|cost| 0.1 * cost));
    assert_periods(&priced, Subject::Total, "price_exposure", &[0.0, 0.0, 50.0, 100.0]);
    // Where nothing is under way there is nothing to price.
    case.contracts[0].under_way = Some(constant(0.0));
    assert_metric(&trial(&case, &[]), Subject::contract(0), "cost", 150.0 * 10_100.0);
}

#[test]
fn a_steady_contract_has_sent_what_is_paid_in_any_case() {
    let mut case = by_month(4);
    let called = |minimum| Contract { taking: needed(minimum), ..running(2.0) };
    case.contracts.push(called(Some((0.6, Minimum::Spread))));
    arrivals(&case, &[60.0; 4]);
    case.contracts[0] = called(Some((0.6, Minimum::Paid)));
    arrivals(&case, &[0.0; 4]);
    case.contracts[0] = called(None);
    arrivals(&case, &[0.0; 4]);
    // What is on its way is not called again: 40 t lack in the third month.
    case.contracts[0].under_way = Some(constant(80.0));
    case.facilities.push(facility(120.0, 0, 0.25));
    let trial = trial(&case, &[]);
    assert_periods(&trial, Subject::contract(0), "delivered", &[40.0, 40.0, 0.0, 0.0]);
    assert_periods(&trial, Subject::contract(0), "taken", &[0.0, 0.0, 40.0, 0.0]);
}

#[test]
fn a_mine_has_sent_no_more_than_it_makes() {
    let mut case = by_month(3);
    case.mines.push(mine(960.0));
    let from_mine = |share: f64| Contract {
        max_share_of_output: constant(share),
        from: month(-12),
        lag: constant(1.0 / 12.0),
        ..rate(1200.0)
    };
    case.contracts.push(from_mine(0.5));
    arrivals(&case, &[40.0; 3]);
    // Two contracts share the 80 t of a month.
    case.contracts[0] = from_mine(1.0);
    case.contracts.push(from_mine(1.0));
    arrivals(&case, &[40.0; 3]);
}

#[test]
fn what_is_owed_at_time_0_comes_as_the_source_allows() {
    let mut case = by_month(4);
    case.mines.push(mine(1440.0));
    case.contracts.push(Contract {
        from: month(-12),
        carry_over: true,
        owed: Some(constant(50.0)),
        ..rate(1200.0)
    });
    arrivals(&case, &[120.0, 120.0, 110.0, 100.0]);
    let trial = trial(&case, &[]);
    assert_periods(&trial, Subject::contract(0), "owed", &[30.0, 10.0, 0.0, 0.0]);
}

#[test]
fn a_contract_year_goes_on() {
    // Three months are left of the year; 800 t were offered and 420 taken, 480 were to be.
    let mut case = by_month(4);
    let called = |minimum| Contract {
        from: month(-9),
        to: month(26),
        taking: needed(Some((0.6, minimum))),
        contract_year: Some(ContractYearSoFar { offered: constant(800.0), taken: constant(420.0) }),
        lag: constant(0.0),
        ..running(0.0)
    };
    case.contracts.push(called(Minimum::Spread));
    arrivals(&case, &[100.0, 80.0, 60.0, 60.0]);
    case.contracts[0] = called(Minimum::YearEnd);
    arrivals(&case, &[0.0, 0.0, 240.0, 0.0]);
    case.contracts[0] = called(Minimum::Paid);
    arrivals(&case, &[0.0; 4]);
    let paid = trial(&case, &[]);
    assert_periods(&paid, Subject::contract(0), "paid_not_taken", &[0.0, 0.0, 240.0, 0.0]);
}

#[test]
fn a_make_up_balance_counts_from_time_0() {
    // The year ends in three months; 300 t are needed, 180 to be taken.
    let mut case = by_month(3);
    let make_up = |window| MakeUp { window, cap: None, balance: Some(constant(70.0)) };
    case.contracts.push(Contract {
        from: month(-9),
        to: month(26),
        taking: needed(Some((0.6, Minimum::Paid))),
        make_up: Some(make_up(3)),
        ..running(0.0)
    });
    case.facilities.push(facility(300.0, 0, 0.25));
    arrivals(&case, &[100.0; 3]);
    let in_time = trial(&case, &[]);
    assert_periods(&in_time, Subject::contract(0), "made_up", &[0.0, 0.0, 70.0]);
    case.contracts[0].make_up = Some(make_up(2));
    assert_eq!(compare_trials(&case, 64), Ok(0));
    let late = trial(&case, &[]);
    assert_metric(&late, Subject::contract(0), "made_up", 0.0);
}

#[test]
fn what_is_overdue_is_due_at_time_0() {
    // 240 t over two years, half of which have fallen due, 50 of them without metal.
    let mut case = by_month(12);
    case.facilities.push(Facility { overdue: Some(constant(50.0)), ..facility(240.0, -12, 2.0) });
    case.contracts.push(Contract { from: month(0), ..running(0.0) });
    case.contracts[0].volume = ContractVolume::Rate(constant(360.0));
    assert_eq!(compare_trials(&case, 64), Ok(0));
    let trial = trial(&case, &[]);
    // 30 t a month come, 10 fall due.
    let backlog: Vec<f64> = (1..=12).map(|t| f64::max(0.0, 50.0 - 20.0 * f64::from(t))).collect();
    assert_periods(&trial, Subject::facility(0), "backlog", &backlog);
    assert_metric(&trial, Subject::Total, "peak_backlog", 30.0);
    // What falls due in two months waits behind it.
    assert_metric(&trial, Subject::Total, "shortfall", 20.0);
    assert_metric(&trial, Subject::Total, "need", 120.0);
    assert_metric(&trial, Subject::Total, "delivered", 170.0);
    assert_metric(&trial, Subject::Total, "lateness", (40.0 + 20.0 + 5.0) / 12.0);
}

#[test]
fn a_build_that_is_over_but_for_metal_is_late_from_time_0() {
    let mut case = by_month(4);
    let phase = |share, after| Phase { share, after: constant(after), build: None };
    // Both phases are over; 30 t of the first and 20 of the second are missing.
    case.facilities.push(Facility {
        phases: vec![phase(0.25, 0.0), phase(0.75, 0.25)],
        overdue: Some(constant(50.0)),
        power: Some(constant(12.0)),
        cost_of_delay: Some(constant(1000.0)),
        ..facility(120.0, -9, 0.25)
    });
    let supply = Contract { from: month(0), ..running(0.0) };
    case.contracts.push(Contract { volume: ContractVolume::Rate(constant(300.0)), ..supply });
    assert_eq!(compare_trials(&case, 64), Ok(0));
    let trial = trial(&case, &[]);
    // 25 t a month: complete after two months.
    let weeks = 2.0 / 12.0 * 365.25 / 7.0;
    assert_metric(&trial, Subject::facility(0), "shortage_delay", weeks);
    assert_metric(&trial, Subject::facility(0), "cost_of_delay", 2000.0);
    assert_periods(&trial, Subject::facility(0), "backlog", &[25.0, 0.0, 0.0, 0.0]);
}

#[test]
fn an_outage_in_progress_ends_and_the_next_one_follows() {
    let mut case = by_month(6);
    let kind = OutageKind { in_progress: Some(constant(0.125)), ..outage(1.0, constant(0.125)) };
    case.mines.push(Mine { outages: vec![kind], ..mine(1200.0) });
    assert_eq!(compare_trials(&case, 64), Ok(0));
    // Down for a month and a half, up for two months, down for a month and a half.
    let drawn = [("mine.pit.outages.1", 0, 1.0 / 6.0), ("mine.pit.outages.1", 2, 9.0)];
    let trial = trial(&case, &drawn);
    let expected = [0.0, 50.0, 100.0, 50.0, 0.0, 100.0];
    assert_periods(&trial, Subject::mine(0), "output", &expected);
}

#[test]
fn what_was_bought_and_sent_before_time_0_arrives_evenly() {
    let case = |spot: &str, route: &str| {
        read(&format!(
            r#"
[time]
start = "2027-01"
step = "month"
periods = 4
[simulation]
trials = 64
[price]
process = "constant"
initial = "10000 USD/t"
[region.north]
spot = {{ available = "0 t/month", {spot} }}
[region.south]
inventory = {{ initial = "20 t", capacity = "500 t", target = "20 t" }}
[route.up]
from = "south"
to = "north"
capacity = "0 t/month"
{route}
[facility.a]
region = "north"
metal = "400 t"
start = "2027-01"
build = "4 month"
profile = "uniform"
"#
        ))
    };
    // 250 t in two months and a half, and 60 t in a month and a half.
    let told = case(
        r#"lag = "2.5 month", under_way = "250 t""#,
        "lead_time = \"1.5 month\"\nunder_way = \"60 t\"",
    );
    assert_eq!(compare_trials(&told, 64), Ok(0));
    let trial = trial(&told, &[]);
    let north = Subject::region(0);
    assert_periods(&trial, north, "spot_received", &[100.0, 100.0, 50.0, 0.0]);
    assert_periods(&trial, north, "routed_in", &[40.0, 20.0, 0.0, 0.0]);
    // What does not fall due is resold, for the region has no stock.
    assert_periods(&trial, north, "resold", &[40.0, 20.0, 0.0, 0.0]);
    assert_periods(&trial, north, "backlog", &[0.0, 0.0, 50.0, 150.0]);
    // It is paid for, at the price of the opening stock; nothing is bought, and freight was paid.
    assert_periods(&trial, north, "cost_opening_stock", &[3_100_000.0, 0.0, 0.0, 0.0]);
    assert_metric(&trial, north, "cost", 3_100_000.0 - 600_000.0);
    // Of the 140 and 120 t that come in the first months, 100 t each are served.
    assert_metric(
        &trial,
        north,
        "origin_spot",
        100.0 * 100.0 / 140.0 + 100.0 * 100.0 / 120.0 + 50.0,
    );
    let of_stock = 40.0 * 100.0 / 140.0 + 20.0 * 100.0 / 120.0;
    assert_metric(&trial, north, "origin_opening_stock", of_stock);
    let south = Subject::region(1);
    assert_periods(&trial, south, "cost_opening_stock", &[200_000.0, 0.0, 0.0, 0.0]);
    assert_metric(&trial, south, "routed_out", 0.0);

    // What is under way is not bought again, and what has no lag in a trial is there at once.
    let none = case(r#"lag = "2.5 month""#, "lead_time = \"1.5 month\"");
    assert_eq!(compare_trials(&none, 64), Ok(0));
    let random = case(
        r#"lag = { dist = "discrete", values = ["0 month", "1.5 month"], probabilities = [0.5, 0.5] }, under_way = { dist = "uniform", min = "50 t", max = "350 t" }"#,
        "lead_time = { dist = \"uniform\", min = \"0 month\", max = \"6 month\" }\nunder_way = \"90 t\"",
    );
    assert_eq!(compare_trials(&random, 64), Ok(0));
}
