//! The scenario: what a file says, checked, in base units, with the origin of every value.
//!
//! Base units are t (tonnes of copper), USD, year, MW, tCO2e and m3; every number in these types is in them
//! (`USD/t`, `t/year`, `1/year`, ...). The types are plain data: the model is compiled from them and the test oracle
//! reads them, so that both stand on the same text and on nothing else.

mod assembly;
pub mod calendar;
mod check;
mod correlation;
pub mod diagnostic;
mod document;
pub mod expectation;
mod facilities_file;
mod format;
mod load;
mod metrics;
mod nearest;
mod quantities;
pub mod quantity;
mod reader;
mod record;
mod reference;
mod resolved;
mod schema;
mod source;
mod units;
mod variation;
mod watch;

pub use calendar::{Month, Step, TimeGrid};
pub use diagnostic::{Diagnostic, Diagnostics, Severity};
pub use document::{Override, Overrides};
pub use load::{FileProvider, Loaded, load, load_variants, read_text, read_text_variants};
pub use quantity::{Each, Origin, Quantity, RandomQuantity, Value};
pub use reference::markdown_reference;
pub use resolved::ResolvedDocument;
pub use schema::json_schema;
pub use source::{Place, SourceFile, SourceKind, Sources};

/// One checked scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// File stem: the name of the results folder and the `scenario` column.
    pub slug: String,
    pub name: String,
    pub description: String,
    pub sources: Vec<String>,
    pub time: TimeGrid,
    pub simulation: SimulationSettings,
    pub price: Price,
    pub regions: Vec<Region>,
    pub mines: Vec<Mine>,
    pub contracts: Vec<Contract>,
    pub facilities: Vec<Facility>,
    pub shortage: Shortage,
    pub variables: Vec<NamedVariable>,
    pub correlations: Vec<Correlation>,
    pub watches: Vec<Watch>,
    pub report: ReportSettings,
}

/// `[simulation]`.
#[derive(Debug, Clone, PartialEq)]
pub struct SimulationSettings {
    pub trials: u64,
    pub seed: u64,
}

/// `[price]`: the reference price of copper cathode, USD/t.
#[derive(Debug, Clone, PartialEq)]
pub struct Price {
    /// Price at time 0; for a table its value there.
    pub initial: Quantity,
    pub process: PriceProcess,
}

#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "a handful in a scenario")]
pub enum PriceProcess {
    /// Stays at `initial`.
    Constant,
    /// Geometric Brownian motion; `drift` (1/year) is that of the mean.
    Gbm { drift: Quantity, volatility: Quantity, jumps: Option<Jumps>, compensated: bool },
    /// Schwartz (1997) one-factor: mean-reverting log price. `level` USD/t, `half_life` years.
    MeanReverting { level: Quantity, half_life: Quantity, volatility: Quantity, jumps: Option<Jumps> },
    /// Known prices (constants) at months, in ascending order, linear in between and flat outside, USD/t.
    Table { points: Vec<(Month, f64)> },
}

/// Merton jumps of the log price: `rate` 1/year; `mean` and `standard_deviation` of a jump's size.
#[derive(Debug, Clone, PartialEq)]
pub struct Jumps {
    pub rate: Quantity,
    pub mean: Quantity,
    pub standard_deviation: Quantity,
}

/// `[region.NAME]`: a delivery area with its own stock and spot market.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    pub name: String,
    pub spot: Option<Spot>,
    pub inventory: Option<Inventory>,
    /// USD/t below the reference price at which surplus is sold; default 0.
    pub resale_discount: Quantity,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// t/year at the reference price; may be drawn each period.
    pub available: Quantity,
    /// Exponent of (P / reference price); default 0.
    pub elasticity: Quantity,
    /// USD/t; `None`: the price at time 0 (of the trial).
    pub reference_price: Option<Quantity>,
    /// USD/t on top of the reference price; default 0; may be drawn each period.
    pub premium: Quantity,
    /// tCO2e/t.
    pub carbon: Option<Quantity>,
    /// m3/t.
    pub water: Option<Quantity>,
    /// Accounting boundary of `carbon` and `water`, a label.
    pub boundary: Option<String>,
}

