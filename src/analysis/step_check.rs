//! Whether the length of the computation's steps moves the answers.
//!
//! What is between two steps is not computed, so that answers depend on their length. How much can
//! only be seen: the first trials of the run are simulated again, with steps as they are and with
//! steps of a quarter of that length. Both have the random numbers of the run, so that a thousand
//! trials tell what a step does. Nothing of the run itself changes. docs/statistics.md, Q28.

#[cfg(test)]
mod tests;

use crate::analysis::collection::specifications;
use crate::analysis::headline::{Headline, LEVEL};
use crate::analysis::run::{Outcome, RunError, SharedTables};
use crate::analysis::selection::Selection;
use crate::metric::series::SeriesPlan;
use crate::metric::{Metric, Observed, Subject};
use crate::numerics::instruction_set::InstructionSet;
use crate::scenario::{Scenario, TimeGrid, Unmet};
use crate::simulation::{Control, Run, Simulator};
use crate::statistics::difference::{Difference, difference};
use crate::statistics::paired_tails::paired_error;
use crate::statistics::{LANES, Statistic};

/// Relative move from which on a number is told.
pub const LARGEST: f64 = 0.03;

/// Standard errors that a move is away from zero at least to be told: of some twenty numbers hardly
/// ever one by chance.
const SURE: f64 = 3.0;
/// The finer steps have at most this part of the length.
const FINER: usize = 4;
/// The part of a run's trials that is looked at, and within which numbers.
const PART: u64 = 25;
const FEWEST: u64 = 1_024;
const MOST: u64 = 4_096;

/// What a number of the first screen is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measured {
    /// A metric.
    Metric(Observed, Metric),
    /// A watch, by its place in the scenario.
    Watch(usize),
}

/// A number of the first screen by steps as they are, and by finer ones.
#[derive(Debug, Clone, PartialEq)]
pub struct Move {
    /// What it is of.
    pub measured: Measured,
    /// Which number of it.
    pub statistic: Statistic,
    /// By steps as they are, in the trials looked at.
    pub estimate: f64,
    /// By finer steps, in the same trials.
    pub finer: f64,
    /// By finer steps less by steps as they are.
    pub difference: Difference,
}

impl Move {
    /// The difference over what it is by steps as they are; infinite if that is nothing.
    pub fn relative(&self) -> f64 {
        let difference = self.difference.difference;
        if difference == 0.0 { 0.0 } else { difference / self.estimate.abs() }
    }

    /// Whether it moves by more than [`LARGEST`], and surely.
    pub fn is_told(&self) -> bool {
        let Difference { difference, std_error, .. } = self.difference;
        self.relative().abs() > LARGEST
            && std_error.is_some_and(|error| difference.abs() > SURE * error)
    }
}

/// What finer steps change.
#[derive(Debug, Clone, PartialEq)]
pub struct StepCheck {
    /// The first trials of the run, which were looked at.
    pub trials: u64,
    /// The finer grid.
    pub finer: TimeGrid,
    /// In the order of the screen.
    pub moves: Vec<Move>,
}

impl StepCheck {
    /// The numbers that depend on the length of the step, those that move most first.
    pub fn told(&self) -> Vec<&Move> {
        let mut told: Vec<&Move> = self.moves.iter().filter(|moved| moved.is_told()).collect();
        told.sort_by(|a, b| b.relative().abs().total_cmp(&a.relative().abs()));
        told
    }
}

/// Simulates the first trials of a run with finer steps, on the current rayon pool: the same bits
/// for any number of threads. `None` for runs too short to tell.
///
/// # Errors
/// [`RunError::Interrupted`] when `control` says so.
pub fn step_check(
    scenario: &Scenario,
    outcome: &Outcome,
    instruction_set: InstructionSet,
    tables: &SharedTables,
    control: &Control,
) -> Result<Option<StepCheck>, RunError> {
    let trials = outcome.tally.trials();
    let headline = Headline::new(scenario, &outcome.plan, &outcome.tally);
    let Some(headline) = headline.filter(|_| trials >= FEWEST) else { return Ok(None) };
    let trials = (trials / PART).clamp(FEWEST, MOST).next_multiple_of(LANES as u64).min(trials);
    let mut scenario = scenario.clone();
    scenario.report.thresholds.clear();
    let wanted: Vec<(Measured, Statistic, usize)> = numbers(&scenario, &headline)
        .into_iter()
        .filter_map(|(of, statistic)| Some((of, statistic, series(&scenario, &outcome.plan, of)?)))
        .collect();
    let mut places: Vec<usize> = wanted.iter().map(|&(.., series)| series).collect();
    places.sort_unstable();
    places.dedup();
    let look = |scenario: &Scenario| -> Result<Selection, RunError> {
        let simulator = Simulator::new(tables.compile(scenario)?, scenario, instruction_set);
        let specifications = specifications(&simulator, trials, &[]);
        let mut run =
            Run::new(&simulator, || Selection::new(&places, &specifications).with_first_trials());
        run.advance_aside(trials, control)?;
        Ok(run.finish().0)
    };
    let base = look(&scenario)?;
    scenario.time = scenario.time.finer(FINER);
    let finer = look(&scenario)?;
    let moves = wanted.into_iter().filter_map(|(measured, statistic, series)| {
        let place = places.binary_search(&series).ok()?;
        let (with, without) = (finer.compared(place, statistic)?, base.compared(place, statistic)?);
        let is_probability = statistic == Statistic::ProbabilityPositive;
        let moved = difference(&with, &without, true, is_probability);
        let values = [&finer, &base].map(|side| side.first_trials(place));
        let error = paired_error(&values[0], &values[1], statistic, trials);
        Some(Move {
            measured,
            statistic,
            estimate: without.estimate,
            finer: with.estimate,
            difference: error.map_or(moved, |error| moved.with_error(error)),
        })
    });
    Ok(Some(StepCheck { trials, finer: scenario.time, moves: moves.collect() }))
}

