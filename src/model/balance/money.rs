//! What a period costs and emits (docs/model.md, C7, C8, E1 to E4).

use super::route::add_owned_under_way;
use super::{Balance, RegionState};
use crate::lanes::{LANES, Lanes};
use crate::metric::flow::Flow;
use crate::model::Model;
use crate::model::contract::SupplierModel;
use crate::model::exogenous::Exogenous;
use crate::model::series::{Observer, Subject};

/// Tonnes that rounding may leave of arrivals.
const ARRIVED: f64 = 1e-6;

/// Spot, holding, resale, opening and closing stock, penalties, carbon and water (E1, E3, E4).
#[inline(always)]
pub(super) fn pay(model: &Model, exogenous: &Exogenous, balance: &mut Balance, period: usize, number: usize) {
    let region = &model.regions[number];
    let values = &exogenous.values;
    let last = period + 1 == model.periods;
    let mut owned = Lanes::ZERO;
    if last {
        owned = balance.regions[number].stock;
        add_owned_under_way(model, balance, number, &mut owned);
    }
    let state = &mut balance.regions[number];
    let price = &state.price;
    let account = &mut state.account;
    let flows = &mut account.flows;
    let discount = region.resale_discount.of(values);
    for lane in 0..LANES {
        flows[Flow::RevenueResale][lane] = (price[lane] - discount[lane]) * flows[Flow::Resold][lane];
    }
    if let Some(spot) = &region.spot {
        let premium = spot.premium.at(values, period);
        for lane in 0..LANES {
            flows[Flow::CostSpot][lane] = price[lane] * flows[Flow::SpotBought][lane];
            flows[Flow::CostPremium][lane] = premium[lane] * flows[Flow::SpotBought][lane];
        }
        if let Some(impact) = spot.impact {
            let impact = impact.at(values, period);
            for lane in 0..LANES {
                let (bought, on_offer) = (flows[Flow::SpotBought][lane], state.on_offer[lane]);
                let rise = if on_offer > 0.0 { impact[lane] * (bought / on_offer) } else { 0.0 };
                flows[Flow::CostPremium][lane] += 0.5 * rise * bought;
            }
        }
    }
    if let Some(inventory) = &region.inventory {
        let holding = inventory.holding_cost.of(values);
        for lane in 0..LANES {
            flows[Flow::CostHolding][lane] = holding[lane] * state.stock[lane] * model.step;
        }
        if period == 0 {
            let initial = inventory.initial.of(values);
            let mut initial_price = *model.price.initial.of(values);
            if let Some(basis) = region.basis {
                initial_price.add(basis.at(values, 0));
            }
            for lane in 0..LANES {
                flows[Flow::CostOpeningStock][lane] = initial_price[lane] * initial[lane];
            }
        }
    }
    if last {
        for lane in 0..LANES {
            account.closing_stock_value[lane] = (price[lane] - discount[lane]) * owned[lane];
        }
    }
    if let Some(penalty) = model.penalty {
        let penalty = penalty.of(values);
        let (late, per) = if model.backlog { (Flow::Backlog, model.step) } else { (Flow::Shortfall, 1.0) };
        for lane in 0..LANES {
            flows[Flow::CostPenalty][lane] = penalty[lane] * per * flows[late][lane];
        }
    }
    if last && model.series.features.cost_of_delay {
        for position in region.facilities() {
            let delay = &model.facilities[position];
            if let Some(cost) = &delay.cost_of_delay {
                let (rate, power) = (cost.rate.of(values), cost.power.of(values));
                let built = delay.built_mask(values);
                let facility = &balance.facilities[position];
                for lane in 0..LANES {
                    let late = (facility.completion[lane].min(model.horizon) - exogenous.windows[position].end[lane]).max(0.0);
                    let late = if model.backlog && built >> lane & 1 == 1 { late } else { 0.0 };
                    flows[Flow::CostPenalty][lane] += rate[lane] * power[lane] * late;
                }
            }
        }
    }
    if model.series.features.carbon || model.series.features.water || model.low_carbon.is_some() {
        attribute_emissions(model, exogenous, balance, number);
    }
}

