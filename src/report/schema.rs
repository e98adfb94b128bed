//! The one definition of the result tables: the writers, `datapackage.json` and the reference page
//! all read it.

mod catalogue;
mod column;
mod comparison;
mod levers;

pub use catalogue::{ESTIMATE, SCHEMA_VERSION, Tables};
pub use column::{Column, ColumnKind};
pub use comparison::ComparisonTables;
pub use levers::levers_table;

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
