//! Differences between scenarios.
//!
//! Scenarios of the same seed share their random numbers, so that the difference of two estimates
//! is known far better than each of them (common random numbers: Glasserman 2003, *Monte Carlo
//! Methods in Financial Engineering*, §4.1 and §7.1).

use super::interval::{Limits, NORMAL_CRITICAL, NonNegative, mean_critical, zero_hits_bound};
use super::paired_tails::PairedError;
use super::{EQUAL, Estimate, Statistic};

/// Fewer batches than this leave a difference without an error.
const FEWEST_BATCHES: usize = 8;

/// An estimate in one scenario, with what its differences need.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Compared {
    /// Over all trials.
    pub estimate: f64,
    /// Its own standard error.
    pub std_error: Option<f64>,
    /// Trials and estimate of each batch, in the order of batches; empty when they are not known.
    pub batches: Vec<(u64, f64)>,
}

/// The difference of an estimate in a scenario and in its base.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Scenario less base.
    pub difference: f64,
    /// None when not estimable: too few batches, or an event that neither scenario ever shows.
    pub std_error: Option<f64>,
    /// Lower limit of the interval.
    pub conf_low: Option<f64>,
    /// Upper limit of the interval.
    pub conf_high: Option<f64>,
    /// Whether the error is that of common random numbers.
    pub paired: bool,
    /// By what factor the pairing lowers the variance: how many times as many independent trials
    /// would be as good.
    pub variance_reduction: Option<f64>,
}

/// The difference of a scenario and its base. `paired` says that both share their random numbers,
/// batch by batch; `is_probability` that the estimates are relative frequencies.
///
/// Paired, the error is that of the sectioning estimator: with D the difference over all n trials
/// and dᵦ that in batch b of nᵦ trials, σ² = Σ nᵦ (dᵦ − D)² / (n (B − 1)), and the limits are
/// Student's with B − 1 degrees of freedom (Asmussen & Glynn 2007, *Stochastic Simulation*,
/// §III.5). A difference of means or frequencies that has the same sign in every batch is that of
/// something never negative, and has limits as such. A frequency that moved in no batch has limits
/// 0 ± the exact bound on an event never seen; what moves by a billionth is rounding. Otherwise the
/// errors of independent estimates add in squares.
pub fn difference(
    scenario: &Compared,
    base: &Compared,
    paired: bool,
    is_probability: bool,
) -> Difference {
    let rounding = EQUAL * scenario.estimate.abs().max(base.estimate.abs());
    let moved = |difference: f64| if difference.abs() <= rounding { 0.0 } else { difference };
    let difference = moved(scenario.estimate - base.estimate);
    let independent = scenario.std_error.zip(base.std_error).map(|(a, b)| (a * a + b * b).sqrt());
    let pairs: Vec<(u64, f64)> = scenario
        .batches
        .iter()
        .zip(&base.batches)
        .map(|(&(trials, value), &(_, base))| (trials, moved(value - base)))
        .collect();
    let same_trials =
        scenario.batches.iter().map(|batch| batch.0).eq(base.batches.iter().map(|batch| batch.0));
    if !paired || !same_trials || pairs.len() < FEWEST_BATCHES {
        let half = independent.map(|error| NORMAL_CRITICAL * error);
        return Difference {
            difference,
            std_error: independent,
            conf_low: half.map(|half| difference - half),
            conf_high: half.map(|half| difference + half),
            paired: false,
            variance_reduction: None,
        };
    }
    let trials: u64 = pairs.iter().map(|pair| pair.0).sum();
    let has_moved = pairs.iter().any(|pair| pair.1 != 0.0) || difference != 0.0;
    if !has_moved {
        let never = scenario.estimate == 0.0 && !is_probability;
        let bound = if is_probability { zero_hits_bound(trials) } else { 0.0 };
        return Difference {
            difference,
            std_error: (!is_probability && !never).then_some(0.0),
            conf_low: (!never).then_some(-bound),
            conf_high: (!never).then_some(bound),
            paired: true,
            variance_reduction: None,
        };
    }
    let error = spread_of_batches(&pairs, difference);
    let half = mean_critical(pairs.len() as u64) * error;
    let limits = one_signed_limits(&pairs, difference, error)
        .unwrap_or(Limits { low: difference - half, high: difference + half });
    Difference {
        difference,
        std_error: Some(error),
        conf_low: Some(limits.low),
        conf_high: Some(limits.high),
        paired: true,
        variance_reduction: gain(independent, error),
    }
}

