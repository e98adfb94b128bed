//! Charts of rows: how many they have at most, which these are, and what is said of the others.

use std::cmp::Ordering;

use plotters::style::text_anchor::{HPos, VPos};

use super::ChartError;
use super::frame::{Frame, TEXT_ROOM};
use super::lettering::LABEL;
use super::theme;
use crate::number_words::counted;

/// Most rows of a chart: nobody reads more, and viewers refuse what is much taller than wide.
pub(crate) const MOST_ROWS: usize = 30;

/// Room for the words about the rows that are left out.
const ROOM: f64 = 28.0;

/// Rows in the order in which they are drawn, and those that are left out.
pub(crate) struct Chosen {
    pub rows: Vec<usize>,
    pub rest: Vec<usize>,
}

impl Chosen {
    /// The first rows by an order, which those equal in it keep.
    pub(crate) fn first(all: usize, order: impl Fn(usize, usize) -> Ordering) -> Self {
        let mut rows: Vec<usize> = (0..all).collect();
        rows.sort_by(|&a, &b| order(a, b));
        let rest = rows.split_off(rows.len().min(MOST_ROWS));
        Self { rows, rest }
    }

    /// What is said of the rows that are left out: `and 470 more facilities, ...`; nothing where
    /// none is.
    pub(crate) fn rest(&self, noun: &str, what: impl FnOnce(&[usize]) -> String) -> Rest {
        let more = self.rest.len();
        Rest((more > 0).then(|| {
            let counted = counted(more as u64, noun);
            let (number, noun) = counted.split_once(' ').unwrap_or((&counted, ""));
            format!("and {number} more {noun}, {}", what(&self.rest))
        }))
    }
}

/// What is said of the rows that are left out.
pub(crate) struct Rest(Option<String>);

impl Rest {
    /// The height that it takes.
    pub(crate) fn room(&self) -> f64 {
        if self.0.is_some() { ROOM } else { 0.0 }
    }

    /// Writes it below this height.
    pub(crate) fn write(&self, frame: &Frame<'_>, top: f64) -> Result<(), ChartError> {
        let Some(text) = &self.0 else { return Ok(()) };
        let at = (theme::MARGIN, top + 0.5 * ROOM);
        let text = LABEL.shorten(text, TEXT_ROOM);
        frame.slide.text(at, (HPos::Left, VPos::Center), LABEL, &text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_is_counted() {
        let chosen = |all: usize| Chosen::first(all, |a, b| b.cmp(&a));
        assert_eq!(chosen(3).rows, [2, 1, 0]);
        let words = |all| chosen(all).rest("facility", |rest| format!("up to {}", rest[0])).0;
        assert_eq!(words(MOST_ROWS), None);
        assert_eq!(words(MOST_ROWS + 1).as_deref(), Some("and 1 more facility, up to 0"));
        assert_eq!(words(2_000).as_deref(), Some("and 1,970 more facilities, up to 1969"));
    }
}
