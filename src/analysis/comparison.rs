//! Scenarios against a base: from the results folders of finished runs to differences, dominance
//! and regret.
//!
//! Differences come from the estimates and their batches as the folders hold them. What needs
//! trials one by one takes the first [`FIRST_TRIALS`] of each scenario: a run that has just ended
//! still holds them, those of an earlier one are simulated again. They are the trials that the runs
//! had, so that they pair.

mod choice;
mod finished_run;
mod unlike;

pub use choice::{Choice, MONEY};
pub use finished_run::{EstimateKey, FinishedRun, InBatch, SummaryRow, Unreadable};

use rayon::prelude::*;

use crate::analysis::batches::{COMPARED, is_told_by_trial};
use crate::analysis::run::SharedTables;
use crate::metric::Subject;
use crate::metric::{Better, Metric};
use crate::number_words;
use crate::numerics::instruction_set::InstructionSet;
use crate::simulation::Simulator;
use crate::simulation::trial_values::{Wanted, trial_values};
use crate::statistics::difference::{
    Compared, Difference, TrialByTrial, difference, trial_by_trial,
};
use crate::statistics::dominance::{Order, Verdict, dominance};
use crate::statistics::first_trials::{FIRST_TRIALS, FirstTrials};
use crate::statistics::paired_tails::paired_error;
use crate::statistics::regret::{Regret, regrets};
use crate::statistics::{Estimate, Statistic};

/// Metrics whose distributions are compared for dominance and whose regret is told: losses.
const LOSSES: [Metric; 5] =
    [Metric::Shortfall, MONEY, Metric::Cost, Metric::CostWithPenalty, Metric::Carbon];

/// An estimate of a scenario beside that of the base.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparisonRow {
    pub scenario: usize,
    pub key: EstimateKey,
    pub unit: String,
    /// Which way is better; neither for a watch.
    pub better: Better,
    pub value: SummaryRow,
    /// `None` when the base does not have the metric.
    pub base: Option<f64>,
    pub difference: Option<Difference>,
    /// Of the metric's means only.
    pub trials: Option<TrialByTrial>,
}

impl ComparisonRow {
    /// The probabilities that the scenario is better, and worse, than the base.
    pub fn better_and_worse(&self) -> Option<(Estimate, Estimate)> {
        let trials = self.trials?;
        match self.better {
            Better::Low => Some((trials.less, trials.more)),
            Better::High => Some((trials.more, trials.less)),
            Better::Neither => None,
        }
    }
}

/// A verdict on dominance over the base.
#[derive(Debug, Clone, PartialEq)]
pub struct DominanceRow {
    pub scenario: usize,
    pub metric: Metric,
    pub verdict: Verdict,
}

/// The regret of choosing a scenario among all.
#[derive(Debug, Clone, PartialEq)]
pub struct RegretRow {
    pub scenario: usize,
    pub metric: Metric,
    pub regret: Regret,
}

/// Scenarios against their base.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// All scenarios, the base among them, in the order given.
    pub runs: Vec<FinishedRun>,
    pub base: usize,
    pub rows: Vec<ComparisonRow>,
    pub dominance: Vec<DominanceRow>,
    pub regrets: Vec<RegretRow>,
    /// Which to take; `None` where the money of two is not known.
    pub choice: Option<Choice>,
    /// Trials that were compared one by one; 0 when they could not be.
    pub trials: u64,
    /// What is missing, in sentences.
    pub notes: Vec<String>,
}

impl Comparison {
    /// The commodity of all scenarios, as a sentence names it.
    pub fn commodity(&self) -> &str {
        let mut named = self
            .runs
            .iter()
            .map(|run| run.scenario.as_ref().map(|scenario| scenario.commodity.as_str()));
        let first = named.next().flatten();
        first.filter(|_| named.all(|commodity| commodity == first)).unwrap_or("metal")
    }

    /// The row of a scenario that is compared with the base.
    pub fn row(&self, scenario: usize, metric: Metric, statistic: &str) -> Option<&ComparisonRow> {
        self.rows.iter().find(|row| row.scenario == scenario && row.value.is_of(metric, statistic))
    }

    /// The summary's row of a scenario, the base included.
    pub fn summary_row(
        &self,
        scenario: usize,
        metric: Metric,
        statistic: &str,
    ) -> Option<&SummaryRow> {
        self.runs[scenario].rows.iter().find(|row| row.is_of(metric, statistic))
    }
}

