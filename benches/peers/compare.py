"""The program and its peers in turns, on the reference models of docs/performance.md.

    python benches/peers/compare.py [--rounds N] [--threads N] [--quick] [--write]

Builds the program and plain Rust, runs NumPy and Numba with this Python, checks that all agree on
the headline, and prints the tables that `--write` puts into docs/performance.md. The exit code is 1
if two do not agree.
"""

import argparse
import collections
import importlib.util
import itertools
import json
import math
import os
import pathlib
import statistics
import sys
import tempfile

import measuring
from measuring import VARIANTS, significant
from reference_model import SIZES

HERE = pathlib.Path(__file__).resolve().parent
TRIALS = {"small": 200_000, "large": 20_000}
TRIALS_WITH_FILES = 20_000
TOLERANCE = 4  # standard errors
WINDOWS = "plain Rust, only the quarters of a build"
AS_SCENARIO = "plain Rust, told the conventions of coppercast"
PHASES = ["draws", "balance", "tallies", "run"]
PRESENT_VALUE = "present_value_of_cost"
# The headline of the peers in the summary of the program.
ROWS = {
    "prob_positive": ("shortfall", "prob_positive"),
    "mean": ("shortfall", "mean"),
    "q50": ("shortfall", "p50"),
    "q95": ("shortfall", "p95"),
    "q99": ("shortfall", "p99"),
    "cvar95": ("shortfall", "cvar95"),
    "cost_mean": (PRESENT_VALUE, "mean"),
    "cost_cvar95": (PRESENT_VALUE, "cvar95"),
}


class Measured:
    """What the rounds gave of one program and size."""

    def __init__(self):
        # On one thread and on all: trials/s.
        self.alone, self.together = [], []
        # Of whole processes on one thread.
        self.seconds, self.peak_mib = [], []
        self.headlines = []
        # Of coppercast: seconds by phase on one thread; of whole processes that draw their charts
        # on all threads, and what of that is not simulation.
        self.phases, self.with_files, self.beyond = [], [], []

    def headline(self):
        """The mean of the rounds, which have different seeds, with its standard error."""
        rounds = len(self.headlines)
        pooled = {}
        for name in self.headlines[0]:
            estimates, errors = zip(*(headline[name] for headline in self.headlines))
            pooled[name] = (statistics.fmean(estimates), math.hypot(*errors) / rounds)
        return pooled


def has(package):
    if importlib.util.find_spec(package):
        return True
    print(f"SKIPPED: this Python has no {package}", file=sys.stderr)
    return False


def peers(plain_rust):
    """Commands that print the line of a peer."""
    numpy, numba = ([sys.executable, HERE / f"with_{name}.py"] for name in ("numpy", "numba"))
    commands = {}
    if has("numpy"):
        commands["NumPy, vectorised"] = numpy
        if has("numba"):
            commands["Numba, compiled"] = numba
            commands["Numba, with NumPy's generator"] = [*numba, "--generator"]
    commands["plain Rust"] = [plain_rust]
    commands[WINDOWS] = [plain_rust, "--windows"]
    return commands


