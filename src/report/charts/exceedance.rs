//! Exceedance curves: the probability that a total lies above x.

use super::canvas::{self, Anchor, Canvas};
use super::frame::{self, LABEL, Wording};
use super::label_column::spread;
use super::panel::{Panel, Scale};
use super::picture::Picture;
use super::quantity::{Measure, Unit, covering_ticks, per_cent, three_digits};
use super::theme::Colour;
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
    /// The unit of the axis, in which what it shows reads best.
    fn unit(&self) -> Unit {
        let ends = [self.points.first().map_or(0.0, |point| point.x), tail_end(&self.points)];
        let shown = ends.into_iter().chain(self.markers.iter().map(|marker| marker.x));
        self.measure.unit(shown.map(f64::abs).fold(0.0, f64::max))
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
pub fn exceedance(chart: &Exceedance) -> Result<Picture, ChartError> {
    let points = &chart.points;
    let tonnes = chart.measure == Measure::Tonnes;
    let Some(first) = points.first() else {
        return Err(ChartError::Empty("point"));
    };
    let bounds = if tonnes { NOT_NEGATIVE } else { ANY };
    check("x", points.iter().map(|point| point.x), bounds)?;
    check("probability", points.iter().flat_map(|p| [p.probability, p.low, p.high]), PROBABILITY)?;
    check("marker x", chart.markers.iter().map(|marker| marker.x), bounds)?;
    check(
        "marker probability",
        chart.markers.iter().map(|marker| marker.probability),
        PROBABILITY,
    )?;
    if let Some(position) = points.windows(2).position(|pair| pair[1].x < pair[0].x) {
        let value = points[position + 1].x;
        return Err(ChartError::Value { what: "x out of order", position: position + 1, value });
    }

    let unit = chart.unit();
    let marked = chart.markers.iter().map(|marker| marker.x).fold(f64::NEG_INFINITY, f64::max);
    let least = if tonnes {
        0.0
    } else {
        chart.markers.iter().map(|marker| marker.x).fold(first.x, f64::min)
    };
    let across = covering_ticks(least / unit.size, tail_end(points).max(marked) / unit.size, 7);
    let end = across.high * unit.size;
    let shown = up_to(points, end);
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

    canvas::draw(&chart.wording.title, (theme::WIDTH, theme::HEIGHT), |canvas| {
        let body = frame::words(canvas, &chart.wording, theme::HEIGHT)?;
        let panel = Panel::within(body, &up, 20.0);
        let name = chart.quantity.to_lowercase();
        panel.left_axis(canvas, &up, &format!("Probability that the {name} is above x [%]"))?;
        let (horizontal, vertical) = (panel.horizontal(&across), panel.vertical(&up));
        let place = |x: f64, p: f64| (horizontal.at(x / unit.size), vertical.at(100.0 * p));
        let shown = thinned(&shown, |point| place(point.x, point.probability));
        let curve: Vec<(f64, f64)> = shown.iter().map(|p| place(p.x, p.probability)).collect();
        if !never {
            let mut band: Vec<(f64, f64)> = shown.iter().map(|p| place(p.x, p.high)).collect();
            band.extend(shown.iter().rev().map(|p| place(p.x, p.low)));
            canvas.polygon(&band, Colour::Pale)?;
            canvas.line(&curve, Colour::Curve, theme::THICK)?;
        }
        panel.base_line(canvas)?;
        let greatest = points.last().map(|point| point.x).filter(|&x| x > end && !never);
        let beyond = greatest
            .map(|x| format!("; the greatest of all is {}", chart.amount(x)))
            .unwrap_or_default();
        let title = format!("{}, x [{}]{beyond}", chart.quantity, unit.symbol);
        panel.bottom_axis(canvas, &across, &title)?;
        if never {
            let text = if tonnes {
                format!(
                    "No shortfall in any trial; its probability is at most {} (95\u{a0}% bound)",
                    per_cent(first.high)
                )
            } else {
                "Nothing in any trial".to_owned()
            };
            return panel.message(canvas, &text);
        }
        if tonnes {
            explain_atom(canvas, first.probability, whole, panel, vertical)?;
        }
        mark(canvas, chart, panel, (horizontal, vertical), &curve)
    })
}

/// Where the picture may end: a longer axis would show little but the last few trials.
fn tail_end(points: &[ExceedancePoint]) -> f64 {
    const REST: f64 = 1e-3;
    let short = points.first().map_or(0.0, |point| point.probability);
    // Of something rare, a twentieth is left out at most.
    let rest = if short > 20.0 * REST { REST } else { short / 20.0 };
    let last = points.iter().find(|point| point.probability <= rest).or(points.last());
    last.map_or(0.0, |point| point.x)
}

/// The curve up to `end`, with a point there.
fn up_to(points: &[ExceedancePoint], end: f64) -> Vec<ExceedancePoint> {
    let inside = points.iter().take_while(|point| point.x <= end).count();
    let mut shown = points[..inside].to_vec();
    if let (Some(&last), Some(next)) = (shown.last(), points.get(inside)) {
        let part = (end - last.x) / (next.x - last.x);
        let between = |of: fn(&ExceedancePoint) -> f64| of(&last) + part * (of(next) - of(&last));
        shown.push(ExceedancePoint {
            x: end,
            probability: between(|p| p.probability),
            low: between(|p| p.low),
            high: between(|p| p.high),
        });
    }
    shown
}

/// Leaves out points less than a pixel from the one before: a long run has thousands.
fn thinned(
    points: &[ExceedancePoint],
    place: impl Fn(&ExceedancePoint) -> (f64, f64),
) -> Vec<ExceedancePoint> {
    let mut kept: Vec<ExceedancePoint> = Vec::new();
    let mut before = (f64::NEG_INFINITY, f64::NEG_INFINITY);
    for (position, point) in points.iter().enumerate() {
        let (x, y) = place(point);
        if (x - before.0).abs() >= 1.0
            || (y - before.1).abs() >= 1.0
            || position + 1 == points.len()
        {
            kept.push(*point);
            before = (x, y);
        }
    }
    kept
}

/// Says how many futures have no shortfall at all, beside the gap the curve leaves below 100 %.
fn explain_atom(
    canvas: &Canvas<'_>,
    short: f64,
    whole: bool,
    panel: Panel,
    vertical: Scale,
) -> Result<(), ChartError> {
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
        let text = if short < 1.0 {
            format!("{text}: the curve starts at {}", per_cent(short))
        } else {
            text
        };
        let corner = (panel.right - 8.0, panel.top + 16.0);
        canvas.plated_text(corner, Anchor::End, LABEL.bold(), &text)
    }
}

