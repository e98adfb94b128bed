//! The series of a run: one metric of one subject over the horizon or in a period, numbered.
//!
//! With a single region the total is that region: its metrics are the same series and are not
//! observed twice.

use super::{Detail, Features, Kept, Metric, Observed, Sign, Subject, SubjectKind};

/// How finely the distribution of a series is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fineness {
    /// The probability of a positive value; all values are 0 or 1.
    Indicator,
    /// Mean, standard deviation and the probability of a positive value.
    Moments,
    /// Those, and quantiles of an integer up to the number of periods.
    Integer,
    /// Those, and quantiles from bins a hundredth wide.
    Fine,
    /// Those, and quantiles from bins a thousandth wide.
    Finest,
}

/// Numbers of actors and periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// Periods.
    pub periods: usize,
    /// Steps in which a period is computed.
    pub substeps: usize,
    /// Regions.
    pub regions: usize,
    /// Facilities.
    pub facilities: usize,
    /// Mines.
    pub mines: usize,
    /// Of all mines.
    pub products: usize,
    /// Contracts.
    pub contracts: usize,
    /// Component makers.
    pub fabricators: usize,
}

impl Extent {
    fn of(&self, kind: SubjectKind) -> usize {
        match kind {
            SubjectKind::Total => 1,
            SubjectKind::Region => self.regions,
            SubjectKind::Facility => self.facilities,
            SubjectKind::Mine => self.mines,
            SubjectKind::Product => self.products,
            SubjectKind::Contract => self.contracts,
            SubjectKind::Fabricator => self.fabricators,
        }
    }

    /// All subjects of a kind.
    fn subjects(self, kind: SubjectKind) -> impl Iterator<Item = Subject> {
        (0..self.of(kind)).map(move |index| match kind {
            SubjectKind::Total => Subject::Total,
            SubjectKind::Region => Subject::region(index),
            SubjectKind::Facility => Subject::facility(index),
            SubjectKind::Mine => Subject::mine(index),
            SubjectKind::Product => Subject::product(index),
            SubjectKind::Contract => Subject::contract(index),
            SubjectKind::Fabricator => Subject::fabricator(index),
        })
    }
}

/// No such series.
const ABSENT: u8 = u8::MAX;

/// Some metrics of one kind of subject, over the horizon or by period: the numbers of subject (and
/// period) i start at `first + i · metrics.len()`.
#[derive(Debug, Clone, PartialEq)]
struct Group {
    first: usize,
    /// Place of the first among what accumulates over the steps of a period.
    first_running: usize,
    metrics: Vec<Metric>,
    /// By metric, [`ABSENT`] for those that it has not.
    places: [u8; Metric::COUNT],
}

impl Group {
    fn new(metrics: Vec<Metric>, subjects: usize, periods: usize, next: &mut [usize; 2]) -> Self {
        let mut places = [ABSENT; Metric::COUNT];
        for (place, &metric) in metrics.iter().enumerate() {
            places[metric as usize] = place as u8;
        }
        let [first, first_running] = *next;
        *next =
            [first + subjects * periods * metrics.len(), first_running + subjects * metrics.len()];
        Group { first, first_running, metrics, places }
    }

    /// Those of a subject in the period (0 over the horizon).
    #[inline(always)]
    fn of(&self, index: usize, periods: usize, period: usize) -> Handles<'_> {
        let size = self.metrics.len();
        Handles {
            first: self.first + (index * periods + period) * size,
            first_running: self.first_running + index * size,
            group: self,
        }
    }
}

/// The numbers of one subject's series, or ratios, by metric.
#[derive(Debug, Clone, Copy)]
pub struct Handles<'p> {
    first: usize,
    first_running: usize,
    group: &'p Group,
}

impl<'p> Handles<'p> {
    /// That of a metric; `None` if the scenario does not have it.
    #[inline(always)]
    pub fn get(&self, metric: Metric) -> Option<usize> {
        let place = self.group.places[metric as usize];
        (place != ABSENT).then(|| self.first + place as usize)
    }

    /// Place where a metric accumulates over the steps of a period.
    #[inline(always)]
    pub fn running(&self, metric: Metric) -> Option<usize> {
        let place = self.group.places[metric as usize];
        (place != ABSENT).then(|| self.first_running + place as usize)
    }

    /// Every metric.
    pub fn metrics(&self) -> &'p [Metric] {
        &self.group.metrics
    }
}

