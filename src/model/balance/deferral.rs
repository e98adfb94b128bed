//! Puts off what has not begun while more urgent facilities lack metal (docs/model.md, F10).

use super::Balance;
use crate::model::Model;
use crate::model::deferral::DeferralModel;
use crate::model::exogenous::Exogenous;
use crate::model::requirement::{RequirementModel, Window};
use crate::numerics::lanes::{LANES, Lanes};

/// Years by which each phase of a facility has been put off.
#[derive(Debug, Clone)]
pub(super) struct DeferralState {
    phases: Vec<Lanes>,
}

impl DeferralState {
    pub(super) fn new(deferral: &DeferralModel) -> Self {
        DeferralState { phases: vec![Lanes::ZERO; deferral.phases.len()] }
    }

    /// Mean by the shares of the phases, years.
    #[inline(always)]
    pub(super) fn mean(&self, deferral: &DeferralModel) -> Lanes {
        let mut mean = Lanes::ZERO;
        for (years, phase) in self.phases.iter().zip(&deferral.phases) {
            for lane in 0..LANES {
                mean[lane] += phase.share * years[lane];
            }
        }
        mean
    }
}

/// The window of a requirement, put off or not.
#[inline(always)]
pub(super) fn window_of<'w>(
    requirement: &RequirementModel,
    position: usize,
    exogenous: &'w Exogenous,
    deferred: &'w [Window],
) -> &'w Window {
    match requirement.deferred {
        Some(slot) => &deferred[slot],
        None => &exogenous.windows[position],
    }
}

/// State at time 0.
#[inline(always)]
pub(super) fn begin_deferrals(model: &Model, exogenous: &Exogenous, balance: &mut Balance) {
    for (deferral, state) in model.deferrals.iter().zip(&mut balance.deferrals) {
        state.phases.fill(Lanes::ZERO);
        for &position in deferral.phases.iter().flat_map(|phase| &phase.requirements) {
            if let Some(slot) = model.requirements[position].deferred {
                balance.deferred[slot].clone_from(&exogenous.windows[position]);
            }
        }
    }
    if !model.deferrals.is_empty() {
        for facility in &mut balance.facilities {
            facility.short = Lanes::ZERO;
        }
    }
}

/// Puts off the phases that would begin in this period where a more urgent facility was short in
/// the last one.
#[inline(always)]
pub(super) fn put_off(model: &Model, exogenous: &Exogenous, balance: &mut Balance, period: usize) {
    if model.deferrals.is_empty() {
        return;
    }
    let now = period as f64 * model.step;
    for (number, deferral) in model.deferrals.iter().enumerate() {
        let mut waits = Lanes::ZERO;
        for &urgent in &deferral.urgent {
            for lane in 0..LANES {
                waits[lane] = waits[lane].max(balance.facilities[urgent].short[lane]);
            }
        }
        let facility = &model.facilities[deferral.facility];
        let built = facility.built_mask(&exogenous.values);
        let Some(most) = facility.deferral.map(|deferral| deferral.of(&exogenous.values)) else {
            continue;
        };
        for (phase, years) in deferral.phases.iter().zip(&mut balance.deferrals[number].phases) {
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
                        .filter_map(|&position| model.requirements[position].deferred)
                };
                // The phase begins with the first of its requirements.
                let first = windows().min_by(|&a, &b| {
                    balance.deferred[a].start[lane].total_cmp(&balance.deferred[b].start[lane])
                });
                if !first
                    .is_some_and(|slot| balance.deferred[slot].begins_in(period, model.step, lane))
                {
                    continue;
                }
                let longer = model.step.min(most[lane] - years[lane]).max(0.0);
                years[lane] += longer;
                for slot in windows() {
                    balance.deferred[slot].put_off(lane, longer, model.step);
                }
                for &position in &phase.requirements {
                    // What rounding had let fall due before the window.
                    balance.requirements[position].due_before[lane] = 0.0;
                }
            }
        }
    }
    for facility in &mut balance.facilities {
        facility.short = Lanes::ZERO;
    }
}
