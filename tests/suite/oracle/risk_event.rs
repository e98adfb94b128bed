//! Events and what they change (T4).

use super::Inputs;
use coppercast::index::RiskEventIndex;
use coppercast::scenario::{Action, Effect};

/// Years from the beginning to the end of an event, if it happens.
fn course(inputs: &Inputs, index: RiskEventIndex) -> Option<(f64, f64)> {
    let event = &inputs.scenario.events[index];
    let draws = |key: &str| format!("event.{}.{key}", event.name);
    let happens = inputs.happens(&draws("happened"), inputs.once(&event.probability));
    let is_excluded = event.unless.is_some_and(|other| course(inputs, other).is_some());
    if !happens || is_excluded {
        return None;
    }
    let years_to = |month: i32| f64::from(month - inputs.scenario.time.start.0) / 12.0;
    let begin = match event.after {
        Some(other) => {
            let (begin, _) = course(inputs, other)?;
            begin + event.delay.as_ref().map_or(0.0, |delay| inputs.once(delay))
        }
        None => {
            let from = event.from.map_or(0.0, |from| years_to(from.0));
            match event.to {
                Some(to) => {
                    let last = years_to(to.0 + 1);
                    from + (last - from) * inputs.values.value(&draws("start"), 0)
                }
                None => from,
            }
        }
    };
    let lasts = event.duration.as_ref().map_or(f64::INFINITY, |lasts| inputs.once(lasts));
    Some((begin, begin + lasts))
}

/// Whether an event happens: 1, else 0.
pub fn happens(inputs: &Inputs, event: RiskEventIndex) -> f64 {
    if course(inputs, event).is_some() { 1.0 } else { 0.0 }
}

/// Share of step t in which an event lasts.
pub fn share(inputs: &Inputs, event: RiskEventIndex, t: usize) -> f64 {
    let Some((begin, end)) = course(inputs, event) else { return 0.0 };
    let (opens, closes) = (inputs.moment(t), inputs.moment(t + 1));
    if end <= opens || begin >= closes {
        return 0.0;
    }
    (end.min(closes) - begin.max(opens)) / inputs.delta()
}

/// Whether an event lasts at the end of step t.
fn lasts_at_end(inputs: &Inputs, event: RiskEventIndex, t: usize) -> bool {
    let moment = inputs.moment(t + 1);
    course(inputs, event).is_some_and(|(begin, end)| begin < moment && moment <= end)
}

/// A value of which an effect holds for a share of the time.
pub fn changed(value: f64, effect: &Effect, share: f64) -> f64 {
    let under_it = match effect.action {
        Action::Times => value * effect.amount,
        Action::Add => value + effect.amount,
        Action::Set => effect.amount,
    };
    (1.0 - share) * value + share * under_it
}

/// What events do to the mean and the closing price of step t.
pub fn price(inputs: &Inputs, t: usize, mean: &mut f64, closing: &mut f64) {
    for effect in &inputs.scenario.price_effects {
        *mean = changed(*mean, effect, share(inputs, effect.event, t));
        if lasts_at_end(inputs, effect.event, t) {
            *closing = changed(*closing, effect, 1.0);
        }
    }
}
