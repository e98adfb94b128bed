//! Hands the metrics of periods and of the horizon to the observer.

use super::Balance;
use super::deferral::window_of;
use super::delay::cost_of_delay;
use super::mines::report_mines;
use crate::metric::{Metric, Subject};
use crate::model::Model;
use crate::model::exogenous::Exogenous;
use crate::model::observer::{Observer, Report};
use crate::numerics::lanes::{LANES, Lanes};

/// Adds the period to the horizon's accounts and observes regions and the total.
#[inline(always)]
pub(super) fn observe_period<O: Observer>(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
    report: &mut Report<'_, O>,
) {
    let plan = &model.series;
    let several = model.regions.len() != 1;
    if several {
        balance.total.add_up_flows(balance.regions.iter().map(|state| &state.account), &plan.flows);
    }
    for (number, state) in balance.regions.iter_mut().enumerate() {
        state.account.close_period(period, model.step, &plan.flows);
        let region = Subject::Region(number).in_period(period);
        state.account.report_period(&plan.flows, &mut report.of(region));
    }
    if several {
        balance.total.close_period(period, model.step, &plan.flows);
        let total = Subject::Total.in_period(period);
        balance.total.report_period(&plan.flows, &mut report.of(total));
    }
    let whole = if several { &balance.total } else { &balance.regions[0].account };
    let (mut first, mut so_far) = (Lanes::ZERO, Lanes::ZERO);
    for lane in 0..LANES {
        first[lane] = f64::from(whole.first_short[lane] == period as f64);
        so_far[lane] = f64::from(whole.first_short[lane] <= period as f64);
    }
    let price = &exogenous.prices[period];
    report.spot_pair(period, price, &whole.flows[Metric::SpotBought]);
    let mut total = report.of(Subject::Total.in_period(period));
    total.observe(Metric::Price, price);
    total.observe(Metric::FirstShortfall, &first);
    total.observe(Metric::ShortSoFar, &so_far);
}

/// Observes everything over the horizon.
#[inline(always)]
pub(super) fn observe_horizon<O: Observer>(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    report: &mut Report<'_, O>,
) {
    let plan = &model.series;
    let several = model.regions.len() != 1;
    for facility in 0..model.facilities.len() {
        observe_facility(model, exogenous, balance, facility, report);
    }
    observe_fabricators(balance, report);
    for (number, region) in model.regions.iter().enumerate() {
        for position in region.requirements() {
            let after = due_after_horizon(model, exogenous, balance, position);
            balance.regions[number].account.need_after.add(&after);
        }
        let state = &mut balance.regions[number];
        for lane in 0..LANES {
            state.account.cover_gap[lane] = state.worst_gap[lane].max(0.0);
        }
        if several {
            balance.total.add_horizon(&state.account);
        }
        state.account.report_horizon(&plan.flows, &mut report.of(Subject::Region(number)));
    }
    if several {
        balance.total.report_horizon(&plan.flows, &mut report.of(Subject::Total));
    }
    for (number, totals) in balance.contract_totals.iter().enumerate() {
        let (contract, state, horizon) =
            (&model.contracts[number], &balance.contracts[number], model.horizon);
        let mut report = report.of(Subject::Contract(number));
        report.observe(Metric::Entitlement, &totals.entitlement);
        report.observe(Metric::Delivered, &totals.delivered);
        report.observe(Metric::Owed, &state.owed);
        report.observe(Metric::Taken, &totals.taken);
        report.observe(Metric::Resold, &totals.resold);
        report.observe(Metric::Cost, &totals.cost);
        report.observe(Metric::TakeOrPayPaid, &totals.take_or_pay);
        report.observe(Metric::MadeUp, &totals.made_up);
        report.observe(Metric::RevenueDamages, &totals.damages);
        report.observe(Metric::Defaulted, &contract.defaulted(horizon, &exogenous.values, state));
        report.observe(Metric::Renewed, &contract.renewed(horizon, &exogenous.values, state));
        report.observe_ratio(Metric::PricePaid, &totals.cost, &totals.delivered);
    }
    report_mines(model, exogenous, balance, report);
}

