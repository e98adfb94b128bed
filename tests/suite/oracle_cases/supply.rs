//! Mines and contracts (M1 to C8).

use super::*;

#[test]
fn outages_run_across_period_ends_and_kinds_overlap_in_time() {
    let mut case = scenario(Step::Year, 3);
    let kind = |duration| outage(1.0, duration);
    let drawn_duration =
        random("mine.pit.outages.2.duration", Each::Outage, distribution_with_mean(0.3));
    case.mines
        .push(Mine { outages: vec![kind(constant(0.5)), kind(drawn_duration)], ..mine(100.0) });
    // The first kind is down in (0.75, 1.25] and from 2.75 on, the second in (1.5, 1.75].
    let drawn = [
        ("mine.pit.outages.1", 0, 0.75),
        ("mine.pit.outages.1", 2, 1.5),
        ("mine.pit.outages.2", 0, 1.5),
        ("mine.pit.outages.2", 1, 0.25),
        ("mine.pit.outages.2", 2, 5.0),
    ];
    let trial = trial(&case, &drawn);
    assert_periods(&trial, Subject::mine(0), "availability", &[0.75, 0.5, 0.75]);
    assert_periods(&trial, Subject::mine(0), "output_lost", &[25.0, 50.0, 25.0]);
    assert_metric(&trial, Subject::mine(0), "output", 200.0);
    assert_metric(&trial, Subject::mine(0), "availability", 2.0 / 3.0);
    assert_metric(&trial, Subject::mine(0), "utilisation", 2.0 / 3.0);
}

#[test]
fn stationary_outages_start_with_the_ramp() {
    let mut case = scenario(Step::Year, 2);
    let duration = random("mine.pit.outages.1.duration", Each::Outage, distribution_with_mean(2.0));
    let ramp = Some(linear_ramp(month(6), 1.0));
    let kind = OutageKind { start: OutageStart::Stationary, ..outage(0.5, duration) };
    case.mines.push(Mine { ramp, outages: vec![kind], ..mine(800.0) });
    let (start, run) = ("mine.pit.outages.1.start", "mine.pit.outages.1");
    // Down with probability 2 × 0.5 / (1 + 2 × 0.5), then in (0.5, 1.25] and from 1.75 on. The
    // ramp's means are 1/8 and 7/8.
    let down = trial(&case, &[(start, 0, 0.49), (start, 1, 0.75), (run, 0, 0.5), (run, 1, 3.0)]);
    assert_periods(&down, Subject::mine(0), "output", &[50.0, 350.0]);
    let up = trial(&case, &[(start, 0, 0.51), (run, 0, 10.0)]);
    assert_periods(&up, Subject::mine(0), "output", &[100.0, 700.0]);
    assert_metric(&up, Subject::mine(0), "utilisation", 0.5);
}

#[test]
fn outages_of_an_old_mine_start_with_the_horizon() {
    let mut case = scenario(Step::Year, 1);
    let ramp = Some(linear_ramp(month(-12), 4.0));
    let kind = outage(1.0, constant(9.0));
    case.mines.push(Mine { ramp, outages: vec![kind], ..mine(80.0) });
    // The ramp goes from 1/4 to 1/2; the outage starts at 0.2.
    assert_metric(
        &trial(&case, &[("mine.pit.outages.1", 0, 0.2)]),
        Subject::mine(0),
        "output",
        6.0,
    );
}

