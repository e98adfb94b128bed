//! Faults and warnings of a scenario, and how they are shown.

mod repeated;
mod split_number;

use std::fmt::{self, Write as _};

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin as SnippetOrigin, Renderer, Snippet};

use super::source::{Place, SourceFile, Sources};

/// More faults than this are counted, not shown.
const LARGEST_SHOWN: usize = 100;

/// Whether a scenario can be simulated all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It cannot.
    Error,
    /// It can, but the user should know.
    Warning,
}

/// One fault or warning: what is wrong, where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Fault or warning.
    pub severity: Severity,
    /// What is marked.
    pub place: Place,
    /// The fault in one line.
    pub message: String,
    /// Stands under the marked text: what was expected.
    pub label: String,
    /// What to do about it, a line each.
    pub help: Vec<String>,
    /// Other places that matter, each with its label.
    pub context: Vec<(Place, String)>,
    /// Paths of what is referred to but not there, such as `mine.johnson-camp`: a variation may
    /// have taken it away.
    pub missing: Vec<String>,
    /// Further rows of a CSV table with the same fault in the same column.
    pub further_rows: Vec<usize>,
}

/// Faults and warnings in the order of their places, with the texts they point into.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diagnostics {
    /// Sorted by place.
    pub list: Vec<Diagnostic>,
    /// The texts.
    pub sources: Sources,
}

impl Diagnostic {
    /// A fault.
    pub fn error(place: &Place, message: impl Into<String>, label: impl Into<String>) -> Self {
        Diagnostic {
            severity: Severity::Error,
            place: place.clone(),
            message: message.into(),
            label: label.into(),
            help: Vec::new(),
            context: Vec::new(),
            missing: Vec::new(),
            further_rows: Vec::new(),
        }
    }

    /// A warning.
    pub fn warning(place: &Place, message: impl Into<String>, label: impl Into<String>) -> Self {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(place, message, label) }
    }

    /// Adds a line of help.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Adds help if there is any.
    pub fn help_maybe(mut self, help: Option<String>) -> Self {
        self.help.extend(help);
        self
    }

    /// Says what is not there; `*` stands for any name.
    pub fn missing(mut self, path: impl Into<String>) -> Self {
        self.missing.push(path.into());
        self
    }

    /// Adds another place that matters.
    pub fn context(mut self, place: &Place, label: impl Into<String>) -> Self {
        self.context.push((place.clone(), label.into()));
        self
    }
}

impl Diagnostics {
    /// Sorts by place; the same fault is kept once, and so is one that many rows of a table have in
    /// the same column, and those that a row has because its cells are shifted.
    pub fn new(mut list: Vec<Diagnostic>, sources: Sources) -> Self {
        list.sort_by(|a, b| {
            (&a.place, a.severity, &a.message).cmp(&(&b.place, b.severity, &b.message))
        });
        list.dedup_by(|a, b| a.place == b.place && a.message == b.message);
        let list = split_number::told_as_cause(list, &sources);
        Diagnostics { list: repeated::told_once(list, &sources), sources }
    }

    /// Whether there is more than warnings.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The text to print, with a blank line between diagnostics and at the end a count if some are
    /// left out.
    pub fn render(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() }
            .decor_style(DecorStyle::Ascii);
        let mut text = String::new();
        for diagnostic in self.list.iter().take(LARGEST_SHOWN) {
            text.push_str(&render_one(diagnostic, &self.sources, &renderer));
            text.push_str("\n\n");
        }
        if self.list.len() > LARGEST_SHOWN {
            _ = write!(text, "... and {} more\n\n", self.list.len() - LARGEST_SHOWN);
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
        text
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.render(false))
    }
}

impl std::error::Error for Diagnostics {}

fn render_one(diagnostic: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(diagnostic.message.as_str()));
    let mut places = vec![(&diagnostic.place, diagnostic.label.as_str(), AnnotationKind::Primary)];
    places.extend(
        diagnostic
            .context
            .iter()
            .map(|(place, label)| (place, label.as_str(), AnnotationKind::Context)),
    );
    // Places in the same line share a snippet, so that they are drawn together.
    let mut snippets: Vec<(usize, Excerpt<'_>, Vec<Mark<'_>>)> = Vec::new();
    for (place, label, kind) in places {
        let Some(file) = sources.files.get(place.file) else { continue };
        let Some(excerpt) = Excerpt::around(file, place) else {
            let origin = SnippetOrigin::path(file.name.as_str());
            group = group.element(origin);
            if !label.is_empty() {
                group = group.element(Level::NOTE.message(label));
            }
            continue;
        };
        let mark = (excerpt.span.clone(), label, kind);
        match snippets
            .iter_mut()
            .find(|(in_file, other, _)| *in_file == place.file && other.line == excerpt.line)
        {
            Some((_, _, marks)) => marks.push(mark),
            None => snippets.push((place.file, excerpt, vec![mark])),
        }
    }
    for (file, excerpt, marks) in snippets {
        let name = sources.files[file].name.as_str();
        let mut snippet = Snippet::source(excerpt.text).line_start(excerpt.line).path(name);
        for (span, label, kind) in marks {
            let annotation = kind.span(span);
            snippet = snippet.annotation(if label.is_empty() {
                annotation
            } else {
                annotation.label(label)
            });
        }
        group = group.element(snippet);
    }
    if let Some((row, column)) = diagnostic.place.cell {
        group =
            group.element(Level::NOTE.message(format!("row {row}, column {column} of the table")));
    }
    if let Some(rows) = repeated::rows_in_words(&diagnostic.further_rows) {
        group = group.element(Level::NOTE.message(rows));
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    renderer.render(&[group])
}

type Mark<'a> = (std::ops::Range<usize>, &'a str, AnnotationKind);

/// The line of a place (its first, if it has several) and the marked bytes in that line.
struct Excerpt<'a> {
    text: &'a str,
    line: usize,
    span: std::ops::Range<usize>,
}

impl<'a> Excerpt<'a> {
    /// Nothing for a place that stands for a whole file.
    fn around(file: &'a SourceFile, place: &Place) -> Option<Self> {
        if place.end == 0 || place.start > file.text.len() {
            return None;
        }
        let text = file.text.as_str();
        let begin = text[..floor(text, place.start)].rfind('\n').map_or(0, |at| at + 1);
        let line_text = text[begin..].split(['\n', '\r']).next().unwrap_or_default();
        let start = floor(line_text, (place.start - begin).min(line_text.len()));
        let end =
            floor(line_text, (place.end.max(place.start) - begin).min(line_text.len())).max(start);
        Some(Excerpt { text: line_text, line: file.line_of(begin), span: start..end })
    }
}

/// The nearest character boundary at or before a byte.
fn floor(text: &str, byte: usize) -> usize {
    let mut at = byte.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
