//! Component makers, phases, and what a facility has or does without (F6 to F9, K1 to K7).

use super::*;

const WEEKS_A_YEAR: f64 = 365.25 / 7.0;

pub fn fabricator(lead_time: f64, metal_yield: f64) -> Fabricator {
    Fabricator {
        lead_time: constant(lead_time),
        metal_yield: constant(metal_yield),
        scrap: Scrap::Sold { discount: constant(2_000.0) },
        ..DEFAULTS.fabricators[0].clone()
    }
}

/// All of its copper comes from the fabricator.
pub fn of_components(facility: Facility) -> Facility {
    Facility { components: vec![Component { fabricator: 0.into(), share: 1.0 }], ..facility }
}

/// A spot market with so many tonnes a year, and one fabricator.
fn works(periods: usize, available: f64, fabricator: Fabricator) -> Scenario {
    let mut case = scenario(Step::Year, periods);
    case.regions = vec![Region { spot: Some(spot(available)), ..region("us") }].into();
    case.fabricators.push(fabricator);
    case
}

#[test]
fn metal_is_needed_a_lead_time_earlier_and_more_of_it() {
    let mut case = works(4, 125.0, fabricator(1.0, 0.8));
    case.facilities.push(of_components(facility(100.0, 24, 1.0)));
    let trial = trial(&case, &[]);
    // 100 t in components due in the third year: 125 t of metal in the second, 25 t of which is
    // scrap.
    assert_periods(&trial, Subject::facility(0), "need", &[0.0, 125.0, 0.0, 0.0]);
    assert_periods(&trial, Subject::fabricator(0), "component_output", &[0.0, 100.0, 0.0, 0.0]);
    assert_periods(&trial, Subject::fabricator(0), "scrap", &[0.0, 25.0, 0.0, 0.0]);
    assert_periods(&trial, Subject::region(0), "revenue_scrap", &[0.0, 200_000.0, 0.0, 0.0]);
    // 125 t at 10,000 USD/t, less the scrap.
    assert_metric(&trial, Subject::Total, "cost", 1_050_000.0);
    for metric in ["shortfall", "component_shortfall", "completion_delay", "shortage_delay"] {
        assert_metric(&trial, Subject::facility(0), metric, 0.0);
    }
}

#[test]
fn missing_metal_is_a_missing_component_a_lead_time_later() {
    let mut case = works(6, 50.0, fabricator(1.0, 0.8));
    case.facilities.push(of_components(facility(100.0, 24, 1.0)));
    let trial = trial(&case, &[]);
    assert_periods(&trial, Subject::facility(0), "delivered", &[0.0, 50.0, 50.0, 25.0, 0.0, 0.0]);
    assert_periods(&trial, Subject::facility(0), "shortfall", &[0.0, 75.0, 0.0, 0.0, 0.0, 0.0]);
    assert_periods(&trial, Subject::facility(0), "backlog", &[0.0, 75.0, 25.0, 0.0, 0.0, 0.0]);
    // 0.8 of 75 and of 25, a year later; due on site is all in the third year.
    assert_periods(
        &trial,
        Subject::facility(0),
        "component_backlog",
        &[0.0, 0.0, 60.0, 20.0, 0.0, 0.0],
    );
    assert_periods(
        &trial,
        Subject::facility(0),
        "component_shortfall",
        &[0.0, 0.0, 60.0, 0.0, 0.0, 0.0],
    );
    assert_metric(&trial, Subject::region(0), "component_shortfall", 60.0);
    // The last metal comes in the middle of the fourth year, its components in that of the fifth
    // instead of at the end of the third.
    assert_metric(&trial, Subject::facility(0), "completion_delay", 1.5 * WEEKS_A_YEAR);
    assert_metric(&trial, Subject::facility(0), "shortage_delay", 1.5 * WEEKS_A_YEAR);
    assert_metric(&trial, Subject::facility(0), "not_completed", 0.0);

    // By the end of the fourth year the metal is there and the components are not: how late they
    // will be is known.
    case.time.periods = 4;
    let cut = super::trial(&case, &[]);
    assert_metric(&cut, Subject::facility(0), "completion_delay", 1.5 * WEEKS_A_YEAR);
    assert_metric(&cut, Subject::facility(0), "not_completed", 1.0);
}

