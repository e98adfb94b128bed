//! Regions, their spot markets and stocks, and the routes between them.

use super::money::Tariff;
use super::table::prelude::*;
use crate::index::RegionIndex;

table! {
    /// A delivery area with its own stock and spot market.
    pub struct Region("a region", name) {
        /// What the region's price is above (or below) the reference price, as COMEX is to LME;
        /// spot purchases, resale and the value of stock follow it.
        basis: Option<Quantity> = PRICE.within(Range::ANY).each_period().example("300 USD/t");
        /// The spot market; without it nothing can be bought there.
        spot: Option<Spot>;
        /// The stock; without it all surplus is resold.
        inventory: Option<Inventory>;
        /// How far below the region's price surplus metal is sold.
        resale_discount: Quantity = PRICE.example("200 USD/t"), default("0 USD/t");
        /// What charts, pages and the first screen call it, such as `"Ohio 1"`; its name if it is
        /// missing.
        label: Option<String>;
    }
}

table! {
    /// Metal that can be bought at once, at a price that follows the region's.
    pub struct Spot("a spot market") {
        /// Metal that can be bought per time at the reference price.
        available: Quantity = MASS_RATE.each_period().example("800 t/quarter");
        /// Exponent of (price / reference price) on the metal available.
        elasticity: Quantity = NUMBER.between(-20.0, 20.0).example("-0.5"), default("0");
        /// Price at which `available` holds; the price at time 0 if it is missing.
        reference_price: Option<Quantity> = PRICE.within(Range::POSITIVE);
        /// Paid on top of the region's price.
        premium: Quantity = PRICE.within(Range::ANY).each_period().example("500 USD/t"),
            default("0 USD/t");
        /// What the premium of the last tonne has risen by when all that is available in the
        /// period is bought; it rises linearly with the tonnes.
        impact: Option<Quantity> = PRICE.each_period().example("400 USD/t");
        /// Highest price, premium and impact included, that is paid for a tonne; above it nothing
        /// is bought.
        price_cap: Option<Quantity> = PRICE.example("12000 USD/t");
        /// Time from purchase to arrival; paid at purchase.
        lag: Quantity = SPAN.example("6 week"), default("0 week");
        /// Tonnes bought before time 0 that have not arrived: they arrive evenly over the next
        /// `lag`, are paid for, and have the value of opening stock.
        under_way: Option<Quantity> = MASS.example("300 t");
        /// On what is bought.
        tariff: Option<Tariff>, keys;
        /// Carbon factor of the metal bought.
        carbon: Option<Quantity> = CARBON;
        /// Water factor of the metal bought.
        water: Option<Quantity> = WATER;
        /// Label of the accounting boundary of `carbon` and `water`; unlike labels are not mixed.
        boundary: Option<String>;
    }
}

table! {
    /// A stock of metal, t.
    pub struct Inventory("an inventory") {
        /// Stock at time 0.
        initial: Quantity = MASS, default("0 t");
        /// Largest stock; what is above it is resold.
        capacity: Quantity = MASS.example("3 kt");
        /// Cost of holding stock.
        holding_cost: Quantity = HOLDING, default("0 USD/t/year");
        /// Stock beyond what the policy orders.
        cheap: Option<BuyWhenCheap>, keys;
        /// Level to which stock is ordered; with days of cover the part of it that does not follow
        /// the need; 0 with `reorder`.
        target: Quantity = &[], find(target);
        /// When stock is ordered, and up to which level.
        policy: StockPolicy, variants;
    }
}

variants! {
    /// When stock is ordered, and up to which level.
    pub enum StockPolicy("policy", default "base-stock"), StockPolicyName {
        /// Stock is ordered up to a fixed level in every period.
        BaseStock = "base-stock", "a base-stock policy" then [&[Key::defaulted(
            "target",
            MASS.example("1 kt").kind(),
            "0 t",
            "Stock up to which metal is ordered in every period.",
        )]];

        /// (s, S): nothing is ordered for stock until the position has fallen to the reorder
        /// point, then up to the order-up-to level.
        Reorder = "reorder", "a reorder policy" {
            /// Position (stock and metal under way, less what is due) at or below which stock is
            /// ordered.
            reorder_point: Quantity = MASS.example("400 t");
            /// Position up to which it is then ordered.
            order_up_to: Quantity = MASS.example("1500 t");
        };

        /// Stock is ordered up to what falls due over the coming time.
        DaysOfCover = "days-of-cover", "a days-of-cover policy" {
            /// Time after the period whose need the stock shall cover; the programmes are taken to
            /// be known that far ahead.
            cover: Quantity = TIME.between(0.0, 10.0).example("60 day");
        } then [&[Key::defaulted(
            "target",
            MASS.example("200 t").kind(),
            "0 t",
            "Safety stock on top of that need.",
        )]];
    }
}

fn target(inventory: &Record, _: &Records) -> Quantity {
    let none = || Quantity::default_constant(&format!("{}.target", inventory.path), 0.0, "t");
    inventory.quantity("target").cloned().unwrap_or_else(none)
}

table! {
    /// Stock is ordered in periods in which the region's price is low.
    pub struct BuyWhenCheap("a purchase at low prices") {
        /// Price of the region below which stock is ordered up to `buy_up_to`, whatever the policy
        /// says.
        below as "buy_below": Quantity = PRICE.example("8500 USD/t"), optional;
        /// Stock that is ordered up to while the price is below `buy_below`.
        up_to as "buy_up_to": Quantity = MASS.example("2 kt"), optional;
    }
}

table! {
    /// Metal that one region spares goes to another that lacks it. Without routes regions share
    /// nothing.
    pub struct Route("a route", name) {
        /// The region that sends what it can spare.
        from: RegionIndex;
        /// The region that receives what it lacks.
        to: RegionIndex;
        /// Metal that can be sent per time.
        capacity: Quantity = MASS_RATE.each_period().example("500 t/month");
        /// Freight and handling; the cheapest route on average is used first.
        cost: Quantity = PRICE.each_period().example("120 USD/t"), default("0 USD/t");
        /// Time from dispatch to arrival; paid at dispatch by the region that receives.
        lead_time: Quantity = SPAN.example("5 week"), default("0 week");
        /// Tonnes sent before time 0 that have not arrived: they arrive evenly over the next
        /// `lead_time`, are paid for, and have the value of opening stock.
        under_way: Option<Quantity> = MASS.example("300 t");
        /// Duty, as a share of the price in the region that sends.
        tariff: Quantity = NUMBER.between(0.0, 10.0).each_period().example("0.15"), default("0");
        /// Stock that the sending region keeps; what it orders its own stock up to if it is
        /// missing.
        keep: Option<Quantity> = MASS.example("300 t");
        /// Carbon of the transport, per tonne sent.
        carbon: Option<Quantity> = CARBON.example("0.12 tCO2e/t");
        /// What charts, pages and the first screen call it, such as `"Ohio 1"`; its name if it is
        /// missing.
        label: Option<String>;
    }
}
