//! `--fail-if`: conditions on the results that turn into an exit code.

use crate::cli::options::parsed_number;
use crate::metric::series::SeriesPlan;
use crate::metric::{Metric, Subject};
use crate::number_words::{percent, quantity};
use crate::report::run_results::Results;
use crate::scenario::{Event, Relation, Scenario, Sides, SyntaxFault, parse_condition, value_in};
use crate::statistics::{Estimate, Statistic};

/// An expression as watches have them, of estimates: `METRIC STATISTIC`, the metric of the whole
/// scenario or of an actor, or `watch:NAME`, the probability of a watch.
#[derive(Debug, Clone, PartialEq)]
pub struct FailIf {
    text: String,
    event: Event<Condition>,
}

/// A sum of estimates, compared.
#[derive(Debug, Clone, PartialEq)]
struct Condition {
    /// Each with its factor, all in one unit; the first factor is positive.
    terms: Vec<(f64, What)>,
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
    > 10%'; several are joined by 'and', 'or', 'not' and 'at least 2 of (…, …, …)'";

impl std::str::FromStr for FailIf {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let written =
            parse_condition(text).map_err(|SyntaxFault { range, is, help, .. }| {
                let help = help.map_or_else(String::new, |help| format!("{help}; "));
                format!("`{}` {is}; {help}{EXPECTED}", &text[range])
            })?;
        let event = written.try_map(&mut |sides| Condition::of(text, sides))?;
        Ok(FailIf { text: text.to_owned(), event })
    }
}

impl std::str::FromStr for What {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut words = text.split_whitespace();
        match (words.next(), words.next(), words.next()) {
            (Some(watch), None, None) if watch.starts_with("watch:") => {
                Ok(What::Watch(watch["watch:".len()..].to_owned()))
            }
            (Some(path), Some(statistic), None) => {
                let (path, metric) = path.rsplit_once('.').unwrap_or(("", path));
                let metric = Metric::named(metric).ok_or_else(|| {
                    format!("`{metric}` is not a metric of the tables; {EXPECTED}")
                })?;
                let statistic = statistic_named(statistic)
                    .ok_or_else(|| format!("`{statistic}` is not a statistic; {EXPECTED}"))?;
                Ok(What::Metric(path.to_owned(), metric, statistic))
            }
            _ => Err(EXPECTED.to_owned()),
        }
    }
}

impl What {
    fn is_probability(&self) -> bool {
        matches!(self, What::Watch(_) | What::Metric(.., Statistic::ProbabilityPositive))
    }

    fn unit(&self) -> &'static str {
        match self {
            What::Metric(_, metric, _) if !self.is_probability() => metric.unit(),
            _ => "1",
        }
    }
}

impl Condition {
    fn of(text: &str, sides: &Sides) -> Result<Self, String> {
        let [metrics, values] = sides.metrics_and_values(text);
        let mut terms: Vec<(f64, What)> = Vec::new();
        for (sign, part) in metrics {
            let (Some(factor), name) = part.factor_and_name(text) else {
                let part = &text[part.range.clone()];
                return Err(format!("`{part}` is no estimate times a number; {EXPECTED}"));
            };
            let what: What = name.parse()?;
            if let Some((_, first)) = terms.first().filter(|(_, first)| first.unit() != what.unit())
            {
                let (unit, of_first) = (what.unit(), first.unit());
                return Err(format!("`{name}` in {unit} cannot be added to what is in {of_first}"));
            }
            terms.push((sign * factor, what));
        }
        let (first_factor, first) = terms.first().ok_or_else(|| EXPECTED.to_owned())?;
        let mut limit = 0.0;
        for (sign, part) in values {
            limit -= sign * value(&text[part.range.clone()], first)?;
        }
        let turn = first_factor.signum();
        limit = turn * limit + 0.0;
        if terms.len() == 1 && first.is_probability() && !(0.0..=1.0).contains(&limit) {
            let written = &text[sides.range.clone()];
            return Err(format!(
                "the limit of `{written}` is no probability; expected 0 to 1, or 0% to 100%"
            ));
        }
        let relation = if turn < 0.0 { sides.relation.flipped() } else { sides.relation };
        let terms = terms.into_iter().map(|(factor, what)| (turn * factor, what)).collect();
        Ok(Condition { terms, relation, limit })
    }
}

