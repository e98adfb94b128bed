//! The price fan: nested central bands of the price by period.

use super::canvas::{self, Anchor, Canvas, Lettering};
use super::frame::{self, DASH, LABEL, TICK, Wording};
use super::label_column::spread;
use super::panel::{Panel, Periods, Scale, Slots};
use super::picture::Picture;
use super::quantity::{Ticks, covering_ticks, grouped, inner_ticks, three_digits};
use super::theme::Colour;
use super::{ChartError, LARGEST, check, check_length, theme};
use crate::report::estimate_words::sentence_start;

/// Pounds in a tonne: 1 lb = 0.45359237 kg exactly.
const POUNDS_PER_TONNE: f64 = 1000.0 / 0.453_592_37;

/// Quantiles and mean of the price at the end of one period, in USD/t.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PricePeriod {
    /// 5th percentile.
    pub p05: f64,
    /// 10th percentile.
    pub p10: f64,
    /// 25th percentile.
    pub p25: f64,
    /// Median.
    pub p50: f64,
    /// 75th percentile.
    pub p75: f64,
    /// 90th percentile.
    pub p90: f64,
    /// 95th percentile.
    pub p95: f64,
    /// Mean.
    pub mean: f64,
}

impl PricePeriod {
    fn quantiles(&self) -> [f64; 7] {
        [self.p05, self.p10, self.p25, self.p50, self.p75, self.p90, self.p95]
    }

    fn constant(price: f64) -> Self {
        Self {
            p05: price,
            p10: price,
            p25: price,
            p50: price,
            p75: price,
            p90: price,
            p95: price,
            mean: price,
        }
    }
}

/// A price in USD/t as charts write it: whole dollars, as it is quoted.
pub fn written_price(price: f64) -> String {
    if price < 100.0 { three_digits(price) } else { grouped(price, 0) }
}

/// Input of [`price_fan`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PriceFan {
    /// Title and caption.
    pub wording: Wording,
    /// The periods, from the left.
    pub periods: Periods,
    /// The known price at time 0 in USD/t, from which the fan opens; none: the fan begins at the
    /// end of the first period.
    pub start: Option<f64>,
    /// One entry per period.
    pub prices: Vec<PricePeriod>,
    /// Whether the right edge reads the same price in USD/lb.
    pub pounds: bool,
    /// What is priced.
    pub commodity: String,
}

/// Draws the central 50, 80 and 90 % bands of the price, its median and mean.
///
/// A price belongs to the end of its period and is drawn at the right edge of the period, if the
/// start is known.
///
/// # Errors
/// [`ChartError`] for no period, lists of different lengths, and prices that are negative or not
/// finite.
pub fn price_fan(fan: &PriceFan) -> Result<Picture, ChartError> {
    if fan.prices.is_empty() {
        return Err(ChartError::Empty("period"));
    }
    check_length("prices", fan.periods.labels.len(), fan.prices.len())?;
    let numbers =
        || fan.prices.iter().flat_map(|price| price.quantiles().into_iter().chain([price.mean]));
    check("price (USD/t)", numbers().chain(fan.start), (0.0, LARGEST))?;

    let lowest = numbers().chain(fan.start).fold(f64::INFINITY, f64::min);
    let highest = numbers().chain(fan.start).fold(0.0, f64::max);
    let ticks = covering_ticks(lowest, highest, 6);
    let labels = edge_labels(fan.prices[fan.prices.len() - 1]);
    let label_room =
        labels.iter().map(|(_, text)| LABEL.bold().width(text)).fold(0.0, f64::max) + 40.0;
    let pound_ticks = fan.pounds.then(|| {
        let inner = inner_ticks(ticks.low / POUNDS_PER_TONNE, ticks.high / POUNDS_PER_TONNE, 6);
        Ticks { low: ticks.low / POUNDS_PER_TONNE, high: ticks.high / POUNDS_PER_TONNE, ..inner }
    });
    let axis_room = pound_ticks.as_ref().map_or(0.0, |ticks| {
        ticks.labels.iter().map(|label| TICK.width(label)).fold(0.0, f64::max) + 12.0
    });

    canvas::draw(&fan.wording.title, (theme::WIDTH, theme::HEIGHT), |canvas| {
        let body = frame::words(canvas, &fan.wording, theme::HEIGHT)?;
        let panel = Panel::within(body, &ticks, axis_room);
        let slots = Slots::new(panel.left, panel.right - label_room, fan.prices.len());
        panel.left_axis(
            canvas,
            &ticks,
            &format!("{} price [USD/t]", sentence_start(&fan.commodity)),
        )?;
        if let Some(pounds) = &pound_ticks {
            panel.right_axis(canvas, pounds, "[USD/lb]")?;
        }
        let scale = panel.vertical(&ticks);
        let end = bands(canvas, fan, (panel, slots), &ticks)?;
        panel.base_line(canvas)?;
        panel.period_axis(canvas, &fan.periods, slots)?;
        write_edge_labels(canvas, &labels, end, panel, scale)
    })
}

