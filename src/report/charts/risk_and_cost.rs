//! Scenarios by what they cost and how likely they run short in them.

use super::canvas::{self, Anchor, Canvas};
use super::frame::{self, TICK, Wording};
use super::panel::{Panel, Scale};
use super::picture::Picture;
use super::quantity::{Measure, covering_ticks};
use super::theme::Colour;
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
pub fn risk_and_cost(chart: &RiskAndCost) -> Result<Picture, ChartError> {
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
    canvas::draw(&chart.wording.title, (theme::WIDTH, theme::HEIGHT), |canvas| {
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
        name_points(canvas, chart, panel, |point| Mark {
            x: x.at(point.cost / dollars.size),
            y: y.at(100.0 * point.risk.probability),
            left: x.at(point.cost_low / dollars.size),
            right: x.at(point.cost_high / dollars.size),
            top: y.at(100.0 * point.risk.high),
            bottom: y.at(100.0 * point.risk.low),
        })
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

/// Where a point is drawn, and the ends of its whiskers.
#[derive(Clone, Copy)]
struct Mark {
    x: f64,
    y: f64,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Mark {
    /// What no name may cover: the dot and both whiskers.
    fn boxes(self) -> [Box; 3] {
        let (reach, line) = (RADIUS + 3.0, 3.0);
        [
            (self.x - reach, self.y - reach, self.x + reach, self.y + reach),
            (self.left - line, self.y - line, self.right + line, self.y + line),
            (self.x - line, self.top - line, self.x + line, self.bottom + line),
        ]
    }

    /// Where a name of this size may stand, the best place first: its left end and its middle. Beside the whiskers, above and below
    /// them, then between them and beside the next line.
    fn places(self, width: f64, half: f64) -> impl Iterator<Item = (f64, f64)> {
        let gap = RADIUS + 6.0;
        let (right, left) = (self.right.max(self.x + RADIUS) + 6.0, self.left.min(self.x - RADIUS) - 6.0 - width);
        let (above, below) = (self.top.min(self.y - RADIUS) - 4.0 - half, self.bottom.max(self.y + RADIUS) + 4.0 + half);
        let (over, under) = (self.y - 4.0 - half, self.y + 4.0 + half);
        let stacked = [above, below].map(|middle| (self.x - width / 2.0, middle));
        let corners = [over, under].into_iter().flat_map(move |middle| [(self.x + gap, middle), (self.x - gap - width, middle)]);
        [(right, self.y), (left, self.y)].into_iter().chain(stacked).chain(corners)
    }
}

/// Names each point at the first place where the name meets no other name, no mark and no edge; in a crowd some stay without.
fn name_points(
    canvas: &Canvas<'_>,
    chart: &RiskAndCost,
    panel: Panel,
    place: impl Fn(&ScenarioPoint) -> Mark,
) -> Result<(), ChartError> {
    let mut taken: Vec<Box> = chart.points.iter().flat_map(|point| place(point).boxes()).collect();
    // The base first: if there is room for one name, it is that.
    let order = chart.points.iter().filter(|point| point.is_base).chain(chart.points.iter().filter(|point| !point.is_base));
    for point in order {
        let lettering = if point.is_base { TICK.bold() } else { TICK };
        let text = lettering.shorten_middle(&point.name, 300.0);
        let (width, half) = (lettering.width(&text), lettering.size * 0.6);
        let room = |(left, middle): (f64, f64)| (left, middle - half, left + width, middle + half);
        let free = place(point).places(width, half).find(|&at| {
            let own = room(at);
            let inside =
                own.0 >= panel.left && own.2 <= theme::WIDTH - 6.0 && own.1 >= panel.top - 12.0 && own.3 <= panel.bottom - 2.0;
            inside && !taken.iter().any(|&other| overlap(own, other))
        });
        if let Some(at) = free {
            taken.push(room(at));
            canvas.text_centred(at, Anchor::Start, lettering, &text)?;
        }
    }
    Ok(())
}
