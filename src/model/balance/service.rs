//! What falls due and who is served (docs/model.md, R1, R4 to R6, F5).

use super::Balance;
use super::components::{Received, begin_orders, make, order, release};
use crate::lanes::{LANES, Lanes};
use crate::metric::flow::Flow;
use crate::model::Model;
use crate::model::account::REPORTED_SHORT;
use crate::model::exogenous::Exogenous;
use crate::model::series::{Observer, Subject};

/// Tonnes of what is due up to which nothing counts as missing (R6).
#[inline(always)]
fn bound(due: f64) -> f64 {
    REPORTED_SHORT.max(REPORTED_SHORT * due)
}

/// Needs of the period and what is due by class of priority (R1).
#[inline(always)]
pub(super) fn fall_due(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
    number: usize,
) -> (Lanes, Lanes) {
    let region = &model.regions[number];
    let end = (period + 1) as f64 * model.step;
    begin_orders(model, exogenous, balance, period, number);
    for position in region.requirements() {
        let requirement = &model.requirements[position];
        let profile = &model.facilities[requirement.facility].profile;
        let window = &exogenous.windows[position];
        let due_by = match exogenous.cancelled.get(requirement.facility) {
            Some(cancelled) => profile.due_by_times(|lane| end.min(cancelled[lane]), window),
            None => profile.due_by(end, window),
        };
        let state = &mut balance.requirements[position];
        let mut fresh = Lanes::ZERO;
        for lane in 0..LANES {
            fresh[lane] = due_by[lane] - state.due_before[lane];
        }
        state.due_before = due_by;
        if !requirement.plain {
            order(model, balance, position, &mut fresh);
        }
        balance.requirements[position].need = fresh;
    }
    release(model, exogenous, balance, period, number);
    let (mut due, mut need) = (Lanes::ZERO, Lanes::ZERO);
    for (class, positions) in region.classes.iter().enumerate() {
        let mut sum = Lanes::ZERO;
        for position in positions.clone() {
            let state = &mut balance.requirements[position];
            let need_sum = &mut balance.facilities[model.requirements[position].facility].need_sum;
            for lane in 0..LANES {
                let fresh = state.need[lane];
                need_sum[lane] += fresh;
                state.due[lane] = fresh + state.backlog[lane];
                sum[lane] += state.due[lane];
                need[lane] += fresh;
            }
        }
        due.add(&sum);
        balance.regions[number].class_due[class] = sum;
    }
    (due, need)
}

/// Shares the pool among the facilities by priority, pro rata within a class (R4 to R6), and observes them.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub(super) fn serve<O: Observer>(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
    number: usize,
    mut pool: Lanes,
    observer: &mut O,
    mask: u64,
) {
    let region = &model.regions[number];
    let end = (period + 1) as f64 * model.step;
    let (mut shortfall_sum, mut backlog_sum, mut short) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
    for (class, positions) in region.classes.iter().enumerate() {
        let class_due = balance.regions[number].class_due[class];
        let mut share = Lanes::ZERO;
        for lane in 0..LANES {
            share[lane] = if class_due[lane] > pool[lane] { pool[lane] / class_due[lane] } else { 1.0 };
            pool[lane] -= pool[lane].min(class_due[lane]);
        }
        for position in positions.clone() {
            let requirement = &model.requirements[position];
            let state = &mut balance.requirements[position];
            let facility = &mut balance.facilities[requirement.facility];
            let window = &exogenous.windows[position];
            let (mut served, mut shortfall, mut backlog) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
            let mut unserved_due = Lanes::ZERO;
            for lane in 0..LANES {
                served[lane] = state.due[lane] * share[lane];
                let unserved = state.due[lane] - served[lane];
                unserved_due[lane] = unserved;
                let is_short = unserved > bound(state.due[lane]);
                let reported = if is_short { unserved } else { 0.0 };
                shortfall[lane] = reported.min(state.need[lane]);
                short[lane] = if is_short { 1.0 } else { short[lane] };
                state.backlog[lane] = if model.backlog { unserved } else { 0.0 };
                backlog[lane] = if model.backlog { reported } else { 0.0 };
                facility.delivered_sum[lane] += served[lane];
                facility.shortfall_sum[lane] += shortfall[lane];
            }
            let waiting = requirement.maker.map(|_| &balance.orders[position].waiting);
            for lane in 0..LANES {
                let is_open = match waiting {
                    // What is lost in metal is made from elsewhere: only capacity is waited for.
                    Some(waiting) => {
                        waiting[lane] > bound(waiting[lane] + state.due[lane])
                            || model.backlog && unserved_due[lane] > bound(state.due[lane])
                    }
                    None => unserved_due[lane] > bound(state.due[lane]),
                };
                let at_end = period as f64 == window.end_period[lane];
                let completes = !is_open && period as f64 >= window.end_period[lane] && state.completion[lane] == f64::INFINITY;
                let completion = if at_end { window.end[lane] } else { end };
                state.completion[lane] = if completes { completion } else { state.completion[lane] };
            }
            shortfall_sum.add(&shortfall);
            backlog_sum.add(&backlog);
            if requirement.plain {
                facility.reported_backlog = backlog;
                let series = model.series.base(Subject::FacilityPeriod(requirement.facility, period));
                observer.observe(series, &state.need.0, mask);
                observer.observe(series + 1, &served.0, mask);
                observer.observe(series + 2, &shortfall.0, mask);
                observer.observe(series + 3, &backlog.0, mask);
            } else {
                facility.need.add(&state.need);
                facility.delivered.add(&served);
                facility.shortfall.add(&shortfall);
                facility.backlog.add(&backlog);
            }
            if let Some(maker) = requirement.maker {
                let need = balance.requirements[position].need;
                let got =
                    Received { need: &need, served: &served, shortfall: &shortfall, backlog: &backlog, unserved: &unserved_due };
                make(model, exogenous, balance, position, maker, &got);
            }
        }
    }
    let account = &mut balance.regions[number].account;
    account.flows[Flow::Shortfall] = shortfall_sum;
    account.flows[Flow::Backlog] = backlog_sum;
    account.short = short;
}