/// A value to compare with an estimate, in its unit where none is written.
fn value(text: &str, what: &What) -> Result<f64, String> {
    match parsed_number(text) {
        Some(value) => Ok(value),
        None if what.is_probability() => Err(format!("`{text}` is not a number; {EXPECTED}")),
        None => value_in(text, what.unit()).map_err(|fault| format!("{fault}; {EXPECTED}")),
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
        let conditions = self.event.conditions();
        let mut terms = conditions.iter().flat_map(|condition| &condition.terms);
        let fault = terms.find_map(|(_, what)| what.fault(scenario, plan))?;
        Some(format!("--fail-if '{}': {fault}", self.text))
    }

    /// What to say when the condition holds; `None` when it does not.
    pub fn crossed(&self, results: &Results<'_>) -> Option<String> {
        let (slug, text) = (&results.scenario.slug, &self.text);
        let holds = |condition: &Condition| {
            condition.value(results).map(|value| condition.relation.holds(value, condition.limit))
        };
        match self.event.may_happen(&holds) {
            Some(false) => return None,
            // What cannot be told must not pass as sound.
            None => return Some(format!("{slug}: '{text}' cannot be told, no trial shows it")),
            Some(true) => {}
        }
        let conditions = self.event.conditions();
        let values: Vec<String> = (conditions.iter())
            .filter_map(|condition| Some(condition.shown(condition.value(results)?)))
            .collect();
        let estimates = if values.len() == 1 { "estimate is" } else { "estimates are" };
        Some(format!("{slug}: '{text}' holds, the {estimates} {}", values.join(" and ")))
    }
}

impl Condition {
    /// The sum; `None` where a part of it cannot be told.
    fn value(&self, results: &Results<'_>) -> Option<f64> {
        let value = |(factor, what): &(f64, What)| Some(factor * what.estimate(results)?.estimate?);
        self.terms.iter().map(value).sum()
    }

    /// A value of it with its unit.
    fn shown(&self, value: f64) -> String {
        match self.terms.first().map_or("1", |(_, what)| what.unit()) {
            "1" => percent(value),
            unit => quantity(value, None, unit),
        }
    }
}

impl What {
    fn fault(&self, scenario: &Scenario, plan: &SeriesPlan) -> Option<String> {
        let slug = &scenario.slug;
        let (path, metric, statistic) = match self {
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
        match self {
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_read() {
        let read = |text: &str| {
            let read = text.parse::<FailIf>().unwrap_or_else(|fault| panic!("{text}: {fault}"));
            read.event.conditions().into_iter().cloned().collect::<Vec<_>>()
        };
        let whole = |metric, statistic| What::Metric(String::new(), metric, statistic);
        let conditions = read("shortfall prob_positive > 5% and cost p95 >= 200 MUSD");
        let [short, dear] = conditions.as_slice() else { panic!("{conditions:?}") };
        let chance = whole(Metric::Shortfall, Statistic::ProbabilityPositive);
        assert_eq!(short.terms, [(1.0, chance)]);
        assert_eq!((short.relation, short.limit), (Relation::Above, 0.05));
        assert_eq!(dear.terms, [(1.0, whole(Metric::Cost, Statistic::Quantile(0.95)))]);
        assert_eq!((dear.relation, dear.limit), (Relation::AtLeast, 2e8));
        let of_region = What::Metric("region.us".to_owned(), Metric::Shortfall, Statistic::Mean);
        assert_eq!(read("region.us.shortfall mean < 1 kt")[0].terms, [(1.0, of_region)]);
        assert_eq!(read("region.us.shortfall mean < 1 kt")[0].limit, 1_000.0);
        assert_eq!(read("watch:budget>0.1")[0].terms, [(1.0, What::Watch("budget".to_owned()))]);
        assert_eq!(read("fill_rate ratio_of_means <= 90%")[0].relation, Relation::AtMost);
        // Whichever way it is written.
        assert_eq!(read("5% < shortfall prob_positive")[0], *short);
        let [apart] = &read("2 * cost mean + 5 MUSD >= cost p95")[..] else { panic!("one") };
        assert_eq!(
            apart.terms,
            [
                (2.0, whole(Metric::Cost, Statistic::Mean)),
                (-1.0, whole(Metric::Cost, Statistic::Quantile(0.95)))
            ]
        );
        assert_eq!((apart.relation, apart.limit), (Relation::AtLeast, -5e6));
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
            "shortfall mean + cost mean > 3 t",
            "shortfall mean - shortfall prob_positive > 3 t",
            "x * shortfall mean > 3 t",
            "3 t > 2 t",
            "at least 3 of (shortfall mean > 3 t, cost mean > 1 USD)",
        ] {
            assert!(text.parse::<FailIf>().is_err(), "{text}");
        }
    }
}
