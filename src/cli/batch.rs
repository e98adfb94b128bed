//! Many scenarios in one go: each is run, or found unchanged, and leaves its own results folder.
//!
//! Threads take scenarios one after another; those that find none left help with the ones still
//! running.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

use crate::analysis::kept_trials::{MOST_NUMBERS, kept_trials};
use crate::analysis::reserve::reserve;
use crate::analysis::run::{RunError, Settings, SharedTables, run};
use crate::analysis::step_check::step_check;
use crate::analysis::story::story;
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::fail_if::FailIf;
use crate::cli::progress::Progress;
use crate::number_words::count;
use crate::report::drawing::ChartFiles;
use crate::report::folder::{Content, Standing, check_folder, standing, write_folder};
use crate::report::manifest::RunFacts;
use crate::report::run::first_screen::{SCREEN, SCREEN_JSON};
use crate::report::run::{RunFiles, run_files};
use crate::report::run_results::Results;
use crate::report::schema::SCHEMA_VERSION;
use crate::results::{VERSION, hash};
use crate::scenario::Loaded;
use crate::simulation::Control;
use crate::statistics::first_trials::FirstTrials;

/// What is run, and how.
pub struct Batch<'a> {
    pub scenarios: &'a [Loaded],
    pub settings: Settings,
    pub pool: &'a rayon::ThreadPool,
    pub output: &'a Path,
    pub charts: ChartFiles,
    pub fail_if: &'a [FailIf],
    /// Write into folders that this program did not write.
    pub force: bool,
    /// Run again what is unchanged.
    pub again: bool,
    /// Search for the reserve.
    pub reserve: bool,
    /// Look at what finer steps change.
    pub step_check: bool,
}

/// How a scenario ended.
#[derive(Debug)]
pub enum Ended {
    Run(Box<Finished>),
    /// The results were there already.
    Unchanged(Box<Finished>),
    Failed {
        message: String,
        exit: Exit,
    },
    Interrupted,
}

/// A results folder that is whole.
#[derive(Debug)]
pub struct Finished {
    pub folder: PathBuf,
    /// The first screen in words.
    pub screen: String,
    /// The same as a line of JSON.
    pub json: String,
    /// Conditions of `--fail-if` that hold.
    pub crossed: Vec<String>,
    /// The file whose loss or change is why it was run again.
    pub harmed: Option<String>,
    /// Why fewer trials were written one by one than were asked for, or are gone.
    pub trials_note: Option<String>,
    /// Its first trials, for a comparison that follows.
    pub first_trials: Option<FirstTrials>,
}

/// First trials are kept of so many scenarios of a batch, for the sake of memory: those of others
/// can be simulated again.
const MOST_KEPT: usize = 256;

impl Ended {
    /// The results, if there are any.
    pub fn into_finished(self) -> Option<Finished> {
        match self {
            Ended::Run(finished) | Ended::Unchanged(finished) => Some(*finished),
            Ended::Failed { .. } | Ended::Interrupted => None,
        }
    }
}

