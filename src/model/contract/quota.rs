//! What a period entitles to (docs/model.md, C1).

use super::term::Term;
use crate::model::input::{Input, InputTable};
use crate::numerics::lanes::{Lanes, each};
use crate::scenario::{Contract, ContractVolume, ListedQuota, Month, StepGrid};

#[derive(Debug)]
pub enum Volume {
    /// t/year times the months of the term in the period over 12.
    Rate(Input),
    /// t times the period's share of the term.
    Total(Input),
    /// Each with its share that falls in each period.
    Listed(Vec<(Input, Vec<f64>)>),
    Share,
}

impl Volume {
    pub fn new(contract: &Contract, time: &StepGrid, inputs: &mut InputTable) -> Self {
        match &contract.volume {
            ContractVolume::Rate(rate) => Volume::Rate(inputs.input(rate)),
            ContractVolume::Quantity(quantity) => Volume::Total(inputs.input(quantity)),
            ContractVolume::Listed(quotas) => {
                let shares = shares(contract, quotas, time);
                Volume::Listed(
                    quotas
                        .iter()
                        .zip(shares)
                        .map(|(quota, shares)| (inputs.input(&quota.quantity), shares))
                        .collect(),
                )
            }
            ContractVolume::ShareOfOutput => Volume::Share,
        }
    }

    /// The quota of a period; `largest` is the most that the contract may have of the output,
    /// infinite without a mine.
    #[inline(always)]
    pub fn quota(&self, period: usize, term: Term, largest: &Lanes, values: &[Lanes]) -> Lanes {
        let volume = match self {
            Volume::Rate(volume) | Volume::Total(volume) => volume.of(values),
            Volume::Share => largest,
            Volume::Listed(listed) => {
                let mut quota = Lanes::ZERO;
                for (quantity, shares) in listed {
                    let (quantity, share) = (quantity.of(values), shares[period] + term.extension);
                    quota += each(|lane| quantity[lane] * share);
                }
                return quota;
            }
        };
        Lanes::from_fn(|lane| volume[lane] * term.weight)
    }
}

/// Of each listed quota the share of its months that lies in each period.
fn shares(contract: &Contract, quotas: &[ListedQuota], time: &StepGrid) -> Vec<Vec<f64>> {
    let last = |quota: usize| quotas.get(quota + 1).map_or(contract.to.0, |next| next.from.0 - 1);
    let share = |quota: usize, period: usize| {
        let (from, to) = (quotas[quota].from, last(quota));
        time.months_between(period, from, Month(to)) / f64::from(to - from.0 + 1)
    };
    (0..quotas.len())
        .map(|quota| (0..time.steps).map(|period| share(quota, period)).collect())
        .collect()
}
