//! What a run leaves behind: the first screen, the page, the charts, the tables and the manifest.

pub mod first_screen;
pub mod page;
pub mod schema;
pub mod tables;

#[cfg(test)]
mod tests;

use crate::analysis::batches::Batches;
use crate::analysis::convergence::Checkpoint;
use crate::metric::Metric;
use crate::metric::Observed;
use crate::metric::series::SeriesPlan;
use crate::report::data_package::{PackageTitle, data_package};
use crate::report::manifest::{RunFacts, manifest};
use crate::report::result_file::ResultFile;
use crate::report::schema::Table;
use crate::scenario::Scenario;
use crate::statistics::{Estimate, Tally};
use schema::Tables;

/// A finished run, as the tables read it.
#[derive(Debug, Clone, Copy)]
pub struct Results<'a> {
    pub scenario: &'a Scenario,
    pub plan: &'a SeriesPlan,
    pub tally: &'a Tally,
    pub batches: &'a Batches,
    pub checkpoints: &'a [Checkpoint],
}

/// Every table as a CSV file, in the order of the schema.
pub fn table_files(results: &Results<'_>, schema: &Tables) -> Vec<ResultFile> {
    let mut files = tables::estimates::estimate_tables(results, schema);
    files.push(tables::distributions::distribution_table(results, &schema.distributions));
    files.push(tables::batches::batch_table(results, &schema.batches));
    files.push(tables::describing::convergence_table(results, &schema.convergence));
    files.push(tables::describing::metric_table(results.scenario, &schema.metrics));
    files.push(tables::describing::actor_table(results.scenario, &schema.actors));
    files.push(tables::variables::variable_table(results.scenario, &schema.variables));
    files
}

/// Everything the results folder holds: tables, data package, resolved scenario, the given page and
/// charts, and the manifest that lists them.
pub fn result_files(
    results: &Results<'_>,
    facts: &RunFacts,
    pictures: Vec<ResultFile>,
) -> Vec<ResultFile> {
    let tables = Tables::new();
    let mut files = table_files(results, &tables);
    let described: Vec<(&Table, &ResultFile)> = tables.all().into_iter().zip(&files).collect();
    let package = data_package(&PackageTitle::of(results.scenario), &facts.version, &described);
    files.push(package);
    files.push(ResultFile {
        path: "scenario.toml".to_owned(),
        bytes: facts.resolved_scenario.clone().into_bytes(),
    });
    files.extend(pictures);
    files.push(manifest(results.scenario, facts, &files));
    files
}

/// The estimate of a metric that is a ratio of means.
fn ratio_estimate(
    results: &Results<'_>,
    observed: impl Into<Observed>,
    metric: Metric,
) -> Option<Estimate> {
    let ratio = results.tally.ratio(results.plan.ratio(observed, metric)?);
    Some(if metric.is_complement() { ratio.complement() } else { ratio.ratio() })
}

/// Name of a watch as a metric of the summary.
fn watch_metric(name: &str) -> String {
    format!("watch:{name}")
}
