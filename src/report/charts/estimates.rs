//! Estimates of a run as charts take them.

use crate::metric::{Metric, Subject};
use crate::number_words::{count, percent, trials};
use crate::report::drawing::{Periods, Point, Wording};
use crate::report::run_results::Results;
use crate::scenario::{Scenario, Step, TimeGrid};
use crate::statistics::{Estimate, Series};

/// An estimated probability with its interval, as fractions of 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Probability {
    /// The estimate.
    pub probability: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end of its 95 % interval.
    pub high: f64,
}

impl Probability {
    /// A number with its limits; without limits it stands for them.
    pub(super) fn new(probability: f64, low: Option<f64>, high: Option<f64>) -> Self {
        let (low, high) = (low.unwrap_or(probability), high.unwrap_or(probability));
        Self { probability, low, high }
    }
}

impl From<&Estimate> for Probability {
    fn from(estimate: &Estimate) -> Self {
        Self::new(estimate.estimate.unwrap_or(0.0), estimate.conf_low, estimate.conf_high)
    }
}

/// Quantiles and mean of a quantity at the end of a period.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PeriodQuantiles {
    /// Percentiles 5, 10, 25, 50, 75, 90 and 95.
    pub quantiles: [f64; 7],
    /// Mean.
    pub mean: f64,
}

impl PeriodQuantiles {
    pub(super) fn constant(value: f64) -> Self {
        Self { quantiles: [value; 7], mean: value }
    }

    pub(super) fn numbers(&self) -> impl Iterator<Item = f64> + use<> {
        self.quantiles.into_iter().chain([self.mean])
    }
}

/// The quantiles of each period of the total, if the scenario has the metric.
pub(super) fn quantiles_by_period(
    results: &Results<'_>,
    metric: Metric,
) -> Option<Vec<PeriodQuantiles>> {
    by_period(results, metric, |series| PeriodQuantiles {
        quantiles: [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95].map(|level| quantile(&series, level)),
        mean: mean(&series),
    })
}

/// The line of each quantile through its values at these places.
pub(super) fn quantile_lines(path: &[(f64, PeriodQuantiles)]) -> [Vec<Point>; 7] {
    std::array::from_fn(|place| path.iter().map(|(x, at)| (*x, at.quantiles[place])).collect())
}

/// A title over the sample, the seed and a note.
pub(super) fn wording(results: &Results<'_>, title: String, note: &str) -> Wording {
    wording_of(results.scenario, results.tally.trials(), title, note)
}

/// The same of a sample of so many trials.
pub(super) fn wording_of(scenario: &Scenario, number: u64, title: String, note: &str) -> Wording {
    let (drawn, seed) = (trials(number), scenario.simulation.seed);
    Wording {
        title,
        caption: format!("{}. {drawn}, Monte Carlo, seed {seed}{note}", scenario.name),
    }
}

pub(super) fn periods(results: &Results<'_>) -> Periods {
    periods_of(&results.scenario.time)
}

pub(super) fn periods_of(time: &TimeGrid) -> Periods {
    let axis_title = match time.step {
        Step::Month => "Month",
        Step::Quarter => "Quarter",
        Step::Year => "Year",
    };
    Periods {
        axis_title: axis_title.to_owned(),
        labels: (0..time.periods).map(|period| time.label(period)).collect(),
    }
}

/// A number for each period of the total; none if the scenario does not have the metric.
pub(super) fn by_period<'r, T>(
    results: &Results<'r>,
    metric: Metric,
    read: impl Fn(Series<'r>) -> T,
) -> Option<Vec<T>> {
    let periods = 0..results.scenario.time.periods;
    periods
        .map(|period| Some(read(results.series(Subject::Total.in_period(period), metric)?)))
        .collect()
}

pub(super) fn mean(series: &Series<'_>) -> f64 {
    series.mean().estimate.unwrap_or(0.0)
}

pub(super) fn quantile(series: &Series<'_>, level: f64) -> f64 {
    series.quantile(level).estimate.unwrap_or(0.0)
}

pub(super) fn probability_positive(series: &Series<'_>) -> Probability {
    Probability::from(&series.probability_positive())
}

/// The place of the largest of some numbers, if it is above zero and alone.
pub(super) fn only_largest(numbers: impl IntoIterator<Item = f64>) -> Option<usize> {
    let mut largest = (None, 0.0);
    for (place, number) in numbers.into_iter().enumerate() {
        if number > largest.1 {
            largest = (Some(place), number);
        } else if number == largest.1 {
            largest.0 = None;
        }
    }
    largest.0
}

/// A share of the futures, in words that never sound like none or all when it is neither.
pub(super) fn share_of_futures(share: f64, trials: u64) -> String {
    match share {
        0.0 => format!("no simulated future of {}", count(trials)),
        1.0 => format!("every simulated future of {}", count(trials)),
        share if share < 0.0005 => "under 0.1 % of futures".to_owned(),
        share if share >= 0.9995 => "over 99.9 % of futures".to_owned(),
        share if share >= 0.9895 => format!("{:.1} % of futures", 100.0 * share),
        share => format!("{} of futures", percent(share)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_never_round_to_none_or_all() {
        let words = [0.000_499, 0.0005, 0.989, 0.9896, 0.999_4, 0.9995]
            .map(|share| share_of_futures(share, 10_000));
        let expected = ["under 0.1 %", "0.1 %", "99 %", "99.0 %", "99.9 %", "over 99.9 %"]
            .map(|share| format!("{share} of futures"));
        assert_eq!(words, expected);
    }
}