/// By what factor pairing lowers the variance.
fn gain(independent: Option<f64>, error: f64) -> Option<f64> {
    let ratio = independent.filter(|_| error > 0.0)? / error;
    Some(ratio * ratio)
}

impl Difference {
    /// The same with an error from other means than the spread of batches.
    #[must_use]
    pub fn with_error(self, error: PairedError) -> Self {
        let before = self.std_error.unwrap_or(0.0);
        let independent = self.variance_reduction.map(|factor| factor.sqrt() * before);
        Difference {
            std_error: Some(error.std_error),
            conf_low: Some(self.difference - error.below),
            conf_high: Some(self.difference + error.above),
            variance_reduction: gain(independent, error.std_error),
            ..self
        }
    }
}

/// Limits of a difference that has the same sign in every batch.
fn one_signed_limits(pairs: &[(u64, f64)], difference: f64, error: f64) -> Option<Limits> {
    let sign = difference.signum();
    if difference == 0.0 || pairs.iter().any(|pair| pair.1 * sign < 0.0) {
        return None;
    }
    let batches = pairs.len() as u64;
    let sample = NonNegative {
        trials: batches,
        positive: pairs.iter().filter(|pair| pair.1 != 0.0).count() as u64,
        mean: difference.abs(),
        variance: batches as f64 * error * error,
        event: 0.0,
    };
    let Limits { low, high } = sample.mean_limits();
    Some(if sign > 0.0 { Limits { low, high } } else { Limits { low: -high, high: -low } })
}

/// Standard error of the sectioning estimator from trials and estimate of each batch; none from too
/// few batches.
pub(crate) fn sectioning_error(batches: &[(u64, f64)], whole: f64) -> Option<f64> {
    (batches.len() >= FEWEST_BATCHES).then(|| spread_of_batches(batches, whole))
}

fn spread_of_batches(batches: &[(u64, f64)], whole: f64) -> f64 {
    let trials: u64 = batches.iter().map(|batch| batch.0).sum();
    let squares: f64 = batches
        .iter()
        .map(|&(trials, value)| trials as f64 * (value - whole) * (value - whole))
        .sum();
    (squares / (trials as f64 * (batches.len() - 1) as f64)).sqrt()
}

/// How often, over the same trials, one scenario has less of a metric than another, and how often
/// more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrialByTrial {
    /// Probability that it is less.
    pub less: Estimate,
    /// Probability that it is more.
    pub more: Estimate,
    /// Trials compared.
    pub trials: usize,
}

/// Compares trial by trial, what differs by a billionth being equal; `None` without trials or with different numbers of them.
pub fn trial_by_trial(scenario: &[f64], base: &[f64]) -> Option<TrialByTrial> {
    let trials = scenario.len();
    if trials == 0 || base.len() != trials {
        return None;
    }
    let share = |count: usize| {
        Estimate::probability(Statistic::ProbabilityPositive, count as u64, trials as u64)
    };
    let pairs = || scenario.iter().zip(base).map(|(&a, &b)| (a, b));
    Some(TrialByTrial {
        less: share(pairs().filter(|&(a, b)| is_less(a, b)).count()),
        more: share(pairs().filter(|&(a, b)| is_less(b, a)).count()),
        trials,
    })
}

/// Whether a is less than b by more than rounding.
pub(crate) fn is_less(a: f64, b: f64) -> bool {
    b - a > EQUAL * a.abs().max(b.abs())
}

#[cfg(test)]
mod tests {
    use super::super::draws::Draws;
    use super::*;

    const BATCHES: usize = 32;
    const BATCH: usize = 64;

