//! `[region.NAME]` and `[route.NAME]`.

use super::money::{DUTY, TARIFF, TARIFF_FROM};
use super::{
    CARBON, Drawn, Form, HOLDING, Kind, MASS, MASS_RATE, NUMBER, PRICE, Range, Section, TIME,
    Variant, Variants, WATER, defaulted, optional, required,
};

pub const REGION: Section = Section {
    name: "region",
    named: true,
    required: false,
    form: Form::plain(
        "a region",
        &[
            optional(
                "basis",
                Kind::Quantity(
                    PRICE.within(Range::ANY).drawn(Drawn::TrialOrPeriod).example("300 USD/t"),
                ),
                "What the region's price is above (or below) the reference price, as COMEX is to \
                 LME; spot purchases, resale and the value of stock follow it.",
            ),
            optional(
                "spot",
                Kind::Table(&SPOT),
                "The spot market; without it nothing can be bought there.",
            ),
            optional(
                "inventory",
                Kind::Table(&INVENTORY),
                "The stock; without it all surplus is resold.",
            ),
            defaulted(
                "resale_discount",
                Kind::Quantity(PRICE.example("200 USD/t")),
                "0 USD/t",
                "How far below the region's price surplus metal is sold.",
            ),
        ],
    ),
    doc: "A delivery area with its own stock and spot market.",
};

const SPOT: Form = Form::plain(
    "a spot market",
    &[
        required(
            "available",
            Kind::Quantity(MASS_RATE.drawn(Drawn::TrialOrPeriod).example("800 t/quarter")),
            "Metal that can be bought per time at the reference price.",
        ),
        defaulted(
            "elasticity",
            Kind::Quantity(NUMBER.within(Range::closed(-20.0, 20.0)).example("-0.5")),
            "0",
            "Exponent of (price / reference price) on the metal available.",
        ),
        optional(
            "reference_price",
            Kind::Quantity(PRICE.within(Range::POSITIVE)),
            "Price at which `available` holds; the price at time 0 if it is missing.",
        ),
        defaulted(
            "premium",
            Kind::Quantity(
                PRICE.within(Range::ANY).drawn(Drawn::TrialOrPeriod).example("500 USD/t"),
            ),
            "0 USD/t",
            "Paid on top of the region's price.",
        ),
        optional(
            "impact",
            Kind::Quantity(PRICE.drawn(Drawn::TrialOrPeriod).example("400 USD/t")),
            "What the premium of the last tonne has risen by when all that is available in the \
             period is bought; it rises linearly with the tonnes.",
        ),
        optional(
            "price_cap",
            Kind::Quantity(PRICE.example("12000 USD/t")),
            "Highest price, premium and impact included, that is paid for a tonne; above it \
             nothing is bought.",
        ),
        defaulted(
            "lag",
            Kind::Quantity(TIME.within(Range::closed(0.0, 100.0)).example("6 week")),
            "0 week",
            "Time from purchase to arrival; paid at purchase.",
        ),
        TARIFF,
        DUTY,
        TARIFF_FROM,
        optional("carbon", Kind::Quantity(CARBON), "Carbon factor of the metal bought."),
        optional("water", Kind::Quantity(WATER), "Water factor of the metal bought."),
        optional(
            "boundary",
            Kind::Text,
            "Label of the accounting boundary of `carbon` and `water`; unlike labels are not \
             mixed.",
        ),
    ],
);

const INVENTORY: Form = Form {
    noun: "an inventory",
    keys: &[
        defaulted("initial", Kind::Quantity(MASS), "0 t", "Stock at time 0."),
        required(
            "capacity",
            Kind::Quantity(MASS.example("3 kt")),
            "Largest stock; what is above it is resold.",
        ),
        defaulted(
            "holding_cost",
            Kind::Quantity(HOLDING),
            "0 USD/t/year",
            "Cost of holding stock.",
        ),
        optional(
            "buy_below",
            Kind::Quantity(PRICE.example("8500 USD/t")),
            "Price of the region below which stock is ordered up to `buy_up_to`, whatever the \
             policy says.",
        ),
        optional(
            "buy_up_to",
            Kind::Quantity(MASS.example("2 kt")),
            "Stock that is ordered up to while the price is below `buy_below`.",
        ),
    ],
    variants: Some(&POLICIES),
    alternatives: &[],
};

