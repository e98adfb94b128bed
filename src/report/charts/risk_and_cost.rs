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
/// Up to this many scenarios each is named, if need be at the end of a line.
const NAMED_FROM_AFAR: usize = 12;
/// How many lines of text above or below its point such a name may stand, and how far aside.
const FAR_LINES: usize = 6;
const FAR_SIDES: [f64; 5] = [16.0, 80.0, 160.0, 240.0, 320.0];

/// Draws a point with its intervals for every scenario, named where there is room.
///
/// # Errors
/// [`ChartError`] for no scenario, numbers that are not finite or no probabilities.
pub fn risk_and_cost(chart: &RiskAndCost) -> Result<Picture, ChartError> {
    if chart.points.is_empty() {
        return Err(ChartError::Empty("scenario"));
    }
    let points = || chart.points.iter();
    check(
        "risk",
        points().flat_map(|point| [point.risk.low, point.risk.probability, point.risk.high]),
        PROBABILITY,
    )?;
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
            canvas.line(
                &[(x.at(value), panel.top), (x.at(value), panel.bottom)],
                Colour::Grid,
                theme::HAIRLINE,
            )?;
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

fn whiskers(
    canvas: &Canvas<'_>,
    point: &ScenarioPoint,
    x: Scale,
    y: Scale,
    dollar: f64,
) -> Result<(), ChartError> {
    let (at, up) = (x.at(point.cost / dollar), y.at(100.0 * point.risk.probability));
    let colour = if point.is_base { Colour::Accent } else { Colour::Curve };
    canvas.line(
        &[(x.at(point.cost_low / dollar), up), (x.at(point.cost_high / dollar), up)],
        colour,
        theme::THIN,
    )?;
    canvas.line(
        &[(at, y.at(100.0 * point.risk.low)), (at, y.at(100.0 * point.risk.high))],
        colour,
        theme::THIN,
    )?;
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

    /// Where a name of this size may stand, the best place first: its left end and its middle.
    /// Beside the whiskers, above and below them, then between them and beside the next line.
    fn places(self, width: f64, half: f64) -> impl Iterator<Item = (f64, f64)> {
        let gap = RADIUS + 6.0;
        let (right, left) =
            (self.right.max(self.x + RADIUS) + 6.0, self.left.min(self.x - RADIUS) - 6.0 - width);
        let (above, below) = (
            self.top.min(self.y - RADIUS) - 4.0 - half,
            self.bottom.max(self.y + RADIUS) + 4.0 + half,
        );
        let (over, under) = (self.y - 4.0 - half, self.y + 4.0 + half);
        let stacked = [above, below].map(|middle| (self.x - width / 2.0, middle));
        let corners = [over, under]
            .into_iter()
            .flat_map(move |middle| [(self.x + gap, middle), (self.x - gap - width, middle)]);
        [(right, self.y), (left, self.y)].into_iter().chain(stacked).chain(corners)
    }

    /// Where a name may stand to which a line leads, the nearest place first: farther above and
    /// below, farther to either side.
    fn far_places(self, width: f64, half: f64) -> Vec<(f64, f64)> {
        let heights =
            std::iter::once(half + 4.0).chain((1..=FAR_LINES).map(|line| 2.4 * half * line as f64));
        let mut ways: Vec<(f64, f64)> = heights
            .flat_map(|height| FAR_SIDES.map(|aside| (RADIUS + aside, height)))
            .flat_map(|(x, y)| [(x, -y), (x, y)])
            .collect();
        ways.sort_by(|a, b| (a.0 * a.0 + a.1 * a.1).total_cmp(&(b.0 * b.0 + b.1 * b.1)));
        ways.into_iter()
            .flat_map(|(x, y)| [(self.x + x, self.y + y), (self.x - x - width, self.y + y)])
            .collect()
    }

    /// The line from the dot to a name that begins at `left` and is so wide.
    fn lead(self, (left, middle): (f64, f64), width: f64) -> [(f64, f64); 2] {
        let end = (if left > self.x { left - 4.0 } else { left + width + 4.0 }, middle);
        let (across, up) = (end.0 - self.x, end.1 - self.y);
        let share = RADIUS / (across * across + up * up).sqrt();
        [(self.x + share * across, self.y + share * up), end]
    }
}

/// Whether a line meets a box, seen at its twentieths.
fn meets([from, to]: [(f64, f64); 2], other: Box) -> bool {
    (0..=20).map(|part| f64::from(part) / 20.0).any(|part| {
        let (x, y) = (from.0 + part * (to.0 - from.0), from.1 + part * (to.1 - from.1));
        other.0 < x && x < other.2 && other.1 < y && y < other.3
    })
}

/// Names each point at the first place where the name meets no other name, no mark and no edge, a
/// few points also from afar; in a crowd some stay without.
fn name_points(
    canvas: &Canvas<'_>,
    chart: &RiskAndCost,
    panel: Panel,
    place: impl Fn(&ScenarioPoint) -> Mark,
) -> Result<(), ChartError> {
    let mut taken: Vec<Box> = chart.points.iter().flat_map(|point| place(point).boxes()).collect();
    // The base first: if there is room for one name, it is that.
    let order = chart
        .points
        .iter()
        .filter(|point| point.is_base)
        .chain(chart.points.iter().filter(|point| !point.is_base));
    for point in order {
        let lettering = if point.is_base { TICK.bold() } else { TICK };
        let text = lettering.shorten_middle(&point.name, 300.0);
        let (width, half) = (lettering.width(&text), lettering.size * 0.6);
        let room = |(left, middle): (f64, f64)| (left, middle - half, left + width, middle + half);
        let mark = place(point);
        let is_free = |at: &(f64, f64)| {
            let own = room(*at);
            let inside = own.0 >= panel.left
                && own.2 <= theme::WIDTH - 6.0
                && own.1 >= panel.top - 12.0
                && own.3 <= panel.bottom - 2.0;
            inside && !taken.iter().any(|&other| overlap(own, other))
        };
        let near = mark.places(width, half).find(is_free);
        let far = || {
            let own = mark.boxes();
            let is_clear = |at: &(f64, f64)| {
                !taken
                    .iter()
                    .filter(|other| !own.contains(other))
                    .any(|&other| meets(mark.lead(*at, width), other))
            };
            let few = chart.points.len() <= NAMED_FROM_AFAR;
            mark.far_places(width, half).into_iter().find(|at| few && is_free(at) && is_clear(at))
        };
        let found =
            near.map(|at| (at, None)).or_else(|| far().map(|at| (at, Some(mark.lead(at, width)))));
        if let Some((at, lead)) = found {
            taken.push(room(at));
            if let Some(lead) = lead {
                canvas.line(&lead, Colour::Axis, theme::HAIRLINE)?;
            }
            canvas.text_centred(at, Anchor::Start, lettering, &text)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two scenarios that coincide with others, and two at the corner of the panel.
    #[test]
    fn few_scenarios_are_all_named() {
        let numbers = [
            ("base", 0.3665, 173.0),
            ("double-stock", 0.2085, 174.3),
            ("downside", 0.899, 166.7),
            ("no-contract", 0.975, 122.3),
            ("spot-depth--400-t-quarter", 0.689, 164.0),
            ("spot-depth--800-t-quarter", 0.3665, 173.0),
            ("spot-depth--1600-t-quarter", 0.0537, 177.5),
            ("spot-depth--3200-t-quarter", 0.0004, 178.0),
            ("upside", 0.279, 174.2),
        ];
        let points: Vec<ScenarioPoint> = numbers
            .iter()
            .map(|&(name, risk, cost)| ScenarioPoint {
                name: name.to_owned(),
                risk: Estimate { probability: risk, low: 0.99 * risk, high: 1.01 * risk },
                cost: cost * 1e6,
                cost_low: (cost - 0.6) * 1e6,
                cost_high: (cost + 0.6) * 1e6,
                is_base: name == "base",
            })
            .collect();
        let wording = Wording { title: "Risk and spend".to_owned(), caption: String::new() };
        let page = risk_and_cost(&RiskAndCost { wording, points }).expect("a chart").for_page();
        for (name, ..) in numbers {
            assert!(page.lines().any(|line| line == name), "{name} is not named");
        }
    }
}
