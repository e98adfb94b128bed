//! Intervals of the result tables cover the truth as often as they say: many runs of the newsvendor
//! of V06, each with a seed of its own.

use coppercast::analysis::batches::{BatchEstimate, ComparedSubject};
use coppercast::analysis::run::{Outcome, Settings, SharedTables, run};
use coppercast::metric::Metric;
use coppercast::metric::Subject;
use coppercast::numerics::instruction_set::InstructionSet;
use coppercast::simulation::Control;
use coppercast::statistics::Statistic;
use coppercast::statistics::difference::{Compared, Difference, difference};

use super::program::{scenario, simulate};
use super::shortage::newsvendor;
use super::{TOLERANCE, exact_answer};

const REPETITIONS: u32 = 1_000;
const TRIALS: u64 = 10_000;
const NOMINAL: f64 = 0.95;

/// A row, the truth, how often its interval covered, and the mean of its standard errors.
struct Coverage {
    row: &'static str,
    truth: f64,
    covered: u32,
    mean_error: f64,
}

impl Coverage {
    fn new(row: &'static str, truth: f64) -> Self {
        Coverage { row, truth, covered: 0, mean_error: 0.0 }
    }
}

#[test]
fn intervals_of_a_shortfall_cover_the_truth_in_95_of_100_runs() {
    let quantile = |score: f64| 500.0 + 700.0 * score;
    let mut rows = [
        Coverage::new("summary: shortfall mean", exact_answer("V06b")),
        Coverage::new("summary: shortfall sd", exact_answer("V06d")),
        Coverage::new("summary: shortfall prob_positive", exact_answer("V06a")),
        Coverage::new("summary: shortfall p50", quantile(0.0)),
        Coverage::new("summary: shortfall p90", quantile(1.281_551_565_544_600_4)),
        Coverage::new("summary: shortfall p95", exact_answer("V06e")),
        Coverage::new("summary: shortfall cvar95", exact_answer("V06f")),
        Coverage::new("summary: shortfall mean short", exact_answer("V06g")),
        Coverage::new("summary: fill_rate ratio_of_means", exact_answer("V06c")),
        Coverage::new("summary: need mean", 3500.0),
        Coverage::new("summary: need p95", exact_answer("V06h")),
    ];
    let text = newsvendor("3000");
    for repetition in 0..REPETITIONS {
        let tables = simulate(&text, TRIALS, 10_000 + u64::from(repetition));
        for row in &mut rows {
            let value = tables.value(row.row);
            row.covered += u32::from(value.conf_low <= row.truth && row.truth <= value.conf_high);
            row.mean_error += value.std_error / f64::from(REPETITIONS);
        }
    }
    let binomial_error = (NOMINAL * (1.0 - NOMINAL) / f64::from(REPETITIONS)).sqrt();
    for Coverage { row, covered, .. } in &rows {
        let share = f64::from(*covered) / f64::from(REPETITIONS);
        assert!(
            (share - NOMINAL).abs() <= TOLERANCE * binomial_error,
            "{row} is covered in {share} of the runs"
        );
    }
    // Mean standard errors against theory: √(p(1 − p)/n), s/√n, and those of a standard normal's
    // tail (V26) times 700 t.
    let n = TRIALS as f64;
    let chance = exact_answer("V06a");
    for (place, expected) in [
        (0, exact_answer("V06d") / n.sqrt()),
        (2, (chance * (1.0 - chance) / n).sqrt()),
        (5, 700.0 * exact_answer("V26b")),
        (6, 700.0 * exact_answer("V26c")),
    ] {
        let Coverage { row, mean_error, .. } = rows[place];
        assert!(
            (mean_error / expected - 1.0).abs() <= 0.01,
            "{row}: the mean error {mean_error} is not {expected}"
        );
    }
}

/// An estimate of a run with its batches, as the tables of results hand them to a comparison.
fn compared(
    outcome: &Outcome,
    in_batches: &[BatchEstimate],
    metric: Metric,
    statistic: Statistic,
) -> Compared {
    let estimate = match outcome.plan.series(Subject::Total, metric) {
        Some(series) => outcome.tally.series(series).estimate(statistic),
        None => {
            let ratio = outcome.plan.ratio(Subject::Total, metric).expect("a series or a ratio");
            outcome.tally.ratio(ratio).complement()
        }
    };
    let batches = in_batches
        .iter()
        .filter(|row| {
            row.subject == ComparedSubject::Metric(metric) && row.estimate.statistic == statistic
        })
        .map(|row| {
            (
                outcome.batches.trials(row.batch),
                row.estimate.estimate.expect("every batch has a need"),
            )
        })
        .collect();
    Compared {
        estimate: estimate.estimate.expect("every run has a need"),
        std_error: estimate.std_error,
        batches,
    }
}

