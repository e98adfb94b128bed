//! The same fault in many rows of a table is one fault of its column.

use std::collections::HashMap;

use super::{Diagnostic, Severity};
use crate::scenario::source::Sources;

/// So many further rows are named.
const LARGEST_NAMED: usize = 5;

/// What makes two faults the same but for their rows.
#[derive(PartialEq, Eq, Hash)]
struct Kind {
    file: usize,
    column: usize,
    severity: Severity,
    message: String,
    label: String,
}

/// Keeps the first of the faults that differ only in the row of a table, and notes the other rows.
pub fn told_once(list: Vec<Diagnostic>, sources: &Sources) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = Vec::new();
    let mut first_of: HashMap<Kind, usize> = HashMap::new();
    for diagnostic in list {
        let Some((row, column)) = diagnostic.place.cell else {
            kept.push(diagnostic);
            continue;
        };
        let cell = sources.text(&diagnostic.place);
        let kind = Kind {
            file: diagnostic.place.file,
            column,
            severity: diagnostic.severity,
            message: without_row(&diagnostic.message, cell),
            label: without_row(&diagnostic.label, cell),
        };
        match first_of.get(&kind) {
            Some(&first) if kept[first].place.cell.is_some_and(|cell| cell.0 != row) => {
                let rows = &mut kept[first].further_rows;
                if rows.last() != Some(&row) {
                    rows.push(row);
                }
            }
            Some(_) => kept.push(diagnostic),
            None => {
                first_of.insert(kind, kept.len());
                kept.push(diagnostic);
            }
        }
    }
    kept
}

/// `the same in rows 3, 4, 5, 6, 7 and 494 more`.
pub fn rows_in_words(rows: &[usize]) -> Option<String> {
    let named: Vec<String> =
        rows.iter().take(LARGEST_NAMED).map(std::string::ToString::to_string).collect();
    let more = match rows.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let noun = if rows.len() == 1 { "row" } else { "rows" };
    (!rows.is_empty()).then(|| format!("the same in {noun} {}{more}", named.join(", ")))
}

/// A text without what is the row's own: the name of its facility, what stands in its cell, and
/// numbers.
fn without_row(text: &str, cell: &str) -> String {
    let cell = cell.trim_matches('"');
    let text = text.replace(&format!("`{cell}`"), "`CELL`");
    let mut general = String::with_capacity(text.len());
    let mut pieces = text.split("facility.");
    general.extend(pieces.next());
    for piece in pieces {
        let of_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
        general.push_str("facility.NAME");
        general.push_str(piece.trim_start_matches(of_name));
    }
    let mut number = false;
    general.retain(|letter| {
        let again = number && (letter.is_ascii_digit() || matches!(letter, '.' | ','));
        number = letter.is_ascii_digit() || again;
        !again
    });
    general.chars().map(|letter| if letter.is_ascii_digit() { '0' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Diagnostics;
    use super::*;
    use crate::scenario::source::{Place, SourceKind};

    #[test]
    fn a_fault_of_a_column_is_told_once() {
        let mut sources = Sources::default();
        let text = "name,build [month],start\na,-3,x\nb,-14.5,y\nc,-1,z\nd,200,2027-01\n";
        let file = sources.add("x.csv", "x.csv", text, SourceKind::Csv);
        let place = |cell: &str, row: usize, column: usize| {
            let start = text.find(cell).expect("a cell");
            Place { file, start, end: start + cell.len(), cell: Some((row, column)) }
        };
        let error = |place: Place, name: &str, label: &str| {
            Diagnostic::error(&place, format!("`facility.{name}.build` is out of range"), label)
        };
        let list = vec![
            error(place("-3", 2, 2), "a", "must be at least 0 year"),
            error(place("-14.5", 3, 2), "b", "must be at least 0 year"),
            error(place("-1,z", 4, 2), "c", "must be at least 0 year"),
            error(place("200", 5, 2), "d", "must be at most 100 year"),
            Diagnostic::error(&place("x", 2, 3), "`x` is no month", ""),
            Diagnostic::error(&place("y", 3, 3), "`y` is no month", ""),
            Diagnostic::warning(&place("z", 4, 3), "`z` is no month", ""),
            // Two faults of one row are two.
            Diagnostic::error(&place("y", 3, 3), "`y` is also faulty", "1"),
            Diagnostic::error(&Place { end: 9, ..place("y", 3, 3) }, "`y` is also faulty", "1"),
        ];
        let told: Vec<(String, Vec<usize>)> = Diagnostics::new(list, sources)
            .list
            .into_iter()
            .map(|fault| (fault.message, fault.further_rows))
            .collect();
        let message = |text: &str, rows: &[usize]| (text.to_owned(), rows.to_vec());
        assert_eq!(told.len(), 6, "{told:?}");
        assert!(told.contains(&message("`facility.a.build` is out of range", &[3, 4])), "{told:?}");
        assert!(told.contains(&message("`facility.d.build` is out of range", &[])), "{told:?}");
        assert!(told.contains(&message("`x` is no month", &[3])), "{told:?}");
    }

    #[test]
    fn rows_are_named_and_counted() {
        assert_eq!(rows_in_words(&[]), None);
        assert_eq!(rows_in_words(&[7]).as_deref(), Some("the same in row 7"));
        let rows: Vec<usize> = (3..501).collect();
        assert_eq!(
            rows_in_words(&rows).as_deref(),
            Some("the same in rows 3, 4, 5, 6, 7 and 493 more")
        );
    }
}
