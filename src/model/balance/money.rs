//! What a period costs and emits (docs/model.md, C7, C8, E1 to E8).

use super::route::add_owned_under_way;
use super::{Balance, RegionState};
use crate::metric::{Feature, Metric, Sign, Subject};
use crate::model::Model;
use crate::model::contract::SupplierModel;
use crate::model::exogenous::Exogenous;
use crate::model::observer::{Observer, Report};
use crate::numerics::elementary::{exp, ln};
use crate::numerics::lanes::{LANES, Lanes};

/// Tonnes that rounding may leave of arrivals.
const ARRIVED: f64 = 1e-6;

/// Spot, holding, resale, opening and closing stock, penalties, carbon and water (E1, E3, E4).
#[inline(always)]
pub(super) fn pay(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
    number: usize,
) {
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
        flows[Metric::RevenueResale][lane] =
            (price[lane] - discount[lane]) * flows[Metric::Resold][lane];
    }
    if let Some(spot) = &region.spot {
        let premium = spot.premium.at(values, period);
        for lane in 0..LANES {
            flows[Metric::CostSpot][lane] = price[lane] * flows[Metric::SpotBought][lane];
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
            paid.add(premium);
            paid.add(&mean_rise);
            tariff.levy(period, values, &paid, &bought, &mut flows[Metric::CostTariff]);
        }
    }
    for hedge in model.hedges.iter().filter(|hedge| hedge.region == number) {
        hedge.settle(period, &exogenous.prices[period], values, &mut flows[Metric::CostHedge]);
    }
    if let Some(inventory) = &region.inventory {
        let holding = inventory.holding_cost.of(values);
        for lane in 0..LANES {
            flows[Metric::CostHolding][lane] = holding[lane] * state.stock[lane] * model.step;
        }
        if let Some(rate) = model.capital_cost {
            let rate = rate.of(values);
            for lane in 0..LANES {
                flows[Metric::CostCapital][lane] =
                    state.stock[lane] * price[lane] * rate[lane] * model.step;
            }
        }
        if period == 0 {
            let initial = inventory.initial.of(values);
            let mut initial_price = *model.price.initial.of(values);
            if let Some(basis) = region.basis {
                initial_price.add(basis.at(values, 0));
            }
            for lane in 0..LANES {
                flows[Metric::CostOpeningStock][lane] = initial_price[lane] * initial[lane];
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
        let (late, per) =
            if model.backlog { (Metric::Backlog, model.step) } else { (Metric::Shortfall, 1.0) };
        for lane in 0..LANES {
            flows[Metric::CostPenalty][lane] = penalty[lane] * per * flows[late][lane];
        }
    }
    if model.has(Feature::Carbon)
        || model.series.features.has(Feature::Water)
        || model.low_carbon.is_some()
    {
        attribute_emissions(model, exogenous, balance, number);
    }
    if let Some(price) = model.carbon_price {
        let (price, flows) = (price.at(values, period), &mut balance.regions[number].account.flows);
        for lane in 0..LANES {
            flows[Metric::CostCarbon][lane] = price[lane] * flows[Metric::Carbon][lane];
        }
    }
}

/// What a payment at the end of a period is worth at time 0 (E8).
#[derive(Debug)]
pub(super) struct Discount {
    /// Of a period.
    step: Lanes,
    /// From time 0 to the end of the period.
    factor: Lanes,
}

impl Discount {
    pub(super) fn new() -> Self {
        Discount { step: Lanes::splat(1.0), factor: Lanes::splat(1.0) }
    }

    /// Back to time 0.
    #[inline(always)]
    pub(super) fn begin(&mut self, model: &Model, values: &[Lanes]) {
        let Some(rate) = model.discount_rate else { return };
        let rate = rate.of(values);
        self.factor = Lanes::splat(1.0);
        for lane in 0..LANES {
            self.step[lane] = exp(-model.step * ln(1.0 + rate[lane]));
        }
    }

    /// On to the end of the next period.
    #[inline(always)]
    pub(super) fn advance(&mut self, model: &Model) {
        if model.discount_rate.is_some() {
            for lane in 0..LANES {
                self.factor[lane] *= self.step[lane];
            }
        }
    }
}

/// Carbon and water of the tonnes acquired, and how many of them are low-carbon (E4).
#[inline(always)]
pub(super) fn attribute_emissions(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    number: usize,
) {
    let region = &model.regions[number];
    let values = &exogenous.values;
    let state = &mut balance.regions[number];
    let (account, arrivals) = (&mut state.account, &state.arrivals);
    for lane in 0..LANES {
        account.acquired[lane] = arrivals[lane] + account.flows[Metric::SpotBought][lane];
    }
    let spot = region.spot.as_ref();
    let bought = account.flows[Metric::SpotBought];
    let sources = region
        .contracts
        .iter()
        .map(|&contract| {
            let (carbon, water) = match model.contracts[contract].supplier {
                SupplierModel::Mine { source, .. } => {
                    (model.sources[source].carbon, model.sources[source].water)
                }
                SupplierModel::Trader { carbon, water } => (carbon, water),
            };
            (&balance.arrivals[contract], carbon, water)
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

/// Contract payments and resale by contract (C7, C8, R8); observes the contracts.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub(super) fn settle_contracts<O: Observer>(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
    number: usize,
    report: &mut Report<'_, O>,
) {
    let RegionState { account, arrivals, .. } = &mut balance.regions[number];
    let flows = &mut account.flows;
    let mut resold_share = Lanes::ZERO;
    for lane in 0..LANES {
        resold_share[lane] = if arrivals[lane] > ARRIVED {
            flows[Metric::Resold][lane] / arrivals[lane]
        } else {
            0.0
        };
    }
    for &contract in &model.regions[number].contracts {
        let state = &mut balance.contracts[contract];
        let delivered = &balance.arrivals[contract];
        let totals = &mut balance.contract_totals[contract];
        let terms = &model.contracts[contract];
        let settlement = terms.settle(period, &exogenous.values, state);
        let (mut cost, mut resold) = (Lanes::ZERO, Lanes::ZERO);
        for lane in 0..LANES {
            cost[lane] = delivered[lane] * state.price[lane];
            resold[lane] = delivered[lane] * resold_share[lane];
        }
        // What arrives is paid at the price of the period, and the rest when its quotational period
        // is over (C13).
        if let Some((price, settled)) = terms.price_finally(
            period,
            delivered,
            exogenous.followed_prices(terms),
            &exogenous.values,
            state,
        ) {
            cost.add(&settled);
            state.price = price;
        }
        flows[Metric::CostContract].add(&cost);
        if let Some(tariff) = &model.contracts[contract].tariff {
            tariff.levy(
                period,
                &exogenous.values,
                &state.price,
                delivered,
                &mut flows[Metric::CostTariff],
            );
        }
        flows[Metric::CostTakeOrPay].add(&settlement.paid);
        if terms.pays_damages() {
            flows[Metric::RevenueDamages].add(&state.damages);
            totals.damages.add(&state.damages);
        }
        totals.entitlement.add(&state.quota);
        totals.delivered.add(delivered);
        totals.taken.add(&state.taken);
        totals.resold.add(&resold);
        totals.cost.add(&cost);
        totals.take_or_pay.add(&settlement.paid);
        totals.made_up.add(&settlement.made_up);
        let now = (period + 1) as f64 * model.step;
        let mut report = report.of(Subject::Contract(contract).in_period(period));
        report.observe(Metric::Entitlement, &state.quota);
        report.observe(Metric::Delivered, delivered);
        report.observe(Metric::Owed, &state.owed);
        report.observe(Metric::Taken, &state.taken);
        report.observe(Metric::Resold, &resold);
        report.observe(Metric::Cost, &cost);
        report.observe(Metric::TakeOrPayPaid, &settlement.paid);
        report.observe(Metric::MadeUp, &settlement.made_up);
        report.observe(Metric::RevenueDamages, &state.damages);
        report.observe(Metric::Defaulted, &terms.defaulted(now, &exogenous.values, state));
        report.observe(Metric::Renewed, &terms.renewed(now, &exogenous.values, state));
        report.observe(Metric::PricePaid, &state.price);
    }
}

/// Net cost of the period, without and with penalties (E2, E3).
#[inline(always)]
pub(super) fn add_up_cost(model: &Model, balance: &mut Balance, period: usize, number: usize) {
    let account = &mut balance.regions[number].account;
    let mut cost = Lanes::ZERO;
    for &(part, sign) in &model.series.net_cost {
        match sign {
            Sign::Paid => cost.add(&account.flows[part]),
            Sign::Received => cost.subtract(&account.flows[part]),
        }
    }
    if period + 1 == model.periods {
        cost.subtract(&account.closing_stock_value);
    }
    account.flows[Metric::Cost] = cost;
    if model.discount_rate.is_some() {
        let flows = &mut account.flows;
        for lane in 0..LANES {
            // What is paid at time 0 is worth what it costs; discounting already charges for the
            // time that capital is tied up.
            let opening = flows[Metric::CostOpeningStock][lane];
            let later = cost[lane] - opening - flows[Metric::CostCapital][lane];
            flows[Metric::PresentValueOfCost][lane] =
                opening + balance.discount.factor[lane] * later;
        }
    }
    cost.add(&account.flows[Metric::CostPenalty]);
    account.flows[Metric::CostWithPenalty] = cost;
}
