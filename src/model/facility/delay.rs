//! When a facility is complete, and what its delay costs (docs/model.md, F5, K6, E3).

use super::demand::{Demand, FacilityDelay};
use crate::index::{FacilityIndex, IndexVec, RegionIndex};
use crate::metric::Metric;
use crate::model::moment::Moment;
use crate::model::region::RegionState;
use crate::numerics::lanes::{LANES, Lanes};

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
    let cost = model.facilities[facility].cost_of_delay.as_ref()?;
    let (rate, power) = (cost.rate.of(&exogenous.values), cost.power.of(&exogenous.values));
    let late = &demand.facilities[facility].delay.weighted;
    let mut usd = Lanes::ZERO;
    for lane in 0..LANES {
        usd[lane] = rate[lane] * power[lane] * late[lane];
    }
    Some(usd)
}

#[inline(always)]
fn delay(moment: &Moment<'_>, demand: &Demand, facility: FacilityIndex) -> FacilityDelay {
    let &Moment { model, exogenous, .. } = moment;
    let values = &exogenous.values;
    let never = Lanes::splat(f64::NEG_INFINITY);
    let (mut completion, mut end, mut planned_end) = (never, never, never);
    let mut weighted = Lanes::ZERO;
    let requirements = &model.facility_requirements[facility];
    for phase in
        requirements.chunk_by(|&a, &b| model.requirements[a].phase == model.requirements[b].phase)
    {
        let mut late_of_phase = Lanes::ZERO;
        for &index in phase {
            // What missing metal puts off is late from the window on as it was before.
            let end_of_metal = &demand.windows.of(moment, index).end;
            let (window, lead_time) = (&exogenous.windows[index], model.lead_time(index, values));
            let waits = model.backlog || model.requirements[index].fabricator.is_some();
            let metal = &demand.requirements[index].completion;
            for lane in 0..LANES {
                let served = if waits { metal[lane] } else { end_of_metal[lane] };
                let done = (served + lead_time[lane]).min(model.horizon);
                let due = window.end[lane] + lead_time[lane];
                completion[lane] = completion[lane].max(done);
                end[lane] = end[lane].max(due);
                planned_end[lane] = planned_end[lane].max(window.planned_end[lane]);
                late_of_phase[lane] = late_of_phase[lane].max(done - due);
            }
        }
        let share = model.requirements[phase[0]].phase_share;
        for lane in 0..LANES {
            weighted[lane] += share * late_of_phase[lane];
        }
    }
    let built = model.facilities[facility].built_mask(values);
    let mut delay = FacilityDelay::NONE;
    for lane in 0..LANES {
        let cancelled = exogenous.cancelled.get(facility).is_some_and(|at| at[lane].is_finite());
        if built >> lane & 1 == 1 && !cancelled {
            delay.completion[lane] = (completion[lane] - planned_end[lane]).max(0.0);
            delay.shortage[lane] = (completion[lane] - end[lane]).max(0.0);
            delay.weighted[lane] = weighted[lane];
        }
    }
    delay
}
