//! `4,000` in a CSV file without quotation marks is two cells, and all that follow are shifted: many
//! faults, and one cause.

use std::collections::HashMap;
use std::ops::Range;

use super::{Diagnostic, Severity};
use crate::scenario::source::{Place, Sources, field_spans};

/// The cause of faults in a row.
struct Cause {
    /// Where the number begins; what is at fault further right follows from it.
    column: usize,
    /// Until it is told.
    fault: Option<Diagnostic>,
}

/// Puts the cause in the place of the faults that follow from it.
pub fn told_as_cause(list: Vec<Diagnostic>, sources: &Sources) -> Vec<Diagnostic> {
    let cell_of = |diagnostic: &Diagnostic| {
        let (row, column) = diagnostic.place.cell?;
        let is_error = diagnostic.severity == Severity::Error;
        is_error.then_some(((diagnostic.place.file, row), column))
    };
    let mut columns: HashMap<(usize, usize), Vec<usize>> = HashMap::new();
    for (row, column) in list.iter().filter_map(cell_of) {
        columns.entry(row).or_default().push(column);
    }
    let mut causes: HashMap<(usize, usize), Cause> = columns
        .into_iter()
        .filter_map(|((file, row), at)| Some(((file, row), cause(sources, file, row, &at)?)))
        .collect();
    let told = |diagnostic: Diagnostic| {
        let cause = cell_of(&diagnostic)
            .and_then(|(row, column)| causes.get_mut(&row).filter(|cause| column > cause.column));
        match cause {
            Some(cause) => cause.fault.take(),
            None => Some(diagnostic),
        }
    };
    list.into_iter().filter_map(told).collect()
}

/// The number that explains the faults in these columns of a row, if one does.
fn cause(sources: &Sources, file: usize, row: usize, columns: &[usize]) -> Option<Cause> {
    let text = &sources.files.get(file)?.text;
    let header = text.lines().find(|line| !line.trim().is_empty())?;
    let line = text.lines().nth(row.checked_sub(1)?)?;
    let start = line.as_ptr().addr() - text.as_ptr().addr();
    let cells = field_spans(text, start, start + line.len());
    let headers = field_spans(header, 0, header.len());
    let named = headers.iter().rposition(|span| !span.is_empty())? + 1;
    // A filled cell too many is enough; a blank one may be what a spreadsheet added.
    let is_filled = cells.get(named..)?.iter().any(|span| !span.is_empty());
    if cells.len() <= named || !(is_filled || columns.len() >= 2) {
        return None;
    }
    let digits =
        |cell: &Range<usize>| text[cell.clone()].bytes().take_while(u8::is_ascii_digit).count();
    let is_lead = |cell: &Range<usize>| (1..=3).contains(&cell.len()) && digits(cell) == cell.len();
    let is_group = |cell: &Range<usize>| digits(cell) == 3;
    // The last before the first fault with which, put together, the row fits.
    let first_fault = *columns.iter().min()?;
    let fits = |parts: &usize| (named..=headers.len()).contains(&(cells.len() - parts));
    let (begin, parts) = (1..cells.len() - 1)
        .rev()
        .filter(|&at| at + 2 <= first_fault && is_lead(&cells[at]))
        .find_map(|at| {
            let groups = cells[at + 1..].iter().take_while(|cell| is_group(cell)).count();
            Some((at, (1..=groups).find(fits)?))
        })?;
    let range = cells[begin].start..cells[begin + parts].end;
    let number = &text[range.clone()];
    let plain = number.replace(',', "");
    let message = format!(
        "row {row} has {} cells instead of {}: `{number}` is {} of them",
        cells.len(),
        headers.len(),
        parts + 1,
    );
    let place = Place { file, start: range.start, end: range.end, cell: Some((row, begin + 1)) };
    let fault = Diagnostic::error(&place, message, "a comma parts cells")
        .help(format!("write {plain}, or put it in quotation marks: \"{number}\""));
    Some(Cause { column: begin + 1, fault: Some(fault) })
}
