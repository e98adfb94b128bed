//! What a stress leaves behind: the table of levers, two charts, the screen and the manifest.

mod json;
pub mod schema;
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
use crate::report::data_package::{PackageTitle, data_package};
use crate::report::manifest::{RunFacts, StressFacts, stress_manifest};
use crate::report::result_file::ResultFile;
use crate::scenario::Scenario;
use schema::levers_table;

/// A finished stress, as tables and charts read it.
#[derive(Debug, Clone, Copy)]
pub struct StressResults<'a> {
    pub scenario: &'a Scenario,
    pub steps: Steps,
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

/// Everything the folder holds: the table, its data package, the resolved scenario, the given
/// charts, and the manifest that lists them.
pub fn stress_files(
    results: &StressResults<'_>,
    facts: &RunFacts,
    charts: Vec<ResultFile>,
) -> Vec<ResultFile> {
    let schema = levers_table();
    let mut files = vec![table::lever_table(results, &schema)];
    files.push(data_package(
        &PackageTitle::of(results.scenario),
        &facts.version,
        &[(&schema, &files[0])],
    ));
    files.push(ResultFile {
        path: "scenario.toml".to_owned(),
        bytes: facts.resolved_scenario.clone().into_bytes(),
    });
    files.extend(charts);
    let Steps { step, range } = results.steps;
    let stress = StressFacts { step, range, changes: results.stress.changes.len() };
    files.push(stress_manifest(results.scenario, facts, stress, &files));
    files
}
