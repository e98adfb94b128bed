//! The tables of estimates: the total, the actors, and each by period.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::metric::{Metric, Observed, Subject};
use crate::report::metric_estimates::{Breadth, conditional_estimates, estimates};
use crate::report::result_file::ResultFile;
use crate::report::run::Results;
use crate::report::run::schema::Tables;
use crate::report::schema::Table;
use crate::report::table_writer::{Cell, TableWriter};
use crate::statistics::{Estimate, Statistic};

/// A subject and the cells that name it.
struct Row<'a> {
    observed: Observed,
    keys: Vec<&'a str>,
}

/// First and last day of each period.
struct Calendar(Vec<(String, String)>);

/// Every table of estimates.
pub fn estimate_tables(results: &Results<'_>, tables: &Tables) -> Vec<ResultFile> {
    let scenario = results.scenario;
    let region = |number: usize| scenario.regions[number].name.as_str();
    let mine = |number: usize| scenario.mines[number].name.as_str();
    let regions: Vec<Vec<&str>> =
        scenario.regions.iter().map(|region| vec![region.name.as_str()]).collect();
    let facilities: Vec<Vec<&str>> = scenario
        .facilities
        .iter()
        .map(|facility| vec![facility.name.as_str(), region(facility.region)])
        .collect();
    let mines: Vec<Vec<&str>> =
        scenario.mines.iter().map(|mine| vec![mine.name.as_str()]).collect();
    let products: Vec<Vec<&str>> = scenario
        .products()
        .map(|(number, product)| vec![mine(number), product.name.as_str()])
        .collect();
    let contracts: Vec<Vec<&str>> = scenario
        .contracts
        .iter()
        .map(|contract| {
            vec![contract.name.as_str(), contract.mine().map_or("", mine), region(contract.region)]
        })
        .collect();
    let fabricators: Vec<Vec<&str>> = scenario
        .fabricators
        .iter()
        .map(|maker| vec![maker.name.as_str(), region(maker.region)])
        .collect();
    let total = vec![Vec::new()];
    let writer = EstimateWriter::new(results);
    vec![
        writer.summary(&tables.summary),
        writer.periods(&tables.periods, &total, |_| Subject::Total),
        writer.horizon(&tables.regions, &regions, Subject::Region, true),
        writer.periods(&tables.region_periods, &regions, Subject::Region),
        writer.horizon(&tables.facilities, &facilities, Subject::Facility, false),
        writer.periods(&tables.facility_periods, &facilities, Subject::Facility),
        writer.horizon(&tables.mines, &mines, Subject::Mine, false),
        writer.periods(&tables.mine_periods, &mines, Subject::Mine),
        writer.horizon(&tables.products, &products, Subject::Product, false),
        writer.periods(&tables.product_periods, &products, Subject::Product),
        writer.horizon(&tables.contracts, &contracts, Subject::Contract, false),
        writer.periods(&tables.contract_periods, &contracts, Subject::Contract),
        writer.horizon(&tables.fabricators, &fabricators, Subject::Fabricator, false),
        writer.periods(&tables.fabricator_periods, &fabricators, Subject::Fabricator),
    ]
}

/// By series, and whether those given a shortfall are among them.
type EstimatesOfSeries = HashMap<(usize, bool), Rc<[Estimate]>>;

struct EstimateWriter<'a> {
    results: &'a Results<'a>,
    calendar: Calendar,
    /// Estimates that stand in two tables.
    twice: RefCell<EstimatesOfSeries>,
}

impl<'a> EstimateWriter<'a> {
    fn new(results: &'a Results<'a>) -> Self {
        let time = &results.scenario.time;
        let calendar = (0..time.periods)
            .map(|period| {
                (time.first_month(period).first_day(), time.last_month(period).last_day())
            })
            .collect();
        EstimateWriter { results, calendar: Calendar(calendar), twice: RefCell::default() }
    }

    fn summary(&self, table: &Table) -> ResultFile {
        let (scenario, plan, tally) =
            (self.results.scenario, self.results.plan, self.results.tally);
        let mut writer = TableWriter::new(table);
        let row = Row { observed: Subject::Total.into(), keys: Vec::new() };
        for &metric in Metric::ALL {
            self.write_metric(&mut writer, &row, metric, true);
            let Some(series) = plan.series(Subject::Total, metric) else {
                continue;
            };
            let thresholds = scenario.report.thresholds.iter().filter(|(name, _)| *name == metric);
            let count = thresholds.map(|(_, values)| values.len()).sum();
            let series = tally.series(series);
            for estimate in (0..count).filter_map(|position| series.probability_above(position)) {
                self.write(&mut writer, &row, metric.name(), metric.unit(), &estimate);
            }
        }
        for (number, watch) in scenario.watches.iter().enumerate() {
            let estimate = tally.series(plan.watches + number).probability_positive();
            self.write(
                &mut writer,
                &row,
                &crate::report::run::watch_metric(&watch.name),
                "1",
                &estimate,
            );
        }
        ResultFile { path: table.path(), bytes: writer.finish() }
    }

