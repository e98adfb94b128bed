//! From files to a checked scenario, or to everything that is wrong with them.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::Scenario;
use super::assembly::{Resolved, assemble};
use super::calendar::TimeGrid;
use super::check;
use super::correlation;
use super::diagnostic::{Diagnostic, Diagnostics, Severity};
use super::document::{Entry, Node, NodeValue, Overrides, Table};
use super::files::{FileProvider, last_part, read_file, reason, stem};
use super::meaning::meaning;
use super::name::{folder_fault, folder_like};
use super::reader;
use super::resolved::ResolvedDocument;
use super::source::{Place, SourceKind, Sources};
use super::variation::Layers;
use super::watch::Watcher;
use crate::digest::hash;

/// A sound scenario and what came with it.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The scenario.
    pub scenario: Scenario,
    /// Nothing is wrong, but the user should know.
    pub warnings: Diagnostics,
    /// The scenario as one document: options and tables laid in.
    pub resolved: ResolvedDocument,
    /// Hash of what the scenario says, in whatever way it is written.
    pub hash: String,
}

/// Reads a scenario file, the files that it extends and the tables of facilities they name.
///
/// # Errors
/// All faults, in the order of their places. A file whose `[sweep]` describes several scenarios is
/// one, too: see [`load_variants`].
pub fn load(path: &Path, overrides: &Overrides) -> Result<Loaded, Diagnostics> {
    read_from(path, |name, text, files| read_text(name, text, files, overrides))
}

/// Reads all scenarios of a file: one, or those of its `[sweep]`, the first swept path varying
/// slowest.
///
/// # Errors
/// The faults of all scenarios, each told once.
pub fn load_variants(path: &Path, overrides: &Overrides) -> Result<Vec<Loaded>, Diagnostics> {
    read_from(path, |name, text, files| read_text_variants(name, text, files, overrides))
}

