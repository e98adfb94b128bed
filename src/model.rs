//! The compiled model: a scenario turned into columns of numbers and the code that runs over blocks of trials.
//!
//! `docs/model.md` has the equations; comments cite their numbers. Two phases: [`exogenous`] draws everything, [`balance`] draws nothing.

pub mod account;
pub mod balance;
pub mod contract;
pub mod deferral;
pub mod exogenous;
pub mod fabricator;
pub mod facility;
pub mod hedge;
pub mod input;
pub mod mine;
pub mod pipeline;
pub mod price;
pub mod region;
pub mod requirement;
pub mod route;
pub mod series;
pub mod tariff;

use std::collections::{BTreeMap, HashMap};

use crate::distribution::QuantileTables;
use crate::lanes::Lanes;
use crate::metric::Metric;
use crate::sampling::{DependentDraws, DrawPlan, spectrum};
use crate::scenario::{Allocation, Contract, Correlation, NamedVariable, Quantity, Scenario, Unmet, Value};
use account::RatioNumbers;
use contract::{ContractModel, SupplierModel};
use deferral::DeferralModel;
use fabricator::FabricatorModel;
use facility::FacilityModel;
use hedge::HedgeModel;
use input::{Input, InputTable, Scaled};
use mine::{MineModel, OutageModel};
use price::PriceModel;
use region::RegionModel;
use requirement::RequirementModel;
use route::RouteModel;
use series::{Extent, Features, SeriesPlan, Subject};

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
    /// Contracts of each mine by claim, the first served first.
    pub mine_contracts: Vec<Vec<Vec<usize>>>,
    /// Series of what each mine sells elsewhere in the first period.
    pub mine_sales: Vec<Option<usize>>,
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
    pub facility_fill_ratios: Vec<usize>,
    pub price_paid_ratios: Vec<usize>,
    region_ratios: Vec<RatioNumbers>,
    total_ratios: Option<RatioNumbers>,
    /// By region and period, then by period for the total.
    low_carbon_ratios: HashMap<Subject, usize>,
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
            CompileError::CircularVariable { name } => write!(formatter, "variable `{name}` is defined by itself"),
            CompileError::NotDrawn { path } => write!(formatter, "`{path}` is not drawn"),
        }
    }
}

impl std::error::Error for CompileError {}

impl Model {
    /// Compiles a checked scenario.
    ///
    /// # Errors
    /// See [`CompileError`]; the scenario's own checks report the same faults with their place in the file.
    pub fn new(scenario: &Scenario) -> Result<Self, CompileError> {
        Self::with_tables(scenario, &mut QuantileTables::new())
    }

    /// Compiles a checked scenario with the tables that others left, and leaves its own. The model is the same with an empty cache.
    ///
    /// # Errors
    /// As [`Model::new`].
    pub fn with_tables(scenario: &Scenario, tables: &mut QuantileTables) -> Result<Self, CompileError> {
        tables.supply(|tables| Self::compile(scenario, tables))
    }

