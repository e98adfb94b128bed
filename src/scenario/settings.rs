//! The scenario's own keys, `[simulation]` and `[report]`.

use super::table::prelude::*;
use crate::metric::{Detail, Metric};

table! {
    /// The keys above all tables.
    pub struct Heading("a scenario") {
        /// What the scenario is called in charts and tables; the file's stem if it is missing.
        name: Option<String>;
        /// The question it answers, in a sentence or two.
        description: Option<String>;
        /// What is supplied, as charts and tables name it in a sentence: `copper`, `aluminium`,
        /// `tin`.
        commodity: String, default("copper");
        /// Where the numbers come from; copied to the results.
        sources: Vec<String>;
    }
}

/// The keys about the file itself; they are gone before the scenario is read.
pub const FILE_KEYS: &[Key] = &[
    Key::optional(
        "slug",
        Kind::Text,
        "Name of the results folder and of the scenario in tables, in small letters; the file's \
         stem if it is missing. Variations of the file do not inherit it.",
    ),
    Key::optional(
        "extends",
        Kind::Text,
        "The scenario that this one varies: a path relative to this file.",
    ),
    Key::optional(
        "remove",
        Kind::Texts,
        "Paths of tables and keys of the base that are taken away, such as `contract.nuton`.",
    ),
];

/// The table of swept values; gone as well before the scenario is read.
pub const SWEEP: &str = "sweep";

/// What it describes.
pub const SWEEP_DOC: &str = "Values that are tried in turn, a scenario each: a path such as \
    `\"contract.nuton.rate\"` and the list of its values. Several paths span a grid.";

table! {
    /// How many futures are drawn, and how.
    pub struct SimulationSettings("the simulation") {
        /// Number of simulated futures.
        trials: u64 = Kind::integer(1, 4_000_000_000), default("100000");
        /// Number from which all random numbers follow; the same seed gives the same results.
        seed: u64 = Kind::integer(0, i64::MAX as u64), default("1");
        // There is nothing to choose from yet.
        .. &[Key::defaulted(
            "sampling",
            Kind::Choice(&[("monte-carlo", "independent trials")]),
            "monte-carlo",
            "How the trials are drawn.",
        )];
    }
}

table! {
    /// What is reported beyond the standard tables.
    pub struct ReportSettings("the report") {
        /// Metrics of the summary, each with thresholds in its unit.
        thresholds: Vec<(Metric, Vec<f64>)> = &[Key::optional(
            "thresholds",
            Kind::Thresholds,
            "Metrics of the summary, each with the thresholds whose probability of being exceeded \
             is reported.",
        )], find(checked_later);
        /// How much is counted and written; everything, unless facilities times periods are more than
        /// 5,000: then `actors`.
        detail: Option<Detail> = &[Key::optional(
            "detail",
            Kind::Choice(Detail::WORDS),
            "How much is counted and written; everything, unless facilities times periods are more \
             than 5,000: then `actors`. What is left out is absent from tables, charts and page; \
             what watches look at is counted in any case. `--detail` goes before.",
        )], find(detail);
        /// A tonne at or below this carbon factor counts as low-carbon.
        low_carbon: Option<f64> = CARBON.constant();
        /// Write the first so many trials one by one, as `trials.csv`, `trials.parquet` and the
        /// tables beside them; `--trials-out` goes before.
        trials: Option<u64> = Kind::integer(1, 4_000_000_000);
        /// The one format in which they are written; in both if it is missing.
        trials_format: Option<TrialsFormat>;
        /// Metrics of the total that `trial_periods` has, such as `["price", "stock"]`; what is drawn as
        /// a fan if it is missing.
        trial_series: Vec<Metric> = &[Key::optional(
            "trial_series",
            Kind::Texts,
            "Metrics of the total by period that single trials have, such as `[\"price\", \
             \"stock\"]`; those that are drawn as fans if it is missing.",
        )], find(checked_later);
        /// Tell the whole story of the trial of this number, from 0: `story.csv`, a part of the page
        /// and a chart; `--trial` goes before.
        trial: Option<u64> = Kind::integer(0, 3_999_999_999);
    }
}

words! {
    /// A format of single trials.
    pub enum TrialsFormat {
        /// text, which everything reads
        Csv = "csv",
        /// columns, compressed, which is read and written ten times as fast
        Parquet = "parquet",
    }
}

fn detail(record: &Record, _: &Records) -> Option<Detail> {
    record.choice("detail").and_then(Detail::named)
}

/// Thresholds and series wait for the check of metrics, which knows their units.
fn checked_later<T>(_: &Record, _: &Records) -> Vec<T> {
    Vec::new()
}
