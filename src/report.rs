//! What a run leaves behind: tables, their schema, charts, the page, the manifest, the results
//! folder and the first screen.
//!
//! Nothing is estimated here: estimates come from [`statistics`](crate::statistics). What is
//! written is [`ResultFile`]s, bytes with a path; only [`folder`] touches the disk.

pub mod batch_table;
pub mod charts;
pub mod comparison_figures;
pub mod comparison_files;
pub mod comparison_tables;
pub mod comparison_words;
pub mod data_package;
pub mod describing_tables;
pub mod distribution_table;
pub mod estimate_tables;
pub mod figures;
pub mod first_screen;
pub mod folder;
pub mod manifest;
pub mod number_text;
pub mod page;
pub mod reference;
pub mod repertoire;
pub mod schema;
pub mod stress;
pub mod table_writer;
pub mod variable_table;
pub mod wording;

#[cfg(test)]
mod example;
#[cfg(test)]
mod tests;

use serde::Serialize;

use crate::analysis::batches::Batches;
use crate::analysis::convergence::Checkpoint;
use crate::metric::Metric;
use crate::model::series::{SeriesPlan, Subject};
use crate::results::ListedFile;
use crate::scenario::Scenario;
use crate::statistics::{Estimate, Tally};
use manifest::RunFacts;
use schema::{Table, Tables};

/// A finished run, as the tables read it.
#[derive(Debug, Clone, Copy)]
pub struct Results<'a> {
    pub scenario: &'a Scenario,
    pub plan: &'a SeriesPlan,
    pub tally: &'a Tally,
    pub batches: &'a Batches,
    pub checkpoints: &'a [Checkpoint],
}

/// A file of the results folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultFile {
    /// Relative to the folder, with `/` between parts.
    pub path: String,
    pub bytes: Vec<u8>,
}

impl ResultFile {
    /// As a manifest lists it.
    pub fn listed(&self) -> ListedFile {
        ListedFile::new(&self.path, &self.bytes)
    }

    /// Indented JSON, ending with a line feed.
    pub fn json(path: &str, value: &impl Serialize) -> Self {
        let mut bytes =
            serde_json::to_vec_pretty(value).expect("plain data with text keys is JSON");
        bytes.push(b'\n');
        ResultFile { path: path.to_owned(), bytes }
    }
}

/// Every table as a CSV file, in the order of the schema.
pub fn table_files(results: &Results<'_>, tables: &Tables) -> Vec<ResultFile> {
    let mut files = estimate_tables::estimate_tables(results, tables);
    files.push(distribution_table::distribution_table(results, &tables.distributions));
    files.push(batch_table::batch_table(results, &tables.batches));
    files.push(describing_tables::convergence_table(results, &tables.convergence));
    files.push(describing_tables::metric_table(results.scenario, &tables.metrics));
    files.push(describing_tables::actor_table(results.scenario, &tables.actors));
    files.push(variable_table::variable_table(results.scenario, &tables.variables));
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
    let package = data_package::data_package(
        &data_package::PackageTitle::of(results.scenario),
        &facts.version,
        &described,
    );
    files.push(package);
    files.push(ResultFile {
        path: "scenario.toml".to_owned(),
        bytes: facts.resolved_scenario.clone().into_bytes(),
    });
    files.extend(pictures);
    files.push(manifest::manifest(results.scenario, facts, &files));
    files
}

/// The estimate of a metric that is a ratio of means.
fn ratio_estimate(results: &Results<'_>, subject: Subject, metric: Metric) -> Option<Estimate> {
    let number = results.plan.ratio(subject, metric)?;
    let ratio = results.tally.ratio(number);
    Some(if results.plan.ratios[number].complement { ratio.complement() } else { ratio.ratio() })
}

/// Name of a watch as a metric of the summary.
fn watch_metric(name: &str) -> String {
    format!("watch:{name}")
}
