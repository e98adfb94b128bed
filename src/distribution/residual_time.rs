//! Residual times of stationary renewal processes.

use super::word_quantile::WordQuantile;
use crate::numerics::probability::Probability;

/// Octaves of a tail probability of words, from [2⁻², 2⁻¹) to [2⁻⁵³, 2⁻⁵²), and all that is below.
const OCTAVES: u32 = 53;

/// How long a spell still lasts when one looks at a random moment within it: a duration `D` with
/// mean `m` leaves the residual time with density `P(D > y)/m` (Cox 1962, "Renewal Theory", section
/// 5.2).
///
/// That is the height of a point that is uniform under the graph of the quantile function, on which
/// a length-biased duration stands above it. Such points are found by rejection (Devroye 1986,
/// "Non-Uniform Random Variate Generation", section II.3) from under a staircase with a step for
/// each octave of either tail, as high as its largest quantile. Residual times are thus those of
/// the durations that words draw, whatever their law.
#[derive(Clone, Debug)]
pub struct ResidualTime {
    duration: WordQuantile,
    /// Durations are clamped to this range.
    range: (f64, f64),
    steps: Vec<Step>,
}

/// A step of the staircase.
#[derive(Clone, Copy, Debug)]
struct Step {
    octave: u32,
    upper: bool,
    height: f64,
    /// Area below this step and those before it.
    area: f64,
}

impl ResidualTime {
    /// The residual time of the durations that words draw, clamped to a range from 0 on; none if
    /// they are always 0.
    pub fn new(duration: WordQuantile, range: (f64, f64)) -> Option<Self> {
        let mut residual = Self { duration, range, steps: Vec::new() };
        let mut area = 0.0;
        for upper in [false, true] {
            for octave in 0..OCTAVES {
                // Quantiles rise: the largest is that of the greatest word.
                let greatest = word_in(octave, upper, if upper { 0 } else { u64::MAX });
                let height = residual.duration(greatest);
                // What is below all octaves is as wide as the last of them.
                let width = libm::ldexp(0.25, -(octave.min(OCTAVES - 2) as i32));
                if height > 0.0 {
                    area += height * width;
                    residual.steps.push(Step { octave, upper, height, area });
                }
            }
        }
        (!residual.steps.is_empty()).then_some(residual)
    }

    #[inline(always)]
    fn duration(&self, word: u64) -> f64 {
        self.duration.value(word).clamp(self.range.0, self.range.1)
    }

    /// The residual time that random words draw. Each attempt takes three: for the step, the place
    /// along it and the height.
    ///
    /// # Panics
    /// When there are no more words.
    #[inline(always)]
    pub fn value(&self, words: impl IntoIterator<Item = u64>) -> f64 {
        let mut words = words.into_iter();
        let mut next = || words.next().expect("words do not end");
        let last = self.steps.len() - 1;
        loop {
            let area = self.steps[last].area * Probability::from_word(next()).lower;
            let step = self.steps[self.steps.partition_point(|step| step.area < area).min(last)];
            let duration = self.duration(word_in(step.octave, step.upper, next()));
            let height = step.height * Probability::from_word(next()).lower;
            if height < duration {
                return height;
            }
        }
    }
}

