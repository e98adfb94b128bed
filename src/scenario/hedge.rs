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
            /// Paid for each tonne hedged.
            premium: Quantity = PRICE.within(Range::ANY), default("0 USD/t");
        };
    }
}