/// Marks the quantiles on the curve, given in pixels, and writes their values beside it.
fn mark(
    canvas: &Canvas<'_>,
    chart: &Exceedance,
    panel: Panel,
    (horizontal, vertical): (Scale, Scale),
    curve: &[(f64, f64)],
) -> Result<(), ChartError> {
    let unit = chart.unit();
    let texts: Vec<String> = chart
        .markers
        .iter()
        .map(|marker| {
            LABEL.shorten(&format!("{}: {}", marker.label, chart.amount(marker.x)), 300.0)
        })
        .collect();
    let places: Vec<(f64, f64)> = chart
        .markers
        .iter()
        .map(|marker| {
            (horizontal.at(marker.x / unit.size), vertical.at(100.0 * marker.probability))
        })
        .collect();
    // To the right of its dot a label is above the falling curve; at the edge, where it begins
    // further left, it has to clear a higher part of it.
    let lefts: Vec<f64> = places
        .iter()
        .zip(&texts)
        .map(|((x, _), text)| (x + 12.0).min(panel.right + 18.0 - LABEL.width(text)))
        .collect();
    let above =
        |left: f64| curve.iter().rev().find(|(x, _)| *x <= left).map_or(panel.bottom, |(_, y)| *y);
    let wanted: Vec<f64> = places
        .iter()
        .zip(&lefts)
        .map(
            |((x, y), &left)| if left < *x { (y - 20.0).min(above(left) - 18.0) } else { y - 20.0 },
        )
        .collect();
    let heights = spread(&wanted, 22.0, panel.top + 40.0, panel.bottom - 14.0);
    for (&(x, y), ((text, &left), &height)) in
        places.iter().zip(texts.iter().zip(&lefts).zip(&heights))
    {
        canvas.dashes(&[(x, y), (x, panel.bottom)], Colour::Axis, theme::THIN, (3.0, 4.0))?;
        canvas.dot((x, y), 6.5, Colour::Paper)?;
        canvas.dot((x, y), 5.0, Colour::Accent)?;
        canvas.plated_text((left, height), Anchor::Start, LABEL, text)?;
    }
    Ok(())
}
