//! What a law of probability tells of itself, and checks of parameters.

use super::atoms::Atoms;
use super::continuous::Continuous;
use super::error::DistributionError;
use std::any::Any;
use std::fmt;

/// A law with its parameters, in the units of the quantity unless said otherwise. Its debugging
/// text tells all of them apart.
pub trait Law: Any + fmt::Debug + Send + Sync {
    /// Checks the parameters and takes out location and scale.
    ///
    /// # Errors
    /// When a parameter makes no sense.
    fn representation(&self) -> Result<Representation, DistributionError>;

    /// The value that is left where the parameters leave but one, such as a spread of 0: the law is
    /// that constant.
    fn only_value(&self) -> Option<f64> {
        None
    }

    /// Mean and standard deviation.
    fn moments(&self) -> (f64, f64);

    /// The law as reports write it.
    fn text(&self) -> String;

    /// Whether every whole number from 0 on is possible, though the list of values leaves out what
    /// has no probability to speak of.
    fn counts_without_end(&self) -> bool {
        false
    }
}

/// A law reduced to what draws from it.
#[derive(Clone, Debug)]
pub enum Representation {
    /// Always this value.
    Constant(f64),
    /// A standard law, moved, scaled and possibly truncated.
    Continuous(Continuous),
    /// A list of values.
    Atoms(Atoms),
}

/// `value` if it is finite.
pub fn finite(parameter: &'static str, value: f64) -> Result<f64, DistributionError> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(DistributionError::NotFinite { parameter, value })
    }
}

/// `value` if it is finite and above 0.
pub fn positive(parameter: &'static str, value: f64) -> Result<f64, DistributionError> {
    if finite(parameter, value)? > 0.0 {
        Ok(value)
    } else {
        Err(DistributionError::NotPositive { parameter, value })
    }
}

/// `value` if it is not above a limit.
pub fn at_most(
    parameter: &'static str,
    value: f64,
    maximum: f64,
) -> Result<f64, DistributionError> {
    if finite(parameter, value)? <= maximum {
        Ok(value)
    } else {
        Err(DistributionError::TooLarge { parameter, value, maximum })
    }
}

/// `value` if it is finite and not below 0.
pub fn not_negative(parameter: &'static str, value: f64) -> Result<f64, DistributionError> {
    if finite(parameter, value)? >= 0.0 {
        Ok(value)
    } else {
        Err(DistributionError::Negative { parameter, value })
    }
}

/// `value` if it is finite and so that the standard deviation is: `sound` says which values are.
pub fn light(
    parameter: &'static str,
    value: f64,
    is_light: bool,
    sound: &'static str,
) -> Result<f64, DistributionError> {
    if is_light {
        finite(parameter, value)
    } else {
        Err(DistributionError::HeavyTail { parameter, value, sound })
    }
}

/// `value` if it lies in [0, 1].
pub fn probability(parameter: &'static str, value: f64) -> Result<f64, DistributionError> {
    if (0.0..=1.0).contains(&value) {
        Ok(value)
    } else {
        Err(DistributionError::NotAProbability { parameter, value })
    }
}

/// Width of [`min`, `max`], after checking that the max is not below the min.
pub fn width(min: f64, max: f64) -> Result<f64, DistributionError> {
    if finite("min", min)? <= finite("max", max)? {
        finite("range from min to max", max - min)
    } else {
        Err(DistributionError::EmptyRange { min, max })
    }
}

/// Place of the mode in [`min`, `max`] as a fraction, after checking the three.
pub fn mode_fraction(min: f64, mode: f64, max: f64) -> Result<f64, DistributionError> {
    let width = width(min, max)?;
    finite("mode", mode)?;
    if mode < min || mode > max {
        return Err(DistributionError::ModeOutside { mode, min, max });
    }
    Ok((mode - min) / width)
}
