//! Regret: what a choice costs beyond the best one, known only afterwards.
//!
//! In a trial, the regret of a scenario is its loss less the least loss of all scenarios in that
//! trial (Savage 1951, "The Theory of Statistical Decision", *JASA* 46). It means something when
//! the scenarios are choices that face the same futures.

use super::interval::NORMAL_CRITICAL;

/// The regret of one scenario.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Regret {
    pub mean: f64,
    pub std_error: f64,
    pub conf_low: f64,
    pub conf_high: f64,
    /// 95 % quantile, an order statistic.
    pub p95: f64,
    /// Share of trials in which no scenario has less loss.
    pub probability_best: f64,
    pub trials: usize,
}

/// The regrets of scenarios whose losses are given trial by trial; empty without trials or with
/// different numbers of them.
pub fn regrets(losses: &[&[f64]]) -> Vec<Regret> {
    let trials = losses.first().map_or(0, |first| first.len());
    if trials < 2 || losses.iter().any(|loss| loss.len() != trials) {
        return Vec::new();
    }
    let least: Vec<f64> = (0..trials)
        .map(|trial| losses.iter().map(|loss| loss[trial]).fold(f64::INFINITY, f64::min))
        .collect();
    losses.iter().map(|loss| regret(loss, &least)).collect()
}

fn regret(loss: &[f64], least: &[f64]) -> Regret {
    let mut regrets: Vec<f64> = loss.iter().zip(least).map(|(loss, least)| loss - least).collect();
    let n = regrets.len() as f64;
    let mean = regrets.iter().sum::<f64>() / n;
    let variance = regrets.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
    let std_error = (variance / n).sqrt();
    let best = regrets.iter().filter(|&&regret| regret <= 0.0).count();
    regrets.sort_by(f64::total_cmp);
    let rank = (0.95 * n).ceil() as usize;
    Regret {
        mean,
        std_error,
        conf_low: mean - NORMAL_CRITICAL * std_error,
        conf_high: mean + NORMAL_CRITICAL * std_error,
        p95: regrets[rank.clamp(1, regrets.len()) - 1],
        probability_best: best as f64 / n,
        trials: regrets.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regret_is_what_the_best_would_have_saved() {
        let regrets = regrets(&[&[1.0, 5.0, 2.0, 2.0], &[3.0, 1.0, 2.0, 6.0]]);
        assert_eq!((regrets[0].mean, regrets[1].mean), (1.0, 1.5));
        assert_eq!((regrets[0].probability_best, regrets[1].probability_best), (0.75, 0.5));
        assert_eq!((regrets[0].p95, regrets[1].p95), (4.0, 4.0));
        assert!((regrets[0].std_error - 1.0).abs() < 1e-15);
        assert!(super::regrets(&[&[1.0, 2.0], &[1.0]]).is_empty());
    }
}
