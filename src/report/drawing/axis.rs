//! The axes of charts: a range of plotters' coordinates with its own ticks and labels.

use std::ops::Range;

use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};

use super::lettering::TICK;
use super::quantity::{grouped, order_of_magnitude};
use super::theme;

/// The periods along a horizontal axis.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Periods {
    /// What a period is, e.g. "Quarter".
    pub axis_title: String,
    /// One label per period, e.g. "2026 Q1", "Jan 26" or "2026"; drawn only where they fit.
    pub labels: Vec<String>,
}

impl Periods {
    /// What a period is called within a sentence: `quarter`.
    pub fn word(&self) -> String {
        if self.axis_title.is_empty() {
            "period".to_owned()
        } else {
            self.axis_title.to_lowercase()
        }
    }
}

/// An axis: its range, and what is written at its ticks. Values beyond it are drawn at its end.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Axis {
    pub low: f64,
    pub high: f64,
    pub ticks: Vec<f64>,
    pub labels: Vec<String>,
}

impl Axis {
    /// An axis without ticks; `low` may be the larger end, for values that rise downwards.
    pub(crate) fn bare(low: f64, high: f64) -> Self {
        Self { low, high, ticks: Vec::new(), labels: Vec::new() }
    }

    /// Round ticks, about `wanted` of them, that cover `low` to `high`: the axis ends on ticks.
    pub(crate) fn covering(low: f64, high: f64, wanted: usize) -> Self {
        let (low, high) = widened(low, high);
        let (step, decimals) = round_step((high - low) / wanted.max(1) as f64);
        let first = (low / step + 1e-9).floor();
        Self::stepped(first, (high / step - 1e-9).ceil(), step, decimals)
    }

    /// Round ticks inside `low` to `high`: the axis ends where the data do.
    pub(crate) fn inside(low: f64, high: f64, wanted: usize) -> Self {
        let (step, decimals) = round_step((high - low) / wanted.max(1) as f64);
        let first = (low / step - 1e-9).ceil();
        let inner = Self::stepped(first, (high / step + 1e-9).floor(), step, decimals);
        Self { low, high, ..inner }
    }

    /// Percentages from 0 to one of few ends that is not below a share, so that the same chart of
    /// two scenarios may be read side by side.
    pub(crate) fn per_cent(share: f64) -> Self {
        let most = 100.0 * share;
        let ends = [0.01, 0.05, 0.2, 1.0, 5.0, 20.0, 100.0];
        let end = ends.into_iter().find(|end| most <= *end && most > 0.1 * ends[0]);
        Self::covering(0.0, end.unwrap_or(most), 5)
    }

    fn stepped(first: f64, last: f64, step: f64, decimals: usize) -> Self {
        let count = (last - first).max(0.0) as usize;
        let ticks: Vec<f64> = (0..=count).map(|i| (first + i as f64) * step).collect();
        let labels = ticks.iter().map(|&value| grouped(value, decimals)).collect();
        Self { low: first * step, high: last * step, ticks, labels }
    }

    /// Rows from the top, each one high and named at its middle.
    pub(crate) fn rows(names: Vec<String>) -> Self {
        let ticks = (0..names.len()).map(|row| row as f64 + 0.5).collect();
        Self { low: names.len() as f64, high: 0.0, ticks, labels: names }
    }

    /// Periods from one pixel of the picture to another, each one wide and named at its middle
    /// where there is room; the axis goes on to `end`.
    pub(crate) fn periods(periods: &Periods, [left, right, end]: [f64; 3]) -> Self {
        let (labels, count) = (&periods.labels, periods.labels.len().max(1) as f64);
        let slot = (right - left) / count;
        let stride = stride(labels, slot);
        let room = (slot * stride as f64 - 4.0).max(slot).max(LONGEST_PERIOD);
        let shown = labels.iter().enumerate().step_by(stride).filter_map(|(period, label)| {
            let label = TICK.shorten(label, room);
            let middle = period as f64 + 0.5;
            // The last label may be wider than its slot: better none than one cut off.
            let label_end = left + slot * middle + TICK.width(&label) / 2.0;
            (label_end <= theme::WIDTH - 4.0).then_some((middle, label))
        });
        let (ticks, labels) = shown.unzip();
        Self { low: 0.0, high: (end - left) / slot, ticks, labels }
    }
}

/// plotters asks for key points twice, for grid lines with labels and for fainter ones between.
impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (from, to): (i32, i32)) -> i32 {
        let share = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        (f64::from(from) + share * f64::from(to - from)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() { Vec::new() } else { self.ticks.clone() }
    }

    fn range(&self) -> Range<f64> {
        self.low..self.high
    }
}

impl ValueFormatter<f64> for Axis {
    fn format_ext(&self, value: &f64) -> String {
        let tick = self.ticks.iter().position(|tick| tick == value);
        tick.map(|tick| self.labels[tick].clone()).unwrap_or_default()
    }
}

