//! What falls due and who is served (docs/model.md, R1, R4 to R6, F5).

use super::components::{begin_orders, make, order, release};
use super::deferral::window_of;
use super::{Balance, RequirementState};
use crate::metric::{Metric, Subject};
use crate::model::Model;
use crate::model::account::REPORTED_SHORT;
use crate::model::exogenous::Exogenous;
use crate::model::observer::{Observer, Report};
use crate::model::requirement::Window;
use crate::numerics::lanes::{LANES, Lanes};

/// Tonnes of what is due up to which nothing counts as missing (R6).
#[inline(always)]
pub(super) fn bound(due: f64) -> f64 {
    REPORTED_SHORT.max(REPORTED_SHORT * due)
}

/// What each of a class gets of what it wants, as a share: all of it, or as much as there is for
/// the class; the rest is left for the next.
#[inline(always)]
pub(super) fn ration(wanted: &Lanes, left: &mut Lanes) -> Lanes {
    let mut share = Lanes::ZERO;
    for lane in 0..LANES {
        share[lane] = if wanted[lane] > left[lane] { left[lane] / wanted[lane] } else { 1.0 };
        left[lane] -= left[lane].min(wanted[lane]);
    }
    share
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
    // A maker's capacity is shared out when all of its orders are known; elsewhere one pass will
    // do.
    let waits = region.fabricators.iter().any(|&maker| model.fabricators[maker].capacity.is_some());
    if waits {
        for position in region.requirements() {
            if !balance.requirements[position].dormancy.covers(end) {
                balance.requirements[position].need =
                    fresh_need(model, exogenous, balance, position, end);
            }
        }
        release(model, exogenous, balance, period, number);
    }
    let (mut due, mut need) = (Lanes::ZERO, Lanes::ZERO);
    for (class, positions) in region.classes.iter().enumerate() {
        let mut sum = Lanes::ZERO;
        for position in positions.clone() {
            if balance.requirements[position].dormancy.covers(end) {
                continue;
            }
            let fresh = match waits {
                true => balance.requirements[position].need,
                false => fresh_need(model, exogenous, balance, position, end),
            };
            let state = &mut balance.requirements[position];
            let need_sum = &mut balance.facilities[model.requirements[position].facility].need_sum;
            for lane in 0..LANES {
                state.need[lane] = fresh[lane];
                need_sum[lane] += fresh[lane];
                state.due[lane] = fresh[lane] + state.backlog[lane];
                sum[lane] += state.due[lane];
                need[lane] += fresh[lane];
            }
        }
        due.add(&sum);
        balance.regions[number].class_due[class] = sum;
    }
    (due, need)
}

/// What newly falls due of a requirement by `end` (F3, F7 to F9).
#[inline(always)]
fn fresh_need(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    position: usize,
    end: f64,
) -> Lanes {
    let requirement = &model.requirements[position];
    let profile = &model.facilities[requirement.facility].profile;
    let window = window_of(requirement, position, exogenous, &balance.deferred);
    let state = &mut balance.requirements[position];
    let mut fresh = Lanes::ZERO;
    let since_before = |lane: usize, due_by: f64| {
        fresh[lane] = due_by - state.due_before[lane];
        state.due_before[lane] = due_by;
    };
    match exogenous.cancelled.get(requirement.facility) {
        Some(cancelled) => {
            profile.each_due_by(|lane| end.min(cancelled[lane]), window, since_before)
        }
        None => profile.each_due_by(|_| end, window, since_before),
    }
    if !requirement.plain {
        order(model, balance, position, &mut fresh);
    }
    fresh
}

/// What a requirement got in a period, and what it lacks, t; the last two as reported (R6).
pub(super) struct Served {
    pub served: Lanes,
    pub unserved: Lanes,
    pub shortfall: Lanes,
    pub backlog: Lanes,
}

/// Serves a requirement its share of what is due, and notes when its metal is complete (R4 to R6,
/// F5). `is_open` says for a lane, and whether it is short, if something is still to come.
#[inline(always)]
fn serve_requirement(
    state: &mut RequirementState,
    window: &Window,
    share: &Lanes,
    (period, end): (usize, f64),
    keeps_backlog: bool,
    short: &mut Lanes,
    is_open: impl Fn(usize, bool, f64) -> bool,
) -> Served {
    let period = period as f64;
    let mut of = Served {
        served: Lanes::ZERO,
        unserved: Lanes::ZERO,
        shortfall: Lanes::ZERO,
        backlog: Lanes::ZERO,
    };
    for lane in 0..LANES {
        of.served[lane] = state.due[lane] * share[lane];
        let unserved = state.due[lane] - of.served[lane];
        of.unserved[lane] = unserved;
        let is_short = unserved > bound(state.due[lane]);
        let reported = if is_short { unserved } else { 0.0 };
        of.shortfall[lane] = reported.min(state.need[lane]);
        short[lane] = if is_short { 1.0 } else { short[lane] };
        state.backlog[lane] = if keeps_backlog { unserved } else { 0.0 };
        of.backlog[lane] = if keeps_backlog { reported } else { 0.0 };
        note_completion(
            state,
            window,
            (period, end),
            lane,
            is_open(lane, is_short, state.due[lane]),
        );
    }
    of
}

