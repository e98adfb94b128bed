//! A distribution function of straight pieces.

use crate::distribution::prelude::*;

parameters! {
    /// The distribution function is straight between values whose cumulative probabilities are
    /// given, as of a histogram.
    Piecewise {
        /// Values, rising.
        values: Values,
        /// Probability of at most each value: from 0 for the first to 1 for the last.
        cumulative: Weights,
    }
}

impl Piecewise {
    /// Values at both ends of each piece, and its probability.
    fn pieces(&self) -> impl Iterator<Item = ((f64, f64), f64)> {
        let ends = self.values.windows(2).map(|pair| (pair[0], pair[1]));
        ends.zip(self.cumulative.windows(2).map(|pair| pair[1] - pair[0]))
    }
}

impl Law for Piecewise {
    fn representation(&self) -> Result<Representation, DistributionError> {
        let Self { values, cumulative } = self;
        if values.len() < 2 || values.len() != cumulative.len() {
            return Err(DistributionError::UnequalLists {
                values: values.len(),
                probabilities: cumulative.len(),
            });
        }
        for &value in values {
            finite("value", value)?;
        }
        let rises = values.windows(2).all(|pair| pair[0] < pair[1]);
        let climbs = cumulative.windows(2).all(|pair| pair[0] <= pair[1]);
        let (first, last) = (values[0], values[values.len() - 1]);
        if !(rises && climbs && cumulative[0] == 0.0 && cumulative[values.len() - 1] == 1.0) {
            return Err(DistributionError::NotCumulative);
        }
        let width = width(first, last)?;
        let points = values.iter().map(|value| (value - first) / width);
        let standard = StandardPiecewise {
            points: points.zip(cumulative.iter().copied()).collect(),
        };
        Ok(Representation::Continuous(Continuous::new(standard, first, width, Some(last))))
    }

    fn moments(&self) -> (f64, f64) {
        let mean: f64 = self.pieces().map(|((a, b), share)| share * (0.5 * a + 0.5 * b)).sum();
        let square = |(a, b): (f64, f64)| {
            let (a, b) = (a - mean, b - mean);
            (a * a + a * b + b * b) / 3.0
        };
        let variance: f64 = self.pieces().map(|(ends, share)| share * square(ends)).sum();
        (mean, libm::sqrt(variance))
    }

    fn text(&self) -> String {
        let pairs = self.values.iter().zip(&self.cumulative);
        let pairs: Vec<String> =
            pairs.map(|(value, cumulative)| format!("{value}: {cumulative}")).collect();
        format!("piecewise({})", pairs.join(", "))
    }
}

/// On [0, 1].
#[derive(Debug)]
struct StandardPiecewise {
    /// Places and their cumulative probabilities.
    points: Vec<(f64, f64)>,
}

impl StandardPiecewise {
    /// Ends of the piece before the first point that is not below.
    fn piece(&self, is_below: impl Fn(&(f64, f64)) -> bool) -> ((f64, f64), (f64, f64)) {
        let last = self.points.len() - 1;
        let at = self.points.partition_point(is_below).clamp(1, last);
        (self.points[at - 1], self.points[at])
    }
}

impl StandardLaw for StandardPiecewise {
    fn support(&self) -> (f64, f64) {
        (0.0, 1.0)
    }

    fn mirrored(&self) -> Option<Arc<dyn StandardLaw>> {
        let points = self.points.iter().rev().map(|(x, u)| (1.0 - x, 1.0 - u)).collect();
        Some(Arc::new(Self { points }))
    }

    fn density_inside(&self, x: f64) -> f64 {
        let (from, to) = self.piece(|point| point.0 < x);
        (to.1 - from.1) / (to.0 - from.0)
    }

    fn holds_at_ends(&self) -> bool {
        true
    }

    fn tails_inside(&self, x: f64) -> Probability {
        let (from, to) = self.piece(|point| point.0 < x);
        let density = (to.1 - from.1) / (to.0 - from.0);
        Probability {
            lower: from.1 + (x - from.0) * density,
            upper: (1.0 - to.1) + (to.0 - x) * density,
        }
    }

    fn quantile(&self, p: Probability) -> f64 {
        let (from, to) = self.piece(|point| point.1 < p.lower);
        let span = (to.0 - from.0) / (to.1 - from.1);
        from.0 + (p.lower - from.1) * span
    }

    /// Without kinks the law is uniform; with them it has no table.
    fn slope(&self, _: &Series, _: usize, _: &mut [Series; 3]) -> f64 {
        0.0
    }

    fn kinks(&self) -> Vec<f64> {
        self.points[1..self.points.len() - 1].iter().map(|point| point.0).collect()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::distribution::tests::*;

    pub fn examples() -> Vec<Distribution> {
        vec![make(Piecewise { values: vec![3.0, 5.0], cumulative: vec![0.0, 1.0] })]
    }

    fn histogram() -> Distribution {
        let values = vec![2.0, 4.0, 5.0, 6.0, 12.0];
        make(Piecewise { values, cumulative: vec![0.0, 0.2, 0.7, 0.7, 1.0] })
    }

    #[test]
    fn quantiles_lie_on_straight_pieces() {
        let law = histogram();
        for (level, value) in [(0.1, 3.0), (0.2, 4.0), (0.45, 4.5), (0.69, 4.98), (0.85, 9.0)] {
            close(law.quantile(Probability::from_lower(level)), value, 1e-14);
            close(law.cdf(value), level, 1e-14);
        }
        for drawn in [WordQuantile::new(&law), WordQuantile::new(&cut(&law, 3.0, 9.0))] {
            assert!(drawn.is_slow());
        }
        let by_word = WordQuantile::new(&law);
        for word in telling_words(50) {
            let p = Probability::from_word(word);
            // Beside an end the value itself is rounded.
            let (tail, drawn) = (law.tails(by_word.value(word)).smaller(), p.smaller());
            assert!((tail - drawn).abs() <= 1e-9 * drawn + 2e-16, "{tail} {drawn}");
        }
        assert_eq!(law.density(5.5), 0.0);
    }

    #[test]
    fn moments_are_those_of_a_mixture_of_uniform_laws() {
        let law = histogram();
        close(law.mean(), 0.2 * 3.0 + 0.5 * 4.5 + 0.3 * 9.0, 1e-15);
        let square = 0.2 * (9.0 + 4.0 / 12.0) + 0.5 * (20.25 + 1.0 / 12.0) + 0.3 * (81.0 + 3.0);
        close(law.standard_deviation(), libm::sqrt(square - law.mean() * law.mean()), 1e-14);
        // Cut at 3 and 9: of 0.75 of the probability.
        let inner = cut(&law, 3.0, 9.0);
        close(inner.mean(), (0.1 * 3.5 + 0.5 * 4.5 + 0.15 * 7.5) / 0.75, 1e-12);
    }

    #[test]
    fn lists_must_climb_from_0_to_1() {
        for cumulative in [vec![0.0, 0.9], vec![0.1, 1.0]] {
            let law = Piecewise { values: vec![1.0, 2.0], cumulative };
            let message = Distribution::new(law).expect_err("invalid").to_string();
            assert_eq!(message, "values must rise, and cumulative probabilities from 0 to 1");
        }
    }
}
