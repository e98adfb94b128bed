//! The compiled model: a scenario turned into columns of numbers and the code that runs over blocks
//! of trials.
//!
//! `docs/model.md` has the equations; comments cite their numbers. Two phases: `exogenous` draws
//! everything, `balance` draws nothing.

pub(crate) mod balance;
pub(crate) mod contract;
mod dependence;
pub(crate) mod exogenous;
pub(crate) mod fabricator;
pub(crate) mod facility;
pub(crate) mod hedge;
pub(crate) mod input;
pub(crate) mod mine;
pub(crate) mod moment;
pub mod observer;
pub(crate) mod pipeline;
pub(crate) mod price;
pub(crate) mod region;
pub(crate) mod requirement;
mod risk_event;
pub(crate) mod route;
mod schedule;
mod service_order;
pub(crate) mod source;
pub(crate) mod tariff;
mod variable;
pub(crate) mod window;

use crate::index::{
    ContractIndex, DistrictIndex, FabricatorIndex, FacilityIndex, IndexVec, MineIndex, RegionIndex,
    RequirementIndex, SourceIndex,
};
use std::collections::HashMap;

use crate::distribution::QuantileTables;
use crate::metric::Feature;
use crate::metric::series::{Extent, SeriesPlan};
use crate::numerics::lanes::Lanes;
use crate::sampling::DrawPlan;
use crate::scenario::{Hedge, Quantity, Scenario, Unmet};
use contract::{ContractModel, SupplierModel};
use dependence::dependent_draws;
use fabricator::FabricatorModel;
use facility::FacilityModel;
use facility::deferral::DeferralModel;
use hedge::HedgeModel;
use hedge::fair_premium::{FairPremiums, PILOT_SEED, fair_premiums};
use input::{Derived, Input, InputTable};
use mine::{MineModel, OutageModel};
use price::PriceModel;
use region::RegionModel;
use region::origin::find_origins;
use requirement::RequirementModel;
use risk_event::{PriceEffect, define_events};
use route::RouteModel;
use service_order::{facilities_and_requirements, in_order_of_service};
use source::SourceModel;
use variable::define_variables;

/// A scenario ready to simulate.
#[derive(Debug)]
pub struct Model {
    /// Steps of the horizon: in the model, a period is a step of the computation.
    pub periods: usize,
    /// Steps that make a period of the report.
    pub substeps: usize,
    /// Length of a step, years.
    pub step: f64,
    /// Years.
    pub horizon: f64,
    pub(crate) columns: usize,
    pub(crate) constants: Vec<(usize, f64)>,
    pub(crate) derived: Vec<Derived>,
    pub(crate) price_effects: Vec<PriceEffect>,
    pub(crate) draws: DrawPlan,
    /// Columns by the path of what is drawn.
    pub drawn: HashMap<String, Input>,
    /// Premiums that the scenario leaves out, USD/t, as `hedge.NAME.premium` (H1).
    pub fair_premiums: FairPremiums,
    pub(crate) price: PriceModel,
    /// Kinds of outages of each district.
    pub(crate) districts: IndexVec<DistrictIndex, Vec<OutageModel>>,
    pub(crate) mines: IndexVec<MineIndex, MineModel>,
    pub(crate) contracts: IndexVec<ContractIndex, ContractModel>,
    pub(crate) hedges: Vec<HedgeModel>,
    /// By mine.
    pub(crate) sources: IndexVec<SourceIndex, SourceModel>,
    /// Contracts without a mine.
    pub(crate) trader_contracts: Vec<ContractIndex>,
    pub(crate) facilities: IndexVec<FacilityIndex, FacilityModel>,
    pub(crate) fabricators: IndexVec<FabricatorIndex, FabricatorModel>,
    /// By region, then by the priority of their facilities.
    pub(crate) requirements: IndexVec<RequirementIndex, RequirementModel>,
    /// Those of each facility, phase by phase.
    pub(crate) facility_requirements: IndexVec<FacilityIndex, Vec<RequirementIndex>>,
    /// Facilities whose needs are several, or not plainly of metal.
    pub(crate) composite_facilities: Vec<FacilityIndex>,
    pub(crate) deferrals: Vec<DeferralModel>,
    no_lead_time: Input,
    pub(crate) regions: IndexVec<RegionIndex, RegionModel>,
    /// In the order in which they are gone through and added up.
    pub(crate) regions_by_name: Vec<RegionIndex>,
    /// In the order in which they are used.
    pub(crate) routes: Vec<RouteModel>,
    /// Whether unmet need waits; otherwise it is lost.
    pub(crate) backlog: bool,
    pub(crate) penalty: Option<Input>,
    pub(crate) low_carbon: Option<f64>,
    /// 1/year.
    pub(crate) discount_rate: Option<Input>,
    /// 1/year.
    pub(crate) capital_cost: Option<Input>,
    /// USD/tCO2e.
    pub(crate) carbon_price: Option<Input>,
    /// Numbers of the series that a block reports.
    pub series: SeriesPlan,
}