#[test]
fn short_output_is_offered_pro_rata_and_owed_where_it_carries_over() {
    let mut case = scenario(Step::Year, 4);
    let path = "mine.pit.variation";
    case.mines.push(Mine {
        variation: random(path, Each::Period, distribution_with_mean(1.0)),
        ..mine(100.0)
    });
    case.contracts.push(Contract { carry_over: true, to: month(35), ..rate(80.0) });
    case.contracts.push(Contract { to: month(35), ..rate(40.0) });
    let trial = trial(&case, &[(path, 0, 1.0), (path, 1, 0.5), (path, 2, 2.0), (path, 3, 1.0)]);
    // Claimed are 80 + 40 of 100; 280/3 + 40 of 50; 80 + owed + 40 of 200; nothing.
    let owed_1 = 280.0 / 3.0 - 35.0;
    let owed_0 = 40.0 / 3.0;
    assert_periods(&trial, Subject::contract(0), "owed", &[owed_0, owed_1, 0.0, 0.0]);
    assert_periods(&trial, Subject::contract(0), "taken", &[200.0 / 3.0, 35.0, 80.0 + owed_1, 0.0]);
    assert_periods(&trial, Subject::contract(1), "taken", &[100.0 / 3.0, 15.0, 40.0, 0.0]);
    assert_metric(&trial, Subject::contract(0), "taken", 240.0);
    assert_metric(&trial, Subject::contract(0), "owed", 0.0);
}

#[test]
fn debts_end_with_the_term() {
    let mut case = scenario(Step::Year, 2);
    case.mines.push(mine(10.0));
    case.contracts.push(Contract { carry_over: true, to: month(23), ..rate(80.0) });
    case.contracts.push(Contract { carry_over: true, ..rate(80.0) });
    let trial = trial(&case, &[]);
    assert_periods(&trial, Subject::contract(0), "owed", &[75.0, 0.0]);
    assert_periods(&trial, Subject::contract(1), "owed", &[75.0, 150.0]);
    assert_metric(&trial, Subject::contract(1), "owed", 150.0);
}

#[test]
fn only_months_of_the_term_count() {
    let mut case = scenario(Step::Year, 3);
    case.mines.push(mine(100.0));
    let (from, to) = (month(6), month(29));
    case.contracts.push(Contract {
        from,
        to,
        ..contract(ContractVolume::Quantity(constant(120.0)))
    });
    let max_share_of_output = constant(0.25);
    case.contracts.push(Contract {
        from,
        to,
        carry_over: true,
        max_share_of_output,
        ..contract(ContractVolume::ShareOfOutput)
    });
    let trial = trial(&case, &[]);
    assert_periods(&trial, Subject::contract(0), "entitlement", &[30.0, 60.0, 30.0]);
    assert_periods(&trial, Subject::contract(1), "taken", &[12.5, 25.0, 12.5]);

    // In the second year both want all of the output. A share of output is never owed.
    case.contracts[0] = rate(100.0);
    case.contracts[1].max_share_of_output = constant(1.0);
    let pressed = super::trial(&case, &[]);
    assert_metric(&pressed, Subject::contract(1).in_period(1), "taken", 50.0);
    assert_periods(&pressed, Subject::contract(1), "owed", &[0.0, 0.0, 0.0]);
}

#[test]
fn lag_with_a_fraction_splits_arrivals_between_two_periods() {
    let mut case = scenario(Step::Quarter, 4);
    case.mines.push(mine(1_000.0));
    case.contracts.push(Contract { lag: constant(1.25 / 4.0), ..rate(400.0) });
    let trial = trial(&case, &[]);
    assert_metric(&trial, Subject::contract(0), "taken", 400.0);
    assert_periods(&trial, Subject::contract(0), "delivered", &[0.0, 75.0, 100.0, 100.0]);
    assert_periods(&trial, Subject::contract(0), "resold", &[0.0, 75.0, 100.0, 100.0]);
    assert_metric(&trial, Subject::Total, "cost_contract", 2_750_000.0);
    // Without need or stock everything is resold at 200 USD/t less.
    assert_metric(&trial, Subject::Total, "cost", 55_000.0);
}

