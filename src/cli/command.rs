//! The commands, a file each.

pub(super) mod bench;
pub(super) mod check;
pub(super) mod compare;
pub(super) mod completions;
pub(super) mod explain;
pub(super) mod run;
pub(super) mod schema;
pub(super) mod stress;
