//! `[fabricator.NAME]`: component makers.

use super::{
    Drawn, Form, Kind, MASS, MASS_RATE, NUMBER, PRICE, Range, Section, TIME, defaulted, optional,
    required,
};

pub const FABRICATOR: Section = Section {
    name: "fabricator",
    named: true,
    required: false,
    form: Form::plain(
        "a component maker",
        &[
            required("region", Kind::Name("region"), "The region whose metal it works."),
            defaulted(
                "lead_time",
                Kind::Quantity(TIME.within(Range::closed(0.0, 100.0)).example("26 week")),
                "0 month",
                "From the metal at the maker to the component on site; the metal is needed this \
                 long before the component.",
            ),
            defaulted(
                "yield",
                Kind::Quantity(
                    NUMBER.within(Range { lowest: 0.0, highest: 1.0, above: true }).example("0.92"),
                ),
                "1",
                "Share of the metal that ends in components; the rest is scrap.",
            ),
            defaulted(
                "scrap",
                Kind::Choice(&[
                    ("sold", "at the resale price less `scrap_discount`"),
                    ("returned", "to the region's stock, for the next period"),
                ]),
                "sold",
                "What becomes of the scrap.",
            ),
            defaulted(
                "scrap_discount",
                Kind::Quantity(PRICE.example("900 USD/t")),
                "0 USD/t",
                "How far below the reference price scrap is sold; only with `scrap = \"sold\"`.",
            ),
            optional(
                "capacity",
                Kind::Quantity(MASS_RATE.drawn(Drawn::TrialOrPeriod).example("200 t/month")),
                "Metal in components that it can make for this builder per time; without it there \
                 is no limit.",
            ),
            defaulted(
                "allocation",
                Kind::Choice(&[
                    ("priority", "by the priority of the facilities"),
                    ("pro-rata", "in proportion to what they wait for"),
                ]),
                "priority",
                "Whose orders are taken first when capacity is short.",
            ),
            optional(
                "stock",
                Kind::Quantity(MASS.example("300 t")),
                "Metal of its own that it works up while the builder's is late, and gets back from \
                 what then comes.",
            ),
            optional(
                "substitution",
                Kind::Table(&SUBSTITUTION),
                "Another metal for part of the component once the price makes it worth the \
                 redesign.",
            ),
        ],
    ),
    doc: "A maker of components (cable, busbar, transformers, cooling): metal that facilities take \
        as `components` is needed there first.",
};

const SUBSTITUTION: Form = Form::plain(
    "a substitution",
    &[
        required(
            "price",
            Kind::Quantity(PRICE.within(Range::POSITIVE).example("2900 USD/t")),
            "Price of the other metal.",
        ),
        required(
            "ratio",
            Kind::Quantity(
                NUMBER.within(Range { lowest: 0.0, highest: 1000.0, above: true }).example("3.5"),
            ),
            "The redesign begins when the reference price first reaches this multiple of `price` \
             at the end of a period.",
        ),
        required(
            "share",
            Kind::Quantity(NUMBER.within(Range::SHARE).example("0.4")),
            "Share of the component's metal that it replaces.",
        ),
        defaulted(
            "redesign",
            Kind::Quantity(TIME.within(Range::closed(0.0, 100.0)).example("12 month")),
            "0 month",
            "From the trigger to the first orders of the new design; there is no way back.",
        ),
        defaulted(
            "mass",
            Kind::Quantity(NUMBER.within(Range::closed(0.0, 100.0)).example("0.5")),
            "1",
            "Tonnes of the other metal for a tonne replaced.",
        ),
    ],
);
