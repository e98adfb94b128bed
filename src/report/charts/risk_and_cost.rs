//! Scenarios by what they cost and how likely they run short in them.

use plotters::style::text_anchor::{HPos, VPos};

use super::entry::{Entry, OfComparison, comparison_wording};
use super::estimates::Probability;
use crate::analysis::comparison::{Comparison, MONEY};
use crate::metric::Metric;
use crate::number_words::percent;
use crate::report::drawing::{
    ANY, Axis, Chart, ChartError, Colour, Frame, Measure, PROBABILITY, Panel, Picture, Plot, TICK,
    Wording, check, theme,
};

pub(super) const ENTRY: OfComparison = Entry {
    name: "risk-and-cost",
    table: "comparison.csv",
    shows: "chance of running short against the mean full cost of each scenario, with 95 % intervals",
    chart: |comparison| Some(Box::new(of_comparison(comparison))),
};

/// A scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct ScenarioPoint {
    /// Its name.
    pub name: String,
    /// Chance of a shortage.
    pub risk: Probability,
    /// Mean full cost, USD.
    pub cost: f64,
    /// Lower end of the 95 % interval of the mean full cost, USD.
    pub cost_low: f64,
    /// Upper end of the 95 % interval of the mean full cost, USD.
    pub cost_high: f64,
    /// Whether the others are compared with it.
    pub is_base: bool,
}

/// Scenarios by full cost and risk.
#[derive(Clone, Debug, PartialEq)]
pub struct RiskAndCost {
    /// Title and caption.
    pub wording: Wording,
    /// The scenarios.
    pub points: Vec<ScenarioPoint>,
}

fn of_comparison(comparison: &Comparison) -> RiskAndCost {
    let point = |run: usize| {
        let risk = comparison.summary_row(run, Metric::Shortfall, "prob_positive")?;
        let cost = comparison.summary_row(run, MONEY, "mean")?;
        let mean = cost.estimate?;
        Some(ScenarioPoint {
            name: comparison.runs[run].slug.clone(),
            risk: Probability::new(risk.estimate?, risk.conf_low, risk.conf_high),
            cost: mean,
            cost_low: cost.conf_low.unwrap_or(mean),
            cost_high: cost.conf_high.unwrap_or(mean),
            is_base: run == comparison.base,
        })
    };
    let points: Vec<ScenarioPoint> = (0..comparison.runs.len()).filter_map(point).collect();
    let title = title(&points, comparison.commodity());
    RiskAndCost { wording: comparison_wording(comparison, title, ""), points }
}

/// The cheapest scenario and the safest, which are named before others.
fn title(points: &[ScenarioPoint], commodity: &str) -> String {
    let share = |probability: f64| match probability {
        0.0 => "no simulated future".to_owned(),
        other => format!("{} of futures", percent(other)),
    };
    let of = |place: usize| (&points[place].name, share(points[place].risk.probability));
    match named(points).map(|place| place.map(of)) {
        [Some((cheapest, risk)), Some((safest, _))] if cheapest == safest => format!(
            "{cheapest} costs least, and {commodity} runs short least often in it: in {risk}"
        ),
        [Some((cheapest, risk)), Some((safest, least))] => format!(
            "{cheapest} costs least, with {commodity} short in {risk}; {safest} is short \
             least often, in {least}"
        ),
        _ => "Chance of running short and full cost of each scenario".to_owned(),
    }
}

/// The places of the cheapest scenario and of the one that runs short least often.
fn named(points: &[ScenarioPoint]) -> [Option<usize>; 2] {
    let least = |of: fn(&ScenarioPoint) -> [f64; 2]| {
        let key = |place: usize| of(&points[place]);
        (0..points.len()).min_by(|&a, &b| {
            let ([a, then_a], [b, then_b]) = (key(a), key(b));
            a.total_cmp(&b).then(then_a.total_cmp(&then_b))
        })
    };
    [
        least(|point| [point.cost, point.risk.probability]),
        least(|point| [point.risk.probability, point.cost]),
    ]
}

const RADIUS: f64 = 5.5;
/// Up to this many scenarios each is named, if need be at the end of a line.
const NAMED_FROM_AFAR: usize = 12;
/// How many lines of text above or below its point such a name may stand, and how far aside.
const FAR_LINES: usize = 6;
const FAR_SIDES: [f64; 5] = [16.0, 80.0, 160.0, 240.0, 320.0];

/// A point with its intervals for every scenario, named where there is room.
impl Chart for RiskAndCost {
    fn wording(&self) -> &Wording {
        &self.wording
    }

