//! Facilities from a CSV table, laid in with the file that names it: a variation may change them
//! like any other.

use std::collections::BTreeMap;

use super::Layers;
use super::base::{folder_of, join, normalised};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::document::{Entry, Node, NodeValue, Table};
use crate::scenario::facilities_file::read_facilities;
use crate::scenario::load::reason;
use crate::scenario::source::Place;

/// The table that names the file.
pub const SECTION: &str = "facilities";

/// A table that was read, and what is wrong with it.
pub struct ReadRows {
    rows: Vec<Entry>,
    faults: Vec<Diagnostic>,
}

/// Takes the facilities of an earlier table out again: another file is named, or none.
pub fn drop_rows(tree: &mut Table) {
    if let Some(Entry { node: Node { value: NodeValue::Table(facilities), .. }, .. }) =
        tree.get_mut("facility")
    {
        facilities.entries.retain(|entry| entry.key_place.cell.is_none());
    }
}

impl Layers<'_> {
    /// Lays in the facilities of the table that is named. Its path is relative to the file that
    /// names it; for an option, to the scenario.
    pub(super) fn add_facilities(&mut self, tree: &mut Table, faults: &mut Vec<Diagnostic>) {
        let Some((name, place)) = table_name(tree) else { return };
        let layer = self.layers.iter().find(|layer| layer.file == place.file);
        let path = join(layer.map_or("", |layer| &layer.folder), &name);
        if !self.rows.contains_key(&path) {
            let rows = self.read_rows(&path, &name, &place);
            self.rows.insert(path.clone(), rows);
        }
        let Some(ReadRows { rows, faults: found }) = self.rows.get(&path) else { return };
        faults.extend(found.iter().cloned());
        if tree.get("facility").is_none() {
            let node = Node { place: place.clone(), value: NodeValue::Table(Table::default()) };
            tree.entries.push(Entry { key: "facility".to_owned(), key_place: place, node });
        }
        let Some(Entry { node: Node { value: NodeValue::Table(facilities), .. }, .. }) =
            tree.get_mut("facility")
        else {
            return;
        };
        let mut places: BTreeMap<String, Place> = facilities
            .entries
            .iter()
            .map(|entry| (entry.key.clone(), entry.key_place.clone()))
            .collect();
        for row in rows {
            if let Some(first) = places.get(&row.key) {
                let message = format!("facility `{}` is there twice", row.key);
                let fault = Diagnostic::error(&row.key_place, message, "this name is taken");
                faults.push(fault.context(first, "first named here"));
                continue;
            }
            places.insert(row.key.clone(), row.key_place.clone());
            facilities.entries.push(row.clone());
        }
    }

    fn read_rows(&mut self, path: &str, name: &str, place: &Place) -> ReadRows {
        let mut faults = Vec::new();
        match (self.files)(path) {
            Ok(text) => {
                let shown = join(folder_of(&self.name), path);
                let shown = if shown.contains("..") { normalised(&shown) } else { shown };
                let rows = read_facilities(&shown, &text, &mut self.sources, &mut faults);
                ReadRows { rows, faults }
            }
            Err(error) => {
                let message = format!("cannot read `{name}`: {}", reason(&error));
                faults.push(Diagnostic::error(
                    place,
                    message,
                    "looked for it beside the file that names it",
                ));
                ReadRows { rows: Vec::new(), faults }
            }
        }
    }
}

/// The file named by `[facilities]`, if that much is right; the reader reports the rest.
pub fn table_name(tree: &Table) -> Option<(String, Place)> {
    let NodeValue::Table(table) = &tree.get(SECTION)?.node.value else { return None };
    match &table.get("file")?.node {
        Node { value: NodeValue::Text(name), place } => Some((name.clone(), place.clone())),
        _ => None,
    }
}