/// All default to 0 but `capacity`, which is required. t, t, t, USD/t/year.
#[derive(Debug, Clone, PartialEq)]
pub struct Inventory {
    pub initial: Quantity,
    pub capacity: Quantity,
    pub target: Quantity,
    pub holding_cost: Quantity,
}

/// `[mine.NAME]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Mine {
    pub name: String,
    /// Design capacity, t/year.
    pub capacity: Quantity,
    pub ramp: Option<Ramp>,
    /// Once a trial; default 1.
    pub utilisation: Quantity,
    /// Factor that may be drawn each period; default 1.
    pub variation: Quantity,
    pub outages: Vec<OutageKind>,
    /// tCO2e/t.
    pub carbon: Option<Quantity>,
    /// m3/t.
    pub water: Option<Quantity>,
    pub boundary: Option<String>,
}

/// Linear from nothing at `from` to design after `duration` years.
#[derive(Debug, Clone, PartialEq)]
pub struct Ramp {
    pub from: Month,
    pub duration: Quantity,
}

#[derive(Debug, Clone, PartialEq)]
pub struct OutageKind {
    /// 1/year of running time; a constant or drawn once a trial.
    pub rate: Quantity,
    /// Years; a distribution here (not `each = "period"`, not a variable) is drawn anew for every outage.
    pub duration: Quantity,
    pub start: OutageStart,
}

/// State of a mine when its outage clock starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutageStart {
    Up,
    Stationary,
}

/// `[contract.NAME]`: an offtake of one region.
#[derive(Debug, Clone, PartialEq)]
pub struct Contract {
    pub name: String,
    pub supplier: Supplier,
    /// Index into [`Scenario::regions`].
    pub region: usize,
    pub from: Month,
    /// Last month of the term, included.
    pub to: Month,
    pub volume: ContractVolume,
    /// Largest share of the mine's output in a period that this contract may take; default 1; without meaning for a trader.
    pub max_share_of_output: Quantity,
    pub price: ContractPrice,
    pub taking: Taking,
    pub carry_over: bool,
    /// Years between taking at the mine and arrival in the region; default 0.
    pub lag: Quantity,
}

/// Who delivers.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "a handful in a scenario")]
pub enum Supplier {
    /// Index into [`Scenario::mines`].
    Mine(usize),
    Trader(Trader),
}

/// A merchant or any other seller without a mine in the scenario; always able to deliver.
#[derive(Debug, Clone, PartialEq)]
pub struct Trader {
    pub name: String,
    /// tCO2e/t.
    pub carbon: Option<Quantity>,
    /// m3/t.
    pub water: Option<Quantity>,
    pub boundary: Option<String>,
}

impl Contract {
    /// Index of the mine that delivers.
    pub fn mine(&self) -> Option<usize> {
        match &self.supplier {
            Supplier::Mine(mine) => Some(*mine),
            Supplier::Trader(_) => None,
        }
    }

    /// Name of the mine or the trader.
    pub fn seller<'s>(&'s self, scenario: &'s Scenario) -> &'s str {
        match &self.supplier {
            Supplier::Mine(mine) => &scenario.mines[*mine].name,
            Supplier::Trader(trader) => &trader.name,
        }
    }

