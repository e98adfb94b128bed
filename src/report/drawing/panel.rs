//! The rectangle of a chart in which data are drawn, with its axes: plotters' chart and mesh in the
//! style of the house.

use plotters::chart::{ChartBuilder, ChartContext, LabelAreaPosition};
use plotters::style::TRANSPARENT;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::ChartError;
use super::axis::Axis;
use super::backend::{Backend, units};
use super::canvas::{Canvas, Coordinates, Point, stroke};
use super::frame::{Frame, TEXT_ROOM};
use super::label_column::spread;
use super::lettering::{LABEL, Lettering, MESSAGE, TICK};
use super::theme::{self, Colour};

/// Length of a tick; its label stands at twice the distance.
const TICK_LENGTH: f64 = 5.5;
/// Room below a panel for tick labels and the axis title.
pub(crate) const BELOW_PANEL: f64 = 58.0;

/// The rectangle of a panel, in pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Panel {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
}

impl Panel {
    /// The panel in the space left that leaves room for a titled vertical axis, a horizontal axis,
    /// and `right` pixels beyond its right edge.
    pub(crate) fn within(frame: &Frame<'_>, axis: &Axis, right: f64) -> Self {
        Self {
            left: theme::MARGIN + (TICK.widest(&axis.labels) + 2.0 * TICK_LENGTH).max(48.0),
            right: theme::WIDTH - theme::MARGIN - right,
            top: frame.top + 34.0,
            bottom: frame.bottom - BELOW_PANEL,
        }
    }

    pub(crate) fn width(&self) -> f64 {
        self.right - self.left
    }
}

type Chart<'p> = ChartContext<'p, Backend<'p>, Coordinates>;

/// A panel with its axes.
pub(crate) struct Plot<'f, 'p> {
    frame: &'f Frame<'p>,
    chart: Chart<'p>,
    pub panel: Panel,
    /// The inside of the panel, in the coordinates of its axes.
    pub data: Canvas<'p>,
}

fn build<'p>(
    frame: &Frame<'p>,
    panel: Panel,
    side: LabelAreaPosition,
    (x, y): (Axis, Axis),
) -> Result<Chart<'p>, ChartError> {
    let (width, height) = frame.root.dim_in_pixel();
    let (left, right) = (units(panel.left), width as i32 - units(panel.right));
    let mut builder = ChartBuilder::on(&frame.root);
    builder.margin_top(units(panel.top)).x_label_area_size(height as i32 - units(panel.bottom));
    match side {
        LabelAreaPosition::Right => builder.margin_left(left).right_y_label_area_size(right),
        _ => builder.margin_right(right).y_label_area_size(left),
    };
    Ok(builder.build_cartesian_2d(x, y)?)
}

impl<'f, 'p> Plot<'f, 'p> {
    pub(crate) fn new(
        frame: &'f Frame<'p>,
        panel: Panel,
        x: Axis,
        y: Axis,
    ) -> Result<Self, ChartError> {
        let chart = build(frame, panel, LabelAreaPosition::Left, (x, y))?;
        let data = Canvas(chart.plotting_area().clone());
        Ok(Self { frame, chart, panel, data })
    }

    fn slide(&self) -> &'f Canvas<'p> {
        &self.frame.slide
    }

    /// Where a point of the data lies in the picture, in pixels.
    pub(crate) fn at(&self, point: Point) -> Point {
        self.data.at(point)
    }

    /// The length in pixels of 1 along the horizontal axis.
    pub(crate) fn slot(&self) -> f64 {
        let range = self.chart.x_range();
        self.panel.width() / (range.end - range.start)
    }

    /// Horizontal grid lines, tick labels and, above the panel, the title of the left axis. The
    /// title lies flat: a reader should not have to tilt the head.
    pub(crate) fn left_axis(&mut self, title: &str) -> Result<(), ChartError> {
        self.left_axis_titled_at(self.panel.top, title)
    }

    /// The same, its title above another height than the top of the panel.
    pub(crate) fn left_axis_titled_at(&mut self, top: f64, title: &str) -> Result<(), ChartError> {
        self.chart
            .configure_mesh()
            .disable_x_mesh()
            .disable_x_axis()
            .bold_line_style(stroke(Colour::Grid, theme::HAIRLINE))
            .axis_style(TRANSPARENT)
            .label_style(TICK.style(HPos::Right, VPos::Center))
            .set_all_tick_mark_size(units(TICK_LENGTH))
            .draw()?;
        let at = (theme::MARGIN, top - 17.0);
        let title = LABEL.shorten(title, TEXT_ROOM);
        self.slide().text(at, (HPos::Left, VPos::Bottom), LABEL, &title)
    }

