//! The probability of a shortfall by period, and of having been short at least once so far.

use super::canvas::{self, Anchor, Lettering};
use super::frame::{self, LABEL, Swatch, Wording, whisker};
use super::panel::{Panel, Periods, Slots};
use super::quantity::{covering_ticks, per_cent};
use super::theme::{Colour, Theme};
use super::{ChartError, PROBABILITY, check, check_length, theme};

/// An estimated probability with its interval, as fractions of 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub probability: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end of its 95 % interval.
    pub high: f64,
}

/// Input of [`shortfall_probability`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShortfallProbability {
    /// Title and caption.
    pub wording: Wording,
    /// The periods, from the left.
    pub periods: Periods,
    /// Probability that the period is short, one entry per period.
    pub by_period: Vec<Estimate>,
    /// Probability that this or an earlier period was short, one entry per period.
    pub cumulative: Vec<f64>,
}

/// Draws the probability of a shortfall in each period as bars with intervals, and the
/// probability of at least one shortfall so far as a step line.
///
/// # Errors
/// [`ChartError`] for no period, lists of different lengths, and numbers that are no
/// probabilities.
pub fn shortfall_probability(chart: &ShortfallProbability, theme: Theme) -> Result<String, ChartError> {
    let estimates = &chart.by_period;
    if estimates.is_empty() {
        return Err(ChartError::Empty("period"));
    }
    check_length("by_period", chart.periods.labels.len(), estimates.len())?;
    check_length("cumulative", estimates.len(), chart.cumulative.len())?;
    check("probability", estimates.iter().flat_map(|e| [e.probability, e.low, e.high]), PROBABILITY)?;
    check("cumulative probability", chart.cumulative.iter().copied(), PROBABILITY)?;

    let bound = estimates.iter().map(|e| e.high).fold(0.0, f64::max);
    let last = chart.cumulative[chart.cumulative.len() - 1];
    let never = last == 0.0 && estimates.iter().all(|e| e.probability == 0.0);
    let highest = chart.cumulative.iter().copied().fold(bound, f64::max);
    let mut ticks = covering_ticks(0.0, 100.0 * if never { 0.01f64.max(highest) } else { highest }, 5);
    if ticks.high > 100.0 {
        ticks = covering_ticks(0.0, 100.0, 5);
    }
    let so_far = per_cent(last);
    let note = ["at least one", "shortfall by then:"];
    let room = note.iter().map(|line| LABEL.width(line)).fold(LABEL.bold().width(&so_far), f64::max);

    canvas::draw(&chart.wording.title, (theme::WIDTH, theme::HEIGHT), theme, |canvas| {
        let body = frame::words(canvas, &chart.wording, theme::HEIGHT)?;
        let body = frame::legend(
            canvas,
            body,
            &[
                (Swatch::Patch(Colour::Pale), "short in this period"),
                (Swatch::Whisker(Colour::Curve), "95 % interval"),
                (Swatch::Line(Colour::Accent), "short in this or an earlier period"),
            ],
        )?;
        let panel = Panel::within(body, &ticks, if never { 0.0 } else { room + 14.0 });
        let slots = Slots::new(panel.left, panel.right, estimates.len());
        panel.left_axis(canvas, &ticks, "Probability of a shortfall [%]")?;
        let scale = panel.vertical(&ticks);
        let half = (slots.width * 0.36).min(44.0);
        for (period, estimate) in estimates.iter().enumerate() {
            let (x, y) = (slots.centre(period), scale.at(100.0 * estimate.probability));
            canvas.rectangle((x - half, panel.bottom), (x + half, y), Colour::Pale)?;
            canvas.line(&[(x - half, y), (x + half, y)], Colour::Edge, theme::THIN)?;
            let ends = (scale.at(100.0 * estimate.low), scale.at(100.0 * estimate.high));
            let cap = (half * 0.5).min(8.0);
            whisker(canvas, x, ends, if cap < 2.0 { 0.0 } else { cap }, Colour::Curve)?;
        }
        let steps: Vec<(f64, f64)> = chart
            .cumulative
            .iter()
            .enumerate()
            .flat_map(|(period, &p)| {
                let y = scale.at(100.0 * p);
                [(slots.edge(period), y), (slots.edge(period + 1), y)]
            })
            .collect();
        canvas.line(&steps, Colour::Accent, theme::THICK)?;
        panel.base_line(canvas)?;
        panel.period_axis(canvas, &chart.periods, slots)?;

        if never {
            let text =
                format!("No shortfall in any trial; in no period is its probability above {} (95\u{a0}% bound)", per_cent(bound));
            return panel.message(canvas, &text);
        }
        let leading = theme::LABEL_SIZE * 1.3;
        let middle = scale.at(100.0 * last).clamp(panel.top + leading, panel.bottom - leading - 4.0);
        let mut y = middle - leading;
        for line in note {
            canvas.text_centred((panel.right + 10.0, y), Anchor::Start, LABEL, line)?;
            y += leading;
        }
        let value = Lettering { colour: Colour::AccentInk, ..LABEL.bold() };
        canvas.text_centred((panel.right + 10.0, y), Anchor::Start, value, &so_far)
    })
}
