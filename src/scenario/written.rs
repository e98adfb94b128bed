//! What a scenario says at a path, as it is written there, and what its format says of the path.

use std::collections::HashMap;

use super::document::{Node, NodeValue};
use super::format::{Form, Kind, Need};
use super::quantity::Origin;
use super::reference::kind_in_words;
use super::resolved::{self, ResolvedDocument};
use super::schedule::is_schedule;
use super::sections::{SECTIONS, section};
use super::units::{dimension_of, number_length, parse_quantity, parse_unit};

/// A value of the resolved scenario.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written<'r> {
    node: &'r Node,
}

/// A value that is no quantity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Setting {
    pub path: String,
    pub words: String,
    pub toml: String,
    pub origin: Origin,
}

/// A unit, and its size in base units.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NamedUnit {
    /// As it stands behind a number; blank for plain numbers.
    pub text: String,
    /// Numerator and denominator.
    size: (f64, f64),
}

impl NamedUnit {
    /// A base unit, as quantities name theirs.
    pub fn base(unit: &str) -> Self {
        let text = match unit {
            "1" => "",
            // Of `1/year`.
            _ => unit.strip_prefix('1').filter(|rest| rest.starts_with('/')).unwrap_or(unit),
        };
        NamedUnit { text: text.to_owned(), size: (1.0, 1.0) }
    }

    /// Whether numbers in it are numbers in the base unit.
    pub fn is_base(&self) -> bool {
        self.size.0 == self.size.1
    }

    /// A value in the base unit as one in this.
    pub fn of(&self, value: f64) -> f64 {
        value / self.size.0 * self.size.1
    }

    /// How many base units it is.
    pub fn size(&self) -> f64 {
        self.size.0 / self.size.1
    }
}

/// Keys of a distribution that are not its parameters.
const APART: [&str; 4] = ["dist", "within", "each", "autocorrelation"];

/// What the format says of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyDoc {
    /// What it means.
    pub meaning: &'static str,
    /// What may be written; blank for a table.
    pub accepts: String,
    /// What stands for it where it is not written.
    pub default: Option<&'static str>,
}

/// What is written, by table: one facility of many is found at once.
pub(crate) struct WrittenTables<'r>(HashMap<String, &'r Node>);

impl<'r> WrittenTables<'r> {
    /// What is written at a path such as `mine.johnson-camp.outages.1.rate`; `None` where nothing
    /// is.
    pub fn at(&self, path: &str) -> Option<Written<'r>> {
        let table = table_of(path);
        let mut node = *self.0.get(table)?;
        for segment in path[table.len()..].split('.').skip(1) {
            node = child(node, segment)?;
        }
        if let ("variable", NodeValue::Table(table)) = (section_of(path), &node.value) {
            // A variable is named by its table.
            node = table.get("value").map_or(node, |entry| &entry.node);
        }
        Some(Written { node })
    }
}

