//! What a quantity is on average.

use super::{Quantity, Scenario, Value};

/// Mean of a quantity in its base unit; `None` where a named variable is missing or defined by
/// itself, or the mean is not finite.
pub fn mean(quantity: &Quantity, scenario: &Scenario) -> Option<f64> {
    let (mut factor, mut summand) = (1.0, 0.0);
    let mut value = &quantity.value;
    // A chain of variables longer than their number goes round in a circle.
    let mut variables = 0;
    loop {
        match value {
            Value::Constant(value) => return Some(factor * value + summand),
            Value::Random(random) => {
                return Some(factor * random.distribution.mean() + summand)
                    .filter(|mean| mean.is_finite());
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
            Value::Changed { value: inner, times, plus } => {
                summand += factor * plus;
                factor *= times;
                value = inner;
            }
        }
    }
}
