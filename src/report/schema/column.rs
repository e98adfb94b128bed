//! Columns and what may stand in them.

/// Type of a column, in the terms of Table Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    Text,
    Number,
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
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub name: &'static str,
    pub kind: ColumnKind,
    /// Unit of its numbers; `None` for texts and where another column names it.
    pub unit: Option<&'static str>,
    pub description: &'static str,
    /// Whether it is never blank.
    pub required: bool,
    /// The only values it takes; empty: any.
    pub values: &'static [&'static str],
    pub minimum: Option<f64>,
    pub maximum: Option<f64>,
}

impl Column {
    /// A column that may be blank.
    pub const fn new(name: &'static str, kind: ColumnKind, description: &'static str) -> Self {
        Column {
            name,
            kind,
            unit: None,
            description,
            required: false,
            values: &[],
            minimum: None,
            maximum: None,
        }
    }

    pub const fn text(name: &'static str, description: &'static str) -> Self {
        Self::new(name, ColumnKind::Text, description)
    }

    pub const fn number(name: &'static str, description: &'static str) -> Self {
        Self::new(name, ColumnKind::Number, description)
    }

    pub const fn integer(name: &'static str, description: &'static str) -> Self {
        Self::new(name, ColumnKind::Integer, description)
    }

    pub const fn boolean(name: &'static str, description: &'static str) -> Self {
        Self::new(name, ColumnKind::Boolean, description)
    }

    pub const fn date(name: &'static str, description: &'static str) -> Self {
        Self::new(name, ColumnKind::Date, description)
    }

    pub const fn required(self) -> Self {
        Column { required: true, ..self }
    }

    pub const fn unit(self, unit: &'static str) -> Self {
        Column { unit: Some(unit), ..self }
    }

    pub const fn one_of(self, values: &'static [&'static str]) -> Self {
        Column { values, ..self }
    }

    pub const fn at_least(self, minimum: f64) -> Self {
        Column { minimum: Some(minimum), ..self }
    }

    /// A number from 0 to 1.
    pub const fn probability(self) -> Self {
        Column { unit: Some("1"), minimum: Some(0.0), maximum: Some(1.0), ..self }
    }
}
