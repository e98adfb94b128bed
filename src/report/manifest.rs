//! `manifest.json`: what was run, and how.

use serde::Serialize;
use std::time::Duration;

use crate::analysis::convergence::Limiting;
use crate::analysis::explanation::{Input, inputs};
use crate::analysis::run::Outcome;
use crate::numerics::instruction_set::InstructionSet;
use crate::report::result_file::ResultFile;
use crate::report::schema::SCHEMA_VERSION;
use crate::results::{ListedFile, MANIFEST, MONTE_CARLO, PROGRAM, VERSION, timestamp};
use crate::scenario::{Loaded, Scenario};
use crate::statistics::CONFIDENCE;

/// What the caller knows of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct RunFacts {
    /// The scenario after all layers, as text.
    pub resolved_scenario: String,
    /// What was understood of its quantities.
    pub understood: Vec<Input>,
    /// Hash of what the scenario says, however it is written: tells scenarios apart.
    pub scenario_hash: String,
    pub trials: u64,
    /// Relative half-width asked for, if any.
    pub precision: Option<f64>,
    /// Whether it was reached; `None` when none was asked for.
    pub converged: Option<bool>,
    pub limiting: Option<Limiting>,
    /// Drawn values that were clamped to the range of their key.
    pub clamped: u64,
    pub warnings: Vec<String>,
    pub threads: usize,
    pub instruction_set: String,
    /// UTC, ISO 8601.
    pub started: String,
    /// Tells whether the same run again would leave the same results; blank for what is always run
    /// anew.
    pub key: String,
    pub compile_time: Duration,
    pub simulation_time: Duration,
}

impl RunFacts {
    /// Of a run that begins now: what is known before its first trial.
    pub fn new(
        loaded: &Loaded,
        resolved_scenario: String,
        instruction_set: InstructionSet,
        threads: usize,
    ) -> Self {
        RunFacts {
            resolved_scenario,
            understood: inputs(loaded),
            scenario_hash: loaded.hash.clone(),
            trials: 0,
            precision: None,
            converged: None,
            limiting: None,
            clamped: 0,
            warnings: loaded.warnings.list.iter().map(|warning| warning.message.clone()).collect(),
            threads,
            instruction_set: instruction_set.name().to_owned(),
            started: timestamp(),
            key: String::new(),
            compile_time: Duration::ZERO,
            simulation_time: Duration::ZERO,
        }
    }

    /// With what is known at its end.
    pub fn of_outcome(self, outcome: &Outcome) -> Self {
        RunFacts {
            trials: outcome.tally.trials(),
            precision: outcome.precision,
            converged: outcome.converged(),
            limiting: outcome.limiting,
            clamped: outcome.clamped,
            compile_time: outcome.compile_time,
            simulation_time: outcome.simulation_time,
            ..self
        }
    }
}

#[derive(Debug, Serialize)]
struct Manifest<'a> {
    program: &'a str,
    version: &'a str,
    schema_version: &'a str,
    scenario: &'a str,
    name: &'a str,
    description: &'a str,
    sources: &'a [String],
    scenario_hash: &'a str,
    seed: u64,
    trials_requested: u64,
    trials: u64,
    design: &'a str,
    /// How much is counted: `[report] detail`.
    detail: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    stress: Option<StressFacts>,
    confidence: f64,
    convergence: Convergence,
    clamped_draws: u64,
    warnings: &'a [String],
    files: Vec<ListedFile>,
    run: Run<'a>,
}

/// How far a stress moved its scenario.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct StressFacts {
    /// Relative change of volumes, stocks and spot markets.
    pub step: f64,
    /// Share of the probability that a restricted input keeps; null when none is restricted.
    pub range: Option<f64>,
    /// Changed scenarios that were run beside the one as it is.
    pub changes: usize,
}

#[derive(Debug, Serialize)]
struct Convergence {
    precision: Option<f64>,
    converged: Option<bool>,
    limiting: Option<LimitingEstimate>,
}

#[derive(Debug, Serialize)]
struct LimitingEstimate {
    metric: &'static str,
    statistic: String,
    /// Null when it cannot be told.
    relative_half_width: Option<f64>,
}

/// All that differs between two runs of the same scenario.
#[derive(Debug, Serialize)]
struct Run<'a> {
    key: &'a str,
    started: &'a str,
    threads: usize,
    instruction_set: &'a str,
    compile_seconds: f64,
    simulation_seconds: f64,
    trials_per_second: Option<f64>,
}

/// The manifest of a run, or of a stress, that left these files.
pub fn manifest(
    scenario: &Scenario,
    facts: &RunFacts,
    stress: Option<StressFacts>,
    files: &[ResultFile],
) -> ResultFile {
    let seconds = facts.simulation_time.as_secs_f64();
    ResultFile::json(
        MANIFEST,
        &Manifest {
            program: PROGRAM,
            version: VERSION,
            schema_version: SCHEMA_VERSION,
            scenario: &scenario.slug,
            name: &scenario.name,
            description: &scenario.description,
            sources: &scenario.sources,
            scenario_hash: &facts.scenario_hash,
            seed: scenario.simulation.seed,
            trials_requested: scenario.simulation.trials,
            trials: facts.trials,
            design: MONTE_CARLO,
            detail: scenario.detail().name(),
            stress,
            confidence: CONFIDENCE,
            convergence: Convergence {
                precision: facts.precision,
                converged: facts.converged,
                limiting: facts.limiting.map(|limiting| LimitingEstimate {
                    metric: limiting.metric.name(),
                    statistic: limiting.statistic.name().into_owned(),
                    relative_half_width: Some(limiting.relative_half_width)
                        .filter(|width| width.is_finite()),
                }),
            },
            clamped_draws: facts.clamped,
            warnings: &facts.warnings,
            files: files.iter().map(ResultFile::listed).collect(),
            run: Run {
                key: &facts.key,
                started: &facts.started,
                threads: facts.threads,
                instruction_set: &facts.instruction_set,
                compile_seconds: facts.compile_time.as_secs_f64(),
                simulation_seconds: seconds,
                trials_per_second: (seconds > 0.0).then(|| facts.trials as f64 / seconds),
            },
        },
    )
}
