//! A delivery area: its spot market, its stock, and who is served first (docs/model.md, R1 to R12).

pub mod account;
pub mod calls;
pub mod cost;
pub mod discount;
pub mod lots;
pub mod origin;
pub mod policy;
pub mod stock;

use super::input::{Input, InputTable};
use super::pipeline::{Pipeline, Transit};
use super::tariff::TariffModel;
use crate::index::{ContractIndex, FabricatorIndex, FacilityIndex, RequirementIndex};
use crate::numerics::elementary::{exp, ln};
use crate::numerics::lanes::{LANES, Lanes};
use crate::scenario::{Region, StepGrid, StockPolicy};
use account::Account;
use lots::{Lots, Origin};

#[derive(Debug)]
pub struct RegionModel {
    /// USD/t on the reference price.
    pub basis: Option<Input>,
    pub spot: Option<SpotModel>,
    pub inventory: Option<InventoryModel>,
    pub resale_discount: Input,
    /// Positions in [`super::Model::requirements`], priorities ascending: one range a class.
    pub classes: Vec<Vec<RequirementIndex>>,
    /// Its contracts.
    pub contracts: Vec<ContractIndex>,
    /// Those that it calls, by rank, the first called first.
    pub calls: Vec<Vec<ContractIndex>>,
    /// Where its metal may have been acquired.
    pub origins: Vec<Origin>,
    /// Its facilities, in the order of service.
    pub facilities: Vec<FacilityIndex>,
    /// Its component makers.
    pub fabricators: Vec<FabricatorIndex>,
    /// Whether metal may be under way to it, or sent away.
    pub has_transit: bool,
}

#[derive(Debug)]
pub struct SpotModel {
    available: Input,
    elasticity: Option<Input>,
    reference_price: Option<Input>,
    pub premium: Input,
    pub impact: Option<Input>,
    price_cap: Option<Input>,
    /// `None`: what is bought is there at once.
    pub transit: Option<Transit>,
    /// Bought before time 0, t.
    pub under_way: Option<Input>,
    pub tariff: Option<TariffModel>,
    pub carbon: Option<Input>,
    pub water: Option<Input>,
}

#[derive(Debug)]
pub struct InventoryModel {
    pub initial: Input,
    pub capacity: Input,
    pub target: Input,
    pub policy: PolicyModel,
    pub cheap: Option<CheapModel>,
    pub holding_cost: Input,
}

#[derive(Debug)]
pub enum PolicyModel {
    BaseStock,
    Reorder { reorder_point: Input, order_up_to: Input },
    DaysOfCover { cover: Input },
}

#[derive(Debug)]
pub struct CheapModel {
    pub below: Input,
    pub up_to: Input,
}

/// A region over a block.
#[derive(Debug, Clone)]
pub struct RegionState {
    pub account: Account,
    pub stock: Lanes,
    /// Stock at the beginning of the step.
    pub opening_stock: Lanes,
    /// Stock at time 0, and what is paid and under way then.
    pub paid_before: Lanes,
    /// Where the stock, and what comes in the period, was acquired.
    pub lots: Lots,
    /// Need of the period, and what is due with the backlog.
    pub need: Lanes,
    pub due: Lanes,
    /// What the region's contracts bring in the period.
    pub arrivals: Lanes,
    /// Price of the period, basis included.
    pub price: Lanes,
    /// What stock is ordered up to in the period, and what the policy orders it up to whenever it
    /// does.
    pub target: Lanes,
    pub level: Lanes,
    /// Spot metal on offer, whatever its price, and what is under way of it.
    pub on_offer: Lanes,
    pub spot_pipeline: Option<Pipeline>,
    /// All that is under way after the period.
    pub under_way: Lanes,
    /// Stock, what has arrived and what is under way by spot and routes; and those with what is
    /// under way by contracts (R11). Only where anything may be under way.
    pub near: Lanes,
    pub position: Lanes,
    /// Stock and what has arrived, less what is due and what routes have taken away.
    pub spare: Lanes,
    /// What could be served in the step beside the opening stock: arrivals, what contracts would
    /// have brought at once if it had been called, and spot metal (F11).
    pub inflow: Lanes,
    pub log_reference: Option<Lanes>,
    /// v of R9, and the maximum of −v.
    pub virtual_stock: Lanes,
    pub worst_gap: Lanes,
    /// What is due by class of priority, and what of it falls due in the period.
    pub class_due: Vec<Lanes>,
    pub class_need: Vec<Lanes>,
}

