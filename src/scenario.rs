//! The scenario: what a file says, checked, in base units, with the origin of every value.
//!
//! Base units are t (tonnes of metal), USD, year, MW, tCO2e and m3; every number in these types is
//! in them (`USD/t`, `t/year`, `1/year`, ...). The types are plain data: the model is compiled from
//! them and the test oracle reads them, so that both stand on the same text and on nothing else.

#[macro_use]
mod table;

mod assembly;
pub mod calendar;
mod check;
mod contract;
mod correlation;
mod detail;
pub mod diagnostic;
mod document;
mod event;
pub mod expectation;
mod fabricator;
mod facilities_file;
mod facility;
mod feature;
mod files;
mod format;
mod hedge;
mod load;
mod market;
mod meaning;
mod mine;
mod money;
mod month;
mod name;
mod nearest;
mod price;
mod profile;
pub mod quantity;
mod reader;
mod record;
mod reference;
mod resolved;
mod risk_event;
mod schedule;
mod schema;
mod sections;
mod settings;
mod source;
mod spreadsheet_date;
mod units;
mod variable;
mod variation;
mod watch;
mod written;

pub use calendar::{Step, StepGrid, TimeGrid, WEEKS_A_YEAR};
pub use contract::{
    Contract, ContractPrice, ContractVolume, ContractYearSoFar, ForceMajeure, ListedQuota, MakeUp,
    Minimum, Party, Quotation, Remedy, Renewal, Supplier, Taking, Tolerance, Trader,
};
pub use diagnostic::{Diagnostic, Diagnostics, Severity};
pub use document::{Override, Overrides};
pub use event::{Comparison, Event, Relation, Term, Watch, WatchTime};
pub use fabricator::{Allocation, Fabricator, Scrap, Substitution};
pub use facility::{
    Component, Facility, MetalNeed, Phase, Shortage, Unmet, is_delay_cost_of_metal,
};
pub use files::FileProvider;
pub use hedge::{Hedge, HedgePayoff};
pub use load::{Loaded, load, load_variants, read_text, read_text_variants};
pub use market::{BuyWhenCheap, Inventory, Region, Route, Spot, StockPolicy};
pub use mine::{
    District, Leach, LeachClass, Mine, OutageKind, OutageStart, Product, Ramp, RampCurve, Shutdown,
    StackingEnd, Uplift, UpliftGain,
};
pub use money::{Money, Tariff};
pub use month::Month;
pub use price::{Jumps, Price, PriceProcess};
pub use profile::Profile;
pub use quantity::{Each, Origin, Quantity, RandomQuantity, Value};
pub use reference::markdown_reference;
pub use resolved::ResolvedDocument;
pub use risk_event::{Action, Effect, Effects, RiskEvent, Touched};
pub use schedule::{Curve, Interpolation, Schedule};
pub use schema::{SchemaStyle, json_schema};
pub use settings::{ReportSettings, SimulationSettings, TrialsFormat};
pub use source::{Place, SourceFile, SourceKind, Sources};
pub use units::value_in;
pub use variable::NamedVariable;

pub(crate) use correlation::matches as path_matches;
pub(crate) use nearest::nearest;
pub(crate) use table::Quantities;
pub(crate) use watch::{Sides, SyntaxFault, parse_condition};
pub(crate) use written::{
    NamedUnit, Setting, WrittenTables, origin_in_words, section_of, section_place, table_of,
};

use crate::index::{
    ContractIndex, DistrictIndex, FabricatorIndex, FacilityIndex, IndexVec, MineIndex,
    ProductIndex, RegionIndex, RiskEventIndex,
};