#[test]
fn a_fractional_lead_time_lies_between_two_periods() {
    let mut case = works(6, 30.0, fabricator(1.5, 1.0));
    case.facilities.push(of_components(facility(100.0, 24, 1.0)));
    let trial = trial(&case, &[]);
    assert_periods(&trial, Subject::facility(0), "need", &[50.0, 50.0, 0.0, 0.0, 0.0, 0.0]);
    assert_periods(&trial, Subject::facility(0), "backlog", &[20.0, 40.0, 10.0, 0.0, 0.0, 0.0]);
    // Half of each of the two years before last; nothing is missing before it is due.
    assert_periods(
        &trial,
        Subject::facility(0),
        "component_backlog",
        &[0.0, 0.0, 30.0, 25.0, 5.0, 0.0],
    );
    assert_metric(&trial, Subject::facility(0), "component_shortfall", 30.0);
}

#[test]
fn a_fabricator_lends_metal_of_its_own() {
    let mut case =
        works(6, 50.0, Fabricator { stock: Some(constant(30.0)), ..fabricator(1.0, 0.8) });
    case.facilities.push(of_components(facility(100.0, 24, 1.0)));
    let late = trial(&case, &[]);
    // 125 t of metal are needed in the second year, and missing there as if the fabricator had
    // nothing.
    assert_periods(&late, Subject::facility(0), "backlog", &[0.0, 75.0, 25.0, 0.0, 0.0, 0.0]);
    // 30 of the 75 t are lent; of the next 50 t, 45 t are worked and 5 t come back, and then the
    // last 25 t.
    assert_periods(&late, Subject::fabricator(0), "lent", &[0.0, 30.0, 25.0, 0.0, 0.0, 0.0]);
    assert_periods(
        &late,
        Subject::fabricator(0),
        "component_output",
        &[0.0, 64.0, 36.0, 0.0, 0.0, 0.0],
    );
    assert_periods(&late, Subject::fabricator(0), "scrap", &[0.0, 16.0, 9.0, 0.0, 0.0, 0.0]);
    assert_periods(
        &late,
        Subject::facility(0),
        "component_backlog",
        &[0.0, 0.0, 36.0, 0.0, 0.0, 0.0],
    );
    // Made by the end of the third year and on site a year later, a year late; without the loan it
    // would be two.
    assert_metric(&late, Subject::facility(0), "shortage_delay", WEEKS_A_YEAR);

    // What is lent was begun: it takes no capacity when the builder's metal comes.
    case.fabricators[0] = Fabricator {
        stock: Some(constant(30.0)),
        capacity: Some(constant(60.0)),
        ..fabricator(0.0, 1.0)
    };
    case.regions[0].spot = Some(spot(40.0));
    case.facilities[0] = of_components(facility(120.0, 0, 1.0));
    let full = trial(&case, &[]);
    assert_periods(&full, Subject::fabricator(0), "need", &[60.0, 60.0, 0.0, 0.0, 0.0, 0.0]);
    assert_periods(&full, Subject::fabricator(0), "lent", &[20.0, 30.0, 0.0, 0.0, 0.0, 0.0]);
    assert_periods(
        &full,
        Subject::fabricator(0),
        "component_output",
        &[60.0, 50.0, 10.0, 0.0, 0.0, 0.0],
    );
    assert_periods(
        &full,
        Subject::facility(0),
        "component_backlog",
        &[60.0, 10.0, 0.0, 0.0, 0.0, 0.0],
    );
}

