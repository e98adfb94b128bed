//! What a stress leaves behind: the table of levers, two charts, the page, the screen and the
//! manifest.

mod json;
mod page;
mod screen;
mod table;

#[cfg(test)]
mod tests;

pub use json::StressScreen;
pub use screen::stress_screen;

use crate::analysis::stress::Steps;
use crate::report::charts::stress_drawings;
use crate::report::data_package::{PackageTitle, data_package};
use crate::report::drawing::{ChartError, ChartFiles, Formats, chart_files};
use crate::report::manifest::{RunFacts, StressFacts, manifest};
use crate::report::result_file::ResultFile;
use crate::report::schema::Table;
use crate::report::stress_results::StressResults;
use page::stress_page;
use table::{lever_rows, lever_table};

/// The schema of the table.
pub fn table_schema() -> Table<'static> {
    lever_table().schema
}

/// Everything the folder holds: the table, its data package, the resolved scenario, the page, the
/// charts that are asked for, and the manifest that lists them.
///
/// # Errors
/// When a chart cannot be drawn, which for a finished stress is a defect.
pub fn stress_files(
    results: &StressResults<'_>,
    facts: &RunFacts,
    charts: ChartFiles,
) -> Result<Vec<ResultFile>, ChartError> {
    let StressResults { scenario, steps: Steps { step, range }, stress } = *results;
    let layout = lever_table();
    let table = (layout.schema.clone(), layout.file(lever_rows(results)));
    let package = data_package(&PackageTitle::of(scenario), std::slice::from_ref(&table));
    let resolved = ResultFile::text("scenario.toml", facts.resolved_scenario.clone());
    let drawings = stress_drawings(results)?;
    let page = stress_page(results, facts, &drawings);
    let mut files = vec![table.1, package, resolved, page];
    if charts.formats != Formats::NONE {
        files.extend(chart_files(&drawings, charts)?);
    }
    let stress = StressFacts { step, range, changes: stress.changes.len() };
    files.push(manifest(scenario, facts, Some(stress), &files));
    Ok(files)
}
