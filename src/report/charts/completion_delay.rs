//! How late each facility is completed, and how much of it missing metal explains.

use super::canvas::{self, Anchor, Canvas, Lettering};
use super::frame::{self, LABEL, Swatch, Wording};
use super::panel::{BELOW_PANEL, Panel, Scale};
use super::picture::Picture;
use super::quantity::{covering_ticks, three_digits};
use super::theme::Colour;
use super::{ChartError, NOT_NEGATIVE, check, theme};

/// The delay of a facility, in weeks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FacilityDelay {
    pub facility: String,
    /// Percentiles 5, 25, 50, 75 and 95 of the completion delay.
    pub quantiles: [f64; 5],
    pub mean: f64,
    /// Mean of the part that missing metal, or what is made of it, causes.
    pub mean_by_shortage: f64,
}

/// Input of [`completion_delay`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CompletionDelay {
    /// Title and caption.
    pub wording: Wording,
    /// From the top.
    pub delays: Vec<FacilityDelay>,
    /// What may be missing: `copper`.
    pub missing: String,
}

const LONGEST_NAME: f64 = 270.0;
/// Room for the mean beside the panel.
const MEAN_ROOM: f64 = 64.0;

/// Draws a row per facility: the central 90 and 50 % of futures, the median, and the mean part of
/// the delay that a shortage causes. The height of the chart follows the number of facilities.
///
/// # Errors
/// [`ChartError`] for no facility, and weeks that are negative or not finite.
pub fn completion_delay(chart: &CompletionDelay) -> Result<Picture, ChartError> {
    let delays = &chart.delays;
    if delays.is_empty() {
        return Err(ChartError::Empty("facility"));
    }
    let numbers = |delay: &FacilityDelay| {
        [delay.quantiles.as_slice(), &[delay.mean, delay.mean_by_shortage]].concat()
    };
    check("delay (weeks)", delays.iter().flat_map(numbers), NOT_NEGATIVE)?;

    let highest = delays.iter().flat_map(numbers).fold(0.0, f64::max);
    let ticks = covering_ticks(0.0, highest, 8);
    let row_height = (420.0 / delays.len() as f64).clamp(19.0, 72.0);
    let panel_height = row_height * delays.len() as f64;
    let height =
        frame::height_of_words(&chart.wording) + 96.0 + panel_height.max(120.0) + BELOW_PANEL;
    let name = Lettering::new((row_height * 0.68).clamp(12.0, theme::TICK_SIZE), Colour::Ink);
    let names: Vec<String> =
        delays.iter().map(|delay| name.shorten_middle(&delay.facility, LONGEST_NAME)).collect();
    let name_room = names.iter().map(|text| name.width(text)).fold(0.0, f64::max);

    canvas::draw(&chart.wording.title, (theme::WIDTH, height), |canvas| {
        let body = frame::words(canvas, &chart.wording, height)?;
        let missing = format!("mean part for want of {}", chart.missing);
        let body = frame::legend(
            canvas,
            body,
            &[
                (Swatch::Patch(Colour::Band90), "90 % of futures"),
                (Swatch::Patch(Colour::Band50), "half of the futures"),
                (Swatch::Line(Colour::Ink), "median"),
                (Swatch::Patch(Colour::Accent), &missing),
            ],
        )?;
        let top = body.top + 26.0;
        let panel = Panel {
            left: theme::MARGIN + name_room + 12.0,
            right: theme::WIDTH - theme::MARGIN - MEAN_ROOM,
            top,
            bottom: top + panel_height,
        };
        let scale = panel.horizontal(&ticks);
        for &value in &ticks.values {
            let x = scale.at(value);
            canvas.line(&[(x, panel.top), (x, panel.bottom)], Colour::Grid, theme::HAIRLINE)?;
        }
        let end = theme::WIDTH - theme::MARGIN;
        canvas.text((end, panel.top - 10.0), Anchor::End, LABEL, "mean")?;
        for (row, (delay, text)) in delays.iter().zip(&names).enumerate() {
            let y = panel.top + row_height * (row as f64 + 0.5);
            canvas.text_centred((panel.left - 10.0, y), Anchor::End, name, text)?;
            canvas.text_centred((end, y), Anchor::End, name, &three_digits(delay.mean))?;
            Row { canvas, scale, y, half: (row_height * 0.34).min(16.0) }.paint(delay)?;
        }
        panel.base_line(canvas)?;
        panel.bottom_axis(canvas, &ticks, "Completion after the planned end [weeks]")?;
        if highest == 0.0 {
            panel.message(canvas, "Every facility is completed as planned in every trial")?;
        }
        Ok(())
    })
}

/// Where a facility's delay is drawn.
struct Row<'c, 'b> {
    canvas: &'c Canvas<'b>,
    scale: Scale,
    y: f64,
    /// Half the height of the bars.
    half: f64,
}

impl Row<'_, '_> {
    fn paint(&self, delay: &FacilityDelay) -> Result<(), ChartError> {
        let [p05, p25, p50, p75, p95] = delay.quantiles.map(|weeks| self.scale.at(weeks));
        let (top, bottom) = (self.y - self.half, self.y + self.half);
        if p95 > p05 {
            self.canvas.rectangle((p05, top), (p95, bottom), Colour::Band90)?;
        }
        if p75 > p25 {
            self.canvas.rectangle((p25, top), (p75, bottom), Colour::Band50)?;
        }
        if delay.mean_by_shortage > 0.0 {
            let end = self.scale.at(delay.mean_by_shortage).max(self.scale.at(0.0) + 2.0);
            self.canvas.rectangle(
                (self.scale.at(0.0), bottom - self.half * 0.6),
                (end, bottom),
                Colour::Accent,
            )?;
        }
        self.canvas.line(&[(p50, top), (p50, bottom)], Colour::Ink, theme::THICK)
    }
}
