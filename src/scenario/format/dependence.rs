//! `[variable.NAME]`, `[correlation.NAME]` and `[watch.NAME]`.

use super::{ANYTHING, Drawn, Form, Kind, NUMBER, Range, Section, optional, required};

pub const VARIABLE: Section = Section {
    name: "variable",
    named: true,
    required: false,
    form: Form::plain(
        "a variable",
        &[required(
            "value",
            Kind::Quantity(ANYTHING),
            "Its value or distribution, of any dimension, drawn once a trial.",
        )],
    ),
    doc: "A named value for use in several places: { variable = \"NAME\", scale = 1.0 }.",
};

pub const CORRELATION: Section = Section {
    name: "correlation",
    named: true,
    required: false,
    form: Form::plain(
        "a correlation",
        &[
            required(
                "between",
                Kind::Texts,
                "Paths of random values; `*` stands for any name within a path.",
            ),
            required(
                "coefficient",
                Kind::Quantity(NUMBER.within(Range::closed(-1.0, 1.0)).drawn(Drawn::Never)),
                "Correlation of the normal scores of every two of them, between -1 and 1.",
            ),
            optional(
                "repair",
                Kind::Choice(&[("nearest", "take the nearest valid matrix")]),
                "What to do if the coefficients of all correlations contradict each other.",
            ),
        ],
    ),
    doc: "Dependence between random values.",
};

pub const WATCH: Section = Section {
    name: "watch",
    named: true,
    required: false,
    form: Form::plain(
        "a watch",
        &[
            required(
                "when",
                Kind::Texts,
                "Conditions such as \"cost > 200 MUSD\", \"region.us.shortfall > 500 t\"; all must \
                 hold.",
            ),
            optional(
                "at",
                Kind::Text,
                "When it looks: horizon (default, the totals), any, every, last (period) or a \
                 month such as 2027-03.",
            ),
        ],
    ),
    doc: "An event of your own; its probability is reported.",
};
