//! What runs, comparisons and stresses leave behind: tables, their schema, charts, pages, manifests
//! and the folder they are written into, and what is said on the screen.
//!
//! Nothing is estimated here: estimates come from [`statistics`](crate::statistics). What is
//! written is result files, bytes with a path; only `folder` touches the disk. Each product has a
//! room of its own (`run`, `comparison`, `stress`, `explanation`); what they share stands beside these.

pub(crate) mod aligned_text;
pub(crate) mod change_words;
pub mod charts;
pub(crate) mod column_table;
pub(crate) mod comparison;
pub(crate) mod data_package;
pub mod drawing;
pub(crate) mod estimate_words;
pub(crate) mod explanation;
pub(crate) mod folder;
pub(crate) mod manifest;
pub(crate) mod metric_estimates;
pub(crate) mod metric_table;
pub(crate) mod page;
pub mod reference;
pub(crate) mod result_file;
pub mod run;
pub mod run_results;
pub(crate) mod schema;
pub(crate) mod stress;
pub(crate) mod stress_results;
pub(crate) mod table_number;
pub(crate) mod table_writer;

#[cfg(test)]
mod example;
