//! What a quantity is on average, or in the middle.

use super::{OutageKind, Quantity, RandomQuantity, Scenario, Value};
use crate::distribution::Probability;

/// Mean of a quantity in its base unit; `None` where a named variable is missing or defined by
/// itself, or the mean is not finite.
pub fn mean(quantity: &Quantity, scenario: &Scenario) -> Option<f64> {
    typical(quantity, scenario, |random| random.distribution.mean())
}

/// Median of a quantity, likewise: what a plan takes for a quantity that is uncertain.
pub fn median(quantity: &Quantity, scenario: &Scenario) -> Option<f64> {
    typical(quantity, scenario, |random| {
        let middle = random.distribution.quantile(Probability::from_lower(0.5));
        middle.clamp(random.lowest, random.highest)
    })
}

/// A kind of outages on average.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExpectedOutages {
    /// Outages in a year of running.
    pub rate: Option<f64>,
    /// Length of one, years.
    pub duration: Option<f64>,
    /// Share of the output that is lost while it lasts.
    pub loss: Option<f64>,
}

impl ExpectedOutages {
    /// Those of a kind.
    pub fn new(kind: &OutageKind, scenario: &Scenario) -> Self {
        let [rate, duration, loss] =
            [&kind.rate, &kind.duration, &kind.loss].map(|quantity| mean(quantity, scenario));
        ExpectedOutages { rate, duration, loss }
    }

    /// Share of the output that is lost to them in the long run: loss times the share of a renewal
    /// process of running time 1/rate and repair in which it is down.
    pub fn lost(&self) -> Option<f64> {
        let down = self.rate? * self.duration?;
        Some(self.loss? * down / (1.0 + down))
    }
}

fn typical(
    quantity: &Quantity,
    scenario: &Scenario,
    of: impl Fn(&RandomQuantity) -> f64,
) -> Option<f64> {
    let (mut factor, mut summand) = (1.0, 0.0);
    let mut value = &quantity.value;
    // A chain of variables longer than their number goes round in a circle.
    let mut variables = 0;
    loop {
        match value {
            Value::Constant(value) => return Some(factor * value + summand),
            Value::Random(random) => {
                return Some(factor * of(random) + summand).filter(|value| value.is_finite());
            }
            Value::Variable { name, scale } => {
                variables += 1;
                if variables > scenario.variables.len() {
                    return None;
                }
                factor *= scale;
                value =
                    &scenario.variables.iter().find(|variable| &variable.name == name)?.value.value;
            }
            Value::Schedule(schedule) => {
                factor *= schedule.mean(&scenario.time);
                value = &schedule.times;
            }
            // What is planned, and what is usual, knows no event.
            Value::Touched(touched) => value = &touched.value,
            Value::Changed { value: inner, times, plus } => {
                summand += factor * plus;
                factor *= times;
                value = inner;
            }
        }
    }
}
