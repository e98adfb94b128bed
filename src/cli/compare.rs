//! `coppercast compare`: scenarios against a base, from results that are there or are made first.

use std::path::{Path, PathBuf};

use clap::Args;
use rayon::prelude::*;

use super::batch::Finished;
use super::chart_options::ChartOptions;
use super::console::Console;
use super::run::{MachineOptions, Prepared, RunArguments, prepare, run_all};
use super::{Exit, FileArguments, ScenarioOptions};
use crate::analysis::comparison::{Comparison, FinishedRun, Unreadable, compare};
use crate::numerics::instruction_set::InstructionSet;
use crate::report::charts::comparison_drawings;
use crate::report::comparison::page::comparison_page;
use crate::report::comparison::words::comparison_words;
use crate::report::comparison::{ComparisonFacts, comparison_files};
use crate::report::drawing::{ChartError, ChartFiles, chart_files};
use crate::report::folder::{
    Content, FolderError, Standing, check_folder, content, is_results_folder, lock, standing,
    write_folder,
};
use crate::report::result_file::ResultFile;
use crate::results::hash;

/// The folder of a comparison, unless it is named.
pub const COMPARISON: &str = "comparison";

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
    /// Write into a folder that this program did not write
    #[arg(long)]
    force: bool,
    /// Print nothing but errors
    #[arg(long, short)]
    quiet: bool,
}

/// How a comparison is made and told.
pub struct Comparing<'a> {
    pub base: &'a str,
    pub name: &'a str,
    pub output: &'a Path,
    pub charts: ChartFiles,
    pub instruction_set: InstructionSet,
    pub force: bool,
    pub quiet: bool,
}

pub fn run(arguments: &CompareArguments, console: &Console) -> Exit {
    let bad = |message: String| {
        console.error(&message);
        Exit::BadInput
    };
    if !is_name(&arguments.name) {
        return bad(format!(
            "--name `{}` cannot name a folder; use small letters, digits, `-` and `_`",
            arguments.name
        ));
    }
    let (instruction_set, pool) = match arguments
        .machine
        .instruction_set()
        .and_then(|set| Ok((set, arguments.machine.pool()?)))
    {
        Ok(machine) => machine,
        Err(message) => return bad(message),
    };
    let Ok(mut inputs) = Inputs::read(&arguments.inputs, console) else { return Exit::BadInput };
    let to_run = RunArguments::quiet(
        FileArguments { files: inputs.files.clone() },
        arguments.options.clone(),
        arguments.machine.clone(),
        arguments.output.clone(),
        arguments.charts.clone(),
        arguments.force,
    );
    let prepared = match (!inputs.files.is_empty()).then(|| prepare(&to_run, console)).transpose() {
        Ok(prepared) => prepared,
        Err(exit) => return exit,
    };
    // A mistake should show before the first trial is drawn.
    let slugs = inputs.slugs(prepared.as_ref());
    let base = match base_of(arguments.base.as_deref(), &slugs) {
        Ok(_) if slugs.len() < 2 => {
            return bad("a comparison needs at least two scenarios".to_owned());
        }
        Ok(base) => base.to_owned(),
        Err(message) => return bad(message),
    };
    // Held until the last file is written.
    let checked = lock(&arguments.output).and_then(|lock| {
        check_folder(&arguments.output, &arguments.name, Content::Comparison, arguments.force)?;
        Ok(lock)
    });
    let _lock = match checked {
        Ok(lock) => lock,
        Err(error) => {
            console.error(&error.to_string());
            return Exit::Failed;
        }
    };
    let mut exit = Exit::Done;
    if let Some(prepared) = &prepared {
        let (ran, made) = run_all(&to_run, prepared, console);
        exit = ran;
        if exit == Exit::Interrupted {
            return exit;
        }
        match pool.install(|| read_all(made, console)) {
            Some(runs) => inputs.fill(runs),
            None => return exit.graver(Exit::Failed),
        }
    }
    let comparing = Comparing {
        base: &base,
        name: &arguments.name,
        output: &arguments.output,
        charts: arguments.charts.files(),
        instruction_set,
        force: arguments.force,
        quiet: arguments.quiet,
    };
    exit.graver(pool.install(|| comparing.compare(inputs.runs(), console)))
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
            Place::Made(_) => {
                prepared.into_iter().flat_map(Prepared::slugs).map(str::to_owned).collect()
            }
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

/// Reads finished runs, or tells why one cannot be read.
fn read_all(finished: Vec<Finished>, console: &Console) -> Option<Vec<FinishedRun>> {
    let read = |finished: Finished| -> Result<FinishedRun, Unreadable> {
        Ok(FinishedRun {
            first_trials: finished.first_trials,
            ..FinishedRun::read(&finished.folder)?
        })
    };
    let runs: Vec<Result<FinishedRun, Unreadable>> = finished.into_par_iter().map(read).collect();
    runs.iter()
        .filter_map(|run| run.as_ref().err())
        .for_each(|error| console.error(&error.to_string()));
    runs.into_iter().collect::<Result<_, _>>().ok()
}

/// The scenario that the others are compared with: the one asked for, else the one named `base`,
/// else the first.
///
/// # Errors
/// The message when there is none of that name, or two scenarios have one name.
pub fn base_of<'a>(wanted: Option<&str>, slugs: &'a [String]) -> Result<&'a str, String> {
    if let Some(twice) = slugs
        .iter()
        .enumerate()
        .find_map(|(number, slug)| slugs[..number].contains(slug).then_some(slug))
    {
        return Err(format!(
            "two of the results are of a scenario `{twice}`; give each scenario once"
        ));
    }
    let named = |name: &str| slugs.iter().find(|slug| *slug == name).map(String::as_str);
    match wanted {
        Some(name) => named(name).ok_or_else(|| {
            format!("--base `{name}` is none of the scenarios: {}", slugs.join(", "))
        }),
        None => Ok(named("base").or(slugs.first().map(String::as_str)).unwrap_or_default()),
    }
}

