//! Which estimates of a metric the tables have.

use crate::metric::{Better, Informative, Metric};
use crate::scenario::Unmet;
use crate::statistics::{Estimate, Given, Series, Statistic};

/// Level of the tail mean.
const TAIL: f64 = 0.95;

/// How much of a series' statistics a table wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breadth {
    /// Mean and the probability of a positive value.
    Narrow,
    /// Standard deviation, quantiles and tail mean besides, as far as they are kept.
    Wide,
}

/// The estimates of a series, in the order of the tables.
pub fn estimates(metric: Metric, series: &Series<'_>, breadth: Breadth) -> Vec<Estimate> {
    if metric == Metric::FirstShortPeriod {
        return unconditional(metric, &series.labelled(Given::Short), breadth);
    }
    unconditional(metric, series, breadth)
}

/// The same for the trials with a shortfall, where that is another question.
pub fn conditional_estimates(metric: Metric, series: &Series<'_>, unmet: Unmet) -> Vec<Estimate> {
    // What is lost never waits.
    let never_positive = metric == Metric::Lateness && unmet == Unmet::Lost;
    if metric.has_given_short() && !never_positive {
        let mut estimates = unconditional(metric, &series.given_positive(), Breadth::Wide);
        estimates.retain(|estimate| estimate.statistic != Statistic::ProbabilityPositive);
        estimates
    } else {
        Vec::new()
    }
}

fn unconditional(metric: Metric, series: &Series<'_>, breadth: Breadth) -> Vec<Estimate> {
    if metric.informative() == Informative::Probability {
        return vec![series.probability_positive()];
    }
    let mut estimates = vec![series.mean()];
    if breadth == Breadth::Wide {
        estimates.push(series.standard_deviation());
        if series.distribution().is_some() {
            estimates.extend(
                Statistic::QUANTILES
                    .iter()
                    .filter_map(|statistic| statistic.level())
                    .map(|level| series.quantile(level)),
            );
            if metric.better() != Better::High {
                estimates.push(series.tail_mean(TAIL));
            }
        }
    }
    if metric.informative() == Informative::All {
        estimates.push(series.probability_positive());
    }
    estimates
}
