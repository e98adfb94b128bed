//! What a contract is at over a block, from time 0 on.

use super::ContractModel;
use super::price::{QuotationModel, Unpriced};
use super::taking::{ContractYear, TakeOrPay};
use crate::model::pipeline::Pipeline;
use crate::numerics::lanes::Lanes;

/// State of a contract over a block.
#[derive(Debug, Clone)]
pub struct ContractState {
    pub owed: Lanes,
    pub offer: Lanes,
    /// What its source shares out by where it cannot give all: what the contract claims, whatever
    /// the output.
    pub claimed: Lanes,
    /// What a region that calls may take, what of it is paid in any case, and what of that comes
    /// uncalled.
    pub callable: Lanes,
    pub paid_anyway: Lanes,
    pub forced: Lanes,
    /// What a tonne called in the period costs, where that decides.
    pub marginal_cost: Lanes,
    pub taken: Lanes,
    /// What the seller keeps of the minimum at the end of the period, and what it laid aside for
    /// that in it.
    pub kept: Lanes,
    pub laid_aside: Lanes,
    pub quota: Lanes,
    /// Price of the period; provisional where the quotational period is not that of arrival.
    pub price: Lanes,
    /// Paid by the seller for what is missing in the period.
    pub damages: Lanes,
    /// What the seller has to deliver at least, with a tolerance.
    pub(super) obligation: Lanes,
    /// Share of the period before the seller's default.
    pub(super) alive: Lanes,
    /// 1 where the term is renewed.
    pub(super) renewed: Lanes,
    /// What arrives in the period, t.
    pub arrivals: Lanes,
    /// What is served of it in the period, wherever, t.
    pub used: Lanes,
    pub(super) totals: ContractTotals,
    pub(super) pipeline: Pipeline,
    /// What was under way at time 0, if it has a price of its own.
    pub(super) priced: Option<Pipeline>,
    pub(super) year: ContractYear,
    pub(super) unpriced: Option<Unpriced>,
}

/// Sums over the horizon.
#[derive(Debug, Clone)]
pub(super) struct ContractTotals {
    pub(super) entitlement: Lanes,
    pub(super) delivered: Lanes,
    pub(super) used: Lanes,
    pub(super) taken: Lanes,
    pub(super) resold: Lanes,
    pub(super) cost: Lanes,
    pub(super) not_taken: Lanes,
    pub(super) take_or_pay: Lanes,
    pub(super) made_up: Lanes,
    pub(super) damages: Lanes,
}

impl ContractTotals {
    pub(super) const NONE: ContractTotals = ContractTotals {
        entitlement: Lanes::ZERO,
        delivered: Lanes::ZERO,
        used: Lanes::ZERO,
        taken: Lanes::ZERO,
        resold: Lanes::ZERO,
        cost: Lanes::ZERO,
        not_taken: Lanes::ZERO,
        take_or_pay: Lanes::ZERO,
        made_up: Lanes::ZERO,
        damages: Lanes::ZERO,
    };
}

impl ContractModel {
    pub fn state(&self) -> ContractState {
        ContractState {
            owed: Lanes::ZERO,
            offer: Lanes::ZERO,
            claimed: Lanes::ZERO,
            callable: Lanes::ZERO,
            paid_anyway: Lanes::ZERO,
            forced: Lanes::ZERO,
            marginal_cost: Lanes::ZERO,
            taken: Lanes::ZERO,
            kept: Lanes::ZERO,
            laid_aside: Lanes::ZERO,
            quota: Lanes::ZERO,
            price: Lanes::ZERO,
            damages: Lanes::ZERO,
            obligation: Lanes::ZERO,
            alive: Lanes::splat(1.0),
            renewed: Lanes::ZERO,
            arrivals: Lanes::ZERO,
            used: Lanes::ZERO,
            totals: ContractTotals::NONE,
            pipeline: self.transit.pipeline(),
            priced: self.opening_price().map(|_| self.transit.pipeline()),
            year: TakeOrPay::year(self.take_or_pay.as_ref()),
            unpriced: self.quotation.as_ref().map(QuotationModel::unpriced),
        }
    }

    /// Back to time 0.
    #[inline(always)]
    pub fn reset(&self, values: &[Lanes], state: &mut ContractState) {
        let opening = self.opening.as_ref();
        let owed = opening.and_then(|opening| opening.owed);
        state.owed = owed.map_or(Lanes::ZERO, |owed| *owed.of(values));
        state.used = Lanes::ZERO;
        state.kept = Lanes::ZERO;
        state.laid_aside = Lanes::ZERO;
        state.totals = ContractTotals::NONE;
        state.pipeline.clear();
        if let Some(priced) = &mut state.priced {
            priced.clear();
        }
        if let Some(take_or_pay) = &self.take_or_pay {
            let year = opening.and_then(|opening| opening.year);
            take_or_pay.begin(year, values, &mut state.year);
            state.kept = take_or_pay.kept(&state.year);
        }
        if let Some(unpriced) = &mut state.unpriced {
            unpriced.clear();
        }
        if let Some(renewal) = &self.renewal {
            state.renewed = renewal.renewed(values);
        }
    }
}
