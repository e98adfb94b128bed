//! The schema of a table: its columns, and how they tie it to others. The writers,
//! `datapackage.json` and the reference page all read it.

mod column;
pub mod columns;

pub use column::{Column, ColumnKind, Reference};

/// Version of the tables' layout; it changes when a column changes its name, type or meaning.
pub const SCHEMA_VERSION: &str = "1";

/// A table of the results, whose columns may be named after what the scenario names.
#[derive(Debug, Clone, PartialEq)]
pub struct Table<'a> {
    /// Name; the file is `NAME.csv`.
    pub name: &'static str,
    /// What its rows are, in sentences.
    pub description: &'static str,
    /// In the order of the file.
    pub columns: Vec<Column<'a>>,
}

impl<'a> Table<'a> {
    /// Path of its file in the results folder.
    pub fn path(&self) -> String {
        format!("{}.csv", self.name)
    }

    /// Names of the columns that together tell rows apart; blanks count as values.
    pub fn primary_key(&self) -> Vec<&'a str> {
        self.columns.iter().filter(|column| column.key).map(|column| column.name).collect()
    }

    /// References to other tables, that to the metrics, which most have, first.
    pub fn references(&self) -> Vec<Reference> {
        let mut references: Vec<Reference> =
            self.columns.iter().filter_map(|column| column.reference).collect();
        references.sort_by_key(|reference| *reference != columns::METRIC_REFERENCE);
        references
    }
}
