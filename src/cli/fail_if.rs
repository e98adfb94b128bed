//! `--fail-if`: conditions on the results that turn into an exit code.

use crate::cli::options::parsed_number;
use crate::metric::series::SeriesPlan;
use crate::metric::{Metric, Subject};
use crate::number_words::{percent, quantity};
use crate::report::run_results::Results;
use crate::scenario::{Relation, Scenario, value_in};
use crate::statistics::{Estimate, Statistic};

/// Conditions joined by `and`, each `METRIC STATISTIC > VALUE`, the metric of the whole scenario or
/// of an actor, or `watch:NAME > NUMBER` for the probability of a watch.
#[derive(Debug, Clone, PartialEq)]
pub struct FailIf {
    text: String,
    conditions: Vec<Condition>,
}

#[derive(Debug, Clone, PartialEq)]
struct Condition {
    subject: What,
    relation: Relation,
    limit: f64,
}

#[derive(Debug, Clone, PartialEq)]
enum What {
    Watch(String),
    /// Path of an actor, blank for the whole, and what is asked of it.
    Metric(String, Metric, Statistic),
}

const EXPECTED: &str = "expected METRIC STATISTIC > VALUE as in the tables, such as 'shortfall \
    prob_positive > 5%', 'cost p95 > 200 MUSD' or 'region.us.shortfall p95 > 500 t', or 'watch:NAME \
                        > 10%'; several are joined by 'and'";

impl std::str::FromStr for FailIf {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let conditions = text.split(" and ").map(str::parse).collect::<Result<_, _>>()?;
        Ok(FailIf { text: text.to_owned(), conditions })
    }
}

impl std::str::FromStr for Condition {
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
        let mut words = text[..place].split_whitespace();
        let subject = match (words.next(), words.next(), words.next()) {
            (Some(watch), None, None) if watch.starts_with("watch:") => {
                What::Watch(watch["watch:".len()..].to_owned())
            }
            (Some(path), Some(statistic), None) => {
                let (path, metric) = path.rsplit_once('.').unwrap_or(("", path));
                let metric = Metric::named(metric).ok_or_else(|| {
                    format!("`{metric}` is not a metric of the tables; {EXPECTED}")
                })?;
                let statistic = statistic_named(statistic)
                    .ok_or_else(|| format!("`{statistic}` is not a statistic; {EXPECTED}"))?;
                What::Metric(path.to_owned(), metric, statistic)
            }
            _ => return Err(EXPECTED.to_owned()),
        };
        let rest = rest.trim();
        let limit = match (parsed_number(rest), &subject) {
            (Some(limit), _) => limit,
            (None, What::Metric(_, metric, statistic))
                if *statistic != Statistic::ProbabilityPositive =>
            {
                value_in(rest, metric.unit()).map_err(|fault| format!("{fault}; {EXPECTED}"))?
            }
            _ => return Err(format!("`{rest}` is not a number; {EXPECTED}")),
        };
        let is_probability =
            matches!(subject, What::Watch(_) | What::Metric(.., Statistic::ProbabilityPositive));
        if is_probability && !(0.0..=1.0).contains(&limit) {
            return Err(format!("`{rest}` is no probability; expected 0 to 1, or 0% to 100%"));
        }
        Ok(Condition { subject, relation, limit })
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
        let fault = self.conditions.iter().find_map(|condition| condition.fault(scenario, plan))?;
        Some(format!("--fail-if '{}': {fault}", self.text))
    }

    /// What to say when the condition holds; `None` when it does not.
    pub fn crossed(&self, results: &Results<'_>) -> Option<String> {
        let mut values = Vec::new();
        for condition in &self.conditions {
            // What cannot be told must not pass as sound.
            let Some(value) = condition.estimate(results).and_then(|own| own.estimate) else {
                let slug = &results.scenario.slug;
                return Some(format!("{slug}: '{}' cannot be told, no trial shows it", self.text));
            };
            if !condition.holds(value) {
                return None;
            }
            values.push(condition.shown(value));
        }
        let estimates = if values.len() == 1 { "estimate is" } else { "estimates are" };
        Some(format!(
            "{}: '{}' holds, the {estimates} {}",
            results.scenario.slug,
            self.text,
            values.join(" and ")
        ))
    }
}

