//! Clauses of contracts (C1, C9 to C14) and hedges (H1).

use super::*;
use crate::agreement::compare_trials;

/// One trial with the values drawn; and the engine computes the scenario as the oracle does, with
/// draws of its own.
#[track_caller]
fn trial(scenario: &Scenario, drawn: &[(&str, u64, f64)]) -> Trial {
    assert_eq!(compare_trials(scenario, 64), Ok(0));
    super::trial(scenario, drawn)
}

const NO_CAP: Option<Quantity> = None;

fn at_premium(premium: f64) -> ContractPrice {
    let quotation = Quotation { offset: 0, months: 1 };
    ContractPrice::Reference {
        regional: false,
        premium: constant(premium),
        premium_share: None,
        floor: None,
        cap: None,
        quotation,
    }
}

fn listed(quotas: &[(i32, f64)]) -> ContractVolume {
    let quota = |&(after, tonnes): &(i32, f64)| ListedQuota {
        from: month(after),
        quantity: constant(tonnes),
    };
    ContractVolume::Listed(quotas.iter().map(quota).collect())
}

#[test]
fn listed_quotas_are_spread_over_their_months() {
    let mut case = scenario(Step::Quarter, 4);
    case.mines.push(mine(1_000.0));
    // 60 t in the first two months, 200 t in the ten after them.
    case.contracts.push(Contract { to: month(11), ..contract(listed(&[(0, 60.0), (2, 200.0)])) });
    assert_periods(
        &trial(&case, &[]),
        Subject::contract(0),
        "delivered",
        &[80.0, 60.0, 60.0, 60.0],
    );
}

#[test]
fn a_term_of_two_years_ends_within_a_horizon_of_four() {
    let mut case = scenario(Step::Year, 4);
    case.mines.push(mine(100.0));
    case.contracts.push(Contract { to: month(23), ..rate(80.0) });
    assert_periods(&trial(&case, &[]), Subject::contract(0), "delivered", &[80.0, 80.0, 0.0, 0.0]);
}

#[test]
fn a_renewed_term_goes_on_at_the_pace_of_the_first() {
    let mut case = scenario(Step::Quarter, 5);
    case.mines.push(mine(1_000.0));
    let renewal = Some(Renewal { probability: constant(0.5), months: 6 });
    let to = month(5);
    // 60 t in two months and 30 in four are 15 a month.
    case.contracts.push(Contract {
        to,
        renewal: renewal.clone(),
        ..contract(listed(&[(0, 60.0), (2, 30.0)]))
    });
    case.contracts.push(Contract {
        name: "rate".to_owned(),
        to,
        carry_over: true,
        renewal,
        ..rate(120.0)
    });
    let renewed =
        trial(&case, &[("contract.offtake.renewed", 0, 0.6), ("contract.rate.renewed", 0, 0.6)]);
    assert_periods(&renewed, Subject::contract(0), "delivered", &[67.5, 22.5, 45.0, 45.0, 0.0]);
    assert_periods(&renewed, Subject::contract(1), "delivered", &[30.0, 30.0, 30.0, 30.0, 0.0]);
    let ended =
        trial(&case, &[("contract.offtake.renewed", 0, 0.4), ("contract.rate.renewed", 0, 0.4)]);
    assert_periods(&ended, Subject::contract(0), "delivered", &[67.5, 22.5, 0.0, 0.0, 0.0]);
    // What is owed is owed on in a renewed term, and lapses at the end of one that is not.
    case.mines[0].capacity = constant(80.0);
    case.contracts.remove(0);
    let renewed = trial(&case, &[("contract.rate.renewed", 0, 0.6)]);
    assert_periods(&renewed, Subject::contract(0), "owed", &[10.0, 20.0, 30.0, 0.0, 0.0]);
    let ended = trial(&case, &[("contract.rate.renewed", 0, 0.4)]);
    assert_periods(&ended, Subject::contract(0), "owed", &[10.0, 0.0, 0.0, 0.0, 0.0]);
}

