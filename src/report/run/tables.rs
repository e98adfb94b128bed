//! The tables of a run as CSV files.

pub mod batches;
pub mod describing;
pub mod distributions;
pub mod estimates;
pub mod variables;
