//! The compiled model: a scenario turned into columns of numbers and the code that runs over blocks of trials.
//!
//! `docs/model.md` has the equations; comments cite their numbers. Two phases: [`exogenous`] draws everything, [`balance`] draws nothing.

pub mod account;
pub mod balance;
pub mod contract;
pub mod exogenous;
pub mod facility;
pub mod input;
pub mod mine;
pub mod price;
pub mod region;
pub mod series;

use std::collections::HashMap;

use crate::distribution::QuantileTables;
use crate::metric::Metric;
use crate::sampling::{DependentDraws, DrawPlan, spectrum};
use crate::scenario::{Correlation, NamedVariable, Scenario, Unmet, Value};
use account::RatioNumbers;
use contract::{ContractModel, SupplierModel};
use facility::FacilityModel;
use input::{Input, InputTable, Scaled};
use mine::MineModel;
use price::PriceModel;
use region::RegionModel;
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
    pub mines: Vec<MineModel>,
    pub contracts: Vec<ContractModel>,
    /// Contracts of each mine.
    pub mine_contracts: Vec<Vec<usize>>,
    /// Contracts without a mine.
    pub trader_contracts: Vec<usize>,
    /// By region, then by priority.
    pub facilities: Vec<FacilityModel>,
    pub regions: Vec<RegionModel>,
    /// Whether unmet need waits; otherwise it is lost.
    pub backlog: bool,
    pub penalty: Option<Input>,
    pub low_carbon: Option<f64>,
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
        let mut regions: Vec<RegionModel> = scenario.regions.iter().map(|region| RegionModel::new(region, &mut inputs)).collect();
        let mines: Vec<MineModel> =
            scenario.mines.iter().map(|mine| MineModel::new(mine, time, seed, &mut inputs, tables)).collect();
        let contracts: Vec<ContractModel> =
            scenario.contracts.iter().map(|contract| ContractModel::new(contract, time, &mut inputs)).collect();
        let facilities = facilities_in_order(scenario, &mut inputs, &mut regions);
        let mut mine_contracts = vec![Vec::new(); mines.len()];
        let mut trader_contracts = Vec::new();
        for (number, contract) in contracts.iter().enumerate() {
            match contract.supplier {
                SupplierModel::Mine { number: mine, .. } => mine_contracts[mine].push(number),
                SupplierModel::Trader { .. } => trader_contracts.push(number),
            }
            regions[contract.region].contracts.push(number);
            regions[contract.region].has_needed |= contract.needed;
        }
        let penalty = scenario.shortage.penalty.as_ref().map(|penalty| inputs.input(penalty));
        let groups = dependent_draws(&scenario.correlations, &inputs)?;
        let draws = DrawPlan::new(seed, time.periods, &inputs.draws, &groups, tables)
            .map_err(|group| CompileError::NotPositiveSemiDefinite { group })?;
        let extent = Extent {
            periods: time.periods,
            regions: regions.len(),
            facilities: facilities.len(),
            mines: mines.len(),
            contracts: contracts.len(),
        };
        let series = SeriesPlan::new(extent, features(scenario, &facilities), scenario.watches.len());
        let ratio_numbers = |subject| {
            Some(RatioNumbers {
                fill_rate: series.ratio(subject, Metric::FillRate)?,
                served_by_horizon: series.ratio(subject, Metric::ServedByHorizon)?,
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
            mines,
            contracts,
            mine_contracts,
            trader_contracts,
            backlog: scenario.shortage.unmet == Unmet::Backlog,
            penalty,
            low_carbon: scenario.report.low_carbon,
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
            regions,
            series,
        })
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

/// The facilities by region and priority (stable in the scenario's order), with their classes noted in the regions.
fn facilities_in_order(scenario: &Scenario, inputs: &mut InputTable, regions: &mut [RegionModel]) -> Vec<FacilityModel> {
    // Columns are laid out in the scenario's order, whatever the order of service.
    let mut models: Vec<Option<FacilityModel>> = scenario
        .facilities
        .iter()
        .enumerate()
        .map(|(number, facility)| Some(FacilityModel::new(number, facility, &scenario.time, inputs)))
        .collect();
    let mut order: Vec<usize> = (0..models.len()).collect();
    order.sort_by_key(|&number| (scenario.facilities[number].region, scenario.facilities[number].priority));
    for (position, &number) in order.iter().enumerate() {
        let facility = &scenario.facilities[number];
        let classes = &mut regions[facility.region].classes;
        let starts_class = classes.is_empty() || scenario.facilities[order[position - 1]].priority != facility.priority;
        if starts_class {
            classes.push(position..position + 1);
        } else if let Some(class) = classes.last_mut() {
            class.end = position + 1;
        }
    }
    order.into_iter().filter_map(|number| models[number].take()).collect()
}

fn features(scenario: &Scenario, facilities: &[FacilityModel]) -> Features {
    let mines = || scenario.mines.iter();
    let traders = || scenario.contracts.iter().filter_map(|contract| contract.trader());
    let spots = || scenario.regions.iter().filter_map(|region| region.spot.as_ref());
    Features {
        contracts: !scenario.contracts.is_empty(),
        inventory: scenario.regions.iter().any(|region| region.inventory.is_some()),
        spot: spots().next().is_some(),
        take_or_pay: scenario
            .contracts
            .iter()
            .any(|contract| matches!(contract.taking, crate::scenario::Taking::Needed { take_or_pay: Some(_) })),
        penalty: scenario.shortage.penalty.is_some(),
        cost_of_delay: facilities.iter().any(|facility| facility.cost_of_delay.is_some()),
        carbon: mines().any(|mine| mine.carbon.is_some())
            || traders().any(|trader| trader.carbon.is_some())
            || spots().any(|spot| spot.carbon.is_some()),
        water: mines().any(|mine| mine.water.is_some())
            || traders().any(|trader| trader.water.is_some())
            || spots().any(|spot| spot.water.is_some()),
        low_carbon: scenario.report.low_carbon.is_some(),
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
