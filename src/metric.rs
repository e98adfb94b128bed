//! Metrics: the catalogue, what they are of, when a scenario has them, and the series in which
//! their values are counted.

mod catalogue;
mod detail;
mod feature;
mod row;
pub mod series;
mod subject;
pub mod terms;

pub use catalogue::Metric;
pub use detail::Detail;
pub use feature::{Feature, Features};
pub use row::{Informative, Kept, OverTime};
pub use subject::{Observed, Subject, SubjectKind};

use catalogue::ROWS;

/// Whether a planner wants a metric low or high.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// Low.
    Low,
    /// High.
    High,
    /// It depends.
    Neither,
}

impl Better {
    /// The word of `metrics.csv`.
    pub fn name(self) -> &'static str {
        match self {
            Better::Low => "low",
            Better::High => "high",
            Better::Neither => "none",
        }
    }
}

/// Where a part of the net cost goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Added.
    Paid,
    /// Subtracted.
    Received,
}

/// The parts of the net cost (docs/model.md, E2) in the order in which they are added up. One put
/// in between leaves the sums of scenarios without it as they are.
pub const NET_COST: [(Metric, Sign); 15] = [
    (Metric::CostContract, Sign::Paid),
    (Metric::CostSpot, Sign::Paid),
    (Metric::CostPremium, Sign::Paid),
    (Metric::CostTariff, Sign::Paid),
    (Metric::CostTakeOrPay, Sign::Paid),
    (Metric::CostHedge, Sign::Paid),
    (Metric::CostRoute, Sign::Paid),
    (Metric::CostHolding, Sign::Paid),
    (Metric::CostOpeningStock, Sign::Paid),
    (Metric::CostCapital, Sign::Paid),
    (Metric::CostCarbon, Sign::Paid),
    (Metric::RevenueResale, Sign::Received),
    (Metric::CostSubstitute, Sign::Paid),
    (Metric::RevenueDamages, Sign::Received),
    (Metric::RevenueScrap, Sign::Received),
];

impl Metric {
    /// Number of metrics.
    pub const COUNT: usize = Metric::ALL.len();

    const fn row(self) -> &'static row::Row {
        &ROWS[self as usize]
    }

    /// The metric of a name.
    pub fn named(name: &str) -> Option<Metric> {
        Metric::ALL.iter().copied().find(|metric| metric.name() == name)
    }

    /// Name in tables, watches and thresholds.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// What people read on screens, pages and charts, as within a sentence: `spend`.
    pub fn shown(self) -> &'static str {
        self.row().shown
    }

    /// Base unit.
    pub fn unit(self) -> &'static str {
        self.row().unit
    }

    /// Which way is better.
    pub fn better(self) -> Better {
        self.row().better
    }

    /// One sentence; numbers in brackets are equations of `docs/model.md`.
    pub fn definition(self) -> &'static str {
        self.row().definition
    }

    /// How a kind of subject keeps it, by period or over the horizon; `None` if it has no such
    /// thing.
    pub const fn kept(self, kind: SubjectKind, by_period: bool) -> Option<Kept> {
        let span = self.row().spans[kind as usize];
        if by_period { span.period } else { span.horizon }
    }

    /// Whether a kind of subject has a value of it in every trial.
    pub fn is_series(self, kind: SubjectKind, by_period: bool) -> bool {
        matches!(self.kept(kind, by_period), Some(Kept::Series | Kept::Fan))
    }

    /// Whether it is a flow or level of accounts.
    pub const fn is_in_accounts(self) -> bool {
        self.row().in_accounts
    }

    /// How the values of steps make that of a period, and those of an account's periods its
    /// horizon.
    pub const fn over_time(self) -> OverTime {
        self.row().over_time
    }

    /// Which statistics say anything.
    pub fn informative(self) -> Informative {
        self.row().informative
    }

    /// Whether it is also reported of the trials with a shortfall alone.
    pub fn has_given_short(self) -> bool {
        self.row().given_short
    }

    /// Whether its ratio is 1 − numerator/denominator.
    pub fn is_complement(self) -> bool {
        self.row().complement
    }

    /// Whether the headline has it of actors over the horizon.
    pub fn is_headline_of_actors(self) -> bool {
        self.row().headline_of_actors
    }

    /// Whether the headline has it of the total by period.
    pub fn is_headline_by_period(self) -> bool {
        self.row().headline_by_period
    }

    /// Parts of a scenario of which one is enough to have it; none: everybody has it.
    pub fn features(self) -> &'static [Feature] {
        self.row().when
    }

    /// Whether somebody with some features has it.
    pub fn is_present(self, has: impl Fn(Feature) -> bool) -> bool {
        self.features().is_empty() || self.features().iter().any(|&feature| has(feature))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_metric_is_read_as_something_of_its_own() {
        let shown: HashSet<&str> = Metric::ALL.iter().map(|metric| metric.shown()).collect();
        assert_eq!(shown.len(), Metric::COUNT);
        assert!(shown.iter().all(|shown| !shown.contains('_')), "{shown:?}");
    }
}
