//! Positions without metal (docs/model.md, H1).

use super::input::{Input, InputTable};
use crate::index::RegionIndex;
use crate::numerics::lanes::{Lanes, each};
use crate::scenario::{Hedge, HedgePayoff, StepGrid};

#[derive(Debug)]
pub struct HedgeModel {
    pub region: RegionIndex,
    rate: Input,
    /// Years of the term in each period.
    years: Vec<f64>,
    payoff: Payoff,
}

#[derive(Debug)]
enum Payoff {
    Swap { strike: Input },
    Collar { floor: Option<Input>, cap: Option<Input>, premium: Input },
}

impl HedgeModel {
    pub fn new(hedge: &Hedge, time: &StepGrid, inputs: &mut InputTable) -> Self {
        let years = |period: usize| time.months_between(period, hedge.from, hedge.to) / 12.0;
        HedgeModel {
            region: hedge.region,
            rate: inputs.input(&hedge.rate),
            years: (0..time.steps).map(years).collect(),
            payoff: match &hedge.payoff {
                HedgePayoff::Swap { strike } => Payoff::Swap { strike: inputs.input(strike) },
                HedgePayoff::Collar { floor, cap, premium } => Payoff::Collar {
                    floor: floor.as_ref().map(|floor| inputs.input(floor)),
                    cap: cap.as_ref().map(|cap| inputs.input(cap)),
                    premium: inputs.input(premium),
                },
            },
        }
    }

    /// Adds what the hedge costs in the period, a payment received being negative.
    #[inline(always)]
    pub fn settle(&self, period: usize, price: &Lanes, values: &[Lanes], cost: &mut Lanes) {
        let years = self.years[period];
        if years == 0.0 {
            return;
        }
        let paid = match &self.payoff {
            Payoff::Swap { strike } => {
                let strike = strike.of(values);
                Lanes::from_fn(|lane| strike[lane] - price[lane])
            }
            Payoff::Collar { floor, cap, premium } => {
                let mut paid = *premium.of(values);
                if let Some(floor) = floor {
                    let floor = floor.of(values);
                    paid += each(|lane| (floor[lane] - price[lane]).max(0.0));
                }
                if let Some(cap) = cap {
                    let cap = cap.of(values);
                    paid -= each(|lane| (price[lane] - cap[lane]).max(0.0));
                }
                paid
            }
        };
        let rate = self.rate.of(values);
        *cost += each(|lane| rate[lane] * years * paid[lane]);
    }
}
