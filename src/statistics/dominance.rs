//! Stochastic dominance: whether one scenario is to be preferred by everybody, or by everybody who
//! is averse to risk.
//!
//! For losses, of which less is better. First order: every quantile is at most the other's, so
//! everybody who wants less prefers it. Second order (increasing convex order): every CVaR is at
//! most the other's, so everybody who is averse to risk prefers it (Müller & Stoyan 2002,
//! *Comparison Methods for Stochastic Models and Risks*, theorems 1.2.4 and 1.5.14).

use super::difference::is_less;
use super::{BATCHES, EQUAL};
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

/// Levels that are looked at: 1/64, 2/64, …, 63/64; of CVaRs 0 too, the mean of all.
const LEVELS: usize = 64;
/// Of quantiles the tail beyond, halving what is left while so many trials are.
const FEWEST_BEYOND: usize = 16;

/// A gain or loss counts beyond so many standard errors: of 63 levels, one goes astray by chance in
/// fewer than one of forty cases (Student's t with 31 degrees of freedom).
const CRITICAL: f64 = 4.0;
/// Beyond so many it spoils the other's dominance, which is a claim about all levels.
const SUSPICIOUS: f64 = 2.0;

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

/// What is better and what is worse at some levels.
#[derive(Debug, Clone, Copy, Default)]
struct Evidence {
    gains: bool,
    losses: bool,
    suspected_gains: bool,
    suspected_losses: bool,
}

impl Evidence {
    /// Adds an amount, scenario less base, so many standard errors from 0.
    fn add(&mut self, amount: f64, errors: f64) {
        self.gains |= amount < 0.0 && errors > CRITICAL;
        self.losses |= amount > 0.0 && errors > CRITICAL;
        self.suspected_gains |= amount < 0.0 && errors > SUSPICIOUS;
        self.suspected_losses |= amount > 0.0 && errors > SUSPICIOUS;
    }

    fn dominance(self) -> Dominance {
        match (self.gains, self.losses) {
            (true, _) if !self.suspected_losses => Dominance::Scenario,
            (_, true) if !self.suspected_gains => Dominance::Base,
            (false, false) => Dominance::Equal,
            _ => Dominance::Neither,
        }
    }
}

/// Compares two samples of losses over the same trials; `None` unless they have the same length, at
/// least 64 trials for each of the [`BATCHES`].
///
/// In second order the differences of the batches' CVaRs are averaged at each level; their spread
/// over the batches is the error of the mean. In first order, trials in which one of the two is
/// beyond the lower quantile of a level and the other is not are counted: as many either way but
/// for chance, √ of their number (McNemar 1947). Whoever dominates in first order must not be
/// suspected of losing in second order.
pub fn dominance(scenario: &[f64], base: &[f64], order: Order) -> Option<Verdict> {
    if scenario.len() != base.len() || scenario.len() < BATCHES * LANES {
        return None;
    }
    let second = compare_tails(scenario, base);
    Some(match order {
        Order::Second => second.0,
        Order::First => compare_quantiles(scenario, base, second.1),
    })
}

fn compare_tails(scenario: &[f64], base: &[f64]) -> (Verdict, Evidence) {
    let (mut sums, mut squares) = ([0.0; LEVELS], [0.0; LEVELS]);
    for batch in 0..BATCHES {
        let (ours, theirs) = (tail_means(scenario, batch), tail_means(base, batch));
        for level in 0..LEVELS {
            let gap = ours[level] - theirs[level];
            sums[level] += gap;
            squares[level] += gap * gap;
        }
    }
    let whole = [scenario, base].map(|values| values.iter().map(|x| x.abs()).sum::<f64>());
    let rounding = EQUAL * whole[0].max(whole[1]) / scenario.len() as f64;
    let count = BATCHES as f64;
    let mut verdict = Verdict::none(Order::Second);
    let mut evidence = Evidence::default();
    for number in 0..LEVELS {
        let amount = sums[number] / count;
        let variance = (squares[number] / count - amount * amount).max(0.0) / (count - 1.0);
        if amount.abs() > rounding {
            let errors = amount.abs() / variance.sqrt();
            evidence.add(amount, errors);
            verdict.note(amount, errors, number as f64 / LEVELS as f64);
        }
    }
    verdict.dominance = evidence.dominance();
    (verdict, evidence)
}

