//! Metal that fabricators lend while the builder's is late (docs/model.md, K8).

use super::FabricatorState;
use super::order::OrderState;
use crate::index::{FabricatorIndex, IndexVec, RegionIndex, RequirementIndex};
use crate::model::facility::deferred_windows::DeferredWindows;
use crate::model::moment::Moment;
use crate::model::requirement::{Clock, RequirementState, bound, ration};
use crate::numerics::lanes::{LANES, Lanes};

/// Share of the metal received up to which nothing counts as made.
const ROUNDING: f64 = 1e-12;

/// Lets the fabricators of a region work up metal of their own for what was not served, and notes
/// what is complete by that.
#[inline(always)]
pub fn lend(
    moment: &Moment<'_>,
    region: RegionIndex,
    windows: &DeferredWindows,
    requirements: &mut IndexVec<RequirementIndex, RequirementState>,
    orders: &mut IndexVec<RequirementIndex, OrderState>,
    fabricators: &mut IndexVec<FabricatorIndex, FabricatorState>,
) {
    let &Moment { model, exogenous, .. } = moment;
    let clock = Clock { period: moment.period as f64, step: moment.model.step };
    for &own in &model.regions[region].fabricators {
        let fabricator = &model.fabricators[own];
        let Some(stock) = fabricator.stock else { continue };
        let metal_yield = fabricator.metal_yield.of(&exogenous.values);
        let mut room = *stock.of(&exogenous.values);
        let state = &mut fabricators[own];
        for &index in fabricator.classes.iter().flatten() {
            let backlog = &requirements[index].backlog;
            take_back(metal_yield, backlog, &mut orders[index], state, &mut room);
        }
        room.update(|_, room| room.max(0.0));
        for class in &fabricator.classes {
            let mut open = Lanes::ZERO;
            for &index in class {
                for lane in 0..LANES {
                    open[lane] += requirements[index].backlog[lane] - orders[index].lent[lane];
                }
            }
            let share = ration(&open, &mut room);
            for &index in class {
                let (order, requirement) = (&mut orders[index], &mut requirements[index]);
                let window = windows.of(moment, index);
                for lane in 0..LANES {
                    let newly = (requirement.backlog[lane] - order.lent[lane]) * share[lane];
                    order.lent[lane] += newly;
                    state.flows.output[lane] += newly * metal_yield[lane];
                    state.flows.scrap[lane] += newly * (1.0 - metal_yield[lane]);
                    state.lent[lane] += order.lent[lane];
                    let open = requirement.backlog[lane] - order.lent[lane];
                    order.overdue[lane] = (order.waiting[lane] + open) * metal_yield[lane];
                }
                if requirement.may_complete(clock) {
                    let backlog = requirement.backlog;
                    let is_open = |lane: usize, due: f64| {
                        let waiting = order.waiting[lane];
                        waiting > bound(waiting + due)
                            || backlog[lane] - order.lent[lane] > bound(due)
                    };
                    let cleared = |lane: usize, _: f64, _: f64| order.cleared[lane];
                    requirement.note_completion(window, clock, is_open, cleared);
                }
            }
        }
        // Where all that came was a loan repaid, rounding may leave something.
        for lane in 0..LANES {
            let made = state.flows.output[lane] + state.flows.scrap[lane]
                > ROUNDING * state.flows.received[lane];
            state.flows.output[lane] = if made { state.flows.output[lane] } else { 0.0 };
            state.flows.scrap[lane] = if made { state.flows.scrap[lane] } else { 0.0 };
        }
    }
}

/// Gives a fabricator back what it lent for metal that has come by now, and takes what is still
/// lent off the `room` for more.
#[inline(always)]
fn take_back(
    metal_yield: &Lanes,
    backlog: &Lanes,
    order: &mut OrderState,
    state: &mut FabricatorState,
    room: &mut Lanes,
) {
    for lane in 0..LANES {
        let kept = order.lent[lane].min(backlog[lane]);
        let returned = order.lent[lane] - kept;
        state.flows.output[lane] -= returned * metal_yield[lane];
        state.flows.scrap[lane] -= returned * (1.0 - metal_yield[lane]);
        order.lent[lane] = kept;
        room[lane] -= kept;
    }
}
