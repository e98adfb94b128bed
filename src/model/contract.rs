//! Offtake contracts: quotas, calls, arrivals and what they cost (docs/model.md, C1 to C14), one
//! module a clause.

pub mod price;
mod quota;
pub mod settlement;
pub mod sharing;
mod taking;
mod term;
mod tolerance;

use super::input::{Input, InputTable};
use super::pipeline::{Pipeline, Transit};
use super::source::SourceModel;
use super::tariff::TariffModel;
use crate::index::{IndexVec, RegionIndex, SourceIndex};
use crate::numerics::lanes::{LANES, Lanes};
use crate::scenario::{
    Contract, ContractPrice, ContractVolume, Remedy, Supplier, Taking, TimeGrid,
};
use price::{Market, PriceClause, QuotationModel, Unpriced};
use quota::Volume;
use taking::{ContractYear, Settlement, TakeOrPay};
use term::{DefaultModel, RenewalModel, Term, terms};
use tolerance::{ForceMajeureModel, ToleranceModel};

#[derive(Debug)]
pub struct ContractModel {
    pub supplier: SupplierModel,
    pub region: RegionIndex,
    /// Rank among the contracts of the source.
    pub claim: u32,
    volume: Volume,
    tolerance: Option<ToleranceModel>,
    price: PriceClause,
    quotation: Option<QuotationModel>,
    /// Whether its price follows that of the region.
    pub regional: bool,
    pub needed: bool,
    take_or_pay: Option<TakeOrPay>,
    pub tariff: Option<TariffModel>,
    carry_over: bool,
    force_majeure: Option<ForceMajeureModel>,
    default: Option<DefaultModel>,
    renewal: Option<RenewalModel>,
    transit: Transit,
    /// What each period is to the contract, without renewal.
    terms: Vec<Term>,
    /// Years from time 0 at which the term ends, without renewal.
    first_end: f64,
}

#[derive(Debug)]
pub enum SupplierModel {
    /// Position in [`super::Model::sources`], and the largest share of its output that the contract
    /// may have.
    Mine {
        source: SourceIndex,
        max_share: Input,
    },
    Trader {
        carbon: Option<Input>,
        water: Option<Input>,
    },
}

/// What a mine, or one of its products, has in a period.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    pub output: &'a Lanes,
    pub availability: &'a Lanes,
}

/// State of a contract over a block.
#[derive(Debug, Clone)]
pub struct ContractState {
    pub owed: Lanes,
    pub offer: Lanes,
    pub taken: Lanes,
    pub quota: Lanes,
    /// Price of the period; provisional where the quotational period is not that of arrival.
    pub price: Lanes,
    /// Paid by the seller for what is missing in the period.
    pub damages: Lanes,
    /// What the seller has to deliver at least, with a tolerance.
    obligation: Lanes,
    /// Share of the period before the seller's default.
    alive: Lanes,
    /// 1 where the term is renewed.
    renewed: Lanes,
    /// What arrives in the period, t.
    pub arrivals: Lanes,
    totals: ContractTotals,
    pipeline: Pipeline,
    year: ContractYear,
    unpriced: Option<Unpriced>,
}

/// Sums over the horizon.
#[derive(Debug, Clone)]
struct ContractTotals {
    entitlement: Lanes,
    delivered: Lanes,
    taken: Lanes,
    resold: Lanes,
    cost: Lanes,
    take_or_pay: Lanes,
    made_up: Lanes,
    damages: Lanes,
}

impl ContractTotals {
    const NONE: ContractTotals = ContractTotals {
        entitlement: Lanes::ZERO,
        delivered: Lanes::ZERO,
        taken: Lanes::ZERO,
        resold: Lanes::ZERO,
        cost: Lanes::ZERO,
        take_or_pay: Lanes::ZERO,
        made_up: Lanes::ZERO,
        damages: Lanes::ZERO,
    };
}

