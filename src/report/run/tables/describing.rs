//! The tables that describe rather than estimate: metrics, actors, convergence.

use crate::metric::{Better, Metric};
use crate::report::result_file::ResultFile;
use crate::report::run::{Results, watch_metric};
use crate::report::schema::Table;
use crate::report::table_writer::{Cell, TableWriter};
use crate::scenario::{Facility, Month, Scenario, WatchTime, expectation};
use crate::statistics::{Estimate, Statistic};

/// `metrics.csv`: the catalogue and the scenario's watches.
pub fn metric_table(scenario: &Scenario, table: &Table) -> ResultFile {
    let mut writer = TableWriter::new(table);
    metric_rows(&mut writer, scenario, |_| true);
    ResultFile { path: table.path(), bytes: writer.finish() }
}

/// The rows of the metrics that are `wanted` by name.
pub fn metric_rows(
    writer: &mut TableWriter<'_>,
    scenario: &Scenario,
    wanted: impl Fn(&str) -> bool,
) {
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
        let definition = format!(
            "Whether the watch {} happens: all of its conditions hold at once {moment}.",
            watch.name
        );
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

/// A row of `actors.csv`; most actors have little of it.
struct Actor<'a> {
    kind: &'static str,
    name: &'a str,
    region: Cell<'a>,
    mine: Cell<'a>,
    product: Cell<'a>,
    priority: Cell<'a>,
    power: Cell<'a>,
    start: Option<String>,
    end: Option<String>,
}

impl<'a> Actor<'a> {
    fn new(kind: &'static str, name: &'a str) -> Self {
        let blank = Cell::Blank;
        Actor {
            kind,
            name,
            region: blank,
            mine: blank,
            product: blank,
            priority: blank,
            power: blank,
            start: None,
            end: None,
        }
    }
}

/// `actors.csv`.
pub fn actor_table(scenario: &Scenario, table: &Table) -> ResultFile {
    let mut writer = TableWriter::new(table);
    for actor in actors(scenario) {
        let Actor { kind, name, region, mine, product, priority, power, start, end } = &actor;
        let names = [Cell::Text(&scenario.slug), Cell::Text(kind), Cell::Text(name)];
        let dates = [start, end].map(|date| date.as_deref().map_or(Cell::Blank, Cell::Text));
        writer.row(
            names.into_iter().chain([*region, *mine, *product, *priority, *power]).chain(dates),
        );
    }
    ResultFile { path: table.path(), bytes: writer.finish() }
}

fn actors(scenario: &Scenario) -> Vec<Actor<'_>> {
    let region = |number: usize| Cell::Text(&scenario.regions[number].name);
    let mine = |number: usize| Cell::Text(&scenario.mines[number].name);
    let mut all: Vec<Actor<'_>> =
        scenario.regions.iter().map(|region| Actor::new("region", &region.name)).collect();
    all.extend(
        scenario
            .routes
            .iter()
            .map(|route| Actor { region: region(route.to), ..Actor::new("route", &route.name) }),
    );
    all.extend(scenario.facilities.iter().map(|facility| Actor {
        region: region(facility.region),
        priority: Cell::Integer(facility.priority.into()),
        power: facility.power.as_ref().and_then(|power| expectation::mean(power, scenario)).into(),
        start: Some(facility.start.first_day()),
        end: planned_end(facility, scenario),
        ..Actor::new("facility", &facility.name)
    }));
    all.extend(scenario.mines.iter().map(|mine| {
        let ramp = mine.ramp.as_ref().map(|ramp| ramp.from);
        let start =
            ramp.or(mine.leach.as_ref().map(|leach| leach.from)).map(|month| month.first_day());
        Actor { start, ..Actor::new("mine", &mine.name) }
    }));
    all.extend(
        scenario
            .products()
            .map(|(of, product)| Actor { mine: mine(of), ..Actor::new("product", &product.name) }),
    );
    all.extend(scenario.contracts.iter().map(|contract| Actor {
        region: region(contract.region),
        mine: contract.mine().map_or(Cell::Blank, mine),
        product:
            contract.product(scenario).map_or(Cell::Blank, |product| Cell::Text(&product.name)),
        start: Some(contract.from.first_day()),
        end: Some(contract.to.last_day()),
        ..Actor::new("contract", &contract.name)
    }));
    all.extend(scenario.fabricators.iter().map(|maker| Actor {
        region: region(maker.region),
        ..Actor::new("fabricator", &maker.name)
    }));
    all.extend(scenario.hedges.iter().map(|hedge| Actor {
        region: region(hedge.region),
        start: Some(hedge.from.first_day()),
        end: Some(hedge.to.last_day()),
        ..Actor::new("hedge", &hedge.name)
    }));
    all
}

/// `convergence.csv`: by metric and statistic, then trials.
pub fn convergence_table(results: &Results<'_>, table: &Table) -> ResultFile {
    let mut writer = TableWriter::new(table);
    let mut rows: Vec<(Metric, &Estimate, u64)> = results
        .checkpoints
        .iter()
        .flat_map(|checkpoint| {
            checkpoint
                .estimates
                .iter()
                .map(|(metric, estimate)| (*metric, estimate, checkpoint.trials))
        })
        .collect();
    let followed: Vec<(Metric, Statistic)> = results
        .checkpoints
        .first()
        .map(|first| {
            first.estimates.iter().map(|(metric, estimate)| (*metric, estimate.statistic)).collect()
        })
        .unwrap_or_default();
    rows.sort_by_key(|(metric, estimate, trials)| {
        let place = followed.iter().position(|followed| *followed == (*metric, estimate.statistic));
        (*metric, place, *trials)
    });
    for (metric, estimate, trials) in rows {
        let unit =
            if estimate.statistic == Statistic::ProbabilityPositive { "1" } else { metric.unit() };
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
