//! The tables of single trials: what was drawn, and what came of it, trial by trial.
//!
//! The total has a table over the horizon, with the inputs that are drawn once a trial and the
//! watches, and one by period, with the inputs that are drawn for each. Every other kind of subject
//! has one over the horizon, so that no table grows wider with the number of actors.

#[cfg(test)]
mod tests;

use crate::analysis::kept_trials::{DrawnInput, KeptTrials};
use crate::metric::{Metric, Observed, Subject, SubjectKind};
use crate::report::column_table::{CellAt, ColumnTable};
use crate::report::metric_table::watch_metric;
use crate::report::result_file::ResultFile;
use crate::report::run::tables::{Actor, Period, actors, calendar};
use crate::report::schema::columns::SCENARIO;
use crate::report::schema::{Column, Table};
use crate::report::table_writer::Cell;
use crate::scenario::{Scenario, TimeGrid, TrialsFormat, WEEKS_A_YEAR};

/// Begins the name of a column of drawn values.
const INPUT: &str = "input:";

/// Kinds of subjects with a table of their own: its name, what a row of it is about, and the columns
/// that name that. Regions have one where there are several; the total is the only one.
pub const OF_ACTORS: [(SubjectKind, &str, &str, &[KeyColumn]); 6] = [
    (SubjectKind::Region, "trial_regions", "region", &[key("region", "Region.", |of| of.name)]),
    (
        SubjectKind::Facility,
        "trial_facilities",
        "facility",
        &[key("facility", "Facility.", |of| of.name), REGION],
    ),
    (SubjectKind::Mine, "trial_mines", "mine", &[key("mine", "Mine.", |of| of.name)]),
    (
        SubjectKind::Product,
        "trial_products",
        "product of a mine that has several",
        &[key("mine", "Mine.", |of| of.mine), key("product", "Product of the mine.", |of| of.name)],
    ),
    (
        SubjectKind::Contract,
        "trial_contracts",
        "contract",
        &[key("contract", "Contract.", |of| of.name), REGION],
    ),
    (
        SubjectKind::Fabricator,
        "trial_fabricators",
        "component maker",
        &[key("fabricator", "Component maker.", |of| of.name), REGION],
    ),
];

const REGION: KeyColumn = key("region", "Region.", |of| of.region);

/// A column that names a subject, and what of it stands there.
pub type KeyColumn = (Column<'static>, for<'a> fn(&Actor<'a>) -> &'a str);

const fn key(
    name: &'static str,
    description: &'static str,
    text: for<'a> fn(&Actor<'a>) -> &'a str,
) -> KeyColumn {
    (Column::text(name, description).required().key(), text)
}

/// The words in the tables of the trials of a scenario.
pub(super) struct TrialWords<'a> {
    scenario: &'a Scenario,
    kept: &'a KeptTrials,
    calendar: Vec<Period>,
    inputs: Vec<String>,
    watches: Vec<String>,
}

impl<'a> TrialWords<'a> {
    pub fn new(scenario: &'a Scenario, kept: &'a KeptTrials) -> Self {
        TrialWords {
            scenario,
            kept,
            calendar: calendar(scenario),
            inputs: kept.inputs.iter().map(|input| format!("{INPUT}{}", input.path)).collect(),
            watches: scenario.watches.iter().map(|watch| watch_metric(&watch.name)).collect(),
        }
    }

    /// Every table with its files.
    pub fn files(&self) -> Vec<(Table<'_>, ResultFile)> {
        let mut tables = vec![self.total(), self.periods()];
        for (kind, name, _, keys) in OF_ACTORS {
            // With a single region the total is that region.
            let least = if kind == SubjectKind::Region { 2 } else { 1 };
            if self.kept.subjects(kind).len() >= least {
                tables.push(self.of_actors(kind, name, keys));
            }
        }
        let only = self.scenario.report.trials_format;
        let is_wanted = |format: TrialsFormat| only.is_none_or(|only| only == format);
        let mut files = Vec::new();
        for table in tables {
            let csv = is_wanted(TrialsFormat::Csv).then(|| table.csv());
            let parquet = is_wanted(TrialsFormat::Parquet).then(|| table.parquet());
            files.extend(csv.into_iter().chain(parquet).map(|file| (table.schema.clone(), file)));
        }
        files
    }