    /// Means of x and of x + shift + noise·y, batch by batch; the true difference is `shift`.
    fn pair(seed: u64, shift: f64, noise: f64) -> (Compared, Compared) {
        let mut draws = Draws(seed);
        let (mut scenario, mut base) = (Compared::default(), Compared::default());
        let (mut sums, mut squares) = ([0.0; 2], [0.0; 2]);
        let n = (BATCHES * BATCH) as f64;
        for _ in 0..BATCHES {
            let mut means = [0.0; 2];
            for _ in 0..BATCH / 64 {
                let (x, y) = (draws.normals(), draws.normals());
                for lane in 0..64 {
                    let values = [x[lane], x[lane] + shift + noise * y[lane]];
                    for which in 0..2 {
                        means[which] += values[which] / BATCH as f64;
                        sums[which] += values[which];
                        squares[which] += values[which] * values[which];
                    }
                }
            }
            base.batches.push((BATCH as u64, means[0]));
            scenario.batches.push((BATCH as u64, means[1]));
        }
        for (which, compared) in [&mut base, &mut scenario].into_iter().enumerate() {
            compared.estimate = sums[which] / n;
            compared.std_error =
                Some(((squares[which] / n - compared.estimate * compared.estimate) / n).sqrt());
        }
        (scenario, base)
    }

    #[test]
    fn paired_intervals_cover_the_true_difference_as_often_as_they_say() {
        // 1,000 repetitions: 95 % within 4 binomial standard deviations is 922 to 978.
        let covered = (0..1000)
            .filter(|&seed| {
                // Seeds far apart in the sequence of the generator, whose states are counted.
                let (scenario, base) = pair(Draws(seed).bits(), 0.01, 0.1);
                let d = difference(&scenario, &base, true, false);
                d.conf_low.unwrap() <= 0.01 && 0.01 <= d.conf_high.unwrap()
            })
            .count();
        assert!((922..=978).contains(&covered), "{covered} of 1000");
    }

    #[test]
    fn pairing_gains_what_the_correlation_promises() {
        // Var x + Var(x + y/10) = 2.01 against Var(y/10) = 0.01.
        let (scenario, base) = pair(7, 0.01, 0.1);
        let gain = difference(&scenario, &base, true, false).variance_reduction.unwrap();
        // The variance of 32 batches is known to 4·√(2/31) = 100 % only; a factor of three would be
        // a mistake.
        assert!((67.0..=603.0).contains(&gain), "{gain}");
        let independent = difference(&scenario, &base, false, false);
        assert!(!independent.paired && independent.variance_reduction.is_none());
        assert!(independent.std_error > Some(0.03));
    }

    #[test]
    fn what_never_moves_is_zero_with_an_honest_bound() {
        let still =
            Compared { estimate: 0.2, std_error: Some(0.01), batches: vec![(100, 0.2); 32] };
        let frequency = difference(&still, &still, true, true);
        assert_eq!((frequency.difference, frequency.std_error), (0.0, None));
        assert_eq!(frequency.conf_high, Some(zero_hits_bound(3200)));
        let mean = difference(&still, &still, true, false);
        assert_eq!((mean.std_error, mean.conf_high), (Some(0.0), Some(0.0)));
        let never = Compared { estimate: 0.0, std_error: None, batches: vec![(100, 0.0); 32] };
        assert_eq!(difference(&never, &never, true, false).conf_high, None);
    }

    #[test]
    fn few_batches_are_compared_as_if_independent() {
        let few = Compared { estimate: 1.0, std_error: Some(0.3), batches: vec![(64, 1.0); 3] };
        let d = difference(&few, &few, true, false);
        assert_eq!((d.paired, d.std_error), (false, Some((0.18_f64).sqrt())));
    }

    #[test]
    fn trials_are_compared_one_by_one() {
        let t = trial_by_trial(&[0.0, 1.0, 2.0, 3.0], &[0.0, 2.0, 1.0, 4.0]).unwrap();
        let shares = (t.less.estimate, t.more.estimate);
        assert_eq!((shares, t.trials), ((Some(0.5), Some(0.25)), 4));
        let same = trial_by_trial(&[1.0 + 1e-12, 0.0], &[1.0, 0.0]).unwrap();
        assert_eq!((same.less.estimate, same.more.estimate), (Some(0.0), Some(0.0)));
        assert_eq!(trial_by_trial(&[], &[]), None);
        assert_eq!(trial_by_trial(&[1.0], &[1.0, 2.0]), None);
    }
}
