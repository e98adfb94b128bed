//! Values by month: `{ "2026-01" = "0 %", "2027-01" = "15 %", "2028-01" = "30 %" }`.

use super::Reader;
use super::distribution::mass_outside;
use super::quantity::{UNCLAMPED_MASS, scaled};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::document::{Node, Table};
use crate::scenario::format::{Drawn, NUMBER, QuantityRule, SPAN};
use crate::scenario::month::Month;
use crate::scenario::nearest::nearest;
use crate::scenario::quantity::Value;
use crate::scenario::schedule::{Interpolation, SCHEDULE_KEYS, Schedule};
use crate::scenario::table::Word;

impl Reader<'_> {
    pub(super) fn schedule(
        &mut self,
        node: &Node,
        table: &Table,
        rule: &QuantityRule,
        path: &str,
    ) -> Option<Schedule> {
        if rule.drawn != Drawn::TrialOrPeriod {
            let message = format!("`{path}` cannot change in time");
            let label = format!("expected {} or a distribution", rule.expected());
            self.fault(Diagnostic::error(&node.place, message, label));
            return None;
        }
        let mut sound = true;
        let mut schedule = Schedule {
            points: Vec::new(),
            interpolation: Interpolation::Steps,
            times: Value::Constant(1.0),
            delay: Value::Constant(0.0),
        };
        let constant = QuantityRule { or: None, ..*rule }.constant();
        for entry in &table.entries {
            let inner = format!("{path}.{}", entry.key);
            let read = match entry.key.as_str() {
                "interpolation" => self
                    .interpolation(&entry.node, &inner)
                    .map(|word| schedule.interpolation = word),
                "times" => self.factor(&entry.node, path).map(|value| schedule.times = value),
                "delay" => self.delay(&entry.node, &inner).map(|value| schedule.delay = value),
                key => {
                    let month = month(key);
                    if month.is_none() {
                        let names = SCHEDULE_KEYS.iter().map(|(name, _)| *name);
                        let help = nearest(key, names).map_or_else(
                            || {
                                "beside months there may be `interpolation`, `times` and `delay`"
                                    .to_owned()
                            },
                            |near| format!("did you mean `{near}`?"),
                        );
                        let message = format!("`{key}` is not a month");
                        let label = "expected a month such as \"2027-01\", or a year";
                        self.fault(Diagnostic::error(&entry.key_place, message, label).help(help));
                    }
                    let value = self
                        .plain_quantity(&entry.node, &constant, &inner)
                        .and_then(|value| value.constant());
                    month.zip(value).map(|point| schedule.points.push(point))
                }
            };
            sound &= read.is_some();
        }
        if !sound {
            return None;
        }
        schedule.points.sort_by_key(|(month, _)| *month);
        if let Some(twice) = schedule.points.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            let message = format!("`{path}` has two values for {}", twice[0].0);
            self.fault(Diagnostic::error(&node.place, message, "expected each month once"));
            return None;
        }
        let begins = schedule.points[0].0;
        if let Some(start) = self.start.filter(|start| begins > *start) {
            let message = format!("`{path}` does not say what holds before {begins}");
            let label = format!("expected a value from {start} on, where the horizon begins");
            let help = format!("begin with \"{start}\" = ...; 0 if there is nothing before");
            self.fault(Diagnostic::error(&node.place, message, label).help(help));
            return None;
        }
        self.check_levels(node, &schedule, rule, path)?;
        Some(schedule)
    }

    fn interpolation(&mut self, node: &Node, path: &str) -> Option<Interpolation> {
        let word = self.text(node, path)?;
        let found = Interpolation::from_word(&word);
        if found.is_none() {
            let message = format!("`{path}` cannot be \"{word}\"");
            self.fault(Diagnostic::error(&node.place, message, "expected \"steps\" or \"linear\""));
        }
        found
    }

    /// What is drawn for it is drawn under the path of the schedule.
    fn factor(&mut self, node: &Node, path: &str) -> Option<Value> {
        let rule = NUMBER.each_period().example("1.0");
        Some(self.plain_quantity(node, &rule, path)?.value)
    }

    fn delay(&mut self, node: &Node, path: &str) -> Option<Value> {
        let value = self.plain_quantity(node, &SPAN.example("3 month"), path)?.value;
        if value.random().is_some() {
            let label = "expected a time, or { variable = \"...\" }";
            let message = format!("`{path}` cannot be a distribution");
            let help = "write the distribution as a [variable.NAME] of unit time, and name it here";
            self.fault(Diagnostic::error(&node.place, message, label).help(help));
            return None;
        }
        Some(value)
    }

    /// Whether all values stay in the range of the key, whatever their factor.
    fn check_levels(
        &mut self,
        node: &Node,
        schedule: &Schedule,
        rule: &QuantityRule,
        path: &str,
    ) -> Option<()> {
        for &(month, level) in &schedule.points {
            let outside = match &schedule.times {
                Value::Constant(times) => {
                    let value = level * times;
                    self.check_constant(node, value, rule, &format!("{path}.{month}"))?;
                    continue;
                }
                Value::Random(random) => {
                    mass_outside(&random.distribution, &scaled(rule.range, level))
                }
                Value::Variable { name, scale } => {
                    let Some(Some(variable)) = self.variables.get(name).cloned() else {
                        return None;
                    };
                    self.check_scaled(node, &variable, level * scale, rule, path)?;
                    continue;
                }
                Value::Schedule(_) | Value::Touched(_) | Value::Changed { .. } => continue,
            };
            if outside > UNCLAMPED_MASS && level != 0.0 {
                let message = format!("`{path}` can be out of range");
                let label = format!(
                    "{}; the value of {month} times the factor is outside with probability {outside:.2e}",
                    rule.range.sentence(rule.unit)
                );
                let help = "give the distribution of `times` a `within = [lowest, highest]`";
                self.fault(Diagnostic::error(&node.place, message, label).help(help));
                return None;
            }
        }
        Some(())
    }
}

/// A month, or the first of a year.
fn month(text: &str) -> Option<Month> {
    Month::parse(text).or_else(|| Month::parse(&format!("{text}-01")))
}
