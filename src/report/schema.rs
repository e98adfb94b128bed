//! The one definition of the result tables: the writers, `datapackage.json` and the reference page
//! all read it.

mod column;
pub mod columns;

pub use column::{Column, ColumnKind};

use columns::{ESTIMATE, SCENARIO};

/// Version of the tables' layout; it changes when a column changes its name, type or meaning.
pub const SCHEMA_VERSION: &str = "1";

/// A table: one CSV file of the results.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Name; the file is `NAME.csv`.
    pub name: &'static str,
    pub description: &'static str,
    /// In the order of the file.
    pub columns: Vec<Column>,
    /// Columns that together tell rows apart; blanks count as values.
    pub primary_key: Vec<&'static str>,
    pub foreign_keys: Vec<ForeignKey>,
}

/// Columns whose values stand in the columns of another table.
#[derive(Debug, Clone, PartialEq)]
pub struct ForeignKey {
    pub columns: Vec<&'static str>,
    pub table: &'static str,
    pub referenced: Vec<&'static str>,
}

impl Table {
    /// Whether its rows are estimates, ending with the columns of [`ESTIMATE`].
    pub fn is_of_estimates(&self) -> bool {
        self.columns.ends_with(&ESTIMATE)
    }

    /// Path of its file in the results folder.
    pub fn path(&self) -> String {
        format!("{}.csv", self.name)
    }
}

/// The table of the metrics that stand in others.
pub fn metrics_table() -> Table {
    Table {
        name: "metrics",
        description: "What each metric means: the whole catalogue, and the scenario's watches.",
        columns: vec![
            SCENARIO,
            Column::text("metric", "Metric.").required(),
            Column::text("unit", "Its base unit.").required(),
            Column::text("better", "Whether a planner wants it low or high.")
                .required()
                .one_of(&["low", "high", "none"]),
            Column::text(
                "definition",
                "What it is; numbers in brackets are equations of docs/model.md.",
            )
            .required(),
        ],
        primary_key: vec!["scenario", "metric"],
        foreign_keys: Vec::new(),
    }
}