/// The groups of all kinds of subjects, over the horizon and by period.
#[derive(Debug, Clone, PartialEq)]
struct Groups {
    horizon: [Group; SubjectKind::ALL.len()],
    period: [Group; SubjectKind::ALL.len()],
    end: usize,
    /// Number of what accumulates over the steps of a period.
    running: usize,
}

impl Groups {
    fn new(extent: &Extent, has: impl Fn(Metric, SubjectKind, bool) -> bool) -> Self {
        let mut end = [0, 0];
        let mut groups = |by_period: bool| {
            SubjectKind::ALL.map(|kind| {
                let metrics =
                    Metric::ALL.iter().copied().filter(|&metric| has(metric, kind, by_period));
                let periods = if by_period { extent.periods } else { 1 };
                Group::new(metrics.collect(), extent.of(kind), periods, &mut end)
            })
        };
        let (horizon, period) = (groups(false), groups(true));
        Groups { horizon, period, end: end[0], running: end[1] }
    }

    #[inline(always)]
    fn of(&self, observed: Observed, periods: usize) -> Handles<'_> {
        let (kind, index) = observed.subject.parts();
        match observed.period {
            None => self.horizon[kind as usize].of(index, 1, 0),
            Some(period) => self.period[kind as usize].of(index, periods, period),
        }
    }

    /// Every one in the order of the numbers.
    fn iter(&self, extent: Extent) -> impl Iterator<Item = (Observed, Metric)> {
        let subjects = move |kind: SubjectKind| extent.subjects(kind);
        let horizon = SubjectKind::ALL.into_iter().flat_map(subjects).map(Observed::from);
        let period = SubjectKind::ALL.into_iter().flat_map(subjects).flat_map(move |subject| {
            (0..extent.periods).map(move |period| subject.in_period(period))
        });
        horizon.chain(period).flat_map(move |observed| {
            let group = self.of(observed, extent.periods).group;
            group.metrics.iter().map(move |&metric| (observed, metric))
        })
    }
}

/// All series of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesPlan {
    /// Numbers of actors and periods.
    pub extent: Extent,
    /// Optional parts of the scenario.
    pub features: Features,
    /// How much is counted.
    pub detail: Detail,
    /// The flows and levels of accounts that the scenario has.
    pub flows: Vec<Metric>,
    /// The parts of the net cost that it has, in the order in which they are added up.
    pub net_cost: Vec<(Metric, Sign)>,
    groups: Groups,
    ratios: Groups,
    /// First series of the watches.
    pub watches: usize,
    /// Number of series.
    pub series: usize,
}

impl SeriesPlan {
    /// The series of a scenario of some extent with some features that a detail keeps, and those that
    /// its watches, of which there are so many, look at: a metric of a kind of subject, by period or
    /// over the horizon.
    pub fn new(
        extent: Extent,
        features: Features,
        detail: Detail,
        watches: usize,
        is_watched: impl Fn(Metric, SubjectKind, bool) -> bool,
    ) -> Self {
        let present = |metric: Metric| metric.is_present(|feature| features.has(feature));
        // The total has what the single region has not.
        let is_own = |metric: Metric, kind, by_period| {
            kind != SubjectKind::Total
                || extent.regions != 1
                || metric.kept(SubjectKind::Region, by_period).is_none()
        };
        let is_counted_as = |metric: Metric, kind, by_period| {
            detail.keeps(metric, kind, by_period) || is_watched(metric, kind, by_period)
        };
        let is_counted = |metric: Metric, kind, by_period| {
            let is_total = kind == SubjectKind::Region && extent.regions == 1;
            is_counted_as(metric, kind, by_period)
                || is_total && is_counted_as(metric, SubjectKind::Total, by_period)
        };
        let has = |metric: Metric, kind, by_period| {
            present(metric)
                && is_own(metric, kind, by_period)
                && is_counted(metric, kind, by_period)
        };
        let groups = Groups::new(&extent, |metric, kind, by_period| {
            has(metric, kind, by_period) && metric.is_series(kind, by_period)
        });
        let ratios = Groups::new(&extent, |metric, kind, by_period| {
            has(metric, kind, by_period) && metric.kept(kind, by_period) == Some(Kept::Ratio)
        });
        let flows = Metric::ALL.iter().copied();
        SeriesPlan {
            extent,
            features,
            detail,
            flows: flows.filter(|&flow| flow.is_in_accounts() && present(flow)).collect(),
            net_cost: super::NET_COST.into_iter().filter(|&(part, _)| present(part)).collect(),
            watches: groups.end,
            series: groups.end + watches,
            groups,
            ratios,
        }
    }