fn is_name(text: &str) -> bool {
    let sound = |letter: char| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '-' | '_')
    };
    !text.is_empty() && text.chars().all(sound)
}

impl Comparing<'_> {
    /// Compares the results of a batch, see [`Comparing::compare`].
    pub fn compare_finished(&self, finished: Vec<Finished>, console: &Console) -> Exit {
        read_all(finished, console).map_or(Exit::Failed, |runs| self.compare(runs, console))
    }

    /// Compares runs, writes the comparison's folder and tells what it says. There is nothing to
    /// compare when all but one failed.
    pub fn compare(&self, runs: Vec<FinishedRun>, console: &Console) -> Exit {
        let Some(base) = runs.iter().position(|run| run.slug == self.base) else {
            console.error(&format!("not compared: the base `{}` has no results", self.base));
            return Exit::Failed;
        };
        if runs.len() < 2 {
            console.error(&format!("not compared: there are results of `{}` only", self.base));
            return Exit::Failed;
        }
        let key = self.key(&runs, base);
        let words = self.output.join(self.name).join("comparison.txt");
        if standing(self.output, self.name, &key) == Standing::Current
            && let Ok(text) = std::fs::read_to_string(&words)
        {
            return self.tell(&text, console);
        }
        let comparison = compare(runs, base, self.instruction_set);
        match self.write(&comparison, key) {
            Ok(()) => self.tell(&comparison_words(&comparison), console),
            Err(message) => {
                console.error(&message);
                Exit::Failed
            }
        }
    }

    fn tell(&self, text: &str, console: &Console) -> Exit {
        if self.quiet {
            return Exit::Done;
        }
        console.result(&format!("{text}\nComparison: {}\n", self.output.join(self.name).display()))
    }

    /// Everything that the comparison depends on, in a hash.
    fn key(&self, runs: &[FinishedRun], base: usize) -> String {
        let runs = runs.iter().map(|run| {
            format!("{} {} {} {} {}", run.slug, run.hash, run.seed, run.trials, run.tables)
        });
        let own = [
            env!("CARGO_PKG_VERSION").to_owned(),
            super::batch::build(),
            format!("{base} {:?}", self.charts),
        ];
        hash(own.into_iter().chain(runs).collect::<Vec<_>>().join("\n").as_bytes())
    }

    /// The charts as files, and the page.
    fn pictures(
        &self,
        comparison: &Comparison,
        facts: &ComparisonFacts,
    ) -> Result<Vec<ResultFile>, ChartError> {
        let drawings = comparison_drawings(comparison)?;
        let mut files = chart_files(&drawings, self.charts)?;
        files.push(comparison_page(comparison, &facts.version, &drawings));
        Ok(files)
    }

    fn write(&self, comparison: &Comparison, key: String) -> Result<(), String> {
        let facts = ComparisonFacts {
            slug: self.name.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            started: jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            key,
        };
        let pictures = self
            .pictures(comparison, &facts)
            .map_err(|error| format!("a chart of the comparison cannot be drawn: {error}"))?;
        let files = comparison_files(comparison, &facts, pictures);
        let written = write_folder(self.output, self.name, &files, self.force);
        written.map(|_| ()).map_err(|error: FolderError| error.to_string())
    }
}
