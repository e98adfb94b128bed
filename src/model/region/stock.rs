//! Arrivals, stock and the spot market (docs/model.md, R2, R3, R7, R9, R11).

use super::RegionState;
use super::lots::SPOT;
use crate::index::{ContractIndex, IndexVec, RegionIndex};
use crate::metric::Metric;
use crate::model::contract::ContractState;
use crate::model::moment::Moment;
use crate::model::requirement::beyond_rounding;
use crate::model::route::lack;
use crate::numerics::lanes::{LANES, Lanes};

/// Covers what is due from arrivals, stock and spot market, in this order, and stores, sells or
/// refills the rest. Returns the tonnes to share among the facilities.
#[inline(always)]
pub fn draw_and_store(
    moment: &Moment<'_>,
    region: RegionIndex,
    state: &mut RegionState,
    contracts: &IndexVec<ContractIndex, ContractState>,
) -> Lanes {
    let &Moment { model, exogenous, period, .. } = moment;
    let area = &model.regions[region];
    let values = &exogenous.values;
    let lagged = area.spot.as_ref().is_some_and(|spot| spot.transit.is_some());
    let affordable = match &area.spot {
        Some(spot) => {
            let reference = state.log_reference.as_ref();
            state.on_offer = spot.capacity(
                period,
                model.step,
                exogenous.log_prices.get(period),
                reference,
                values,
            );
            spot.affordable(period, &state.on_offer, &state.price, values)
        }
        None => Lanes::ZERO,
    };
    if lagged {
        order_spot(moment, region, &affordable, state, contracts);
    }
    state.inflow = uncalled(moment, region, contracts);
    let (arrivals, due, need) = (&state.arrivals, &state.due, &state.need);
    let flows = &mut state.account.flows;
    let spot_at_hand = if lagged { flows[Metric::SpotReceived] } else { affordable };
    // R3: arrivals serve first, then metal of other regions, then stock, then what the spot market
    // has.
    let mut pool = Lanes::ZERO;
    for lane in 0..LANES {
        let (routed_in, routed_out) =
            (flows[Metric::RoutedIn][lane], flows[Metric::RoutedOut][lane]);
        let from_contract = arrivals[lane].min(due[lane]);
        let from_route = routed_in.min(due[lane] - from_contract);
        let from_stock = state.stock[lane].min(due[lane] - from_contract - from_route);
        let missing = due[lane] - from_contract - from_route - from_stock;
        let from_spot = spot_at_hand[lane].min(beyond_rounding(missing));
        pool[lane] = from_contract + from_route + from_stock + from_spot;
        flows[Metric::DeliveredContract][lane] = from_contract;
        flows[Metric::DeliveredRoute][lane] = from_route;
        flows[Metric::DeliveredStock][lane] = from_stock;
        flows[Metric::DeliveredSpot][lane] = from_spot;
        flows[Metric::Delivered][lane] = pool[lane];
        state.inflow[lane] += arrivals[lane] + routed_in + spot_at_hand[lane];
        state.stock[lane] +=
            arrivals[lane] + routed_in - from_contract - from_route - from_stock - routed_out;
    }
    if lagged {
        for lane in 0..LANES {
            state.stock[lane] +=
                flows[Metric::SpotReceived][lane] - flows[Metric::DeliveredSpot][lane];
        }
    } else {
        flows[Metric::SpotBought] = flows[Metric::DeliveredSpot];
    }
    flows[Metric::Need] = *need;
    // R7: sell what the stock cannot hold, refill it from the spot market.
    let capacity =
        area.inventory.as_ref().map_or(Lanes::ZERO, |inventory| *inventory.capacity.of(values));
    let at_once = if lagged { Lanes::ZERO } else { affordable };
    let (target, under_way) = (&state.target, &state.under_way);
    for lane in 0..LANES {
        let resold = beyond_rounding(state.stock[lane] - capacity[lane]);
        // Where all was sent away, rounding may leave less than nothing; or a little too much.
        let kept = (state.stock[lane] - resold).max(0.0).min(capacity[lane]);
        // What is under way counts, so that nothing is bought twice.
        let left_over = (at_once[lane] - flows[Metric::SpotBought][lane]).max(0.0);
        let refill = left_over.min(beyond_rounding(target[lane] - kept - under_way[lane]));
        flows[Metric::Resold][lane] = resold;
        flows[Metric::SpotBought][lane] += refill;
        state.stock[lane] = kept + refill;
        // R9, with what was bought ahead and sent as it was.
        let moved = flows[Metric::RoutedIn][lane] + flows[Metric::SpotReceived][lane]
            - flows[Metric::RoutedOut][lane];
        let level =
            (state.virtual_stock[lane] + arrivals[lane] + moved - need[lane]).min(capacity[lane]);
        let lacking = (target[lane] - level - under_way[lane]).max(-level).max(0.0);
        state.virtual_stock[lane] = level + at_once[lane].min(lacking);
        let gap = beyond_rounding(-state.virtual_stock[lane]);
        state.worst_gap[lane] = state.worst_gap[lane].max(gap);
    }
    flows[Metric::Stock] = state.stock;
    pool
}

/// What contracts would have brought in the period beside what was called, t (F11).
#[inline(always)]
fn uncalled(
    moment: &Moment<'_>,
    region: RegionIndex,
    contracts: &IndexVec<ContractIndex, ContractState>,
) -> Lanes {
    let model = moment.model;
    let mut sum = Lanes::ZERO;
    for &contract in model.regions[region].calls.iter().flatten() {
        let terms = &model.contracts[contract];
        terms.add_uncalled(model.step, moment.values(), &contracts[contract], &mut sum);
    }
    sum
}

/// Buys on a spot market whose metal comes later, at most `affordable` (R11).
#[inline(always)]
fn order_spot(
    moment: &Moment<'_>,
    region: RegionIndex,
    affordable: &Lanes,
    state: &mut RegionState,
    contracts: &IndexVec<ContractIndex, ContractState>,
) {
    let &Moment { model, exogenous, period, .. } = moment;
    let spot = model.regions[region].spot.as_ref();
    let Some(transit) = spot.and_then(|spot| spot.transit.as_ref()) else { return };
    let values = &exogenous.values;
    let mut bought = lack(moment, region, transit.lag(values), state, contracts);
    for lane in 0..LANES {
        bought[lane] = bought[lane].min(affordable[lane]);
    }
    let flows = &mut state.account.flows;
    flows[Metric::SpotBought] = bought;
    if let Some(pipeline) = &mut state.spot_pipeline {
        transit.send(period, &bought, model.step, values, pipeline);
        let received = pipeline.arrive(period);
        state.lots.add(SPOT, &received);
        flows[Metric::SpotReceived] += &received;
    }
}