/// Why a checked scenario cannot be compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CompileError {
    /// A group of correlated variables has a matrix that is not positive semi-definite.
    NotPositiveSemiDefinite {
        /// Its name.
        group: String,
    },
    /// A variable is defined by itself.
    CircularVariable {
        /// Its name.
        name: String,
    },
    /// Events wait for each other in a circle.
    CircularEvent {
        /// The name of one of them.
        name: String,
    },
    /// A correlation names something that is not drawn.
    NotDrawn {
        /// What it names.
        path: String,
    },
    /// A collar's premium is left out, and what it pays on average is not finite.
    NoFairPremium {
        /// Its hedge.
        hedge: String,
    },
}

impl std::fmt::Display for CompileError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            CompileError::NotPositiveSemiDefinite { group } => {
                write!(formatter, "the correlations of `{group}` are not positive semi-definite")
            }
            CompileError::CircularVariable { name } => {
                write!(formatter, "variable `{name}` is defined by itself")
            }
            CompileError::CircularEvent { name } => {
                write!(formatter, "event `{name}` waits for itself")
            }
            CompileError::NotDrawn { path } => write!(formatter, "`{path}` is not drawn"),
            CompileError::NoFairPremium { hedge } => write!(
                formatter,
                "[hedge.{hedge}] has no fair premium, since what it pays on average is not finite: \
                 give `premium`, or a price that spreads less"
            ),
        }
    }
}

impl std::error::Error for CompileError {}

impl Model {
    /// Compiles a checked scenario.
    ///
    /// # Errors
    /// See [`CompileError`]; the scenario's own checks report the same faults with their place in
    /// the file.
    pub fn new(scenario: &Scenario) -> Result<Self, CompileError> {
        Self::with_tables(scenario, &mut QuantileTables::new())
    }

    /// Compiles a checked scenario with the tables that others left, and leaves its own. The model
    /// is the same with an empty cache.
    ///
    /// # Errors
    /// As [`Model::new`].
    pub fn with_tables(
        scenario: &Scenario,
        tables: &mut QuantileTables,
    ) -> Result<Self, CompileError> {
        let mut compile = |seed: u64, fair_premiums: FairPremiums| {
            tables.supply(|tables| Self::compile(scenario, seed, fair_premiums.clone(), tables))
        };
        let fair_premiums = if scenario.hedges.iter().any(Hedge::has_fair_premium) {
            fair_premiums(scenario, &compile(PILOT_SEED, FairPremiums::new())?)?
        } else {
            FairPremiums::new()
        };
        compile(scenario.simulation.seed, fair_premiums)
    }

