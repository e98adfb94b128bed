//! `coppercast compare`: scenarios against a base, from results that are there or are made first.

use std::path::{Path, PathBuf};

use clap::Args;

use super::run::{Prepared, RunArguments, prepare, run_all};
use crate::analysis::comparison::FinishedRun;
use crate::cli::chart_options::ChartOptions;
use crate::cli::comparison::{COMPARISON, Comparing, base_of, read_all};
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::options::{FileArguments, Machine, MachineOptions, ScenarioOptions};
use crate::report::folder::{Content, check_comparison, content, is_results_folder, lock};

#[derive(Debug, Clone, Args)]
pub struct CompareArguments {
    /// Results folders or a folder of them, or scenario files (folders, patterns), which are run
    /// first unless their results are current
    #[arg(required = true, value_name = "FOLDER|FILE")]
    inputs: Vec<PathBuf>,
    /// Scenario to compare with; the one named `base`, else the first, by default
    #[arg(long, value_name = "NAME")]
    base: Option<String>,
    /// Name of the folder that the comparison is written into
    #[arg(long, value_name = "NAME", default_value = COMPARISON)]
    name: String,
    #[command(flatten)]
    options: ScenarioOptions,
    #[command(flatten)]
    machine: MachineOptions,
    /// Folder for the results
    #[arg(long, short, value_name = "FOLDER", default_value = "output")]
    output: PathBuf,
    #[command(flatten)]
    charts: ChartOptions,
    /// Write into a folder that this program did not write, or replace another comparison
    #[arg(long)]
    force: bool,
    /// Do not search for the reserves of the scenarios that are run
    #[arg(long)]
    no_reserve: bool,
    /// Do not look at what finer steps of the computation change in them
    #[arg(long)]
    no_step_check: bool,
    /// Print nothing but errors
    #[arg(long, short)]
    quiet: bool,
}

pub fn compare(arguments: &CompareArguments, console: &Console) -> Result<Exit, Exit> {
    let bad = console.told(Exit::BadInput);
    if !is_name(&arguments.name) {
        return Err(bad(format!(
            "--name `{}` cannot name a folder; use small letters, digits, `-` and `_`",
            arguments.name
        )));
    }
    let Machine { instruction_set, pool } = arguments.machine.machine().map_err(&bad)?;
    let mut inputs = Inputs::read(&arguments.inputs, console)?;
    // Its results are told by the comparison.
    let to_run = RunArguments {
        files: FileArguments { files: inputs.files.clone() },
        options: arguments.options.clone(),
        machine: arguments.machine.clone(),
        precision: None,
        trials_out: None,
        trial: None,
        output: arguments.output.clone(),
        charts: arguments.charts.clone(),
        force: arguments.force,
        no_reserve: arguments.no_reserve,
        no_step_check: arguments.no_step_check,
        again: false,
        base: None,
        json: false,
        quiet: true,
        fail_if: Vec::new(),
    };
    let prepared = (!inputs.files.is_empty()).then(|| prepare(&to_run, console)).transpose()?;
    // A mistake should show before the first trial is drawn.
    let slugs = inputs.slugs(prepared.as_ref());
    let base = base_of(arguments.base.as_deref(), &slugs).map_err(&bad)?;
    if slugs.len() < 2 {
        return Err(bad("a comparison needs at least two scenarios".to_owned()));
    }
    // Held until the last file is written.
    let _lock = lock(&arguments.output).map_err(console.told(Exit::Failed))?;
    check_comparison(&arguments.output, &arguments.name, &slugs, arguments.force)
        .map_err(console.told(Exit::Failed))?;
    let mut exit = Exit::Done;
    if let Some(prepared) = &prepared {
        let (ran, made) = run_all(&to_run, prepared, console);
        exit = ran;
        for note in made.iter().filter_map(|finished| finished.trials_note.as_ref()) {
            if !arguments.quiet {
                console.message(note);
            }
        }
        if exit == Exit::Interrupted {
            return Err(exit);
        }
        let runs = pool.install(|| read_all(made, console));
        inputs.fill(runs.ok_or(exit.graver(Exit::Failed))?);
    }
    let comparing = Comparing {
        base,
        name: &arguments.name,
        output: &arguments.output,
        charts: arguments.charts.files(),
        instruction_set,
        force: arguments.force,
        quiet: arguments.quiet,
    };
    Ok(exit.graver(pool.install(|| comparing.compare(inputs.runs(), console))))
}

/// What the arguments mean, in their order.
#[derive(Default)]
struct Inputs {
    places: Vec<Place>,
    /// Scenario files, and folders and patterns of them.
    files: Vec<PathBuf>,
}

enum Place {
    Results(Box<FinishedRun>),
    /// Where the first of the scenario files stands, those of all of them.
    Made(Vec<FinishedRun>),
}

impl Inputs {
    /// Tells every folder that cannot be compared.
    fn read(arguments: &[PathBuf], console: &Console) -> Result<Self, Exit> {
        let mut inputs = Inputs::default();
        let mut is_sound = true;
        for argument in arguments {
            let Some(folders) = results_in(argument) else {
                if inputs.files.is_empty() {
                    inputs.places.push(Place::Made(Vec::new()));
                }
                inputs.files.push(argument.clone());
                continue;
            };
            for folder in folders {
                if content(&folder) == Some(Content::Comparison) {
                    console
                        .message(&format!("left out: `{}` holds a comparison", folder.display()));
                    continue;
                }
                match FinishedRun::read(&folder) {
                    Ok(run) => inputs.places.push(Place::Results(Box::new(run))),
                    Err(error) => {
                        console.error(&error.to_string());
                        is_sound = false;
                    }
                }
            }
        }
        if is_sound { Ok(inputs) } else { Err(Exit::BadInput) }
    }

    /// All scenarios that will be compared.
    fn slugs(&self, prepared: Option<&Prepared>) -> Vec<String> {
        let slugs = self.places.iter().flat_map(|place| match place {
            Place::Results(run) => vec![run.slug.clone()],
            Place::Made(_) => prepared.map(Prepared::slugs).unwrap_or_default(),
        });
        slugs.collect()
    }

    fn fill(&mut self, runs: Vec<FinishedRun>) {
        if let Some(place) = self.places.iter_mut().find(|place| matches!(place, Place::Made(_))) {
            *place = Place::Made(runs);
        }
    }

    fn runs(self) -> Vec<FinishedRun> {
        let runs = self.places.into_iter().flat_map(|place| match place {
            Place::Results(run) => vec![*run],
            Place::Made(runs) => runs,
        });
        runs.collect()
    }
}

/// The results folders that a path means: itself, or those in it if it is where results are put;
/// `None` for scenario files.
fn results_in(path: &Path) -> Option<Vec<PathBuf>> {
    if is_results_folder(path) {
        return Some(vec![path.to_owned()]);
    }
    let entries = std::fs::read_dir(path)
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect::<Vec<_>>();
    let has_scenarios =
        entries.iter().any(|path| path.extension().is_some_and(|extension| extension == "toml"));
    let is_hidden =
        |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    let mut folders: Vec<PathBuf> =
        entries.into_iter().filter(|path| is_results_folder(path) && !is_hidden(path)).collect();
    folders.retain(|folder| content(folder) != Some(Content::Comparison));
    folders.sort();
    (!has_scenarios && !folders.is_empty()).then_some(folders)
}

fn is_name(text: &str) -> bool {
    let sound = |letter: char| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '-' | '_')
    };
    !text.is_empty() && text.chars().all(sound)
}
