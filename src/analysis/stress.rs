//! Stress: each lever of a scenario moved by a step, and each uncertain input restricted to one end
//! of its range, from common draws.
//!
//! Every change is a whole run of its own. Named random streams make the draws common, so that a
//! difference is known far better than the numbers it is made of. `docs/levers.md` says what the
//! levers are.

pub mod effect;
pub mod lever;
pub mod ranking;
pub mod restriction;

#[cfg(test)]
mod tests;

use crate::index::{IndexVec, RegionIndex};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::analysis::collection::specifications;
use crate::analysis::run::{RunError, SharedTables};
use crate::analysis::selection::Selection;
use crate::numerics::instruction_set::InstructionSet;
use crate::scenario::Scenario;
use crate::simulation::{Control, Run, Simulator};
use crate::statistics::Estimate;
use effect::{Effects, Measured, Measurements, base_estimates, effects};
use lever::{Lever, Omission, levers};
use restriction::{Restriction, restrictions};

/// How far to move.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Steps {
    /// Relative change of volumes, stocks and spot markets.
    pub step: f64,
    /// Share of the probability that a restricted input keeps; `None` restricts none.
    pub range: Option<f64>,
}

/// A change of the scenario.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    Lever(Lever),
    Restriction(Restriction),
}

impl Change {
    pub fn name(&self, scenario: &Scenario) -> String {
        match self {
            Change::Lever(lever) => lever.name(scenario),
            Change::Restriction(restriction) => restriction.name(),
        }
    }

    pub fn kind(&self) -> &'static str {
        match self {
            Change::Lever(lever) => lever.kind(),
            Change::Restriction(restriction) => restriction.kind(),
        }
    }

    /// What is changed: a contract, region or mine, or the path of an input.
    pub fn actor<'s>(&'s self, scenario: &'s Scenario) -> &'s str {
        match self {
            Change::Lever(lever) => lever.actor(scenario),
            Change::Restriction(restriction) => &restriction.input,
        }
    }

    /// The region whose supply or need it changes, if it is a single one.
    pub fn region(&self, scenario: &Scenario) -> Option<RegionIndex> {
        match self {
            Change::Lever(lever) => Some(lever.region(scenario)),
            Change::Restriction(restriction) => restriction.region(scenario),
        }
    }

    fn apply(&self, scenario: &Scenario) -> Result<Scenario, StressError> {
        match self {
            Change::Lever(lever) => Ok(lever.apply(scenario)),
            Change::Restriction(restriction) => {
                restriction.apply(scenario).map_err(|error| StressError::Restriction {
                    input: restriction.input.clone(),
                    reason: error.to_string(),
                })
            }
        }
    }
}

/// The results of all runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Stress {
    pub trials: u64,
    /// Estimates of the scenario as it is.
    pub base: Vec<(Measured, Estimate)>,
    /// In the order of the scenario: levers, then restricted inputs.
    pub changes: Vec<(Change, Effects)>,
    pub omitted: Vec<Omission>,
    /// Drawn values that were clamped to the range of their key, in the scenario as it is.
    pub clamped: u64,
}

/// Why there are no results.
#[derive(Debug, Clone, PartialEq)]
pub enum StressError {
    /// The scenario has nothing that could run short.
    NoFacility,
    Run(RunError),
    /// A changed scenario cannot be compiled.
    Change {
        name: String,
        error: RunError,
    },
    /// An input cannot be restricted.
    Restriction {
        input: String,
        reason: String,
    },
}

impl std::fmt::Display for StressError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            StressError::NoFacility => formatter.write_str(
                "no lever can help: the scenario has no facility, so nothing can run short",
            ),
            StressError::Run(error) => error.fmt(formatter),
            StressError::Change { name, error } => write!(formatter, "{name}: {error}"),
            StressError::Restriction { input, reason } => {
                write!(formatter, "`{input}` cannot be restricted: {reason}")
            }
        }
    }
}

impl std::error::Error for StressError {}