impl ResolvedDocument {
    /// What is written in its tables.
    pub(crate) fn written(&self) -> WrittenTables<'_> {
        let mut tables = HashMap::new();
        for section in SECTIONS {
            let Some(entry) = self.tree.get(section.name) else { continue };
            match &entry.node.value {
                NodeValue::Table(named) if section.named => tables.extend(
                    (named.entries.iter())
                        .map(|entry| (format!("{}.{}", section.name, entry.key), &entry.node)),
                ),
                _ => _ = tables.insert(section.name.to_owned(), &entry.node),
            }
        }
        WrittenTables(tables)
    }

    /// What is written in the tables of the scenario and is no quantity, in its order: months,
    /// words, names, lists.
    pub(crate) fn settings(&self, is_quantity: &dyn Fn(&str) -> bool) -> Vec<Setting> {
        let mut settings = Vec::new();
        for section in SECTIONS {
            if let Some(entry) = self.tree.get(section.name) {
                self.add_settings(section.name, &entry.node, is_quantity, &mut settings);
            }
        }
        settings
    }

    fn add_settings(
        &self,
        path: &str,
        node: &Node,
        is_quantity: &dyn Fn(&str) -> bool,
        settings: &mut Vec<Setting>,
    ) {
        let is_table = |item: &Node| matches!(item.value, NodeValue::Table(_));
        match &node.value {
            _ if is_quantity(path) => {}
            NodeValue::Table(table) => {
                for entry in &table.entries {
                    let path = format!("{path}.{}", entry.key);
                    self.add_settings(&path, &entry.node, is_quantity, settings);
                }
            }
            NodeValue::List(list) if list.iter().any(is_table) => {
                for (place, item) in list.iter().enumerate() {
                    let path = format!("{path}.{}", place + 1);
                    self.add_settings(&path, item, is_quantity, settings);
                }
            }
            _ => settings.push(Setting {
                path: path.to_owned(),
                words: plain(node),
                toml: resolved::value(node),
                origin: self.sources.origin(&node.place),
            }),
        }
    }

    /// The name of the scenario's own file, as origins tell it.
    pub(crate) fn own_file(&self) -> Option<&str> {
        self.sources.files.first().map(|file| file.within.as_str())
    }

    /// What the format says of a path: of its key, or of its table.
    pub(crate) fn key_doc(&self, path: &str) -> Option<KeyDoc> {
        let of_table = |meaning| KeyDoc { meaning, accepts: String::new(), default: None };
        let mut segments = path.split('.');
        let section = section(segments.next()?)?;
        let mut node = self.tree.get(section.name).map(|entry| &entry.node);
        let mut inside = |node: &mut Option<&'_ Node>| {
            let segment = segments.next()?;
            *node = node.and_then(|node| child(node, segment));
            Some(segment)
        };
        if section.named && inside(&mut node).is_none() {
            return Some(of_table(section.doc));
        }
        let mut form = &section.form;
        let mut meaning = section.doc;
        loop {
            let table = node;
            let name = match inside(&mut node) {
                Some(name) => name,
                None if section.name == "variable" => "value",
                None => return Some(of_table(meaning)),
            };
            if let Some(variants) = form.variants.filter(|variants| variants.tag == name) {
                return Some(of_table(variants.doc));
            }
            let key = key_of(form, table, name)?;
            meaning = key.doc;
            form = match &key.kind {
                Kind::Table(inner) => inner,
                Kind::Tables(inner) | Kind::NamedTables(inner) => {
                    if inside(&mut node).is_none() {
                        return Some(of_table(meaning));
                    }
                    inner
                }
                kind => {
                    let default = match key.need {
                        Need::Default(text) => Some(text),
                        Need::Required | Need::Optional => None,
                    };
                    return Some(KeyDoc { meaning, accepts: kind_in_words(kind), default });
                }
            };
        }
    }
}

/// The key of a table; of several variants that have it, that of the one which is written.
fn key_of<'f>(form: &'f Form, table: Option<&Node>, name: &str) -> Option<&'f super::format::Key> {
    let chosen = form.variants.and_then(|variants| {
        let tag = match table.map(|table| &table.value) {
            Some(NodeValue::Table(table)) => table.get(variants.tag),
            _ => None,
        };
        let word = match tag.map(|entry| &entry.node.value) {
            Some(NodeValue::Text(word)) => Some(word.as_str()),
            _ => variants.default,
        };
        variants.list.iter().find(|variant| Some(variant.name) == word)
    });
    form.keys_of(chosen).find(|key| key.name == name).or_else(|| {
        let mut every = form.every_key();
        every.find(|key| key.name == name)
    })
}

/// What stands in a table or, counted from 1, in a list.
fn child<'n>(node: &'n Node, segment: &str) -> Option<&'n Node> {
    match &node.value {
        NodeValue::Table(table) => table.get(segment).map(|entry| &entry.node),
        NodeValue::List(list) => list.get(segment.parse::<usize>().ok()?.checked_sub(1)?),
        _ => None,
    }
}