impl Condition {
    fn fault(&self, scenario: &Scenario, plan: &SeriesPlan) -> Option<String> {
        let slug = &scenario.slug;
        let (path, metric, statistic) = match &self.subject {
            What::Watch(name) => {
                let is_there = scenario.watches.iter().any(|watch| &watch.name == name);
                return (!is_there).then(|| format!("{slug} has no [watch.{name}]"));
            }
            What::Metric(path, metric, statistic) => (path, *metric, *statistic),
        };
        let Some(subject) = scenario.subject_at(path) else {
            return Some(format!("{slug} has no {path}"));
        };
        let whose = if path.is_empty() { String::new() } else { format!(" of {path}") };
        let (series, ratio) = (plan.series(subject, metric), plan.ratio(subject, metric));
        let name = metric.name();
        match statistic {
            Statistic::RatioOfMeans if ratio.is_none() => {
                Some(format!("`{name}`{whose} of {slug} is no ratio of means"))
            }
            Statistic::RatioOfMeans => None,
            _ if series.is_some() => None,
            _ => {
                let help = ratio.map_or_else(String::new, |_| {
                    format!("; it is a ratio of means: '{name} ratio_of_means'")
                });
                let statistic = statistic.name();
                Some(format!("{slug} has no {statistic} of {name}{whose} in its tables{help}"))
            }
        }
    }

    fn estimate(&self, results: &Results<'_>) -> Option<Estimate> {
        let Results { scenario, plan, tally, .. } = *results;
        match &self.subject {
            What::Watch(name) => {
                let place = scenario.watches.iter().position(|watch| &watch.name == name)?;
                Some(tally.series(plan.watches + place).probability_positive())
            }
            What::Metric(path, metric, statistic) => {
                let subject: Subject = scenario.subject_at(path)?;
                match statistic {
                    Statistic::RatioOfMeans => results.ratio(subject, *metric),
                    _ => Some(results.series(subject, *metric)?.estimate(*statistic)),
                }
            }
        }
    }

    /// A value of it with its unit.
    fn shown(&self, value: f64) -> String {
        match &self.subject {
            What::Metric(_, metric, statistic)
                if *statistic != Statistic::ProbabilityPositive && metric.unit() != "1" =>
            {
                quantity(value, None, metric.unit())
            }
            _ => percent(value),
        }
    }

    fn holds(&self, value: f64) -> bool {
        match self.relation {
            Relation::Above => value > self.limit,
            Relation::AtLeast => value >= self.limit,
            Relation::Below => value < self.limit,
            Relation::AtMost => value <= self.limit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_read() {
        let read = |text: &str| text.parse::<FailIf>().expect("a condition").conditions;
        let whole = |metric, statistic| What::Metric(String::new(), metric, statistic);
        let conditions = read("shortfall prob_positive > 5% and cost p95 >= 200 MUSD");
        let [short, dear] = conditions.as_slice() else { panic!("{conditions:?}") };
        assert_eq!(short.subject, whole(Metric::Shortfall, Statistic::ProbabilityPositive));
        assert_eq!((short.relation, short.limit), (Relation::Above, 0.05));
        assert_eq!(dear.subject, whole(Metric::Cost, Statistic::Quantile(0.95)));
        assert_eq!((dear.relation, dear.limit), (Relation::AtLeast, 2e8));
        let of_region = What::Metric("region.us".to_owned(), Metric::Shortfall, Statistic::Mean);
        assert_eq!(read("region.us.shortfall mean < 1 kt")[0].subject, of_region);
        assert_eq!(read("region.us.shortfall mean < 1 kt")[0].limit, 1_000.0);
        assert_eq!(read("watch:budget>0.1")[0].subject, What::Watch("budget".to_owned()));
        assert_eq!(read("fill_rate ratio_of_means <= 90%")[0].relation, Relation::AtMost);
        for text in [
            "",
            "shortfall > 3",
            "shortfall mean > x",
            "shortfal mean > 3",
            "shortfall median > 3",
            "watch:a = 3",
            "watch:a > 10",
            "shortfall mean > 3 USD",
            "shortfall prob_positive > 3 t",
            "shortfall mean > 3 t and",
        ] {
            assert!(text.parse::<FailIf>().is_err(), "{text}");
        }
    }
}
