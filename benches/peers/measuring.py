"""What compare.py and growth.py share: to build, run and time programs, and to write tables."""

import csv
import dataclasses
import datetime
import json
import math
import os
import pathlib
import platform
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/performance.md"

# Ways to run the program that are measured side by side: a name, and options of `run` and `bench`.
VARIANTS = {
    "headline": ["--detail", "headline"],
    "full": ["--detail", "full"],
}


# Starts a command and tells how long it took and its peak memory. A process counts the memory of
# the one that started it as its own, so that this small one stands in between.
STARTER = """
import os, sys, time
begin = time.perf_counter()
process = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(process, 0)
seconds = time.perf_counter() - begin
os.write(int(sys.argv[1]), f"{seconds} {usage.ru_maxrss / 1024}".encode())
sys.exit(os.waitstatus_to_exitcode(status) != 0)
"""


@dataclasses.dataclass
class Finished:
    output: str
    seconds: float  # from start to end of the process
    peak_mib: float


def timed(command, threads=1):
    """Runs a command to its end; libraries with threads of their own have one, Numba those told."""
    command = [str(part) for part in command]
    ones = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    environment = {**os.environ, **ones, "NUMBA_NUM_THREADS": str(threads)}
    with tempfile.TemporaryFile() as measured:
        starter = [sys.executable, "-I", "-S", "-c", STARTER, str(measured.fileno())]
        finished = subprocess.run(
            [*starter, *command],
            capture_output=True,
            text=True,
            env=environment,
            cwd=ROOT,
            pass_fds=[measured.fileno()],
        )
        if finished.returncode != 0:
            sys.exit(f"{' '.join(command)}\nfailed:\n{finished.stderr}")
        measured.seek(0)
        seconds, peak_mib = map(float, measured.read().split())
    return Finished(finished.stdout, seconds, peak_mib)


def build(*targets):
    """Builds in release mode; gives the executables by the name of their target."""
    command = [
        "cargo",
        "build",
        "--release",
        "--locked",
        "--message-format=json-render-diagnostics",
        *targets,
    ]
    messages = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True
    ).stdout
    parsed = map(json.loads, messages.splitlines())
    return {
        message["target"]["name"]: message["executable"]
        for message in parsed
        if message.get("executable")
    }


def bench(program, scenario, trials, threads, options=(), seed=1):
    """Seconds by phase and number of threads, as `bench` of the program measures them."""
    text = timed(
        [
            program,
            "bench",
            scenario,
            "--trials",
            trials,
            "--seed",
            seed,
            "--threads",
            threads,
            "--repetitions",
            1,
            "--csv",
            *options,
        ]
    ).output
    return {
        (row["phase"], int(row["threads"])): float(row["seconds"])
        for row in csv.DictReader(text.splitlines())
    }


def run(program, scenario, trials, threads, folder, options=(), seed=1, charts="none"):
    """A whole run into a folder, without the searches and checks that no peer makes."""
    return timed(
        [
            program,
            "run",
            scenario,
            "--trials",
            trials,
            "--seed",
            seed,
            "--threads",
            threads,
            "--charts",
            charts,
            "--no-reserve",
            "--no-step-check",
            "--quiet",
            "--again",
            "--output",
            folder,
            *options,
        ]
    )


def summary(folder):
    """Estimates and standard errors of the totals, by metric and statistic."""
    with open(folder / "summary.csv", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not row["given"] and not row["threshold"]]
    return {
        (row["metric"], row["statistic"]): (float(row["estimate"]), float(row["std_error"]))
        for row in rows
        if row["estimate"] and row["std_error"]
    }


def processor():
    try:
        information = pathlib.Path("/proc/cpuinfo").read_text()
    except OSError:
        return f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores"
    said = dict(re.findall(r"^([\w ]+?)\s*: (.*)$", information, re.MULTILINE))
    name, family, model = (said.get(key, "?") for key in ("model name", "cpu family", "model"))
    return f"{name} (family {family}, model {model}), {os.cpu_count()} cores"


def program_version(program):
    version = timed([program, "--version"]).output.strip()
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True
    ).stdout.strip()
    return f"{version} ({commit})"


def rustc_version():
    return " ".join(timed(["rustc", "--version"]).output.split()[:2])


def today():
    return datetime.date.today().strftime("%-d %B %Y")


def tell_of_other_work():
    load = os.getloadavg()[0]
    if load > 0.3:
        print(
            f"Other programs use this machine (load {load:.1f}): measure again when it is idle.",
            file=sys.stderr,
        )


def table(heads, rows):
    """A Markdown table; all columns but the first are numbers."""
    lines = [heads, ["---"] + ["---:"] * (len(heads) - 1), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def put(name, text):
    """Puts a text between the marks of that name on the page."""
    page = PAGE.read_text()
    begin, end = f"<!-- measured: {name} -->", f"<!-- end: {name} -->"
    before, rest = page.split(begin)
    _, after = rest.split(end)
    PAGE.write_text(f"{before}{begin}\n{text.strip()}\n{end}{after}")


def significant(number, digits=3):
    """With so many significant digits, thousands grouped."""
    if number == 0:
        return "0"
    places = digits - 1 - math.floor(math.log10(abs(number)))
    return f"{round(number, places):,.{max(places, 0)}f}"
