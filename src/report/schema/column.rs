//! Columns and what may stand in them.

/// Type of a column, in the terms of Table Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Any text.
    Text,
    /// A finite number.
    Number,
    /// A whole number from 0.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// ISO 8601 calendar date.
    Date,
}

impl ColumnKind {
    /// Name of the type in Table Schema.
    pub fn name(self) -> &'static str {
        match self {
            ColumnKind::Text => "string",
            ColumnKind::Number => "number",
            ColumnKind::Integer => "integer",
            ColumnKind::Boolean => "boolean",
            ColumnKind::Date => "date",
        }
    }
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column<'a> {
    /// As the header has it.
    pub name: &'a str,
    /// Type of what stands in it.
    pub kind: ColumnKind,
    /// Unit of its numbers; `None` for texts and where another column names it.
    pub unit: Option<&'a str>,
    /// What it is, in sentences.
    pub description: &'a str,
    /// Whether it is never blank.
    pub required: bool,
    /// The only values it takes; empty: any.
    pub values: &'static [&'static str],
    /// The least value, if there is one.
    pub minimum: Option<f64>,
    /// The greatest value, if there is one.
    pub maximum: Option<f64>,
    /// Whether it helps to tell rows apart.
    pub key: bool,
    /// Where its values stand, too.
    pub reference: Option<Reference>,
}

/// Columns whose values stand in those of another table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    /// Name of the other table.
    pub table: &'static str,
    /// Pairs of a column of the own table and one of the other.
    pub columns: &'static [(&'static str, &'static str)],
}

impl<'a> Column<'a> {
    /// A column that may be blank.
    pub const fn new(name: &'a str, kind: ColumnKind, description: &'a str) -> Self {
        Column {
            name,
            kind,
            unit: None,
            description,
            required: false,
            values: &[],
            minimum: None,
            maximum: None,
            key: false,
            reference: None,
        }
    }

    /// Text; may be blank.
    pub const fn text(name: &'a str, description: &'a str) -> Self {
        Self::new(name, ColumnKind::Text, description)
    }

    /// Numbers; may be blank.
    pub const fn number(name: &'a str, description: &'a str) -> Self {
        Self::new(name, ColumnKind::Number, description)
    }

    /// Whole numbers from 0; may be blank.
    pub const fn integer(name: &'a str, description: &'a str) -> Self {
        Self::new(name, ColumnKind::Integer, description)
    }

    /// `true` or `false`; may be blank.
    pub const fn boolean(name: &'a str, description: &'a str) -> Self {
        Self::new(name, ColumnKind::Boolean, description)
    }

    /// Days; may be blank.
    pub const fn date(name: &'a str, description: &'a str) -> Self {
        Self::new(name, ColumnKind::Date, description)
    }

    /// Never blank.
    pub const fn required(self) -> Self {
        Column { required: true, ..self }
    }

    /// Part of the primary key.
    pub const fn key(self) -> Self {
        Column { key: true, ..self }
    }

    /// With columns of another table, its own among them, that have its values.
    pub const fn refers(self, reference: Reference) -> Self {
        Column { reference: Some(reference), ..self }
    }

    /// With a unit.
    pub const fn unit(self, unit: &'a str) -> Self {
        Column { unit: Some(unit), ..self }
    }

    /// With these values only.
    pub const fn one_of(self, values: &'static [&'static str]) -> Self {
        Column { values, ..self }
    }

    /// With a least value.
    pub const fn at_least(self, minimum: f64) -> Self {
        Column { minimum: Some(minimum), ..self }
    }

    /// A number from 0 to 1.
    pub const fn probability(self) -> Self {
        Column { unit: Some("1"), minimum: Some(0.0), maximum: Some(1.0), ..self }
    }
}
