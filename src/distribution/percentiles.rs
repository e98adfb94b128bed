//! Laws through percentiles: as many of them as the law has parameters, each met exactly.

use super::error::DistributionError;
use super::law::{Law, positive};
use super::parameters::{Form, Given, Parameter, ParameterKind};
use crate::numerics::box_cox;
use crate::numerics::probability::Probability;
use crate::numerics::roots::bisect;
use std::sync::Arc;

/// A percentile: its level as a probability, and its value.
pub type Point = (Probability, f64);

/// A law that percentiles determine.
pub trait ThroughPercentiles: Law + Sized {
    /// Number of percentiles.
    const COUNT: usize;

    /// The law through percentiles whose values rise with their levels; what else there is to know
    /// of it is `given`.
    ///
    /// # Errors
    /// When there is none.
    fn through(points: &[Point], given: &Given) -> Result<Self, DistributionError>;

    /// The percentiles as a scenario gives them.
    const PERCENTILES: Parameter = Parameter {
        name: ["p50", "p10, p90", "p10, p50, p90"][Self::COUNT - 1],
        kind: ParameterKind::Percentiles { least: Self::COUNT, most: Self::COUNT },
        required: true,
    };

    /// How a scenario gives it: by nothing but percentiles, if not said otherwise.
    const THROUGH: Form = Form { parameters: &[Self::PERCENTILES], law: law::<Self> };
}

/// The law that a scenario gives by percentiles.
///
/// # Errors
/// When the values do not rise with their levels, or no such law goes through them.
pub fn law<L: ThroughPercentiles>(given: &Given) -> Result<Arc<dyn Law>, DistributionError> {
    let percentiles = given.percentiles();
    increasing(&percentiles)?;
    let points: Vec<Point> = percentiles
        .into_iter()
        .map(|(level, value)| (Probability::from_lower(level), value))
        .collect();
    Ok(Arc::new(L::through(&points, given)?))
}

/// Checks that values rise with their levels.
pub fn increasing(points: &[(f64, f64)]) -> Result<(), DistributionError> {
    let falls = points.windows(2).find(|pair| {
        let rises = pair[0].1 < pair[1].1;
        !rises
    });
    match falls {
        Some(pair) => {
            let (lower, upper) = (pair[0], pair[1]);
            Err(DistributionError::PercentilesFall { lower, upper })
        }
        None => Ok(()),
    }
}

/// Location and scale of the law with two percentiles, from its standard quantile function.
pub fn location_and_scale(points: &[Point], quantile: impl Fn(Probability) -> f64) -> (f64, f64) {
    let [(a, low), (b, high)] = [points[0], points[points.len() - 1]];
    let (from, to) = (quantile(a), quantile(b));
    let scale = (high - low) / (to - from);
    // From the percentile that is nearer to the location.
    (if from.abs() < to.abs() { low - scale * from } else { high - scale * to }, scale)
}

/// Scale and spread of the law `scale·e^(spread·q)` with two percentiles, from the quantile
/// function of its standard logarithm `q`.
///
/// # Errors
/// When a percentile is not positive.
pub fn scale_and_spread(
    points: &[Point],
    quantile: impl Fn(Probability) -> f64,
) -> Result<(f64, f64), DistributionError> {
    let [(a, low), (b, high)] = [points[0], points[points.len() - 1]];
    positive("percentile value", low)?;
    let (from, to) = (quantile(a), quantile(b));
    let spread = libm::log(high / low) / (to - from);
    let (value, at) = if from.abs() < to.abs() { (low, from) } else { (high, to) };
    Ok((value * libm::exp(-spread * at), spread))
}

/// Largest size of a shape that is looked for.
const LARGEST_SHAPE: f64 = 50.0;

/// Location, scale and shape of a law whose standard quantile function is a power transformation of
/// `logarithm`, with three percentiles: the larger the shape, the longer the upper half.
pub fn location_scale_and_shape(
    points: &[Point],
    logarithm: impl Fn(Probability) -> f64,
) -> (f64, f64, f64) {
    let [(a, low), (b, middle), (c, high)] = [points[0], points[1], points[2]];
    let quantiles = |shape| [a, b, c].map(|p| box_cox::transform(logarithm(p), shape));
    let shape = bisect(-LARGEST_SHAPE, LARGEST_SHAPE, |shape| {
        let [from, centre, to] = quantiles(shape);
        (to - centre) * (middle - low) < (high - middle) * (centre - from)
    });
    let [from, centre, to] = quantiles(shape);
    let scale = (high - low) / (to - from);
    (middle - scale * centre, scale, shape)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::tests::*;

    /// The law through percentiles at these levels, which must have them.
    fn recovered<L: ThroughPercentiles>(points: &[(f64, f64)], others: &[(&str, f64)]) {
        let mut given = Given::default();
        let percentile = |&(level, value): &(f64, f64)| (percentile_key(level), value);
        given.numbers.extend(points.iter().map(percentile));
        given.numbers.extend(others.iter().map(|(key, value)| ((*key).to_owned(), *value)));
        let distribution = law::<L>(&given).and_then(Distribution::from_law);
        let distribution = distribution.unwrap_or_else(|error| panic!("{error}"));
        for &(level, value) in points {
            close(distribution.quantile(Probability::from_lower(level)), value, 1e-12);
            close(distribution.cdf(value), level, 1e-11);
        }
    }

    #[test]
    fn percentiles_are_recovered_by_every_family() {
        let pairs = [
            [(0.1, 20.0), (0.9, 38.0)],
            [(0.05, 20.0), (0.5, 21.0)],
            [(0.5, 3e-4), (0.99, 4e-4)],
            [(0.6, 1e7), (0.9, 1.3e7)],
            [(0.01, 20.0), (0.1, 21.5)],
        ];
        for points in &pairs {
            recovered::<Normal>(points, &[]);
            recovered::<Logistic>(points, &[]);
            recovered::<LognormalPercentile>(points, &[]);
            recovered::<StudentT>(points, &[("degrees_of_freedom", 3.5)]);
            recovered::<Laplace>(points, &[]);
            recovered::<Gumbel>(points, &[]);
            recovered::<LogLogistic>(points, &[]);
            recovered::<Uniform>(points, &[]);
            recovered::<LogUniform>(points, &[]);
            recovered::<Weibull>(points, &[]);
            recovered::<Gamma>(points, &[]);
            recovered::<Exponential>(&points[..1], &[]);
        }
        // The last pair would make its tail too heavy.
        pairs[..4].iter().for_each(|points| recovered::<Pareto>(points, &[]));
        for triple in [
            [(0.1, 20.0), (0.5, 27.0), (0.9, 38.0)],
            [(0.05, -3.0), (0.5, 1.0), (0.95, 4.0)],
            [(0.5, 10.0), (0.9, 11.5), (0.99, 13.0)],
        ] {
            recovered::<GeneralisedExtremeValue>(&triple, &[]);
            recovered::<GeneralisedPareto>(&triple, &[]);
        }
    }

    #[test]
    fn percentiles_must_rise() {
        let given = |p10, p90| Given {
            numbers: vec![("p90".to_owned(), p90), ("p10".to_owned(), p10)],
            ..Given::default()
        };
        let message = law::<Normal>(&given(3.0, 3.0)).expect_err("no spread").to_string();
        assert_eq!(message, "the p90 3 must be above the p10 3");
        let message = law::<Gamma>(&given(-1.0, 3.0)).expect_err("no negative values").to_string();
        assert_eq!(message, "the percentile value must be above 0, not -1");
    }
}
