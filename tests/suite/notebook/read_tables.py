"""Reads every table of some results folders with pandas, polars and DuckDB, as they guess the types and by the lines of docs/output.md, which take them from the data package."""

import json
import sys
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl

page, *folders = map(Path, sys.argv[1:])
section = page.read_text(encoding="utf-8").split("## Types of columns")[1].split("\n## ")[0]
exec("".join(block.split("```")[0] for block in section.split("```python")[1:]))

# What pandas may guess from the text alone, where a column is not blank throughout.
GUESSED = {
    "string": {"str", "object"},
    "number": {"float64"},
    "integer": {"int64", "float64"},
    "boolean": {"bool", "object"},
    "date": {"str", "object"},
}
# What the others may, which look at the first rows: a column that is blank in all of them stays text.
POLARS_ROWS, DUCKDB_ROWS = 100, 20_480

tables = blank_at_first = 0
for folder in folders:
    resources = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    for resource in (resource for resource in resources if resource["format"] == "csv"):
        table = resource["path"]
        path = folder / table
        types = kinds(folder, table)

        text = pd.read_csv(path, dtype="string", keep_default_na=False)
        guessed, declared = pd.read_csv(path), with_pandas(folder, table)
        plain, in_polars = pl.read_csv(path), with_polars(folder, table)
        in_duckdb = with_duckdb(folder, table)
        guessed_by_duckdb = dict(zip(types, map(str, duckdb.read_csv(str(path)).types)))
        assert list(types) == in_polars.columns == in_duckdb.columns == list(declared), f"{path}: other columns"
        assert [DUCKDB[kind] for kind in types.values()] == list(map(str, in_duckdb.types)), f"{path}: {in_duckdb.types}"
        by_duckdb = in_duckdb.pl()

        for name, kind in types.items():
            blank = text[name] == ""
            where = f"{path}: {name}"
            assert (guessed[name].isna() == blank).all(), f"{where}: pandas takes a text for a blank"
            assert (declared[name].isna() == blank).all(), f"{where}: a blank is lost"
            assert in_polars[name].null_count() == blank.sum(), f"{where}: polars counts other blanks"
            assert in_polars[name].equals(by_duckdb[name], null_equal=True), f"{where}: polars and DuckDB read different values"
            assert blank.all() or str(guessed[name].dtype) in GUESSED[kind], f"{where}: pandas guesses {guessed[name].dtype}"
            assert text.empty or str(declared[name].dtype).startswith(PANDAS.get(kind, "datetime64")), f"{where}: pandas makes it {declared[name].dtype}"
            wanted = pl.String if blank[:POLARS_ROWS].all() or kind == "date" else POLARS[kind]
            assert plain[name].dtype == wanted, f"{where}: polars guesses {plain[name].dtype}"
            wanted = "VARCHAR" if blank[:DUCKDB_ROWS].all() else DUCKDB[kind]
            assert guessed_by_duckdb[name] == wanted, f"{where}: DuckDB guesses {guessed_by_duckdb[name]}"
            blank_at_first += kind != "string" and blank[:POLARS_ROWS].all() and not blank.all()
            if kind in ("number", "integer") and not blank.all():
                equal = declared[name].dropna().to_numpy() == in_polars[name].drop_nulls().to_numpy()
                assert equal.all(), f"{where}: pandas and polars read different numbers"
        assert not guessed.duplicated(resource["schema"]["primaryKey"]).any(), f"{path}: rows of the same key"
        tables += 1
assert blank_at_first > 0, "no column puts the lines to the test"
print(tables, "tables")
