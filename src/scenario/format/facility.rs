//! `[facility.NAME]`, `[facilities]` and `[shortage]`.

use super::{
    DELAY_COST, Drawn, Form, HOLDING, INTENSITY, Kind, MASS, NUMBER, POWER, PRICE, Range, Section,
    TIME, Variant, Variants, defaulted, optional, required,
};

pub const FACILITY: Section = Section {
    name: "facility",
    named: true,
    required: false,
    form: FACILITY_FORM,
    doc: "A data centre (or anything else that is built with metal).",
};

pub const FACILITY_FORM: Form = Form::plain(
    "a facility",
    &[
        required("region", Kind::Name("region"), "The region that serves it."),
        optional(
            "power",
            Kind::Quantity(POWER),
            "Power of the facility; needed with `intensity` \
            and `cost_of_delay`.",
        ),
        optional("intensity", Kind::Quantity(INTENSITY), "Metal per power; or give `metal`."),
        optional(
            "metal",
            Kind::Quantity(MASS.example("5000 t")),
            "Metal of the whole facility; or give `power` and `intensity`.",
        ),
        optional(
            "copper",
            Kind::Quantity(MASS.example("5000 t")),
            "Another name of `metal`, where \
            the commodity is copper.",
        ),
        required("start", Kind::Month, "Planned first month of the build."),
        defaulted(
            "lead",
            Kind::Quantity(TIME.within(Range::closed(0.0, 100.0))),
            "0 month",
            "How long before it is installed the metal is needed.",
        ),
        required(
            "build",
            Kind::Quantity(
                TIME.within(Range { lowest: 0.0, highest: 100.0, above: true }).example("18 month"),
            ),
            "Planned length of the build.",
        ),
        defaulted(
            "start_delay",
            Kind::Quantity(TIME.within(Range::closed(0.0, 100.0)).example("3 month")),
            "0 month",
            "Delay of the start.",
        ),
        defaulted(
            "overrun",
            Kind::Quantity(
                NUMBER.within(Range { lowest: 0.0, highest: 1000.0, above: true }).example("1.2"),
            ),
            "1",
            "Factor on the length of the build.",
        ),
        defaulted(
            "profile",
            Kind::Profile(&[
                ("uniform", "evenly"),
                ("s-curve", "3y^2 - 2y^3"),
                ("front", "1 - (1 - y)^2"),
                ("back", "y^2"),
            ]),
            "uniform",
            "Cumulative share of the metal needed at a share y of the build: a word, or points \
             from [0.0, 0.0] to [1.0, 1.0].",
        ),
        defaulted(
            "built_probability",
            Kind::Quantity(NUMBER.within(Range::SHARE).example("0.95")),
            "1",
            "Probability that the facility is built at all.",
        ),
        optional(
            "phases",
            Kind::Tables(&PHASE),
            "Phases of the build, each with its share of the metal and a window of its own; \
             without them there is one.",
        ),
        optional(
            "components",
            Kind::Shares("fabricator"),
            "Share of the metal that comes in the components of each maker, \
             `{ cable = 0.3, busbar = 0.25 }`; the rest is needed as it is in the region.",
        ),
        optional(
            "recycled",
            Kind::Quantity(NUMBER.within(Range::SHARE).example("0.2")),
            "Share of the metal that comes from the owner's own scrap and is not needed here.",
        ),
        optional(
            "secured",
            Kind::Quantity(MASS.example("800 t")),
            "Metal that the facility already has at time 0, worked or promised as what it needs: \
             it covers what falls due first, takes no maker's capacity and leaves no scrap.",
        ),
        optional(
            "cancellation",
            Kind::Quantity(NUMBER.within(Range::SHARE).example("0.05")),
            "Probability that the build is cancelled before its end, at a time uniform over it.",
        ),
        optional(
            "deferral",
            Kind::Quantity(TIME.within(Range::closed(0.0, 100.0)).example("9 month")),
            "Longest time by which its build, or each phase of it that has not begun, is put off \
             while more urgent facilities of its \
             region lack metal.",
        ),
        defaulted(
            "priority",
            Kind::Integer { lowest: 1, highest: 1000 },
            "1",
            "1 is served \
            first.",
        ),
        optional(
            "cost_of_delay",
            Kind::Quantity(DELAY_COST),
            "Cost of finishing late; not \
            together with `shortage.penalty`.",
        ),
    ],
)
.with_alternatives(&[
    [&["metal"], &["intensity"]],
    [&["copper"], &["intensity"]],
    [&["metal"], &["copper"]],
]);

const PHASE: Form = Form::plain(
    "a phase",
    &[
        required(
            "share",
            Kind::Quantity(
                NUMBER
                    .within(Range { lowest: 0.0, highest: 1.0, above: true })
                    .drawn(Drawn::Never)
                    .example("0.4"),
            ),
            "Share of the facility's metal (and of its power); those of all phases add up to 1.",
        ),
        defaulted(
            "after",
            Kind::Quantity(TIME.within(Range::closed(0.0, 100.0)).example("9 month")),
            "0 month",
            "Start of the phase after that of the facility.",
        ),
        optional(
            "build",
            Kind::Quantity(
                TIME.within(Range { lowest: 0.0, highest: 100.0, above: true }).example("12 month"),
            ),
            "Planned length of the phase; that of the facility if it is missing.",
        ),
    ],
);

pub const FACILITIES: Section = Section {
    name: "facilities",
    named: false,
    required: false,
    form: Form::plain(
        "the facilities file",
        &[required(
            "file",
            Kind::Text,
            "CSV file beside the scenario, a row a facility: the same keys as columns; a header \
             may carry the unit (`power [MW]`) and \
             dotted paths (`intensity.mode [t/MW]`).",
        )],
    ),
    doc: "Facilities from a table.",
};

pub const SHORTAGE: Section = Section {
    name: "shortage",
    named: false,
    required: false,
    form: Form::varied("the shortage", &UNMET),
    doc: "What becomes of metal that was not delivered in time.",
};

const UNMET: Variants = Variants {
    tag: "unmet",
    doc: "What becomes of an unmet need.",
    default: Some("backlog"),
    list: &[
        Variant {
            name: "backlog",
            noun: "a shortage with backlog",
            keys: &[optional(
                "penalty",
                Kind::Quantity(HOLDING),
                "Cost of a tonne that is late, per time.",
            )],
            doc: "It stays due until it is served.",
        },
        Variant {
            name: "lost",
            noun: "a shortage without backlog",
            keys: &[optional(
                "penalty",
                Kind::Quantity(PRICE),
                "Cost of a tonne that was not served.",
            )],
            doc: "It is covered outside the model and counted once.",
        },
    ],
};
