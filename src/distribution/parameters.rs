//! Parameters of laws as keys of a scenario.

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
    /// The law with the parameters given; they are not checked yet.
    pub law: fn(&Given) -> Arc<dyn Law>,
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
    /// A percentile, `p05` to `p99`, in the unit of the quantity.
    Percentile,
    /// A list in the unit of the quantity.
    Values,
    /// A list of plain numbers.
    Weights,
}

/// Parameters as given, in base units, by key.
#[derive(Debug, Default)]
pub struct Given {
    /// Single numbers.
    pub numbers: Vec<(String, f64)>,
    /// Lists.
    pub lists: Vec<(String, Vec<f64>)>,
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
        self.name == key || (self.kind == ParameterKind::Percentile && percentile(key).is_some())
    }
}

impl Given {
    /// The number given for a key.
    pub(super) fn number(&self, key: &str) -> Option<f64> {
        self.numbers.iter().find(|(name, _)| name == key).map(|(_, value)| *value)
    }

    /// Level and value of the percentile given.
    pub(super) fn percentile(&self) -> Option<(f64, f64)> {
        self.numbers.iter().find_map(|(key, value)| Some((percentile(key)?, *value)))
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
    ((5..=99).contains(&percent) && percent != 50).then(|| f64::from(percent) / 100.0)
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
                law: |given| Arc::new(Self {
                    $($key: parameters!(@read $kind given (stringify!($key)) $($default)?)),*
                }),
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
