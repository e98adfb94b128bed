//! One program at a time writes results into a place.

use std::fs::{self, File, TryLockError};
use std::path::Path;

use super::FolderError;
use super::error::{Action, Attempt};

/// Name of the file that is locked; it stays behind, empty.
const LOCK: &str = ".coppercast.lock";

/// Held while results are written into a place. The system lets go of it when the process ends,
/// however it does.
#[derive(Debug)]
pub struct Lock(#[allow(dead_code)] File);

/// Makes sure that no other run writes into `parent`, which is created if need be.
///
/// # Errors
/// [`FolderError::Busy`] when another run does; others when the folder cannot be made or written.
pub fn lock(parent: &Path) -> Result<Lock, FolderError> {
    if parent.exists() && !parent.is_dir() {
        return Err(FolderError::NotAFolder { path: parent.to_owned() });
    }
    fs::create_dir_all(parent).attempt(Action::Create, parent)?;
    let path = parent.join(LOCK);
    let file =
        File::options().create(true).append(true).open(&path).attempt(Action::Write, &path)?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(FolderError::Busy { path: parent.to_owned() }),
        // Some file systems have no locks; results are still only ever renamed into place.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(Lock(file)),
    }
}
