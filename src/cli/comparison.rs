//! Finished runs against a base: compares them, writes the folder of the comparison and tells what
//! it says.

use std::path::Path;

use rayon::prelude::*;

use crate::analysis::comparison::{Comparison, FinishedRun, Unreadable, compare};
use crate::cli::batch::{Finished, build};
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::numerics::instruction_set::InstructionSet;
use crate::report::comparison::words::comparison_words;
use crate::report::comparison::{ComparisonFacts, WORDS, comparison_files};
use crate::report::drawing::ChartFiles;
use crate::report::folder::{Standing, standing, write_folder};
use crate::results::{VERSION, hash, timestamp};

/// The folder of a comparison, unless it is named.
pub const COMPARISON: &str = "comparison";

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

/// Reads finished runs, or tells why one cannot be read.
pub fn read_all(finished: Vec<Finished>, console: &Console) -> Option<Vec<FinishedRun>> {
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
        .find_map(|(place, slug)| slugs[..place].contains(slug).then_some(slug))
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
        let words = self.output.join(self.name).join(WORDS);
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
        let own = [VERSION.to_owned(), build(), format!("{base} {:?}", self.charts)];
        hash(own.into_iter().chain(runs).collect::<Vec<_>>().join("\n").as_bytes())
    }

    fn write(&self, comparison: &Comparison, key: String) -> Result<(), String> {
        let facts = ComparisonFacts { slug: self.name.to_owned(), started: timestamp(), key };
        let files = comparison_files(comparison, &facts, self.charts)
            .map_err(|error| format!("a chart of the comparison cannot be drawn: {error}"))?;
        write_folder(self.output, self.name, &files, self.force)
            .map(|_| ())
            .map_err(|error| error.to_string())
    }
}
