//! Facilities that wait while more urgent ones lack metal (F10).

use super::*;

const WEEKS_A_YEAR: f64 = 365.25 / 7.0;

/// 40 t a year; the first facility needs 100 t in the first year, so that it is short in the first
/// two; the second, less urgent, needs 30 t in the second year and may wait so many years.
fn two_facilities(periods: usize, deferral: f64) -> Scenario {
    let mut case = scenario(Step::Year, periods);
    case.regions = vec![Region { spot: Some(spot(40.0)), ..region("us") }].into();
    case.facilities.push(facility(100.0, 0, 1.0));
    case.facilities.push(Facility {
        priority: 2,
        deferral: Some(constant(deferral)),
        ..facility(30.0, 12, 1.0)
    });
    case
}

#[test]
fn a_build_waits_until_the_more_urgent_ones_are_served() {
    let waits = trial(&two_facilities(5, 9.0), &[]);
    assert_periods(&waits, Subject::facility(0), "backlog", &[60.0, 20.0, 0.0, 0.0, 0.0]);
    // Short in the first and the second year: not begun in the second, nor in the third.
    assert_periods(&waits, Subject::facility(1), "need", &[0.0, 0.0, 0.0, 30.0, 0.0]);
    assert_metric(&waits, Subject::facility(1), "shortfall", 0.0);
    assert_metric(&waits, Subject::facility(1), "deferral", 2.0 * WEEKS_A_YEAR);
    // It waits for want of metal.
    assert_metric(&waits, Subject::facility(1), "completion_delay", 2.0 * WEEKS_A_YEAR);
    assert_metric(&waits, Subject::facility(1), "shortage_delay", 2.0 * WEEKS_A_YEAR);
    assert_metric(&waits, Subject::facility(0), "deferral", 0.0);

    let at_once = trial(&two_facilities(5, 0.0), &[]);
    assert_periods(&at_once, Subject::facility(1), "need", &[0.0, 30.0, 0.0, 0.0, 0.0]);
    assert_periods(&at_once, Subject::facility(1), "backlog", &[0.0, 30.0, 10.0, 0.0, 0.0]);

    // What is put off beyond the horizon is no longer within it.
    let beyond = trial(&two_facilities(3, 9.0), &[]);
    assert_metric(&beyond, Subject::facility(1), "need", 0.0);
    assert_metric(&beyond, Subject::facility(1), "need_after", 30.0);
}

#[test]
fn a_build_waits_no_longer_than_it_may() {
    let waits = trial(&two_facilities(5, 1.5), &[]);
    // From the middle of the third year to the middle of the fourth.
    assert_periods(&waits, Subject::facility(1), "need", &[0.0, 0.0, 15.0, 15.0, 0.0]);
    assert_metric(&waits, Subject::facility(1), "deferral", 1.5 * WEEKS_A_YEAR);
    assert_metric(&waits, Subject::facility(1), "completion_delay", 1.5 * WEEKS_A_YEAR);
}

#[test]
fn what_has_begun_does_not_wait() {
    let mut case = two_facilities(6, 9.0);
    // Begins half a year before the first shortage shows.
    case.facilities[1] = Facility { start: month(6), ..case.facilities[1].clone() };
    let begun = trial(&case, &[]);
    assert_periods(&begun, Subject::facility(1), "need", &[15.0, 15.0, 0.0, 0.0, 0.0, 0.0]);

    // Only what belongs to a phase that has not begun waits: the second phase is due in the second
    // year, a third one when all is served.
    let phases = [(0.2, 0.0), (0.3, 0.5), (0.5, 4.0)];
    case.facilities[1].phases = phases
        .map(|(share, after)| coppercast::scenario::Phase {
            share,
            after: constant(after),
            build: Some(constant(0.5)),
        })
        .to_vec();
    let phased = trial(&case, &[]);
    assert_periods(&phased, Subject::facility(1), "need", &[6.0, 0.0, 0.0, 9.0, 15.0, 0.0]);
    assert_metric(&phased, Subject::facility(1), "deferral", 0.3 * 2.0 * WEEKS_A_YEAR);
}

#[test]
fn only_the_more_urgent_of_the_region_are_waited_for() {
    let mut case = two_facilities(5, 9.0);
    case.facilities[0].priority = 2;
    assert_metric(&trial(&case, &[]), Subject::facility(1), "deferral", 0.0);
    let mut case = two_facilities(5, 9.0);
    case.regions.push(Region { spot: Some(spot(40.0)), ..region("eu") });
    case.facilities[1].region = 1.into();
    assert_metric(&trial(&case, &[]), Subject::facility(1), "deferral", 0.0);
}

#[test]
fn metal_of_components_and_what_is_lost_are_waited_for_too() {
    let mut case = two_facilities(6, 9.0);
    case.shortage.unmet = Unmet::Lost;
    // 60 t are covered elsewhere after the first year, and the second year is not short.
    assert_periods(
        &trial(&case, &[]),
        Subject::facility(1),
        "need",
        &[0.0, 0.0, 30.0, 0.0, 0.0, 0.0],
    );

    // All of the second facility comes from a fabricator a year ahead: its metal would be needed in
    // the third year.
    let mut case = two_facilities(6, 9.0);
    case.fabricators.push(super::making::fabricator(1.0, 1.0));
    case.facilities[0] = facility(140.0, 0, 1.0);
    case.facilities[1] =
        super::making::of_components(Facility { start: month(36), ..case.facilities[1].clone() });
    let ahead = trial(&case, &[]);
    // Short in the first three years: its metal is needed in the fifth, and in the building in the
    // sixth.
    assert_periods(&ahead, Subject::facility(1), "need", &[0.0, 0.0, 0.0, 0.0, 30.0, 0.0]);
    assert_metric(&ahead, Subject::facility(1), "shortage_delay", 2.0 * WEEKS_A_YEAR);
    assert_metric(&ahead, Subject::facility(1), "component_shortfall", 0.0);

    // Half of it directly, a year later: it waits with the components, though it would not have
    // begun before the shortage ends.
    case.facilities[1].components[0].share = 0.5;
    let halves = trial(&case, &[]);
    assert_periods(&halves, Subject::facility(1), "need", &[0.0, 0.0, 0.0, 0.0, 15.0, 15.0]);
}