/// Notes when the metal of a requirement is complete (F5, K6).
#[inline(always)]
pub(super) fn note_completion(
    state: &mut RequirementState,
    window: &Window,
    (period, end): (f64, f64),
    lane: usize,
    is_open: bool,
) {
    let at_end = period == window.end_period[lane];
    let is_first = state.completion[lane] == f64::INFINITY;
    let completes = !is_open && period >= window.end_period[lane] && is_first;
    let completion = if at_end { window.end[lane] } else { end };
    state.completion[lane] = if completes { completion } else { state.completion[lane] };
}

/// Shares the pool among the facilities by priority, pro rata within a class (R4 to R6), and
/// observes them.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub(super) fn serve<O: Observer>(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
    number: usize,
    mut pool: Lanes,
    report: &mut Report<'_, O>,
) {
    let region = &model.regions[number];
    let end = (period + 1) as f64 * model.step;
    let (mut shortfall_sum, mut backlog_sum, mut short) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
    for (class, positions) in region.classes.iter().enumerate() {
        let class_due = balance.regions[number].class_due[class];
        let share = ration(&class_due, &mut pool);
        for position in positions.clone() {
            let requirement = &model.requirements[position];
            let state = &mut balance.requirements[position];
            let mut report = report.of(Subject::Facility(requirement.facility).in_period(period));
            if state.dormancy.covers(end) {
                report.observe_nothing();
                continue;
            }
            let window = window_of(requirement, position, exogenous, &balance.deferred);
            let at = (period, end);
            let of = match requirement.maker {
                None => serve_requirement(
                    state,
                    window,
                    &share,
                    at,
                    model.backlog,
                    &mut short,
                    |_, is_short, _| is_short,
                ),
                Some(maker) => {
                    let waiting = &balance.orders[position].waiting;
                    // A maker with metal of its own has not been asked yet.
                    let lends = model.fabricators[maker].stock.is_some();
                    // What is lost in metal is made from elsewhere: only capacity is waited for.
                    let is_open = |lane: usize, is_short: bool, due: f64| {
                        lends
                            || waiting[lane] > bound(waiting[lane] + due)
                            || model.backlog && is_short
                    };
                    serve_requirement(state, window, &share, at, model.backlog, &mut short, is_open)
                }
            };
            shortfall_sum.add(&of.shortfall);
            backlog_sum.add(&of.backlog);
            let facility = &mut balance.facilities[requirement.facility];
            facility.delivered_sum.add(&of.served);
            if !model.deferrals.is_empty() {
                for lane in 0..LANES {
                    let is_short = of.shortfall[lane] > 0.0 || of.backlog[lane] > 0.0;
                    facility.short[lane] = if is_short { 1.0 } else { facility.short[lane] };
                }
            }
            facility.shortfall_sum.add(&of.shortfall);
            state.dormancy.note(period as f64, &state.due);
            if requirement.plain {
                report.observe(Metric::Need, &state.need);
                report.observe(Metric::Delivered, &of.served);
                report.observe(Metric::Shortfall, &of.shortfall);
                report.observe(Metric::Backlog, &of.backlog);
                report.observe(Metric::ComponentShortfall, &Lanes::ZERO);
                report.observe(Metric::ComponentBacklog, &Lanes::ZERO);
                facility.reported_backlog = of.backlog;
            } else {
                facility.need.add(&state.need);
                facility.delivered.add(&of.served);
                facility.shortfall.add(&of.shortfall);
                facility.backlog.add(&of.backlog);
            }
            if let Some(maker) = requirement.maker {
                let need = state.need;
                make(model, exogenous, balance, position, maker, &need, &of);
            }
        }
    }
    let account = &mut balance.regions[number].account;
    account.flows[Metric::Shortfall] = shortfall_sum;
    account.flows[Metric::Backlog] = backlog_sum;
    account.short = short;
}