/// The section of a path.
pub(crate) fn section_of(path: &str) -> &str {
    path.split('.').next().unwrap_or_default()
}

/// Place of the section of a path among all.
pub(crate) fn section_place(path: &str) -> usize {
    let place = SECTIONS.iter().position(|section| section.name == section_of(path));
    place.unwrap_or(SECTIONS.len())
}

/// The table of a path: `mine.johnson-camp` of what is said of a mine, `price` of what is said of
/// the price.
pub(crate) fn table_of(path: &str) -> &str {
    let is_named = SECTIONS.iter().any(|section| section.named && section.name == section_of(path));
    let mut dots = path.match_indices('.').map(|(at, _)| at);
    let end = if is_named { dots.nth(1) } else { dots.next() };
    &path[..end.unwrap_or(path.len())]
}

impl Written<'_> {
    /// As TOML.
    pub fn toml(&self) -> String {
        resolved::value(self.node)
    }

    /// It in few words: `875 t/quarter`, `pert(min 15 t/MW, mode 27 t/MW, max 47 t/MW)`,
    /// `27 t/MW × variable.design-practice`.
    pub fn words(&self) -> String {
        let NodeValue::Table(table) = &self.node.value else { return plain(self.node) };
        let text = |key: &str| table.get(key).map(|entry| plain(&entry.node));
        if let Some(name) = text("variable") {
            let scale = text("scale").map(|scale| format!("{scale} × ")).unwrap_or_default();
            return format!("{scale}variable.{name}");
        }
        let parameters: Vec<String> = (table.entries.iter())
            .filter(|entry| !APART.contains(&entry.key.as_str()))
            .map(|entry| format!("{} {}", entry.key, plain(&entry.node)))
            .collect();
        let within = text("within").map(|range| format!(" within {range}")).unwrap_or_default();
        let family = text("dist").unwrap_or_else(|| {
            // Percentiles without a family are those of a metalog.
            if is_schedule(table) { String::new() } else { "metalog".to_owned() }
        });
        format!("{family}({}){within}", parameters.join(", "))
    }

    /// The first unit in it that is one of the same as a base unit; `None` where there is none, or
    /// no other than a plain number.
    pub fn unit(&self, base: &str) -> Option<NamedUnit> {
        unit_in(self.node, base)
    }
}

fn unit_in(node: &Node, base: &str) -> Option<NamedUnit> {
    match &node.value {
        NodeValue::Text(text) => {
            let (_, dimension) = parse_quantity(text).ok()?;
            let text = text.trim();
            let unit = text[number_length(text)..].trim();
            let (size, _) = parse_unit(unit).ok()?;
            (dimension == dimension_of(base) && !unit.is_empty())
                .then(|| NamedUnit { text: unit.to_owned(), size })
        }
        NodeValue::List(list) => list.iter().find_map(|item| unit_in(item, base)),
        NodeValue::Table(table) => {
            table.entries.iter().find_map(|entry| unit_in(&entry.node, base))
        }
        NodeValue::Number(_) | NodeValue::Boolean(_) | NodeValue::Date(_) => None,
    }
}

/// A value without quotation marks.
fn plain(node: &Node) -> String {
    match &node.value {
        NodeValue::Text(text) => text.clone(),
        NodeValue::List(list) => {
            format!("[{}]", list.iter().map(plain).collect::<Vec<_>>().join(", "))
        }
        NodeValue::Table(_) => Written { node }.words(),
        _ => resolved::value(node),
    }
}

/// Where a value comes from, in a word: `johnson-camp.toml:47`, `fleet.csv:3:5`, the option of the
/// command line, `default`.
pub(crate) fn origin_in_words(origin: &Origin) -> String {
    match origin {
        Origin::File { file, line, .. } => format!("{file}:{line}"),
        Origin::Cell { file, row, column } => format!("{file}:{row}:{column}"),
        Origin::Option { text } => text.clone(),
        Origin::Default => "default".to_owned(),
    }
}
