//! The folder of a comparison: tables, data package, charts and the manifest that lists them.

pub mod page;
pub mod schema;
pub mod tables;
pub mod words;

use serde::Serialize;

use crate::analysis::comparison::Comparison;
use crate::report::comparison::tables::comparison_tables;
use crate::report::comparison::words::comparison_words;
use crate::report::data_package::{PackageTitle, data_package};
use crate::report::result_file::ResultFile;
use crate::report::schema::{SCHEMA_VERSION, Table};
use crate::results::{ListedFile, MANIFEST, PROGRAM};
use schema::ComparisonTables;

/// What the caller knows of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparisonFacts {
    /// The name of its folder.
    pub slug: String,
    pub version: String,
    /// UTC, ISO 8601.
    pub started: String,
    /// Tells whether the same comparison again would leave the same files.
    pub key: String,
}

#[derive(Debug, Serialize)]
struct Manifest<'a> {
    program: &'a str,
    version: &'a str,
    schema_version: &'a str,
    comparison: &'a str,
    base: &'a str,
    scenarios: Vec<Scenario<'a>>,
    /// Trials that were compared one by one.
    trials_one_by_one: u64,
    notes: &'a [String],
    files: Vec<ListedFile>,
    run: Run<'a>,
}

#[derive(Debug, Serialize)]
struct Scenario<'a> {
    scenario: &'a str,
    name: &'a str,
    scenario_hash: &'a str,
    seed: u64,
    trials: u64,
}

#[derive(Debug, Serialize)]
struct Run<'a> {
    key: &'a str,
    started: &'a str,
}

/// Everything the folder of a comparison holds.
pub fn comparison_files(
    comparison: &Comparison,
    facts: &ComparisonFacts,
    charts: Vec<ResultFile>,
) -> Vec<ResultFile> {
    let tables = ComparisonTables::new();
    let mut files = comparison_tables(comparison, &tables);
    let described: Vec<(&Table, &ResultFile)> = tables.all().into_iter().zip(&files).collect();
    let base = &comparison.runs[comparison.base];
    let title = PackageTitle {
        slug: &facts.slug,
        title: &format!("Scenarios compared with {}", base.name),
        description: "Paired differences, dominance and regret of scenarios.",
        sources: &[],
    };
    files.push(data_package(&title, &facts.version, &described));
    files.push(ResultFile {
        path: "comparison.txt".to_owned(),
        bytes: comparison_words(comparison).into_bytes(),
    });
    files.extend(charts);
    files.push(manifest(comparison, facts, &files));
    files
}

fn manifest(comparison: &Comparison, facts: &ComparisonFacts, files: &[ResultFile]) -> ResultFile {
    let scenarios = comparison
        .runs
        .iter()
        .map(|run| Scenario {
            scenario: &run.slug,
            name: &run.name,
            scenario_hash: &run.hash,
            seed: run.seed,
            trials: run.trials,
        })
        .collect();
    ResultFile::json(
        MANIFEST,
        &Manifest {
            program: PROGRAM,
            version: &facts.version,
            schema_version: SCHEMA_VERSION,
            comparison: &facts.slug,
            base: &comparison.runs[comparison.base].slug,
            scenarios,
            trials_one_by_one: comparison.trials,
            notes: &comparison.notes,
            files: files.iter().map(ResultFile::listed).collect(),
            run: Run { key: &facts.key, started: &facts.started },
        },
    )
}