#[test]
fn a_renewed_term_settles_take_or_pay_of_its_years() {
    let mut case = scenario(Step::Quarter, 8);
    case.mines.push(mine(1_000.0));
    let renewal = Some(Renewal { probability: constant(0.5), months: 9 });
    let taking = needed(Some((0.5, Minimum::Paid)));
    // A first year of 120 t, and without renewal no more; with it three quarters of 30 t.
    case.contracts.push(Contract { to: month(11), renewal, taking, ..rate(120.0) });
    let paid = |uniform| trial(&case, &[("contract.offtake.renewed", 0, uniform)]);
    let (first, second) = (60.0 * 10_000.0, 45.0 * 10_000.0);
    let expected = [0.0, 0.0, 0.0, first, 0.0, 0.0, second, 0.0];
    assert_periods(&paid(0.6), Subject::contract(0), "take_or_pay_paid", &expected);
    assert_metric(&paid(0.4), Subject::contract(0), "take_or_pay_paid", first);
}

/// 100 t a quarter at a premium, where the spot market asks 100 USD/t.
fn tolerant(option: Party, premium: f64, output: f64) -> Scenario {
    let mut case = scenario(Step::Quarter, 4);
    case.mines.push(mine(output));
    case.regions[0].spot = Some(Spot { premium: constant(100.0), ..spot(0.0) });
    let tolerance = Some(Tolerance { share: constant(0.1), option });
    case.contracts.push(Contract {
        tolerance,
        price: at_premium(premium),
        carry_over: true,
        ..rate(400.0)
    });
    case
}

#[test]
fn a_tolerance_is_used_by_whom_the_price_favours() {
    let delivered = |option, premium, output, tonnes: f64| {
        let trial = trial(&tolerant(option, premium, output), &[]);
        assert_periods(&trial, Subject::contract(0), "delivered", &[tonnes; 4]);
        trial
    };
    // The market is dearer than the contract: the seller keeps 10 t, the buyer asks for 10 more.
    delivered(Party::Seller, 50.0, 1_000.0, 90.0);
    delivered(Party::Buyer, 50.0, 1_000.0, 110.0);
    // The market is cheaper.
    delivered(Party::Seller, 150.0, 1_000.0, 110.0);
    delivered(Party::Buyer, 150.0, 1_000.0, 90.0);
    // 105 t a quarter: within the seller's tolerance nothing is owed, of what the buyer asked for 5
    // t a quarter are.
    let seller = delivered(Party::Seller, 150.0, 420.0, 105.0);
    assert_metric(&seller, Subject::contract(0), "owed", 0.0);
    let buyer = delivered(Party::Buyer, 50.0, 420.0, 105.0);
    assert_periods(&buyer, Subject::contract(0), "owed", &[5.0, 10.0, 15.0, 20.0]);
}

#[test]
fn a_buyer_who_calls_may_take_the_tolerance_and_need_not_pay_for_it() {
    let mut case = tolerant(Party::Buyer, 50.0, 1_000.0);
    case.contracts[0].carry_over = false;
    case.contracts[0].taking = needed(Some((1.0, Minimum::Paid)));
    // 120 t are called once, of 110 offered; of each offer 110 × 0.9/1.1 = 90 t are paid in any
    // case.
    case.facilities.push(facility(120.0, 0, 0.25));
    case.shortage.unmet = Unmet::Lost;
    let trial = trial(&case, &[]);
    assert_periods(&trial, Subject::contract(0), "taken", &[110.0, 0.0, 0.0, 0.0]);
    let paid = (4.0 * 90.0 - 110.0) * 10_050.0;
    assert_periods(&trial, Subject::contract(0), "take_or_pay_paid", &[0.0, 0.0, 0.0, paid]);
}

/// 10 t a quarter at 9 000, 12 000, 15 000 and 15 000 USD/t.
fn quoted(quotation: Quotation) -> Trial {
    let mut case = scenario(Step::Quarter, 4);
    case.price.process =
        PriceProcess::Table { points: vec![(month(3), 9_000.0), (month(9), 15_000.0)] };
    case.mines.push(mine(1_000.0));
    let price = ContractPrice::Reference {
        regional: false,
        premium: constant(0.0),
        premium_share: None,
        floor: None,
        cap: NO_CAP,
        quotation,
    };
    case.contracts.push(Contract { price, ..rate(40.0) });
    trial(&case, &[])
}

