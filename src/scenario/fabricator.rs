//! Component makers.

use super::table::prelude::*;
use crate::index::RegionIndex;

table! {
    /// A maker of components (cable, busbar, transformers, cooling): metal that facilities take as
    /// `components` is needed there first.
    pub struct Fabricator("a component maker", name) {
        /// The region whose metal it works.
        region: RegionIndex;
        /// From the metal at the maker to the component on site; the metal is needed this long
        /// before the component.
        lead_time: Quantity = SPAN.example("26 week"), default("0 month");
        /// Share of the metal that ends in components; the rest is scrap.
        metal_yield as "yield": Quantity = NUMBER.above_zero(1.0).example("0.92"), default("1");
        /// What becomes of the scrap.
        scrap: Scrap, choice;
        /// Metal in components that it can make for this builder per time; without it there is no
        /// limit.
        capacity: Option<Quantity> = MASS_RATE.each_period().example("200 t/month");
        /// Whose orders are taken first when capacity is short.
        allocation: Allocation, default("priority");
        /// Metal of its own that it works up while the builder's is late, and gets back from what
        /// then comes.
        stock: Option<Quantity> = MASS.example("300 t");
        /// Another metal for part of the component once the price makes it worth the redesign.
        substitution: Option<Substitution>;
        /// What charts, pages and the first screen call it, such as `"Ohio 1"`; its name if it is
        /// missing.
        label: Option<String>;
    }
}

variants! {
    /// What becomes of the scrap.
    pub enum Scrap("scrap", default "sold"), ScrapName {
        /// at the resale price less `scrap_discount`
        Sold = "sold" {
            /// How far below the reference price scrap is sold; only with `scrap = "sold"`.
            discount as "scrap_discount": Quantity = PRICE.example("900 USD/t"),
                default("0 USD/t");
        };
        /// to the region's stock, for the next period
        Returned = "returned";
    }
}

words! {
    /// Whose orders a maker takes first when its capacity is short.
    pub enum Allocation {
        /// by the priority of the facilities
        Priority = "priority",
        /// in proportion to what they wait for
        ProRata = "pro-rata",
    }
}

table! {
    /// Another metal for part of a component.
    pub struct Substitution("a substitution") {
        /// Price of the other metal.
        price: Quantity = PRICE.within(Range::POSITIVE).example("2900 USD/t");
        /// The redesign begins when the reference price first reaches this multiple of `price` at
        /// the end of a period.
        ratio: Quantity = NUMBER.above_zero(1000.0).example("3.5");
        /// Share of the component's metal that it replaces.
        share: Quantity = SHARE.example("0.4");
        /// From the trigger to the first orders of the new design; there is no way back.
        redesign: Quantity = SPAN.example("12 month"), default("0 month");
        /// Tonnes of the other metal for a tonne replaced.
        mass: Quantity = NUMBER.between(0.0, 100.0).example("0.5"), default("1");
    }
}
