//! The reference page of the results, `docs/output.md`, made from the schema and the catalogue of
//! metrics.

use std::fmt::Write;

use crate::metric::Metric;
use crate::report::charts::{Entry, OF_A_COMPARISON, OF_A_RUN, OF_A_STRESS};
use crate::report::comparison;
use crate::report::run::tables::{estimate_columns, table_schemas};
use crate::report::run::trials::OF_ACTORS;
use crate::report::schema::{Column, Reference, SCHEMA_VERSION, Table};
use crate::report::stress;

const OPENING: &str = "\
# The results

This page is generated from the definition that also writes the tables; a test keeps it up to date.

A run writes one folder, `output/<scenario>/`, whole or not at all:

| file | content |
|---|---|
| `*.csv` | the tables below |
| `summary.txt`, `summary.json` | the first screen, in words and as data; `step_check` of the latter has what finer steps of the computation change ([Q28](statistics.md#the-length-of-the-step)) |
| `report.html` | one page to send: the first screen, the charts, the main tables, how to read \
    them, the scenario with its sources; self-contained, for screen, phone and print |
| `charts/*.png` | the charts, 2400 pixels across; with `--charts svg` or `svg,png` also as \
    `charts/*.svg`, with their letters in the file; `--theme dark` draws them for dark slides; \
    where more than 10 scenarios are run only if `--charts` asks for them |
| `manifest.json` | version, hash of what the scenario says (however it is written), seed, trials, design, convergence, \
    warnings; what differs between two runs of the same scenario (time, machine, timings) stands \
    in its object `run` |
| `scenario.toml` | the resolved scenario, with the origin of every value |
| `datapackage.json` | the schema of the tables as a [Data Package](https://datapackage.org), for \
    `frictionless validate` and the like |

## Charts

";

/// Between the charts and the tables.
const RULES: &str = "
A scenario without facilities has the price fan alone. The caption of a chart states trials, \
    design and seed. Colours keep apart in greyscale and for every common colour-vision deficiency.

## Rules

* UTF-8, line feed, always a header. A blank means *not applicable* or *not estimable*; there is \
    no NaN and no infinity.
* Numbers are the shortest text that reads back as the same double and shows that it is one: \
    whole numbers end with `.0`, so that programs which guess the type of a column
  from its first rows guess right (columns of integers have no point; for columns that begin \
    blank see [below](#types-of-columns)); an exponent (`1.5e-7`) below 10⁻⁵ and from 10¹⁶ in magnitude.
  Where the last bit matters, read them with a parser that rounds correctly (recent pandas does; \
    older ones with `float_precision=\"round_trip\"`).
* Base units only: t, USD, USD/t, tCO2e, m3, week, t.year, period, 1. The unit stands beside the \
    number.
* One grain a file: no total rows in files of actors. Rows stand in a fixed order: keys in the \
    order of the scenario, then period, metric, statistic.
* Every file begins with `scenario`, so that files of many runs can be concatenated.
* A feature that the scenario, or the actor of the row, does not have (spot market, inventory, \
    penalty, ...) has no rows, rather than zeros.
* `detail` under `[report]`, or `--detail`, says how much is counted: `full`, everything, the default up \
    to 5,000 facilities times periods; `actors`, the default above, no facility by period; `headline`, \
    the total over the horizon, the few numbers by period that the first screen and the charts need, and \
    means and probabilities of facilities and regions that rank them. What is left out has no rows and no \
    chart; the estimates of what is there are the same in every detail, and the manifest and the first \
    screen say which it was. What a watch looks at is counted in any case.
* The probability of a joint event (\"short and over budget\") stands in no table of estimates: a \
    `[watch]` counts it in all trials, and [single trials](#single-trials) are there if asked for.

## Statistics

| statistic | meaning | of |
|---|---|---|
| `mean`, `sd` | mean and standard deviation over trials | every metric but indicators |
| `p05` ... `p99` | quantiles; `level` has the level | metrics whose distribution is kept |
| `cvar95` | mean of the greatest 5 % of the trials (CVaR), whichever way is better | the same, \
    except where high is better |
| `prob_positive` | probability of a value above zero | all but price, price_paid, cost, \
    cost_with_penalty, present_value_of_cost, availability, utilisation, first_short_period, completion |
| `prob_above` | probability of a value above `threshold` | thresholds under `[report]`, in the \
    summary |
| `ratio_of_means` | ratio of two means | fill_rate, served_by_horizon, low_carbon_share; \
    cost_per_tonne and price_paid over the horizon |
| `covariance` | covariance of two quantities, summed over periods | \
    spot_price_volume_covariance, of the total |

The indicators `first_shortfall`, `short_so_far` and `watch:NAME` have `prob_positive` only. \
    Tables by period keep the distribution of what is drawn as a fan
(need, delivered, shortfall, backlog, stock, spot_bought, cost, price, output, a contract's \
    delivered; with a single region, of every metric of the region) and for
the rest mean, sd and prob_positive; `facility_periods.csv` has mean and prob_positive only. With \
    a single region the total is that region.

Rows with `given` = `short` are over the trials with a shortfall alone (in `regions.csv`: a \
    shortfall of that region): shortfall, lateness,
worst_period_shortfall, periods_short, longest_short_run; first_short_period is reported given a \
    shortfall only.

Intervals aim at 95 %: `normal` (estimate ± 1.96 standard errors, Student's t below 200 trials), \
    `gamma` (of what is never negative), `wilson` (probabilities), `exact` (probabilities with \
    fewer than 50 hits or misses), `upper-bound` (exact one-sided bound of an event seen never
or always), `order` (order statistics, for quantiles), `delta` (ratios), `replicate` (spread of \
    the 32 batches, Student's t).
";

/// After them. The tests of the notebook run these lines on every table.
const TYPES: &str = r#"
## Types of columns

pandas looks at whole columns and guesses every type but dates, and text in a column that is blank throughout. polars takes for text what is blank in the first 100 rows, DuckDB what is blank
in the first 20,480, such as `threshold` in tables without thresholds or `first_short_period` where next to no trial runs short. `datapackage.json` knows:

```python
import json
from pathlib import Path


def kinds(folder, table):
    """Name and type of every column."""
    package = json.loads(Path(folder, "datapackage.json").read_text(encoding="utf-8"))
    fields = next(resource["schema"]["fields"] for resource in package["resources"] if resource["path"] == table)
    return {field["name"]: field["type"] for field in fields}
```

```python
import pandas as pd

PANDAS = {"string": "string", "number": "float64", "integer": "Int64", "boolean": "boolean"}


def with_pandas(folder, table):
    types = {name: PANDAS.get(kind, kind) for name, kind in kinds(folder, table).items()}
    dates = [name for name in types if types[name] == "date"]
    return pd.read_csv(Path(folder, table), dtype={name: types[name] for name in types if name not in dates}, parse_dates=dates)
```

```python
import polars as pl

POLARS = {"string": pl.String, "number": pl.Float64, "integer": pl.Int64, "boolean": pl.Boolean, "date": pl.Date}


def with_polars(folder, table):
    return pl.read_csv(Path(folder, table), schema={name: POLARS[kind] for name, kind in kinds(folder, table).items()})
```

```python
import duckdb

DUCKDB = {"string": "VARCHAR", "number": "DOUBLE", "integer": "BIGINT", "boolean": "BOOLEAN", "date": "DATE"}


def with_duckdb(folder, table):
    return duckdb.read_csv(str(Path(folder, table)), dtype={name: DUCKDB[kind] for name, kind in kinds(folder, table).items()})
```
"#;

/// Before the list of the tables of single trials.
const TRIALS: &str = "
## Single trials

`coppercast run --trials-out N`, or `trials = N` under `[report]`, also writes the first N trials \
    of the run one by one. Each table is there as CSV and, with the same columns and rows, as \
    Parquet, which is read and written ten times as fast; `trials_format = \"parquet\"` (or `\"csv\"`) \
    under `[report]` leaves the other out:

```python
pd.read_parquet(\"trials.parquet\")  # pandas, with pyarrow
pl.read_parquet(\"trials.parquet\")  # polars
duckdb.read_parquet(\"trials.parquet\")
```

| table | a row for each | columns beside `scenario` and `trial` |
|---|---|---|
| `trials` | trial | `input:PATH` for what is drawn once a trial, by its path in `variables.csv`; \
    `watch:NAME`, 1 where it happens, else 0; every metric of the total over the horizon |
| `trial_periods` | trial and period | `period`, `period_start`, `period_end`; `input:PATH` for \
    what is drawn for each period; the metrics of the total that are drawn as fans, `price` among \
    them, or those of `trial_series` under `[report]` |
";

/// After it.
const TRIALS_RULES: &str = "
* Every column but names, numbers of trials and periods, and days is a number in the base unit of \
    its metric or quantity. `datapackage.json` says what each is, the metadata of a Parquet file \
    has the units under `units`.
* A metric that an actor does not have is blank, as are `first_short_period` in a trial that never \
    runs short, and `completion` of a facility that is not built. `completed` is the day of the \
    completion, and blank where that lies after the horizon as well. A metric that is a ratio of means has no value in a trial: its two means are those \
    of other columns.
* `input:PATH` is the value as it is used, clamped to its range. What decides an event is there as \
    its draw: a uniform number for `facility.NAME.built` and `facility.NAME.cancelled`, \
    exponential for `contract.NAME.defaulted`, the normal score of the price's shock as `price`. \
    What is drawn outage by outage or jump by jump is not: it is told by `availability` and \
    `price`.
* They are the trials that the other tables count. If all are written, mean and probabilities are \
    those of `summary.csv` to the last digits, and quantiles to its `sketch_error`.
* Scenarios of the same seed have the same `trial` drawn alike, so that differences of their \
    trials are paired.
* At most 50,000,000 numbers are written, in all tables of a scenario together; of more only the \
    first trials, which the program says. They take up to a gigabyte of memory on the way.
";

const STRESS: &str = "\n## The table of a stress\n\n`coppercast stress` writes it into \
    `output/<scenario>--stress/`, with two charts and `report.html`.\n\n";

const COMPARISON: &str = "
## Tables of a comparison

A run of several scenarios, or `coppercast compare`, also writes a folder `comparison` (another \
    with `--name`), with its own `datapackage.json` and `manifest.json`, the answer in words as
`comparison.txt`, and two charts. A comparison that stands there is replaced by one of the same \
    scenarios, or of these and others; one with a scenario that would be lost is not, unless \
    `--force` says so. How differences, dominance and regret are estimated: \
    [statistics](statistics.md#comparisons).

";

const HEADER: &str = "| column | type | unit | description |\n|---|---|---|---|\n";

/// Charts and what they show.
fn chart_table<Make>(entries: &[Entry<Make>]) -> String {
    let mut table = "| chart | shows |\n|---|---|\n".to_owned();
    for Entry { name, shows, .. } in entries {
        writeln!(table, "| `{name}` | {shows} |").expect("a string takes all text");
    }
    table
}

/// The text of the page.
pub fn reference_page() -> String {
    let mut page = OPENING.to_owned() + &chart_table(&OF_A_RUN) + RULES + TYPES;
    let mut line =
        |text: std::fmt::Arguments<'_>| page.write_fmt(text).expect("writing to a string succeeds");
    line(format_args!(
        "\n## Tables\n\nSchema version {SCHEMA_VERSION}. In bold: the primary key, in which blanks \
         count as values. *: never blank.\n"
    ));
    line(format_args!(
        "\n### The columns of every estimate table\n\nThey follow the keys of the \
         table.\n\n{HEADER}"
    ));
    let shared = estimate_columns();
    for column in &shared {
        line(format_args!("{}\n", row(column)));
    }
    for table in table_schemas() {
        page.push_str(&section(&table, &shared));
    }
    page.push_str(TRIALS);
    for (_, name, of_what, keys) in &OF_ACTORS {
        let keys: Vec<String> =
            keys.iter().map(|(column, _)| format!("`{}`", column.name)).collect();
        let keys = keys.join(", ");
        page.push_str(&format!(
            "| `{name}` | trial and {of_what} | {keys}; every metric over the horizon |\n"
        ));
    }
    page.push_str(TRIALS_RULES);
    page.push_str(COMPARISON);
    page.push_str(&chart_table(&OF_A_COMPARISON));
    for table in comparison::tables::table_schemas() {
        page.push_str(&section(&table, &shared));
    }
    page.push_str(STRESS);
    page.push_str(&chart_table(&OF_A_STRESS));
    page.push_str(&section(&stress::table_schema(), &shared));
    let mut line =
        |text: std::fmt::Arguments<'_>| page.write_fmt(text).expect("writing to a string succeeds");
    line(format_args!(
        "\n## Metrics\n\nNumbers in brackets are equations of [the model](model.md).\n\n| metric | \
         unit | better | definition |\n|---|---|---|---|\n"
    ));
    for metric in Metric::ALL {
        line(format_args!(
            "| `{}` | {} | {} | {} |\n",
            metric.name(),
            metric.unit(),
            metric.better().name(),
            metric.definition()
        ));
    }
    page
}

/// A table under a heading of its own, without the columns that all tables of estimates share.
fn section(table: &Table<'_>, shared: &[Column<'_>]) -> String {
    let mut text = format!("\n### {}\n\n{}\n\n{HEADER}", table.path(), table.description);
    let own = table.columns.strip_suffix(shared);
    for column in own.unwrap_or(&table.columns) {
        text.push_str(&row(column));
        text.push('\n');
    }
    if own.is_some() {
        text.push_str("| ... |  |  | the columns of every estimate table |\n");
    }
    for Reference { table, columns } in table.references() {
        let (own, theirs): (Vec<&str>, Vec<&str>) = columns.iter().copied().unzip();
        let (own, theirs) = (own.join(", "), theirs.join(", "));
        text.push_str(&format!("\n({own}) stands in `{table}.csv` ({theirs}).\n"));
    }
    text
}

fn row(column: &Column<'_>) -> String {
    let bold = if column.key { "**" } else { "" };
    let values = match column.values {
        [] => String::new(),
        values => format!(
            " One of {}.",
            values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ")
        ),
    };
    let star = if column.required { "\\*" } else { "" };
    format!(
        "| {bold}{}{bold}{star} | {} | {} | {}{values} |",
        column.name,
        column.kind.name(),
        column.unit.unwrap_or(""),
        column.description
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn page_in_the_repository_is_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/output.md");
        let page = super::reference_page();
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some_and(|value| value == "1") {
            std::fs::write(path, &page).expect("docs/ is writable");
        }
        let written = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            written == page,
            "docs/output.md is out of date: run the tests with UPDATE_SNAPSHOTS=1"
        );
    }
}
