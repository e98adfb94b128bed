//! What a scenario says, as a text that does not depend on how it is written: neither on the place
//! and the names of its files, comments, the order of tables and keys, nor on units and on whether
//! a default is written out.

use std::fmt::Write as _;

use super::Scenario;
use super::quantity::{RandomQuantity, Value};
use super::record::{FieldValue, Record, Records};
use super::risk_event::{Effect, Touched};

/// Says where facilities stand, not what they are.
const FILE_OF_FACILITIES: &str = "facilities";
/// Says what things are called, not what they are.
const LABEL: &str = "label";
/// Say how much is written, not what is so.
const AMOUNTS: [&str; 5] = [
    "report.detail",
    "report.trials",
    "report.trials_format",
    "report.trial_series",
    "report.trial",
];
/// Sections whose texts were looked at: patterns found, units read.
const RESOLVED: [&str; 2] = ["correlation", "watch"];

/// A line for each value, in base units. What the scenario is called, the question it answers and
/// its sources are no part of it.
pub fn meaning(records: &Records, scenario: &Scenario) -> String {
    let mut writer = Writer { scenario, lines: Vec::new() };
    for (section, record) in &records.single {
        if *section != FILE_OF_FACILITIES {
            writer.add_record(section, record);
        }
    }
    for (section, list) in &records.named {
        if !RESOLVED.contains(section) {
            writer.add_named(section, list);
        }
    }
    let effects = scenario.price_effects.iter().map(|effect| writer.effect_text(effect));
    let effects = effects.map(|effect| format!("price, {effect}")).collect::<Vec<_>>();
    let mut lines = writer.lines;
    lines.extend(effects);
    for correlation in &scenario.correlations {
        let mut members = correlation.members.clone();
        members.sort();
        let repair = if correlation.repair { ", repaired" } else { "" };
        lines.push(format!(
            "correlation.{} = {:?} between {}{repair}",
            correlation.name,
            correlation.coefficient,
            members.join(", ")
        ));
    }
    for watch in &scenario.watches {
        lines.push(format!("watch.{} = {}", watch.name, watch.meaning(scenario)));
    }
    for (metric, thresholds) in &scenario.report.thresholds {
        let mut thresholds = thresholds.clone();
        thresholds.sort_by(f64::total_cmp);
        lines.push(format!("report.thresholds.{} = {thresholds:?}", metric.name()));
    }
    lines.sort();
    lines.join("\n")
}

/// Collects the lines.
struct Writer<'s> {
    scenario: &'s Scenario,
    lines: Vec<String>,
}

impl Writer<'_> {
    fn add_record(&mut self, path: &str, record: &Record) {
        for (key, field) in &record.fields {
            let path = format!("{path}.{key}");
            if *key != LABEL && !AMOUNTS.contains(&path.as_str()) {
                self.add_value(&path, &field.value);
            }
        }
    }

    fn add_named(&mut self, path: &str, list: &[(String, Record)]) {
        for (name, record) in list {
            let path = format!("{path}.{name}");
            // One that leaves everything to defaults is there as well.
            self.lines.push(path.clone());
            self.add_record(&path, record);
        }
    }

    fn add_value(&mut self, path: &str, value: &FieldValue) {
        let text = match value {
            FieldValue::Text(text) | FieldValue::Name { name: text, .. } => text.clone(),
            FieldValue::Texts(texts) => {
                format!("{:?}", texts.iter().map(|(text, _)| text).collect::<Vec<_>>())
            }
            FieldValue::Boolean(value) => value.to_string(),
            FieldValue::Integer(value) => value.to_string(),
            FieldValue::Month(month) => month.to_string(),
            FieldValue::Choice(word) => (*word).to_owned(),
            FieldValue::Quantity(quantity) => self.value_text(&quantity.value),
            FieldValue::Profile(profile) => format!("{profile:?}"),
            FieldValue::Points(points) => points.iter().fold(String::new(), |mut text, point| {
                _ = write!(text, "{} {:?}, ", point.0, point.1);
                text
            }),
            FieldValue::Shares(shares) => {
                let mut shares: Vec<String> = shares
                    .iter()
                    .map(|share| format!("{} {:?}", share.name, share.share))
                    .collect();
                shares.sort();
                shares.join(", ")
            }
            FieldValue::Table(record) => return self.add_record(path, record),
            FieldValue::Tables(list) => {
                for (number, record) in list.iter().enumerate() {
                    self.add_record(&format!("{path}.{}", number + 1), record);
                }
                list.len().to_string()
            }
            FieldValue::NamedTables(list) => return self.add_named(path, list),
            // Told in the units of their metrics, and with the values that they change.
            FieldValue::Thresholds(_) | FieldValue::Effects => return,
        };
        self.lines.push(format!("{path} = {text}"));
    }

    fn value_text(&self, value: &Value) -> String {
        match value {
            Value::Constant(value) => format!("{value:?}"),
            Value::Random(random) => {
                let RandomQuantity { distribution, each, autocorrelation, lowest, highest } =
                    random;
                format!(
                    "{} {each:?} {autocorrelation:?} [{lowest:?}, {highest:?}]",
                    distribution.identity()
                )
            }
            Value::Variable { name, scale } => format!("{scale:?} variable.{name}"),
            Value::Schedule(schedule) => {
                let super::Schedule { points, interpolation, times, delay } = &**schedule;
                let (times, delay) = (self.value_text(times), self.value_text(delay));
                format!("{points:?} {interpolation:?} * ({times}) later by {delay}")
            }
            Value::Touched(touched) => {
                let Touched { value, effect, is_by_step, range } = &**touched;
                let effect = self.effect_text(effect);
                format!("{effect} {is_by_step} {range:?} on ({})", self.value_text(value))
            }
            Value::Changed { value, times, plus } => {
                format!("{times:?} * ({}) + {plus:?}", self.value_text(value))
            }
        }
    }

    /// Events go by name: the order of their tables means nothing.
    fn effect_text(&self, effect: &Effect) -> String {
        let Effect { event, action, amount } = effect;
        format!("event.{} {action:?} {amount:?}", self.scenario.events[*event].name)
    }
}
