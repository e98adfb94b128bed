//! Puts the scenario together from the records. Every fault has been reported before: what is
//! missing here ends in `None`.

use super::calendar::TimeGrid;
use super::record::Records;
use super::settings::{Heading, ReportSettings};
use super::table::FromKeys;
use super::{Correlation, Scenario, Watch};
use crate::metric::Metric;

/// The parts that are not read from one record alone.
pub struct Resolved {
    pub slug: String,
    pub correlations: Vec<Correlation>,
    pub watches: Vec<Watch>,
    pub thresholds: Vec<(Metric, Vec<f64>)>,
    pub trial_series: Vec<Metric>,
}

/// The scenario, if all its records are whole.
pub fn assemble(records: &Records, resolved: Resolved) -> Option<Scenario> {
    let Resolved { slug, correlations, watches, thresholds, trial_series } = resolved;
    let Heading { name, description, commodity, sources } =
        Heading::from_keys(records.top.as_ref()?, records)?;
    Some(Scenario {
        name: name.unwrap_or_else(|| slug.clone()),
        description: description.unwrap_or_default(),
        commodity,
        sources,
        slug,
        time: TimeGrid::of(records)?,
        simulation: single(records, "simulation")?,
        price: single(records, "price")?,
        regions: named(records, "region")?,
        routes: named(records, "route")?,
        districts: named(records, "district")?,
        mines: named(records, "mine")?,
        contracts: named(records, "contract")?,
        fabricators: named(records, "fabricator")?,
        hedges: named(records, "hedge")?,
        facilities: named(records, "facility")?,
        shortage: single(records, "shortage")?,
        money: single(records, "money")?,
        variables: named(records, "variable")?,
        events: named(records, "event")?,
        price_effects: records.price_effects.clone(),
        correlations,
        watches,
        report: ReportSettings { thresholds, trial_series, ..single(records, "report")? },
    })
}

fn single<T: FromKeys>(records: &Records, section: &str) -> Option<T> {
    T::from_keys(records.single.get(section)?, records)
}

fn named<L: FromIterator<T>, T: FromKeys>(records: &Records, section: &str) -> Option<L> {
    records.all(section).iter().map(|(_, record)| T::from_keys(record, records)).collect()
}
