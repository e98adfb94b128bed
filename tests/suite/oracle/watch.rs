//! Whether the user's own events happen.

use super::{Observed, Trial};
use coppercast::scenario::{Comparison, Event, Relation, Watch, WatchTime};

/// Whether it happens over the horizon or in as many periods as it asks for.
pub fn happens(trial: &Trial, watch: &Watch, periods: usize) -> bool {
    let in_periods = |range: std::ops::Range<usize>| {
        range.filter(|&t| holds(trial, &watch.event, Some(t))).count()
    };
    match watch.at {
        WatchTime::Horizon => holds(trial, &watch.event, None),
        WatchTime::Any => in_periods(0..periods) > 0,
        WatchTime::Every => in_periods(0..periods) == periods,
        WatchTime::Last => in_periods(periods - 1..periods) > 0,
        WatchTime::Period(t) => in_periods(t..t + 1) > 0,
        WatchTime::Within(first, last) => in_periods(first..last + 1) > 0,
        WatchTime::AtLeast(number) => in_periods(0..periods) >= number,
    }
}

fn holds(trial: &Trial, event: &Event, period: Option<usize>) -> bool {
    let count = |events: &[Event]| {
        events.iter().map(|event| usize::from(holds(trial, event, period))).sum::<usize>()
    };
    match event {
        Event::One(comparison) => compares(trial, comparison, period),
        Event::All(events) => count(events) == events.len(),
        Event::Any(events) => count(events) > 0,
        Event::AtLeast(number, events) => count(events) >= *number,
        Event::Not(event) => !holds(trial, event, period),
    }
}

/// A metric that does not apply fulfils no comparison.
fn compares(trial: &Trial, comparison: &Comparison, period: Option<usize>) -> bool {
    let mut sum = 0.0;
    for term in &comparison.terms {
        let observed = Observed { subject: term.subject, period };
        let Some(value) = trial.get(observed, term.metric.name()) else { return false };
        sum += term.factor * value;
    }
    // A value that differs by a billionth, of the unit if it is small, is the threshold itself.
    let threshold = comparison.threshold;
    let is_equal = (sum - threshold).abs() <= 1e-9 * threshold.abs().max(1.0);
    match comparison.relation {
        Relation::Above => sum > threshold && !is_equal,
        Relation::AtLeast => sum >= threshold || is_equal,
        Relation::Below => sum < threshold && !is_equal,
        Relation::AtMost => sum <= threshold || is_equal,
    }
}
