//! Rows of a table as CSV bytes, in the columns of its schema.

use crate::report::schema::{ColumnKind, Table};
use crate::report::table_number::write_number;

/// What stands in a column of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    Text(&'a str),
    Number(f64),
    Integer(u64),
    Boolean(bool),
    Blank,
}

impl Cell<'_> {
    fn fits(&self, kind: ColumnKind, required: bool) -> bool {
        match self {
            Cell::Text(text) => {
                matches!(kind, ColumnKind::Text | ColumnKind::Date)
                    && !(required && text.is_empty())
            }
            Cell::Number(_) => kind == ColumnKind::Number,
            Cell::Integer(_) => kind == ColumnKind::Integer,
            Cell::Boolean(_) => kind == ColumnKind::Boolean,
            Cell::Blank => !required,
        }
    }
}

impl From<Option<f64>> for Cell<'_> {
    fn from(value: Option<f64>) -> Self {
        value.map_or(Cell::Blank, Cell::Number)
    }
}

/// Writes one table.
#[derive(Debug)]
pub struct TableWriter<'t> {
    table: &'t Table,
    writer: csv::Writer<Vec<u8>>,
    /// The number being written.
    number: String,
}

/// Why the writer below cannot fail.
const IN_MEMORY: &str = "writing to memory succeeds, and every row has the columns of its table";

impl<'t> TableWriter<'t> {
    /// Begins with the header.
    pub fn new(table: &'t Table) -> Self {
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::Any(b'\n'))
            .from_writer(Vec::new());
        writer.write_record(table.columns.iter().map(|column| column.name)).expect(IN_MEMORY);
        TableWriter { table, writer, number: String::new() }
    }

    /// Appends a row.
    pub fn row<'c>(&mut self, cells: impl IntoIterator<Item = Cell<'c>>) {
        for (place, cell) in cells.into_iter().enumerate() {
            debug_assert!(
                self.table
                    .columns
                    .get(place)
                    .is_some_and(|column| cell.fits(column.kind, column.required)),
                "{}: {cell:?} in column {place}",
                self.table.name
            );
            let field = match cell {
                Cell::Text(text) => self.writer.write_field(text),
                Cell::Number(value) => {
                    self.number.clear();
                    write_number(&mut self.number, value);
                    self.writer.write_field(&self.number)
                }
                Cell::Integer(value) => self.writer.write_field(value.to_string()),
                Cell::Boolean(value) => self.writer.write_field(value.to_string()),
                Cell::Blank => self.writer.write_field(""),
            };
            field.expect(IN_MEMORY);
        }
        self.writer.write_record(None::<&[u8]>).expect(IN_MEMORY);
    }

    /// The file.
    pub fn finish(self) -> Vec<u8> {
        self.writer.into_inner().expect(IN_MEMORY)
    }
}
