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
use super::document::{Overrides, Table};
use super::files::{FileProvider, read_file, reason, stem};
use super::reader;
use super::resolved::ResolvedDocument;
use super::source::{Place, SourceKind, Sources};
use super::variation::Layers;
use super::watch::Watcher;

/// A sound scenario and what came with it.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The scenario.
    pub scenario: Scenario,
    /// Nothing is wrong, but the user should know.
    pub warnings: Diagnostics,
    /// The scenario as one document: options and tables laid in.
    pub resolved: ResolvedDocument,
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
    tree: Table,
    warnings: Vec<Diagnostic>,
}

fn read_points(
    layers: &mut Layers<'_>,
    name: &str,
    points: &[Vec<usize>],
    mut faults: Vec<Diagnostic>,
) -> Result<Vec<Loaded>, Diagnostics> {
    let stem = slug(name, &mut faults);
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
    let thresholds =
        records.single.get("report").map(|report| watcher.thresholds(report)).unwrap_or_default();
    let (warnings, asked) = (watcher.faults, watcher.asked);
    if warnings.iter().any(|fault| fault.severity == Severity::Error) {
        return Err(warnings);
    }
    let resolved = Resolved { slug, correlations, watches, thresholds };
    match assemble(&records, resolved) {
        Some(scenario) => {
            let lacking: Vec<Diagnostic> =
                asked.into_iter().filter_map(|asked| asked.fault(&scenario)).collect();
            if lacking.is_empty() {
                Ok(Draft { scenario, tree, warnings })
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
    let file = sources.add(name, "", SourceKind::Toml);
    let message = format!("cannot read the scenario: {}", reason(error));
    Diagnostics::new(vec![Diagnostic::error(&Place::of_file(file), message, "")], sources)
}

/// The file's stem, which names the results.
fn slug(name: &str, faults: &mut Vec<Diagnostic>) -> String {
    let stem = stem(name).to_ascii_lowercase();
    let sound = |letter: char| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '-' | '_')
    };
    if stem.is_empty() || !stem.chars().all(sound) {
        let message = format!("`{stem}` cannot name a folder of results");
        let help = "file names are letters, digits, `-` and `_`, such as `johnson-camp.toml`";
        faults.push(Diagnostic::error(&Place::of_file(0), message, "").help(help));
    }
    stem
}