/// Compares runs with the one at `base`.
///
/// # Panics
/// When there is no such run.
pub fn compare(runs: Vec<FinishedRun>, base: usize, instruction_set: InstructionSet) -> Comparison {
    let mut notes = Vec::new();
    let reference = &runs[base];
    for run in &runs {
        if !pairs(run, reference) {
            notes.push(format!(
                "{} does not share the random numbers of {} (seed {}, {} against seed {}, {}): its \
                 differences are those of independent runs",
                run.slug,
                reference.slug,
                run.seed,
                number_words::trials(run.trials),
                reference.seed,
                number_words::trials(reference.trials)
            ));
        }
        if run.scenario.is_none() {
            notes.push(format!(
                "the resolved scenario of {} cannot be read, so it is not compared trial by trial",
                run.slug
            ));
        }
        notes.extend(unlike::notes(run, reference));
    }
    let trials = runs.iter().map(|run| run.trials).min().unwrap_or(0).min(FIRST_TRIALS);
    let tables = SharedTables::default();
    let in_trials = |run: &FinishedRun| {
        let pairs = run.seed == reference.seed;
        pairs.then(|| first_trials(run, trials, &tables, instruction_set)).flatten()
    };
    let theirs = in_trials(reference);
    let compared: Vec<Against> = runs
        .par_iter()
        .enumerate()
        .map(|(place, run)| match place == base {
            true => Against { losses: losses(theirs.as_ref()), ..Against::default() },
            false => Against::new(run, place, reference, in_trials(run).as_ref(), theirs.as_ref()),
        })
        .collect();
    let regrets = regret_rows(&compared);
    let losses: Vec<Option<&FirstTrials>> =
        compared.iter().map(|against| against.losses.as_ref()).collect();
    let choice = choice::choice(&runs, &losses);
    let is_compared = compared
        .iter()
        .enumerate()
        .any(|(place, against)| place != base && against.losses.is_some());
    let trials = if is_compared && theirs.is_some() { trials } else { 0 };
    let (mut rows, mut verdicts) = (Vec::new(), Vec::new());
    for against in compared {
        rows.extend(against.rows);
        verdicts.extend(against.dominance);
    }
    Comparison { base, rows, dominance: verdicts, regrets, choice, trials, notes, runs }
}

/// Whether two runs share their random numbers, batch by batch.
fn pairs(run: &FinishedRun, base: &FinishedRun) -> bool {
    (run.seed, run.trials, &run.design) == (base.seed, base.trials, &base.design)
}

fn regret_rows(compared: &[Against]) -> Vec<RegretRow> {
    let rows_of = |metric: Metric| {
        let losses: Option<Vec<&[f64]>> =
            compared.iter().map(|against| against.losses.as_ref()?.of(metric)).collect();
        let regrets = losses.map(|losses| regrets(&losses)).unwrap_or_default();
        regrets.into_iter().enumerate().map(move |(scenario, regret)| RegretRow {
            scenario,
            metric,
            regret,
        })
    };
    LOSSES.into_iter().flat_map(rows_of).collect()
}

/// What one scenario beside the base yields.
#[derive(Default)]
struct Against {
    rows: Vec<ComparisonRow>,
    dominance: Vec<DominanceRow>,
    /// Of its trials, only the losses are kept: regret is over all scenarios.
    losses: Option<FirstTrials>,
}

impl Against {
    fn new(
        run: &FinishedRun,
        scenario: usize,
        base: &FinishedRun,
        ours: Option<&FirstTrials>,
        theirs: Option<&FirstTrials>,
    ) -> Self {
        let dominance = LOSSES.into_iter().flat_map(|metric| {
            let verdict = move |order| dominance(ours?.of(metric)?, theirs?.of(metric)?, order);
            let verdicts = Order::ALL.iter().filter_map(move |&order| verdict(order));
            verdicts.map(move |verdict| DominanceRow { scenario, metric, verdict })
        });
        Against {
            rows: rows(run, scenario, base, ours, theirs),
            dominance: dominance.collect(),
            losses: losses(ours),
        }
    }
}

fn losses(trials: Option<&FirstTrials>) -> Option<FirstTrials> {
    let losses = |trials: &FirstTrials| {
        trials.0.iter().filter(|(metric, _)| LOSSES.contains(metric)).cloned().collect()
    };
    trials.map(|trials| FirstTrials(losses(trials)))
}

