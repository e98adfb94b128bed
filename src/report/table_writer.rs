//! Tables by one definition: each column says what of a row stands in it, and the CSV file follows.

use jiff::civil::Date;

use super::result_file::ResultFile;
use super::schema::{Column, ColumnKind, Table};
use super::table_number::write_number;

/// What stands in a column of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// A text or a date.
    Text(&'a str),
    /// A number, blank if it is not finite.
    Number(f64),
    /// A whole number.
    Integer(u64),
    /// True or false.
    Boolean(bool),
    /// A day.
    Date(Date),
    /// Not applicable or not known.
    Blank,
}

impl Cell<'_> {
    pub(super) fn fits(&self, column: &Column<'_>) -> bool {
        match self {
            Cell::Text(text) => {
                matches!(column.kind, ColumnKind::Text | ColumnKind::Date)
                    && !(column.required && text.is_empty())
            }
            Cell::Number(_) => column.kind == ColumnKind::Number,
            Cell::Integer(_) => column.kind == ColumnKind::Integer,
            Cell::Boolean(_) => column.kind == ColumnKind::Boolean,
            Cell::Date(_) => column.kind == ColumnKind::Date,
            Cell::Blank => !column.required,
        }
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Cell::Text(text)
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Self {
        Cell::Text(text)
    }
}

impl From<f64> for Cell<'_> {
    fn from(value: f64) -> Self {
        Cell::Number(value)
    }
}

impl From<u64> for Cell<'_> {
    fn from(value: u64) -> Self {
        Cell::Integer(value)
    }
}

impl From<bool> for Cell<'_> {
    fn from(value: bool) -> Self {
        Cell::Boolean(value)
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Cell::Blank, Into::into)
    }
}

/// What of a row stands in a column.
type CellOf<R> = for<'r> fn(&'r R) -> Cell<'r>;

/// A column with what of a row stands in it.
#[derive(Debug)]
pub struct Field<R> {
    column: Column<'static>,
    cell: CellOf<R>,
}

impl Column<'static> {
    /// What of a row stands in the column.
    pub fn cell<R>(self, cell: CellOf<R>) -> Field<R> {
        Field { column: self, cell }
    }
}

/// The definition of a table of rows of one type.
#[derive(Debug)]
pub struct TableLayout<R> {
    /// What other programs and the reference page need to know.
    pub schema: Table<'static>,
    cells: Vec<CellOf<R>>,
}

impl<R> TableLayout<R> {
    /// A table with these columns.
    pub fn new(name: &'static str, description: &'static str, fields: Vec<Field<R>>) -> Self {
        let (columns, cells) =
            fields.into_iter().map(|Field { column, cell }| (column, cell)).unzip();
        TableLayout { schema: Table { name, description, columns }, cells }
    }

    /// The file, begun with its header.
    pub fn writer(&self) -> TableWriter<'_, R> {
        TableWriter { layout: self, rows: CsvRows::with_header(&self.schema) }
    }

    /// The file with these rows.
    pub fn file(&self, rows: impl IntoIterator<Item = R>) -> ResultFile {
        let mut writer = self.writer();
        rows.into_iter().for_each(|row| writer.row(&row));
        writer.finish()
    }
}

/// Writes one table.
#[derive(Debug)]
pub struct TableWriter<'t, R> {
    layout: &'t TableLayout<R>,
    rows: CsvRows,
}

impl<R> TableWriter<'_, R> {
    /// Appends a row.
    pub fn row(&mut self, row: &R) {
        let TableLayout { schema, cells } = self.layout;
        for (column, cell) in schema.columns.iter().zip(cells) {
            let cell = cell(row);
            debug_assert!(cell.fits(column), "{}: {cell:?} in {}", schema.name, column.name);
            self.rows.cell(cell);
        }
        self.rows.end_row();
    }

    /// The file.
    pub fn finish(self) -> ResultFile {
        ResultFile { path: self.layout.schema.path(), bytes: self.rows.finish() }
    }
}

/// Rows of a CSV file, cell by cell.
#[derive(Debug)]
pub struct CsvRows {
    writer: csv::Writer<Vec<u8>>,
    /// The number being written.
    number: String,
}

/// Why the writer below cannot fail.
const IN_MEMORY: &str = "writing to memory succeeds, and every row has the columns of its table";

impl CsvRows {
    /// Rows that follow others.
    pub fn new() -> Self {
        let writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::Any(b'\n'))
            .from_writer(Vec::new());
        CsvRows { writer, number: String::new() }
    }

    /// The file, begun with its header.
    pub fn with_header(table: &Table<'_>) -> Self {
        let mut rows = CsvRows::new();
        let names = table.columns.iter().map(|column| column.name);
        rows.writer.write_record(names).expect(IN_MEMORY);
        rows
    }

    /// Appends a cell to the row.
    pub fn cell(&mut self, cell: Cell<'_>) {
        let field = match cell {
            Cell::Text(text) => self.writer.write_field(text),
            Cell::Number(value) => {
                self.number.clear();
                write_number(&mut self.number, value);
                self.writer.write_field(&self.number)
            }
            Cell::Integer(value) => self.writer.write_field(value.to_string()),
            Cell::Boolean(value) => self.writer.write_field(value.to_string()),
            Cell::Date(value) => self.writer.write_field(value.to_string()),
            Cell::Blank => self.writer.write_field(""),
        };
        field.expect(IN_MEMORY);
    }

    /// The row has all its cells.
    pub fn end_row(&mut self) {
        self.writer.write_record(None::<&[u8]>).expect(IN_MEMORY);
    }

    /// What was written.
    pub fn finish(self) -> Vec<u8> {
        self.writer.into_inner().expect(IN_MEMORY)
    }
}
