//! Residual times of stationary renewal processes.

use super::Distribution;
use super::affine::clamp;
use super::continuous::{Continuous, Side};
use super::error::DistributionError;
use super::law::Representation;
use super::laws::Exponential;
use super::residual_panels::ResidualPanels;
use super::residual_table;
use super::tail_table::{TailTable, fold};
use super::word_quantile::WordQuantile;
use crate::numerics::probability::Probability;

/// How long a spell still lasts when one looks at a random moment within it: a duration `D` with
/// mean `m` leaves the residual time with density `P(D > x)/m` (Cox 1962, "Renewal Theory", section
/// 5.2).
///
/// In units of the duration. Draws satisfy `|F(x) − u| ≤ 1e-8·min(u, 1 − u)` before `x` is rounded.
#[derive(Clone, Debug)]
pub struct EquilibriumResidual {
    duration: Distribution,
    mean: f64,
    method: Method,
}

#[derive(Clone, Debug)]
enum Method {
    /// The exponential law is its own residual.
    Memoryless(WordQuantile),
    /// Intervals on which the density is smooth.
    Pieces(Vec<Piece>),
    /// Shapes too extreme for a table: slow, but right.
    Panels(Box<ResidualPanels>),
}

/// An interval of the residual time.
#[derive(Clone, Debug)]
struct Piece {
    ends: (f64, f64),
    /// Probabilities below and above the interval, and inside.
    outside: Probability,
    mass: f64,
    /// Offsets in standard units; none where the density is constant.
    table: Option<Scaled>,
}

/// A table with what turns its offsets into values.
#[derive(Clone, Debug)]
struct Scaled {
    table: TailTable,
    scale: f64,
    /// From where the offsets of the upper half count: the end, or the location if that is
    /// infinite.
    upper_anchor: f64,
}

impl EquilibriumResidual {
    /// The residual time of this duration.
    ///
    /// # Errors
    /// When the duration can be negative, or has no positive finite mean.
    pub fn new(duration: &Distribution) -> Result<Self, DistributionError> {
        let (minimum, _) = duration.support();
        if minimum < 0.0 {
            return Err(DistributionError::NegativeDuration { minimum });
        }
        let mean = duration.mean();
        if !(mean > 0.0 && mean.is_finite()) {
            return Err(DistributionError::DurationMean { mean });
        }
        let mut residual =
            Self { duration: duration.clone(), mean, method: Method::Pieces(Vec::new()) };
        let pieces = match duration.representation() {
            Representation::Constant(value) => residual.straight_pieces(&[0.0, *value]),
            Representation::Atoms(atoms) => {
                let mut ends = vec![0.0];
                ends.extend(atoms.values.iter().filter(|&&value| value > 0.0));
                residual.straight_pieces(&ends)
            }
            Representation::Continuous(continuous) => {
                let whole = duration.truncation().is_none();
                if whole && duration.law::<Exponential>().is_some() {
                    residual.method = Method::Memoryless(WordQuantile::new(duration));
                    return Ok(residual);
                }
                let Some(pieces) = residual.smooth_pieces(continuous) else {
                    residual.method = Method::Panels(Box::new(ResidualPanels::new(duration, mean)));
                    return Ok(residual);
                };
                pieces
            }
        };
        residual.method = Method::Pieces(pieces);
        Ok(residual)
    }

    fn straight_pieces(&self, ends: &[f64]) -> Vec<Piece> {
        ends.windows(2).map(|pair| self.piece(pair[0], pair[1])).collect()
    }

    fn smooth_pieces(&self, continuous: &Continuous) -> Option<Vec<Piece>> {
        let (low, high) = continuous.bounds;
        let kink = continuous.law.standard.kink();
        let kink = kink.map(|standard| continuous.location + continuous.scale * standard);
        let mut pieces = Vec::new();
        if low > 0.0 {
            pieces.push(self.piece(0.0, low));
        }
        let mut ends = vec![low];
        ends.extend(kink.filter(|&kink| kink > low && kink < high));
        ends.push(high);
        for pair in ends.windows(2) {
            let mut piece = self.piece(pair[0], pair[1]);
            let area = piece.mass * self.mean / continuous.scale;
            let table = residual_table::build(continuous, piece.ends, area);
            piece.table = Some(Scaled {
                table: table?,
                scale: continuous.scale,
                upper_anchor: if pair[1].is_finite() { pair[1] } else { continuous.location },
            });
            pieces.push(piece);
        }
        Some(pieces)
    }

    fn piece(&self, from: f64, to: f64) -> Piece {
        let (below, above) = (self.tails(from), self.tails(to));
        let mass = if below.lower < 0.5 {
            if above.upper < 0.5 {
                1.0 - below.lower - above.upper
            } else {
                above.lower - below.lower
            }
        } else {
            below.upper - above.upper
        };
        Piece {
            ends: (from, to),
            outside: Probability { lower: below.lower, upper: above.upper },
            mass,
            table: None,
        }
    }