/// The compared estimates of a run beside those of the base.
fn rows(
    run: &FinishedRun,
    scenario: usize,
    base: &FinishedRun,
    ours: Option<&FirstTrials>,
    theirs: Option<&FirstTrials>,
) -> Vec<ComparisonRow> {
    let mut rows = Vec::new();
    for key in &run.compared {
        let Some(value) = run.row(key) else { continue };
        let other = base.row(key);
        let metric = Metric::named(&key.metric);
        let sample = metric.and_then(|metric| Some((ours?.of(metric)?, theirs?.of(metric)?)));
        let difference = compared_difference(run, base, key)
            .map(|difference| with_error_of_tails(difference, key, sample, run.trials));
        let trials = metric
            .filter(|_| key.statistic == "mean")
            .and_then(|metric| trial_by_trial(ours?.of(metric)?, theirs?.of(metric)?));
        rows.push(ComparisonRow {
            scenario,
            key: key.clone(),
            unit: value.unit.clone(),
            better: metric.map_or(Better::Neither, Metric::better),
            value: value.clone(),
            base: other.and_then(|row| row.estimate),
            difference,
            trials,
        });
    }
    rows
}

/// A paired difference of quantiles or tail means with the error that the first trials, one by one,
/// show of it, where they are known.
fn with_error_of_tails(
    difference: Difference,
    key: &EstimateKey,
    sample: Option<(&[f64], &[f64])>,
    trials: u64,
) -> Difference {
    let statistic = key.level.parse().ok().and_then(|level| match key.statistic.as_str() {
        "cvar95" => Some(Statistic::TailMean(level)),
        _ if key.given.is_empty() && key.statistic.starts_with('p') => {
            Some(Statistic::Quantile(level))
        }
        _ => None,
    });
    let error = statistic
        .zip(sample)
        .filter(|_| difference.paired)
        .and_then(|(statistic, (ours, theirs))| paired_error(ours, theirs, statistic, trials));
    error.map_or(difference, |error| difference.with_error(error))
}

/// An estimate of a run less that of another, if both have it.
fn compared_difference(
    run: &FinishedRun,
    base: &FinishedRun,
    key: &EstimateKey,
) -> Option<Difference> {
    let pairs_of_batches = common_batches(run.in_batches(key), base.in_batches(key));
    let compared = |row: &SummaryRow, side: usize| {
        Some(Compared {
            estimate: row.estimate?,
            std_error: row.std_error,
            batches: pairs_of_batches.iter().map(|pair| pair[side]).collect(),
        })
    };
    let ours = compared(run.row(key)?, 0)?;
    let theirs = compared(base.row(key)?, 1)?;
    let is_probability = key.statistic.starts_with("prob_");
    Some(difference(&ours, &theirs, pairs(run, base), is_probability))
}

/// Trials and estimates of the batches that are known in both runs: a ratio of means is unknown
/// where its denominator is 0.
fn common_batches(ours: &[InBatch], theirs: &[InBatch]) -> Vec<[(u64, f64); 2]> {
    let both = ours
        .iter()
        .filter_map(|own| Some((own, theirs.iter().find(|other| other.batch == own.batch)?)));
    both.map(|(own, other)| [(own.trials, own.estimate), (other.trials, other.estimate)]).collect()
}

/// The first trials of a run, as it kept them or simulated again; `None` when its scenario cannot
/// be read. Runs share the tables of their distributions.
fn first_trials(
    run: &FinishedRun,
    trials: u64,
    tables: &SharedTables,
    instruction_set: InstructionSet,
) -> Option<FirstTrials> {
    if let Some(kept) = &run.first_trials {
        let mut kept = kept.clone();
        kept.truncate(trials);
        return Some(kept);
    }
    let scenario = run.scenario.as_ref()?;
    let simulator = Simulator::new(tables.compile(scenario).ok()?, scenario, instruction_set);
    let plan = &simulator.model.series;
    let told =
        COMPARED.iter().map(|&(metric, _)| metric).filter(|&metric| is_told_by_trial(metric));
    let (metrics, wanted): (Vec<Metric>, Vec<Wanted>) = told
        .filter_map(|metric| Some((metric, Wanted::Series(plan.series(Subject::Total, metric)?))))
        .unzip();
    let values = trial_values(&simulator, &wanted, trials);
    let by_metric = metrics.into_iter().enumerate();
    Some(FirstTrials(by_metric.map(|(place, metric)| (metric, values.column(place))).collect()))
}
