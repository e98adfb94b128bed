//! Hands the metrics of periods and of the horizon to the observer.

use super::Balance;
use super::deferral::window_of;
use super::delay::cost_of_delay;
use super::mines::observe_mines;
use crate::metric::flow::Flow;
use crate::model::Model;
use crate::model::exogenous::Exogenous;
use crate::model::series::{Observer, Subject};
use crate::numerics::lanes::{LANES, Lanes};

/// Hands over the columns that the scenario has, whose series follow one another.
#[inline(always)]
pub(super) fn observe_present<O: Observer>(
    columns: &[(&Lanes, bool)],
    series: usize,
    observer: &mut O,
    mask: u64,
) {
    for (offset, (column, _)) in columns.iter().filter(|(_, present)| *present).enumerate() {
        observer.observe(series + offset, &column.0, mask);
    }
}

/// Adds the period to the horizon's accounts and observes regions and the total.
#[inline(always)]
pub(super) fn observe_period<O: Observer>(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
    observer: &mut O,
    mask: u64,
) {
    let plan = &model.series;
    let several = model.regions.len() != 1;
    if several {
        balance.total.add_up_flows(balance.regions.iter().map(|state| &state.account), &plan.flows);
    }
    for (number, state) in balance.regions.iter_mut().enumerate() {
        state.account.close_period(period, model.step, &plan.flows);
        let series = plan.base(Subject::RegionPeriod(number, period));
        state.account.observe_flows(&plan.flows, series, observer, mask);
        if let Some(ratio) = model.low_carbon_ratio(Subject::RegionPeriod(number, period)) {
            observer.observe_ratio(
                ratio,
                &state.account.low_carbon.0,
                &state.account.acquired.0,
                mask,
            );
        }
    }
    let mut series = plan.base(Subject::TotalPeriod(period));
    if several {
        balance.total.close_period(period, model.step, &plan.flows);
        balance.total.observe_flows(&plan.flows, series, observer, mask);
        if let Some(ratio) = model.low_carbon_ratio(Subject::TotalPeriod(period)) {
            observer.observe_ratio(
                ratio,
                &balance.total.low_carbon.0,
                &balance.total.acquired.0,
                mask,
            );
        }
        series += plan.flows.len();
    }
    let whole = if several { &balance.total } else { &balance.regions[0].account };
    let (mut first, mut so_far) = (Lanes::ZERO, Lanes::ZERO);
    for lane in 0..LANES {
        first[lane] = f64::from(whole.first_short[lane] == period as f64);
        so_far[lane] = f64::from(whole.first_short[lane] <= period as f64);
    }
    if plan.has_spot_pairs {
        let pair = plan.spot_pairs().start + period;
        observer.observe_ratio(
            pair,
            &exogenous.prices[period].0,
            &whole.flows[Flow::SpotBought].0,
            mask,
        );
    }
    observer.observe(series, &exogenous.prices[period].0, mask);
    observer.observe(series + 1, &first.0, mask);
    observer.observe(series + 2, &so_far.0, mask);
}

/// Observes everything over the horizon.
#[inline(always)]
pub(super) fn observe_horizon<O: Observer>(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    observer: &mut O,
    mask: u64,
) {
    let plan = &model.series;
    let several = model.regions.len() != 1;
    for facility in 0..model.facilities.len() {
        observe_facility(model, exogenous, balance, facility, observer, mask);
    }
    observe_fabricators(model, balance, observer, mask);
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
        state.account.observe_horizon(
            plan,
            Subject::Region(number),
            model.ratio_numbers(Subject::Region(number)),
            observer,
            mask,
        );
    }
    if several {
        balance.total.observe_horizon(
            plan,
            Subject::Total,
            model.ratio_numbers(Subject::Total),
            observer,
            mask,
        );
    }
    for (number, totals) in balance.contract_totals.iter().enumerate() {
        let columns = [
            &totals.entitlement,
            &totals.delivered,
            &balance.contracts[number].owed,
            &totals.taken,
            &totals.resold,
            &totals.cost,
        ];
        let series = plan.base(Subject::Contract(number));
        for (offset, column) in columns.into_iter().enumerate() {
            observer.observe(series + offset, &column.0, mask);
        }
        let (contract, state, horizon) = (
            &model.contracts[number],
            &balance.contracts[number],
            model.periods as f64 * model.step,
        );
        let clauses = [
            (plan.features.take_or_pay, &totals.take_or_pay),
            (plan.features.make_up, &totals.made_up),
            (plan.features.damages, &totals.damages),
            (plan.features.default, &contract.defaulted(horizon, &exogenous.values, state)),
            (plan.features.renewal, &contract.renewed(horizon, &exogenous.values, state)),
        ];
        for (offset, (_, column)) in clauses.into_iter().filter(|(present, _)| *present).enumerate()
        {
            observer.observe(series + columns.len() + offset, &column.0, mask);
        }
        observer.observe_ratio(
            model.price_paid_ratios[number],
            &totals.cost.0,
            &totals.delivered.0,
            mask,
        );
    }
    observe_mines(model, exogenous, balance, observer, mask);
}

#[inline(always)]
pub(super) fn observe_facility<O: Observer>(
    model: &Model,
    exogenous: &Exogenous,
    balance: &Balance,
    number: usize,
    observer: &mut O,
    mask: u64,
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
    let features = &model.series.features;
    let mut deferral = Lanes::ZERO;
    if let Some(place) = model.deferrals.iter().position(|deferral| deferral.facility == number) {
        deferral = balance.deferrals[place].mean(&model.deferrals[place]);
        for lane in 0..LANES {
            deferral[lane] *= WEEKS_A_YEAR;
        }
    }
    let columns = [
        (&state.need_sum, true),
        (&before, true),
        (&after, true),
        (&state.delivered_sum, true),
        (&state.shortfall_sum, true),
        (&state.reported_backlog, true),
        (&completion_delay, true),
        (&shortage_delay, true),
        (&cost, features.cost_of_delay),
        (&state.component_shortfall_sum, features.components),
        (&state.component_backlog, features.components),
        (&state.secured_used, features.secured),
        (&deferral, features.deferral),
        (&phase_delay, features.phases),
    ];
    observe_present(&columns, model.series.base(Subject::Facility(number)), observer, mask);
    observer.observe_ratio(
        model.facility_fill_ratios[number],
        &state.shortfall_sum.0,
        &state.need_sum.0,
        mask,
    );
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
fn observe_fabricators<O: Observer>(model: &Model, balance: &Balance, observer: &mut O, mask: u64) {
    for (number, state) in balance.fabricators.iter().enumerate() {
        let totals = &state.totals;
        let columns = [
            (&totals.need, true),
            (&totals.received, true),
            (&totals.shortfall, true),
            (&state.backlog, true),
            (&totals.output, true),
            (&state.waiting, true),
            (&totals.scrap, true),
            (&totals.substituted, model.series.features.substitution),
            (&state.lent, model.series.features.maker_stock),
        ];
        observe_present(&columns, model.series.base(Subject::Fabricator(number)), observer, mask);
    }
}