impl Batch<'_> {
    /// Runs all scenarios; how each ended, in their order.
    pub fn run(&self, progress: &Progress) -> Vec<Ended> {
        let tables = SharedTables::default();
        let ended: Vec<OnceLock<Ended>> = self.scenarios.iter().map(|_| OnceLock::new()).collect();
        let next = AtomicUsize::new(0);
        self.pool.broadcast(|_| {
            loop {
                let place = next.fetch_add(1, Ordering::Relaxed);
                let Some(loaded) = self.scenarios.get(place) else { break };
                let how = if progress.is_interrupted() {
                    Ended::Interrupted
                } else {
                    let (Ok(ended) | Err(ended)) = self.run_one(place, &tables, &progress.control);
                    ended
                };
                progress.finished(loaded.scenario.simulation.trials);
                let _ = ended[place].set(how);
            }
        });
        ended.into_iter().map(|ended| ended.into_inner().unwrap_or(Ended::Interrupted)).collect()
    }

    fn run_one(
        &self,
        place: usize,
        tables: &SharedTables,
        control: &Control,
    ) -> Result<Ended, Ended> {
        let loaded = &self.scenarios[place];
        let scenario = &loaded.scenario;
        let slug = &scenario.slug;
        let failed = |message: String| Ended::Failed { message, exit: Exit::Failed };
        // A long run should not end at a folder that cannot be written.
        check_folder(self.output, slug, Content::Run, self.force)
            .map_err(|error| failed(error.to_string()))?;
        let resolved = loaded.resolved.to_toml();
        let key = self.key(slug, &resolved);
        let found = standing(self.output, slug, &key);
        if found == Standing::Current
            && let Some(finished) = self.unchanged(slug)
        {
            return Ok(Ended::Unchanged(Box::new(finished)));
        }
        let harmed = if let Standing::Harmed(file) = found { Some(file) } else { None };
        let threads = self.pool.current_num_threads();
        let facts = RunFacts::new(loaded, resolved, self.settings.instruction_set, threads);
        let not_run = |error| match error {
            RunError::Interrupted => Ended::Interrupted,
            RunError::Compile(error) => {
                Ended::Failed { message: format!("{slug}: {error}"), exit: Exit::BadInput }
            }
        };
        let outcome = run(scenario, self.settings, tables, control).map_err(not_run)?;
        let instruction_set = self.settings.instruction_set;
        let search = || reserve(scenario, &outcome, instruction_set, tables, control);
        let found = self.reserve.then(search).transpose().map_err(not_run)?.flatten();
        let look = || step_check(scenario, &outcome, instruction_set, tables, control);
        let checked = self.step_check.then(look).transpose().map_err(not_run)?.flatten();
        let facts = RunFacts { key, ..facts.of_outcome(&outcome) };
        let keep = |wanted| {
            let trials = outcome.tally.trials();
            kept_trials(scenario, [wanted, trials], instruction_set, tables)
        };
        let kept = scenario.report.trials.map(keep).transpose();
        let kept = kept.map_err(|error| not_run(error.into()))?;
        let tell = |trial| story(scenario, trial, instruction_set, tables);
        let told = scenario.report.trial.map(tell).transpose();
        let told = told.map_err(|error| not_run(error.into()))?;
        let results = Results::new(scenario, &outcome)
            .with_reserve(found.as_ref())
            .with_step_check(checked.as_ref())
            .with_trials(kept.as_ref())
            .with_story(told.as_ref());
        let RunFiles { files, screen, json } = run_files(&results, &facts, self.charts)
            .map_err(|error| failed(format!("{slug}: a chart cannot be drawn: {error}")))?;
        if control.interrupted.load(Ordering::Relaxed) {
            return Err(Ended::Interrupted);
        }
        let crossed =
            self.fail_if.iter().filter_map(|condition| condition.crossed(&results)).collect();
        let trials_note = match (&kept, scenario.report.trials) {
            (Some(kept), Some(wanted)) => {
                fewer_trials(slug, [wanted, kept.trials, outcome.tally.trials()])
            }
            _ => lost_trials(slug, &self.output.join(slug)),
        };
        let folder = write_folder(self.output, slug, &files, self.force)
            .map_err(|error| failed(error.to_string()))?;
        let first_trials =
            (self.scenarios.len() > 1 && place < MOST_KEPT).then(|| outcome.batches.first_trials());
        let finished =
            Finished { folder, screen, json, crossed, harmed, trials_note, first_trials };
        Ok(Ended::Run(Box::new(finished)))
    }

    /// Everything that the results depend on, in a hash.
    fn key(&self, slug: &str, resolved: &str) -> String {
        let parts = [
            VERSION.to_owned(),
            build(),
            SCHEMA_VERSION.to_owned(),
            format!("{:?}", self.settings.precision),
            format!("{:?} {} {}", self.charts, self.reserve, self.step_check),
            slug.to_owned(),
            resolved.to_owned(),
        ];
        hash(parts.join("\n").as_bytes())
    }

    /// Earlier results that this run would only make again. Conditions of `--fail-if` need the run
    /// itself.
    fn unchanged(&self, slug: &str) -> Option<Finished> {
        if self.again || !self.fail_if.is_empty() {
            return None;
        }
        let folder = self.output.join(slug);
        let read = |file: &str| std::fs::read_to_string(folder.join(file)).ok();
        let (screen, json) = (read(SCREEN)?, read(SCREEN_JSON)?.trim_end().to_owned());
        Some(Finished {
            folder,
            screen,
            json,
            crossed: Vec::new(),
            harmed: None,
            trials_note: None,
            first_trials: None,
        })
    }
}

/// Why fewer trials are written one by one than are wanted, of a run of `all`; `None` where as many
/// are.
fn fewer_trials(slug: &str, [wanted, written, all]: [u64; 3]) -> Option<String> {
    (written < wanted).then(|| {
        let (some, wanted) = (count(written), count(wanted));
        if written == all {
            format!("{slug}: all {some} trials are written one by one; {wanted} were asked for")
        } else {
            let most = count(MOST_NUMBERS);
            format!(
                "{slug}: the first {some} trials are written one by one, not {wanted}: more would \
                 be above {most} numbers"
            )
        }
    })
}

