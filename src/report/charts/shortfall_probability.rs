//! The probability of a shortfall by period, and of having been short at least once so far.

use super::canvas::{self, Anchor, Canvas, Lettering};
use super::frame::{self, LABEL, Wording};
use super::panel::{Panel, Periods, Scale, Slots};
use super::picture::Picture;
use super::quantity::{covering_ticks, per_cent};
use super::theme::Colour;
use super::{ChartError, PROBABILITY, check, check_length, theme};

/// An estimated probability with its interval, as fractions of 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub probability: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end of its 95 % interval.
    pub high: f64,
}

/// Input of [`shortfall_probability`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShortfallProbability {
    /// Title and caption.
    pub wording: Wording,
    /// The periods, from the left.
    pub periods: Periods,
    /// Probability that the period is short, one entry per period.
    pub by_period: Vec<Estimate>,
    /// Probability that this or an earlier period was short, one entry per period.
    pub cumulative: Vec<f64>,
}

/// Draws the probability of a shortfall in each period as bars with intervals, and the
/// probability of at least one shortfall so far as a step line.
///
/// # Errors
/// [`ChartError`] for no period, lists of different lengths, and numbers that are no
/// probabilities.
pub fn shortfall_probability(chart: &ShortfallProbability) -> Result<Picture, ChartError> {
    let estimates = &chart.by_period;
    if estimates.is_empty() {
        return Err(ChartError::Empty("period"));
    }
    check_length("by_period", chart.periods.labels.len(), estimates.len())?;
    check_length("cumulative", estimates.len(), chart.cumulative.len())?;
    check(
        "probability",
        estimates.iter().flat_map(|e| [e.probability, e.low, e.high]),
        PROBABILITY,
    )?;
    check("cumulative probability", chart.cumulative.iter().copied(), PROBABILITY)?;

    let bound = estimates.iter().map(|e| e.high).fold(0.0, f64::max);
    let last = chart.cumulative[chart.cumulative.len() - 1];
    let never = last == 0.0 && estimates.iter().all(|e| e.probability == 0.0);
    let highest = chart.cumulative.iter().copied().fold(bound, f64::max);
    let mut ticks =
        covering_ticks(0.0, 100.0 * if never { 0.01f64.max(highest) } else { highest }, 5);
    if ticks.high > 100.0 {
        ticks = covering_ticks(0.0, 100.0, 5);
    }
    let so_far = per_cent(last);
    let period = chart.periods.word();
    let note =
        ["short in this or".to_owned(), LABEL.shorten(&format!("an earlier {period}:"), 220.0)];
    let room =
        note.iter().map(|line| LABEL.width(line)).fold(LABEL.bold().width(&so_far), f64::max);

    canvas::draw(&chart.wording.title, (theme::WIDTH, theme::HEIGHT), |canvas| {
        let body = frame::words(canvas, &chart.wording, theme::HEIGHT)?;
        let panel = Panel::within(body, &ticks, if never { 0.0 } else { room + 14.0 });
        let slots = Slots::new(panel.left, panel.right, estimates.len());
        panel.left_axis(
            canvas,
            &ticks,
            &format!("Probability of a shortfall in each {period} [%]"),
        )?;
        let scale = panel.vertical(&ticks);
        if !never {
            let bars = Bars { canvas, panel, slots, scale };
            if slots.width < NARROW {
                bars.area(estimates)?
            } else {
                bars.paint(estimates)?
            }
            let steps: Vec<f64> = chart.cumulative.iter().map(|&p| scale.at(100.0 * p)).collect();
            canvas.line(&slots.steps(&steps), Colour::Accent, theme::THICK)?;
        }
        panel.base_line(canvas)?;
        panel.period_axis(canvas, &chart.periods, slots)?;

        if never {
            let text = format!(
                "No shortfall in any trial; in no {period} is its probability above {} (95\u{a0}% \
                 bound)",
                per_cent(bound)
            );
            return panel.message(canvas, &text);
        }
        let leading = theme::LABEL_SIZE * 1.3;
        let middle =
            scale.at(100.0 * last).clamp(panel.top + leading, panel.bottom - leading - 4.0);
        let mut y = middle - leading;
        let label = Lettering { colour: Colour::AccentInk, ..LABEL };
        for line in &note {
            canvas.text_centred((panel.right + 10.0, y), Anchor::Start, label, line)?;
            y += leading;
        }
        canvas.text_centred((panel.right + 10.0, y), Anchor::Start, label.bold(), &so_far)
    })
}

/// In narrower slots, in pixels, whiskers would be a comb: an area and a band take their place.
const NARROW: f64 = 16.0;

/// Where the probabilities by period are drawn.
struct Bars<'c, 'b> {
    canvas: &'c Canvas<'b>,
    panel: Panel,
    slots: Slots,
    scale: Scale,
}

impl Bars<'_, '_> {
    fn y(&self, probability: f64) -> f64 {
        self.scale.at(100.0 * probability)
    }

    /// A bar for each period, and its interval as a whisker.
    fn paint(&self, estimates: &[Estimate]) -> Result<(), ChartError> {
        let half = (self.slots.width * 0.36).min(90.0);
        for (period, estimate) in estimates.iter().enumerate() {
            let (x, y) = (self.slots.centre(period), self.y(estimate.probability));
            self.canvas.rectangle((x - half, self.panel.bottom), (x + half, y), Colour::Pale)?;
            self.canvas.line(&[(x - half, y), (x + half, y)], Colour::Edge, theme::THIN)?;
            self.whisker(x, (self.y(estimate.low), self.y(estimate.high)), (half * 0.5).min(8.0))?;
        }
        Ok(())
    }

    /// A vertical interval with caps `half` wide to each side.
    fn whisker(&self, x: f64, (low, high): (f64, f64), half: f64) -> Result<(), ChartError> {
        self.canvas.line(&[(x, low), (x, high)], Colour::Curve, theme::THIN)?;
        for end in [low, high] {
            self.canvas.line(&[(x - half, end), (x + half, end)], Colour::Curve, theme::THIN)?;
        }
        Ok(())
    }

    /// The same as an area, its upper edge within the band of the intervals.
    fn area(&self, estimates: &[Estimate]) -> Result<(), ChartError> {
        let steps = |of: fn(&Estimate) -> f64| {
            let heights: Vec<f64> = estimates.iter().map(|estimate| self.y(of(estimate))).collect();
            self.slots.steps(&heights)
        };
        let level = steps(|estimate| estimate.probability);
        let mut area = level.clone();
        area.push((self.slots.edge(estimates.len()), self.panel.bottom));
        area.push((self.slots.edge(0), self.panel.bottom));
        self.canvas.polygon(&area, Colour::Pale)?;
        let mut band = steps(|estimate| estimate.high);
        band.extend(steps(|estimate| estimate.low).iter().rev());
        self.canvas.polygon(&band, Colour::Interval)?;
        self.canvas.line(&level, Colour::Curve, theme::THIN)
    }
}
