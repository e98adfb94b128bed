//! One run, from a checked scenario to its statistics.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::analysis::batches::Batches;
use crate::analysis::collection::{Collection, specifications};
use crate::analysis::convergence::{Checkpoint, Limiting, checkpoints};
use crate::distribution::QuantileTables;
use crate::metric::series::SeriesPlan;
use crate::model::{CompileError, Model};
use crate::numerics::instruction_set::InstructionSet;
use crate::scenario::Scenario;
use crate::simulation::{Control, Interrupted, Run, Simulator};
use crate::statistics::Tally;

/// How to run, beside what the scenario says.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// What the engine runs with.
    pub instruction_set: InstructionSet,
    /// Stop as soon as the decisive estimates are known to this relative half-width of their 95 %
    /// intervals; the scenario's trials are then the most.
    pub precision: Option<f64>,
}

/// What a run yields.
#[derive(Debug)]
pub struct Outcome {
    /// Numbers of the series in the tally.
    pub plan: SeriesPlan,
    /// Every series over all trials.
    pub tally: Tally,
    /// The decisive ones batch by batch.
    pub batches: Batches,
    /// How the estimates settled.
    pub checkpoints: Vec<Checkpoint>,
    /// The relative half-width that was asked for.
    pub precision: Option<f64>,
    /// The least precise of the decisive estimates at the end.
    pub limiting: Option<Limiting>,
    /// Drawn values that were clamped to the range of their key.
    pub clamped: u64,
    /// Time to compile the model.
    pub compile_time: Duration,
    /// Time to simulate.
    pub simulation_time: Duration,
}

impl Outcome {
    /// Whether the wanted precision was reached; `None` when none was asked for.
    pub fn converged(&self) -> Option<bool> {
        let precision = self.precision?;
        Some(self.limiting.is_some_and(|limiting| limiting.relative_half_width <= precision))
    }
}

/// Why a run has no outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunError {
    /// The model cannot be compiled.
    Compile(CompileError),
    /// The user stopped it.
    Interrupted,
}

impl std::fmt::Display for RunError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            RunError::Compile(error) => error.fmt(formatter),
            RunError::Interrupted => formatter.write_str("interrupted"),
        }
    }
}

impl std::error::Error for RunError {}

impl From<CompileError> for RunError {
    fn from(error: CompileError) -> Self {
        RunError::Compile(error)
    }
}

impl From<Interrupted> for RunError {
    fn from(_: Interrupted) -> Self {
        RunError::Interrupted
    }
}

/// Tables that the runs of a batch share; nothing that is simulated depends on them.
#[derive(Debug, Default)]
pub struct SharedTables(Mutex<QuantileTables>);

impl SharedTables {
    pub(crate) fn compile(&self, scenario: &Scenario) -> Result<Model, CompileError> {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Not locked while tables are made, so that scenarios compile side by side.
        let mut tables = lock().clone();
        let model = Model::with_tables(scenario, &mut tables)?;
        lock().extend(tables);
        Ok(model)
    }
}

/// Whether the last two looks show the wanted precision. One alone is too easily satisfied: a skewed
/// loss looks precise while its large values have not come yet, and is then too low.
fn is_precise_twice(seen: &[Checkpoint], precision: Option<f64>) -> bool {
    let is_precise = |look: &Checkpoint| {
        precision.is_some_and(|precision| {
            look.limiting().is_some_and(|limiting| limiting.relative_half_width <= precision)
        })
    };
    seen.len() > 1 && seen.iter().rev().take(2).all(is_precise)
}

/// Simulates a scenario on the current rayon pool. The tallies are the same bits for any number of
/// threads and any instruction set.
///
/// # Errors
/// [`RunError::Interrupted`] when `control` says so, [`RunError::Compile`] for a scenario that its
/// checks would refuse.
pub fn run(
    scenario: &Scenario,
    settings: Settings,
    tables: &SharedTables,
    control: &Control,
) -> Result<Outcome, RunError> {
    let begin = Instant::now();
    let simulator = Simulator::new(tables.compile(scenario)?, scenario, settings.instruction_set);
    let plan = simulator.model.series.clone();
    let trials = scenario.simulation.trials;
    let specifications = specifications(&simulator, trials, &scenario.report.thresholds);
    let compile_time = begin.elapsed();

    let begin = Instant::now();
    let mut run =
        Run::new(&simulator, || Collection::new(&plan, &specifications, settings.instruction_set));
    let mut seen: Vec<Checkpoint> = Vec::new();
    for checkpoint in checkpoints(trials) {
        run.advance(checkpoint, control)?;
        let look = run.inspect(|parts| {
            let tallies: Vec<&Tally> = parts.iter().map(|part| &part.tally).collect();
            Checkpoint::new(&tallies, &plan)
        });
        seen.push(look);
        if is_precise_twice(&seen, settings.precision) {
            break;
        }
    }
    let limiting = seen.last().and_then(Checkpoint::limiting);
    let (Collection { tally, batches }, clamped) = run.finish();
    Ok(Outcome {
        plan,
        tally,
        batches,
        checkpoints: seen,
        precision: settings.precision,
        limiting,
        clamped,
        compile_time,
        simulation_time: begin.elapsed(),
    })
}
