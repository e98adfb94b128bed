//! A step of a block, as everybody sees it.

use super::Model;
use super::exogenous::Exogenous;
use crate::numerics::lanes::Lanes;

/// What may be read in a period of a block: the model, what was drawn, and which period it is.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'b> {
    pub model: &'b Model,
    pub exogenous: &'b Exogenous,
    pub period: usize,
}

impl<'b> Moment<'b> {
    /// The values of all inputs.
    #[inline(always)]
    pub fn values(&self) -> &'b [Lanes] {
        &self.exogenous.values
    }

    /// End of the period, years from time 0.
    #[inline(always)]
    pub fn end(&self) -> f64 {
        (self.period + 1) as f64 * self.model.step
    }

    /// Whether it is the last one.
    #[inline(always)]
    pub fn is_last(&self) -> bool {
        self.period + 1 == self.model.periods
    }

    /// Whether a period of the report ends with it.
    #[inline(always)]
    pub fn ends_period(&self) -> bool {
        (self.period + 1).is_multiple_of(self.model.substeps)
    }

    /// Reference price of the period, USD/t.
    #[inline(always)]
    pub fn price(&self) -> &'b Lanes {
        &self.exogenous.prices[self.period]
    }
}
