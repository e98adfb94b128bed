//! By how much a delivery may miss the quota, and what follows when it misses more (docs/model.md,
//! C11, C12).

use super::price::Market;
use crate::model::input::{Input, InputTable};
use crate::numerics::lanes::{LANES, Lanes};
use crate::scenario::{Contract, ForceMajeure, Party, Remedy, Taking};

#[derive(Debug)]
pub struct ToleranceModel {
    share: Input,
    option: Party,
    /// Whether the buyer chooses by what it calls.
    called: bool,
}

impl ToleranceModel {
    pub fn new(contract: &Contract, inputs: &mut InputTable) -> Option<Self> {
        let tolerance = contract.tolerance.as_ref()?;
        let called =
            tolerance.option == Party::Buyer && matches!(contract.taking, Taking::Needed { .. });
        Some(ToleranceModel {
            share: inputs.input(&tolerance.share),
            option: tolerance.option,
            called,
        })
    }

    /// Tonnes that may be delivered, and those that the seller owes at least.
    #[inline(always)]
    pub fn nominate(
        &self,
        quota: &Lanes,
        price: &Lanes,
        market: &Market<'_>,
        values: &[Lanes],
        nominated: &mut Lanes,
        obligation: &mut Lanes,
    ) {
        let share = self.share.of(values);
        for lane in 0..LANES {
            let (less, more) =
                (quota[lane] * (1.0 - share[lane]), quota[lane] * (1.0 + share[lane]));
            let at_market = market.at(lane);
            match self.option {
                Party::Seller => {
                    nominated[lane] = if at_market > price[lane] { less } else { more };
                    obligation[lane] = less;
                }
                Party::Buyer if self.called => {
                    nominated[lane] = more;
                    obligation[lane] = quota[lane];
                }
                Party::Buyer => {
                    nominated[lane] = if price[lane] < at_market { more } else { less };
                    obligation[lane] = nominated[lane];
                }
            }
        }
    }

    /// Of an offer the part that counts for take-or-pay.
    #[inline(always)]
    pub fn firm(&self, offer: &Lanes, values: &[Lanes]) -> Lanes {
        if !self.called {
            return *offer;
        }
        let share = self.share.of(values);
        Lanes::from_fn(|lane| offer[lane] * (1.0 - share[lane]) / (1.0 + share[lane]))
    }
}

#[derive(Debug)]
pub struct ForceMajeureModel {
    pub below: Input,
    pub otherwise: Remedy,
}

impl ForceMajeureModel {
    pub fn new(clause: Option<&ForceMajeure>, inputs: &mut InputTable) -> Option<Self> {
        clause.map(|clause| ForceMajeureModel {
            below: inputs.input(&clause.below),
            otherwise: clause.otherwise,
        })
    }

    /// What stays owed of `missing` tonnes of all that is `due`, of which `old` were owed before, and
    /// what is paid for, where force majeure holds for a share of the period.
    #[inline(always)]
    pub fn remedy(
        &self,
        held: f64,
        carry_over: bool,
        (due, old): (f64, f64),
        missing: f64,
    ) -> (f64, f64) {
        let excused = missing.min(held * due);
        let owed = if carry_over { excused } else { excused.min(held * old) };
        match self.otherwise {
            Remedy::Owed => (owed + (missing - excused), 0.0),
            Remedy::Damages => (owed, missing - excused),
        }
    }
}
