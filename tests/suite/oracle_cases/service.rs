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
    // What fell due first, at time 0, is missing after two years: so far behind is the build, which
    // would have ended at 1.5.
    assert_metric(&of_two_years, Subject::facility(0), "completion", 3.5 * WEEKS_A_YEAR);
    assert_metric(&of_two_years, Subject::facility(0), "completion_delay", 2.75 * WEEKS_A_YEAR);
    assert_metric(&of_two_years, Subject::facility(0), "shortage_delay", 2.0 * WEEKS_A_YEAR);
    assert_metric(&of_two_years, Subject::facility(0), "not_completed", 1.0);

    case.time.periods = 1;
    let cut = trial(&case, &built);
    assert_metric(&cut, Subject::facility(0), "need_after", 156.25);
    assert_metric(&cut, Subject::facility(0), "completion_delay", 1.75 * WEEKS_A_YEAR);
    assert_metric(&cut, Subject::facility(0), "shortage_delay", WEEKS_A_YEAR);
    assert_metric(&cut, Subject::facility(0), "not_completed", 1.0);

    let not_built = trial(&case, &[("facility.hall.built", 0, 0.09)]);
    let nothing = [
        "need",
        "need_before",
        "need_after",
        "completion_delay",
        "shortage_delay",
        "not_completed",
    ];
    for metric in nothing {
        assert_metric(&not_built, Subject::facility(0), metric, 0.0);
    }
    assert_eq!(not_built.get(Subject::facility(0), "completion"), None);
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
    // What is still overdue is short, whenever it fell due.
    assert_periods(&trial, Subject::Total, "short", &[1.0; 3]);
    assert_periods(&trial, Subject::facility(0), "short", &[0.0; 3]);
    assert_periods(&trial, Subject::facility(2), "short", &[1.0; 3]);
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
    assert_metric(&trial, Subject::facility(0), "not_completed", 0.0);
    // What was due after 100 of 120 t is missing at the horizon.
    let behind = 3.0 - 100.0 / 120.0;
    assert_metric(&trial, Subject::facility(1), "shortage_delay", behind * WEEKS_A_YEAR);
    assert_metric(&trial, Subject::facility(1), "not_completed", 1.0);
    assert_metric(&trial, Subject::Total, "not_completed", 1.0);
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
    // 40, 80, then 20 more in half a year are served: half a year becomes two and a half.
    let trial = trial(&case, &[]);
    assert_metric(&trial, Subject::facility(0), "completion_delay", 2.0 * WEEKS_A_YEAR);
    assert_metric(&trial, Subject::facility(0), "cost_of_delay", 20_000.0);
    assert_periods(&trial, Subject::region(0), "cost_penalty", &[0.0, 0.0, 0.0, 20_000.0]);
    let cost = trial.get(Subject::Total, "cost").expect("every trial has a cost");
    assert_metric(&trial, Subject::Total, "cost_with_penalty", cost + 20_000.0);
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

/// A facility of 100 t in half a year and 40 t a year of a trader.
fn served_slowly(step: Step, periods: usize, taking: Taking) -> Scenario {
    let mut case = scenario(step, periods);
    let trader = Trader { name: "merchant".to_owned(), carbon: None, water: None, boundary: None };
    let supplier = Supplier::Trader(trader);
    case.contracts.push(Contract { supplier, taking, ..rate(40.0) });
    case.facilities.push(facility(100.0, 0, 0.5));
    case
}

#[test]
fn a_delay_does_not_depend_on_the_length_of_the_period() {
    for (step, periods) in [(Step::Year, 4), (Step::Quarter, 16), (Step::Month, 48)] {
        for taking in [Taking::All, needed(None)] {
            let trial = trial(&served_slowly(step, periods, taking), &[]);
            assert_metric(&trial, Subject::facility(0), "shortage_delay", 2.0 * WEEKS_A_YEAR);
            assert_metric(&trial, Subject::facility(0), "not_completed", 0.0);
        }
    }
}

