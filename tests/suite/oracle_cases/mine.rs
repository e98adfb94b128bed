//! What limits a mine (M1, M2, M5 to M9).

use super::*;
use crate::agreement::compare_trials;

fn class(share: f64, recovery: f64, time_constant: f64) -> LeachClass {
    LeachClass {
        share: constant(share),
        recovery: constant(recovery),
        time_constant: constant(time_constant),
    }
}

/// Stacks from a month on without end.
fn leach(stacking: f64, from: i32, classes: Vec<LeachClass>) -> Leach {
    Leach {
        stacking: constant(stacking),
        from: month(from),
        until: StackingEnd::Never,
        lag: constant(0.0),
        classes,
    }
}

/// z − τ(1 − e^(−z/τ)): years of stacking that are in solution z years after it began.
fn ripe(z: f64, time_constant: f64) -> f64 {
    if z <= 0.0 { 0.0 } else { z - time_constant * (1.0 - (-z / time_constant).exp()) }
}

#[test]
fn exponential_ramp_is_a_weibull_ramp_of_shape_one() {
    let mut case = scenario(Step::Year, 3);
    let curve = RampCurve::Weibull { shape: constant(1.0), scale: constant(0.5) };
    let ramp = Ramp { from: month(6), curve, reaches_design: constant(1.0), plateau: None };
    case.mines.push(Mine { ramp: Some(ramp), ..mine(100.0) });
    // ∫(1 − e^(−2τ)) to ages 1/2, 3/2 and 5/2.
    let integral = |age| 100.0 * ripe(age, 0.5);
    let years = [integral(0.5), integral(1.5) - integral(0.5), integral(2.5) - integral(1.5)];
    assert_mine_periods(&case, 0, Metric::Output, &years);
}

#[test]
fn weibull_ramp_of_shape_two_has_the_error_function_in_it() {
    let mut case = scenario(Step::Year, 2);
    let curve = RampCurve::Weibull { shape: constant(2.0), scale: constant(1.0) };
    case.mines.push(Mine {
        ramp: Some(Ramp { from: month(0), curve, reaches_design: constant(1.0), plateau: None }),
        ..mine(100.0)
    });
    // ∫e^(−u²) = (√π/2)·erf: erf(1) = 0.8427…, erf(2) = 0.9953….
    let root = std::f64::consts::PI.sqrt() / 2.0;
    let (first, second) = (root * 0.842_700_792_949_714_9, root * 0.995_322_265_018_952_7);
    assert_mine_periods(
        &case,
        0,
        Metric::Output,
        &[100.0 * (1.0 - first), 100.0 * (1.0 + first - second)],
    );
}

#[test]
fn ramp_that_never_reaches_design_stays_at_its_plateau() {
    let mut case = scenario(Step::Year, 3);
    let plateau = Some(constant(0.6));
    let ramp = Ramp { reaches_design: constant(0.75), plateau, ..linear_ramp(month(0), 2.0) };
    case.mines.push(Mine { ramp: Some(ramp), ..mine(80.0) });
    let reached = trial(&case, &[("mine.pit.ramp.reached", 0, 0.25)]);
    assert_periods(&reached, Subject::mine(0), "output", &[20.0, 60.0, 80.0]);
    let never = trial(&case, &[("mine.pit.ramp.reached", 0, 0.24)]);
    assert_periods(&never, Subject::mine(0), "output", &[12.0, 36.0, 48.0]);
    assert_metric(&never, Subject::mine(0), "utilisation", 0.4);
}

#[test]
fn outages_may_take_a_part_of_the_output() {
    let mut case = scenario(Step::Year, 2);
    let loss = random("mine.pit.outages.1.loss", Each::Outage, distribution_with_mean(0.3));
    let kind = OutageKind { loss, start: OutageStart::Stationary, ..outage(1.0, constant(0.5)) };
    case.mines.push(Mine { outages: vec![kind], ..mine(100.0) });
    // Down at first: 0.2 of 40 %; then from 0.6 to 1.1 of 70 %, from 1.4 to 1.9 of 10 %.
    let (run, start, loss) =
        ("mine.pit.outages.1", "mine.pit.outages.1.start", "mine.pit.outages.1.loss");
    let drawn = [
        (start, 0, 0.1),
        (start, 1, 0.2),
        (start, 2, 0.4),
        (run, 0, 0.4),
        (loss, 0, 0.7),
        (run, 2, 0.3),
        (loss, 1, 0.1),
        (run, 4, 9.0),
    ];
    let trial = trial(&case, &drawn);
    let losses = [0.2 * 0.4 + 0.4 * 0.7, 0.1 * 0.7 + 0.5 * 0.1];
    assert_periods(
        &trial,
        Subject::mine(0),
        "output_lost",
        &[100.0 * losses[0], 100.0 * losses[1]],
    );
}

