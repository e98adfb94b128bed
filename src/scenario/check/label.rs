//! Labels: what people call things, and whether charts can draw it.

use std::collections::BTreeMap;

use super::Checker;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::record::{FieldValue, Record};
use crate::scenario::source::Place;
use crate::typeface::{REPLACEMENT, without_glyph};

/// Letters of the longest label: it stands beside charts.
const LONGEST: usize = 60;
/// Letters that a warning names.
const MOST_LETTERS: usize = 6;

impl Checker<'_> {
    /// Labels are short, and no two things of one kind have the same.
    pub(super) fn labels(&mut self) {
        let records = self.records;
        let mut undrawn = Undrawn::default();
        if let Some(top) = records.top.as_ref().filter(|top| top.is_given("name")) {
            undrawn.look(top.text("name").unwrap_or_default(), top.value_place("name"));
        }
        for (section, list) in &records.named {
            let mut known: BTreeMap<&str, &Place> = BTreeMap::new();
            for (_, record) in list {
                let products = record.fields.get("product").map(|field| &field.value);
                if let Some(FieldValue::NamedTables(products)) = products {
                    products.iter().for_each(|(_, product)| self.label(product));
                }
                self.label(record);
                let Some((label, place)) = label_of(record) else { continue };
                undrawn.look(label, place);
                if let Some(first) = known.insert(label, place) {
                    let message = format!("two tables [{section}.NAME] have the label `{label}`");
                    let fault = Diagnostic::error(place, message, "nobody could tell them apart");
                    self.faults.push(fault.context(first, "the first"));
                }
            }
        }
        self.faults.extend(undrawn.warning());
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

/// What charts cannot draw, so far.
#[derive(Default)]
struct Undrawn<'r> {
    /// The first text, and where it stands.
    first: Option<(&'r str, &'r Place)>,
    /// How many texts there are.
    texts: usize,
}

impl<'r> Undrawn<'r> {
    fn look(&mut self, text: &'r str, place: &'r Place) {
        if !without_glyph(text).is_empty() {
            self.first.get_or_insert((text, place));
            self.texts += 1;
        }
    }

    /// One warning for all, about the first.
    fn warning(self) -> Option<Diagnostic> {
        let (text, place) = self.first?;
        let letters = without_glyph(text);
        let told = letters
            .iter()
            .take(MOST_LETTERS)
            .map(|letter| format!("{letter} (U+{:04X})", u32::from(*letter)));
        let told = told.collect::<Vec<_>>().join(", ");
        let more = if letters.len() > MOST_LETTERS { ", ..." } else { "" };
        let label = format!("no letters in the typeface of charts: {told}{more}");
        let others = match self.texts - 1 {
            0 => String::new(),
            1 => ", and in 1 other name".to_owned(),
            more => format!(", and in {more} other names"),
        };
        let message = format!("charts cannot draw all letters of `{text}`{others}");
        let help = format!(
            "charts as PNG show {REPLACEMENT} in their place; tables, pages and screens keep them. A \
             name in Latin letters is drawn"
        );
        Some(Diagnostic::warning(place, message, label).help(help))
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
