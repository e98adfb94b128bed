//! A progress bar on long runs, for somebody who watches, and Ctrl-C.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Exit;
use super::console::Console;
use crate::simulation::Control;

/// How often the bar looks at the run.
const INTERVAL: Duration = Duration::from_millis(100);

/// Set by the first Ctrl-C; the second one ends the process at once. Either way the exit code is that of an interruption.
pub fn interruption() -> Arc<AtomicBool> {
    let interrupted = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&interrupted);
    // Without a handler Ctrl-C still ends the process, and results are only ever renamed into place.
    let _ = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            // There is nothing to clean up that the next run does not, and an abort would leave a core dump.
            #[allow(clippy::exit)]
            std::process::exit(Exit::Interrupted as i32);
        }
    });
    interrupted
}

/// Does the work while a thread draws the bar and passes an interruption on.
pub fn watch<T>(
    label: &str,
    trials: u64,
    shown: bool,
    interrupted: &AtomicBool,
    console: &Console,
    work: impl FnOnce(&Control) -> T,
) -> T {
    let control = Control::default();
    let target = if shown && console.is_watched() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(Some(trials), target);
    if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:30}] {human_pos} of {human_len} trials, {eta} left") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_message(label.to_owned());
    let finished = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            while !finished.load(Ordering::Relaxed) {
                if interrupted.load(Ordering::Relaxed) {
                    control.interrupted.store(true, Ordering::Relaxed);
                }
                bar.set_position(control.trials.load(Ordering::Relaxed));
                std::thread::park_timeout(INTERVAL);
            }
        });
        let result = work(&control);
        finished.store(true, Ordering::Relaxed);
        watcher.thread().unpark();
        bar.finish_and_clear();
        result
    })
}
