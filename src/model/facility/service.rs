//! What falls due and who is served (docs/model.md, R1, R4 to R6, F5).

use super::demand::Demand;
use crate::index::{FabricatorIndex, IndexVec, RegionIndex, RequirementIndex};
use crate::metric::{Metric, Subject, SubjectKind};
use crate::model::fabricator::FabricatorState;
use crate::model::fabricator::order::{begin_orders, release};
use crate::model::moment::Moment;
use crate::model::observer::Report;
use crate::model::region::RegionState;
use crate::model::requirement::{Clearing, Clock, bound, ration};
use crate::numerics::lanes::{LANES, Lanes, lanes_where};

/// Needs of the period and what is due by class of priority (R1).
#[inline(always)]
pub fn fall_due(
    moment: &Moment<'_>,
    region: RegionIndex,
    demand: &mut Demand,
    fabricators: &mut IndexVec<FabricatorIndex, FabricatorState>,
    (class_due, class_need): (&mut [Lanes], &mut [Lanes]),
) -> (Lanes, Lanes) {
    let model = moment.model;
    let area = &model.regions[region];
    let end = moment.end();
    begin_orders(moment, region, fabricators);
    // A fabricator's capacity is shared out when all of its orders are known; elsewhere one pass
    // will do.
    let waits =
        area.fabricators.iter().any(|&fabricator| model.fabricators[fabricator].capacity.is_some());
    if waits {
        for index in area.requirements() {
            if !demand.requirements[index].dormancy.covers(end) {
                demand.requirements[index].need = fresh_need(moment, index, demand, fabricators);
            }
        }
        release(moment, region, &mut demand.requirements, &mut demand.orders);
    }
    let of_facilities = |metric| model.series.has_over_horizon(SubjectKind::Facility, metric);
    let sums_need = of_facilities(Metric::Need) || of_facilities(Metric::FillRate);
    let (mut due, mut need) = (Lanes::ZERO, Lanes::ZERO);
    for ((class, class_due), class_need) in area.classes.iter().zip(class_due).zip(class_need) {
        let (mut sum, mut fresh_sum) = (Lanes::ZERO, Lanes::ZERO);
        for &index in class {
            if demand.requirements[index].dormancy.covers(end) {
                continue;
            }
            let fresh = match waits {
                true => demand.requirements[index].need,
                false => fresh_need(moment, index, demand, fabricators),
            };
            let state = &mut demand.requirements[index];
            if sums_need {
                demand.facilities[model.requirements[index].facility].need_sum += &fresh;
            }
            for lane in 0..LANES {
                state.need[lane] = fresh[lane];
                state.due[lane] = fresh[lane] + state.backlog[lane];
                sum[lane] += state.due[lane];
                fresh_sum[lane] += fresh[lane];
            }
        }
        due += &sum;
        need += &fresh_sum;
        *class_due = sum;
        *class_need = fresh_sum;
    }
    (due, need)
}

/// What newly falls due of a requirement in the period (F3, F7 to F9), less what is secured (F8)
/// and what its fabricator does not order yet.
#[inline(always)]
fn fresh_need(
    moment: &Moment<'_>,
    index: RequirementIndex,
    demand: &mut Demand,
    fabricators: &mut IndexVec<FabricatorIndex, FabricatorState>,
) -> Lanes {
    let &Moment { model, exogenous, .. } = moment;
    let requirement = &model.requirements[index];
    let (profile, end) = (&model.facilities[requirement.facility].profile, moment.end());
    let window = demand.windows.of(moment, index);
    let state = &mut demand.requirements[index];
    let mut fresh = Lanes::ZERO;
    let since_before = |lane: usize, due_by: f64| {
        fresh[lane] = due_by - state.due_before[lane];
        state.due_before[lane] = due_by;
    };
    match exogenous.cancelled.get(requirement.facility) {
        Some(cancelled) => {
            profile.each_due_by(|lane| end.min(cancelled[lane]), window, since_before);
        }
        None => profile.each_due_by(|_| end, window, since_before),
    }
    if requirement.composite {
        let order = &mut demand.orders[index];
        if model.facilities[requirement.facility].secured.is_some() {
            let used = &mut demand.facilities[requirement.facility].secured_used;
            for lane in 0..LANES {
                let covered = fresh[lane].min(order.secured[lane]);
                order.secured[lane] -= covered;
                used[lane] += covered;
                fresh[lane] -= covered;
            }
        }
        if let Some(fabricator) = requirement.fabricator {
            model.fabricators[fabricator].place_order(
                order,
                &mut fresh,
                &mut fabricators[fabricator],
            );
        }
    }
    fresh
}

