//! What all charts share: title, caption, legend and the marks of a legend.

use super::ChartError;
use super::canvas::{Anchor, Canvas, Lettering};
use super::theme::{self, Colour};

/// The words around a chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    /// One plain sentence that says what the chart shows.
    pub title: String,
    /// Sample size, method, seed and the meaning of intervals, at the bottom.
    pub caption: String,
}

const TITLE: Lettering = Lettering::new(theme::TITLE_SIZE, Colour::Ink).bold();
pub(super) const LABEL: Lettering = Lettering::new(theme::LABEL_SIZE, Colour::Ink);
pub(super) const TICK: Lettering = Lettering::new(theme::TICK_SIZE, Colour::SoftInk);
const CAPTION: Lettering = Lettering::new(theme::CAPTION_SIZE, Colour::SoftInk);

const TITLE_LEADING: f64 = 29.0;
const CAPTION_LEADING: f64 = 18.0;
/// The vertical space between title and caption.
#[derive(Clone, Copy, Debug)]
pub(super) struct Body {
    pub top: f64,
    pub bottom: f64,
}

pub(super) fn text_room() -> f64 {
    theme::WIDTH - 2.0 * theme::MARGIN
}

fn title_lines(wording: &Wording) -> Vec<String> {
    TITLE.wrap_evenly(&wording.title, text_room(), 2)
}

fn caption_lines(wording: &Wording) -> Vec<String> {
    CAPTION.wrap(&wording.caption, text_room(), 2)
}

/// Height taken by title and caption together.
pub(super) fn height_of_words(wording: &Wording) -> f64 {
    let (titles, captions) = (title_lines(wording).len(), caption_lines(wording).len());
    16.0 + TITLE_LEADING * titles as f64 + 14.0 + CAPTION_LEADING * captions as f64 + 24.0
}

/// Paints the background, the title and the caption.
pub(super) fn words(
    canvas: &Canvas<'_>,
    wording: &Wording,
    height: f64,
) -> Result<Body, ChartError> {
    canvas.rectangle((0.0, 0.0), (theme::WIDTH, height), Colour::Paper)?;
    let mut top = 16.0;
    for line in title_lines(wording) {
        top += TITLE_LEADING;
        canvas.text((theme::MARGIN, top), Anchor::Start, TITLE, &line)?;
    }
    let captions = caption_lines(wording);
    let bottom = height - 18.0 - CAPTION_LEADING * captions.len() as f64;
    for (row, line) in captions.iter().enumerate() {
        let y = bottom + CAPTION_LEADING * (row + 1) as f64;
        canvas.text((theme::MARGIN, y), Anchor::Start, CAPTION, line)?;
    }
    Ok(Body { top: top + 14.0, bottom: bottom - 6.0 })
}

/// The sample of a legend entry.
#[derive(Clone, Copy, Debug)]
pub(super) enum Swatch {
    Patch(Colour),
    Line(Colour),
}

const SWATCH_WIDTH: f64 = 30.0;
const LEGEND_LEADING: f64 = 26.0;

/// Paints the legend in as many rows as it needs and returns the space below it.
pub(super) fn legend(
    canvas: &Canvas<'_>,
    body: Body,
    entries: &[(Swatch, &str)],
) -> Result<Body, ChartError> {
    let (mut x, mut y) = (theme::MARGIN, body.top + LEGEND_LEADING / 2.0);
    for (swatch, text) in entries {
        let width = SWATCH_WIDTH + 8.0 + LABEL.width(text);
        if x > theme::MARGIN && x + width > theme::WIDTH - theme::MARGIN {
            (x, y) = (theme::MARGIN, y + LEGEND_LEADING);
        }
        let end = x + SWATCH_WIDTH;
        match *swatch {
            Swatch::Patch(colour) => {
                // An outline, since some are hardly darker than the paper.
                canvas.rectangle((x, y - 7.5), (end, y + 7.5), Colour::Axis)?;
                canvas.rectangle((x + 1.0, y - 6.5), (end - 1.0, y + 6.5), colour)?;
            }
            Swatch::Line(colour) => canvas.line(&[(x, y), (end, y)], colour, theme::THICK)?,
        }
        canvas.text_centred((end + 8.0, y), Anchor::Start, LABEL, text)?;
        x += width + 28.0;
    }
    Ok(Body { top: y + LEGEND_LEADING / 2.0 + 4.0, ..body })
}

/// Dash and gap of a thin dashed line.
pub(super) const DASH: (f64, f64) = (7.0, 5.0);
