//! `coppercast run`: simulate scenarios, write their results, say what they mean.

use std::path::PathBuf;

use clap::Args;

use crate::analysis::run::Settings;
use crate::cli::batch::{Batch, Ended, Finished, Telling, tell};
use crate::cli::chart_options::ChartOptions;
use crate::cli::comparison::{COMPARISON, Comparing, base_of};
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::fail_if::FailIf;
use crate::cli::options::{
    FileArguments, Machine, MachineOptions, ScenarioOptions, parsed_number, without_separators,
};
use crate::cli::progress::{Label, interruption, watch};
use crate::cli::scenario_files::{Files, load_all};
use crate::model::Model;
use crate::report::folder::{check_comparison, lock};

/// Most trials of a run that stops at a precision, unless `--trials` says otherwise.
const MOST_TRIALS: &str = "134217728";

#[derive(Debug, Clone, Args)]
pub struct RunArguments {
    #[command(flatten)]
    pub(super) files: FileArguments,
    #[command(flatten)]
    pub(super) options: ScenarioOptions,
    #[command(flatten)]
    pub(super) machine: MachineOptions,
    /// Stop when the 95 % intervals of the decisive estimates are within ± this share of them, such
    /// as 0.01 or 1%; looked at after 1024, 2048, 4096, … trials
    #[arg(long, value_name = "SHARE", value_parser = share, allow_negative_numbers = true)]
    pub(super) precision: Option<f64>,
    /// Write the first N trials one by one, as CSV and Parquet: what was drawn and what came of it
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) trials_out: Option<String>,
    /// Tell the whole story of trial K, from 0: as a table, a part of the page and a chart
    #[arg(long, value_name = "K", allow_negative_numbers = true)]
    pub(super) trial: Option<String>,
    /// Folder for the results; each scenario gets a folder in it
    #[arg(long, short, value_name = "FOLDER", default_value = "output")]
    pub(super) output: PathBuf,
    #[command(flatten)]
    pub(super) charts: ChartOptions,
    /// Write into a folder that this program did not write, or replace another comparison
    #[arg(long)]
    pub(super) force: bool,
    /// Run scenarios again whose results are there and unchanged
    #[arg(long)]
    pub(super) again: bool,
    /// Do not search for the reserve, which takes about as long as the run
    #[arg(long)]
    pub(super) no_reserve: bool,
    /// Do not look at what finer steps of the computation change, which takes about a fifth of the
    /// run
    #[arg(long)]
    pub(super) no_step_check: bool,
    /// Scenario that the others are compared with; the one named `base`, else the first, by default
    #[arg(long, value_name = "NAME")]
    pub(super) base: Option<String>,
    /// Print the summary as JSON, a line a scenario
    #[arg(long)]
    pub(super) json: bool,
    /// Print no summary and no progress
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// End with exit code 3 when this holds, such as 'shortfall prob_positive > 5%',
    /// 'region.us.shortfall p95 > 500 t or cost p95 > 200 MUSD' or 'watch:budget > 10%': joined by
    /// and, or, not and at least N of as in watches; may be repeated
    #[arg(long = "fail-if", value_name = "CONDITION")]
    pub(super) fail_if: Vec<FailIf>,
}

/// `0.01` or `1%`.
fn share(text: &str) -> Result<f64, String> {
    let share = parsed_number(text).filter(|share| *share > 0.0 && *share < 1.0);
    share.ok_or_else(|| "expected a share above 0 and below 1, such as 0.01 or 1%".to_owned())
}

pub fn run(arguments: &RunArguments, console: &Console) -> Result<Exit, Exit> {
    let prepared = prepare(arguments, console)?;
    // Held until the last file is written.
    let _lock = lock(&arguments.output).map_err(console.told(Exit::Failed))?;
    if prepared.files.loaded.len() > 1 {
        check_comparison(&arguments.output, COMPARISON, &prepared.slugs(), arguments.force)
            .map_err(console.told(Exit::Failed))?;
    }
    let (exit, finished) = run_all(arguments, &prepared, console);
    if exit == Exit::Interrupted || prepared.files.loaded.len() < 2 {
        return Ok(exit);
    }
    let comparing = Comparing {
        base: &prepared.base,
        name: COMPARISON,
        output: &arguments.output,
        charts: arguments.charts.files(),
        instruction_set: prepared.machine.instruction_set,
        force: arguments.force,
        quiet: arguments.quiet || arguments.json,
    };
    let compare = || comparing.compare_finished(finished, console);
    Ok(exit.graver(prepared.machine.pool.install(compare)))
}

