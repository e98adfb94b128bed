//! One word for one thing: what screens, pages and charts say, and what they do not say for it.
//!
//! What a metric is called stands in the catalogue ([`Metric::shown`](super::Metric::shown)); here
//! is what is said beside that. A test holds all output against this list.

/// That any metal is missing at any time, of a scenario, a facility or a period.
pub const CHANCE_SHORT: &str = "chance of running short";

/// A term, and words that are not used for what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The word.
    pub term: &'static str,
    /// What it means.
    pub means: &'static str,
    /// Words that would say the same, in small letters.
    pub instead_of: &'static [&'static str],
}

/// The terms in the order of an answer: whether, how much, how long, what it costs.
pub const TERMS: [Term; 9] = [
    Term {
        term: CHANCE_SHORT,
        means: "the share of futures in which metal was due and not there, at any time",
        instead_of: &[
            "chance of a shortage",
            "chance of any shortage",
            "chance of being short",
            "chance that any",
            "probability of being short",
            "probability of a shortage",
        ],
    },
    Term {
        term: "shortfall",
        means: "tonnes that were not there when they fell due, each counted once",
        instead_of: &[
            "tonnes short",
            "tonnes late",
            "tonnes missing",
            "come late or never",
            "total shortfall",
        ],
    },
    Term {
        term: "overdue",
        means: "tonnes that are due and not there at one moment",
        instead_of: &["still owed", "backlogged", "owed at the end"],
    },
    Term {
        term: "lateness",
        means: "overdue tonnes times the time that they are, t·year",
        instead_of: &["t\u{b7}month", "tonne-month"],
    },
    Term {
        term: "spend",
        means: "what is paid for the metal less what is received, without what delay costs",
        instead_of: &["net cost", "total cost"],
    },
    Term {
        term: "what delay costs",
        means: "penalties, or the cost of delay of facilities",
        instead_of: &["with penalties", "penalties or cost of delay", "penalty or cost of delay"],
    },
    Term {
        term: "full cost",
        means: "spend, what delay costs, and what is still overdue at the end, bought then",
        instead_of: &["all-in cost", "complete cost"],
    },
    Term {
        term: "by the end",
        means: "within the time that is simulated",
        instead_of: &["at the horizon", "by the horizon"],
    },
    Term {
        term: "futures",
        means: "what may happen, of which each trial draws one",
        instead_of: &[
            "future paths",
            "realisations",
            "worlds",
            "of 100 futures",
            "of 1,000 futures",
        ],
    },
];
