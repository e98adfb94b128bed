//! Need against supply: what falls due, and what is delivered from contracts, other regions, stock
//! and spot.

use super::canvas::{self, Canvas};
use super::frame::{self, Swatch, Wording};
use super::panel::{Panel, Periods, Scale, Slots};
use super::picture::Picture;
use super::quantity::{Measure, covering_ticks};
use super::theme::Colour;
use super::{ChartError, NOT_NEGATIVE, check, check_length, theme};
use crate::report::estimate_words::sentence_start;

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
    /// Mean delivery from other regions; `None` where regions share nothing.
    pub route: Option<f64>,
    /// Mean delivery out of stock.
    pub stock: f64,
    /// Mean spot purchases.
    pub spot: f64,
}

impl PeriodBalance {
    fn routed(&self) -> f64 {
        self.route.unwrap_or(0.0)
    }

    fn delivered(&self) -> f64 {
        self.contract + self.routed() + self.stock + self.spot
    }
}

/// Input of [`need_and_supply`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NeedAndSupply {
    /// Title and caption.
    pub wording: Wording,
    /// The periods, from the left.
    pub periods: Periods,
    /// What is needed.
    pub commodity: String,
    /// One entry per period.
    pub balances: Vec<PeriodBalance>,
}

/// Draws mean deliveries by source as stacked bars, and the need as its mean with the band that
/// holds 90 % of futures: steps that look the same for four periods and for a hundred.
///
/// # Errors
/// [`ChartError`] for no period, lists of different lengths, and tonnes that are negative or not
/// finite.
pub fn need_and_supply(chart: &NeedAndSupply) -> Result<Picture, ChartError> {
    let balances = &chart.balances;
    if balances.is_empty() {
        return Err(ChartError::Empty("period"));
    }
    check_length("balances", chart.periods.labels.len(), balances.len())?;
    let numbers = balances.iter().flat_map(|b| {
        [b.need_p05, b.need_mean, b.need_p95, b.contract, b.routed(), b.stock, b.spot]
    });
    check("need or supply (t)", numbers, NOT_NEGATIVE)?;

    let highest =
        balances.iter().flat_map(|b| [b.need_mean, b.need_p95, b.delivered()]).fold(0.0, f64::max);
    let unit = Measure::Tonnes.unit(highest);
    let ticks = covering_ticks(0.0, highest / unit.size, 6);

    canvas::draw(&chart.wording.title, (theme::WIDTH, theme::HEIGHT), |canvas| {
        let body = frame::words(canvas, &chart.wording, theme::HEIGHT)?;
        let mut entries = vec![
            (Swatch::Line(Colour::Ink), "mean need"),
            (Swatch::Patch(Colour::NeedBand), "need in 90 % of futures"),
            (Swatch::Patch(Colour::Contract), "served by contracts"),
            (Swatch::Patch(Colour::Stock), "from stock"),
            (Swatch::Patch(Colour::Spot), "from the spot market"),
        ];
        if balances.iter().any(|balance| balance.route.is_some()) {
            entries.insert(3, (Swatch::Patch(Colour::Route), "from other regions"));
        }
        let body = frame::legend(canvas, body, &entries)?;
        let panel = Panel::within(body, &ticks, 0.0);
        let slots = Slots::new(panel.left, panel.right, balances.len());
        let title = format!(
            "{} per {} [{}]",
            sentence_start(&chart.commodity),
            chart.periods.word(),
            unit.symbol
        );
        panel.left_axis(canvas, &ticks, &title)?;
        let plot = Plot { canvas, slots, scale: panel.vertical(&ticks), unit: unit.size };
        if highest == 0.0 {
            panel.message(
                canvas,
                &format!("No {} is needed or delivered in any trial", chart.commodity),
            )?;
        } else {
            plot.paint(balances)?;
        }
        panel.base_line(canvas)?;
        panel.period_axis(canvas, &chart.periods, slots)
    })
}

/// In narrower slots, in pixels, bars would be a comb: areas take their place.
const NARROW: f64 = 24.0;

/// Picks a height out of a period.
type Reading = fn(&PeriodBalance) -> f64;

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

    fn paint(&self, balances: &[PeriodBalance]) -> Result<(), ChartError> {
        let low = self.steps(balances, |balance| balance.need_p05);
        let high = self.steps(balances, |balance| balance.need_p95);
        let mut band = high.clone();
        band.extend(low.iter().rev());
        self.canvas.polygon(&band, Colour::NeedBand)?;
        if self.slots.width < NARROW {
            self.areas(balances)?;
        } else {
            let half = (self.slots.width * 0.31).min(90.0);
            for (period, balance) in balances.iter().enumerate() {
                let centre = self.slots.centre(period);
                self.stack(balance, (centre - half, centre + half))?;
            }
        }
        self.canvas.line(&low, Colour::SoftInk, theme::HAIRLINE)?;
        self.canvas.line(&high, Colour::SoftInk, theme::HAIRLINE)?;
        let mean = self.steps(balances, |balance| balance.need_mean);
        self.canvas.line(&mean, Colour::Paper, theme::THICK + 2.0)?;
        self.canvas.line(&mean, Colour::Ink, theme::THICK)
    }

    /// The sources as areas, one in front of what it stands on.
    fn areas(&self, balances: &[PeriodBalance]) -> Result<(), ChartError> {
        let tops: [(Reading, Colour); 4] = [
            (PeriodBalance::delivered, Colour::Spot),
            (|balance| balance.contract + balance.routed() + balance.stock, Colour::Stock),
            (|balance| balance.contract + balance.routed(), Colour::Route),
            (|balance| balance.contract, Colour::Contract),
        ];
        let shares = balances.iter().any(|balance| balance.route.is_some());
        for (top, colour) in
            tops.into_iter().filter(|(_, colour)| shares || *colour != Colour::Route)
        {
            let mut area = self.steps(balances, top);
            area.push((self.slots.edge(balances.len()), self.y(0.0)));
            area.push((self.slots.edge(0), self.y(0.0)));
            self.canvas.polygon(&area, colour)?;
        }
        Ok(())
    }

    /// A step line that is level over each period.
    fn steps(&self, balances: &[PeriodBalance], of: Reading) -> Vec<(f64, f64)> {
        let levels: Vec<f64> = balances.iter().map(|balance| self.y(of(balance))).collect();
        self.slots.steps(&levels)
    }

    /// The sources, one on the other.
    fn stack(&self, balance: &PeriodBalance, (left, right): (f64, f64)) -> Result<(), ChartError> {
        let mut below = 0.0;
        let sources = [
            (balance.contract, Colour::Contract),
            (balance.routed(), Colour::Route),
            (balance.stock, Colour::Stock),
            (balance.spot, Colour::Spot),
        ];
        for (tonnes, colour) in sources {
            let above = below + tonnes;
            if tonnes > 0.0 {
                self.canvas.rectangle((left, self.y(below)), (right, self.y(above)), colour)?;
            }
            below = above;
        }
        Ok(())
    }
}
