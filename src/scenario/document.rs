//! The scenario as a tree of values, every one with its place: TOML text, `--set` options and CSV
//! cells laid into one another.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::diagnostic::Diagnostic;
use super::source::{Place, SourceKind, Sources};

/// Deeper tables than any scenario needs are refused, because trees are walked recursively.
const DEEPEST: usize = 64;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub place: Place,
    pub value: NodeValue,
}

#[derive(Debug, Clone, PartialEq)]
pub enum NodeValue {
    Text(String),
    /// A number as it is written, without separators.
    Number(String),
    Boolean(bool),
    Date(String),
    List(Vec<Node>),
    Table(Table),
}

/// Entries in the order of mention.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    pub entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub key: String,
    pub key_place: Place,
    pub node: Node,
}

/// Values given on the command line: paths such as `contract.nuton.rate` and TOML values (or bare
/// text).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Overrides {
    /// In the order in which they are applied.
    pub list: Vec<Override>,
}

/// One value of the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// How it was given, for messages: `--set`.
    pub option: String,
    /// `contract.nuton.rate`; items of lists are counted from 1.
    pub path: String,
    /// A TOML value or bare text.
    pub value: String,
}

impl Overrides {
    /// Takes `path=value`, as given to `--set`; the value may be TOML or bare text
    /// (`400 t/quarter`).
    ///
    /// # Errors
    /// The text without a `=` in it.
    pub fn set(&mut self, assignment: &str) -> Result<(), String> {
        let (path, value) = assignment.split_once('=').ok_or_else(|| assignment.to_owned())?;
        self.push("--set", path.trim(), value.trim());
        Ok(())
    }

    /// Takes a value given by another option, such as `--seed`.
    pub fn push(&mut self, option: &str, path: &str, value: &str) {
        self.list.push(Override {
            option: option.to_owned(),
            path: path.to_owned(),
            value: value.to_owned(),
        });
    }
}

impl Table {
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    pub fn get_mut(&mut self, key: &str) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.key == key)
    }

    /// Takes an entry out.
    pub fn take(&mut self, key: &str) -> Option<Entry> {
        self.position(key).map(|position| self.entries.remove(position))
    }

    fn position(&self, key: &str) -> Option<usize> {
        self.entries.iter().position(|entry| entry.key == key)
    }
}

impl NodeValue {
    /// What it is, for messages.
    pub fn noun(&self) -> &'static str {
        match self {
            NodeValue::Text(_) => "a text",
            NodeValue::Number(_) => "a number",
            NodeValue::Boolean(_) => "true or false",
            NodeValue::Date(_) => "a date",
            NodeValue::List(_) => "a list",
            NodeValue::Table(_) => "a table",
        }
    }
}

/// Reads TOML text; syntax faults are reported and what can be read is returned.
pub fn parse_toml(text: &str, file: usize, faults: &mut Vec<Diagnostic>) -> Table {
    if let Some(place) = too_deep(text, file) {
        faults.push(Diagnostic::error(
            &place,
            "tables are nested too deeply",
            "no scenario needs this",
        ));
        return Table::default();
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let place = error
            .span()
            .map_or_else(|| Place::of_file(file), |span| Place::new(file, widen(text, span)));
        faults.push(
            Diagnostic::error(&place, "this is not TOML", error.message())
                .help_maybe(syntax_help(text, &place)),
        );
    }
    convert_table(table.get_ref(), file)
}

/// The commonest slip: a text without its quotation marks.
fn syntax_help(text: &str, place: &Place) -> Option<String> {
    let begin = text.get(..place.start)?.rfind('\n').map_or(0, |at| at + 1);
    let line = text[begin..].lines().next()?;
    let (_, value) = line.split_once('=')?;
    let value = value.trim();
    let bare =
        value.starts_with(|first: char| first.is_ascii_alphanumeric()) && !value.contains('"');
    bare.then(|| format!("texts, units and months stand in quotation marks: \"{value}\""))
}

/// An empty span is shown as one character.
fn widen(text: &str, span: std::ops::Range<usize>) -> std::ops::Range<usize> {
    if span.start < span.end {
        return span;
    }
    let width =
        text.get(span.start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    span.start..span.start + width
}

/// A dotted key too long to be walked, found before the parser builds a tree of it.
fn too_deep(text: &str, file: usize) -> Option<Place> {
    let mut dots = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'.' => dots += 1,
            b'=' | b'\n' | b'[' | b']' | b'{' | b'}' | b',' | b'#' => dots = 0,
            _ => {}
        }
        if dots > 4 * DEEPEST {
            return Some(Place::new(file, at..at + 1));
        }
    }
    None
}

fn convert_table(table: &DeTable<'_>, file: usize) -> Table {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_place: Place::new(file, key.span()),
            node: convert(value, file),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_place.start);
    Table { entries }
}