/// A level line over each period at its value, in the coordinates of [`Axis::periods`].
pub(crate) fn steps(values: impl IntoIterator<Item = f64>) -> Vec<(f64, f64)> {
    let level =
        |(period, value): (usize, f64)| [(period as f64, value), (period as f64 + 1.0, value)];
    values.into_iter().enumerate().flat_map(level).collect()
}

/// Labels of periods are cut to this width, in pixels.
const LONGEST_PERIOD: f64 = 120.0;

/// Label every n-th period: the smallest n that keeps the labels apart and fits the calendar
/// (whole years of quarters, halves and wholes of months).
fn stride(labels: &[String], slot: f64) -> usize {
    let widest = TICK.widest(labels).min(LONGEST_PERIOD);
    let strides: &[usize] = if labels.iter().any(|label| label.contains('Q')) {
        &[1, 2, 4, 8, 12, 16, 20, 40]
    } else if labels.iter().all(|label| label.bytes().all(|byte| byte.is_ascii_digit())) {
        &[1, 2, 5, 10, 20, 50]
    } else {
        &[1, 2, 3, 6, 12, 24, 36, 60]
    };
    let apart = |stride: &&usize| slot * **stride as f64 >= widest + 14.0;
    strides.iter().find(apart).copied().unwrap_or(labels.len().max(1))
}

/// 10 to a whole power, correctly rounded on every machine.
fn power_of_ten(exponent: i32) -> f64 {
    format!("1e{exponent}").parse().expect("a decimal literal parses")
}

/// Less than any amount that matters, in every unit shown.
const NOTHING: f64 = 1e-15;

/// A range with something in it: a single value gets room on both sides.
fn widened(low: f64, high: f64) -> (f64, f64) {
    let size = low.abs().max(high.abs());
    if high - low > size * 1e-6 && high - low > NOTHING {
        (low, high)
    } else if size < NOTHING {
        (0.0, 1.0)
    } else {
        let middle = f64::midpoint(low, high);
        (middle - 0.1 * size, middle + 0.1 * size)
    }
}

/// The smallest of 1, 2, 2.5, 5 × 10^k that is not below `least`, and the decimals it needs.
fn round_step(least: f64) -> (f64, usize) {
    let exponent = order_of_magnitude(least);
    let base = power_of_ten(exponent);
    for (factor, extra) in [(1.0, 0), (2.0, 0), (2.5, 1), (5.0, 0)] {
        if factor * base >= least * (1.0 - 1e-9) {
            return (factor * base, usize::try_from(extra - exponent).unwrap_or(0));
        }
    }
    (10.0 * base, usize::try_from(-exponent - 1).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_cover_the_data() {
        let axis = Axis::covering(0.0, 947.0, 5);
        assert_eq!(axis.labels, ["0", "200", "400", "600", "800", "1,000"]);
        let axis = Axis::covering(7_950.0, 13_900.0, 5);
        assert_eq!(axis.labels.first().map(String::as_str), Some("6,000"));
        assert!(axis.low <= 7_950.0 && axis.high >= 13_900.0);
        assert_eq!(
            Axis::covering(0.0, 0.001, 4).labels,
            ["0.00000", "0.00025", "0.00050", "0.00075", "0.00100"]
        );
    }

    #[test]
    fn few_ends_of_per_cent_make_charts_comparable() {
        let end = |share: f64| Axis::per_cent(share).high;
        let ends = [1e-7, 0.0004, 0.02, 0.1, 0.21, 0.99, 1.0].map(end);
        assert_eq!(ends[1..], [0.05, 5.0, 20.0, 100.0, 100.0, 100.0]);
        // What is rarer than that has an axis of its own.
        assert!(ends[0] < 2e-5, "{}", ends[0]);
        assert_eq!(Axis::per_cent(0.5).labels, ["0", "20", "40", "60", "80", "100"]);
    }

    #[test]
    fn a_single_value_still_gets_an_axis() {
        for value in [0.0, 9_800.0, -3.0, 1e-300, 1e18] {
            let axis = Axis::covering(value, value, 5);
            assert!(axis.high > axis.low && axis.ticks.len() < 20, "{axis:?}");
        }
    }

    #[test]
    fn quarters_are_thinned_to_whole_years() {
        let labels: Vec<String> =
            (0..40).map(|q| format!("{} Q{}", 2026 + q / 4, q % 4 + 1)).collect();
        assert_eq!(stride(&labels, 25.0), 4);
        assert_eq!(stride(&labels, 200.0), 1);
    }

    #[test]
    fn values_beyond_an_axis_are_drawn_at_its_end() {
        let axis = Axis::covering(0.0, 10.0, 5);
        assert_eq!([-1.0, 0.0, 2.5, 10.0, 11.0].map(|x| axis.map(&x, (40, 0))), [40, 40, 30, 0, 0]);
        let rows = Axis::rows(vec!["first".to_owned(), "second".to_owned()]);
        assert_eq!([0.0, 0.5, 2.0].map(|y| rows.map(&y, (40, 0))), [0, 10, 40]);
        assert_eq!(rows.format_ext(&1.5), "second");
    }
}
