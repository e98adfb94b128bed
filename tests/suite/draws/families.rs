//! Draws by inversion against the samplers of `rand_distr`, which know nothing of quantiles.

use coppercast::distribution::*;
use coppercast::sampling::Stream;
use rand_distr::Distribution as Sampler;

const N: usize = 1_000_000;

/// Mean and its variance, variance and its variance, of a sample.
fn moments(sample: &[f64]) -> [(f64, f64); 2] {
    let n = sample.len() as f64;
    let mean = sample.iter().sum::<f64>() / n;
    let central = |power: i32| sample.iter().map(|x| (x - mean).powi(power)).sum::<f64>() / n;
    let (second, fourth) = (central(2), central(4));
    [(mean, second / n), (second, (fourth - second * second) / n)]
}

/// Largest distance between the empirical distribution functions of two sorted samples of equal
/// size, times √(n/2).
fn kolmogorov_smirnov(a: &[f64], b: &[f64]) -> f64 {
    let (mut i, mut j, mut largest) = (0, 0, 0_usize);
    while i < a.len() && j < b.len() {
        let x = a[i].min(b[j]);
        while i < a.len() && a[i] <= x {
            i += 1;
        }
        while j < b.len() && b[j] <= x {
            j += 1;
        }
        largest = largest.max(i.abs_diff(j));
    }
    largest as f64 / a.len() as f64 * (a.len() as f64 / 2.0).sqrt()
}

/// Compares a million draws of both kinds: mean and variance within 4 standard errors of their
/// difference, and the distribution functions by the two-sample Kolmogorov-Smirnov test, whose
/// limit is above 2.23 with probability 1e-4.
fn assert_same_law(name: &str, law: impl Law, sampler: &impl Sampler<f64>) {
    let distribution = Distribution::new(law).unwrap_or_else(|error| panic!("{name}: {error}"));
    let quantile = QuantileTables::default().word_quantile(&distribution);
    let stream = Stream::new(7, name);
    let mut drawn: Vec<f64> =
        (0..N as u64).map(|trial| quantile.value(stream.word(trial, trial % 5))).collect();
    let mut generator = Stream::new(7, &format!("{name} by rand_distr")).generator(3);
    let mut sampled: Vec<f64> = (0..N).map(|_| sampler.sample(&mut generator)).collect();
    for (what, ((a, variance_a), (b, variance_b))) in
        ["mean", "variance"].into_iter().zip(moments(&drawn).into_iter().zip(moments(&sampled)))
    {
        let errors = (a - b) / (variance_a + variance_b).sqrt();
        assert!(
            errors.abs() < 4.0,
            "{name}: {what} {a}, by rand_distr {b}: {errors} standard errors"
        );
    }
    drawn.sort_by(f64::total_cmp);
    sampled.sort_by(f64::total_cmp);
    let distance = kolmogorov_smirnov(&drawn, &sampled);
    assert!(distance < 2.23, "{name}: {distance}");
}

/// The difference of two Gumbel variates of scale s is logistic, its standard deviation π·s/√3.
struct GumbelDifference(rand_distr::Gumbel<f64>);

impl Sampler<f64> for GumbelDifference {
    fn sample<R: rand::Rng + ?Sized>(&self, generator: &mut R) -> f64 {
        self.0.sample(generator) - self.0.sample(generator)
    }
}

/// The difference of two exponential variates of this scale is Laplace.
struct ExponentialDifference(rand_distr::Exp<f64>);

impl Sampler<f64> for ExponentialDifference {
    fn sample<R: rand::Rng + ?Sized>(&self, generator: &mut R) -> f64 {
        self.0.sample(generator) - self.0.sample(generator)
    }
}

/// The ratio of two exponential variates to this power is log-logistic.
struct PowerOfRatio(f64);

impl Sampler<f64> for PowerOfRatio {
    fn sample<R: rand::Rng + ?Sized>(&self, generator: &mut R) -> f64 {
        let exponential = rand_distr::Exp1;
        let (a, b): (f64, f64) = (exponential.sample(generator), exponential.sample(generator));
        (a / b).powf(self.0)
    }
}

/// Draws moved by a number and stretched by a factor.
struct Moved<S>(f64, f64, S);

impl<S: Sampler<f64>> Sampler<f64> for Moved<S> {
    fn sample<R: rand::Rng + ?Sized>(&self, generator: &mut R) -> f64 {
        self.0 + self.1 * self.2.sample(generator)
    }
}

/// Counts as numbers.
struct Counted<S>(S);

impl<S: Sampler<u64>> Sampler<f64> for Counted<S> {
    fn sample<R: rand::Rng + ?Sized>(&self, generator: &mut R) -> f64 {
        self.0.sample(generator) as f64
    }
}

/// A Poisson count whose mean is a gamma variate.
struct PoissonOfGamma(rand_distr::Gamma<f64>);

impl Sampler<f64> for PoissonOfGamma {
    fn sample<R: rand::Rng + ?Sized>(&self, generator: &mut R) -> f64 {
        let mean = self.0.sample(generator).max(f64::MIN_POSITIVE);
        rand_distr::Poisson::new(mean).expect("a positive mean").sample(generator)
    }
}

