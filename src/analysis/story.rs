//! The whole story of one trial: what was drawn in it, and every metric of everybody.

use crate::analysis::kept_trials::{DrawnInput, drawn_inputs};
use crate::analysis::run::SharedTables;
use crate::metric::series::{Extent, SeriesPlan};
use crate::metric::{Detail, Metric, Observed, Subject};
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
    /// The same by steps of the computation instead of periods.
    by_step: (SeriesPlan, Recorder),
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
    let simulator = Simulator::new(tables.compile(&scenario.in_full())?, scenario, instruction_set);
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
    let by_step = by_step(scenario, trial, instruction_set, tables)?;
    Ok(Story { trial, inputs, plan, recorder, by_step })
}

/// Every metric of a trial by steps of the computation, as if each were a period of the report.
fn by_step(
    scenario: &Scenario,
    trial: u64,
    instruction_set: InstructionSet,
    tables: &SharedTables,
) -> Result<(SeriesPlan, Recorder), CompileError> {
    let mut scenario = scenario.in_full();
    // They look at periods.
    scenario.watches.clear();
    let mut model = tables.compile(&scenario)?;
    let Extent { periods, substeps, .. } = model.series.extent;
    let extent = Extent { periods: periods * substeps, substeps: 1, ..model.series.extent };
    model.series = SeriesPlan::new(extent, scenario.features(), Detail::Full, 0, |_, _, _| false);
    let plan = model.series.clone();
    let simulator = Simulator::new(model, &scenario, instruction_set);
    let recorder = Replay::new(&simulator, trial).record();
    Ok((plan, recorder))
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

    /// A metric in a step of the computation; `None` where it has none.
    pub fn in_step(&self, subject: Subject, step: usize, metric: Metric) -> Option<f64> {
        let (plan, recorder) = &self.by_step;
        recorder.values[plan.series(subject.in_period(step), metric)?]
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
