//! What all charts share: title, caption, legend and the marks of a legend.

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::style::text_anchor::{HPos, VPos};

use super::ChartError;
use super::backend::{Backend, escaped, units};
use super::canvas::Canvas;
use super::font::FAMILY;
use super::lettering::{CAPTION, LABEL, Lettering, TITLE};
use super::picture::Picture;
use super::theme::{self, Colour};

/// The words around a chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    /// One plain sentence that says what the chart shows.
    pub title: String,
    /// Sample size, method, seed and the meaning of intervals, at the bottom.
    pub caption: String,
}

const TITLE_LEADING: f64 = 29.0;
const CAPTION_LEADING: f64 = 18.0;

pub(crate) const TEXT_ROOM: f64 = theme::WIDTH - 2.0 * theme::MARGIN;

impl Wording {
    fn title_lines(&self) -> Vec<String> {
        TITLE.wrap_evenly(&self.title, TEXT_ROOM, 2)
    }

    fn caption_lines(&self) -> Vec<String> {
        CAPTION.wrap(&self.caption, TEXT_ROOM, 2)
    }

    /// Height taken by title and caption together.
    pub(crate) fn height(&self) -> f64 {
        let (titles, captions) = (self.title_lines().len(), self.caption_lines().len());
        16.0 + TITLE_LEADING * titles as f64 + 14.0 + CAPTION_LEADING * captions as f64 + 24.0
    }
}

/// The sample of a legend entry.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Swatch {
    Patch(Colour),
    Line(Colour),
}

const SWATCH_WIDTH: f64 = 30.0;
const LEGEND_LEADING: f64 = 26.0;

/// A picture with its title and caption, and the vertical space left between them.
pub(crate) struct Frame<'p> {
    pub root: DrawingArea<Backend<'p>, Shift>,
    /// The whole picture, in pixels.
    pub slide: Canvas<'p>,
    pub top: f64,
    pub bottom: f64,
}

impl<'p> Frame<'p> {
    /// Draws a chart of this height; its title is the name that a screen reader says.
    pub(crate) fn draw(
        wording: &Wording,
        height: f64,
        paint: impl FnOnce(Frame<'_>) -> Result<(), ChartError>,
    ) -> Result<Picture, ChartError> {
        let (width, title) = (theme::WIDTH, escaped(&wording.title));
        let size @ (across, down) = (units(width).unsigned_abs(), units(height).unsigned_abs());
        let mut picture = Picture::default();
        picture.write(format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {across} {down}\" font-family=\"{FAMILY}\" stroke-linejoin=\"round\" \
             role=\"img\" aria-label=\"{title}\">\n"
        ));
        paint(Frame::new(Backend::new(&mut picture, size), wording, height)?)?;
        picture.write(format_args!("</svg>\n"));
        Ok(picture)
    }

    fn new(backend: Backend<'p>, wording: &Wording, height: f64) -> Result<Self, ChartError> {
        let root = backend.into_drawing_area();
        root.fill(&Colour::Paper)?;
        let slide = Canvas::of_pixels(&root);
        let write = |y: f64, lettering: Lettering, line: &str| {
            slide.text((theme::MARGIN, y), (HPos::Left, VPos::Bottom), lettering, line)
        };
        let mut top = 16.0;
        for line in wording.title_lines() {
            top += TITLE_LEADING;
            write(top, TITLE, &line)?;
        }
        let captions = wording.caption_lines();
        let bottom = height - 18.0 - CAPTION_LEADING * captions.len() as f64;
        for (row, line) in captions.iter().enumerate() {
            write(bottom + CAPTION_LEADING * (row + 1) as f64, CAPTION, line)?;
        }
        Ok(Self { root, slide, top: top + 14.0, bottom: bottom - 6.0 })
    }

    /// Paints the legend in as many rows as it needs, at the top of the space left.
    pub(crate) fn legend(&mut self, entries: &[(Swatch, &str)]) -> Result<(), ChartError> {
        let slide = &self.slide;
        let (mut x, mut y) = (theme::MARGIN, self.top + LEGEND_LEADING / 2.0);
        for (swatch, text) in entries {
            let width = SWATCH_WIDTH + 8.0 + LABEL.width(text);
            if x > theme::MARGIN && x + width > theme::WIDTH - theme::MARGIN {
                (x, y) = (theme::MARGIN, y + LEGEND_LEADING);
            }
            let end = x + SWATCH_WIDTH;
            match *swatch {
                Swatch::Patch(colour) => {
                    // An outline, since some are hardly darker than the paper.
                    slide.rectangle((x, y - 7.5), (end, y + 7.5), Colour::Axis)?;
                    slide.rectangle((x + 1.0, y - 6.5), (end - 1.0, y + 6.5), colour)?;
                }
                Swatch::Line(colour) => slide.line(&[(x, y), (end, y)], colour, theme::THICK)?,
            }
            slide.text((end + 8.0, y), (HPos::Left, VPos::Center), LABEL, text)?;
            x += width + 28.0;
        }
        self.top = y + LEGEND_LEADING / 2.0 + 4.0;
        Ok(())
    }
}
