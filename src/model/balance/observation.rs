//! Hands the metrics of periods and of the horizon to the observer.

use super::{Balance, FacilityState};
use crate::lanes::{LANES, Lanes};
use crate::model::Model;
use crate::model::exogenous::Exogenous;
use crate::model::facility::FacilityModel;
use crate::model::mine::MineModel;
use crate::model::series::{Observer, Subject};

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
        balance.total.clear_flows();
        for state in &balance.regions {
            balance.total.add_flows(&state.account, &plan.flows);
        }
    }
    for (number, state) in balance.regions.iter_mut().enumerate() {
        state.account.close_period(period, model.step, &plan.flows);
        let series = plan.base(Subject::RegionPeriod(number, period));
        state.account.observe_flows(&plan.flows, series, observer, mask);
        if let Some(ratio) = model.low_carbon_ratio(Subject::RegionPeriod(number, period)) {
            observer.observe_ratio(ratio, &state.account.low_carbon.0, &state.account.acquired.0, mask);
        }
    }
    let mut series = plan.base(Subject::TotalPeriod(period));
    if several {
        balance.total.close_period(period, model.step, &plan.flows);
        balance.total.observe_flows(&plan.flows, series, observer, mask);
        if let Some(ratio) = model.low_carbon_ratio(Subject::TotalPeriod(period)) {
            observer.observe_ratio(ratio, &balance.total.low_carbon.0, &balance.total.acquired.0, mask);
        }
        series += plan.flows.len();
    }
    let whole = if several { &balance.total } else { &balance.regions[0].account };
    let (mut first, mut so_far) = (Lanes::ZERO, Lanes::ZERO);
    for lane in 0..LANES {
        first[lane] = f64::from(whole.first_short[lane] == period as f64);
        so_far[lane] = f64::from(whole.first_short[lane] <= period as f64);
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
    for (position, facility) in model.facilities.iter().enumerate() {
        observe_facility(model, exogenous, &balance.facilities[position], position, facility, observer, mask);
    }
    for (number, region) in model.regions.iter().enumerate() {
        let state = &mut balance.regions[number];
        for position in region.facilities() {
            let window = &exogenous.windows[position];
            for lane in 0..LANES {
                state.account.need_after[lane] += window.quantity[lane] - balance.facilities[position].due_before[lane];
            }
        }
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
        balance.total.observe_horizon(plan, Subject::Total, model.ratio_numbers(Subject::Total), observer, mask);
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
        let clauses = [
            (plan.features.take_or_pay, &totals.take_or_pay),
            (plan.features.make_up, &totals.made_up),
            (plan.features.damages, &totals.damages),
        ];
        for (offset, (_, column)) in clauses.into_iter().filter(|(present, _)| *present).enumerate() {
            observer.observe(series + columns.len() + offset, &column.0, mask);
        }
        observer.observe_ratio(model.price_paid_ratios[number], &totals.cost.0, &totals.delivered.0, mask);
    }
    observe_mines(model, exogenous, observer, mask);
}

#[inline(always)]
pub(super) fn observe_facility<O: Observer>(
    model: &Model,
    exogenous: &Exogenous,
    state: &FacilityState,
    position: usize,
    facility: &FacilityModel,
    observer: &mut O,
    mask: u64,
) {
    const WEEKS_A_YEAR: f64 = 365.25 / 7.0;
    let window = &exogenous.windows[position];
    let built = facility.built_mask(&exogenous.values);
    let before = facility.profile.due_by(0.0, window);
    let (mut after, mut completion_delay, mut shortage_delay, mut cost) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
    for lane in 0..LANES {
        after[lane] = window.quantity[lane] - state.due_before[lane];
        let served = if model.backlog { state.completion[lane] } else { window.end[lane] };
        let completion = served.min(model.horizon);
        let is_built = built >> lane & 1 == 1;
        let late = if is_built { (completion - window.end[lane]).max(0.0) } else { 0.0 };
        let after_plan = if is_built { (completion - window.planned_end[lane]).max(0.0) } else { 0.0 };
        completion_delay[lane] = after_plan * WEEKS_A_YEAR;
        shortage_delay[lane] = late * WEEKS_A_YEAR;
        cost[lane] = late;
    }
    if let Some(delay) = &facility.cost_of_delay {
        let (rate, power) = (delay.rate.of(&exogenous.values), delay.power.of(&exogenous.values));
        for lane in 0..LANES {
            cost[lane] *= rate[lane] * power[lane];
        }
    } else {
        cost = Lanes::ZERO;
    }
    let columns = [
        &state.need_sum,
        &before,
        &after,
        &state.delivered_sum,
        &state.shortfall_sum,
        &state.reported_backlog,
        &completion_delay,
        &shortage_delay,
    ];
    let series = model.series.base(Subject::Facility(facility.number));
    for (offset, column) in columns.into_iter().enumerate() {
        observer.observe(series + offset, &column.0, mask);
    }
    if model.series.features.cost_of_delay {
        observer.observe(series + columns.len(), &cost.0, mask);
    }
    observer.observe_ratio(model.facility_fill_ratios[facility.number], &state.shortfall_sum.0, &state.need_sum.0, mask);
}

/// Mines by period and over the horizon (M3, M4).
#[inline(always)]
pub(super) fn observe_mines<O: Observer>(model: &Model, exogenous: &Exogenous, observer: &mut O, mask: u64) {
    let periods = model.periods as f64;
    for (number, (mine, path)) in model.mines.iter().zip(&exogenous.mines).enumerate() {
        let (mut output_sum, mut availability_sum, mut lost_sum) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
        for period in 0..model.periods {
            let (output, availability) = (&path.output[period], &path.availability[period]);
            let mut lost = Lanes::ZERO;
            for lane in 0..LANES {
                lost[lane] = path.potential[period][lane] - output[lane];
            }
            output_sum.add(output);
            availability_sum.add(availability);
            lost_sum.add(&lost);
            let series = model.series.base(Subject::MinePeriod(number, period));
            observe_mine(model, exogenous, mine, series, [output, availability, &lost], model.step, observer, mask);
        }
        for lane in 0..LANES {
            availability_sum[lane] /= periods;
        }
        let series = model.series.base(Subject::Mine(number));
        let sums = [&output_sum, &availability_sum, &lost_sum];
        observe_mine(model, exogenous, mine, series, sums, model.horizon, observer, mask);
    }
}

/// The metrics of a mine over so many years, from its output, availability and lost output; `series` is the first.
// A function and not a closure: closures are not inlined into the code of an instruction set for certain.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn observe_mine<O: Observer>(
    model: &Model,
    exogenous: &Exogenous,
    mine: &MineModel,
    mut series: usize,
    [output, availability, lost]: [&Lanes; 3],
    years: f64,
    observer: &mut O,
    mask: u64,
) {
    let features = model.series.features;
    let capacity = mine.capacity().of(&exogenous.values);
    let mut utilisation = Lanes::ZERO;
    for lane in 0..LANES {
        let design = capacity[lane] * years;
        utilisation[lane] = if design > 0.0 { output[lane] / design } else { 0.0 };
    }
    for column in [output, availability, &utilisation, lost] {
        observer.observe(series, &column.0, mask);
        series += 1;
    }
    for (present, factor) in [(features.carbon, mine.carbon), (features.water, mine.water)] {
        if present {
            let mut column = Lanes::ZERO;
            if let Some(factor) = factor {
                let factor = factor.of(&exogenous.values);
                for lane in 0..LANES {
                    column[lane] = output[lane] * factor[lane];
                }
            }
            observer.observe(series, &column.0, mask);
            series += 1;
        }
    }
}
