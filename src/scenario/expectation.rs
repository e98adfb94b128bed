//! What a quantity is on average.

use super::{Quantity, Scenario, Value};

/// Mean of a quantity in its base unit; `None` where a named variable is missing or defined by itself, or the mean is not finite.
pub fn mean(quantity: &Quantity, scenario: &Scenario) -> Option<f64> {
    let mut factor = 1.0;
    let mut quantity = quantity;
    // A chain of variables longer than their number goes round in a circle.
    for _ in 0..=scenario.variables.len() {
        match &quantity.value {
            Value::Constant(value) => return Some(factor * value),
            Value::Random(random) => return Some(factor * random.distribution.mean()).filter(|mean| mean.is_finite()),
            Value::Variable { name, scale } => {
                factor *= scale;
                quantity = &scenario.variables.iter().find(|variable| &variable.name == name)?.value;
            }
        }
    }
    None
}
