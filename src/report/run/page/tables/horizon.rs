//! The headline estimates with their intervals.

use crate::analysis::headline::{Headline, Spend};
use crate::analysis::reserve::Reserve;
use crate::metric::terms::CHANCE_SHORT;
use crate::metric::{Metric, Subject};
use crate::number_words::{count, quantity, sentence_start};
use crate::report::estimate_words::{chance_limits, estimate_between, limits, percent_value};
use crate::report::page::table::{Cell, Column, Table};
use crate::report::run::first_screen::delay_cost;
use crate::report::run::page::cells::{estimate_beside, interval, series, share_interval};
use crate::report::run_results::Results;
use crate::statistics::Estimate;

const COLUMNS: [Column; 4] = [
    Column::text("Quantity"),
    Column::number("Estimate", ""),
    Column::number("95 % interval", ""),
    Column::number("Futures behind it", ""),
];

/// Rows of the table so far.
#[derive(Default)]
struct Rows(Vec<Vec<Cell>>);

impl Rows {
    fn add(&mut self, name: &str, value: &Estimate, text: String, limits: Option<String>) {
        let trials = Cell::text(count(value.trials));
        self.0.push(vec![
            Cell::text(name),
            Cell::text(text),
            limits.map_or_else(Cell::absent, Cell::text),
            trials,
        ]);
    }

    fn quantity(&mut self, name: &str, value: &Estimate, unit: &str) {
        let (text, limits) = if unit == "USD" {
            (estimate_between(value, unit), limits(value, unit))
        } else {
            (estimate_beside(value, unit), interval(value, unit))
        };
        self.add(name, value, text, limits);
    }

    fn chance(&mut self, name: &str, value: &Estimate) {
        self.add(name, value, percent_value(value), chance_limits(value));
    }

    fn share(&mut self, name: &str, value: Option<Estimate>) {
        if let Some(value) = value {
            self.add(name, &value, percent_value(&value), share_interval(&value));
        }
    }

    fn spend(&mut self, name: &str, spend: &Spend) {
        self.quantity(&format!("{name}, mean"), &spend.mean, "USD");
        self.quantity(&format!("{name}, 95th percentile"), &spend.high, "USD");
    }

    fn mean(&mut self, name: &str, results: &Results<'_>, metric: Metric, unit: &str) {
        if let Some(series) = series(results, Subject::Total, metric) {
            self.quantity(name, &series.mean(), unit);
        }
    }
}

pub fn horizon(results: &Results<'_>, headline: &Headline) -> Table {
    let scenario = results.scenario;
    let step = scenario.time.step.name();
    let of_total = |metric| results.ratio(Subject::Total, metric);
    let mut rows = Rows::default();
    rows.chance(&sentence_start(CHANCE_SHORT), &headline.short);
    rows.share("On-time fill rate", Some(headline.fill_rate));
    rows.share("Served by the end", of_total(Metric::ServedByHorizon));
    rows.quantity("Shortfall, mean", &headline.shortfall, "t");
    rows.quantity("Shortfall, mean when short", &headline.shortfall_given_short, "t");
    rows.quantity("Shortfall, mean of the worst 5 %", &headline.shortfall_worst, "t");
    rows.quantity("Most overdue at once, mean", &headline.peak_backlog, "t");
    rows.quantity("Most overdue at once, mean of the worst 5 %", &headline.peak_backlog_worst, "t");
    if let Some(Reserve::Hold(advice)) = &headline.reserve {
        rows.chance(&format!("{} with the reserve", sentence_start(CHANCE_SHORT)), &advice.left);
        rows.quantity("Extra spend on the reserve, mean", &advice.cost, "USD");
    }
    rows.mean("Lateness, mean", results, Metric::Lateness, "t·year");
    rows.mean(&format!("Short {step}s, mean"), results, Metric::PeriodsShort, "");
    rows.quantity("Need, mean", &headline.need.mean, "t");
    rows.quantity("Need, 5th percentile", &headline.need.low, "t");
    rows.quantity("Need, 95th percentile", &headline.need.high, "t");
    rows.spend("Spend", &headline.cost);
    if let Some(cost) = &headline.cost_with_penalty {
        rows.spend(&format!("Spend with {}", delay_cost(scenario)), cost);
    }
    if let Some(cost) = &headline.full_cost {
        rows.spend("Full cost", cost);
    }
    if let Some(value) = &headline.present_value {
        rows.spend("Present value of spend", value);
    }
    if let Some(cost) = of_total(Metric::CostPerTonne) {
        rows.quantity("Spend per delivered tonne", &cost, "USD/t");
    }
    if let Some(covariance) =
        results.batches.spot_price_volume_covariance(results.tally, results.plan)
    {
        rows.quantity("Added by buying more spot metal at high prices", &covariance, "USD");
    }
    if let Some(carbon) = &headline.carbon {
        rows.quantity("Carbon, mean", carbon, "tCO2e");
    }
    if let Some(cost) = &headline.carbon_cost {
        rows.quantity("Cost of carbon, mean", cost, "USD");
    }
    rows.mean("Water, mean", results, Metric::Water, "m³");
    rows.share("Low-carbon share", of_total(Metric::LowCarbonShare));
    thresholds(&mut rows, results);
    for (watch, chance) in scenario.watches.iter().zip(&headline.watches) {
        rows.chance(&format!("Watch {}", watch.name), chance);
    }
    Table::new("Headline estimates, from summary.csv", COLUMNS.to_vec(), rows.0)
}

/// The chances of crossing the user's thresholds.
fn thresholds(rows: &mut Rows, results: &Results<'_>) {
    for &metric in Metric::ALL {
        let thresholds =
            results.scenario.report.thresholds.iter().filter(|(name, _)| *name == metric);
        let count = thresholds.map(|(_, values)| values.len()).sum();
        let Some(series) = series(results, Subject::Total, metric) else { continue };
        for chance in (0..count).filter_map(|place| series.probability_above(place)) {
            let limit = chance
                .threshold
                .map(|limit| quantity(limit, None, metric.unit()))
                .unwrap_or_default();
            rows.chance(&format!("Chance of {} above {limit}", metric.shown()), &chance);
        }
    }
}
