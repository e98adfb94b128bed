//! Why a results folder cannot be written, and what to do about it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::Content;

/// What was being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Create,
    Read,
    Write,
    Replace,
    Remove,
}

impl Action {
    fn verb(self) -> &'static str {
        match self {
            Action::Create => "create",
            Action::Read => "read",
            Action::Write => "write",
            Action::Replace => "replace",
            Action::Remove => "remove",
        }
    }
}

/// Why a results folder is not there.
#[derive(Debug)]
pub enum FolderError {
    /// The folder holds files, but none of a run.
    Foreign {
        path: PathBuf,
    },
    /// A file in the folder is not from a run and has the name of a result.
    Occupied {
        path: PathBuf,
    },
    /// Results whose manifest is missing or damaged.
    Damaged {
        path: PathBuf,
    },
    /// Results stand where a comparison would go, or the other way round.
    OtherContent {
        path: PathBuf,
        found: Content,
    },
    /// A comparison with scenarios that the one to be written is without.
    OtherComparison {
        path: PathBuf,
        lost: Vec<String>,
    },
    /// Another run writes into the place of the results.
    Busy {
        path: PathBuf,
    },
    /// A file or a link stands in its place.
    NotAFolder {
        path: PathBuf,
    },
    Permission {
        action: Action,
        path: PathBuf,
    },
    DiskFull {
        path: PathBuf,
    },
    /// Anything else the system reports.
    System {
        action: Action,
        path: PathBuf,
        source: io::Error,
    },
}

impl fmt::Display for FolderError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FolderError::Foreign { path } => write!(
                formatter,
                "`{}` exists and was not written by coppercast; choose another place with \
                 --output, or --force to write into it (its other files stay)",
                path.display()
            ),
            FolderError::Occupied { path } => write!(
                formatter,
                "`{}` was not written by coppercast and would be replaced; move it away, or use \
                 --force",
                path.display()
            ),
            FolderError::Damaged { path } => write!(
                formatter,
                "`{}` holds results of coppercast, but its manifest.json is missing or damaged, so \
                 that its files cannot be told from yours; move the folder away, or use \
                 --force to write into it (its other files stay)",
                path.display()
            ),
            FolderError::OtherContent { path, found } => {
                let (found, name) = match found {
                    Content::Run => (
                        "the results of a scenario",
                        "give the comparison another name with --name",
                    ),
                    Content::Stress => {
                        ("a stress of a scenario", "choose another place with --output")
                    }
                    Content::Comparison => ("a comparison", "give the scenario file another name"),
                };
                write!(
                    formatter,
                    "`{}` holds {found}, which would be lost; {name}, or choose another place with \
                     --output",
                    path.display()
                )
            }
            FolderError::OtherComparison { path, lost } => {
                let named: Vec<String> =
                    lost.iter().take(3).map(|slug| format!("`{slug}`")).collect();
                let more = match lost.len() - named.len() {
                    0 => String::new(),
                    more => format!(" and {more} more"),
                };
                write!(
                    formatter,
                    "`{}` holds a comparison with {}{more}, which would be lost; choose another \
                     place with --output, with `coppercast compare` another name with --name, or \
                     --force to replace it",
                    path.display(),
                    named.join(", ")
                )
            }
            FolderError::Busy { path } => write!(
                formatter,
                "another coppercast is writing results into `{}`; wait for it, or choose another \
                 place with --output",
                path.display()
            ),
            FolderError::NotAFolder { path } => write!(
                formatter,
                "`{}` is not a folder, so no results can be written there; move it away or choose \
                 another place with --output",
                path.display()
            ),
            FolderError::Permission { action, path } => write!(
                formatter,
                "no permission to {} `{}`; choose another place with --output or change its \
                 permissions",
                action.verb(),
                path.display()
            ),
            FolderError::DiskFull { path } => {
                write!(
                    formatter,
                    "no space left on the disk while writing `{}`; free some or choose another \
                     place with --output",
                    path.display()
                )
            }
            FolderError::System { action, path, source } => {
                write!(formatter, "cannot {} `{}`: {source}", action.verb(), path.display())
            }
        }
    }
}

impl std::error::Error for FolderError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            FolderError::System { source, .. } => Some(source),
            _ => None,
        }
    }
}

/// Says of a system error what was attempted where.
pub trait Attempt<T> {
    fn attempt(self, action: Action, path: &Path) -> Result<T, FolderError>;
}

impl<T> Attempt<T> for io::Result<T> {
    fn attempt(self, action: Action, path: &Path) -> Result<T, FolderError> {
        self.map_err(|source| {
            let path = path.to_owned();
            match source.kind() {
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                    FolderError::Permission { action, path }
                }
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    FolderError::DiskFull { path }
                }
                io::ErrorKind::NotADirectory => FolderError::NotAFolder { path },
                io::ErrorKind::AlreadyExists if action == Action::Create => {
                    FolderError::NotAFolder { path }
                }
                _ => FolderError::System { action, path, source },
            }
        })
    }
}
