//! Need against supply: what falls due, and what is delivered, by where it was acquired.

use super::entry::{Entry, OfRun};
use super::estimates;
use super::estimates::share_of_futures;
use crate::metric::Metric;
use crate::number_words::{quantity, sentence_start};
use crate::report::drawing::{
    Axis, Chart, ChartError, Colour, Frame, Measure, NOT_NEGATIVE, Panel, Periods, Picture, Plot,
    Point, Swatch, Wording, check, check_length, steps, theme,
};
use crate::report::run_results::Results;
use crate::scenario::Unmet;

pub(super) const ENTRY: OfRun = Entry {
    name: "need-and-supply",
    table: "periods.csv",
    shows: "mean need of each period with its P5 to P95, the mean tonnes that are served in it by \
        where they were acquired, what serves overdue need included, and the mean shortfall",
    chart: |results| Some(Box::new(of_run(results)?)),
};

/// Need and deliveries of one period, in tonnes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PeriodBalance {
    /// 5th percentile of the need.
    pub need_p05: f64,
    /// Mean need.
    pub need_mean: f64,
    /// 95th percentile of the need.
    pub need_p95: f64,
    /// Mean delivery of what was acquired under contracts.
    pub contract: f64,
    /// Mean delivery of scrap that came back; `None` where none does.
    pub scrap: Option<f64>,
    /// Mean delivery of the opening stock.
    pub opening_stock: f64,
    /// Mean delivery of what was bought on the spot market.
    pub spot: f64,
    /// Mean shortfall.
    pub shortfall: f64,
}

impl PeriodBalance {
    /// The sources in the order in which they are stacked.
    fn sources(&self) -> [(f64, Colour); 4] {
        [
            (self.contract, Colour::Contract),
            (self.scrap.unwrap_or(0.0), Colour::Scrap),
            (self.opening_stock, Colour::Stock),
            (self.spot, Colour::Spot),
        ]
    }

    /// What the first so many sources deliver.
    fn delivered(&self, sources: usize) -> f64 {
        self.sources()[..sources].iter().map(|(tonnes, _)| tonnes).sum()
    }
}

/// Need and deliveries by period.
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

fn of_run(results: &Results<'_>) -> Option<NeedAndSupply> {
    let needs = estimates::by_period(results, Metric::Need, |need| need)?;
    let means = |metric| estimates::by_period(results, metric, |series| estimates::mean(&series));
    let [contract, scrap, opening_stock, spot, shortfall] = [
        Metric::OriginContract,
        Metric::OriginScrap,
        Metric::OriginOpeningStock,
        Metric::OriginSpot,
        Metric::Shortfall,
    ]
    .map(means);
    let of_period = |means: &Option<Vec<f64>>, period: usize| means.as_ref().map(|all| all[period]);
    let balance = |(period, need)| PeriodBalance {
        need_p05: estimates::quantile(need, 0.05),
        need_mean: estimates::mean(need),
        need_p95: estimates::quantile(need, 0.95),
        contract: of_period(&contract, period).unwrap_or(0.0),
        scrap: of_period(&scrap, period),
        opening_stock: of_period(&opening_stock, period).unwrap_or(0.0),
        spot: of_period(&spot, period).unwrap_or(0.0),
        shortfall: of_period(&shortfall, period).unwrap_or(0.0),
    };
    let balances: Vec<PeriodBalance> = needs.iter().enumerate().map(balance).collect();
    let chances = estimates::by_period(results, Metric::Short, |short| {
        estimates::probability_positive(&short).probability
    })?;
    let periods = estimates::periods(results);
    let title = title(&balances, &chances, &periods, results.tally.trials());
    let note = match results.scenario.shortage.unmet {
        Unmet::Backlog => "; supply: means, what serves overdue need included",
        Unmet::Lost => "; supply: means",
    };
    Some(NeedAndSupply {
        wording: estimates::wording(results, title, note),
        periods,
        commodity: results.scenario.commodity.clone(),
        balances,
    })
}

