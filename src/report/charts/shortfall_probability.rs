//! The probability of being short by period, and of having been short at least once so far.

use plotters::style::text_anchor::{HPos, VPos};

use super::entry::{Entry, OfRun};
use super::estimates;
use super::estimates::{Probability, share_of_futures};
use crate::metric::Metric;
use crate::number_words::sentence_start;
use crate::report::drawing::{
    Axis, Chart, ChartError, Colour, Frame, LABEL, Lettering, PROBABILITY, Panel, Periods, Picture,
    Plot, Point, Wording, check, check_length, per_cent, steps, theme,
};
use crate::report::run_results::Results;

pub(super) const ENTRY: OfRun = Entry {
    name: "shortfall-by-period",
    table: "periods.csv",
    shows: "chance of running short in each period with its 95 % interval, and in this or an \
        earlier one",
    chart: |results| Some(Box::new(of_run(results)?)),
};

/// Probabilities of being short by period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShortfallProbability {
    /// Title and caption.
    pub wording: Wording,
    /// The periods, from the left.
    pub periods: Periods,
    /// Probability that the period is short, one entry per period.
    pub by_period: Vec<Probability>,
    /// Probability that this or an earlier period was short, one entry per period.
    pub cumulative: Vec<f64>,
}

fn of_run(results: &Results<'_>) -> Option<ShortfallProbability> {
    let probabilities = |metric| {
        estimates::by_period(results, metric, |series| estimates::probability_positive(&series))
    };
    let by_period = probabilities(Metric::Short)?;
    let so_far = probabilities(Metric::ShortSoFar)?;
    let cumulative: Vec<f64> = so_far.iter().map(|estimate| estimate.probability).collect();
    let chances: Vec<f64> = by_period.iter().map(|estimate| estimate.probability).collect();
    let chance = cumulative.last().copied().unwrap_or(0.0);
    let periods = estimates::periods(results);
    let futures = share_of_futures(chance, results.tally.trials());
    let title = title(&results.scenario.commodity, &futures, &chances, &periods.labels);
    Some(ShortfallProbability {
        wording: estimates::wording(results, title, "; with 95 % intervals"),
        periods,
        by_period,
        cumulative,
    })
}

/// Of the futures with any shortage, and the chance in each period.
fn title(commodity: &str, futures: &str, by_period: &[f64], labels: &[String]) -> String {
    let often = match worst(by_period) {
        Some(period) => format!(", most often in {}", labels[period]),
        None => String::new(),
    };
    format!("{} runs short in {futures}{often}", sentence_start(commodity))
}

/// The period that is short most often, of several.
fn worst(by_period: &[f64]) -> Option<usize> {
    estimates::only_largest(by_period.iter().copied()).filter(|_| by_period.len() > 1)
}

/// The chance of running short in each period as bars with intervals, and that of having run short
/// so far as a step line.
impl Chart for ShortfallProbability {
    fn wording(&self) -> &Wording {
        &self.wording
    }

    fn picture(&self) -> Result<Picture, ChartError> {
        let estimates = &self.by_period;
        let Some(&last) = self.cumulative.last() else {
            return Err(ChartError::Empty("period"));
        };
        check_length("by_period", self.periods.labels.len(), estimates.len())?;
        check_length("cumulative", estimates.len(), self.cumulative.len())?;
        check(
            "probability",
            estimates.iter().flat_map(|e| [e.probability, e.low, e.high]),
            PROBABILITY,
        )?;
        check("cumulative probability", self.cumulative.iter().copied(), PROBABILITY)?;

        let bound = estimates.iter().map(|estimate| estimate.high).fold(0.0, f64::max);
        let never = last == 0.0 && estimates.iter().all(|estimate| estimate.probability == 0.0);
        let least = if never { 0.01f64.max(bound) } else { bound };
        let axis = Axis::per_cent(self.cumulative.iter().copied().fold(least, f64::max));
        let period = self.periods.word();
        let note =
            ["short in this or".to_owned(), LABEL.shorten(&format!("an earlier {period}:"), 220.0)];
        let so_far = per_cent(last);
        let room = LABEL.widest(&note).max(LABEL.bold().width(&so_far)) + 14.0;

        Frame::draw(&self.wording, theme::HEIGHT, |frame| {
            let panel = Panel::within(&frame, &axis, if never { 0.0 } else { room });
            let across = Axis::periods(&self.periods, [panel.left, panel.right, panel.right]);
            let mut plot = Plot::new(&frame, panel, across, axis)?;
            plot.left_axis(&format!("Chance of running short in each {period} [%]"))?;
            if !never {
                if plot.slot() < NARROW {
                    self.areas(&plot)?;
                } else {
                    self.bars(&plot)?;
                }
                let line = steps(self.cumulative.iter().map(|p| 100.0 * p));
                plot.data.line(&line, Colour::Accent, theme::THICK)?;
                self.name_worst(&frame, &plot)?;
            }
            plot.period_axis(estimates.len(), &self.periods.axis_title)?;
            if never {
                return plot.message(&format!(
                    "No shortfall in any trial; in no {period} is its chance above {} \
                     (95\u{a0}% bound)",
                    per_cent(bound)
                ));
            }
            let leading = theme::LABEL_SIZE * 1.3;
            let (x, y) = plot.at((estimates.len() as f64, 100.0 * last));
            let y = y.clamp(panel.top + leading, panel.bottom - leading - 4.0);
            let label = Lettering { colour: Colour::AccentInk, ..LABEL };
            let lines = [(&note[0], label), (&note[1], label), (&so_far, label.bold())];
            for (row, (line, lettering)) in lines.into_iter().enumerate() {
                let at = (x + 10.0, y + leading * (row as f64 - 1.0));
                frame.slide.text(at, (HPos::Left, VPos::Center), lettering, line)?;
            }
            Ok(())
        })
    }
}