#[test]
fn metal_is_lent_by_priority_or_in_proportion_and_is_not_passed_on() {
    let mut case =
        works(4, 40.0, Fabricator { stock: Some(constant(20.0)), ..fabricator(0.0, 1.0) });
    case.facilities.push(of_components(Facility { priority: 1, ..facility(50.0, 0, 1.0) }));
    case.facilities.push(of_components(Facility { priority: 2, ..facility(50.0, 0, 1.0) }));
    // The first lacks 10 t, the second all its 50 t; in the second year it gets 30 t, and what the
    // first gives back is lent to it.
    let by_priority = trial(&case, &[]);
    assert_periods(&by_priority, Subject::facility(0), "component_backlog", &[0.0, 0.0, 0.0, 0.0]);
    assert_periods(&by_priority, Subject::facility(1), "component_backlog", &[40.0, 0.0, 0.0, 0.0]);
    assert_periods(&by_priority, Subject::fabricator(0), "lent", &[20.0, 20.0, 0.0, 0.0]);

    case.fabricators[0].allocation = Allocation::ProRata;
    let in_proportion = trial(&case, &[]);
    assert_periods(
        &in_proportion,
        Subject::facility(0),
        "component_backlog",
        &[10.0 - 20.0 / 6.0, 0.0, 0.0, 0.0],
    );
    assert_periods(
        &in_proportion,
        Subject::facility(1),
        "component_backlog",
        &[50.0 - 100.0 / 6.0, 0.0, 0.0, 0.0],
    );

    // A more urgent need of the second year does not take what the other was lent in the first.
    case.fabricators[0].allocation = Allocation::Priority;
    case.facilities[0] = of_components(Facility { priority: 1, ..facility(60.0, 12, 1.0) });
    let later = trial(&case, &[]);
    assert_periods(&later, Subject::facility(1), "component_backlog", &[0.0, 0.0, 0.0, 0.0]);
    assert_periods(&later, Subject::facility(0), "component_backlog", &[0.0, 10.0, 0.0, 0.0]);
}

#[test]
fn capacity_is_taken_by_priority_or_in_proportion() {
    let mut case =
        works(3, 1_000.0, Fabricator { capacity: Some(constant(80.0)), ..fabricator(0.0, 1.0) });
    case.facilities.push(of_components(facility(60.0, 0, 1.0)));
    case.facilities.push(of_components(Facility { priority: 2, ..facility(60.0, 0, 1.0) }));
    let by_priority = trial(&case, &[]);
    assert_periods(&by_priority, Subject::facility(0), "need", &[60.0, 0.0, 0.0]);
    assert_periods(&by_priority, Subject::facility(1), "need", &[20.0, 40.0, 0.0]);
    assert_periods(&by_priority, Subject::fabricator(0), "waiting_for_capacity", &[40.0, 0.0, 0.0]);
    assert_periods(&by_priority, Subject::facility(1), "component_backlog", &[40.0, 0.0, 0.0]);
    // There is copper enough: only components are missing.
    assert_metric(&by_priority, Subject::Total, "shortfall", 0.0);
    assert_metric(&by_priority, Subject::facility(0), "completion_delay", 0.0);
    // In the second year the other 40 t take half of the capacity, and so of the year.
    assert_metric(&by_priority, Subject::facility(1), "completion_delay", 0.5 * WEEKS_A_YEAR);

    case.fabricators[0].allocation = Allocation::ProRata;
    let pro_rata = trial(&case, &[]);
    for f in 0..2 {
        assert_periods(&pro_rata, Subject::facility(f), "need", &[40.0, 20.0, 0.0]);
    }

    // Metal that was not there holds back new orders: 80 - 50 t may be begun in the second year.
    case.regions[0].spot = Some(spot(30.0));
    let short = trial(&case, &[]);
    assert_periods(&short, Subject::fabricator(0), "need", &[80.0, 30.0, 10.0]);
    assert_periods(&short, Subject::fabricator(0), "backlog", &[50.0, 50.0, 30.0]);

    // 80 t in components are 100 t of metal.
    case.regions[0].spot = Some(spot(1_000.0));
    case.fabricators[0].metal_yield = constant(0.8);
    let wasteful = trial(&case, &[]);
    assert_periods(&wasteful, Subject::fabricator(0), "need", &[100.0, 50.0, 0.0]);
    assert_periods(&wasteful, Subject::fabricator(0), "waiting_for_capacity", &[40.0, 0.0, 0.0]);
}

