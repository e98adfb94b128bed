//! The scenario: what a file says, checked, in base units, with the origin of every value.
//!
//! Base units are t (tonnes of metal), USD, year, MW, tCO2e and m3; every number in these types is
//! in them (`USD/t`, `t/year`, `1/year`, ...). The types are plain data: the model is compiled from
//! them and the test oracle reads them, so that both stand on the same text and on nothing else.

mod assembly;
pub mod calendar;
mod check;
mod contract;
mod correlation;
pub mod diagnostic;
mod document;
pub mod expectation;
mod facilities_file;
mod format;
mod load;
mod market;
mod metrics;
mod mine;
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
pub use contract::{
    Contract, ContractPrice, ContractVolume, ForceMajeure, Hedge, HedgePayoff, ListedQuota, MakeUp,
    Party, Quotation, Remedy, Renewal, Supplier, Taking, Tolerance, Trader,
};
pub use diagnostic::{Diagnostic, Diagnostics, Severity};
pub use document::{Override, Overrides};
pub use load::{FileProvider, Loaded, load, load_variants, read_text, read_text_variants};
pub use market::{BuyWhenCheap, Inventory, Region, Route, Spot, StockPolicy};
pub use mine::{
    District, Leach, LeachClass, Mine, OutageKind, OutageStart, Product, Ramp, RampCurve, Shutdown,
    StackingEnd, Uplift, UpliftGain,
};
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
    /// What is supplied, as a sentence names it: `copper`.
    pub commodity: String,
    pub sources: Vec<String>,
    pub time: TimeGrid,
    pub simulation: SimulationSettings,
    pub price: Price,
    pub regions: Vec<Region>,
    pub routes: Vec<Route>,
    pub districts: Vec<District>,
    pub mines: Vec<Mine>,
    pub contracts: Vec<Contract>,
    pub fabricators: Vec<Fabricator>,
    pub hedges: Vec<Hedge>,
    pub facilities: Vec<Facility>,
    pub shortage: Shortage,
    pub money: Money,
    pub variables: Vec<NamedVariable>,
    pub correlations: Vec<Correlation>,
    pub watches: Vec<Watch>,
    pub report: ReportSettings,
}

impl Scenario {
    /// The products of all mines, each with its mine, an index into [`Scenario::mines`].
    pub fn products(&self) -> impl Iterator<Item = (usize, &Product)> {
        let mines = self.mines.iter().enumerate();
        mines.flat_map(|(number, mine)| mine.products.iter().map(move |product| (number, product)))
    }
}

/// `[simulation]`.
#[derive(Debug, Clone, PartialEq)]
pub struct SimulationSettings {
    pub trials: u64,
    pub seed: u64,
}

/// `[price]`: the reference price of the commodity, USD/t.
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
    MeanReverting {
        level: Quantity,
        half_life: Quantity,
        volatility: Quantity,
        jumps: Option<Jumps>,
    },
    /// Known prices (constants) at months, in ascending order, linear in between and flat outside,
    /// USD/t.
    Table { points: Vec<(Month, f64)> },
}

/// Merton jumps of the log price: `rate` 1/year; `mean` and `standard_deviation` of a jump's size.
#[derive(Debug, Clone, PartialEq)]
pub struct Jumps {
    pub rate: Quantity,
    pub mean: Quantity,
    pub standard_deviation: Quantity,
}

/// What is levied on imported metal; at least one of `rate` and `duty` is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Tariff {
    /// Share of the price paid.
    pub rate: Option<Quantity>,
    /// USD/t.
    pub duty: Option<Quantity>,
    /// First month in which it is levied; `None`: always.
    pub from: Option<Month>,
}

/// `[fabricator.NAME]`: a maker of components.
#[derive(Debug, Clone, PartialEq)]
pub struct Fabricator {
    pub name: String,
    /// Index into [`Scenario::regions`]: where its metal comes from.
    pub region: usize,
    /// Years from the metal to the component on site; default 0.
    pub lead_time: Quantity,
    /// Share of the metal that ends in components; default 1.
    pub metal_yield: Quantity,
    pub scrap: Scrap,
    /// t/year in components; may be drawn each period.
    pub capacity: Option<Quantity>,
    pub allocation: Allocation,
    /// Metal of its own that it lends, t.
    pub stock: Option<Quantity>,
    pub substitution: Option<Substitution>,
}

