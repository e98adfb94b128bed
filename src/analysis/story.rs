//! The whole story of one trial: what was drawn in it, and every metric of everybody.

use crate::analysis::kept_trials::{DrawnInput, drawn_inputs};
use crate::analysis::run::SharedTables;
use crate::metric::series::SeriesPlan;
use crate::metric::{Metric, Observed};
use crate::model::CompileError;
use crate::numerics::instruction_set::InstructionSet;
use crate::scenario::Scenario;
use crate::simulation::replay::Recorder;
use crate::simulation::{Replay, Simulator};

/// One trial.
#[derive(Debug)]
pub struct Story {
    /// Its number in the run, from 0.
    pub trial: u64,
    /// What was drawn: one value, or one for each period.
    pub inputs: Vec<(DrawnInput, Vec<f64>)>,
    plan: SeriesPlan,
    recorder: Recorder,
}

/// Simulates a trial of a scenario again.
///
/// # Errors
/// As the run itself.
pub fn story(
    scenario: &Scenario,
    trial: u64,
    instruction_set: InstructionSet,
    tables: &SharedTables,
) -> Result<Story, CompileError> {
    let simulator = Simulator::new(tables.compile(scenario)?, scenario, instruction_set);
    let plan = simulator.model.series.clone();
    let mut replay = Replay::new(&simulator, trial);
    let values = |input: &DrawnInput| {
        let periods = if input.each_period { plan.extent.periods as u64 } else { 1 };
        (0..periods).filter_map(|period| replay.value(&input.path, period)).collect()
    };
    let inputs = drawn_inputs(scenario, &simulator.model)
        .into_iter()
        .map(|input| {
            let values = values(&input);
            (input, values)
        })
        .collect();
    let recorder = replay.record();
    Ok(Story { trial, inputs, plan, recorder })
}

impl Story {
    /// A metric in this trial, a ratio of means as that of its two values; `None` where it has
    /// none.
    pub fn value(&self, observed: impl Into<Observed>, metric: Metric) -> Option<f64> {
        let observed = observed.into();
        if let Some(series) = self.plan.series(observed, metric) {
            return self.recorder.values[series];
        }
        let (above, below) = self.recorder.ratios[self.plan.ratio(observed, metric)?];
        let ratio = above / below;
        (below != 0.0).then_some(if metric.is_complement() { 1.0 - ratio } else { ratio })
    }

    /// Whether a watch happened, by its number in the scenario.
    pub fn watch(&self, watch: usize) -> bool {
        self.recorder.values[self.plan.watches + watch] == Some(1.0)
    }

    /// Which series there are.
    pub fn plan(&self) -> &SeriesPlan {
        &self.plan
    }
}