/// A word of an octave of the lower or upper tail, otherwise as random as the one given.
#[inline(always)]
fn word_in(octave: u32, upper: bool, word: u64) -> u64 {
    let leading = if octave < OCTAVES - 1 { 1 << 63 } else { 0 };
    let tail = ((word >> 1) | leading) >> (octave + 1);
    if upper { !tail } else { tail }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::tests::*;
    use crate::numerics::{incomplete_gamma, normal_integral, quadrature};

    const DRAWS: usize = 10_000;

    /// Residual times of a duration, sorted.
    fn draws(duration: &Distribution) -> Vec<f64> {
        let residual = ResidualTime::new(WordQuantile::new(duration), (0.0, f64::INFINITY));
        let residual = residual.expect("durations above 0");
        let mut words = words(1_000_003);
        let mut drawn: Vec<f64> = (0..DRAWS).map(|_| residual.value(&mut words)).collect();
        drawn.sort_by(f64::total_cmp);
        drawn
    }

    /// Fails if the sorted draws are not of the law whose probability between two values is given
    /// (Kolmogorov and Smirnov, at the level 0.001).
    fn assert_drawn_from(drawn: &[f64], mass: impl Fn(f64, f64) -> f64, name: &str) {
        // Seen at every so manieth point, the largest gap is missed by at most their share.
        const STEP: usize = 20;
        let (mut cumulative, mut before, mut distance) = (0.0, 0.0, 0.0_f64);
        for (i, &x) in drawn.iter().enumerate().step_by(STEP) {
            cumulative += mass(before, x);
            before = x;
            distance = distance.max((cumulative - i as f64 / DRAWS as f64).abs());
        }
        let critical = 1.95 / libm::sqrt(DRAWS as f64);
        assert!(distance + STEP as f64 / (DRAWS as f64) < critical, "{name}: {distance}");
    }

    #[test]
    fn octaves_hold_all_words_once() {
        let mut expected = 0;
        for octave in (0..OCTAVES).rev() {
            // In units of the words' last significant bit.
            let (least, greatest) = (word_in(octave, false, 0), word_in(octave, false, u64::MAX));
            assert_eq!(least >> 11, expected, "{octave}");
            expected = (greatest >> 11) + 1;
            assert_eq!(word_in(octave, true, 0), !least);
        }
        assert_eq!(expected, 1 << 52);
    }

    #[test]
    fn residual_times_follow_their_closed_forms() {
        let check = |duration: Distribution, length_biased: &dyn Fn(f64) -> f64| {
            // ∫₀ˣ S(y)dy/m by parts, with the distribution function of the length-biased duration.
            let mean = duration.mean();
            let cdf = |x: f64| x * duration.survival(x) / mean + length_biased(x);
            let name = duration.to_string();
            assert_drawn_from(&draws(&duration), |from, to| cdf(to) - cdf(from), &name);
        };
        let gamma = |shape: f64, x: f64| incomplete_gamma::tails(shape, x).lower;
        for sigma in [0.2, 0.8, 2.0] {
            let value = 14.0 * libm::exp(sigma);
            let level = normal_integral::tails(1.0).lower;
            check(make(LognormalPercentile { median: 14.0, level, value }), &|x| {
                normal_integral::tails(libm::log(x / 14.0) / sigma - sigma).lower
            });
        }
        for shape in [0.05, 0.5, 7.5] {
            check(make(Gamma { shape, scale: 2.0 }), &|x| gamma(shape + 1.0, x / 2.0));
        }
        for shape in [0.6, 1.4] {
            check(make(Weibull { shape, scale: 2.0 }), &|x| {
                gamma(1.0 + 1.0 / shape, libm::pow(x / 2.0, shape))
            });
        }
        check(make(Exponential { mean: 2.5 }), &|x| gamma(2.0, x / 2.5));
        check(make(Uniform { min: 0.0, max: 2.0 }), &|x| x * x / 4.0);
        check(make(Constant { value: 3.0 }), &|_| 0.0);
        let (values, probabilities) = (vec![0.0, 1.0, 4.0], vec![0.2, 0.5, 0.3]);
        let listed = make(Discrete { values, probabilities });
        check(listed, &|x| if x >= 1.0 { 0.5 / 1.7 } else { 0.0 });
    }

    #[test]
    fn residual_times_have_the_survival_of_the_duration_as_density() {
        let normal = make(Normal { mean: 1.2, sd: 0.5 });
        let narrow = make(Gamma { shape: 191.6, scale: 0.099 });
        let more = [cut(&normal, 0.0, f64::INFINITY), cut(&narrow, 2.0, 40.0)];
        for duration in laws::examples().into_iter().chain(more) {
            let mean = duration.mean();
            if duration.support().0 < 0.0 || mean < 0.1 {
                continue;
            }
            let mass = |from, to| quadrature::integral(from, to, |y| duration.survival(y)) / mean;
            assert_drawn_from(&draws(&duration), mass, &duration.to_string());
        }
    }

    #[test]
    fn durations_are_clamped_and_not_always_0() {
        let normal = WordQuantile::new(&make(Normal { mean: 1.0, sd: 3.0 }));
        let residual = ResidualTime::new(normal.clone(), (0.0, 2.0)).expect("durations above 0");
        let mut words = words(5);
        assert!((0..1_000).all(|_| (0.0..2.0).contains(&residual.value(&mut words))));
        assert!(ResidualTime::new(normal, (0.0, 0.0)).is_none());
    }
}