/// Carbon and water of the tonnes acquired, and how many of them are low-carbon (E4).
#[inline(always)]
pub(super) fn attribute_emissions(model: &Model, exogenous: &Exogenous, balance: &mut Balance, number: usize) {
    let region = &model.regions[number];
    let values = &exogenous.values;
    let state = &mut balance.regions[number];
    let (account, arrivals) = (&mut state.account, &state.arrivals);
    for lane in 0..LANES {
        account.acquired[lane] = arrivals[lane] + account.flows[Flow::SpotBought][lane];
    }
    let spot = region.spot.as_ref();
    let bought = account.flows[Flow::SpotBought];
    let sources = region
        .contracts
        .iter()
        .map(|&contract| {
            let (carbon, water) = match model.contracts[contract].supplier {
                SupplierModel::Mine { number, .. } => (model.mines[number].carbon, model.mines[number].water),
                SupplierModel::Trader { carbon, water } => (carbon, water),
            };
            (&balance.arrivals[contract], carbon, water)
        })
        .chain(spot.map(|spot| (&bought, spot.carbon, spot.water)));
    for (tonnes, carbon, water) in sources {
        if let Some(carbon) = carbon {
            let factor = carbon.of(values);
            for lane in 0..LANES {
                account.flows[Flow::Carbon][lane] += tonnes[lane] * factor[lane];
            }
            if let Some(threshold) = model.low_carbon {
                for lane in 0..LANES {
                    account.low_carbon[lane] += if factor[lane] <= threshold { tonnes[lane] } else { 0.0 };
                }
            }
        }
        if let Some(water) = water {
            let factor = water.of(values);
            for lane in 0..LANES {
                account.flows[Flow::Water][lane] += tonnes[lane] * factor[lane];
            }
        }
    }
}

/// Contract payments and resale by contract (C7, C8, R8); observes the contracts.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub(super) fn settle_contracts<O: Observer>(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
    number: usize,
    observer: &mut O,
    mask: u64,
) {
    let RegionState { account, arrivals, .. } = &mut balance.regions[number];
    let flows = &mut account.flows;
    let mut resold_share = Lanes::ZERO;
    for lane in 0..LANES {
        resold_share[lane] = if arrivals[lane] > ARRIVED { flows[Flow::Resold][lane] / arrivals[lane] } else { 0.0 };
    }
    for &contract in &model.regions[number].contracts {
        let state = &mut balance.contracts[contract];
        let delivered = &balance.arrivals[contract];
        let totals = &mut balance.contract_totals[contract];
        let paid = model.contracts[contract].settle(period, &exogenous.values, state);
        let (mut cost, mut resold) = (Lanes::ZERO, Lanes::ZERO);
        for lane in 0..LANES {
            cost[lane] = delivered[lane] * state.price[lane];
            resold[lane] = delivered[lane] * resold_share[lane];
        }
        flows[Flow::CostContract].add(&cost);
        flows[Flow::CostTakeOrPay].add(&paid);
        totals.entitlement.add(&state.quota);
        totals.delivered.add(delivered);
        totals.taken.add(&state.taken);
        totals.resold.add(&resold);
        totals.cost.add(&cost);
        totals.take_or_pay.add(&paid);
        let columns = [&state.quota, delivered, &state.owed, &state.taken, &resold, &cost];
        let series = model.series.base(Subject::ContractPeriod(contract, period));
        for (offset, column) in columns.into_iter().enumerate() {
            observer.observe(series + offset, &column.0, mask);
        }
        let mut next = series + columns.len();
        if model.series.features.take_or_pay {
            observer.observe(next, &paid.0, mask);
            next += 1;
        }
        observer.observe(next, &state.price.0, mask);
    }
}

/// Net cost of the period, without and with penalties (E2, E3).
#[inline(always)]
pub(super) fn add_up_cost(model: &Model, balance: &mut Balance, period: usize, number: usize) {
    let account = &mut balance.regions[number].account;
    let mut cost = Lanes::ZERO;
    for &(category, paid) in &model.series.cost_categories {
        if paid {
            cost.add(account.flows.column(category));
        } else {
            cost.subtract(account.flows.column(category));
        }
    }
    if period + 1 == model.periods {
        cost.subtract(&account.closing_stock_value);
    }
    account.flows[Flow::Cost] = cost;
    cost.add(&account.flows[Flow::CostPenalty]);
    account.flows[Flow::CostWithPenalty] = cost;
}
