//! The texts a scenario is read from, and places in them.

use std::ops::Range;
use std::sync::Arc;

use super::files::{is_absolute, last_part, normalised};
use super::quantity::Origin;

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    /// A scenario file.
    Toml,
    /// A table of facilities.
    Csv,
    /// An option of the command line.
    Option,
}

/// A text and its name, kept to show faults in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Path of the file as messages show it, or the option.
    pub name: String,
    /// The same as results tell it: relative to the folder of the scenario, so that neither the
    /// place of that folder nor the way it was named is in them.
    pub(super) within: String,
    /// Its contents.
    pub text: String,
    /// What it is.
    pub kind: SourceKind,
    /// First byte of every line.
    line_starts: Vec<usize>,
}

/// Bytes in one of the source texts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Index into [`Sources::files`].
    pub file: usize,
    /// First byte.
    pub start: usize,
    /// Byte after the last; 0 for a file as a whole.
    pub end: usize,
    /// Row and column of a CSV cell, 1-based.
    pub cell: Option<(usize, usize)>,
}

/// All texts of one scenario.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    /// The scenario file first, then the others in the order of reading; shared by all scenarios
    /// that are read from them.
    pub files: Vec<Arc<SourceFile>>,
}

impl Place {
    /// The file as a whole.
    pub fn of_file(file: usize) -> Self {
        Place { file, start: 0, end: 0, cell: None }
    }

    /// A place in a file that has no cells.
    pub fn new(file: usize, span: Range<usize>) -> Self {
        Place { file, start: span.start, end: span.end, cell: None }
    }
}

impl Sources {
    /// Takes a text in and returns its index. `name` is for messages, `within` the path from the
    /// folder of the scenario; of one that is written from the root, results tell the end only.
    pub fn add(&mut self, name: &str, within: &str, text: &str, kind: SourceKind) -> usize {
        let line_starts =
            std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        self.files.push(Arc::new(SourceFile {
            name: name.to_owned(),
            within: match is_absolute(within) {
                true => last_part(within).to_owned(),
                false => normalised(within),
            },
            text: text.to_owned(),
            kind,
            line_starts,
        }));
        self.files.len() - 1
    }

    /// The origin of a value that stands at a place.
    pub fn origin(&self, place: &Place) -> Origin {
        let Some(file) = self.files.get(place.file) else {
            return Origin::Default;
        };
        match (file.kind, place.cell) {
            (SourceKind::Option, _) => {
                Origin::Option { text: format!("{} {}", file.name, file.text) }
            }
            (_, Some((row, column))) => Origin::Cell { file: file.within.clone(), row, column },
            _ => Origin::File {
                file: file.within.clone(),
                line: file.line_of(place.start),
                span: place.start..place.end,
            },
        }
    }

    /// The bytes at a place, empty where there are none.
    pub fn text(&self, place: &Place) -> &str {
        self.files
            .get(place.file)
            .and_then(|file| file.text.get(place.start..place.end))
            .unwrap_or_default()
    }

    /// The place of a part of a written value, if the value stands there letter by letter; the
    /// whole place otherwise.
    pub fn part(&self, place: &Place, value: &str, range: &Range<usize>) -> Place {
        let written = self.text(place);
        let quote = usize::from(written.starts_with(['"', '\'']));
        let verbatim = written.get(quote..written.len().saturating_sub(quote)) == Some(value);
        if verbatim && range.start < range.end && range.end <= value.len() {
            Place {
                start: place.start + quote + range.start,
                end: place.start + quote + range.end,
                ..place.clone()
            }
        } else {
            place.clone()
        }
    }
}

impl SourceFile {
    /// Line of a byte, 1-based.
    pub fn line_of(&self, byte: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= byte)
    }
}

/// Bytes of the cells of one row of a CSV text, blanks around them left out.
pub fn field_spans(text: &str, begin: usize, end: usize) -> Vec<Range<usize>> {
    let record = text.get(begin..end.min(text.len())).unwrap_or_default();
    let mut quoted = false;
    let mut spans = Vec::new();
    let mut start = 0;
    let mut add = |start: usize, end: usize| {
        let field = &record[start..end];
        let lead = field.len() - field.trim_start().len();
        spans.push(begin + start + lead..begin + start + lead + field.trim().len());
    };
    for (at, byte) in record.bytes().enumerate() {
        match byte {
            // Within a cell that does not begin with one a quotation mark is a letter.
            b'"' if quoted || at == start => quoted = !quoted,
            b',' if !quoted => {
                add(start, at);
                start = at + 1;
            }
            b'\n' | b'\r' if !quoted => {
                add(start, at);
                return spans;
            }
            _ => {}
        }
    }
    add(start, record.len());
    spans
}
