//! The heat map: a probability or a mean tonnage for each facility and period.

use plotters::style::text_anchor::{HPos, VPos};

use super::entry::{Entry, OfRun};
use super::estimates;
use super::estimates::share_of_futures;
use crate::metric::{Metric, Subject};
use crate::number_words::count;
use crate::report::drawing::{
    Axis, BELOW_PANEL, Chart, ChartError, Chosen, Colour, Frame, LABEL, Lettering, Measure,
    NOT_NEGATIVE, PROBABILITY, Panel, Periods, Picture, Plot, Rest, Swatch, TICK, Wording, check,
    check_length, grouped, per_cent, row_lettering, theme, three_digits,
};
use crate::report::run_results::Results;

pub(super) const ENTRY: OfRun = Entry {
    name: "shortfall-by-facility",
    table: "facility_periods.csv",
    shows: "chance of running short for each facility and period, the worst facilities first (30 at \
        most, the others in words); what happened in no trial has a colour of its own",
    chart: |results| Some(Box::new(of_run(results)?)),
};

/// A number for each facility and period.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatMap {
    /// Title and caption.
    pub wording: Wording,
    /// The periods, from the left.
    pub periods: Periods,
    /// Row names; those with the largest values are drawn, the largest at the top.
    pub facilities: Vec<String>,
    /// What the values are: probabilities, tonnes or USD.
    pub measure: Measure,
    /// The name of the value, e.g. "Chance of running short".
    pub quantity: String,
    /// One row per facility, each with one value per period.
    pub values: Vec<Vec<f64>>,
}

fn of_run(results: &Results<'_>) -> Option<HeatMap> {
    let facilities: Vec<String> =
        results.scenario.facilities.iter().map(|facility| facility.shown().to_owned()).collect();
    let row = |facility| {
        let cell = |period| {
            let subject = Subject::Facility(facility).in_period(period);
            let short = results.series(subject, Metric::Short)?;
            Some(estimates::probability_positive(&short).probability)
        };
        (0..results.scenario.time.periods).map(cell).collect()
    };
    // None where a lesser detail does not count it.
    let values: Vec<Vec<f64>> =
        results.scenario.facilities.indices().map(row).collect::<Option<_>>()?;
    let periods = estimates::periods(results);
    let (commodity, trials) = (&results.scenario.commodity, results.tally.trials());
    let title = title(commodity, &values, trials, &facilities, &periods.labels);
    (!facilities.is_empty()).then(|| HeatMap {
        wording: estimates::wording(results, title, ""),
        periods,
        facilities,
        measure: Measure::Probability,
        quantity: "Chance of running short".to_owned(),
        values,
    })
}

/// Of the chance of being short for each facility and period: where it is greatest.
fn title(
    commodity: &str,
    values: &[Vec<f64>],
    trials: u64,
    facilities: &[String],
    periods: &[String],
) -> String {
    let most = values.iter().flatten().copied().fold(0.0, f64::max);
    if most == 0.0 {
        return format!("No facility runs short in any simulated future of {}", count(trials));
    }
    let futures = share_of_futures(most, trials);
    match worst_cell(values) {
        Some((row, period)) => {
            format!("{} runs short most often in {}: {futures}", facilities[row], periods[period])
        }
        None => format!("Where and when {commodity} runs short: at worst in {futures}"),
    }
}

/// Row and period of the largest value, if there is one alone.
fn worst_cell(values: &[Vec<f64>]) -> Option<(usize, usize)> {
    let columns = values.first()?.len();
    let place = estimates::only_largest(values.iter().flatten().copied())?;
    Some((place / columns, place % columns))
}

const COLOUR_BAR_WIDTH: f64 = 22.0;
const LONGEST_NAME: f64 = 380.0;

/// One coloured cell per facility and period, with its value where it fits, and a colour bar: the
/// worst facilities first, the others in words. The height of the chart follows the number of rows.
impl Chart for HeatMap {
    fn wording(&self) -> &Wording {
        &self.wording
    }

