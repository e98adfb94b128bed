//! Labels: what people call things.

use std::collections::BTreeMap;

use super::Checker;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::record::{FieldValue, Record};
use crate::scenario::source::Place;

/// Letters of the longest label: it stands beside charts.
const LONGEST: usize = 60;

impl Checker<'_> {
    /// Labels are short, and no two things of one kind have the same.
    pub(super) fn labels(&mut self) {
        let records = self.records;
        for (section, list) in &records.named {
            let mut known: BTreeMap<&str, &Place> = BTreeMap::new();
            for (_, record) in list {
                let products = record.fields.get("product").map(|field| &field.value);
                if let Some(FieldValue::NamedTables(products)) = products {
                    products.iter().for_each(|(_, product)| self.label(product));
                }
                self.label(record);
                let Some((label, place)) = label_of(record) else { continue };
                if let Some(first) = known.insert(label, place) {
                    let message = format!("two tables [{section}.NAME] have the label `{label}`");
                    let fault = Diagnostic::error(place, message, "nobody could tell them apart");
                    self.faults.push(fault.context(first, "the first"));
                }
            }
        }
    }

    fn label(&mut self, record: &Record) {
        let Some((label, place)) = label_of(record) else { return };
        let length = label.chars().count();
        if length > LONGEST
            || label.trim() != label
            || length == 0
            || label.contains(['\n', '\t', '\r'])
        {
            let message = "this cannot be a label";
            let rule =
                format!("expected a line of at most {LONGEST} letters, without blanks around it");
            self.faults.push(Diagnostic::error(place, message, rule));
        }
    }
}

fn label_of(record: &Record) -> Option<(&str, &Place)> {
    match record.fields.get("label") {
        Some(field) => match &field.value {
            FieldValue::Text(label) => Some((label, &field.place)),
            _ => None,
        },
        None => None,
    }
}
