//! `[sweep]`: values that are tried in turn, and the scenarios of their grid.

use super::path;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::document::{
    Assignment, Entry, Node, NodeValue, Table, not_a_path, path_segments,
};
use crate::scenario::resolved;
use crate::scenario::source::Place;

/// More scenarios of one file are refused.
const LARGEST_GRID: usize = 10_000;
/// Longer names of folders are refused by file systems.
const LONGEST_SUFFIX: usize = 160;
/// A longer value is named by its number.
const LONGEST_VALUE: usize = 40;

/// The grid.
pub struct Sweep {
    /// Where the table begins.
    pub place: Place,
    /// The first varies slowest.
    pub axes: Vec<Axis>,
}

/// A path and its values.
pub struct Axis {
    pub path: String,
    segments: Vec<String>,
    place: Place,
    pub values: Vec<SweptValue>,
}

pub struct SweptValue {
    node: Node,
    /// As part of a folder's name: `400-t-quarter`.
    pub slug: String,
    /// As part of the scenario's name: `400 t/quarter`.
    pub words: String,
}

impl Axis {
    /// One of the values and where it goes.
    pub fn assignment(&self, value: usize) -> Assignment {
        let node = self.values[value].node.clone();
        Assignment { segments: self.segments.clone(), path_place: self.place.clone(), node }
    }
}

impl Sweep {
    /// Whether a place is that of a swept value, or within it.
    pub fn holds(&self, place: &Place) -> bool {
        let mut values = self.axes.iter().flat_map(|axis| &axis.values);
        values.any(|SweptValue { node: Node { place: own, .. }, .. }| {
            own.file == place.file && own.start <= place.start && place.end <= own.end
        })
    }

    /// All combinations, as numbers of values.
    pub fn points(&self) -> Vec<Vec<usize>> {
        self.axes.iter().fold(vec![Vec::new()], |points, axis| {
            points
                .iter()
                .flat_map(|point| {
                    (0..axis.values.len()).map(move |value| [point.as_slice(), &[value]].concat())
                })
                .collect()
        })
    }
}

/// Reads the table against the scenario that it varies; `None` if there is a fault.
pub fn read(
    entry: &Entry,
    tree: &Table,
    options: &[Assignment],
    faults: &mut Vec<Diagnostic>,
) -> Option<Sweep> {
    let NodeValue::Table(table) = &entry.node.value else {
        let label = format!("expected a table [sweep], found {}", entry.node.value.noun());
        faults.push(Diagnostic::error(&entry.node.place, "`sweep` is a table", label));
        return None;
    };
    let before = faults.len();
    let mut axes = Vec::new();
    collect(table, "", &mut axes, faults);
    if axes.is_empty() && faults.len() == before {
        let fault = Diagnostic::error(
            &entry.key_place,
            "`[sweep]` sweeps nothing",
            "expected a path and a list of values",
        );
        faults.push(
            fault.help("such as \"contract.nuton.rate\" = [\"400 t/quarter\", \"875 t/quarter\"]"),
        );
    }
    for (number, axis) in axes.iter().enumerate() {
        check_path(axis, tree, faults);
        check_overlap(axis, &axes[..number], options, faults);
        check_slugs(axis, faults);
    }
    check_size(&axes, &entry.key_place, faults);
    (faults.len() == before).then(|| Sweep { place: entry.key_place.clone(), axes })
}

/// Paths may be written in quotation marks or as tables in tables.
fn collect(table: &Table, above: &str, axes: &mut Vec<Axis>, faults: &mut Vec<Diagnostic>) {
    for entry in &table.entries {
        let path =
            if above.is_empty() { entry.key.clone() } else { format!("{above}.{}", entry.key) };
        let Some(segments) = path_segments(&path) else {
            faults.push(not_a_path(&path, &entry.key_place));
            continue;
        };
        let path = segments.join(".");
        match &entry.node.value {
            NodeValue::List(list) if list.is_empty() => {
                let message = format!("the sweep of `{path}` is empty");
                faults.push(Diagnostic::error(
                    &entry.node.place,
                    message,
                    "expected at least one value",
                ));
            }
            NodeValue::List(list) => {
                let values = list
                    .iter()
                    .enumerate()
                    .map(|(number, node)| swept_value(node, number))
                    .collect();
                axes.push(Axis { path, segments, place: entry.key_place.clone(), values });
            }
            NodeValue::Table(inner)
                if inner.get("dist").is_none() && inner.get("variable").is_none() =>
            {
                collect(inner, &path, axes, faults);
            }
            value => {
                let message = format!("the values of `{path}` in a sweep are a list");
                let label = format!("expected a list, found {}", value.noun());
                let help = format!("write \"{path}\" = [{}]", resolved::value(&entry.node));
                faults.push(Diagnostic::error(&entry.node.place, message, label).help(help));
            }
        }
    }
}

