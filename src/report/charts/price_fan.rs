//! The price fan: nested central bands of the price by period.

use plotters::style::text_anchor::HPos;

use super::entry::{Entry, OfRun};
use super::estimates;
use super::estimates::PeriodQuantiles;
use crate::metric::Metric;
use crate::number_words::sentence_start;
use crate::report::drawing::{
    Axis, Chart, ChartError, Colour, Frame, LABEL, LARGEST, Lettering, Panel, Periods, Picture,
    Plot, Point, TICK, Wording, check, check_length, grouped, spread, theme, three_digits,
};
use crate::report::run_results::Results;
use crate::scenario::Scenario;

pub(super) const ENTRY: OfRun = Entry {
    name: "price-fan",
    table: "periods.csv",
    shows: "median, mean and central 50, 80 and 90 % of the price at the end of each period; \
        USD/lb at the right edge",
    chart: |results| Some(Box::new(of_run(results)?)),
};

/// Pounds in a tonne: 1 lb = 0.45359237 kg exactly.
const POUNDS_PER_TONNE: f64 = 1000.0 / 0.453_592_37;

const NAMES: [&str; 7] = ["P5", "P10", "P25", "median", "P75", "P90", "P95"];

/// A price in USD/t as charts write it: whole dollars, as it is quoted.
fn written_price(price: f64) -> String {
    if price < 100.0 { three_digits(price) } else { grouped(price, 0) }
}

/// Nested central bands of the price by period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PriceFan {
    /// Title and caption.
    pub wording: Wording,
    /// The periods, from the left.
    pub periods: Periods,
    /// The known price at time 0 in USD/t, from which the fan opens; none: the fan begins at the
    /// end of the first period.
    pub start: Option<f64>,
    /// Price at the end of each period, in USD/t.
    pub prices: Vec<PeriodQuantiles>,
    /// Whether the right edge reads the same price in USD/lb.
    pub pounds: bool,
    /// What is priced.
    pub commodity: String,
}

fn of_run(results: &Results<'_>) -> Option<PriceFan> {
    let prices = estimates::quantiles_by_period(results, Metric::Price)?;
    Some(price_fan(results.scenario, results.tally.trials(), prices))
}

/// The fan of these prices, of so many trials.
pub(crate) fn price_fan(
    scenario: &Scenario,
    trials: u64,
    prices: Vec<PeriodQuantiles>,
) -> PriceFan {
    let ends = prices.last().map(|last| (last.quantiles[0], last.quantiles[6]));
    let commodity = scenario.commodity.clone();
    let period = scenario.time.step.name();
    let note = format!("; bands: central 50, 80 and 90 % of futures, at the end of each {period}");
    PriceFan {
        wording: estimates::wording_of(scenario, trials, title(&commodity, ends), &note),
        periods: estimates::periods_of(&scenario.time),
        start: scenario.price.initial.constant(),
        prices,
        pounds: true,
        commodity,
    }
}

/// Of the price at the end of the horizon, its 5th and 95th percentile.
fn title(commodity: &str, ends: Option<(f64, f64)>) -> String {
    let commodity = sentence_start(commodity);
    match ends.map(|(low, high)| (written_price(low), written_price(high))) {
        Some((low, high)) if low == high => {
            format!("{commodity} price: every future ends at {low} USD/t")
        }
        Some((low, high)) => {
            format!("{commodity} price: nine futures in ten end between {low} and {high} USD/t")
        }
        None => format!("{commodity} price"),
    }
}

/// The central 50, 80 and 90 % bands of the price, its median and mean. A price belongs to the end
/// of its period and is drawn at the right edge of the period, if the start is known.
impl Chart for PriceFan {
    fn wording(&self) -> &Wording {
        &self.wording
    }

    fn picture(&self) -> Result<Picture, ChartError> {
        let Some(&last) = self.prices.last() else {
            return Err(ChartError::Empty("period"));
        };
        let count = self.prices.len();
        check_length("prices", self.periods.labels.len(), count)?;
        let numbers = || self.prices.iter().flat_map(PeriodQuantiles::numbers).chain(self.start);
        check("price (USD/t)", numbers(), (0.0, LARGEST))?;

        let highest = numbers().fold(0.0, f64::max);
        let axis = Axis::covering(numbers().fold(f64::INFINITY, f64::min), highest, 6);
        let pounds = self
            .pounds
            .then(|| Axis::inside(axis.low / POUNDS_PER_TONNE, axis.high / POUNDS_PER_TONNE, 6));
        let axis_room = pounds.as_ref().map_or(0.0, |axis| TICK.widest(&axis.labels) + 12.0);
        let labels = edge_labels(last);
        let label_room = LABEL.bold().widest(labels.iter().map(|(_, text)| text)) + 40.0;

        Frame::draw(&self.wording, theme::HEIGHT, |frame| {
            let panel = Panel::within(&frame, &axis, axis_room);
            let ends = [panel.left, panel.right - label_room, panel.right];
            let across = Axis::periods(&self.periods, ends);
            let mut plot = Plot::new(&frame, panel, across, axis.clone())?;
            plot.left_axis(&format!("{} price [USD/t]", sentence_start(&self.commodity)))?;
            if let Some(pounds) = pounds {
                plot.right_axis(pounds, "[USD/lb]")?;
            }
            let end = self.bands(&plot, &axis)?;
            plot.period_axis(count, &self.periods.axis_title)?;
            write_edge_labels(&frame, &plot, &labels, end)
        })
    }
}

