//! What a period costs and emits (docs/model.md, E1 to E8, E11, E12).

use super::account::{Flows, mean_of_ends};
use super::discount::Discount;
use super::{RegionModel, RegionState};
use crate::index::{ContractIndex, IndexVec, RegionIndex};
use crate::metric::{Feature, Metric, Sign};
use crate::model::contract::{ContractState, SupplierModel};
use crate::model::moment::Moment;
use crate::model::route::{RouteState, add_owned_under_way};
use crate::numerics::lanes::{LANES, Lanes};

/// Spot, holding, resale, opening and closing stock, penalties, carbon and water (E1, E3, E4).
#[inline(always)]
pub fn pay(
    moment: &Moment<'_>,
    region: RegionIndex,
    state: &mut RegionState,
    contracts: &IndexVec<ContractIndex, ContractState>,
    routes: &[RouteState],
) {
    let &Moment { model, exogenous, period } = moment;
    let area = &model.regions[region];
    let values = moment.values();
    let mut owned = Lanes::ZERO;
    if moment.is_last() {
        owned = state.stock;
        add_owned_under_way(model, region, state, routes, &mut owned);
    }
    let price = &state.price;
    let account = &mut state.account;
    let flows = &mut account.flows;
    let discount = area.resale_discount.of(values);
    for lane in 0..LANES {
        flows[Metric::RevenueResale][lane] =
            (price[lane] - discount[lane]) * flows[Metric::Resold][lane];
    }
    if let Some(spot) = &area.spot {
        let premium = spot.premium.at(values, period);
        for lane in 0..LANES {
            flows[Metric::CostSpot][lane] = price[lane] * flows[Metric::SpotBought][lane];
            flows[Metric::PriceExposure][lane] = flows[Metric::SpotBought][lane];
            flows[Metric::PriceExposureValue][lane] = flows[Metric::CostSpot][lane];
            flows[Metric::CostPremium][lane] = premium[lane] * flows[Metric::SpotBought][lane];
        }
        // Half the rise of the premium, from nothing to what the last tonne costs more.
        let mut mean_rise = Lanes::ZERO;
        if let Some(impact) = spot.impact {
            let impact = impact.at(values, period);
            for lane in 0..LANES {
                let (bought, on_offer) = (flows[Metric::SpotBought][lane], state.on_offer[lane]);
                let rise = if on_offer > 0.0 { impact[lane] * (bought / on_offer) } else { 0.0 };
                mean_rise[lane] = 0.5 * rise;
                flows[Metric::CostPremium][lane] += mean_rise[lane] * bought;
            }
        }
        if let Some(tariff) = &spot.tariff {
            let bought = flows[Metric::SpotBought];
            let mut paid = *price;
            paid += premium;
            paid += &mean_rise;
            tariff.levy(period, values, &paid, &bought, &mut flows[Metric::CostTariff]);
        }
    }
    for hedge in model.hedges.iter().filter(|hedge| hedge.region == region) {
        hedge.settle(period, moment.price(), values, &mut flows[Metric::CostHedge]);
    }
    if let Some(inventory) = &area.inventory {
        let holding = inventory.holding_cost.of(values);
        let mean_stock =
            Lanes::from_fn(|lane| mean_of_ends(state.opening_stock[lane], state.stock[lane]));
        for lane in 0..LANES {
            flows[Metric::CostHolding][lane] = holding[lane] * mean_stock[lane] * model.step;
        }
        if let Some(rate) = model.capital_cost {
            let rate = rate.of(values);
            for lane in 0..LANES {
                flows[Metric::CostCapital][lane] =
                    mean_stock[lane] * price[lane] * rate[lane] * model.step;
            }
        }
    }
    if period == 0 {
        let mut initial_price = *model.price.initial.of(values);
        if let Some(basis) = area.basis {
            initial_price += basis.at(values, 0);
        }
        for lane in 0..LANES {
            flows[Metric::CostOpeningStock][lane] = initial_price[lane] * state.paid_before[lane];
        }
    }
    if moment.is_last() {
        let mut price = exogenous.closing_prices[period];
        if let Some(basis) = area.basis {
            price += basis.at(values, period);
        }
        if model.backlog {
            complete(moment, area, &price, flows);
        }
        for lane in 0..LANES {
            account.closing_stock_value[lane] = (price[lane] - discount[lane]) * owned[lane];
        }
    }
    if let Some(penalty) = model.penalty {
        let penalty = penalty.of(values);
        for lane in 0..LANES {
            let late = if model.backlog {
                let before = account.backlog_before[lane];
                model.step * mean_of_ends(before, flows[Metric::Backlog][lane])
            } else {
                flows[Metric::Shortfall][lane]
            };
            flows[Metric::CostPenalty][lane] = penalty[lane] * late;
        }
    }
    if model.has(Feature::Carbon) || model.has(Feature::Water) || model.low_carbon.is_some() {
        attribute_emissions(moment, region, state, contracts);
    }
    if let Some(price) = model.carbon_price {
        let (price, flows) = (price.at(values, period), &mut state.account.flows);
        for lane in 0..LANES {
            flows[Metric::CostCarbon][lane] = price[lane] * flows[Metric::Carbon][lane];
        }
    }
}