    pub fn trader(&self) -> Option<&Trader> {
        match &self.supplier {
            Supplier::Mine(_) => None,
            Supplier::Trader(trader) => Some(trader),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum ContractVolume {
    /// t/year.
    Rate(Quantity),
    /// t over the whole term, in equal quotas.
    Quantity(Quantity),
    /// Neither is given: `max_share_of_output` of whatever the mine produces.
    ShareOfOutput,
}

#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "a handful in a scenario")]
pub enum ContractPrice {
    /// clamp(P, floor, cap) + premium, USD/t; premium defaults to 0.
    Reference { premium: Quantity, floor: Option<Quantity>, cap: Option<Quantity> },
    /// USD/t.
    Fixed(Quantity),
}

#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "a handful in a scenario")]
pub enum Taking {
    /// Everything offered is taken.
    All,
    /// The region calls what it needs; `take_or_pay` is the share of the offered tonnes paid in any case.
    Needed { take_or_pay: Option<Quantity> },
}

/// `[facility.NAME]` or a row of a facilities file.
#[derive(Debug, Clone, PartialEq)]
pub struct Facility {
    pub name: String,
    /// Index into [`Scenario::regions`].
    pub region: usize,
    pub copper: Copper,
    /// MW; required with `cost_of_delay`, and part of [`Copper::Intensity`].
    pub power: Option<Quantity>,
    /// Planned start of the build.
    pub start: Month,
    /// Years by which cathode is needed before it is installed; default 0.
    pub lead: Quantity,
    /// Planned duration of the build, years.
    pub build: Quantity,
    /// Years; default 0.
    pub start_delay: Quantity,
    /// Factor on `build`; default 1.
    pub overrun: Quantity,
    pub profile: Profile,
    /// Default 1.
    pub built_probability: Quantity,
    /// 1 is served first; default 1.
    pub priority: u32,
    /// USD/MW/year.
    pub cost_of_delay: Option<Quantity>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Copper {
    /// t.
    Lump(Quantity),
    /// t/MW, times [`Facility::power`].
    Intensity(Quantity),
}

/// Cumulative share of the copper needed at a share of the build.
#[derive(Debug, Clone, PartialEq)]
pub enum Profile {
    /// y
    Uniform,
    /// 3y² − 2y³
    SCurve,
    /// 1 − (1 − y)²
    Front,
    /// y²
    Back,
    /// Linear between points from (0, 0) to (1, 1).
    Points(Vec<(f64, f64)>),
}

/// `[shortage]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Shortage {
    pub unmet: Unmet,
    /// Backlog: USD/t/year late; lost: USD/t. Not together with a facility's cost of delay.
    pub penalty: Option<Quantity>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unmet {
    Backlog,
    Lost,
}

/// `[variable.NAME]`: drawn once a trial, used by name.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedVariable {
    pub name: String,
    pub value: Quantity,
}

/// `[correlation.NAME]`, wildcards resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Correlation {
    pub name: String,
    /// Paths of random variables in the order of mention; `price` means the price's shock, `facility.NAME.built` whether it is built.
    pub members: Vec<String>,
    /// Correlation of normal scores between every two members.
    pub coefficient: f64,
    /// Whether `repair = "nearest"` was written.
    pub repair: bool,
}

/// `[watch.NAME]`: an event of the user's own; it happens when all conditions hold at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Watch {
    pub name: String,
    pub conditions: Vec<Condition>,
    pub at: WatchTime,
}

/// `cost > 200 MUSD`, `facility.ohio-1.backlog > 500 t`.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    pub subject: ConditionSubject,
    /// A metric's name, as in the result tables.
    pub metric: String,
    pub comparison: Comparison,
    /// In the metric's unit.
    pub threshold: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConditionSubject {
    Total,
    Region(usize),
    Mine(usize),
    Contract(usize),
    Facility(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Above,
    AtLeast,
    Below,
    AtMost,
}

/// When a watch looks. `Horizon` compares the totals over the horizon, the others the values of periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchTime {
    Any,
    Every,
    Last,
    Horizon,
    /// The period that contains a month.
    Period(usize),
}

/// `[report]`.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportSettings {
    /// Summary metric and thresholds in its unit: exceedance rows.
    pub thresholds: Vec<(String, Vec<f64>)>,
    /// tCO2e/t at or below which a tonne counts as low-carbon.
    pub low_carbon: Option<f64>,
}
