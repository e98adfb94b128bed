//! The distributions a quantity may be written as, and the keys that go with all of them.

pub use crate::distribution::{FAMILIES, Family, Form, Given, Parameter, ParameterKind};

/// Keys that go with every family.
pub const COMMON: &[(&str, &str)] = &[
    ("within", "[lowest, highest]: the distribution is cut off there and renormalised."),
    ("each", "\"trial\" (default) or \"period\": how often it is drawn."),
    (
        "autocorrelation",
        "Correlation of the normal scores of successive periods, with each = \"period\".",
    ),
];

/// The names of [`COMMON`].
pub fn common_names() -> impl Iterator<Item = &'static str> {
    COMMON.iter().map(|(name, _)| *name)
}

/// Whether a word is a key of some distribution, such as the rest of the CSV header
/// `intensity.mode`.
pub fn is_parameter(key: &str) -> bool {
    key == "dist"
        || common_names().any(|name| name == key)
        || FAMILIES.iter().flat_map(Family::parameters).any(|parameter| parameter.is(key))
}
