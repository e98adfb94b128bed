//! Values that are no quantities: texts, words, months, whole numbers, lists of points.

use super::Reader;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::document::{Node, NodeValue};
use crate::scenario::format::{PRICE, Range, SHARE};
use crate::scenario::month::Month;
use crate::scenario::nearest::{nearest, one_of};
use crate::scenario::profile::Profile;
use crate::scenario::record::{Share, Threshold};
use crate::scenario::source::Place;
use crate::scenario::spreadsheet_date::{self, Date, Unreadable};
use crate::scenario::units::{Dimension, parse_number, parse_quantity};

impl Reader<'_> {
    pub(super) fn text(&mut self, node: &Node, path: &str) -> Option<String> {
        match &node.value {
            NodeValue::Text(text)
                if text
                    .chars()
                    .any(|letter| letter.is_control() && !matches!(letter, '\n' | '\t' | '\r')) =>
            {
                let message = format!("`{path}` has control characters in it");
                self.fault(Diagnostic::error(&node.place, message, "expected plain text"));
                None
            }
            NodeValue::Text(text) => Some(text.clone()),
            _ => self.wrong_kind(node, path, "a text in quotation marks"),
        }
    }

    pub(super) fn texts(&mut self, node: &Node, path: &str) -> Option<Vec<(String, Place)>> {
        let NodeValue::List(list) = &node.value else {
            return self.wrong_kind(node, path, "a list of texts, [\"...\", \"...\"]");
        };
        Some(
            list.iter()
                .filter_map(|item| Some((self.text(item, path)?, item.place.clone())))
                .collect(),
        )
    }

    pub(super) fn boolean(&mut self, node: &Node, path: &str) -> Option<bool> {
        match node.value {
            NodeValue::Boolean(value) => Some(value),
            _ => self.wrong_kind(node, path, "`true` or `false`"),
        }
    }

    pub(super) fn integer(
        &mut self,
        node: &Node,
        lowest: u64,
        highest: u64,
        path: &str,
    ) -> Option<u64> {
        let NodeValue::Number(text) = &node.value else {
            return self.wrong_kind(node, path, "a whole number");
        };
        let digits: String = text.chars().filter(|sign| *sign != '_').collect();
        let value = digits.trim_start_matches('+').parse::<u64>().ok();
        if let Some(value) = value.filter(|value| (lowest..=highest).contains(value)) {
            return Some(value);
        }
        let whole =
            digits.trim_start_matches(['+', '-']).bytes().all(|digit| digit.is_ascii_digit());
        let message = if whole {
            format!("`{path}` is out of range")
        } else {
            format!("`{path}` is not a whole number")
        };
        let label = format!("expected a whole number from {lowest} to {highest}");
        self.fault(Diagnostic::error(&node.place, message, label));
        None
    }

    pub(super) fn month(&mut self, node: &Node, path: &str) -> Option<Month> {
        let help = match &node.value {
            NodeValue::Text(text) => match Month::parse(text) {
                Some(month) => return Some(month),
                None if node.place.cell.is_some() => return self.date(node, text, path),
                None => None,
            },
            NodeValue::Date(date) => date
                .get(..7)
                .filter(|month| Month::parse(month).is_some())
                .map(|month| format!("dates are months here: write \"{month}\"")),
            _ => None,
        };
        let message = format!("`{path}` is not a month");
        let label = "expected a month such as \"2026-01\", from \"1900-01\" to \"2999-12\"";
        self.fault(Diagnostic::error(&node.place, message, label).help_maybe(help));
        None
    }

    /// The month of a date as a spreadsheet writes it.
    fn date(&mut self, node: &Node, text: &str, path: &str) -> Option<Month> {
        match spreadsheet_date::read(text) {
            Ok(Date { month, day }) => {
                if day.is_some_and(|day| day != 1) {
                    let message = format!("`{path}` is a day within a month");
                    let label = "its month is taken, from the first day on";
                    let warning = Diagnostic::warning(&node.place, message, label);
                    self.fault(warning.help(format!("months are written \"{month}\"")));
                }
                Some(month)
            }
            Err(Unreadable { label, help }) => {
                let fault =
                    Diagnostic::error(&node.place, format!("`{path}` is not a month"), label);
                self.fault(fault.help(help));
                None
            }
        }
    }

    pub(super) fn word(
        &mut self,
        node: &Node,
        words: &[&'static str],
        path: &str,
    ) -> Option<&'static str> {
        let choices = one_of(words.iter().copied());
        let NodeValue::Text(text) = &node.value else {
            return self.wrong_kind(node, path, &format!("{choices} in quotation marks"));
        };
        if let Some(word) = words.iter().find(|word| *word == text) {
            return Some(word);
        }
        let key = super::last(path);
        let message = format!("{key} \"{text}\" is not available");
        let help =
            nearest(text, words.iter().copied()).map(|word| format!("did you mean `{word}`?"));
        self.fault(
            Diagnostic::error(&node.place, message, format!("expected {choices}")).help_maybe(help),
        );
        None
    }

    pub(super) fn profile(&mut self, node: &Node, path: &str) -> Option<Profile> {
        match &node.value {
            NodeValue::List(list) => self.profile_points(node, list, path).map(Profile::Points),
            _ => {
                let words: Vec<&str> = Profile::WORDS.iter().map(|(word, _)| *word).collect();
                self.word(node, &words, path).and_then(Profile::from_word)
            }
        }
    }

    fn profile_points(
        &mut self,
        node: &Node,
        list: &[Node],
        path: &str,
    ) -> Option<Vec<(f64, f64)>> {
        let mut points: Vec<(f64, f64)> = Vec::with_capacity(list.len());
        for item in list {
            let Some(point) = pair(item) else {
                let message = format!("`{path}` is a list of points");
                self.fault(Diagnostic::error(
                    &item.place,
                    message,
                    "expected two plain numbers, such as [0.5, 0.7]",
                ));
                return None;
            };
            let rises = points.last().is_none_or(|last| point.0 > last.0 && point.1 >= last.1);
            if !rises {
                let label =
                    "the first number must be larger than before, the second at least as large";
                self.fault(Diagnostic::error(
                    &item.place,
                    format!("`{path}` does not rise"),
                    label,
                ));
                return None;
            }
            points.push(point);
        }
        if points.first() != Some(&(0.0, 0.0)) || points.last() != Some(&(1.0, 1.0)) {
            let message = format!("`{path}` does not go from [0.0, 0.0] to [1.0, 1.0]");
            self.fault(Diagnostic::error(
                &node.place,
                message,
                "a profile begins with nothing and ends with everything",
            ));
            return None;
        }
        Some(points)
    }

    pub(super) fn price_points(&mut self, node: &Node, path: &str) -> Option<Vec<(Month, f64)>> {
        let NodeValue::Table(table) = &node.value else {
            return self.wrong_kind(
                node,
                path,
                "months and prices, { \"2026-01\" = \"13205 USD/t\" }",
            );
        };
        let rule = PRICE.within(Range::POSITIVE).constant();
        let mut points = Vec::with_capacity(table.entries.len());
        let mut sound = true;
        for entry in &table.entries {
            let month = Month::parse(&entry.key);
            if month.is_none() {
                let message = format!("`{}` is not a month", entry.key);
                self.fault(Diagnostic::error(
                    &entry.key_place,
                    message,
                    "expected a month such as \"2026-01\"",
                ));
            }
            let price = self
                .quantity(&entry.node, &rule, &format!("{path}.{}", entry.key))
                .and_then(|price| price.constant());
            match (month, price) {
                (Some(month), Some(price)) => points.push((month, price)),
                _ => sound = false,
            }
        }
        if sound && points.is_empty() {
            self.fault(Diagnostic::error(
                &node.place,
                format!("`{path}` is empty"),
                "expected at least one month and its price",
            ));
            return None;
        }
        points.sort_by_key(|(month, _)| *month);
        sound.then_some(points)
    }

    /// Names, each with a constant share.
    pub(super) fn shares(&mut self, node: &Node, path: &str) -> Option<Vec<Share>> {
        let NodeValue::Table(table) = &node.value else {
            return self.wrong_kind(node, path, "names and shares, { cable = 0.3 }");
        };
        let rule = SHARE.constant().example("0.3");
        let mut shares = Vec::with_capacity(table.entries.len());
        for entry in &table.entries {
            let share =
                self.quantity(&entry.node, &rule, &format!("{path}.{}", entry.key))?.constant()?;
            shares.push(Share { name: entry.key.clone(), place: entry.key_place.clone(), share });
        }
        Some(shares)
    }

    pub(super) fn thresholds(&mut self, node: &Node, path: &str) -> Option<Vec<Threshold>> {
        let NodeValue::Table(table) = &node.value else {
            return self.wrong_kind(
                node,
                path,
                "metrics and thresholds, { shortfall = [\"500 t\"] }",
            );
        };
        let mut thresholds = Vec::with_capacity(table.entries.len());
        for entry in &table.entries {
            let NodeValue::List(list) = &entry.node.value else {
                self.wrong_kind::<()>(
                    &entry.node,
                    &format!("{path}.{}", entry.key),
                    "a list such as [\"500 t\"]",
                );
                continue;
            };
            let mut values = Vec::with_capacity(list.len());
            for item in list {
                let read = match &item.value {
                    NodeValue::Text(text) => parse_quantity(text).map_err(|fault| {
                        Diagnostic::error(
                            &self.sources.part(&item.place, text, &fault.range),
                            fault.message,
                            "expected a number and its unit",
                        )
                        .help_maybe(fault.help)
                    }),
                    NodeValue::Number(text) => {
                        parse_number(text).map(|value| (value, Dimension::NONE)).map_err(
                            |message| Diagnostic::error(&item.place, message, "expected a number"),
                        )
                    }
                    _ => {
                        self.wrong_kind::<()>(item, path, "a quantity such as \"500 t\"");
                        continue;
                    }
                };
                match read {
                    Ok((value, dimension)) => values.push((value, dimension, item.place.clone())),
                    Err(fault) => self.fault(fault),
                }
            }
            thresholds.push(Threshold {
                metric: entry.key.clone(),
                place: entry.key_place.clone(),
                values,
            });
        }
        Some(thresholds)
    }
}

fn pair(node: &Node) -> Option<(f64, f64)> {
    let NodeValue::List(list) = &node.value else { return None };
    let [first, second] = list.as_slice() else { return None };
    let number = |node: &Node| match &node.value {
        NodeValue::Number(text) => parse_number(text).ok(),
        _ => None,
    };
    Some((number(first)?, number(second)?))
}
