//! Intervals of the result tables cover the truth as often as they say: many runs of the newsvendor of V06, each with a seed of its own.

use super::program::simulate;
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
        assert!((share - NOMINAL).abs() <= TOLERANCE * binomial_error, "{row} is covered in {share} of the runs");
    }
    // Mean standard errors against theory: √(p(1 − p)/n), s/√n, and those of a standard normal's tail (V26) times 700 t.
    let n = TRIALS as f64;
    let chance = exact_answer("V06a");
    for (place, expected) in [
        (0, exact_answer("V06d") / n.sqrt()),
        (2, (chance * (1.0 - chance) / n).sqrt()),
        (5, 700.0 * exact_answer("V26b")),
        (6, 700.0 * exact_answer("V26c")),
    ] {
        let Coverage { row, mean_error, .. } = rows[place];
        assert!((mean_error / expected - 1.0).abs() <= 0.01, "{row}: the mean error {mean_error} is not {expected}");
    }
}
