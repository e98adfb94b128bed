//! Where metal was acquired: first in, first out through the stock (docs/model.md, R14).

use super::{RegionModel, RegionState};
use crate::index::{ContractIndex, IndexVec, RegionIndex};
use crate::metric::Metric;
use crate::model::contract::ContractState;
use crate::model::moment::Moment;
use crate::model::route::RouteModel;
use crate::numerics::lanes::{LANES, Lanes, fold_lanes};

/// Where metal was acquired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    OpeningStock,
    Spot,
    Scrap,
    Contract(ContractIndex),
}

/// Places of these among the origins of every region; those of its contracts follow.
pub const OPENING_STOCK: usize = 0;
pub const SPOT: usize = 1;
pub const SCRAP: usize = 2;
pub const FIRST_CONTRACT: usize = 3;

/// Finds where the metal of each region may come from, along the routes too.
pub fn find_origins(regions: &mut IndexVec<RegionIndex, RegionModel>, routes: &mut [RouteModel]) {
    for region in regions.iter_mut() {
        region.origins = vec![Origin::OpeningStock, Origin::Spot, Origin::Scrap];
        region.origins.extend(region.contracts.iter().copied().map(Origin::Contract));
    }
    // Metal may pass through as many regions as there are.
    for _ in 0..regions.len() {
        for route in &*routes {
            for origin in regions[route.from].origins.clone() {
                let here = &mut regions[route.to].origins;
                if !here.contains(&origin) {
                    here.push(origin);
                }
            }
        }
    }
    for route in routes {
        let here = &regions[route.to].origins;
        let place = |origin: &Origin| here.iter().position(|other| other == origin);
        route.places = regions[route.from].origins.iter().filter_map(place).collect();
    }
}

/// What a region has: by the period in which it came, and by where it was acquired.
#[derive(Debug, Clone)]
pub struct Lots {
    /// Number of origins.
    width: usize,
    /// t, by lot, then origin. The first lot is there at time 0, the others come with the periods.
    tonnes: Vec<Lanes>,
    /// The first lot of which anything may be left, and that of the period.
    oldest: usize,
    newest: usize,
    /// What was drawn last, by origin; t.
    pub drawn: Vec<Lanes>,
}

impl Lots {
    pub fn new(origins: usize, periods: usize) -> Self {
        Lots {
            width: origins,
            tonnes: vec![Lanes::ZERO; origins * (periods + 1)],
            oldest: 0,
            newest: 0,
            drawn: vec![Lanes::ZERO; origins],
        }
    }

    /// Back to time 0.
    #[inline(always)]
    pub fn begin(&mut self, opening_stock: &Lanes) {
        self.oldest = 0;
        self.newest = 0;
        self.tonnes[..self.width].fill(Lanes::ZERO);
        self.tonnes[OPENING_STOCK] = *opening_stock;
    }

    /// On to the lot of the next period.
    #[inline(always)]
    pub fn open(&mut self) {
        self.newest += 1;
        self.tonnes[self.newest * self.width..][..self.width].fill(Lanes::ZERO);
    }

    /// Adds to the lot of the period.
    #[inline(always)]
    pub fn add(&mut self, origin: usize, tonnes: &Lanes) {
        self.tonnes[self.newest * self.width + origin] += tonnes;
    }

    /// Draws tonnes from the oldest lots, of a lot the same share of every origin.
    #[inline(always)]
    pub fn draw(&mut self, tonnes: &Lanes) {
        self.drawn.fill(Lanes::ZERO);
        let mut left = *tonnes;
        for lot in self.oldest..=self.newest {
            if fold_lanes(|lane| left[lane], f64::max) <= 0.0 {
                return;
            }
            let columns = &mut self.tonnes[lot * self.width..][..self.width];
            let mut total = Lanes::ZERO;
            for column in &*columns {
                total += column;
            }
            let share = Lanes::from_fn(|lane| {
                if total[lane] > left[lane] { left[lane] / total[lane] } else { 1.0 }
            });
            left.update(|lane, left| (left - total[lane]).max(0.0));
            for (column, drawn) in columns.iter_mut().zip(&mut self.drawn) {
                for lane in 0..LANES {
                    let part = column[lane] * share[lane];
                    column[lane] -= part;
                    drawn[lane] += part;
                }
            }
            let is_empty = fold_lanes(|lane| share[lane], f64::min) == 1.0;
            if is_empty && lot == self.oldest && lot < self.newest {
                self.oldest += 1;
            }
        }
    }
}

/// Takes in what contracts bring in the period.
#[inline(always)]
pub fn take_in_arrivals(
    moment: &Moment<'_>,
    region: RegionIndex,
    state: &mut RegionState,
    contracts: &IndexVec<ContractIndex, ContractState>,
) {
    state.lots.open();
    for (place, &contract) in moment.model.regions[region].contracts.iter().enumerate() {
        state.lots.add(FIRST_CONTRACT + place, &contracts[contract].arrivals);
    }
}

/// Follows what is served, resold and bought through the stock, and says where what is served was
/// acquired.
#[inline(always)]
pub fn trace_deliveries(
    moment: &Moment<'_>,
    region: RegionIndex,
    state: &mut RegionState,
    contracts: &mut IndexVec<ContractIndex, ContractState>,
) {
    let area = &moment.model.regions[region];
    let RegionState { lots, account, .. } = state;
    let flows = &mut account.flows;
    let comes_later = area.spot.as_ref().is_some_and(|spot| spot.transit.is_some());
    if !comes_later {
        lots.add(SPOT, &flows[Metric::DeliveredSpot]);
    }
    lots.draw(&flows[Metric::Delivered]);
    for (origin, drawn) in area.origins.iter().zip(&lots.drawn) {
        match origin {
            Origin::OpeningStock => flows[Metric::OriginOpeningStock] = *drawn,
            Origin::Spot => flows[Metric::OriginSpot] = *drawn,
            Origin::Scrap => flows[Metric::OriginScrap] = *drawn,
            Origin::Contract(contract) => {
                flows[Metric::OriginContract] += drawn;
                contracts[*contract].used += drawn;
            }
        }
    }
    lots.draw(&flows[Metric::Resold]);
    if !comes_later {
        let mut refill = flows[Metric::SpotBought];
        refill -= &flows[Metric::DeliveredSpot];
        lots.add(SPOT, &refill);
    }
}
