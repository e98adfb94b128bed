//! The drawing surface: plotters' SVG backend with lengths in pixels, text placed by its baseline.

use plotters::coord::Shift;
use plotters::element::{CoordMapper, Drawable, PointCollection};
use plotters::prelude::{
    Circle, DrawingArea, IntoDrawingArea, PathElement, Polygon, Rectangle, SVGBackend, Text,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle};

use super::ChartError;
use super::font::{self, Weight, text_width};
use super::picture::{Colours, Picture};
use super::theme::Colour;

/// plotters' coordinates are whole numbers, so the drawing is made this much larger and shown
/// smaller through the view box: vertices land on quarter pixels.
const SUBPIXELS: f64 = 4.0;

/// plotters divides the font size by this before writing it into the SVG.
const PLOTTERS_FONT_SCALE: f64 = 1.24;
/// Distance from plotters' top anchor down to the baseline, in units of the font size.
const TOP_TO_BASELINE: f64 = 0.76;

/// Which point of a text its x coordinate means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// Size, weight and colour of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lettering {
    pub size: f64,
    pub weight: Weight,
    pub colour: Colour,
}

impl Lettering {
    pub(super) const fn new(size: f64, colour: Colour) -> Self {
        Self { size, weight: Weight::Regular, colour }
    }

    pub(super) const fn bold(self) -> Self {
        Self { weight: Weight::Bold, ..self }
    }

    pub(super) fn width(&self, text: &str) -> f64 {
        text_width(text, self.size, self.weight)
    }

    /// The text itself if it fits into `room`, else as much of it as fits with an ellipsis.
    pub(super) fn shorten(&self, text: &str, room: f64) -> String {
        if self.width(text) <= room {
            return text.to_owned();
        }
        let mut kept = text.to_owned();
        while kept.pop().is_some() {
            let candidate = format!("{}…", kept.trim_end());
            if self.width(&candidate) <= room {
                return candidate;
            }
        }
        String::new()
    }

    /// Like [`Lettering::shorten`], leaving out the middle: names often differ only at the end.
    pub(super) fn shorten_middle(&self, text: &str, room: f64) -> String {
        if self.width(text) <= room {
            return text.to_owned();
        }
        let letters: Vec<char> = text.chars().collect();
        for kept in (2..letters.len()).rev() {
            let (start, end) = (kept - kept / 2, kept / 2);
            let candidate: String = letters[..start]
                .iter()
                .chain(&['…'])
                .chain(&letters[letters.len() - end..])
                .collect();
            if self.width(&candidate) <= room {
                return candidate;
            }
        }
        self.shorten(text, room)
    }

    /// Like [`Lettering::wrap`], with lines of about the same width.
    pub(super) fn wrap_evenly(&self, text: &str, room: f64, most: usize) -> Vec<String> {
        let widest = self.wrap(text, room, most);
        let needed = widest.len();
        if needed < 2 || self.width(text) > room * needed as f64 * 0.95 {
            return widest;
        }
        let narrower =
            |percent: u32| self.wrap(text, room * f64::from(percent) / 100.0, needed + 1);
        let fits =
            |lines: &Vec<String>| lines.len() == needed && lines.iter().all(|l| !l.ends_with('…'));
        (66..100).step_by(2).map(narrower).find(fits).unwrap_or(widest)
    }

    /// Breaks a text between words into at most `most` lines no wider than `room`.
    pub(super) fn wrap(&self, text: &str, room: f64, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        // Not at no-break spaces, which hold a number and its unit together.
        for word in text.split([' ', '\n', '\t']).filter(|word| !word.is_empty()) {
            match lines.last_mut() {
                Some(line) if self.width(&format!("{line} {word}")) <= room => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        if lines.len() > most {
            let rest = lines.split_off(most.saturating_sub(1)).join(" ");
            lines.push(rest);
        }
        lines.iter().map(|line| self.shorten(line, room)).collect()
    }
}

/// A chart being drawn.
pub(super) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
    colours: Colours,
}

/// Draws a chart of the given size, its title the name that a screen reader says.
pub(super) fn draw(
    title: &str,
    (width, height): (f64, f64),
    paint: impl FnOnce(&Canvas<'_>) -> Result<(), ChartError>,
) -> Result<Picture, ChartError> {
    let mut svg = String::new();
    let size = (pixels(width).unsigned_abs(), pixels(height).unsigned_abs());
    let colours = {
        let canvas = Canvas {
            area: SVGBackend::with_string(&mut svg, size).into_drawing_area(),
            colours: Colours::default(),
        };
        paint(&canvas)?;
        canvas.area.present().map_err(|error| ChartError::Draw(error.to_string()))?;
        canvas.colours
    };
    let (_, body) =
        svg.split_once('>').ok_or_else(|| ChartError::Draw("empty drawing".to_owned()))?;
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {} {}\" stroke-linejoin=\"round\" role=\"img\" aria-label=\"{}\">{body}",
        size.0,
        size.1,
        attribute(title)
    );
    Ok(colours.picture(&svg))
}

/// Text as the value of an attribute.
fn attribute(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            control if control.is_control() => written.push(' '),
            other => written.push(other),
        }
    }
    written
}

fn pixels(length: f64) -> i32 {
    (length * SUBPIXELS).round() as i32
}

