//! What a period entitles to (docs/model.md, C1).

use super::term::Term;
use crate::lanes::{LANES, Lanes};
use crate::model::input::{Input, InputTable};
use crate::scenario::{Contract, ContractVolume};

#[derive(Debug)]
pub enum Volume {
    /// t/year times the months of the term in the period over 12.
    Rate(Input),
    /// t times the period's share of the term.
    Total(Input),
    Share,
}

impl Volume {
    pub fn new(contract: &Contract, inputs: &mut InputTable) -> Self {
        match &contract.volume {
            ContractVolume::Rate(rate) => Volume::Rate(inputs.input(rate)),
            ContractVolume::Quantity(quantity) => Volume::Total(inputs.input(quantity)),
            ContractVolume::ShareOfOutput => Volume::Share,
        }
    }

    /// The quota of a period; `largest` is the most that the contract may have of the output, infinite without a mine.
    #[inline(always)]
    pub fn quota(&self, term: Term, largest: &Lanes, values: &[Lanes], quota: &mut Lanes) {
        let volume = match self {
            Volume::Rate(volume) | Volume::Total(volume) => volume.of(values),
            Volume::Share => largest,
        };
        for lane in 0..LANES {
            quota[lane] = volume[lane] * term.weight;
        }
    }
}
