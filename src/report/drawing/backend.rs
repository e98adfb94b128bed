//! plotters' way to a [`Picture`]: its drawing calls become SVG elements whose colours are open.

use std::convert::Infallible;
use std::fmt::{Arguments, Write};

use plotters::style::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle,
};

use super::font::{CAPITAL_HEIGHT, Weight, text_width};
use super::picture::Picture;
use super::theme::Colour;
use crate::typeface::with_marks_of_direction;

/// plotters' coordinates are whole numbers, so the drawing is made this much larger and shown
/// smaller through the view box: vertices land on quarter pixels.
const UNITS_PER_PIXEL: f64 = 4.0;

/// A length of pixels in the whole units of the backend.
pub(crate) fn units(pixels: f64) -> i32 {
    (pixels * UNITS_PER_PIXEL).round() as i32
}

/// A length in units of the backend, in pixels.
pub(crate) fn pixels(units: i32) -> f64 {
    f64::from(units) / UNITS_PER_PIXEL
}

/// Where plotters draws. Colours are [`Colour`]s, text is set in the embedded typeface, measured by
/// its advances and anchored at the top, the middle or the foot of its capitals.
pub(crate) struct Backend<'p> {
    picture: &'p mut Picture,
    size: (u32, u32),
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl<'p> Backend<'p> {
    pub(crate) fn new(picture: &'p mut Picture, size: (u32, u32)) -> Self {
        Self { picture, size }
    }

    /// An element up to the attribute that takes the colour.
    fn element(&mut self, element: Arguments<'_>, paint: &str, colour: BackendColor, end: &str) {
        if colour.alpha > 0.0 {
            self.picture.write(format_args!("<{element} {paint}=\""));
            self.picture.colour(Colour::from_code(colour.rgb.0));
            self.picture.write(format_args!("\"{end}\n"));
        }
    }
}

fn points(path: impl IntoIterator<Item = BackendCoord>) -> String {
    path.into_iter().fold(String::new(), |mut written, (x, y)| {
        let gap = if written.is_empty() { "" } else { " " };
        write!(written, "{gap}{x},{y}").expect("a string takes all text");
        written
    })
}

fn weight(style: FontStyle) -> Weight {
    match style {
        FontStyle::Bold => Weight::Bold,
        FontStyle::Normal | FontStyle::Oblique | FontStyle::Italic => Weight::Regular,
    }
}

/// Text as it may stand in a document, without control characters.
pub(crate) fn escaped(text: &str) -> String {
    let text = with_marks_of_direction(text);
    text.chars().fold(String::with_capacity(text.len()), |mut written, character| {
        match character {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            control if control.is_control() => written.push(' '),
            other => written.push(other),
        }
        written
    })
}

impl DrawingBackend for Backend<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, colour: BackendColor) -> Drawn {
        self.draw_rect((x, y), (x + 1, y + 1), &colour, true)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        if !fill {
            let around = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
            return self.draw_path(around, style);
        }
        let (width, height) = (right - left, bottom - top);
        let shape = format_args!(r#"rect x="{left}" y="{top}" width="{width}" height="{height}""#);
        self.element(shape, "fill", style.color(), "/>");
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let (points, width) = (points(path), style.stroke_width());
        let shape =
            format_args!(r#"polyline fill="none" stroke-width="{width}" points="{points}""#);
        self.element(shape, "stroke", style.color(), "/>");
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let points = points(path);
        self.element(format_args!(r#"polygon points="{points}""#), "fill", style.color(), "/>");
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let (paint, rest) = if fill { ("fill", "") } else { ("stroke", r#" fill="none""#) };
        let shape = format_args!(r#"circle cx="{x}" cy="{y}" r="{radius}"{rest}"#);
        self.element(shape, paint, style.color(), "/>");
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        (x, y): BackendCoord,
    ) -> Drawn {
        let text = escaped(text);
        if text.trim().is_empty() {
            return Ok(());
        }
        let anchor = match style.anchor().h_pos {
            HPos::Left => "",
            HPos::Center => r#" text-anchor="middle""#,
            HPos::Right => r#" text-anchor="end""#,
        };
        let lowered = match style.anchor().v_pos {
            VPos::Top => 1.0,
            VPos::Center => 0.5,
            VPos::Bottom => 0.0,
        };
        let bold = match weight(style.style()) {
            Weight::Regular => "",
            Weight::Bold => r#" font-weight="bold""#,
        };
        let size = style.size();
        let baseline = y + (lowered * CAPITAL_HEIGHT * size).round() as i32;
        self.element(
            format_args!(r#"text x="{x}" y="{baseline}" font-size="{size}"{anchor}{bold}"#),
            "fill",
            style.color(),
            &format!(">{text}</text>"),
        );
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let size = style.size();
        let width = text_width(text, size, weight(style.style()));
        Ok((width.ceil() as u32, (CAPITAL_HEIGHT * size).ceil() as u32))
    }
}