fn compare_quantiles(scenario: &[f64], base: &[f64], in_second: Evidence) -> Verdict {
    let trials = scenario.len();
    let sorted = [scenario, base].map(|values| {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted
    });
    let tail = (0..).map(|halving| (LEVELS << halving) as f64);
    let tail = tail.map(|parts| 1.0 - 0.5 / parts);
    let levels = (1..LEVELS)
        .map(|number| number as f64 / LEVELS as f64)
        .chain(tail.take_while(|level| trials as f64 * (1.0 - level) >= FEWEST_BEYOND as f64));
    let mut verdict = Verdict::none(Order::First);
    let mut evidence = Evidence {
        suspected_gains: in_second.suspected_gains,
        suspected_losses: in_second.suspected_losses,
        ..Evidence::default()
    };
    for level in levels {
        let rank = ((trials as f64 * level).ceil() as usize).clamp(1, trials) - 1;
        let (ours, theirs) = (sorted[0][rank], sorted[1][rank]);
        if !is_less(ours, theirs) && !is_less(theirs, ours) {
            continue;
        }
        let threshold = ours.min(theirs);
        let beyond = |value: f64| is_less(threshold, value);
        let (mut only_theirs, mut only_ours) = (0_u32, 0_u32);
        for (&ours, &theirs) in scenario.iter().zip(base) {
            only_theirs += u32::from(beyond(theirs) && !beyond(ours));
            only_ours += u32::from(beyond(ours) && !beyond(theirs));
        }
        let surplus = f64::from(only_ours) - f64::from(only_theirs);
        let errors = surplus.abs() / f64::from(only_ours + only_theirs).sqrt();
        evidence.add(surplus, errors);
        verdict.note(ours - theirs, errors, level);
    }
    verdict.dominance = evidence.dominance();
    verdict
}

impl Verdict {
    fn none(order: Order) -> Self {
        Verdict {
            order,
            dominance: Dominance::Equal,
            largest_gain: 0.0,
            gain_level: None,
            largest_loss: 0.0,
            loss_level: None,
        }
    }

    /// Notes an amount, scenario less base, at a level; what may be chance is left aside.
    fn note(&mut self, amount: f64, errors: f64, level: f64) {
        if errors <= CRITICAL {
            return;
        }
        if -amount > self.largest_gain {
            (self.largest_gain, self.gain_level) = (-amount, Some(level));
        }
        if amount > self.largest_loss {
            (self.largest_loss, self.loss_level) = (amount, Some(level));
        }
    }
}

/// Means of what lies at and beyond every level in a batch.
fn tail_means(values: &[f64], batch: usize) -> [f64; LEVELS] {
    let mut sorted: Vec<f64> =
        values.chunks(LANES).skip(batch).step_by(BATCHES).flatten().copied().collect();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let mut means = [0.0; LEVELS];
    let (mut sum, mut taken) = (0.0, 0);
    for level in (0..LEVELS).rev() {
        // How many values lie at or beyond the level.
        let beyond = (sorted.len() * (LEVELS - level) / LEVELS).max(1);
        while taken < beyond {
            sum += sorted[taken];
            taken += 1;
        }
        means[level] = sum / beyond as f64;
    }
    means
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

    #[test]
    fn a_rare_ruin_dominates_in_no_order() {
        // Less by a tenth in nearly all trials, but in one of 500 a hundred times as much.
        let base: Vec<f64> = normals(6, 128).iter().map(|z| libm::exp(*z)).collect();
        let gamble: Vec<f64> = (base.iter().enumerate())
            .map(|(trial, x)| if trial % 500 == 0 { 300.0 } else { 0.9 * x })
            .collect();
        for order in Order::ALL {
            assert_ne!(verdict(&gamble, &base, order), Dominance::Scenario, "{order:?}");
        }
    }

    #[test]
    fn a_ruin_beyond_all_levels_and_a_tail_that_its_mean_hides_are_seen() {
        let base: Vec<f64> = normals(9, 128).iter().map(|z| libm::exp(*z)).collect();
        let with = |every: usize, scale: f64, loss: f64| -> Vec<f64> {
            let of = |(trial, x): (usize, &f64)| if trial % every == 0 { loss } else { scale * x };
            base.iter().enumerate().map(of).collect()
        };
        // In 9 of 8,192 trials: no quantile shows it, the mean does.
        let ruin = with(1_000, 0.9, 10_000.0);
        assert_eq!(verdict(&ruin, &base, Order::First), Dominance::Neither);
        // In 69 of them more than the base in nearly all: a mean of the tail is less all the same.
        let sharp = with(120, 0.3, 18.0);
        assert_eq!(verdict(&sharp, &base, Order::First), Dominance::Neither);
        assert_eq!(verdict(&sharp, &base, Order::Second), Dominance::Scenario);
    }

    #[test]
    fn rounding_is_no_difference() {
        let base = normals(8, 128);
        let other: Vec<f64> = base.iter().map(|x| x * (1.0 + 1e-13)).collect();
        for order in Order::ALL {
            assert_eq!(verdict(&other, &base, order), Dominance::Equal);
        }
    }
}