impl RegionState {
    /// Of a block that has not begun.
    pub fn new(region: &RegionModel, periods: usize) -> Self {
        RegionState {
            account: Account::new(),
            stock: Lanes::ZERO,
            opening_stock: Lanes::ZERO,
            paid_before: Lanes::ZERO,
            lots: Lots::new(region.origins.len(), periods),
            need: Lanes::ZERO,
            due: Lanes::ZERO,
            arrivals: Lanes::ZERO,
            price: Lanes::ZERO,
            target: Lanes::ZERO,
            level: Lanes::ZERO,
            on_offer: Lanes::ZERO,
            spot_pipeline: region
                .spot
                .as_ref()
                .and_then(|spot| spot.transit.as_ref())
                .map(Transit::pipeline),
            under_way: Lanes::ZERO,
            near: Lanes::ZERO,
            position: Lanes::ZERO,
            spare: Lanes::ZERO,
            inflow: Lanes::ZERO,
            log_reference: None,
            virtual_stock: Lanes::ZERO,
            worst_gap: Lanes::ZERO,
            class_due: vec![Lanes::ZERO; region.classes.len()],
            class_need: vec![Lanes::ZERO; region.classes.len()],
        }
    }

    /// State at time 0.
    #[inline(always)]
    pub fn begin(&mut self, region: &RegionModel, initial_price: Input, values: &[Lanes]) {
        self.account.reset();
        self.stock = Lanes::ZERO;
        self.under_way = Lanes::ZERO;
        let spot = region.spot.as_ref();
        self.log_reference = spot.and_then(|spot| spot.reference_logarithm(initial_price, values));
        self.target = Lanes::ZERO;
        if let Some(inventory) = &region.inventory {
            self.stock = *inventory.initial.of(values);
            let (target, capacity) = (inventory.target.of(values), inventory.capacity.of(values));
            for lane in 0..LANES {
                self.target[lane] = target[lane].min(capacity[lane]);
            }
        }
        self.virtual_stock = self.stock;
        self.lots.begin(&self.stock);
        self.level = self.target;
        let transit = spot.and_then(|spot| spot.transit.as_ref());
        if let (Some(pipeline), Some(transit)) = (&mut self.spot_pipeline, transit) {
            pipeline.clear();
            transit.fill_before(spot.and_then(|spot| spot.under_way), values, pipeline);
        }
        // The state of before the first period bounds nothing: the gap of a region that never falls
        // below its target is 0.
        self.worst_gap = Lanes::splat(f64::NEG_INFINITY);
    }
}

