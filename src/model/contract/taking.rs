//! What is paid in any case, how it comes, and what is taken later in its place (docs/model.md, C8,
//! C14).

use crate::model::input::{Input, InputTable};
use crate::numerics::lanes::{LANES, Lanes, each};
use crate::scenario::{Contract, Minimum, StepGrid, Taking};

#[derive(Debug)]
pub struct TakeOrPay {
    share: Input,
    minimum: Minimum,
    /// Only where what is paid may be lost.
    make_up: Option<MakeUpModel>,
}

#[derive(Debug)]
struct MakeUpModel {
    /// Periods after a settlement in which its tonnes can be made up.
    window: usize,
    cap: Option<Input>,
    /// Tonnes that may be made up at time 0.
    balance: Option<Input>,
}

/// The contract year so far, and tonnes that may be made up.
#[derive(Debug, Clone)]
pub struct ContractYear {
    /// The minimum of what was offered, less what was taken; t.
    open: Lanes,
    price: Lanes,
    periods: Lanes,
    /// By period of the settlement that granted them modulo its length.
    balance: Vec<Lanes>,
}

/// What of an offer is paid in any case; t.
#[derive(Debug)]
pub struct PaidAnyway {
    /// Called or not, the minimum so far.
    pub minimum: Lanes,
    /// Part of it that comes in the period even if nobody calls it.
    pub forced: Lanes,
    /// What the seller has kept of the periods before.
    pub kept: Lanes,
}

impl PaidAnyway {
    pub const NOTHING: PaidAnyway =
        PaidAnyway { minimum: Lanes::ZERO, forced: Lanes::ZERO, kept: Lanes::ZERO };
}

/// What a contract year's end brings.
#[derive(Debug)]
pub struct Settlement {
    /// Paid and not taken, less what was made up; t.
    pub not_taken: Lanes,
    /// USD, less what made-up tonnes had cost.
    pub paid: Lanes,
    /// t
    pub made_up: Lanes,
}

impl Settlement {
    pub const NONE: Settlement =
        Settlement { not_taken: Lanes::ZERO, paid: Lanes::ZERO, made_up: Lanes::ZERO };
}

impl ContractYear {
    /// Forgets the tonnes whose window ends before the period.
    #[inline(always)]
    pub fn expire(&mut self, period: usize) {
        let length = self.balance.len();
        if length > 0 {
            self.balance[period % length] = Lanes::ZERO;
        }
    }
}

impl TakeOrPay {
    pub fn new(contract: &Contract, time: &StepGrid, inputs: &mut InputTable) -> Option<Self> {
        let Taking::Needed { take_or_pay: Some(share), minimum, .. } = &contract.taking else {
            return None;
        };
        let make_up = contract.make_up.as_ref().filter(|_| *minimum == Minimum::Paid);
        let make_up = make_up.map(|make_up| MakeUpModel {
            window: (make_up.window as usize * time.parts as usize / time.length as usize)
                .min(time.steps),
            cap: inputs.optional(make_up.cap.as_ref()),
            balance: inputs.optional(make_up.balance.as_ref()),
        });
        Some(TakeOrPay { share: inputs.input(share), minimum: *minimum, make_up })
    }

    pub fn year(clause: Option<&Self>) -> ContractYear {
        let length = clause
            .and_then(|clause| clause.make_up.as_ref())
            .map_or(0, |make_up| make_up.window + 1);
        let zero = Lanes::ZERO;
        ContractYear { open: zero, price: zero, periods: zero, balance: vec![zero; length] }
    }

    /// State at time 0, given what the contract year has offered and what was taken of it (C15).
    #[inline(always)]
    pub fn begin(&self, so_far: Option<(Input, Input)>, values: &[Lanes], year: &mut ContractYear) {
        let zero = Lanes::ZERO;
        (year.open, year.price, year.periods) = (zero, zero, zero);
        if let Some((offered, taken)) = so_far {
            let (share, offered) = (self.share.of(values), offered.of(values));
            let taken = taken.of(values);
            year.open.set(|lane| share[lane] * offered[lane] - taken[lane]);
        }
        year.balance.fill(zero);
        let balance = self.make_up.as_ref().and_then(|make_up| make_up.balance);
        // As if granted in the period that ends at time 0.
        if let (Some(balance), Some(last)) = (balance, year.balance.last_mut()) {
            *last = *balance.of(values);
        }
    }

