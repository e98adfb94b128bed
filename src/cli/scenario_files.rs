//! The scenario files of a command: which files its arguments mean, and loading them, or telling
//! everything that is wrong with them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::cli::console::Console;
use crate::report::folder::is_results_folder;
use crate::scenario::{Diagnostics, Loaded, Overrides, load, load_variants};

/// What came of the files.
#[derive(Debug, Default)]
pub(crate) struct Files {
    /// The sound scenarios, in the order of their files.
    pub(crate) loaded: Vec<Loaded>,
    /// Files with faults.
    pub(crate) left_out: Vec<PathBuf>,
}

impl Files {
    /// Whether every file was sound.
    pub(crate) fn is_whole(&self) -> bool {
        self.left_out.is_empty()
    }

    /// Says at the end which files did not take part, if others did.
    pub(crate) fn tell_left_out(&self, console: &Console) {
        if self.loaded.is_empty() || self.is_whole() {
            return;
        }
        let names: Vec<String> =
            self.left_out.iter().map(|file| format!("`{}`", file.display())).collect();
        console.error(&format!("left out because of the faults told above: {}", names.join(", ")));
    }
}

/// Loads the scenarios of every file. Faults of all files are reported together; warnings too.
/// `None` if the arguments mean no files.
pub(crate) fn load_all(
    arguments: &[PathBuf],
    overrides: &Overrides,
    console: &Console,
) -> Option<Files> {
    let files = match expand(arguments) {
        Ok(files) => files,
        Err(messages) => {
            messages.iter().for_each(|message| console.error(message));
            return None;
        }
    };
    let mut sound = Vec::new();
    let mut left_out = BTreeSet::new();
    for (place, file) in files.iter().enumerate() {
        match load_variants(file, overrides) {
            Ok(scenarios) => sound.extend(scenarios.into_iter().map(|scenario| (place, scenario))),
            Err(faults) => {
                left_out.insert(place);
                console.message(&faults.render(console.colour()));
            }
        }
    }
    left_out.extend(same_names(&files, &sound, console));
    sound.retain(|(place, _)| !left_out.contains(place));
    tell_warnings(&sound, console);
    let left_out = left_out.into_iter().map(|place| files[place].clone()).collect();
    Some(Files { loaded: sound.into_iter().map(|(_, scenario)| scenario).collect(), left_out })
}

/// Loads the single scenario of a file, or reports its faults.
pub(crate) fn load_one(file: &Path, overrides: &Overrides, console: &Console) -> Option<Loaded> {
    match load(file, overrides) {
        Ok(scenario) => {
            let scenarios = [(0, scenario)];
            tell_warnings(&scenarios, console);
            let [(_, scenario)] = scenarios;
            Some(scenario)
        }
        Err(faults) => {
            console.message(&faults.render(console.colour()));
            None
        }
    }
}

/// The scenarios of a sweep share most of their warnings: each is told once.
fn tell_warnings(scenarios: &[(usize, Loaded)], console: &Console) {
    for file in scenarios.chunk_by(|a, b| a.0 == b.0) {
        let list = file
            .iter()
            .flat_map(|(_, scenario)| scenario.warnings.list.clone())
            .collect::<Vec<_>>();
        if !list.is_empty() {
            let warnings = Diagnostics::new(list, file[0].1.warnings.sources.clone());
            console.message(&warnings.render(console.colour()));
        }
    }
}

/// Scenarios of one name would write into one folder: the files that have them.
fn same_names(
    files: &[PathBuf],
    scenarios: &[(usize, Loaded)],
    console: &Console,
) -> BTreeSet<usize> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut faulty = BTreeSet::new();
    for (place, loaded) in scenarios {
        let slug = loaded.scenario.slug.as_str();
        let Some(&first) = seen.get(slug) else {
            seen.insert(slug, *place);
            continue;
        };
        faulty.extend([first, *place]);
        let (first, second) = (files[first].display(), files[*place].display());
        console.error(&format!(
            "`{first}` and `{second}` both describe a scenario `{slug}`, which names the results \
             folder; rename one of them or run them into different places with --output"
        ));
    }
    faulty
}

/// The scenario files that arguments mean: a file itself, the `.toml` files of a folder and its
/// sub-folders in the order of their paths, the matches of a pattern such as
/// `scenarios/*-camp*.toml`. A file found by a folder or pattern is taken once, whatever else names
/// it.
///
/// # Errors
/// A message for each folder and pattern that has no scenario file.
pub fn expand(arguments: &[PathBuf]) -> Result<Vec<PathBuf>, Vec<String>> {
    let mut files: Vec<PathBuf> = Vec::new();
    let mut faults = Vec::new();
    for argument in arguments {
        let mut found = BTreeSet::new();
        let outcome = if argument.is_dir() {
            collect_scenarios(argument, &mut found).map_err(|error| {
                format!("cannot read the folder `{}`: {error}", argument.display())
            })
        } else if let Some(pattern) = as_pattern(argument) {
            matches(pattern, &mut found)
        } else {
            // A file that is not there is reported when it is read.
            files.push(argument.clone());
            continue;
        };
        match outcome {
            Ok(()) if found.is_empty() => {
                faults.push(format!("`{}` has no scenario file (*.toml)", argument.display()));
            }
            Ok(()) => {
                let known: BTreeSet<PathBuf> = files.iter().map(|file| identity(file)).collect();
                files.extend(found.into_iter().filter(|file| !known.contains(&identity(file))));
            }
            Err(message) => faults.push(message),
        }
    }
    if faults.is_empty() { Ok(files) } else { Err(faults) }
}

