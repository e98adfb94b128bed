//! What is paid whether it is taken or not, and taken later in its place (docs/model.md, C8, C14).

use crate::model::input::{Input, InputTable};
use crate::numerics::lanes::{LANES, Lanes, each};
use crate::scenario::{Contract, Taking, TimeGrid};

#[derive(Debug)]
pub struct TakeOrPay {
    share: Input,
    make_up: Option<MakeUpModel>,
}

#[derive(Debug)]
struct MakeUpModel {
    /// Periods after a settlement in which its tonnes can be made up.
    window: usize,
    cap: Option<Input>,
}

/// Sums of the contract year, and tonnes that may be made up.
#[derive(Debug, Clone)]
pub struct ContractYear {
    offered: Lanes,
    taken: Lanes,
    price: Lanes,
    periods: Lanes,
    /// By period of the settlement that granted them modulo its length.
    balance: Vec<Lanes>,
}

/// What a contract year's end brings.
#[derive(Debug)]
pub struct Settlement {
    /// USD, less what made-up tonnes had cost.
    pub paid: Lanes,
    /// t
    pub made_up: Lanes,
}

impl Settlement {
    pub const NONE: Settlement = Settlement { paid: Lanes::ZERO, made_up: Lanes::ZERO };
}

impl ContractYear {
    pub fn clear(&mut self) {
        self.begin();
        self.balance.fill(Lanes::ZERO);
    }

    /// Forgets the tonnes whose window ends before the period.
    #[inline(always)]
    pub fn expire(&mut self, period: usize) {
        let length = self.balance.len();
        if length > 0 {
            self.balance[period % length] = Lanes::ZERO;
        }
    }

    fn begin(&mut self) {
        for sum in [&mut self.offered, &mut self.taken, &mut self.price, &mut self.periods] {
            *sum = Lanes::ZERO;
        }
    }
}

impl TakeOrPay {
    pub fn new(contract: &Contract, time: &TimeGrid, inputs: &mut InputTable) -> Option<Self> {
        let Taking::Needed { take_or_pay: Some(share) } = &contract.taking else { return None };
        let make_up = contract.make_up.as_ref().map(|make_up| MakeUpModel {
            window: (make_up.window as usize / time.step.months() as usize).min(time.periods),
            cap: make_up.cap.as_ref().map(|cap| inputs.input(cap)),
        });
        Some(TakeOrPay { share: inputs.input(share), make_up })
    }

    pub fn year(clause: Option<&Self>) -> ContractYear {
        let length = clause
            .and_then(|clause| clause.make_up.as_ref())
            .map_or(0, |make_up| make_up.window + 1);
        let zero = Lanes::ZERO;
        ContractYear {
            offered: zero,
            taken: zero,
            price: zero,
            periods: zero,
            balance: vec![zero; length],
        }
    }

    /// Adds a period, active where `active` is 1, to the year.
    #[inline(always)]
    pub fn add(
        &self,
        active: &Lanes,
        firm: &Lanes,
        taken: &Lanes,
        price: &Lanes,
        year: &mut ContractYear,
    ) {
        year.offered += firm;
        year.taken += taken;
        year.price += each(|lane| price[lane] * active[lane]);
        year.periods += active;
    }

    /// Settles the year where `settles` is 1.
    #[inline(always)]
    pub fn settle(
        &self,
        period: usize,
        settles: &Lanes,
        values: &[Lanes],
        year: &mut ContractYear,
    ) -> Settlement {
        let mut settlement = Settlement::NONE;
        let share = self.share.of(values);
        let missing = Lanes::from_fn(|lane| {
            (share[lane] * year.offered[lane] - year.taken[lane]).max(0.0) * settles[lane]
        });
        if let Some(make_up) = &self.make_up {
            make_up.make_up(
                period,
                share,
                settles,
                &missing,
                values,
                year,
                &mut settlement.made_up,
            );
        }
        for lane in 0..LANES {
            if settles[lane] > 0.0 {
                let mean = year.price[lane] / year.periods[lane];
                settlement.paid[lane] = (missing[lane] - settlement.made_up[lane]) * mean;
                for sum in [&mut year.offered, &mut year.taken, &mut year.price, &mut year.periods]
                {
                    sum[lane] = 0.0;
                }
            }
        }
        settlement
    }
}

impl MakeUpModel {
    /// Uses the balance for what was taken beyond the minimum, oldest first, and adds what was paid
    /// and not taken.
    #[inline(always)]
    #[allow(clippy::too_many_arguments)]
    fn make_up(
        &self,
        period: usize,
        share: &Lanes,
        settles: &Lanes,
        missing: &Lanes,
        values: &[Lanes],
        year: &mut ContractYear,
        made_up: &mut Lanes,
    ) {
        let length = self.window + 1;
        let mut excess = Lanes::from_fn(|lane| {
            (year.taken[lane] - share[lane] * year.offered[lane]).max(0.0) * settles[lane]
        });
        let mut balance = Lanes::ZERO;
        for granted in period.saturating_sub(self.window)..period {
            let tonnes = &mut year.balance[granted % length];
            for lane in 0..LANES {
                let used = excess[lane].min(tonnes[lane]);
                tonnes[lane] -= used;
                excess[lane] -= used;
                made_up[lane] += used;
                // What could be used for the last time lapses, and leaves room for what is granted
                // now.
                balance[lane] += if granted + self.window > period { tonnes[lane] } else { 0.0 };
            }
        }
        let granted = &mut year.balance[period % length];
        *granted = *missing;
        if let Some(cap) = &self.cap {
            let cap = cap.of(values);
            granted.update(|lane, granted| granted.min((cap[lane] - balance[lane]).max(0.0)));
        }
    }
}
