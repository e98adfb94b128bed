"""Reads every table of some results folders with pandas and polars, as they guess the types and as the data package declares them."""

import json
import sys
from pathlib import Path

import pandas as pd
import polars as pl

PANDAS = {"string": "string", "number": "float64", "integer": "Int64", "boolean": "boolean"}
POLARS = {"string": pl.String, "number": pl.Float64, "integer": pl.Int64, "boolean": pl.Boolean, "date": pl.Date}
# What pandas may guess from the text alone, where a column is not blank throughout.
GUESSED = {
    "string": {"str", "object"},
    "number": {"float64"},
    "integer": {"int64", "float64"},
    "boolean": {"bool", "object"},
    "date": {"str", "object"},
}
# What polars may, which looks at the first rows: a column that is blank in all of them stays text.
ROWS = 100
GUESSED_BY_POLARS = {"string": pl.String, "number": pl.Float64, "integer": pl.Int64, "boolean": pl.Boolean, "date": pl.String}

tables = 0
for folder in map(Path, sys.argv[1:]):
    for resource in json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["resources"]:
        path = folder / resource["path"]
        kinds = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
        dates = [name for name, kind in kinds.items() if kind == "date"]
        types = {name: PANDAS[kind] for name, kind in kinds.items() if kind != "date"}

        text = pd.read_csv(path, dtype="string", keep_default_na=False)
        guessed = pd.read_csv(path)
        declared = pd.read_csv(path, dtype=types, parse_dates=dates)
        in_polars = pl.read_csv(path, schema={name: POLARS[kind] for name, kind in kinds.items()})
        plain = pl.read_csv(path)

        for name, kind in kinds.items():
            blank = text[name] == ""
            where = f"{path}: {name}"
            assert (guessed[name].isna() == blank).all(), f"{where}: pandas takes a text for a blank"
            assert (declared[name].isna() == blank).all(), f"{where}: a blank is lost"
            assert in_polars[name].null_count() == blank.sum(), f"{where}: polars counts other blanks"
            assert blank.all() or str(guessed[name].dtype) in GUESSED[kind], f"{where}: pandas guesses {guessed[name].dtype}"
            wanted = pl.String if blank[:ROWS].all() else GUESSED_BY_POLARS[kind]
            assert plain[name].dtype == wanted, f"{where}: polars guesses {plain[name].dtype}"
            if kind in ("number", "integer") and not blank.all():
                equal = declared[name].dropna().to_numpy() == in_polars[name].drop_nulls().to_numpy()
                assert equal.all(), f"{where}: pandas and polars read different numbers"
        assert not guessed.duplicated(resource["schema"]["primaryKey"]).any(), f"{path}: rows of the same key"
        tables += 1
print(tables, "tables")