/// Everything that can be wrong before a trial is drawn has been looked at.
pub(super) struct Prepared {
    files: Files,
    machine: Machine,
    /// The scenario that the others are compared with; it stays when its run fails.
    base: String,
}

impl Prepared {
    /// The scenarios, in the order of their files.
    pub(super) fn slugs(&self) -> Vec<String> {
        slugs(&self.files)
    }
}

fn slugs(files: &Files) -> Vec<String> {
    files.loaded.iter().map(|loaded| loaded.scenario.slug.clone()).collect()
}

/// Looks at everything that can be wrong before a trial is drawn.
///
/// # Errors
/// How the command ends; why has been told.
pub(super) fn prepare(arguments: &RunArguments, console: &Console) -> Result<Prepared, Exit> {
    let bad = console.told(Exit::BadInput);
    let mut overrides = arguments.options.overrides().map_err(&bad)?;
    if arguments.precision.is_some() && arguments.options.trials.is_none() {
        overrides.push("--precision", "simulation.trials", MOST_TRIALS);
    }
    for (option, path, value) in [
        ("--trials-out", "report.trials", &arguments.trials_out),
        ("--trial", "report.trial", &arguments.trial),
    ] {
        if let Some(number) = value {
            overrides.push(option, path, &without_separators(number));
        }
    }
    let machine = arguments.machine.machine().map_err(&bad)?;
    let files = load_all(&arguments.files.files, &overrides, console).ok_or(Exit::BadInput)?;
    if files.loaded.is_empty() {
        return Err(Exit::BadInput);
    }
    let slugs = slugs(&files);
    if let Some(taken) = slugs.iter().find(|slug| *slug == COMPARISON) {
        return Err(bad(format!(
            "`{taken}` names the folder of comparisons; give the scenario file another name"
        )));
    }
    let base = base_of(arguments.base.as_deref(), &slugs).map_err(&bad)?.to_owned();
    let mut refused = None;
    for scenario in files.loaded.iter().map(|loaded| &loaded.scenario) {
        if arguments.fail_if.is_empty() {
            break;
        }
        let model =
            Model::new(scenario).map_err(|error| bad(format!("{}: {error}", scenario.slug)))?;
        let faults = arguments
            .fail_if
            .iter()
            .filter_map(|condition| condition.fault(scenario, &model.series));
        faults.for_each(|message| refused = Some(bad(message)));
    }
    refused.map_or(Ok(Prepared { files, machine, base }), Err)
}

/// Runs all scenarios and tells how they ended; gives the results that are whole. The caller holds
/// the lock of the output.
pub(super) fn run_all(
    arguments: &RunArguments,
    prepared: &Prepared,
    console: &Console,
) -> (Exit, Vec<Finished>) {
    let Prepared { files, machine: Machine { instruction_set, pool }, .. } = prepared;
    let interrupted = interruption();
    let scenarios = files.loaded.as_slice();
    let precision = arguments.precision;
    let batch = Batch {
        scenarios,
        settings: Settings { instruction_set: *instruction_set, precision },
        pool,
        output: &arguments.output,
        charts: arguments.charts.files_of_each(scenarios.len()),
        fail_if: &arguments.fail_if,
        force: arguments.force,
        again: arguments.again,
        reserve: !arguments.no_reserve,
        step_check: !arguments.no_step_check,
    };
    let trials = scenarios.iter().map(|loaded| loaded.scenario.simulation.trials).sum();
    let label = Label {
        name: if let [only] = scenarios { &only.scenario.slug } else { "scenarios" },
        runs: scenarios.len(),
        trials: precision.is_none().then_some(trials),
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
