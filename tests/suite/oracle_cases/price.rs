//! The price (P2 to P4).

use super::*;

fn jumps() -> Jumps {
    Jumps { rate: constant(1.5), mean: constant(-0.1), standard_deviation: constant(0.2) }
}

#[test]
fn geometric_brownian_motion_is_compensated_for_jumps() {
    let mut case = scenario(Step::Quarter, 2);
    let process = |compensated| PriceProcess::Gbm {
        drift: constant(0.08),
        volatility: constant(0.4),
        jumps: Some(jumps()),
        compensated,
    };
    let drawn = [
        ("price", 0, 0.5),
        ("price", 1, -1.0),
        ("price.jumps", 0, 2.0),
        ("price.jumps", 1, 1.0),
        ("price.jumps.size", 0, 1.0),
        ("price.jumps.size", 1, -0.5),
        ("price.jumps.size", 4_096, 2.0),
    ];
    // Diffusion (0.08 - 0.08) / 4 + 0.4 × 0.5 Z; jumps 0.1 and -0.2, then 0.3.
    let first = 0.1 - 0.1;
    let second = -0.2 + 0.3;
    case.price.process = process(false);
    let plain = trial(&case, &drawn);
    assert_periods(
        &plain,
        Subject::Total,
        "price",
        &[1e4 * f64::exp(first), 1e4 * f64::exp(first + second)],
    );
    case.price.process = process(true);
    let compensated = trial(&case, &drawn);
    let c = 1.5 * (f64::exp(-0.1 + 0.04 / 2.0) - 1.0) / 4.0;
    let expected = [1e4 * f64::exp(first - c), 1e4 * f64::exp(first + second - 2.0 * c)];
    assert_periods(&compensated, Subject::Total, "price", &expected);
}

#[test]
fn mean_reverting_price_forgets_a_jump_from_its_moment_on() {
    let mut case = scenario(Step::Year, 2);
    case.price.process = PriceProcess::MeanReverting {
        level: constant(8_000.0),
        half_life: constant(2.0),
        volatility: constant(0.3),
        jumps: Some(jumps()),
    };
    let drawn = [
        ("price", 0, 1.0),
        ("price", 1, -0.5),
        ("price.jumps", 0, 0.0),
        ("price.jumps", 1, 1.0),
        ("price.jumps.size", 4_096, 0.7),
        ("price.jumps.time", 4_096, 0.25),
    ];
    // A half-life of two years keeps 1/√2 over one and 2^(-3/8) over the three quarters after the
    // jump of 0.04.
    let kept = std::f64::consts::FRAC_1_SQRT_2;
    let spread = 0.3 * (0.5 / std::f64::consts::LN_2).sqrt();
    let level = 8_000f64.ln();
    let x0 = level + (10_000f64.ln() - level) * kept + spread;
    let x1 = level + (x0 - level) * kept - 0.5 * spread + 0.04 * 2f64.powf(-0.375);
    assert_periods(&trial(&case, &drawn), Subject::Total, "price", &[x0.exp(), x1.exp()]);
}