/// In narrower slots, in pixels, whiskers would be a comb: an area and a band take their place.
const NARROW: f64 = 16.0;

impl ShortfallProbability {
    /// The chance of the period that the title names, above its whisker and the line, or within its
    /// bar where there is no room.
    fn name_worst(&self, frame: &Frame<'_>, plot: &Plot<'_, '_>) -> Result<(), ChartError> {
        let chances: Vec<f64> = self.by_period.iter().map(|of| of.probability).collect();
        let Some(period) = worst(&chances) else { return Ok(()) };
        let text = per_cent(chances[period]);
        let Panel { left, right, top, bottom } = plot.panel;
        let Probability { low, high, .. } = self.by_period[period];
        let (x, whisker) = plot.at((period as f64 + 0.5, 100.0 * high));
        let (_, line) = plot.at((0.0, 100.0 * self.cumulative[period]));
        let half = 0.5 * LABEL.width(&text) + 4.0;
        let y = if whisker - line > 30.0 { whisker } else { line.min(whisker) };
        let x = x.clamp(left + half, right - half);
        if y - 15.0 > top + 10.0 {
            return frame.slide.plated_text((x, y - 15.0), HPos::Center, LABEL, &text);
        }
        let (_, below) = plot.at((0.0, 100.0 * low));
        let y = (below + 14.0).min(bottom - 12.0);
        frame.slide.text((x, y), (HPos::Center, VPos::Center), LABEL, &text)
    }

    /// A bar for each period, and its interval as a whisker.
    fn bars(&self, plot: &Plot<'_, '_>) -> Result<(), ChartError> {
        let half = f64::min(0.36, 90.0 / plot.slot());
        let cap = (half * 0.5).min(8.0 / plot.slot());
        for (period, estimate) in self.by_period.iter().enumerate() {
            let middle = period as f64 + 0.5;
            let [low, top, high] =
                [estimate.low, estimate.probability, estimate.high].map(|p| 100.0 * p);
            let level = |half: f64, y: f64| [(middle - half, y), (middle + half, y)];
            plot.data.rectangle((middle - half, 0.0), (middle + half, top), Colour::Pale)?;
            plot.data.line(&level(half, top), Colour::Edge, theme::THIN)?;
            plot.data.line(&[(middle, low), (middle, high)], Colour::Curve, theme::THIN)?;
            for end in [low, high] {
                plot.data.line(&level(cap, end), Colour::Curve, theme::THIN)?;
            }
        }
        Ok(())
    }

    /// The same as an area, its upper edge within the band of the intervals.
    fn areas(&self, plot: &Plot<'_, '_>) -> Result<(), ChartError> {
        let line = |read: fn(&Probability) -> f64| -> Vec<Point> {
            steps(self.by_period.iter().map(|estimate| 100.0 * read(estimate)))
        };
        let level = line(|estimate| estimate.probability);
        plot.data.area(level.clone(), Colour::Pale)?;
        let [high, low] = [line(|estimate| estimate.high), line(|estimate| estimate.low)];
        plot.data.band(&high, &low, Colour::Interval)?;
        plot.data.line(&level, Colour::Curve, theme::THIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_and_all_are_said_of_the_simulated_futures_only() {
        let quarters = ["2026 Q1".to_owned(), "2026 Q2".to_owned()];
        let title = |chance, by_period: &[f64]| {
            title("copper", &share_of_futures(chance, 100_000), by_period, &quarters)
        };
        assert_eq!(title(0.0, &[0.0, 0.0]), "Copper runs short in no simulated future of 100,000");
        assert_eq!(
            title(1.0, &[1.0, 1.0]),
            "Copper runs short in every simulated future of 100,000"
        );
        assert_eq!(
            title(1.0, &[0.2, 1.0]),
            "Copper runs short in every simulated future of 100,000, most often in 2026 Q2"
        );
        assert_eq!(
            title(0.000_02, &[0.000_02, 0.0]),
            "Copper runs short in under 0.1 % of futures, most often in 2026 Q1"
        );
        assert_eq!(title(0.999_98, &[0.5, 0.5]), "Copper runs short in over 99.9 % of futures");
        assert_eq!(
            title(0.27, &[0.1, 0.2]),
            "Copper runs short in 27 % of futures, most often in 2026 Q2"
        );
        assert_eq!(title(0.27, &[0.27]), "Copper runs short in 27 % of futures");
    }
}
