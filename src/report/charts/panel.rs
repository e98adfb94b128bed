//! The rectangle of a chart in which data are drawn, its axes and its period labels.

use super::ChartError;
use super::canvas::{Anchor, Canvas, Lettering};
use super::frame::{Body, LABEL, TICK, text_room};
use super::quantity::Ticks;
use super::theme::{self, Colour};

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

const MESSAGE: Lettering = Lettering::new(theme::MESSAGE_SIZE, Colour::Ink).bold();
const TICK_LENGTH: f64 = 6.0;
const TICK_GAP: f64 = 5.0;
/// Room below a panel for tick labels and the axis title.
pub(super) const BELOW_PANEL: f64 = 58.0;

/// Maps values to pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    pub low: f64,
    pub high: f64,
    pub from: f64,
    pub to: f64,
}

impl Scale {
    pub(super) fn at(&self, value: f64) -> f64 {
        let share = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        self.from + share * (self.to - self.from)
    }
}

/// The rectangle in which data are drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Panel {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
}

impl Panel {
    /// The panel in `body` that leaves room for a titled vertical axis with these ticks, a
    /// horizontal axis, and `right` pixels beyond its right edge.
    pub(super) fn within(body: Body, ticks: &Ticks, right: f64) -> Self {
        let widest = ticks.labels.iter().map(|label| TICK.width(label)).fold(0.0, f64::max);
        Self {
            left: theme::MARGIN + (widest + TICK_LENGTH + TICK_GAP).max(48.0),
            right: theme::WIDTH - theme::MARGIN - right,
            top: body.top + 34.0,
            bottom: body.bottom - BELOW_PANEL,
        }
    }

    pub(super) fn vertical(&self, ticks: &Ticks) -> Scale {
        Scale { low: ticks.low, high: ticks.high, from: self.bottom, to: self.top }
    }

    pub(super) fn horizontal(&self, ticks: &Ticks) -> Scale {
        Scale { low: ticks.low, high: ticks.high, from: self.left, to: self.right }
    }

    /// Grid lines, tick labels and, above the panel, the title of the left axis. The title lies
    /// flat: a reader should not have to tilt the head.
    pub(super) fn left_axis(
        &self,
        canvas: &Canvas<'_>,
        ticks: &Ticks,
        title: &str,
    ) -> Result<(), ChartError> {
        let scale = self.vertical(ticks);
        for (&value, label) in ticks.values.iter().zip(&ticks.labels) {
            let y = scale.at(value);
            canvas.line(&[(self.left, y), (self.right, y)], Colour::Grid, theme::HAIRLINE)?;
            let end = (self.left - TICK_LENGTH - TICK_GAP, y);
            canvas.text_centred(end, Anchor::End, TICK, label)?;
        }
        let title = LABEL.shorten(title, text_room());
        canvas.text((theme::MARGIN, self.top - 17.0), Anchor::Start, LABEL, &title)
    }

    /// Ticks and labels of a second reading at the right edge, and its title above.
    pub(super) fn right_axis(
        &self,
        canvas: &Canvas<'_>,
        ticks: &Ticks,
        title: &str,
    ) -> Result<(), ChartError> {
        let scale = self.vertical(ticks);
        canvas.line(
            &[(self.right, self.top), (self.right, self.bottom)],
            Colour::Axis,
            theme::HAIRLINE,
        )?;
        for (&value, label) in ticks.values.iter().zip(&ticks.labels) {
            let y = scale.at(value);
            let end = self.right + TICK_LENGTH;
            canvas.line(&[(self.right, y), (end, y)], Colour::Axis, theme::HAIRLINE)?;
            canvas.text_centred((end + TICK_GAP, y), Anchor::Start, TICK, label)?;
        }
        let end = (theme::WIDTH - theme::MARGIN, self.top - 17.0);
        canvas.text(end, Anchor::End, LABEL, title)
    }

    /// The line at the bottom; drawn after the data, so that bars stand on it.
    pub(super) fn base_line(&self, canvas: &Canvas<'_>) -> Result<(), ChartError> {
        canvas.line(
            &[(self.left, self.bottom), (self.right, self.bottom)],
            Colour::Axis,
            theme::THIN,
        )
    }

