//! `[region.NAME]`.

use super::money::{DUTY, TARIFF, TARIFF_FROM};
use super::{
    CARBON, Drawn, Form, HOLDING, Kind, MASS, MASS_RATE, NUMBER, PRICE, Range, Section, WATER, defaulted, optional, required,
};

pub const REGION: Section = Section {
    name: "region",
    named: true,
    required: false,
    form: Form::plain(
        "a region",
        &[
            optional("spot", Kind::Table(&SPOT), "The spot market; without it nothing can be bought there."),
            optional("inventory", Kind::Table(&INVENTORY), "The stock; without it all surplus is resold."),
            defaulted(
                "resale_discount",
                Kind::Quantity(PRICE.example("200 USD/t")),
                "0 USD/t",
                "How far below the reference price surplus metal is sold.",
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
            Kind::Quantity(PRICE.within(Range::ANY).drawn(Drawn::TrialOrPeriod).example("500 USD/t")),
            "0 USD/t",
            "Paid on top of the reference price.",
        ),
        TARIFF,
        DUTY,
        TARIFF_FROM,
        optional("carbon", Kind::Quantity(CARBON), "Carbon factor of the metal bought."),
        optional("water", Kind::Quantity(WATER), "Water factor of the metal bought."),
        optional(
            "boundary",
            Kind::Text,
            "Label of the accounting boundary of `carbon` and `water`; unlike labels are not mixed.",
        ),
    ],
);

const INVENTORY: Form = Form::plain(
    "an inventory",
    &[
        defaulted("initial", Kind::Quantity(MASS), "0 t", "Stock at time 0."),
        required("capacity", Kind::Quantity(MASS.example("3 kt")), "Largest stock; what is above it is resold."),
        defaulted("target", Kind::Quantity(MASS.example("1 kt")), "0 t", "Stock up to which spare spot metal is bought."),
        defaulted("holding_cost", Kind::Quantity(HOLDING), "0 USD/t/year", "Cost of holding stock."),
    ],
);
