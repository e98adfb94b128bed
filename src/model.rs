//! The compiled model: a scenario turned into columns of numbers and the code that runs over blocks
//! of trials.
//!
//! `docs/model.md` has the equations; comments cite their numbers. Two phases: [`exogenous`] draws
//! everything, [`balance`] draws nothing.

pub mod balance;
pub mod contract;
mod dependence;
pub mod exogenous;
pub mod fabricator;
pub mod facility;
pub mod hedge;
pub mod input;
pub mod mine;
pub mod moment;
pub mod observer;
pub mod pipeline;
pub mod price;
pub mod region;
pub mod requirement;
pub mod route;
mod service_order;
pub mod source;
pub mod tariff;
mod variable;
pub mod window;

use std::collections::HashMap;

use crate::distribution::QuantileTables;
use crate::metric::Feature;
use crate::metric::series::{Extent, SeriesPlan};
use crate::numerics::lanes::Lanes;
use crate::sampling::DrawPlan;
use crate::scenario::{Quantity, Scenario, Unmet};
use contract::ContractModel;
use dependence::dependent_draws;
use fabricator::FabricatorModel;
use facility::FacilityModel;
use facility::deferral::DeferralModel;
use hedge::HedgeModel;
use input::{Input, InputTable, Scaled};
use mine::{MineModel, OutageModel};
use price::PriceModel;
use region::RegionModel;
use requirement::RequirementModel;
use route::RouteModel;
use service_order::{facilities_and_requirements, in_order_of_service};
use source::SourceModel;
use variable::define_variables;

/// A scenario ready to simulate.
#[derive(Debug)]
pub struct Model {
    pub periods: usize,
    /// Length of a period, years.
    pub step: f64,
    /// Years.
    pub horizon: f64,
    pub columns: usize,
    pub constants: Vec<(usize, f64)>,
    pub scaled: Vec<Scaled>,
    pub draws: DrawPlan,
    /// Columns by the path of what is drawn.
    pub drawn: HashMap<String, Input>,
    pub price: PriceModel,
    /// Kinds of outages of each district.
    pub districts: Vec<Vec<OutageModel>>,
    pub mines: Vec<MineModel>,
    pub contracts: Vec<ContractModel>,
    pub hedges: Vec<HedgeModel>,
    /// By mine.
    pub sources: Vec<SourceModel>,
    /// Contracts without a mine.
    pub trader_contracts: Vec<usize>,
    pub facilities: Vec<FacilityModel>,
    pub fabricators: Vec<FabricatorModel>,
    /// By region, then by the priority of their facilities.
    pub requirements: Vec<RequirementModel>,
    /// Positions in `requirements` of each facility's, phase by phase.
    pub facility_requirements: Vec<Vec<usize>>,
    /// Facilities whose needs are several, or not plainly of metal.
    pub composite_facilities: Vec<usize>,
    pub deferrals: Vec<DeferralModel>,
    no_lead_time: Input,
    pub regions: Vec<RegionModel>,
    /// In the order in which they are used.
    pub routes: Vec<RouteModel>,
    /// Whether unmet need waits; otherwise it is lost.
    pub backlog: bool,
    pub penalty: Option<Input>,
    pub low_carbon: Option<f64>,
    /// 1/year.
    pub discount_rate: Option<Input>,
    /// 1/year.
    pub capital_cost: Option<Input>,
    /// USD/tCO2e.
    pub carbon_price: Option<Input>,
    pub series: SeriesPlan,
}

