//! The error of a difference of two quantiles, or of two tail means, of the same trials.
//!
//! The spread of batches would do if quantiles of a 32nd of the trials behaved as those of all. Of
//! scenarios that are alike they do not: both quantiles then come from the same few trials, and
//! their difference hardly depends on how many there are.

use super::Statistic;
use super::empirical_distribution::quantile_rank;
use super::interval::{Limits, NORMAL_CRITICAL, NonNegative};

/// Fewer trials than this beyond the level leave no error.
const FEWEST_BEYOND: f64 = 10.0;
/// The slopes of the quantile functions are taken over so many standard errors of the rank either
/// way.
const REACH: f64 = 3.0;
/// Differences count as being of one sign while those of the other sum up to this share of them.
const STRAY: f64 = 0.05;

/// The error of a difference, and how far it may lie below and above, with 95 % confidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairedError {
    pub std_error: f64,
    pub below: f64,
    pub above: f64,
}

impl PairedError {
    fn normal(variance: f64) -> Self {
        let std_error = variance.sqrt();
        let half = NORMAL_CRITICAL * std_error;
        PairedError { std_error, below: half, above: half }
    }
}

/// The error, over `trials` trials, of the difference of a quantile or tail mean between two
/// scenarios, from a sample of these trials, the values of the same trial at the same place. `None`
/// for other statistics and samples that do not show it: too small, or the same value all around
/// the quantile.
pub fn paired_error(
    scenario: &[f64],
    base: &[f64],
    statistic: Statistic,
    trials: u64,
) -> Option<PairedError> {
    let (Statistic::Quantile(level) | Statistic::TailMean(level)) = statistic else { return None };
    let sample = base.len();
    if scenario.len() != sample || sample as f64 * (1.0 - level) < FEWEST_BEYOND {
        return None;
    }
    let share = sample as f64 / trials as f64;
    Some(match statistic {
        Statistic::Quantile(_) => {
            PairedError::normal(quantile_variance(scenario, base, level, share)?)
        }
        _ => tail_mean_error(scenario, base, level, share),
    })
}

/// A sample, and its places in ascending order of the values.
struct Ranked<'a> {
    values: &'a [f64],
    places: Vec<usize>,
}

impl<'a> Ranked<'a> {
    fn new(values: &'a [f64]) -> Self {
        let mut places: Vec<usize> = (0..values.len()).collect();
        places.sort_unstable_by(|&a, &b| values[a].total_cmp(&values[b]));
        Ranked { values, places }
    }

    /// The value of a rank, from 1.
    fn at(&self, rank: usize) -> f64 {
        self.values[self.places[rank - 1]]
    }
}

/// To first order a quantile lies off by (F̂(q) − p)/f (Bahadur 1966), so that the difference of two
/// has two parts: what their slopes 1/f differ by, times the error of the rank both share, and what
/// comes from the trials that are beyond one quantile and not beyond the other. Where these are
/// fewer than one, the difference is that of a single trial's values, whose spread near the
/// quantile bounds the second part; between the two it is taken as their harmonic sum, right to a
/// tenth by simulation.
///
/// `share` is the size of the sample over that of the whole, to which the variance refers.
fn quantile_variance(scenario: &[f64], base: &[f64], level: f64, share: f64) -> Option<f64> {
    let sample = base.len();
    let sides = [Ranked::new(scenario), Ranked::new(base)];
    let rank = quantile_rank(sample as u64, level) as usize;
    let of_rank = sample as f64 * level * (1.0 - level);
    let reach = ((REACH * of_rank.sqrt()).ceil() as usize).min(rank - 1).min(sample - rank);
    if reach < 2 {
        return None;
    }
    let [ours, theirs] =
        [0, 1].map(|side| (sides[side].at(rank + reach), sides[side].at(rank - reach)));
    let slope = |(high, low): (f64, f64)| (high - low) / (2 * reach) as f64;
    let (ours, theirs) = (slope(ours), slope(theirs));
    if ours <= 0.0 || theirs <= 0.0 {
        return None;
    }
    let quantiles = [sides[0].at(rank), sides[1].at(rank)];
    let crossing = scenario.iter().zip(base).filter(|(own, other)| {
        let beyond = [**own > quantiles[0], **other > quantiles[1]];
        beyond[0] != beyond[1]
    });
    let near: Vec<(f64, f64)> = sides[1].places[rank - 1 - reach..rank + reach]
        .iter()
        .map(|&place| (base[place], scenario[place] - base[place]))
        .collect();
    let (local, distance) = residuals(&near);
    let crossings = (crossing.count() as f64).max(distance / theirs);
    let common = (ours - theirs) * (ours - theirs) * of_rank * share;
    let crossed = crossings * ours * theirs * share;
    let second = if crossed * local > 0.0 { 1.0 / (1.0 / local + 1.0 / crossed) } else { 0.0 };
    Some(common + second)
}

