//! Scenarios against a base: from the results folders of finished runs to differences, dominance and regret.
//!
//! Differences come from the estimates and their batches as the folders hold them. What needs trials one by one re-simulates the first
//! [`TRIALS`] of each scenario; they are the trials that the runs had, so that they pair.

mod finished_run;
mod unlike;

pub use finished_run::{EstimateKey, FinishedRun, InBatch, SummaryRow, Unreadable};

use crate::distribution::QuantileTables;
use crate::instruction_set::InstructionSet;
use crate::metric::{Better, Metric};
use crate::model::Model;
use crate::model::series::Subject;
use crate::report::wording::trials as trials_in_words;
use crate::simulation::Simulator;
use crate::simulation::trial_values::trial_values;
use crate::statistics::batches::COMPARED;
use crate::statistics::collection::metric_named;
use crate::statistics::comparison::{Compared, Difference, TrialByTrial, difference, trial_by_trial};
use crate::statistics::dominance::{Order, Verdict, dominance};
use crate::statistics::regret::{Regret, regrets};

/// Trials that are compared one by one.
pub const TRIALS: u64 = 8192;

/// Metrics whose distributions are compared for dominance and whose regret is told: losses.
const LOSSES: [Metric; 4] = [Metric::Shortfall, Metric::Cost, Metric::CostWithPenalty, Metric::Carbon];

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
    /// The shares of trials in which the scenario is better, and worse, than the base.
    pub fn better_and_worse(&self) -> Option<(f64, f64)> {
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
    /// Trials that were compared one by one; 0 when they could not be.
    pub trials: u64,
    /// What is missing, in sentences.
    pub notes: Vec<String>,
}

impl Comparison {
    /// The commodity of all scenarios, as a sentence names it.
    pub fn commodity(&self) -> &str {
        let mut named = self.runs.iter().map(|run| run.scenario.as_ref().map(|scenario| scenario.commodity.as_str()));
        let first = named.next().flatten();
        first.filter(|_| named.all(|commodity| commodity == first)).unwrap_or("metal")
    }
}

/// Losses and other metrics of the first trials of a scenario.
struct Trials(Vec<(Metric, Vec<f64>)>);

impl Trials {
    fn of(&self, metric: Metric) -> Option<&[f64]> {
        self.0.iter().find(|(of, _)| *of == metric).map(|(_, values)| values.as_slice())
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
                "{} does not share the random numbers of {} (seed {}, {} against seed {}, {}): its differences are those of independent runs",
                run.slug, reference.slug, run.seed, trials_in_words(run.trials), reference.seed, trials_in_words(reference.trials)
            ));
        }
        if run.scenario.is_none() {
            notes.push(format!("the resolved scenario of {} cannot be read, so it is not compared trial by trial", run.slug));
        }
        notes.extend(unlike::notes(run, reference));
    }
    let trials = runs.iter().map(|run| run.trials).min().unwrap_or(0).min(TRIALS);
    let mut tables = QuantileTables::default();
    let in_trials: Vec<Option<Trials>> = runs
        .iter()
        .map(|run| (run.seed == reference.seed).then(|| first_trials(run, trials, &mut tables, instruction_set)).flatten())
        .collect();
    let mut rows = Vec::new();
    let mut verdicts = Vec::new();
    for (number, run) in runs.iter().enumerate().filter(|(number, _)| *number != base) {
        rows.extend(against(run, number, reference, in_trials[number].as_ref(), in_trials[base].as_ref()));
        for metric in LOSSES {
            let losses = |number: usize| in_trials[number].as_ref().and_then(|trials| trials.of(metric));
            let (Some(ours), Some(theirs)) = (losses(number), losses(base)) else { continue };
            verdicts.extend(Order::ALL.iter().filter_map(|&order| dominance(ours, theirs, order)).map(|verdict| DominanceRow {
                scenario: number,
                metric,
                verdict,
            }));
        }
    }
    let regrets = regret_rows(&in_trials);
    let compared = in_trials.iter().enumerate().any(|(number, trials)| number != base && trials.is_some());
    let trials = if compared && in_trials[base].is_some() { trials } else { 0 };
    Comparison { base, rows, dominance: verdicts, regrets, trials, notes, runs }
}

/// Whether two runs share their random numbers, batch by batch.
fn pairs(run: &FinishedRun, base: &FinishedRun) -> bool {
    (run.seed, run.trials, &run.design) == (base.seed, base.trials, &base.design)
}

fn regret_rows(in_trials: &[Option<Trials>]) -> Vec<RegretRow> {
    let of_metric = |metric: Metric| {
        let losses: Option<Vec<&[f64]>> = in_trials.iter().map(|trials| trials.as_ref()?.of(metric)).collect();
        let regrets = losses.map(|losses| regrets(&losses)).unwrap_or_default();
        regrets.into_iter().enumerate().map(move |(scenario, regret)| RegretRow { scenario, metric, regret })
    };
    LOSSES.into_iter().flat_map(of_metric).collect()
}

/// The compared estimates of a run beside those of the base.
fn against(
    run: &FinishedRun,
    number: usize,
    base: &FinishedRun,
    ours: Option<&Trials>,
    theirs: Option<&Trials>,
) -> Vec<ComparisonRow> {
    let paired = pairs(run, base);
    let mut rows = Vec::new();
    for key in &run.compared {
        let Some(value) = run.row(key) else { continue };
        let other = base.row(key);
        let metric = metric_named(&key.metric);
        let is_probability = key.statistic.starts_with("prob_");
        let difference = other.and_then(|other| {
            let pairs = common_batches(run.in_batches(key), base.in_batches(key));
            let side = |side: usize| pairs.iter().map(|pair| pair[side]).collect();
            let ours = Compared { estimate: value.estimate?, std_error: value.std_error, batches: side(0) };
            let theirs = Compared { estimate: other.estimate?, std_error: other.std_error, batches: side(1) };
            Some(difference(&ours, &theirs, paired, is_probability))
        });
        let trials =
            metric.filter(|_| key.statistic == "mean").and_then(|metric| trial_by_trial(ours?.of(metric)?, theirs?.of(metric)?));
        rows.push(ComparisonRow {
            scenario: number,
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

/// Trials and estimates of the batches that are known in both runs: a ratio of means is unknown where its denominator is 0.
fn common_batches(ours: &[InBatch], theirs: &[InBatch]) -> Vec<[(u64, f64); 2]> {
    let both = ours.iter().filter_map(|of| Some((of, theirs.iter().find(|other| other.batch == of.batch)?)));
    both.map(|(of, other)| [(of.trials, of.estimate), (other.trials, other.estimate)]).collect()
}

/// Simulates the first trials of a run again; `None` when its scenario cannot be read. Runs share the tables of their distributions.
fn first_trials(run: &FinishedRun, trials: u64, tables: &mut QuantileTables, instruction_set: InstructionSet) -> Option<Trials> {
    let scenario = run.scenario.as_ref()?;
    let simulator = Simulator::new(Model::with_tables(scenario, tables).ok()?, scenario, instruction_set);
    let plan = &simulator.model.series;
    let (metrics, series): (Vec<Metric>, Vec<usize>) =
        COMPARED.iter().filter_map(|&(metric, _)| Some((metric, plan.series(Subject::Total, metric)?))).unzip();
    Some(Trials(metrics.into_iter().zip(trial_values(&simulator, &series, trials)).collect()))
}
