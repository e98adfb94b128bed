//! Follows where metal was acquired, first in, first out through the stock (docs/model.md, R14).

use super::lots::{FIRST_CONTRACT, Origin, SPOT};
use super::{RegionModel, RegionState};
use crate::index::{ContractIndex, IndexVec, RegionIndex};
use crate::metric::Metric;
use crate::model::contract::ContractState;
use crate::model::moment::Moment;
use crate::model::route::RouteModel;

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
