//! `[district.NAME]`, `[mine.NAME]` and `[mine.NAME.product.NAME]`.

use super::leach::{LEACH, UPLIFT};
use super::{
    CARBON, Drawn, FREQUENCY, Form, Kind, MASS, MASS_RATE, NUMBER, Range, Section, TIME, Variant,
    Variants, WATER, defaulted, optional, required,
};

pub const MINE: Section = Section {
    name: "mine",
    named: true,
    required: false,
    form: Form::plain(
        "a mine",
        &[
            required(
                "capacity",
                Kind::Quantity(MASS_RATE),
                "Design capacity; with `leach` that of \
                the SX-EW plant.",
            ),
            optional(
                "ramp",
                Kind::Table(&RAMP),
                "Rise from nothing to design; without it the mine \
                runs at design from time 0.",
            ),
            defaulted(
                "utilisation",
                Kind::Quantity(NUMBER.within(Range::closed(0.0, 10.0)).example("0.66")),
                "1",
                "Share of the design capacity reached on average, drawn once a trial.",
            ),
            defaulted(
                "variation",
                Kind::Quantity(
                    NUMBER
                        .within(Range::closed(0.0, 1000.0))
                        .drawn(Drawn::TrialOrPeriod)
                        .example("1.0"),
                ),
                "1",
                "Factor on the output (with `leach` on what is leached), usually drawn each \
                 period.",
            ),
            optional(
                "outages",
                Kind::Tables(&OUTAGE),
                "Kinds of outages; a mine is up when none \
                of them holds.",
            ),
            optional(
                "district",
                Kind::Name("district"),
                "The district whose outages the mine \
                shares with its neighbours.",
            ),
            optional(
                "maintenance",
                Kind::Tables(&MAINTENANCE),
                "Planned shutdowns; they are no outages and leave the availability as it is.",
            ),
            optional("leach", Kind::Table(&LEACH), "A heap leach that feeds the plant."),
            optional(
                "uplift",
                Kind::Table(&UPLIFT),
                "A later improvement, such as that of process \
                analytics.",
            ),
            optional(
                "reserve",
                Kind::Quantity(MASS.example("45 kt")),
                "Metal that can still be produced from the start of the horizon on; output stops \
                 when it is gone.",
            ),
            optional(
                "product",
                Kind::NamedTables(&PRODUCT),
                "What the output is split into, such as metal of two processes; each contract then \
                 draws on one of them.",
            ),
            optional(
                "carbon",
                Kind::Quantity(CARBON),
                "Carbon factor of its metal; of products \
                that have none of their own.",
            ),
            optional(
                "water",
                Kind::Quantity(WATER),
                "Water factor of its metal; of products that \
                have none of their own.",
            ),
            optional(
                "boundary",
                Kind::Text,
                "Label of the accounting boundary of `carbon` and `water`; unlike labels are not \
                 mixed.",
            ),
        ],
    )
    .with_alternatives(&[[&["leach"], &["reserve"]]]),
    doc: "A mine and what it delivers.",
};

pub const DISTRICT: Section = Section {
    name: "district",
    named: true,
    required: false,
    form: Form::plain(
        "a district",
        &[required(
            "outages",
            Kind::Tables(&OUTAGE),
            "Kinds of outages that stop all mines of the district at once: strikes, weather, \
             power.",
        )],
    ),
    doc: "Shocks that several mines have in common.",
};

const PRODUCT: Form = Form::plain(
    "a product",
    &[
        optional(
            "share",
            Kind::Quantity(
                NUMBER.within(Range::SHARE).drawn(Drawn::TrialOrPeriod).example("0.467"),
            ),
            "Share of the mine's output; uncertain shares are scaled to add up to 1. One product \
             may do without: it is what the others leave.",
        ),
        optional(
            "carbon",
            Kind::Quantity(CARBON),
            "Carbon factor of its metal; if missing that of the mine.",
        ),
        optional(
            "water",
            Kind::Quantity(WATER),
            "Water factor of its metal; if missing that of the mine.",
        ),
        optional(
            "boundary",
            Kind::Text,
            "Label of the accounting boundary of `carbon` and `water`; if missing that of the \
             mine.",
        ),
    ],
);

const RAMP: Form = Form {
    noun: "a ramp",
    keys: &[
        required("from", Kind::Month, "Month at whose first moment output begins."),
        defaulted(
            "reaches_design",
            Kind::Quantity(NUMBER.within(Range::SHARE).example("0.75")),
            "1",
            "Probability that design is ever reached.",
        ),
        optional(
            "plateau",
            Kind::Quantity(NUMBER.within(Range::SHARE).example("0.7")),
            "Share of design that a mine that never reaches design rises to instead.",
        ),
    ],
    variants: Some(&RAMP_CURVES),
    alternatives: &[],
};

const RAMP_CURVES: Variants = Variants {
    tag: "curve",
    doc: "How output rises.",
    default: Some("linear"),
    list: &[
        Variant {
            name: "linear",
            noun: "a linear ramp",
            keys: &[required(
                "duration",
                Kind::Quantity(TIME.within(Range::closed(0.0, 1000.0)).example("18 month")),
                "Time until design is reached.",
            )],
            doc: "A straight line.",
        },
        Variant {
            name: "weibull",
            noun: "a Weibull ramp",
            keys: &[
                required(
                    "shape",
                    Kind::Quantity(NUMBER.within(Range::closed(0.2, 20.0)).example("1.35")),
                    "Shape: below 1 the rise is steepest at once, above 1 it begins slowly.",
                ),
                required(
                    "scale",
                    Kind::Quantity(
                        TIME.within(Range { lowest: 0.0, highest: 1000.0, above: true })
                            .example("18 month"),
                    ),
                    "Time after which 63 % of design is reached.",
                ),
            ],
            doc: "1 - exp(-(age/scale)^shape), which comes ever closer to design.",
        },
    ],
};

const OUTAGE: Form = Form::plain(
    "an outage",
    &[
        optional("name", Kind::Text, "What it is, such as \"strike\", for reports."),
        required(
            "rate",
            Kind::Quantity(FREQUENCY.within(Range::closed(0.0, 1000.0)).example("0.25 /year")),
            "Expected number of outages per unit of running time.",
        ),
        required(
            "duration",
            Kind::Quantity(
                TIME.within(Range::closed(0.0, 1000.0)).drawn(Drawn::Outage).example("14 day"),
            ),
            "Length of an outage, drawn anew for each.",
        ),
        defaulted(
            "loss",
            Kind::Quantity(NUMBER.within(Range::SHARE).drawn(Drawn::OutageOrTrial).example("0.5")),
            "1",
            "Share of the output that is lost while it lasts.",
        ),
        defaulted(
            "start",
            Kind::Choice(&[("up", "running"), ("stationary", "up or down as in the long run")]),
            "up",
            "State in which the mine begins.",
        ),
    ],
);

const MAINTENANCE: Form = Form::plain(
    "a planned shutdown",
    &[
        required("month", Kind::Month, "Month at whose first moment it begins."),
        required(
            "duration",
            Kind::Quantity(TIME.within(Range::closed(0.0, 100.0)).example("10 day")),
            "Length, drawn once a trial.",
        ),
        optional(
            "every",
            Kind::Integer { lowest: 1, highest: 1200 },
            "Months after which it comes again, and so on.",
        ),
    ],
);
