"""How the cost of a run grows: with trials, facilities, periods, threads, scenarios in a batch.

    python benches/peers/growth.py [--variant NAME] [--repetitions N] [--quick] [--write]

The scenarios are sizes of the reference model of docs/performance.md. Prints the tables that
`--write` puts there, with a chart of them in docs/images/growth.svg if matplotlib is there. The
exponent of a row is that of the growth from the row before: 1 where time grows as the number does.
"""

import argparse
import dataclasses
import importlib.util
import json
import math
import os
import pathlib
import statistics
import sys
import tempfile

import measuring
from measuring import ROOT, VARIANTS, significant
from reference_model import SIZES, write

CHART = ROOT / "docs/images/growth.svg"


@dataclasses.dataclass
class Series:
    """What is varied, and what one more of it costs."""

    what: str
    unit: str  # of a cost
    heads: list  # of further columns
    exponents: bool = True
    points: list = dataclasses.field(
        default_factory=list
    )  # (number, seconds, cost of one, further columns)

    def add(self, number, seconds, cost, *more):
        self.points.append((number, seconds, cost, more))
        print(
            f"{self.what} {number:,}: {seconds:.3g} s, {significant(cost)} {self.unit}",
            file=sys.stderr,
        )

    def table(self):
        rows, before = [], None
        for number, seconds, cost, more in self.points:
            exponent = (
                ""
                if before is None
                else f"{1 + math.log(cost / before[1]) / math.log(number / before[0]):.2f}"
            )
            rows.append(
                [
                    f"{number:,}",
                    significant(seconds),
                    significant(cost),
                    *([exponent] if self.exponents else []),
                    *more,
                ]
            )
            before = number, cost
        heads = ["exponent"] if self.exponents else []
        return measuring.table([self.what, "seconds", self.unit, *heads, *self.heads], rows)


class Bench:
    """Runs the program on scenarios made for the purpose; the median of some repetitions counts."""

    def __init__(self, program, options, folder):
        self.program, self.extra, self.repetitions, self.folder = (
            program,
            VARIANTS[options.variant],
            options.repetitions,
            folder,
        )

    def scenario(self, size):
        return write(self.folder, f"f{size.facilities}-m{size.mines}-p{size.periods}", size)

    def simulation(self, scenario, trials, threads=1):
        """Seconds from the checked scenario to the merged tallies, by number of threads."""
        times = [
            measuring.bench(self.program, scenario, trials, threads, self.extra)
            for _ in range(self.repetitions)
        ]
        phases = {phase for phase in times[0] if phase[0] in ("run", "draws")}
        return {phase: statistics.median(time[phase] for time in times) for phase in phases}

    def process(self, scenario, trials, threads=1, charts="none"):
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            runs = [
                measuring.run(
                    self.program, scenario, trials, threads, folder, self.extra, charts=charts
                )
                for _ in range(self.repetitions)
            ]
        return statistics.median(run.seconds for run in runs), max(run.peak_mib for run in runs)


def trials(bench, options):
    series = Series("trials (small, whole process)", "ns/trial", ["peak MiB"])
    for power in range(3, 5 if options.quick else 8):
        count = 10**power
        seconds, peak = bench.process(bench.scenario(SIZES["small"]), count)
        series.add(count, seconds, seconds * 1e9 / count, significant(peak))
    return series


