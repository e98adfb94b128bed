//! The folder of a comparison: tables, data package, charts and the manifest that lists them.

pub mod page;
pub mod tables;
pub mod words;

use serde::Serialize;

use crate::analysis::comparison::Comparison;
use crate::report::charts::comparison_drawings;
use crate::report::comparison::tables::comparison_tables;
use crate::report::comparison::words::{comparison_words, verdict};
use crate::report::data_package::{PackageTitle, data_package};
use crate::report::drawing::{ChartError, ChartFiles, chart_files};
use crate::report::result_file::ResultFile;
use crate::report::schema::SCHEMA_VERSION;
use crate::results::{ListedFile, MANIFEST, PROGRAM, VERSION};
use page::comparison_page;

/// The answer in words, as a file.
pub const WORDS: &str = "comparison.txt";

/// What the caller knows of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparisonFacts {
    /// The name of its folder.
    pub slug: String,
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
    /// Which scenario to take, in words.
    verdict: Option<String>,
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
///
/// # Errors
/// When a chart cannot be drawn, which for finished results is a defect.
pub fn comparison_files(
    comparison: &Comparison,
    facts: &ComparisonFacts,
    charts: ChartFiles,
) -> Result<Vec<ResultFile>, ChartError> {
    let tables = comparison_tables(comparison);
    let base = &comparison.runs[comparison.base];
    let title = PackageTitle {
        slug: &facts.slug,
        title: &format!("Scenarios compared with {}", base.name),
        description: "Paired differences, dominance and regret of scenarios.",
        sources: &[],
    };
    let package = data_package(&title, &tables);
    let mut files: Vec<ResultFile> = tables.into_iter().map(|(_, file)| file).collect();
    files.push(package);
    files.push(ResultFile::text(WORDS, comparison_words(comparison)));
    let drawings = comparison_drawings(comparison)?;
    files.extend(chart_files(&drawings, charts)?);
    files.push(comparison_page(comparison, &drawings));
    files.push(manifest(comparison, facts, &files));
    Ok(files)
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
            version: VERSION,
            schema_version: SCHEMA_VERSION,
            comparison: &facts.slug,
            base: &comparison.runs[comparison.base].slug,
            scenarios,
            trials_one_by_one: comparison.trials,
            verdict: verdict(comparison),
            notes: &comparison.notes,
            files: files.iter().map(ResultFile::listed).collect(),
            run: Run { key: &facts.key, started: &facts.started },
        },
    )
}
