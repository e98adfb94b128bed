//! What contracts draw on: a mine, or one of the products that a mine's output is split into
//! (docs/model.md, M10).

use super::input::{Input, InputTable};
use crate::index::{ContractIndex, IndexVec, MineIndex, ProductIndex, SourceIndex};
use crate::numerics::lanes::Lanes;
use crate::scenario::Scenario;

/// A mine without products is a source of its own; a mine with products has one for each.
#[derive(Debug)]
pub struct SourceModel {
    pub mine: MineIndex,
    pub product: Option<ProductIndex>,
    /// Of the mine's output, over the sum of all its shares; `None`: what the others leave, or all
    /// of it.
    share: Option<Input>,
    pub carbon: Option<Input>,
    pub water: Option<Input>,
    /// Contracts by claim, the first served first.
    pub claims: Vec<Vec<ContractIndex>>,
}

impl SourceModel {
    /// Those of all mines, in the order of the scenario and its products, without contracts.
    pub fn all(scenario: &Scenario, inputs: &mut InputTable) -> IndexVec<SourceIndex, SourceModel> {
        let mut sources = IndexVec::from(Vec::new());
        let mut products = 0;
        for (index, mine) in scenario.mines.iter_enumerated() {
            let (carbon, water) =
                (inputs.optional(mine.carbon.as_ref()), inputs.optional(mine.water.as_ref()));
            let source = |product, share, carbon, water| SourceModel {
                mine: index,
                product,
                share,
                carbon,
                water,
                claims: Vec::new(),
            };
            if mine.products.is_empty() {
                sources.push(source(None, None, carbon, water));
            }
            for product in &mine.products {
                let share = inputs.optional(product.share.as_ref());
                let own = (
                    inputs.optional(product.carbon.as_ref()),
                    inputs.optional(product.water.as_ref()),
                );
                sources.push(source(
                    Some(ProductIndex::from(products)),
                    share,
                    own.0.or(carbon),
                    own.1.or(water),
                ));
                products += 1;
            }
        }
        sources
    }

    /// Splits the output of a mine among its products, by period; `split` has their columns, in the
    /// order of `products`.
    #[inline(always)]
    pub fn split(
        products: &[SourceModel],
        output: &[Lanes],
        values: &[Lanes],
        split: &mut [Vec<Lanes>],
    ) {
        for (period, output) in output.iter().enumerate() {
            let mut given = Lanes::ZERO;
            for share in products.iter().filter_map(|product| product.share) {
                given += share.at(values, period);
            }
            let mut rest = Lanes::ZERO;
            if products.iter().any(|product| product.share.is_none()) {
                rest = given.map(|given| (1.0 - given).max(0.0));
            }
            let equal = 1.0 / products.len() as f64;
            for (product, column) in products.iter().zip(&mut *split) {
                let share = product.share.map_or(&rest, |share| share.at(values, period));
                column[period].set(|lane| {
                    let sum = given[lane] + rest[lane];
                    output[lane] * if sum > 0.0 { share[lane] / sum } else { equal }
                });
            }
        }
    }
}