/// Picks one number out of a period.
type Reading = fn(&PricePeriod) -> f64;

/// Paints the fan and returns the x coordinate at which it ends.
fn bands(
    canvas: &Canvas<'_>,
    fan: &PriceFan,
    (panel, slots): (Panel, Slots),
    ticks: &Ticks,
) -> Result<f64, ChartError> {
    let scale = panel.vertical(ticks);
    // With a start, time is exact: the fan opens at the left edge and each price stands at the
    // end of its period. Without one, prices stand above their labels.
    let end = |period: usize| {
        if fan.start.is_some() { slots.edge(period + 1) } else { slots.centre(period) }
    };
    let mut path: Vec<(f64, PricePeriod)> = fan
        .start
        .map(|price| (slots.edge(0), PricePeriod::constant(price)))
        .into_iter()
        .chain(fan.prices.iter().enumerate().map(|(period, &price)| (end(period), price)))
        .collect();
    if let [(_, only)] = path[..] {
        path.insert(0, (slots.edge(0), only));
    }
    let trace = |of: Reading| -> Vec<(f64, f64)> {
        path.iter().map(|(x, price)| (*x, scale.at(of(price)))).collect()
    };
    let pairs: [(Reading, Reading); 3] =
        [(|p| p.p05, |p| p.p95), (|p| p.p10, |p| p.p90), (|p| p.p25, |p| p.p75)];
    for ((low, high), colour) in
        pairs.into_iter().zip([Colour::Band90, Colour::Band80, Colour::Band50])
    {
        let mut outline = trace(high);
        outline.extend(trace(low).into_iter().rev());
        canvas.polygon(&outline, colour)?;
    }
    let last = end(fan.prices.len() - 1);
    for &level in &ticks.values {
        grid_inside(canvas, &path, level, scale.at(level))?;
    }
    canvas.line(&trace(|p| p.p50), Colour::Curve, theme::THICK)?;
    canvas.dashes(&trace(|p| p.mean), Colour::AccentInk, theme::THIN, DASH)?;
    Ok(last)
}

/// Where a grid line passes behind the fan, draws it again in the colour of the paper.
fn grid_inside(
    canvas: &Canvas<'_>,
    path: &[(f64, PricePeriod)],
    level: f64,
    y: f64,
) -> Result<(), ChartError> {
    for pair in path.windows(2) {
        let ((from, old), (to, new)) = (pair[0], pair[1]);
        // The part of the way, from `enter` to `leave`, on which p05 <= level <= p95.
        let (mut enter, mut leave) = (0.0f64, 1.0f64);
        for (start, end) in [(level - old.p05, level - new.p05), (old.p95 - level, new.p95 - level)]
        {
            match (start >= 0.0, end >= 0.0) {
                (true, true) => {}
                (true, false) => leave = leave.min(start / (start - end)),
                (false, true) => enter = enter.max(start / (start - end)),
                (false, false) => leave = -1.0,
            }
        }
        if leave > enter {
            let span = to - from;
            let line = [(from + enter * span, y), (from + leave * span, y)];
            canvas.line(&line, Colour::Paper, theme::HAIRLINE)?;
        }
    }
    Ok(())
}

/// What the right edge says: each quantile with its value, or one line when they are all equal.
fn edge_labels(last: PricePeriod) -> Vec<(f64, String)> {
    if last.quantiles().iter().all(|&price| written_price(price) == written_price(last.mean)) {
        return vec![(last.p50, format!("all futures {}", written_price(last.p50)))];
    }
    let names = ["P5", "P10", "P25", "median", "P75", "P90", "P95"];
    let mut labels: Vec<(f64, String)> = names
        .iter()
        .zip(last.quantiles())
        .map(|(name, price)| (price, format!("{name} {}", written_price(price))))
        .collect();
    labels.push((last.mean, format!("mean {}", written_price(last.mean))));
    labels
}

fn write_edge_labels(
    canvas: &Canvas<'_>,
    labels: &[(f64, String)],
    edge: f64,
    panel: Panel,
    scale: Scale,
) -> Result<(), ChartError> {
    let wanted: Vec<f64> = labels.iter().map(|(price, _)| scale.at(*price)).collect();
    let placed = spread(&wanted, theme::LABEL_SIZE * 1.3, panel.top, panel.bottom - 14.0);
    for ((&from, &y), (_, text)) in wanted.iter().zip(&placed).zip(labels) {
        let lettering = match text.split(' ').next() {
            Some("median") => LABEL.bold(),
            Some("mean") => Lettering { colour: Colour::AccentInk, ..LABEL },
            _ => LABEL,
        };
        let leader = [(edge + 3.0, from), (edge + 7.0, from), (edge + 21.0, y), (edge + 25.0, y)];
        canvas.line(&leader, Colour::Axis, theme::HAIRLINE)?;
        canvas.plated_text((edge + 28.0, y), Anchor::Start, lettering, text)?;
    }
    Ok(())
}
