//! Offtake contracts: quotas, calls, arrivals and what they cost (docs/model.md, C1 to C8), one module a clause.

mod pipeline;
mod price;
mod quota;
mod taking;
mod term;

use super::input::{Input, InputTable};
use crate::lanes::{LANES, Lanes};
use crate::scenario::{Contract, ContractVolume, Supplier, Taking, TimeGrid};
use pipeline::{Pipeline, Transit};
use price::PriceClause;
use quota::Volume;
use taking::{ContractYear, TakeOrPay};
use term::{Term, terms};

#[derive(Debug)]
pub struct ContractModel {
    pub supplier: SupplierModel,
    pub region: usize,
    volume: Volume,
    price: PriceClause,
    pub needed: bool,
    take_or_pay: Option<TakeOrPay>,
    carry_over: bool,
    transit: Transit,
    /// What each period is to the contract.
    terms: Vec<Term>,
}

#[derive(Debug)]
pub enum SupplierModel {
    /// Its number, and the largest share of its output that the contract may have.
    Mine {
        number: usize,
        max_share: Input,
    },
    Trader {
        carbon: Option<Input>,
        water: Option<Input>,
    },
}

/// State of a contract over a block.
#[derive(Debug, Clone)]
pub struct ContractState {
    pub owed: Lanes,
    pub offer: Lanes,
    pub taken: Lanes,
    pub quota: Lanes,
    /// Price of the period.
    pub price: Lanes,
    pipeline: Pipeline,
    year: ContractYear,
}

impl ContractModel {
    pub fn new(contract: &Contract, time: &TimeGrid, inputs: &mut InputTable) -> Self {
        let volume = Volume::new(contract, inputs);
        let supplier = match &contract.supplier {
            Supplier::Mine(number) => {
                SupplierModel::Mine { number: *number, max_share: inputs.input(&contract.max_share_of_output) }
            }
            Supplier::Trader(trader) => SupplierModel::Trader {
                carbon: trader.carbon.as_ref().map(|carbon| inputs.input(carbon)),
                water: trader.water.as_ref().map(|water| inputs.input(water)),
            },
        };
        ContractModel {
            supplier,
            region: contract.region,
            volume,
            price: PriceClause::new(&contract.price, inputs),
            needed: matches!(contract.taking, Taking::Needed { .. }),
            take_or_pay: TakeOrPay::new(&contract.taking, inputs),
            carry_over: contract.carry_over && !matches!(contract.volume, ContractVolume::ShareOfOutput),
            transit: Transit::new(contract, time, inputs),
            terms: terms(contract, time),
        }
    }

    pub fn state(&self) -> ContractState {
        ContractState {
            owed: Lanes::ZERO,
            offer: Lanes::ZERO,
            taken: Lanes::ZERO,
            quota: Lanes::ZERO,
            price: Lanes::ZERO,
            pipeline: self.transit.pipeline(),
            year: ContractYear::EMPTY,
        }
    }

    /// Back to time 0.
    #[inline(always)]
    pub fn reset(&self, state: &mut ContractState) {
        state.owed = Lanes::ZERO;
        state.pipeline.clear();
        state.year = ContractYear::EMPTY;
    }

    /// Quota and wanted tonnes of the period (C1, C2); `offer` holds what is wanted until the mine has shared out its output, of which a
    /// trader has none and no end.
    #[inline(always)]
    pub fn want(&self, period: usize, output: &Lanes, values: &[Lanes], state: &mut ContractState) {
        let term = self.terms[period];
        if !term.active {
            state.quota = Lanes::ZERO;
            state.offer = Lanes::ZERO;
            return;
        }
        let mut largest = Lanes::splat(f64::INFINITY);
        if let SupplierModel::Mine { max_share, .. } = &self.supplier {
            let share = max_share.of(values);
            for lane in 0..LANES {
                largest[lane] = share[lane] * output[lane];
            }
        }
        self.volume.quota(term, &largest, values, &mut state.quota);
        for lane in 0..LANES {
            state.offer[lane] = (state.quota[lane] + state.owed[lane]).min(largest[lane]);
        }
    }

    /// Reduces what is wanted to the mine's share for it, and carries over what stays owed (C3, C4).
    #[inline(always)]
    pub fn offer(&self, period: usize, reduction: &Lanes, state: &mut ContractState) {
        let term = self.terms[period];
        let carries = self.carry_over && term.continues;
        for lane in 0..LANES {
            state.offer[lane] *= reduction[lane];
            let owed = state.quota[lane] + state.owed[lane] - state.offer[lane];
            state.owed[lane] = if carries { owed } else { 0.0 };
        }
    }

    /// Takes `share` of the offer (C5) and puts it on its way (C6).
    #[inline(always)]
    pub fn take(&self, period: usize, share: &Lanes, step: f64, values: &[Lanes], state: &mut ContractState) {
        for lane in 0..LANES {
            state.taken[lane] = state.offer[lane] * share[lane];
        }
        self.transit.send(period, &state.taken, step, values, &mut state.pipeline);
    }

    /// Tonnes on their way, those that arrive in this period included.
    #[inline(always)]
    pub fn add_under_way(&self, state: &ContractState, sum: &mut Lanes) {
        state.pipeline.add_under_way(sum);
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

    /// Take-or-pay due at the end of the period (C8).
    #[inline(always)]
    pub fn settle(&self, period: usize, values: &[Lanes], state: &mut ContractState) -> Lanes {
        match &self.take_or_pay {
            Some(take_or_pay) if self.terms[period].active => {
                let ContractState { offer, taken, price, year, .. } = state;
                take_or_pay.settle(self.terms[period], offer, taken, price, values, year)
            }
            _ => Lanes::ZERO,
        }
    }
}