/// Why a checked scenario cannot be compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CompileError {
    /// A group of correlated variables has a matrix that is not positive semi-definite.
    NotPositiveSemiDefinite { group: String },
    /// A variable is defined by itself.
    CircularVariable { name: String },
    /// A correlation names something that is not drawn.
    NotDrawn { path: String },
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
            CompileError::NotDrawn { path } => write!(formatter, "`{path}` is not drawn"),
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
        tables.supply(|tables| Self::compile(scenario, tables))
    }

    fn compile(scenario: &Scenario, tables: &mut QuantileTables) -> Result<Self, CompileError> {
        let (time, seed) = (&scenario.time, scenario.simulation.seed);
        let mut inputs = InputTable::new(time.periods);
        define_variables(&scenario.variables, &mut inputs)?;
        let price = PriceModel::new(&scenario.price, time, seed, &mut inputs, tables);
        let mut regions: Vec<RegionModel> = scenario
            .regions
            .iter()
            .map(|region| RegionModel::new(region, time, &mut inputs))
            .collect();
        let routes = RouteModel::all(scenario, &mut inputs);
        for route in &routes {
            regions[route.from].has_routes = true;
            regions[route.to].has_routes = true;
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
        let mines: Vec<MineModel> = scenario
            .mines
            .iter()
            .map(|mine| MineModel::new(mine, time, seed, &mut inputs, tables))
            .collect();
        let mut sources = SourceModel::all(scenario, &mut inputs);
        let contracts: Vec<ContractModel> = scenario
            .contracts
            .iter()
            .map(|contract| ContractModel::new(contract, &sources, time, &mut inputs))
            .collect();
        let trader_contracts = contract::sharing::claim(&mut sources, &contracts);
        let mut fabricators: Vec<FabricatorModel> = (scenario.fabricators.iter())
            .map(|fabricator| {
                FabricatorModel::new(fabricator, time.period_years(), time.periods, &mut inputs)
            })
            .collect();
        let (facilities, requirements) = facilities_and_requirements(scenario, &mut inputs);
        let mut requirements =
            in_order_of_service(scenario, requirements, &mut regions, &mut fabricators);
        let mut facility_requirements = vec![Vec::new(); facilities.len()];
        for (position, requirement) in requirements.iter().enumerate() {
            facility_requirements[requirement.facility].push(position);
        }
        for positions in &mut facility_requirements {
            positions.sort_by_key(|&position| requirements[position].phase);
        }
        let deferrals =
            DeferralModel::all(scenario, &facilities, &facility_requirements, &mut requirements);
        let hedges =
            scenario.hedges.iter().map(|hedge| HedgeModel::new(hedge, time, &mut inputs)).collect();
        for (number, contract) in contracts.iter().enumerate() {
            regions[contract.region].contracts.push(number);
            regions[contract.region].has_needed |= contract.needed;
        }
        let no_lead_time = inputs.constant(0.0);
        let penalty = scenario.shortage.penalty.as_ref().map(|penalty| inputs.input(penalty));
        let mut optional =
            |quantity: &Option<Quantity>| quantity.as_ref().map(|quantity| inputs.input(quantity));
        let money = &scenario.money;
        let (discount_rate, capital_cost) =
            (optional(&money.discount_rate), optional(&money.capital_cost));
        let carbon_price = optional(&money.carbon_price);
        let groups = dependent_draws(&scenario.correlations, &inputs)?;
        let draws = DrawPlan::new(seed, time.periods, &inputs.draws, &groups, tables)
            .map_err(|group| CompileError::NotPositiveSemiDefinite { group })?;
        let extent = Extent {
            periods: time.periods,
            regions: regions.len(),
            facilities: facilities.len(),
            mines: mines.len(),
            products: scenario.products().count(),
            contracts: contracts.len(),
            fabricators: fabricators.len(),
        };
        let series = SeriesPlan::new(extent, scenario.features(), scenario.watches.len());
        let drawn = inputs.draws.iter().map(|draw| (draw.path.clone(), draw.input())).collect();
        Ok(Model {
            periods: time.periods,
            step: time.period_years(),
            horizon: time.period_years() * time.periods as f64,
            columns: inputs.columns,
            constants: inputs.constants,
            scaled: inputs.scaled,
            draws,
            drawn,
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
            composite_facilities: (0..scenario.facilities.len())
                .filter(|&facility| {
                    facility_requirements[facility]
                        .iter()
                        .any(|&position| !requirements[position].plain)
                })
                .collect(),
            facility_requirements,
            requirements,
            deferrals,
            no_lead_time,
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
    pub fn lead_time<'v>(&self, position: usize, values: &'v [Lanes]) -> &'v Lanes {
        let maker = self.requirements[position].maker;
        maker.map_or(self.no_lead_time, |maker| self.fabricators[maker].lead_time).of(values)
    }

    /// Whether the scenario has an optional part.
    #[inline(always)]
    pub fn has(&self, feature: Feature) -> bool {
        self.series.features.has(feature)
    }
}
