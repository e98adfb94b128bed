//! Blocks of trials, spread over threads.
//!
//! A block is [`LANES`] trials. Nothing here depends on the order in which blocks are run: what
//! they yield goes to accumulators that merge to the same bits in any order.

pub mod replay;
pub mod runner;
pub mod trial_values;
pub mod watch;

pub use replay::Replay;
pub use runner::{Accumulator, Control, Interrupted, Run};
pub use watch::WatchPlan;

use crate::model::Model;
use crate::model::balance::{Balance, run_block};
use crate::model::exogenous::{Exogenous, draw_block};
use crate::model::observer::Observer;
use crate::numerics::instruction_set::InstructionSet;
use crate::numerics::lanes::LANES;
use crate::scenario::Scenario;
use watch::Watching;

/// A model with its watches and the instruction set it runs with.
#[derive(Debug)]
pub struct Simulator {
    /// What is simulated.
    pub model: Model,
    /// Events of the user's own.
    pub watches: WatchPlan,
    /// What the engine runs with.
    pub instruction_set: InstructionSet,
}

impl Simulator {
    /// A simulator of a compiled scenario.
    pub fn new(model: Model, scenario: &Scenario, instruction_set: InstructionSet) -> Self {
        let watches = WatchPlan::new(&scenario.watches, &model.series);
        Simulator { model, watches, instruction_set }
    }

    /// The working space of one thread.
    pub fn worker(&self) -> Worker<'_> {
        Worker {
            simulator: self,
            exogenous: Exogenous::new(&self.model),
            balance: Balance::new(&self.model),
            captured: self.watches.captured(),
            block: 0,
        }
    }
}

/// Runs blocks one at a time; allocates nothing once it exists.
#[derive(Debug)]
pub struct Worker<'s> {
    simulator: &'s Simulator,
    /// What the block is exposed to.
    pub exogenous: Exogenous,
    balance: Balance,
    captured: Vec<crate::numerics::lanes::Lanes>,
    /// The block that was drawn.
    block: u64,
}

impl Worker<'_> {
    /// The first phase alone.
    pub fn draw(&mut self, block: u64) {
        self.block = block;
        draw_block(
            self.simulator.instruction_set,
            &self.simulator.model,
            block * LANES as u64,
            &mut self.exogenous,
        );
    }

    /// The second phase, of the block that was drawn; of its lanes the first `trials` count.
    pub fn run_balance(&mut self, trials: u64, observer: &mut dyn Observer) {
        let Simulator { model, watches, instruction_set } = self.simulator;
        let mask = if trials >= LANES as u64 { u64::MAX } else { (1 << trials) - 1 };
        observer.begin(self.block, mask);
        let Worker { exogenous, balance, captured, .. } = self;
        if watches.is_empty() {
            return run_block(*instruction_set, model, exogenous, balance, observer, mask);
        }
        let mut watching = Watching { inner: observer, plan: watches, captured };
        run_block(*instruction_set, model, exogenous, balance, &mut watching, mask);
        watching.finish(model.series.watches, mask);
    }

    /// Both phases of a block in a run of `trials` trials.
    pub fn run(&mut self, block: u64, trials: u64, observer: &mut dyn Observer) {
        self.draw(block);
        self.run_balance(trials.saturating_sub(block * LANES as u64), observer);
    }
}

/// Number of blocks that hold so many trials.
pub fn blocks(trials: u64) -> u64 {
    trials.div_ceil(LANES as u64)
}
