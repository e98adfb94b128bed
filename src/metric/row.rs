//! What is known of a metric, and how it is kept.

use super::{Better, Feature, SubjectKind};

/// How the values of a metric are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// A series; over the horizon with its quantiles.
    Series,
    /// A series by period with its quantiles, to be drawn as a fan. Those of every metric of every
    /// actor would cost more than the simulation.
    Fan,
    /// A ratio of two means.
    Ratio,
    /// A covariance with the reference price, summed over periods.
    Covariance,
}

/// What a kind of subject has of a metric: over the horizon, and in each period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub(super) horizon: Option<Kept>,
    pub(super) period: Option<Kept>,
}

pub(super) const HORIZON: Span = span(Some(Kept::Series), None);
pub(super) const PERIOD: Span = span(None, Some(Kept::Series));
pub(super) const FAN_PERIOD: Span = span(None, Some(Kept::Fan));
pub(super) const BOTH: Span = span(Some(Kept::Series), Some(Kept::Series));
pub(super) const FAN: Span = span(Some(Kept::Series), Some(Kept::Fan));
pub(super) const RATIO: Span = span(Some(Kept::Ratio), None);
pub(super) const RATIOS: Span = span(Some(Kept::Ratio), Some(Kept::Ratio));
pub(super) const RATIO_AND_PERIOD: Span = span(Some(Kept::Ratio), Some(Kept::Series));
pub(super) const COVARIANCE: Span = span(Some(Kept::Covariance), None);

const fn span(horizon: Option<Kept>, period: Option<Kept>) -> Span {
    Span { horizon, period }
}

/// How the values of steps make that of a period, and those of an account's periods its horizon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OverTime {
    /// Their sum.
    Sum,
    /// The last of them.
    Last,
    /// Their mean.
    Mean,
    /// The largest of them.
    Largest,
}

/// Which statistics say anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Informative {
    /// All.
    All,
    /// All but the probability of a positive value: it is always positive, or its sign is a
    /// convention.
    AllButProbability,
    /// That probability alone: 1 where something happens, else 0.
    Probability,
}

/// A row of the catalogue.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub name: &'static str,
    /// What people read.
    pub shown: &'static str,
    pub unit: &'static str,
    pub better: Better,
    pub definition: &'static str,
    /// By kind of subject.
    pub spans: [Span; SubjectKind::ALL.len()],
    /// Whether it is a flow or level of accounts.
    pub in_accounts: bool,
    pub over_time: OverTime,
    pub informative: Informative,
    /// Whether it is also reported of the trials with a shortfall alone: zero without one, positive
    /// with one.
    pub given_short: bool,
    /// Whether the ratio is 1 − numerator/denominator.
    pub complement: bool,
    /// Whether the headline has it of actors over the horizon, and of the total by period.
    pub headline_of_actors: bool,
    pub headline_by_period: bool,
    /// Parts of a scenario of which one is enough to have it; none: everybody has it.
    pub when: &'static [Feature],
}

impl Row {
    pub(super) const fn new(
        name: &'static str,
        unit: &'static str,
        better: Better,
        definition: &'static str,
    ) -> Row {
        Row {
            name,
            shown: name,
            unit,
            better,
            definition,
            spans: [span(None, None); SubjectKind::ALL.len()],
            in_accounts: false,
            over_time: OverTime::Sum,
            informative: Informative::All,
            given_short: false,
            complement: false,
            headline_of_actors: false,
            headline_by_period: false,
            when: &[],
        }
    }

    /// People read something else than the name.
    pub(super) const fn called(mut self, shown: &'static str) -> Row {
        self.shown = shown;
        self
    }

    const fn has(mut self, kind: SubjectKind, span: Span) -> Row {
        self.spans[kind as usize] = span;
        self
    }

    /// The total alone has it.
    pub(super) const fn total(self, span: Span) -> Row {
        self.has(SubjectKind::Total, span)
    }

    /// Accounts have it: the total and the regions.
    pub(super) const fn accounts(self, span: Span) -> Row {
        self.total(span).has(SubjectKind::Region, span)
    }

    /// Accounts have it in each period and add it up over the horizon.
    pub(super) const fn flow(mut self, span: Span) -> Row {
        self.in_accounts = true;
        self.accounts(span)
    }

    /// Accounts have it at the end of each period.
    pub(super) const fn level(mut self, span: Span) -> Row {
        self.in_accounts = true;
        self.accounts(span).last()
    }

    /// A period has that of its last step.
    pub(super) const fn last(mut self) -> Row {
        self.over_time = OverTime::Last;
        self
    }

    /// A period has the mean over its steps.
    pub(super) const fn mean(mut self) -> Row {
        self.over_time = OverTime::Mean;
        self
    }

    /// A period has the largest of its steps.
    pub(super) const fn largest(mut self) -> Row {
        self.over_time = OverTime::Largest;
        self
    }

    pub(super) const fn facility(self, span: Span) -> Row {
        self.has(SubjectKind::Facility, span)
    }

    pub(super) const fn mine(self, span: Span) -> Row {
        self.has(SubjectKind::Mine, span)
    }

    pub(super) const fn product(self, span: Span) -> Row {
        self.has(SubjectKind::Product, span)
    }

    pub(super) const fn contract(self, span: Span) -> Row {
        self.has(SubjectKind::Contract, span)
    }

    pub(super) const fn fabricator(self, span: Span) -> Row {
        self.has(SubjectKind::Fabricator, span)
    }

    /// Only the probability of it says anything.
    pub(super) const fn indicator(mut self) -> Row {
        self.informative = Informative::Probability;
        self
    }

    /// The probability of a positive value says nothing.
    pub(super) const fn signless(mut self) -> Row {
        self.informative = Informative::AllButProbability;
        self
    }

    pub(super) const fn given_short(mut self) -> Row {
        self.given_short = true;
        self
    }

    pub(super) const fn complement(mut self) -> Row {
        self.complement = true;
        self
    }

    /// The headline has it of actors over the horizon.
    pub(super) const fn headline_of_actors(mut self) -> Row {
        self.headline_of_actors = true;
        self
    }

    /// The headline has it of the total by period.
    pub(super) const fn headline_by_period(mut self) -> Row {
        self.headline_by_period = true;
        self
    }

    pub(super) const fn when(mut self, features: &'static [Feature]) -> Row {
        self.when = features;
        self
    }
}