#[test]
fn a_later_quotational_period_is_trued_up_when_it_is_over() {
    // The quarters' prices are 9 000, 10 500, 13 500 and 15 000; a month later it is a third of the
    // way to that of the next.
    let trial = quoted(Quotation { offset: 1, months: 1 });
    assert_periods(
        &trial,
        Subject::contract(0),
        "price_paid",
        &[9_500.0, 11_500.0, 14_000.0, 15_000.0],
    );
    let cost = [90_000.0, 105_000.0 + 5_000.0, 135_000.0 + 10_000.0, 150_000.0 + 5_000.0];
    assert_periods(&trial, Subject::contract(0), "cost", &cost);
    // The three months after it: a third, two thirds and all of the way, the last in the next
    // quarter.
    let average = quoted(Quotation { offset: 1, months: 3 });
    assert_periods(
        &average,
        Subject::contract(0),
        "price_paid",
        &[10_000.0, 12_500.0, 14_500.0, 15_000.0],
    );
    let cost = [90_000.0, 105_000.0 + 10_000.0, 135_000.0 + 20_000.0, 150_000.0 + 10_000.0];
    assert_periods(&average, Subject::Total, "cost_contract", &cost);
    // Four to six months later: the prices of two quarters; the last two arrivals are settled at
    // the horizon.
    let late = quoted(Quotation { offset: 3, months: 4 });
    let first = (10_500.0 + 11_500.0 + 12_500.0 + 13_500.0) / 4.0;
    let second: f64 = (13_500.0 + 14_000.0 + 14_500.0 + 15_000.0) / 4.0;
    assert_metric(&late, Subject::contract(0).in_period(0), "price_paid", first);
    let settled = 10.0 * (second - 10_500.0) + 10.0 * 1_500.0;
    let cost = [90_000.0, 105_000.0, 135_000.0 + 10.0 * (first - 9_000.0), 150_000.0 + settled];
    assert_periods(&late, Subject::contract(0), "cost", &cost);
}

/// 400 t a year of which 360 are paid in any case, and so many needed in the three years.
fn made_up(window: u32, cap: Option<f64>, need: [f64; 3]) -> Trial {
    let mut case = scenario(Step::Quarter, 12);
    case.mines.push(mine(1_000.0));
    let taking = needed(Some((0.9, Minimum::Paid)));
    let make_up = Some(MakeUp { window, cap: cap.map(constant), balance: None });
    case.contracts.push(Contract { taking, make_up, ..rate(400.0) });
    for (start, tonnes) in [0, 12, 24].into_iter().zip(need) {
        case.facilities.push(facility(tonnes, start, 1.0));
    }
    trial(&case, &[])
}

#[test]
fn paid_tonnes_are_made_up_within_the_window_and_the_cap() {
    let settled = |trial: &Trial, metric: &str, expected: [f64; 3]| {
        for (period, expected) in [3, 7, 11].into_iter().zip(expected) {
            assert_metric(trial, Subject::contract(0).in_period(period), metric, expected);
        }
    };
    // 60 t are paid in the first year; the 40 beyond the minimum of the second are free, and the
    // last 20 expire.
    let need = [300.0, 400.0, 400.0];
    let year = made_up(12, None, need);
    settled(&year, "made_up", [0.0, 40.0, 0.0]);
    settled(&year, "take_or_pay_paid", [600_000.0, -400_000.0, 0.0]);
    assert_metric(&year, Subject::Total, "cost_take_or_pay", 200_000.0);
    settled(&made_up(24, None, need), "made_up", [0.0, 40.0, 20.0]);
    settled(&made_up(24, Some(30.0), need), "made_up", [0.0, 30.0, 0.0]);
    settled(&made_up(9, None, need), "made_up", [0.0, 0.0, 0.0]);
    // 50 of the 60 t paid in the first year are kept; they lapse at the second settlement, and the
    // 20 t paid then find room.
    let lapsed = made_up(12, Some(50.0), [300.0, 340.0, 400.0]);
    settled(&lapsed, "made_up", [0.0, 0.0, 20.0]);
    settled(&lapsed, "take_or_pay_paid", [600_000.0, 200_000.0, -200_000.0]);
}

