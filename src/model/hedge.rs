//! Positions without metal (docs/model.md, H1).

pub mod fair_premium;

use super::input::{Input, InputTable};
use fair_premium::FairPremiums;

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
    /// A premium that is in neither the scenario nor `fair_premiums` is 0.
    pub fn new(
        hedge: &Hedge,
        time: &StepGrid,
        fair_premiums: &FairPremiums,
        inputs: &mut InputTable,
    ) -> Self {
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
                    premium: match premium {
                        Some(premium) => inputs.input(premium),
                        None => {
                            let fair = fair_premiums.get(&hedge.premium_path());
                            inputs.constant(fair.copied().unwrap_or(0.0))
                        }
                    },
                },
            },
        }
    }

    /// Metal hedged in the period, t.
    #[inline(always)]
    fn tonnes(&self, period: usize, values: &[Lanes]) -> Lanes {
        let (rate, years) = (self.rate.of(values), self.years[period]);
        Lanes::from_fn(|lane| rate[lane] * years)
    }

    /// Adds what the hedge costs in the period, a payment received being negative.
    #[inline(always)]
    pub fn settle(&self, period: usize, price: &Lanes, values: &[Lanes], cost: &mut Lanes) {
        if self.years[period] == 0.0 {
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
        let tonnes = self.tonnes(period, values);
        *cost += each(|lane| tonnes[lane] * paid[lane]);
    }
}
