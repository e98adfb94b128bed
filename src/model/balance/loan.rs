//! Metal that makers lend while the builder's is late (docs/model.md, K8).

use super::Balance;
use super::deferral::window_of;
use super::service::{bound, note_completion, ration};
use crate::model::Model;
use crate::model::exogenous::Exogenous;
use crate::numerics::lanes::{LANES, Lanes};

/// Share of the metal received up to which nothing counts as made.
const ROUNDING: f64 = 1e-12;

/// Lets the makers of a region work up metal of their own for what was not served, and notes what
/// is complete by that.
#[inline(always)]
pub(super) fn lend(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
    number: usize,
) {
    let at = (period as f64, (period + 1) as f64 * model.step);
    for &maker in &model.regions[number].fabricators {
        let fabricator = &model.fabricators[maker];
        let Some(stock) = fabricator.stock else { continue };
        let metal_yield = fabricator.metal_yield.of(&exogenous.values);
        let mut room = *stock.of(&exogenous.values);
        take_back(model, balance, maker, metal_yield, &mut room);
        let Balance { requirements, orders, fabricators, deferred, .. } = &mut *balance;
        let state = &mut fabricators[maker];
        for class in &fabricator.classes {
            let mut open = Lanes::ZERO;
            for &position in class {
                for lane in 0..LANES {
                    open[lane] +=
                        requirements[position].backlog[lane] - orders[position].lent[lane];
                }
            }
            let share = ration(&open, &mut room);
            for &position in class {
                let (order, requirement) = (&mut orders[position], &mut requirements[position]);
                let window =
                    window_of(&model.requirements[position], position, exogenous, deferred);
                for lane in 0..LANES {
                    let newly = (requirement.backlog[lane] - order.lent[lane]) * share[lane];
                    order.lent[lane] += newly;
                    state.output[lane] += newly * metal_yield[lane];
                    state.scrap[lane] += newly * (1.0 - metal_yield[lane]);
                    state.lent[lane] += order.lent[lane];
                    let open = requirement.backlog[lane] - order.lent[lane];
                    order.overdue[lane] = (order.waiting[lane] + open) * metal_yield[lane];
                    let waits =
                        order.waiting[lane] > bound(order.waiting[lane] + requirement.due[lane]);
                    note_completion(
                        requirement,
                        window,
                        at,
                        lane,
                        waits || open > bound(requirement.due[lane]),
                    );
                }
            }
        }
        // Where all that came was a loan repaid, rounding may leave something.
        for lane in 0..LANES {
            let made = state.output[lane] + state.scrap[lane] > ROUNDING * state.received[lane];
            state.output[lane] = if made { state.output[lane] } else { 0.0 };
            state.scrap[lane] = if made { state.scrap[lane] } else { 0.0 };
        }
    }
}

/// Gives a maker back what it lent for metal that has come by now, and takes what is still lent off
/// the `room` for more.
#[inline(always)]
fn take_back(
    model: &Model,
    balance: &mut Balance,
    maker: usize,
    metal_yield: &Lanes,
    room: &mut Lanes,
) {
    let Balance { requirements, orders, fabricators, .. } = balance;
    let state = &mut fabricators[maker];
    for &position in model.fabricators[maker].classes.iter().flatten() {
        let (order, backlog) = (&mut orders[position], &requirements[position].backlog);
        for lane in 0..LANES {
            let kept = order.lent[lane].min(backlog[lane]);
            let returned = order.lent[lane] - kept;
            state.output[lane] -= returned * metal_yield[lane];
            state.scrap[lane] -= returned * (1.0 - metal_yield[lane]);
            order.lent[lane] = kept;
            room[lane] -= kept;
        }
    }
    for lane in 0..LANES {
        room[lane] = room[lane].max(0.0);
    }
}
