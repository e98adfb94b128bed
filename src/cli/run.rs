//! `coppercast run`: simulate scenarios, write their results, say what they mean.

use std::path::PathBuf;

use clap::Args;

use super::batch::{Batch, Ended, Finished, Telling, tell};
use super::chart_options::ChartOptions;
use super::compare::{COMPARISON, Comparing, base_of};
use super::console::Console;
use super::fail_if::{FailIf, number};
use super::files::{Files, load_all};
use super::progress::{Label, interruption, watch};
use super::{Exit, FileArguments, ScenarioOptions};
use crate::analysis::run::Settings;
use crate::model::Model;
use crate::numerics::instruction_set::InstructionSet;
use crate::report::folder::lock;
use crate::scenario::Loaded;

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
    /// Stop when the 95 % intervals of the decisive estimates are within ± this share of them, such
    /// as 0.01 or 1%; looked at after 1024, 2048, 4096, … trials
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
    /// Run scenarios again whose results are there and unchanged
    #[arg(long)]
    again: bool,
    /// Scenario that the others are compared with; the one named `base`, else the first, by default
    #[arg(long, value_name = "NAME")]
    base: Option<String>,
    /// Print the summary as JSON, a line a scenario
    #[arg(long)]
    json: bool,
    /// Print no summary and no progress
    #[arg(long, short)]
    quiet: bool,
    /// End with exit code 3 when this holds, such as 'shortfall prob_positive > 5%' or
    /// 'watch:budget > 10%'; may be repeated
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
            format!(
                "--instruction-set `{name}` is not available here; expected one of {}",
                names.join(", ")
            )
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

impl RunArguments {
    /// A run whose results another command tells.
    pub fn quiet(
        files: FileArguments,
        options: ScenarioOptions,
        machine: MachineOptions,
        output: PathBuf,
        charts: ChartOptions,
        force: bool,
    ) -> Self {
        RunArguments {
            files,
            options,
            machine,
            precision: None,
            output,
            charts,
            force,
            again: false,
            json: false,
            quiet: true,
            base: None,
            fail_if: Vec::new(),
        }
    }
}

pub fn run(arguments: &RunArguments, console: &Console) -> Exit {
    let prepared = match prepare(arguments, console) {
        Ok(prepared) => prepared,
        Err(exit) => return exit,
    };
    // Held until the last file is written.
    let _lock = match lock(&arguments.output) {
        Ok(lock) => lock,
        Err(error) => {
            console.error(&error.to_string());
            return Exit::Failed;
        }
    };
    let (exit, finished) = run_all(arguments, &prepared, console);
    if exit == Exit::Interrupted || prepared.files.loaded.len() < 2 {
        return exit;
    }
    let comparing = Comparing {
        base: &prepared.base,
        name: COMPARISON,
        output: &arguments.output,
        charts: arguments.charts.files(),
        instruction_set: prepared.settings.instruction_set,
        force: arguments.force,
        quiet: arguments.quiet || arguments.json,
    };
    exit.graver(prepared.pool.install(|| comparing.compare_finished(finished, console)))
}

/// Everything that can be wrong before a trial is drawn has been looked at.
pub struct Prepared {
    files: Files,
    settings: Settings,
    pool: rayon::ThreadPool,
    /// The scenario that the others are compared with; it stays when its run fails.
    base: String,
}

impl Prepared {
    /// The scenarios, in the order of their files.
    pub fn slugs(&self) -> impl Iterator<Item = &str> {
        slugs(&self.files)
    }
}

fn slugs(files: &Files) -> impl Iterator<Item = &str> {
    files.loaded.iter().map(|loaded| loaded.scenario.slug.as_str())
}

/// Looks at everything that can be wrong before a trial is drawn.
///
/// # Errors
/// How the command ends; why has been told.
pub fn prepare(arguments: &RunArguments, console: &Console) -> Result<Prepared, Exit> {
    let bad = |message: String| {
        console.error(&message);
        Exit::BadInput
    };
    let mut overrides = arguments.options.overrides().map_err(bad)?;
    if arguments.precision.is_some() && arguments.options.trials.is_none() {
        overrides.push("--precision", "simulation.trials", MOST_TRIALS);
    }
    let settings = Settings {
        instruction_set: arguments.machine.instruction_set().map_err(bad)?,
        precision: arguments.precision,
    };
    let files = load_all(&arguments.files.files, &overrides, console).ok_or(Exit::BadInput)?;
    if files.loaded.is_empty() {
        return Err(Exit::BadInput);
    }
    if let Some(taken) = files.loaded.iter().find(|loaded| loaded.scenario.slug == COMPARISON) {
        return Err(bad(format!(
            "`{}` names the folder of comparisons; give the scenario file another name",
            taken.scenario.slug
        )));
    }
    let slugs: Vec<String> = slugs(&files).map(str::to_owned).collect();
    let base = base_of(arguments.base.as_deref(), &slugs).map_err(bad)?.to_owned();
    let mut refused = None;
    if !arguments.fail_if.is_empty() {
        for Loaded { scenario, .. } in &files.loaded {
            let plan = Model::new(scenario)
                .map_err(|error| bad(format!("{}: {error}", scenario.slug)))?
                .series;
            let faults =
                arguments.fail_if.iter().filter_map(|condition| condition.fault(scenario, &plan));
            faults.for_each(|message| refused = Some(bad(message)));
        }
    }
    if let Some(exit) = refused {
        return Err(exit);
    }
    let pool = arguments.machine.pool().map_err(bad)?;
    Ok(Prepared { files, settings, pool, base })
}

/// Runs all scenarios and tells how they ended; gives the results that are whole. The caller holds
/// the lock of the output.
pub fn run_all(
    arguments: &RunArguments,
    prepared: &Prepared,
    console: &Console,
) -> (Exit, Vec<Finished>) {
    let Prepared { files, settings, pool, .. } = prepared;
    let interrupted = interruption();
    let scenarios = files.loaded.as_slice();
    let batch = Batch {
        scenarios,
        settings: *settings,
        pool,
        output: &arguments.output,
        charts: arguments.charts.files_of_each(scenarios.len()),
        fail_if: &arguments.fail_if,
        force: arguments.force,
        again: arguments.again,
    };
    let label = Label {
        name: if let [only] = scenarios { &only.scenario.slug } else { "scenarios" },
        runs: scenarios.len(),
        trials: settings
            .precision
            .is_none()
            .then(|| scenarios.iter().map(|loaded| loaded.scenario.simulation.trials).sum()),
    };
    let ended =
        watch(&label, !arguments.quiet, &interrupted, console, |progress| batch.run(progress));
    let exit =
        tell(scenarios, &ended, Telling { json: arguments.json, quiet: arguments.quiet }, console);
    files.tell_left_out(console);
    if arguments.charts.leaves_out(scenarios.len()) && !arguments.quiet {
        console.message(
            "the charts stand in each report.html; --charts png writes them as files, too",
        );
    }
    let exit = if files.is_whole() { exit } else { exit.graver(Exit::BadInput) };
    (exit, ended.into_iter().filter_map(Ended::into_finished).collect())
}
