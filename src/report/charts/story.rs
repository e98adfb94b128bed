//! One future, period by period: what was needed and served, what was overdue, and the price.

use super::entry::{Entry, OfRun};
use super::estimates;
use super::need_supply::{NeedAndSupply, PeriodBalance, half_bar};
use crate::analysis::story::Story;
use crate::metric::{Metric, Subject};
use crate::number_words::{count, quantity, sentence_start};
use crate::report::drawing::{
    Axis, BELOW_PANEL, Chart, ChartError, Colour, Frame, LARGEST, Measure, NOT_NEGATIVE, Panel,
    Periods, Picture, Plot, Point, Swatch, TICK, Wording, check, check_length, steps, theme,
};
use crate::report::run_results::Results;
use crate::scenario::Unmet;

/// Its name, for the page, which shows it with the story.
pub const NAME: &str = "story";

pub(super) const ENTRY: OfRun = Entry {
    name: NAME,
    table: "story.csv",
    shows: "one future, by `--trial K`: what was needed and what served it in each period, what \
        was overdue at its end (or not served, where it is lost), and the price; with the central \
        90 % of all futures behind need and price",
    chart: |results| {
        results.story.map(|story| Box::new(of_story(results, story)) as Box<dyn Chart>)
    },
};

/// One future by period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FutureStory {
    /// Need and deliveries by period: its mean need is that of this future, the percentiles are
    /// those of all.
    pub supply: NeedAndSupply,
    /// Whether what is not served waits; else it is lost.
    pub waits: bool,
    /// Tonnes overdue at the end of each period, or not served in it.
    pub missing: Vec<f64>,
    /// Price at the end of each period, USD/t.
    pub prices: Vec<f64>,
    /// The 5th and 95th percentile of the price in all futures, USD/t.
    pub price_band: Vec<[f64; 2]>,
    /// The price at time 0, USD/t, if it is certain.
    pub start: Option<f64>,
}

fn of_story(results: &Results<'_>, story: &Story) -> FutureStory {
    let scenario = results.scenario;
    let periods = estimates::periods(results);
    let waits = scenario.shortage.unmet == Unmet::Backlog;
    let by_period = |metric: Metric| -> Vec<Option<f64>> {
        let value = |period| story.value(Subject::Total.in_period(period), metric);
        (0..periods.labels.len()).map(value).collect()
    };
    let known = |metric: Metric| -> Vec<f64> {
        by_period(metric).into_iter().map(Option::unwrap_or_default).collect()
    };
    let [need, contract, stock, spot] =
        [Metric::Need, Metric::OriginContract, Metric::OriginOpeningStock, Metric::OriginSpot]
            .map(known);
    let scrap = by_period(Metric::OriginScrap);
    let band = |metric: Metric| {
        estimates::by_period(results, metric, |all| {
            [0.05, 0.95].map(|level| estimates::quantile(&all, level))
        })
        .unwrap_or_default()
    };
    let needs = band(Metric::Need);
    let balances = (0..need.len()).map(|period| PeriodBalance {
        need_p05: needs.get(period).map_or(need[period], |[low, _]| *low),
        need_mean: need[period],
        need_p95: needs.get(period).map_or(need[period], |[_, high]| *high),
        contract: contract[period],
        scrap: scrap[period],
        opening_stock: stock[period],
        spot: spot[period],
    });
    let balances = balances.collect();
    let missing = known(if waits { Metric::Backlog } else { Metric::Shortfall });
    let caption = format!(
        "{}. Trial {} of {}, numbered from 0; Monte Carlo, seed {}",
        scenario.name,
        count(story.trial),
        count(scenario.simulation.trials),
        scenario.simulation.seed
    );
    let cost = story.value(Subject::Total, Metric::FullCost).unwrap_or_default();
    let prices = known(Metric::Price);
    let title = title(story.trial, (waits, &missing, &periods), cost);
    let commodity = scenario.commodity.clone();
    let supply =
        NeedAndSupply { wording: Wording { title, caption }, periods, commodity, balances };
    let start = scenario.price.initial.constant();
    FutureStory { supply, waits, missing, prices, price_band: band(Metric::Price), start }
}

