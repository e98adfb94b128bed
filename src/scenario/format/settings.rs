//! The scenario's own keys, `[time]`, `[simulation]` and `[report]`.

use super::{CARBON, Drawn, Form, Key, Kind, Section, defaulted, optional, required};

/// The keys above all tables.
pub const TOP: Form = Form::plain("a scenario", TOP_KEYS);

const TOP_KEYS: &[Key] = &[
    optional(
        "name",
        Kind::Text,
        "What the scenario is called in charts and tables; the file's stem if it is missing.",
    ),
    optional("description", Kind::Text, "The question it answers, in a sentence or two."),
    defaulted(
        "commodity",
        Kind::Text,
        "copper",
        "What is supplied, as charts and tables name it in a sentence: `copper`, `aluminium`, \
         `tin`.",
    ),
    optional("sources", Kind::Texts, "Where the numbers come from; copied to the results."),
];

/// The keys of a file that is laid over another; they are gone before the scenario is read.
pub const VARIATION_KEYS: &[Key] = &[
    optional(
        "extends",
        Kind::Text,
        "The scenario that this one varies: a path relative to this file.",
    ),
    optional(
        "remove",
        Kind::Texts,
        "Paths of tables and keys of the base that are taken away, such as `contract.nuton`.",
    ),
];

/// The table of swept values; gone as well before the scenario is read.
pub const SWEEP: &str = "sweep";

pub const SWEEP_DOC: &str = "Values that are tried in turn, a scenario each: a path such as \
    `\"contract.nuton.rate\"` and the list of its values. Several paths span a grid.";

pub const TIME: Section = Section {
    name: "time",
    named: false,
    required: true,
    form: Form::plain(
        "the time grid",
        &[
            required("start", Kind::Month, "First month; time 0 is its first moment."),
            required("step", Kind::Choice(STEPS), "Length of a period."),
            required("periods", Kind::Integer { lowest: 1, highest: 1200 }, "Number of periods."),
        ],
    ),
    doc: "The horizon: equal periods from the first moment of a month.",
};

const STEPS: &[(&str, &str)] =
    &[("month", "1/12 year"), ("quarter", "3 months"), ("year", "12 months, 365.25 days")];

pub const SIMULATION: Section = Section {
    name: "simulation",
    named: false,
    required: false,
    form: Form::plain(
        "the simulation",
        &[
            defaulted(
                "trials",
                Kind::Integer { lowest: 1, highest: 4_000_000_000 },
                "100000",
                "Number of simulated futures.",
            ),
            defaulted(
                "seed",
                Kind::Integer { lowest: 0, highest: i64::MAX as u64 },
                "1",
                "Number from which all random numbers follow; the same seed gives the same \
                 results.",
            ),
            defaulted(
                "sampling",
                Kind::Choice(&[("monte-carlo", "independent trials")]),
                "monte-carlo",
                "How the trials are drawn.",
            ),
        ],
    ),
    doc: "How many futures are drawn, and how.",
};

pub const REPORT: Section = Section {
    name: "report",
    named: false,
    required: false,
    form: Form::plain(
        "the report",
        &[
            optional(
                "thresholds",
                Kind::Thresholds,
                "Metrics of the summary, each with the thresholds whose probability of being \
                 exceeded is reported.",
            ),
            optional(
                "low_carbon",
                Kind::Quantity(CARBON.drawn(Drawn::Never)),
                "A tonne at or below this carbon factor counts as low-carbon.",
            ),
        ],
    ),
    doc: "What is reported beyond the standard tables.",
};
