//! What the files of laws are made of.

pub use super::atoms::Atoms;
pub use super::continuous::Continuous;
pub use super::error::DistributionError;
pub use super::law::{
    Law, Representation, at_most, finite, light, mode_fraction, not_negative, positive,
    probability, width,
};
pub(super) use super::parameters::parameters;
pub use super::parameters::{Form, Given, Parameter, ParameterKind, percentile_key};
pub use super::percentiles::{Point, ThroughPercentiles};
pub use super::standard_law::{ByQuantile, ClosedForm, StandardLaw};
pub use crate::numerics::power_series::Series;
pub use crate::numerics::probability::Probability;
pub use std::sync::Arc;
