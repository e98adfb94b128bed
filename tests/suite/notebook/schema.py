"""Checks every shipped scenario against schemas, and that one with a fault is refused."""

import json
import sys
import tomllib
from pathlib import Path

from jsonschema import Draft7Validator

scenarios, *schemas = map(Path, sys.argv[1:])
files = sorted(scenarios.rglob("*.toml"))
for schema in schemas:
    validator = Draft7Validator(json.loads(schema.read_text()))
    for file in files:
        scenario = tomllib.loads(file.read_text())
        for error in validator.iter_errors(scenario):
            sys.exit(f"{file}: {error.message}")
        scenario["price"] = {"process": "constant", "initial": "9000 USD/t", "drift": 0.1}
        if validator.is_valid(scenario):
            sys.exit(f"{file}: a fault is not seen")
print(len(files), "scenarios")
