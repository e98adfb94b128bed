//! The results folder on disk: written aside and renamed, so that it is there whole or not at all.
//!
//! Beside the folder `SLUG` stand, while writing, `.SLUG.partial-PID` with the new files and
//! `.SLUG.old-PID` with the former ones. A killed run leaves at most these two; the next one
//! restores or removes them. Files in the folder that its manifest does not list are the user's:
//! they move along into the new folder.

mod error;
mod leftover;
mod lock;

pub use error::FolderError;
pub use lock::lock;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::report::data_package::DATA_PACKAGE;
use crate::report::result_file::ResultFile;
use crate::results::{MANIFEST, PROGRAM, hash};
use error::{Action, Attempt};

/// Writes the files as the folder `parent/slug` and returns its path.
///
/// A former results folder is replaced. A folder that this program did not write, or one with a
/// file of the user's under a name that is about to be written, is refused unless `force`; even
/// then only files of the same name are replaced, all others stay.
///
/// # Errors
/// See [`FolderError`]; a former folder is then still there, whole.
pub fn write_folder(
    parent: &Path,
    slug: &str,
    files: &[ResultFile],
    force: bool,
) -> Result<PathBuf, FolderError> {
    fs::create_dir_all(parent).attempt(Action::Create, parent)?;
    let target = parent.join(slug);
    leftover::clear(parent, slug, &target)?;
    check_target(&target, files, content_of(files), force)?;

    let process = std::process::id();
    let partial = parent.join(format!(".{slug}.partial-{process}"));
    let written = write_files(&partial, files);
    if let Err(error) = written {
        // The first failure is what to tell; what it left is cleared by the next run if not now.
        let _ = fs::remove_dir_all(&partial);
        return Err(error);
    }
    let old = parent.join(format!(".{slug}.old-{process}"));
    let replaces = fs::symlink_metadata(&target).is_ok();
    if replaces {
        fs::rename(&target, &old).attempt(Action::Replace, &target)?;
    }
    if let Err(error) = fs::rename(&partial, &target).attempt(Action::Replace, &target) {
        if replaces {
            fs::rename(&old, &target).attempt(Action::Replace, &target)?;
        }
        let _ = fs::remove_dir_all(&partial);
        return Err(error);
    }
    if replaces {
        retire(&old, &target)?;
    }
    sync_directory(parent);
    Ok(target)
}

/// What files that are to be written are.
fn content_of(files: &[ResultFile]) -> Content {
    let manifest = files.iter().find(|file| file.path == MANIFEST);
    let manifest = manifest.and_then(|file| serde_json::from_slice(&file.bytes).ok());
    manifest.map_or(Content::Run, |manifest| Content::of(&manifest))
}

/// Looks before a run whether its results could be written.
///
/// # Errors
/// When something that is not the program's stands in the folder's place.
pub fn check_folder(
    parent: &Path,
    slug: &str,
    content: Content,
    force: bool,
) -> Result<(), FolderError> {
    if parent.exists() && !parent.is_dir() {
        return Err(FolderError::NotAFolder { path: parent.to_owned() });
    }
    let target = parent.join(slug);
    // What a killed run left aside may be the former results, or files of the user's.
    if parent.exists() {
        leftover::clear(parent, slug, &target)?;
    }
    check_target(&target, &[], content, force)
}

/// Looks before a comparison whether it could be written: a comparison with a scenario that the
/// new one is without is not replaced, unless `force`.
///
/// # Errors
/// When something that is not the program's stands in the folder's place, or such a comparison.
pub fn check_comparison(
    parent: &Path,
    slug: &str,
    scenarios: &[String],
    force: bool,
) -> Result<(), FolderError> {
    check_folder(parent, slug, Content::Comparison, force)?;
    let target = parent.join(slug);
    let manifest = manifest_of(&target).unwrap_or_default();
    let compared = manifest["scenarios"].as_array().into_iter().flatten();
    let lost: Vec<String> = compared
        .filter_map(|scenario| scenario["scenario"].as_str())
        .filter(|&scenario| scenarios.iter().all(|other| other != scenario))
        .map(str::to_owned)
        .collect();
    if lost.is_empty() || force {
        return Ok(());
    }
    Err(FolderError::OtherComparison { path: target, lost })
}

/// What a folder holds, by its manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    Run,
    Comparison,
    Stress,
}

impl Content {
    fn of(manifest: &serde_json::Value) -> Self {
        if manifest["comparison"].is_string() {
            Content::Comparison
        } else if manifest["stress"].is_object() {
            Content::Stress
        } else {
            Content::Run
        }
    }
}

/// What a folder holds; `None` for one that this program did not write, or whose manifest is
/// damaged.
pub fn content(folder: &Path) -> Option<Content> {
    manifest_of(folder).as_ref().map(Content::of)
}

/// Whether a folder is one of results rather than of scenarios, even if its manifest is gone.
pub fn is_results_folder(folder: &Path) -> bool {
    folder.join(MANIFEST).is_file() || is_of_this_program(folder)
}

/// What stands in the place of results, against what a run would write there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nothing, or results of something else.
    Other,
    /// The same, byte by byte as they were written.
    Current,
    /// The same, but for this file, which is missing or was changed.
    Harmed(String),
}

/// How the folder `parent/slug` stands to results with this key.
pub fn standing(parent: &Path, slug: &str, key: &str) -> Standing {
    let folder = parent.join(slug);
    let Some(manifest) =
        manifest_of(&folder).filter(|manifest| manifest["run"]["key"].as_str() == Some(key))
    else {
        return Standing::Other;
    };
    let is_unharmed = |file: &serde_json::Value| {
        let path = file["path"].as_str()?;
        let bytes = fs::read(folder.join(path)).ok()?;
        (file["hash"].as_str()? == hash(&bytes)).then_some(())
    };
    match manifest["files"].as_array() {
        Some(files) if !files.is_empty() => files
            .iter()
            .find(|file| is_unharmed(file).is_none())
            .map_or(Standing::Current, |file| {
                Standing::Harmed(file["path"].as_str().unwrap_or(MANIFEST).to_owned())
            }),
        _ => Standing::Harmed(MANIFEST.to_owned()),
    }
}