fn stroke(colour: RGBColor, width: f64) -> ShapeStyle {
    ShapeStyle {
        color: colour.to_rgba(),
        filled: false,
        stroke_width: pixels(width).unsigned_abs(),
    }
}

type Points = [(f64, f64)];

fn vertices(points: &Points) -> Vec<(i32, i32)> {
    points.iter().map(|&(x, y)| (pixels(x), pixels(y))).collect()
}

impl<'a> Canvas<'a> {
    fn add<E, B>(&self, element: &E) -> Result<(), ChartError>
    where
        B: CoordMapper,
        for<'e> &'e E: PointCollection<'e, (i32, i32), B>,
        E: Drawable<SVGBackend<'a>, B>,
    {
        self.area.draw(element).map_err(|error| ChartError::Draw(error.to_string()))
    }

    pub(super) fn line(
        &self,
        points: &Points,
        colour: Colour,
        width: f64,
    ) -> Result<(), ChartError> {
        self.add(&PathElement::new(vertices(points), stroke(self.colours.mark(colour), width)))
    }

    /// A line of dashes of length `dash` with gaps of length `gap`, running on through its corners.
    pub(super) fn dashes(
        &self,
        points: &Points,
        colour: Colour,
        width: f64,
        (dash, gap): (f64, f64),
    ) -> Result<(), ChartError> {
        let (mut drawing, mut left) = (true, dash);
        let mut current: Vec<(f64, f64)> = points.first().copied().into_iter().collect();
        for pair in points.windows(2) {
            let ((mut x, mut y), (to_x, to_y)) = (pair[0], pair[1]);
            loop {
                let rest = ((to_x - x) * (to_x - x) + (to_y - y) * (to_y - y)).sqrt();
                if rest <= left {
                    left -= rest;
                    current.push((to_x, to_y));
                    break;
                }
                x += (to_x - x) * left / rest;
                y += (to_y - y) * left / rest;
                current.push((x, y));
                if drawing {
                    self.line(&current, colour, width)?;
                }
                drawing = !drawing;
                left = if drawing { dash } else { gap };
                current = vec![(x, y)];
            }
        }
        if drawing && current.len() > 1 {
            self.line(&current, colour, width)?;
        }
        Ok(())
    }

    pub(super) fn polygon(&self, points: &Points, colour: Colour) -> Result<(), ChartError> {
        self.add(&Polygon::new(vertices(points), self.colours.mark(colour).filled()))
    }

    /// A filled rectangle between two opposite corners.
    pub(super) fn rectangle(
        &self,
        from: (f64, f64),
        to: (f64, f64),
        colour: Colour,
    ) -> Result<(), ChartError> {
        let corners =
            vertices(&[(from.0.min(to.0), from.1.min(to.1)), (from.0.max(to.0), from.1.max(to.1))]);
        self.add(&Rectangle::new([corners[0], corners[1]], self.colours.mark(colour).filled()))
    }

    pub(super) fn dot(
        &self,
        centre: (f64, f64),
        radius: f64,
        colour: Colour,
    ) -> Result<(), ChartError> {
        let centre = (pixels(centre.0), pixels(centre.1));
        self.add(&Circle::new(centre, pixels(radius), self.colours.mark(colour).filled()))
    }

    /// One line of text whose baseline lies at `y`.
    pub(super) fn text(
        &self,
        (x, y): (f64, f64),
        anchor: Anchor,
        lettering: Lettering,
        text: &str,
    ) -> Result<(), ChartError> {
        let printable: String = text
            .chars()
            .map(|character| if character.is_control() { ' ' } else { character })
            .collect();
        if printable.trim().is_empty() {
            return Ok(());
        }
        let size = lettering.size * SUBPIXELS;
        let style = match lettering.weight {
            Weight::Regular => FontStyle::Normal,
            Weight::Bold => FontStyle::Bold,
        };
        let horizontal = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let font = FontDesc::new(FontFamily::Name(font::FAMILY), size * PLOTTERS_FONT_SCALE, style);
        let colour = self.colours.mark(lettering.colour);
        let style = TextStyle::from(font).color(&colour).pos(Pos::new(horizontal, VPos::Top));
        let top = (pixels(x), pixels(y - TOP_TO_BASELINE * lettering.size));
        self.add(&Text::new(printable, top, style))
    }

    /// Like [`Canvas::text`], with `y` in the middle of the capitals.
    pub(super) fn text_centred(
        &self,
        (x, y): (f64, f64),
        anchor: Anchor,
        lettering: Lettering,
        text: &str,
    ) -> Result<(), ChartError> {
        self.text((x, y + font::CAPITAL_HEIGHT / 2.0 * lettering.size), anchor, lettering, text)
    }

    /// Like [`Canvas::text_centred`], on a plate of paper that hides what lies behind.
    pub(super) fn plated_text(
        &self,
        (x, y): (f64, f64),
        anchor: Anchor,
        lettering: Lettering,
        text: &str,
    ) -> Result<(), ChartError> {
        let width = lettering.width(text);
        let left = match anchor {
            Anchor::Start => x,
            Anchor::Middle => x - width / 2.0,
            Anchor::End => x - width,
        };
        let half = lettering.size * 0.58;
        self.rectangle((left - 3.0, y - half), (left + width + 3.0, y + half), Colour::Paper)?;
        self.text_centred((x, y), anchor, lettering, text)
    }
}