def facilities(bench, options):
    series = Series(
        "facilities (20 mines, 40 quarters, simulation)", "ns/trial and facility", ["trials"]
    )
    for count in (20, 60, 200) if options.quick else (20, 60, 200, 600, 2000):
        size = dataclasses.replace(SIZES["large"], facilities=count)
        repeats = max(256, options.cells // (count * size.periods))
        seconds = bench.simulation(bench.scenario(size), repeats)["run", 1]
        series.add(count, seconds, seconds * 1e9 / (repeats * count), f"{repeats:,}")
    return series


def periods(bench, options):
    series = Series(
        "periods (20 facilities, 4 mines, simulation)", "ns/trial and period", ["trials"]
    )
    for count in (16, 48) if options.quick else (16, 48, 160, 480):
        size = dataclasses.replace(SIZES["small"], periods=count)
        repeats = max(256, options.cells // (count * size.facilities))
        seconds = bench.simulation(bench.scenario(size), repeats)["run", 1]
        series.add(count, seconds, seconds * 1e9 / (repeats * count), f"{repeats:,}")
    return series


def threads(bench, options):
    series = Series(
        "threads (large, simulation)",
        "ns/trial and thread",
        ["gain", "gain of drawing, which shares nothing"],
        exponents=False,
    )
    repeats = options.cells // 10_000
    most = os.cpu_count()
    times = bench.simulation(bench.scenario(SIZES["large"]), repeats, most)
    for count in sorted(count for phase, count in times if phase == "run"):
        seconds = times["run", count]
        gain = lambda phase: f"{times[phase, 1] / times[phase, count]:.2f}"
        series.add(count, seconds, seconds * 1e9 * count / repeats, gain("run"), gain("draws"))
    return series


def scenarios(bench, options):
    series = Series(
        "scenarios in a batch (small, 20,000 trials, all threads, with pages and comparison)",
        "ms/scenario",
        ["peak MiB"],
    )
    base = bench.scenario(SIZES["small"])
    for count in (2, 5) if options.quick else (2, 5, 10, 20, 50):
        swept = base.with_name(f"batch-{count}.toml")
        rates = json.dumps([f"{0.080 + rate / 1000:.3f} /year" for rate in range(count)])
        swept.write_text(f'extends = "{base.name}"\n\n[sweep]\n"money.discount_rate" = {rates}\n')
        seconds, peak = bench.process(swept, 20_000, os.cpu_count())
        series.add(count, seconds, seconds * 1e3 / count, significant(peak))
    return series


def draw(all_series):
    if not importlib.util.find_spec("matplotlib"):
        print("SKIPPED: this Python has no matplotlib for the chart", file=sys.stderr)
        return False
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "growth"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(
        1, len(all_series), figsize=(3.2 * len(all_series), 3.2), layout="constrained"
    )
    for axis, series in zip(axes, all_series):
        numbers, costs = (
            [point[0] for point in series.points],
            [point[2] for point in series.points],
        )
        axis.plot(numbers, costs, marker="o", color="#b5651d")
        axis.set(xscale="log", xlabel=series.what.split(" (")[0], ylabel=series.unit)
        axis.set_xticks(
            numbers,
            [
                f"{number:,}" if number < 10_000 else f"$10^{math.log10(number):.0f}$"
                for number in numbers
            ],
        )
        axis.minorticks_off()
        if max(costs) > 10 * min(costs):
            axis.set_yscale("log")
        else:
            axis.set_ylim(0, 1.15 * max(costs))
        axis.spines[["top", "right"]].set_visible(False)
    figure.savefig(CHART, metadata={"Date": None})
    return True


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--variant", choices=VARIANTS, default=next(iter(VARIANTS)))
    parser.add_argument("--repetitions", type=int, default=3, help="the median counts (default 3)")
    parser.add_argument("--quick", action="store_true", help="small numbers only, once")
    parser.add_argument(
        "--write", action="store_true", help="put the tables and the chart into docs"
    )
    options = parser.parse_args()
    options.repetitions = 1 if options.quick else options.repetitions
    options.cells = (
        2_000_000 if options.quick else 100_000_000
    )  # trials x facilities x periods, about
    program = measuring.build("--bin", "coppercast")["coppercast"]
    measuring.tell_of_other_work()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(program, options, pathlib.Path(folder))
        all_series = [
            measure(bench, options) for measure in (trials, facilities, periods, threads, scenarios)
        ]
    place = (
        f"{measuring.today()}, {measuring.processor()}; {measuring.program_version(program)}, "
        f"`{options.variant}`; one thread unless said, medians of {options.repetitions}."
    )
    text = "\n\n".join([place, *(series.table() for series in all_series)])
    print("\n" + text)
    if options.write:
        if draw(all_series):
            text += "\n\n![What one more costs, in five panels](images/growth.svg)"
        measuring.put("growth", text)


if __name__ == "__main__":
    main()
