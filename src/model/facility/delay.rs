//! When a facility is complete, and what its delay costs (docs/model.md, F5, F12, F13, K6, E3).

use super::DelayCost;
use super::demand::{Demand, FacilityDelay};
use crate::index::{FacilityIndex, IndexVec, RegionIndex, RequirementIndex};
use crate::metric::Metric;
use crate::model::moment::Moment;
use crate::model::region::RegionState;
use crate::model::requirement::bound;
use crate::model::window::last_period;
use crate::numerics::lanes::{LANES, Lanes, each, lanes_where};

/// Delays of all facilities at the horizon, and their cost in the last period.
#[inline(always)]
pub fn charge_delays(
    moment: &Moment<'_>,
    demand: &mut Demand,
    regions: &mut IndexVec<RegionIndex, RegionState>,
) {
    let model = moment.model;
    for facility in model.facilities.indices() {
        demand.facilities[facility].delay = delay(moment, demand, facility);
    }
    for (region, state) in model.regions.iter().zip(regions) {
        for &facility in &region.facilities {
            state.account.note_unfinished(&demand.facilities[facility].delay.unfinished);
            if let Some(cost) = cost_of_delay(moment, demand, facility) {
                state.account.flows[Metric::CostPenalty] += &cost;
            }
        }
    }
}

/// USD; `None` for a facility whose delay costs nothing.
#[inline(always)]
pub fn cost_of_delay(
    moment: &Moment<'_>,
    demand: &Demand,
    facility: FacilityIndex,
) -> Option<Lanes> {
    let &Moment { model, exogenous, .. } = moment;
    let values = &exogenous.values;
    let delay = &demand.facilities[facility].delay;
    Some(match model.facilities[facility].cost_of_delay.as_ref()? {
        DelayCost::OfPower { rate, power } => {
            let (rate, power, late) = (rate.of(values), power.of(values), &delay.weighted);
            Lanes::from_fn(|lane| rate[lane] * power[lane] * late[lane])
        }
        DelayCost::OfMetal { rate } => {
            let rate = rate.of(values);
            Lanes::from_fn(|lane| rate[lane] * delay.late_tonnes[lane])
        }
    })
}

#[inline(always)]
fn delay(moment: &Moment<'_>, demand: &Demand, facility: FacilityIndex) -> FacilityDelay {
    let &Moment { model, exogenous, .. } = moment;
    let values = &exogenous.values;
    let never = Lanes::splat(f64::NEG_INFINITY);
    let (mut completion, mut end, mut planned_end) = (never, never, never);
    let (mut weighted, mut unfinished) = (Lanes::ZERO, Lanes::ZERO);
    let requirements = &model.facility_requirements[facility];
    for phase in
        requirements.chunk_by(|&a, &b| model.requirements[a].phase == model.requirements[b].phase)
    {
        let mut late_of_phase = Lanes::ZERO;
        for &index in phase {
            let (window, lead_time) = (&exogenous.windows[index], model.lead_time(index, values));
            let late = late(moment, demand, index);
            for lane in 0..LANES {
                let due = window.end[lane] + lead_time[lane];
                let done = due + late[lane];
                let is_after = last_period(done, model.step) >= model.periods as f64;
                unfinished[lane] = if is_after { 1.0 } else { unfinished[lane] };
                // How late it was before time 0 is past.
                let past = (-due).max(0.0);
                late_of_phase[lane] = late_of_phase[lane].max(late[lane] - past);
                end[lane] = end[lane].max(due).max(0.0);
                completion[lane] = completion[lane].max(done);
                planned_end[lane] = planned_end[lane].max(window.planned_end[lane]);
            }
        }
        let share = model.requirements[phase[0]].phase_share;
        weighted += each(|lane| share * late_of_phase[lane]);
    }
    let cancelled = exogenous.cancelled.get(facility);
    let is_cancelled = |lane: usize| cancelled.is_some_and(|at| at[lane].is_finite());
    let standing = model.facilities[facility].built_mask(values) & !lanes_where(is_cancelled);
    let late_tonnes = &demand.facilities[facility].late_tonnes;
    FacilityDelay {
        standing,
        completed: Lanes::within(standing, |lane| completion[lane]),
        completion: Lanes::within(standing, |lane| (completion[lane] - planned_end[lane]).max(0.0)),
        shortage: Lanes::within(standing, |lane| (completion[lane] - end[lane]).max(0.0)),
        weighted: Lanes::within(standing, |lane| weighted[lane]),
        late_tonnes: Lanes::within(standing, |lane| late_tonnes[lane]),
        unfinished: Lanes::within(standing, |lane| unfinished[lane]),
    }
}

/// Years by which the metal of a requirement comes after its window as drawn, what missing metal
/// put off included: to the last tonne (F5), or for what is not complete at the horizon to the
/// oldest tonne that is missing there (F12).
#[inline(always)]
fn late(moment: &Moment<'_>, demand: &Demand, index: RequirementIndex) -> Lanes {
    let &Moment { model, exogenous, .. } = moment;
    let requirement = &model.requirements[index];
    let (own, window) = (&exogenous.windows[index], demand.windows.of(moment, index));
    let (state, order) = (&demand.requirements[index], &demand.orders[index]);
    let waits = model.backlog || requirement.fabricator.is_some();
    let profile = &model.facilities[requirement.facility].profile;
    Lanes::from_fn(|lane| {
        let put_off = window.end[lane] - own.end[lane];
        if !waits {
            return put_off;
        }
        let completion = state.completion[lane];
        if completion < f64::INFINITY {
            return completion - own.end[lane];
        }
        let (due, waiting) = (state.due[lane], order.waiting[lane]);
        let unserved = state.backlog[lane] - order.lent[lane];
        if unserved <= bound(due) && waiting <= bound(waiting + due) {
            return put_off;
        }
        let due_by = state.due_before[lane];
        let served = due_by - unserved - waiting;
        let share = if served > bound(due_by) { served / window.quantity[lane] } else { 0.0 };
        let elapsed = profile.elapsed(share) / window.inverse_length[lane];
        (model.horizon - (window.start[lane] + elapsed)).max(0.0) + put_off
    })
}
