//! The heap leach (M6, M7).

use super::Inputs;
use coppercast::scenario::{Leach, LeachClass, Mine, StackingEnd, UpliftGain};

/// Copper that goes into solution in period t, t, before the variation.
pub fn leached(inputs: &Inputs, mine: &Mine, leach: &Leach, t: usize) -> f64 {
    let shares: f64 = leach.classes.iter().map(|class| inputs.once(&class.share)).sum();
    if shares <= 0.0 {
        return 0.0;
    }
    let of_class = |class: &LeachClass| {
        let (begin, end) = (inputs.moment(t), inputs.moment(t + 1));
        let recovery = inputs.once(&class.recovery);
        let before = recovery * ripe_years(inputs, leach, class, begin, end);
        let gained = match &mine.uplift {
            Some(uplift) => match &uplift.gain {
                UpliftGain::Recovery(gain) => {
                    let higher = (recovery + inputs.once(gain)).clamp(0.0, 1.0);
                    let from = inputs.once(&uplift.after).clamp(begin, end);
                    (higher - recovery) * ripe_years(inputs, leach, class, from, end)
                }
                UpliftGain::Output(_) => 0.0,
            },
            None => 0.0,
        };
        inputs.once(&class.share) / shares * (before + gained)
    };
    // No less than nothing, which rounding may make of an exhausted pad.
    (inputs.once(&leach.stacking) * leach.classes.iter().map(of_class).sum::<f64>()).max(0.0)
}

/// ∫ over [from, to] of the years of stacking that have given their share: e^(−(age of the
/// youngest)/τ) − e^(−(age of the oldest)/τ).
fn ripe_years(inputs: &Inputs, leach: &Leach, class: &LeachClass, from: f64, to: f64) -> f64 {
    let start = inputs.scenario.time.years_to(leach.from);
    let rate = inputs.once(&leach.stacking);
    let end = match &leach.until {
        StackingEnd::Never => f64::INFINITY,
        StackingEnd::Month(last) => {
            inputs.scenario.time.years_to(coppercast::scenario::Month(last.0 + 1))
        }
        StackingEnd::Quantity(_) if rate <= 0.0 => start,
        StackingEnd::Quantity(quantity) => start + inputs.once(quantity) / rate,
    };
    let (lag, constant) = (inputs.once(&leach.lag), inputs.once(&class.time_constant));
    // What lies under leach from a moment on has given 1 − e^(−z/τ) of its recoverable copper z
    // years later; the rest ∫e^(−z/τ) is still to come.
    let since = |moment: f64| {
        let (a, b) = ((from - moment - lag).max(0.0), (to - moment - lag).max(0.0));
        (b - a) - constant * ((-a / constant).exp() - (-b / constant).exp())
    };
    since(start) - if end.is_finite() { since(end) } else { 0.0 }
}
