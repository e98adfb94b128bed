//! Facilities and regions (F1 to F5, R1 to R9, T1).

use super::*;

const WEEKS_A_YEAR: f64 = 365.25 / 7.0;

#[test]
fn window_partly_before_the_start_counts_as_met_there() {
    let mut case = scenario(Step::Year, 2);
    case.facilities.push(Facility {
        profile: Profile::SCurve,
        lead: constant(0.25),
        start_delay: constant(0.25),
        overrun: constant(4.0 / 3.0),
        built_probability: constant(0.9),
        ..facility(1_000.0, -6, 1.5)
    });
    // From -0.5 to 1.5: G(1/4) = 5/32 before, 27/32 after a year. Planned to end at 0.75; nothing
    // is ever served.
    let built = [("facility.hall.built", 0, 0.11)];
    let of_two_years = trial(&case, &built);
    assert_periods(&of_two_years, Subject::facility(0), "need", &[687.5, 156.25]);
    assert_metric(&of_two_years, Subject::Total, "need_before", 156.25);
    assert_metric(&of_two_years, Subject::region(0), "need_after", 0.0);
    assert_metric(&of_two_years, Subject::facility(0), "completion_delay", 1.25 * WEEKS_A_YEAR);
    assert_metric(&of_two_years, Subject::facility(0), "shortage_delay", 0.5 * WEEKS_A_YEAR);

    case.time.periods = 1;
    let cut = trial(&case, &built);
    assert_metric(&cut, Subject::facility(0), "need_after", 156.25);
    assert_metric(&cut, Subject::facility(0), "completion_delay", 0.25 * WEEKS_A_YEAR);
    assert_metric(&cut, Subject::facility(0), "shortage_delay", 0.0);

    let not_built = trial(&case, &[("facility.hall.built", 0, 0.09)]);
    for metric in ["need", "need_before", "need_after", "completion_delay", "shortage_delay"] {
        assert_metric(&not_built, Subject::facility(0), metric, 0.0);
    }
}

#[test]
fn profiles_shape_the_need() {
    let mut case = scenario(Step::Year, 2);
    let points = Profile::Points(vec![(0.0, 0.0), (0.4, 0.6), (0.6, 0.8), (1.0, 1.0)]);
    let shares = [0.5, 0.5, 0.75, 0.25, 0.7];
    let profiles = [Profile::Uniform, Profile::SCurve, Profile::Front, Profile::Back, points];
    case.facilities.extend(profiles.map(|profile| Facility { profile, ..facility(100.0, 0, 2.0) }));
    let trial = trial(&case, &[]);
    for (f, share) in shares.into_iter().enumerate() {
        assert_periods(
            &trial,
            Subject::facility(f),
            "need",
            &[100.0 * share, 100.0 * (1.0 - share)],
        );
    }
}

#[test]
fn backlog_waits_behind_higher_priorities() {
    let mut case = scenario(Step::Year, 3);
    case.mines.push(mine(1_000.0));
    case.contracts.push(rate(150.0));
    case.shortage.penalty = Some(constant(10.0));
    case.facilities.push(facility(300.0, 0, 3.0));
    case.facilities.push(Facility { priority: 2, ..facility(120.0, 0, 1.0) });
    case.facilities.push(Facility { priority: 2, ..facility(60.0, 0, 1.0) });
    let trial = trial(&case, &[]);
    // The first takes 100 of 150 each year; the others share the 50 left in proportion 2 : 1.
    assert_periods(&trial, Subject::facility(0), "delivered", &[100.0; 3]);
    assert_periods(&trial, Subject::facility(1), "backlog", &[260.0 / 3.0, 160.0 / 3.0, 20.0]);
    assert_periods(&trial, Subject::facility(2), "backlog", &[130.0 / 3.0, 80.0 / 3.0, 10.0]);
    assert_metric(&trial, Subject::facility(2), "peak_backlog", 130.0 / 3.0);
    assert_metric(&trial, Subject::Total, "peak_backlog", 130.0);
    assert_periods(&trial, Subject::facility(2), "shortfall", &[130.0 / 3.0, 0.0, 0.0]);
    assert_periods(&trial, Subject::region(0), "shortfall", &[130.0, 0.0, 0.0]);
    assert_periods(&trial, Subject::Total, "first_shortfall", &[1.0, 0.0, 0.0]);
    assert_periods(&trial, Subject::Total, "short_so_far", &[1.0; 3]);
    let horizon = [
        ("need", 480.0),
        ("delivered", 450.0),
        ("delivered_contract", 450.0),
        ("shortfall", 130.0),
        ("backlog", 30.0),
        ("lateness", 225.0),
        ("periods_short", 3.0),
        ("longest_short_run", 3.0),
        ("first_short_period", 0.0),
        ("worst_period_shortfall", 130.0),
        ("cost_penalty", 2_250.0),
        ("cost_with_penalty", 4_502_250.0),
        ("cover_gap", 130.0),
    ];
    for (metric, expected) in horizon {
        assert_metric(&trial, Subject::region(0), metric, expected);
        assert_metric(&trial, Subject::Total, metric, expected);
    }
    assert_metric(&trial, Subject::facility(0), "completion_delay", 0.0);
    assert_metric(&trial, Subject::facility(1), "shortage_delay", 2.0 * WEEKS_A_YEAR);
    assert_eq!(trial.get(Subject::facility(1), "cost_of_delay"), None);
}

