//! What a tonne costs (docs/model.md, C7, C13).

use crate::model::input::{Input, InputTable};
use crate::numerics::lanes::{Lanes, each};
use crate::scenario::{ContractPrice, Quotation, StepGrid};

/// What metal costs in a period.
#[derive(Debug, Clone, Copy)]
pub struct Market<'a> {
    /// What the contract's price follows.
    pub followed: &'a Lanes,
    /// In the region.
    pub price: &'a Lanes,
    /// On the region's spot market, if it has one.
    pub premium: Option<&'a Lanes>,
}

impl Market<'_> {
    #[inline(always)]
    pub fn at(&self, lane: usize) -> f64 {
        self.price[lane] + self.premium.map_or(0.0, |premium| premium[lane])
    }
}

#[derive(Debug)]
pub enum PriceClause {
    Reference {
        premium: Input,
        premium_share: Option<Input>,
        floor: Option<Input>,
        cap: Option<Input>,
    },
    Fixed(Input),
}

impl PriceClause {
    pub fn new(price: &ContractPrice, inputs: &mut InputTable) -> Self {
        match price {
            ContractPrice::Reference {
                regional: _,
                premium,
                premium_share,
                floor,
                cap,
                quotation: _,
            } => PriceClause::Reference {
                premium: inputs.input(premium),
                premium_share: inputs.optional(premium_share.as_ref()),
                floor: inputs.optional(floor.as_ref()),
                cap: inputs.optional(cap.as_ref()),
            },
            ContractPrice::Fixed(price) => PriceClause::Fixed(inputs.input(price)),
        }
    }

    /// Price at a reference price.
    #[inline(always)]
    pub fn price(&self, reference: &Lanes, values: &[Lanes]) -> Lanes {
        match self {
            PriceClause::Fixed(price) => *price.of(values),
            PriceClause::Reference { premium, premium_share, floor, cap } => {
                let mut price = *reference;
                if let Some(floor) = floor {
                    let floor = floor.of(values);
                    price.update(|lane, price| price.max(floor[lane]));
                }
                if let Some(cap) = cap {
                    let cap = cap.of(values);
                    price.update(|lane, price| price.min(cap[lane]));
                }
                if let Some(share) = premium_share {
                    let share = share.of(values);
                    price.update(|lane, price| price * (1.0 + share[lane]));
                }
                price += premium.of(values);
                price
            }
        }
    }
}

/// A quotational period other than the month of arrival.
#[derive(Debug)]
pub struct QuotationModel {
    /// Of the price that many periods after the arrival.
    weights: Vec<f64>,
}

/// Arrivals that are not finally priced, by period modulo its length.
#[derive(Debug, Clone)]
pub struct Unpriced(Vec<Lanes>);

impl Unpriced {
    pub fn clear(&mut self) {
        self.0.fill(Lanes::ZERO);
    }
}

impl QuotationModel {
    pub fn new(price: &ContractPrice, time: &StepGrid) -> Option<Self> {
        let ContractPrice::Reference { quotation: Quotation { offset, months }, .. } = price else {
            return None;
        };
        if (*offset, *months) == (0, 1) {
            return None;
        }
        let (parts, step) = (time.parts as u32, time.length as u32);
        let (first, count) = (offset * parts, months * parts);
        let mut weights = vec![0.0; ((first + count - 1) / step + 2) as usize];
        // Between periods the price is taken as linear.
        for part in first..first + count {
            let (period, share) =
                ((part / step) as usize, f64::from(part % step) / f64::from(step));
            weights[period] += (1.0 - share) / f64::from(count);
            weights[period + 1] += share / f64::from(count);
        }
        while weights.last() == Some(&0.0) {
            weights.pop();
        }
        Some(QuotationModel { weights })
    }

    pub fn unpriced(&self) -> Unpriced {
        Unpriced(vec![Lanes::ZERO; self.weights.len()])
    }

    /// The reference price of an arrival of the period once it is known; after the horizon the last
    /// one holds.
    #[inline(always)]
    pub fn reference(&self, period: usize, prices: &[Lanes]) -> Lanes {
        let mut quoted = Lanes::ZERO;
        for (later, weight) in self.weights.iter().enumerate() {
            let price = &prices[(period + later).min(prices.len() - 1)];
            quoted += each(|lane| weight * price[lane]);
        }
        quoted
    }

    /// Final less provisional payment of all arrivals whose last price is known at the end of the
    /// period.
    #[inline(always)]
    pub fn true_up(
        &self,
        clause: &PriceClause,
        period: usize,
        arrivals: &Lanes,
        prices: &[Lanes],
        values: &[Lanes],
        unpriced: &mut Unpriced,
    ) -> Lanes {
        let length = self.weights.len();
        unpriced.0[period % length] = *arrivals;
        let oldest = period.saturating_sub(length - 1);
        let known = if period + 1 == prices.len() {
            oldest..period + 1
        } else if period + 1 >= length {
            oldest..oldest + 1
        } else {
            0..0
        };
        let mut sum = Lanes::ZERO;
        for arrived in known {
            let provisional = clause.price(&prices[arrived], values);
            let last = clause.price(&self.reference(arrived, prices), values);
            let tonnes = &unpriced.0[arrived % length];
            sum += each(|lane| tonnes[lane] * (last[lane] - provisional[lane]));
        }
        sum
    }
}
