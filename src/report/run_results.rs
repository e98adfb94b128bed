//! A finished run, as tables, charts, page and first screen read it.

use crate::analysis::batches::Batches;
use crate::analysis::convergence::Checkpoint;
use crate::analysis::kept_trials::KeptTrials;
use crate::analysis::reserve::Reserve;
use crate::analysis::run::Outcome;
use crate::analysis::step_check::StepCheck;
use crate::analysis::story::Story;
use crate::metric::series::SeriesPlan;
use crate::metric::{Metric, Observed};
use crate::scenario::Scenario;
use crate::statistics::{Estimate, Series, Tally};

/// A finished run.
#[derive(Debug, Clone, Copy)]
pub struct Results<'a> {
    /// The scenario as it was run.
    pub scenario: &'a Scenario,
    /// Which series the tally has.
    pub plan: &'a SeriesPlan,
    /// All statistics of all trials.
    pub tally: &'a Tally,
    /// The decisive estimates batch by batch.
    pub batches: &'a Batches,
    /// The headline estimates as trials were added.
    pub checkpoints: &'a [Checkpoint],
    /// How much more stock is needed, if it was searched for.
    pub(crate) reserve: Option<&'a Reserve>,
    /// What finer steps change, if it was looked at.
    pub(crate) step_check: Option<&'a StepCheck>,
    /// The first trials one by one, if they are asked for.
    pub(crate) kept: Option<&'a KeptTrials>,
    /// The trial whose story is told, if one is asked for.
    pub(crate) story: Option<&'a Story>,
}

impl<'a> Results<'a> {
    /// Of an outcome of the scenario.
    pub fn new(scenario: &'a Scenario, outcome: &'a Outcome) -> Self {
        let Outcome { plan, tally, batches, checkpoints, .. } = outcome;
        Results {
            scenario,
            plan,
            tally,
            batches,
            checkpoints,
            reserve: None,
            step_check: None,
            kept: None,
            story: None,
        }
    }

    /// With the reserve that was found.
    pub(crate) fn with_reserve(self, reserve: Option<&'a Reserve>) -> Self {
        Results { reserve, ..self }
    }

    /// With what finer steps change.
    pub(crate) fn with_step_check(self, step_check: Option<&'a StepCheck>) -> Self {
        Results { step_check, ..self }
    }

    /// With the first trials that were kept.
    pub(crate) fn with_trials(self, kept: Option<&'a KeptTrials>) -> Self {
        Results { kept, ..self }
    }

    /// With the trial whose story is told.
    pub(crate) fn with_story(self, story: Option<&'a Story>) -> Self {
        Results { story, ..self }
    }

    /// What was counted of a metric, if the scenario has it.
    pub fn series(&self, observed: impl Into<Observed>, metric: Metric) -> Option<Series<'a>> {
        self.plan.series(observed, metric).map(|number| self.tally.series(number))
    }

    /// The estimate of a metric that is a ratio of means, if the scenario has it.
    pub fn ratio(&self, observed: impl Into<Observed>, metric: Metric) -> Option<Estimate> {
        let ratio = self.tally.ratio(self.plan.ratio(observed, metric)?);
        Some(if metric.is_complement() { ratio.complement() } else { ratio.ratio() })
    }
}
