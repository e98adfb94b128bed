//! `[money]` and what is levied on imports.

use super::table::prelude::*;

table! {
    /// What time, capital and carbon cost.
    #[derive(Default)]
    pub struct Money("the money") {
        /// Yearly rate by which later payments count for less in `present_value_of_cost`; without
        /// it there is no such metric.
        discount_rate: Option<Quantity> =
            FREQUENCY.between(-0.5, 1.0).unit_optional().example("0.08 /year");
        /// Yearly cost of the capital tied up in stock, a share of the stock's value at the
        /// reference price.
        capital_cost: Option<Quantity> =
            FREQUENCY.between(0.0, 1.0).unit_optional().example("0.06 /year");
        /// Paid for the carbon of what is acquired.
        carbon_price: Option<Quantity> = CARBON_PRICE.each_period();
    }
}

table! {
    /// What is levied on imported metal; at least one of `rate` and `duty` is there.
    pub struct Tariff("a tariff") {
        /// Ad valorem tariff, a share of the price paid.
        rate as "tariff": Option<Quantity> =
            NUMBER.between(0.0, 10.0).each_period().example("0.15");
        /// Specific duty, on top of `tariff`.
        duty: Option<Quantity> = PRICE.each_period().example("300 USD/t");
        /// First month in which `tariff` and `duty` are levied; always if it is missing.
        from as "tariff_from": Option<Month>;
    }
}
