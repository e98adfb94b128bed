//! A number of the scenario: a constant, a distribution or a reference to a named variable, with
//! its path and origin.

use super::risk_event::Touched;
use super::schedule::Schedule;
use crate::distribution::Distribution;

/// Where a value was written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Origin {
    /// In a scenario file.
    File {
        /// Its name.
        file: String,
        /// Line of the first byte, 1-based.
        line: usize,
        /// Bytes of the value.
        span: std::ops::Range<usize>,
    },
    /// In a CSV file.
    Cell {
        /// Its name.
        file: String,
        /// Row of the cell, 1-based.
        row: usize,
        /// Column of the cell, 1-based.
        column: usize,
    },
    /// On the command line.
    Option {
        /// The option, such as `--seed`.
        text: String,
    },
    /// Not written: the format's default.
    Default,
}

/// A quantity in base units.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// Its place in the file, which names its random stream: `facility.ohio-1.intensity`.
    pub path: String,
    /// What it is, in its base unit.
    pub value: Value,
    /// Text of its base unit: `USD/t`, `t/year`, `1`.
    pub unit: String,
    /// Where it was written.
    pub origin: Origin,
}

/// What a quantity is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Always the same.
    Constant(f64),
    /// Drawn from a distribution.
    Random(RandomQuantity),
    /// `scale` × the value of `[variable.NAME]`.
    Variable {
        /// Name of the variable.
        name: String,
        /// Its unit is that of the quantity over that of the variable.
        scale: f64,
    },
    /// Changes from month to month.
    Schedule(Box<Schedule>),
    /// Changed by an event.
    Touched(Box<Touched>),
    /// `times` × the value + `plus`, from the same draws. No file says so: a lever makes it of what
    /// a file says.
    Changed {
        /// What the file says.
        value: Box<Value>,
        /// Factor, without unit.
        times: f64,
        /// In the unit of the quantity.
        plus: f64,
    },
}

/// A distribution and how often it is drawn. Draws outside `[lowest, highest]` (the key's own
/// range, whose outside mass the check bounds by 1e−6) are clamped to it.
#[derive(Debug, Clone, PartialEq)]
pub struct RandomQuantity {
    /// Of its values, in the unit of the quantity.
    pub distribution: Distribution,
    /// How often it is drawn.
    pub each: Each,
    /// Lag-one autocorrelation of normal scores between periods; 0 unless `each` is a period.
    pub autocorrelation: f64,
    /// Least value of the key.
    pub lowest: f64,
    /// Largest value of the key.
    pub highest: f64,
}

/// How often a random quantity is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Each {
    /// Once a trial.
    Trial,
    /// Anew in every period.
    Period,
    /// Anew for every outage of a mine.
    Outage,
}

impl Value {
    /// What is drawn for it, under the path of its quantity.
    pub fn random(&self) -> Option<&RandomQuantity> {
        match self {
            Value::Random(random) => Some(random),
            Value::Schedule(schedule) => schedule.times.random(),
            Value::Touched(touched) => touched.value.random(),
            Value::Changed { value, .. } => value.random(),
            Value::Constant(_) | Value::Variable { .. } => None,
        }
    }

    /// The same, to be changed.
    pub fn random_mut(&mut self) -> Option<&mut RandomQuantity> {
        match self {
            Value::Random(random) => Some(random),
            Value::Schedule(schedule) => schedule.times.random_mut(),
            Value::Touched(touched) => touched.value.random_mut(),
            Value::Changed { value, .. } => value.random_mut(),
            Value::Constant(_) | Value::Variable { .. } => None,
        }
    }

    /// Whether it changes by month, and only a factor is drawn for it.
    fn is_schedule(&self) -> bool {
        match self {
            Value::Schedule(_) => true,
            Value::Touched(touched) => touched.value.is_schedule(),
            Value::Changed { value, .. } => value.is_schedule(),
            Value::Constant(_) | Value::Random(_) | Value::Variable { .. } => false,
        }
    }

    /// Whether it follows the named variable.
    pub fn follows(&self, variable: &str) -> bool {
        match self {
            Value::Variable { name, .. } => name == variable,
            Value::Schedule(schedule) => {
                [&schedule.times, &schedule.delay].iter().any(|value| value.follows(variable))
            }
            Value::Touched(touched) => touched.value.follows(variable),
            Value::Changed { value, .. } => value.follows(variable),
            Value::Constant(_) | Value::Random(_) => false,
        }
    }
}

impl Quantity {
    /// Unit of what is drawn for it: a factor on a schedule has none.
    pub fn unit_of_draws(&self) -> &str {
        match &self.value {
            value if value.is_schedule() => "1",
            _ if self.unit.is_empty() => "1",
            _ => &self.unit,
        }
    }

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

    /// Its value, if that is always the same.
    pub fn constant(&self) -> Option<f64> {
        match self.value {
            Value::Constant(value) => Some(value),
            _ => None,
        }
    }
}