fn read_from<T>(
    path: &Path,
    read: impl FnOnce(&str, &str, FileProvider<'_>) -> Result<T, Diagnostics>,
) -> Result<T, Diagnostics> {
    let name = path.display().to_string();
    let text = read_file(path).map_err(|error| unreadable(&name, &error))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    read(&name, &text, &|file: &str| read_file(&folder.join(file)))
}

/// Reads a scenario from its text. `name` is the file's name (its stem becomes the slug), `files`
/// gives the files beside it.
///
/// # Errors
/// As [`load`].
pub fn read_text(
    name: &str,
    text: &str,
    files: FileProvider<'_>,
    overrides: &Overrides,
) -> Result<Loaded, Diagnostics> {
    let mut faults = Vec::new();
    let mut layers = Layers::read(name, text, files, overrides, &mut faults)?;
    let points = layers.points();
    if let (Some(place), [_, _, ..]) = (layers.sweep_place(), points.as_slice()) {
        let message = format!("`{name}` describes {} scenarios", points.len());
        faults.push(Diagnostic::error(place, message, "expected a single one here"));
        return Err(Diagnostics::new(faults, layers.sources));
    }
    let mut loaded = read_points(&mut layers, name, &points, faults)?;
    // There is always a point.
    loaded.pop().ok_or_else(|| unreadable(name, &io::Error::other("it describes no scenario")))
}

/// Reads all scenarios of a text.
///
/// # Errors
/// As [`load_variants`].
pub fn read_text_variants(
    name: &str,
    text: &str,
    files: FileProvider<'_>,
    overrides: &Overrides,
) -> Result<Vec<Loaded>, Diagnostics> {
    let mut faults = Vec::new();
    let mut layers = Layers::read(name, text, files, overrides, &mut faults)?;
    let points = layers.points();
    read_points(&mut layers, name, &points, faults)
}

/// A scenario without its texts: they are complete only when all have been read.
struct Draft {
    scenario: Scenario,
    hash: String,
    tree: Table,
    warnings: Vec<Diagnostic>,
}

fn read_points(
    layers: &mut Layers<'_>,
    name: &str,
    points: &[Vec<usize>],
    mut faults: Vec<Diagnostic>,
) -> Result<Vec<Loaded>, Diagnostics> {
    let stem = slug(name, layers.slug.as_ref(), &mut faults);
    layers.explain(&mut faults);
    let mut drafts = Vec::with_capacity(points.len());
    let mut collected = Collected::default();
    for point in points {
        let slug = format!("{stem}{}", layers.slug_suffix(point));
        let mut own = Vec::new();
        let tree = layers.compose(point, &mut own);
        match read_tree(tree, &layers.sources, slug.clone(), own) {
            Ok(draft) => drafts.push(draft),
            Err(mut own) => {
                layers.explain(&mut own);
                collected.add(own, &slug);
            }
        }
    }
    if drafts.len() < points.len() || faults.iter().any(|fault| fault.severity == Severity::Error) {
        faults.extend(collected.list(points.len(), layers));
        faults.extend(drafts.into_iter().flat_map(|draft| draft.warnings));
        return Err(Diagnostics::new(faults, layers.sources.clone()));
    }
    let loaded = drafts.into_iter().map(|draft| {
        let warnings = faults.iter().cloned().chain(draft.warnings).collect();
        let resolved =
            ResolvedDocument::new(draft.tree, layers.sources.clone(), &draft.scenario.name);
        Loaded {
            scenario: draft.scenario,
            hash: draft.hash,
            warnings: Diagnostics::new(warnings, layers.sources.clone()),
            resolved,
        }
    });
    Ok(loaded.collect())
}

/// Reads one scenario from the tree of its values.
fn read_tree(
    tree: Table,
    sources: &Sources,
    slug: String,
    faults: Vec<Diagnostic>,
) -> Result<Draft, Vec<Diagnostic>> {
    let (records, mut faults) = reader::read(&tree, sources, faults);
    let time = TimeGrid::of(&records);
    check::check(&records, time, &mut faults);
    let correlations = correlation::resolve(&records, &mut faults);
    let mut watcher = Watcher { records: &records, sources, faults, asked: Vec::new() };
    let watches = watcher.watches(time.as_ref());
    let report = records.single.get("report");
    let thresholds = report.map(|report| watcher.thresholds(report)).unwrap_or_default();
    let trial_series = report.map(|report| watcher.trial_series(report)).unwrap_or_default();
    let (warnings, asked) = (watcher.faults, watcher.asked);
    if warnings.iter().any(|fault| fault.severity == Severity::Error) {
        return Err(warnings);
    }
    let resolved = Resolved { slug, correlations, watches, thresholds, trial_series };
    match assemble(&records, resolved) {
        Some(scenario) => {
            let lacking: Vec<Diagnostic> =
                asked.into_iter().filter_map(|asked| asked.fault(&scenario)).collect();
            if lacking.is_empty() {
                let hash = hash(meaning(&records, &scenario).as_bytes());
                Ok(Draft { scenario, hash, tree, warnings })
            } else {
                Err(warnings.into_iter().chain(lacking).collect())
            }
        }
        None => Err(vec![Diagnostic::error(
            &Place::of_file(0),
            "the scenario is incomplete",
            "please report this as a bug",
        )]),
    }
}

/// Faults of several scenarios of one file, each kept once.
#[derive(Default)]
struct Collected {
    /// With the number of scenarios that have it and the first of them.
    faults: BTreeMap<(Place, String), (Diagnostic, usize, String)>,
}

impl Collected {
    fn add(&mut self, mut faults: Vec<Diagnostic>, slug: &str) {
        faults.sort_by(|a, b| (&a.place, &a.message).cmp(&(&b.place, &b.message)));
        faults.dedup_by(|a, b| a.place == b.place && a.message == b.message);
        for fault in faults {
            let key = (fault.place.clone(), fault.message.clone());
            self.faults.entry(key).or_insert_with(|| (fault, 0, slug.to_owned())).1 += 1;
        }
    }

    fn list(self, scenarios: usize, layers: &Layers<'_>) -> impl Iterator<Item = Diagnostic> {
        self.faults.into_values().map(move |(fault, number, slug)| {
            let some = number < scenarios && !layers.shows_swept_value(&fault);
            fault.help_maybe(some.then(|| {
                format!("in {number} of the {scenarios} scenarios of the sweep, first in `{slug}`")
            }))
        })
    }
}

fn unreadable(name: &str, error: &io::Error) -> Diagnostics {
    let mut sources = Sources::default();
    let file = sources.add(name, last_part(name), "", SourceKind::Toml);
    let message = format!("cannot read the scenario: {}", reason(error));
    Diagnostics::new(vec![Diagnostic::error(&Place::of_file(file), message, "")], sources)
}

/// What names the results: what the file says, else its stem.
fn slug(name: &str, written: Option<&Entry>, faults: &mut Vec<Diagnostic>) -> String {
    let (text, place) = match written.map(|entry| &entry.node) {
        Some(Node { value: NodeValue::Text(text), place }) => (text.as_str(), place.clone()),
        Some(Node { value, place }) => {
            let label = format!("expected a text in quotation marks, found {}", value.noun());
            faults.push(Diagnostic::error(place, "wrong kind of value for `slug`", label));
            return folder_like(stem(name));
        }
        None => (stem(name), Place::of_file(0)),
    };
    let slug = text.to_ascii_lowercase();
    let Some(fault) = folder_fault(&slug) else { return slug };
    let like = folder_like(text);
    let help = match written {
        Some(_) => format!("such as slug = \"{like}\""),
        None => {
            format!("write slug = \"{like}\" at the top of the file, or rename it to `{like}.toml`")
        }
    };
    let message = format!("`{slug}` cannot name a folder of results");
    faults.push(Diagnostic::error(&place, message, fault).help(help));
    like
}