#[test]
fn region_calls_what_it_lacks_counting_what_is_under_way() {
    let mut case = scenario(Step::Quarter, 4);
    case.mines.push(mine(10_000.0));
    case.regions[0].inventory = Some(inventory(20.0, 100.0, 50.0, 0.0));
    case.facilities.push(facility(120.0, 0, 1.0));
    let needed = |tonnes| Contract { taking: needed(None), ..rate(tonnes) };
    case.contracts.push(Contract { lag: constant(0.25), ..needed(400.0) });
    // Calls 30 + 50 - 20, then 30 + 10 + 50 - 60, then 30 + 50 - (20 + 30) twice.
    let lagged = trial(&case, &[]);
    assert_periods(&lagged, Subject::contract(0), "taken", &[60.0, 30.0, 30.0, 30.0]);
    assert_periods(&lagged, Subject::region(0), "backlog", &[10.0, 0.0, 0.0, 0.0]);
    assert_periods(&lagged, Subject::region(0), "stock", &[0.0, 20.0, 20.0, 20.0]);

    // Offers of 100 and 50 share the call that 10 from the third contract leave: 50, then 20.
    case.contracts = vec![needed(400.0), needed(200.0), rate(40.0)].into();
    let shared = trial(&case, &[]);
    assert_periods(
        &shared,
        Subject::contract(0),
        "taken",
        &[100.0 / 3.0, 40.0 / 3.0, 40.0 / 3.0, 40.0 / 3.0],
    );
    assert_periods(
        &shared,
        Subject::contract(1),
        "taken",
        &[50.0 / 3.0, 20.0 / 3.0, 20.0 / 3.0, 20.0 / 3.0],
    );
    assert_periods(&shared, Subject::region(0), "stock", &[50.0; 4]);
}

#[test]
fn take_or_pay_settles_at_the_end_of_contract_years_that_the_horizon_does_not_cut() {
    let settled = |periods: usize| {
        let mut case = scenario(Step::Quarter, periods);
        case.price.process =
            PriceProcess::Table { points: vec![(month(0), 10_000.0), (month(21), 17_000.0)] };
        case.mines.push(mine(10_000.0));
        // The contract years are periods 1 to 4 and 5; of the 100 offered in each, 100 are called
        // in period 1.
        let (from, to) = (month(3), month(17));
        let taking = needed(Some((0.9, Minimum::Paid)));
        case.contracts.push(Contract { from, to, taking, ..rate(400.0) });
        case.facilities.push(facility(100.0, 3, 0.25));
        trial(&case, &[])
    };
    let (first, second) = (260.0 * 13_000.0, 90.0 * 15_500.0);
    let whole = settled(7);
    assert_periods(
        &whole,
        Subject::contract(0),
        "take_or_pay_paid",
        &[0.0, 0.0, 0.0, 0.0, first, second, 0.0],
    );
    assert_metric(&whole, Subject::Total, "cost_take_or_pay", first + second);
    assert_metric(&whole, Subject::Total, "cost", 100.0 * 11_500.0 + first + second);
    assert_metric(&settled(6), Subject::Total, "cost_take_or_pay", first + second);
    assert_metric(&settled(5), Subject::Total, "cost_take_or_pay", first);
    assert_metric(&settled(4), Subject::Total, "cost_take_or_pay", 0.0);
}

#[test]
fn a_trader_delivers_whatever_is_contracted() {
    let mut case = scenario(Step::Quarter, 4);
    // 30 t a quarter from a mine that makes 25, and 40 from a trader that makes nothing.
    case.mines.push(Mine { carbon: Some(constant(2.0)), ..mine(100.0) });
    case.contracts.push(rate(120.0));
    let trader = Trader {
        name: "merchant".to_owned(),
        carbon: Some(constant(5.0)),
        water: None,
        boundary: None,
    };
    let price = ContractPrice::Fixed(constant(9_000.0));
    case.contracts.push(Contract { supplier: Supplier::Trader(trader), price, ..rate(160.0) });
    let trial = trial(&case, &[]);
    assert_periods(&trial, Subject::contract(0), "delivered", &[25.0; 4]);
    assert_periods(&trial, Subject::contract(1), "delivered", &[40.0; 4]);
    assert_periods(&trial, Subject::contract(1), "cost", &[360_000.0; 4]);
    assert_periods(&trial, Subject::region(0), "carbon", &[25.0 * 2.0 + 40.0 * 5.0; 4]);
}
