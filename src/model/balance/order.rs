//! What stock is ordered up to, and what is bought ahead on the spot market (docs/model.md, R10 to
//! R12).

use super::Balance;
use super::deferral::window_of;
use crate::metric::Metric;
use crate::model::Model;
use crate::model::exogenous::Exogenous;
use crate::model::region::PolicyModel;
use crate::numerics::lanes::{LANES, Lanes};

/// Tonnes by which rounding may keep a position above its reorder point.
const AT_REORDER_POINT: f64 = 1e-6;

/// The level that the policy orders up to, and the target of the period (R12). `position` is stock
/// and everything under way.
#[inline(always)]
pub(super) fn set_target(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
    number: usize,
    position: &Lanes,
    due: &Lanes,
) {
    let Some(inventory) = &model.regions[number].inventory else { return };
    let values = &exogenous.values;
    let capacity = inventory.capacity.of(values);
    let mut target = *inventory.target.of(values);
    let mut level = target;
    match &inventory.policy {
        PolicyModel::BaseStock => {}
        PolicyModel::Reorder { reorder_point, order_up_to } => {
            let reorder_point = reorder_point.of(values);
            level = *order_up_to.of(values);
            for lane in 0..LANES {
                let orders = position[lane] - due[lane] <= reorder_point[lane] + AT_REORDER_POINT;
                target[lane] = if orders { level[lane] } else { 0.0 };
            }
        }
        PolicyModel::DaysOfCover { cover } => {
            let cover = cover.of(values);
            let end = (period + 1) as f64 * model.step;
            for position in model.regions[number].requirements() {
                let window = window_of(
                    &model.requirements[position],
                    position,
                    exogenous,
                    &balance.deferred,
                );
                let facility = model.requirements[position].facility;
                let profile = &model.facilities[facility].profile;
                let due_by = match exogenous.cancelled.get(facility) {
                    // Nobody knows of a cancellation before it comes.
                    Some(cancelled) => profile.due_by_times(
                        |lane| {
                            if cancelled[lane] <= end { cancelled[lane] } else { end + cover[lane] }
                        },
                        window,
                    ),
                    None => profile.due_by_times(|lane| end + cover[lane], window),
                };
                for lane in 0..LANES {
                    target[lane] += due_by[lane] - balance.requirements[position].due_before[lane];
                }
            }
            level = target;
        }
    }
    let state = &mut balance.regions[number];
    if let Some(cheap) = &inventory.cheap {
        let (below, up_to) = (cheap.below.of(values), cheap.up_to.of(values));
        for lane in 0..LANES {
            let cheap_target = if state.price[lane] < below[lane] { up_to[lane] } else { 0.0 };
            target[lane] = target[lane].max(cheap_target);
        }
    }
    for lane in 0..LANES {
        state.target[lane] = target[lane].min(capacity[lane]);
        state.level[lane] = level[lane].min(capacity[lane]).max(state.target[lane]);
    }
}

/// What the region lacks that an order arriving `lag` years from now should bring (R11): for what
/// is due, what is neither there nor comes as early; for the target, what is neither there nor
/// under way.
#[inline(always)]
pub(super) fn lack(
    model: &Model,
    balance: &Balance,
    period: usize,
    number: usize,
    lag: &Lanes,
) -> Lanes {
    let state = &balance.regions[number];
    let mut early = state.near;
    let left = model.periods - period;
    for &contract in &model.regions[number].contracts {
        let state = &balance.contracts[contract];
        model.contracts[contract]
            .add_arriving_within(period, left, lag, model.step, state, &mut early);
    }
    let mut lack = Lanes::ZERO;
    for lane in 0..LANES {
        let for_need = state.due[lane] - early[lane];
        let for_stock = state.due[lane] + state.target[lane] - state.position[lane];
        lack[lane] = for_need.max(for_stock).max(0.0);
    }
    lack
}

/// Buys on a spot market whose metal comes later, at most `affordable` (R11).
#[inline(always)]
pub(super) fn order_spot(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
    number: usize,
    affordable: &Lanes,
) {
    let spot = model.regions[number].spot.as_ref();
    let Some(transit) = spot.and_then(|spot| spot.transit.as_ref()) else { return };
    let values = &exogenous.values;
    let mut bought = lack(model, balance, period, number, transit.lag(values));
    for lane in 0..LANES {
        bought[lane] = bought[lane].min(affordable[lane]);
    }
    let state = &mut balance.regions[number];
    let flows = &mut state.account.flows;
    flows[Metric::SpotBought] = bought;
    if let Some(pipeline) = &mut state.spot_pipeline {
        transit.send(period, &bought, model.step, values, pipeline);
        flows[Metric::SpotReceived].add(&pipeline.arrive(period));
    }
}
