//! What everything in a results folder has in common, for those who write it and those who read it
//! back: the manifest's name, the mark of the program, and how a file is listed.

use serde::{Deserialize, Serialize};

pub use crate::digest::hash;

/// File name of the manifest.
pub const MANIFEST: &str = "manifest.json";

/// Marks a folder as written by this program.
pub const PROGRAM: &str = "coppercast";

/// Version of the program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// How trials were drawn.
pub const MONTE_CARLO: &str = "monte-carlo";

/// A file as the manifest lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedFile {
    /// Relative to the folder, with `/` between parts.
    pub path: String,
    /// Its length.
    pub bytes: usize,
    /// See [`hash`].
    pub hash: String,
}

impl ListedFile {
    /// Lists a file with this content.
    pub fn new(path: &str, bytes: &[u8]) -> Self {
        ListedFile { path: path.to_owned(), bytes: bytes.len(), hash: hash(bytes) }
    }

    /// Whether a file is as it was listed.
    pub fn is(&self, bytes: &[u8]) -> bool {
        self.bytes == bytes.len() && self.hash == hash(bytes)
    }
}

/// This moment in UTC, ISO 8601.
pub fn timestamp() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
