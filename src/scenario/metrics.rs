//! The metrics that watches and report thresholds may name: those of the catalogue that every trial has a value of.

use super::record::Records;
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
        (SubjectKind::Total, true) => (FLOWS, &[Metric::Price]),
        (SubjectKind::Region, true) => (FLOWS, &[]),
        (SubjectKind::Total | SubjectKind::Region, false) => (FLOWS, &HORIZON),
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

/// What a scenario would need in order to have a metric; `None` for one that it has.
pub fn lacking(metric: &str, records: &Records) -> Option<&'static str> {
    let metric = Metric::ALL.iter().find(|known| known.name() == metric)?;
    let gives = |section: &str, key: &str| records.all(section).iter().any(|(_, record)| record.is_given(key));
    let contracts = !records.all("contract").is_empty();
    let penalty = records.single.get("shortage").is_some_and(|shortage| shortage.is_given("penalty"));
    let factor = |key: &str| {
        let spots = records.all("region").iter().filter_map(|(_, region)| region.table("spot"));
        gives("mine", key) || spots.into_iter().any(|spot| spot.is_given(key))
    };
    let (has, need) = match metric {
        Metric::DeliveredContract | Metric::CostContract => (contracts, "a contract"),
        Metric::Resold | Metric::RevenueResale => (contracts || gives("region", "inventory"), "a contract or an `inventory`"),
        Metric::DeliveredStock | Metric::Stock | Metric::CostHolding | Metric::CostOpeningStock | Metric::ClosingStockValue => {
            (gives("region", "inventory"), "a region with an `inventory`")
        }
        Metric::DeliveredSpot | Metric::SpotBought | Metric::CostSpot | Metric::CostPremium => {
            (gives("region", "spot"), "a region with a `spot` market")
        }
        Metric::CostTakeOrPay | Metric::TakeOrPayPaid => (gives("contract", "take_or_pay"), "a contract with `take_or_pay`"),
        Metric::CostPenalty | Metric::CostWithPenalty => {
            (penalty || gives("facility", "cost_of_delay"), "a `penalty` in [shortage] or a facility with `cost_of_delay`")
        }
        Metric::CostOfDelay => (gives("facility", "cost_of_delay"), "a facility with `cost_of_delay`"),
        Metric::Carbon => (factor("carbon"), "`carbon` of mines or spot markets"),
        Metric::Water => (factor("water"), "`water` of mines or spot markets"),
        _ => (true, ""),
    };
    (!has).then_some(need)
}
