//! Offtake contracts: quotas, calls, arrivals and what they cost (docs/model.md, C1 to C8).

use super::input::{Input, InputTable};
use super::tariff::TariffModel;
use crate::lanes::{LANES, Lanes};
use crate::scenario::{Contract, ContractPrice, ContractVolume, Taking, TimeGrid, Value};

#[derive(Debug)]
pub struct ContractModel {
    pub mine: usize,
    pub region: usize,
    volume: Volume,
    max_share: Input,
    price: PriceClause,
    pub needed: bool,
    take_or_pay: Option<Input>,
    pub tariff: Option<TariffModel>,
    carry_over: bool,
    lag: Input,
    /// Shortest and longest delay in periods that any lag brings.
    delays: std::ops::RangeInclusive<usize>,
    /// What each period is to the contract.
    terms: Vec<Term>,
}

#[derive(Debug)]
enum Volume {
    /// t/year times the months of the term in the period over 12.
    Rate(Input),
    /// t times the period's share of the term.
    Total(Input),
    Share,
}

#[derive(Debug)]
enum PriceClause {
    Reference { premium: Input, floor: Option<Input>, cap: Option<Input> },
    Fixed(Input),
}

/// A period of the contract's life.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Term {
    pub active: bool,
    /// The quota's factor on the volume clause.
    weight: f64,
    /// Whether months of the term remain after the period.
    continues: bool,
    /// Whether a contract year is settled at its end.
    settles: bool,
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
    /// Tonnes under way, by period of arrival modulo its length.
    pipeline: Vec<Lanes>,
    /// Sums of the contract year.
    year_offered: Lanes,
    year_taken: Lanes,
    year_price: Lanes,
    year_periods: f64,
}

impl ContractModel {
    pub fn new(contract: &Contract, time: &TimeGrid, inputs: &mut InputTable) -> Self {
        let term_months = contract.to.0 - contract.from.0 + 1;
        let months_in = |period: usize| {
            let first = time.first_month(period).0.max(contract.from.0);
            (time.last_month(period).0.min(contract.to.0) - first + 1).max(0)
        };
        let year_of = |period: usize| ((time.first_month(period).0 - contract.from.0).max(0)) / 12;
        let terms = (0..time.periods)
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
            .collect();
        let (shortest, longest) = bounds(&contract.lag.value);
        let step = time.period_years();
        let most = time.periods as f64;
        let delays = (shortest / step).floor().clamp(0.0, most) as usize..=(longest / step).ceil().clamp(0.0, most) as usize;
        ContractModel {
            mine: contract.mine,
            region: contract.region,
            volume: match &contract.volume {
                ContractVolume::Rate(rate) => Volume::Rate(inputs.input(rate)),
                ContractVolume::Quantity(quantity) => Volume::Total(inputs.input(quantity)),
                ContractVolume::ShareOfOutput => Volume::Share,
            },
            max_share: inputs.input(&contract.max_share_of_output),
            price: match &contract.price {
                ContractPrice::Reference { premium, floor, cap } => PriceClause::Reference {
                    premium: inputs.input(premium),
                    floor: floor.as_ref().map(|floor| inputs.input(floor)),
                    cap: cap.as_ref().map(|cap| inputs.input(cap)),
                },
                ContractPrice::Fixed(price) => PriceClause::Fixed(inputs.input(price)),
            },
            needed: matches!(contract.taking, Taking::Needed { .. }),
            take_or_pay: match &contract.taking {
                Taking::Needed { take_or_pay: Some(share) } => Some(inputs.input(share)),
                _ => None,
            },
            tariff: contract.tariff.as_ref().map(|tariff| TariffModel::new(tariff, time, inputs)),
            carry_over: contract.carry_over && !matches!(contract.volume, ContractVolume::ShareOfOutput),
            lag: inputs.input(&contract.lag),
            delays,
            terms,
        }
    }

    pub fn state(&self) -> ContractState {
        ContractState {
            owed: Lanes::ZERO,
            offer: Lanes::ZERO,
            taken: Lanes::ZERO,
            quota: Lanes::ZERO,
            price: Lanes::ZERO,
            pipeline: vec![Lanes::ZERO; self.delays.end() + 1],
            year_offered: Lanes::ZERO,
            year_taken: Lanes::ZERO,
            year_price: Lanes::ZERO,
            year_periods: 0.0,
        }
    }

