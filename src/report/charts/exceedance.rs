//! Exceedance curves: the probability that a total lies above x.

use plotters::style::text_anchor::HPos;

use super::entry::{Entry, OfRun};
use super::estimates;
use super::estimates::{Probability, share_of_futures};
use crate::metric::{Metric, Subject};
use crate::number_words::sentence_start;
use crate::report::drawing::{
    ANY, Axis, Chart, ChartError, Colour, Frame, LABEL, Lettering, Measure, NOT_NEGATIVE,
    PROBABILITY, Panel, Picture, Plot, Point, Unit, Wording, check, per_cent, spread, theme,
    three_digits,
};
use crate::report::run_results::Results;
use crate::scenario::{Comparison, Event, Relation, WatchTime};
use crate::statistics::Series;
use crate::statistics::exceedance::exceedance_curve;

pub(super) const SHORTFALL: OfRun = Entry {
    name: "shortfall-exceedance",
    table: "distributions.csv",
    shows: "chance that the shortfall is above x with its 95 % interval, on the finest bins that \
        were counted (`distributions.csv` has coarser ones); the axis ends near P99.9 and its title \
        names the greatest of all trials; with the thresholds and watches of the scenario that look \
        at it",
    chart: |results| {
        let mut chart = of_run(results, Metric::Shortfall, Measure::Tonnes)?;
        chart.wording.title = shortfall_title(
            &results.scenario.commodity,
            chart.written_percentile().as_deref(),
            &share_of_futures(chart.points[0].probability, results.tally.trials()),
        );
        Some(Box::new(chart))
    },
};

pub(super) const COST: OfRun = Entry {
    name: "cost-exceedance",
    table: "distributions.csv",
    shows: "the same of the spend",
    chart: |results| {
        let mut chart = of_run(results, Metric::Cost, Measure::Dollars)?;
        let ends = chart.points.first().zip(chart.points.last());
        let is_constant = ends.is_some_and(|(first, last)| first.x == last.x);
        let percentile = chart.written_percentile();
        chart.wording.title =
            cost_title(&results.scenario.commodity, percentile.as_deref(), is_constant);
        Some(Box::new(chart))
    },
};

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

/// A limit that the scenario itself names: a threshold, or what a watch looks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExceedanceLimit {
    /// The name of a watch that asks for nothing else, such as `budget`, or "threshold".
    pub label: String,
    /// Tonnes or USD.
    pub x: f64,
    /// P(total > x).
    pub probability: f64,
}

/// The probability that a total lies above x.
#[derive(Clone, Debug, PartialEq)]
pub struct Exceedance {
    /// Title and caption.
    pub wording: Wording,
    /// Tonnes (a shortfall, which may be nothing at all) or dollars (a cost).
    pub measure: Measure,
    /// The name of the total, e.g. "shortfall" or "spend".
    pub quantity: String,
    /// The curve by rising x.
    pub points: Vec<ExceedancePoint>,
    /// Quantiles to mark; leave out those that do not exist or lie in the atom at zero.
    pub markers: Vec<ExceedanceMarker>,
    /// Limits of the scenario's own.
    pub limits: Vec<ExceedanceLimit>,
}

impl Exceedance {
    /// The unit of the axis, in which what it shows reads best.
    fn unit(&self) -> Unit {
        let ends = [self.points.first().map_or(0.0, |point| point.x), tail_end(&self.points)];
        let shown = ends.into_iter().chain(self.markers.iter().map(|marker| marker.x));
        self.measure.unit(shown.map(f64::abs).fold(0.0, f64::max))
    }

    /// Where the limits stand on an axis, whether it reaches them, and what is said of them.
    fn shown_limits(&self, across: &Axis) -> Vec<(f64, bool, String)> {
        let unit = self.unit();
        let shown = self.limits.iter().take(MOST_LIMITS).map(|limit| {
            let x = limit.x / unit.size;
            let is_inside = (across.low..=across.high).contains(&x);
            let [before, after] = match x {
                _ if is_inside => ["", ""],
                x if x < across.low => ["\u{2190} ", ""],
                _ => ["", " \u{2192}"],
            };
            let chance = match limit.probability {
                0.0 => "never exceeded".to_owned(),
                chance => format!("exceeded in {}", per_cent(chance)),
            };
            let text = format!("{} {}: {chance}", limit.label, self.amount(limit.x));
            (x, is_inside, LABEL.shorten(&format!("{before}{text}{after}"), 420.0))
        });
        shown.collect()
    }