impl ContractModel {
    pub fn new(
        contract: &Contract,
        sources: &IndexVec<SourceIndex, SourceModel>,
        time: &TimeGrid,
        inputs: &mut InputTable,
    ) -> Self {
        let volume = Volume::new(contract, time, inputs);
        let supplier = match &contract.supplier {
            Supplier::Mine(mine) => {
                let before = sources.iter().filter(|source| source.mine < *mine).count();
                let source = before + contract.product.unwrap_or(0);
                SupplierModel::Mine {
                    source: source.into(),
                    max_share: inputs.input(&contract.max_share_of_output),
                }
            }
            Supplier::Trader(trader) => SupplierModel::Trader {
                carbon: trader.carbon.as_ref().map(|carbon| inputs.input(carbon)),
                water: trader.water.as_ref().map(|water| inputs.input(water)),
            },
        };
        ContractModel {
            supplier,
            region: contract.region,
            claim: contract.claim,
            volume,
            tolerance: ToleranceModel::new(contract, inputs),
            price: PriceClause::new(&contract.price, inputs),
            quotation: QuotationModel::new(&contract.price, time),
            regional: matches!(contract.price, ContractPrice::Reference { regional: true, .. }),
            needed: matches!(contract.taking, Taking::Needed { .. }),
            take_or_pay: TakeOrPay::new(contract, time, inputs),
            tariff: contract.tariff.as_ref().map(|tariff| TariffModel::new(tariff, time, inputs)),
            carry_over: contract.carry_over
                && !matches!(contract.volume, ContractVolume::ShareOfOutput),
            force_majeure: ForceMajeureModel::new(contract.force_majeure.as_ref(), inputs),
            default: DefaultModel::new(contract, time, inputs),
            renewal: RenewalModel::new(contract, time, inputs),
            transit: Transit::new(&contract.lag, time, inputs),
            terms: terms(contract, 0, time),
            first_end: term::end(contract, 0, time),
        }
    }

    pub fn state(&self) -> ContractState {
        ContractState {
            owed: Lanes::ZERO,
            offer: Lanes::ZERO,
            taken: Lanes::ZERO,
            quota: Lanes::ZERO,
            price: Lanes::ZERO,
            damages: Lanes::ZERO,
            obligation: Lanes::ZERO,
            alive: Lanes::splat(1.0),
            renewed: Lanes::ZERO,
            arrivals: Lanes::ZERO,
            totals: ContractTotals::NONE,
            pipeline: self.transit.pipeline(),
            year: TakeOrPay::year(self.take_or_pay.as_ref()),
            unpriced: self.quotation.as_ref().map(QuotationModel::unpriced),
        }
    }

    /// Back to time 0.
    #[inline(always)]
    pub fn reset(&self, values: &[Lanes], state: &mut ContractState) {
        state.owed = Lanes::ZERO;
        state.totals = ContractTotals::NONE;
        state.pipeline.clear();
        state.year.clear();
        if let Some(unpriced) = &mut state.unpriced {
            unpriced.clear();
        }
        if let Some(renewal) = &self.renewal {
            state.renewed = renewal.renewed(values);
        }
    }

    /// 1 where the period's term is so, else 0.
    #[inline(always)]
    fn by_term(&self, period: usize, state: &ContractState, is: impl Fn(Term) -> bool) -> Lanes {
        let first = f64::from(is(self.terms[period]));
        let Some(renewal) = &self.renewal else { return Lanes::splat(first) };
        let longer = f64::from(is(renewal.terms[period]));
        state.renewed.map(|renewed| if renewed > 0.0 { longer } else { first })
    }

    /// Whether any lane may have it.
    #[inline(always)]
    fn in_any_term(&self, period: usize, is: impl Fn(Term) -> bool) -> bool {
        is(self.terms[period])
            || self.renewal.as_ref().is_some_and(|renewal| is(renewal.terms[period]))
    }

