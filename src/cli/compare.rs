//! `coppercast compare`: scenarios against a base, from results that are there or are made first.

use std::path::{Path, PathBuf};

use clap::Args;

use super::chart_options::ChartOptions;
use super::console::Console;
use super::run::{MachineOptions, RunArguments};
use super::{Exit, FileArguments, ScenarioOptions};
use crate::comparison::{Comparison, FinishedRun, compare};
use crate::instruction_set::InstructionSet;
use crate::report::ResultFile;
use crate::report::charts::{ChartError, Theme};
use crate::report::comparison_figures::drawings;
use crate::report::comparison_files::{ComparisonFacts, comparison_files};
use crate::report::comparison_words::comparison_words;
use crate::report::data_package::hash;
use crate::report::figures::chart_files;
use crate::report::folder::{FolderError, is_current, lock, write_folder};
use crate::report::manifest::MANIFEST;
use crate::report::page::Charts;
use crate::report::page::comparison::comparison_page;

/// The folder of a comparison, unless it is named.
pub const COMPARISON: &str = "comparison";

#[derive(Debug, Clone, Args)]
pub struct CompareArguments {
    /// Results folders, or scenario files (folders, patterns), which are run first unless their results are current
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
    pub base: Option<&'a str>,
    pub name: &'a str,
    pub output: &'a Path,
    pub charts: &'a ChartOptions,
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
        return bad(format!("--name `{}` cannot name a folder; use small letters, digits, `-` and `_`", arguments.name));
    }
    let (instruction_set, pool) = match arguments.machine.instruction_set().and_then(|set| Ok((set, arguments.machine.pool()?))) {
        Ok(machine) => machine,
        Err(message) => return bad(message),
    };
    // Held until the last file is written.
    let _lock = match lock(&arguments.output) {
        Ok(lock) => lock,
        Err(error) => {
            console.error(&error.to_string());
            return Exit::Failed;
        }
    };
    let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) =
        arguments.inputs.iter().cloned().partition(|input| input.join(MANIFEST).is_file());
    let mut exit = Exit::Done;
    let mut results: Vec<PathBuf> = folders.clone();
    if !files.is_empty() {
        let run = RunArguments::quiet(
            FileArguments { files },
            arguments.options.clone(),
            arguments.machine.clone(),
            arguments.output.clone(),
            arguments.charts.clone(),
            arguments.force,
        );
        let (ran, made) = super::run::run_for_comparison(&run, console);
        exit = ran;
        if matches!(exit, Exit::Interrupted) || made.is_empty() {
            return exit;
        }
        results = in_order(&arguments.inputs, &folders, made);
    }
    let comparing = Comparing {
        base: arguments.base.as_deref(),
        name: &arguments.name,
        output: &arguments.output,
        charts: &arguments.charts,
        instruction_set,
        force: arguments.force,
        quiet: arguments.quiet,
    };
    exit.graver(pool.install(|| comparing.compare(&results, console)))
}

/// Results folders in the order of the arguments; those of scenario files stand where the first of the files does.
fn in_order(inputs: &[PathBuf], folders: &[PathBuf], made: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut made = Some(made);
    let mut results = Vec::new();
    for input in inputs {
        if folders.contains(input) {
            results.push(input.clone());
        } else {
            results.extend(made.take().unwrap_or_default());
        }
    }
    results
}

fn is_name(text: &str) -> bool {
    let sound = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '-' | '_');
    !text.is_empty() && text.chars().all(sound)
}

impl Comparing<'_> {
    /// Compares the results in some folders, writes the comparison's folder and tells what it says.
    pub fn compare(&self, folders: &[PathBuf], console: &Console) -> Exit {
        let mut runs = Vec::new();
        let mut sound = true;
        for folder in folders {
            match FinishedRun::read(folder) {
                Ok(run) => runs.push(run),
                Err(error) => {
                    console.error(&error.to_string());
                    sound = false;
                }
            }
        }
        if !sound {
            return Exit::BadInput;
        }
        let base = match self.base_of(&runs) {
            Ok(base) => base,
            Err(message) => {
                console.error(&message);
                return Exit::BadInput;
            }
        };
        let key = self.key(&runs, base);
        let words = self.output.join(self.name).join("comparison.txt");
        if is_current(self.output, self.name, &key)
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

    fn base_of(&self, runs: &[FinishedRun]) -> Result<usize, String> {
        if runs.len() < 2 {
            return Err("a comparison needs at least two scenarios".to_owned());
        }
        for (number, run) in runs.iter().enumerate() {
            if runs[..number].iter().any(|earlier| earlier.slug == run.slug) {
                return Err(format!("two of the results are of a scenario `{}`; give each scenario once", run.slug));
            }
        }
        let named = |name: &str| runs.iter().position(|run| run.slug == name);
        match self.base {
            Some(name) => named(name).ok_or_else(|| {
                let slugs: Vec<&str> = runs.iter().map(|run| run.slug.as_str()).collect();
                format!("--base `{name}` is none of the scenarios: {}", slugs.join(", "))
            }),
            None => Ok(named("base").unwrap_or(0)),
        }
    }

    /// Everything that the comparison depends on, in a hash.
    fn key(&self, runs: &[FinishedRun], base: usize) -> String {
        let runs = runs.iter().map(|run| format!("{} {} {} {}", run.slug, run.hash, run.seed, run.trials));
        let own = [env!("CARGO_PKG_VERSION").to_owned(), super::batch::build(), format!("{base} {:?}", self.charts)];
        hash(own.into_iter().chain(runs).collect::<Vec<_>>().join("\n").as_bytes())
    }

    /// The charts as files, and the page.
    fn pictures(&self, comparison: &Comparison, facts: &ComparisonFacts) -> Result<Vec<ResultFile>, ChartError> {
        let (light, dark) = (drawings(comparison, Theme::Light)?, drawings(comparison, Theme::Dark)?);
        let of_files = if self.charts.theme == Theme::Light { &light } else { &dark };
        let mut files = chart_files(of_files, self.charts.charts)?;
        files.push(comparison_page(comparison, &facts.version, Charts { light: &light, dark: &dark }));
        Ok(files)
    }

    fn write(&self, comparison: &Comparison, key: String) -> Result<(), String> {
        let facts = ComparisonFacts {
            slug: self.name.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            started: jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            key,
        };
        let pictures =
            self.pictures(comparison, &facts).map_err(|error| format!("a chart of the comparison cannot be drawn: {error}"))?;
        let files = comparison_files(comparison, &facts, pictures);
        let written = write_folder(self.output, self.name, &files, self.force);
        written.map(|_| ()).map_err(|error: FolderError| error.to_string())
    }
}
