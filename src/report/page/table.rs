//! A table of a page: a caption, heads with units, rows that begin with what they are about.

use maud::{Markup, html};

use crate::report::page::{scroller, unbroken};

/// What a column holds, which decides how it is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Number,
}

/// The head of a column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    head: &'static str,
    unit: &'static str,
    kind: Kind,
}

impl Column {
    pub const fn text(head: &'static str) -> Self {
        Column { head, unit: "", kind: Kind::Text }
    }

    /// Numbers; `unit` stands below the head unless every cell says its own.
    pub const fn number(head: &'static str, unit: &'static str) -> Self {
        Column { head, unit, kind: Kind::Number }
    }
}

/// What stands in a cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cell {
    pub text: String,
    /// A second, smaller line: an interval, a range.
    pub note: Option<String>,
    /// Length of a bar behind the text, from 0 to 1.
    pub share: Option<f64>,
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Cell { text: text.into(), ..Cell::default() }
    }

    /// What the row does not have.
    pub fn absent() -> Self {
        Cell::text("–")
    }
}

/// A table, row by row; the first cell of a row names it.
#[derive(Debug)]
pub struct Table {
    caption: String,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    is_compact: bool,
}

/// Names up to this many letters are not broken.
const SHORT_NAME: usize = 24;
/// Nor texts up to this many, such as a month.
const SHORT_TEXT: usize = 9;
/// Tables up to this many columns are not drawn out to the full width.
const FEW_COLUMNS: usize = 4;
/// Tables from this many columns on are set smaller and tighter.
const MANY_COLUMNS: usize = 8;

impl Table {
    pub fn new(caption: &str, columns: Vec<Column>, rows: Vec<Vec<Cell>>) -> Self {
        Table { caption: caption.to_owned(), columns, rows, is_compact: false }
    }

    /// One line a row: notes stand beside the numbers, in brackets.
    pub fn compact(self) -> Self {
        Table { is_compact: true, ..self }
    }

    /// Leaves out the columns in which no row has anything.
    pub fn without_absent_columns(mut self) -> Self {
        let absent = Cell::absent();
        let kept: Vec<bool> = (0..self.columns.len())
            .map(|column| self.rows.iter().any(|row| row.get(column) != Some(&absent)))
            .collect();
        let mut keep = kept.iter();
        self.columns.retain(|_| keep.next().is_some_and(|&kept| kept));
        for row in &mut self.rows {
            let mut keep = kept.iter();
            row.retain(|_| keep.next().is_some_and(|&kept| kept));
        }
        self
    }

    pub fn to_markup(&self) -> Markup {
        let class = |kind: Kind| (kind == Kind::Number).then_some("number");
        let is_narrow = self.columns.len() <= FEW_COLUMNS;
        let is_wide = self.columns.len() >= MANY_COLUMNS;
        let table = html! {
            table.compact[self.is_compact].narrow[is_narrow].wide[is_wide] {
                caption {
                    (self.caption)
                    @if self.columns.len() >= FEW_COLUMNS {
                        span.swipe { " – swipe sideways for more" }
                    }
                }
                thead {
                    tr {
                        @for column in &self.columns {
                            th scope="col" class=[class(column.kind)] {
                                (unbroken(column.head))
                                @if !column.unit.is_empty() { " " span.unit { (column.unit) } }
                            }
                        }
                    }
                }
                tbody {
                    @for row in &self.rows {
                        tr {
                            @for (place, (column, cell)) in (0..).zip(self.columns.iter().zip(row)) {
                                @if place == 0 {
                                    th.short[cell.text.chars().count() <= SHORT_NAME] scope="row" {
                                        (self.content(cell))
                                    }
                                } @else {
                                    td.short[cell.text.chars().count() <= SHORT_TEXT]
                                        .number[column.kind == Kind::Number] {
                                        (self.content(cell))
                                    }
                                }
                            }
                        }
                    }
                }
            }
        };
        scroller(&self.caption, &table)
    }

    /// The table under a head of its own.
    pub fn titled(&self, title: &str) -> Markup {
        html! { section { h3 { (title) } (self.to_markup()) } }
    }

    fn content(&self, cell: &Cell) -> Markup {
        html! {
            (unbroken(&cell.text))
            @if let Some(note) = &cell.note {
                " " span.note { @if self.is_compact { "(" (note) ")" } @else { (note) } }
            }
            @if let Some(share) = cell.share.filter(|_| !self.is_compact) {
                span.bar aria-hidden="true" {
                    span style={ "width:" (format!("{:.1}", 100.0 * share)) "%" } {}
                }
            }
        }
    }
}
