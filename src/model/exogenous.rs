//! The first phase of a block: every random number drawn and turned into prices, mine output and
//! the windows of need.

use super::Model;
use super::contract::ContractModel;
use super::facility::FacilityModel;
use super::input;
use super::mine::{Downtime, MinePath};
use super::price::{Bridge, PricePaths};
use super::requirement::Made;
use super::source::SourceModel;
use super::window::Window;
use crate::index::{
    ContractIndex, DistrictIndex, FacilityIndex, IndexVec, MineIndex, ProductIndex, RegionIndex,
    RequirementIndex,
};
use crate::numerics::elementary::ln;
use crate::numerics::instruction_set::{InstructionSet, for_each_instruction_set};
use crate::numerics::lanes::Lanes;
use crate::sampling::{DrawScratch, draw};

/// What a block of trials is exposed to.
#[derive(Debug)]
pub struct Exogenous {
    pub first_trial: u64,
    /// Every quantity of the scenario, by the columns of the model's inputs.
    pub values: Vec<Lanes>,
    /// By step, the mean over it, at which everything is paid; USD/t.
    pub prices: Vec<Lanes>,
    /// ln of them; empty where no spot market's depth depends on the price.
    pub log_prices: Vec<Lanes>,
    /// At the end of each step, USD/t.
    pub closing_prices: Vec<Lanes>,
    bridge: Vec<Bridge>,
    /// By region and period; empty where it is the reference price.
    regional_prices: IndexVec<RegionIndex, Vec<Lanes>>,
    /// Outages that the mines of a district have in common.
    districts: IndexVec<DistrictIndex, Downtime>,
    /// Those of the mine that is computed.
    downtime: Downtime,
    pub mines: IndexVec<MineIndex, MinePath>,
    /// By contract and period, the share of it in which force majeure holds (C12); empty where
    /// nothing is excused.
    pub force_majeure: IndexVec<ContractIndex, Vec<Lanes>>,
    /// Output by product and period.
    products: IndexVec<ProductIndex, Vec<Lanes>>,
    pub windows: IndexVec<RequirementIndex, Window>,
    /// When the build of each facility is cancelled, years; infinite where it is not. Empty if none
    /// ever is.
    pub cancelled: IndexVec<FacilityIndex, Lanes>,
    /// Values that were clamped to a quantity's range.
    pub clamped: u64,
    scratch: DrawScratch,
    down: Vec<Lanes>,
}

impl Exogenous {
    pub fn new(model: &Model) -> Self {
        Exogenous {
            first_trial: 0,
            values: input::initial_values(model.columns, &model.constants),
            prices: vec![Lanes::ZERO; model.periods],
            log_prices: if model.has_elastic_spot() {
                vec![Lanes::ZERO; model.periods]
            } else {
                Vec::new()
            },
            closing_prices: vec![Lanes::ZERO; model.periods],
            bridge: model.price.bridge(),
            regional_prices: (model.regions.iter())
                .map(|region| {
                    region.basis.map_or_else(Vec::new, |_| vec![Lanes::ZERO; model.periods])
                })
                .collect(),
            districts: vec![Downtime::new(); model.districts.len()].into(),
            downtime: Downtime::new(),
            force_majeure: (model.contracts.iter())
                .map(|contract| {
                    let excused = contract.force_majeure.is_some();
                    if excused { vec![Lanes::ZERO; model.periods] } else { Vec::new() }
                })
                .collect(),
            mines: model.mines.iter().map(|mine| MinePath::new(mine, model.periods)).collect(),
            products: vec![vec![Lanes::ZERO; model.periods]; model.series.extent.products].into(),
            windows: vec![Window::EMPTY; model.requirements.len()].into(),
            cancelled: if model.facilities.iter().any(FacilityModel::may_be_cancelled) {
                vec![Lanes::splat(f64::INFINITY); model.facilities.len()]
            } else {
                Vec::new()
            }
            .into(),
            clamped: 0,
            scratch: DrawScratch::default(),
            down: vec![Lanes::ZERO; model.periods],
        }
    }
}

impl Exogenous {
    /// Prices in a region by period, USD/t (R10).
    #[inline(always)]
    pub fn region_prices(&self, region: RegionIndex) -> &[Lanes] {
        let own = &self.regional_prices[region];
        if own.is_empty() { &self.prices } else { own }
    }

    /// What a source has by period, t (M10).
    #[inline(always)]
    pub fn output(&self, source: &SourceModel) -> &[Lanes] {
        match source.product {
            None => &self.mines[source.mine].output,
            Some(product) => &self.products[product],
        }
    }

    /// Prices that a contract's price follows (C7).
    #[inline(always)]
    pub fn followed_prices(&self, contract: &ContractModel) -> &[Lanes] {
        if contract.regional { self.region_prices(contract.region) } else { &self.prices }
    }
}