#[test]
fn force_majeure_excuses_and_its_absence_does_not() {
    let mut case = scenario(Step::Quarter, 4);
    // Down for the second quarter: 100, 0, 100 and 100 t.
    let kind = OutageKind {
        name: None,
        loss: constant(1.0),
        rate: constant(1.0),
        duration: constant(0.25),
        start: OutageStart::Up,
        in_progress: None,
    };
    case.mines.push(Mine { outages: vec![kind], ..mine(400.0) });
    let clause = |otherwise| Some(ForceMajeure { below: constant(0.8), otherwise });
    let price = || ContractPrice::Fixed(constant(9_000.0));
    case.contracts.push(Contract {
        force_majeure: clause(Remedy::Owed),
        price: price(),
        ..rate(240.0)
    });
    case.contracts.push(Contract {
        force_majeure: clause(Remedy::Damages),
        price: price(),
        ..rate(120.0)
    });
    case.contracts.push(rate(120.0));
    let trial = trial(&case, &[("mine.pit.outages.1", 0, 0.25), ("mine.pit.outages.1", 2, 9.0)]);
    // Of 60, 30 and 30 t wanted 100 come: 50, 25 and 25. The first stays owed, the second is paid
    // for, the third lapses. Then nothing comes: force majeure, the new 60 are excused.
    // Then 70, 30 and 30 of 100.
    let last = 60.0 + (70.0 - 70.0 / 1.3);
    assert_periods(
        &trial,
        Subject::contract(0),
        "delivered",
        &[50.0, 0.0, 70.0 / 1.3, 100.0 * last / (last + 60.0)],
    );
    let owed = last - 100.0 * last / (last + 60.0);
    assert_periods(&trial, Subject::contract(0), "owed", &[10.0, 10.0, 70.0 - 70.0 / 1.3, owed]);
    let damages =
        [5_000.0, 0.0, 1_000.0 * (30.0 - 30.0 / 1.3), 1_000.0 * (30.0 - 3_000.0 / (last + 60.0))];
    assert_periods(&trial, Subject::contract(1), "revenue_damages", &damages);
    assert_metric(&trial, Subject::Total, "revenue_damages", damages.iter().sum());
    assert_metric(&trial, Subject::contract(1), "owed", 0.0);
    assert_metric(&trial, Subject::contract(2), "owed", 0.0);
    let cost = |metric| trial.get(Subject::Total.in_period(0), metric).expect("a cost");
    assert_close(
        cost("cost"),
        50.0 * 9_000.0 + 25.0 * 9_000.0 + 25.0 * 10_000.0 - 5_000.0 - cost("revenue_resale"),
        "cost",
    );
}

/// 100 t a quarter of a mine that makes 80 and is down for the second half of the first quarter.
fn down_for_half(substeps: usize, loss: f64, below: f64, otherwise: Remedy) -> Trial {
    let mut case = scenario(Step::Quarter, 1);
    case.time.substeps = Some(substeps);
    case.mines.push(Mine {
        outages: vec![OutageKind { loss: constant(loss), ..outage(1.0, constant(0.125)) }],
        ..mine(320.0)
    });
    case.contracts.push(Contract {
        force_majeure: Some(ForceMajeure { below: constant(below), otherwise }),
        price: ContractPrice::Fixed(constant(9_000.0)),
        ..rate(400.0)
    });
    assert_eq!(compare_trials(&case, 64), Ok(0));
    trial(&case, &[("mine.pit.outages.1", 0, 0.125)])
}

