//! The resolved scenario: one document with all options and tables laid in, every value with its
//! origin.

use std::fmt::Write as _;

use super::document::{Entry, Node, NodeValue, Table};
use super::quantity::Origin;
use super::sections::{SECTIONS, section};
use super::settings::Heading;
use super::source::{Place, Sources};
use super::spreadsheet_date;
use super::table::Table as _;

/// The tree of values after all layers, with the texts they come from.
#[derive(Debug, Clone)]
pub struct ResolvedDocument {
    pub(super) tree: Table,
    pub(super) sources: Sources,
    name: String,
}

impl ResolvedDocument {
    pub(super) fn new(tree: Table, sources: Sources, name: &str) -> Self {
        ResolvedDocument { tree, sources, name: name.to_owned() }
    }

    /// TOML text that means the same as the scenario and all its layers; every value has its origin
    /// beside it as a comment.
    pub fn to_toml(&self) -> String {
        let mut text =
            String::from("# The scenario as it was simulated, with the origin of every value.\n");
        if self.tree.get("name").is_none() {
            // Otherwise the name would change with that of the file.
            _ = writeln!(text, "name = {}  # default", quoted(&self.name));
        }
        for key in Heading::FORM.keys {
            if let Some(entry) = self.tree.get(key.name) {
                self.write_entry(entry, &mut text);
            }
        }
        // Facilities from a table stand in the tree already; so the file is not named any more.
        let written = SECTIONS.iter().filter(|section| section.name != "facilities");
        for entry in written.filter_map(|section| self.tree.get(section.name)) {
            let NodeValue::Table(table) = &entry.node.value else { continue };
            if section(&entry.key).is_some_and(|section| section.named) {
                for named in &table.entries {
                    self.write_section(
                        &format!("{}.{}", entry.key, named.key),
                        &named.node,
                        &mut text,
                    );
                }
            } else {
                self.write_section(&entry.key, &entry.node, &mut text);
            }
        }
        text
    }

    fn write_section(&self, header: &str, node: &Node, text: &mut String) {
        let NodeValue::Table(table) = &node.value else { return };
        _ = writeln!(text, "\n[{header}]");
        for entry in &table.entries {
            self.write_entry(entry, text);
        }
    }

    fn write_entry(&self, entry: &Entry, text: &mut String) {
        self.write_value(&key(&entry.key), &entry.node, text);
    }

    /// A table whose values come from several places is written key by key, so that each has its
    /// origin beside it.
    fn write_value(&self, path: &str, node: &Node, text: &mut String) {
        let mut origins = Vec::new();
        self.collect_origins(node, &mut origins);
        if let (NodeValue::Table(table), [_, _, ..]) = (&node.value, origins.as_slice()) {
            for entry in &table.entries {
                self.write_value(&format!("{path}.{}", key(&entry.key)), &entry.node, text);
            }
            return;
        }
        // A line break in a comment would end it.
        let origins = origins.join("; ");
        let origins: String =
            origins.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
        let written = month_of_cell(node).filter(|_| path != "label");
        let written = written.unwrap_or_else(|| value(node));
        _ = writeln!(text, "{path} = {written}  # {origins}");
    }

    /// Where a value is written. A list counts as written where it begins, but for items that come
    /// from another text.
    fn collect_origins(&self, node: &Node, origins: &mut Vec<String>) {
        match &node.value {
            NodeValue::Table(table) if !table.entries.is_empty() => {
                for entry in &table.entries {
                    self.collect_origins(&entry.node, origins);
                }
            }
            NodeValue::List(list) => {
                self.add_origin(&node.place, origins);
                for item in list {
                    self.collect_foreign(item, node.place.file, origins);
                }
            }
            _ => self.add_origin(&node.place, origins),
        }
    }

    fn collect_foreign(&self, node: &Node, file: usize, origins: &mut Vec<String>) {
        match &node.value {
            NodeValue::Table(table) => {
                for entry in &table.entries {
                    self.collect_foreign(&entry.node, file, origins);
                }
            }
            NodeValue::List(list) => {
                for item in list {
                    self.collect_foreign(item, file, origins);
                }
            }
            _ if node.place.file != file => self.add_origin(&node.place, origins),
            _ => {}
        }
    }

    fn add_origin(&self, place: &Place, origins: &mut Vec<String>) {
        let origin = match self.sources.origin(place) {
            Origin::File { file, line, .. } => format!("{file}, line {line}"),
            Origin::Cell { file, row, column } => format!("{file}, row {row}, column {column}"),
            Origin::Option { text } => text,
            Origin::Default => "default".to_owned(),
        };
        if !origins.contains(&origin) {
            origins.push(origin);
        }
    }
}

/// A date of a spreadsheet as the month that it was read as: outside of a table it would be none.
fn month_of_cell(node: &Node) -> Option<String> {
    let NodeValue::Text(text) = &node.value else { return None };
    node.place.cell?;
    spreadsheet_date::read(text).ok().map(|date| quoted(&date.month.to_string()))
}

fn key(text: &str) -> String {
    let bare = !text.is_empty()
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'));
    if bare { text.to_owned() } else { quoted(text) }
}

pub(super) fn value(node: &Node) -> String {
    match &node.value {
        NodeValue::Text(text) => quoted(text),
        NodeValue::Number(text) | NodeValue::Date(text) => text.clone(),
        NodeValue::Boolean(value) => value.to_string(),
        NodeValue::List(list) => {
            format!("[{}]", list.iter().map(value).collect::<Vec<_>>().join(", "))
        }
        NodeValue::Table(table) if table.entries.is_empty() => "{}".to_owned(),
        NodeValue::Table(table) => {
            let entries: Vec<String> = table
                .entries
                .iter()
                .map(|entry| format!("{} = {}", key(&entry.key), value(&entry.node)))
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            _ if letter.is_control() => _ = write!(quoted, "\\u{:04X}", u32::from(letter)),
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}
