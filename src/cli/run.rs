//! `coppercast run`: simulate scenarios, write their results, say what they mean.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args;

use super::chart_options::ChartOptions;
use super::console::Console;
use super::fail_if::{FailIf, number};
use super::files::{Batch, load_all};
use super::progress::{interruption, watch};
use super::{Exit, FileArguments, ScenarioOptions};
use crate::instruction_set::InstructionSet;
use crate::model::Model;
use crate::report::charts::ChartError;
use crate::report::figures::Formats;
use crate::report::first_screen::{FirstScreen, first_screen};
use crate::report::folder::{check_folder, write_folder};
use crate::report::manifest::RunFacts;
use crate::report::{ResultFile, Results, figures, result_files};
use crate::run::{Outcome, RunError, Settings, SharedTables};
use crate::scenario::Loaded;
use crate::statistics::headline::Headline;

/// Most trials of a run that stops at a precision, unless `--trials` says otherwise.
const MOST_TRIALS: &str = "134217728";

#[derive(Debug, Clone, Args)]
pub struct RunArguments {
    #[command(flatten)]
    files: FileArguments,
    #[command(flatten)]
    options: ScenarioOptions,
    #[command(flatten)]
    machine: MachineOptions,
    /// Stop when the 95 % intervals of the decisive estimates are within ± this share of them, such as 0.01 or 1%; looked at after 1024, 2048, 4096, … trials
    #[arg(long, value_name = "SHARE", value_parser = share, allow_negative_numbers = true)]
    precision: Option<f64>,
    /// Folder for the results; each scenario gets a folder in it
    #[arg(long, short, value_name = "FOLDER", default_value = "output")]
    output: PathBuf,
    #[command(flatten)]
    charts: ChartOptions,
    /// Write into a folder that this program did not write
    #[arg(long)]
    force: bool,
    /// Print the summary as JSON, a line a scenario
    #[arg(long)]
    json: bool,
    /// Print no summary and no progress
    #[arg(long, short)]
    quiet: bool,
    /// End with exit code 3 when this holds, such as 'shortfall prob_positive > 5%' or 'watch:budget > 10%'; may be repeated
    #[arg(long = "fail-if", value_name = "CONDITION")]
    fail_if: Vec<FailIf>,
}

/// `0.01` or `1%`.
fn share(text: &str) -> Result<f64, String> {
    let share = number(text).filter(|share| *share > 0.0 && *share < 1.0);
    share.ok_or_else(|| "expected a share between 0 and 1, such as 0.01 or 1%".to_owned())
}

/// Options about the machine; none changes a result.
#[derive(Debug, Clone, Args)]
pub struct MachineOptions {
    /// Threads; all cores by default
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub threads: Option<usize>,
    /// Vector instructions: baseline, avx2 or avx512; the widest of the processor by default
    #[arg(long, value_name = "NAME")]
    pub instruction_set: Option<String>,
}

impl MachineOptions {
    /// # Errors
    /// The message for an instruction set that this processor does not have.
    pub fn instruction_set(&self) -> Result<InstructionSet, String> {
        let available = InstructionSet::available();
        let Some(name) = &self.instruction_set else { return Ok(InstructionSet::detect()) };
        available.iter().copied().find(|set| set.name() == name).ok_or_else(|| {
            let names: Vec<&str> = available.iter().map(|set| set.name()).collect();
            format!("--instruction-set `{name}` is not available here; expected one of {}", names.join(", "))
        })
    }

    /// # Errors
    /// The message for a number of threads that cannot be started.
    pub fn pool(&self) -> Result<rayon::ThreadPool, String> {
        const MOST_THREADS: usize = 1024;
        if self.threads.is_some_and(|threads| threads == 0 || threads > MOST_THREADS) {
            return Err(format!("--threads must lie between 1 and {MOST_THREADS}"));
        }
        rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads.unwrap_or(0))
            .build()
            .map_err(|error| format!("cannot start the threads: {error}"))
    }
}

pub fn run(arguments: &RunArguments, console: &Console) -> Exit {
    match prepare(arguments, console) {
        Ok(prepared) => run_all(arguments, &prepared, console),
        Err(exit) => exit,
    }
}

/// Everything that can be wrong before a trial is drawn has been looked at.
struct Prepared {
    batch: Batch,
    settings: Settings,
    pool: rayon::ThreadPool,
    tables: SharedTables,
}

fn prepare(arguments: &RunArguments, console: &Console) -> Result<Prepared, Exit> {
    let bad = |message: String| {
        console.error(&message);
        Exit::BadInput
    };
    let mut overrides = arguments.options.overrides().map_err(bad)?;
    if arguments.precision.is_some() && arguments.options.trials.is_none() {
        overrides.push("--precision", "simulation.trials", MOST_TRIALS);
    }
    let settings =
        Settings { instruction_set: arguments.machine.instruction_set().map_err(bad)?, precision: arguments.precision };
    let batch = load_all(&arguments.files.files, &overrides, console).ok_or(Exit::BadInput)?;
    if batch.loaded.is_empty() {
        return Err(Exit::BadInput);
    }
    if !arguments.fail_if.is_empty() {
        for Loaded { scenario, .. } in &batch.loaded {
            let plan = Model::new(scenario).map_err(|error| bad(format!("{}: {error}", scenario.slug)))?.series;
            if let Some(message) = arguments.fail_if.iter().find_map(|condition| condition.fault(scenario, &plan)) {
                return Err(bad(message));
            }
        }
    }
    let pool = arguments.machine.pool().map_err(bad)?;
    Ok(Prepared { batch, settings, pool, tables: SharedTables::default() })
}

