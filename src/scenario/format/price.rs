//! `[price]`.

use super::{
    Drawn, FREQUENCY, Form, Key, Kind, NUMBER, PRICE as MONEY_PER_MASS, QuantityRule, Range,
    Section, TIME, Variant, Variants, defaulted, optional, required,
};

pub const PRICE: Section = Section {
    name: "price",
    named: false,
    required: true,
    form: Form::varied("the price", &PROCESSES),
    doc: "The reference price of the commodity, USD/t; P_t is the price at the end of period t.",
};

const PROCESSES: Variants = Variants {
    tag: "process",
    doc: "How the price moves.",
    default: None,
    list: &[
        Variant {
            name: "constant",
            noun: "a constant price",
            keys: &[INITIAL],
            doc: "It stays where it is.",
        },
        Variant {
            name: "gbm",
            noun: "a gbm price",
            keys: &[
                INITIAL,
                required(
                    "drift",
                    Kind::Quantity(
                        FREQUENCY.within(Range::closed(-5.0, 5.0)).or_plain().example("0.02 /year"),
                    ),
                    "Growth rate of the mean price per year.",
                ),
                VOLATILITY,
                JUMPS,
                defaulted(
                    "compensated",
                    Kind::Boolean,
                    "true",
                    "Whether the drift is lowered so that jumps leave the mean unchanged.",
                ),
            ],
            doc: "Geometric Brownian motion.",
        },
        Variant {
            name: "mean-reverting",
            noun: "a mean-reverting price",
            keys: &[
                INITIAL,
                required(
                    "level",
                    Kind::Quantity(MONEY_PER_MASS.within(Range::POSITIVE)),
                    "Long-run median of the diffusion, to which the price returns.",
                ),
                required(
                    "half_life",
                    Kind::Quantity(
                        TIME.within(Range { lowest: 0.0, highest: 1e4, above: true })
                            .example("2.9 year"),
                    ),
                    "Time in which the distance of the log price from its level halves.",
                ),
                VOLATILITY,
                JUMPS,
            ],
            doc: "Mean-reverting log price (Schwartz one-factor).",
        },
        Variant {
            name: "table",
            noun: "a table price",
            keys: &[required(
                "points",
                Kind::PricePoints,
                "Known prices by month, such as { \"2026-01\" = \"13205 USD/t\" }: linear in \
                 between, flat outside.",
            )],
            doc: "Known prices.",
        },
    ],
};

const INITIAL: Key = required(
    "initial",
    Kind::Quantity(MONEY_PER_MASS.within(Range::POSITIVE)),
    "Price at time 0, the first moment of the first period.",
);

const VOLATILITY: Key = required(
    "volatility",
    Kind::Quantity(NUMBER_PER_ROOT_YEAR),
    "Standard deviation of the log price per square root of a year, jumps apart.",
);

const NUMBER_PER_ROOT_YEAR: QuantityRule =
    QuantityRule { example: "0.23", ..NUMBER.within(Range::closed(0.0, 10.0)).drawn(Drawn::Trial) };

const JUMPS: Key =
    optional("jumps", Kind::Table(&JUMP_FORM), "Sudden changes of the log price (Merton).");

const JUMP_FORM: Form = Form::plain(
    "a jump process",
    &[
        required(
            "rate",
            Kind::Quantity(FREQUENCY.within(Range::closed(0.0, 1000.0))),
            "Expected number of jumps per time.",
        ),
        required(
            "mean",
            Kind::Quantity(NUMBER.within(Range::closed(-5.0, 5.0)).example("-0.013")),
            "Mean jump of the log price.",
        ),
        required(
            "sd",
            Kind::Quantity(NUMBER.within(Range::closed(0.0, 5.0)).example("0.11")),
            "Standard deviation of a jump of the log price.",
        ),
    ],
);
