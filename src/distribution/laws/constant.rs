//! The constant law.

use crate::distribution::prelude::*;

parameters! {
    /// Always this value.
    Constant {
        /// The value.
        value: Dimensioned,
    }
}

impl Law for Constant {
    fn representation(&self) -> Result<Representation, DistributionError> {
        Ok(Representation::Constant(finite("value", self.value)?))
    }

    fn moments(&self) -> (f64, f64) {
        (self.value, 0.0)
    }

    fn text(&self) -> String {
        format!("{}", self.value)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::distribution::tests::*;

    pub fn examples() -> Vec<Distribution> {
        vec![crate::distribution::tests::make(Constant { value: 7.0 })]
    }
}