    /// Tonnes of the minimum that the seller keeps for the buyer (C8).
    #[inline(always)]
    pub fn kept(&self, year: &ContractYear) -> Lanes {
        match self.minimum {
            Minimum::YearEnd => year.open.map(|open| open.max(0.0)),
            Minimum::Spread | Minimum::Paid => Lanes::ZERO,
        }
    }

    /// What is paid in any case of an offer of which `firm` tonnes count, in a period in which the
    /// seller is able to deliver for the share `alive` and the year settles where `settles` is 1.
    #[inline(always)]
    pub fn minimum(
        &self,
        offer: &Lanes,
        firm: &Lanes,
        alive: &Lanes,
        settles: &Lanes,
        values: &[Lanes],
        year: &mut ContractYear,
    ) -> PaidAnyway {
        if self.minimum == Minimum::YearEnd {
            // Who fails has nothing left to keep.
            year.open.update(|lane, open| if open > 0.0 { open * alive[lane] } else { open });
        }
        let kept = self.kept(year);
        let share = self.share.of(values);
        year.open += each(|lane| share[lane] * firm[lane]);
        let open = &year.open;
        let minimum = Lanes::from_fn(|lane| open[lane].max(0.0).min(offer[lane] + kept[lane]));
        let forced = match self.minimum {
            Minimum::Spread => minimum,
            Minimum::YearEnd => Lanes::from_fn(|lane| minimum[lane] * settles[lane]),
            Minimum::Paid => Lanes::ZERO,
        };
        PaidAnyway { minimum, forced, kept }
    }

    /// Adds what was taken in a period, active where `active` is 1, to the year.
    #[inline(always)]
    pub fn add(&self, active: &Lanes, taken: &Lanes, price: &Lanes, year: &mut ContractYear) {
        year.open -= taken;
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
        // Otherwise nothing is missing: the minimum has come.
        if self.minimum == Minimum::Paid {
            let open = &year.open;
            settlement.not_taken.set(|lane| open[lane].max(0.0) * settles[lane]);
        }
        if let Some(make_up) = &self.make_up {
            make_up.make_up(period, settles, values, year, &mut settlement);
        }
        for lane in 0..LANES {
            if settles[lane] > 0.0 {
                let mean = year.price[lane] / year.periods[lane];
                settlement.paid[lane] = settlement.not_taken[lane] * mean;
                for sum in [&mut year.open, &mut year.price, &mut year.periods] {
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
    fn make_up(
        &self,
        period: usize,
        settles: &Lanes,
        values: &[Lanes],
        year: &mut ContractYear,
        settlement: &mut Settlement,
    ) {
        let length = self.window + 1;
        let mut excess = Lanes::from_fn(|lane| (-year.open[lane]).max(0.0) * settles[lane]);
        let mut balance = Lanes::ZERO;
        for age in (1..=self.window).rev() {
            let tonnes = &mut year.balance[(period + length - age) % length];
            for lane in 0..LANES {
                let used = excess[lane].min(tonnes[lane]);
                tonnes[lane] -= used;
                excess[lane] -= used;
                settlement.made_up[lane] += used;
                // What could be used for the last time lapses, and leaves room for what is granted
                // now.
                balance[lane] += if age < self.window { tonnes[lane] } else { 0.0 };
            }
        }
        let granted = &mut year.balance[period % length];
        *granted = settlement.not_taken;
        if let Some(cap) = &self.cap {
            let cap = cap.of(values);
            granted.update(|lane, granted| granted.min((cap[lane] - balance[lane]).max(0.0)));
        }
        settlement.not_taken -= &settlement.made_up;
    }
}