#[test]
fn lateness_and_its_penalty_grow_with_the_length_of_periods() {
    let mut case = scenario(Step::Quarter, 3);
    case.shortage.penalty = Some(constant(10.0));
    case.facilities.push(facility(60.0, 0, 0.5));
    let trial = trial(&case, &[]);
    assert_periods(&trial, Subject::Total, "backlog", &[30.0, 60.0, 60.0]);
    assert_periods(&trial, Subject::Total, "cost_penalty", &[37.5, 112.5, 150.0]);
    assert_metric(&trial, Subject::Total, "lateness", 30.0);
}

#[test]
fn lost_tonnes_are_not_due_again() {
    let mut case = scenario(Step::Year, 3);
    case.mines.push(mine(60.0));
    case.contracts.push(rate(60.0));
    case.shortage = Shortage { unmet: Unmet::Lost, penalty: Some(constant(5.0)) };
    case.facilities.push(facility(200.0, 0, 2.0));
    let trial = trial(&case, &[]);
    assert_periods(&trial, Subject::Total, "shortfall", &[40.0, 40.0, 0.0]);
    assert_periods(&trial, Subject::Total, "cost_penalty", &[200.0, 200.0, 0.0]);
    assert_periods(&trial, Subject::Total, "delivered", &[60.0, 60.0, 0.0]);
    assert_metric(&trial, Subject::Total, "backlog", 0.0);
    assert_metric(&trial, Subject::Total, "lateness", 0.0);
    assert_metric(&trial, Subject::Total, "periods_short", 2.0);
    assert_metric(&trial, Subject::facility(0), "completion_delay", 0.0);
}

#[test]
fn cost_of_delay_runs_from_the_end_of_the_window_to_the_last_delivery() {
    let mut case = scenario(Step::Year, 4);
    case.mines.push(mine(40.0));
    case.contracts.push(rate(40.0));
    let (power, cost_of_delay) = (Some(constant(10.0)), Some(constant(1_000.0)));
    case.facilities.push(Facility {
        power,
        cost_of_delay,
        metal: MetalNeed::Intensity(constant(10.0)),
        ..facility(0.0, 0, 0.5)
    });
    // 40, 80, then 100 are served: half a year becomes three.
    let trial = trial(&case, &[]);
    assert_metric(&trial, Subject::facility(0), "completion_delay", 2.5 * WEEKS_A_YEAR);
    assert_metric(&trial, Subject::facility(0), "cost_of_delay", 25_000.0);
    assert_periods(&trial, Subject::region(0), "cost_penalty", &[0.0, 0.0, 0.0, 25_000.0]);
    let cost = trial.get(Subject::Total, "cost").expect("every trial has a cost");
    assert_metric(&trial, Subject::Total, "cost_with_penalty", cost + 25_000.0);
}

#[test]
fn traces_within_the_bound_are_not_short() {
    let mut case = scenario(Step::Year, 2);
    let available = |tonnes| vec![Region { spot: Some(spot(tonnes)), ..region("us") }];
    case.facilities.push(facility(1_000.0, 0, 1.0));
    case.regions = available(999.999_5).into();
    let trace = trial(&case, &[]);
    for metric in ["shortfall", "backlog", "periods_short", "lateness"] {
        assert_metric(&trace, Subject::Total, metric, 0.0);
    }
    assert_eq!(trace.get(Subject::Total, "first_short_period"), None);
    // What is not reported stays due.
    assert_metric(&trace, Subject::Total, "delivered", 1_000.0);

    case.facilities[0].metal = MetalNeed::Lump(constant(0.1));
    case.regions = available(0.099_999_5).into();
    assert_metric(&trial(&case, &[]), Subject::Total, "periods_short", 0.0);

    case.facilities[0].metal = MetalNeed::Lump(constant(1_000.0));
    case.regions = available(999.998).into();
    assert_metric(&trial(&case, &[]), Subject::Total, "periods_short", 1.0);
}