    fn picture(&self) -> Result<Picture, ChartError> {
        let (rows, columns) = (self.facilities.len(), self.periods.labels.len());
        if rows == 0 {
            return Err(ChartError::Empty("facility"));
        }
        if columns == 0 {
            return Err(ChartError::Empty("period"));
        }
        check_length("rows", rows, self.values.len())?;
        let bounds = if self.measure == Measure::Probability { PROBABILITY } else { NOT_NEGATIVE };
        for row in &self.values {
            check_length("row", columns, row.len())?;
            check("cell", row.iter().copied(), bounds)?;
        }

        let (shown, rest) = self.worst();
        let rows = shown.facilities.len();
        let highest = shown.values.iter().flatten().copied().fold(0.0, f64::max);
        let unit = self.measure.unit(highest);
        let axis = match self.measure {
            Measure::Probability => Axis::per_cent(highest),
            _ => Axis::covering(0.0, highest / unit.size, 5),
        };
        let row_height = (440.0 / rows as f64).clamp(20.0, 80.0);
        let panel_height = row_height * rows as f64;
        let below = panel_height.max(160.0) + BELOW_PANEL;
        let height = self.wording.height() + 34.0 + below + rest.room();
        let lettering = row_lettering(row_height);
        let names =
            shown.facilities.iter().map(|name| lettering.shorten_middle(name, LONGEST_NAME));
        let names: Vec<String> = names.collect();
        let bar_room = TICK.widest(&axis.labels) + COLOUR_BAR_WIDTH + 40.0;

        Frame::draw(&self.wording, height, |mut frame| {
            let top = frame.top + 34.0;
            let panel = Panel {
                left: theme::MARGIN + lettering.widest(&names) + 12.0,
                right: theme::WIDTH - theme::MARGIN - bar_room,
                top,
                bottom: top + panel_height,
            };
            let across = Axis::periods(&self.periods, [panel.left, panel.right, panel.right]);
            let mut plot = Plot::new(&frame, panel, across, Axis::rows(names))?;
            plot.row_names(lettering)?;
            shown.cells(&plot, row_height, |value| value / unit.size / axis.high)?;
            plot.period_axis(columns, &self.periods.axis_title)?;
            colour_bar(&frame, panel, axis)?;
            // The left part of this line belongs to the legend.
            let title = format!("{} [{}]", self.quantity, unit.symbol);
            let title = LABEL.shorten(&title, theme::WIDTH * 0.7);
            let at = (theme::WIDTH - theme::MARGIN, frame.top + 17.0);
            frame.slide.text(at, (HPos::Right, VPos::Bottom), LABEL, &title)?;
            if highest == 0.0 {
                plot.message("No shortfall in any trial")?;
            }
            drop(plot);
            rest.write(&frame, top + below)?;
            if shown.values.iter().flatten().any(|&value| value == 0.0) {
                frame.top = top - 36.0;
                frame.legend(&[(Swatch::Patch(Colour::Nothing), "none in any trial")])?;
            }
            Ok(())
        })
    }
}

impl HeatMap {
    /// The rows that are drawn, the one with the largest value first, and what is said of the rest.
    fn worst(&self) -> (HeatMap, Rest) {
        let key = |row: usize| {
            let values = self.values[row].iter().copied();
            [values.clone().fold(0.0, f64::max), values.sum()]
        };
        let keys: Vec<[f64; 2]> = (0..self.values.len()).map(key).collect();
        let chosen = Chosen::first(keys.len(), |a, b| {
            let [of_a, of_b] = [keys[a], keys[b]];
            of_b[0].total_cmp(&of_a[0]).then(of_b[1].total_cmp(&of_a[1]))
        });
        let rest =
            chosen.rest("facility", |rest| match rest.first().map_or(0.0, |&row| keys[row][0]) {
                0.0 => "where nothing is short in any trial".to_owned(),
                most if self.measure == Measure::Probability => {
                    format!(
                        "each short in at most {} of futures in any {}",
                        per_cent(most),
                        self.periods.word()
                    )
                }
                most => {
                    let unit = self.measure.unit(most);
                    format!("each at most {} {}", three_digits(most / unit.size), unit.symbol)
                }
            });
        let shown = HeatMap {
            facilities: chosen.rows.iter().map(|&row| self.facilities[row].clone()).collect(),
            values: chosen.rows.iter().map(|&row| self.values[row].clone()).collect(),
            ..self.clone()
        };
        (shown, rest)
    }