#[test]
fn kinds_that_overlap_take_their_parts_of_what_the_other_leaves() {
    let mut case = scenario(Step::Year, 1);
    let kind = |loss| OutageKind { loss: constant(loss), ..outage(1.0, constant(0.5)) };
    case.mines.push(Mine { outages: vec![kind(0.5), kind(0.6)], ..mine(100.0) });
    assert_eq!(compare_trials(&case, 64), Ok(0));
    // The first is down from 0.75 to 1.25, the second from 0.5 to 1.
    let (first, second) = ("mine.pit.outages.1", "mine.pit.outages.2");
    let met = trial(&case, &[(first, 0, 0.75), (second, 0, 0.5), (second, 2, 9.0)]);
    assert_metric(&met, Subject::mine(0), "availability", 0.5 + 0.25 * 0.4 + 0.25 * 0.2);
    // All together they take no more than all.
    case.mines[0].outages = vec![kind(1.0), kind(1.0)];
    let met =
        trial(&case, &[(first, 0, 0.25), (first, 2, 9.0), (second, 0, 0.5), (second, 2, 9.0)]);
    assert_metric(&met, Subject::mine(0), "output", 25.0);
}

#[test]
fn mines_of_a_district_share_its_outages() {
    let mut case = scenario(Step::Year, 2);
    case.districts.push(District {
        label: None,
        name: "arizona".to_owned(),
        outages: vec![outage(1.0, constant(0.25))],
    });
    let member =
        |name: &str| Mine { name: name.to_owned(), district: Some(0.into()), ..mine(100.0) };
    case.mines = vec![
        Mine { ramp: Some(linear_ramp(month(12), 1.0)), ..member("a") },
        Mine { outages: vec![outage(1.0, constant(0.5))], ..member("b") },
        Mine { name: "elsewhere".to_owned(), ..mine(100.0) },
    ]
    .into();
    // The district is down in (0.9, 1.15], the second mine by itself in (0.5, 1] too. The first
    // begins after a year.
    let run = "district.arizona.outages.1";
    let drawn =
        [(run, 0, 0.9), (run, 2, 5.0), ("mine.b.outages.1", 0, 0.5), ("mine.b.outages.1", 2, 5.0)];
    let trial = trial(&case, &drawn);
    assert_periods(&trial, Subject::mine(0), "availability", &[0.9, 0.85]);
    assert_periods(&trial, Subject::mine(0), "output", &[0.0, 42.5]);
    assert_periods(&trial, Subject::mine(1), "output", &[50.0, 85.0]);
    assert_periods(&trial, Subject::mine(2), "output", &[100.0, 100.0]);
}

#[test]
fn planned_shutdowns_are_no_outages() {
    let mut case = scenario(Step::Quarter, 4);
    let shutdown = |at: i32, duration: f64, every| Shutdown {
        month: month(at),
        duration: constant(duration),
        every,
    };
    case.mines.push(Mine {
        // From February 2025 every six months for a month; once for half a month beside it, into
        // the next quarter; once before the start.
        maintenance: vec![
            shutdown(-11, 1.0 / 12.0, Some(6)),
            shutdown(2, 1.5 / 12.0, None),
            shutdown(-2, 2.25 / 12.0, None),
        ],
        utilisation: constant(0.5),
        ..mine(2_400.0)
    });
    // Months down: 1/4 + 1 + 1, 1/2, 1, 0 of a design of 100 t a month.
    assert_mine_periods(&case, 0, Metric::Output, &[75.0, 250.0, 200.0, 300.0]);
    assert_mine_periods(&case, 0, Metric::MaintenanceLoss, &[225.0, 50.0, 100.0, 0.0]);
    assert_mine_periods(&case, 0, Metric::OutputLost, &[0.0; 4]);
    assert_mine_periods(&case, 0, Metric::Availability, &[1.0; 4]);
    assert_metric(&trial(&case, &[]), Subject::mine(0), "maintenance_loss", 375.0);
}