    fn compile(scenario: &Scenario, tables: &mut QuantileTables) -> Result<Self, CompileError> {
        let (time, seed) = (&scenario.time, scenario.simulation.seed);
        let mut inputs = InputTable::new(time.periods);
        define_variables(&scenario.variables, &mut inputs)?;
        let price = PriceModel::new(&scenario.price, time, seed, &mut inputs, tables);
        let mut regions: Vec<RegionModel> =
            scenario.regions.iter().map(|region| RegionModel::new(region, time, &mut inputs)).collect();
        let routes = RouteModel::all(scenario, &mut inputs);
        for route in &routes {
            regions[route.from].has_routes = true;
            regions[route.to].has_routes = true;
        }
        let districts = scenario
            .districts
            .iter()
            .map(|district| {
                OutageModel::list(&format!("district.{}", district.name), &district.outages, 0.0, seed, &mut inputs, tables)
            })
            .collect();
        let mines: Vec<MineModel> =
            scenario.mines.iter().map(|mine| MineModel::new(mine, time, seed, &mut inputs, tables)).collect();
        let contracts: Vec<ContractModel> =
            scenario.contracts.iter().map(|contract| ContractModel::new(contract, time, &mut inputs)).collect();
        let mut fabricators: Vec<FabricatorModel> = (scenario.fabricators.iter())
            .map(|fabricator| FabricatorModel::new(fabricator, time.period_years(), time.periods, &mut inputs))
            .collect();
        let (facilities, requirements) = facilities_and_requirements(scenario, &mut inputs);
        let mut requirements = in_order_of_service(scenario, requirements, &mut regions, &mut fabricators);
        let mut facility_requirements = vec![Vec::new(); facilities.len()];
        for (position, requirement) in requirements.iter().enumerate() {
            facility_requirements[requirement.facility].push(position);
        }
        for positions in &mut facility_requirements {
            positions.sort_by_key(|&position| requirements[position].phase);
        }
        let deferrals = DeferralModel::all(scenario, &facilities, &facility_requirements, &mut requirements);
        let hedges = scenario.hedges.iter().map(|hedge| HedgeModel::new(hedge, time, &mut inputs)).collect();
        let mut mine_claims: Vec<BTreeMap<u32, Vec<usize>>> = vec![BTreeMap::new(); mines.len()];
        let mut trader_contracts = Vec::new();
        for (number, contract) in contracts.iter().enumerate() {
            match contract.supplier {
                SupplierModel::Mine { number: mine, .. } => mine_claims[mine].entry(contract.claim).or_default().push(number),
                SupplierModel::Trader { .. } => trader_contracts.push(number),
            }
            regions[contract.region].contracts.push(number);
            regions[contract.region].has_needed |= contract.needed;
        }
        let no_lead_time = inputs.constant(0.0);
        let penalty = scenario.shortage.penalty.as_ref().map(|penalty| inputs.input(penalty));
        let mut optional = |quantity: &Option<Quantity>| quantity.as_ref().map(|quantity| inputs.input(quantity));
        let money = &scenario.money;
        let (discount_rate, capital_cost) = (optional(&money.discount_rate), optional(&money.capital_cost));
        let carbon_price = optional(&money.carbon_price);
        let groups = dependent_draws(&scenario.correlations, &inputs)?;
        let draws = DrawPlan::new(seed, time.periods, &inputs.draws, &groups, tables)
            .map_err(|group| CompileError::NotPositiveSemiDefinite { group })?;
        let extent = Extent {
            periods: time.periods,
            regions: regions.len(),
            facilities: facilities.len(),
            mines: mines.len(),
            contracts: contracts.len(),
            fabricators: fabricators.len(),
        };
        let series = SeriesPlan::new(extent, features(scenario, &facilities), scenario.watches.len());
        let ratio_numbers = |subject| {
            Some(RatioNumbers {
                fill_rate: series.ratio(subject, Metric::FillRate)?,
                served_by_horizon: series.ratio(subject, Metric::ServedByHorizon)?,
                cost_per_tonne: series.ratio(subject, Metric::CostPerTonne)?,
                low_carbon_share: series.ratio(subject, Metric::LowCarbonShare),
            })
        };
        let low_carbon_ratios = series
            .ratios
            .iter()
            .enumerate()
            .filter(|(_, ratio)| ratio.metric == Metric::LowCarbonShare)
            .map(|(number, ratio)| (ratio.subject, number))
            .collect();
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
            mine_contracts: mine_claims.into_iter().map(|claims| claims.into_values().collect()).collect(),
            trader_contracts,
            backlog: scenario.shortage.unmet == Unmet::Backlog,
            penalty,
            low_carbon: scenario.report.low_carbon,
            discount_rate,
            capital_cost,
            carbon_price,
            mine_sales: (0..scenario.mines.len())
                .map(|mine| series.series(Subject::MinePeriod(mine, 0), Metric::SoldElsewhere))
                .collect(),
            facility_fill_ratios: (0..facilities.len())
                .filter_map(|facility| series.ratio(Subject::Facility(facility), Metric::FillRate))
                .collect(),
            price_paid_ratios: (0..scenario.contracts.len())
                .filter_map(|contract| series.ratio(Subject::Contract(contract), Metric::PricePaid))
                .collect(),
            region_ratios: (0..regions.len()).filter_map(|region| ratio_numbers(Subject::Region(region))).collect(),
            total_ratios: ratio_numbers(Subject::Total),
            low_carbon_ratios,
            facilities,
            fabricators,
            composite_facilities: (0..scenario.facilities.len())
                .filter(|&facility| facility_requirements[facility].iter().any(|&position| !requirements[position].plain))
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

    /// Years from the metal of a requirement to what it becomes on site.
    #[inline(always)]
    pub fn lead_time<'v>(&self, position: usize, values: &'v [Lanes]) -> &'v Lanes {
        let maker = self.requirements[position].maker;
        maker.map_or(self.no_lead_time, |maker| self.fabricators[maker].lead_time).of(values)
    }

    /// Numbers of the ratios of a region or the total.
    #[inline(always)]
    pub fn ratio_numbers(&self, subject: Subject) -> RatioNumbers {
        match subject {
            Subject::Region(region) => self.region_ratios[region],
            _ => self.total_ratios.expect("a model with several regions, or with none, has ratios of the total"),
        }
    }

    #[inline(always)]
    pub fn low_carbon_ratio(&self, subject: Subject) -> Option<usize> {
        self.low_carbon_ratios.get(&subject).copied()
    }
}

