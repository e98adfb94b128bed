//! One future, period by period: what was needed and served, what was overdue, and the price.

use plotters::style::text_anchor::{HPos, VPos};

use super::entry::{Entry, OfRun};
use super::estimates;
use super::need_supply::{NeedAndSupply, PeriodBalance};
use crate::analysis::story::Story;
use crate::metric::{Metric, Subject};
use crate::number_words::{count, quantity, sentence_start};
use crate::report::drawing::{
    Axis, BELOW_PANEL, Chart, ChartError, Colour, Frame, LABEL, LARGEST, Measure, NOT_NEGATIVE,
    PROBABILITY, Panel, Picture, Plot, Point, Swatch, TEXT_ROOM, TICK, Wording, check,
    check_length, steps, theme,
};
use crate::report::run_results::Results;
use crate::scenario::{Scenario, Unmet};

/// Its name, for the page, which shows it with the story.
pub const NAME: &str = "story";

pub(super) const ENTRY: OfRun = Entry {
    name: NAME,
    table: "story.csv",
    shows: "one future, by `--trial K`: what was needed and what served it in each period, what \
        was overdue at the end of each step of the computation (or not served in it, where it is \
        lost), when mines were stopped by outages, and the price; with the central 90 % of all \
        futures behind need and price",
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
    /// Steps of the computation in a period.
    pub substeps: usize,
    /// Tonnes overdue at the end of each step, or not served in it.
    pub missing: Vec<f64>,
    /// Mines that were stopped, what lost most time first.
    pub stopped: Vec<StoppedMine>,
    /// Price at the end of each period, USD/t.
    pub prices: Vec<f64>,
    /// The 5th and 95th percentile of the price in all futures, USD/t.
    pub price_band: Vec<[f64; 2]>,
    /// The price at time 0, USD/t, if it is certain.
    pub start: Option<f64>,
}

/// When a mine was stopped.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StoppedMine {
    /// Its name.
    pub mine: String,
    /// Share of each step that outages took.
    pub shares: Vec<f64>,
}

/// The mines that outages stopped, what lost most time first.
fn stopped(scenario: &Scenario, story: &Story) -> Vec<StoppedMine> {
    let steps = scenario.time.steps().steps;
    let mines = scenario.mines.iter_enumerated().map(|(place, mine)| {
        let available = |step| story.in_step(Subject::Mine(place), step, Metric::Availability);
        let share = |step| (1.0 - available(step).unwrap_or(1.0)).clamp(0.0, 1.0);
        StoppedMine { mine: mine.shown().to_owned(), shares: (0..steps).map(share).collect() }
    });
    let lost = |mine: &StoppedMine| mine.shares.iter().sum::<f64>();
    let mut stopped: Vec<StoppedMine> = mines.filter(|mine| lost(mine) > 1e-6).collect();
    stopped.sort_by(|a, b| lost(b).total_cmp(&lost(a)));
    stopped
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
    let [need, contract, stock, spot, shortfall] = [
        Metric::Need,
        Metric::OriginContract,
        Metric::OriginOpeningStock,
        Metric::OriginSpot,
        Metric::Shortfall,
    ]
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
        shortfall: shortfall[period],
    });
    let balances = balances.collect();
    let metric = if waits { Metric::Backlog } else { Metric::Shortfall };
    let steps = scenario.time.steps();
    let missing: Vec<f64> = (0..steps.steps)
        .map(|step| story.in_step(Subject::Total, step, metric).unwrap_or_default())
        .collect();
    let caption = format!(
        "{}. Trial {} of {}, numbered from 0; Monte Carlo, seed {}",
        scenario.name,
        count(story.trial),
        count(scenario.simulation.trials),
        scenario.simulation.seed
    );
    let cost = story.value(Subject::Total, Metric::FullCost).unwrap_or_default();
    let prices = known(Metric::Price);
    let title = title(story.trial, (waits, &missing), |step| steps.last_month(step).name(), cost);
    let commodity = scenario.commodity.clone();
    let supply =
        NeedAndSupply { wording: Wording { title, caption }, periods, commodity, balances };
    let start = scenario.price.initial.constant();
    FutureStory {
        supply,
        waits,
        substeps: scenario.time.substeps(),
        missing,
        stopped: stopped(scenario, story),
        prices,
        price_band: band(Metric::Price),
        start,
    }
}

