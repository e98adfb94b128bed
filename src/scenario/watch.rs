//! `[watch.NAME]` and the thresholds of `[report]`: conditions on metrics.

use super::calendar::TimeGrid;
use super::diagnostic::Diagnostic;
use super::month::Month;
use super::nearest::{nearest, one_of};
use super::record::{Record, Records};
use super::source::{Place, Sources};
use super::units::{Dimension, dimension_of, parse_quantity, parse_unit};
use super::{Condition, Relation, Scenario, Watch, WatchTime};
use crate::metric::{Informative, Metric, Subject, SubjectKind};

/// When a watch may look, but for a month.
const TIMES: [(&str, WatchTime); 4] = [
    ("any", WatchTime::Any),
    ("every", WatchTime::Every),
    ("last", WatchTime::Last),
    ("horizon", WatchTime::Horizon),
];

const WATCHED: &str = "cannot be watched";

/// Makes an actor of its index.
type Actor = fn(usize) -> Subject;

/// What conditions are checked against.
pub struct Watcher<'a> {
    pub records: &'a Records,
    pub sources: &'a Sources,
    pub faults: Vec<Diagnostic>,
    pub asked: Vec<Asked>,
}

/// A metric that is asked for, which only the whole scenario knows whether it has.
pub struct Asked {
    metric: Metric,
    place: Place,
    refusal: &'static str,
}

impl Asked {
    /// What is wrong with asking this scenario for it.
    pub fn fault(self, scenario: &Scenario) -> Option<Diagnostic> {
        if scenario.has_metric(Subject::Total, self.metric) {
            return None;
        }
        let parts: Vec<&str> =
            self.metric.features().iter().map(|feature| feature.what()).collect();
        let label = format!("the scenario has no such thing; it would need {}", any_of(&parts));
        let message = format!("`{}` {}", self.metric.name(), self.refusal);
        Some(Diagnostic::error(&self.place, message, label))
    }
}

