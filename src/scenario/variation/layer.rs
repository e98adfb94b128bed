//! One file of those that are laid over one another.

use super::removal::Removal;
use crate::scenario::document::Table;
use crate::scenario::source::Place;

/// What one file says.
pub struct Layer {
    /// Index of its text.
    pub file: usize,
    /// Its own values, without `extends`, `remove` and `[sweep]`.
    pub own: Table,
    /// What it takes away of its base.
    pub removals: Vec<Removal>,
    /// Where it names its base.
    pub extends: Option<Place>,
    /// Folder of the file, relative to that of the scenario, with `/` at its end.
    pub folder: String,
}
