//! `extends`: the chain of files from a scenario to the base of all its bases.

use super::layer::Layer;
use super::removal;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::document::{Entry, Node, NodeValue, parse_toml};
use crate::scenario::files::{FileProvider, folder_of, join, last_part, normalised, reason};
use crate::scenario::source::{Place, SourceKind, Sources};

/// Longer chains are refused: whoever has one has lost the overview.
const LONGEST_CHAIN: usize = 32;

/// Reads a file, its base, the base of the base and so on. The base of all comes first in the
/// answer; there is none if a file is missing or is not TOML. `slug` and `[sweep]` of the scenario
/// itself are handed out; those of bases are none of its business.
pub fn read_chain(
    name: &str,
    text: &str,
    files: FileProvider<'_>,
    sources: &mut Sources,
    (slug, sweep): (&mut Option<Entry>, &mut Option<Entry>),
    faults: &mut Vec<Diagnostic>,
) -> Option<Vec<Layer>> {
    let mut layers: Vec<Layer> = Vec::new();
    let mut names = vec![name.to_owned()];
    let mut folder = String::new();
    let mut within = last_part(name).to_owned();
    let mut text = text.to_owned();
    loop {
        let shown = names.last().map_or(name, String::as_str);
        // A byte order mark is no part of the text.
        let own_text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let file = sources.add(shown, &within, own_text, SourceKind::Toml);
        let before = faults.len();
        let mut own = parse_toml(&sources.files[file].text, file, faults);
        if faults.len() > before {
            // What stands after a syntax fault may be missing in the tree: further faults would
            // mislead.
            return None;
        }
        let (named, swept) = (own.take("slug"), own.take("sweep"));
        if layers.is_empty() {
            (*slug, *sweep) = (named, swept);
        }
        let extends = own.take("extends");
        let removals = own
            .take("remove")
            .map(|entry| removal::read(&entry, extends.is_some(), faults))
            .unwrap_or_default();
        let base = extends.as_ref().and_then(|entry| base_name(entry, faults));
        let unread = extends.is_some() && base.is_none();
        let place = extends.map(|entry| entry.node.place);
        layers.push(Layer { file, own, removals, extends: place.clone(), folder: folder.clone() });
        let (Some(base), Some(place)) = (base, place) else {
            layers.reverse();
            return (!unread).then_some(layers);
        };
        let path = join(&folder, &base);
        let next = normalised(&join(folder_of(name), &path));
        let same = |known: &String| normalised(known) == next;
        if let Some(first) = names.iter().position(same) {
            faults.push(circle(&names[first..], &layers[first..], &place));
            return None;
        }
        if layers.len() == LONGEST_CHAIN {
            let message = format!("more than {LONGEST_CHAIN} files extend one another");
            faults.push(Diagnostic::error(
                &place,
                message,
                "extend a file nearer to the base of all",
            ));
            return None;
        }
        match files(&path) {
            Ok(read) => text = read,
            Err(error) => {
                let message = format!("cannot read the base `{base}`: {}", reason(&error));
                let label = format!("looked for `{next}`, since the path is relative to this file");
                faults.push(with_chain(Diagnostic::error(&place, message, label), &names, &layers));
                return None;
            }
        }
        folder_of(&path).clone_into(&mut folder);
        within = path;
        names.push(next);
    }
}

/// Every other `extends` on the way to a fault.
fn with_chain(fault: Diagnostic, names: &[String], layers: &[Layer]) -> Diagnostic {
    let links = layers.iter().zip(names.iter().skip(1));
    links.fold(fault, |fault, (layer, base)| match &layer.extends {
        Some(place) => fault.context(place, format!("`{base}` is the base of this file")),
        None => fault,
    })
}

fn circle(names: &[String], layers: &[Layer], place: &Place) -> Diagnostic {
    let first = names.first().map_or("", String::as_str);
    if names.len() == 1 {
        return Diagnostic::error(
            place,
            format!("`{first}` extends itself"),
            "expected another file",
        );
    }
    let chain: Vec<String> =
        names.iter().chain([&names[0]]).map(|name| format!("`{name}`")).collect();
    let message = format!("the files extend one another in a circle: {}", chain.join(" extends "));
    with_chain(
        Diagnostic::error(place, message, format!("`{first}` comes before this file already")),
        names,
        layers,
    )
}

fn base_name(entry: &Entry, faults: &mut Vec<Diagnostic>) -> Option<String> {
    let Node { place, value } = &entry.node;
    let NodeValue::Text(name) = value else {
        let label = format!(
            "expected the path of a scenario file in quotation marks, found {}",
            value.noun()
        );
        let help = match value {
            NodeValue::List(_) => {
                "a scenario has one base; that base may extend another".to_owned()
            }
            _ => "such as extends = \"johnson-camp.toml\"".to_owned(),
        };
        faults
            .push(Diagnostic::error(place, "wrong kind of value for `extends`", label).help(help));
        return None;
    };
    Some(name.clone())
}
