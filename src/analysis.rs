//! What answers a question from runs: one run with its headline, convergence and batches, the
//! reserve it needs, the comparison of several, and the stress of one; and what was understood of
//! a scenario before any run.

pub mod batches;
pub mod collection;
pub(crate) mod comparison;
pub(crate) mod convergence;
pub(crate) mod explanation;
pub(crate) mod headline;
pub mod kept_trials;
pub(crate) mod landmarks;
pub mod reserve;
pub mod run;
pub(crate) mod selection;
pub mod step_check;
pub mod story;
pub(crate) mod stress;
