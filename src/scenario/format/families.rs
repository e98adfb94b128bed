//! The distributions a quantity may be written as.

/// A family: `{ dist = "pert", ... }`.
#[derive(Debug)]
pub struct Family {
    pub name: &'static str,
    pub doc: &'static str,
    /// Sets of parameters; one of them is given.
    pub forms: &'static [&'static [Parameter]],
}

#[derive(Debug)]
pub struct Parameter {
    pub name: &'static str,
    pub kind: ParameterKind,
    pub required: bool,
}

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

/// Keys that go with every family.
pub const COMMON: &[(&str, &str)] = &[
    ("within", "[lowest, highest]: the distribution is cut off there and renormalised."),
    ("each", "\"trial\" (default) or \"period\": how often it is drawn."),
    (
        "autocorrelation",
        "Correlation of the normal scores of successive periods, with each = \"period\".",
    ),
];

const fn dimensioned(name: &'static str) -> Parameter {
    Parameter { name, kind: ParameterKind::Dimensioned, required: true }
}

const fn plain(name: &'static str) -> Parameter {
    Parameter { name, kind: ParameterKind::Plain, required: true }
}

const MEAN_AND_SD: &[Parameter] = &[dimensioned("mean"), dimensioned("sd")];

pub const FAMILIES: &[Family] = &[
    Family { name: "constant", doc: "A single value.", forms: &[&[dimensioned("value")]] },
    Family { name: "normal", doc: "Normal.", forms: &[MEAN_AND_SD] },
    Family {
        name: "lognormal",
        doc: "Log-normal, by its own mean and sd or by its median and one percentile (p05 to p99).",
        forms: &[
            MEAN_AND_SD,
            &[
                dimensioned("median"),
                Parameter { name: "p95", kind: ParameterKind::Percentile, required: true },
            ],
        ],
    },
    Family {
        name: "uniform",
        doc: "Uniform.",
        forms: &[&[dimensioned("min"), dimensioned("max")]],
    },
    Family {
        name: "triangular",
        doc: "Triangular.",
        forms: &[&[dimensioned("min"), dimensioned("mode"), dimensioned("max")]],
    },
    Family {
        name: "pert",
        doc: "PERT (beta).",
        forms: &[&[dimensioned("min"), dimensioned("mode"), dimensioned("max")]],
    },
    Family {
        name: "beta",
        doc: "Beta between min and max (0 and 1 if missing).",
        forms: &[&[
            plain("alpha"),
            plain("beta"),
            Parameter { name: "min", kind: ParameterKind::Dimensioned, required: false },
            Parameter { name: "max", kind: ParameterKind::Dimensioned, required: false },
        ]],
    },
    Family {
        name: "gamma",
        doc: "Gamma, by shape and scale or by mean and sd.",
        forms: &[&[plain("shape"), dimensioned("scale")], MEAN_AND_SD],
    },
    Family { name: "weibull", doc: "Weibull.", forms: &[&[plain("shape"), dimensioned("scale")]] },
    Family { name: "exponential", doc: "Exponential.", forms: &[&[dimensioned("mean")]] },
    Family {
        name: "poisson",
        doc: "Poisson counts (plain numbers only).",
        forms: &[&[plain("mean")]],
    },
    Family {
        name: "bernoulli",
        doc: "0 or 1 (plain numbers only).",
        forms: &[&[plain("probability")]],
    },
    Family {
        name: "discrete",
        doc: "One of several values.",
        forms: &[&[
            Parameter { name: "values", kind: ParameterKind::Values, required: true },
            Parameter { name: "probabilities", kind: ParameterKind::Weights, required: true },
        ]],
    },
];

pub fn family(name: &str) -> Option<&'static Family> {
    FAMILIES.iter().find(|family| family.name == name)
}

/// The level of a percentile key: 0.95 of `p95`.
pub fn percentile(key: &str) -> Option<f64> {
    let digits = key.strip_prefix('p').filter(|digits| digits.len() == 2)?;
    let percent: u32 = digits.parse().ok()?;
    ((5..=99).contains(&percent) && percent != 50).then(|| f64::from(percent) / 100.0)
}

/// Whether a word is a key of some distribution, such as the rest of the CSV header
/// `intensity.mode`.
pub fn is_parameter(key: &str) -> bool {
    key == "dist"
        || percentile(key).is_some()
        || COMMON.iter().any(|(name, _)| *name == key)
        || FAMILIES.iter().any(|family| {
            family.forms.iter().any(|form| form.iter().any(|parameter| parameter.name == key))
        })
}

impl Parameter {
    /// Whether this parameter is what a key gives.
    pub fn is(&self, key: &str) -> bool {
        self.name == key || (self.kind == ParameterKind::Percentile && percentile(key).is_some())
    }
}
