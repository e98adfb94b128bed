//! From what is taken to what arrives (docs/model.md, C6), and what was sent before time 0 (C15).

use super::{ContractModel, ContractState};
use crate::model::input::Input;
use crate::numerics::lanes::{Lanes, each};

impl ContractModel {
    /// Puts what is taken on its way (C6).
    #[inline(always)]
    pub fn send(&self, period: usize, step: f64, values: &[Lanes], state: &mut ContractState) {
        self.transit.send(period, &state.taken, step, values, &mut state.pipeline);
    }

    /// Puts on its way what was sent before time 0, once it is known what is offered in the first
    /// step (C15).
    #[inline(always)]
    pub fn fill_pipeline(&self, values: &[Lanes], state: &mut ContractState) {
        let Some(opening) = &self.opening else { return };
        let ContractState { quota, offer, renewed, .. } = &*state;
        let firm = self.tolerance.as_ref().map_or(*offer, |terms| terms.firm(offer, values));
        let longer = self.renewal.as_ref();
        let end = renewed.map(|renewed| match longer {
            Some(longer) if renewed > 0.0 => longer.end,
            _ => self.first_end,
        });
        let firm = Lanes::from_fn(|lane| firm[lane].min(quota[lane]));
        let active = self.by_term(0, state, |term| term.years);
        let lag = self.transit.lag(values);
        let (tonnes, first, last) = opening.under_way(lag, &end, &firm, &active, values);
        for pipeline in std::iter::once(&mut state.pipeline).chain(&mut state.priced) {
            self.transit.fill(&tonnes, &first, &last, pipeline);
        }
    }

    /// Price of what was under way at time 0, where it is fixed already (C15).
    pub(super) fn opening_price(&self) -> Option<Input> {
        self.opening.as_ref()?.price
    }

    /// Of the arrivals of the period, those that have a price from before time 0, t, and that price
    /// (C15).
    #[inline(always)]
    pub fn arrivals_priced_before<'v>(
        &self,
        period: usize,
        values: &'v [Lanes],
        state: &mut ContractState,
    ) -> Option<(Lanes, &'v Lanes)> {
        let price = self.opening_price()?.of(values);
        Some((state.priced.as_mut()?.arrive(period), price))
    }

    /// Whether what is taken arrives later.
    pub fn has_lag(&self) -> bool {
        self.transit.takes_time()
    }

    /// Adds what might have been called beyond what was, of what arrives at once, t (F11).
    #[inline(always)]
    pub fn add_uncalled(
        &self,
        step: f64,
        values: &[Lanes],
        state: &ContractState,
        sum: &mut Lanes,
    ) {
        let lag = self.transit.lag(values);
        *sum += each(|lane| {
            (state.callable[lane] - state.taken[lane]) * (1.0 - lag[lane] / step).max(0.0)
        });
    }

    /// Tonnes on their way, those that arrive in this period included.
    #[inline(always)]
    pub fn add_under_way(&self, state: &ContractState, sum: &mut Lanes) {
        state.pipeline.add_under_way(sum);
    }

    /// Adds the tonnes that arrive after this period and at most `lag` years after it; what arrives
    /// after the horizon arrives `left` periods from now, at its end.
    #[inline(always)]
    pub fn add_arriving_within(
        &self,
        period: usize,
        left: usize,
        lag: &Lanes,
        step: f64,
        state: &ContractState,
        sum: &mut Lanes,
    ) {
        state.pipeline.add_arriving_within(period, left, lag, step, sum);
    }

    /// Tonnes that arrive in the period.
    #[inline(always)]
    pub fn arrive(&self, period: usize, state: &mut ContractState) -> Lanes {
        state.pipeline.arrive(period)
    }
}