/// Shares the pool among the facilities by priority, pro rata within a class (R4 to R6), and
/// reports them.
#[inline(always)]
pub fn serve(
    moment: &Moment<'_>,
    region: RegionIndex,
    mut pool: Lanes,
    area: &mut RegionState,
    demand: &mut Demand,
    fabricators: &mut IndexVec<FabricatorIndex, FabricatorState>,
    report: &mut Report<'_>,
) {
    let &Moment { model, period, .. } = moment;
    let (end, backlog) = (moment.end(), model.backlog);
    let clock = Clock { period: period as f64, step: model.step };
    let sums_deliveries = model.series.has_over_horizon(SubjectKind::Facility, Metric::Delivered);
    let (mut due_so_far, mut need_so_far) = (Lanes::ZERO, Lanes::ZERO);
    let (mut shortfall_sum, mut backlog_sum, mut short) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
    let classes = model.regions[region].classes.iter().zip(&area.class_due);
    for ((class, class_due), class_need) in classes.zip(&area.class_need) {
        let share = ration(class_due, &mut pool);
        let is_rationed = lanes_where(|lane| share[lane] < 1.0) != 0;
        due_so_far += class_due;
        need_so_far += class_need;
        let clearing = Clearing {
            due: &due_so_far,
            need: &need_so_far,
            stock: &area.opening_stock,
            inflow: &area.inflow,
        };
        for &index in class {
            let requirement = &model.requirements[index];
            let state = &mut demand.requirements[index];
            let mut report = report.of(Subject::Facility(requirement.facility).in_period(period));
            if state.dormancy.covers(end) {
                report.observe_nothing();
                continue;
            }
            let window = demand.windows.of(moment, index);
            let got =
                if is_rationed { state.serve(&share, backlog) } else { state.serve_all(backlog) };
            if state.may_complete(clock) {
                match requirement.fabricator {
                    None => {
                        let is_open = |lane: usize, due: f64| got.unserved[lane] > bound(due);
                        let cleared = |lane: usize, due: f64, need: f64| {
                            let was_open = due - need > bound(due);
                            if was_open { clearing.share(lane, need) } else { 0.0 }
                        };
                        state.note_completion(window, clock, is_open, cleared);
                    }
                    Some(fabricator) => {
                        let order = &mut demand.orders[index];
                        order.clear_by(&clearing, state, &got.unserved, backlog);
                        // A fabricator with metal of its own has not been asked yet.
                        if model.fabricators[fabricator].stock.is_none() {
                            // What is lost in metal is made from elsewhere: only capacity is waited
                            // for.
                            let is_open = |lane: usize, due: f64| {
                                let waiting = order.waiting[lane];
                                waiting > bound(waiting + due)
                                    || backlog && got.unserved[lane] > bound(due)
                            };
                            let cleared = |lane: usize, _: f64, _: f64| order.cleared[lane];
                            state.note_completion(window, clock, is_open, cleared);
                        }
                    }
                }
            }
            let facility = &mut demand.facilities[requirement.facility];
            if is_rationed {
                shortfall_sum += &got.shortfall;
                backlog_sum += &got.backlog;
                short.update(|lane, before| before.max(got.short[lane]));
                facility.shortfall_sum += &got.shortfall;
            }
            if sums_deliveries {
                facility.delivered_sum += &got.served;
            }
            state.dormancy.note(period as f64, &state.due);
            if requirement.composite || !model.deferrals.is_empty() {
                facility.short.update(|lane, before| before.max(got.short[lane]));
            }
            if requirement.composite {
                facility.need += &state.need;
                facility.delivered += &got.served;
                facility.shortfall += &got.shortfall;
                facility.backlog += &got.backlog;
                if requirement.fabricator.is_none() {
                    facility.missing_on_site += &got.backlog;
                }
            } else {
                if !report.is_silent() {
                    report.observe(Metric::Need, &state.need);
                    report.observe(Metric::Delivered, &got.served);
                    report.observe(Metric::Shortfall, &got.shortfall);
                    report.observe(Metric::Short, &got.short);
                    report.observe(Metric::Backlog, &got.backlog);
                    report.observe(Metric::ComponentShortfall, &Lanes::ZERO);
                    report.observe(Metric::ComponentBacklog, &Lanes::ZERO);
                }
                if backlog {
                    facility.close_period(got.backlog, &got.backlog, model.step);
                }
            }
            if let Some(fabricator) = requirement.fabricator {
                let metal_yield = model.fabricators[fabricator].metal_yield.of(moment.values());
                let order = &mut demand.orders[index];
                fabricators[fabricator].make(backlog, metal_yield, &state.need, &got, order);
            }
        }
    }
    let account = &mut area.account;
    account.flows[Metric::Shortfall] = shortfall_sum;
    account.flows[Metric::Backlog] = backlog_sum;
    account.short = short;
}