/// What becomes of a maker's scrap.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "a handful in a scenario")]
pub enum Scrap {
    /// Sold `discount` USD/t below the reference price.
    Sold { discount: Quantity },
    /// Comes back as metal in the next period.
    Returned,
}

/// Whose orders a maker takes first when its capacity is short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allocation {
    Priority,
    ProRata,
}

/// Another metal for part of a component.
#[derive(Debug, Clone, PartialEq)]
pub struct Substitution {
    /// USD/t of the other metal.
    pub price: Quantity,
    /// Multiple of `price` that the reference price must reach.
    pub ratio: Quantity,
    /// Share of the component's metal that is replaced.
    pub share: Quantity,
    /// Years from the trigger to the first orders of the new design; default 0.
    pub redesign: Quantity,
    /// Tonnes of the other metal for a tonne replaced; default 1.
    pub mass: Quantity,
}

/// `[facility.NAME]` or a row of a facilities file.
#[derive(Debug, Clone, PartialEq)]
pub struct Facility {
    pub name: String,
    /// Index into [`Scenario::regions`].
    pub region: usize,
    pub metal: MetalNeed,
    /// MW; required with `cost_of_delay`, and part of [`MetalNeed::Intensity`].
    pub power: Option<Quantity>,
    /// Planned start of the build.
    pub start: Month,
    /// Years by which the metal is needed before it is installed; default 0.
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
    /// Without any, the build is one phase.
    pub phases: Vec<Phase>,
    /// Shares of the metal that come in components; together at most 1, the rest is needed as
    /// metal.
    pub components: Vec<Component>,
    /// Share of the metal that comes from the owner's own scrap.
    pub recycled: Option<Quantity>,
    /// t of metal that the facility has at time 0.
    pub secured: Option<Quantity>,
    /// Probability that the build is cancelled before its end.
    pub cancellation: Option<Quantity>,
    /// Years by which phases that have not begun may be put off while more urgent facilities of the
    /// region are short.
    pub deferral: Option<Quantity>,
    /// 1 is served first; default 1.
    pub priority: u32,
    /// USD/MW/year.
    pub cost_of_delay: Option<Quantity>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum MetalNeed {
    /// t.
    Lump(Quantity),
    /// t/MW, times [`Facility::power`].
    Intensity(Quantity),
}

/// A phase of a facility's build.
#[derive(Debug, Clone, PartialEq)]
pub struct Phase {
    /// Of the facility's metal and power; those of all phases add up to 1.
    pub share: f64,
    /// Years after the start of the facility; default 0.
    pub after: Quantity,
    /// Years; `None`: that of the facility.
    pub build: Option<Quantity>,
}

/// What a facility takes from a maker.
#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    /// Index into [`Scenario::fabricators`].
    pub fabricator: usize,
    /// Of the facility's metal.
    pub share: f64,
}

/// Cumulative share of the metal needed at a share of the build.
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

/// `[money]`: what time, capital and carbon cost.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Money {
    /// 1/year, compounded yearly.
    pub discount_rate: Option<Quantity>,
    /// 1/year, on the value of the stock.
    pub capital_cost: Option<Quantity>,
    /// USD/tCO2e; may be drawn each period.
    pub carbon_price: Option<Quantity>,
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
    /// Paths of random variables in the order of mention; `price` means the price's shock,
    /// `facility.NAME.built` whether it is built.
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
    pub relation: Relation,
    /// In the metric's unit.
    pub threshold: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConditionSubject {
    Total,
    Region(usize),
    Mine(usize),
    /// Position in [`Scenario::products`].
    Product(usize),
    Contract(usize),
    Facility(usize),
    Fabricator(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    Above,
    AtLeast,
    Below,
    AtMost,
}

/// When a watch looks. `Horizon` compares the totals over the horizon, the others the values of
/// periods.
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
