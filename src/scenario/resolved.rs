//! The resolved scenario: one document with all options and tables laid in.

use super::document::Table;
use super::source::Sources;

/// The tree of values after all layers, with the texts they come from.
#[derive(Debug, Clone)]
pub struct ResolvedDocument {
    tree: Table,
    sources: Sources,
}

impl ResolvedDocument {
    pub(super) fn new(tree: Table, sources: Sources) -> Self {
        ResolvedDocument { tree, sources }
    }
}
