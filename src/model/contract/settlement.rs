//! What contracts cost and how they stand at the end of a period (docs/model.md, C7, C8, C13).

use super::{ContractModel, ContractState};
use crate::index::{ContractIndex, IndexVec, RegionIndex};
use crate::metric::{Metric, Subject, SubjectKind};
use crate::model::moment::Moment;
use crate::model::observer::{Report, SubjectReport};
use crate::model::region::RegionState;
use crate::model::requirement::beyond_rounding;
use crate::numerics::lanes::{LANES, Lanes, each};

/// Tonnes that rounding may leave of arrivals.
const ARRIVED: f64 = 1e-6;

/// Contract payments and resale by contract (C7, C8, R8); reports them.
#[inline(always)]
pub fn account_for_contracts(
    moment: &Moment<'_>,
    region: RegionIndex,
    area: &mut RegionState,
    contracts: &mut IndexVec<ContractIndex, ContractState>,
    report: &mut Report<'_>,
) {
    let &Moment { model, exogenous, period, .. } = moment;
    let RegionState { account, arrivals, price: at_market, .. } = area;
    let flows = &mut account.flows;
    let mut resold_share = Lanes::ZERO;
    for lane in 0..LANES {
        resold_share[lane] = if arrivals[lane] > ARRIVED {
            flows[Metric::Resold][lane] / arrivals[lane]
        } else {
            0.0
        };
    }
    for &contract in &model.regions[region].contracts {
        let state = &mut contracts[contract];
        let delivered = &{ state.arrivals };
        let terms = &model.contracts[contract];
        let settlement = terms.settle(period, &exogenous.values, state);
        let before = terms.arrivals_priced_before(period, &exogenous.values, state);
        let mut priced_now = *delivered;
        if let Some((tonnes, _)) = &before {
            priced_now -= tonnes;
        }
        let (mut cost, mut resold) = (Lanes::ZERO, Lanes::ZERO);
        for lane in 0..LANES {
            cost[lane] = priced_now[lane] * state.price[lane];
            resold[lane] = delivered[lane] * resold_share[lane];
        }
        // What arrives is paid at the price of the period, and the rest when its quotational period
        // is over (C13).
        if let Some((price, settled)) = terms.price_finally(
            period,
            &priced_now,
            exogenous.followed_prices(terms),
            &exogenous.values,
            state,
        ) {
            cost += &settled;
            state.price = price;
        }
        if let Some((tonnes, price)) = &before {
            cost += each(|lane| tonnes[lane] * price[lane]);
            state.price.update(|lane, now| {
                let of_all = tonnes[lane] * price[lane] + priced_now[lane] * now;
                if beyond_rounding(tonnes[lane]) > 0.0 { of_all / delivered[lane] } else { now }
            });
        }
        flows[Metric::CostContract] += &cost;
        if terms.follows_the_market() {
            flows[Metric::PriceExposure] += &priced_now;
            flows[Metric::PriceExposureValue] += each(|lane| priced_now[lane] * at_market[lane]);
        }
        if let Some(tariff) = &model.contracts[contract].tariff {
            tariff.levy(
                period,
                &exogenous.values,
                &state.price,
                delivered,
                &mut flows[Metric::CostTariff],
            );
        }
        flows[Metric::CostTakeOrPay] += &settlement.paid;
        flows[Metric::PaidNotTaken] += &settlement.not_taken;
        if terms.pays_damages() {
            flows[Metric::RevenueDamages] += &state.damages;
        }
        if model.series.is_silent(SubjectKind::Contract) {
            continue;
        }
        let totals = &mut state.totals;
        totals.entitlement += &state.quota;
        totals.delivered += delivered;
        totals.taken += &state.taken;
        totals.resold += &resold;
        totals.cost += &cost;
        totals.not_taken += &settlement.not_taken;
        totals.take_or_pay += &settlement.paid;
        totals.made_up += &settlement.made_up;
        if terms.pays_damages() {
            totals.damages += &state.damages;
        }
        let values = moment.values();
        let now = moment.end();
        let mut report = report.of(Subject::Contract(contract).in_period(period));
        report.observe(Metric::Entitlement, &state.quota);
        report.observe(Metric::Delivered, delivered);
        report.observe(Metric::Owed, &state.owed);
        report.observe(Metric::Taken, &state.taken);
        report.observe(Metric::Resold, &resold);
        report.observe(Metric::Cost, &cost);
        report.observe(Metric::Kept, &state.kept);
        report.observe(Metric::PaidNotTaken, &settlement.not_taken);
        report.observe(Metric::TakeOrPayPaid, &settlement.paid);
        report.observe(Metric::MadeUp, &settlement.made_up);
        report.observe(Metric::RevenueDamages, &state.damages);
        report.observe(Metric::Defaulted, &terms.defaulted(now, values, state));
        report.observe(Metric::Renewed, &terms.renewed(now, values, state));
        report.observe(Metric::PricePaid, &state.price);
    }
}

/// Reports what was served of each contract in the period (R14).
#[inline(always)]
pub fn report_use(
    moment: &Moment<'_>,
    contracts: &mut IndexVec<ContractIndex, ContractState>,
    report: &mut Report<'_>,
) {
    for (contract, state) in contracts.iter_mut_enumerated() {
        let contract = Subject::Contract(contract).in_period(moment.period);
        report.of(contract).observe(Metric::Used, &state.used);
        state.totals.used += &state.used;
        state.used = Lanes::ZERO;
    }
}

impl ContractModel {
    /// The horizon, years.
    #[inline(always)]
    pub fn report_horizon(
        &self,
        horizon: f64,
        values: &[Lanes],
        state: &ContractState,
        report: &mut SubjectReport<'_>,
    ) {
        let totals = &state.totals;
        report.observe(Metric::Entitlement, &totals.entitlement);
        report.observe(Metric::Delivered, &totals.delivered);
        report.observe(Metric::Used, &totals.used);
        report.observe(Metric::Owed, &state.owed);
        report.observe(Metric::Taken, &totals.taken);
        report.observe(Metric::Resold, &totals.resold);
        report.observe(Metric::Cost, &totals.cost);
        report.observe(Metric::Kept, &state.kept);
        report.observe(Metric::PaidNotTaken, &totals.not_taken);
        report.observe(Metric::TakeOrPayPaid, &totals.take_or_pay);
        report.observe(Metric::MadeUp, &totals.made_up);
        report.observe(Metric::RevenueDamages, &totals.damages);
        report.observe(Metric::Defaulted, &self.defaulted(horizon, values, state));
        report.observe(Metric::Renewed, &self.renewed(horizon, values, state));
        report.observe_ratio(Metric::PricePaid, &totals.cost, &totals.delivered);
    }
}
