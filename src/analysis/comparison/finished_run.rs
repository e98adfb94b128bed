//! A finished run as its results folder tells it.

use std::collections::HashMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::metric::Metric;
use crate::results::{ListedFile, MANIFEST, PROGRAM, hash};
use crate::scenario::{Loaded, Overrides, Scenario, read_text};
use crate::statistics::first_trials::FirstTrials;

/// What tells the estimates of a summary apart, in the texts of the tables; blank where it does not
/// apply.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EstimateKey {
    pub metric: String,
    pub statistic: String,
    pub level: String,
    pub threshold: String,
    pub given: String,
}

/// A row of `summary.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct SummaryRow {
    pub key: EstimateKey,
    pub unit: String,
    pub estimate: Option<f64>,
    pub std_error: Option<f64>,
    pub conf_low: Option<f64>,
    pub conf_high: Option<f64>,
}

impl SummaryRow {
    /// Whether it is this statistic of a metric, given nothing.
    pub fn is_of(&self, metric: Metric, statistic: &str) -> bool {
        let key = &self.key;
        key.metric == metric.name() && key.statistic == statistic && key.given.is_empty()
    }
}

/// The columns of `summary.csv` and `batches.csv` that are read; each has some of them.
#[derive(Debug, Clone, Deserialize)]
struct Record {
    #[serde(default)]
    batch: u64,
    metric: String,
    unit: String,
    statistic: String,
    level: String,
    threshold: String,
    #[serde(default)]
    given: String,
    trials: u64,
    estimate: Option<f64>,
    #[serde(default)]
    std_error: Option<f64>,
    #[serde(default)]
    conf_low: Option<f64>,
    #[serde(default)]
    conf_high: Option<f64>,
}

impl Record {
    fn key(&self) -> EstimateKey {
        EstimateKey {
            metric: self.metric.clone(),
            statistic: self.statistic.clone(),
            level: number_as_written(&self.level),
            threshold: number_as_written(&self.threshold),
            given: self.given.clone(),
        }
    }
}

/// A number as people write it, however the table did.
fn number_as_written(text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), |number: f64| number.to_string())
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Manifest {
    scenario: String,
    name: String,
    seed: u64,
    trials: u64,
    design: String,
    scenario_hash: String,
    files: Vec<ListedFile>,
}

/// An estimate of one batch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InBatch {
    pub batch: u64,
    pub trials: u64,
    pub estimate: f64,
}

/// A run whose results folder was read.
#[derive(Debug, Clone)]
pub struct FinishedRun {
    pub slug: String,
    pub name: String,
    pub seed: u64,
    pub trials: u64,
    pub design: String,
    /// Hash of the resolved scenario.
    pub hash: String,
    /// In the order of the file.
    pub rows: Vec<SummaryRow>,
    /// Hash of the tables that differences are made from.
    pub tables: String,
    /// The batches that have an estimate, by estimate, in their order.
    pub batches: HashMap<EstimateKey, Vec<InBatch>>,
    /// The estimates that are kept batch by batch, in their order.
    pub compared: Vec<EstimateKey>,
    /// The scenario as it was simulated; `None` when this version cannot read it.
    pub scenario: Option<Scenario>,
    /// Its first trials, if it has only just run; no file holds them.
    pub first_trials: Option<FirstTrials>,
}

/// Why a folder cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    pub path: PathBuf,
    pub reason: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "cannot compare `{}`: {}; run its scenario again",
            self.path.display(),
            self.reason
        )
    }
}

impl std::error::Error for Unreadable {}

impl FinishedRun {
    /// Reads the results in a folder.
    ///
    /// # Errors
    /// When a file is missing or does not hold what a run writes.
    pub fn read(folder: &Path) -> Result<Self, Unreadable> {
        let unreadable = |reason: String| Unreadable { path: folder.to_owned(), reason };
        let bytes = |file: &str| {
            fs::read(folder.join(file)).map_err(|error| {
                let why = match error.kind() {
                    std::io::ErrorKind::NotFound => "is missing".to_owned(),
                    _ => format!("cannot be read: {error}"),
                };
                unreadable(format!("`{file}` {why}"))
            })
        };
        let manifest: serde_json::Value = serde_json::from_slice(&bytes(MANIFEST)?)
            .map_err(|error| unreadable(format!("`{MANIFEST}` is damaged: {error}")))?;
        if manifest["program"].as_str() != Some(PROGRAM) {
            return Err(unreadable("it was not written by coppercast".to_owned()));
        }
        if manifest["comparison"].is_string() {
            return Err(unreadable("it holds a comparison, not a run".to_owned()));
        }
        let manifest: Manifest = serde_json::from_value(manifest)
            .map_err(|error| unreadable(format!("`{MANIFEST}` is not that of a run: {error}")))?;
        // A table that was changed after the run would give differences of something that was never
        // simulated.
        let text = |file: &str| {
            let bytes = bytes(file)?;
            let listed = manifest.files.iter().find(|listed| listed.path == file);
            if listed.is_none_or(|listed| !listed.is(&bytes)) {
                return Err(unreadable(format!("`{file}` is not as the run wrote it")));
            }
            String::from_utf8(bytes).map_err(|_| unreadable(format!("`{file}` is no text")))
        };
        let summary = text("summary.csv")?;
        let rows =
            records(&summary).map_err(|error| unreadable(format!("`summary.csv`: {error}")))?;
        let rows = rows
            .into_iter()
            .map(|row| SummaryRow {
                key: row.key(),
                unit: row.unit,
                estimate: row.estimate,
                std_error: row.std_error,
                conf_low: row.conf_low,
                conf_high: row.conf_high,
            })
            .collect();
        let in_batches = text("batches.csv").map_err(|error| {
            unreadable(format!(
                "{}, which holds what paired differences are made from",
                error.reason
            ))
        })?;
        let mut batches: HashMap<EstimateKey, Vec<InBatch>> = HashMap::new();
        let mut compared = Vec::new();
        for row in
            records(&in_batches).map_err(|error| unreadable(format!("`batches.csv`: {error}")))?
        {
            let values = batches.entry(row.key()).or_insert_with(|| {
                compared.push(row.key());
                Vec::new()
            });
            values.extend(row.estimate.map(|estimate| InBatch {
                batch: row.batch,
                trials: row.trials,
                estimate,
            }));
        }
        let no_files = |_: &str| Err(std::io::ErrorKind::NotFound.into());
        let resolved = text("scenario.toml")?;
        let scenario = read_text("scenario.toml", &resolved, &no_files, &Overrides::default());
        // Its file has another name here.
        let scenario = scenario.ok().map(|Loaded { scenario, .. }| Scenario {
            slug: manifest.scenario.clone(),
            ..scenario
        });
        Ok(FinishedRun {
            slug: manifest.scenario,
            name: manifest.name,
            seed: manifest.seed,
            trials: manifest.trials,
            design: manifest.design,
            hash: manifest.scenario_hash,
            tables: hash(format!("{summary}\n{in_batches}").as_bytes()),
            rows,
            batches,
            compared,
            scenario,
            first_trials: None,
        })
    }

    /// The row of the summary with this key.
    pub fn row(&self, key: &EstimateKey) -> Option<&SummaryRow> {
        self.rows.iter().find(|row| &row.key == key)
    }

    /// An estimate batch by batch.
    pub fn in_batches(&self, key: &EstimateKey) -> &[InBatch] {
        self.batches.get(key).map_or(&[], Vec::as_slice)
    }
}

fn records(text: &str) -> Result<Vec<Record>, csv::Error> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().collect()
}
