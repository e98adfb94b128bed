//! A number of the scenario: a constant, a distribution or a reference to a named variable, with
//! its path and origin.

use crate::distribution::Distribution;

/// Where a value was written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Byte range in a scenario file and the line of its first byte (1-based).
    File { file: String, line: usize, span: std::ops::Range<usize> },
    /// Cell of a CSV file, row and column 1-based.
    Cell { file: String, row: usize, column: usize },
    /// An option of the command line, such as `--seed`.
    Option { text: String },
    /// Not written: the format's default.
    Default,
}

/// A quantity in base units.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// Its place in the file, which names its random stream: `facility.ohio-1.intensity`.
    pub path: String,
    pub value: Value,
    /// Text of its base unit: `USD/t`, `t/year`, `1`.
    pub unit: String,
    pub origin: Origin,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Constant(f64),
    Random(RandomQuantity),
    /// `scale` × the value of `[variable.NAME]`.
    Variable {
        name: String,
        scale: f64,
    },
    /// `times` × the value + `plus`, from the same draws. No file says so: a lever makes it of what
    /// a file says.
    Changed {
        value: Box<Value>,
        times: f64,
        plus: f64,
    },
}

/// A distribution and how often it is drawn. Draws outside `[lowest, highest]` (the key's own
/// range, whose outside mass the check bounds by 1e−6) are clamped to it.
#[derive(Debug, Clone, PartialEq)]
pub struct RandomQuantity {
    pub distribution: Distribution,
    pub each: Each,
    /// Lag-one autocorrelation of normal scores between periods; 0 unless `each` is a period.
    pub autocorrelation: f64,
    pub lowest: f64,
    pub highest: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Each {
    Trial,
    Period,
    /// Anew for every outage of a mine.
    Outage,
}

impl Quantity {
    /// A constant that is not written in the file.
    pub fn default_constant(path: &str, value: f64, unit: &str) -> Self {
        Quantity {
            path: path.to_owned(),
            value: Value::Constant(value),
            unit: unit.to_owned(),
            origin: Origin::Default,
        }
    }

    /// The quantity `times` as large, and `plus` (in its base unit) more, from the same draws.
    pub fn changed(&self, times: f64, plus: f64) -> Self {
        let value = match &self.value {
            Value::Constant(value) => Value::Constant(value * times + plus),
            value => Value::Changed { value: Box::new(value.clone()), times, plus },
        };
        Quantity { value, ..self.clone() }
    }

    pub fn constant(&self) -> Option<f64> {
        match self.value {
            Value::Constant(value) => Some(value),
            _ => None,
        }
    }
}