#[test]
fn force_majeure_holds_while_an_outage_lasts() {
    // 60 t are missing, of which 50 fell due in the outage; and so in any number of steps.
    for substeps in [1, 6] {
        let owed = down_for_half(substeps, 1.0, 0.8, Remedy::Owed);
        assert_metric(&owed, Subject::contract(0), "delivered", 40.0);
        assert_metric(&owed, Subject::contract(0).in_period(0), "owed", 10.0);
        let paid = down_for_half(substeps, 1.0, 0.8, Remedy::Damages);
        assert_metric(&paid, Subject::contract(0), "revenue_damages", 10_000.0);
        // Half of the output is left, so that 30 t of the outage are missing, and 10 before it.
        let excused = down_for_half(substeps, 0.5, 0.6, Remedy::Damages);
        assert_metric(&excused, Subject::contract(0), "delivered", 60.0);
        let due = down_for_half(substeps, 0.5, 0.5, Remedy::Damages);
        assert_metric(&due, Subject::contract(0), "revenue_damages", 40_000.0);
    }
}

#[test]
fn three_contracts_share_a_short_output_by_claim_and_then_pro_rata() {
    let mut case = scenario(Step::Quarter, 2);
    case.mines.push(mine(400.0));
    case.contracts.push(Contract { claim: 2, ..rate(200.0) });
    case.contracts.push(Contract { claim: 1, ..rate(240.0) });
    case.contracts.push(Contract { claim: 2, ..rate(120.0) });
    // 60 t come first; the 40 left are shared by 50 and 30.
    let trial = trial(&case, &[]);
    for (contract, tonnes) in [25.0, 60.0, 15.0].into_iter().enumerate() {
        assert_periods(&trial, Subject::contract(contract), "delivered", &[tonnes; 2]);
    }
}

#[test]
fn after_a_default_nothing_is_delivered_or_owed() {
    let mut case = scenario(Step::Quarter, 4);
    case.mines.push(mine(360.0));
    let default_rate = Some(constant(0.5));
    case.contracts.push(Contract {
        default_rate: default_rate.clone(),
        carry_over: true,
        ..rate(400.0)
    });
    // 0.3125 of a mean time of two years is two and a half quarters; the clock starts with the
    // term.
    let early = trial(&case, &[("contract.offtake.defaulted", 0, 0.3125)]);
    assert_periods(&early, Subject::contract(0), "entitlement", &[100.0, 100.0, 50.0, 0.0]);
    assert_periods(&early, Subject::contract(0), "delivered", &[90.0, 90.0, 45.0, 0.0]);
    assert_periods(&early, Subject::contract(0), "owed", &[10.0, 20.0, 0.0, 0.0]);
    assert_periods(&early, Subject::contract(0), "defaulted", &[0.0, 0.0, 1.0, 1.0]);
    assert_eq!(early.get(Subject::contract(0), "defaulted"), Some(1.0));
    let trader = Trader { name: "merchant".to_owned(), carbon: None, water: None, boundary: None };
    case.contracts = vec![Contract {
        supplier: Supplier::Trader(trader),
        default_rate,
        from: month(3),
        ..rate(400.0)
    }]
    .into();
    let later = trial(&case, &[("contract.offtake.defaulted", 0, 0.1875)]);
    assert_periods(&later, Subject::contract(0), "delivered", &[0.0, 100.0, 50.0, 0.0]);
    assert_periods(&later, Subject::contract(0), "defaulted", &[0.0, 0.0, 1.0, 1.0]);
}

#[test]
fn a_default_after_the_term_is_none_and_one_before_it_leaves_nothing_to_renew() {
    let mut case = scenario(Step::Quarter, 6);
    case.mines.push(mine(360.0));
    let renewal = Some(Renewal { probability: constant(0.5), months: 6 });
    // Three quarters, or five with a renewal.
    let clauses =
        Contract { default_rate: Some(constant(1.0)), to: month(8), renewal, ..rate(400.0) };
    case.contracts.push(clauses);
    let fate = |years: f64, uniform: f64| {
        let draws =
            [("contract.offtake.defaulted", 0, years), ("contract.offtake.renewed", 0, uniform)];
        let trial = trial(&case, &draws);
        let by = |metric| {
            (0..6)
                .map(|t| trial.get(Subject::contract(0).in_period(t), metric).expect("a value"))
                .collect::<Vec<_>>()
        };
        (by("defaulted"), by("renewed"))
    };
    let never = vec![0.0; 6];
    assert_eq!(fate(9.0, 0.4), (never.clone(), never.clone()));
    assert_eq!(fate(9.0, 0.6), (never.clone(), vec![0.0, 0.0, 0.0, 1.0, 1.0, 1.0]));
    // After 0.9 years the first term is over, and the renewed one is in its fourth quarter.
    assert_eq!(fate(0.9, 0.4), (never.clone(), never.clone()));
    assert_eq!(
        fate(0.9, 0.6),
        (vec![0.0, 0.0, 0.0, 1.0, 1.0, 1.0], vec![0.0, 0.0, 0.0, 1.0, 1.0, 1.0])
    );
    assert_eq!(fate(0.6, 0.6), (vec![0.0, 0.0, 1.0, 1.0, 1.0, 1.0], never.clone()));
    // In the sixth quarter even the renewed term is over.
    assert_eq!(fate(1.3, 0.6), (never, vec![0.0, 0.0, 0.0, 1.0, 1.0, 1.0]));
}