    /// Actors over the horizon; `conditional` also given a shortfall.
    fn horizon(
        &self,
        table: &Table,
        actors: &[Vec<&str>],
        subject: impl Fn(usize) -> Subject,
        conditional: bool,
    ) -> ResultFile {
        let mut writer = TableWriter::new(table);
        for (number, keys) in actors.iter().enumerate() {
            let row = Row { observed: subject(number).into(), keys: keys.clone() };
            for &metric in Metric::ALL {
                self.write_metric(&mut writer, &row, metric, conditional);
            }
        }
        ResultFile { path: table.path(), bytes: writer.finish() }
    }

    fn periods(
        &self,
        table: &Table,
        actors: &[Vec<&str>],
        subject: impl Fn(usize) -> Subject,
    ) -> ResultFile {
        let mut writer = TableWriter::new(table);
        for (number, keys) in actors.iter().enumerate() {
            for period in 0..self.results.scenario.time.periods {
                let observed = subject(number).in_period(period);
                let row = Row { observed, keys: keys.clone() };
                for &metric in Metric::ALL {
                    self.write_metric(&mut writer, &row, metric, false);
                }
            }
        }
        ResultFile { path: table.path(), bytes: writer.finish() }
    }

    /// Every estimate of a metric of a subject; nothing if the scenario does not have it.
    fn write_metric(
        &self,
        writer: &mut TableWriter<'_>,
        row: &Row<'_>,
        metric: Metric,
        conditional: bool,
    ) {
        let plan = self.results.plan;
        if !self.results.scenario.has_metric(row.observed.subject, metric) {
            return;
        }
        if let Some(number) = plan.series(row.observed, metric) {
            for estimate in &*self.estimates(row.observed, metric, number, conditional) {
                self.write(writer, row, metric.name(), metric.unit(), estimate);
            }
        } else if metric == Metric::SpotPriceVolumeCovariance {
            // With a single region the total is that region.
            if (row.observed == Subject::Total.into()
                || row.observed == Subject::Region(0).into() && plan.extent.regions == 1)
                && let Some(estimate) =
                    self.results.batches.spot_price_volume_covariance(self.results.tally, plan)
            {
                self.write(writer, row, metric.name(), metric.unit(), &estimate);
            }
        } else if let Some(estimate) =
            crate::report::run::ratio_estimate(self.results, row.observed, metric)
        {
            self.write(writer, row, metric.name(), metric.unit(), &estimate);
        }
    }

    /// The estimates of a series. With one region its series are those of the total, so that each
    /// is asked for twice.
    fn estimates(
        &self,
        observed: Observed,
        metric: Metric,
        number: usize,
        conditional: bool,
    ) -> Rc<[Estimate]> {
        let is_account = matches!(observed.subject, Subject::Total | Subject::Region(_));
        let stands_twice = self.results.scenario.regions.len() == 1 && is_account;
        let known =
            stands_twice.then(|| self.twice.borrow_mut().remove(&(number, conditional))).flatten();
        known.unwrap_or_else(|| {
            let series = self.results.tally.series(number);
            let breadth = match observed {
                Observed { subject: Subject::Facility(_), period: Some(_) } => Breadth::Narrow,
                _ => Breadth::Wide,
            };
            let mut all = estimates(metric, &series, breadth);
            if conditional {
                all.extend(conditional_estimates(
                    metric,
                    &series,
                    self.results.scenario.shortage.unmet,
                ));
            }
            let all: Rc<[Estimate]> = all.into();
            if stands_twice {
                self.twice.borrow_mut().insert((number, conditional), Rc::clone(&all));
            }
            all
        })
    }

    fn write(
        &self,
        writer: &mut TableWriter<'_>,
        row: &Row<'_>,
        metric: &str,
        unit: &str,
        estimate: &Estimate,
    ) {
        let period = row.observed.period.map(|period| {
            let (start, end) = &self.calendar.0[period];
            [Cell::Integer(period as u64), Cell::Text(start), Cell::Text(end)]
        });
        let statistic = estimate.statistic.name();
        let unit = match estimate.statistic {
            Statistic::ProbabilityPositive | Statistic::ProbabilityAbove => "1",
            _ => unit,
        };
        let own = [
            Cell::Text(metric),
            Cell::Text(unit),
            Cell::Text(&statistic),
            estimate.statistic.level().into(),
            estimate.threshold.into(),
            estimate.given.map_or(Cell::Blank, |given| Cell::Text(given.name())),
            estimate.estimate.into(),
            estimate.std_error.into(),
            estimate.conf_low.into(),
            estimate.conf_high.into(),
            Cell::Text(estimate.interval.name()),
            Cell::Integer(estimate.trials),
            estimate.sketch_error.into(),
        ];
        let keys = row.keys.iter().map(|&key| Cell::Text(key));
        writer.row(
            std::iter::once(Cell::Text(&self.results.scenario.slug))
                .chain(keys)
                .chain(period.into_iter().flatten())
                .chain(own),
        );
    }
}
