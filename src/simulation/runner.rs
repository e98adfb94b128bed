//! The parallel runner: blocks handed to threads as they come free.
//!
//! A run is advanced by one thread of a rayon pool; threads of the pool that have nothing else to
//! do join it. So one run takes all threads, and many runs side by side take one each, until the
//! last ones have the machine for themselves.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::{Simulator, Worker, blocks};
use crate::model::observer::Observer;
use crate::numerics::lanes::LANES;

/// Blocks that a thread takes at a time.
const CHUNK: u64 = 8;

/// Gathers what blocks yield; merging in any order gives the same bits.
pub trait Accumulator: Observer + Send {
    /// Adds what another accumulator has; the order of merging changes no bit.
    fn merge(&mut self, other: &Self);
}

/// Watched from outside while a run goes on.
#[derive(Debug, Default)]
pub struct Control {
    /// Set to stop the run at the next chunk of blocks.
    pub interrupted: AtomicBool,
    /// Trials done.
    pub trials: AtomicU64,
}

/// The run was stopped from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interrupted;

/// A worker and what its blocks yielded.
struct ThreadState<'s, A> {
    /// The thread that had it last: its caches hold the counts.
    thread: Option<usize>,
    worker: Worker<'s>,
    accumulator: A,
    clamped: u64,
}

/// A run in progress: workers and accumulators that live from stage to stage.
pub struct Run<'s, A, N> {
    simulator: &'s Simulator,
    accumulator: N,
    /// As many as threads were ever at work on it at once; a thread takes one out while it works.
    idle: Mutex<Vec<ThreadState<'s, A>>>,
    next_block: u64,
}

impl<'s, A: Accumulator, N: Fn() -> A + Sync> Run<'s, A, N> {
    /// A run whose threads gather in what `accumulator` makes.
    pub fn new(simulator: &'s Simulator, accumulator: N) -> Self {
        Run { simulator, accumulator, idle: Mutex::new(Vec::new()), next_block: 0 }
    }

    /// Runs up to `trials` trials in all, on this thread and on the idle ones of the current rayon
    /// pool.
    ///
    /// # Errors
    /// [`Interrupted`] when `control` says so; what was gathered is then incomplete.
    pub fn advance(&mut self, trials: u64, control: &Control) -> Result<(), Interrupted> {
        let blocks = self.next_block..blocks(trials);
        let next = AtomicU64::new(blocks.start);
        let this = &*self;
        let stage = || this.run_blocks(&next, &blocks, trials, control);
        let chunks = (blocks.end - blocks.start).div_ceil(CHUNK);
        let helpers = (rayon::current_num_threads() as u64).min(chunks).saturating_sub(1);
        rayon::in_place_scope(|scope| {
            for _ in 0..helpers {
                scope.spawn(|_| stage());
            }
            stage();
        });
        self.next_block = blocks.end;
        if control.interrupted.load(Ordering::Relaxed) { Err(Interrupted) } else { Ok(()) }
    }

    /// The same for what is looked at beside a run and is no progress of it.
    ///
    /// # Errors
    /// As [`Run::advance`].
    pub fn advance_aside(&mut self, trials: u64, control: &Control) -> Result<(), Interrupted> {
        let before = self.next_block * LANES as u64;
        self.advance(trials, control)?;
        control.trials.fetch_sub(trials - before, Ordering::Relaxed);
        Ok(())
    }

    /// Takes blocks until none are left.
    fn run_blocks(&self, next: &AtomicU64, blocks: &Range<u64>, trials: u64, control: &Control) {
        let mut own: Option<ThreadState<'s, A>> = None;
        while !control.interrupted.load(Ordering::Relaxed) {
            let first = next.fetch_add(CHUNK, Ordering::Relaxed);
            if first >= blocks.end {
                break;
            }
            let own = own.get_or_insert_with(|| self.take());
            let last = (first + CHUNK).min(blocks.end);
            for block in first..last {
                own.worker.run(block, trials, &mut own.accumulator);
                own.clamped += own.worker.exogenous.clamped;
            }
            control.trials.fetch_add(
                (last * LANES as u64).min(trials) - first * LANES as u64,
                Ordering::Relaxed,
            );
        }
        if let Some(own) = own {
            self.lock().push(own);
        }
    }

    fn take(&self) -> ThreadState<'s, A> {
        let thread = rayon::current_thread_index();
        let idle = {
            let mut idle = self.lock();
            let own = idle.iter().position(|state| state.thread == thread);
            own.map(|own| idle.swap_remove(own)).or_else(|| idle.pop())
        };
        match idle {
            Some(state) => ThreadState { thread, ..state },
            None => ThreadState {
                thread,
                worker: self.simulator.worker(),
                accumulator: (self.accumulator)(),
                clamped: 0,
            },
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<ThreadState<'s, A>>> {
        self.idle.lock().expect("no thread panics while it holds the list")
    }

    /// Looks at all accumulators between two stages.
    pub fn inspect<T>(&mut self, look: impl FnOnce(&[&A]) -> T) -> T {
        let idle = self.lock();
        let accumulators: Vec<&A> = idle.iter().map(|state| &state.accumulator).collect();
        look(&accumulators)
    }

    /// Everything gathered, and how many drawn values were clamped to their range.
    pub fn finish(self) -> (A, u64) {
        let idle = self.idle.into_inner().expect("no thread panics while it holds the list");
        let clamped = idle.iter().map(|state| state.clamped).sum();
        let sum = idle.into_iter().map(|state| state.accumulator).reduce(|mut sum, more| {
            sum.merge(&more);
            sum
        });
        (sum.unwrap_or_else(self.accumulator), clamped)
    }
}
