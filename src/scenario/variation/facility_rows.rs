//! Facilities from a CSV table, laid in with the file that names it: a variation may change them
//! like any other.

use std::collections::BTreeMap;

use super::layer::Layer;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::document::{Entry, Node, NodeValue, Table};
use crate::scenario::facilities_file::read_facilities;
use crate::scenario::files::{FileProvider, folder_of, join, normalised, reason};
use crate::scenario::source::{Place, Sources};

/// The table that names the file.
pub const SECTION: &str = "facilities";

/// A table that was read, and what is wrong with it.
struct ReadRows {
    rows: Vec<Entry>,
    faults: Vec<Diagnostic>,
}

/// Rows of facilities by the file they come from, read once.
pub struct FacilityRows<'a> {
    /// Folder of the scenario file.
    folder: String,
    files: FileProvider<'a>,
    tables: BTreeMap<String, ReadRows>,
}

/// Takes the facilities of an earlier table out again: another file is named, or none.
pub fn drop_rows(tree: &mut Table) {
    if let Some(Entry { node: Node { value: NodeValue::Table(facilities), .. }, .. }) =
        tree.get_mut("facility")
    {
        facilities.entries.retain(|entry| entry.key_place.cell.is_none());
    }
}

impl<'a> FacilityRows<'a> {
    /// None yet, for the scenario file `name`.
    pub fn new(name: &str, files: FileProvider<'a>) -> Self {
        FacilityRows { folder: folder_of(name).to_owned(), files, tables: BTreeMap::new() }
    }

    /// Lays in the facilities of the table that is named. Its path is relative to the file that
    /// names it; for an option, to the scenario.
    pub fn lay_in(
        &mut self,
        tree: &mut Table,
        layers: &[Layer],
        sources: &mut Sources,
        faults: &mut Vec<Diagnostic>,
    ) {
        let Some((name, place)) = table_name(tree) else { return };
        let layer = layers.iter().find(|layer| layer.file == place.file);
        let path = join(layer.map_or("", |layer| &layer.folder), &name);
        if !self.tables.contains_key(&path) {
            let rows = self.read(&path, &name, &place, sources);
            self.tables.insert(path.clone(), rows);
        }
        let Some(ReadRows { rows, faults: found }) = self.tables.get(&path) else { return };
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

    fn read(&self, path: &str, name: &str, place: &Place, sources: &mut Sources) -> ReadRows {
        let mut faults = Vec::new();
        match (self.files)(path) {
            Ok(text) => {
                let shown = join(&self.folder, path);
                let shown = if shown.contains("..") { normalised(&shown) } else { shown };
                let rows = read_facilities(&shown, path, &text, sources, &mut faults);
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