#[inline(always)]
pub(super) fn observe_facility<O: Observer>(
    model: &Model,
    exogenous: &Exogenous,
    balance: &Balance,
    number: usize,
    report: &mut Report<'_, O>,
) {
    const WEEKS_A_YEAR: f64 = 365.25 / 7.0;
    let state = &balance.facilities[number];
    let (mut before, mut after) = (Lanes::ZERO, Lanes::ZERO);
    for &position in &model.facility_requirements[number] {
        before.add(&due_before_horizon(model, exogenous, position));
        after.add(&due_after_horizon(model, exogenous, balance, position));
    }
    let (mut completion_delay, mut shortage_delay, mut phase_delay) =
        (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
    for lane in 0..LANES {
        completion_delay[lane] = state.delay.completion[lane] * WEEKS_A_YEAR;
        shortage_delay[lane] = state.delay.shortage[lane] * WEEKS_A_YEAR;
        phase_delay[lane] = state.delay.weighted[lane] * WEEKS_A_YEAR;
    }
    let cost = cost_of_delay(model, exogenous, balance, number).unwrap_or(Lanes::ZERO);
    let mut deferral = Lanes::ZERO;
    if let Some(place) = model.deferrals.iter().position(|deferral| deferral.facility == number) {
        deferral = balance.deferrals[place].mean(&model.deferrals[place]);
        for lane in 0..LANES {
            deferral[lane] *= WEEKS_A_YEAR;
        }
    }
    let mut report = report.of(Subject::Facility(number));
    report.observe(Metric::Need, &state.need_sum);
    report.observe(Metric::NeedBefore, &before);
    report.observe(Metric::NeedAfter, &after);
    report.observe(Metric::Delivered, &state.delivered_sum);
    report.observe(Metric::Shortfall, &state.shortfall_sum);
    report.observe(Metric::Backlog, &state.reported_backlog);
    report.observe(Metric::CompletionDelay, &completion_delay);
    report.observe(Metric::ShortageDelay, &shortage_delay);
    report.observe(Metric::PhaseDelay, &phase_delay);
    report.observe(Metric::CostOfDelay, &cost);
    report.observe(Metric::ComponentShortfall, &state.component_shortfall_sum);
    report.observe(Metric::ComponentBacklog, &state.component_backlog);
    report.observe(Metric::SecuredUsed, &state.secured_used);
    report.observe(Metric::Deferral, &deferral);
    report.observe_ratio(Metric::FillRate, &state.shortfall_sum, &state.need_sum);
}

/// Metal that fell due before time 0 (F4).
#[inline(always)]
fn due_before_horizon(model: &Model, exogenous: &Exogenous, position: usize) -> Lanes {
    let facility = model.requirements[position].facility;
    let (profile, window) = (&model.facilities[facility].profile, &exogenous.windows[position]);
    match exogenous.cancelled.get(facility) {
        Some(cancelled) => profile.due_by_times(|lane| cancelled[lane].min(0.0), window),
        None => profile.due_by(0.0, window),
    }
}

/// Metal that falls due after the horizon and is not secured (F4, F8, F9).
#[inline(always)]
fn due_after_horizon(
    model: &Model,
    exogenous: &Exogenous,
    balance: &Balance,
    position: usize,
) -> Lanes {
    let requirement = &model.requirements[position];
    let window = window_of(requirement, position, exogenous, &balance.deferred);
    let mut after = match exogenous.cancelled.get(requirement.facility) {
        Some(cancelled) => model.facilities[requirement.facility]
            .profile
            .due_by_times(|lane| cancelled[lane], window),
        None => window.quantity,
    };
    for lane in 0..LANES {
        after[lane] -= balance.requirements[position].due_before[lane];
    }
    if !requirement.plain {
        for lane in 0..LANES {
            after[lane] = (after[lane] - balance.orders[position].secured[lane]).max(0.0);
        }
    }
    after
}

/// Component makers over the horizon (K2 to K5, K7).
#[inline(always)]
fn observe_fabricators<O: Observer>(balance: &Balance, report: &mut Report<'_, O>) {
    for (number, state) in balance.fabricators.iter().enumerate() {
        let totals = &state.totals;
        let mut report = report.of(Subject::Fabricator(number));
        report.observe(Metric::Need, &totals.need);
        report.observe(Metric::Delivered, &totals.received);
        report.observe(Metric::Shortfall, &totals.shortfall);
        report.observe(Metric::Backlog, &state.backlog);
        report.observe(Metric::ComponentOutput, &totals.output);
        report.observe(Metric::WaitingForCapacity, &state.waiting);
        report.observe(Metric::Scrap, &totals.scrap);
        report.observe(Metric::Substituted, &totals.substituted);
        report.observe(Metric::Lent, &state.lent);
    }
}