#[test]
fn hedges_pay_the_difference_without_metal() {
    let mut case = scenario(Step::Year, 4);
    case.price.process =
        PriceProcess::Table { points: vec![(month(0), 4_000.0), (month(36), 16_000.0)] };
    case.regions.push(region("eu"));
    let hedge = |region, to, payoff| Hedge {
        label: None,
        name: "paper".to_owned(),
        region,
        from: month(0),
        to: month(to),
        rate: constant(10.0),
        payoff,
    };
    case.hedges.push(hedge(0.into(), 23, HedgePayoff::Swap { strike: constant(10_000.0) }));
    let (floor, cap) = (Some(constant(9_000.0)), Some(constant(14_000.0)));
    case.hedges.push(hedge(
        1.into(),
        47,
        HedgePayoff::Collar { floor, cap, premium: Some(constant(50.0)) },
    ));
    // At 6 000, 10 000, 14 000 and 16 000 USD/t.
    let trial = trial(&case, &[]);
    assert_periods(&trial, Subject::region(0), "cost_hedge", &[40_000.0, 0.0, 0.0, 0.0]);
    assert_periods(&trial, Subject::region(1), "cost_hedge", &[30_500.0, 500.0, 500.0, -19_500.0]);
    assert_metric(&trial, Subject::Total, "cost", 40_000.0 + 31_500.0 - 19_500.0);
}

/// At 6 000, 10 000, 14 000 and 16 000 USD/t the collar pays −3 000, 0, 0 and 2 000: −250 on
/// average, and −669.4 by what that is worth at time 0 at 25 % a year, by which the first payment
/// counts most.
#[test]
fn a_collar_without_a_premium_costs_what_it_is_worth() {
    for (rate, factors) in [(None, [1.0; 4]), (Some(constant(0.25)), [0.8, 0.64, 0.512, 0.4096])] {
        let mut case = scenario(Step::Year, 4);
        case.money.discount_rate = rate;
        case.price.process =
            PriceProcess::Table { points: vec![(month(0), 4_000.0), (month(36), 16_000.0)] };
        case.hedges.push(Hedge {
            label: None,
            name: "paper".to_owned(),
            region: 0.into(),
            from: month(0),
            to: month(47),
            rate: constant(10.0),
            payoff: HedgePayoff::Collar {
                floor: Some(constant(9_000.0)),
                cap: Some(constant(14_000.0)),
                premium: None,
            },
        });
        let payoffs = [-3_000.0, 0.0, 0.0, 2_000.0];
        let weighted: f64 = factors.iter().zip(payoffs).map(|(factor, paid)| factor * paid).sum();
        let premium = weighted / factors.iter().sum::<f64>();
        let costs = payoffs.map(|payoff| 10.0 * (premium - payoff));
        let trial = trial(&case, &[("hedge.paper.premium", 0, premium)]);
        assert_periods(&trial, Subject::region(0), "cost_hedge", &costs);
        for (t, cost) in costs.into_iter().enumerate() {
            let found = by_engine(&case, Subject::region(0).in_period(t), Metric::CostHedge);
            assert_close(found, cost, &format!("the engine's cost_hedge in period {t}"));
        }
    }
}
