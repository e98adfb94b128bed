//! The ramp (M1).

use super::Inputs;
use coppercast::scenario::{Mine, RampCurve};

/// Mean of the ramp over period t.
pub fn mean(inputs: &Inputs, mine: &Mine, t: usize) -> f64 {
    let Some(ramp) = &mine.ramp else { return 1.0 };
    let from = inputs.scenario.time.years_to(ramp.from);
    let (begin, end) = ((inputs.moment(t) - from).max(0.0), (inputs.moment(t + 1) - from).max(0.0));
    let integral = match &ramp.curve {
        RampCurve::Linear { duration } => {
            let duration = inputs.once(duration).max(1e-9);
            linear(duration, end) - linear(duration, begin)
        }
        RampCurve::Weibull { shape, scale } => {
            let (shape, scale) = (inputs.once(shape), inputs.once(scale));
            let curve = |age: f64| -(-(age / scale).powf(shape)).exp_m1();
            // At its scale the curve bends.
            let middle = scale.clamp(begin, end);
            integrate(&curve, begin, middle) + integrate(&curve, middle, end)
        }
    };
    let level = match &ramp.plateau {
        None => 1.0,
        Some(plateau) => {
            let probability = inputs.once(&ramp.reaches_design);
            let reached = inputs.happens(&format!("mine.{}.ramp.reached", mine.name), probability);
            if reached { 1.0 } else { inputs.once(plateau) }
        }
    };
    level * integral / inputs.delta()
}

fn linear(duration: f64, age: f64) -> f64 {
    if age <= 0.0 {
        0.0
    } else if age <= duration {
        age * age / (2.0 * duration)
    } else {
        age - duration / 2.0
    }
}

/// ∫ by the double-exponential rule (Takahasi & Mori 1974), which does not mind a steep or singular
/// end.
fn integrate(curve: &dyn Fn(f64) -> f64, begin: f64, end: f64) -> f64 {
    const STEPS: i32 = 100;
    const STEP: f64 = 0.04;
    if end <= begin {
        return 0.0;
    }
    let half = (end - begin) / 2.0;
    (-STEPS..=STEPS)
        .map(|k| {
            let u = f64::from(k) * STEP;
            let inner = std::f64::consts::FRAC_PI_2 * u.sinh();
            // Distances from the ends, so that points near them do not fall on them.
            let from_begin = half * 2.0 / (1.0 + (-2.0 * inner).exp());
            let from_end = half * 2.0 / (1.0 + (2.0 * inner).exp());
            let at = if inner < 0.0 { begin + from_begin } else { end - from_end };
            let weight = std::f64::consts::FRAC_PI_2 * u.cosh() / inner.cosh().powi(2);
            STEP * half * weight * curve(at)
        })
        .sum()
}
