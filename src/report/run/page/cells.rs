//! Estimates of a run as cells of a table.

use crate::metric::{Metric, Observed};
use crate::report::estimate_words::{
    chance_limits, estimate, estimate_between, limits, percent_limits, percent_value,
};
use crate::report::page::table::Cell;
use crate::report::run_results::Results;
use crate::statistics::{Estimate, Series};

/// The series of a metric, unless the scenario or the subject does not have it.
pub fn series<'r>(
    results: &Results<'r>,
    observed: impl Into<Observed>,
    metric: Metric,
) -> Option<Series<'r>> {
    let observed = observed.into();
    let series = results.series(observed, metric)?;
    results.scenario.has_metric(observed.subject, metric).then_some(series)
}

/// An estimate whose lower limit is not negative unless it is itself.
fn not_negative(value: &Estimate) -> Estimate {
    let low =
        value.conf_low.map(|low| if value.estimate >= Some(0.0) { low.max(0.0) } else { low });
    Estimate { conf_low: low, ..*value }
}

/// Limits of what is never negative, nor are they; none where there is no width.
pub fn interval(value: &Estimate, unit: &str) -> Option<String> {
    if value.conf_low == value.conf_high { None } else { limits(&not_negative(value), unit) }
}

/// An estimate beside its [`interval`].
pub fn estimate_beside(value: &Estimate, unit: &str) -> String {
    estimate_between(&not_negative(value), unit)
}

/// Limits of what is a share, and then at most 1 as it is; none where there is no width.
pub fn share_interval(value: &Estimate) -> Option<String> {
    // A mine can yield more than its design.
    let most = if value.estimate <= Some(1.0) { 1.0 } else { f64::INFINITY };
    let within = |limit: Option<f64>| limit.map(|limit| limit.clamp(0.0, most));
    let value =
        Estimate { conf_low: within(value.conf_low), conf_high: within(value.conf_high), ..*value };
    percent_limits(&value).filter(|_| value.conf_low != value.conf_high)
}

/// An estimate in the unit that the column names.
pub fn amount(value: Option<&Estimate>) -> Cell {
    value.map_or_else(Cell::absent, |value| Cell {
        note: interval(value, ""),
        ..Cell::text(estimate_beside(value, ""))
    })
}

/// What is known only as a lower bound.
pub fn at_least(cell: Cell) -> Cell {
    if cell.text.starts_with(|first: char| first.is_ascii_digit()) {
        Cell { text: format!("\u{2265} {}", cell.text), ..cell }
    } else {
        cell
    }
}

/// Money, each cell with the prefix that suits it.
pub fn money(value: Option<&Estimate>) -> Cell {
    value.map_or_else(Cell::absent, |value| Cell {
        note: limits(value, "USD").filter(|_| value.conf_low != value.conf_high),
        ..Cell::text(estimate_between(value, "USD"))
    })
}

/// A probability with a bar below it.
pub fn chance(value: Option<&Estimate>) -> Cell {
    value.filter(|value| value.estimate.is_some()).map_or_else(Cell::absent, |value| Cell {
        text: percent_value(value),
        note: chance_limits(value),
        share: value.estimate,
    })
}

/// A share, such as a fill rate.
pub fn share(value: Option<&Estimate>) -> Cell {
    value.filter(|value| value.estimate.is_some()).map_or_else(Cell::absent, |value| Cell {
        text: percent_value(value),
        note: share_interval(value),
        share: None,
    })
}

/// The mean of a metric, without its interval.
pub fn mean_alone(results: &Results<'_>, observed: impl Into<Observed>, metric: Metric) -> Cell {
    series(results, observed, metric).map_or_else(Cell::absent, |series| {
        let mean = series.mean();
        // Less than anybody weighs: what few futures leave of a mean.
        let is_tiny = mean.estimate.is_some_and(|mean| 0.0 < mean && mean < 0.05);
        Cell::text(if is_tiny { "<0.1".to_owned() } else { estimate(&mean, "") })
    })
}

pub fn mean(results: &Results<'_>, observed: impl Into<Observed>, metric: Metric) -> Cell {
    amount(series(results, observed, metric).map(|series| series.mean()).as_ref())
}

pub fn mean_money(results: &Results<'_>, observed: impl Into<Observed>, metric: Metric) -> Cell {
    money(series(results, observed, metric).map(|series| series.mean()).as_ref())
}

pub fn probability(results: &Results<'_>, observed: impl Into<Observed>, metric: Metric) -> Cell {
    chance(series(results, observed, metric).map(|series| series.probability_positive()).as_ref())
}