    fn picture(&self) -> Result<Picture, ChartError> {
        if self.points.is_empty() {
            return Err(ChartError::Empty("scenario"));
        }
        let points = || self.points.iter();
        let risks = points().map(|point| point.risk);
        check("risk", risks.flat_map(|risk| [risk.low, risk.probability, risk.high]), PROBABILITY)?;
        let costs = points().flat_map(|point| [point.cost_low, point.cost, point.cost_high]);
        check("cost", costs, ANY)?;

        let largest = points().map(|point| point.cost.abs()).fold(0.0, f64::max);
        let dollars = Measure::Dollars.unit(largest);
        let highest = points().map(|point| point.risk.high).fold(0.0, f64::max);
        let vertical = Axis::per_cent(highest.max(0.01));
        let lowest = points().map(|point| point.cost_low).fold(f64::INFINITY, f64::min);
        let dearest = points().map(|point| point.cost_high).fold(f64::NEG_INFINITY, f64::max);
        let horizontal = Axis::covering(lowest / dollars.size, dearest / dollars.size, 6);

        Frame::draw(&self.wording, theme::HEIGHT, |frame| {
            let panel = Panel::within(&frame, &vertical, 20.0);
            let mut plot = Plot::new(&frame, panel, horizontal, vertical)?;
            plot.left_axis("Chance of running short [%]")?;
            plot.vertical_grid()?;
            plot.bottom_axis(&format!("Mean full cost [{}]", dollars.symbol))?;
            let mark = |point: &ScenarioPoint| {
                let at = |cost: f64, risk: f64| plot.at((cost / dollars.size, 100.0 * risk));
                let (x, y) = at(point.cost, point.risk.probability);
                let (left, bottom) = at(point.cost_low, point.risk.low);
                let (right, top) = at(point.cost_high, point.risk.high);
                Mark { x, y, left, right, top, bottom }
            };
            // The base last: it must not be hidden.
            let others = points().filter(|point| !point.is_base);
            for point in others.chain(points().filter(|point| point.is_base)) {
                mark(point)
                    .paint(&frame, if point.is_base { Colour::Accent } else { Colour::Curve })?;
            }
            self.name_points(&frame, panel, mark)
        })
    }
}

/// A rectangle on the picture: left, top, right, bottom.
type Extent = (f64, f64, f64, f64);

fn overlap(a: Extent, b: Extent) -> bool {
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
    fn paint(self, frame: &Frame<'_>, colour: Colour) -> Result<(), ChartError> {
        let Mark { x, y, left, right, top, bottom } = self;
        frame.slide.line(&[(left, y), (right, y)], colour, theme::THIN)?;
        frame.slide.line(&[(x, top), (x, bottom)], colour, theme::THIN)?;
        frame.slide.dot((x, y), RADIUS, colour)
    }

    /// What no name may cover: the dot and both whiskers.
    fn boxes(self) -> [Extent; 3] {
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
fn meets([from, to]: [(f64, f64); 2], other: Extent) -> bool {
    (0..=20).map(|part| f64::from(part) / 20.0).any(|part| {
        let (x, y) = (from.0 + part * (to.0 - from.0), from.1 + part * (to.1 - from.1));
        other.0 < x && x < other.2 && other.1 < y && y < other.3
    })
}

impl RiskAndCost {
    /// Names each point at the first place where the name meets no other name, no mark and no edge,
    /// a few points also from afar; in a crowd some stay without.
    fn name_points(
        &self,
        frame: &Frame<'_>,
        panel: Panel,
        mark: impl Fn(&ScenarioPoint) -> Mark,
    ) -> Result<(), ChartError> {
        let points = || self.points.iter();
        let mut taken: Vec<Extent> = points().flat_map(|point| mark(point).boxes()).collect();
        // What the title names first, then the base: if there is room for few, it is for them.
        let named = named(&self.points);
        let mut order: Vec<usize> = (0..self.points.len()).collect();
        let is_named = |place: usize| named.contains(&Some(place));
        order.sort_by_key(|&place| (!is_named(place), !self.points[place].is_base));
        for place in order {
            let point = &self.points[place];
            let lettering = if point.is_base || is_named(place) { TICK.bold() } else { TICK };
            let text = lettering.shorten_middle(&point.name, 300.0);
            let (width, half) = (lettering.width(&text), lettering.size * 0.6);
            let room =
                |(left, middle): (f64, f64)| (left, middle - half, left + width, middle + half);
            let mark = mark(point);
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
                    let others = taken.iter().filter(|other| !own.contains(other));
                    !others.into_iter().any(|&other| meets(mark.lead(*at, width), other))
                };
                let few = self.points.len() <= NAMED_FROM_AFAR || is_named(place);
                let places = mark.far_places(width, half).into_iter();
                places.into_iter().find(|at| few && is_free(at) && is_clear(at))
            };
            let found = near
                .map(|at| (at, None))
                .or_else(|| far().map(|at| (at, Some(mark.lead(at, width)))));
            if let Some((at, lead)) = found {
                taken.push(room(at));
                if let Some(lead) = lead {
                    frame.slide.line(&lead, Colour::Axis, theme::HAIRLINE)?;
                }
                frame.slide.text(at, (HPos::Left, VPos::Center), lettering, &text)?;
            }
        }
        Ok(())
    }
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
                risk: Probability { probability: risk, low: 0.99 * risk, high: 1.01 * risk },
                cost: cost * 1e6,
                cost_low: (cost - 0.6) * 1e6,
                cost_high: (cost + 0.6) * 1e6,
                is_base: name == "base",
            })
            .collect();
        let wording = Wording { title: "Risk and spend".to_owned(), caption: String::new() };
        let page = RiskAndCost { wording, points }.picture().expect("a chart").for_page();
        for (name, ..) in numbers {
            assert!(page.contains(&format!(">{name}</text>")), "{name} is not named");
        }
    }
}