    /// Quota and wanted tonnes of the period (C1, C2, C9 to C11); `offer` holds what is wanted
    /// until the source has shared out its output.
    #[inline(always)]
    pub fn want(
        &self,
        period: usize,
        step: f64,
        source: Option<Source<'_>>,
        market: Market<'_>,
        values: &[Lanes],
        state: &mut ContractState,
    ) {
        let term = self.terms[period];
        if !self.in_any_term(period, |term| term.active) {
            state.quota = Lanes::ZERO;
            state.offer = Lanes::ZERO;
            state.obligation = Lanes::ZERO;
            return;
        }
        // Without a mine there is no output, and no end of metal.
        let mut largest = Lanes::splat(f64::INFINITY);
        if let (SupplierModel::Mine { max_share, .. }, Some(source)) = (&self.supplier, source) {
            let share = max_share.of(values);
            largest.set(|lane| share[lane] * source.output[lane]);
        }
        state.quota = self.volume.quota(period, term, &largest, values);
        if let Some(renewal) = &self.renewal {
            let longer = self.volume.quota(period, renewal.terms[period], &largest, values);
            state.quota.update(|lane, quota| {
                let renewed = state.renewed[lane] > 0.0;
                if renewed { longer[lane] } else { quota }
            });
        }
        if let Some(default) = &self.default {
            state.alive = default.alive(period, step, values);
            let alive = &state.alive;
            state.quota *= alive;
            state.owed *= alive;
            largest.update(|lane, largest| {
                let alive = alive[lane];
                if alive > 0.0 { largest * alive } else { 0.0 }
            });
        }
        match &self.tolerance {
            None => {
                state.offer.set(|lane| (state.quota[lane] + state.owed[lane]).min(largest[lane]));
            }
            Some(tolerance) => {
                let price = self.price.price(market.followed, values);
                let ContractState { quota, offer, obligation, owed, .. } = state;
                tolerance.nominate(quota, &price, &market, values, offer, obligation);
                offer.update(|lane, offer| (offer + owed[lane]).min(largest[lane]));
            }
        }
    }

    /// Reduces what is wanted to the source's share for it, and carries over what stays owed (C3,
    /// C4, C12).
    #[inline(always)]
    pub fn offer(
        &self,
        period: usize,
        reduction: &Lanes,
        source: Option<Source<'_>>,
        market: Market<'_>,
        values: &[Lanes],
        state: &mut ContractState,
    ) {
        state.offer *= reduction;
        let obligation = if self.tolerance.is_some() { &state.obligation } else { &state.quota };
        let missing = Lanes::from_fn(|lane| {
            (obligation[lane] + state.owed[lane] - state.offer[lane]).max(0.0)
        });
        match (&self.force_majeure, source) {
            (Some(clause), Some(source)) => {
                let price = self.price.price(market.followed, values);
                for lane in 0..LANES {
                    let availability = source.availability[lane];
                    let (owed, lapsed) = clause.remedy(
                        lane,
                        availability,
                        self.carry_over,
                        state.owed[lane],
                        missing[lane],
                        values,
                    );
                    state.owed[lane] = owed;
                    state.damages[lane] = lapsed * (market.at(lane) - price[lane]).max(0.0);
                }
            }
            _ if self.carry_over => state.owed = missing,
            _ => state.owed = Lanes::ZERO,
        }
        let continues = self.by_term(period, state, |term| term.continues);
        state.owed.update(|lane, owed| {
            let lives = continues[lane] > 0.0 && state.alive[lane] >= 1.0;
            if lives { owed } else { 0.0 }
        });
    }

    /// Takes `share` of the offer (C5) and puts it on its way (C6).
    #[inline(always)]
    pub fn take(
        &self,
        period: usize,
        share: &Lanes,
        step: f64,
        values: &[Lanes],
        state: &mut ContractState,
    ) {
        state.taken.set(|lane| state.offer[lane] * share[lane]);
        self.transit.send(period, &state.taken, step, values, &mut state.pipeline);
    }

