//! Firm tonnes: what a change of a scenario is worth, told as the reserve that would do as much.
//!
//! A reserve of x tonnes (opening stock, target and capacity raised by x) leaves a trial short
//! exactly if its cover gap exceeds x. So the reserve that makes one scenario as safe as another is
//! a quantile of its cover gap. The method is that of equivalent firm capacity in the adequacy of
//! power systems (Garver 1966; Amelin 2009), with tonnes of reserve for megawatts that never fail.

use super::EmpiricalDistribution;
use super::difference::{Compared, difference};
use super::interval::{mean_critical, zero_hits_bound};

/// What is known of running short in a scenario.
#[derive(Debug, Clone)]
pub struct Reserves {
    pub trials: u64,
    /// Probability of running short without a reserve.
    pub short: f64,
    /// Of the cover gap, t.
    pub gaps: EmpiricalDistribution,
    /// Of each batch: trials, probability and cover gaps.
    pub batches: Vec<(u64, f64, EmpiricalDistribution)>,
}

/// An equivalent reserve with its error.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FirmTonnes {
    /// t; negative for a change that makes a shortage likelier. None when one of the scenarios was
    /// never short.
    pub estimate: Option<f64>,
    pub std_error: Option<f64>,
    pub conf_low: Option<f64>,
    /// None when no simulated cover gap is that large.
    pub conf_high: Option<f64>,
    /// Trials of each batch and what the estimate would be in it, to first order.
    pub batches: Vec<(u64, f64)>,
}

/// Probability of running short with a reserve.
fn short_with(short: f64, gaps: &EmpiricalDistribution, reserve: f64) -> f64 {
    if reserve > 0.0 { gaps.exceedance(reserve) } else { short }
}

impl Reserves {
    /// The least reserve with which the scenario is short with at most this probability; `None` for
    /// a probability of 0 or less.
    fn reserve_for(&self, probability: f64) -> Option<f64> {
        if probability >= self.short {
            return Some(0.0);
        }
        if probability <= 0.0 {
            return None;
        }
        self.gaps.quantile(1.0 - probability).map(|(gap, _)| gap.max(0.0))
    }
}

/// The x at which the base with a reserve of x is short more often than the changed scenario by
/// `excess`; a reserve of the changed scenario counts below zero. Falls as `excess` grows.
fn root(changed: &Reserves, base: &Reserves, excess: f64) -> Option<f64> {
    if base.short - changed.short >= excess {
        base.reserve_for(changed.short + excess)
    } else {
        changed.reserve_for(base.short - excess).map(|reserve| -reserve)
    }
}

