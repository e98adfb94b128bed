//! `coppercast stress`: move every lever of a scenario and restrict every uncertain input, and say
//! what helps most per dollar.

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Instant;

use clap::Args;

use crate::analysis::run::{RunError, SharedTables};
use crate::analysis::stress::{self, Steps, StressError, trials_in_all};
use crate::cli::chart_options::ChartOptions;
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::options::{Machine, MachineOptions, ScenarioOptions, parsed_number};
use crate::cli::progress::{Label, interruption, watch};
use crate::cli::scenario_files::load_one;
use crate::report::folder::{Content, check_folder, lock, write_folder};
use crate::report::manifest::RunFacts;
use crate::report::stress::{StressScreen, stress_files, stress_screen};
use crate::report::stress_results::StressResults;

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
    #[arg(
        long, value_name = "SHARE", default_value = "10%", value_parser = step,
        allow_negative_numbers = true
    )]
    step: f64,
    /// Part of its probability that an uncertain input keeps at each end, at most 50%
    #[arg(
        long, value_name = "SHARE", default_value = "20%", value_parser = range,
        allow_negative_numbers = true
    )]
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
    let step = parsed_number(text).filter(|step| *step > 0.0 && *step <= 10.0);
    step.ok_or_else(|| "expected a share above 0 and at most 10, such as 0.1 or 10%".to_owned())
}

fn range(text: &str) -> Result<f64, String> {
    let range = parsed_number(text).filter(|range| (0.001..=0.5).contains(range));
    range.ok_or_else(|| "expected a share from 0.1% to 50%, such as 0.2 or 20%".to_owned())
}

pub fn stress(arguments: &StressArguments, console: &Console) -> Result<Exit, Exit> {
    let bad = console.told(Exit::BadInput);
    let overrides = arguments.options.overrides().map_err(&bad)?;
    let Machine { instruction_set, pool } = arguments.machine.machine().map_err(&bad)?;
    let loaded = load_one(&arguments.file, &overrides, console).ok_or(Exit::BadInput)?;
    let scenario = &loaded.scenario;
    let slug = &scenario.slug;
    let folder = format!("{slug}--stress");
    check_folder(&arguments.output, &folder, Content::Stress, arguments.force)
        .map_err(console.told(Exit::Failed))?;
    if scenario.facilities.is_empty() {
        return Err(bad(format!("{slug}: {}", StressError::NoFacility)));
    }
    // Held until the last file is written.
    let _lock = lock(&arguments.output).map_err(console.told(Exit::Failed))?;
    let steps =
        Steps { step: arguments.step, range: (!arguments.levers_only).then_some(arguments.range) };
    let interrupted = interruption();
    let threads = pool.current_num_threads();
    let facts = RunFacts::new(&loaded, loaded.resolved.to_toml(), instruction_set, threads);
    let begin = Instant::now();
    let trials = trials_in_all(scenario, steps);
    let label = Label { name: &folder, runs: 1, trials: Some(trials) };
    let outcome = watch(&label, !arguments.quiet, &interrupted, console, |progress| {
        let (tables, control) = (SharedTables::default(), &progress.control);
        pool.install(|| stress::stress(scenario, steps, instruction_set, &tables, control))
    });
    let stop = || {
        console.message("interrupted; earlier results are as they were");
        Exit::Interrupted
    };
    let stressed = outcome.map_err(|error| match error {
        StressError::Run(RunError::Interrupted) => stop(),
        error => bad(format!("{slug}: {error}")),
    })?;
    let results = StressResults { scenario, steps, stress: &stressed };
    let facts = RunFacts {
        trials: stressed.trials,
        clamped: stressed.clamped,
        simulation_time: begin.elapsed(),
        ..facts
    };
    let files = pool
        .install(|| stress_files(&results, &facts, arguments.charts.files()))
        .map_err(|error| format!("{slug}: a chart cannot be drawn: {error}"))
        .map_err(console.told(Exit::Failed))?;
    if interrupted.load(Ordering::Relaxed) {
        return Err(stop());
    }
    let folder = write_folder(&arguments.output, &folder, &files, arguments.force)
        .map_err(console.told(Exit::Failed))?;
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