impl PriceFan {
    /// Paints the fan and returns the x coordinate at which it ends.
    fn bands(&self, plot: &Plot<'_, '_>, axis: &Axis) -> Result<f64, ChartError> {
        // With a start, time is exact: the fan opens at the left edge and each price stands at the
        // end of its period. Without one, prices stand above their labels.
        let offset = if self.start.is_some() { 1.0 } else { 0.5 };
        let mut path: Vec<(f64, PeriodQuantiles)> =
            self.prices.iter().enumerate().map(|(i, &price)| (i as f64 + offset, price)).collect();
        let start = self.start.map(PeriodQuantiles::constant);
        let only = (self.prices.len() == 1).then(|| self.prices[0]);
        path.splice(0..0, start.or(only).map(|price| (0.0, price)));
        let lines = estimates::quantile_lines(&path);
        plot.data.fan(&lines)?;
        for &level in &axis.ticks {
            grid_inside(plot, &lines[0], &lines[6], level)?;
        }
        plot.data.line(&lines[3], Colour::Curve, theme::THICK)?;
        let mean: Vec<Point> = path.iter().map(|(x, price)| (*x, price.mean)).collect();
        plot.data.dashes(&mean, Colour::AccentInk, theme::THIN, theme::DASH)?;
        Ok(path[path.len() - 1].0)
    }
}

/// Where a grid line passes behind the fan, draws it again in the colour of the paper.
fn grid_inside(
    plot: &Plot<'_, '_>,
    low: &[Point],
    high: &[Point],
    level: f64,
) -> Result<(), ChartError> {
    for (low, high) in low.windows(2).zip(high.windows(2)) {
        let (from, span) = (low[0].0, low[1].0 - low[0].0);
        // The part of the way, from `enter` to `leave`, on which low <= level <= high.
        let (mut enter, mut leave) = (0.0f64, 1.0f64);
        for (start, end) in
            [(level - low[0].1, level - low[1].1), (high[0].1 - level, high[1].1 - level)]
        {
            match (start >= 0.0, end >= 0.0) {
                (true, true) => {}
                (true, false) => leave = leave.min(start / (start - end)),
                (false, true) => enter = enter.max(start / (start - end)),
                (false, false) => leave = -1.0,
            }
        }
        if leave > enter {
            let line = [(from + enter * span, level), (from + leave * span, level)];
            plot.data.line(&line, Colour::Paper, theme::HAIRLINE)?;
        }
    }
    Ok(())
}

/// What the right edge says: each quantile with its value, or one line when they are all equal.
fn edge_labels(last: PeriodQuantiles) -> Vec<(f64, String)> {
    let mean = written_price(last.mean);
    if last.quantiles.iter().all(|&price| written_price(price) == mean) {
        return vec![(last.mean, format!("all futures {mean}"))];
    }
    let quantiles = NAMES.iter().zip(last.quantiles);
    quantiles
        .map(|(name, price)| (price, format!("{name} {}", written_price(price))))
        .chain([(last.mean, format!("mean {mean}"))])
        .collect()
}

fn write_edge_labels(
    frame: &Frame<'_>,
    plot: &Plot<'_, '_>,
    labels: &[(f64, String)],
    end: f64,
) -> Result<(), ChartError> {
    let wanted: Vec<Point> = labels.iter().map(|(price, _)| plot.at((end, *price))).collect();
    let heights: Vec<f64> = wanted.iter().map(|(_, y)| *y).collect();
    let (top, bottom) = (plot.panel.top, plot.panel.bottom - 14.0);
    let placed = spread(&heights, theme::LABEL_SIZE * 1.3, top, bottom);
    for ((&(edge, from), &y), (_, text)) in wanted.iter().zip(&placed).zip(labels) {
        let lettering = match text.split(' ').next() {
            Some("median") => LABEL.bold(),
            Some("mean") => Lettering { colour: Colour::AccentInk, ..LABEL },
            _ => LABEL,
        };
        let leader = [(edge + 3.0, from), (edge + 7.0, from), (edge + 21.0, y), (edge + 25.0, y)];
        frame.slide.line(&leader, Colour::Axis, theme::HAIRLINE)?;
        frame.slide.plated_text((edge + 28.0, y), HPos::Left, lettering, text)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_certain_is_no_interval() {
        assert_eq!(
            title("copper", Some((13_205.2, 13_205.4))),
            "Copper price: every future ends at 13,205 USD/t"
        );
        assert_eq!(
            title("copper", Some((6_576.0, 18_317.0))),
            "Copper price: nine futures in ten end between 6,576 and 18,317 USD/t"
        );
        assert_eq!(title("aluminium", None), "Aluminium price");
    }
}
