//! Loading the scenario files of a command: all of them, or everything that is wrong with them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::console::Console;
use crate::scenario::{Loaded, Overrides, load};

/// Loads every file. Faults of all files are reported together; warnings too. `None` after faults.
pub fn load_all(files: &[PathBuf], overrides: &Overrides, console: &Console) -> Option<Vec<Loaded>> {
    let mut loaded = Vec::new();
    let mut sound = true;
    for file in files {
        match load(file, overrides) {
            Ok(scenario) => {
                if !scenario.warnings.list.is_empty() {
                    console.message(&scenario.warnings.render(console.colour()));
                }
                loaded.push(scenario);
            }
            Err(faults) => {
                sound = false;
                console.message(&faults.render(console.colour()));
            }
        }
    }
    (sound && distinct(files, &loaded, console)).then_some(loaded)
}

/// Two files with one stem would write into one folder.
fn distinct(files: &[PathBuf], loaded: &[Loaded], console: &Console) -> bool {
    let mut seen: BTreeMap<&str, &Path> = BTreeMap::new();
    let mut distinct = true;
    for (file, loaded) in files.iter().zip(loaded) {
        if let Some(first) = seen.insert(&loaded.scenario.slug, file) {
            distinct = false;
            console.error(&format!(
                "`{}` and `{}` have the same stem `{}`, which names the results folder; rename one of them or run them into different places with --output",
                first.display(),
                file.display(),
                loaded.scenario.slug
            ));
        }
    }
    distinct
}