/// One checked scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// File stem: the name of the results folder and the `scenario` column.
    pub slug: String,
    /// What charts and tables call it.
    pub name: String,
    /// The question it answers; may be empty.
    pub description: String,
    /// What is supplied, as a sentence names it: `copper`.
    pub commodity: String,
    /// Where the numbers come from.
    pub sources: Vec<String>,
    /// `[time]`.
    pub time: TimeGrid,
    /// `[simulation]`.
    pub simulation: SimulationSettings,
    /// `[price]`.
    pub price: Price,
    /// `[region.NAME]`.
    pub regions: IndexVec<RegionIndex, Region>,
    /// `[route.NAME]`.
    pub routes: Vec<Route>,
    /// `[district.NAME]`.
    pub districts: IndexVec<DistrictIndex, District>,
    /// `[mine.NAME]`.
    pub mines: IndexVec<MineIndex, Mine>,
    /// `[contract.NAME]`.
    pub contracts: IndexVec<ContractIndex, Contract>,
    /// `[fabricator.NAME]`.
    pub fabricators: IndexVec<FabricatorIndex, Fabricator>,
    /// `[hedge.NAME]`.
    pub hedges: Vec<Hedge>,
    /// `[facility.NAME]` and the rows of `[facilities]`.
    pub facilities: IndexVec<FacilityIndex, Facility>,
    /// `[shortage]`.
    pub shortage: Shortage,
    /// `[money]`.
    pub money: Money,
    /// `[variable.NAME]`.
    pub variables: Vec<NamedVariable>,
    /// `[event.NAME]`.
    pub events: IndexVec<RiskEventIndex, RiskEvent>,
    /// What they do to the reference price.
    pub price_effects: Vec<Effect>,
    /// `[correlation.NAME]`.
    pub correlations: Vec<Correlation>,
    /// `[watch.NAME]`.
    pub watches: Vec<Watch>,
    /// `[report]`.
    pub report: ReportSettings,
}

impl Scenario {
    /// A factor of a product, by its position in [`Scenario::products`], of its own or of its mine.
    pub(crate) fn of_product<'s, T>(
        &'s self,
        product: ProductIndex,
        factor: impl Fn(&'s Mine, Option<usize>) -> Option<T>,
    ) -> Option<T> {
        let mut products = self
            .mines
            .iter()
            .flat_map(|mine| (0..mine.products.len()).map(move |product| (mine, product)));
        products.nth(product.get()).and_then(|(mine, product)| factor(mine, Some(product)))
    }

    /// The products of all mines, each with its mine, an index into [`Scenario::mines`].
    pub fn products(&self) -> impl Iterator<Item = (MineIndex, &Product)> {
        let mines = self.mines.iter_enumerated();
        mines.flat_map(|(index, mine)| mine.products.iter().map(move |product| (index, product)))
    }

    /// Every quantity, in the order of the scenario. The pattern names every field, so that a new
    /// one cannot be forgotten.
    pub fn quantities_mut(&mut self) -> Vec<&mut Quantity> {
        let Scenario {
            slug: _,
            name: _,
            description: _,
            commodity: _,
            sources: _,
            time: _,
            simulation: _,
            price,
            regions,
            routes,
            districts,
            mines,
            contracts,
            fabricators,
            hedges,
            facilities,
            shortage,
            money,
            variables,
            events,
            price_effects: _,
            correlations: _,
            watches: _,
            report: _,
        } = self;
        let mut all = Vec::new();
        variables.quantities(&mut all);
        events.quantities(&mut all);
        price.quantities(&mut all);
        regions.quantities(&mut all);
        routes.quantities(&mut all);
        districts.quantities(&mut all);
        mines.quantities(&mut all);
        contracts.quantities(&mut all);
        fabricators.quantities(&mut all);
        hedges.quantities(&mut all);
        facilities.quantities(&mut all);
        shortage.quantities(&mut all);
        money.quantities(&mut all);
        all
    }
}

macro_rules! shown {
    ($($actor:ident),*) => {$(
        impl $actor {
            /// What people read: its label, or its name if it has none.
            pub fn shown(&self) -> &str {
                self.label.as_deref().unwrap_or(&self.name)
            }
        }
    )*};
}

shown! { Region, Route, District, Mine, Product, Contract, Hedge, Fabricator, Facility }

/// `[correlation.NAME]`, wildcards resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Correlation {
    /// The name of its table.
    pub name: String,
    /// Paths of random variables in the order of mention; `price` means the price's shock,
    /// `facility.NAME.built` whether it is built.
    pub members: Vec<String>,
    /// Correlation of normal scores between every two members.
    pub coefficient: f64,
    /// Whether `repair = "nearest"` was written.
    pub repair: bool,
}