#[test]
fn the_last_tonne_comes_when_stock_and_what_others_leave_have_served_what_was_overdue() {
    // 40 t a year, of which the first facility needs 10; of 50 t due in the first year 20 are left,
    // which the other 30 t a year serve in two thirds of the second.
    let mut case = scenario(Step::Year, 4);
    case.regions[0].spot = Some(spot(40.0));
    case.facilities.push(facility(40.0, 0, 4.0));
    case.facilities.push(Facility { priority: 2, ..facility(50.0, 0, 1.0) });
    let late = trial(&case, &[]);
    assert_metric(&late, Subject::facility(1), "shortage_delay", 2.0 / 3.0 * WEEKS_A_YEAR);

    // Within the period in which the window ends: 30 t a year for 50 t due until 1.5.
    let mut case = scenario(Step::Year, 3);
    case.regions[0].spot = Some(spot(30.0));
    case.facilities.push(facility(50.0, 0, 1.5));
    let late = trial(&case, &[]);
    assert_metric(&late, Subject::facility(0), "shortage_delay", (5.0 / 30.0) * WEEKS_A_YEAR);
    // With 40 t a year nothing is ever overdue at the end of a period.
    case.regions[0].spot = Some(spot(40.0));
    assert_metric(&trial(&case, &[]), Subject::facility(0), "shortage_delay", 0.0);

    // Spot metal that comes a year later waits in stock for what falls due, and serves it at once.
    let mut case = scenario(Step::Year, 4);
    case.regions[0].inventory = Some(inventory(20.0, 500.0, 0.0, 0.0));
    case.facilities.push(facility(20.0, 0, 1.0));
    assert_metric(&trial(&case, &[]), Subject::facility(0), "shortage_delay", 0.0);
}

/// No metal at all, in a build that ends with the horizon.
#[test]
fn what_gets_no_metal_is_not_completed_and_its_delay_costs() {
    let text = r#"
        [time]
        start = "2026-01"
        step = "quarter"
        periods = 4
        [price]
        process = "constant"
        initial = "10000 USD/t"
        [region.us]
        [facility.f]
        region = "us"
        start = "2026-01"
        build = "12 month"
        power = "100 MW"
        intensity = "25 t/MW"
        cost_of_delay = "175 USD/kW/month"
    "#;
    let case = read(text);
    let nothing = trial(&case, &[]);
    for subject in [Subject::Total, Subject::region(0), Subject::facility(0)] {
        assert_metric(&nothing, subject, "not_completed", 1.0);
    }
    // A year behind, 12 months of 17.5 MUSD.
    assert_metric(&nothing, Subject::facility(0), "shortage_delay", WEEKS_A_YEAR);
    assert_metric(&nothing, Subject::facility(0), "completion_delay", WEEKS_A_YEAR);
    assert_metric(&nothing, Subject::facility(0), "cost_of_delay", 210e6);
    assert_metric(&nothing, Subject::Total, "cost_penalty", 210e6);
    // Longer in view, later still; and the same by month.
    let longer = read(&text.replace("periods = 4", "periods = 6"));
    assert_metric(&trial(&longer, &[]), Subject::facility(0), "cost_of_delay", 315e6);
    let by_month = text.replace("quarter", "month").replace("periods = 4", "periods = 12");
    assert_metric(&trial(&read(&by_month), &[]), Subject::facility(0), "cost_of_delay", 210e6);
    // In view for half of the build.
    let half = read(&text.replace("periods = 4", "periods = 2"));
    assert_metric(&trial(&half, &[]), Subject::facility(0), "cost_of_delay", 105e6);
    assert_metric(&trial(&half, &[]), Subject::facility(0), "not_completed", 1.0);
    // All there, but the end out of view: not completed, and not late.
    let cut = text
        .replace("periods = 4", "periods = 3")
        .replace("[region.us]", "[region.us]\nspot = { available = \"9000 t/year\" }");
    let cut = trial(&read(&cut), &[]);
    assert_metric(&cut, Subject::facility(0), "not_completed", 1.0);
    assert_metric(&cut, Subject::facility(0), "completion_delay", 0.0);
}