class Rounds:
    """Runs everything in turns."""

    def __init__(self, options, executables):
        self.options = options
        self.program, self.plain_rust = executables["coppercast"], executables["plain_rust"]
        self.commands = peers(self.plain_rust)
        self.measured = collections.defaultdict(Measured)  # by program and size
        self.drawing = collections.defaultdict(Measured)  # of coppercast, by size
        self.versions = {}
        for seed in range(1, options.rounds + 1):
            for size in SIZES:
                print(f"round {seed} of {options.rounds}, {size}", file=sys.stderr)
                for name, command in self.commands.items():
                    self.run_peer(self.measured[name, size], command, size, seed)
                for variant in VARIANTS:
                    self.run_program(variant, size, seed)
                # Not for its speed: the model as the scenario says it.
                command = [self.plain_rust, "--conventions", "program"]
                _, line = self.peer(command, size, seed, 1)
                self.measured[AS_SCENARIO, size].headlines.append(line["headline"])

    def peer(self, command, size, seed, threads):
        trials = self.options.trials[size]
        arguments = [size, "--trials", trials, "--seed", seed, "--threads", threads]
        finished = measuring.timed([*command, *arguments], threads)
        return finished, json.loads(finished.output)

    def run_peer(self, row, command, size, seed):
        finished, line = self.peer(command, size, seed, 1)
        row.alone.append(line["trials_per_second"])
        row.seconds.append(finished.seconds)
        row.peak_mib.append(finished.peak_mib)
        row.headlines.append(line["headline"])
        self.versions |= line["versions"]
        _, line = self.peer(command, size, seed, self.options.threads)
        row.together.append(line["trials_per_second"])

    def run_program(self, variant, size, seed):
        options, extra, row = self.options, VARIANTS[variant], self.measured[variant, size]
        scenario, trials = HERE / f"{size}.toml", options.trials[size]
        phases = measuring.bench(self.program, scenario, trials, options.threads, extra, seed)
        row.phases.append({phase: phases[phase, 1] for phase in PHASES})
        for name, of in ("run", row), ("draws", self.drawing[variant, size]):
            of.alone.append(trials / phases[name, 1])
            of.together.append(trials / phases[name, options.threads])
        with tempfile.TemporaryDirectory() as folder:
            finished = measuring.run(self.program, scenario, trials, 1, folder, extra, seed)
            found = measuring.summary(pathlib.Path(folder) / size)
        row.seconds.append(finished.seconds)
        row.peak_mib.append(finished.peak_mib)
        row.headlines.append({name: found[address] for name, address in ROWS.items()})
        trials = options.with_files
        with tempfile.TemporaryDirectory() as folder:
            arguments = (scenario, trials, options.threads, folder, extra, seed, "png")
            seconds = measuring.run(self.program, *arguments).seconds
        row.with_files.append(seconds)
        row.beyond.append(seconds - trials / row.together[-1])

    def rows(self):
        """What the tables have a row of: its words, and what was measured by size."""
        names = [*VARIANTS, *self.commands]
        words = lambda name: f"coppercast, {name}" if name in VARIANTS else name
        return [
            (words(name), {size: self.measured[name, size] for size in SIZES}) for name in names
        ]

    def drawing_rows(self):
        """The draws are the same in all variants."""
        first = next(iter(VARIANTS))
        return [("coppercast, drawing alone", {size: self.drawing[first, size] for size in SIZES})]

    def disagreements(self):
        """Prints the headlines; gives the numbers that are too far apart, in words."""
        told = []
        # Who draws the same random numbers says nothing about each other.
        apart = [
            self.commands.keys() - {WINDOWS},
            {WINDOWS} | self.commands.keys() - {"plain Rust"},
        ]
        apart += [{AS_SCENARIO, variant} for variant in VARIANTS]
        pairs = {pair for names in apart for pair in itertools.combinations(sorted(names), 2)}
        for size in SIZES:
            print(f"\n{size}: estimates ± standard error")
            headlines = {
                name: self.measured[name, size].headline()
                for name in [*self.commands, AS_SCENARIO, *VARIANTS]
            }
            for name, headline in headlines.items():
                shown = lambda key: "{} ± {}".format(*map(significant, headline[key], (5, 2)))
                print(f"  {name}\n    " + ", ".join(f"{key} {shown(key)}" for key in ROWS))
            furthest = 0.0
            for (one, other), key in itertools.product(sorted(pairs), ROWS):
                estimates, errors = zip(headlines[one][key], headlines[other][key])
                distance, error = abs(estimates[0] - estimates[1]), math.hypot(*errors)
                if distance > TOLERANCE * error:
                    told.append(
                        f"{size}: {key} of {one} and of {other} are {distance:.6g} apart, "
                        f"{TOLERANCE} standard errors are {TOLERANCE * error:.6g}"
                    )
                elif distance > 0:
                    furthest = max(furthest, distance / error)
            print(f"  furthest apart of those that agree: {furthest:.1f} standard errors")
        return told


def quartiles(values):
    """Median, and the quartiles behind it."""
    if len(values) < 3:
        return significant(statistics.median(values))
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return f"{significant(middle)} ({significant(low)}–{significant(high)})"


def median(values):
    return significant(statistics.median(values))


def ratios(numerators, denominators):
    return quartiles([one / other for one, other in zip(numerators, denominators)])