#[test]
fn counts_follow_the_same_laws_as_those_of_rand_distr() {
    let valid = "valid parameters";
    assert_same_law(
        "binomial",
        Binomial { trials: 12.0, probability: 0.3 },
        &Counted(rand_distr::Binomial::new(12, 0.3).expect(valid)),
    );
    // The mean of the gamma law is that of the count: 2.5·0.6/0.4.
    assert_same_law(
        "negative-binomial",
        NegativeBinomial { successes: 2.5, probability: 0.4 },
        &PoissonOfGamma(rand_distr::Gamma::new(2.5, 1.5).expect(valid)),
    );
}

#[test]
fn heavy_tails_follow_the_same_laws_as_those_of_rand_distr() {
    let valid = "valid parameters";
    assert_same_law(
        "student-t",
        StudentT { location: 3.0, scale: 2.0, degrees_of_freedom: 9.0 },
        &Moved(3.0, 2.0, rand_distr::StudentT::new(9.0).expect(valid)),
    );
    assert_same_law(
        "laplace",
        Laplace { location: 0.0, scale: 2.0 },
        &ExponentialDifference(rand_distr::Exp::new(0.5).expect(valid)),
    );
    assert_same_law(
        "gumbel",
        Gumbel { location: 3.0, scale: 2.0 },
        &rand_distr::Gumbel::new(3.0, 2.0).expect(valid),
    );
    // Location 3, scale 2 and shape 0.1: from 3 − 2/0.1 on.
    assert_same_law(
        "gev",
        GeneralisedExtremeValue { location: 3.0, scale: 2.0, shape: 0.1 },
        &rand_distr::Frechet::new(-17.0, 20.0, 10.0).expect(valid),
    );
    // 10 − W for a Weibull variate W.
    assert_same_law(
        "gev with a bound",
        GeneralisedExtremeValue { location: 5.0, scale: 2.0, shape: -0.4 },
        &Moved(10.0, -1.0, rand_distr::Weibull::new(5.0, 2.5).expect(valid)),
    );
    let pareto = rand_distr::Pareto::new(20.0, 10.0).expect(valid);
    assert_same_law("pareto", Pareto { scale: 20.0, shape: 10.0 }, &pareto);
    assert_same_law(
        "generalised-pareto",
        GeneralisedPareto { location: 3.0, scale: 2.0, shape: 0.1 },
        &Moved(-17.0, 1.0, pareto),
    );
    let bounded = Moved(5.0, 4.0, rand_distr::Beta::new(1.0, 2.0).expect(valid));
    let law = GeneralisedPareto { location: 5.0, scale: 2.0, shape: -0.5 };
    assert_same_law("generalised-pareto with a bound", law, &bounded);
    assert_same_law("loglogistic", LogLogistic { scale: 1.0, shape: 10.0 }, &PowerOfRatio(0.1));
}

#[test]
fn draws_follow_the_same_laws_as_those_of_rand_distr() {
    let valid = "valid parameters";
    assert_same_law(
        "normal",
        Normal { mean: 3.0, sd: 2.0 },
        &rand_distr::Normal::new(3.0, 2.0).expect(valid),
    );
    let scale = 2.0 * 3.0_f64.sqrt() / std::f64::consts::PI;
    assert_same_law(
        "logistic",
        Logistic { mean: 0.0, sd: 2.0 },
        &GumbelDifference(rand_distr::Gumbel::new(0.0, scale).expect(valid)),
    );
    // Mean 2 and standard deviation 1.
    let square = 1.25_f64.ln();
    let lognormal =
        rand_distr::LogNormal::new(2.0_f64.ln() - square / 2.0, square.sqrt()).expect(valid);
    assert_same_law("lognormal", Lognormal { mean: 2.0, sd: 1.0 }, &lognormal);
    assert_same_law(
        "gamma",
        Gamma { shape: 2.3, scale: 1.5 },
        &rand_distr::Gamma::new(2.3, 1.5).expect(valid),
    );
    assert_same_law(
        "weibull",
        Weibull { shape: 1.345, scale: 2.15 },
        &rand_distr::Weibull::new(2.15, 1.345).expect(valid),
    );
    assert_same_law(
        "beta",
        Beta { alpha: 4.0, beta: 2.0, min: 0.0, max: 1.0 },
        &rand_distr::Beta::new(4.0, 2.0).expect(valid),
    );
    let pert = rand_distr::Pert::new(0.35, 1.0).with_mode(0.66).expect(valid);
    assert_same_law("pert", Pert { min: 0.35, mode: 0.66, max: 1.0 }, &pert);
    let triangular = rand_distr::Triangular::new(1.6, 5.1, 2.9).expect(valid);
    assert_same_law("triangular", Triangular { min: 1.6, mode: 2.9, max: 5.1 }, &triangular);
    assert_same_law(
        "exponential",
        Exponential { mean: 0.5 },
        &rand_distr::Exp::new(2.0).expect(valid),
    );
    assert_same_law("poisson", Poisson { mean: 3.7 }, &rand_distr::Poisson::new(3.7).expect(valid));
}
