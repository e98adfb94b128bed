//! What later payments are worth at time 0 (docs/model.md, E8).

use crate::model::Model;
use crate::numerics::elementary::{exp, ln};
use crate::numerics::lanes::{LANES, Lanes};

/// What a payment at the end of a period is worth at time 0 (E8).
#[derive(Debug)]
pub struct Discount {
    /// Of a period.
    step: Lanes,
    /// From time 0 to the end of the period.
    pub factor: Lanes,
}

impl Discount {
    pub const NONE: Discount = Discount { step: Lanes::splat(1.0), factor: Lanes::splat(1.0) };

    /// Back to time 0.
    #[inline(always)]
    pub fn begin(&mut self, model: &Model, values: &[Lanes]) {
        let Some(rate) = model.discount_rate else { return };
        let rate = rate.of(values);
        self.factor = Lanes::splat(1.0);
        for lane in 0..LANES {
            self.step[lane] = exp(-model.step * ln(1.0 + rate[lane]));
        }
    }

    /// On to the end of the next period.
    #[inline(always)]
    pub fn advance(&mut self, model: &Model) {
        if model.discount_rate.is_some() {
            for lane in 0..LANES {
                self.factor[lane] *= self.step[lane];
            }
        }
    }
}
