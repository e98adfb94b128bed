//! `--fail-if`: conditions on the results that turn into an exit code.

use crate::cli::options::parsed_number;
use crate::metric::series::SeriesPlan;
use crate::metric::{Metric, Subject};
use crate::report::run_results::Results;
use crate::scenario::{Relation, Scenario};
use crate::statistics::Statistic;

/// `METRIC STATISTIC > NUMBER`, or `watch:NAME > NUMBER` for the probability of a watch.
#[derive(Debug, Clone, PartialEq)]
pub struct FailIf {
    text: String,
    subject: What,
    relation: Relation,
    limit: f64,
}

#[derive(Debug, Clone, PartialEq)]
enum What {
    Watch(String),
    Metric(Metric, Statistic),
}

const EXPECTED: &str = "expected METRIC STATISTIC > NUMBER as in summary.csv, such as 'shortfall \
    prob_positive > 5%' or 'cost p95 > 2e8' (USD), or \
                        'watch:NAME > 10%'";

impl std::str::FromStr for FailIf {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let place =
            text.find(['>', '<']).ok_or_else(|| format!("there is no `>` or `<`; {EXPECTED}"))?;
        let (relation, rest) = match (&text[place..=place], text[place + 1..].strip_prefix('=')) {
            (">", Some(rest)) => (Relation::AtLeast, rest),
            (">", None) => (Relation::Above, &text[place + 1..]),
            (_, Some(rest)) => (Relation::AtMost, rest),
            (_, None) => (Relation::Below, &text[place + 1..]),
        };
        let limit = parsed_number(rest.trim())
            .ok_or_else(|| format!("`{}` is not a number; {EXPECTED}", rest.trim()))?;
        let mut words = text[..place].split_whitespace();
        let subject = match (words.next(), words.next(), words.next()) {
            (Some(watch), None, None) if watch.starts_with("watch:") => {
                What::Watch(watch["watch:".len()..].to_owned())
            }
            (Some(metric), Some(statistic), None) => {
                let metric = Metric::named(metric).ok_or_else(|| {
                    format!("`{metric}` is not a metric of the summary; {EXPECTED}")
                })?;
                What::Metric(
                    metric,
                    statistic_named(statistic)
                        .ok_or_else(|| format!("`{statistic}` is not a statistic; {EXPECTED}"))?,
                )
            }
            _ => return Err(EXPECTED.to_owned()),
        };
        let is_probability =
            matches!(subject, What::Watch(_) | What::Metric(_, Statistic::ProbabilityPositive));
        if is_probability && !(0.0..=1.0).contains(&limit) {
            return Err(format!(
                "`{}` is no probability; expected 0 to 1, or 0% to 100%",
                rest.trim()
            ));
        }
        Ok(FailIf { text: text.to_owned(), subject, relation, limit })
    }
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
    pub fn fault(&self, scenario: &Scenario, plan: &SeriesPlan) -> Option<String> {
        match &self.subject {
            What::Watch(name) if !scenario.watches.iter().any(|watch| &watch.name == name) => {
                Some(format!("--fail-if '{}': {} has no [watch.{name}]", self.text, scenario.slug))
            }
            What::Metric(metric, Statistic::RatioOfMeans)
                if plan.ratio(Subject::Total, *metric).is_none() =>
            {
                Some(format!(
                    "--fail-if '{}': `{}` of {} is no ratio of means",
                    self.text,
                    metric.name(),
                    scenario.slug
                ))
            }
            What::Metric(metric, statistic)
                if *statistic != Statistic::RatioOfMeans
                    && plan.series(Subject::Total, *metric).is_none() =>
            {
                let ratio = plan.ratio(Subject::Total, *metric);
                let help = ratio
                    .map(|_| {
                        format!("; it is a ratio of means: '{} ratio_of_means'", metric.name())
                    })
                    .unwrap_or_default();
                let (metric, statistic) = (metric.name(), statistic.name());
                Some(format!(
                    "--fail-if '{}': {} has no {statistic} of {metric} in its summary{help}",
                    self.text, scenario.slug
                ))
            }
            _ => None,
        }
    }

    /// What to say when the condition holds; `None` when it does not.
    pub fn crossed(&self, results: &Results<'_>) -> Option<String> {
        let Results { scenario, plan, tally, .. } = *results;
        let estimate = match &self.subject {
            What::Watch(name) => {
                let place = scenario.watches.iter().position(|watch| &watch.name == name)?;
                tally.series(plan.watches + place).probability_positive()
            }
            What::Metric(metric, Statistic::RatioOfMeans) => {
                results.ratio(Subject::Total, *metric)?
            }
            What::Metric(metric, statistic) => {
                tally.series(plan.series(Subject::Total, *metric)?).estimate(*statistic)
            }
        };
        // What cannot be told must not pass as sound.
        let Some(value) = estimate.estimate else {
            return Some(format!(
                "{}: '{}' cannot be told, no trial shows it",
                scenario.slug, self.text
            ));
        };
        let holds = match self.relation {
            Relation::Above => value > self.limit,
            Relation::AtLeast => value >= self.limit,
            Relation::Below => value < self.limit,
            Relation::AtMost => value <= self.limit,
        };
        holds.then(|| format!("{}: '{}' holds, the estimate is {value}", scenario.slug, self.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_read() {
        let condition: FailIf = "shortfall prob_positive > 5%".parse().expect("a condition");
        assert_eq!(
            condition.subject,
            What::Metric(Metric::Shortfall, Statistic::ProbabilityPositive)
        );
        assert_eq!((condition.relation, condition.limit), (Relation::Above, 0.05));
        let condition: FailIf = "watch:budget>0.1".parse().expect("a condition");
        assert_eq!(condition.subject, What::Watch("budget".to_owned()));
        assert_eq!(
            "fill_rate ratio_of_means <= 90%".parse::<FailIf>().expect("a condition").relation,
            Relation::AtMost
        );
        for text in [
            "",
            "shortfall > 3",
            "shortfall mean > x",
            "shortfal mean > 3",
            "shortfall median > 3",
            "watch:a = 3",
            "watch:a > 10",
        ] {
            assert!(text.parse::<FailIf>().is_err(), "{text}");
        }
    }
}