    /// The grid of cells, coloured by the share of the scale that `share` tells.
    fn cells(
        &self,
        plot: &Plot<'_, '_>,
        row_height: f64,
        share: impl Fn(f64) -> f64,
    ) -> Result<(), ChartError> {
        let unit = self.measure.unit(self.values.iter().flatten().copied().fold(0.0, f64::max));
        let write = |value: f64| cell_text(value / unit.size, self.measure);
        let size = cell_size(
            self.values.iter().flatten().map(|&value| write(value)),
            (plot.slot(), row_height),
        );
        // Narrow cells run into one another: a gap, or two smoothed edges, would show as a net.
        let gap = if plot.slot() > 14.0 { 0.5 } else { -0.25 };
        let (aside, above) = (gap / plot.slot(), gap / row_height);
        for (row, values) in self.values.iter().enumerate() {
            for (period, &value) in values.iter().enumerate() {
                let shade = Colour::shade(share(value));
                let colour = if value == 0.0 { Colour::Nothing } else { Colour::Cell(shade) };
                let (x, y) = (period as f64, row as f64);
                let from = (x + aside, y + above);
                plot.data.rectangle(from, (x + 1.0 - aside, y + 1.0 - above), colour)?;
                if let Some(size) = size
                    && value > 0.0
                {
                    let lettering = Lettering::new(size, Colour::OnCell(shade));
                    let at = (x + 0.5, y + 0.5);
                    let middle = (HPos::Center, VPos::Center);
                    plot.data.text(at, middle, lettering, &write(value))?;
                }
            }
        }
        // The cell that the title names.
        let Some((row, period)) = worst_cell(&self.values) else { return Ok(()) };
        let (x, y) = (period as f64, row as f64);
        let around = [(x, y), (x + 1.0, y), (x + 1.0, y + 1.0), (x, y + 1.0), (x, y), (x + 1.0, y)];
        plot.data.line(&around, Colour::Accent, theme::THICK)
    }
}

/// The largest legible size in which every label fits into its cell, if there is one.
fn cell_size(labels: impl Iterator<Item = String>, (width, height): (f64, f64)) -> Option<f64> {
    let width_at_one = Lettering::new(1.0, Colour::Ink).widest(labels).max(0.1);
    let size = (height * 0.62).min((width - 5.0) / width_at_one).min(theme::TICK_SIZE);
    (size >= 10.5).then_some(size)
}

/// The text of a cell: short, and never "0" for something that did happen.
fn cell_text(value: f64, measure: Measure) -> String {
    match measure {
        Measure::Probability if value < 1.0 => "<1".to_owned(),
        Measure::Probability if (99.0..100.0).contains(&value) => ">99".to_owned(),
        Measure::Probability => grouped(value, 0),
        _ if value >= 100.0 => grouped(value, 0),
        _ if value < 0.05 => "<0.1".to_owned(),
        _ if value >= 10.0 => grouped(value, 0),
        _ => {
            let text = three_digits(value);
            text.get(..3).map_or(text.clone(), str::to_owned)
        }
    }
}

/// The colours of the scale beside the cells, and what they stand for.
fn colour_bar(frame: &Frame<'_>, cells: Panel, axis: Axis) -> Result<(), ChartError> {
    let left = cells.right + 28.0;
    let bottom = cells.bottom.max(cells.top + 160.0);
    let panel = Panel { left, right: left + COLOUR_BAR_WIDTH, top: cells.top, bottom };
    let all = f64::from(theme::SHADES);
    let bar = Plot::new(frame, panel, Axis::bare(0.0, 1.0), Axis::bare(0.0, all))?;
    // Each step paints all the way up, over the last: no seams.
    for shade in 0..=theme::SHADES {
        let from = (f64::from(shade) - 0.5).max(0.0);
        bar.data.rectangle((0.0, from), (1.0, all), Colour::Cell(shade))?;
    }
    bar.right_axis(axis, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_cell_is_named_if_there_is_one() {
        let names = ["ohio-1".to_owned(), "ohio-2".to_owned()];
        let quarters = ["2026 Q1".to_owned(), "2026 Q2".to_owned()];
        let title = |values: [[f64; 2]; 2]| {
            title("copper", &values.map(Vec::from), 2_000, &names, &quarters)
        };
        assert_eq!(title([[0.0; 2]; 2]), "No facility runs short in any simulated future of 2,000");
        assert_eq!(
            title([[0.1, 0.0], [0.2, 0.1]]),
            "ohio-2 runs short most often in 2026 Q1: 20 % of futures"
        );
        assert_eq!(
            title([[1.0; 2]; 2]),
            "Where and when copper runs short: at worst in every simulated future of 2,000"
        );
    }
}