    /// The 95th percentile, if it is marked, as the chart writes it.
    fn written_percentile(&self) -> Option<String> {
        let told = self.markers.iter().find(|marker| marker.label == TOLD)?;
        Some(self.amount(told.x))
    }

    /// An amount as the chart writes it, in the unit of its axis: `1,510 t`.
    fn amount(&self, amount: f64) -> String {
        let unit = self.unit();
        format!("{} {}", three_digits(amount / unit.size), unit.symbol)
    }
}

/// The curve on the finest bins that were counted, its title still empty.
fn of_run(results: &Results<'_>, metric: Metric, measure: Measure) -> Option<Exceedance> {
    let series = results.series(Subject::Total, metric)?;
    let histogram = results
        .plan
        .series(Subject::Total, metric)
        .and_then(|number| results.tally.histogram(number));
    // The outermost edges give way to the extremes, which are exact.
    let (least, greatest) = histogram
        .map(|(histogram, _)| histogram.extremes())
        .filter(|(least, greatest)| least <= greatest)
        .unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
    let curve = histogram
        .map(|(histogram, pages)| exceedance_curve(&histogram.bins(pages)))
        .unwrap_or_default();
    let point = |x: f64, Probability { probability, low, high }| ExceedancePoint {
        x,
        probability,
        low,
        high,
    };
    let mut points: Vec<ExceedancePoint> = curve
        .iter()
        .map(|(x, exceedance)| point(x.clamp(least, greatest), Probability::from(exceedance)))
        .collect();
    let tonnes = measure == Measure::Tonnes;
    if tonnes {
        // The share of futures without any is told in words: the curve begins at those with some.
        points.retain(|point| point.x > 0.0);
        points.insert(0, point(0.0, estimates::probability_positive(&series)));
    }
    let marker = |(label, level): (&str, f64)| {
        let x = series.quantile(level).estimate.filter(|&x| !tonnes || x > 0.0)?;
        Some(ExceedanceMarker { label: label.to_owned(), x, probability: 1.0 - level })
    };
    let limits = limits(results, metric, (&series, &points));
    let markers = [("P50", 0.50), (TOLD, 0.95), ("P99", 0.99)].into_iter().filter_map(marker);
    Some(Exceedance {
        wording: estimates::wording(results, String::new(), "; band: 95 % interval"),
        measure,
        quantity: metric.shown().to_owned(),
        points,
        markers: markers.collect(),
        limits,
    })
}

