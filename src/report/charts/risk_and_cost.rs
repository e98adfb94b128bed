//! Scenarios by what they cost and how likely they run short in them.

use super::canvas::{self, Anchor, Canvas};
use super::frame::{self, TICK, Wording};
use super::panel::{Panel, Scale};
use super::quantity::{Measure, covering_ticks};
use super::theme::{Colour, Theme};
use super::{ANY, ChartError, Estimate, PROBABILITY, check, theme};

/// A scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct ScenarioPoint {
    pub name: String,
    /// Chance of a shortage.
    pub risk: Estimate,
    /// Mean spend and its limits, USD.
    pub cost: f64,
    pub cost_low: f64,
    pub cost_high: f64,
    pub is_base: bool,
}

/// Input of [`risk_and_cost`].
#[derive(Clone, Debug, PartialEq)]
pub struct RiskAndCost {
    pub wording: Wording,
    pub points: Vec<ScenarioPoint>,
}

const RADIUS: f64 = 5.5;

/// Draws a point with its intervals for every scenario, named where there is room.
///
/// # Errors
/// [`ChartError`] for no scenario, numbers that are not finite or no probabilities.
pub fn risk_and_cost(chart: &RiskAndCost, theme: Theme) -> Result<String, ChartError> {
    if chart.points.is_empty() {
        return Err(ChartError::Empty("scenario"));
    }
    let points = || chart.points.iter();
    check("risk", points().flat_map(|point| [point.risk.low, point.risk.probability, point.risk.high]), PROBABILITY)?;
    check("cost", points().flat_map(|point| [point.cost_low, point.cost, point.cost_high]), ANY)?;
    let dollars = Measure::Dollars.unit(points().map(|point| point.cost.abs()).fold(0.0, f64::max));
    let highest = points().map(|point| point.risk.high).fold(0.0, f64::max);
    let vertical = covering_ticks(0.0, (100.0 * highest).max(1.0), 5);
    let span = points().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), point| {
        (low.min(point.cost_low / dollars.size), high.max(point.cost_high / dollars.size))
    });
    let horizontal = covering_ticks(span.0, span.1, 6);
    canvas::draw(&chart.wording.title, (theme::WIDTH, theme::HEIGHT), theme, |canvas| {
        let body = frame::words(canvas, &chart.wording, theme::HEIGHT)?;
        let panel = Panel::within(body, &vertical, 20.0);
        panel.left_axis(canvas, &vertical, "Chance of any shortage [%]")?;
        let (x, y) = (panel.horizontal(&horizontal), panel.vertical(&vertical));
        for &value in &horizontal.values {
            canvas.line(&[(x.at(value), panel.top), (x.at(value), panel.bottom)], Colour::Grid, theme::HAIRLINE)?;
        }
        panel.base_line(canvas)?;
        panel.bottom_axis(canvas, &horizontal, &format!("Mean spend [{}]", dollars.symbol))?;
        // The base last: it must not be hidden.
        let others = chart.points.iter().filter(|point| !point.is_base);
        for point in others.chain(chart.points.iter().filter(|point| point.is_base)) {
            whiskers(canvas, point, x, y, dollars.size)?;
        }
        name_points(canvas, chart, panel, |point| (x.at(point.cost / dollars.size), y.at(100.0 * point.risk.probability)))
    })
}

fn whiskers(canvas: &Canvas<'_>, point: &ScenarioPoint, x: Scale, y: Scale, dollar: f64) -> Result<(), ChartError> {
    let (at, up) = (x.at(point.cost / dollar), y.at(100.0 * point.risk.probability));
    let colour = if point.is_base { Colour::Accent } else { Colour::Curve };
    canvas.line(&[(x.at(point.cost_low / dollar), up), (x.at(point.cost_high / dollar), up)], colour, theme::THIN)?;
    canvas.line(&[(at, y.at(100.0 * point.risk.low)), (at, y.at(100.0 * point.risk.high))], colour, theme::THIN)?;
    canvas.dot((at, up), RADIUS, colour)
}

/// A rectangle on the picture: left, top, right, bottom.
type Box = (f64, f64, f64, f64);

fn overlap(a: Box, b: Box) -> bool {
    a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3
}

/// Names each point on the first side where the name meets no other name, no point and no edge; in a crowd some stay without.
fn name_points(
    canvas: &Canvas<'_>,
    chart: &RiskAndCost,
    panel: Panel,
    place: impl Fn(&ScenarioPoint) -> (f64, f64),
) -> Result<(), ChartError> {
    let mut taken: Vec<Box> = chart
        .points
        .iter()
        .map(|point| {
            let (x, y) = place(point);
            let reach = RADIUS + 3.0;
            (x - reach, y - reach, x + reach, y + reach)
        })
        .collect();
    // The base first: it must have its name.
    let order = chart.points.iter().filter(|point| point.is_base).chain(chart.points.iter().filter(|point| !point.is_base));
    for point in order {
        let (x, y) = place(point);
        let text = TICK.shorten_middle(&point.name, 300.0);
        let (width, half) = (TICK.width(&text), TICK.size * 0.6);
        let gap = RADIUS + 6.0;
        // Right or left at the height of the point, above or below it, then a line or two further away.
        let beside = [0.0, -1.4, 1.4, -2.8, 2.8].map(|lines| y + lines * TICK.size);
        let level = beside.into_iter().flat_map(|middle| [(x + gap, middle), (x - gap - width, middle)]);
        let stacked = [(x - width / 2.0, y - gap - half), (x - width / 2.0, y + gap + half)];
        let sides = level.clone().take(2).chain(stacked).chain(level.skip(2));
        let free = { sides }.find(|&(left, middle)| {
            let own = (left, middle - half, left + width, middle + half);
            let inside =
                own.0 >= panel.left && own.2 <= theme::WIDTH - 6.0 && own.1 >= panel.top - 12.0 && own.3 <= panel.bottom - 2.0;
            inside && !taken.iter().any(|&other| overlap(own, other))
        });
        if let Some((left, middle)) = free {
            taken.push((left, middle - half, left + width, middle + half));
            let lettering = if point.is_base { TICK.bold() } else { TICK };
            canvas.text_centred((left, middle), Anchor::Start, lettering, &text)?;
        }
    }
    Ok(())
}