/// Variance, and mean distance from 0, of what a line leaves of y.
fn residuals(points: &[(f64, f64)]) -> (f64, f64) {
    let n = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / n;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let (mut xx, mut xy) = (0.0, 0.0);
    for point in points {
        xx += (point.0 - x) * (point.0 - x);
        xy += (point.0 - x) * (point.1 - y);
    }
    let slope = if xx > 0.0 { xy / xx } else { 0.0 };
    let (mut squares, mut distances) = (0.0, 0.0);
    for point in points {
        let off = point.1 - y - slope * (point.0 - x);
        squares += off * off;
        distances += off.abs();
    }
    (squares / (n - 2.0), distances / n)
}

/// √Var[(x − q)⁺ − (y − r)⁺]/((1 − p) √n), q and r the quantiles: what their own errors add is of
/// second order (Trindade, Uryasev, Shapiro & Zrazhevsky 2007). Where one scenario's tail is the
/// longer in nearly all trials, the limits are those of what is never negative.
fn tail_mean_error(scenario: &[f64], base: &[f64], level: f64, share: f64) -> PairedError {
    let n = base.len() as f64;
    let rank = quantile_rank(base.len() as u64, level) as usize;
    let [q, r] = [scenario, base].map(|values| {
        let mut values = values.to_vec();
        *values.select_nth_unstable_by(rank - 1, f64::total_cmp).1
    });
    let excess = |(own, other): (&f64, &f64)| (own - q).max(0.0) - (other - r).max(0.0);
    let (mut up, mut down, mut squares) = (0.0, 0.0, 0.0);
    let (mut moved, mut furthest) = (0_u64, 0.0_f64);
    for excess in scenario.iter().zip(base).map(excess) {
        up += excess.max(0.0);
        down -= excess.min(0.0);
        squares += excess * excess;
        moved += u64::from(excess != 0.0);
        furthest = furthest.max(excess.abs());
    }
    let mean = (up - down).abs() / n;
    let variance = (squares - n * mean * mean).max(0.0) / (n - 1.0);
    let (whole, tail) = (n / share, 1.0 - level);
    let normal = PairedError::normal(variance / (tail * tail * whole));
    if mean == 0.0 || up.min(down) > STRAY * up.max(down) {
        return normal;
    }
    let sample = NonNegative {
        trials: whole as u64,
        positive: ((moved as f64 / share) as u64).clamp(1, whole as u64),
        mean,
        variance,
        event: furthest,
    };
    let Limits { low, high } = sample.mean_limits();
    let (near, far) = ((mean - low) / tail, (high - mean) / tail);
    let (below, above) = if up > down { (near, far) } else { (far, near) };
    PairedError { below, above, ..normal }
}

#[cfg(test)]
mod tests {
    use super::super::draws::Draws;
    use super::*;

    fn normals(seed: u64, blocks: usize) -> Vec<f64> {
        let mut draws = Draws(seed);
        (0..blocks).flat_map(|_| draws.normals()).collect()
    }

    #[test]
    fn independent_samples_have_the_errors_of_both() {
        let (x, y) = (normals(1, 512), normals(2, 512));
        // √(p (1 − p)/n)/φ(z) and √Var[(z − q)⁺]/((1 − p) √n) of the normal law, twice.
        for (statistic, one) in [
            (Statistic::Quantile(0.95), 2.113_187_510_969_084_5),
            (Statistic::TailMean(0.95), 2.465_572_941_808_137),
        ] {
            let error = paired_error(&x, &y, statistic, 1_000_000).expect("an error").std_error;
            let expected = one * (2.0 / 1e6_f64).sqrt();
            assert!((error / expected - 1.0).abs() < 0.1, "{statistic:?}: {error}, {expected}");
        }
    }

    #[test]
    fn what_moves_by_the_same_amount_everywhere_has_no_error() {
        let x = normals(3, 64);
        let y: Vec<f64> = x.iter().map(|x| x + 0.5).collect();
        for statistic in [Statistic::Quantile(0.95), Statistic::TailMean(0.95)] {
            let error = paired_error(&x, &y, statistic, 4096).expect("an error");
            assert!(error.std_error < 1e-7);
        }
        assert_eq!(paired_error(&x, &y[1..], Statistic::Quantile(0.95), 4096), None);
        assert_eq!(paired_error(&x, &y, Statistic::Mean, 4096), None);
        assert_eq!(paired_error(&vec![0.0; 4096], &x, Statistic::Quantile(0.95), 4096), None);
    }

