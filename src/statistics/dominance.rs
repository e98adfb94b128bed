//! Stochastic dominance: whether one scenario is to be preferred by everybody, or by everybody who
//! is averse to risk.
//!
//! For losses, of which less is better. First order: every quantile is at most the other's, so
//! everybody who wants less prefers it. Second order (increasing convex order): every CVaR is at
//! most the other's, so everybody who is averse to risk prefers it (Müller & Stoyan 2002,
//! *Comparison Methods for Stochastic Models and Risks*, theorems 1.2.4 and 1.5.14).

use super::BATCHES;
use crate::numerics::lanes::LANES;

/// Which order of dominance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    First,
    Second,
}

impl Order {
    pub const ALL: [Order; 2] = [Order::First, Order::Second];

    /// 1 or 2.
    pub fn number(self) -> u64 {
        match self {
            Order::First => 1,
            Order::Second => 2,
        }
    }
}

/// Who dominates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dominance {
    /// Less loss at every level.
    Scenario,
    /// More loss at every level.
    Base,
    /// The same at every level.
    Equal,
    /// Less at some levels, more at others.
    Neither,
}

impl Dominance {
    pub fn name(self) -> &'static str {
        match self {
            Dominance::Scenario => "scenario",
            Dominance::Base => "base",
            Dominance::Equal => "equal",
            Dominance::Neither => "neither",
        }
    }
}

/// Levels that are looked at: 1/64, 2/64, …, 63/64.
const LEVELS: usize = 64;

/// A gain or loss counts beyond so many standard errors: of 63 levels, one goes astray by chance in
/// fewer than one of forty cases (Student's t with 31 degrees of freedom).
const CRITICAL: f64 = 4.0;

/// The verdict over a sample, and by how much and where it is spoilt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verdict {
    pub order: Order,
    /// Who dominates; differences within their sampling error are left aside.
    pub dominance: Dominance,
    /// Largest amount by which the scenario is better (its quantile or CVaR lower), and the level
    /// where.
    pub largest_gain: f64,
    pub gain_level: Option<f64>,
    /// Largest amount by which it is worse, and the level where.
    pub largest_loss: f64,
    pub loss_level: Option<f64>,
}

/// Compares two samples of losses over the same trials; `None` unless they have the same length, at
/// least 64 trials for each of the [`BATCHES`].
///
/// At each level the differences of the batches' quantiles (or CVaRs) are averaged; their spread
/// over the batches is the error of the mean.
pub fn dominance(scenario: &[f64], base: &[f64], order: Order) -> Option<Verdict> {
    if scenario.len() != base.len() || scenario.len() < BATCHES * LANES {
        return None;
    }
    let (mut sums, mut squares) = ([0.0; LEVELS], [0.0; LEVELS]);
    for batch in 0..BATCHES {
        let (ours, theirs) = (curve(scenario, batch, order), curve(base, batch, order));
        for level in 1..LEVELS {
            let gap = ours[level] - theirs[level];
            sums[level] += gap;
            squares[level] += gap * gap;
        }
    }
    let count = BATCHES as f64;
    let mut verdict = Verdict {
        order,
        dominance: Dominance::Equal,
        largest_gain: 0.0,
        gain_level: None,
        largest_loss: 0.0,
        loss_level: None,
    };
    let (mut gains, mut losses) = (false, false);
    for number in 1..LEVELS {
        let level = number as f64 / LEVELS as f64;
        let amount = sums[number] / count;
        let variance = (squares[number] / count - amount * amount).max(0.0) / (count - 1.0);
        if amount.abs() <= CRITICAL * variance.sqrt() {
            continue;
        }
        gains |= amount < 0.0;
        losses |= amount > 0.0;
        if -amount > verdict.largest_gain {
            (verdict.largest_gain, verdict.gain_level) = (-amount, Some(level));
        }
        if amount > verdict.largest_loss {
            (verdict.largest_loss, verdict.loss_level) = (amount, Some(level));
        }
    }
    verdict.dominance = match (gains, losses) {
        (true, false) => Dominance::Scenario,
        (false, true) => Dominance::Base,
        (false, false) => Dominance::Equal,
        (true, true) => Dominance::Neither,
    };
    Some(verdict)
}

/// Quantiles of a batch at every level, or the means of what lies at and beyond them.
fn curve(values: &[f64], batch: usize, order: Order) -> [f64; LEVELS] {
    let mut sorted: Vec<f64> =
        values.chunks(LANES).skip(batch).step_by(BATCHES).flatten().copied().collect();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let mut curve = [0.0; LEVELS];
    let (mut sum, mut taken) = (0.0, 0);
    for level in (1..LEVELS).rev() {
        // How many values lie at or beyond the level.
        let beyond = (sorted.len() * (LEVELS - level) / LEVELS).max(1);
        while taken < beyond {
            sum += sorted[taken];
            taken += 1;
        }
        curve[level] = match order {
            Order::First => sorted[beyond - 1],
            Order::Second => sum / beyond as f64,
        };
    }
    curve
}

#[cfg(test)]
mod tests {
    use super::super::draws::Draws;
    use super::*;

    fn normals(seed: u64, blocks: usize) -> Vec<f64> {
        let mut draws = Draws(seed);
        (0..blocks).flat_map(|_| draws.normals()).collect()
    }

    fn verdict(scenario: &[f64], base: &[f64], order: Order) -> Dominance {
        dominance(scenario, base, order).unwrap().dominance
    }

    #[test]
    fn less_in_every_trial_dominates_in_both_orders() {
        let base = normals(3, 128);
        let less: Vec<f64> = base.iter().map(|x| x - 0.1).collect();
        for order in Order::ALL {
            assert_eq!(verdict(&less, &base, order), Dominance::Scenario);
            assert_eq!(verdict(&base, &less, order), Dominance::Base);
            assert_eq!(verdict(&base, &base, order), Dominance::Equal);
        }
    }

    #[test]
    fn less_spread_at_the_same_mean_dominates_in_second_order_only() {
        let base = normals(4, 128);
        let calmer: Vec<f64> = base.iter().map(|x| 0.5 * x).collect();
        assert_eq!(verdict(&calmer, &base, Order::First), Dominance::Neither);
        assert_eq!(verdict(&calmer, &base, Order::Second), Dominance::Scenario);
    }

    #[test]
    fn independent_samples_of_one_law_are_equal() {
        for seed in 0..40 {
            let (a, b) = (normals(100 + seed, 128), normals(900 + seed, 128));
            for order in Order::ALL {
                assert_eq!(verdict(&a, &b, order), Dominance::Equal, "seed {seed}");
            }
        }
    }

    #[test]
    fn a_lower_mean_with_a_heavier_tail_does_not_dominate() {
        let base = normals(5, 128);
        let riskier: Vec<f64> = base.iter().map(|x| 2.0 * x - 0.3).collect();
        for order in Order::ALL {
            assert_eq!(verdict(&riskier, &base, order), Dominance::Neither);
        }
        assert_eq!(dominance(&base[..64], &base[..64], Order::First), None);
    }
}
