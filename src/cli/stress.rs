//! `coppercast stress`: move every lever of a scenario and restrict every uncertain input, and say
//! what helps most per dollar.

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Instant;

use clap::Args;

use super::chart_options::ChartOptions;
use super::console::Console;
use super::fail_if::number;
use super::files::load_one;
use super::progress::{Label, interruption, watch};
use super::run::MachineOptions;
use super::{Exit, ScenarioOptions};
use crate::analysis::run::{RunError, SharedTables};
use crate::analysis::stress::{Steps, Stress, StressError, stress, trials_in_all};
use crate::numerics::instruction_set::InstructionSet;
use crate::report::charts::stress_drawings;
use crate::report::drawing::{ChartError, Formats, chart_files};
use crate::report::folder::{Content, check_folder, lock, write_folder};
use crate::report::manifest::RunFacts;
use crate::report::result_file::ResultFile;
use crate::report::stress::{StressResults, StressScreen, stress_files, stress_screen};
use crate::scenario::Loaded;

#[derive(Debug, Clone, Args)]
pub struct StressArguments {
    /// Scenario file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    options: ScenarioOptions,
    #[command(flatten)]
    machine: MachineOptions,
    /// Relative change of contracts, stocks and spot markets, such as 0.1 or 10%
    #[arg(long, value_name = "SHARE", default_value = "10%", value_parser = step, allow_negative_numbers = true)]
    step: f64,
    /// Part of its probability that an uncertain input keeps at each end, at most 50%
    #[arg(long, value_name = "SHARE", default_value = "20%", value_parser = range, allow_negative_numbers = true)]
    range: f64,
    /// Move the levers only, and restrict no uncertain input
    #[arg(long, conflicts_with = "range")]
    levers_only: bool,
    /// Folder for the results, which go into the folder SCENARIO--stress in it
    #[arg(long, short, value_name = "FOLDER", default_value = "output")]
    output: PathBuf,
    #[command(flatten)]
    charts: ChartOptions,
    /// Write into a folder that this program did not write
    #[arg(long)]
    force: bool,
    /// Print the levers as JSON, in one line
    #[arg(long)]
    json: bool,
    /// Print no levers and no progress
    #[arg(long, short)]
    quiet: bool,
}

fn step(text: &str) -> Result<f64, String> {
    let step = number(text).filter(|step| *step > 0.0 && *step <= 10.0);
    step.ok_or_else(|| "expected a share above 0 and at most 10, such as 0.1 or 10%".to_owned())
}

fn range(text: &str) -> Result<f64, String> {
    let range = number(text).filter(|range| (0.001..=0.5).contains(range));
    range.ok_or_else(|| "expected a share from 0.1% to 50%, such as 0.2 or 20%".to_owned())
}

pub fn run_stress(arguments: &StressArguments, console: &Console) -> Exit {
    match stress_one(arguments, console) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn stress_one(arguments: &StressArguments, console: &Console) -> Result<Exit, Exit> {
    let complain = |exit: Exit| {
        move |message: String| {
            console.error(&message);
            exit
        }
    };
    let overrides = arguments.options.overrides().map_err(complain(Exit::BadInput))?;
    let instruction_set = arguments.machine.instruction_set().map_err(complain(Exit::BadInput))?;
    let pool = arguments.machine.pool().map_err(complain(Exit::BadInput))?;
    let loaded = load_one(&arguments.file, &overrides, console).ok_or(Exit::BadInput)?;
    let scenario = &loaded.scenario;
    let folder = format!("{}--stress", scenario.slug);
    check_folder(&arguments.output, &folder, Content::Stress, arguments.force)
        .map_err(|error| complain(Exit::Failed)(error.to_string()))?;

    if scenario.facilities.is_empty() {
        return Err(complain(Exit::BadInput)(format!(
            "{}: {}",
            scenario.slug,
            StressError::NoFacility
        )));
    }
    // Held until the last file is written.
    let _lock =
        lock(&arguments.output).map_err(|error| complain(Exit::Failed)(error.to_string()))?;
    let steps =
        Steps { step: arguments.step, range: (!arguments.levers_only).then_some(arguments.range) };
    let interrupted = interruption();
    let started = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let begin = Instant::now();
    let trials = trials_in_all(scenario, steps);
    let label = Label { name: &folder, runs: 1, trials: Some(trials) };
    let outcome = watch(&label, !arguments.quiet, &interrupted, console, |progress| {
        pool.install(|| {
            stress(scenario, steps, instruction_set, &SharedTables::default(), &progress.control)
        })
    });
    let stop = || {
        console.message("interrupted; earlier results are as they were");
        Exit::Interrupted
    };
    let stressed = outcome.map_err(|error| match error {
        StressError::Run(RunError::Interrupted) => stop(),
        error => complain(Exit::BadInput)(format!("{}: {error}", scenario.slug)),
    })?;
    let results = StressResults { scenario, steps, stress: &stressed };
    let charts = pool.install(|| charts(&results, &arguments.charts)).map_err(|error| {
        complain(Exit::Failed)(format!("{}: a chart cannot be drawn: {error}", scenario.slug))
    })?;
    let facts =
        facts(&loaded, &stressed, pool.current_num_threads(), instruction_set, started, begin);
    let files = stress_files(&results, &facts, charts);
    if interrupted.load(Ordering::Relaxed) {
        return Err(stop());
    }
    let folder = write_folder(&arguments.output, &folder, &files, arguments.force)
        .map_err(|error| complain(Exit::Failed)(error.to_string()))?;
    if arguments.json {
        let line = serde_json::to_string(&StressScreen::new(&results))
            .expect("plain data with text keys is JSON");
        return Ok(console.result(&format!("{line}\n")));
    }
    if arguments.quiet {
        return Ok(Exit::Done);
    }
    Ok(console.result(&format!("{}\nResults: {}\n", stress_screen(&results), folder.display())))
}

fn charts(
    results: &StressResults<'_>,
    options: &ChartOptions,
) -> Result<Vec<ResultFile>, ChartError> {
    if options.files().formats == Formats::NONE {
        return Ok(Vec::new());
    }
    chart_files(&stress_drawings(results)?, options.files())
}

fn facts(
    loaded: &Loaded,
    stressed: &Stress,
    threads: usize,
    instruction_set: InstructionSet,
    started: String,
    begin: Instant,
) -> RunFacts {
    RunFacts {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        resolved_scenario: loaded.resolved.to_toml(),
        trials_requested: loaded.scenario.simulation.trials,
        trials: stressed.trials,
        precision: None,
        converged: None,
        limiting: None,
        clamped: stressed.clamped,
        warnings: loaded.warnings.list.iter().map(|warning| warning.message.clone()).collect(),
        threads,
        instruction_set: instruction_set.name().to_owned(),
        started,
        // A stress is always run anew.
        key: String::new(),
        compile_time: std::time::Duration::ZERO,
        simulation_time: begin.elapsed(),
    }
}