    /// Probabilities of a residual of at most `x` and of more.
    pub fn tails(&self, x: f64) -> Probability {
        if x <= 0.0 {
            return Probability::from_lower(0.0);
        }
        if x >= self.duration.support().1 {
            return Probability::from_upper(0.0);
        }
        match self.duration.representation() {
            Representation::Constant(value) => {
                Probability { lower: x / value, upper: (value - x) / value }
            }
            Representation::Atoms(atoms) => {
                let pairs = atoms.values.iter().zip(&atoms.probabilities);
                let (mut lower, mut upper) = (0.0, 0.0);
                for (&value, probability) in pairs {
                    lower += probability * value.min(x);
                    upper += probability * (value - x).max(0.0);
                }
                Probability { lower: lower / self.mean, upper: upper / self.mean }
            }
            Representation::Continuous(_) if matches!(self.method, Method::Memoryless(_)) => {
                self.duration.tails(x)
            }
            Representation::Continuous(continuous) => self.integrated_tails(continuous, x),
        }
    }

    /// `E min(D, x)/m` where `x` is below the median of the duration, `E (D − x)⁺/m` above, as
    /// integrals of positive terms over the quantile function.
    fn integrated_tails(&self, continuous: &Continuous, x: f64) -> Probability {
        let law = &continuous.law;
        if x <= continuous.bounds.0 {
            return Probability::from_lower(x / self.mean);
        }
        let at = continuous.tails(x);
        let (side, v) = Side::of(at);
        let half = law.half(side);
        let anchor = continuous.anchor(side);
        let value = |v: f64| continuous.scale * (half.orientation * half.offset(v));
        match side {
            Side::Lower => {
                let sum = x * at.upper + continuous.integral(side, v, |v| anchor + value(v));
                Probability::from_lower(sum / self.mean)
            }
            Side::Upper => {
                let sum = continuous.integral(side, v, |v| (anchor - x) + value(v));
                Probability::from_upper((sum / self.mean).max(0.0))
            }
        }
    }

    /// Probability of at most `x`.
    pub fn cdf(&self, x: f64) -> f64 {
        self.tails(x).lower
    }

    /// The residuals that the words draw, as many as the shorter slice holds; the word stands for
    /// the probability that [`Probability::from_word`] gives.
    #[inline(always)]
    pub fn fill(&self, words: &[u64], out: &mut [f64]) {
        match &self.method {
            Method::Memoryless(quantile) => quantile.fill(words, out),
            Method::Pieces(pieces) => {
                for (out, &word) in out.iter_mut().zip(words) {
                    *out = draw(pieces, word);
                }
            }
            Method::Panels(panels) => {
                for (out, &word) in out.iter_mut().zip(words) {
                    *out = panels.quantile(Probability::from_word(word));
                }
            }
        }
    }

    /// The residual that one word draws: the same bits as [`fill`](Self::fill).
    pub fn value(&self, word: u64) -> f64 {
        let mut out = [0.0];
        self.fill(&[word], &mut out);
        out[0]
    }
}

fn draw(pieces: &[Piece], word: u64) -> f64 {
    let p = Probability::from_word(word);
    let (_, upper) = fold(word);
    let past = |piece: &Piece| {
        if upper {
            piece.outside.upper >= p.upper
        } else {
            piece.outside.lower + piece.mass <= p.lower
        }
    };
    let at = pieces.partition_point(past).min(pieces.len() - 1);
    pieces[at].value(p)
}

