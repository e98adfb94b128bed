//! The periods of a contract's life.

use crate::scenario::{Contract, ContractVolume, TimeGrid};

/// A period of the contract's life.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Term {
    pub active: bool,
    /// The quota's factor on the volume clause.
    pub weight: f64,
    /// Whether months of the term remain after the period.
    pub continues: bool,
    /// Whether a contract year is settled at its end.
    pub settles: bool,
}

/// What each period is to the contract.
pub fn terms(contract: &Contract, time: &TimeGrid) -> Vec<Term> {
    let term_months = contract.to.0 - contract.from.0 + 1;
    let months_in = |period: usize| {
        let first = time.first_month(period).0.max(contract.from.0);
        (time.last_month(period).0.min(contract.to.0) - first + 1).max(0)
    };
    let year_of = |period: usize| ((time.first_month(period).0 - contract.from.0).max(0)) / 12;
    (0..time.periods)
        .map(|period| {
            let months = f64::from(months_in(period));
            let active = months > 0.0;
            let continues = time.last_month(period).0 < contract.to.0;
            let last_of_year = !continues || year_of(period + 1) != year_of(period);
            Term {
                active,
                weight: match &contract.volume {
                    ContractVolume::Rate(_) => months / 12.0,
                    ContractVolume::Quantity(_) => months / f64::from(term_months),
                    ContractVolume::ShareOfOutput => months / f64::from(time.step.months()),
                },
                continues,
                settles: active && last_of_year,
            }
        })
        .collect()
}