/// When most is missing in the future, and what it costs in all.
fn title(
    trial: u64,
    (waits, missing): (bool, &[f64]),
    month: impl Fn(usize) -> String,
    cost: f64,
) -> String {
    let most = missing.iter().copied().fold(0.0, f64::max);
    let worst = missing.iter().position(|&tonnes| tonnes == most).filter(|_| most > 0.0);
    let what = match worst {
        Some(step) => {
            let (tonnes, month) = (quantity(most, None, "t"), month(step));
            if waits {
                format!("up to {tonnes} overdue, in {month}")
            } else {
                format!("up to {tonnes} not served at once, in {month}")
            }
        }
        _ if waits => "nothing is ever overdue".to_owned(),
        _ => "all is served on time".to_owned(),
    };
    let cost = quantity(cost, None, "USD");
    format!("Trial {}: {what}; full cost {cost}", count(trial))
}

/// Higher than others: three panels stand on each other, or four.
const HEIGHT: f64 = 900.0;
/// Room between two panels, for the title of the lower one.
const BETWEEN: f64 = 56.0;
/// Their shares of the height that is left to them.
const SHARES: [f64; 3] = [0.5, 0.2, 0.3];
/// Height of the row of a mine that was stopped, and most of them.
const MINE: f64 = 26.0;
const MOST_MINES: usize = 6;
/// Width of its name.
const LONGEST_MINE: f64 = 150.0;

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
        let steps = count * self.substeps;
        check_length("missing", steps, self.missing.len())?;
        for mine in &self.stopped {
            check_length("mine", steps, mine.shares.len())?;
            check("share of time", mine.shares.iter().copied(), PROBABILITY)?;
        }
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
        // One unit, so that what is overdue may be held against what is needed.
        let tonnes = Measure::Tonnes.unit(highest.max(most));
        let axes = [
            Axis::covering(0.0, highest / tonnes.size, 5),
            Axis::covering(0.0, most / tonnes.size, 3),
            Axis::covering(prices().fold(f64::INFINITY, f64::min), prices().fold(0.0, f64::max), 4),
        ];
        let (period, step) = (periods.word(), self.step_word());
        let named = sentence_start(commodity);
        let titles = [
            format!("{named} per {period} [{}]", tonnes.symbol),
            match self.waits {
                true => {
                    format!("Overdue {commodity} at the end of each {step} [{}]", tonnes.symbol)
                }
                false => format!("{named} not served in each {step} [{}]", tonnes.symbol),
            },
            format!("{named} price at the end of each {period} [USD/t]"),
        ];
        let mut entries = vec![
            (Swatch::Line(Colour::Ink), "need"),
            (Swatch::Patch(Colour::Contract), "from contracts"),
            (Swatch::Patch(Colour::Stock), "from opening stock"),
            (Swatch::Patch(Colour::Spot), "from spot"),
            (Swatch::Patch(Colour::Accent), "shortfall; overdue"),
            (Swatch::Patch(Colour::NeedBand), "90 % of all futures"),
        ];
        if balances.iter().any(|balance| balance.scrap.is_some()) {
            entries.insert(2, (Swatch::Patch(Colour::Scrap), "from scrap"));
        }
        let stopped = &self.stopped[..self.stopped.len().min(MOST_MINES)];
        let names: Vec<String> =
            stopped.iter().map(|mine| TICK.shorten_middle(&mine.mine, LONGEST_MINE)).collect();
        let mines = MINE * stopped.len() as f64;
        let mine_room = if stopped.is_empty() { 0.0 } else { mines + BETWEEN };

        Frame::draw(wording, HEIGHT + mine_room, |mut frame| {
            frame.legend(&entries)?;
            // One left edge for all.
            let widest = axes.iter().map(|axis| TICK.widest(&axis.labels)).fold(0.0, f64::max);
            let left = theme::MARGIN + (widest.max(TICK.widest(&names)) + 11.0).max(48.0);
            let right = theme::WIDTH - theme::MARGIN;
            let mut top = frame.top + 34.0;
            let room = frame.bottom - BELOW_PANEL - top - 2.0 * BETWEEN - mine_room;
            for (place, ((axis, title), share)) in axes.iter().zip(&titles).zip(SHARES).enumerate()
            {
                let across = || Axis::periods(periods, [left, right, right]);
                if place == 2 && !stopped.is_empty() {
                    let panel = Panel { left, right, top, bottom: top + mines };
                    top = panel.bottom + BETWEEN;
                    self.paint_stopped(&frame, panel, across(), &names)?;
                }
                let panel = Panel { left, right, top, bottom: top + share * room };
                top = panel.bottom + BETWEEN;
                let mut plot = Plot::new(&frame, panel, across(), axis.clone())?;
                plot.left_axis(title)?;
                match place {
                    0 => self.paint_balances(&plot, (highest, tonnes.size))?,
                    1 => self.paint_missing(&plot, (most, tonnes.size))?,
                    _ => self.paint_prices(&plot)?,
                }
                if place == 2 {
                    plot.period_axis(count, &periods.axis_title)?;
                } else {
                    base_line(&frame, panel)?;
                }
            }
            Ok(())
        })
    }
}