    #[test]
    fn each_part_of_the_error_of_a_quantile_is_there() {
        let x = normals(4, 256);
        let n = x.len() as u64;
        let of_one = 2.113_187_510_969_084_5 / (n as f64).sqrt();
        let error = |y: &[f64]| {
            paired_error(y, &x, Statistic::Quantile(0.95), n).expect("an error").std_error
        };
        // The same order of trials: what the slopes differ by.
        let stretched: Vec<f64> = x.iter().map(|x| 1.2 * x).collect();
        let expected = 0.2 * of_one;
        assert!((error(&stretched) / expected - 1.0).abs() < 0.1, "{}", error(&stretched));
        // Hardly moved: a single trial decides, and the difference is what it moved by.
        let moved: Vec<f64> = x.iter().zip(normals(5, 256)).map(|(x, z)| x + 1e-6 * z).collect();
        assert!((error(&moved) / 1e-6 - 1.0).abs() < 0.25, "{}", error(&moved));
    }

    #[test]
    fn limits_of_a_tail_are_skewed_only_where_one_is_the_longer_throughout() {
        let (x, y) = (normals(6, 64), normals(7, 64));
        let error = |own: &[f64], other: &[f64]| {
            paired_error(own, other, Statistic::TailMean(0.95), 4096).expect("an error")
        };
        let mixed = error(&y, &x);
        assert_eq!(mixed.below, mixed.above);
        let longer: Vec<f64> = x.iter().map(|x| if *x > 0.0 { 1.2 * x } else { *x }).collect();
        let (more, less) = (error(&longer, &x), error(&x, &longer));
        assert!(more.above > 1.01 * more.below && more.below > 0.0, "{more:?}");
        assert_eq!((more.below, more.above), (less.above, less.below));
    }

    /// y = 1.01 x + spread·z: from scenarios of which a single trial decides to such as have hardly
    /// anything in common; the true differences are √(1.01² + spread²) − 1 times the quantile or
    /// tail mean.
    #[test]
    fn limits_of_paired_quantiles_and_tails_cover_the_difference_on_either_side() {
        const REPETITIONS: u32 = 1_000;
        let mut draws = Draws(99);
        let mut faults = Vec::new();
        for trials in [2_000, 16_000] {
            for spread in [0.001, 0.02, 0.3] {
                let scale = (1.01_f64 * 1.01 + spread * spread).sqrt() - 1.0;
                let laws = [
                    (Statistic::Quantile(0.95), 1.644_853_626_951_472_7),
                    (Statistic::TailMean(0.95), 2.062_712_807_507_427_5),
                ];
                let mut missed = [[0_u32; 2]; 2];
                for _ in 0..REPETITIONS {
                    let x: Vec<f64> = (0..trials).map(|_| draws.normal()).collect();
                    let y: Vec<f64> =
                        x.iter().map(|x| 1.01 * x + spread * draws.normal()).collect();
                    for ((statistic, of_normal), missed) in laws.iter().zip(&mut missed) {
                        let value = |values: &[f64]| value_of(values, *statistic);
                        let error = paired_error(&y, &x, *statistic, trials).unwrap();
                        let off = value(&y) - value(&x) - scale * of_normal;
                        missed[0] += u32::from(off > error.below);
                        missed[1] += u32::from(off < -error.above);
                    }
                }
                for ((statistic, _), missed) in laws.iter().zip(missed) {
                    let share = |count| f64::from(count) / f64::from(REPETITIONS);
                    let covered = 1.0 - share(missed[0]) - share(missed[1]);
                    let row = format!("{statistic:?} | {trials} | {spread} | {covered} {missed:?}");
                    let tolerance = 4.0 * (0.95 * 0.05 / f64::from(REPETITIONS)).sqrt();
                    let sides = missed.map(|missed| share(missed) <= 0.035);
                    if (covered - 0.95).abs() > tolerance || sides.contains(&false) {
                        faults.push(row);
                    }
                }
            }
        }
        assert!(faults.is_empty(), "{faults:#?}");
    }

    fn value_of(values: &[f64], statistic: Statistic) -> f64 {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        match statistic {
            Statistic::Quantile(level) => {
                sorted[quantile_rank(sorted.len() as u64, level) as usize - 1]
            }
            _ => {
                let tail = &sorted[sorted.len() * 19 / 20..];
                tail.iter().sum::<f64>() / tail.len() as f64
            }
        }
    }
}
