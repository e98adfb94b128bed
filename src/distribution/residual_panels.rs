//! Residual times by quadrature of the survival, for durations too extreme for a table: slow, but
//! right.

use super::Distribution;
use crate::numerics::probability::Probability;
use crate::numerics::quadrature;

/// Edges between panels lie where the smaller tail of the duration is a power of two, down to this
/// exponent.
const LOWEST_EXPONENT: i32 = -60;
/// Equal parts of the interval between two such points.
const PARTS: u32 = 4;
const MOST_STEPS: usize = 100;

/// The support cut into panels on which the survival changes little, with the probability of a
/// residual time on either side of each edge.
#[derive(Clone, Debug)]
pub struct ResidualPanels {
    duration: Distribution,
    mean: f64,
    edges: Vec<f64>,
    below: Vec<f64>,
    above: Vec<f64>,
}

impl ResidualPanels {
    /// `mean` is that of the duration, positive and finite.
    pub fn new(duration: &Distribution, mean: f64) -> Self {
        let edges = edges(duration);
        let masses: Vec<f64> = edges
            .windows(2)
            .map(|pair| quadrature::integral(pair[0], pair[1], |x| duration.survival(x)) / mean)
            .collect();
        let (mut below, mut above) = (vec![0.0], vec![0.0]);
        for (rising, falling) in masses.iter().zip(masses.iter().rev()) {
            below.push(below[below.len() - 1] + rising);
            above.push(above[above.len() - 1] + falling);
        }
        above.reverse();
        ResidualPanels { duration: duration.clone(), mean, edges, below, above }
    }

    /// The residual time with these probabilities below and above it.
    pub fn quantile(&self, p: Probability) -> f64 {
        let last = self.edges.len() - 1;
        if p.lower <= p.upper {
            let panel = self.below.partition_point(|&below| below <= p.lower).clamp(1, last) - 1;
            let from = self.edges[panel];
            // The sum of a falling survival is concave: Newton's steps come from below.
            let wanted = (p.lower - self.below[panel]) * self.mean;
            (from + solve(wanted, 0.0, |d| self.duration.survival(from + d)))
                .min(self.edges[panel + 1])
        } else {
            let panel = self.above.partition_point(|&above| above > p.upper).clamp(1, last) - 1;
            let (from, to) = (self.edges[panel], self.edges[panel + 1]);
            // Counted from above it is convex: they come from beyond.
            let wanted = (p.upper - self.above[panel + 1]) * self.mean;
            (to - solve(wanted, to - from, |d| self.duration.survival(to - d))).max(from)
        }
    }
}

/// 0, the points where a tail of the duration is a power of two, what lies between them, and the
/// largest value.
fn edges(duration: &Distribution) -> Vec<f64> {
    let (lowest, highest) = duration.support();
    let power = |exponent| libm::ldexp(1.0, exponent);
    let mut points = vec![0.0, lowest];
    points.extend(
        (LOWEST_EXPONENT..0)
            .map(|exponent| duration.quantile(Probability::from_lower(power(exponent)))),
    );
    points.extend(
        (LOWEST_EXPONENT..0)
            .rev()
            .map(|exponent| duration.quantile(Probability::from_upper(power(exponent)))),
    );
    points.extend(highest.is_finite().then_some(highest));
    points.retain(|point| (0.0..=highest).contains(point));
    points.sort_by(f64::total_cmp);
    let mut edges: Vec<f64> = points
        .windows(2)
        .flat_map(|pair| {
            (0..PARTS)
                .map(|part| pair[0] + (pair[1] - pair[0]) * f64::from(part) / f64::from(PARTS))
        })
        .chain(points.last().copied())
        .collect();
    edges.dedup_by(|later, earlier| *later <= *earlier);
    edges
}

/// The distance up to which the integral of `density` is `wanted`, by Newton's method.
fn solve(wanted: f64, start: f64, density: impl Fn(f64) -> f64) -> f64 {
    let mut distance = start;
    for _ in 0..MOST_STEPS {
        let sum = quadrature::integral(0.0, distance, &density);
        let step = (wanted - sum) / density(distance);
        let next = (distance + step).max(0.0);
        let change = (next - distance).abs();
        distance = next;
        if change <= 1e-14 * next || change.is_nan() {
            break;
        }
    }
    distance
}
