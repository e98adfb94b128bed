//! What a chart is to the results: a name, a table, and how it is made of them.

use crate::analysis::comparison::Comparison;
use crate::number_words::trials;
use crate::report::drawing::{Chart, ChartError, Drawing, Wording};
use crate::report::run_results::Results;
use crate::report::stress_results::StressResults;

/// A chart that the program draws of its results.
#[derive(Debug, Clone, Copy)]
pub struct Entry<Make> {
    /// The stem of its files, such as `price-fan`.
    pub name: &'static str,
    /// The result table that holds its numbers.
    pub table: &'static str,
    /// What it shows, for the reference.
    pub shows: &'static str,
    /// Makes it of the results; none where they have nothing of the kind.
    pub(super) chart: Make,
}

/// A chart of a run.
pub type OfRun = Entry<fn(&Results<'_>) -> Option<Box<dyn Chart>>>;
/// A chart of a comparison.
pub type OfComparison = Entry<fn(&Comparison) -> Option<Box<dyn Chart>>>;
/// A chart of a stress.
pub type OfStress = Entry<fn(&StressResults<'_>) -> Option<Box<dyn Chart>>>;

impl<Make> Entry<Make> {
    /// The chart of these results, drawn, if they have one.
    pub(super) fn drawing<R: ?Sized>(&self, results: &R) -> Result<Option<Drawing>, ChartError>
    where
        Make: Fn(&R) -> Option<Box<dyn Chart>>,
    {
        let Some(chart) = (self.chart)(results) else {
            return Ok(None);
        };
        let (wording, picture) = (chart.wording().clone(), chart.picture()?);
        Ok(Some(Drawing { name: self.name, table: self.table, wording, picture }))
    }
}

/// The title of a chart of a comparison, and what stands below it.
pub(super) fn comparison_wording(comparison: &Comparison, title: String, note: &str) -> Wording {
    let base = &comparison.runs[comparison.base];
    let caption = format!(
        "Base: {}. {} each, seed {}; whiskers: 95 % interval{note}",
        base.name,
        trials(base.trials),
        base.seed
    );
    Wording { title, caption }
}
