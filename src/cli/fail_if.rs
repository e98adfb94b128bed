//! `--fail-if`: conditions on the results that turn into an exit code.

use crate::metric::Metric;
use crate::model::series::{SeriesPlan, Subject};
use crate::scenario::Scenario;
use crate::statistics::{Statistic, Tally};

/// `METRIC STATISTIC > NUMBER`, or `watch:NAME > NUMBER` for the probability of a watch.
#[derive(Debug, Clone, PartialEq)]
pub struct FailIf {
    text: String,
    subject: What,
    above: bool,
    limit: f64,
}

#[derive(Debug, Clone, PartialEq)]
enum What {
    Watch(String),
    Metric(Metric, Statistic),
}

const EXPECTED: &str =
    "expected METRIC STATISTIC > NUMBER, such as 'shortfall prob_positive > 5%' or 'cost p95 > 2e8', or 'watch:NAME > 10%'";

impl std::str::FromStr for FailIf {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let place = text.find(['>', '<']).ok_or_else(|| format!("there is no `>` or `<`; {EXPECTED}"))?;
        let above = text.as_bytes()[place] == b'>';
        let limit = number(text[place + 1..].trim())
            .ok_or_else(|| format!("`{}` is not a number; {EXPECTED}", text[place + 1..].trim()))?;
        let mut words = text[..place].split_whitespace();
        let subject = match (words.next(), words.next(), words.next()) {
            (Some(watch), None, None) if watch.starts_with("watch:") => What::Watch(watch["watch:".len()..].to_owned()),
            (Some(metric), Some(statistic), None) => {
                let found = Metric::ALL.iter().copied().find(|candidate| candidate.name() == metric);
                let metric = found.ok_or_else(|| format!("`{metric}` is not a metric of the summary; {EXPECTED}"))?;
                What::Metric(
                    metric,
                    statistic_named(statistic).ok_or_else(|| format!("`{statistic}` is not a statistic; {EXPECTED}"))?,
                )
            }
            _ => return Err(EXPECTED.to_owned()),
        };
        Ok(FailIf { text: text.to_owned(), subject, above, limit })
    }
}

/// `0.05`, `5%`, `1_000`, `2e8`.
fn number(text: &str) -> Option<f64> {
    let text = text.replace(['_', ','], "");
    let value: f64 = match text.strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().ok()? / 100.0,
        None => text.parse().ok()?,
    };
    value.is_finite().then_some(value)
}

fn statistic_named(name: &str) -> Option<Statistic> {
    let quantiles = Statistic::QUANTILES.into_iter();
    let others = [
        Statistic::Mean,
        Statistic::StandardDeviation,
        Statistic::TailMean(0.95),
        Statistic::ProbabilityPositive,
        Statistic::RatioOfMeans,
    ];
    quantiles.chain(others).find(|statistic| statistic.name() == name)
}

impl FailIf {
    /// Why the condition cannot be asked of a scenario, if so.
    pub fn fault(&self, scenario: &Scenario) -> Option<String> {
        match &self.subject {
            What::Watch(name) if !scenario.watches.iter().any(|watch| &watch.name == name) => {
                Some(format!("--fail-if '{}': {} has no [watch.{name}]", self.text, scenario.slug))
            }
            _ => None,
        }
    }

    /// What to say when the condition holds; `None` when it does not.
    pub fn crossed(&self, scenario: &Scenario, plan: &SeriesPlan, tally: &Tally) -> Option<String> {
        let estimate = match &self.subject {
            What::Watch(name) => {
                let number = scenario.watches.iter().position(|watch| &watch.name == name)?;
                tally.series(plan.watches + number).probability_positive()
            }
            What::Metric(metric, Statistic::RatioOfMeans) => {
                let number = plan.ratio(Subject::Total, *metric)?;
                let ratio = tally.ratio(number);
                if plan.ratios[number].complement { ratio.complement() } else { ratio.ratio() }
            }
            What::Metric(metric, statistic) => {
                let series = tally.series(plan.series(Subject::Total, *metric)?);
                match *statistic {
                    Statistic::Mean => series.mean(),
                    Statistic::StandardDeviation => series.standard_deviation(),
                    Statistic::Quantile(level) => series.quantile(level),
                    Statistic::TailMean(level) => series.tail_mean(level),
                    _ => series.probability_positive(),
                }
            }
        };
        let value = estimate.estimate?;
        let holds = if self.above { value > self.limit } else { value < self.limit };
        holds.then(|| format!("{}: '{}' holds, the estimate is {value}", scenario.slug, self.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_read() {
        let condition: FailIf = "shortfall prob_positive > 5%".parse().expect("a condition");
        assert_eq!(condition.subject, What::Metric(Metric::Shortfall, Statistic::ProbabilityPositive));
        assert_eq!((condition.above, condition.limit), (true, 0.05));
        let condition: FailIf = "watch:budget>0.1".parse().expect("a condition");
        assert_eq!(condition.subject, What::Watch("budget".to_owned()));
        for text in ["", "shortfall > 3", "shortfall mean > x", "shortfal mean > 3", "shortfall median > 3", "watch:a = 3"] {
            assert!(text.parse::<FailIf>().is_err(), "{text}");
        }
    }
}
