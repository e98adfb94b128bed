//! The parallel runner: blocks handed to threads as they come free, one accumulator a thread.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::{Simulator, Worker, blocks};
use crate::lanes::LANES;
use crate::model::series::Observer;

/// Blocks that a thread takes at a time.
const BATCH: u64 = 8;

/// Gathers what blocks yield; merging in any order gives the same bits.
pub trait Accumulator: Observer + Send {
    fn merge(&mut self, other: &Self);
}

/// Watched from outside while a run goes on.
#[derive(Debug, Default)]
pub struct Control {
    /// Set to stop the run at the next batch of blocks.
    pub interrupted: AtomicBool,
    /// Trials done.
    pub trials: AtomicU64,
}

/// The run was stopped from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interrupted;

/// A run in progress: workers and accumulators that live from stage to stage.
pub struct Run<'s, A> {
    pool: &'s rayon::ThreadPool,
    threads: Vec<Mutex<(Worker<'s>, A, u64)>>,
    next_block: u64,
}

impl<'s, A: Accumulator> Run<'s, A> {
    pub fn new(simulator: &'s Simulator, pool: &'s rayon::ThreadPool, accumulator: impl Fn() -> A) -> Self {
        let threads = (0..pool.current_num_threads()).map(|_| Mutex::new((simulator.worker(), accumulator(), 0))).collect();
        Run { pool, threads, next_block: 0 }
    }

    /// Runs up to `trials` trials in all.
    ///
    /// # Errors
    /// [`Interrupted`] when `control` says so; what was gathered is then incomplete.
    pub fn advance(&mut self, trials: u64, control: &Control) -> Result<(), Interrupted> {
        let blocks: Range<u64> = self.next_block..blocks(trials);
        let next = AtomicU64::new(blocks.start);
        let threads = &self.threads;
        self.pool.broadcast(|context| {
            let mut thread = threads[context.index()].lock().expect("only this thread locks its worker");
            let (worker, accumulator, clamped) = &mut *thread;
            while !control.interrupted.load(Ordering::Relaxed) {
                let first = next.fetch_add(BATCH, Ordering::Relaxed);
                if first >= blocks.end {
                    break;
                }
                let last = (first + BATCH).min(blocks.end);
                for block in first..last {
                    worker.run(block, trials, accumulator);
                    *clamped += worker.exogenous.clamped;
                }
                control.trials.fetch_add((last * LANES as u64).min(trials) - first * LANES as u64, Ordering::Relaxed);
            }
        });
        self.next_block = blocks.end;
        if control.interrupted.load(Ordering::Relaxed) { Err(Interrupted) } else { Ok(()) }
    }

    /// Looks at the accumulators of all threads between two stages.
    pub fn inspect<T>(&mut self, look: impl FnOnce(&[&A]) -> T) -> T {
        let accumulators: Vec<&A> = self
            .threads
            .iter_mut()
            .map(|thread| &thread.get_mut().expect("no thread holds its worker between stages").1)
            .collect();
        look(&accumulators)
    }

    /// Everything gathered, and how many drawn values were clamped to their range.
    pub fn finish(self) -> (A, u64) {
        let mut threads = self.threads.into_iter().map(|thread| {
            let (_, accumulator, clamped) = thread.into_inner().expect("no thread holds its worker after the run");
            (accumulator, clamped)
        });
        let first = threads.next().expect("a pool has at least one thread");
        threads.fold(first, |(mut sum, clamped), (accumulator, more)| {
            sum.merge(&accumulator);
            (sum, clamped + more)
        })
    }
}
