"""Validates data packages: the schema of every table, its keys, its size and its hash."""

import sys

from frictionless import Package

for path in sys.argv[1:]:
    report = Package(path).validate()
    if not report.valid:
        sys.exit(f"{path}\n{report.to_summary()}")
print(len(sys.argv) - 1, "packages")