const POLICIES: Variants = Variants {
    tag: "policy",
    doc: "When stock is ordered, and up to which level.",
    default: Some("base-stock"),
    list: &[
        Variant {
            name: "base-stock",
            noun: "a base-stock policy",
            keys: &[defaulted(
                "target",
                Kind::Quantity(MASS.example("1 kt")),
                "0 t",
                "Stock up to which metal is ordered in every period.",
            )],
            doc: "Stock is ordered up to a fixed level in every period.",
        },
        Variant {
            name: "reorder",
            noun: "a reorder policy",
            keys: &[
                required(
                    "reorder_point",
                    Kind::Quantity(MASS.example("400 t")),
                    "Position (stock and metal under way, less what is due) at or below which \
                     stock is ordered.",
                ),
                required(
                    "order_up_to",
                    Kind::Quantity(MASS.example("1500 t")),
                    "Position up to which it is then ordered.",
                ),
            ],
            doc: "(s, S): nothing is ordered for stock until the position has fallen to the \
                reorder point, then up to the order-up-to level.",
        },
        Variant {
            name: "days-of-cover",
            noun: "a days-of-cover policy",
            keys: &[
                required(
                    "cover",
                    Kind::Quantity(TIME.within(Range::closed(0.0, 10.0)).example("60 day")),
                    "Time after the period whose need the stock shall cover; the programmes are \
                     taken to be known that far ahead.",
                ),
                defaulted(
                    "target",
                    Kind::Quantity(MASS.example("200 t")),
                    "0 t",
                    "Safety stock on top of that need.",
                ),
            ],
            doc: "Stock is ordered up to what falls due over the coming time.",
        },
    ],
};

pub const ROUTE: Section = Section {
    name: "route",
    named: true,
    required: false,
    form: Form::plain(
        "a route",
        &[
            required("from", Kind::Name("region"), "The region that sends what it can spare."),
            required("to", Kind::Name("region"), "The region that receives what it lacks."),
            required(
                "capacity",
                Kind::Quantity(MASS_RATE.drawn(Drawn::TrialOrPeriod).example("500 t/month")),
                "Metal that can be sent per time.",
            ),
            defaulted(
                "cost",
                Kind::Quantity(PRICE.drawn(Drawn::TrialOrPeriod).example("120 USD/t")),
                "0 USD/t",
                "Freight and handling; the cheapest route on average is used first.",
            ),
            defaulted(
                "lead_time",
                Kind::Quantity(TIME.within(Range::closed(0.0, 100.0)).example("5 week")),
                "0 week",
                "Time from dispatch to arrival; paid at dispatch by the region that receives.",
            ),
            defaulted(
                "tariff",
                Kind::Quantity(
                    NUMBER
                        .within(Range::closed(0.0, 10.0))
                        .drawn(Drawn::TrialOrPeriod)
                        .example("0.15"),
                ),
                "0",
                "Duty, as a share of the price in the region that sends.",
            ),
            optional(
                "keep",
                Kind::Quantity(MASS.example("300 t")),
                "Stock that the sending region keeps; what it orders its own stock up to if it is \
                 missing.",
            ),
            optional(
                "carbon",
                Kind::Quantity(CARBON.example("0.12 tCO2e/t")),
                "Carbon of the transport, per tonne sent.",
            ),
        ],
    ),
    doc: "Metal that one region spares goes to another that lacks it. Without routes regions share \
        nothing.",
};
