//! What is paid whether it is taken or not (docs/model.md, C8).

use super::term::Term;
use crate::lanes::{LANES, Lanes};
use crate::model::input::{Input, InputTable};
use crate::scenario::Taking;

#[derive(Debug)]
pub struct TakeOrPay {
    share: Input,
}

/// Sums of the contract year.
#[derive(Debug, Clone)]
pub struct ContractYear {
    offered: Lanes,
    taken: Lanes,
    price: Lanes,
    periods: f64,
}

impl ContractYear {
    pub const EMPTY: ContractYear = ContractYear { offered: Lanes::ZERO, taken: Lanes::ZERO, price: Lanes::ZERO, periods: 0.0 };
}

impl TakeOrPay {
    pub fn new(taking: &Taking, inputs: &mut InputTable) -> Option<Self> {
        match taking {
            Taking::Needed { take_or_pay: Some(share) } => Some(TakeOrPay { share: inputs.input(share) }),
            _ => None,
        }
    }

    /// What is due at the end of an active period.
    #[inline(always)]
    pub fn settle(
        &self,
        term: Term,
        offer: &Lanes,
        taken: &Lanes,
        price: &Lanes,
        values: &[Lanes],
        year: &mut ContractYear,
    ) -> Lanes {
        let mut paid = Lanes::ZERO;
        year.offered.add(offer);
        year.taken.add(taken);
        year.price.add(price);
        year.periods += 1.0;
        if term.settles {
            let share = self.share.of(values);
            for lane in 0..LANES {
                let missing = (share[lane] * year.offered[lane] - year.taken[lane]).max(0.0);
                paid[lane] = missing * (year.price[lane] / year.periods);
            }
            *year = ContractYear::EMPTY;
        }
        paid
    }
}
