//! Offtake contracts: quotas, calls, arrivals and what they cost (docs/model.md, C1 to C15), one
//! module a clause.

mod delivery;
mod opening;
pub mod price;
mod quota;
pub mod settlement;
pub mod sharing;
mod state;
mod taking;
mod term;
mod tolerance;

use std::collections::BTreeMap;

use super::input::{Input, InputTable};
use super::pipeline::Transit;
use super::source::SourceModel;
use super::tariff::TariffModel;
use crate::index::{ContractIndex, IndexVec, RegionIndex, SourceIndex};
use crate::numerics::lanes::{LANES, Lanes};
use crate::scenario::{
    Contract, ContractPrice, ContractVolume, Remedy, StepGrid, Supplier, Taking,
};
use opening::OpeningModel;
use price::{Market, PriceClause, QuotationModel};
use quota::Volume;
pub use state::ContractState;
use taking::{PaidAnyway, Settlement, TakeOrPay};
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
    /// Rank among the contracts that its region calls; `None`: all that is offered comes.
    pub call_rank: Option<u32>,
    take_or_pay: Option<TakeOrPay>,
    pub tariff: Option<TariffModel>,
    carry_over: bool,
    pub force_majeure: Option<ForceMajeureModel>,
    default: Option<DefaultModel>,
    renewal: Option<RenewalModel>,
    transit: Transit,
    /// Of a term that began before time 0.
    opening: Option<OpeningModel>,
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

/// Those of the contracts that are called, by rank, the first called first.
pub fn in_order_of_calls(
    called: &[ContractIndex],
    contracts: &IndexVec<ContractIndex, ContractModel>,
) -> Vec<Vec<ContractIndex>> {
    let mut ranks: BTreeMap<u32, Vec<ContractIndex>> = BTreeMap::new();
    for &contract in called {
        if let Some(rank) = contracts[contract].call_rank {
            ranks.entry(rank).or_default().push(contract);
        }
    }
    ranks.into_values().collect()
}