    /// Tick labels and title of a numerical horizontal axis, thinned until they stand apart.
    pub(super) fn bottom_axis(
        &self,
        canvas: &Canvas<'_>,
        ticks: &Ticks,
        title: &str,
    ) -> Result<(), ChartError> {
        let scale = self.horizontal(ticks);
        for (&value, label) in ticks.values.iter().zip(&ticks.labels) {
            self.bottom_tick(canvas, scale.at(value), label)?;
        }
        self.bottom_title(canvas, (self.left + self.right) / 2.0, title)
    }

    fn bottom_tick(&self, canvas: &Canvas<'_>, x: f64, label: &str) -> Result<(), ChartError> {
        let end = self.bottom + TICK_LENGTH;
        canvas.line(&[(x, self.bottom), (x, end)], Colour::Axis, theme::HAIRLINE)?;
        canvas.text((x, end + TICK_GAP + 11.0), Anchor::Middle, TICK, label)
    }

    fn bottom_title(&self, canvas: &Canvas<'_>, x: f64, title: &str) -> Result<(), ChartError> {
        let title = LABEL.shorten(title, (self.right - self.left).min(2.0 * (x - self.left)));
        canvas.text((x, self.bottom + BELOW_PANEL - 8.0), Anchor::Middle, LABEL, &title)
    }

    /// Labels of the periods, every n-th where there are many, and the axis title.
    pub(super) fn period_axis(
        &self,
        canvas: &Canvas<'_>,
        periods: &Periods,
        slots: Slots,
    ) -> Result<(), ChartError> {
        let stride = period_stride(&periods.labels, slots.width);
        for (period, label) in periods.labels.iter().enumerate().step_by(stride) {
            let room = slots.width * stride as f64;
            let label = TICK.shorten(label, (room - 4.0).max(slots.width).max(120.0));
            let half = TICK.width(&label) / 2.0;
            let x = slots.centre(period);
            // The last label may be wider than its slot: better none than one cut off.
            if x + half <= theme::WIDTH - 4.0 {
                self.bottom_tick(canvas, x, &label)?;
            }
        }
        let middle = (slots.edge(0) + slots.edge(periods.labels.len())) / 2.0;
        self.bottom_title(canvas, middle, &periods.axis_title)
    }

    /// A sentence in the middle of a panel that has nothing to show.
    pub(super) fn message(&self, canvas: &Canvas<'_>, text: &str) -> Result<(), ChartError> {
        let lettering = MESSAGE;
        let lines = lettering.wrap_evenly(text, (self.right - self.left) * 0.8, 3);
        let (x, middle) = ((self.left + self.right) / 2.0, (self.top + self.bottom) / 2.0);
        let first = middle - 15.0 * (lines.len().saturating_sub(1)) as f64;
        for (row, line) in lines.iter().enumerate() {
            let y = first + 30.0 * row as f64;
            canvas.plated_text((x, y), Anchor::Middle, lettering, line)?;
        }
        Ok(())
    }
}

/// Equal columns of a panel, one for each period.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slots {
    pub left: f64,
    pub width: f64,
}

impl Slots {
    pub(super) fn new(left: f64, right: f64, count: usize) -> Self {
        Self { left, width: (right - left) / count.max(1) as f64 }
    }

    pub(super) fn edge(&self, period: usize) -> f64 {
        self.left + self.width * period as f64
    }

    /// A line that is level over each slot, at these heights.
    pub(super) fn steps(&self, heights: &[f64]) -> Vec<(f64, f64)> {
        let level =
            |(period, &y): (usize, &f64)| [(self.edge(period), y), (self.edge(period + 1), y)];
        heights.iter().enumerate().flat_map(level).collect()
    }

    pub(super) fn centre(&self, period: usize) -> f64 {
        self.left + self.width * (period as f64 + 0.5)
    }
}

/// Label every n-th period: the smallest n that keeps the labels apart and fits the calendar
/// (whole years of quarters, halves and wholes of months).
fn period_stride(labels: &[String], slot: f64) -> usize {
    let widest = labels.iter().map(|label| TICK.width(label).min(120.0)).fold(0.0, f64::max);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_are_thinned_to_whole_years() {
        let labels: Vec<String> =
            (0..40).map(|q| format!("{} Q{}", 2026 + q / 4, q % 4 + 1)).collect();
        assert_eq!(period_stride(&labels, 25.0), 4);
        assert_eq!(period_stride(&labels, 200.0), 1);
    }
}