#[test]
fn shutdowns_that_overlap_close_the_mine_once() {
    let mut case = scenario(Step::Month, 2);
    let shutdown = Shutdown { month: month(0), duration: constant(1.0 / 12.0), every: None };
    case.mines.push(Mine { maintenance: vec![shutdown.clone(), shutdown], ..mine(120.0) });
    assert_mine_periods(&case, 0, Metric::Output, &[0.0, 10.0]);
}

#[test]
fn outages_take_nothing_while_the_mine_is_shut() {
    let mut case = scenario(Step::Year, 3);
    let shutdown = Shutdown { month: month(0), duration: constant(0.5), every: Some(12) };
    // Twelve months later another one that ends within it, and one that goes on for a quarter more.
    let within = Shutdown { month: month(12), duration: constant(0.25), every: None };
    let beyond = Shutdown { month: month(15), duration: constant(0.5), every: None };
    case.mines.push(Mine {
        maintenance: vec![beyond, shutdown, within],
        outages: vec![
            OutageKind { loss: constant(0.6), ..outage(1.0, constant(0.5)) },
            outage(1.0, constant(0.25)),
        ],
        ..mine(100.0)
    });
    // 0.6 of it is lost in (0.25, 0.75], all of it in (2.125, 2.375], within the last shutdown.
    let drawn = [
        ("mine.pit.outages.1", 0, 0.25),
        ("mine.pit.outages.1", 2, 9.0),
        ("mine.pit.outages.2", 0, 2.125),
        ("mine.pit.outages.2", 2, 9.0),
    ];
    let trial = trial(&case, &drawn);
    assert_periods(&trial, Subject::mine(0), "maintenance_loss", &[50.0, 75.0, 50.0]);
    assert_periods(&trial, Subject::mine(0), "output", &[35.0, 25.0, 50.0]);
    assert_periods(&trial, Subject::mine(0), "output_lost", &[15.0, 0.0, 0.0]);
    assert_periods(&trial, Subject::mine(0), "availability", &[0.7, 1.0, 0.75]);
}

#[test]
fn heap_leach_gives_what_its_classes_release() {
    let mut case = scenario(Step::Year, 3);
    let classes = vec![class(0.25, 0.9, 0.25), class(0.75, 0.8, 1.5)];
    let until = StackingEnd::Month(month(5));
    case.mines.push(Mine {
        leach: Some(Leach { until, lag: constant(0.5), ..leach(1_000.0, -6, classes) }),
        ..mine(5_000.0)
    });
    // Stacked from −1/2 to 1/2, within reach of the solution from 0 to 1.
    let by_age = |time: f64| {
        let of = |constant: f64| ripe(time, constant) - ripe(time - 1.0, constant);
        1_000.0 * (0.25 * 0.9 * of(0.25) + 0.75 * 0.8 * of(1.5))
    };
    let years = [by_age(1.0), by_age(2.0) - by_age(1.0), by_age(3.0) - by_age(2.0)];
    assert_mine_periods(&case, 0, Metric::Output, &years);
    assert_mine_periods(&case, 0, Metric::InSolution, &[0.0; 3]);

    // As much is stacked when a quantity ends it.
    let leach = case.mines[0].leach.as_mut().expect("a heap leach");
    leach.until = StackingEnd::Quantity(constant(1_000.0));
    assert_mine_periods(&case, 0, Metric::Output, &years);
}

#[test]
fn solution_waits_for_the_plant() {
    let mut case = scenario(Step::Year, 4);
    let until = StackingEnd::Month(month(23));
    // So quick that what is stacked is in solution at once: 100 t a year for two years.
    let quick = Leach { until, ..leach(125.0, 0, vec![class(1.0, 0.8, 1e-6)]) };
    let down = Shutdown { month: month(12), duration: constant(0.5), every: None };
    case.mines.push(Mine { leach: Some(quick), maintenance: vec![down], ..mine(80.0) });
    let late = 100.0 * 1e-6;
    assert_mine_periods(&case, 0, Metric::Output, &[80.0, 40.0, 80.0, 0.0]);
    let waiting = [20.0 - late, 80.0 - late, 0.0, 0.0];
    assert_mine_periods(&case, 0, Metric::InSolution, &waiting);
    assert_mine_periods(&case, 0, Metric::MaintenanceLoss, &[0.0, 40.0, 0.0, 0.0]);
}

