//! Effects of events, `{ "region.us.spot.tariff" = { add = "15 %" } }`: found with the values whose paths
//! they name.

use super::Reader;
use crate::index::RiskEventIndex;
use crate::scenario::correlation::matches;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::document::{Entry, Node, NodeValue, Table};
use crate::scenario::format::{Drawn, NUMBER, PRICE, QuantityRule, Range};
use crate::scenario::nearest::{nearest, one_of};
use crate::scenario::quantity::Value;
use crate::scenario::risk_event::{Action, Effect, Touched};
use crate::scenario::source::Place;
use crate::scenario::table::Word;

/// The reference price, which is no value of the file.
const PRICE_PATH: &str = "price";

/// An effect as it is written.
#[derive(Clone)]
pub(super) struct WrittenEffect {
    event: RiskEventIndex,
    pattern: String,
    place: Place,
    action: Action,
    amount: Node,
    /// Whether its pattern named a value.
    is_found: bool,
}

impl Reader<'_> {
    /// Notes what events do, before anything is read that they may change.
    pub(super) fn note_effects(&mut self, events: &Table) {
        for (number, event) in events.entries.iter().enumerate() {
            let NodeValue::Table(table) = &event.node.value else { continue };
            let Some(effects) = table.get("effects") else { continue };
            let path = format!("event.{}.effects", event.key);
            let NodeValue::Table(effects) = &effects.node.value else {
                let expected = "values and what happens to them, { \"region.us.spot.tariff\" = { add = 0.15 } }";
                self.wrong_kind::<()>(&effects.node, &path, expected);
                continue;
            };
            for entry in flattened(effects) {
                if let Some(effect) = self.effect(RiskEventIndex::from(number), &entry, &path) {
                    self.effects.push(effect);
                }
            }
        }
        // The order of the tables means nothing.
        let name = |effect: &WrittenEffect| &events.entries[effect.event.get()].key;
        self.effects.sort_by(|a, b| (name(a), &a.pattern).cmp(&(name(b), &b.pattern)));
    }

    fn effect(
        &mut self,
        event: RiskEventIndex,
        entry: &Entry,
        path: &str,
    ) -> Option<WrittenEffect> {
        let words = || Action::WORDS.iter().map(|(word, _)| *word);
        let found = match &entry.node.value {
            NodeValue::Table(table) => match table.entries.as_slice() {
                [only] => Action::from_word(&only.key).map(|action| (action, only.node.clone())),
                _ => None,
            },
            _ => None,
        };
        let Some((action, amount)) = found else {
            let message = format!("`{path}.{}` does not say what happens", entry.key);
            let label = format!("expected a table with {}", one_of(words()));
            let help = "write { times = 1.3 }, { add = \"200 USD/t\" } or { set = \"0 t/month\" }";
            self.fault(Diagnostic::error(&entry.node.place, message, label).help(help));
            return None;
        };
        Some(WrittenEffect {
            event,
            pattern: entry.key.clone(),
            place: entry.key_place.clone(),
            action,
            amount,
            is_found: false,
        })
    }

    /// The effects on a path, by number; they are found then.
    pub(super) fn touching(&mut self, path: &str) -> Vec<usize> {
        let mut touching = Vec::new();
        for (number, effect) in self.effects.iter_mut().enumerate() {
            if matches(&effect.pattern, path) {
                effect.is_found = true;
                touching.push(number);
            }
        }
        touching
    }

    /// The value with what these effects do to it.
    pub(super) fn touched(
        &mut self,
        value: Value,
        touching: &[usize],
        rule: &QuantityRule,
        path: &str,
    ) -> Option<Value> {
        let mut value = value;
        for &number in touching {
            let written = self.effects[number].clone();
            if path.starts_with("event.") || path.starts_with("variable.") {
                let label = "an event changes neither events nor variables";
                return self.untouchable(&written, path, label);
            }
            match rule.drawn {
                Drawn::Trial | Drawn::TrialOrPeriod => {}
                Drawn::Never => {
                    return self.untouchable(&written, path, "it is a constant in all futures");
                }
                Drawn::Outage | Drawn::OutageOrTrial => {
                    return self.untouchable(&written, path, "it is drawn anew for every outage");
                }
            }
            let effect = self.amount(&written, rule, path)?;
            value = Value::Touched(Box::new(Touched {
                value,
                effect,
                is_by_step: rule.drawn == Drawn::TrialOrPeriod,
                range: (rule.range.clamp_low(), rule.range.highest),
            }));
        }
        Some(value)
    }

    fn untouchable<T>(&mut self, written: &WrittenEffect, path: &str, label: &str) -> Option<T> {
        let message = format!("no event can change `{path}`");
        self.fault(Diagnostic::error(&written.place, message, label));
        None
    }

    fn amount(
        &mut self,
        written: &WrittenEffect,
        rule: &QuantityRule,
        path: &str,
    ) -> Option<Effect> {
        let constant = QuantityRule { or: None, ..*rule }.constant();
        let rule = match written.action {
            Action::Times => NUMBER.constant().example("1.3"),
            Action::Add => constant.within(Range::ANY),
            Action::Set => constant,
        };
        let path = format!("{path}.{}", written.action.word());
        let amount = self.plain_quantity(&written.amount, &rule, &path)?.constant()?;
        Some(Effect { event: written.event, action: written.action, amount })
    }

    /// What events do to the reference price, USD/t.
    pub(super) fn price_effects(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        for number in 0..self.effects.len() {
            if self.effects[number].pattern == PRICE_PATH {
                self.effects[number].is_found = true;
                let written = self.effects[number].clone();
                effects.extend(self.amount(&written, &PRICE.within(Range::POSITIVE), PRICE_PATH));
            }
        }
        effects
    }

    /// Effects on values that are not there.
    pub(super) fn check_effects(&mut self, paths: &[String]) {
        let lost: Vec<WrittenEffect> =
            self.effects.iter().filter(|effect| !effect.is_found).cloned().collect();
        for effect in lost {
            let message = format!("there is no value `{}` for an event to change", effect.pattern);
            let label = "not written in this scenario";
            let near = nearest(&effect.pattern, paths.iter().map(String::as_str));
            let near = near.map_or_else(String::new, |near| format!("; or did you mean `{near}`?"));
            let help = format!("write what holds without the event too, 0 for nothing{near}");
            let fault = Diagnostic::error(&effect.place, message, label).help(help);
            self.fault(fault.missing(effect.pattern.clone()));
        }
    }
}

/// Entries by whole paths, whether written `"region.us.spot.tariff" = { ... }` or, without quotation
/// marks, as tables within tables.
fn flattened(table: &Table) -> Vec<Entry> {
    let mut flat = Vec::new();
    for entry in &table.entries {
        let is_action = |inner: &Table| {
            inner.entries.iter().any(|entry| Action::from_word(&entry.key).is_some())
        };
        match &entry.node.value {
            NodeValue::Table(inner) if !inner.entries.is_empty() && !is_action(inner) => {
                flat.extend(
                    flattened(inner).into_iter().map(|found| Entry {
                        key: format!("{}.{}", entry.key, found.key),
                        ..found
                    }),
                );
            }
            _ => flat.push(entry.clone()),
        }
    }
    flat
}