/// The manifest of a folder that this program wrote.
fn manifest_of(folder: &Path) -> Option<serde_json::Value> {
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.join(MANIFEST)).ok()?).ok()?;
    (manifest["program"].as_str() == Some(PROGRAM)).then_some(manifest)
}

/// Whether the data package says so, for a folder whose manifest does not.
fn is_of_this_program(folder: &Path) -> bool {
    let package: Option<serde_json::Value> = fs::read(folder.join(DATA_PACKAGE))
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok());
    package.is_some_and(|package| {
        package["created_by"].as_str().is_some_and(|by| by.starts_with(PROGRAM))
    })
}

/// Refuses a target that is not ours to replace.
fn check_target(
    target: &Path,
    files: &[ResultFile],
    content: Content,
    force: bool,
) -> Result<(), FolderError> {
    let Ok(metadata) = fs::symlink_metadata(target) else {
        return Ok(());
    };
    if !metadata.is_dir() {
        return Err(FolderError::NotAFolder { path: target.to_owned() });
    }
    // Not even by force: results and a comparison of one name are a mistake, and hours of work may
    // be in them.
    if let Some(found) = self::content(target).filter(|found| *found != content) {
        return Err(FolderError::OtherContent { path: target.to_owned(), found });
    }
    if force {
        return Ok(());
    }
    let listed = listed_files(target);
    let own = own_files(target, listed.as_ref())?;
    if listed.is_none() && is_of_this_program(target) {
        return Err(FolderError::Damaged { path: target.to_owned() });
    }
    if listed.is_none() && !own.is_empty() {
        return Err(FolderError::Foreign { path: target.to_owned() });
    }
    match files.iter().find(|file| own.contains(&file.path)) {
        Some(file) => Err(FolderError::Occupied { path: target.join(&file.path) }),
        None => Ok(()),
    }
}

/// The files that the manifest of a results folder lists, itself included; `None` for a folder that
/// this program did not write.
fn listed_files(folder: &Path) -> Option<BTreeSet<String>> {
    let manifest = manifest_of(folder)?;
    let files = manifest["files"].as_array()?;
    let paths = files.iter().filter_map(|file| Some(file.get("path")?.as_str()?.to_owned()));
    Some(paths.chain(std::iter::once(MANIFEST.to_owned())).collect())
}

/// What a folder holds beside the listed files, as relative paths; links are not followed.
fn own_files(
    folder: &Path,
    listed: Option<&BTreeSet<String>>,
) -> Result<BTreeSet<String>, FolderError> {
    let mut own = BTreeSet::new();
    let mut folders = vec![String::new()];
    while let Some(relative) = folders.pop() {
        let directory = folder.join(&relative);
        for entry in fs::read_dir(&directory).attempt(Action::Read, &directory)? {
            let entry = entry.attempt(Action::Read, &directory)?;
            // A name that is no text is carried under its nearest text only if they agree, else
            // refused as unreadable.
            let Ok(name) = entry.file_name().into_string() else {
                return Err(FolderError::Foreign { path: entry.path() });
            };
            let path = if relative.is_empty() { name } else { format!("{relative}/{name}") };
            if entry.file_type().attempt(Action::Read, &entry.path())?.is_dir() {
                folders.push(path);
            } else if !listed.is_some_and(|listed| listed.contains(&path)) {
                own.insert(path);
            }
        }
    }
    Ok(own)
}

/// Moves the user's files of a former folder into the new one, then removes the former.
fn retire(old: &Path, target: &Path) -> Result<(), FolderError> {
    for path in own_files(old, listed_files(old).as_ref())? {
        let (from, to) = (old.join(&path), target.join(&path));
        if fs::symlink_metadata(&to).is_ok() {
            continue;
        }
        if let Some(directory) = to.parent() {
            fs::create_dir_all(directory).attempt(Action::Create, directory)?;
        }
        fs::rename(&from, &to).attempt(Action::Replace, &to)?;
    }
    fs::remove_dir_all(old).attempt(Action::Remove, old)
}

/// Writes a fresh folder and waits until it is on the disk.
fn write_files(folder: &Path, files: &[ResultFile]) -> Result<(), FolderError> {
    fs::create_dir(folder).attempt(Action::Create, folder)?;
    let mut directories = BTreeSet::from([folder.to_owned()]);
    let mut written = Vec::with_capacity(files.len());
    for file in files {
        let path = folder.join(&file.path);
        if let Some(directory) = path.parent()
            && directories.insert(directory.to_owned())
        {
            fs::create_dir_all(directory).attempt(Action::Create, directory)?;
        }
        let mut handle = fs::File::create_new(&path).attempt(Action::Write, &path)?;
        handle.write_all(&file.bytes).attempt(Action::Write, &path)?;
        written.push((handle, path));
    }
    // After the last one is written: the disk then takes most of them in one go.
    for (handle, path) in written {
        handle.sync_all().attempt(Action::Write, &path)?;
    }
    directories.iter().for_each(|directory| sync_directory(directory));
    Ok(())
}

/// Makes renames in a directory last. Not every system can, and the files are safe by themselves,
/// so a failure is no error.
fn sync_directory(directory: &Path) {
    if let Ok(handle) = fs::File::open(directory) {
        let _ = handle.sync_all();
    }
}

#[cfg(test)]
mod tests;
