//! `[watch.NAME]` and the thresholds of `[report]`: conditions on metrics.

mod syntax;

use super::calendar::TimeGrid;
use super::diagnostic::Diagnostic;
use super::month::Month;
use super::nearest::{nearest, one_of, there_are};
use super::record::{Record, Records};
use super::source::{Place, Sources};
use super::units::{self, Dimension, parse_quantity};
use super::{Comparison, Event, Scenario, Term, Watch, WatchTime};
use crate::metric::{Metric, Subject, SubjectKind};
use syntax::Part;
pub use syntax::{Sides, SyntaxFault, parse as parse_condition};

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

/// The metrics with a value in every trial: of periods, or of the whole horizon.
fn metrics(kind: SubjectKind, by_period: bool) -> impl Iterator<Item = Metric> {
    let all = Metric::ALL.iter().copied();
    all.filter(move |&metric| metric.is_series(kind, by_period))
}

/// One of them by its name.
fn metric_named(kind: SubjectKind, name: &str, by_period: bool) -> Option<Metric> {
    metrics(kind, by_period).find(|metric| metric.name() == name)
}

/// N of `at least N periods`.
fn periods_asked_for(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("at least")?.trim();
    rest.strip_suffix("periods").or_else(|| rest.strip_suffix("period"))?.trim().parse().ok()
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
        let events: Vec<Event> =
            texts.iter().filter_map(|(text, place)| self.event(text, place, per_period)).collect();
        (events.len() == texts.len()).then_some(())?;
        Some(Watch { name: name.to_owned(), event: Event::all(events), at: at? })
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
        let grid = grid?;
        if let Some(number) = periods_asked_for(text) {
            return self.at_least(number, grid, place);
        }
        let year: Option<u32> = text.parse().ok().filter(|_| text.len() == 4);
        let of_year = |year| Month::of(year, 1).zip(Month::of(year, 12));
        let month = Month::parse(text).map(|month| (month, month));
        let Some(months) = year.and_then(of_year).or(month) else {
            let help = nearest(text, words).map(|word| format!("did you mean `{word}`?"));
            let label = format!(
                "expected {}, \"at least 3 periods\", a year or a month such as \"2027-03\"",
                one_of(words)
            );
            self.faults.push(
                Diagnostic::error(place, format!("`at` cannot be \"{text}\""), label)
                    .help_maybe(help),
            );
            return None;
        };
        self.within(text, months, year.is_some(), grid, place)
    }

    /// In so many periods, if there are so many.
    fn at_least(&mut self, number: usize, grid: &TimeGrid, place: &Place) -> Option<WatchTime> {
        if (1..=grid.periods).contains(&number) {
            return Some(WatchTime::AtLeast(number));
        }
        let label = format!("the horizon has {} periods", grid.periods);
        self.faults.push(Diagnostic::error(
            place,
            format!("it cannot happen in at least {number} periods"),
            label,
        ));
        None
    }

    /// In the periods that these months touch, the first and the last of them.
    fn within(
        &mut self,
        text: &str,
        (first, last): (Month, Month),
        is_year: bool,
        grid: &TimeGrid,
        place: &Place,
    ) -> Option<WatchTime> {
        let (start, end) = (grid.start, grid.last_month(grid.periods - 1));
        if last.0 < start.0 || first.0 > end.0 {
            let label = format!("the horizon runs from {start} to {end}");
            self.faults.push(Diagnostic::error(
                place,
                format!("{text} is outside the horizon"),
                label,
            ));
            return None;
        }
        let period = |month: Month| {
            (month.0.clamp(start.0, end.0) - start.0) as usize / grid.step.months() as usize
        };
        Some(match is_year {
            true => WatchTime::Within(period(first), period(last)),
            false => WatchTime::Period(period(first)),
        })
    }

    fn event(&mut self, text: &str, place: &Place, per_period: Option<bool>) -> Option<Event> {
        let written = match parse_condition(text) {
            Ok(written) => written,
            Err(SyntaxFault { range, is, expected, help }) => {
                let what = text.get(range.clone()).unwrap_or(text);
                let place = self.sources.part(place, text, &range);
                let message = format!("`{what}` {is}");
                self.faults.push(Diagnostic::error(&place, message, expected).help_maybe(help));
                return None;
            }
        };
        // Every comparison is looked at, so that each fault is told at once.
        let mut all_sound = true;
        let event = written.try_map(&mut |sides| {
            let comparison = self.comparison(text, sides, place, per_period);
            all_sound &= comparison.is_some();
            Ok::<_, ()>(comparison)
        });
        if !all_sound {
            return None;
        }
        event.ok()?.try_map(&mut |comparison| comparison.clone().ok_or(())).ok()
    }

    /// Metrics on the left, the value on the right, whichever way it is written.
    fn comparison(
        &mut self,
        text: &str,
        sides: &Sides,
        place: &Place,
        per_period: Option<bool>,
    ) -> Option<Comparison> {
        let [metrics, values] = sides.metrics_and_values(text);
        let mut terms: Vec<Term> = Vec::new();
        for (sign, part) in metrics {
            let term = self.term(text, part, place, per_period)?;
            let unit = |term: &Term| term.metric.unit();
            if let Some(first) = terms.first().filter(|first| unit(first) != unit(&term)) {
                let message = format!(
                    "`{}` and `{}` cannot be added",
                    first.metric.name(),
                    term.metric.name()
                );
                let label = format!("in {}, the other in {}", unit(&term), unit(first));
                let place = self.sources.part(place, text, &part.range);
                self.faults.push(Diagnostic::error(&place, message, label));
                return None;
            }
            terms.push(Term { factor: sign * term.factor, ..term });
        }
        let Some(&first) = terms.first() else {
            let place = self.sources.part(place, text, &sides.range);
            self.faults.push(Diagnostic::error(
                &place,
                format!("`{}` is not a condition", &text[sides.range.clone()]),
                "expected a metric, one of > >= < <=, and a value, such as \"cost > 200 MUSD\"",
            ));
            return None;
        };
        let mut threshold = 0.0;
        for (sign, part) in values {
            threshold -= sign * self.value(text, &part.range, place, first.metric)?;
        }
        let is_turned = first.factor < 0.0;
        let turn = if is_turned { -1.0 } else { 1.0 };
        Some(Comparison {
            terms: terms
                .into_iter()
                .map(|term| Term { factor: turn * term.factor, ..term })
                .collect(),
            relation: if is_turned { sides.relation.flipped() } else { sides.relation },
            threshold: turn * threshold + 0.0,
        })
    }

    /// `region.us.stock`, `2 * region.us.stock`.
    fn term(
        &mut self,
        text: &str,
        part: &Part,
        place: &Place,
        per_period: Option<bool>,
    ) -> Option<Term> {
        let whole = &text[part.range.clone()];
        let (factor, path) = part.factor_and_name(text);
        let start = part.range.end - path.len();
        let part_place = self.sources.part(place, text, &(start..part.range.end));
        let Some(factor) = factor else {
            let place = self.sources.part(place, text, &part.range);
            self.faults.push(Diagnostic::error(
                &place,
                format!("`{whole}` is not a metric times a number"),
                "expected a number, `*` and a metric, such as 0.5 * region.us.need",
            ));
            return None;
        };
        let (subject, name) = self.subject(path, &part_place)?;
        let (kind, _) = subject.parts();
        let either = || metric_named(kind, name, true).or_else(|| metric_named(kind, name, false));
        let metric = match per_period {
            Some(per_period) => self.metric(subject, name, per_period, &part_place, WATCHED)?,
            None => either()?,
        };
        Some(Term { factor, subject, metric })
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
                near.unwrap_or_else(|| there_are(name, names, "`metrics.csv` of any run has all")),
            )
        };
        self.faults.push(
            Diagnostic::error(place, format!("`{name}` {refusal}"), label)
                .help_maybe(Some(help).filter(|help| !help.is_empty())),
        );
        None
    }

    /// A value in the unit of a metric.
    fn value(
        &mut self,
        text: &str,
        range: &std::ops::Range<usize>,
        place: &Place,
        metric: Metric,
    ) -> Option<f64> {
        let unit = metric.unit();
        let written = &text[range.clone()];
        let number = written
            .strip_suffix("periods")
            .or_else(|| written.strip_suffix("period"))
            .filter(|_| unit == "period");
        let place = self.sources.part(place, text, range);
        match parse_quantity(number.unwrap_or(written)) {
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
        if let Some(value) = units::in_unit(value, dimension, unit) {
            return Some(value);
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
