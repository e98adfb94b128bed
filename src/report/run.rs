//! What a run leaves behind: the first screen, the page, the charts, the tables and the manifest.

pub(crate) mod first_screen;
pub(crate) mod page;
pub mod tables;
pub(crate) mod trials;

#[cfg(test)]
mod tests;

use crate::analysis::headline::Headline;
use crate::analysis::landmarks::Landmarks;
use crate::report::charts::run_drawings;
use crate::report::data_package::{PackageTitle, data_package};
use crate::report::drawing::{ChartError, ChartFiles, chart_files};
use crate::report::manifest::{RunFacts, manifest};
use crate::report::result_file::ResultFile;
use crate::report::run_results::Results;
use crate::report::schema::Table;
use first_screen::{FirstScreen, SCREEN, SCREEN_JSON, first_screen};
use page::page;
use tables::table_files;
use trials::TrialWords;

/// What a run leaves behind.
#[derive(Debug)]
pub(crate) struct RunFiles {
    /// Everything the results folder holds: tables, data package, resolved scenario, charts, page,
    /// first screen, and the manifest that lists them.
    pub(crate) files: Vec<ResultFile>,
    /// The first screen in words.
    pub(crate) screen: String,
    /// The same as a line of JSON.
    pub(crate) json: String,
}

/// Everything a run leaves behind. The page has its charts whatever their files are.
///
/// # Errors
/// When a chart cannot be drawn, which for estimates of a finished run is a defect.
pub(crate) fn run_files(
    results: &Results<'_>,
    facts: &RunFacts,
    charts: ChartFiles,
) -> Result<RunFiles, ChartError> {
    let scenario = results.scenario;
    let mut tables: Vec<(Table<'_>, ResultFile)> = table_files(results);
    let words = results.kept.map(|kept| TrialWords::new(scenario, kept));
    tables.extend(words.iter().flat_map(TrialWords::files));
    let package = data_package(&PackageTitle::of(scenario), &tables);
    let mut files: Vec<ResultFile> = tables.into_iter().map(|(_, file)| file).collect();
    files.push(package);
    files.push(ResultFile::text("scenario.toml", facts.resolved_scenario.clone()));
    let drawings = run_drawings(results)?;
    files.extend(chart_files(&drawings, charts)?);
    let (mut screen, mut json) = (String::new(), String::new());
    if let Some(headline) = Headline::new(scenario, results.plan, results.tally) {
        let Results { plan, tally, batches, reserve, step_check, .. } = *results;
        let landmarks = Landmarks::new(plan, tally, batches);
        let (reserve, step_check) = (reserve.cloned(), step_check.cloned());
        let headline = Headline { reserve, step_check, landmarks, ..headline };
        files.push(page(results, &headline, facts, &drawings));
        screen = first_screen(scenario, &headline, facts);
        json = serde_json::to_string(&FirstScreen::new(scenario, &headline, facts))
            .expect("plain data with text keys is JSON");
    }
    files.push(ResultFile::text(SCREEN, screen.clone()));
    files.push(ResultFile::text(SCREEN_JSON, format!("{json}\n")));
    files.push(manifest(scenario, facts, None, &files));
    Ok(RunFiles { files, screen, json })
}
