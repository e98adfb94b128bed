//! What a results folder is made of: bytes with a path.

use serde::Serialize;

use crate::results::ListedFile;

/// A file of the results folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultFile {
    /// Relative to the folder, with `/` between parts.
    pub path: String,
    pub bytes: Vec<u8>,
}

impl ResultFile {
    /// As a manifest lists it.
    pub fn listed(&self) -> ListedFile {
        ListedFile::new(&self.path, &self.bytes)
    }

    /// A text as it is.
    pub fn text(path: &str, text: String) -> Self {
        ResultFile { path: path.to_owned(), bytes: text.into_bytes() }
    }

    /// Indented JSON, ending with a line feed.
    pub fn json(path: &str, value: &impl Serialize) -> Self {
        let mut bytes =
            serde_json::to_vec_pretty(value).expect("plain data with text keys is JSON");
        bytes.push(b'\n');
        ResultFile { path: path.to_owned(), bytes }
    }
}