/// Of the period that runs short most often, how often and by how much on average: means of need
/// and supply alone look as if there were enough.
fn title(balances: &[PeriodBalance], chances: &[f64], periods: &Periods, trials: u64) -> String {
    let most = chances.iter().copied().fold(0.0, f64::max);
    let worst = chances.iter().position(|&chance| chance == most).filter(|_| most > 0.0);
    let Some(period) = worst else {
        let all = share_of_futures(1.0, trials);
        return format!("What falls due in each {} is there in {all}", periods.word());
    };
    let PeriodBalance { need_mean, shortfall, .. } = balances[period];
    let [short, need] = [shortfall, need_mean].map(|tonnes| quantity(tonnes, None, "t"));
    let futures = share_of_futures(most, trials);
    let label = &periods.labels[period];
    format!("{label} runs short in {futures}: of {need} needed, {short} are not there on average")
}

/// Mean deliveries by source as stacked bars, and the need as its mean with the band that holds
/// 90 % of futures: steps that look the same for four periods and for a hundred.
impl Chart for NeedAndSupply {
    fn wording(&self) -> &Wording {
        &self.wording
    }

    fn picture(&self) -> Result<Picture, ChartError> {
        let balances = &self.balances;
        if balances.is_empty() {
            return Err(ChartError::Empty("period"));
        }
        let highest = self.checked_highest()?;
        let unit = Measure::Tonnes.unit(highest);
        let axis = Axis::covering(0.0, highest / unit.size, 6);
        let mut entries = vec![
            (Swatch::Line(Colour::Ink), "mean need"),
            (Swatch::Patch(Colour::NeedBand), "need in 90 % of futures"),
            (Swatch::Patch(Colour::Contract), "from contracts"),
            (Swatch::Patch(Colour::Stock), "from opening stock"),
            (Swatch::Patch(Colour::Spot), "from spot"),
            (Swatch::Patch(Colour::Accent), "mean shortfall"),
        ];
        if balances.iter().any(|balance| balance.scrap.is_some()) {
            entries.insert(3, (Swatch::Patch(Colour::Scrap), "from scrap"));
        }

        Frame::draw(&self.wording, theme::HEIGHT, |mut frame| {
            frame.legend(&entries)?;
            let panel = Panel::within(&frame, &axis, 0.0);
            let across = Axis::periods(&self.periods, [panel.left, panel.right, panel.right]);
            let mut plot = Plot::new(&frame, panel, across, axis)?;
            let (commodity, period) = (sentence_start(&self.commodity), self.periods.word());
            plot.left_axis(&format!("{commodity} per {period} [{}]", unit.symbol))?;
            if highest == 0.0 {
                let commodity = &self.commodity;
                plot.message(&format!("No {commodity} is needed or delivered in any trial"))?;
            } else {
                self.paint(&plot, unit.size)?;
            }
            plot.period_axis(balances.len(), &self.periods.axis_title)
        })
    }
}

/// In narrower slots, in pixels, bars would be a comb: areas take their place.
const NARROW: f64 = 24.0;
/// Part of a slot that the bar of the shortfall takes beside the others.
const BESIDE: f64 = 0.16;

/// Half the width of the bar of a period; none where bars would be a comb.
fn half_bar(plot: &Plot<'_, '_>) -> Option<f64> {
    (plot.slot() >= NARROW).then(|| f64::min(0.26, 90.0 / plot.slot()))
}

impl NeedAndSupply {
    /// The most tonnes in a period.
    ///
    /// # Errors
    /// [`ChartError`] for what cannot be drawn.
    pub(super) fn checked_highest(&self) -> Result<f64, ChartError> {
        let balances = &self.balances;
        check_length("balances", self.periods.labels.len(), balances.len())?;
        let numbers = balances.iter().flat_map(|balance| {
            let sources = balance.sources().map(|(tonnes, _)| tonnes);
            let PeriodBalance { need_p05, need_mean, need_p95, shortfall, .. } = *balance;
            sources.into_iter().chain([need_p05, need_mean, need_p95, shortfall])
        });
        check("need or supply (t)", numbers, NOT_NEGATIVE)?;
        let most = |balance: &PeriodBalance| {
            [balance.need_mean, balance.need_p95, balance.delivered(4), balance.shortfall]
        };
        Ok(balances.iter().flat_map(most).fold(0.0, f64::max))
    }