fn swept_value(node: &Node, number: usize) -> SweptValue {
    let words = match &node.value {
        NodeValue::Text(text) => text.clone(),
        _ => resolved::value(node),
    };
    let slug = match &node.value {
        NodeValue::Table(table) => {
            // `pert-2` of { dist = "pert", ... }, `gbm-1` of { process = "gbm", ... }.
            let word = table.entries.iter().find_map(|entry| match &entry.node.value {
                NodeValue::Text(text) => Some(slug(text)),
                _ => None,
            });
            let word = word.filter(|word| !word.is_empty() && word.len() <= LONGEST_VALUE);
            format!("{}-{}", word.as_deref().unwrap_or("value"), number + 1)
        }
        NodeValue::List(_) => format!("value-{}", number + 1),
        _ => Some(slug(&words))
            .filter(|slug| !slug.is_empty() && slug.len() <= LONGEST_VALUE)
            .unwrap_or_else(|| format!("value-{}", number + 1)),
    };
    SweptValue { node: node.clone(), slug, words }
}

/// Lower-case letters and digits with `-` for all else; a sign and a percent are said in words,
/// thousands are not grouped.
fn slug(text: &str) -> String {
    let letters: Vec<char> = text.trim().chars().collect();
    let digit = |place: Option<usize>| {
        place.and_then(|place| letters.get(place)).is_some_and(char::is_ascii_digit)
    };
    let mut slug = String::with_capacity(text.len());
    for (place, letter) in letters.iter().enumerate() {
        match letter {
            ',' | '_' if digit(place.checked_sub(1)) && digit(Some(place + 1)) => {}
            '-' if place == 0 && (digit(Some(1)) || letters.get(1) == Some(&'.')) => {
                slug.push_str("minus-");
            }
            '%' => slug.push_str("-percent-"),
            letter if letter.is_ascii_alphanumeric() => slug.push(letter.to_ascii_lowercase()),
            _ => slug.push('-'),
        }
    }
    slug.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

fn check_path(axis: &Axis, tree: &Table, faults: &mut Vec<Diagnostic>) {
    if let Err(nowhere) = path::check(tree, &axis.segments) {
        let message = format!("there is no `{}` to sweep", axis.path);
        faults.push(
            Diagnostic::error(&axis.place, message, nowhere.label)
                .help_maybe(nowhere.help)
                .missing(&axis.path),
        );
    }
}

/// A value can be said once only: by one path of the sweep, and not by an option as well.
fn check_overlap(
    axis: &Axis,
    others: &[Axis],
    options: &[Assignment],
    faults: &mut Vec<Diagnostic>,
) {
    let overlaps = |other: &[String]| axis.segments.iter().zip(other).all(|(a, b)| a == b);
    if let Some(other) = others.iter().find(|other| overlaps(&other.segments)) {
        let message = if other.path == axis.path {
            format!("`{}` is swept twice", axis.path)
        } else {
            format!("`{}` and `{}` cannot be swept together", other.path, axis.path)
        };
        let fault = Diagnostic::error(&axis.place, message, "one holds the other");
        faults.push(fault.context(&other.place, "the other one"));
    }
    for option in options.iter().filter(|option| overlaps(&option.segments)) {
        let set = option.segments.join(".");
        let message = if set == axis.path {
            format!("`{set}` is swept and set by an option")
        } else {
            format!("`{set}` is set by an option, but `{}` is swept", axis.path)
        };
        let fault = Diagnostic::error(
            &option.path_place,
            message,
            "all scenarios of the sweep would be the same in this",
        );
        faults.push(fault.context(&axis.place, "swept here"));
    }
}

fn check_slugs(axis: &Axis, faults: &mut Vec<Diagnostic>) {
    for (number, value) in axis.values.iter().enumerate() {
        if let Some(first) = axis.values[..number].iter().find(|other| other.slug == value.slug) {
            let message =
                format!("two values of `{}` have the same name `{}`", axis.path, value.slug);
            let fault = Diagnostic::error(
                &value.node.place,
                message,
                "values name the folders of results and must differ",
            );
            faults.push(fault.context(&first.node.place, "the first of that name"));
        }
    }
}

fn check_size(axes: &[Axis], place: &Place, faults: &mut Vec<Diagnostic>) {
    let size = axes.iter().try_fold(1_usize, |size, axis| size.checked_mul(axis.values.len()));
    if size.is_none_or(|size| size > LARGEST_GRID) {
        let product =
            axes.iter().map(|axis| axis.values.len().to_string()).collect::<Vec<_>>().join(" x ");
        let message = "the sweep has too many scenarios";
        let fault = Diagnostic::error(
            place,
            message,
            format!("{product}; at most {LARGEST_GRID} are possible"),
        );
        faults.push(fault.help("sweep fewer values, or divide the sweep among several files"));
    }
    let longest =
        |axis: &Axis| axis.values.iter().map(|value| value.slug.len() + 2).max().unwrap_or(0);
    let length: usize = axes.iter().map(longest).sum();
    if length > LONGEST_SUFFIX {
        let label =
            format!("the values add up to {length} letters; at most {LONGEST_SUFFIX} are possible");
        faults.push(Diagnostic::error(
            place,
            "the names of the results folders become too long",
            label,
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_name_folders() {
        assert_eq!(slug("400 t/quarter"), "400-t-quarter");
        assert_eq!(slug("14,000 t"), "14000-t");
        assert_eq!(slug("-0.5"), "minus-0-5");
        assert_eq!(slug("50 %"), "50-percent");
        assert_eq!(slug("S-Curve"), "s-curve");
        assert_eq!(slug("1.5e-3"), "1-5e-3");
        assert_eq!(slug("€"), "");
    }
}
