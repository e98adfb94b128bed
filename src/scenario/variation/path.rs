//! Paths such as `contract.nuton.rate`, looked up in a scenario and in the format.

use crate::scenario::document::{NodeValue, Table};
use crate::scenario::format::families::is_parameter;
use crate::scenario::format::{Form, Kind};
use crate::scenario::nearest::nearest;
use crate::scenario::schedule::is_key_of_schedule;
use crate::scenario::sections::{self, SECTIONS};
use crate::scenario::settings::Heading;
use crate::scenario::table::Table as _;

/// Why a path leads nowhere: under the path, and what to do.
#[derive(Debug, PartialEq)]
pub struct Nowhere {
    pub label: String,
    pub help: Option<String>,
}

/// Whether a value may stand at a path: its tables with names are there, and the format knows its
/// keys.
pub fn check(tree: &Table, segments: &[String]) -> Result<(), Nowhere> {
    let Some((first, rest)) = segments.split_first() else { return Ok(()) };
    let tops = || Heading::FORM.keys.iter().map(|key| key.name);
    let Some(section) = sections::section(first) else {
        if tops().any(|name| name == first) {
            return end(first, rest);
        }
        let names = || tops().chain(SECTIONS.iter().map(|section| section.name));
        return Err(nowhere("not a table of a scenario", first, "", names()));
    };
    let below = tree.get(first).map(|entry| &entry.node.value);
    let inner = match below {
        Some(NodeValue::Table(inner)) => Some(inner),
        _ => None,
    };
    if !section.named {
        return form(inner, &section.form, first, rest);
    }
    named(inner, &section.form, first, rest)
}

/// Whether a path ends at a named table within a table, `mine.johnson-camp.product.nuton`.
pub fn leads_to_named_table(segments: &[String]) -> bool {
    let [section, _, key, _] = segments else { return false };
    sections::section(section)
        .filter(|section| section.named)
        .is_some_and(|section| section.form.has_named_tables(key))
}

/// A path into one of the named tables below `above`.
fn named(
    tables: Option<&Table>,
    form: &'static Form,
    above: &str,
    segments: &[String],
) -> Result<(), Nowhere> {
    let Some((name, rest)) = segments.split_first() else { return Ok(()) };
    match tables.and_then(|tables| tables.get(name)).map(|entry| &entry.node.value) {
        Some(NodeValue::Table(table)) => {
            self::form(Some(table), form, &format!("{above}.{name}"), rest)
        }
        Some(_) => self::form(None, form, &format!("{above}.{name}"), rest),
        None => {
            let names = tables
                .map_or(&[][..], |tables| &tables.entries)
                .iter()
                .map(|entry| entry.key.as_str());
            Err(nowhere(&format!("not a [{above}.NAME] of this scenario"), name, above, names))
        }
    }
}

fn form(
    table: Option<&Table>,
    form: &'static Form,
    above: &str,
    segments: &[String],
) -> Result<(), Nowhere> {
    let Some((first, rest)) = segments.split_first() else { return Ok(()) };
    let tag = form.variants.map(|variants| variants.tag);
    if tag == Some(first.as_str()) {
        return end(&format!("{above}.{first}"), rest);
    }
    let Some(key) = form.every_key().find(|key| key.name == first) else {
        let names = || tag.into_iter().chain(form.every_key().map(|key| key.name));
        return Err(nowhere(&format!("not a key of {}", form.noun), first, above, names()));
    };
    let path = format!("{above}.{first}");
    let value = table.and_then(|table| table.get(first)).map(|entry| &entry.node.value);
    match (&key.kind, value) {
        (Kind::Table(inner), Some(NodeValue::Table(table))) => {
            self::form(Some(table), inner, &path, rest)
        }
        (Kind::Table(inner), _) => self::form(None, inner, &path, rest),
        (Kind::NamedTables(inner), Some(NodeValue::Table(tables))) => {
            named(Some(tables), inner, &path, rest)
        }
        (Kind::NamedTables(inner), _) => named(None, inner, &path, rest),
        (Kind::Tables(inner), Some(NodeValue::List(list))) => {
            match item(list.len(), &path, rest)? {
                None => Ok(()),
                Some((number, rest)) => match &list[number].value {
                    NodeValue::Table(table) => {
                        self::form(Some(table), inner, &format!("{path}.{}", number + 1), rest)
                    }
                    _ => self::form(None, inner, &path, rest),
                },
            }
        }
        (Kind::Quantity(_), Some(NodeValue::Table(_))) => match rest.split_first() {
            Some((parameter, rest))
                if is_parameter(parameter)
                    || matches!(parameter.as_str(), "variable" | "scale")
                    || is_key_of_schedule(parameter) =>
            {
                end(&format!("{path}.{parameter}"), rest)
            }
            Some((parameter, _)) => Err(Nowhere {
                label: format!("`{parameter}` is not a parameter of a distribution"),
                help: Some(format!(
                    "`{path}` is a distribution: its parameters are keys such as `{path}.mode`"
                )),
            }),
            None => Ok(()),
        },
        (Kind::Effects, _) => Ok(()),
        (Kind::Thresholds | Kind::Shares(_), _) => {
            rest.split_first().map_or(Ok(()), |(_, rest)| end(&path, rest))
        }
        (_, Some(NodeValue::List(list))) => {
            item(list.len(), &path, rest).and_then(|found| match found {
                None => Ok(()),
                Some((_, rest)) => end(&path, rest),
            })
        }
        _ => end(&path, rest),
    }
}

/// The item of a list that a path goes to, from 0, and the rest of the path.
fn item<'a>(
    length: usize,
    path: &str,
    segments: &'a [String],
) -> Result<Option<(usize, &'a [String])>, Nowhere> {
    let Some((first, rest)) = segments.split_first() else { return Ok(None) };
    let number = first
        .parse::<usize>()
        .ok()
        .and_then(|number| number.checked_sub(1))
        .filter(|number| *number < length);
    number.map(|number| Some((number, rest))).ok_or_else(|| Nowhere {
        label: format!("there is no `{first}` in `{path}`"),
        help: Some(format!("`{path}` is a list of {length}, counted from 1")),
    })
}

fn end(path: &str, rest: &[String]) -> Result<(), Nowhere> {
    match rest.first() {
        None => Ok(()),
        Some(key) => Err(Nowhere {
            label: format!("`{path}` has no key `{key}`"),
            help: Some(format!("the path ends with `{path}`")),
        }),
    }
}

fn nowhere<'a>(
    label: &str,
    name: &str,
    above: &str,
    names: impl Iterator<Item = &'a str>,
) -> Nowhere {
    let full =
        |name: &str| if above.is_empty() { name.to_owned() } else { format!("{above}.{name}") };
    Nowhere { label: label.to_owned(), help: meant(name, names, full) }
}

/// The path that was meant, or all that there are; nothing if there are none.
pub fn meant<'a>(
    name: &str,
    names: impl Iterator<Item = &'a str>,
    full: impl Fn(&str) -> String,
) -> Option<String> {
    const MOST: usize = 20;
    let names: Vec<&str> = names.collect();
    if let Some(near) = nearest(name, names.iter().copied()) {
        return Some(format!("did you mean `{}`?", full(near)));
    }
    let shown: Vec<String> =
        names.iter().take(MOST).map(|name| format!("`{}`", full(name))).collect();
    match shown.as_slice() {
        [] => None,
        [one] => Some(format!("there is {one} only")),
        _ => Some(format!(
            "there are {}{}",
            shown.join(", "),
            if names.len() > MOST { ", ..." } else { "" }
        )),
    }
}