#[test]
fn tabled_price_is_linear_between_months_and_held_within_floor_and_cap() {
    let mut case = scenario(Step::Year, 4);
    case.price.initial = constant(4_000.0);
    case.price.process =
        PriceProcess::Table { points: vec![(month(0), 4_000.0), (month(36), 16_000.0)] };
    case.mines.push(mine(100.0));
    let (floor, cap) = (Some(constant(9_000.0)), Some(constant(14_000.0)));
    let price = ContractPrice::Reference {
        regional: false,
        premium: constant(150.0),
        premium_share: None,
        floor,
        cap,
        quotation: Quotation { offset: 0, months: 1 },
    };
    let ContractPrice::Reference { floor, cap, quotation, .. } = price.clone() else { panic!() };
    let shared = ContractPrice::Reference {
        regional: false,
        premium: constant(150.0),
        premium_share: Some(constant(0.03)),
        floor,
        cap,
        quotation,
    };
    case.contracts.push(Contract { price, ..rate(10.0) });
    case.contracts.push(Contract { price: ContractPrice::Fixed(constant(7_000.0)), ..rate(10.0) });
    case.contracts.push(Contract { price: shared, ..rate(10.0) });
    case.regions[0].inventory = Some(inventory(5.0, 5.0, 0.0, 0.0));
    let trial = trial(&case, &[]);
    assert_periods(&trial, Subject::Total, "price", &[8_000.0, 12_000.0, 16_000.0, 16_000.0]);
    // P6: paid at 6 000, 10 000, 14 000 and 16 000, the means of the years.
    assert_periods(
        &trial,
        Subject::contract(0),
        "price_paid",
        &[9_150.0, 10_150.0, 14_150.0, 14_150.0],
    );
    // C7: 3 % on what the floor and the cap leave, then the premium.
    let prices = [9_420.0, 10_450.0, 14_570.0, 14_570.0];
    assert_periods(&trial, Subject::contract(2), "price_paid", &prices);
    assert_periods(
        &trial,
        Subject::contract(0),
        "cost",
        &[91_500.0, 101_500.0, 141_500.0, 141_500.0],
    );
    assert_metric(&trial, Subject::contract(1), "cost", 280_000.0);
    assert_metric(&trial, Subject::Total, "cost_contract", 476_000.0 + 280_000.0 + 490_100.0);
    assert_metric(&trial, Subject::region(0), "cost_opening_stock", 20_000.0);
    assert_metric(&trial, Subject::region(0), "closing_stock_value", 5.0 * 15_800.0);
}

#[test]
fn tabled_price_is_flat_outside_its_months() {
    let mut case = scenario(Step::Quarter, 4);
    case.price.process =
        PriceProcess::Table { points: vec![(month(6), 9_000.0), (month(9), 12_000.0)] };
    assert_periods(
        &trial(&case, &[]),
        Subject::Total,
        "price",
        &[9_000.0, 9_000.0, 12_000.0, 12_000.0],
    );
}

#[test]
fn seasonal_price_has_the_factor_of_the_last_month_of_a_period() {
    let text = format!(
        "{}\n[price]\nprocess = \"seasonal\"\ninitial = \"10000 USD/t\"\n\
         factors = {{ march = 1.03, april = 9, june = 1.01, december = 0.98 }}\n",
        EMPTY.split("[price]").next().expect("a head"),
    );
    let case = |from, step, periods| Scenario {
        time: TimeGrid { start: month(from), step, periods, substeps: Some(1) },
        regions: vec![region("us")].into(),
        ..read(&text)
    };
    // Quarters end with March, June, September and December, whatever April is.
    let quarters = trial(&case(0, Step::Quarter, 5), &[]);
    let prices = [10_300.0, 10_100.0, 10_000.0, 9_800.0, 10_300.0];
    assert_periods(&quarters, Subject::Total, "price", &prices);
    let years = trial(&case(0, Step::Year, 2), &[]);
    assert_periods(&years, Subject::Total, "price", &[9_800.0, 9_800.0]);
    let months = trial(&case(2, Step::Month, 3), &[]);
    assert_periods(&months, Subject::Total, "price", &[10_300.0, 90_000.0, 10_000.0]);
}

#[test]
fn a_price_around_a_forward_curve_has_it_as_its_mean() {
    let mut case = scenario(Step::Year, 2);
    case.price.initial = constant(10_000.0);
    case.price.process = PriceProcess::Forward {
        points: vec![(month(0), 10_000.0), (month(12), 12_000.0)],
        half_life: constant(2.0),
        volatility: constant(0.3),
    };
    let kept = std::f64::consts::FRAC_1_SQRT_2;
    let spread = 0.3 * (0.5 / std::f64::consts::LN_2).sqrt();
    let (d0, d1) = (spread, spread * kept - 0.5 * spread);
    // Of the variance of a year half is left after another, and as much comes again.
    let variance = spread * spread;
    let expected =
        [12_000.0 * f64::exp(d0 - variance / 2.0), 12_000.0 * f64::exp(d1 - 1.5 * variance / 2.0)];
    let drawn = [("price", 0, 1.0), ("price", 1, -0.5)];
    assert_periods(&trial(&case, &drawn), Subject::Total, "price", &expected);
}
