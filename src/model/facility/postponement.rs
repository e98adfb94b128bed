//! Puts off what has not begun while more urgent facilities lack metal (docs/model.md, F10).

use super::demand::Demand;
use crate::model::moment::Moment;
use crate::numerics::lanes::{LANES, Lanes};

/// State at time 0.
#[inline(always)]
pub fn begin_deferrals(moment: &Moment<'_>, demand: &mut Demand) {
    let &Moment { model, exogenous, .. } = moment;
    for (deferral, state) in model.deferrals.iter().zip(&mut demand.deferrals) {
        state.phases.fill(Lanes::ZERO);
        for &index in deferral.phases.iter().flat_map(|phase| &phase.requirements) {
            if let Some(slot) = model.requirements[index].deferred {
                demand.windows.0[slot].clone_from(&exogenous.windows[index]);
            }
        }
    }
    if !model.deferrals.is_empty() {
        for facility in &mut demand.facilities {
            facility.short = Lanes::ZERO;
        }
    }
}

/// Puts off the phases that would begin in this period where a more urgent facility was short in
/// the last one.
#[inline(always)]
pub fn put_off(moment: &Moment<'_>, demand: &mut Demand) {
    let &Moment { model, exogenous, period, .. } = moment;
    if model.deferrals.is_empty() {
        return;
    }
    let now = period as f64 * model.step;
    for (number, deferral) in model.deferrals.iter().enumerate() {
        let mut waits = Lanes::ZERO;
        for &urgent in &deferral.urgent {
            for lane in 0..LANES {
                waits[lane] = waits[lane].max(demand.facilities[urgent].short[lane]);
            }
        }
        let facility = &model.facilities[deferral.facility];
        let built = facility.built_mask(&exogenous.values);
        let Some(most) = facility.deferral.map(|deferral| deferral.of(&exogenous.values)) else {
            continue;
        };
        for (phase, years) in deferral.phases.iter().zip(&mut demand.deferrals[number].phases) {
            for lane in 0..LANES {
                let cancelled =
                    exogenous.cancelled.get(deferral.facility).is_some_and(|at| at[lane] <= now);
                if waits[lane] == 0.0 || built >> lane & 1 == 0 || cancelled {
                    continue;
                }
                let windows = || {
                    phase
                        .requirements
                        .iter()
                        .filter_map(|&index| model.requirements[index].deferred)
                };
                // The phase begins with the first of its requirements.
                let first = windows().min_by(|&a, &b| {
                    demand.windows.0[a].start[lane].total_cmp(&demand.windows.0[b].start[lane])
                });
                if !first
                    .is_some_and(|slot| demand.windows.0[slot].begins_in(period, model.step, lane))
                {
                    continue;
                }
                let longer = model.step.min(most[lane] - years[lane]).max(0.0);
                years[lane] += longer;
                for slot in windows() {
                    demand.windows.0[slot].put_off(lane, longer, model.step);
                }
                for &index in &phase.requirements {
                    // What rounding had let fall due before the window.
                    demand.requirements[index].due_before[lane] = 0.0;
                }
            }
        }
    }
    for facility in &mut demand.facilities {
        facility.short = Lanes::ZERO;
    }
}
