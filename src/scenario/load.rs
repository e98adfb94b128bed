//! From files to a checked scenario, or to everything that is wrong with them.

use std::io::{self, Read};
use std::path::Path;

use super::Scenario;
use super::assembly::{Resolved, assemble, time_grid};
use super::check;
use super::correlation;
use super::diagnostic::{Diagnostic, Diagnostics, Severity};
use super::document::{Entry, Node, NodeValue, Overrides, Table, apply_overrides, parse_toml};
use super::facilities_file::read_facilities;
use super::reader;
use super::resolved::ResolvedDocument;
use super::source::{Place, SourceKind, Sources};
use super::watch::Watcher;

/// Larger files are refused.
const LARGEST_FILE: u64 = 64 << 20;

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

/// Gives the text of a file beside the scenario.
pub type FileProvider<'a> = &'a dyn Fn(&str) -> io::Result<String>;

/// Reads a scenario file and the table of facilities it names.
///
/// # Errors
/// All faults, in the order of their places.
pub fn load(path: &Path, overrides: &Overrides) -> Result<Loaded, Diagnostics> {
    let name = path.display().to_string();
    let text = match read_file(path) {
        Ok(text) => text,
        Err(error) => return Err(unreadable(&name, &error)),
    };
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    read_text(&name, &text, &|file: &str| read_file(&folder.join(file)), overrides)
}

/// Reads a scenario from its text. `name` is the file's name (its stem becomes the slug), `files` gives the tables beside it.
///
/// # Errors
/// All faults, in the order of their places.
pub fn read_text(name: &str, text: &str, files: FileProvider<'_>, overrides: &Overrides) -> Result<Loaded, Diagnostics> {
    let mut sources = Sources::default();
    let mut faults = Vec::new();
    // A byte order mark is no part of the text.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let file = sources.add(name, text, SourceKind::Toml);
    let mut tree = parse_toml(text, file, &mut faults);
    let readable = faults.is_empty();
    // The options that name the table come before it is read, the others may change what stands in it.
    let (naming, others) = overrides.split(|path| path.split('.').next() == Some("facilities"));
    apply_overrides(&mut tree, &naming, &mut sources, &mut faults);
    merge_facilities(&mut tree, name, files, &mut sources, &mut faults);
    apply_overrides(&mut tree, &others, &mut sources, &mut faults);
    if !readable {
        // What stands after a syntax fault may be missing in the tree: further faults would mislead.
        return Err(Diagnostics::new(faults, sources));
    }
    let slug = slug(name, &mut faults);
    let (records, mut faults) = reader::read(&tree, &sources, faults);
    let time = time_grid(&records);
    check::check(&records, time, &mut faults);
    let correlations = correlation::resolve(&records, &mut faults);
    let mut watcher = Watcher { records: &records, sources: &sources, faults };
    let watches = watcher.watches(time.as_ref());
    let thresholds = records.single.get("report").map(|report| watcher.thresholds(report)).unwrap_or_default();
    let faults = watcher.faults;
    if faults.iter().any(|fault| fault.severity == Severity::Error) {
        return Err(Diagnostics::new(faults, sources));
    }
    let resolved = Resolved { slug, correlations, watches, thresholds };
    let Some(scenario) = assemble(&records, resolved) else {
        let fault = Diagnostic::error(&Place::of_file(file), "the scenario is incomplete", "please report this as a bug");
        return Err(Diagnostics::new(vec![fault], sources));
    };
    let warnings = Diagnostics::new(faults, sources.clone());
    let resolved = ResolvedDocument::new(tree, sources, &scenario.name);
    Ok(Loaded { scenario, warnings, resolved })
}

/// Reads text of a sensible size.
fn read_file(path: &Path) -> io::Result<String> {
    if std::fs::metadata(path)?.is_dir() {
        return Err(io::Error::other("this is a folder, expected a file"));
    }
    let mut bytes = Vec::new();
    // Pipes and devices do not tell their size beforehand.
    std::fs::File::open(path)?.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(io::Error::other("the file is larger than 64 MiB"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = 1 + error.as_bytes()[..valid].iter().filter(|byte| **byte == b'\n').count();
        io::Error::other(format!("the text is not UTF-8 (line {line}); save the file in the encoding UTF-8"))
    })
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "reading it is not permitted".to_owned(),
        _ => error.to_string(),
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
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = file.strip_suffix(".toml").unwrap_or(file).to_ascii_lowercase();
    let sound = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '-' | '_');
    if stem.is_empty() || !stem.chars().all(sound) {
        let message = format!("`{stem}` cannot name a folder of results");
        let help = "file names are letters, digits, `-` and `_`, such as `johnson-camp.toml`";
        faults.push(Diagnostic::error(&Place::of_file(0), message, "").help(help));
    }
    stem
}

/// Lays the facilities of the CSV table into the tree.
fn merge_facilities(
    tree: &mut Table,
    scenario: &str,
    files: FileProvider<'_>,
    sources: &mut Sources,
    faults: &mut Vec<Diagnostic>,
) {
    let Some((name, place)) = facilities_name(tree) else { return };
    let text = match files(&name) {
        Ok(text) => text,
        Err(error) => {
            let message = format!("cannot read `{name}`: {}", reason(&error));
            faults.push(Diagnostic::error(&place, message, "looked for it beside the scenario file"));
            return;
        }
    };
    let folder = scenario.rfind(['/', '\\']).map_or("", |end| &scenario[..=end]);
    let rows = read_facilities(&format!("{folder}{name}"), &text, sources, faults);
    if !tree.entries.iter().any(|entry| entry.key == "facility") {
        let node = Node { place: place.clone(), value: NodeValue::Table(Table::default()) };
        tree.entries.push(Entry { key: "facility".to_owned(), key_place: place, node });
    }
    let Some(Node { value: NodeValue::Table(facilities), .. }) =
        tree.entries.iter_mut().find(|entry| entry.key == "facility").map(|entry| &mut entry.node)
    else {
        return;
    };
    let mut places: std::collections::BTreeMap<String, Place> =
        facilities.entries.iter().map(|entry| (entry.key.clone(), entry.key_place.clone())).collect();
    for row in rows {
        if let Some(first) = places.get(&row.key) {
            let message = format!("facility `{}` is there twice", row.key);
            faults.push(Diagnostic::error(&row.key_place, message, "this name is taken").context(first, "first named here"));
            continue;
        }
        places.insert(row.key.clone(), row.key_place.clone());
        facilities.entries.push(row);
    }
}

/// The file named by `[facilities]`, if that much is right; the reader reports the rest.
fn facilities_name(tree: &Table) -> Option<(String, Place)> {
    let NodeValue::Table(table) = &tree.get("facilities")?.node.value else { return None };
    match &table.get("file")?.node {
        Node { value: NodeValue::Text(name), place } => Some((name.clone(), place.clone())),
        _ => None,
    }
}