#[test]
fn lost_metal_is_made_up_elsewhere() {
    let mut case = works(3, 30.0, fabricator(0.0, 1.0));
    case.shortage.unmet = Unmet::Lost;
    case.facilities.push(of_components(facility(100.0, 0, 1.0)));
    let trial = trial(&case, &[]);
    assert_metric(&trial, Subject::facility(0), "shortfall", 70.0);
    assert_metric(&trial, Subject::fabricator(0), "component_output", 100.0);
    for metric in ["component_shortfall", "completion_delay"] {
        assert_metric(&trial, Subject::facility(0), metric, 0.0);
    }
}

#[test]
fn scrap_comes_back_for_the_next_period() {
    let mut case = works(3, 50.0, Fabricator { scrap: Scrap::Returned, ..fabricator(0.0, 0.8) });
    case.regions[0].inventory = Some(inventory(0.0, 100.0, 0.0, 0.0));
    case.facilities.push(of_components(facility(80.0, 0, 2.0)));
    let trial = trial(&case, &[]);
    // 50 t of metal a year: all bought at first, then 10 t of scrap take the place of 10 t.
    assert_periods(&trial, Subject::region(0), "spot_bought", &[50.0, 40.0, 0.0]);
    assert_periods(&trial, Subject::region(0), "scrap_returned", &[10.0, 10.0, 0.0]);
    assert_periods(&trial, Subject::region(0), "stock", &[10.0, 10.0, 10.0]);
    assert_periods(&trial, Subject::region(0), "delivered_stock", &[0.0, 10.0, 0.0]);
    // 90 t bought, 10 t left over at 200 USD/t less.
    assert_metric(&trial, Subject::Total, "cost", 900_000.0 - 98_000.0);

    // 5 t short in the first year; 9 t of scrap, more than the 5 t that the second lacks, make up
    // for it.
    case.regions[0].spot = Some(spot(45.0));
    let short = super::trial(&case, &[]);
    assert_metric(&short, Subject::region(0), "cover_gap", 5.0);
}

#[test]
fn phases_are_late_each_by_itself() {
    let mut case = works(4, 40.0, fabricator(0.0, 1.0));
    case.fabricators.clear();
    let phase = |share, after| Phase { share, after: constant(after), build: None };
    case.facilities.push(Facility {
        phases: vec![phase(0.6, 0.0), phase(0.4, 1.0)],
        power: Some(constant(10.0)),
        cost_of_delay: Some(constant(1_000.0)),
        ..facility(100.0, 0, 1.0)
    });
    let trial = trial(&case, &[]);
    assert_periods(&trial, Subject::facility(0), "need", &[60.0, 40.0, 0.0, 0.0]);
    assert_periods(&trial, Subject::facility(0), "backlog", &[20.0, 20.0, 0.0, 0.0]);
    // In the second year 40 of 60 t serve both in proportion; the first half of the third brings
    // the rest: 1.5 years late, and 0.5.
    assert_metric(&trial, Subject::facility(0), "completion_delay", 0.5 * WEEKS_A_YEAR);
    assert_metric(
        &trial,
        Subject::facility(0),
        "phase_delay",
        (0.6 * 1.5 + 0.4 * 0.5) * WEEKS_A_YEAR,
    );
    assert_metric(
        &trial,
        Subject::facility(0),
        "cost_of_delay",
        1_000.0 * 10.0 * (0.6 * 1.5 + 0.4 * 0.5),
    );
}

