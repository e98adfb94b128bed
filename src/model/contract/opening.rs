//! What a contract that is under way brings to time 0 (docs/model.md, C15).

use crate::model::input::{Input, InputTable};
use crate::numerics::lanes::Lanes;
use crate::scenario::{Contract, Minimum, StepGrid, Taking};

/// The state at time 0 of a contract whose term began before.
#[derive(Debug)]
pub struct OpeningModel {
    /// t; `None` where it is what a steady contract would have sent.
    under_way: Option<Input>,
    /// USD/t, where it is fixed already.
    pub price: Option<Input>,
    /// Share of what is firm that a steady contract would have sent.
    steady_share: Input,
    /// Years from time 0, negative.
    from: f64,
    /// t
    pub owed: Option<Input>,
    /// What the contract year has offered and what was taken of it so far, t.
    pub year: Option<(Input, Input)>,
}

impl OpeningModel {
    pub fn new(contract: &Contract, time: &StepGrid, inputs: &mut InputTable) -> Option<Self> {
        let from = time.years_to(contract.from);
        (from < 0.0).then(|| OpeningModel {
            under_way: inputs.optional(contract.under_way.as_ref()),
            price: inputs.optional(contract.under_way_price.as_ref()),
            steady_share: match &contract.taking {
                Taking::All => inputs.constant(1.0),
                Taking::Needed { take_or_pay: Some(share), minimum: Minimum::Spread, .. } => {
                    inputs.input(share)
                }
                Taking::Needed { .. } => inputs.constant(0.0),
            },
            from,
            owed: inputs.optional(contract.owed.as_ref()),
            year: (contract.contract_year.as_ref())
                .map(|year| (inputs.input(&year.offered), inputs.input(&year.taken))),
        })
    }

    /// Tonnes on their way at time 0, and when the first and the last of them arrive, years.
    /// `firm` tonnes of the quota are offered in the first step, in `active` of its `step` years;
    /// the term ends at `end`.
    #[inline(always)]
    pub fn under_way(
        &self,
        lag: &Lanes,
        end: &Lanes,
        firm: &Lanes,
        active: &Lanes,
        values: &[Lanes],
    ) -> (Lanes, Lanes, Lanes) {
        let first = lag.map(|lag| (lag + self.from).max(0.0));
        let last = Lanes::from_fn(|lane| (lag[lane] + end[lane].min(0.0)).max(0.0));
        let tonnes = match self.under_way {
            Some(tonnes) => *tonnes.of(values),
            None => {
                let share = self.steady_share.of(values);
                Lanes::from_fn(|lane| {
                    let rate = if active[lane] > 0.0 { firm[lane] / active[lane] } else { 0.0 };
                    share[lane] * rate * (last[lane] - first[lane])
                })
            }
        };
        (tonnes, first, last)
    }
}