impl ContractModel {
    pub fn new(
        contract: &Contract,
        sources: &IndexVec<SourceIndex, SourceModel>,
        time: &StepGrid,
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
            call_rank: match contract.taking {
                Taking::All => None,
                Taking::Needed { call_rank, .. } => Some(call_rank),
            },
            take_or_pay: TakeOrPay::new(contract, time, inputs),
            tariff: contract.tariff.as_ref().map(|tariff| TariffModel::new(tariff, time, inputs)),
            carry_over: contract.carry_over
                && !matches!(contract.volume, ContractVolume::ShareOfOutput),
            force_majeure: ForceMajeureModel::new(contract.force_majeure.as_ref(), inputs),
            default: DefaultModel::new(contract, time, inputs),
            renewal: RenewalModel::new(contract, time, inputs),
            transit: Transit::new(&contract.lag, time, inputs),
            opening: OpeningModel::new(contract, time, inputs),
            terms: terms(contract, 0, time),
            first_end: term::end(contract, 0, time),
        }
    }

    /// 1 where the period's term is so, else 0; or what else is read from it.
    #[inline(always)]
    fn by_term<T: Into<f64>>(
        &self,
        period: usize,
        state: &ContractState,
        is: impl Fn(Term) -> T,
    ) -> Lanes {
        let first = is(self.terms[period]).into();
        let Some(renewal) = &self.renewal else { return Lanes::splat(first) };
        let longer = is(renewal.terms[period]).into();
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
        output: Option<&Lanes>,
        market: Market<'_>,
        values: &[Lanes],
        state: &mut ContractState,
    ) {
        let term = self.terms[period];
        if !self.in_any_term(period, |term| term.active) {
            state.quota = Lanes::ZERO;
            state.offer = Lanes::ZERO;
            state.claimed = Lanes::ZERO;
            state.obligation = Lanes::ZERO;
            return;
        }
        // Without a mine there is no output, and no end of metal.
        let mut largest = Lanes::splat(f64::INFINITY);
        if let (SupplierModel::Mine { max_share, .. }, Some(output)) = (&self.supplier, output) {
            let share = max_share.of(values);
            largest.set(|lane| share[lane] * output[lane]);
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
            None => state.claimed = state.quota,
            Some(tolerance) => {
                let price = self.price.price(market.followed, values);
                let ContractState { quota, claimed, obligation, .. } = state;
                tolerance.nominate(quota, &price, &market, values, claimed, obligation);
            }
        }
        state.claimed += &state.owed;
        let claimed = &state.claimed;
        state.offer.set(|lane| claimed[lane].min(largest[lane]));
    }

    /// Reduces what is wanted to the source's share of what is claimed, and carries over what stays
    /// owed (C3, C4, C12).
    #[inline(always)]
    pub fn offer(
        &self,
        period: usize,
        share: &Lanes,
        force_majeure: Option<&Lanes>,
        market: Market<'_>,
        values: &[Lanes],
        state: &mut ContractState,
    ) {
        let claimed = &state.claimed;
        state.offer.update(|lane, wanted| wanted.min(share[lane] * claimed[lane]));
        let obligation = if self.tolerance.is_some() { &state.obligation } else { &state.quota };
        let missing = Lanes::from_fn(|lane| {
            (obligation[lane] + state.owed[lane] - state.offer[lane]).max(0.0)
        });
        match (&self.force_majeure, force_majeure) {
            (Some(clause), Some(held)) => {
                let price = self.price.price(market.followed, values);
                for lane in 0..LANES {
                    let old = state.owed[lane];
                    let due = obligation[lane] + old;
                    let (owed, unpaid) =
                        clause.remedy(held[lane], self.carry_over, (due, old), missing[lane]);
                    state.owed[lane] = owed;
                    state.damages[lane] = unpaid * (market.at(lane) - price[lane]).max(0.0);
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

    /// What may be called, and what of it is paid in any case (C5, C8).
    #[inline(always)]
    pub fn open_for_calls(&self, period: usize, values: &[Lanes], state: &mut ContractState) {
        let PaidAnyway { minimum, forced, kept } = match &self.take_or_pay {
            None => PaidAnyway::NOTHING,
            Some(take_or_pay) => {
                let settles = self.by_term(period, state, |term| term.settles);
                let ContractState { offer, alive, year, .. } = state;
                let firm = self.tolerance.as_ref().map(|tolerance| tolerance.firm(offer, values));
                let firm = firm.as_ref().unwrap_or(offer);
                take_or_pay.minimum(offer, firm, alive, &settles, values, year)
            }
        };
        state.callable = state.offer;
        state.callable += &kept;
        state.paid_anyway = minimum;
        state.forced = forced;
    }

    /// Finds what a tonne called in the period costs, its tariff included (C5).
    #[inline(always)]
    pub fn find_marginal_cost(&self, period: usize, values: &[Lanes], state: &mut ContractState) {
        state.marginal_cost = state.price;
        let tariff = self.tariff.as_ref();
        if let Some(levied) =
            tariff.and_then(|tariff| tariff.per_tonne(period, values, &state.price))
        {
            state.marginal_cost += &levied;
        }
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

    /// Whether what arrives is paid at a price that follows the market.
    pub fn follows_the_market(&self) -> bool {
        matches!(self.price, PriceClause::Reference { .. })
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
            state.laid_aside = Lanes::ZERO;
            return Settlement::NONE;
        }
        let active = self.by_term(period, state, |term| term.active);
        let settles = self.by_term(period, state, |term| term.settles);
        let ContractState { taken, price, year, kept, laid_aside, .. } = state;
        take_or_pay.add(&active, taken, price, year);
        let settlement = match self.in_any_term(period, |term| term.settles) {
            true => take_or_pay.settle(period, &settles, values, year),
            false => Settlement::NONE,
        };
        let before = std::mem::replace(kept, take_or_pay.kept(year));
        laid_aside.set(|lane| kept[lane] - before[lane]);
        settlement
    }
}