/// What the tonnes still overdue would cost to buy at the end (E12).
#[inline(always)]
fn complete(moment: &Moment<'_>, area: &RegionModel, price: &Lanes, flows: &mut Flows) {
    let (values, period) = (moment.values(), moment.period);
    let overdue = flows[Metric::Backlog];
    let above = match &area.spot {
        Some(spot) => spot.premium.at(values, period),
        // As far above the price as surplus is sold below it.
        None => area.resale_discount.of(values),
    };
    let mut paid = *price;
    paid += above;
    let cost = &mut flows[Metric::CostToComplete];
    for lane in 0..LANES {
        cost[lane] = paid[lane] * overdue[lane];
    }
    if let Some(tariff) = area.spot.as_ref().and_then(|spot| spot.tariff.as_ref()) {
        tariff.levy(period, values, &paid, &overdue, cost);
    }
}

/// Carbon and water of the tonnes acquired, and how many of them are low-carbon (E4).
#[inline(always)]
fn attribute_emissions(
    moment: &Moment<'_>,
    region: RegionIndex,
    state: &mut RegionState,
    contracts: &IndexVec<ContractIndex, ContractState>,
) {
    let model = moment.model;
    let area = &model.regions[region];
    let values = moment.values();
    let (account, arrivals) = (&mut state.account, &state.arrivals);
    for lane in 0..LANES {
        account.acquired[lane] = arrivals[lane] + account.flows[Metric::SpotBought][lane];
    }
    let spot = area.spot.as_ref();
    let bought = account.flows[Metric::SpotBought];
    let sources = area
        .contracts
        .iter()
        .map(|&contract| {
            let (carbon, water) = match model.contracts[contract].supplier {
                SupplierModel::Mine { source, .. } => {
                    (model.sources[source].carbon, model.sources[source].water)
                }
                SupplierModel::Trader { carbon, water } => (carbon, water),
            };
            (&contracts[contract].arrivals, carbon, water)
        })
        .chain(spot.map(|spot| (&bought, spot.carbon, spot.water)));
    for (tonnes, carbon, water) in sources {
        if let Some(carbon) = carbon {
            let factor = carbon.of(values);
            for lane in 0..LANES {
                account.flows[Metric::Carbon][lane] += tonnes[lane] * factor[lane];
            }
            if let Some(threshold) = model.low_carbon {
                for lane in 0..LANES {
                    account.low_carbon[lane] +=
                        if factor[lane] <= threshold { tonnes[lane] } else { 0.0 };
                }
            }
        }
        if let Some(water) = water {
            let factor = water.of(values);
            for lane in 0..LANES {
                account.flows[Metric::Water][lane] += tonnes[lane] * factor[lane];
            }
        }
    }
}

/// Net cost of the period, without and with penalties, and with what is overdue (E2, E3, E12).
#[inline(always)]
pub fn add_up_cost(moment: &Moment<'_>, discount: &Discount, state: &mut RegionState) {
    let &Moment { model, period, .. } = moment;
    let account = &mut state.account;
    let mut cost = Lanes::ZERO;
    for &(part, sign) in &model.series.net_cost {
        match sign {
            Sign::Paid => cost += &account.flows[part],
            Sign::Received => cost -= &account.flows[part],
        }
    }
    if period + 1 == model.periods {
        cost -= &account.closing_stock_value;
    }
    account.flows[Metric::Cost] = cost;
    if model.discount_rate.is_some() {
        let flows = &mut account.flows;
        for lane in 0..LANES {
            // What is paid at time 0 is worth what it costs; discounting already charges for the
            // time that capital is tied up.
            let opening = flows[Metric::CostOpeningStock][lane];
            let later = cost[lane] - opening - flows[Metric::CostCapital][lane];
            flows[Metric::PresentValueOfCost][lane] = opening + discount.factor[lane] * later;
        }
    }
    cost += &account.flows[Metric::CostPenalty];
    account.flows[Metric::CostWithPenalty] = cost;
    cost += &account.flows[Metric::CostToComplete];
    account.flows[Metric::FullCost] = cost;
}
