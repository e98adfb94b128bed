//! A progress bar on long runs, for somebody who watches, and Ctrl-C.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::simulation::Control;

/// How often the bar looks at the run.
const INTERVAL: Duration = Duration::from_millis(100);

/// Set by the first Ctrl-C; the second one ends the process at once. Either way the exit code is
/// that of an interruption.
pub fn interruption() -> Arc<AtomicBool> {
    let interrupted = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&interrupted);
    // Without a handler Ctrl-C still ends the process, and results are only ever renamed into
    // place.
    let _ = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            // There is nothing to clean up that the next run does not, and an abort would leave a
            // core dump.
            #[allow(clippy::exit)]
            std::process::exit(Exit::Interrupted as i32);
        }
    });
    interrupted
}

/// How far the runs of a command are.
#[derive(Debug, Default)]
pub struct Progress {
    /// Shared by all runs: it counts their trials and stops them.
    pub control: Control,
    runs: AtomicUsize,
    /// Trials of the runs that have ended, as they were asked for.
    ended: AtomicU64,
}

/// What the bar is about.
#[derive(Debug, Clone)]
pub struct Label<'a> {
    pub name: &'a str,
    pub runs: usize,
    /// Trials of all runs together; none when a precision decides.
    pub trials: Option<u64>,
}

impl Progress {
    pub fn is_interrupted(&self) -> bool {
        self.control.interrupted.load(Ordering::Relaxed)
    }

    /// A run of so many trials has ended, whether all of them were needed or not.
    pub fn finished(&self, trials: u64) {
        self.runs.fetch_add(1, Ordering::Relaxed);
        self.ended.fetch_add(trials, Ordering::Relaxed);
    }
}

/// Does the work while a thread draws the bar and passes an interruption on.
pub fn watch<T>(
    label: &Label<'_>,
    shown: bool,
    interrupted: &AtomicBool,
    console: &Console,
    work: impl FnOnce(&Progress) -> T,
) -> T {
    let progress = Progress::default();
    let target = if shown && console.is_watched() {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let bar = ProgressBar::with_draw_target(label.trials, target);
    let template = match label.trials {
        Some(_) => "{msg} [{bar:30}] {human_pos} of {human_len} trials, {eta} left",
        None => "{msg} {human_pos} trials, {elapsed}",
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    let finished = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            while !finished.load(Ordering::Relaxed) {
                if interrupted.load(Ordering::Relaxed) {
                    progress.control.interrupted.store(true, Ordering::Relaxed);
                }
                bar.set_message(match label.runs {
                    1 => label.name.to_owned(),
                    runs => format!(
                        "{}: {} of {runs} done",
                        label.name,
                        progress.runs.load(Ordering::Relaxed)
                    ),
                });
                // A run that was unchanged has no trials, one that was precise enough has fewer
                // than it might.
                let done = progress
                    .control
                    .trials
                    .load(Ordering::Relaxed)
                    .max(progress.ended.load(Ordering::Relaxed));
                bar.set_position(
                    label.trials.map_or(progress.control.trials.load(Ordering::Relaxed), |all| {
                        done.min(all)
                    }),
                );
                std::thread::park_timeout(INTERVAL);
            }
        });
        let result = work(&progress);
        finished.store(true, Ordering::Relaxed);
        watcher.thread().unpark();
        bar.finish_and_clear();
        result
    })
}
