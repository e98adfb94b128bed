//! What a stress leaves behind: the table of levers, two charts, the screen and the manifest.

mod json;
mod screen;
mod table;
pub mod words;

#[cfg(test)]
mod tests;

pub use json::StressScreen;
pub use screen::stress_screen;

use crate::analysis::stress::effect::Effects;
use crate::analysis::stress::ranking::{best_first, widest_first};
use crate::analysis::stress::{Change, Steps, Stress};
use crate::report::charts::stress_drawings;
use crate::report::data_package::{PackageTitle, data_package};
use crate::report::drawing::{ChartError, ChartFiles, Formats, chart_files};
use crate::report::manifest::{RunFacts, StressFacts, manifest};
use crate::report::result_file::ResultFile;
use crate::report::schema::Table;
use crate::scenario::Scenario;
use table::{lever_rows, lever_table};

/// A finished stress, as tables and charts read it.
#[derive(Debug, Clone, Copy)]
pub struct StressResults<'a> {
    pub scenario: &'a Scenario,
    /// How far it was moved.
    pub steps: Steps,
    /// What came of it.
    pub stress: &'a Stress,
}

/// A change with its effects.
pub(crate) type Row<'a> = (&'a Change, &'a Effects);

impl<'a> StressResults<'a> {
    /// The levers, what helps most per dollar first.
    pub(crate) fn levers(&self) -> Vec<Row<'a>> {
        let levers: Vec<Row<'a>> =
            self.rows().filter(|(change, _)| matches!(change, Change::Lever(_))).collect();
        let effects: Vec<&Effects> = levers.iter().map(|(_, effects)| *effects).collect();
        best_first(&effects).into_iter().map(|place| levers[place]).collect()
    }

    /// The restricted inputs, each at its low and its high end, the one that matters most first.
    pub(crate) fn inputs(&self) -> Vec<[Row<'a>; 2]> {
        let restricted: Vec<Row<'a>> =
            self.rows().filter(|(change, _)| matches!(change, Change::Restriction(_))).collect();
        let pairs: Vec<[Row<'a>; 2]> =
            restricted.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect();
        let effects: Vec<[&Effects; 2]> = pairs.iter().map(|[low, high]| [low.1, high.1]).collect();
        widest_first(&effects).into_iter().map(|place| pairs[place]).collect()
    }

    fn rows(&self) -> impl Iterator<Item = Row<'a>> {
        self.stress.changes.iter().map(|(change, effects)| (change, effects))
    }
}

/// The schema of the table.
pub fn table_schema() -> Table {
    lever_table().schema
}

/// Everything the folder holds: the table, its data package, the resolved scenario, the charts that
/// are asked for, and the manifest that lists them.
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
    let mut files = vec![table.1, package, resolved];
    if charts.formats != Formats::NONE {
        files.extend(chart_files(&stress_drawings(results)?, charts)?);
    }
    let stress = StressFacts { step, range, changes: stress.changes.len() };
    files.push(manifest(scenario, facts, Some(stress), &files));
    Ok(files)
}
