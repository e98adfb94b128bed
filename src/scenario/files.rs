//! Files and their names.

use std::io::{self, Read};
use std::path::Path;

/// Larger files are refused.
const LARGEST_FILE: u64 = 64 << 20;

/// How files of spreadsheet programs begin: a zip archive, and a compound document.
const WORKBOOKS: [(&[u8], &str); 2] = [
    (b"PK\x03\x04", "an Excel workbook (or another zip archive)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel workbook of the old kind"),
];

/// Gives the text of a file beside the scenario.
pub type FileProvider<'a> = &'a dyn Fn(&str) -> io::Result<String>;

/// Reads text of a sensible size.
pub fn read_file(path: &Path) -> io::Result<String> {
    if std::fs::metadata(path)?.is_dir() {
        return Err(io::Error::other("this is a folder, expected a file"));
    }
    let mut bytes = Vec::new();
    // Pipes and devices do not tell their size beforehand.
    std::fs::File::open(path)?.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(io::Error::other("the file is larger than 64 MiB"));
    }
    if let Some(kind) = WORKBOOKS.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        return Err(io::Error::other(format!(
            "this is {}: save its sheet as CSV UTF-8, and name that file",
            kind.1
        )));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..valid].split(|&byte| byte == b'\n').count();
        io::Error::other(format!(
            "the text is not UTF-8 (line {line}); save the file in the encoding UTF-8"
        ))
    })
}

/// Why a file cannot be read, in words.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "reading it is not permitted".to_owned(),
        _ => error.to_string(),
    }
}

/// What stands after the last separator.
pub fn last_part(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// Whether a path begins at the root of a file system.
pub fn is_absolute(path: &str) -> bool {
    path.starts_with(['/', '\\']) || path.as_bytes().get(1) == Some(&b':')
}

/// The last part of a file's name without `.toml`.
pub fn stem(name: &str) -> &str {
    let file = last_part(name);
    file.strip_suffix(".toml").unwrap_or(file)
}

/// Everything up to the last separator, that included.
pub fn folder_of(name: &str) -> &str {
    name.rfind(['/', '\\']).map_or("", |end| &name[..=end])
}

/// A path that is relative to a folder.
pub fn join(folder: &str, path: &str) -> String {
    if is_absolute(path) { path.to_owned() } else { format!("{folder}{path}") }
}

/// The path without `.` and `..` as far as they can be resolved: for messages, and to tell files
/// apart.
pub fn normalised(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split(['/', '\\']) {
        match part {
            "." => {}
            ".." if parts.last().is_some_and(|last| !matches!(*last, "" | "..")) => {
                parts.pop();
            }
            "" if !parts.is_empty() => {}
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_file_that_writes_them() {
        assert_eq!(
            normalised("scenarios/johnson-camp/../johnson-camp.toml"),
            "scenarios/johnson-camp.toml"
        );
        assert_eq!(normalised("./a//b/./../c.toml"), "a/c.toml");
        assert_eq!(normalised("../../a.toml"), "../../a.toml");
        assert_eq!(normalised("/a/../b.toml"), "/b.toml");
        assert_eq!(normalised("a/../../b.toml"), "../b.toml");
        assert_eq!(join(folder_of("a/b.toml"), "data/c.csv"), "a/data/c.csv");
        assert_eq!(join("a/", "/b.toml"), "/b.toml");
        assert_eq!(stem("a/b.c.toml"), "b.c");
    }
}