impl RegionModel {
    /// Without its facilities and contracts, which the model adds.
    pub fn new(region: &Region, time: &StepGrid, inputs: &mut InputTable) -> Self {
        RegionModel {
            basis: region.basis.as_ref().map(|basis| inputs.input(basis)),
            spot: region.spot.as_ref().map(|spot| SpotModel {
                available: inputs.input(&spot.available),
                elasticity: (spot.elasticity.constant() != Some(0.0))
                    .then(|| inputs.input(&spot.elasticity)),
                reference_price: spot.reference_price.as_ref().map(|price| inputs.input(price)),
                premium: inputs.input(&spot.premium),
                impact: spot.impact.as_ref().map(|impact| inputs.input(impact)),
                price_cap: spot.price_cap.as_ref().map(|cap| inputs.input(cap)),
                transit: (spot.lag.constant() != Some(0.0))
                    .then(|| Transit::new(&spot.lag, time, inputs)),
                under_way: inputs.optional(spot.under_way.as_ref()),
                tariff: spot.tariff.as_ref().map(|tariff| TariffModel::new(tariff, time, inputs)),
                carbon: spot.carbon.as_ref().map(|carbon| inputs.input(carbon)),
                water: spot.water.as_ref().map(|water| inputs.input(water)),
            }),
            inventory: region.inventory.as_ref().map(|inventory| InventoryModel {
                initial: inputs.input(&inventory.initial),
                capacity: inputs.input(&inventory.capacity),
                target: inputs.input(&inventory.target),
                policy: match &inventory.policy {
                    StockPolicy::BaseStock => PolicyModel::BaseStock,
                    StockPolicy::Reorder { reorder_point, order_up_to } => PolicyModel::Reorder {
                        reorder_point: inputs.input(reorder_point),
                        order_up_to: inputs.input(order_up_to),
                    },
                    StockPolicy::DaysOfCover { cover } => {
                        PolicyModel::DaysOfCover { cover: inputs.input(cover) }
                    }
                },
                cheap: inventory.cheap.as_ref().map(|cheap| CheapModel {
                    below: inputs.input(&cheap.below),
                    up_to: inputs.input(&cheap.up_to),
                }),
                holding_cost: inputs.input(&inventory.holding_cost),
            }),
            resale_discount: inputs.input(&region.resale_discount),
            classes: Vec::new(),
            contracts: Vec::new(),
            calls: Vec::new(),
            origins: Vec::new(),
            facilities: Vec::new(),
            fabricators: Vec::new(),
            has_transit: region.spot.as_ref().is_some_and(|spot| spot.lag.constant() != Some(0.0)),
        }
    }

    /// Whether the depth of its spot market depends on the price.
    pub fn has_elastic_spot(&self) -> bool {
        self.spot.as_ref().is_some_and(|spot| spot.elasticity.is_some())
    }

    pub fn requirements(&self) -> impl Iterator<Item = RequirementIndex> {
        self.classes.iter().flatten().copied()
    }
}

impl InventoryModel {
    /// Whether what stock is ordered up to is the same in every period.
    pub fn has_fixed_target(&self) -> bool {
        matches!(self.policy, PolicyModel::BaseStock) && self.cheap.is_none()
    }
}

impl SpotModel {
    /// ln of the reference price, where an elasticity needs it.
    #[inline(always)]
    pub fn reference_logarithm(&self, initial: Input, values: &[Lanes]) -> Option<Lanes> {
        self.elasticity?;
        let price = self.reference_price.unwrap_or(initial).of(values);
        Some(price.map(ln))
    }

    /// Tonnes on offer in the period (R2).
    #[inline(always)]
    pub fn capacity(
        &self,
        period: usize,
        step: f64,
        log_price: Option<&Lanes>,
        log_reference: Option<&Lanes>,
        values: &[Lanes],
    ) -> Lanes {
        let available = self.available.at(values, period);
        match (self.elasticity, log_price, log_reference) {
            (Some(elasticity), Some(log_price), Some(reference)) => {
                let elasticity = elasticity.of(values);
                Lanes::from_fn(|lane| {
                    let relative_logarithm = log_price[lane] - reference[lane];
                    available[lane] * step * exp(elasticity[lane] * relative_logarithm)
                })
            }
            _ => available.map(|available| available * step),
        }
    }

    /// The part of `on_offer` whose price, premium and impact included, is at most the cap (R10).
    #[inline(always)]
    pub fn affordable(
        &self,
        period: usize,
        on_offer: &Lanes,
        price: &Lanes,
        values: &[Lanes],
    ) -> Lanes {
        let Some(cap) = self.price_cap else { return *on_offer };
        let (cap, premium) = (cap.of(values), self.premium.at(values, period));
        let impact = self.impact.map_or(Lanes::ZERO, |impact| *impact.at(values, period));
        Lanes::from_fn(|lane| {
            let headroom = cap[lane] - (price[lane] + premium[lane]);
            if headroom < 0.0 {
                0.0
            } else if headroom >= impact[lane] {
                on_offer[lane]
            } else {
                on_offer[lane] * (headroom / impact[lane])
            }
        })
    }
}