    /// The single region, if the total is it.
    fn resolve(&self, observed: Observed) -> Observed {
        match observed.subject {
            Subject::Total if self.extent.regions == 1 => {
                Observed { subject: Subject::region(0), ..observed }
            }
            _ => observed,
        }
    }

    /// Numbers of the series of a subject that are its own.
    #[inline(always)]
    pub fn series_of(&self, observed: Observed) -> Handles<'_> {
        self.groups.of(observed, self.extent.periods)
    }

    /// Numbers of the ratios of a subject that are its own.
    #[inline(always)]
    pub fn ratios_of(&self, observed: Observed) -> Handles<'_> {
        self.ratios.of(observed, self.extent.periods)
    }

    /// The series of a metric, `None` if the scenario does not have it (or it is no series).
    pub fn series(&self, observed: impl Into<Observed>, metric: Metric) -> Option<usize> {
        let observed = observed.into();
        let own = self.series_of(observed).get(metric);
        own.or_else(|| self.series_of(self.resolve(observed)).get(metric))
    }

    /// The number of a ratio, `None` if the scenario does not have it.
    pub fn ratio(&self, observed: impl Into<Observed>, metric: Metric) -> Option<usize> {
        let observed = observed.into();
        let own = self.ratios_of(observed).get(metric);
        own.or_else(|| self.ratios_of(self.resolve(observed)).get(metric))
    }

    /// Whether nothing is counted of a kind of subject.
    pub fn is_silent(&self, kind: SubjectKind) -> bool {
        [&self.groups, &self.ratios]
            .into_iter()
            .flat_map(|groups| [&groups.horizon, &groups.period])
            .all(|kinds| kinds[kind as usize].metrics.is_empty())
    }

    /// Whether a kind of subject has a metric, or its ratio, over the horizon.
    pub fn has_over_horizon(&self, kind: SubjectKind, metric: Metric) -> bool {
        let groups = [&self.groups, &self.ratios].map(|groups| &groups.horizon[kind as usize]);
        groups.iter().any(|group| group.places[metric as usize] != ABSENT)
    }

    /// All subjects of a kind.
    pub fn subjects(&self, kind: SubjectKind) -> impl Iterator<Item = Subject> {
        self.extent.subjects(kind)
    }

    /// All series but those of watches, in the order of their numbers.
    pub fn all(&self) -> impl Iterator<Item = (Observed, Metric)> {
        self.groups.iter(self.extent)
    }

    /// All ratios in the order of their numbers.
    pub fn ratios(&self) -> impl Iterator<Item = (Observed, Metric)> {
        self.ratios.iter(self.extent)
    }

    /// How many series, and ratios, accumulate over the steps of a period.
    pub fn running(&self) -> (usize, usize) {
        (self.groups.running, self.ratios.running)
    }

    /// Numbers, as of ratios, of the pairs of the reference price and the total's spot purchases by
    /// step (E10).
    #[inline(always)]
    pub fn spot_pairs(&self) -> std::ops::Range<usize> {
        let has_pairs = self.features.has(super::Feature::Spot);
        let steps = self.extent.periods * self.extent.substeps;
        self.ratios.end..self.ratios.end + if has_pairs { steps } else { 0 }
    }

    /// The fineness of every series, by its number.
    pub fn fineness(&self) -> Vec<Fineness> {
        let series = self.groups.iter(self.extent);
        let mut fineness: Vec<Fineness> =
            series.map(|(observed, metric)| self.fineness_of(observed, metric)).collect();
        fineness.resize(self.series, Fineness::Indicator);
        fineness
    }

    fn fineness_of(&self, observed: Observed, metric: Metric) -> Fineness {
        let (kind, _) = observed.subject.parts();
        let is_account = matches!(kind, SubjectKind::Total | SubjectKind::Region);
        let is_fan = metric.kept(kind, true) == Some(Kept::Fan);
        match (observed.period, is_account) {
            _ if metric.informative() == super::Informative::Probability => Fineness::Indicator,
            (None, true) if metric.unit() == "period" => Fineness::Integer,
            (None, true) => Fineness::Finest,
            // Their bins would take more of the caches than everything else.
            (None, false) if self.detail == Detail::Headline => Fineness::Moments,
            (None, false) => Fineness::Fine,
            (Some(_), true) if is_fan || self.extent.regions == 1 => Fineness::Fine,
            // The total is one subject: its fans cost little.
            (Some(_), true) if kind == SubjectKind::Total => Fineness::Fine,
            (Some(_), _) => {
                if is_fan {
                    Fineness::Fine
                } else {
                    Fineness::Moments
                }
            }
        }
    }
}