/// When most is missing in the future, and what it costs in all.
fn title(trial: u64, (waits, missing, periods): (bool, &[f64], &Periods), cost: f64) -> String {
    let worst = missing
        .iter()
        .zip(&periods.labels)
        .reduce(|worst, other| if other.0 > worst.0 { other } else { worst });
    let what = match worst {
        Some((&tonnes, label)) if tonnes > 0.0 => {
            let tonnes = quantity(tonnes, None, "t");
            if waits {
                format!("up to {tonnes} overdue, at the end of {label}")
            } else {
                format!("up to {tonnes} not served, in {label}")
            }
        }
        _ if waits => format!("nothing is overdue at the end of any {}", periods.word()),
        _ => "all is served on time".to_owned(),
    };
    let cost = quantity(cost, None, "USD");
    format!("Trial {}: {what}; full cost {cost}", count(trial))
}

/// Higher than others: three panels stand on each other.
const HEIGHT: f64 = 900.0;
/// Room between two panels, for the title of the lower one.
const BETWEEN: f64 = 56.0;
/// Their shares of the height that is left.
const SHARES: [f64; 3] = [0.5, 0.2, 0.3];

impl Chart for FutureStory {
    fn wording(&self) -> &Wording {
        &self.supply.wording
    }

    fn picture(&self) -> Result<Picture, ChartError> {
        let NeedAndSupply { wording, periods, commodity, balances } = &self.supply;
        let count = periods.labels.len();
        if count == 0 {
            return Err(ChartError::Empty("period"));
        }
        check_length("missing", count, self.missing.len())?;
        check_length("prices", count, self.prices.len())?;
        check_length("price band", count, self.price_band.len())?;
        check("missing (t)", self.missing.iter().copied(), NOT_NEGATIVE)?;
        let prices = || {
            let band = self.price_band.iter().flatten().copied();
            self.prices.iter().copied().chain(band).chain(self.start)
        };
        check("price (USD/t)", prices(), (0.0, LARGEST))?;
        let highest = self.supply.checked_highest()?;
        let most = self.missing.iter().copied().fold(0.0, f64::max);
        let (tonnes, missing) = (Measure::Tonnes.unit(highest), Measure::Tonnes.unit(most));
        let axes = [
            Axis::covering(0.0, highest / tonnes.size, 5),
            Axis::covering(0.0, most / missing.size, 3),
            Axis::covering(prices().fold(f64::INFINITY, f64::min), prices().fold(0.0, f64::max), 4),
        ];
        let period = periods.word();
        let titles = [
            format!("{} per {period} [{}]", sentence_start(commodity), tonnes.symbol),
            if self.waits {
                format!("Overdue {commodity} at the end of each {period} [{}]", missing.symbol)
            } else {
                format!(
                    "{} not served in each {period} [{}]",
                    sentence_start(commodity),
                    missing.symbol
                )
            },
            format!("{} price at the end of each {period} [USD/t]", sentence_start(commodity)),
        ];
        let mut entries = vec![
            (Swatch::Line(Colour::Ink), "need"),
            (Swatch::Patch(Colour::Contract), "served from contracts"),
            (Swatch::Patch(Colour::Stock), "from the opening stock"),
            (Swatch::Patch(Colour::Spot), "from the spot market"),
            (Swatch::Patch(Colour::NeedBand), "90 % of all futures"),
        ];
        if balances.iter().any(|balance| balance.scrap.is_some()) {
            entries.insert(2, (Swatch::Patch(Colour::Scrap), "from scrap"));
        }

        Frame::draw(wording, HEIGHT, |mut frame| {
            frame.legend(&entries)?;
            // One left edge for all.
            let widest = axes.iter().map(|axis| TICK.widest(&axis.labels)).fold(0.0, f64::max);
            let left = theme::MARGIN + (widest + 11.0).max(48.0);
            let right = theme::WIDTH - theme::MARGIN;
            let mut top = frame.top + 34.0;
            let room = frame.bottom - BELOW_PANEL - top - 2.0 * BETWEEN;
            for (place, ((axis, title), share)) in axes.iter().zip(&titles).zip(SHARES).enumerate()
            {
                let panel = Panel { left, right, top, bottom: top + share * room };
                top = panel.bottom + BETWEEN;
                let across = Axis::periods(periods, [left, right, right]);
                let mut plot = Plot::new(&frame, panel, across, axis.clone())?;
                plot.left_axis(title)?;
                match place {
                    0 => self.paint_balances(&plot, (highest, tonnes.size))?,
                    1 => self.paint_missing(&plot, (most, missing.size))?,
                    _ => self.paint_prices(&plot)?,
                }
                if place == 2 {
                    plot.period_axis(count, &periods.axis_title)?;
                } else {
                    let ends = [(left, panel.bottom), (right, panel.bottom)];
                    frame.slide.line(&ends, Colour::Axis, theme::THIN)?;
                }
            }
            Ok(())
        })
    }
}

