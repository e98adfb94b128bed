//! Exceedance curves: the probability that a total lies above x.

use super::canvas::{self, Anchor, Canvas};
use super::frame::{self, LABEL, Swatch, Wording};
use super::label_column::spread;
use super::panel::{Panel, Scale};
use super::quantity::{Measure, Unit, covering_ticks, per_cent, three_digits};
use super::theme::{Colour, Theme};
use super::{ANY, ChartError, NOT_NEGATIVE, PROBABILITY, check, theme};

/// One point of an exceedance curve.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ExceedancePoint {
    /// Tonnes or USD.
    pub x: f64,
    /// P(total > x).
    pub probability: f64,
    /// Lower end of the interval of the probability.
    pub low: f64,
    /// Upper end of the interval of the probability.
    pub high: f64,
}

/// A quantile to mark on the curve.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExceedanceMarker {
    /// Its name, e.g. "P95".
    pub label: String,
    /// Tonnes or USD.
    pub x: f64,
    /// P(total > x), e.g. 0.05.
    pub probability: f64,
}

/// Input of [`exceedance`].
#[derive(Clone, Debug, PartialEq)]
pub struct Exceedance {
    /// Title and caption.
    pub wording: Wording,
    /// Tonnes (a shortfall, which may be nothing at all) or dollars (a cost).
    pub measure: Measure,
    /// The name of the total, e.g. "Total shortfall" or "Total cost".
    pub quantity: String,
    /// The curve by rising x.
    pub points: Vec<ExceedancePoint>,
    /// Quantiles to mark; leave out those that do not exist or lie in the atom at zero.
    pub markers: Vec<ExceedanceMarker>,
}

impl Exceedance {
    /// The unit of the axis.
    fn unit(&self) -> Unit {
        let largest = self.points.iter().map(|point| point.x.abs()).chain(self.markers.iter().map(|marker| marker.x.abs()));
        self.measure.unit(largest.fold(0.0, f64::max))
    }

    /// An amount as the chart writes it, in the unit of its axis: `1,510 t`.
    pub fn amount(&self, amount: f64) -> String {
        let unit = self.unit();
        format!("{} {}", three_digits(amount / unit.size), unit.symbol)
    }
}

/// Draws P(total > x) with its confidence band, the marked quantiles, and for tonnes the share
/// of futures without any.
///
/// # Errors
/// [`ChartError`] for no point, negative tonnes, numbers that are not finite or no probabilities,
/// and points out of order.
pub fn exceedance(chart: &Exceedance, theme: Theme) -> Result<String, ChartError> {
    let points = &chart.points;
    let tonnes = chart.measure == Measure::Tonnes;
    let Some(first) = points.first() else {
        return Err(ChartError::Empty("point"));
    };
    let bounds = if tonnes { NOT_NEGATIVE } else { ANY };
    check("x", points.iter().map(|point| point.x), bounds)?;
    check("probability", points.iter().flat_map(|p| [p.probability, p.low, p.high]), PROBABILITY)?;
    check("marker x", chart.markers.iter().map(|marker| marker.x), bounds)?;
    check("marker probability", chart.markers.iter().map(|marker| marker.probability), PROBABILITY)?;
    if let Some(position) = points.windows(2).position(|pair| pair[1].x < pair[0].x) {
        let value = points[position + 1].x;
        return Err(ChartError::Value { what: "x out of order", position: position + 1, value });
    }

    let span = || points.iter().map(|p| p.x).chain(chart.markers.iter().map(|marker| marker.x));
    let unit = chart.unit();
    let (least, most) = (span().fold(f64::INFINITY, f64::min), span().fold(f64::NEG_INFINITY, f64::max));
    let least = if tonnes { 0.0 } else { least };
    let across = covering_ticks(least / unit.size, most / unit.size, 7);
    let highest = points.iter().map(|point| point.high).fold(0.0, f64::max);
    let never = points.iter().all(|point| point.probability == 0.0);
    let whole = highest > 0.4;
    let top = if whole {
        1.0
    } else if never {
        highest.max(0.01)
    } else {
        highest
    };
    let up = covering_ticks(0.0, 100.0 * top, 5);

    canvas::draw(&chart.wording.title, (theme::WIDTH, theme::HEIGHT), theme, |canvas| {
        let body = frame::words(canvas, &chart.wording, theme::HEIGHT)?;
        let name = chart.quantity.to_lowercase();
        let body = frame::legend(
            canvas,
            body,
            &[
                (Swatch::Line(Colour::Curve), &format!("probability that the {name} is above x")),
                (Swatch::Patch(Colour::Pale), "95 % interval"),
            ],
        )?;
        let panel = Panel::within(body, &up, 20.0);
        panel.left_axis(canvas, &up, "Probability [%]")?;
        let (horizontal, vertical) = (panel.horizontal(&across), panel.vertical(&up));
        let place = |x: f64, p: f64| (horizontal.at(x / unit.size), vertical.at(100.0 * p));
        let mut band: Vec<(f64, f64)> = points.iter().map(|p| place(p.x, p.high)).collect();
        band.extend(points.iter().rev().map(|p| place(p.x, p.low)));
        canvas.polygon(&band, Colour::Pale)?;
        let curve: Vec<(f64, f64)> = points.iter().map(|p| place(p.x, p.probability)).collect();
        canvas.line(&curve, Colour::Curve, theme::THICK)?;
        panel.base_line(canvas)?;
        let title = format!("{}, x [{}]", chart.quantity, unit.symbol);
        panel.bottom_axis(canvas, &across, &title)?;
        if never {
            let text = if tonnes {
                format!("No shortfall in any trial; its probability is at most {} (95\u{a0}% bound)", per_cent(first.high))
            } else {
                "Nothing in any trial".to_owned()
            };
            return panel.message(canvas, &text);
        }
        if tonnes {
            explain_atom(canvas, first.probability, whole, panel, vertical)?;
        }
        mark(canvas, chart, unit, panel, (horizontal, vertical))
    })
}

