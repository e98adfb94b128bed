//! Named variables.

use super::format::ANYTHING;
use super::table::prelude::*;

table! {
    /// A named value for use in several places: { variable = "NAME", scale = 1.0 }.
    pub struct NamedVariable("a variable", name) {
        /// Its value or distribution, of any dimension, drawn once a trial.
        value: Quantity = ANYTHING;
    }
}
