//! Facilities whose needs are several, or not of metal itself: what they have secured, and what is
//! missing on the site (docs/model.md, F8, K5).

use super::demand::Demand;
use crate::index::{FabricatorIndex, FacilityIndex, IndexVec, RegionIndex, RequirementIndex};
use crate::metric::{Metric, Subject};
use crate::model::Model;
use crate::model::fabricator::order::OrderState;
use crate::model::moment::Moment;
use crate::model::observer::Report;
use crate::model::region::RegionState;
use crate::model::requirement::REPORTED_SHORT;
use crate::numerics::lanes::{LANES, Lanes};

/// State at time 0 of a composite facility: nothing ordered, what is secured shared out in
/// proportion to the metal (F8).
#[inline(always)]
pub fn begin_components(moment: &Moment<'_>, facility: FacilityIndex, demand: &mut Demand) {
    let &Moment { model, exogenous, .. } = moment;
    let values = &exogenous.values;
    let requirements = &model.facility_requirements[facility];
    demand.facilities[facility].component_shortfall_sum = Lanes::ZERO;
    demand.facilities[facility].secured_used = Lanes::ZERO;
    let mut metal = Lanes::ZERO;
    for &index in requirements {
        metal += &exogenous.windows[index].quantity;
    }
    for &index in requirements {
        let window = &exogenous.windows[index];
        let order = &mut demand.orders[index];
        order.clear();
        if let Some(secured) = model.facilities[facility].secured {
            let secured = secured.of(values);
            for lane in 0..LANES {
                let share =
                    if metal[lane] > 0.0 { window.quantity[lane] / metal[lane] } else { 0.0 };
                order.secured[lane] = secured[lane] * share;
            }
        }
        if model.requirements[index].fabricator.is_some() {
            let lead_time = model.lead_time(index, values);
            let profile = &model.facilities[facility].profile;
            order.site_due_before = match exogenous.cancelled.get(facility) {
                Some(cancelled) => {
                    profile.due_by_times(|lane| cancelled[lane].min(0.0) - lead_time[lane], window)
                }
                None => profile.due_by_times(|lane| -lead_time[lane], window),
            };
        }
    }
}

/// Ready for the next period.
#[inline(always)]
pub fn clear_components(model: &Model, demand: &mut Demand) {
    for &facility in &model.composite_facilities {
        let state = &mut demand.facilities[facility];
        for column in [
            &mut state.need,
            &mut state.delivered,
            &mut state.shortfall,
            &mut state.short,
            &mut state.backlog,
            &mut state.component_shortfall,
            &mut state.component_backlog,
            &mut state.missing_on_site,
        ] {
            *column = Lanes::ZERO;
        }
    }
}

/// What is missing on the sites (K5), and the periods of the facilities that need more than metal
/// at once.
#[inline(always)]
pub fn deliver_to_sites(
    moment: &Moment<'_>,
    demand: &mut Demand,
    regions: &mut IndexVec<RegionIndex, RegionState>,
    report: &mut Report<'_>,
) {
    let &Moment { model, period, .. } = moment;
    for &facility in &model.composite_facilities {
        for &index in &model.facility_requirements[facility] {
            if let Some(fabricator) = model.requirements[index].fabricator {
                deliver(moment, index, fabricator, demand);
            }
        }
        let state = &mut demand.facilities[facility];
        state.component_shortfall_sum += &state.component_shortfall;
        state.missing_on_site += &state.component_backlog;
        let missing_on_site = state.missing_on_site;
        state.close_period(state.backlog, &missing_on_site, model.step);
        let flows = &mut regions[model.facilities[facility].region].account.flows;
        flows[Metric::ComponentShortfall] += &state.component_shortfall;
        flows[Metric::ComponentBacklog] += &state.component_backlog;
        let mut report = report.of(Subject::Facility(facility).in_period(period));
        report.observe(Metric::Need, &state.need);
        report.observe(Metric::Delivered, &state.delivered);
        report.observe(Metric::Shortfall, &state.shortfall);
        report.observe(Metric::Short, &state.short);
        report.observe(Metric::Backlog, &state.backlog);
        report.observe(Metric::ComponentShortfall, &state.component_shortfall);
        report.observe(Metric::ComponentBacklog, &state.component_backlog);
    }
}

/// What is missing of one component on its site at the end of the period: the fabricator's open
/// orders of a lead time ago (K5).
#[inline(always)]
fn deliver(
    moment: &Moment<'_>,
    index: RequirementIndex,
    fabricator: FabricatorIndex,
    demand: &mut Demand,
) {
    let &Moment { model, exogenous, period, .. } = moment;
    let requirement = &model.requirements[index];
    let facility = &model.facilities[requirement.facility];
    let fabricator = &model.fabricators[fabricator];
    let values = &exogenous.values;
    let (lead_time, metal_yield) =
        (fabricator.lead_time.of(values), fabricator.metal_yield.of(values));
    let window = demand.windows.of(moment, index);
    let OrderState { overdue, pipeline, site_due_before, site_due, .. } = &mut demand.orders[index];
    let length = pipeline.len();
    for delay in 0..length {
        let place = &mut pipeline[(period + delay) % length];
        for lane in 0..LANES {
            let weight = (1.0 - (lead_time[lane] / model.step - delay as f64).abs()).max(0.0);
            place[lane] += overdue[lane] * weight;
        }
    }
    let missing = std::mem::replace(&mut pipeline[period % length], Lanes::ZERO);
    let end = moment.end();
    let due_by = match exogenous.cancelled.get(requirement.facility) {
        Some(cancelled) => {
            facility.profile.due_by_times(|lane| end.min(cancelled[lane]) - lead_time[lane], window)
        }
        None => facility.profile.due_by_times(|lane| end - lead_time[lane], window),
    };
    let state = &mut demand.facilities[requirement.facility];
    for lane in 0..LANES {
        let fresh = (due_by[lane] - site_due_before[lane]) * metal_yield[lane];
        let bound = REPORTED_SHORT.max(REPORTED_SHORT * window.quantity[lane] * metal_yield[lane]);
        site_due[lane] += fresh;
        let missing = missing[lane].min(site_due[lane]);
        let missing = if missing > bound { missing } else { 0.0 };
        state.component_backlog[lane] += missing;
        state.component_shortfall[lane] += missing.min(fresh);
    }
    *site_due_before = due_by;
}
