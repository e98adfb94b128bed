//! Tariffs on imported metal (docs/model.md, E5).

use super::input::{Input, InputTable};
use crate::numerics::lanes::{Lanes, each};
use crate::scenario::{Month, StepGrid, Tariff};

#[derive(Debug)]
pub struct TariffModel {
    rate: Option<Input>,
    duty: Option<Input>,
    /// Share of each period's months in which it is levied.
    levied: Vec<f64>,
}

impl TariffModel {
    pub fn new(tariff: &Tariff, time: &StepGrid, inputs: &mut InputTable) -> Self {
        let share = |period: usize| match tariff.from {
            Some(from) => time.months_between(period, from, Month::LATEST) / time.months(),
            None => 1.0,
        };
        TariffModel {
            rate: tariff.rate.as_ref().map(|rate| inputs.input(rate)),
            duty: tariff.duty.as_ref().map(|duty| inputs.input(duty)),
            levied: (0..time.steps).map(share).collect(),
        }
    }

    /// What is levied on a tonne bought at `price`, USD/t; `None` while nothing is.
    #[inline(always)]
    pub fn per_tonne(&self, period: usize, values: &[Lanes], price: &Lanes) -> Option<Lanes> {
        let levied = self.levied[period];
        if levied == 0.0 {
            return None;
        }
        let mut per_tonne = Lanes::ZERO;
        if let Some(rate) = self.rate {
            let rate = rate.at(values, period);
            per_tonne.set(|lane| rate[lane] * price[lane].max(0.0));
        }
        if let Some(duty) = self.duty {
            per_tonne += duty.at(values, period);
        }
        Some(per_tonne.map(|per_tonne| levied * per_tonne))
    }

    /// Adds to `cost` what is levied on `tonnes` bought at `price` (USD/t).
    #[inline(always)]
    pub fn levy(
        &self,
        period: usize,
        values: &[Lanes],
        price: &Lanes,
        tonnes: &Lanes,
        cost: &mut Lanes,
    ) {
        if let Some(per_tonne) = self.per_tonne(period, values, price) {
            *cost += each(|lane| per_tonne[lane] * tonnes[lane]);
        }
    }
}
