//! Many scenarios in one go: each is run, or found unchanged, and leaves its own results folder.
//!
//! Threads take scenarios one after another; those that find none left help with the ones still
//! running.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

use super::Exit;
use super::console::Console;
use super::fail_if::FailIf;
use super::progress::Progress;
use crate::analysis::headline::Headline;
use crate::analysis::run::{Outcome, RunError, Settings, SharedTables};
use crate::report::charts::run_drawings;
use crate::report::drawing::{ChartError, ChartFiles, chart_files};
use crate::report::folder::{Content, Standing, check_folder, standing, write_folder};
use crate::report::manifest::RunFacts;
use crate::report::result_file::ResultFile;
use crate::report::run::first_screen::{FirstScreen, first_screen};
use crate::report::run::page::page;
use crate::report::run::{Results, result_files};
use crate::report::schema::SCHEMA_VERSION;
use crate::results::hash;
use crate::scenario::Loaded;
use crate::simulation::Control;
use crate::statistics::first_trials::FirstTrials;

/// The words of the first screen in the results folder, and the same as JSON.
pub const SCREEN: &str = "summary.txt";
pub const SCREEN_JSON: &str = "summary.json";

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
}

/// How a scenario ended.
#[derive(Debug)]
pub enum Ended {
    Run(Finished),
    /// The results were there already.
    Unchanged(Finished),
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
    /// Its first trials, for a comparison that follows.
    pub first_trials: Option<FirstTrials>,
}

/// First trials are kept of so many scenarios of a batch, for the sake of memory: those of others
/// can be simulated again.
const MOST_KEPT: usize = 256;

impl Ended {
    /// The results, if there are any.
    pub fn finished(&self) -> Option<&Finished> {
        match self {
            Ended::Run(finished) | Ended::Unchanged(finished) => Some(finished),
            _ => None,
        }
    }

    /// The same, for good.
    pub fn into_finished(self) -> Option<Finished> {
        match self {
            Ended::Run(finished) | Ended::Unchanged(finished) => Some(finished),
            _ => None,
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
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(loaded) = self.scenarios.get(number) else { break };
                let how = if progress.is_interrupted() {
                    Ended::Interrupted
                } else {
                    self.run_one(number, &tables, &progress.control)
                };
                progress.finished(loaded.scenario.simulation.trials);
                let _ = ended[number].set(how);
            }
        });
        ended.into_iter().map(|ended| ended.into_inner().unwrap_or(Ended::Interrupted)).collect()
    }

    fn run_one(&self, number: usize, tables: &SharedTables, control: &Control) -> Ended {
        let loaded = &self.scenarios[number];
        let scenario = &loaded.scenario;
        let failed = |message: String| Ended::Failed { message, exit: Exit::Failed };
        // A long run should not end at a folder that cannot be written.
        if let Err(error) = check_folder(self.output, &scenario.slug, Content::Run, self.force) {
            return failed(error.to_string());
        }
        let resolved = loaded.resolved.to_toml();
        let key = self.key(&scenario.slug, &resolved);
        let found = standing(self.output, &scenario.slug, &key);
        if found == Standing::Current
            && let Some(finished) = self.unchanged(&scenario.slug)
        {
            return Ended::Unchanged(finished);
        }
        let harmed = if let Standing::Harmed(file) = found { Some(file) } else { None };
        let started = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let outcome = match crate::analysis::run::run(scenario, self.settings, tables, control) {
            Ok(outcome) => outcome,
            Err(RunError::Interrupted) => return Ended::Interrupted,
            Err(RunError::Compile(error)) => {
                return Ended::Failed {
                    message: format!("{}: {error}", scenario.slug),
                    exit: Exit::BadInput,
                };
            }
        };
        let facts = self.facts(loaded, resolved, &outcome, key, started);
        let results = Results {
            scenario,
            plan: &outcome.plan,
            tally: &outcome.tally,
            batches: &outcome.batches,
            checkpoints: &outcome.checkpoints,
        };
        let headline = Headline::new(scenario, &outcome.plan, &outcome.tally);
        let mut others = match self.pictures(&results, headline.as_ref(), &facts) {
            Ok(pictures) => pictures,
            Err(error) => {
                return failed(format!("{}: a chart cannot be drawn: {error}", scenario.slug));
            }
        };
        let (mut screen, mut json) = (String::new(), String::new());
        if let Some(headline) = headline {
            screen = first_screen(scenario, &headline, &facts);
            json = serde_json::to_string(&FirstScreen::new(scenario, &headline, &facts))
                .expect("plain data with text keys is JSON");
        }
        others.push(ResultFile { path: SCREEN.to_owned(), bytes: screen.clone().into_bytes() });
        others.push(ResultFile {
            path: SCREEN_JSON.to_owned(),
            bytes: format!("{json}\n").into_bytes(),
        });
        let files = result_files(&results, &facts, others);
        if control.interrupted.load(Ordering::Relaxed) {
            return Ended::Interrupted;
        }
        let crossed = self
            .fail_if
            .iter()
            .filter_map(|condition| condition.crossed(scenario, &outcome.plan, &outcome.tally))
            .collect();
        match write_folder(self.output, &scenario.slug, &files, self.force) {
            Ok(folder) => {
                let first_trials = (self.scenarios.len() > 1 && number < MOST_KEPT)
                    .then(|| outcome.batches.first_trials());
                Ended::Run(Finished { folder, screen, json, crossed, harmed, first_trials })
            }
            Err(error) => failed(error.to_string()),
        }
    }

    /// Everything that the results depend on, in a hash.
    fn key(&self, slug: &str, resolved: &str) -> String {
        let parts = [
            env!("CARGO_PKG_VERSION").to_owned(),
            build(),
            SCHEMA_VERSION.to_owned(),
            format!("{:?}", self.settings.precision),
            format!("{:?}", self.charts),
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
            first_trials: None,
        })
    }

    /// The charts as files, and the page, which has them whatever the options.
    fn pictures(
        &self,
        results: &Results<'_>,
        headline: Option<&Headline>,
        facts: &RunFacts,
    ) -> Result<Vec<ResultFile>, ChartError> {
        let drawings = run_drawings(results)?;
        let mut files = chart_files(&drawings, self.charts)?;
        files.extend(headline.map(|headline| page(results, headline, facts, &drawings)));
        Ok(files)
    }

    fn facts(
        &self,
        loaded: &Loaded,
        resolved: String,
        outcome: &Outcome,
        key: String,
        started: String,
    ) -> RunFacts {
        RunFacts {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            resolved_scenario: resolved,
            trials_requested: loaded.scenario.simulation.trials,
            trials: outcome.tally.trials(),
            precision: outcome.precision,
            converged: outcome.converged(),
            limiting: outcome.limiting,
            clamped: outcome.clamped,
            warnings: loaded.warnings.list.iter().map(|warning| warning.message.clone()).collect(),
            threads: self.pool.current_num_threads(),
            instruction_set: self.settings.instruction_set.name().to_owned(),
            started,
            key,
            compile_time: outcome.compile_time,
            simulation_time: outcome.simulation_time,
        }
    }
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
        let done = ended.iter().filter(|ended| ended.finished().is_some()).count();
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