impl FutureStory {
    fn paint_balances(
        &self,
        plot: &Plot<'_, '_>,
        (highest, size): (f64, f64),
    ) -> Result<(), ChartError> {
        if highest == 0.0 {
            return plot.message(&format!("No {} is needed or delivered", self.supply.commodity));
        }
        self.supply.paint(plot, size)
    }

    fn paint_missing(
        &self,
        plot: &Plot<'_, '_>,
        (most, size): (f64, f64),
    ) -> Result<(), ChartError> {
        if most == 0.0 {
            let period = self.supply.periods.word();
            return plot.message(&if self.waits {
                format!("Nothing is overdue at the end of any {period}")
            } else {
                format!("All is served in every {period}")
            });
        }
        let tonnes = self.missing.iter().map(|tonnes| tonnes / size);
        let Some(half) = half_bar(plot) else {
            return plot.data.area(steps(tonnes), Colour::Accent);
        };
        for (period, tonnes) in tonnes.enumerate().filter(|(_, tonnes)| *tonnes > 0.0) {
            let middle = period as f64 + 0.5;
            plot.data.rectangle((middle - half, 0.0), (middle + half, tonnes), Colour::Accent)?;
        }
        Ok(())
    }

    fn paint_prices(&self, plot: &Plot<'_, '_>) -> Result<(), ChartError> {
        let start = self.start.map(|price| (0.0, price));
        let ends = self.prices.iter().enumerate().map(|(end, price)| (end as f64 + 1.0, *price));
        let line: Vec<Point> = start.into_iter().chain(ends).collect();
        let edge = |side: usize| -> Vec<Point> {
            let ends = self.price_band.iter().enumerate();
            let ends = ends.map(|(end, band)| (end as f64 + 1.0, band[side]));
            start.into_iter().chain(ends).collect()
        };
        plot.data.band(&edge(1), &edge(0), Colour::NeedBand)?;
        plot.data.line(&line, Colour::Curve, theme::THICK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_tells_the_worst_moment_and_the_cost() {
        let labels = ["2026 Q1", "2026 Q2", "2026 Q3"].map(str::to_owned).to_vec();
        let periods = Periods { axis_title: "Quarter".to_owned(), labels };
        let title = |waits, missing: [f64; 3]| title(4_711, (waits, &missing, &periods), 3.12e8);
        assert_eq!(
            title(true, [0.0, 1_240.0, 900.0]),
            "Trial 4,711: up to 1,240 t overdue, at the end of 2026 Q2; full cost 312 MUSD"
        );
        assert_eq!(
            title(false, [10.0, 0.0, 10.0]),
            "Trial 4,711: up to 10.0 t not served, in 2026 Q1; full cost 312 MUSD"
        );
        assert_eq!(
            title(true, [0.0; 3]),
            "Trial 4,711: nothing is overdue at the end of any quarter; full cost 312 MUSD"
        );
    }
}