    fn total(&self) -> ColumnTable<'_> {
        let mut table = Rows::new(self, 1, 1);
        for (input, name) in self.kept.inputs.iter().zip(&self.inputs) {
            if !input.each_period {
                table.input(input, name);
            }
        }
        for (watch, name) in self.watches.iter().enumerate() {
            let column = Column::number(name, "Whether the watch happens: 1 or 0.").unit("1");
            table.numbers(column, vec![Some(self.kept.watch(watch))]);
        }
        table.metrics(&[Subject::Total.into()]);
        let description = "The first trials of the run: what was drawn once a trial \
            (`input:PATH`), whether watches happen, and every metric of the total over the horizon.";
        table.finish("trials", description)
    }

    fn periods(&self) -> ColumnTable<'_> {
        let periods = self.calendar.len();
        let mut table = Rows::new(self, 1, periods);
        let number = Column::integer("period", "Number of the period, from 0.")
            .required()
            .key()
            .unit("period");
        table.column(number, Box::new(move |row| Cell::Integer((row % periods) as u64)));
        let start = Column::date("period_start", "First day of the period.").required();
        let calendar = &self.calendar;
        table.column(start, Box::new(move |row| Cell::Text(&calendar[row % periods].1)));
        let end = Column::date("period_end", "Last day of the period, included.").required();
        table.column(end, Box::new(move |row| Cell::Text(&calendar[row % periods].2)));
        for (input, name) in self.kept.inputs.iter().zip(&self.inputs) {
            if input.each_period {
                table.input(input, name);
            }
        }
        let observed: Vec<Observed> =
            (0..periods).map(|period| Subject::Total.in_period(period)).collect();
        table.metrics(&observed);
        let description = "The first trials period by period: what was drawn for each period \
            (`input:PATH`), and metrics of the total.";
        table.finish("trial_periods", description)
    }

    fn of_actors(
        &self,
        kind: SubjectKind,
        name: &'static str,
        keys: &[KeyColumn],
    ) -> ColumnTable<'_> {
        let actors = actors(kind, self.scenario);
        let count = actors.len();
        let mut table = Rows::new(self, count, 1);
        for (column, text) in keys {
            let texts: Vec<&str> = actors.iter().map(text).collect();
            table.column(*column, Box::new(move |row| Cell::Text(texts[row % count])));
        }
        let observed: Vec<Observed> =
            self.kept.subjects(kind).into_iter().map(Observed::from).collect();
        if kind == SubjectKind::Facility {
            table.completed(&observed, &self.scenario.time);
        }
        table.metrics(&observed);
        let description = "The first trials of the run: what came of each of these actors over the \
            horizon.";
        table.finish(name, description)
    }
}

/// A table in the making: a row for each trial and, within it, each subject or period.
struct Rows<'a> {
    kept: &'a KeptTrials,
    each_trial: usize,
    columns: Vec<(Column<'a>, CellAt<'a>)>,
}

impl<'a> Rows<'a> {
    fn new(words: &'a TrialWords<'a>, subjects: usize, periods: usize) -> Self {
        let mut rows =
            Rows { kept: words.kept, each_trial: subjects * periods, columns: Vec::new() };
        let each_trial = rows.each_trial;
        let scenario = words.scenario.slug.as_str();
        rows.column(SCENARIO, Box::new(move |_| Cell::Text(scenario)));
        let trial =
            Column::integer("trial", "Number of the trial in the run, from 0.").required().key();
        rows.column(trial, Box::new(move |row| Cell::Integer((row / each_trial) as u64)));
        rows
    }

    fn column(&mut self, column: Column<'a>, cell: CellAt<'a>) {
        self.columns.push((column, cell));
    }

    /// A column of numbers that are kept at these places, one for each row of a trial.
    fn numbers(&mut self, column: Column<'a>, places: Vec<Option<usize>>) {
        let kept = self.kept;
        let each_trial = self.each_trial;
        let cell = move |row: usize| match places[row % each_trial] {
            Some(place) => Cell::Number(kept.value(place, row / each_trial)),
            None => Cell::Blank,
        };
        self.column(column, Box::new(cell));
    }

    /// The days on which facilities are complete.
    fn completed(&mut self, observed: &[Observed], time: &'a TimeGrid) {
        let kept = self.kept;
        let each_trial = self.each_trial;
        let places: Vec<Option<[usize; 2]>> = (observed.iter())
            .map(|&facility| {
                let place = |metric| kept.metric(facility, metric);
                Some([place(Metric::Completion)?, place(Metric::NotCompleted)?])
            })
            .collect();
        let column = Column::date(
            "completed",
            "Day on which it is complete; blank where it is not within the horizon, or is not built.",
        );
        let cell = move |row: usize| {
            let (trial, place) = (row / each_trial, places[row % each_trial]);
            let [weeks, is_cut] =
                place.map_or([f64::NAN; 2], |places| places.map(|place| kept.value(place, trial)));
            if weeks.is_nan() || is_cut != 0.0 {
                return Cell::Blank;
            }
            let (month, share) = time.month_at(weeks / WEEKS_A_YEAR);
            Cell::Date(month.day_at(share))
        };
        self.column(column, Box::new(cell));
    }

    fn input(&mut self, input: &'a DrawnInput, name: &'a str) {
        let description = "Drawn value of what stands at this path of the scenario.";
        let column = Column::number(name, description).unit(&input.unit);
        let kept = self.kept;
        let places = (0..self.each_trial).map(|period| Some(kept.input(input, period)));
        let places = places.collect();
        self.numbers(column, places);
    }

    /// A column for every metric that any of these has, one for each row of a trial.
    fn metrics(&mut self, observed: &[Observed]) {
        for &metric in Metric::ALL {
            let places: Vec<Option<usize>> =
                observed.iter().map(|&observed| self.kept.metric(observed, metric)).collect();
            if places.iter().any(Option::is_some) {
                let column = Column::number(metric.name(), metric.definition()).unit(metric.unit());
                self.numbers(column, places);
            }
        }
    }

    fn finish(self, name: &'static str, description: &'static str) -> ColumnTable<'a> {
        let rows = self.each_trial * self.kept.trials as usize;
        ColumnTable::new(name, description, self.columns, rows)
    }
}
