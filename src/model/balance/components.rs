//! Orders at component makers, what they make of the metal, and what is missing on site
//! (docs/model.md, F8, K1 to K7).

use super::deferral::window_of;
use super::service::{Served, ration};
use super::{Balance, OrderState};
use crate::metric::{Metric, Subject};
use crate::model::Model;
use crate::model::account::REPORTED_SHORT;
use crate::model::exogenous::Exogenous;
use crate::model::fabricator::ScrapModel;
use crate::model::observer::{Observer, Report};
use crate::numerics::lanes::{LANES, Lanes};

/// State at time 0 of a facility that is not plain: nothing ordered, what is secured shared out in
/// proportion to the metal (F8).
#[inline(always)]
pub(super) fn begin_components(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    facility: usize,
) {
    let values = &exogenous.values;
    let positions = &model.facility_requirements[facility];
    balance.facilities[facility].component_shortfall_sum = Lanes::ZERO;
    balance.facilities[facility].secured_used = Lanes::ZERO;
    let mut metal = Lanes::ZERO;
    for &position in positions {
        metal.add(&exogenous.windows[position].quantity);
    }
    for &position in positions {
        let window = &exogenous.windows[position];
        let order = &mut balance.orders[position];
        order.waiting = Lanes::ZERO;
        order.lent = Lanes::ZERO;
        order.overdue = Lanes::ZERO;
        order.site_due = Lanes::ZERO;
        order.pipeline.fill(Lanes::ZERO);
        if let Some(secured) = model.facilities[facility].secured {
            let secured = secured.of(values);
            for lane in 0..LANES {
                let share =
                    if metal[lane] > 0.0 { window.quantity[lane] / metal[lane] } else { 0.0 };
                order.secured[lane] = secured[lane] * share;
            }
        }
        if model.requirements[position].maker.is_some() {
            let lead_time = model.lead_time(position, values);
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
pub(super) fn clear_components(model: &Model, balance: &mut Balance) {
    for &facility in &model.composite_facilities {
        let state = &mut balance.facilities[facility];
        for column in [
            &mut state.need,
            &mut state.delivered,
            &mut state.shortfall,
            &mut state.backlog,
            &mut state.component_shortfall,
            &mut state.component_backlog,
        ] {
            *column = Lanes::ZERO;
        }
    }
}

/// What the makers of a region replace by another metal in this period (K7).
#[inline(always)]
pub(super) fn begin_orders(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
    number: usize,
) {
    for &maker in &model.regions[number].fabricators {
        let state = &mut balance.fabricators[maker];
        state.clear_flows();
        if let Some(substitution) = &model.fabricators[maker].substitution {
            balance.replaced[maker] =
                substitution.replaced(period, model.step, &exogenous.values, &state.redesigned);
        }
    }
}

/// Takes off fresh need what is secured (F8) or replaced (K7); at a maker with a limit all of it
/// waits for capacity (K2).
#[inline(always)]
pub(super) fn order(model: &Model, balance: &mut Balance, position: usize, fresh: &mut Lanes) {
    let requirement = &model.requirements[position];
    let order = &mut balance.orders[position];
    if model.facilities[requirement.facility].secured.is_some() {
        let used = &mut balance.facilities[requirement.facility].secured_used;
        for lane in 0..LANES {
            let covered = fresh[lane].min(order.secured[lane]);
            order.secured[lane] -= covered;
            used[lane] += covered;
            fresh[lane] -= covered;
        }
    }
    let Some(maker) = requirement.maker else { return };
    if model.fabricators[maker].substitution.is_some() {
        let substituted = &mut balance.fabricators[maker].substituted;
        for lane in 0..LANES {
            let replaced = fresh[lane] * balance.replaced[maker][lane];
            substituted[lane] += replaced;
            fresh[lane] -= replaced;
        }
    }
    if model.fabricators[maker].capacity.is_some() {
        order.waiting.add(fresh);
        *fresh = Lanes::ZERO;
    }
}

/// Lets the makers of a region begin what their capacity allows: this is the metal they need (K2).
#[inline(always)]
pub(super) fn release(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
    number: usize,
) {
    for &maker in &model.regions[number].fabricators {
        let fabricator = &model.fabricators[maker];
        let Some(capacity) = fabricator.capacity else { continue };
        let capacity = capacity.at(&exogenous.values, period);
        let metal_yield = fabricator.metal_yield.of(&exogenous.values);
        let mut overdue = Lanes::ZERO;
        for &position in fabricator.classes.iter().flatten() {
            let (backlog, lent) =
                (&balance.requirements[position].backlog, &balance.orders[position].lent);
            for lane in 0..LANES {
                overdue[lane] += backlog[lane] - lent[lane];
            }
        }
        let mut room = Lanes::ZERO;
        for lane in 0..LANES {
            room[lane] = (capacity[lane] * model.step / metal_yield[lane] - overdue[lane]).max(0.0);
        }
        for class in &fabricator.classes {
            let mut waiting = Lanes::ZERO;
            for &position in class {
                waiting.add(&balance.orders[position].waiting);
            }
            let share = ration(&waiting, &mut room);
            for &position in class {
                let order = &mut balance.orders[position];
                let need = &mut balance.requirements[position].need;
                for lane in 0..LANES {
                    need[lane] = order.waiting[lane] * share[lane];
                    order.waiting[lane] -= need[lane];
                }
            }
        }
    }
}

/// Books what was served to a maker, and what stays to be made (K3 to K5).
#[inline(always)]
pub(super) fn make(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    position: usize,
    maker: usize,
    need: &Lanes,
    got: &Served,
) {
    let metal_yield = model.fabricators[maker].metal_yield.of(&exogenous.values);
    let state = &mut balance.fabricators[maker];
    let order = &mut balance.orders[position];
    state.need.add(need);
    state.received.add(&got.served);
    state.shortfall.add(&got.shortfall);
    state.backlog.add(&got.backlog);
    for lane in 0..LANES {
        let metal =
            if model.backlog { got.served[lane] } else { got.served[lane] + got.unserved[lane] };
        let open = order.waiting[lane] + if model.backlog { got.unserved[lane] } else { 0.0 };
        state.output[lane] += metal * metal_yield[lane];
        state.scrap[lane] += got.served[lane] * (1.0 - metal_yield[lane]);
        state.waiting[lane] += order.waiting[lane] * metal_yield[lane];
        order.overdue[lane] = open * metal_yield[lane];
    }
}

/// Scrap and substitutes of the makers of a region, in tonnes and money (K4, K7).
#[inline(always)]
pub(super) fn settle_makers<O: Observer>(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
    number: usize,
    report: &mut Report<'_, O>,
) {
    let values = &exogenous.values;
    let price = &exogenous.prices[period];
    for &maker in &model.regions[number].fabricators {
        let fabricator = &model.fabricators[maker];
        let state = &mut balance.fabricators[maker];
        let region = &mut balance.regions[number];
        let flows = &mut region.account.flows;
        match &fabricator.scrap {
            ScrapModel::Sold { discount } => {
                let discount = discount.of(values);
                for lane in 0..LANES {
                    flows[Metric::RevenueScrap][lane] +=
                        (region.price[lane] - discount[lane]) * state.scrap[lane];
                }
            }
            ScrapModel::Returned => {
                flows[Metric::ScrapReturned].add(&state.scrap);
                flows[Metric::Stock].add(&state.scrap);
                region.stock.add(&state.scrap);
                // It is there for the next period (R9), which counts what is missing or, in a
                // region that is not plain, what is there.
                let sign = if model.regions[number].is_plain() { -1.0 } else { 1.0 };
                for lane in 0..LANES {
                    region.gap[lane] += sign * state.scrap[lane];
                }
            }
        }
        if let Some(substitution) = &fabricator.substitution {
            let (other, mass) = (substitution.price.of(values), substitution.mass.of(values));
            for lane in 0..LANES {
                flows[Metric::Substituted][lane] += state.substituted[lane];
                flows[Metric::CostSubstitute][lane] +=
                    state.substituted[lane] * mass[lane] * other[lane];
            }
            substitution.watch(period, model.step, price, values, &mut state.redesigned);
        }
        let totals = &mut state.totals;
        totals.need.add(&state.need);
        totals.received.add(&state.received);
        totals.shortfall.add(&state.shortfall);
        totals.output.add(&state.output);
        totals.scrap.add(&state.scrap);
        totals.substituted.add(&state.substituted);
        let mut report = report.of(Subject::Fabricator(maker).in_period(period));
        report.observe(Metric::Need, &state.need);
        report.observe(Metric::Delivered, &state.received);
        report.observe(Metric::Shortfall, &state.shortfall);
        report.observe(Metric::Backlog, &state.backlog);
        report.observe(Metric::ComponentOutput, &state.output);
        report.observe(Metric::WaitingForCapacity, &state.waiting);
        report.observe(Metric::Scrap, &state.scrap);
        report.observe(Metric::Substituted, &state.substituted);
        report.observe(Metric::Lent, &state.lent);
    }
}

/// What is missing on the sites (K5), and the periods of the facilities that need more than metal
/// at once.
#[inline(always)]
pub(super) fn deliver_to_sites<O: Observer>(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
    report: &mut Report<'_, O>,
) {
    for &facility in &model.composite_facilities {
        for &position in &model.facility_requirements[facility] {
            if let Some(maker) = model.requirements[position].maker {
                deliver(model, exogenous, balance, period, position, maker);
            }
        }
        let state = &mut balance.facilities[facility];
        state.component_shortfall_sum.add(&state.component_shortfall);
        state.reported_backlog = state.backlog;
        let flows = &mut balance.regions[model.facilities[facility].region].account.flows;
        flows[Metric::ComponentShortfall].add(&state.component_shortfall);
        flows[Metric::ComponentBacklog].add(&state.component_backlog);
        let mut report = report.of(Subject::Facility(facility).in_period(period));
        report.observe(Metric::Need, &state.need);
        report.observe(Metric::Delivered, &state.delivered);
        report.observe(Metric::Shortfall, &state.shortfall);
        report.observe(Metric::Backlog, &state.backlog);
        report.observe(Metric::ComponentShortfall, &state.component_shortfall);
        report.observe(Metric::ComponentBacklog, &state.component_backlog);
    }
}

/// What is missing of one component on its site at the end of the period: the maker's open orders
/// of a lead time ago (K5).
#[inline(always)]
fn deliver(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
    position: usize,
    maker: usize,
) {
    let requirement = &model.requirements[position];
    let facility = &model.facilities[requirement.facility];
    let fabricator = &model.fabricators[maker];
    let values = &exogenous.values;
    let (lead_time, metal_yield) =
        (fabricator.lead_time.of(values), fabricator.metal_yield.of(values));
    let window = window_of(requirement, position, exogenous, &balance.deferred);
    let OrderState { overdue, pipeline, site_due_before, site_due, .. } =
        &mut balance.orders[position];
    let length = pipeline.len();
    for delay in 0..length {
        let place = &mut pipeline[(period + delay) % length];
        for lane in 0..LANES {
            let weight = (1.0 - (lead_time[lane] / model.step - delay as f64).abs()).max(0.0);
            place[lane] += overdue[lane] * weight;
        }
    }
    let missing = std::mem::replace(&mut pipeline[period % length], Lanes::ZERO);
    let end = (period + 1) as f64 * model.step;
    let due_by = match exogenous.cancelled.get(requirement.facility) {
        Some(cancelled) => {
            facility.profile.due_by_times(|lane| end.min(cancelled[lane]) - lead_time[lane], window)
        }
        None => facility.profile.due_by_times(|lane| end - lead_time[lane], window),
    };
    let state = &mut balance.facilities[requirement.facility];
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
