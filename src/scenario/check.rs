//! What single keys cannot tell: whether the parts of a scenario fit together.

use super::diagnostic::Diagnostic;
use super::record::Records;

/// Reports all faults between keys and tables.
pub fn check(_records: &Records, _faults: &mut Vec<Diagnostic>) {}
