//! What a tonne costs (docs/model.md, C7).

use crate::lanes::{LANES, Lanes};
use crate::model::input::{Input, InputTable};
use crate::scenario::ContractPrice;

#[derive(Debug)]
pub enum PriceClause {
    Reference { premium: Input, floor: Option<Input>, cap: Option<Input> },
    Fixed(Input),
}

impl PriceClause {
    pub fn new(price: &ContractPrice, inputs: &mut InputTable) -> Self {
        match price {
            ContractPrice::Reference { premium, floor, cap } => PriceClause::Reference {
                premium: inputs.input(premium),
                floor: floor.as_ref().map(|floor| inputs.input(floor)),
                cap: cap.as_ref().map(|cap| inputs.input(cap)),
            },
            ContractPrice::Fixed(price) => PriceClause::Fixed(inputs.input(price)),
        }
    }

    /// Price at a reference price.
    #[inline(always)]
    pub fn price(&self, reference: &Lanes, values: &[Lanes]) -> Lanes {
        match self {
            PriceClause::Fixed(price) => *price.of(values),
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
                price
            }
        }
    }
}
