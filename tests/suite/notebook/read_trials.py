"""Reads the tables of single trials with pandas, polars and DuckDB, as CSV and as Parquet, and makes the summary of them again."""

import json
import math
import sys
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import polars as pl

KINDS = {"string": {pl.String}, "number": {pl.Float64}, "integer": {pl.Int64}, "date": {pl.Date}}

tables = complete = 0
for folder in map(Path, sys.argv[1:]):
    resources = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    for resource in (resource for resource in resources if resource["path"].startswith("trial") and resource["format"] == "csv"):
        fields = resource["schema"]["fields"]
        dates = [field["name"] for field in fields if field["type"] == "date"]
        text, binary = folder / resource["path"], (folder / resource["path"]).with_suffix(".parquet")
        assert any(resource["path"] == binary.name for resource in resources), f"{binary} is not described"

        in_polars = pl.read_parquet(binary)
        assert in_polars.columns == [field["name"] for field in fields], f"{binary}: other columns"
        for field in fields:
            assert in_polars[field["name"]].dtype in KINDS[field["type"]], f"{binary}: {field['name']} is {in_polars[field['name']].dtype}"
            if field.get("constraints", {}).get("required"):
                assert in_polars[field["name"]].null_count() == 0, f"{binary}: {field['name']} is blank"
        numbers = [field["name"] for field in fields if field["type"] in ("number", "integer")]
        for name, table in {
            "polars of CSV": pl.read_csv(text, schema=in_polars.schema),
            "DuckDB": duckdb.read_parquet(str(binary)).pl(),
            "DuckDB of CSV": duckdb.read_csv(str(text), sample_size=-1).pl(),
            "pandas": pl.from_pandas(pd.read_parquet(binary)),
            "pandas of CSV": pl.from_pandas(pd.read_csv(text, parse_dates=dates)),
        }.items():
            assert table.columns == in_polars.columns, f"{text}: {name} reads other columns"
            for column in in_polars.columns:
                own, other = in_polars[column], table[column]
                if column in dates:
                    other = other.cast(pl.Date)
                elif column in numbers:
                    own, other = own.cast(pl.Float64), other.cast(pl.Float64)
                assert own.equals(other, null_equal=True), f"{text}: {name} reads another {column}"
        tables += 1

    # Days of completion are the weeks from the start, but for months of unlike length.
    facilities = pl.read_parquet(folder / "trial_facilities.parquet")
    is_complete = facilities["completion"].is_not_null() & (facilities["not_completed"] == 0)
    assert (facilities["completed"].is_not_null() == is_complete).all(), f"{folder}: completed without being so"
    start = pl.read_parquet(folder / "trial_periods.parquet")["period_start"].min()
    days = (facilities["completed"] - start).dt.total_days() - 7 * facilities["completion"]
    assert days.abs().max() < 4, f"{folder}: {days.abs().max()} days off"
    complete += is_complete.sum()

    # The summary of all trials again, from those that are written.
    trials, summary = pd.read_parquet(folder / "trials.parquet"), pd.read_csv(folder / "summary.csv")
    assert len(trials) == json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["trials"]
    made = 0
    for row in summary[summary["given"].isna() & summary["metric"].isin(trials.columns)].itertuples():
        values = trials[row.metric].to_numpy()
        if row.statistic == "mean":
            again = math.fsum(values) / len(values)
            # The last of 16 digits: the program rounds twice where this rounds once.
            assert math.isclose(again, row.estimate, rel_tol=4e-16, abs_tol=1e-300), f"{folder}: {row.metric} {again} {row.estimate}"
        elif row.statistic == "prob_positive":
            assert (values > 0).mean() == row.estimate, f"{folder}: {row.metric} is above 0 elsewhere"
        elif row.statistic in ("p05", "p50", "p95"):
            again = np.quantile(values, row.level, method="inverted_cdf")
            margin = (1 + 1e-9) * row.sketch_error * max(abs(again), abs(row.estimate))
            assert abs(again - row.estimate) <= margin, f"{folder}: {row.statistic} of {row.metric}"
        else:
            continue
        made += 1
    assert made > 100, f"{folder}: only {made} estimates"
assert complete > 1000, f"only {complete} completions"
print(tables, "tables")
