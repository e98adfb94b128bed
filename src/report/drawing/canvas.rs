//! The elements of charts, in the coordinates of a panel or in the pixels of the whole picture.

use plotters::coord::Shift;
use plotters::coord::cartesian::Cartesian2d;
use plotters::drawing::DrawingArea;
use plotters::element::{
    Circle, DashedPathElement, ErrorBar, PathElement, Polygon, Rectangle, Text,
};
use plotters::series::AreaSeries;
use plotters::style::text_anchor::{HPos, VPos};
use plotters::style::{Color, ShapeStyle};

use super::ChartError;
use super::axis::Axis;
use super::backend::{Backend, pixels, units};
use super::lettering::Lettering;
use super::theme::{self, Colour};

/// plotters' coordinates of a panel, or of the whole picture.
pub(crate) type Coordinates = Cartesian2d<Axis, Axis>;

/// A point, in the coordinates of a canvas.
pub(crate) type Point = (f64, f64);

/// What is drawn on. Widths, radii and sizes are pixels whatever the coordinates.
#[derive(Clone)]
pub(crate) struct Canvas<'p>(pub(crate) DrawingArea<Backend<'p>, Coordinates>);

pub(crate) fn stroke(colour: Colour, width: f64) -> ShapeStyle {
    colour.stroke_width(units(width).unsigned_abs())
}

impl<'p> Canvas<'p> {
    /// The whole picture, whose coordinates are pixels from its top left corner.
    pub(crate) fn of_pixels(root: &DrawingArea<Backend<'p>, Shift>) -> Self {
        let (across, down) = root.get_pixel_range();
        let axis = |units: i32| Axis::bare(0.0, pixels(units));
        let range = (across.clone(), down.clone());
        Self(root.apply_coord_spec(Cartesian2d::new(axis(across.end), axis(down.end), range)))
    }

    /// Where a point lies in the picture, in pixels.
    pub(crate) fn at(&self, point: Point) -> Point {
        let (x, y) = self.0.map_coordinate(&point);
        (pixels(x), pixels(y))
    }

    pub(crate) fn line(
        &self,
        points: &[Point],
        colour: Colour,
        width: f64,
    ) -> Result<(), ChartError> {
        Ok(self.0.draw(&PathElement::new(points, stroke(colour, width)))?)
    }

    /// A thin line of dashes and gaps of these lengths, in pixels, running on through its corners.
    pub(crate) fn dashes(
        &self,
        points: &[Point],
        colour: Colour,
        width: f64,
        (dash, gap): (f64, f64),
    ) -> Result<(), ChartError> {
        let (dash, gap, style) = (units(dash), units(gap), stroke(colour, width));
        Ok(self.0.draw(&DashedPathElement::new(points.iter().copied(), dash, gap, style))?)
    }

    pub(crate) fn polygon(&self, points: &[Point], colour: Colour) -> Result<(), ChartError> {
        Ok(self.0.draw(&Polygon::new(points, colour.filled()))?)
    }

    /// What lies between an upper and a lower line.
    pub(crate) fn band(
        &self,
        high: &[Point],
        low: &[Point],
        colour: Colour,
    ) -> Result<(), ChartError> {
        let around: Vec<Point> = high.iter().chain(low.iter().rev()).copied().collect();
        self.polygon(&around, colour)
    }

    /// The central 90, 80 and 50 % between the lines of percentiles 5, 10, 25, 50, 75, 90 and 95.
    pub(crate) fn fan(&self, quantiles: &[Vec<Point>; 7]) -> Result<(), ChartError> {
        for (place, colour) in [Colour::Band90, Colour::Band80, Colour::Band50].iter().enumerate() {
            self.band(&quantiles[6 - place], &quantiles[place], *colour)?;
        }
        Ok(())
    }

    /// What lies between a line and nothing.
    pub(crate) fn area(&self, line: Vec<Point>, colour: Colour) -> Result<(), ChartError> {
        for element in AreaSeries::new(line, 0.0, colour.filled()) {
            self.0.draw(&element)?;
        }
        Ok(())
    }

    /// A filled rectangle between two opposite corners.
    pub(crate) fn rectangle(
        &self,
        from: Point,
        to: Point,
        colour: Colour,
    ) -> Result<(), ChartError> {
        Ok(self.0.draw(&Rectangle::new([from, to], colour.filled()))?)
    }

    pub(crate) fn dot(&self, centre: Point, radius: f64, colour: Colour) -> Result<(), ChartError> {
        Ok(self.0.draw(&Circle::new(centre, units(radius), colour.filled()))?)
    }

    /// A dot with a horizontal interval, whose caps reach `half` pixels to each side.
    pub(crate) fn interval(
        &self,
        y: f64,
        [low, middle, high]: [f64; 3],
        colour: Colour,
        half: f64,
    ) -> Result<(), ChartError> {
        let style = stroke(colour, theme::THIN).filled();
        let width = units(2.0 * half).unsigned_abs();
        Ok(self.0.draw(&ErrorBar::new_horizontal(y, low, middle, high, style, width))?)
    }

    /// One line of text, at this point of its capitals.
    pub(crate) fn text(
        &self,
        at: Point,
        (across, up): (HPos, VPos),
        lettering: Lettering,
        text: &str,
    ) -> Result<(), ChartError> {
        Ok(self.0.draw(&Text::new(text, at, lettering.style(across, up)))?)
    }

    /// A text centred on its height, on a plate of paper that hides what lies behind; in the
    /// coordinates of pixels.
    pub(crate) fn plated_text(
        &self,
        (x, y): Point,
        across: HPos,
        lettering: Lettering,
        text: &str,
    ) -> Result<(), ChartError> {
        let width = lettering.width(text);
        let left = match across {
            HPos::Left => x,
            HPos::Center => x - width / 2.0,
            HPos::Right => x - width,
        };
        let half = lettering.size * 0.58;
        self.rectangle((left - 3.0, y - half), (left + width + 3.0, y + half), Colour::Paper)?;
        self.text((x, y), (across, VPos::Center), lettering, text)
    }
}
