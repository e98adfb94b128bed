//! Need against supply: what falls due, and what is delivered from contracts, stock and spot.

use super::canvas::{self, Canvas};
use super::frame::{self, Swatch, Wording, whisker};
use super::panel::{Panel, Periods, Scale, Slots};
use super::quantity::{Measure, covering_ticks};
use super::theme::{Colour, Theme};
use super::{ChartError, NOT_NEGATIVE, check, check_length, theme};

/// Need and deliveries of one period, in tonnes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PeriodBalance {
    /// 5th percentile of the need.
    pub need_p05: f64,
    /// Mean need.
    pub need_mean: f64,
    /// 95th percentile of the need.
    pub need_p95: f64,
    /// Mean delivery from contracts.
    pub contract: f64,
    /// Mean delivery out of stock.
    pub stock: f64,
    /// Mean spot purchases.
    pub spot: f64,
}

/// Input of [`need_and_supply`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NeedAndSupply {
    /// Title and caption.
    pub wording: Wording,
    /// The periods, from the left.
    pub periods: Periods,
    /// One entry per period.
    pub balances: Vec<PeriodBalance>,
}

/// Draws mean deliveries by source as stacked bars and the need as mean and 90 % interval.
///
/// # Errors
/// [`ChartError`] for no period, lists of different lengths, and tonnes that are negative or not
/// finite.
pub fn need_and_supply(chart: &NeedAndSupply, theme: Theme) -> Result<String, ChartError> {
    let balances = &chart.balances;
    if balances.is_empty() {
        return Err(ChartError::Empty("period"));
    }
    check_length("balances", chart.periods.labels.len(), balances.len())?;
    let numbers = balances.iter().flat_map(|b| [b.need_p05, b.need_mean, b.need_p95, b.contract, b.stock, b.spot]);
    check("need or supply (t)", numbers, NOT_NEGATIVE)?;

    let highest = balances.iter().flat_map(|b| [b.need_mean, b.need_p95, b.contract + b.stock + b.spot]).fold(0.0, f64::max);
    let unit = Measure::Tonnes.unit(highest);
    let ticks = covering_ticks(0.0, highest / unit.size, 6);

    canvas::draw(&chart.wording.title, (theme::WIDTH, theme::HEIGHT), theme, |canvas| {
        let body = frame::words(canvas, &chart.wording, theme::HEIGHT)?;
        let narrow = (theme::WIDTH - 120.0) / (balances.len() as f64) < NARROW;
        let interval = if narrow { Swatch::Patch(Colour::NeedBand) } else { Swatch::Whisker(Colour::Ink) };
        let body = frame::legend(
            canvas,
            body,
            &[
                (Swatch::Line(Colour::Ink), "need, mean"),
                (interval, "need, 90 % of futures"),
                (Swatch::Patch(Colour::Contract), "contracts (mean)"),
                (Swatch::Patch(Colour::Stock), "stock (mean)"),
                (Swatch::Patch(Colour::Spot), "spot (mean)"),
            ],
        )?;
        let panel = Panel::within(body, &ticks, 0.0);
        let slots = Slots::new(panel.left, panel.right, balances.len());
        let period = match chart.periods.axis_title.to_lowercase() {
            title if title.is_empty() => "period".to_owned(),
            title => title,
        };
        panel.left_axis(canvas, &ticks, &format!("Copper per {period} [{}]", unit.symbol))?;
        let plot = Plot { canvas, slots, scale: panel.vertical(&ticks), unit: unit.size };
        if highest == 0.0 {
            panel.message(canvas, "No copper is needed or delivered in any trial")?;
        } else if narrow {
            plot.narrow(balances)?;
        } else {
            plot.wide(balances)?;
        }
        panel.base_line(canvas)?;
        panel.period_axis(canvas, &chart.periods, slots)
    })
}

/// Slots below this width, in pixels, have bars without gaps and outlines instead of whiskers.
const NARROW: f64 = 16.0;

