//! The metrics that watches and report thresholds may name: those of the catalogue that every trial has a value of.

use crate::metric::{CONTRACT, FACILITY, FACILITY_PERIOD, FLOWS, HORIZON, MINE, Metric};

/// What a metric belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectKind {
    Total,
    Region,
    Mine,
    Contract,
    Facility,
}

fn metrics(subject: SubjectKind, per_period: bool) -> impl Iterator<Item = Metric> {
    let (own, more): (&[Metric], &[Metric]) = match (subject, per_period) {
        (SubjectKind::Total, true) => (&FLOWS, &[Metric::Price]),
        (SubjectKind::Region, true) => (&FLOWS, &[]),
        (SubjectKind::Total | SubjectKind::Region, false) => (&FLOWS, &HORIZON),
        (SubjectKind::Mine, _) => (&MINE, &[]),
        (SubjectKind::Contract, _) => (&CONTRACT, &[]),
        (SubjectKind::Facility, true) => (&FACILITY_PERIOD, &[]),
        (SubjectKind::Facility, false) => (&FACILITY, &[]),
    };
    own.iter().chain(more).copied()
}

/// Unit of a metric of a period, or of the whole horizon; `None` if there is no such metric.
pub fn metric_unit(subject: SubjectKind, metric: &str, per_period: bool) -> Option<&'static str> {
    metrics(subject, per_period).find(|known| known.name() == metric).map(Metric::unit)
}

/// Names of all metrics of periods, or of the whole horizon.
pub fn metric_names(subject: SubjectKind, per_period: bool) -> impl Iterator<Item = &'static str> {
    metrics(subject, per_period).map(Metric::name)
}