#[test]
fn secured_and_recycled_metal_is_not_needed() {
    let mut case = works(3, 1_000.0, fabricator(0.0, 1.0));
    case.fabricators.clear();
    case.facilities.push(Facility { secured: Some(constant(60.0)), ..facility(100.0, 0, 2.0) });
    case.facilities.push(Facility { recycled: Some(constant(0.25)), ..facility(100.0, 0, 2.0) });
    let trial = trial(&case, &[]);
    assert_periods(&trial, Subject::facility(0), "need", &[0.0, 40.0, 0.0]);
    assert_metric(&trial, Subject::facility(0), "secured_used", 60.0);
    assert_periods(&trial, Subject::facility(1), "need", &[37.5, 37.5, 0.0]);

    // What is secured and not used by the horizon covers what comes after it.
    case.time.periods = 1;
    case.facilities[0].secured = Some(constant(70.0));
    let cut = super::trial(&case, &[]);
    assert_metric(&cut, Subject::facility(0), "secured_used", 50.0);
    assert_metric(&cut, Subject::facility(0), "need_after", 30.0);
}

#[test]
fn a_cancelled_build_needs_nothing_more() {
    let mut case = works(3, 10.0, fabricator(0.5, 1.0));
    let chance = Some(constant(0.4));
    case.facilities.push(Facility { cancellation: chance.clone(), ..facility(100.0, 0, 2.0) });
    case.facilities.push(of_components(Facility {
        name: "annex".to_owned(),
        cancellation: chance,
        ..facility(100.0, 12, 2.0)
    }));
    // 0.2 of 0.4: halfway. The first has ordered half; the second, cancelled at 2, what is due on
    // site by 2.5.
    let cancelled = [("facility.hall.cancelled", 0, 0.2), ("facility.annex.cancelled", 0, 0.2)];
    let halfway = trial(&case, &cancelled);
    assert_periods(&halfway, Subject::facility(0), "need", &[50.0, 0.0, 0.0]);
    assert_periods(&halfway, Subject::facility(1), "need", &[25.0, 50.0, 0.0]);
    for f in 0..2 {
        assert_metric(&halfway, Subject::facility(f), "need_after", 0.0);
        assert_metric(&halfway, Subject::facility(f), "completion_delay", 0.0);
    }
    let built =
        trial(&case, &[("facility.hall.cancelled", 0, 0.5), ("facility.annex.cancelled", 0, 0.5)]);
    assert_periods(&built, Subject::facility(0), "need", &[50.0, 50.0, 0.0]);
}

#[test]
fn another_metal_replaces_part_after_the_redesign() {
    let terms = Substitution {
        price: constant(3_500.0),
        ratio: constant(4.0),
        share: constant(0.4),
        redesign: constant(0.5),
        mass: constant(0.5),
    };
    let mut case =
        works(4, 1_000.0, Fabricator { substitution: Some(terms), ..fabricator(0.0, 0.8) });
    case.price.process =
        PriceProcess::Table { points: vec![(month(0), 10_000.0), (month(12), 14_000.0)] };
    case.facilities.push(of_components(facility(400.0, 0, 4.0)));
    let trial = trial(&case, &[]);
    // 14,000 is 4 x 3,500 in the second year; half a year later 0.4 of the orders
    // change: half of the third year's.
    assert_periods(&trial, Subject::region(0), "substituted", &[0.0, 0.0, 25.0, 50.0]);
    assert_periods(&trial, Subject::facility(0), "need", &[125.0, 125.0, 100.0, 75.0]);
    assert_periods(&trial, Subject::region(0), "cost_substitute", &[0.0, 0.0, 43_750.0, 87_500.0]);
    assert_periods(&trial, Subject::fabricator(0), "substituted", &[0.0, 0.0, 25.0, 50.0]);
    assert_metric(&trial, Subject::facility(0), "completion_delay", 0.0);
}