/// The changes of a scenario, given the mean need of each region over the horizon (t), and what has
/// none.
pub fn changes(
    scenario: &Scenario,
    steps: Steps,
    need: &IndexVec<RegionIndex, f64>,
) -> (Vec<Change>, Vec<Omission>) {
    let (levers, mut omitted) = levers(scenario, steps.step, need);
    let mut changes: Vec<Change> = levers.into_iter().map(Change::Lever).collect();
    if let Some(range) = steps.range {
        let (restrictions, unmoved) = restrictions(scenario, range);
        changes.extend(restrictions.into_iter().map(Change::Restriction));
        omitted.extend(unmoved);
    }
    (changes, omitted)
}

/// Trials of all runs together, for somebody who waits.
pub fn trials_in_all(scenario: &Scenario, steps: Steps) -> u64 {
    let (changes, _) = changes(scenario, steps, &Vec::new().into());
    scenario.simulation.trials * (changes.len() as u64 + 1)
}

/// Runs the scenario and every change of it on the current rayon pool. Results are the same bits
/// for any number of threads.
///
/// # Errors
/// See [`StressError`].
pub fn stress(
    scenario: &Scenario,
    steps: Steps,
    instruction_set: InstructionSet,
    tables: &SharedTables,
    control: &Control,
) -> Result<Stress, StressError> {
    if scenario.facilities.is_empty() {
        return Err(StressError::NoFacility);
    }
    let mut scenario = scenario.clone();
    // Nothing of these is measured, and a watch would be looked at in every trial.
    scenario.watches.clear();
    scenario.report.thresholds.clear();
    let measured_run =
        |scenario: &Scenario| run_and_measure(scenario, instruction_set, tables, control);
    let (base, clamped) = measured_run(&scenario).map_err(StressError::Run)?;
    let need: IndexVec<RegionIndex, f64> =
        scenario.regions.indices().map(|region| base.need(region)).collect();
    let (changes, omitted) = changes(&scenario, steps, &need);

    let next = AtomicUsize::new(0);
    let finished: Mutex<Vec<Option<Result<Effects, StressError>>>> =
        Mutex::new(vec![None; changes.len()]);
    // Each thread advances a run of its own; threads that find none left join the others' runs.
    rayon::broadcast(|_| {
        while !control.interrupted.load(Ordering::Relaxed) {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(change) = changes.get(place) else { break };
            let outcome = change.apply(&scenario).and_then(|changed| {
                let (measurements, _) = measured_run(&changed)
                    .map_err(|error| StressError::Change { name: change.name(&scenario), error })?;
                Ok(effects(&scenario, &base, &measurements, change.region(&scenario)))
            });
            finished.lock().unwrap_or_else(PoisonError::into_inner)[place] = Some(outcome);
        }
    });
    let finished = finished.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut measured = Vec::with_capacity(changes.len());
    for (change, outcome) in changes.into_iter().zip(finished) {
        match outcome {
            Some(Ok(effects)) => measured.push((change, effects)),
            None | Some(Err(StressError::Change { error: RunError::Interrupted, .. })) => {
                return Err(StressError::Run(RunError::Interrupted));
            }
            Some(Err(error)) => return Err(error),
        }
    }
    let base_estimates = base_estimates(&scenario, &base);
    Ok(Stress { trials: base.trials(), base: base_estimates, changes: measured, omitted, clamped })
}

/// One whole run, of which only what is measured is kept.
fn run_and_measure(
    scenario: &Scenario,
    instruction_set: InstructionSet,
    tables: &SharedTables,
    control: &Control,
) -> Result<(Measurements, u64), RunError> {
    let simulator = Simulator::new(tables.compile(scenario)?, scenario, instruction_set);
    let trials = scenario.simulation.trials;
    let specifications = specifications(&simulator, trials, &[]);
    let (series, places) = Measurements::series(&simulator.model.series, &effect::series(scenario));
    let mut run = Run::new(&simulator, || Selection::new(&series, &specifications));
    run.advance(trials, control)?;
    let (selection, clamped) = run.finish();
    Ok((Measurements::new(selection, places), clamped))
}
