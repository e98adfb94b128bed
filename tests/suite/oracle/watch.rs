//! Whether the user's own events happen.

use super::{Observed, Trial};
use coppercast::scenario::{Condition, Relation, Watch, WatchTime};

/// Whether all conditions hold at once, over the horizon or in the same period.
pub fn happens(trial: &Trial, watch: &Watch, periods: usize) -> bool {
    let over_horizon = || watch.conditions.iter().all(|condition| holds(trial, condition, None));
    let in_period =
        |t: usize| watch.conditions.iter().all(|condition| holds(trial, condition, Some(t)));
    match watch.at {
        WatchTime::Horizon => over_horizon(),
        WatchTime::Any => (0..periods).any(in_period),
        WatchTime::Every => (0..periods).all(in_period),
        WatchTime::Last => in_period(periods - 1),
        WatchTime::Period(t) => in_period(t),
    }
}

/// A metric that does not apply fulfils no condition.
fn holds(trial: &Trial, condition: &Condition, period: Option<usize>) -> bool {
    let observed = Observed { subject: condition.subject, period };
    // A value that differs by a billionth is the threshold itself.
    let threshold = condition.threshold;
    let equal = |value: f64| (value - threshold).abs() <= 1e-9 * threshold.abs();
    trial.get(observed, condition.metric.name()).is_some_and(|value| match condition.relation {
        Relation::Above => value > threshold && !equal(value),
        Relation::AtLeast => value >= threshold || equal(value),
        Relation::Below => value < threshold && !equal(value),
        Relation::AtMost => value <= threshold || equal(value),
    })
}