/// The thresholds of a metric of the total, and what watches want it to be above, by rising x and
/// each once.
fn limits(
    results: &Results<'_>,
    metric: Metric,
    (series, points): (&Series<'_>, &[ExceedancePoint]),
) -> Vec<ExceedanceLimit> {
    let scenario = results.scenario;
    let watches = scenario.watches.iter().filter(|watch| watch.at == WatchTime::Horizon);
    let watches = watches.flat_map(|watch| {
        let looked_for = conditions(&watch.event).into_iter().filter_map(|condition| {
            let Comparison { terms, relation, threshold } = condition;
            let [term] = terms.as_slice() else { return None };
            let is_of_total = (term.subject, term.metric) == (Subject::Total, metric);
            let looks_above = matches!(relation, Relation::Above | Relation::AtLeast);
            (is_of_total && looks_above).then_some(threshold / term.factor)
        });
        // What one of several conditions comes to is not what the watch comes to.
        let is_whole = matches!(watch.event, Event::One(_));
        let label = if is_whole { &watch.name } else { THRESHOLD };
        looked_for.map(|x| ExceedanceLimit {
            label: label.to_owned(),
            x,
            probability: exceedance_at(points, x),
        })
    });
    let thresholds = (0..).map_while(|place| series.probability_above(place)).filter_map(|above| {
        let (x, probability) = (above.threshold?, above.estimate?);
        Some(ExceedanceLimit { label: THRESHOLD.to_owned(), x, probability })
    });
    let mut limits: Vec<ExceedanceLimit> = watches.chain(thresholds).collect();
    limits.sort_by(|a, b| a.x.total_cmp(&b.x));
    limits.dedup_by(|again, first| again.x == first.x);
    limits
}

/// All conditions of an event that are not denied.
fn conditions(event: &Event) -> Vec<&Comparison> {
    match event {
        Event::One(condition) => vec![condition],
        Event::All(events) | Event::Any(events) | Event::AtLeast(_, events) => {
            events.iter().flat_map(conditions).collect()
        }
        Event::Not(_) => Vec::new(),
    }
}

/// P(total > x) as the curve has it.
fn exceedance_at(points: &[ExceedancePoint], x: f64) -> f64 {
    let after = points.partition_point(|point| point.x <= x);
    match (after.checked_sub(1).map(|before| points[before]), points.get(after)) {
        (Some(before), Some(after)) => {
            let part = (x - before.x) / (after.x - before.x);
            before.probability + part * (after.probability - before.probability)
        }
        (Some(last), None) => last.probability,
        (None, Some(first)) => first.probability.max(1.0),
        (None, None) => 0.0,
    }
}

/// A limit without a name of its own.
const THRESHOLD: &str = "threshold";

/// The percentile that titles tell.
const TOLD: &str = "P95";

/// Of the shortfall: its 95th percentile as the chart writes it, if it is above zero, or the futures
/// with any.
fn shortfall_title(commodity: &str, percentile: Option<&str>, futures: &str) -> String {
    match percentile {
        Some(tonnes) => format!("In one future of twenty, the shortfall is more than {tonnes}"),
        None => format!("{} runs short in {futures}", sentence_start(commodity)),
    }
}

/// Of the spend: its 95th percentile as the chart writes it, and whether every future costs the
/// same.
fn cost_title(commodity: &str, percentile: Option<&str>, is_constant: bool) -> String {
    match percentile {
        Some(cost) if is_constant => {
            format!("The spend on {commodity} is {cost} in every simulated future")
        }
        Some(cost) => {
            format!("In one future of twenty, the spend on {commodity} is more than {cost}")
        }
        None => format!("The spend on {commodity} over the horizon"),
    }
}

/// P(total > x) with its confidence band, the marked quantiles, and for tonnes the share of futures
/// without any.
impl Chart for Exceedance {
    fn wording(&self) -> &Wording {
        &self.wording
    }

    fn picture(&self) -> Result<Picture, ChartError> {
        let points = &self.points;
        let tonnes = self.measure == Measure::Tonnes;
        let Some(first) = points.first() else {
            return Err(ChartError::Empty("point"));
        };
        let markers = || self.markers.iter().map(|marker| marker.x);
        let bounds = if tonnes { NOT_NEGATIVE } else { ANY };
        check("x", points.iter().map(|point| point.x), bounds)?;
        let probabilities = points.iter().flat_map(|p| [p.probability, p.low, p.high]);
        check("probability", probabilities, PROBABILITY)?;
        check("marker x", markers(), bounds)?;
        check("limit x", self.limits.iter().map(|limit| limit.x), ANY)?;
        let probabilities = self.markers.iter().map(|marker| marker.probability);
        check("marker probability", probabilities, PROBABILITY)?;
        if let Some(position) = points.windows(2).position(|pair| pair[1].x < pair[0].x) {
            let value = points[position + 1].x;
            return Err(ChartError::Value {
                what: "x out of order",
                position: position + 1,
                value,
            });
        }

        let unit = self.unit();
        let least = if tonnes { 0.0 } else { markers().fold(first.x, f64::min) };
        let most = markers().fold(tail_end(points), f64::max);
        // A limit that lies far out would leave the curve no room: it is named at the edge.
        let room = 0.4 * (most - least);
        let near = self.limits.iter().map(|limit| limit.x);
        let near: Vec<f64> = near.filter(|x| (least - room..=most + room).contains(x)).collect();
        let least = near.iter().copied().fold(least, f64::min);
        let most = near.iter().copied().fold(most, f64::max);
        let across = Axis::covering(least / unit.size, most / unit.size, 7);
        let end = across.high * unit.size;
        let limits = self.shown_limits(&across);
        let highest = points.iter().map(|point| point.high).fold(0.0, f64::max);
        let never = points.iter().all(|point| point.probability == 0.0);
        let up = Axis::per_cent(if never { highest.max(0.01) } else { highest });
        let whole = up.high >= 100.0;

        Frame::draw(&self.wording, theme::HEIGHT, |frame| {
            let mut panel = Panel::within(&frame, &up, 20.0);
            // The limits stand above the panel, below the title of its axis.
            let title = panel.top;
            panel.top += LIMIT_LEADING * limits.len() as f64;
            let mut plot = Plot::new(&frame, panel, across, up)?;
            let name = &self.quantity;
            plot.left_axis_titled_at(title, &format!("Chance that the {name} is above x [%]"))?;
            let shown = up_to(points, end);
            let place = |point: &ExceedancePoint, p: f64| (point.x / unit.size, 100.0 * p);
            let shown = thinned(&shown, |point| plot.at(place(point, point.probability)));
            let line = |read: fn(&ExceedancePoint) -> f64| -> Vec<Point> {
                shown.iter().map(|point| place(point, read(point))).collect()
            };
            let curve = line(|point| point.probability);
            if !never {
                plot.data.band(
                    &line(|point| point.high),
                    &line(|point| point.low),
                    Colour::Pale,
                )?;
                plot.data.line(&curve, Colour::Curve, theme::THICK)?;
            }
            let greatest = points.last().map(|point| point.x).filter(|&x| x > end && !never);
            let beyond = greatest
                .map(|x| format!("; the greatest of all is {}", self.amount(x)))
                .unwrap_or_default();
            let quantity = sentence_start(&self.quantity);
            plot.bottom_axis(&format!("{quantity}, x [{}]{beyond}", unit.symbol))?;
            write_limits(&frame, &plot, title, &limits)?;
            if never {
                let text = if tonnes {
                    format!(
                        "No shortfall in any trial; its chance is at most {} (95\u{a0}% bound)",
                        per_cent(first.high)
                    )
                } else {
                    "Nothing in any trial".to_owned()
                };
                return plot.message(&text);
            }
            if tonnes {
                explain_atom(&frame, &plot, first.probability, whole)?;
            }
            self.mark(&frame, &plot, &curve)
        })
    }
}

/// Height of a line that names a limit.
const LIMIT_LEADING: f64 = 24.0;
/// Most limits that are drawn.
const MOST_LIMITS: usize = 4;

/// Draws each limit as a line, named above the panel: a row each, the first at `top`.
fn write_limits(
    frame: &Frame<'_>,
    plot: &Plot<'_, '_>,
    top: f64,
    limits: &[(f64, bool, String)],
) -> Result<(), ChartError> {
    let Panel { left, right, bottom, .. } = plot.panel;
    let lettering = Lettering { colour: Colour::AccentInk, ..LABEL };
    // A name begins at its line, or ends there where it has no room.
    let place = |(at, _, text): &(f64, bool, String)| {
        let (x, width) = (plot.at((*at, 0.0)).0, lettering.width(text) + 6.0);
        match (x + width <= right, x - width >= left) {
            (true, _) => (x, x + 6.0, HPos::Left),
            (false, true) => (x, x - 6.0, HPos::Right),
            (false, false) => (x, right, HPos::Right),
        }
    };
    let rows = (0..limits.len()).map(|row| top + LIMIT_LEADING * (row as f64 + 0.2));
    for (limit, y) in limits.iter().zip(rows.clone()).filter(|((_, is_inside, _), _)| *is_inside) {
        let (x, ..) = place(limit);
        let line = [(x, y - 8.0), (x, bottom)];
        frame.slide.dashes(&line, Colour::AccentInk, theme::THIN, theme::DASH)?;
    }
    for (limit, y) in limits.iter().zip(rows) {
        let (_, start, side) = place(limit);
        frame.slide.plated_text((start, y), side, lettering, &limit.2)?;
    }
    Ok(())
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
    frame: &Frame<'_>,
    plot: &Plot<'_, '_>,
    short: f64,
    whole: bool,
) -> Result<(), ChartError> {
    let none = format!("no shortfall in {} of futures", per_cent(1.0 - short));
    let text = if short < 1.0 { none.as_str() } else { "a shortfall in every trial" };
    let Panel { left, right, top, .. } = plot.panel;
    let (_, from) = plot.at((0.0, 100.0 * short));
    let (x, slide, bold) = (left + 10.0, &frame.slide, LABEL.bold());
    if whole && from - top > 34.0 {
        let (high, low) = (top + 2.0, from - 5.0);
        slide.line(&[(x, high), (x, low)], Colour::Accent, theme::THICK)?;
        for y in [high, low] {
            slide.line(&[(x - 6.0, y), (x + 6.0, y)], Colour::Accent, theme::THICK)?;
        }
        return slide.plated_text((x + 14.0, f64::midpoint(from, top)), HPos::Left, bold, text);
    }
    let starts = format!("{text}: the curve starts at {}", per_cent(short));
    let text = if short < 1.0 { &starts } else { text };
    slide.plated_text((right - 8.0, top + 16.0), HPos::Right, bold, text)
}

impl Exceedance {
    /// Marks the quantiles on the curve and writes their values beside it.
    fn mark(
        &self,
        frame: &Frame<'_>,
        plot: &Plot<'_, '_>,
        curve: &[Point],
    ) -> Result<(), ChartError> {
        let (unit, Panel { right, top, bottom, .. }) = (self.unit(), plot.panel);
        let text = |marker: &ExceedanceMarker| {
            LABEL.shorten(&format!("{}: {}", marker.label, self.amount(marker.x)), 300.0)
        };
        let texts: Vec<String> = self.markers.iter().map(text).collect();
        let points = self.markers.iter().map(|mark| (mark.x / unit.size, 100.0 * mark.probability));
        let points: Vec<Point> = points.map(|point| plot.at(point)).collect();
        // To the right of its dot a label is above the falling curve; at the edge, where it begins
        // further left, it has to clear a higher part of it.
        let lefts: Vec<f64> = points
            .iter()
            .zip(&texts)
            .map(|((x, _), text)| (x + 12.0).min(right + 18.0 - LABEL.width(text)))
            .collect();
        let above = |left: f64| {
            let curve = curve.iter().rev().map(|&point| plot.at(point));
            curve.into_iter().find(|(x, _)| *x <= left).map_or(bottom, |(_, y)| y)
        };
        let wanted: Vec<f64> = points
            .iter()
            .zip(&lefts)
            .map(|(&(x, y), &left)| (y - 20.0).min(if left < x { above(left) - 18.0 } else { y }))
            .collect();
        let heights = spread(&wanted, 22.0, top + 40.0, bottom - 14.0);
        for (&(x, y), ((text, &left), &height)) in
            points.iter().zip(texts.iter().zip(&lefts).zip(&heights))
        {
            let down = [(x, y), (x, bottom)];
            frame.slide.dashes(&down, Colour::Axis, theme::THIN, (3.0, 4.0))?;
            frame.slide.dot((x, y), 6.5, Colour::Paper)?;
            frame.slide.dot((x, y), 5.0, Colour::Accent)?;
            frame.slide.plated_text((left, height), HPos::Left, LABEL, text)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_never_missing_has_no_percentile() {
        let title = |tonnes: Option<&str>, chance| {
            shortfall_title("copper", tonnes, &share_of_futures(chance, 1_000))
        };
        assert_eq!(
            title(Some("1,510 t"), 0.3),
            "In one future of twenty, the shortfall is more than 1,510 t"
        );
        assert_eq!(title(None, 0.0), "Copper runs short in no simulated future of 1,000");
        assert_eq!(title(None, 0.03), "Copper runs short in 3.0 % of futures");
    }

    #[test]
    fn limits_are_told_where_they_lie() {
        let limit = |label: &str, x, probability| ExceedanceLimit {
            label: label.to_owned(),
            x,
            probability,
        };
        let chart = Exceedance {
            wording: Wording::default(),
            measure: Measure::Dollars,
            quantity: "spend".to_owned(),
            points: vec![ExceedancePoint { x: 1e8, probability: 1.0, low: 1.0, high: 1.0 }],
            markers: Vec::new(),
            limits: vec![limit("budget", 2e8, 0.17), limit("threshold", 9e8, 0.0)],
        };
        let shown = chart.shown_limits(&Axis::bare(50.0, 300.0));
        assert_eq!(
            shown,
            [
                (200.0, true, "budget 200 MUSD: exceeded in 17\u{a0}%".to_owned()),
                (900.0, false, "threshold 900 MUSD: never exceeded \u{2192}".to_owned()),
            ]
        );
    }

    #[test]
    fn what_every_future_costs_is_no_percentile() {
        assert_eq!(
            cost_title("copper", Some("187 MUSD"), true),
            "The spend on copper is 187 MUSD in every simulated future"
        );
    }
}
