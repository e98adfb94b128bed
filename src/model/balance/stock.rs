//! Arrivals, stock and the spot market (docs/model.md, R2, R3, R7, R9).

use super::Balance;
use crate::lanes::{LANES, Lanes};
use crate::metric::flow::Flow;
use crate::model::Model;
use crate::model::exogenous::Exogenous;

/// Covers what is due from arrivals, stock and spot market, in this order, and stores, sells or refills the rest. Returns the tonnes to
/// share among the facilities.
#[inline(always)]
pub(super) fn draw_and_store(model: &Model, exogenous: &Exogenous, balance: &mut Balance, period: usize, number: usize) -> Lanes {
    let region = &model.regions[number];
    let values = &exogenous.values;
    let state = &mut balance.regions[number];
    let (arrivals, due, need) = (&state.arrivals, &state.due, &state.need);
    let flows = &mut state.account.flows;
    let spot_capacity = match &region.spot {
        Some(spot) => spot.capacity(period, model.step, &exogenous.log_prices[period], state.log_reference.as_ref(), values),
        None => Lanes::ZERO,
    };
    // R3: arrivals serve first, then stock, then what the spot market has.
    let mut pool = Lanes::ZERO;
    for lane in 0..LANES {
        let from_contract = arrivals[lane].min(due[lane]);
        let from_stock = state.stock[lane].min(due[lane] - from_contract);
        let from_spot = spot_capacity[lane].min(due[lane] - from_contract - from_stock);
        pool[lane] = from_contract + from_stock + from_spot;
        flows[Flow::DeliveredContract][lane] = from_contract;
        flows[Flow::DeliveredStock][lane] = from_stock;
        flows[Flow::DeliveredSpot][lane] = from_spot;
        flows[Flow::SpotBought][lane] = from_spot;
        flows[Flow::Delivered][lane] = pool[lane];
        state.stock[lane] += arrivals[lane] - from_contract - from_stock;
    }
    flows[Flow::Need] = *need;
    // R7: sell what the stock cannot hold, refill it from the spot market.
    match &region.inventory {
        Some(inventory) => {
            let (capacity, target) = (inventory.capacity.of(values), inventory.target.of(values));
            for lane in 0..LANES {
                let resold = (state.stock[lane] - capacity[lane]).max(0.0);
                let kept = state.stock[lane] - resold;
                let left_over = spot_capacity[lane] - flows[Flow::SpotBought][lane];
                let refill = left_over.min((target[lane] - kept).max(0.0));
                flows[Flow::Resold][lane] = resold;
                flows[Flow::SpotBought][lane] += refill;
                state.stock[lane] = kept + refill;
                // R9
                let gap = (state.gap[lane] + need[lane] - arrivals[lane]).max(target[lane] - capacity[lane]);
                state.gap[lane] = gap - spot_capacity[lane].min(gap.max(0.0));
                state.worst_gap[lane] = state.worst_gap[lane].max(state.gap[lane] - target[lane]);
            }
        }
        None => {
            for lane in 0..LANES {
                flows[Flow::Resold][lane] = state.stock[lane];
                state.stock[lane] = 0.0;
                let gap = (state.gap[lane] + need[lane] - arrivals[lane]).max(0.0);
                state.gap[lane] = gap - spot_capacity[lane].min(gap);
                state.worst_gap[lane] = state.worst_gap[lane].max(state.gap[lane]);
            }
        }
    }
    flows[Flow::Stock] = state.stock;
    pool
}