#[test]
fn what_is_behind_at_the_horizon_is_as_late_as_its_oldest_missing_tonne() {
    let points = vec![(0.0, 0.0), (0.25, 0.5), (0.5, 0.5), (1.0, 1.0)];
    // 36 of 100 t are served; that much was due after the share G⁻¹ of two years.
    let profiles = [
        (Profile::Uniform, 0.36),
        (Profile::Back, 0.6),
        (Profile::Front, 0.2),
        (Profile::Points(points), 0.18),
    ];
    for (profile, elapsed) in profiles {
        let mut case = scenario(Step::Year, 3);
        case.regions[0].inventory = Some(inventory(36.0, 500.0, 0.0, 0.0));
        case.facilities.push(Facility { profile, ..facility(100.0, 0, 2.0) });
        let late = (3.0 - 2.0 * elapsed) * WEEKS_A_YEAR;
        let trial = trial(&case, &[]);
        let found = trial.get(Subject::facility(0), "shortage_delay").expect("a delay");
        assert!((found - late).abs() < 1e-9, "{found} is not {late}");
        // It would have ended after two years.
        assert_metric(&trial, Subject::facility(0), "completion_delay", found);
    }
}

#[test]
fn the_plan_of_an_uncertain_build_is_its_median() {
    let mut case = scenario(Step::Year, 4);
    case.regions[0].spot = Some(spot(1_000.0));
    let build = random("facility.hall.build", Each::Trial, distribution_with_mean(2.0));
    case.facilities.push(Facility { build, ..facility(100.0, 0, 1.0) });
    let median = 2.0 * std::f64::consts::LN_2;
    let later = trial(&case, &[("facility.hall.build", 0, 2.0)]);
    assert_metric(&later, Subject::facility(0), "completion_delay", (2.0 - median) * WEEKS_A_YEAR);
    assert_metric(&later, Subject::facility(0), "shortage_delay", 0.0);
    let sooner = trial(&case, &[("facility.hall.build", 0, 1.0)]);
    assert_metric(&sooner, Subject::facility(0), "completion_delay", 0.0);

    // The second phase is to start after the median, and starts later.
    let after = random("facility.hall.phases.2.after", Each::Trial, distribution_with_mean(1.0));
    let phase = |after| Phase { share: 0.5, after, build: None };
    case.facilities[0] =
        Facility { phases: vec![phase(constant(0.0)), phase(after)], ..facility(100.0, 0, 1.0) };
    let later = trial(&case, &[("facility.hall.phases.2.after", 0, 1.5)]);
    let late = 1.5 - std::f64::consts::LN_2;
    assert_metric(&later, Subject::facility(0), "completion_delay", late * WEEKS_A_YEAR);
}

#[test]
fn a_facility_in_tonnes_may_cost_by_the_tonnes_that_are_missing() {
    let text = |cost: &str| {
        format!(
            r#"
        [time]
        start = "2026-01"
        step = "year"
        periods = 4
        [price]
        process = "constant"
        initial = "10000 USD/t"
        [region.us]
        spot = {{ available = "40 t/year" }}
        [facility.f]
        region = "us"
        start = "2026-01"
        build = "12 month"
        metal = "100 t"
        cost_of_delay = {cost}
    "#
        )
    };
    // By month what is missing rises to 60 t in a year, and falls to nothing in one and a half.
    let case = trial(&read(&text("\"500 USD/t/month\"")), &[]);
    assert_metric(&case, Subject::facility(0), "cost_of_delay", 6_000.0 * 75.0);
    assert_metric(&case, Subject::region(0), "cost_penalty", 6_000.0 * 75.0);
    // Likewise where it is uncertain; or by the power that stands beside the tonnes.
    let uncertain = r#"{ dist = "uniform", min = "400 USD/t/month", max = "600 USD/t/month" }"#;
    let drawn = trial(&read(&text(uncertain)), &[("facility.f.cost_of_delay", 0, 5_000.0)]);
    assert_metric(&drawn, Subject::facility(0), "cost_of_delay", 5_000.0 * 75.0);
    let by_power = read(&text("\"100 USD/kW/month\"\n        power = \"10 MW\""));
    assert_metric(
        &trial(&by_power, &[]),
        Subject::facility(0),
        "cost_of_delay",
        1.2e6 * 10.0 * 1.5,
    );
}
