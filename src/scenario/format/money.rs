//! `[money]`, and the keys of tariffs.

use super::{
    CARBON_PRICE, Drawn, FREQUENCY, Form, Key, Kind, NUMBER, PRICE, Range, Section, optional,
};

pub const MONEY: Section = Section {
    name: "money",
    named: false,
    required: false,
    form: Form::plain(
        "the money",
        &[
            optional(
                "discount_rate",
                Kind::Quantity(
                    FREQUENCY.within(Range::closed(-0.5, 1.0)).or_plain().example("0.08 /year"),
                ),
                "Yearly rate by which later payments count for less in `present_value_of_cost`; \
                 without it there is no such metric.",
            ),
            optional(
                "capital_cost",
                Kind::Quantity(
                    FREQUENCY.within(Range::closed(0.0, 1.0)).or_plain().example("0.06 /year"),
                ),
                "Yearly cost of the capital tied up in stock, a share of the stock's value at the \
                 reference price.",
            ),
            optional(
                "carbon_price",
                Kind::Quantity(CARBON_PRICE.drawn(Drawn::TrialOrPeriod)),
                "Paid for the carbon of what is acquired.",
            ),
        ],
    ),
    doc: "What time, capital and carbon cost.",
};

/// Share of the price.
pub const TARIFF: Key = optional(
    "tariff",
    Kind::Quantity(
        NUMBER.within(Range::closed(0.0, 10.0)).drawn(Drawn::TrialOrPeriod).example("0.15"),
    ),
    "Ad valorem tariff, a share of the price paid.",
);

pub const DUTY: Key = optional(
    "duty",
    Kind::Quantity(PRICE.drawn(Drawn::TrialOrPeriod).example("300 USD/t")),
    "Specific duty, on top of `tariff`.",
);

pub const TARIFF_FROM: Key = optional(
    "tariff_from",
    Kind::Month,
    "First month in which `tariff` and `duty` are levied; always if it is missing.",
);