/// `a hedge`, `a hedge or a contract`, each once.
fn any_of(parts: &[&str]) -> String {
    match parts {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// The metrics with a value in every trial: of periods, or of the whole horizon. Indicators of the
/// total in a period are what watches make themselves.
fn metrics(kind: SubjectKind, by_period: bool) -> impl Iterator<Item = Metric> {
    let is_indicator = move |metric: Metric| {
        let is_of_period = kind == SubjectKind::Total && by_period;
        is_of_period && metric.informative() == Informative::Probability
    };
    let all = Metric::ALL.iter().copied();
    all.filter(move |&metric| metric.is_series(kind, by_period) && !is_indicator(metric))
}

/// One of them by its name.
fn metric_named(kind: SubjectKind, name: &str, by_period: bool) -> Option<Metric> {
    metrics(kind, by_period).find(|metric| metric.name() == name)
}

impl Watcher<'_> {
    /// All watches; faulty ones are reported and left out.
    pub fn watches(&mut self, time: Option<&TimeGrid>) -> Vec<Watch> {
        let records = self.records;
        records
            .all("watch")
            .iter()
            .filter_map(|(name, record)| self.watch(name, record, time))
            .collect()
    }

    fn watch(&mut self, name: &str, record: &Record, time: Option<&TimeGrid>) -> Option<Watch> {
        let at = self.time(record, time);
        let texts = record.texts("when")?;
        if texts.is_empty() {
            let label = "expected at least one condition, such as \"shortfall > 500 t\"";
            self.faults.push(Diagnostic::error(
                record.value_place("when"),
                format!("[watch.{name}] watches nothing"),
                label,
            ));
            return None;
        }
        // Where `at` itself is at fault, a metric of either kind will do.
        let per_period = at.map(|at| at != WatchTime::Horizon);
        let conditions: Vec<Condition> = texts
            .iter()
            .filter_map(|(text, place)| self.condition(text, place, per_period))
            .collect();
        (conditions.len() == texts.len()).then_some(())?;
        Some(Watch { name: name.to_owned(), conditions, at: at? })
    }

    fn time(&mut self, record: &Record, grid: Option<&TimeGrid>) -> Option<WatchTime> {
        let Some(text) = record.text("at") else {
            return (!record.is_given("at")).then_some(WatchTime::Horizon);
        };
        let words = TIMES.map(|(word, _)| word);
        let place = record.value_place("at");
        if let Some((_, time)) = TIMES.iter().find(|(word, _)| *word == text) {
            return Some(*time);
        }
        let Some(month) = Month::parse(text) else {
            let help = nearest(text, words).map(|word| format!("did you mean `{word}`?"));
            let label = format!("expected {} or a month such as \"2027-03\"", one_of(words));
            self.faults.push(
                Diagnostic::error(place, format!("`at` cannot be \"{text}\""), label)
                    .help_maybe(help),
            );
            return None;
        };
        let grid = grid?;
        let offset = usize::try_from(month.0 - grid.start.0).ok();
        let period = offset
            .map(|months| months / grid.step.months() as usize)
            .filter(|period| *period < grid.periods);
        if period.is_none() {
            let label = format!(
                "the horizon runs from {} to {}",
                grid.start,
                grid.last_month(grid.periods - 1)
            );
            self.faults.push(Diagnostic::error(
                place,
                format!("{month} is outside the horizon"),
                label,
            ));
        }
        period.map(WatchTime::Period)
    }

    fn condition(
        &mut self,
        text: &str,
        place: &Place,
        per_period: Option<bool>,
    ) -> Option<Condition> {
        let operators = [
            (">=", Relation::AtLeast),
            ("<=", Relation::AtMost),
            (">", Relation::Above),
            ("<", Relation::Below),
        ];
        let found = operators
            .iter()
            .filter_map(|(sign, relation)| Some((text.find(sign)?, *sign, *relation)));
        let Some((at, sign, relation)) =
            found.min_by_key(|(at, sign, _)| (*at, std::cmp::Reverse(sign.len())))
        else {
            let label =
                "expected a metric, one of > >= < <=, and a value, such as \"cost > 200 MUSD\"";
            self.faults.push(Diagnostic::error(
                place,
                format!("`{text}` is not a condition"),
                label,
            ));
            return None;
        };
        if text[at + sign.len()..].contains(['>', '<']) {
            let message = format!("`{text}` is more than one condition");
            let fault =
                Diagnostic::error(place, message, "expected one metric, one sign and one value");
            self.faults.push(fault.help(
                "list conditions that must all hold: when = [\"cost > 200 MUSD\", \
                    \"shortfall > 1 kt\"]",
            ));
            return None;
        }
        let left = text[..at].trim();
        let left_place = self.sources.part(place, text, &(0..text[..at].trim_end().len()));
        let (subject, name) = self.subject(left, &left_place)?;
        let (kind, _) = subject.parts();
        let either = || metric_named(kind, name, true).or_else(|| metric_named(kind, name, false));
        let metric = match per_period {
            Some(per_period) => self.metric(subject, name, per_period, &left_place, WATCHED)?,
            None => either()?,
        };
        let right_start = at + sign.len();
        let threshold = self.threshold(text, right_start, place, metric)?;
        Some(Condition { subject, metric, relation, threshold })
    }

    fn subject<'t>(&mut self, path: &'t str, place: &Place) -> Option<(Subject, &'t str)> {
        let segments: Vec<&str> = path.split('.').collect();
        let (section, name, metric) = match segments.as_slice() {
            [metric] => return Some((Subject::Total, metric)),
            [section, name, metric] => (*section, *name, *metric),
            ["mine", mine, "product", product, metric] => {
                let position = self.product(mine, product, place)?;
                return Some((Subject::product(position), metric));
            }
            _ => {
                let label = "expected a metric, or KIND.NAME.metric such as `region.us.shortfall`";
                self.faults.push(Diagnostic::error(
                    place,
                    format!("`{path}` is not a metric"),
                    label,
                ));
                return None;
            }
        };
        let kinds: [(&str, Actor); 5] = [
            ("region", Subject::region),
            ("mine", Subject::mine),
            ("contract", Subject::contract),
            ("facility", Subject::facility),
            ("fabricator", Subject::fabricator),
        ];
        let Some((kind, subject)) = kinds.iter().find(|(kind, _)| *kind == section) else {
            let kinds = kinds.map(|(kind, _)| kind);
            let help = nearest(section, kinds).map(|kind| format!("did you mean `{kind}`?"));
            let message = format!("`{section}` has no metrics");
            self.faults.push(
                Diagnostic::error(place, message, format!("expected {}", one_of(kinds)))
                    .help_maybe(help),
            );
            return None;
        };
        let Some(position) = self.records.position(kind, name) else {
            let help = nearest(name, self.records.names(kind))
                .map(|near| format!("did you mean `{near}`?"));
            let fault = Diagnostic::error(
                place,
                format!("there is no {kind} `{name}`"),
                "not in this scenario",
            );
            self.faults.push(fault.help_maybe(help).missing(format!("{kind}.{name}")));
            return None;
        };
        Some((subject(position), metric))
    }

    /// Position of a product among those of all mines.
    fn product(&mut self, mine: &str, name: &str, place: &Place) -> Option<usize> {
        let position =
            self.records.products().position(|(of, product, _)| of == mine && product == name);
        if position.is_none() {
            let names = self
                .records
                .products()
                .filter(|(of, ..)| *of == mine)
                .map(|(_, product, _)| product);
            let help = nearest(name, names).map(|near| format!("did you mean `{near}`?"));
            let message = format!("there is no product `{name}` of [mine.{mine}]");
            let fault = Diagnostic::error(place, message, "not in this scenario").help_maybe(help);
            self.faults.push(fault.missing(format!("mine.{mine}.product.{name}")));
        }
        position
    }

    /// The metric of a name, if it has a value in every trial.
    fn metric(
        &mut self,
        subject: Subject,
        name: &str,
        per_period: bool,
        place: &Place,
        refusal: &'static str,
    ) -> Option<Metric> {
        let (kind, _) = subject.parts();
        if let Some(metric) = metric_named(kind, name, per_period) {
            self.asked.push(Asked { metric, place: place.clone(), refusal });
            return Some(metric);
        }
        let names: Vec<&str> = metrics(kind, per_period).map(Metric::name).collect();
        let (label, help) = if metric_named(kind, name, !per_period).is_some() {
            let (label, other) = if per_period {
                ("it exists for the whole horizon only", "`at = \"horizon\"`")
            } else {
                ("it exists for single periods only", "`at = \"any\"`")
            };
            let help = if refusal == WATCHED {
                format!("with {other} it can be watched")
            } else {
                String::new()
            };
            (label.to_owned(), help)
        } else {
            let near =
                nearest(name, names.iter().copied()).map(|near| format!("did you mean `{near}`?"));
            (
                "not a metric with a value in every trial".to_owned(),
                near.unwrap_or_else(|| format!("there are {}", one_of(names))),
            )
        };
        self.faults.push(
            Diagnostic::error(place, format!("`{name}` {refusal}"), label)
                .help_maybe(Some(help).filter(|help| !help.is_empty())),
        );
        None
    }

    fn threshold(
        &mut self,
        text: &str,
        start: usize,
        place: &Place,
        metric: Metric,
    ) -> Option<f64> {
        let unit = metric.unit();
        let value_text = text.get(start..).unwrap_or_default();
        let trimmed = value_text.trim_end();
        let number = trimmed
            .strip_suffix("periods")
            .or_else(|| trimmed.strip_suffix("period"))
            .filter(|_| unit == "period");
        let place = self.sources.part(
            place,
            text,
            &(start + (value_text.len() - value_text.trim_start().len())..start + trimmed.len()),
        );
        match parse_quantity(number.unwrap_or(trimmed)) {
            Ok((value, dimension)) => self.in_unit(value, dimension, metric, &place),
            Err(fault) => {
                let label = format!("expected a value in {unit}");
                self.faults
                    .push(Diagnostic::error(&place, fault.message, label).help_maybe(fault.help));
                None
            }
        }
    }

    /// A value in base units as one in the unit of a metric.
    fn in_unit(
        &mut self,
        value: f64,
        dimension: Dimension,
        metric: Metric,
        place: &Place,
    ) -> Option<f64> {
        let unit = metric.unit();
        let (size, expected) = match unit {
            "period" => ((1.0, 1.0), Dimension::NONE),
            _ => (parse_unit(unit).map_or((1.0, 1.0), |(size, _)| size), dimension_of(unit)),
        };
        if dimension == expected {
            return Some(value / size.0 * size.1);
        }
        let label = format!("expected a value in {unit}, found {}", dimension.noun());
        self.faults.push(Diagnostic::error(
            place,
            format!("wrong unit for `{}`", metric.name()),
            label,
        ));
        None
    }

    /// The metrics that single trials have by period, each once.
    pub fn trial_series(&mut self, record: &Record) -> Vec<Metric> {
        let mut series = Vec::new();
        for (name, place) in record.texts("trial_series").unwrap_or_default() {
            let refusal = "cannot be written by period";
            let metric = self.metric(Subject::Total, name, true, place, refusal);
            series.extend(metric.filter(|metric| !series.contains(metric)));
        }
        series
    }

    /// The thresholds of `[report]` in the units of their metrics.
    pub fn thresholds(&mut self, record: &Record) -> Vec<(Metric, Vec<f64>)> {
        let mut list = Vec::new();
        for threshold in record.thresholds("thresholds").unwrap_or_default() {
            let refusal = "cannot have thresholds";
            let name = &threshold.metric;
            let Some(metric) = self.metric(Subject::Total, name, false, &threshold.place, refusal)
            else {
                continue;
            };
            let mut values: Vec<f64> = Vec::with_capacity(threshold.values.len());
            for (value, dimension, place) in &threshold.values {
                let Some(value) = self.in_unit(*value, *dimension, metric, place) else {
                    continue;
                };
                if values.contains(&value) {
                    let message = format!("a threshold of `{}` is given twice", threshold.metric);
                    self.faults.push(Diagnostic::error(
                        place,
                        message,
                        "it means the same as one before it",
                    ));
                }
                values.push(value);
            }
            list.push((metric, values));
        }
        list
    }
}