/// What a results folder loses that is about to be replaced: single trials that an earlier run wrote
/// and this one does not.
fn lost_trials(slug: &str, folder: &Path) -> Option<String> {
    let is_there = |end: &str| folder.join(format!("trials.{end}")).is_file();
    ["csv", "parquet"].into_iter().any(is_there).then(|| {
        format!(
            "{slug}: the tables of single trials in `{}` are gone; `coppercast run --trials-out` \
             writes them",
            folder.display()
        )
    })
}

/// Tells builds of one version apart, so that a changed program runs its scenarios again.
pub fn build() -> String {
    static BUILD: Mutex<Option<String>> = Mutex::new(None);
    let mut build = BUILD.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    build
        .get_or_insert_with(|| {
            let metadata = std::env::current_exe().and_then(std::fs::metadata);
            let stamp = metadata.and_then(|metadata| Ok((metadata.len(), metadata.modified()?)));
            stamp.map(|stamp| format!("{stamp:?}")).unwrap_or_default()
        })
        .clone()
}

/// Says how the scenarios ended, in their order: first screens of a few, a line each of many.
pub fn tell(scenarios: &[Loaded], ended: &[Ended], options: Telling, console: &Console) -> Exit {
    let mut worst = Exit::Done;
    let mut unchanged = 0;
    for (loaded, ended) in scenarios.iter().zip(ended) {
        let finished = match ended {
            Ended::Failed { message, exit } => {
                console.error(message);
                worst = worst.graver(*exit);
                continue;
            }
            Ended::Interrupted => continue,
            Ended::Run(finished) => finished,
            Ended::Unchanged(finished) => {
                unchanged += 1;
                finished
            }
        };
        if options.json {
            worst = worst.graver(console.result(&format!("{}\n", finished.json)));
        } else if !options.quiet {
            let folder = finished.folder.display();
            let text = if scenarios.len() > MOST_SCREENS {
                format!("{}: {folder}\n", loaded.scenario.slug)
            } else {
                format!("{}\nResults: {folder}\n", finished.screen)
            };
            worst = worst.graver(console.result(&text));
        }
        if let Some(file) = finished.harmed.as_ref().filter(|_| !options.quiet) {
            let slug = &loaded.scenario.slug;
            console.message(&format!(
                "{slug}: `{file}` was not as it had been written, so the scenario was run again"
            ));
        }
        if let Some(message) = finished.trials_note.as_ref().filter(|_| !options.quiet) {
            console.message(message);
        }
        for message in &finished.crossed {
            console.message(&format!("fail-if: {message}"));
            worst = worst.graver(Exit::Crossed);
        }
    }
    if unchanged > 0 && !options.quiet {
        console.message(&match (unchanged, ended.len()) {
            (1, 1) => {
                "unchanged since the last run, so not run again; --again runs it anyway".to_owned()
            }
            (some, all) => format!(
                "{some} of {all} scenarios unchanged, so not run again; --again runs them anyway"
            ),
        });
    }
    let interrupted = ended.iter().filter(|ended| matches!(ended, Ended::Interrupted)).count();
    if interrupted > 0 {
        let is_done = |ended: &&Ended| matches!(ended, Ended::Run(_) | Ended::Unchanged(_));
        let done = ended.iter().filter(is_done).count();
        console.message(&match done {
            0 => "interrupted; earlier results are as they were".to_owned(),
            done => format!(
                "interrupted; {done} of {} scenarios are done and kept, the others are \
                as they were",
                ended.len()
            ),
        });
        return Exit::Interrupted;
    }
    worst
}

/// What is told of a run on the terminal.
#[derive(Debug, Clone, Copy)]
pub struct Telling {
    pub json: bool,
    pub quiet: bool,
}

/// More scenarios than this get a line each, and a comparison.
const MOST_SCREENS: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_trials_than_wanted_are_explained() {
        assert_eq!(fewer_trials("a", [700, 700, 700]), None);
        let told = fewer_trials("a", [1_000, 700, 700]).expect("fewer");
        assert_eq!(told, "a: all 700 trials are written one by one; 1,000 were asked for");
        let told = fewer_trials("a", [100_000, 12_500, 100_000]).expect("fewer");
        assert!(
            told.contains("first 12,500") && told.contains("above 50,000,000 numbers"),
            "{told}"
        );
    }
}