    /// Tonnes on their way, those that arrive in this period included.
    #[inline(always)]
    pub fn add_under_way(&self, state: &ContractState, sum: &mut Lanes) {
        state.pipeline.add_under_way(sum);
    }

    /// Adds the tonnes that arrive after this period and at most `lag` years after it; what arrives
    /// after the horizon arrives `left` periods from now, at its end.
    #[inline(always)]
    pub fn add_arriving_within(
        &self,
        period: usize,
        left: usize,
        lag: &Lanes,
        step: f64,
        state: &ContractState,
        sum: &mut Lanes,
    ) {
        state.pipeline.add_arriving_within(period, left, lag, step, sum);
    }

    /// Tonnes that arrive in the period.
    #[inline(always)]
    pub fn arrive(&self, period: usize, state: &mut ContractState) -> Lanes {
        state.pipeline.arrive(period)
    }

    /// Price of the period (C7).
    #[inline(always)]
    pub fn price(&self, reference: &Lanes, values: &[Lanes], state: &mut ContractState) {
        state.price = self.price.price(reference, values);
    }

    /// Final price of what arrives in the period, and what earlier arrivals cost more than was paid
    /// for them (C13); `None` if all is paid finally at arrival.
    #[inline(always)]
    pub fn price_finally(
        &self,
        period: usize,
        arrivals: &Lanes,
        prices: &[Lanes],
        values: &[Lanes],
        state: &mut ContractState,
    ) -> Option<(Lanes, Lanes)> {
        let (quotation, unpriced) = (self.quotation.as_ref()?, state.unpriced.as_mut()?);
        let settled = quotation.true_up(&self.price, period, arrivals, prices, values, unpriced);
        Some((self.price.price(&quotation.reference(period, prices), values), settled))
    }

    /// 1 where the seller has failed by `now` (years from time 0), while the contract ran (C9).
    #[inline(always)]
    pub fn defaulted(&self, now: f64, values: &[Lanes], state: &ContractState) -> Lanes {
        let Some(default) = &self.default else { return Lanes::ZERO };
        let time = default.time(values);
        let longer = self.renewal.as_ref().map_or(self.first_end, |renewal| renewal.end);
        Lanes::from_fn(|lane| {
            let end = if state.renewed[lane] > 0.0 { longer } else { self.first_end };
            f64::from(time[lane] < end.min(now))
        })
    }

    /// 1 where a renewed term has begun by `now` (years from time 0): its seller has not failed
    /// before (C10).
    #[inline(always)]
    pub fn renewed(&self, now: f64, values: &[Lanes], state: &ContractState) -> Lanes {
        if self.renewal.is_none() || self.first_end >= now {
            return Lanes::ZERO;
        }
        let Some(default) = &self.default else { return state.renewed };
        let time = default.time(values);
        Lanes::from_fn(|lane| if time[lane] < self.first_end { 0.0 } else { state.renewed[lane] })
    }

    pub fn pays_damages(&self) -> bool {
        self.force_majeure.as_ref().is_some_and(|clause| clause.otherwise == Remedy::Damages)
    }

    /// Take-or-pay due at the end of the period, less what is made up (C8, C14).
    #[inline(always)]
    pub fn settle(&self, period: usize, values: &[Lanes], state: &mut ContractState) -> Settlement {
        let Some(take_or_pay) = &self.take_or_pay else { return Settlement::NONE };
        state.year.expire(period);
        if !self.in_any_term(period, |term| term.active) {
            return Settlement::NONE;
        }
        let active = self.by_term(period, state, |term| term.active);
        let settles = self.by_term(period, state, |term| term.settles);
        let ContractState { offer, taken, price, year, .. } = state;
        match &self.tolerance {
            None => take_or_pay.add(&active, offer, taken, price, year),
            Some(tolerance) => {
                take_or_pay.add(&active, &tolerance.firm(offer, values), taken, price, year)
            }
        }
        if !self.in_any_term(period, |term| term.settles) {
            return Settlement::NONE;
        }
        take_or_pay.settle(period, &settles, values, year)
    }
}