#[test]
fn exhausted_pad_takes_no_copper_back() {
    let mut case = scenario(Step::Year, 30);
    let until = StackingEnd::Quantity(constant(1_234.5));
    let pad = Leach {
        until,
        lag: constant(0.1),
        ..leach(987.6, 1, vec![class(0.3, 0.83, 0.07), class(0.7, 0.61, 0.11)])
    };
    case.mines.push(Mine { leach: Some(pad), ..mine(900.0) });
    for period in 0..30 {
        let output = by_engine(&case, Subject::mine(0).in_period(period), Metric::Output);
        assert!(output >= 0.0, "{output} t in period {period}");
        assert!(trial(&case, &[]).get(Subject::mine(0).in_period(period), "output") >= Some(0.0));
    }
}

#[test]
fn uplift_raises_what_is_leached_after_it_arrives() {
    let mut case = scenario(Step::Year, 2);
    let uplift = Uplift { after: constant(0.75), gain: UpliftGain::Recovery(constant(0.1)) };
    let classes = vec![class(0.5, 0.7, 0.5), class(0.5, 0.95, 2.0)];
    case.mines.push(Mine {
        leach: Some(leach(1_000.0, -12, classes)),
        uplift: Some(uplift),
        ..mine(5_000.0)
    });
    // Of the second class no more than everything can be recovered.
    let between =
        |constant: f64, from: f64, to: f64| ripe(to + 1.0, constant) - ripe(from + 1.0, constant);
    let year = |from: f64, to: f64, better: f64| {
        let quick = 0.7 * between(0.5, from, to) + 0.1 * between(0.5, better, to);
        let slow = 0.95 * between(2.0, from, to) + 0.05 * between(2.0, better, to);
        500.0 * (quick + slow)
    };
    assert_mine_periods(&case, 0, Metric::Output, &[year(0.0, 1.0, 0.75), year(1.0, 2.0, 1.0)]);
}

#[test]
fn uplift_of_a_plant_is_a_factor() {
    let mut case = scenario(Step::Quarter, 3);
    let uplift = Uplift { after: constant(0.4), gain: UpliftGain::Output(constant(1.1)) };
    case.mines.push(Mine { uplift: Some(uplift), ..mine(400.0) });
    // 0.1 of the second quarter's 0.25 years have it.
    assert_mine_periods(&case, 0, Metric::Output, &[100.0, 104.0, 110.0]);
}

#[test]
fn output_ends_with_the_reserve() {
    let mut case = scenario(Step::Year, 3);
    case.mines.push(Mine { reserve: Some(constant(150.0)), ..mine(100.0) });
    assert_mine_periods(&case, 0, Metric::Output, &[100.0, 50.0, 0.0]);
    assert_mine_periods(&case, 0, Metric::ReserveLeft, &[50.0, 0.0, 0.0]);
    assert_mine_periods(&case, 0, Metric::OutputLost, &[0.0; 3]);
    assert_metric(&trial(&case, &[]), Subject::mine(0), "reserve_left", 0.0);

    // Down for half of the first year, the mine lasts longer: nothing but time is lost.
    case.mines[0].outages = vec![outage(1.0, constant(0.5))];
    let late = trial(&case, &[("mine.pit.outages.1", 0, 0.25), ("mine.pit.outages.1", 2, 9.0)]);
    assert_periods(&late, Subject::mine(0), "output", &[50.0, 100.0, 0.0]);
    assert_periods(&late, Subject::mine(0), "output_lost", &[50.0, 0.0, 0.0]);
}

#[test]
fn what_no_contract_takes_is_sold_elsewhere() {
    let mut case = scenario(Step::Year, 3);
    case.mines = vec![mine(100.0), Mine { name: "hill".to_owned(), ..mine(30.0) }].into();
    case.contracts.push(Contract { to: month(23), ..rate(80.0) });
    case.contracts.push(Contract { taking: needed(None), ..rate(40.0) });
    case.facilities.push(facility(90.0, 0, 1.0));
    // Offered 200/3 and 100/3 twice, then 40; the second is called for 90 − 200/3 in the first year
    // only.
    assert_mine_periods(&case, 0, Metric::SoldElsewhere, &[10.0, 100.0 / 3.0, 100.0]);
    assert_mine_periods(&case, 1, Metric::SoldElsewhere, &[30.0; 3]);
    assert_metric(&trial(&case, &[]), Subject::mine(0), "sold_elsewhere", 110.0 + 100.0 / 3.0);
}
