//! Tables that are held column by column: the same cells as CSV and as Parquet.
//!
//! Parquet is written by the plain column interface of its crate, compressed with LZ4, numbers
//! without a dictionary; a blank is a null. Units stand in the metadata of the file, under `units`.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type,
};
use parquet::errors::Result;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{ColumnPath, Type, TypePtr};
use rayon::prelude::*;

use super::data_package::PARQUET;
use super::result_file::ResultFile;
use super::schema::{Column, ColumnKind, Table};
use super::table_writer::{Cell, CsvRows};
use crate::results::{PROGRAM, VERSION};

/// Rows of Parquet that are compressed together.
const ROW_GROUP: usize = 65_536;
/// Rows of CSV that a thread writes at a time.
const CSV_ROWS: usize = 4_096;

/// What stands in a row of a column.
pub type CellAt<'a> = Box<dyn Fn(usize) -> Cell<'a> + Sync + 'a>;

/// A table that is held column by column.
pub struct ColumnTable<'a> {
    /// What other programs need to know.
    pub schema: Table<'a>,
    cells: Vec<CellAt<'a>>,
    rows: usize,
}

impl<'a> ColumnTable<'a> {
    /// A table of so many rows.
    pub fn new(
        name: &'static str,
        description: &'static str,
        columns: Vec<(Column<'a>, CellAt<'a>)>,
        rows: usize,
    ) -> Self {
        let (columns, cells) = columns.into_iter().unzip();
        ColumnTable { schema: Table { name, description, columns }, cells, rows }
    }

    /// The table as text, its rows written on the current rayon pool.
    pub fn csv(&self) -> ResultFile {
        let parts: Vec<Vec<u8>> = (0..self.rows.div_ceil(CSV_ROWS))
            .into_par_iter()
            .map(|part| {
                let mut rows = CsvRows::new();
                for row in part * CSV_ROWS..((part + 1) * CSV_ROWS).min(self.rows) {
                    self.cells.iter().for_each(|cell| rows.cell(cell(row)));
                    rows.end_row();
                }
                rows.finish()
            })
            .collect();
        let mut bytes = CsvRows::with_header(&self.schema).finish();
        bytes.reserve_exact(parts.iter().map(Vec::len).sum());
        parts.into_iter().for_each(|part| bytes.extend_from_slice(&part));
        ResultFile { path: self.schema.path(), bytes }
    }

    /// The table in Parquet.
    pub fn parquet(&self) -> ResultFile {
        let bytes =
            self.parquet_bytes().expect("cells are of their column's kind, and memory fits");
        ResultFile { path: format!("{}{PARQUET}", self.schema.name), bytes }
    }

    fn parquet_bytes(&self) -> Result<Vec<u8>> {
        let fields = self.schema.columns.iter().map(field).collect::<Result<_>>()?;
        let schema = Type::group_type_builder(self.schema.name).with_fields(fields).build()?;
        let mut writer = SerializedFileWriter::new(
            Vec::new(),
            Arc::new(schema),
            Arc::new(properties(&self.schema)),
        )?;
        for first in (0..self.rows).step_by(ROW_GROUP) {
            let rows = first..(first + ROW_GROUP).min(self.rows);
            let mut group = writer.next_row_group()?;
            let mut columns = self.schema.columns.iter().zip(&self.cells);
            while let Some(mut target) = group.next_column()? {
                let (column, cell) = columns.next().expect("a cell for each field");
                write_column(&mut target, column, cell, rows.clone())?;
                target.close()?;
            }
            group.close()?;
        }
        writer.into_inner()
    }
}

/// A column as Parquet declares it.
fn field(column: &Column<'_>) -> Result<TypePtr> {
    let (physical, logical) = match column.kind {
        ColumnKind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        ColumnKind::Number => (Physical::DOUBLE, None),
        ColumnKind::Integer => (Physical::INT64, None),
        ColumnKind::Boolean => (Physical::BOOLEAN, None),
        ColumnKind::Date => (Physical::INT32, Some(LogicalType::Date)),
    };
    let repetition = if column.required { Repetition::REQUIRED } else { Repetition::OPTIONAL };
    let field = Type::primitive_type_builder(column.name, physical)
        .with_logical_type(logical)
        .with_repetition(repetition)
        .build()?;
    Ok(Arc::new(field))
}

fn properties(table: &Table<'_>) -> WriterProperties {
    let columns = || table.columns.iter();
    let units: serde_json::Map<String, serde_json::Value> = columns()
        .filter_map(|column| Some((column.name.to_owned(), column.unit?.into())))
        .collect();
    let units = serde_json::Value::Object(units).to_string();
    let properties = WriterProperties::builder()
        .set_created_by(format!("{PROGRAM} {VERSION}"))
        .set_compression(Compression::LZ4_RAW)
        .set_dictionary_enabled(false)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_key_value_metadata(Some(vec![KeyValue::new("units".to_owned(), units)]));
    // Names and days come again and again.
    let repeated =
        columns().filter(|column| matches!(column.kind, ColumnKind::Text | ColumnKind::Date));
    repeated
        .fold(properties, |properties, column| {
            let path = ColumnPath::from(vec![column.name.to_owned()]);
            properties.set_column_dictionary_enabled(path, true)
        })
        .build()
}

fn write_column(
    target: &mut SerializedColumnWriter<'_>,
    column: &Column<'_>,
    cell: &CellAt<'_>,
    rows: Range<usize>,
) -> Result<()> {
    let cells = rows.map(|row| {
        let cell = cell(row);
        debug_assert!(cell.fits(column), "{cell:?} in {}", column.name);
        cell
    });
    let is_required = column.required;
    match column.kind {
        ColumnKind::Text => {
            let texts = cells.map(|cell| match cell {
                Cell::Text(text) => Some(ByteArray::from(text)),
                _ => None,
            });
            write::<ByteArrayType>(target, texts, is_required)
        }
        ColumnKind::Number => {
            let numbers = cells.map(|cell| match cell {
                Cell::Number(number) if number.is_finite() => Some(number),
                _ => None,
            });
            write::<DoubleType>(target, numbers, is_required)
        }
        ColumnKind::Integer => {
            let integers = cells.map(|cell| match cell {
                Cell::Integer(integer) => Some(integer as i64),
                _ => None,
            });
            write::<Int64Type>(target, integers, is_required)
        }
        ColumnKind::Boolean => {
            let booleans = cells.map(|cell| match cell {
                Cell::Boolean(boolean) => Some(boolean),
                _ => None,
            });
            write::<BoolType>(target, booleans, is_required)
        }
        ColumnKind::Date => {
            let days = cells.map(|cell| match cell {
                Cell::Text(date) => date.parse().ok().map(days_since_1970),
                Cell::Date(date) => Some(days_since_1970(date)),
                _ => None,
            });
            write::<Int32Type>(target, days, is_required)
        }
    }
}

/// Writes the cells that there are, and where there are none.
fn write<T: DataType>(
    target: &mut SerializedColumnWriter<'_>,
    cells: impl Iterator<Item = Option<T::T>>,
    is_required: bool,
) -> Result<()> {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    for cell in cells {
        levels.push(i16::from(cell.is_some()));
        values.extend(cell);
    }
    let levels = (!is_required).then_some(levels.as_slice());
    target.typed::<T>().write_batch(&values, levels, None).map(|_| ())
}

/// Days from 1970-01-01 to a date.
fn days_since_1970(date: Date) -> i32 {
    let span = date.since(jiff::civil::date(1970, 1, 1));
    span.expect("two days of the calendar lie some days apart").get_days()
}
