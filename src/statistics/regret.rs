//! Regret: what a choice costs beyond the best one, known only afterwards.
//!
//! In a trial, the regret of a scenario is its loss less the least loss of all scenarios in that
//! trial (Savage 1951, "The Theory of Statistical Decision", *JASA* 46). It means something when
//! the scenarios are choices that face the same futures.

use super::difference::is_less;
use super::interval::{NonNegative, order_ranks};
use super::{Estimate, Interval, Statistic};

/// Level of the quantile.
const LEVEL: f64 = 0.95;

/// The regret of one scenario.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Regret {
    /// Its mean; without an error where it is nowhere above zero.
    pub mean: Estimate,
    /// 95 % quantile, an order statistic, with limits of the same kind.
    pub p95: f64,
    pub p95_limits: (Option<f64>, Option<f64>),
    /// Probability that no scenario has less loss.
    pub best: Estimate,
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
    let regret =
        |(&loss, &least): (&f64, &f64)| if is_less(least, loss) { loss - least } else { 0.0 };
    let mut regrets: Vec<f64> = loss.iter().zip(least).map(regret).collect();
    let n = regrets.len() as f64;
    let mean = regrets.iter().sum::<f64>() / n;
    let variance = regrets.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
    regrets.sort_by(f64::total_cmp);
    let best = regrets.partition_point(|&regret| regret <= 0.0);
    let trials = regrets.len() as u64;
    let positive = trials - best as u64;
    let rank = (LEVEL * n).ceil() as usize;
    let value = |rank: u64| regrets[rank as usize - 1];
    let (low, high) = order_ranks(trials, LEVEL);
    Regret {
        mean: if positive == 0 {
            Estimate::symmetric(Statistic::Mean, Interval::Gamma, trials, Some(0.0), None)
        } else {
            let misses = best as f64 / n;
            let event = misses * value(trials);
            Estimate::non_negative(
                Statistic::Mean,
                NonNegative { trials, positive, mean, variance, event },
            )
        },
        p95: regrets[rank.clamp(1, regrets.len()) - 1],
        p95_limits: (low.map(value), high.map(value)),
        best: Estimate::probability(Statistic::ProbabilityPositive, best as u64, trials),
        trials: regrets.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regret_is_what_the_best_would_have_saved() {
        let regrets = regrets(&[&[1.0, 5.0, 2.0, 2.0], &[3.0, 1.0, 2.0, 6.0]]);
        let of = |read: fn(&Regret) -> Option<f64>| [read(&regrets[0]), read(&regrets[1])];
        assert_eq!(of(|regret| regret.mean.estimate), [Some(1.0), Some(1.5)]);
        assert_eq!(of(|regret| regret.best.estimate), [Some(0.75), Some(0.5)]);
        assert_eq!((regrets[0].p95, regrets[1].p95), (4.0, 4.0));
        assert!((regrets[0].mean.std_error.unwrap() - 1.0).abs() < 1e-15);
        assert!(regrets[0].mean.conf_low > Some(0.0));
        assert!(super::regrets(&[&[1.0, 2.0], &[1.0]]).is_empty());
    }
}