fn convert(value: &Spanned<DeValue<'_>>, file: usize) -> Node {
    let place = Place::new(file, value.span());
    let value = match value.get_ref() {
        DeValue::String(text) => NodeValue::Text(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => {
            NodeValue::Number(number.as_str().to_owned())
        }
        DeValue::Integer(number) => NodeValue::Number(
            i64::from_str_radix(number.as_str(), number.radix())
                .map_or_else(|_| number.to_string(), |value| value.to_string()),
        ),
        DeValue::Float(number) => NodeValue::Number(number.as_str().to_owned()),
        DeValue::Boolean(value) => NodeValue::Boolean(*value),
        DeValue::Datetime(date) => NodeValue::Date(date.to_string()),
        DeValue::Array(list) => {
            NodeValue::List(list.iter().map(|value| convert(value, file)).collect())
        }
        DeValue::Table(table) => NodeValue::Table(convert_table(table, file)),
    };
    Node { place, value }
}

/// A value and the path where it goes.
#[derive(Debug, Clone)]
pub struct Assignment {
    /// `contract.nuton.rate` in its parts.
    pub segments: Vec<String>,
    /// Where the path is written.
    pub path_place: Place,
    pub node: Node,
}

/// Reads the values of the command line; what is no path is reported and left out.
pub fn read_overrides(
    overrides: &Overrides,
    sources: &mut Sources,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Assignment> {
    let mut assignments = Vec::with_capacity(overrides.list.len());
    for item in &overrides.list {
        let text = format!("{}={}", item.path, item.value);
        let file = sources.add(&item.option, &item.option, &text, SourceKind::Option);
        let path_place = Place::new(file, 0..item.path.len());
        let Some(segments) = path_segments(&item.path) else {
            faults.push(not_a_path(&item.path, &path_place));
            continue;
        };
        let value = option_value(&item.value, file, item.path.len() + 1);
        let node = Node { place: Place::new(file, item.path.len() + 1..text.len()), value };
        assignments.push(Assignment { segments, path_place, node });
    }
    assignments
}

/// The parts of `contract.nuton.rate`.
pub fn path_segments(path: &str) -> Option<Vec<String>> {
    let segments: Vec<String> = path.split('.').map(|segment| segment.trim().to_owned()).collect();
    (segments.len() <= DEEPEST && segments.iter().all(|segment| !segment.is_empty()))
        .then_some(segments)
}

pub fn not_a_path(path: &str, place: &Place) -> Diagnostic {
    let label = "a path is names with points between them, such as `contract.nuton.rate`";
    Diagnostic::error(place, format!("`{path}` is not a path"), label)
}

/// Puts a value into the tree, in place of what stands there.
///
/// # Errors
/// Why there is no such place.
pub fn assign(table: &mut Table, assignment: &Assignment) -> Result<(), String> {
    let segments: Vec<&str> = assignment.segments.iter().map(String::as_str).collect();
    set(table, &segments, &assignment.path_place, assignment.node.clone())
}

/// The value of an option: TOML if it is that, otherwise the text itself.
fn option_value(text: &str, file: usize, offset: usize) -> NodeValue {
    if too_deep(text, file).is_none()
        && let Ok(value) = DeValue::parse(text)
    {
        let mut node = convert(&value, file);
        shift(&mut node, offset);
        return node.value;
    }
    NodeValue::Text(text.to_owned())
}

fn shift(node: &mut Node, offset: usize) {
    let move_place = |place: &mut Place| {
        place.start += offset;
        place.end += offset;
    };
    move_place(&mut node.place);
    match &mut node.value {
        NodeValue::List(list) => list.iter_mut().for_each(|node| shift(node, offset)),
        NodeValue::Table(table) => table.entries.iter_mut().for_each(|entry| {
            move_place(&mut entry.key_place);
            shift(&mut entry.node, offset);
        }),
        _ => {}
    }
}

fn set(table: &mut Table, segments: &[&str], key_place: &Place, node: Node) -> Result<(), String> {
    let Some((first, rest)) = segments.split_first() else {
        return Ok(());
    };
    let position = table.position(first).unwrap_or_else(|| {
        let value = NodeValue::Table(Table::default());
        let node = Node { place: key_place.clone(), value };
        table.entries.push(Entry { key: (*first).to_owned(), key_place: key_place.clone(), node });
        table.entries.len() - 1
    });
    let entry = &mut table.entries[position];
    if rest.is_empty() {
        entry.node = node;
        return Ok(());
    }
    descend(&mut entry.node, first, rest, key_place, node)
}

fn descend(
    target: &mut Node,
    name: &str,
    rest: &[&str],
    key_place: &Place,
    node: Node,
) -> Result<(), String> {
    match &mut target.value {
        NodeValue::Table(inner) => set(inner, rest, key_place, node),
        NodeValue::List(list) => {
            let length = list.len();
            let item =
                rest[0].parse::<usize>().ok().and_then(|place| list.get_mut(place.checked_sub(1)?));
            let item = item.ok_or_else(|| {
                format!("`{name}` is a list of {length}, counted from 1: there is no `{}`", rest[0])
            })?;
            if rest.len() == 1 {
                *item = node;
                return Ok(());
            }
            descend(item, rest[0], &rest[1..], key_place, node)
        }
        other => Err(format!("`{name}` is {}: nothing in it can be set", other.noun())),
    }
}