/// Where and in which unit the balances are drawn.
struct Plot<'c, 'b> {
    canvas: &'c Canvas<'b>,
    slots: Slots,
    scale: Scale,
    /// Tonnes in one of the unit shown.
    unit: f64,
}

impl Plot<'_, '_> {
    fn y(&self, tonnes: f64) -> f64 {
        self.scale.at(tonnes / self.unit)
    }

    fn wide(&self, balances: &[PeriodBalance]) -> Result<(), ChartError> {
        let half = (self.slots.width * 0.36).min(48.0);
        for (period, balance) in balances.iter().enumerate() {
            let x = self.slots.centre(period);
            self.stack(*balance, (x - half, x + half))?;
        }
        let reach = half + (self.slots.width * 0.1).min(10.0);
        for (period, balance) in balances.iter().enumerate() {
            self.need(*balance, self.slots.centre(period), reach)?;
        }
        Ok(())
    }

    fn narrow(&self, balances: &[PeriodBalance]) -> Result<(), ChartError> {
        let low = self.steps(balances, |balance| balance.need_p05);
        let high = self.steps(balances, |balance| balance.need_p95);
        let mut band = high.clone();
        band.extend(low.iter().rev());
        self.canvas.polygon(&band, Colour::NeedBand)?;
        for (period, balance) in balances.iter().enumerate() {
            // Half a pixel of overlap hides the seam between smoothed edges.
            self.stack(*balance, (self.slots.edge(period), self.slots.edge(period + 1) + 0.5))?;
        }
        self.canvas.line(&low, Colour::SoftInk, theme::HAIRLINE)?;
        self.canvas.line(&high, Colour::SoftInk, theme::HAIRLINE)?;
        let mean = self.steps(balances, |balance| balance.need_mean);
        self.canvas.line(&mean, Colour::Paper, theme::THICK + 2.0)?;
        self.canvas.line(&mean, Colour::Ink, theme::THICK)
    }

    /// A step line that is level over each period.
    fn steps(&self, balances: &[PeriodBalance], of: fn(&PeriodBalance) -> f64) -> Vec<(f64, f64)> {
        let level = |(period, balance): (usize, &PeriodBalance)| {
            let y = self.y(of(balance));
            [(self.slots.edge(period), y), (self.slots.edge(period + 1), y)]
        };
        balances.iter().enumerate().flat_map(level).collect()
    }

    /// The three sources, one on the other.
    fn stack(&self, balance: PeriodBalance, (left, right): (f64, f64)) -> Result<(), ChartError> {
        let mut below = 0.0;
        let sources = [(balance.contract, Colour::Contract), (balance.stock, Colour::Stock), (balance.spot, Colour::Spot)];
        for (tonnes, colour) in sources {
            let above = below + tonnes;
            if tonnes > 0.0 {
                self.canvas.rectangle((left, self.y(below)), (right, self.y(above)), colour)?;
            }
            below = above;
        }
        Ok(())
    }

    /// Median and interval of the need, with a white edge that keeps them visible on a dark bar.
    fn need(&self, balance: PeriodBalance, x: f64, reach: f64) -> Result<(), ChartError> {
        let (low, high) = (self.y(balance.need_p05), self.y(balance.need_p95));
        let mean = self.y(balance.need_mean);
        let (half, tall) = (theme::THIN / 2.0 + 1.5, theme::THICK / 2.0 + 1.5);
        self.canvas.rectangle((x - half, high), (x + half, low), Colour::Paper)?;
        self.canvas.rectangle((x - reach, mean - tall), (x + reach, mean + tall), Colour::Paper)?;
        whisker(self.canvas, x, (low, high), (reach * 0.35).min(8.0), Colour::Ink)?;
        self.canvas.line(&[(x - reach, mean), (x + reach, mean)], Colour::Ink, theme::THICK)
    }
}
