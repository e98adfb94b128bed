//! Mines and districts.

use super::calendar::Month;
use super::quantity::Quantity;

/// `[district.NAME]`: outages that its mines have in common.
#[derive(Debug, Clone, PartialEq)]
pub struct District {
    pub name: String,
    pub outages: Vec<OutageKind>,
}

/// `[mine.NAME]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Mine {
    pub name: String,
    /// Design capacity, t/year; that of the plant where there is a heap leach.
    pub capacity: Quantity,
    pub ramp: Option<Ramp>,
    /// Once a trial; default 1.
    pub utilisation: Quantity,
    /// Factor that may be drawn each period; default 1.
    pub variation: Quantity,
    pub outages: Vec<OutageKind>,
    /// Index into [`super::Scenario::districts`].
    pub district: Option<usize>,
    pub maintenance: Vec<Shutdown>,
    pub leach: Option<Leach>,
    pub uplift: Option<Uplift>,
    /// t that can still be produced from time 0 on; not together with a leach.
    pub reserve: Option<Quantity>,
    /// What its output is split into; without any it is one kind of metal.
    pub products: Vec<Product>,
    /// tCO2e/t; of products that have none of their own.
    pub carbon: Option<Quantity>,
    /// m3/t; of products that have none of their own.
    pub water: Option<Quantity>,
    pub boundary: Option<String>,
}

/// `[mine.NAME.product.NAME]`: a part of a mine's output.
#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    pub name: String,
    /// Of the output, over the sum of all shares; may be drawn each period. `None`: what the others
    /// leave of 1.
    pub share: Option<Quantity>,
    /// tCO2e/t; `None`: that of the mine.
    pub carbon: Option<Quantity>,
    /// m3/t; `None`: that of the mine.
    pub water: Option<Quantity>,
    /// `None`: that of the mine.
    pub boundary: Option<String>,
}

impl Mine {
    /// Carbon factor of a product, or of all its metal if it has none.
    pub fn carbon_of(&self, product: Option<usize>) -> Option<&Quantity> {
        product.and_then(|product| self.products[product].carbon.as_ref()).or(self.carbon.as_ref())
    }

    /// Water factor of a product, or of all its metal if it has none.
    pub fn water_of(&self, product: Option<usize>) -> Option<&Quantity> {
        product.and_then(|product| self.products[product].water.as_ref()).or(self.water.as_ref())
    }

    /// Whether any of its metal has a carbon factor.
    pub fn has_carbon(&self) -> bool {
        self.carbon.is_some() || self.products.iter().any(|product| product.carbon.is_some())
    }

    /// Whether any of its metal has a water factor.
    pub fn has_water(&self) -> bool {
        self.water.is_some() || self.products.iter().any(|product| product.water.is_some())
    }
}

/// Rises from nothing at `from`.
#[derive(Debug, Clone, PartialEq)]
pub struct Ramp {
    pub from: Month,
    pub curve: RampCurve,
    /// Probability that design is ever reached; default 1.
    pub reaches_design: Quantity,
    /// Share of design where it is not reached; there unless `reaches_design` is the constant 1.
    pub plateau: Option<Quantity>,
}

#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "a handful in a scenario")]
pub enum RampCurve {
    /// Design after `duration` years.
    Linear { duration: Quantity },
    /// 1 − e^(−(age/scale)^shape); `scale` in years.
    Weibull { shape: Quantity, scale: Quantity },
}

/// A planned shutdown.
#[derive(Debug, Clone, PartialEq)]
pub struct Shutdown {
    /// Begins with its first moment.
    pub month: Month,
    /// Years.
    pub duration: Quantity,
    /// Months after which it comes again.
    pub every: Option<u32>,
}

/// A heap leach.
#[derive(Debug, Clone, PartialEq)]
pub struct Leach {
    /// Contained metal, t/year.
    pub stacking: Quantity,
    pub from: Month,
    pub until: StackingEnd,
    /// Years.
    pub lag: Quantity,
    pub classes: Vec<LeachClass>,
}

#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "a handful in a scenario")]
pub enum StackingEnd {
    Never,
    /// The last month, included.
    Month(Month),
    /// Contained metal in all, t.
    Quantity(Quantity),
}

/// A mineral class of the ore that is stacked.
#[derive(Debug, Clone, PartialEq)]
pub struct LeachClass {
    /// Of the contained metal; default 1.
    pub share: Quantity,
    pub recovery: Quantity,
    /// Years.
    pub time_constant: Quantity,
}

/// An improvement that arrives `after` years from time 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Uplift {
    pub after: Quantity,
    pub gain: UpliftGain,
}

#[derive(Debug, Clone, PartialEq)]
pub enum UpliftGain {
    /// Added to the recovery of every class of a heap leach.
    Recovery(Quantity),
    /// Factor on the output of a mine without one.
    Output(Quantity),
}

#[derive(Debug, Clone, PartialEq)]
pub struct OutageKind {
    pub name: Option<String>,
    /// 1/year of running time; a constant or drawn once a trial.
    pub rate: Quantity,
    /// Years; a distribution here (not `each = "period"`, not a variable) is drawn anew for every
    /// outage.
    pub duration: Quantity,
    /// Share of the output that is lost while it lasts; a distribution is drawn anew for every
    /// outage unless it says `each = "trial"`. Default 1.
    pub loss: Quantity,
    pub start: OutageStart,
}

/// State of a mine when its outage clock starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutageStart {
    Up,
    Stationary,
}