/// Gives the named variables their columns, those first on which others rest.
fn define_variables(variables: &[NamedVariable], inputs: &mut InputTable) -> Result<(), CompileError> {
    let mut waiting: Vec<&NamedVariable> = variables.iter().collect();
    let mut defined: Vec<&str> = Vec::new();
    while !waiting.is_empty() {
        let (ready, later): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|variable| is_ready(&variable.value.value, &defined));
        if ready.is_empty() {
            return Err(CompileError::CircularVariable { name: later[0].name.clone() });
        }
        for variable in ready {
            let input = inputs.input(&variable.value);
            inputs.define_variable(&variable.name, input);
            defined.push(&variable.name);
        }
        waiting = later;
    }
    Ok(())
}

/// Whether a value rests on defined variables only.
fn is_ready(value: &Value, defined: &[&str]) -> bool {
    match value {
        Value::Constant(_) | Value::Random(_) => true,
        Value::Variable { name, .. } => defined.contains(&name.as_str()),
        Value::Changed { value, .. } => is_ready(value, defined),
    }
}

/// The facilities and all their requirements, both in the scenario's order.
fn facilities_and_requirements(scenario: &Scenario, inputs: &mut InputTable) -> (Vec<FacilityModel>, Vec<RequirementModel>) {
    let mut requirements = Vec::new();
    let facilities = scenario.facilities.iter().enumerate().map(|(number, facility)| {
        let model = FacilityModel::new(facility, &scenario.time, inputs);
        requirements.extend(RequirementModel::all(number, facility, &model, inputs));
        model
    });
    (facilities.collect(), requirements)
}

/// The requirements by the region of their metal and by priority (stable in the scenario's order), with their classes noted in the
/// regions and with the makers.
fn in_order_of_service(
    scenario: &Scenario,
    mut requirements: Vec<RequirementModel>,
    regions: &mut [RegionModel],
    fabricators: &mut [FabricatorModel],
) -> Vec<RequirementModel> {
    let place = |requirement: &RequirementModel| {
        let facility = &scenario.facilities[requirement.facility];
        (requirement.maker.map_or(facility.region, |maker| scenario.fabricators[maker].region), facility.priority)
    };
    requirements.sort_by_key(place);
    let mut before = None;
    let mut classes_of_makers: Vec<Option<u32>> = vec![None; fabricators.len()];
    for (position, requirement) in requirements.iter().enumerate() {
        let (region, priority) = place(requirement);
        let classes = &mut regions[region].classes;
        match classes.last_mut().filter(|_| before == Some((region, priority))) {
            Some(class) => class.end = position + 1,
            None => classes.push(position..position + 1),
        }
        before = Some((region, priority));
        if let Some(maker) = requirement.maker {
            let classes = &mut fabricators[maker].classes;
            let one_class = scenario.fabricators[maker].allocation == Allocation::ProRata;
            match classes.last_mut().filter(|_| one_class || classes_of_makers[maker] == Some(priority)) {
                Some(class) => class.push(position),
                None => classes.push(vec![position]),
            }
            classes_of_makers[maker] = Some(priority);
        }
    }
    let mut by_priority: Vec<usize> = (0..scenario.facilities.len()).collect();
    by_priority.sort_by_key(|&number| scenario.facilities[number].priority);
    for number in by_priority {
        regions[scenario.facilities[number].region].facilities.push(number);
    }
    for (number, fabricator) in scenario.fabricators.iter().enumerate() {
        regions[fabricator.region].fabricators.push(number);
    }
    requirements
}

