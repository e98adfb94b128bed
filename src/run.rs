//! One run, from a checked scenario to its statistics.

use std::time::{Duration, Instant};

use crate::instruction_set::InstructionSet;
use crate::model::series::SeriesPlan;
use crate::model::{CompileError, Model};
use crate::scenario::Scenario;
use crate::simulation::{Control, Interrupted, Run, Simulator};
use crate::statistics::Tally;
use crate::statistics::collection::specifications;
use crate::statistics::convergence::{Checkpoint, Limiting, checkpoints};

/// How to run, beside what the scenario says.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    pub instruction_set: InstructionSet,
    /// Stop as soon as the decisive estimates are known to this relative half-width of their 95 % intervals; the scenario's trials are then the most.
    pub precision: Option<f64>,
}

/// What a run yields.
#[derive(Debug)]
pub struct Outcome {
    pub plan: SeriesPlan,
    pub tally: Tally,
    pub checkpoints: Vec<Checkpoint>,
    pub precision: Option<f64>,
    /// The least precise of the decisive estimates at the end.
    pub limiting: Option<Limiting>,
    /// Drawn values that were clamped to the range of their key.
    pub clamped: u64,
    pub compile_time: Duration,
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
    Compile(CompileError),
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

/// Simulates a scenario on the threads of `pool`. The tallies are the same bits for any number of threads and any instruction set.
///
/// # Errors
/// [`RunError::Interrupted`] when `control` says so, [`RunError::Compile`] for a scenario that its checks would refuse.
pub fn run(scenario: &Scenario, settings: Settings, pool: &rayon::ThreadPool, control: &Control) -> Result<Outcome, RunError> {
    let begin = Instant::now();
    let simulator = Simulator::new(Model::new(scenario)?, scenario, settings.instruction_set);
    let plan = simulator.model.series.clone();
    let trials = scenario.simulation.trials;
    let specifications = specifications(&simulator, trials, &scenario.report.thresholds);
    let compile_time = begin.elapsed();

    let begin = Instant::now();
    let mut run = Run::new(&simulator, pool, || Tally::new(&specifications, plan.ratios.len()));
    let mut seen: Vec<Checkpoint> = Vec::new();
    for checkpoint in checkpoints(trials) {
        run.advance(checkpoint, control)?;
        let look = run.inspect(|parts| Checkpoint::new(parts, &plan));
        let limiting = look.limiting();
        seen.push(look);
        if let (Some(precision), Some(limiting)) = (settings.precision, limiting)
            && limiting.relative_half_width <= precision
        {
            break;
        }
    }
    let limiting = seen.last().and_then(Checkpoint::limiting);
    let (tally, clamped) = run.finish();
    Ok(Outcome {
        plan,
        tally,
        checkpoints: seen,
        precision: settings.precision,
        limiting,
        clamped,
        compile_time,
        simulation_time: begin.elapsed(),
    })
}
