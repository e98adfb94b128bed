//! A delivery area: its spot market, its stock, and who is served first (docs/model.md, R1 to R9).

use super::input::{Input, InputTable};
use super::tariff::TariffModel;
use crate::elementary::{exp, ln};
use crate::lanes::{LANES, Lanes};
use crate::scenario::{Region, TimeGrid};

#[derive(Debug)]
pub struct RegionModel {
    pub spot: Option<SpotModel>,
    pub inventory: Option<InventoryModel>,
    pub resale_discount: Input,
    /// Positions in [`super::Model::facilities`], priorities ascending: one range a class.
    pub classes: Vec<std::ops::Range<usize>>,
    /// Its contracts.
    pub contracts: Vec<usize>,
    pub has_needed: bool,
}

#[derive(Debug)]
pub struct SpotModel {
    available: Input,
    elasticity: Option<Input>,
    reference_price: Option<Input>,
    pub premium: Input,
    pub tariff: Option<TariffModel>,
    pub carbon: Option<Input>,
    pub water: Option<Input>,
}

#[derive(Debug)]
pub struct InventoryModel {
    pub initial: Input,
    pub capacity: Input,
    pub target: Input,
    pub holding_cost: Input,
}

impl RegionModel {
    /// Without its facilities and contracts, which the model adds.
    pub fn new(region: &Region, time: &TimeGrid, inputs: &mut InputTable) -> Self {
        RegionModel {
            spot: region.spot.as_ref().map(|spot| SpotModel {
                available: inputs.input(&spot.available),
                elasticity: (spot.elasticity.constant() != Some(0.0)).then(|| inputs.input(&spot.elasticity)),
                reference_price: spot.reference_price.as_ref().map(|price| inputs.input(price)),
                premium: inputs.input(&spot.premium),
                tariff: spot.tariff.as_ref().map(|tariff| TariffModel::new(tariff, time, inputs)),
                carbon: spot.carbon.as_ref().map(|carbon| inputs.input(carbon)),
                water: spot.water.as_ref().map(|water| inputs.input(water)),
            }),
            inventory: region.inventory.as_ref().map(|inventory| InventoryModel {
                initial: inputs.input(&inventory.initial),
                capacity: inputs.input(&inventory.capacity),
                target: inputs.input(&inventory.target),
                holding_cost: inputs.input(&inventory.holding_cost),
            }),
            resale_discount: inputs.input(&region.resale_discount),
            classes: Vec::new(),
            contracts: Vec::new(),
            has_needed: false,
        }
    }

    pub fn facilities(&self) -> std::ops::Range<usize> {
        match (self.classes.first(), self.classes.last()) {
            (Some(first), Some(last)) => first.start..last.end,
            _ => 0..0,
        }
    }
}

impl SpotModel {
    /// ln of the reference price, where an elasticity needs it.
    #[inline(always)]
    pub fn reference_logarithm(&self, initial: Input, values: &[Lanes]) -> Option<Lanes> {
        self.elasticity?;
        let price = self.reference_price.unwrap_or(initial).of(values);
        let mut logarithm = Lanes::ZERO;
        for lane in 0..LANES {
            logarithm[lane] = ln(price[lane]);
        }
        Some(logarithm)
    }

    /// Tonnes on offer in the period (R2).
    #[inline(always)]
    pub fn capacity(
        &self,
        period: usize,
        step: f64,
        log_price: &Lanes,
        log_reference: Option<&Lanes>,
        values: &[Lanes],
    ) -> Lanes {
        let available = self.available.at(values, period);
        let mut capacity = Lanes::ZERO;
        match (self.elasticity, log_reference) {
            (Some(elasticity), Some(reference)) => {
                let elasticity = elasticity.of(values);
                for lane in 0..LANES {
                    capacity[lane] = available[lane] * step * exp(elasticity[lane] * (log_price[lane] - reference[lane]));
                }
            }
            _ => {
                for lane in 0..LANES {
                    capacity[lane] = available[lane] * step;
                }
            }
        }
        capacity
    }
}