/// Says how many futures have no shortfall at all, beside the gap the curve leaves below 100 %.
fn explain_atom(canvas: &Canvas<'_>, short: f64, whole: bool, panel: Panel, vertical: Scale) -> Result<(), ChartError> {
    let text = if short < 1.0 {
        format!("no shortfall in {} of futures", per_cent(1.0 - short))
    } else {
        "a shortfall in every trial".to_owned()
    };
    let (from, to) = (vertical.at(100.0 * short), panel.top);
    let x = panel.left + 10.0;
    if whole && from - to > 34.0 {
        canvas.line(&[(x, to + 2.0), (x, from - 5.0)], Colour::Accent, theme::THICK)?;
        for y in [to + 2.0, from - 5.0] {
            canvas.line(&[(x - 6.0, y), (x + 6.0, y)], Colour::Accent, theme::THICK)?;
        }
        canvas.plated_text((x + 14.0, (from + to) / 2.0), Anchor::Start, LABEL.bold(), &text)
    } else {
        let text = if short < 1.0 { format!("{text}: the curve starts at {}", per_cent(short)) } else { text };
        let corner = (panel.right - 8.0, panel.top + 16.0);
        canvas.plated_text(corner, Anchor::End, LABEL.bold(), &text)
    }
}

fn mark(
    canvas: &Canvas<'_>,
    chart: &Exceedance,
    unit: Unit,
    panel: Panel,
    (horizontal, vertical): (Scale, Scale),
) -> Result<(), ChartError> {
    let places: Vec<(f64, f64)> = chart
        .markers
        .iter()
        .map(|marker| (horizontal.at(marker.x / unit.size), vertical.at(100.0 * marker.probability)))
        .collect();
    let wanted: Vec<f64> = places.iter().map(|(_, y)| y - 20.0).collect();
    let heights = spread(&wanted, 22.0, panel.top + 40.0, panel.bottom - 14.0);
    for ((marker, &(x, y)), &height) in chart.markers.iter().zip(&places).zip(&heights) {
        canvas.dashes(&[(x, y), (x, panel.bottom)], Colour::Axis, theme::THIN, (3.0, 4.0))?;
        canvas.dot((x, y), 6.5, Colour::Paper)?;
        canvas.dot((x, y), 5.0, Colour::Accent)?;
        let text = format!("{}: {}", marker.label, chart.amount(marker.x));
        let text = LABEL.shorten(&text, 300.0);
        let width = LABEL.width(&text);
        if x + 12.0 + width <= panel.right + 18.0 {
            canvas.plated_text((x + 12.0, height), Anchor::Start, LABEL, &text)?;
        } else {
            canvas.plated_text((x - 2.0, height), Anchor::End, LABEL, &text)?;
        }
    }
    Ok(())
}