fn run_all(arguments: &RunArguments, prepared: &Prepared, console: &Console) -> Exit {
    let interrupted = interruption();
    let mut worst = Exit::Done;
    for loaded in &prepared.batch.loaded {
        match run_one(arguments, prepared, loaded, &interrupted, console) {
            Ok(exit) => worst = worst.graver(exit),
            Err(RunError::Interrupted) => {
                console.message("interrupted; earlier results are as they were");
                return Exit::Interrupted;
            }
            Err(RunError::Compile(error)) => {
                console.error(&format!("{}: {error}", loaded.scenario.slug));
                worst = worst.graver(Exit::BadInput);
            }
        }
    }
    prepared.batch.tell_left_out(console);
    if prepared.batch.is_whole() { worst } else { worst.graver(Exit::BadInput) }
}

fn run_one(
    arguments: &RunArguments,
    prepared: &Prepared,
    loaded: &Loaded,
    interrupted: &AtomicBool,
    console: &Console,
) -> Result<Exit, RunError> {
    let scenario = &loaded.scenario;
    // A long run should not end at a folder that cannot be written.
    if let Err(error) = check_folder(&arguments.output, &scenario.slug, arguments.force) {
        console.error(&error.to_string());
        return Ok(Exit::Failed);
    }
    let started = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let outcome = watch(&scenario.slug, scenario.simulation.trials, !arguments.quiet, interrupted, console, |control| {
        prepared.pool.install(|| crate::run::run(scenario, prepared.settings, &prepared.tables, control))
    })?;
    let facts = facts(loaded, &outcome, prepared, started);
    let results = Results {
        scenario,
        plan: &outcome.plan,
        tally: &outcome.tally,
        batches: &outcome.batches,
        checkpoints: &outcome.checkpoints,
    };
    let charts = match prepared.pool.install(|| charts(&results, &arguments.charts)) {
        Ok(charts) => charts,
        Err(error) => {
            console.error(&format!("{}: a chart cannot be drawn: {error}", scenario.slug));
            return Ok(Exit::Failed);
        }
    };
    let files = result_files(&results, &facts, charts);
    if interrupted.load(Ordering::Relaxed) {
        return Err(RunError::Interrupted);
    }
    let folder = match write_folder(&arguments.output, &scenario.slug, &files, arguments.force) {
        Ok(folder) => folder,
        Err(error) => {
            console.error(&error.to_string());
            return Ok(Exit::Failed);
        }
    };
    let mut told = Exit::Done;
    if !arguments.quiet
        && let Some(headline) = Headline::new(scenario, &outcome.plan, &outcome.tally)
    {
        if arguments.json {
            let line = serde_json::to_string(&FirstScreen::new(scenario, &headline, &facts));
            told = console.result(&format!("{}\n", line.expect("plain data with text keys is JSON")));
        } else {
            let screen = first_screen(scenario, &headline, &facts);
            told = console.result(&format!("{screen}\nResults: {}\n", folder.display()));
        }
    }
    Ok(told.graver(crossed(arguments, loaded, &outcome, console)))
}

fn charts(results: &Results<'_>, options: &ChartOptions) -> Result<Vec<ResultFile>, ChartError> {
    if options.charts == Formats::NONE {
        return Ok(Vec::new());
    }
    figures::chart_files(&figures::drawings(results, options.theme)?, options.charts)
}

fn crossed(arguments: &RunArguments, loaded: &Loaded, outcome: &Outcome, console: &Console) -> Exit {
    let mut exit = Exit::Done;
    for condition in &arguments.fail_if {
        if let Some(message) = condition.crossed(&loaded.scenario, &outcome.plan, &outcome.tally) {
            console.message(&format!("fail-if: {message}"));
            exit = Exit::Crossed;
        }
    }
    exit
}

fn facts(loaded: &Loaded, outcome: &Outcome, prepared: &Prepared, started: String) -> RunFacts {
    RunFacts {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        resolved_scenario: loaded.resolved.to_toml(),
        trials_requested: loaded.scenario.simulation.trials,
        trials: outcome.tally.trials(),
        precision: outcome.precision,
        converged: outcome.converged(),
        limiting: outcome.limiting,
        clamped: outcome.clamped,
        warnings: loaded.warnings.list.iter().map(|warning| warning.message.clone()).collect(),
        threads: prepared.pool.current_num_threads(),
        instruction_set: prepared.settings.instruction_set.name().to_owned(),
        started,
        compile_time: outcome.compile_time,
        simulation_time: outcome.simulation_time,
    }
}
