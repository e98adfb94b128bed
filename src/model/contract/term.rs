//! The periods of a contract's life, and what makes it shorter or longer (docs/model.md, C9, C10).

use crate::distribution::Distribution;
use crate::model::input::{Chance, Input, InputTable};
use crate::numerics::lanes::Lanes;
use crate::scenario::{Contract, ContractVolume, Each, Month, StepGrid};

/// A period of the contract's life.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Term {
    pub active: bool,
    /// Of the term in the period.
    pub years: f64,
    /// The quota's factor on the volume clause.
    pub weight: f64,
    /// Months of the renewed term in the period over those of the first term.
    pub extension: f64,
    /// Whether months of the term remain after the period.
    pub continues: bool,
    /// Whether a contract year is settled at its end.
    pub settles: bool,
}

/// What each period is to a contract whose term is longer by `extension` months.
pub fn terms(contract: &Contract, extension: i32, time: &StepGrid) -> Vec<Term> {
    let term_months = f64::from(contract.to.0 - contract.from.0 + 1);
    let to = Month(contract.to.0 + extension);
    let year_of = |period: usize| {
        (time.begin(period) - time.parts_to(contract.from)).max(0) / (12 * time.parts)
    };
    (0..time.steps)
        .map(|period| {
            let months = time.months_between(period, contract.from, to);
            let active = months > 0.0;
            let continues = time.begin(period + 1) < time.parts_to(Month(to.0 + 1));
            let last_of_year = !continues || year_of(period + 1) != year_of(period);
            Term {
                active,
                years: months / 12.0,
                weight: match &contract.volume {
                    ContractVolume::Rate(_) => months / 12.0,
                    ContractVolume::Quantity(_) => months / term_months,
                    ContractVolume::Listed(_) => 0.0,
                    ContractVolume::ShareOfOutput => months / time.months(),
                },
                extension: time.months_between(period, Month(contract.to.0 + 1), to) / term_months,
                continues,
                settles: active && last_of_year,
            }
        })
        .collect()
}

/// Years from time 0 at which a term that is longer by `extension` months ends.
pub fn end(contract: &Contract, extension: i32, time: &StepGrid) -> f64 {
    time.years_to(Month(contract.to.0 + extension + 1))
}

/// Whether the term is renewed, and what its periods are then.
#[derive(Debug)]
pub struct RenewalModel {
    chance: Chance,
    pub terms: Vec<Term>,
    /// Years from time 0 at which the renewed term ends.
    pub end: f64,
}

impl RenewalModel {
    pub fn new(contract: &Contract, time: &StepGrid, inputs: &mut InputTable) -> Option<Self> {
        let renewal = contract.renewal.as_ref()?;
        Some(RenewalModel {
            chance: Chance::new(
                format!("contract.{}.renewed", contract.name),
                &renewal.probability,
                inputs,
            ),
            terms: terms(contract, renewal.months as i32, time),
            end: end(contract, renewal.months as i32, time),
        })
    }

    /// 1 where it is renewed, else 0.
    #[inline(always)]
    pub fn renewed(&self, values: &[Lanes]) -> Lanes {
        let is_renewed = self.chance.happens(values);
        Lanes::from_fn(|lane| f64::from(is_renewed(lane)))
    }
}

/// When the seller fails.
#[derive(Debug)]
pub struct DefaultModel {
    /// Exponential of mean 1.
    unit: Input,
    rate: Input,
    /// Years from time 0 at which the clock starts.
    clock_start: f64,
}

impl DefaultModel {
    pub fn new(contract: &Contract, time: &StepGrid, inputs: &mut InputTable) -> Option<Self> {
        let rate = contract.default_rate.as_ref()?;
        Some(DefaultModel {
            unit: inputs.draw(
                format!("contract.{}.defaulted", contract.name),
                Distribution::unit_exponential(),
                Each::Trial,
            ),
            rate: inputs.input(rate),
            clock_start: time.years_to(contract.from).max(0.0),
        })
    }

    /// Years from time 0 until the default.
    #[inline(always)]
    pub fn time(&self, values: &[Lanes]) -> Lanes {
        let (unit, rate) = (self.unit.of(values), self.rate.of(values));
        Lanes::from_fn(|lane| self.clock_start + unit[lane] / rate[lane])
    }

    /// Share of the period before the default.
    #[inline(always)]
    pub fn alive(&self, period: usize, step: f64, values: &[Lanes]) -> Lanes {
        self.time(values).map(|until| (until / step - period as f64).clamp(0.0, 1.0))
    }
}