impl Piece {
    fn value(&self, p: Probability) -> f64 {
        // Counted from the side of the smaller tail, which alone is exact.
        let (side, tail) = Side::of(p);
        let (outside, other) = match side {
            Side::Lower => (self.outside.lower, Side::Upper),
            Side::Upper => (self.outside.upper, Side::Lower),
        };
        let share = (tail - outside) / self.mass;
        let (side, v) = if share <= 0.5 { (side, share) } else { (other, 1.0 - share) };
        let upper = side == Side::Upper;
        let x = match &self.table {
            None => {
                let distance = (self.ends.1 - self.ends.0) * v;
                if upper { self.ends.1 - distance } else { self.ends.0 + distance }
            }
            Some(scaled) => {
                // The table covers 2⁻⁵⁴ up to (not including) one half.
                let tail = (v * 9_007_199_254_740_992.0).clamp(0.5, 4_503_599_627_370_495.5);
                let offset = if scaled.table.degree() == 5 {
                    scaled.table.offset::<6>(tail, upper)
                } else {
                    scaled.table.offset::<8>(tail, upper)
                };
                let anchor = if upper { scaled.upper_anchor } else { self.ends.0 };
                anchor + scaled.scale * offset
            }
        };
        clamp(x, self.ends)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{discrete, make, telling_words, words};
    use super::*;
    use crate::distribution::laws::*;

    fn durations() -> Vec<Distribution> {
        let normal = make(Normal { mean: 1.2, sd: 0.5 });
        let pert = make(Pert { min: 1.0, mode: 2.0, max: 6.0 });
        let triangular = make(Triangular { min: 0.5, mode: 2.0, max: 3.0 });
        let weibull = make(Weibull { shape: 0.6, scale: 2.0 });
        let lognormal = make(LognormalPercentile { median: 14.0, level: 0.95, value: 52.0 });
        vec![
            normal.within(0.0, f64::INFINITY).expect("enough is kept"),
            weibull.within(0.5, 9.0).expect("enough is kept"),
            lognormal.within(5.0, 60.0).expect("enough is kept"),
            lognormal,
            pert.within(1.5, 5.0).expect("enough is kept"),
            pert,
            triangular.within(0.8, 2.9).expect("enough is kept"),
            triangular,
            weibull,
            make(Uniform { min: 0.0, max: 2.0 }),
            make(Uniform { min: 3.0, max: 4.0 }),
            make(Gamma { shape: 0.5, scale: 2.0 }),
            make(Gamma { shape: 7.5, scale: 2.0 }),
            make(Exponential { mean: 2.5 }),
            narrow_gamma(),
        ]
    }

    /// A law whose lower end is so improbable that no table reaches it.
    fn narrow_gamma() -> Distribution {
        let (mean, sd) = (18.99, 1.372);
        let gamma = make(Gamma { shape: (mean / sd) * (mean / sd), scale: sd * sd / mean });
        gamma.within(2.0, 40.0).expect("enough is kept")
    }

    #[test]
    fn a_law_too_extreme_for_a_table_is_integrated() {
        let residual = EquilibriumResidual::new(&narrow_gamma()).expect("a duration");
        assert!(matches!(residual.method, Method::Panels(_)));
    }

    #[test]
    fn words_draw_the_quantile() {
        let lists = discrete().into_iter().filter(|d| d.support().0 >= 0.0 && d.mean() < 100.0);
        for duration in durations().into_iter().chain(lists) {
            let residual = EquilibriumResidual::new(&duration).expect("a duration");
            for word in telling_words(4).into_iter().step_by(331) {
                let p = Probability::from_word(word);
                let x = residual.value(word);
                let slack = 2.0 * f64::EPSILON * x;
                let (low, high) = (residual.tails(x - slack), residual.tails(x + slack));
                let (_, wanted) = Side::of(p);
                let error = if p.lower <= p.upper {
                    (wanted - high.lower).max(low.lower - wanted)
                } else {
                    (wanted - low.upper).max(high.upper - wanted)
                };
                assert!(error < 1e-8 * wanted, "{duration} {p:?} {x} {}", error / wanted);
            }
        }
    }

    #[test]
    fn memoryless_law_is_its_own_residual() {
        let exponential = make(Exponential { mean: 2.5 });
        let gamma = make(Gamma { shape: 1.0, scale: 2.5 });
        let itself = EquilibriumResidual::new(&exponential).expect("a duration");
        let through_table = EquilibriumResidual::new(&gamma).expect("a duration");
        let own = WordQuantile::new(&exponential);
        for word in words(5).take(200) {
            assert_eq!(itself.value(word), own.value(word));
            assert!((through_table.value(word) / own.value(word) - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn constant_duration_leaves_a_uniform_residual() {
        let residual = EquilibriumResidual::new(&make(Constant { value: 3.0 }));
        let residual = residual.expect("a duration");
        for word in words(6).take(100) {
            let u = Probability::from_word(word).lower;
            assert!((residual.value(word) - 3.0 * u).abs() < 1e-15);
        }
    }

    #[test]
    fn mean_is_half_the_second_moment_over_the_first() {
        for duration in durations().into_iter().step_by(3) {
            let residual = EquilibriumResidual::new(&duration).expect("a duration");
            let (mean, sd) = (duration.mean(), duration.standard_deviation());
            let exact = (mean * mean + sd * sd) / (2.0 * mean);
            // Midpoints of equal probability; the heavy tails limit the sum.
            let n = 4096;
            let sum: f64 = (0..n).map(|k| residual.value(((2 * k + 1) as u64) << (64 - 13))).sum();
            assert!((sum / f64::from(n) / exact - 1.0).abs() < 5e-3, "{duration}");
        }
    }

    #[test]
    fn negative_durations_are_refused() {
        let normal = make(Normal { mean: 1.2, sd: 0.5 });
        assert!(EquilibriumResidual::new(&normal).is_err());
        assert!(EquilibriumResidual::new(&make(Constant { value: 0.0 })).is_err());
    }
}
