//! Facilities by risk.

use crate::index::FacilityIndex;
use crate::metric::{Metric, Subject};
use crate::report::page::table::{Cell, Column, Table};
use crate::report::run::page::cells::{
    amount, at_least, chance, mean, mean_alone, mean_money, probability, series, share,
};
use crate::report::run_results::Results;
use crate::scenario::{Facility, WEEKS_A_YEAR};
use crate::statistics::Series;

/// Most facilities that the page lists; the table has them all.
const MOST: usize = 60;

/// The facilities, the likeliest to run short first; those of equal risk as the scenario names
/// them.
pub fn facilities(results: &Results<'_>) -> Option<Table> {
    let scenario = results.scenario;
    let mut risks: Vec<(FacilityIndex, f64)> = scenario
        .facilities
        .indices()
        .map(|facility| {
            let shortfall = series(results, Subject::Facility(facility), Metric::Shortfall);
            (
                facility,
                shortfall
                    .and_then(|shortfall| shortfall.probability_positive().estimate)
                    .unwrap_or(0.0),
            )
        })
        .collect();
    risks.sort_by(|a, b| b.1.total_cmp(&a.1));
    let rows: Vec<Vec<Cell>> =
        risks.iter().take(MOST).map(|&(facility, _)| facility_row(results, facility)).collect();
    // What is not complete by the end is late by more than is known.
    let any = series(results, Subject::Total, Metric::NotCompleted)
        .is_some_and(|series| series.probability_positive().estimate > Some(0.0));
    let bounds = if any { "; \u{2265} where it is not always complete by the end" } else { "" };
    let which = match risks.len() {
        many if many > MOST => format!("the {MOST} of {many} likeliest to run short"),
        _ => "the likeliest to run short first".to_owned(),
    };
    let has_phases = scenario.facilities.iter().any(|facility| facility.phases.len() > 1);
    let of_phases = if has_phases {
        "; complete with the last phase, while every late phase costs"
    } else {
        ""
    };
    let may_be_missing = |facility: &Facility| facility.built_probability.constant() != Some(1.0);
    let if_built = if scenario.facilities.iter().any(may_be_missing) {
        "; months of completion are of the futures in which it is built"
    } else {
        ""
    };
    (!rows.is_empty()).then(|| {
        Table::new(
            &format!("Facilities, {which}, from facilities.csv{of_phases}{if_built}{bounds}"),
            vec![
                Column::text("Facility"),
                Column::text("Region"),
                Column::number("Chance of running short", ""),
                Column::number("Mean shortfall", "t"),
                Column::number("Mean need", "t"),
                Column::number("On-time fill rate", ""),
                Column::text("Complete in half of the futures by"),
                Column::text("In 95 % by"),
                Column::number("Chance that a shortage delays completion", ""),
                Column::number("Then late by", "weeks"),
                Column::number("Chance that it is not complete by the end", ""),
                Column::number("Mean delay of its phases", "weeks"),
                Column::number("Mean deferral", "weeks"),
                Column::number("Mean cost of delay", ""),
            ],
            rows,
        )
        .without_absent_columns()
    })
}

fn facility_row(results: &Results<'_>, facility: FacilityIndex) -> Vec<Cell> {
    let scenario = results.scenario;
    let subject = Subject::Facility(facility);
    let not_completed =
        series(results, subject, Metric::NotCompleted).map(|series| series.probability_positive());
    let is_bound = not_completed.as_ref().is_some_and(|chance| chance.estimate > Some(0.0));
    let bounded = |cell: Cell| if is_bound { at_least(cell) } else { cell };
    let delay = series(results, subject, Metric::ShortageDelay);
    let delayed = delay.as_ref().map(Series::probability_positive);
    let weeks =
        delay.map(|delay| delay.given_positive().mean()).filter(|weeks| weeks.estimate.is_some());
    vec![
        Cell::text(scenario.facilities[facility].shown()),
        Cell::text(scenario.regions[scenario.facilities[facility].region].shown()),
        probability(results, subject, Metric::Shortfall),
        mean(results, subject, Metric::Shortfall),
        mean_alone(results, subject, Metric::Need),
        share(results.ratio(subject, Metric::FillRate).as_ref()),
        completion(results, subject, 0.5),
        completion(results, subject, 0.95),
        chance(delayed.as_ref()),
        bounded(amount(weeks.as_ref())),
        if is_bound { chance(not_completed.as_ref()) } else { Cell::absent() },
        bounded(mean(results, subject, Metric::PhaseDelay)),
        mean(results, subject, Metric::Deferral),
        bounded(mean_money(results, subject, Metric::CostOfDelay)),
    ]
}

/// The month by which a facility is complete in this share of the futures in which it is built.
fn completion(results: &Results<'_>, subject: Subject, share: f64) -> Cell {
    let time = &results.scenario.time;
    let weeks = series(results, subject, Metric::Completion)
        .and_then(|completion| completion.quantile(share).estimate);
    weeks.map_or_else(Cell::absent, |weeks| {
        let (month, _) = time.month_at(weeks / WEEKS_A_YEAR);
        let last = time.last_month(time.periods - 1);
        Cell::text(if month > last { format!("not by {}", last.name()) } else { month.name() })
    })
}