    /// The names of rows, left of the panel.
    pub(crate) fn row_names(&mut self, lettering: Lettering) -> Result<(), ChartError> {
        Ok(self
            .chart
            .configure_mesh()
            .disable_mesh()
            .disable_x_axis()
            .axis_style(TRANSPARENT)
            .label_style(lettering.style(HPos::Right, VPos::Center))
            .set_all_tick_mark_size(units(TICK_LENGTH))
            .draw()?)
    }

    /// Vertical grid lines.
    pub(crate) fn vertical_grid(&mut self) -> Result<(), ChartError> {
        Ok(self
            .chart
            .configure_mesh()
            .disable_y_mesh()
            .disable_axes()
            .bold_line_style(stroke(Colour::Grid, theme::HAIRLINE))
            .draw()?)
    }

    /// Ticks and labels of a second reading at the right edge, and its title above.
    pub(crate) fn right_axis(&self, axis: Axis, title: &str) -> Result<(), ChartError> {
        let across = Axis::bare(0.0, 1.0);
        build(self.frame, self.panel, LabelAreaPosition::Right, (across, axis))?
            .configure_mesh()
            .disable_mesh()
            .disable_x_axis()
            .axis_style(stroke(Colour::Axis, theme::HAIRLINE))
            .label_style(TICK.style(HPos::Left, VPos::Center))
            .set_all_tick_mark_size(units(TICK_LENGTH))
            .draw()?;
        let end = (theme::WIDTH - theme::MARGIN, self.panel.top - 17.0);
        self.slide().text(end, (HPos::Right, VPos::Bottom), LABEL, title)
    }

    /// The line at the bottom with ticks, labels and title; drawn after the data, so that bars
    /// stand on it.
    pub(crate) fn bottom_axis(&mut self, title: &str) -> Result<(), ChartError> {
        self.bottom_axis_with_title_at(f64::midpoint(self.panel.left, self.panel.right), title)
    }

    /// The same, its title in the middle of so many periods.
    pub(crate) fn period_axis(&mut self, count: usize, title: &str) -> Result<(), ChartError> {
        self.bottom_axis_with_title_at(self.at((count as f64 / 2.0, 0.0)).0, title)
    }

    fn bottom_axis_with_title_at(&mut self, x: f64, title: &str) -> Result<(), ChartError> {
        let style = TICK.style(HPos::Center, VPos::Top);
        self.chart
            .configure_mesh()
            .disable_mesh()
            .disable_y_axis()
            .axis_style(stroke(Colour::Axis, theme::THIN))
            .label_style(style.pos(Pos::new(HPos::Center, VPos::Top)))
            .set_all_tick_mark_size(units(TICK_LENGTH))
            .draw()?;
        let title = LABEL.shorten(title, self.panel.width().min(2.0 * (x - self.panel.left)));
        let at = (x, self.panel.bottom + BELOW_PANEL - 8.0);
        self.slide().text(at, (HPos::Center, VPos::Bottom), LABEL, &title)
    }

    /// The points that a title speaks of: dots with their values beside them.
    pub(crate) fn marks(&self, marks: &[(Point, String)]) -> Result<(), ChartError> {
        let Panel { left, right, top, bottom } = self.panel;
        let at: Vec<Point> = marks.iter().map(|(point, _)| self.at(*point)).collect();
        // Above the dot: beside it a line that goes on would be hidden.
        let wanted: Vec<f64> = at.iter().map(|(_, y)| y - 12.0).collect();
        let heights = spread(&wanted, theme::LABEL_SIZE * 1.4, top + 10.0, bottom - 12.0);
        for ((&(x, y), (_, text)), &height) in at.iter().zip(marks).zip(&heights) {
            let slide = self.slide();
            slide.dot((x, y), 6.5, Colour::Paper)?;
            slide.dot((x, y), 5.0, Colour::Accent)?;
            let fits = x + 12.0 + LABEL.width(text) <= right;
            let (start, side) = match fits || x - left < right - x {
                true => (x + 12.0, HPos::Left),
                false => (x - 12.0, HPos::Right),
            };
            slide.plated_text((start, height), side, LABEL, text)?;
        }
        Ok(())
    }

    /// A sentence in the middle of a panel that has nothing to show.
    pub(crate) fn message(&self, text: &str) -> Result<(), ChartError> {
        let Panel { left, right, top, bottom } = self.panel;
        let lines = MESSAGE.wrap_evenly(text, self.panel.width() * 0.8, 3);
        let (x, middle) = (f64::midpoint(left, right), f64::midpoint(top, bottom));
        let first = middle - 15.0 * (lines.len().saturating_sub(1)) as f64;
        for (row, line) in lines.iter().enumerate() {
            let at = (x, first + 30.0 * row as f64);
            self.slide().plated_text(at, HPos::Center, MESSAGE, line)?;
        }
        Ok(())
    }
}
