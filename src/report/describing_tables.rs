//! The tables that describe rather than estimate: metrics, actors, convergence.

use super::schema::Table;
use super::table_writer::{Cell, TableWriter};
use super::{ResultFile, Results, watch_metric};
use crate::metric::{Better, Metric};
use crate::scenario::{Facility, Month, Scenario, WatchTime, expectation};
use crate::statistics::{Estimate, Statistic};

/// `metrics.csv`: the catalogue and the scenario's watches.
pub fn metric_table(scenario: &Scenario, table: &Table) -> ResultFile {
    let mut writer = TableWriter::new(table);
    metric_rows(&mut writer, scenario, |_| true);
    ResultFile { path: table.path(), bytes: writer.finish() }
}

/// The rows of the metrics that are `wanted` by name.
pub(super) fn metric_rows(writer: &mut TableWriter<'_>, scenario: &Scenario, wanted: impl Fn(&str) -> bool) {
    let mut row = |name: &str, unit: &str, better: Better, definition: &str| {
        let texts = [&scenario.slug, name, unit, better.name(), definition];
        if wanted(name) {
            writer.row(texts.map(Cell::Text));
        }
    };
    for metric in Metric::ALL {
        row(metric.name(), metric.unit(), metric.better(), metric.definition());
    }
    for watch in &scenario.watches {
        let moment = match watch.at {
            WatchTime::Any => "in any period".to_owned(),
            WatchTime::Every => "in every period".to_owned(),
            WatchTime::Last => "in the last period".to_owned(),
            WatchTime::Horizon => "over the horizon".to_owned(),
            WatchTime::Period(period) => format!("in the period {}", scenario.time.label(period)),
        };
        let definition = format!("Whether the watch {} happens: all of its conditions hold at once {moment}.", watch.name);
        row(&watch_metric(&watch.name), "1", Better::Neither, &definition);
    }
}

/// Months from the start to the end of a facility's build, as planned.
fn planned_end(facility: &Facility, scenario: &Scenario) -> Option<String> {
    let months = expectation::mean(&facility.build, scenario)? * 12.0;
    let last = f64::from(facility.start.0) + months.round().max(1.0) - 1.0;
    // Beyond the calendar's four digits there is no ISO date.
    (last < f64::from(10_000 * 12)).then(|| Month(last as i32).last_day())
}

/// `actors.csv`.
pub fn actor_table(scenario: &Scenario, table: &Table) -> ResultFile {
    let mut writer = TableWriter::new(table);
    let text = |value: &'static str| Cell::Text(value);
    let slug = Cell::Text(&scenario.slug);
    for region in &scenario.regions {
        let (kind, name) = (text("region"), Cell::Text(&region.name));
        writer.row([slug, kind, name, Cell::Blank, Cell::Blank, Cell::Blank, Cell::Blank, Cell::Blank, Cell::Blank]);
    }
    for route in &scenario.routes {
        let (kind, name, to) = (text("route"), Cell::Text(&route.name), Cell::Text(&scenario.regions[route.to].name));
        writer.row([slug, kind, name, to, Cell::Blank, Cell::Blank, Cell::Blank, Cell::Blank, Cell::Blank]);
    }
    for facility in &scenario.facilities {
        let power = facility.power.as_ref().and_then(|power| expectation::mean(power, scenario));
        let (start, end) = (facility.start.first_day(), planned_end(facility, scenario));
        writer.row([
            slug,
            text("facility"),
            Cell::Text(&facility.name),
            Cell::Text(&scenario.regions[facility.region].name),
            Cell::Blank,
            Cell::Integer(facility.priority.into()),
            power.into(),
            Cell::Text(&start),
            end.as_deref().map_or(Cell::Blank, Cell::Text),
        ]);
    }
    for mine in &scenario.mines {
        let ramp = mine.ramp.as_ref().map(|ramp| ramp.from);
        let start = ramp.or(mine.leach.as_ref().map(|leach| leach.from)).map(|month| month.first_day());
        let start = start.as_deref().map_or(Cell::Blank, Cell::Text);
        let (kind, name) = (text("mine"), Cell::Text(&mine.name));
        writer.row([slug, kind, name, Cell::Blank, Cell::Blank, Cell::Blank, Cell::Blank, start, Cell::Blank]);
    }
    for contract in &scenario.contracts {
        let (start, end) = (contract.from.first_day(), contract.to.last_day());
        writer.row([
            slug,
            text("contract"),
            Cell::Text(&contract.name),
            Cell::Text(&scenario.regions[contract.region].name),
            contract.mine().map_or(Cell::Blank, |mine| Cell::Text(&scenario.mines[mine].name)),
            Cell::Blank,
            Cell::Blank,
            Cell::Text(&start),
            Cell::Text(&end),
        ]);
    }
    for fabricator in &scenario.fabricators {
        writer.row([
            slug,
            text("fabricator"),
            Cell::Text(&fabricator.name),
            Cell::Text(&scenario.regions[fabricator.region].name),
            Cell::Blank,
            Cell::Blank,
            Cell::Blank,
            Cell::Blank,
            Cell::Blank,
        ]);
    }
    for hedge in &scenario.hedges {
        let (start, end) = (hedge.from.first_day(), hedge.to.last_day());
        writer.row([
            slug,
            text("hedge"),
            Cell::Text(&hedge.name),
            Cell::Text(&scenario.regions[hedge.region].name),
            Cell::Blank,
            Cell::Blank,
            Cell::Blank,
            Cell::Text(&start),
            Cell::Text(&end),
        ]);
    }
    ResultFile { path: table.path(), bytes: writer.finish() }
}

/// `convergence.csv`: by metric and statistic, then trials.
pub fn convergence_table(results: &Results<'_>, table: &Table) -> ResultFile {
    let mut writer = TableWriter::new(table);
    let mut rows: Vec<(Metric, &Estimate, u64)> = results
        .checkpoints
        .iter()
        .flat_map(|checkpoint| checkpoint.estimates.iter().map(|(metric, estimate)| (*metric, estimate, checkpoint.trials)))
        .collect();
    let followed: Vec<(Metric, Statistic)> = results
        .checkpoints
        .first()
        .map(|first| first.estimates.iter().map(|(metric, estimate)| (*metric, estimate.statistic)).collect())
        .unwrap_or_default();
    rows.sort_by_key(|(metric, estimate, trials)| {
        let place = followed.iter().position(|followed| *followed == (*metric, estimate.statistic));
        (*metric, place, *trials)
    });
    for (metric, estimate, trials) in rows {
        let unit = if estimate.statistic == Statistic::ProbabilityPositive { "1" } else { metric.unit() };
        let statistic = estimate.statistic.name();
        writer.row([
            Cell::Text(&results.scenario.slug),
            Cell::Text(metric.name()),
            Cell::Text(unit),
            Cell::Text(&statistic),
            Cell::Integer(trials),
            estimate.estimate.into(),
            estimate.std_error.into(),
            estimate.conf_low.into(),
            estimate.conf_high.into(),
        ]);
    }
    ResultFile { path: table.path(), bytes: writer.finish() }
}
