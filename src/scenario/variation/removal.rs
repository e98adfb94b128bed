//! `remove`: tables and keys of the base that a variation does without.

use super::path::meant;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::document::{Entry, Node, NodeValue, Table, not_a_path, path_segments};
use crate::scenario::source::Place;

/// One path of the list.
pub struct Removal {
    pub path: String,
    segments: Vec<String>,
    pub place: Place,
}

impl Removal {
    /// Whether something is gone with it; `*` stands for any name.
    pub fn takes(&self, path: &str) -> bool {
        let parts: Vec<&str> = path.split('.').collect();
        parts.len() >= self.segments.len()
            && self.segments.iter().zip(parts).all(|(own, part)| own == part || part == "*")
    }
}

/// Reads the list.
pub fn read(entry: &Entry, extends: bool, faults: &mut Vec<Diagnostic>) -> Vec<Removal> {
    if !extends {
        let fault = Diagnostic::error(
            &entry.key_place,
            "`remove` without `extends`",
            "there is no base to take away from",
        );
        faults.push(
            fault.help(
                "name the base with extends = \"FILE.toml\", or delete the tables themselves",
            ),
        );
        return Vec::new();
    }
    let Node { place, value: NodeValue::List(list) } = &entry.node else {
        let label = format!(
            "expected a list of paths, [\"contract.nuton\"], found {}",
            entry.node.value.noun()
        );
        faults.push(Diagnostic::error(
            &entry.node.place,
            "wrong kind of value for `remove`",
            label,
        ));
        return Vec::new();
    };
    let mut removals = Vec::with_capacity(list.len());
    for item in list {
        let NodeValue::Text(path) = &item.value else {
            let label = format!(
                "expected a path in quotation marks, such as \"contract.nuton\", found {}",
                item.value.noun()
            );
            faults.push(Diagnostic::error(&item.place, "wrong kind of value in `remove`", label));
            continue;
        };
        match path_segments(path) {
            Some(segments) => removals.push(Removal {
                path: segments.join("."),
                segments,
                place: item.place.clone(),
            }),
            None => faults.push(not_a_path(
                path,
                if item.place.end > item.place.start { &item.place } else { place },
            )),
        }
    }
    removals
}

/// Takes all of them out of the tree.
pub fn remove(tree: &mut Table, removals: &[Removal], faults: &mut Vec<Diagnostic>) {
    for (number, removal) in removals.iter().enumerate() {
        if let Some(fault) = remove_one(tree, removal) {
            let earlier = removals[..number].iter().find(|earlier| earlier.takes(&removal.path));
            faults.push(match earlier {
                Some(earlier) => {
                    fault.context(&earlier.place, format!("`{}` is taken away here", earlier.path))
                }
                None => fault,
            });
        }
    }
}

/// Takes one path out, or says why that is not possible.
fn remove_one(tree: &mut Table, removal: &Removal) -> Option<Diagnostic> {
    let mut table = tree;
    for (depth, segment) in removal.segments.iter().enumerate() {
        let last = depth + 1 == removal.segments.len();
        let above = removal.segments[..depth].join(".");
        if table.get(segment).is_none() {
            return Some(absent(removal, table, segment, &above));
        }
        if last {
            table.take(segment);
            return None;
        }
        table = match table.get_mut(segment).map(|entry| &mut entry.node.value) {
            Some(NodeValue::Table(inner)) => inner,
            Some(value) => {
                return Some(not_a_table(removal, &removal.segments[..=depth].join("."), value));
            }
            None => return None,
        };
    }
    None
}

fn absent(removal: &Removal, table: &Table, segment: &str, above: &str) -> Diagnostic {
    let names = table.entries.iter().map(|entry| entry.key.as_str());
    let help = meant(segment, names, |name| {
        if above.is_empty() { name.to_owned() } else { format!("{above}.{name}") }
    });
    let message = format!("there is no `{}` to remove", removal.path);
    Diagnostic::error(&removal.place, message, "not in the base").help_maybe(help)
}

fn not_a_table(removal: &Removal, path: &str, value: &NodeValue) -> Diagnostic {
    let message = format!("there is no `{}` to remove", removal.path);
    let fault = Diagnostic::error(
        &removal.place,
        message,
        format!("`{path}` is {}, not a table", value.noun()),
    );
    match value {
        NodeValue::List(_) => fault.help(format!(
            "the items of a list have no names: write `{path}` anew, or remove it whole"
        )),
        _ => fault,
    }
}