    fn compile(
        scenario: &Scenario,
        seed: u64,
        fair_premiums: FairPremiums,
        tables: &mut QuantileTables,
    ) -> Result<Self, CompileError> {
        let time = &scenario.time.steps();
        let mut inputs = InputTable::new(&scenario.time);
        define_variables(&scenario.variables, &mut inputs)?;
        define_events(scenario, &mut inputs)?;
        let price_effects = PriceEffect::all(&scenario.price_effects, &inputs);
        let price = PriceModel::new(&scenario.price, &scenario.time, seed, &mut inputs, tables);
        let mut regions: IndexVec<RegionIndex, RegionModel> = scenario
            .regions
            .iter()
            .map(|region| RegionModel::new(region, time, &mut inputs))
            .collect();
        let mut routes = RouteModel::all(scenario, &mut inputs);
        for route in &routes {
            regions[route.from].has_transit = true;
            regions[route.to].has_transit = true;
        }
        let districts = scenario
            .districts
            .iter()
            .map(|district| {
                OutageModel::list(
                    &format!("district.{}", district.name),
                    &district.outages,
                    0.0,
                    seed,
                    &mut inputs,
                    tables,
                )
            })
            .collect();
        let mines: IndexVec<MineIndex, MineModel> = scenario
            .mines
            .iter_enumerated()
            .map(|(index, mine)| {
                let excuses = scenario.contracts.iter().any(|contract| {
                    contract.mine() == Some(index) && contract.force_majeure.is_some()
                });
                MineModel::new(mine, excuses, time, seed, &mut inputs, tables)
            })
            .collect();
        let mut sources = SourceModel::all(scenario, &mut inputs);
        let contracts: IndexVec<ContractIndex, ContractModel> = scenario
            .contracts
            .iter()
            .map(|contract| ContractModel::new(contract, &sources, time, &mut inputs))
            .collect();
        let contracts_by_name = scenario.contracts.in_order_of_names(|contract| &contract.name);
        let trader_contracts =
            contract::sharing::claim(&mut sources, &contracts, &contracts_by_name);
        let mut fabricators: IndexVec<FabricatorIndex, FabricatorModel> = (scenario
            .fabricators
            .iter())
        .map(|fabricator| FabricatorModel::new(fabricator, time.years(), time.steps, &mut inputs))
        .collect();
        let (facilities, requirements) = facilities_and_requirements(scenario, &mut inputs);
        let mut requirements =
            in_order_of_service(scenario, requirements, &mut regions, &mut fabricators);
        let mut facility_requirements = IndexVec::from(vec![Vec::new(); facilities.len()]);
        for (index, requirement) in requirements.iter_enumerated() {
            facility_requirements[requirement.facility].push(index);
        }
        for own in &mut facility_requirements {
            own.sort_by_key(|&index: &RequirementIndex| requirements[index].phase);
        }
        let deferrals =
            DeferralModel::all(scenario, &facilities, &facility_requirements, &mut requirements);
        let hedges = (scenario.hedges.iter())
            .map(|hedge| HedgeModel::new(hedge, time, &fair_premiums, &mut inputs))
            .collect();
        for index in contracts_by_name {
            let contract = &contracts[index];
            regions[contract.region].contracts.push(index);
            regions[contract.region].has_transit |= contract.has_lag();
        }
        for region in &mut regions {
            region.calls = contract::in_order_of_calls(&region.contracts, &contracts);
        }
        find_origins(&mut regions, &mut routes);
        let no_lead_time = inputs.constant(0.0);
        let penalty = scenario.shortage.penalty.as_ref().map(|penalty| inputs.input(penalty));
        let mut optional =
            |quantity: &Option<Quantity>| quantity.as_ref().map(|quantity| inputs.input(quantity));
        let money = &scenario.money;
        let (discount_rate, capital_cost) =
            (optional(&money.discount_rate), optional(&money.capital_cost));
        let carbon_price = optional(&money.carbon_price);
        let facilities_by_name = scenario.facilities.in_order_of_names(|facility| &facility.name);
        let groups = dependent_draws(&scenario.correlations, &inputs)?;
        let draws = DrawPlan::new(seed, scenario.time.periods, &inputs.draws, &groups, tables)
            .map_err(|group| CompileError::NotPositiveSemiDefinite { group })?;
        let extent = Extent {
            periods: scenario.time.periods,
            substeps: scenario.time.substeps(),
            regions: regions.len(),
            facilities: facilities.len(),
            mines: mines.len(),
            products: scenario.products().count(),
            contracts: contracts.len(),
            fabricators: fabricators.len(),
        };
        let series = SeriesPlan::new(
            extent,
            scenario.features(),
            scenario.detail(),
            scenario.watches.len(),
            scenario.is_watched(),
        );
        let drawn =
            inputs.draws.iter().map(|draw| (draw.path.clone(), inputs.drawn(draw))).collect();
        Ok(Model {
            periods: time.steps,
            substeps: scenario.time.substeps(),
            step: time.years(),
            horizon: time.years() * time.steps as f64,
            columns: inputs.columns,
            constants: inputs.constants,
            derived: inputs.derived,
            price_effects,
            draws,
            drawn,
            fair_premiums,
            price,
            districts,
            mines,
            contracts,
            hedges,
            sources,
            trader_contracts,
            backlog: scenario.shortage.unmet == Unmet::Backlog,
            penalty,
            low_carbon: scenario.report.low_carbon,
            discount_rate,
            capital_cost,
            carbon_price,
            facilities,
            fabricators,
            composite_facilities: (facilities_by_name.into_iter())
                .filter(|&facility| {
                    let own = &facility_requirements[facility];
                    own.iter().any(|&index| requirements[index].composite)
                })
                .collect(),
            facility_requirements,
            requirements,
            deferrals,
            no_lead_time,
            regions_by_name: scenario.regions.in_order_of_names(|region| &region.name),
            regions,
            routes,
            series,
        })
    }

    /// What each mine consists of: itself, or its products.
    #[inline(always)]
    pub fn sources_by_mine(&self) -> impl Iterator<Item = &[SourceModel]> {
        self.sources.chunk_by(|source, next| source.mine == next.mine)
    }

    /// Years from the metal of a requirement to what it becomes on site.
    #[inline(always)]
    pub fn lead_time<'v>(&self, requirement: RequirementIndex, values: &'v [Lanes]) -> &'v Lanes {
        let fabricator = self.requirements[requirement].fabricator;
        fabricator
            .map_or(self.no_lead_time, |fabricator| self.fabricators[fabricator].lead_time)
            .of(values)
    }

    /// The share of its output below which a mine's outages excuse the seller, if the contract is one
    /// of the mine and says so (C12).
    #[inline(always)]
    pub(crate) fn excused_below(&self, contract: ContractIndex, mine: MineIndex) -> Option<Input> {
        let contract = &self.contracts[contract];
        let SupplierModel::Mine { source, .. } = contract.supplier else { return None };
        (contract.force_majeure.as_ref())
            .filter(|_| self.sources[source].mine == mine)
            .map(|clause| clause.below)
    }

    /// Every kind of outage, of districts first, then of mines.
    pub fn outages(&self) -> impl Iterator<Item = &OutageModel> {
        let of_mines = self.mines.iter().flat_map(|mine| &mine.outages);
        self.districts.iter().flatten().chain(of_mines)
    }

    /// Whether what some spot market offers follows the price.
    pub fn has_elastic_spot(&self) -> bool {
        self.regions.iter().any(RegionModel::has_elastic_spot)
    }

    /// Whether the scenario has an optional part.
    #[inline(always)]
    pub fn has(&self, feature: Feature) -> bool {
        self.series.features.has(feature)
    }
}
