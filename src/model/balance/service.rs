//! What falls due and who is served (docs/model.md, R1, R4 to R6, F5).

use super::{Balance, RegionState};
use crate::lanes::{LANES, Lanes};
use crate::metric::flow::Flow;
use crate::model::Model;
use crate::model::account::REPORTED_SHORT;
use crate::model::exogenous::Exogenous;
use crate::model::series::{Observer, Subject};

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
    let (mut due, mut need) = (Lanes::ZERO, Lanes::ZERO);
    for (class, positions) in region.classes.iter().enumerate() {
        let mut sum = Lanes::ZERO;
        for position in positions.clone() {
            let state = &mut balance.facilities[position];
            let due_by = model.facilities[position].profile.due_by(end, &exogenous.windows[position]);
            for lane in 0..LANES {
                let fresh = due_by[lane] - state.due_before[lane];
                state.need[lane] = fresh;
                state.need_sum[lane] += fresh;
                state.due[lane] = fresh + state.backlog[lane];
                sum[lane] += state.due[lane];
                need[lane] += fresh;
            }
            state.due_before = due_by;
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
    let RegionState { account, class_due, .. } = &mut balance.regions[number];
    let end = (period + 1) as f64 * model.step;
    let (mut shortfall_sum, mut backlog_sum, mut short) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
    for (class, positions) in region.classes.iter().enumerate() {
        let class_due = &class_due[class];
        let mut share = Lanes::ZERO;
        for lane in 0..LANES {
            share[lane] = if class_due[lane] > pool[lane] { pool[lane] / class_due[lane] } else { 1.0 };
            pool[lane] -= pool[lane].min(class_due[lane]);
        }
        for position in positions.clone() {
            let state = &mut balance.facilities[position];
            let window = &exogenous.windows[position];
            let (mut served, mut shortfall) = (Lanes::ZERO, Lanes::ZERO);
            for lane in 0..LANES {
                served[lane] = state.due[lane] * share[lane];
                let unserved = state.due[lane] - served[lane];
                let is_short = unserved > REPORTED_SHORT.max(REPORTED_SHORT * state.due[lane]);
                let reported = if is_short { unserved } else { 0.0 };
                shortfall[lane] = reported.min(state.need[lane]);
                short[lane] = if is_short { 1.0 } else { short[lane] };
                state.backlog[lane] = if model.backlog { unserved } else { 0.0 };
                state.reported_backlog[lane] = if model.backlog { reported } else { 0.0 };
                let at_end = period as f64 == window.end_period[lane];
                let completes = !is_short && period as f64 >= window.end_period[lane] && state.completion[lane] == f64::INFINITY;
                let completion = if at_end { window.end[lane] } else { end };
                state.completion[lane] = if completes { completion } else { state.completion[lane] };
                state.delivered_sum[lane] += served[lane];
                state.shortfall_sum[lane] += shortfall[lane];
            }
            shortfall_sum.add(&shortfall);
            backlog_sum.add(&state.reported_backlog);
            let series = model.series.base(Subject::FacilityPeriod(model.facilities[position].number, period));
            observer.observe(series, &state.need.0, mask);
            observer.observe(series + 1, &served.0, mask);
            observer.observe(series + 2, &shortfall.0, mask);
            observer.observe(series + 3, &state.reported_backlog.0, mask);
        }
    }
    account.flows[Flow::Shortfall] = shortfall_sum;
    account.flows[Flow::Backlog] = backlog_sum;
    account.short = short;
}