def by_size(*whats):
    return [f"{size}: {what}" for size in SIZES for what in whats]


def speeds(rounds):
    def cells(row, size):
        variants = [rounds.measured[variant, size] for variant in VARIANTS]
        own = ["1" if row is variant else ratios(variant.alone, row.alone) for variant in variants]
        return [median(row.alone), *own]

    heads = by_size("trials/s", *(f"{variant} : it" for variant in VARIANTS))
    return table("one thread", heads, rounds.rows() + rounds.drawing_rows(), cells)


def gains(rounds):
    return table(
        f"{rounds.options.threads} threads : 1",
        list(SIZES),
        rounds.rows() + rounds.drawing_rows(),
        lambda row, size: [ratios(row.together, row.alone)],
    )


def processes(rounds):
    return table(
        "whole process, one thread",
        by_size("seconds", "peak MiB"),
        rounds.rows(),
        lambda row, size: [median(row.seconds), significant(max(row.peak_mib))],
    )


def with_files(rounds):
    trials, threads = rounds.options.with_files, rounds.options.threads
    return table(
        f"whole process with its charts, {trials:,} trials, {threads} threads",
        by_size("seconds", "without the simulation"),
        rounds.rows()[: len(VARIANTS)],
        lambda row, size: [median(row.with_files), median(row.beyond)],
    )


def phases(rounds):
    """Nanoseconds a trial, and of a facility in a quarter."""
    rows = []
    for phase, (words, of) in itertools.product(PHASES, rounds.rows()[: len(VARIANTS)]):
        cells = []
        for size, trials in rounds.options.trials.items():
            seconds, run = (
                statistics.median(round[name] for round in of[size].phases)
                for name in (phase, "run")
            )
            nanoseconds = seconds * 1e9 / trials
            needs = SIZES[size].facilities * SIZES[size].periods
            cells += [significant(nanoseconds), significant(nanoseconds / needs)]
            cells.append(f"{seconds / run:.0%}")
        rows.append([f"{words}: {phase}", *cells])
    heads = by_size("ns/trial", "ns/facility and quarter", "of the run")
    return measuring.table(["one thread", *heads], rows)


def table(corner, heads, rows, cells):
    body = [
        [words, *(cell for size in SIZES for cell in cells(of[size], size))] for words, of in rows
    ]
    return measuring.table([corner, *heads], body)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--rounds", type=int, default=9, help="every program once in each (default 9)"
    )
    parser.add_argument(
        "--threads",
        type=int,
        default=os.cpu_count(),
        help="number that is compared with one thread (default: cores)",
    )
    parser.add_argument("--quick", action="store_true", help="two rounds of a tenth of the trials")
    parser.add_argument(
        "--write", action="store_true", help="put the tables into docs/performance.md"
    )
    options = parser.parse_args()
    options.trials = {
        size: trials // 10 if options.quick else trials for size, trials in TRIALS.items()
    }
    options.with_files = TRIALS_WITH_FILES // 10 if options.quick else TRIALS_WITH_FILES
    options.rounds = 2 if options.quick else options.rounds
    executables = measuring.build("--bin", "coppercast", "--bench", "plain_rust")
    measuring.tell_of_other_work()
    rounds = Rounds(options, executables)
    told = rounds.disagreements()
    versions = [
        measuring.program_version(executables["coppercast"]),
        measuring.rustc_version(),
        *(f"{name} {version}" for name, version in sorted(rounds.versions.items())),
    ]
    trials = " and ".join(f"{trials:,} ({size})" for size, trials in options.trials.items())
    place = (
        f"{measuring.today()}, {measuring.processor()}; {', '.join(versions)}. {options.rounds} "
        f"rounds of {trials} trials; medians, quartiles in brackets."
    )
    tables = [speeds(rounds)]
    if options.threads > 1:
        tables.append(gains(rounds))
    side_by_side = "\n\n".join([place, *tables, processes(rounds), with_files(rounds)])
    split = phases(rounds)
    print("\n" + side_by_side + "\n\n" + split)
    if told:
        sys.exit("\n".join(["", *told]))
    if options.write:
        measuring.put("peers", side_by_side)
        measuring.put("phases", split)


if __name__ == "__main__":
    main()