    /// A step line that is level over each period.
    fn steps(&self, unit: f64, tonnes: impl Fn(&PeriodBalance) -> f64) -> Vec<Point> {
        steps(self.balances.iter().map(|balance| tonnes(balance) / unit))
    }

    pub(super) fn paint(&self, plot: &Plot<'_, '_>, unit: f64) -> Result<(), ChartError> {
        let low = self.steps(unit, |balance| balance.need_p05);
        let high = self.steps(unit, |balance| balance.need_p95);
        plot.data.band(&high, &low, Colour::NeedBand)?;
        match half_bar(plot) {
            Some(half) => self.stacks(plot, unit, half)?,
            None => self.areas(plot, unit)?,
        }
        plot.data.line(&low, Colour::SoftInk, theme::HAIRLINE)?;
        plot.data.line(&high, Colour::SoftInk, theme::HAIRLINE)?;
        // Without a rim: it would hide the tops of bars that reach the need.
        let mean = self.steps(unit, |balance| balance.need_mean);
        plot.data.line(&mean, Colour::Ink, theme::THICK)
    }

    /// The sources as areas, one in front of what stands on it.
    fn areas(&self, plot: &Plot<'_, '_>, unit: f64) -> Result<(), ChartError> {
        for top in (1..=4).rev() {
            let colour = self.balances[0].sources()[top - 1].1;
            let any = self.balances.iter().any(|balance| balance.sources()[top - 1].0 > 0.0);
            if any {
                let line = self.steps(unit, |balance| balance.delivered(top));
                plot.data.area(line, colour)?;
            }
        }
        if self.balances.iter().any(|balance| balance.shortfall > 0.0) {
            let line = self.steps(unit, |balance| balance.shortfall);
            plot.data.line(&line, Colour::Accent, theme::THICK)?;
        }
        Ok(())
    }

    /// The sources of each period as bars, one on the other, and what is missing beside them.
    fn stacks(&self, plot: &Plot<'_, '_>, unit: f64, half: f64) -> Result<(), ChartError> {
        for (period, balance) in self.balances.iter().enumerate() {
            let middle = period as f64 + 0.5 - BESIDE / 2.0;
            if balance.shortfall > 0.0 {
                let [from, to] = [0.02, BESIDE].map(|aside| middle + half + aside);
                let top = balance.shortfall / unit;
                plot.data.rectangle((from, 0.0), (to, top), Colour::Accent)?;
            }
            for (source, (tonnes, colour)) in balance.sources().into_iter().enumerate() {
                let [below, above] =
                    [source, source + 1].map(|count| balance.delivered(count) / unit);
                if tonnes > 0.0 {
                    plot.data.rectangle((middle - half, below), (middle + half, above), colour)?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_tells_what_means_hide() {
        let labels = ["2026 Q1", "2026 Q2"].map(str::to_owned).to_vec();
        let periods = Periods { axis_title: "Quarter".to_owned(), labels };
        let balance =
            PeriodBalance { need_mean: 1_650.0, shortfall: 260.0, ..PeriodBalance::default() };
        let title = |chances: [f64; 2]| title(&[balance; 2], &chances, &periods, 2_000);
        assert_eq!(
            title([0.1, 0.38]),
            "2026 Q2 runs short in 38 % of futures: of 1,650 t needed, 260 t are not there on average"
        );
        assert_eq!(
            title([0.0; 2]),
            "What falls due in each quarter is there in every simulated future of 2,000"
        );
    }
}
