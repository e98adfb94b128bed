//! What a scenario says, as a text that does not depend on how it is written: neither on the place
//! and the names of its files, comments, the order of tables and keys, nor on units and on whether
//! a default is written out.

use std::fmt::Write as _;

use super::Scenario;
use super::quantity::{RandomQuantity, Value};
use super::record::{FieldValue, Record, Records};
use super::risk_event::Touched;

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
    let mut lines = Vec::new();
    for (section, record) in &records.single {
        if *section != FILE_OF_FACILITIES {
            add_record(section, record, &mut lines);
        }
    }
    for (section, list) in &records.named {
        if !RESOLVED.contains(section) {
            add_named(section, list, &mut lines);
        }
    }
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

fn add_record(path: &str, record: &Record, lines: &mut Vec<String>) {
    for (key, field) in &record.fields {
        let path = format!("{path}.{key}");
        if *key != LABEL && !AMOUNTS.contains(&path.as_str()) {
            add_value(&path, &field.value, lines);
        }
    }
}

fn add_named(path: &str, list: &[(String, Record)], lines: &mut Vec<String>) {
    for (name, record) in list {
        let path = format!("{path}.{name}");
        // One that leaves everything to defaults is there as well.
        lines.push(path.clone());
        add_record(&path, record, lines);
    }
}

fn add_value(path: &str, value: &FieldValue, lines: &mut Vec<String>) {
    let text = match value {
        FieldValue::Text(text) | FieldValue::Name { name: text, .. } => text.clone(),
        FieldValue::Texts(texts) => {
            format!("{:?}", texts.iter().map(|(text, _)| text).collect::<Vec<_>>())
        }
        FieldValue::Boolean(value) => value.to_string(),
        FieldValue::Integer(value) => value.to_string(),
        FieldValue::Month(month) => month.to_string(),
        FieldValue::Choice(word) => (*word).to_owned(),
        FieldValue::Quantity(quantity) => value_text(&quantity.value),
        FieldValue::Profile(profile) => format!("{profile:?}"),
        FieldValue::Points(points) => points.iter().fold(String::new(), |mut text, point| {
            _ = write!(text, "{} {:?}, ", point.0, point.1);
            text
        }),
        FieldValue::Shares(shares) => {
            let mut shares: Vec<String> =
                shares.iter().map(|share| format!("{} {:?}", share.name, share.share)).collect();
            shares.sort();
            shares.join(", ")
        }
        FieldValue::Table(record) => return add_record(path, record, lines),
        FieldValue::Tables(list) => {
            for (number, record) in list.iter().enumerate() {
                add_record(&format!("{path}.{}", number + 1), record, lines);
            }
            list.len().to_string()
        }
        FieldValue::NamedTables(list) => return add_named(path, list, lines),
        // Told in the units of their metrics, and with the values that they change.
        FieldValue::Thresholds(_) | FieldValue::Effects => return,
    };
    lines.push(format!("{path} = {text}"));
}

fn value_text(value: &Value) -> String {
    match value {
        Value::Constant(value) => format!("{value:?}"),
        Value::Random(random) => {
            let RandomQuantity { distribution, each, autocorrelation, lowest, highest } = random;
            format!(
                "{} {each:?} {autocorrelation:?} [{lowest:?}, {highest:?}]",
                distribution.identity()
            )
        }
        Value::Variable { name, scale } => format!("{scale:?} variable.{name}"),
        Value::Schedule(schedule) => {
            let super::Schedule { points, interpolation, times, delay } = &**schedule;
            let (times, delay) = (value_text(times), value_text(delay));
            format!("{points:?} {interpolation:?} * ({times}) later by {delay}")
        }
        Value::Touched(touched) => {
            let Touched { value, effect, is_by_step, range } = &**touched;
            format!("{effect:?} {is_by_step} {range:?} on ({})", value_text(value))
        }
        Value::Changed { value, times, plus } => {
            format!("{times:?} * ({}) + {plus:?}", value_text(value))
        }
    }
}
