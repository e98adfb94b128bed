//! Whether the user's own events happen.

use super::{Subject, Trial};
use coppercast::scenario::{Condition, ConditionSubject, Relation, Watch, WatchTime};

/// Whether all conditions hold at once, over the horizon or in the same period.
pub fn happens(trial: &Trial, watch: &Watch, periods: usize) -> bool {
    let over_horizon =
        || watch.conditions.iter().all(|condition| holds(trial, condition, subject(condition)));
    let in_period = |t: usize| {
        watch
            .conditions
            .iter()
            .all(|condition| holds(trial, condition, subject(condition).in_period(t)))
    };
    match watch.at {
        WatchTime::Horizon => over_horizon(),
        WatchTime::Any => (0..periods).any(in_period),
        WatchTime::Every => (0..periods).all(in_period),
        WatchTime::Last => in_period(periods - 1),
        WatchTime::Period(t) => in_period(t),
    }
}

fn subject(condition: &Condition) -> Subject {
    match condition.subject {
        ConditionSubject::Total => Subject::Total,
        ConditionSubject::Region(r) => Subject::Region(r),
        ConditionSubject::Mine(m) => Subject::Mine(m),
        ConditionSubject::Product(k) => Subject::Product(k),
        ConditionSubject::Contract(c) => Subject::Contract(c),
        ConditionSubject::Facility(f) => Subject::Facility(f),
        ConditionSubject::Fabricator(k) => Subject::Fabricator(k),
    }
}

/// A metric that does not apply fulfils no condition.
fn holds(trial: &Trial, condition: &Condition, subject: Subject) -> bool {
    trial.get(subject, &condition.metric).is_some_and(|value| match condition.relation {
        Relation::Above => value > condition.threshold,
        Relation::AtLeast => value >= condition.threshold,
        Relation::Below => value < condition.threshold,
        Relation::AtMost => value <= condition.threshold,
    })
}
