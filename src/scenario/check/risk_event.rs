//! Events: whether they can begin, and whom they wait for.

use super::Checker;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::record::Record;

/// Keys that name another event.
const OTHERS: [&str; 2] = ["after", "unless"];

impl Checker<'_> {
    pub(super) fn events(&mut self) {
        for (name, event) in self.records.all("event") {
            for key in OTHERS {
                self.check_name(event, key, "event");
            }
            if event.is_given("after") {
                for key in ["from", "to"] {
                    let why =
                        "what begins after another event has no month of its own: write `delay`";
                    self.check_not_both(event, "after", key, why);
                }
            } else if event.is_given("delay") {
                let message = format!("`delay` of [event.{name}] has nothing to come after");
                let label = "add `after`, or write `from` and `to`";
                self.faults.push(Diagnostic::error(event.key_place("delay"), message, label));
            }
            self.event_window(name, event);
            if self.waits_for_itself(name) {
                let message = format!("[event.{name}] waits for itself");
                let label = "its `after` and `unless` come back to it";
                self.faults.push(Diagnostic::error(&event.place, message, label));
            }
        }
    }

    fn event_window(&mut self, name: &str, event: &Record) {
        let from = event.month("from").copied();
        let to = event.month("to").copied();
        let Some(time) = self.time else { return };
        let first = from.unwrap_or(time.start);
        if let Some(to) = to
            && to < first
        {
            let message = format!("`to` of [event.{name}] is before its first month");
            let label = format!("must be {first} or later");
            self.faults.push(Diagnostic::error(event.value_place("to"), message, label));
        }
        let end = time.first_month(time.periods);
        if first >= end {
            let message = format!("[event.{name}] cannot begin within the horizon");
            let label = format!("the horizon ends before {end}");
            let place = event.value_place("from");
            self.faults.push(Diagnostic::warning(place, message, label));
        }
    }

    /// Whether a way along the named events leads back.
    fn waits_for_itself(&self, name: &str) -> bool {
        let events = self.records.all("event");
        let others = |name: &str| {
            let record = events.iter().find(|(event, _)| event == name).map(|(_, record)| record);
            OTHERS.iter().filter_map(|key| record?.text(key)).collect::<Vec<_>>()
        };
        let mut reached = others(name);
        let mut seen = 0;
        while seen < reached.len() {
            if reached[seen] == name {
                return true;
            }
            for other in others(reached[seen]) {
                if !reached.contains(&other) {
                    reached.push(other);
                }
            }
            seen += 1;
        }
        false
    }
}