fn features(scenario: &Scenario, facilities: &[FacilityModel]) -> Features {
    let mines = || scenario.mines.iter();
    let traders = || scenario.contracts.iter().filter_map(|contract| contract.trader());
    let spots = || scenario.regions.iter().filter_map(|region| region.spot.as_ref());
    Features {
        contracts: !scenario.contracts.is_empty(),
        inventory: scenario.regions.iter().any(|region| region.inventory.is_some()),
        spot: spots().next().is_some(),
        spot_lag: spots().any(|spot| spot.lag.constant() != Some(0.0)),
        routes: !scenario.routes.is_empty(),
        take_or_pay: scenario
            .contracts
            .iter()
            .any(|contract| matches!(contract.taking, crate::scenario::Taking::Needed { take_or_pay: Some(_) })),
        make_up: scenario.contracts.iter().any(|contract| contract.make_up.is_some()),
        damages: scenario.contracts.iter().any(Contract::pays_damages),
        hedges: !scenario.hedges.is_empty(),
        penalty: scenario.shortage.penalty.is_some(),
        components: scenario.facilities.iter().any(|facility| !facility.components.is_empty()),
        scrap_sold: scenario.fabricators.iter().any(|maker| matches!(maker.scrap, crate::scenario::Scrap::Sold { .. })),
        scrap_returned: scenario.fabricators.iter().any(|maker| maker.scrap == crate::scenario::Scrap::Returned),
        substitution: scenario.fabricators.iter().any(|maker| maker.substitution.is_some()),
        maker_stock: scenario.fabricators.iter().any(|maker| maker.stock.is_some()),
        deferral: facilities.iter().any(|facility| facility.deferral.is_some()),
        secured: facilities.iter().any(|facility| facility.secured.is_some()),
        cancellation: facilities.iter().any(FacilityModel::may_be_cancelled),
        cost_of_delay: facilities.iter().any(|facility| facility.cost_of_delay.is_some()),
        carbon: mines().any(|mine| mine.carbon.is_some())
            || traders().any(|trader| trader.carbon.is_some())
            || spots().any(|spot| spot.carbon.is_some())
            || scenario.routes.iter().any(|route| route.carbon.is_some()),
        water: mines().any(|mine| mine.water.is_some())
            || traders().any(|trader| trader.water.is_some())
            || spots().any(|spot| spot.water.is_some()),
        low_carbon: scenario.report.low_carbon.is_some(),
        tariff: scenario.contracts.iter().any(|contract| contract.tariff.is_some())
            || spots().any(|spot| spot.tariff.is_some())
            || scenario.routes.iter().any(|route| route.tariff.constant() != Some(0.0)),
        discount_rate: scenario.money.discount_rate.is_some(),
        capital_cost: scenario.money.capital_cost.is_some(),
        carbon_price: scenario.money.carbon_price.is_some(),
        maintenance: mines().any(|mine| !mine.maintenance.is_empty()),
        leach: mines().any(|mine| mine.leach.is_some()),
        reserve: mines().any(|mine| mine.reserve.is_some()),
    }
}

/// Merges the correlations that share a member into groups with one matrix each; pairs that no correlation names are independent.
fn dependent_draws(correlations: &[Correlation], inputs: &InputTable) -> Result<Vec<DependentDraws>, CompileError> {
    let position_of = |path: &String| {
        inputs.draws.iter().position(|draw| &draw.path == path).ok_or_else(|| CompileError::NotDrawn { path: path.clone() })
    };
    let mut groups: Vec<(Vec<usize>, Vec<&Correlation>)> = Vec::new();
    for correlation in correlations {
        let positions = correlation.members.iter().map(position_of).collect::<Result<Vec<_>, _>>()?;
        let (touched, mut others): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|(members, _)| members.iter().any(|member| positions.contains(member)));
        let mut merged: (Vec<usize>, Vec<&Correlation>) = (Vec::new(), Vec::new());
        for (members, of) in touched {
            merged.0.extend(members);
            merged.1.extend(of);
        }
        merged.0.extend(positions.iter().filter(|position| !merged.0.contains(position)).copied().collect::<Vec<_>>());
        merged.1.push(correlation);
        others.push(merged);
        groups = others;
    }
    groups
        .into_iter()
        .map(|(members, of)| {
            let n = members.len();
            let mut matrix = vec![0.0; n * n];
            for diagonal in 0..n {
                matrix[diagonal * n + diagonal] = 1.0;
            }
            for correlation in &of {
                let places = correlation
                    .members
                    .iter()
                    .map(|path| {
                        position_of(path).map(|position| members.iter().position(|&member| member == position).unwrap_or(0))
                    })
                    .collect::<Result<Vec<_>, _>>()?;
                for &row in &places {
                    for &column in places.iter().filter(|&&column| column != row) {
                        matrix[row * n + column] = correlation.coefficient;
                    }
                }
            }
            if of.iter().any(|correlation| correlation.repair) {
                let autocorrelations: Vec<f64> = members.iter().map(|&member| inputs.draws[member].autocorrelation).collect();
                matrix = repaired(&matrix, &autocorrelations);
            }
            Ok(DependentDraws { name: format!("correlation.{}", of[0].name), members, matrix })
        })
        .collect()
}

/// The correlation matrix of scores whose innovations have the nearest possible correlation matrix. Its entries are those of
/// the innovations times √((1−a²)(1−b²))/(1−ab), a positive definite kernel, so it is possible too.
fn repaired(matrix: &[f64], autocorrelations: &[f64]) -> Vec<f64> {
    let n = autocorrelations.len();
    let kernel = |i: usize, j: usize| {
        let (a, b) = (autocorrelations[i], autocorrelations[j]);
        if a == b { 1.0 } else { ((1.0 - a * a) * (1.0 - b * b)).sqrt() / (1.0 - a * b) }
    };
    let innovations: Vec<f64> = (0..n * n).map(|entry| matrix[entry] / kernel(entry / n, entry % n)).collect();
    let nearest = spectrum::nearest_correlation(&innovations, n);
    (0..n * n).map(|entry| nearest[entry] * kernel(entry / n, entry % n)).collect()
}