fn series(scenario: &Scenario, plan: &SeriesPlan, measured: Measured) -> Option<usize> {
    match measured {
        Measured::Watch(watch) => Some(plan.watches + watch),
        Measured::Metric(observed, metric) => {
            plan.series(observed, metric).filter(|_| scenario.has_metric(observed.subject, metric))
        }
    }
}

/// The numbers of the first screen. Left out are those that follow from others (given a shortage or
/// a delay), shares of sources, which are small where they move much, and the on-time fill rate,
/// which is about one step by its definition.
fn numbers(scenario: &Scenario, headline: &Headline) -> Vec<(Measured, Statistic)> {
    const CHANCE: Statistic = Statistic::ProbabilityPositive;
    const MEAN: Statistic = Statistic::Mean;
    const WORST: Statistic = Statistic::TailMean(LEVEL);
    const HIGH: Statistic = Statistic::Quantile(LEVEL);
    let mut all = Vec::new();
    let mut add = |observed: Observed, metric, statistics: &[Statistic]| {
        let of = Measured::Metric(observed, metric);
        all.extend(statistics.iter().map(|&statistic| (of, statistic)));
    };
    let total = Observed::from(Subject::Total);
    add(total, Metric::Shortfall, &[CHANCE]);
    if let Some(worst) = &headline.worst_period {
        add(Subject::Total.in_period(worst.period), Metric::Short, &[CHANCE]);
    }
    match scenario.shortage.unmet {
        Unmet::Backlog => {
            add(total, Metric::PeakBacklog, &[MEAN, WORST]);
            add(total, Metric::Lateness, &[MEAN]);
        }
        Unmet::Lost => add(total, Metric::Shortfall, &[MEAN, WORST]),
    }
    if let Some(exposed) = &headline.most_exposed {
        let facility = Observed::from(Subject::Facility(exposed.facility));
        add(facility, Metric::Shortfall, &[CHANCE]);
        add(facility, Metric::ShortageDelay, &[CHANCE, MEAN]);
        add(facility, Metric::CostOfDelay, &[MEAN]);
    }
    if let Some(not_completed) = &headline.not_completed {
        add(total, Metric::NotCompleted, &[CHANCE]);
        let facility = Subject::Facility(not_completed.facility);
        add(facility.into(), Metric::NotCompleted, &[CHANCE]);
    }
    if let Some(components) = &headline.components {
        add(total, Metric::ComponentShortfall, &[CHANCE, MEAN]);
        if let Some((facility, _)) = components.latest {
            add(Subject::Facility(facility).into(), Metric::ShortageDelay, &[MEAN]);
        }
    }
    add(total, Metric::Need, &[MEAN]);
    add(total, Metric::PaidNotTaken, &[MEAN]);
    add(total, Metric::CostTakeOrPay, &[MEAN]);
    for money in [Metric::Cost, Metric::CostWithPenalty, Metric::PresentValueOfCost] {
        add(total, money, &[MEAN, HIGH]);
    }
    add(total, Metric::Carbon, &[MEAN]);
    add(total, Metric::CostCarbon, &[MEAN]);
    let watches = (0..scenario.watches.len()).map(|watch| (Measured::Watch(watch), CHANCE));
    all.extend(watches);
    // The facility that waits longest for components may be the most exposed one.
    let mut seen = Vec::new();
    all.retain(|number| {
        let is_new = !seen.contains(number);
        seen.push(*number);
        is_new
    });
    all
}