fn base_line(frame: &Frame<'_>, panel: Panel) -> Result<(), ChartError> {
    let ends = [(panel.left, panel.bottom), (panel.right, panel.bottom)];
    frame.slide.line(&ends, Colour::Axis, theme::THIN)
}

impl FutureStory {
    /// What a step of the computation is called.
    fn step_word(&self) -> &'static str {
        match (self.supply.periods.word().as_str(), self.substeps) {
            ("month", 1) | ("quarter", 3) | ("year", 12) => "month",
            ("quarter", 1) => "quarter",
            ("year", 1) => "year",
            _ => "step of the computation",
        }
    }

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
            return plot.message(match self.waits {
                true => "Nothing is ever overdue",
                false => "All is served on time",
            });
        }
        let by_step = steps(self.missing.iter().map(|tonnes| tonnes / size));
        let by_step = by_step.into_iter().map(|(step, y)| (step / self.substeps as f64, y));
        plot.data.area(by_step.collect(), Colour::Accent)
    }

    /// A row for each mine; what stands in it is as high as the share of the step that it was
    /// stopped.
    fn paint_stopped(
        &self,
        frame: &Frame<'_>,
        panel: Panel,
        across: Axis,
        names: &[String],
    ) -> Result<(), ChartError> {
        let mut plot = Plot::new(frame, panel, across, Axis::rows(names.to_vec()))?;
        plot.row_names(TICK)?;
        let which = match self.stopped.len() - names.len() {
            0 => String::new(),
            more => format!(" (and {more} more mines, less)"),
        };
        let title = format!("Time lost to outages{which}: a full row is a mine that stands still");
        frame.slide.text(
            (theme::MARGIN, panel.top - 17.0),
            (HPos::Left, VPos::Bottom),
            LABEL,
            &LABEL.shorten(&title, TEXT_ROOM),
        )?;
        for (row, mine) in self.stopped.iter().take(names.len()).enumerate() {
            let bottom = row as f64 + 0.92;
            for (step, &share) in mine.shares.iter().enumerate().filter(|(_, share)| **share > 0.0)
            {
                let [from, to] = [step, step + 1].map(|step| step as f64 / self.substeps as f64);
                let top = bottom - 0.84 * share;
                plot.data.rectangle((from, top), (to, bottom), Colour::SoftInk)?;
            }
            let y = plot.at((0.0, bottom)).1;
            let ends = [(panel.left, y), (panel.right, y)];
            frame.slide.line(&ends, Colour::Grid, theme::HAIRLINE)?;
        }
        base_line(frame, panel)
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
        let month = |step: usize| ["Jan 2026", "Feb 2026", "Mar 2026"][step].to_owned();
        let title = |waits, missing: [f64; 3]| title(4_711, (waits, &missing), month, 3.12e8);
        assert_eq!(
            title(true, [0.0, 1_240.0, 900.0]),
            "Trial 4,711: up to 1,240 t overdue, in Feb 2026; full cost 312 MUSD"
        );
        assert_eq!(
            title(false, [10.0, 0.0, 10.0]),
            "Trial 4,711: up to 10.0 t not served at once, in Jan 2026; full cost 312 MUSD"
        );
        assert_eq!(
            title(true, [0.0; 3]),
            "Trial 4,711: nothing is ever overdue; full cost 312 MUSD"
        );
    }
}