    /// Quota and wanted tonnes of the period; `offer` holds what is wanted until the mine has shared out its output.
    #[inline(always)]
    pub fn want(&self, period: usize, output: &Lanes, values: &[Lanes], state: &mut ContractState) {
        let term = self.terms[period];
        if !term.active {
            state.quota = Lanes::ZERO;
            state.offer = Lanes::ZERO;
            return;
        }
        let share = self.max_share.of(values);
        match &self.volume {
            Volume::Rate(volume) | Volume::Total(volume) => {
                let volume = volume.of(values);
                for lane in 0..LANES {
                    state.quota[lane] = volume[lane] * term.weight;
                }
            }
            Volume::Share => {
                for lane in 0..LANES {
                    state.quota[lane] = share[lane] * output[lane] * term.weight;
                }
            }
        }
        for lane in 0..LANES {
            state.offer[lane] = (state.quota[lane] + state.owed[lane]).min(share[lane] * output[lane]);
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
        let lag = self.lag.of(values);
        let length = state.pipeline.len();
        // What arrives beyond the horizon is under way all the same (C5): the longest delay stands for all longer ones.
        let longest = *self.delays.end() as f64;
        for delay in self.delays.clone() {
            let place = &mut state.pipeline[(period + delay) % length];
            for lane in 0..LANES {
                let weight = (1.0 - ((lag[lane] / step).min(longest) - delay as f64).abs()).max(0.0);
                place[lane] += state.taken[lane] * weight;
            }
        }
    }

    /// Tonnes on their way, those that arrive in this period included.
    #[inline(always)]
    pub fn add_under_way(&self, state: &ContractState, sum: &mut Lanes) {
        for place in &state.pipeline {
            sum.add(place);
        }
    }

    /// Tonnes that arrive in the period.
    #[inline(always)]
    pub fn arrive(&self, period: usize, state: &mut ContractState) -> Lanes {
        let length = state.pipeline.len();
        std::mem::replace(&mut state.pipeline[period % length], Lanes::ZERO)
    }

    /// Price of the period (C7).
    #[inline(always)]
    pub fn price(&self, reference: &Lanes, values: &[Lanes], state: &mut ContractState) {
        match &self.price {
            PriceClause::Fixed(price) => state.price = *price.of(values),
            PriceClause::Reference { premium, floor, cap } => {
                let mut price = *reference;
                if let Some(floor) = floor {
                    let floor = floor.of(values);
                    for lane in 0..LANES {
                        price[lane] = price[lane].max(floor[lane]);
                    }
                }
                if let Some(cap) = cap {
                    let cap = cap.of(values);
                    for lane in 0..LANES {
                        price[lane] = price[lane].min(cap[lane]);
                    }
                }
                price.add(premium.of(values));
                state.price = price;
            }
        }
    }

    pub fn has_take_or_pay(&self) -> bool {
        self.take_or_pay.is_some()
    }

    /// Take-or-pay due at the end of the period (C8).
    #[inline(always)]
    pub fn settle(&self, period: usize, values: &[Lanes], state: &mut ContractState) -> Lanes {
        let mut paid = Lanes::ZERO;
        let term = self.terms[period];
        let Some(take_or_pay) = self.take_or_pay.filter(|_| term.active) else { return paid };
        state.year_offered.add(&state.offer);
        state.year_taken.add(&state.taken);
        state.year_price.add(&state.price);
        state.year_periods += 1.0;
        if term.settles {
            let share = take_or_pay.of(values);
            for lane in 0..LANES {
                let missing = (share[lane] * state.year_offered[lane] - state.year_taken[lane]).max(0.0);
                paid[lane] = missing * (state.year_price[lane] / state.year_periods);
            }
            state.year_offered = Lanes::ZERO;
            state.year_taken = Lanes::ZERO;
            state.year_price = Lanes::ZERO;
            state.year_periods = 0.0;
        }
        paid
    }
}

/// Smallest and largest value a quantity can take (0 and infinity where that is not known from it alone).
fn bounds(value: &Value) -> (f64, f64) {
    match value {
        Value::Constant(value) => (*value, *value),
        Value::Random(random) => {
            let (low, high) = random.distribution.support();
            (low.max(random.lowest), high.min(random.highest))
        }
        Value::Variable { .. } => (0.0, f64::INFINITY),
        Value::Changed { value, times, plus } => {
            let (low, high) = bounds(value);
            let ends = (low * times + plus, high * times + plus);
            (ends.0.min(ends.1), ends.0.max(ends.1))
        }
    }
}
