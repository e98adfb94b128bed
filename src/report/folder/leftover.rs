//! What a killed run leaves beside a results folder.

use std::fs;
use std::path::Path;
use std::time::Duration;

use super::error::{Action, Attempt};
use super::{FolderError, retire};

/// On systems that do not tell which processes run, leftovers older than this are taken for dead.
const STALE: Duration = Duration::from_hours(1);

#[derive(Clone, Copy)]
enum Leftover {
    /// New files, not complete.
    Partial,
    /// The former folder.
    Old,
}

/// Puts back a former folder whose replacement never came, and removes the rest.
pub fn clear(parent: &Path, slug: &str, target: &Path) -> Result<(), FolderError> {
    for entry in fs::read_dir(parent).attempt(Action::Read, parent)? {
        let entry = entry.attempt(Action::Read, parent)?;
        let name = entry.file_name();
        let Some((leftover, process)) = name.to_str().and_then(|name| parse(name, slug)) else {
            continue;
        };
        let path = entry.path();
        let is_folder = entry.file_type().attempt(Action::Read, &path)?.is_dir();
        if !is_folder || !is_dead(&path, process) {
            continue;
        }
        match leftover {
            Leftover::Partial => fs::remove_dir_all(&path).attempt(Action::Remove, &path)?,
            Leftover::Old if fs::symlink_metadata(target).is_err() => {
                fs::rename(&path, target).attempt(Action::Replace, target)?;
            }
            Leftover::Old => retire(&path, target)?,
        }
    }
    Ok(())
}

/// Kind and process of a leftover of this slug.
fn parse(name: &str, slug: &str) -> Option<(Leftover, u32)> {
    let rest = name.strip_prefix('.')?.strip_prefix(slug)?;
    let (leftover, process) = match (rest.strip_prefix(".partial-"), rest.strip_prefix(".old-")) {
        (Some(process), _) => (Leftover::Partial, process),
        (_, Some(process)) => (Leftover::Old, process),
        _ => return None,
    };
    process
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| process.parse().ok())
        .flatten()
        .map(|process| (leftover, process))
}

/// Whether the process that made it is gone. One with our own number was another process that had
/// it before.
fn is_dead(path: &Path, process: u32) -> bool {
    let processes = Path::new("/proc");
    if process == std::process::id() {
        true
    } else if processes.join("self").exists() {
        !processes.join(process.to_string()).exists()
    } else {
        let age = fs::symlink_metadata(path)
            .and_then(|metadata| metadata.modified())
            .ok()
            .and_then(|time| time.elapsed().ok());
        age.is_some_and(|age| age > STALE)
    }
}