/// The firm tonnes of a change, from trials with common random numbers (docs/levers.md, L3 to L5).
///
/// With G(x) the probability of a cover gap above x, the estimate solves D(x) = G_base(x) −
/// p_changed = 0, or G_base(0) − G_changed(−x) = 0 below zero. D is a paired difference of
/// probabilities, so its error comes from the batches; the limits are where D would be ± the
/// half-width of its interval. No density has to be estimated.
pub fn firm_tonnes(changed: &Reserves, base: &Reserves) -> FirmTonnes {
    let never = zero_hits_bound(base.trials.max(1));
    let estimate = match (base.short > 0.0, changed.short > 0.0) {
        (false, false) => return FirmTonnes::default(),
        (true, false) => {
            return FirmTonnes { conf_low: base.reserve_for(never), ..FirmTonnes::default() };
        }
        (false, true) => {
            let conf_high = changed.reserve_for(never).map(|reserve| -reserve);
            return FirmTonnes { conf_high, ..FirmTonnes::default() };
        }
        (true, true) => root(changed, base, 0.0),
    };
    let Some(x) = estimate else { return FirmTonnes::default() };
    let compared = |reserves: &Reserves, reserve: f64| Compared {
        estimate: short_with(reserves.short, &reserves.gaps, reserve),
        std_error: None,
        batches: reserves
            .batches
            .iter()
            .map(|(trials, short, gaps)| (*trials, short_with(*short, gaps, reserve)))
            .collect(),
    };
    let (with, without) = (compared(base, x), compared(changed, -x));
    let error = difference(&with, &without, true, true);
    // At the root the difference is 0: its limits lie even about it, whatever its batches are.
    let batches = with.batches.len() as u64;
    let half = error.std_error.map(|error| error * mean_critical(batches)).or(error.conf_high);
    let Some(half) = half else {
        return FirmTonnes { estimate, ..FirmTonnes::default() };
    };
    let (conf_low, conf_high) = (root(changed, base, half), root(changed, base, -half));
    // Tonnes for a unit of probability, over the interval or the half of it that is known.
    let slope = match (conf_low, conf_high) {
        _ if half <= 0.0 => None,
        (Some(low), Some(high)) => Some((high - low) / (2.0 * half)),
        (Some(low), None) => Some((x - low) / half),
        (None, Some(high)) => Some((high - x) / half),
        (None, None) => None,
    };
    let batch = |(&(trials, with), &(_, without)): (&(u64, f64), &(u64, f64))| {
        (trials, x + (with - without - error.difference) * slope.unwrap_or(0.0))
    };
    FirmTonnes {
        estimate,
        std_error: slope.zip(error.std_error).map(|(slope, error)| slope * error),
        conf_low,
        conf_high,
        batches: with.batches.iter().zip(&without.batches).map(batch).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Bin;
    use super::super::draws::Draws;
    use super::*;

    const BATCHES: usize = 32;
    const BATCH: usize = 64;

    fn distribution(values: &[f64]) -> EmpiricalDistribution {
        let mut sorted: Vec<f64> = values.iter().map(|value| value.max(0.0)).collect();
        sorted.sort_by(f64::total_cmp);
        let bins = sorted.chunk_by(|a, b| a == b).map(|run| Bin {
            low: run[0],
            high: run[0],
            count: run.len() as u64,
        });
        EmpiricalDistribution::from_bins(bins.collect())
    }

    fn share_above_zero(values: &[f64]) -> f64 {
        values.iter().filter(|&&value| value > 0.0).count() as f64 / values.len() as f64
    }

    fn reserves(values: &[f64]) -> Reserves {
        Reserves {
            trials: values.len() as u64,
            short: share_above_zero(values),
            gaps: distribution(values),
            batches: values
                .chunks(BATCH)
                .map(|batch| (batch.len() as u64, share_above_zero(batch), distribution(batch)))
                .collect(),
        }
    }

    /// Need less supply of 2048 trials, and the same with a source of `tonnes` on average that
    /// varies by ± `noise`.
    fn pair(seed: u64, tonnes: f64, noise: f64) -> (Reserves, Reserves) {
        let mut draws = Draws(seed);
        let (mut base, mut changed) = (Vec::new(), Vec::new());
        for _ in 0..BATCHES * BATCH / 64 {
            let (need, source) = (draws.normals(), draws.normals());
            for lane in 0..64 {
                let gap = 1_000.0 * need[lane];
                base.push(gap);
                changed.push(gap - tonnes + noise * source[lane]);
            }
        }
        (reserves(&changed), reserves(&base))
    }

    /// P(1000·Z > x) = P(√(1000² + noise²)·Z > tonnes).
    fn truth(tonnes: f64, noise: f64) -> f64 {
        tonnes * 1_000.0 / (1_000.0 * 1_000.0 + noise * noise).sqrt()
    }

    #[test]
    fn a_sure_source_is_worth_its_tonnes_and_an_unsure_one_less() {
        for (tonnes, noise) in [(300.0, 0.0), (300.0, 600.0), (-300.0, 0.0)] {
            let (changed, base) = pair(11, tonnes, noise);
            let firm = firm_tonnes(&changed, &base);
            let (estimate, error) =
                (firm.estimate.unwrap(), firm.std_error.unwrap_or(1.0).max(1.0));
            // Below zero a reserve has to offset the loss in the changed scenario, where noise
            // counts too.
            assert!(
                (estimate - truth(tonnes, noise)).abs() < 4.0 * error,
                "{tonnes} {noise}: {firm:?}"
            );
            assert!(error < 60.0);
        }
        let (changed, base) = pair(11, 300.0, 0.0);
        let sure = firm_tonnes(&changed, &base);
        assert!(
            sure.conf_high.unwrap() - sure.conf_low.unwrap() < 15.0,
            "common draws leave only what is never seen: {sure:?}"
        );
    }

    #[test]
    fn intervals_cover_the_true_tonnes_as_often_as_they_say() {
        // 400 repetitions: 95 % within 4 binomial standard deviations is 91 to 99 %.
        for (tonnes, noise) in [(400.0, 500.0), (-200.0, 400.0), (30.0, 300.0)] {
            let truth = if tonnes > 0.0 { truth(tonnes, noise) } else { tonnes };
            let covered = (0..400)
                .filter(|&seed| {
                    let (changed, base) = pair(Draws(seed).bits(), tonnes, noise);
                    let firm = firm_tonnes(&changed, &base);
                    firm.conf_low.unwrap() <= truth && truth <= firm.conf_high.unwrap()
                })
                .count();
            assert!((363..=396).contains(&covered), "{tonnes} {noise}: {covered} of 400");
        }
    }

    #[test]
    fn what_is_never_short_has_a_limit_and_no_estimate() {
        let (short, never) =
            (reserves(&[-1.0, 5.0, 9.0, 20.0].repeat(100)), reserves(&[-1.0; 400]));
        let best = firm_tonnes(&never, &short);
        assert_eq!((best.estimate, best.conf_low, best.conf_high), (None, Some(20.0), None));
        let worst = firm_tonnes(&short, &never);
        assert_eq!((worst.estimate, worst.conf_low, worst.conf_high), (None, None, Some(-20.0)));
        assert_eq!(firm_tonnes(&never, &never), FirmTonnes::default());
    }

    #[test]
    fn no_change_is_worth_nothing() {
        let (_, base) = pair(3, 0.0, 0.0);
        let firm = firm_tonnes(&base, &base);
        assert_eq!(firm.estimate, Some(0.0));
        assert!(firm.conf_low <= Some(0.0) && firm.conf_high >= Some(0.0));
    }
}