/// The file behind different ways to write its path.
fn identity(file: &Path) -> PathBuf {
    file.canonicalize().unwrap_or_else(|_| file.to_owned())
}

/// A path that is no file but has signs of a pattern in it.
fn as_pattern(argument: &Path) -> Option<&str> {
    argument.to_str().filter(|text| text.contains(['*', '?', '[']) && !argument.exists())
}

fn matches(pattern: &str, found: &mut BTreeSet<PathBuf>) -> Result<(), String> {
    let options = glob::MatchOptions {
        require_literal_separator: true,
        require_literal_leading_dot: true,
        case_sensitive: true,
    };
    let paths = glob::glob_with(pattern, options)
        .map_err(|error| format!("`{pattern}` is not a pattern: {error}"))?;
    for path in paths {
        let path = path.map_err(|error| format!("`{pattern}`: {error}"))?;
        if path.is_dir() {
            collect_scenarios(&path, found)
                .map_err(|error| format!("cannot read the folder `{}`: {error}", path.display()))?;
        } else if is_scenario(&path) {
            found.insert(path);
        }
    }
    Ok(())
}

fn is_scenario(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "toml")
}

/// Hidden files and folders are left alone, and so are folders of results, whose scenarios have
/// been run.
fn collect_scenarios(folder: &Path, found: &mut BTreeSet<PathBuf>) -> std::io::Result<()> {
    if is_results_folder(folder) {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let path = entry.path();
        // Links to folders may lead in a circle.
        if entry.file_type()?.is_dir() {
            collect_scenarios(&path, found)?;
        } else if is_scenario(&path) && path.is_file() {
            found.insert(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for file in files {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().expect("a file stands in a folder"))
                .expect("a folder");
            std::fs::write(path, "").expect("a file");
        }
        folder
    }

    /// Names relative to the folder.
    fn expanded(
        folder: &tempfile::TempDir,
        arguments: &[&str],
    ) -> Result<Vec<String>, Vec<String>> {
        let arguments: Vec<PathBuf> =
            arguments.iter().map(|argument| folder.path().join(argument)).collect();
        let name = |path: PathBuf| {
            path.strip_prefix(folder.path()).expect("a path in it").display().to_string()
        };
        expand(&arguments).map(|files| files.into_iter().map(name).collect())
    }

    #[test]
    fn a_folder_means_its_scenarios_in_the_order_of_their_paths() {
        let folder = folder(&[
            "b.toml",
            "a.toml",
            "c/d/e.toml",
            "c/x.csv",
            ".git/f.toml",
            ".g.toml",
            "out/h/manifest.json",
            "out/h/scenario.toml",
        ]);
        assert_eq!(
            expanded(&folder, &[""]),
            Ok(vec!["a.toml".into(), "b.toml".into(), "c/d/e.toml".into()])
        );
        assert_eq!(expanded(&folder, &["c"]), Ok(vec!["c/d/e.toml".into()]));
    }

    #[test]
    fn a_pattern_means_its_matches() {
        let folder = folder(&[
            "wet-1.toml",
            "wet-2.toml",
            "dry.toml",
            "wet.csv",
            "sub/wet-3.toml",
            "[odd].toml",
        ]);
        assert_eq!(
            expanded(&folder, &["wet*"]),
            Ok(vec!["wet-1.toml".into(), "wet-2.toml".into()])
        );
        assert_eq!(
            expanded(&folder, &["**/wet-?.toml"]),
            Ok(vec!["sub/wet-3.toml".into(), "wet-1.toml".into(), "wet-2.toml".into()])
        );
        assert_eq!(expanded(&folder, &["s*"]), Ok(vec!["sub/wet-3.toml".into()]));
        assert_eq!(expanded(&folder, &["[odd].toml"]), Ok(vec!["[odd].toml".into()]));
    }

    #[test]
    fn nothing_found_is_a_fault_and_nothing_is_taken_twice() {
        let folder = folder(&["a.toml", "b.toml", "empty/x.csv"]);
        assert_eq!(
            expanded(&folder, &["b.toml", "", "*.toml"]),
            Ok(vec!["b.toml".into(), "a.toml".into()])
        );
        assert_eq!(expanded(&folder, &["missing.toml"]), Ok(vec!["missing.toml".into()]));
        let faults = expanded(&folder, &["empty", "z*.toml"]).expect_err("nothing in them");
        assert!(
            faults[0].contains("empty` has no scenario file")
                && faults[1].contains("z*.toml` has no"),
            "{faults:?}"
        );
    }
}