/// Two newsvendors with the same random numbers, whose spot markets have 3,000 t and 3,200 t: the
/// chance and the mean of a shortfall are those of V06, Φ((μ − Q)/σ) and σ·φ((μ − Q)/σ) + (μ −
/// Q)·Φ((μ − Q)/σ) with μ = 3,500 t and σ = 700 t.
#[test]
fn paired_intervals_of_a_difference_cover_the_truth_in_95_of_100_pairs_of_runs() {
    const TRIALS: u64 = 2048;
    // Difference, and how many times narrower than from independent runs the interval must be.
    const CASES: [(Metric, Statistic, f64, f64); 3] = [
        (Metric::Shortfall, Statistic::Mean, -143.097_722_628_307_1, 6.0),
        (Metric::Shortfall, Statistic::ProbabilityPositive, -0.096_592_308_870_648, 1.8),
        (Metric::FillRate, Statistic::RatioOfMeans, 0.040_885_063_608_088, 6.0),
    ];
    let settings = Settings { instruction_set: InstructionSet::detect(), precision: None };
    let tables = SharedTables::default();
    let outcome = |supply: &str, repetition: u32| {
        let scenario = scenario(&newsvendor(supply), TRIALS, 70_000 + u64::from(repetition));
        run(&scenario, settings, &tables, &Control::default()).expect("a checked scenario runs")
    };
    let mut covered = [0_u32; CASES.len()];
    let mut widths = [[0.0; 2]; CASES.len()];
    for repetition in 0..REPETITIONS {
        let (base, scenario) = (outcome("3000", repetition), outcome("3200", repetition));
        let (base_batches, batches) = (base.batches.estimates(), scenario.batches.estimates());
        for (case, (metric, statistic, truth, _)) in CASES.into_iter().enumerate() {
            let is_probability = statistic == Statistic::ProbabilityPositive;
            let ours = compared(&scenario, &batches, metric, statistic);
            let theirs = compared(&base, &base_batches, metric, statistic);
            let limits = |paired| {
                let Difference { conf_low, conf_high, .. } =
                    difference(&ours, &theirs, paired, is_probability);
                (conf_low.expect("a limit"), conf_high.expect("a limit"))
            };
            let (low, high) = limits(true);
            covered[case] += u32::from(low <= truth && truth <= high);
            widths[case][0] += high - low;
            widths[case][1] += limits(false).1 - limits(false).0;
        }
    }
    let binomial_error = (NOMINAL * (1.0 - NOMINAL) / f64::from(REPETITIONS)).sqrt();
    for (case, (metric, statistic, _, narrower)) in CASES.into_iter().enumerate() {
        let share = f64::from(covered[case]) / f64::from(REPETITIONS);
        let name = format!("{} {}", metric.name(), statistic.name());
        assert!(
            (share - NOMINAL).abs() <= TOLERANCE * binomial_error,
            "{name} is covered in {share} of the pairs"
        );
        let gain = widths[case][1] / widths[case][0];
        assert!(
            gain >= narrower,
            "the interval of {name} is only {gain} times narrower than that of independent runs"
        );
    }
}

/// Whether a run that stops by its own look at the errors stops at a lucky moment: the mean of its
/// mean shortfall over many runs, against V06 with 3,000 t, short in three cases of four, and with a
/// supply at the 99.7 % quantile of need, 700 t·(φ(2.75) − 2.75·Φ(−2.75)).
#[test]
fn precision_stops_without_a_bias() {
    const RARE: f64 = 0.629_449_523_633_718_9;
    for (supply, truth, precision, most, bias) in
        [("3000", exact_answer("V06b"), 0.05, 65_536, 0.003), ("5425", RARE, 0.3, 1 << 20, 0.005)]
    {
        let settings =
            Settings { instruction_set: InstructionSet::detect(), precision: Some(precision) };
        let tables = SharedTables::default();
        let (mut sum, mut squares, mut trials, mut covered) = (0.0, 0.0, 0, 0_u32);
        for repetition in 0..REPETITIONS {
            let scenario = scenario(&newsvendor(supply), most, 90_000 + u64::from(repetition));
            let outcome = run(&scenario, settings, &tables, &Control::default()).expect("it runs");
            assert_eq!(outcome.converged(), Some(true), "{supply}");
            let series = outcome.plan.series(Subject::Total, Metric::Shortfall).expect("a series");
            let mean = outcome.tally.series(series).mean();
            let off = mean.estimate.expect("a mean") / truth - 1.0;
            sum += off;
            squares += off * off;
            trials += outcome.tally.trials();
            let (low, high) = (mean.conf_low.expect("a limit"), mean.conf_high.expect("a limit"));
            covered += u32::from(low <= truth && truth <= high);
        }
        let count = f64::from(REPETITIONS);
        let (mean, error) = (sum / count, (squares / (count * count)).sqrt());
        let told = format!(
            "{supply} t at {precision}: {:.2} ± {:.2} % off after {} trials, covered {covered}",
            100.0 * mean,
            100.0 * error,
            trials / u64::from(REPETITIONS)
        );
        assert!(mean.abs() <= bias + TOLERANCE * error, "{told}");
        assert!(f64::from(covered) / count >= NOMINAL - 0.0276, "{told}");
    }
}
