//! Paper positions.

use super::contract::end_of_term;
use super::table::prelude::*;
use crate::index::RegionIndex;

table! {
    /// A position without metal, settled each period against the reference price.
    pub struct Hedge("a hedge", name), sides [&[&["to"], &["term"]]] {
        /// The region whose account it is in.
        region: RegionIndex;
        /// First month.
        from: Month;
        /// Last month, included.
        to: Month = &[
            Key::optional("to", Kind::Month, "Last month, included; or give `term`."),
            Key::optional(
                "term",
                SPAN.constant().example("24 month").kind(),
                "Length in whole months; or give `to`.",
            ),
        ], read(end_of_term);
        /// Metal hedged per time.
        rate: Quantity = MASS_RATE.example("100 t/month");
        /// What a tonne pays to the buyer, USD/t.
        payoff: HedgePayoff, variants;
        /// What charts, pages and the first screen call it, such as `"Ohio 1"`; its name if it is
        /// missing.
        label: Option<String>;
    }
}

impl Hedge {
    /// Whether its premium follows from the price.
    pub fn has_fair_premium(&self) -> bool {
        matches!(self.payoff, HedgePayoff::Collar { premium: None, .. })
    }

    /// What its premium is called among the values of a model.
    pub fn premium_path(&self) -> String {
        format!("hedge.{}.premium", self.name)
    }
}

variants! {
    /// What it pays.
    pub enum HedgePayoff("kind"), HedgePayoffName {
        /// the reference price against a fixed one.
        Swap = "swap", "a swap" {
            /// Fixed price that is paid for the reference price.
            strike: Quantity = PRICE;
        };

        /// a bought call at the cap and a sold put at the floor; with one of them alone, that
        /// option.
        Collar = "collar", "a collar" {
            /// Price below which the buyer pays the difference.
            floor: Option<Quantity> = PRICE;
            /// Price above which the buyer receives the difference.
            cap: Option<Quantity> = PRICE;
            /// Paid for each tonne hedged; if missing what the options are worth on average under
            /// the scenario's own price (H1). Nothing is paid with `"0 USD/t"`.
            premium: Option<Quantity> = PRICE.within(Range::ANY);
        };
    }
}
