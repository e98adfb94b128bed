//! What runs, comparisons and stresses leave behind: tables, their schema, charts, pages, manifests
//! and the folder they are written into, and what is said on the screen.
//!
//! Nothing is estimated here: estimates come from [`statistics`](crate::statistics). What is
//! written is [`ResultFile`](result_file::ResultFile)s, bytes with a path; only [`folder`] touches
//! the disk. Each product has a room of its own ([`run`], [`comparison`], [`stress`]); what they
//! share stands beside these.

pub mod charts;
pub mod comparison;
pub mod data_package;
pub mod drawing;
pub mod estimate_words;
pub mod folder;
pub mod manifest;
pub mod metric_estimates;
pub mod page;
pub mod reference;
pub mod result_file;
pub mod run;
pub mod schema;
pub mod stress;
pub mod table_number;
pub mod table_writer;

#[cfg(test)]
mod example;