for_each_instruction_set! {
    /// Computes the prices of a block whose values are drawn (P6).
    fn follow_prices(model: &Model, exogenous: &mut Exogenous) {
        let Exogenous { first_trial, values, prices, closing_prices, bridge, .. } = exogenous;
        input::derive(&model.derived, values);
        let paths = PricePaths { mean: prices, closing: closing_prices, bridge };
        model.price.paths(*first_trial, values, paths);
        for effect in &model.price_effects {
            effect.apply(model.step, values, prices, closing_prices);
        }
    }
}

for_each_instruction_set! {
    /// Computes what else follows from the draws alone.
    fn follow(model: &Model, exogenous: &mut Exogenous) {
        let Exogenous {
            first_trial,
            values,
            prices,
            log_prices,
            regional_prices,
            districts,
            downtime,
            mines,
            force_majeure,
            products,
            windows,
            cancelled,
            down,
            ..
        } = exogenous;
        for (logarithm, price) in log_prices.iter_mut().zip(&*prices) {
            logarithm.set(|lane| ln(price[lane]));
        }
        for (kinds, outages) in model.districts.iter().zip(&mut *districts) {
            outages.fill(kinds, *first_trial, model.horizon, values);
        }
        for (index, path) in mines.iter_mut_enumerated() {
            let places = (&mut *downtime, &mut **down);
            model.mines[index].path(*first_trial, model.step, values, districts, places, path);
            for (contract, held) in force_majeure.iter_mut_enumerated() {
                if let Some(below) = model.excused_below(contract, index) {
                    downtime.years_below(below.of(values), model.step, held);
                    held.iter_mut().for_each(|held| *held /= model.step);
                }
            }
        }
        if !products.is_empty() {
            split_outputs(model, values, mines, products);
        }
        for (region, own) in model.regions.iter().zip(regional_prices) {
            let Some(basis) = region.basis else { continue };
            for (period, price) in own.iter_mut().enumerate() {
                *price = prices[period];
                *price += basis.at(values, period);
            }
        }
        for (requirement, window) in model.requirements.iter().zip(&mut *windows) {
            let facility = &model.facilities[requirement.facility];
            let made = requirement.fabricator.map(|fabricator| Made {
                metal_yield: model.fabricators[fabricator].metal_yield.of(values),
                lead_time: model.fabricators[fabricator].lead_time.of(values),
            });
            requirement.window(facility, made, model.step, values, window);
        }
        for (facility, cancelled) in cancelled.iter_mut_enumerated() {
            if model.facilities[facility].may_be_cancelled() {
                *cancelled = cancellation(model, facility, values, windows);
            }
        }
    }
}

/// Splits the outputs of mines among their products (M10).
#[inline(always)]
fn split_outputs(
    model: &Model,
    values: &[Lanes],
    mines: &IndexVec<MineIndex, MinePath>,
    products: &mut [Vec<Lanes>],
) {
    for (sources, path) in model.sources_by_mine().zip(mines) {
        if let Some(first) = sources[0].product {
            SourceModel::split(
                sources,
                &path.output,
                values,
                &mut products[first.get()..first.get() + sources.len()],
            );
        }
    }
}

/// When the build of a facility is cancelled: between the first start and the last end of its
/// windows on site (F9).
#[inline(always)]
fn cancellation(
    model: &Model,
    facility: FacilityIndex,
    values: &[Lanes],
    windows: &IndexVec<RequirementIndex, Window>,
) -> Lanes {
    let (mut begin, mut end) = (Lanes::splat(f64::INFINITY), Lanes::splat(f64::NEG_INFINITY));
    for &requirement in &model.facility_requirements[facility] {
        let (window, lead_time) = (&windows[requirement], model.lead_time(requirement, values));
        begin.update(|lane, begin| begin.min(window.start[lane] + lead_time[lane]));
        end.update(|lane, end| end.max(window.end[lane] + lead_time[lane]));
    }
    model.facilities[facility].cancelled_at(&begin, &end, values)
}

/// Draws the values and prices of the block that starts at `first_trial`.
pub fn draw_prices(
    instruction_set: InstructionSet,
    model: &Model,
    first_trial: u64,
    exogenous: &mut Exogenous,
) {
    exogenous.first_trial = first_trial;
    exogenous.clamped = draw::fill(
        instruction_set,
        instruction_set,
        &model.draws,
        first_trial,
        &mut exogenous.values,
        &mut exogenous.scratch,
    );
    follow_prices(instruction_set, model, exogenous);
}

/// Draws the block that starts at `first_trial` and everything that follows from the draws alone.
pub fn draw_block(
    instruction_set: InstructionSet,
    model: &Model,
    first_trial: u64,
    exogenous: &mut Exogenous,
) {
    draw_prices(instruction_set, model, first_trial, exogenous);
    follow(instruction_set, model, exogenous);
}
