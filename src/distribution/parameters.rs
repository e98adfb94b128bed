//! Parameters of laws as keys of a scenario.

use super::error::DistributionError;
use super::law::Law;
use std::sync::Arc;

/// A family of laws: `{ dist = "pert", ... }`.
#[derive(Debug)]
pub struct Family {
    /// The word after `dist`.
    pub name: &'static str,
    /// What it is, for the reference page.
    pub doc: &'static str,
    /// Sets of parameters; one of them is given.
    pub forms: &'static [Form],
}

/// A set of parameters that determines a law.
#[derive(Debug)]
pub struct Form {
    /// The parameters, in the order of the reference page.
    pub parameters: &'static [Parameter],
    /// The law with the parameters given, which may not be checked yet.
    pub law: fn(&Given) -> Result<Arc<dyn Law>, DistributionError>,
}

/// A parameter of a law.
#[derive(Debug)]
pub struct Parameter {
    /// Its key.
    pub name: &'static str,
    /// What is written there.
    pub kind: ParameterKind,
    /// Whether it must be given.
    pub required: bool,
}

/// What a parameter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// In the unit of the quantity.
    Dimensioned,
    /// A plain number.
    Plain,
    /// A percentile, `p01` to `p99`, in the unit of the quantity.
    Percentile,
    /// Several of them.
    Percentiles {
        /// How many at least.
        least: usize,
        /// How many at most.
        most: usize,
    },
    /// A list in the unit of the quantity.
    Values,
    /// A list of plain numbers.
    Weights,
}

/// Parameters as given, in base units, by key.
#[derive(Debug)]
pub struct Given {
    /// Single numbers.
    pub numbers: Vec<(String, f64)>,
    /// Lists.
    pub lists: Vec<(String, Vec<f64>)>,
    /// Least and largest value of the quantity; infinite where there is none.
    pub range: (f64, f64),
}

impl Default for Given {
    fn default() -> Self {
        let range = (f64::NEG_INFINITY, f64::INFINITY);
        Self { numbers: Vec::new(), lists: Vec::new(), range }
    }
}

impl Family {
    /// The parameters of all its forms.
    pub fn parameters(&self) -> impl Iterator<Item = &'static Parameter> {
        self.forms.iter().flat_map(|form| form.parameters)
    }

    /// Whether its values are plain numbers: no parameter has the unit of the quantity.
    pub fn gives_plain_numbers(&self) -> bool {
        self.parameters().all(|parameter| {
            matches!(parameter.kind, ParameterKind::Plain | ParameterKind::Weights)
        })
    }
}

impl Form {
    /// The keys of the parameters, separated by commas.
    pub fn names(&self) -> String {
        let names: Vec<&str> = self.parameters.iter().map(|parameter| parameter.name).collect();
        names.join(", ")
    }
}

impl Parameter {
    /// Whether this parameter is what a key gives.
    pub fn is(&self, key: &str) -> bool {
        match self.kind {
            ParameterKind::Percentile | ParameterKind::Percentiles { .. } => {
                percentile(key).is_some()
            }
            _ => self.name == key,
        }
    }

    /// How many keys give it, at least and at most.
    pub fn count(&self) -> (usize, usize) {
        match self.kind {
            ParameterKind::Percentiles { least, most } => (least, most),
            _ => (usize::from(self.required), 1),
        }
    }
}

impl Given {
    /// The number given for a key.
    pub(super) fn number(&self, key: &str) -> Option<f64> {
        self.numbers.iter().find(|(name, _)| name == key).map(|(_, value)| *value)
    }

    /// Levels and values of the percentiles given, the lowest level first.
    pub(super) fn percentiles(&self) -> Vec<(f64, f64)> {
        let points =
            self.numbers.iter().filter_map(|(key, value)| Some((percentile(key)?, *value)));
        let mut points: Vec<(f64, f64)> = points.collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        points
    }

    /// The list given for a key.
    pub(super) fn list(&self, key: &str) -> Option<Vec<f64>> {
        self.lists.iter().find(|(name, _)| name == key).map(|(_, values)| values.clone())
    }
}

/// The level of a percentile key: 0.95 of `p95`.
pub fn percentile(key: &str) -> Option<f64> {
    let digits = key.strip_prefix('p').filter(|digits| digits.len() == 2)?;
    let percent: u32 = digits.parse().ok()?;
    (percent > 0).then(|| f64::from(percent) / 100.0)
}

/// The key of the percentile at a level: `p95` of 0.95.
pub fn percentile_key(level: f64) -> String {
    // Rounded to the digits a person writes: 0.95 × 100 is not 95 in binary.
    let percent = libm::round(level * 1e8) / 1e6;
    format!("p{}{percent}", if percent < 10.0 { "0" } else { "" })
}

/// Declares a law by its parameters: a structure with a field for each, and a [`Form`] by which a
/// scenario gives them. A parameter is `Dimensioned` or `Plain`, with a default where it may be
/// missing, or a list of `Values` or `Weights`. One that is missing without a default is NaN, which
/// no law accepts.
macro_rules! parameters {
    ($(#[$about:meta])* $law:ident {
        $($(#[$note:meta])* $key:ident: $kind:ident $(or $default:literal)?),* $(,)?
    }) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $law { $($(#[$note])* pub $key: parameters!(@type $kind)),* }

        impl $law {
            pub(super) const FORM: Form = Form {
                parameters: &[$(Parameter {
                    name: stringify!($key),
                    kind: ParameterKind::$kind,
                    required: parameters!(@required $($default)?),
                }),*],
                law: |given| Ok(Arc::new(Self {
                    $($key: parameters!(@read $kind given (stringify!($key)) $($default)?)),*
                })),
            };
        }
    };
    (@type Dimensioned) => { f64 };
    (@type Plain) => { f64 };
    (@type Values) => { Vec<f64> };
    (@type Weights) => { Vec<f64> };
    (@required) => { true };
    (@required $default:literal) => { false };
    (@read Values $given:ident $key:tt) => { $given.list($key).unwrap_or_default() };
    (@read Weights $given:ident $key:tt) => { $given.list($key).unwrap_or_default() };
    (@read $kind:ident $given:ident $key:tt) => { $given.number($key).unwrap_or(f64::NAN) };
    (@read $kind:ident $given:ident $key:tt $default:literal) => {
        $given.number($key).unwrap_or($default)
    };
}
pub(super) use parameters;
