//! How much of what a scenario yields is counted.

use super::{Metric, SubjectKind};

/// How much a run counts and reports. What is left out is absent, never zero; what is counted has
/// the same bits in every detail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// See [`Detail::WORDS`].
    Headline,
    /// See [`Detail::WORDS`].
    Actors,
    /// See [`Detail::WORDS`].
    Full,
}

impl Detail {
    /// Each, from the least: its word and what it means.
    pub const WORDS: &'static [(&'static str, &'static str)] = &[
        (
            "headline",
            "everything of the total over the horizon, and the few numbers by period that the first \
             screen and the charts need; of facilities and regions means and probabilities of the \
             few that rank them",
        ),
        ("actors", "everything over the horizon and by period, but not facility by period"),
        ("full", "everything"),
    ];

    /// Facilities times periods up to which everything is counted if nothing is said: above, what is
    /// kept of facilities by period costs more than the simulation.
    pub const MOST_CELLS: usize = 5_000;

    /// The detail of a word.
    pub fn named(word: &str) -> Option<Detail> {
        [Detail::Headline, Detail::Actors, Detail::Full]
            .into_iter()
            .find(|detail| detail.name() == word)
    }

    /// Its word.
    pub fn name(self) -> &'static str {
        Detail::WORDS[self as usize].0
    }

    /// What is counted of so many facilities in so many periods if nothing is said.
    pub fn of_size(facilities: usize, periods: usize) -> Detail {
        if facilities * periods <= Detail::MOST_CELLS { Detail::Full } else { Detail::Actors }
    }

    /// Whether a metric of a kind of subject is counted, over the horizon or by period.
    pub fn keeps(self, metric: Metric, kind: SubjectKind, by_period: bool) -> bool {
        match self {
            Detail::Full => true,
            Detail::Actors => kind != SubjectKind::Facility || !by_period,
            Detail::Headline if kind == SubjectKind::Total => {
                !by_period || metric.is_headline_by_period()
            }
            Detail::Headline => {
                let ranked = matches!(kind, SubjectKind::Region | SubjectKind::Facility);
                ranked && !by_period && metric.is_headline_of_actors()
            }
        }
    }
}
