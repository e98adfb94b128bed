//! What stock is ordered up to (docs/model.md, R12).

use super::{PolicyModel, RegionState};
use crate::index::RegionIndex;
use crate::model::facility::demand::Demand;
use crate::model::moment::Moment;
use crate::numerics::lanes::{LANES, Lanes};

/// Tonnes by which rounding may keep a position above its reorder point.
const AT_REORDER_POINT: f64 = 1e-6;

/// The level that the policy orders up to, and the target of the period (R12). `position` is stock
/// and everything under way.
#[inline(always)]
pub fn set_target(
    moment: &Moment<'_>,
    region: RegionIndex,
    position: &Lanes,
    demand: &Demand,
    state: &mut RegionState,
) {
    let &Moment { model, exogenous, .. } = moment;
    let Some(inventory) = &model.regions[region].inventory else { return };
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
                let orders =
                    position[lane] - state.due[lane] <= reorder_point[lane] + AT_REORDER_POINT;
                target[lane] = if orders { level[lane] } else { 0.0 };
            }
        }
        PolicyModel::DaysOfCover { cover } => {
            let cover = cover.of(values);
            let end = moment.end();
            for index in model.regions[region].requirements() {
                let window = demand.windows.of(moment, index);
                let facility = model.requirements[index].facility;
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
                    target[lane] += due_by[lane] - demand.requirements[index].due_before[lane];
                }
            }
            level = target;
        }
    }
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
