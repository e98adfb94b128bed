"""The reference model of docs/performance.md: its two sizes, its headline, and both as scenarios.

Run by itself it writes small.toml and large.toml, with their facilities, beside this file. Tonnes,
USD; time in quarters unless a name says otherwise.
"""

import argparse
import dataclasses
import json
import math
import pathlib
import platform

import numpy as np

OPENING_PRICE, PRICE_LEVEL = 9000.0, 9500.0
REVERSION, SHOCK = 0.15, 0.10
JUMP_RATE, JUMP_MEAN, JUMP_SD = 0.08, 0.10, 0.15
SMALLEST, LIKELY, LARGEST = 0.8, 1.0, 1.5
ALPHA = 1 + 4 * (LIKELY - SMALLEST) / (LARGEST - SMALLEST)
BETA = 1 + 4 * (LARGEST - LIKELY) / (LARGEST - SMALLEST)
BUILT, DELAY_SIGMA = 0.92, 0.6
VARIATION_SIGMA = 0.12
OUTAGE_RATE, OUTAGE_LENGTH, OUTAGE_LOSS = 0.10, 0.5, 0.7
CONTRACTED, ELASTICITY = 0.8, -0.5  # of spot depth to price
CONTRACT_PRICE, SPOT_PRICE = 0.97, 1.02
DISCOUNT = 1.02
DUST = 1e-9  # less than this is not missing


@dataclasses.dataclass(frozen=True)
class Size:
    facilities: int
    mines: int
    periods: int
    supply: float
    spot: float


SIZES = {"small": Size(20, 4, 16, 1.4, 0.5), "large": Size(500, 20, 40, 1.4, 0.7)}


class Model:
    """What is constant over all trials; `ramp[t, i]` by period and mine."""

    def __init__(self, size):
        j, i, t = np.arange(size.facilities), np.arange(size.mines), np.arange(size.periods)
        self.size = size
        self.metal = 1500.0 + 250.0 * (j % 7)
        self.plan = (3.0 * j) % (5 * size.periods // 8)
        self.build = 4.0 + j % 5
        need = self.metal.sum() / size.periods
        weight = 1 + 0.25 * i
        self.capacity = size.supply * need * weight / weight.sum()
        self.ramp = np.minimum(1.0, (t[:, None] + 1 + i % 3) / 4)
        self.spot = size.spot * need
        self.opening_stock, self.largest_stock = 0.5 * need, 2.0 * need
        self.discount = DISCOUNT ** -t.astype(float)


def headline(short, cost):
    """Estimates and standard errors, from the tonnes short and the cost of each trial."""
    n = short.size
    probability = np.count_nonzero(short) / n
    estimates = {
        "prob_positive": (probability, math.sqrt(probability * (1 - probability) / n)),
        "mean": mean(short),
    }
    ordered = np.sort(short)
    for level in (0.5, 0.95, 0.99):
        estimates[f"q{round(100 * level)}"] = quantile(ordered, level)
    estimates["cvar95"] = tail_mean(ordered)
    estimates["cost_mean"] = mean(cost)
    estimates["cost_cvar95"] = tail_mean(np.sort(cost))
    return estimates


def mean(values):
    return values.mean(), values.std() / math.sqrt(values.size)


def quantile(ordered, level):
    """The error is half the distance of the order statistics one error of the rank away."""
    n = ordered.size
    rank = lambda shift: min(
        max(math.ceil(level * n + shift * math.sqrt(level * (1 - level) * n)) - 1, 0), n - 1
    )
    return ordered[rank(0)], (ordered[rank(1)] - ordered[rank(-1)]) / 2


def tail_mean(ordered, level=0.95):
    """Mean of the highest values; the error is that of threshold + excess/(1 - level)."""
    n = ordered.size
    threshold = ordered[math.ceil(level * n) - 1]
    excess = np.maximum(ordered - threshold, 0) / (1 - level)
    return threshold + excess.mean(), excess.std() / math.sqrt(n)


def arguments(description, *flags):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("size", choices=SIZES)
    parser.add_argument("--trials", type=int, default=20_000)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    for flag in flags:
        parser.add_argument(flag, action="store_true")
    return parser.parse_args()


def print_line(program, versions, options, seconds, tally, estimates):
    """The line that every peer prints; `tally` are mean tonnes short by period and facility."""
    print(
        json.dumps(
            {
                "program": program,
                "versions": {"Python": platform.python_version(), **versions},
                "model": options.size,
                "conventions": "plain",
                "trials": options.trials,
                "threads": options.threads,
                "seconds": seconds,
                "trials_per_second": options.trials / seconds,
                "checks": {name: float(values.sum()) for name, values in tally.items()},
                "headline": {
                    name: [float(value), float(error)] for name, (value, error) in estimates.items()
                },
            }
        )
    )


# As a scenario


def quarters(number):
    """A moment that many quarters after the start of the horizon, as a month."""
    months = 2026 * 12 + round(3 * number)
    return f"{months // 12}-{months % 12 + 1:02}"


def tonnes_a_year(tonnes_a_quarter):
    return f'"{4 * tonnes_a_quarter:.12g} t/year"'


def scenario(name, size):
    """The texts of the scenario and of the table of its facilities.

    The program pays the mean of the prices at both ends of a quarter, and jumps and outages come at
    their moments. The parameters make up for it as far as they can; docs/performance.md says how,
    and what is left. Twelve digits, as the last ones of a logarithm depend on the machine.
    """
    model = Model(size)
    kept = 1 - REVERSION
    reversion = -math.log(kept)  # a quarter
    averaged = (1 + kept) / 2  # what the mean of both ends keeps of the variance
    volatility = SHOCK * math.sqrt(2 * reversion / (1 - kept**2) / averaged)
    jump_mean = JUMP_MEAN * reversion / REVERSION
    jump_square = (JUMP_MEAN**2 + JUMP_SD**2) * 2 * reversion / (1 - kept**2) / averaged
    jump_sd = math.sqrt(jump_square - jump_mean**2)
    centre = math.log(PRICE_LEVEL) + JUMP_RATE * JUMP_MEAN / REVERSION
    initial = math.exp(centre + (math.log(OPENING_PRICE) - centre) * 2 / (1 + 1 / kept))
    outage_rate = OUTAGE_RATE / (1 - OUTAGE_RATE * OUTAGE_LENGTH)  # of running time
    delay_p95 = math.exp(DELAY_SIGMA * 1.6448536269514722)
    text = f'''#:schema ../../docs/scenario.schema.json
name = "Reference model of speed, {name}"
description = "How fast is a plain model of {size.facilities} facilities, {size.mines} mines and {size.periods} quarters?"
sources = ["docs/performance.md; written by benches/peers/reference_model.py"]

[time]
start = "2026-01"
step = "quarter"
periods = {size.periods}
substeps = 1

[simulation]
trials = 20_000

[price]
process = "mean-reverting"
initial = "{initial:.12g} USD/t"
level = "{PRICE_LEVEL} USD/t"
half_life = "{math.log(2) / reversion:.12g} quarter"
volatility = {2 * volatility:.12g}         # of a year: twice that of a quarter
jumps = {{ rate = "{JUMP_RATE} /quarter", mean = {jump_mean:.12g}, sd = {jump_sd:.12g} }}

[region.site]
spot = {{ available = {tonnes_a_year(model.spot)}, elasticity = {ELASTICITY}, reference_price = "{PRICE_LEVEL} USD/t", tariff = {SPOT_PRICE - 1:.2f} }}
inventory = {{ initial = "{model.opening_stock:.12g} t", capacity = "{model.largest_stock:.12g} t" }}

[shortage]
unmet = "lost"

[money]
discount_rate = "{DISCOUNT**4 - 1:.12g} /year"          # 2 % a quarter

[facilities]
file = "{name}.csv"
'''
    variation_sd = math.sqrt(math.expm1(VARIATION_SIGMA**2))
    for i, capacity in enumerate(model.capacity):
        text += f'''
[mine.mine-{i + 1}]
capacity = {tonnes_a_year(capacity)}
ramp = {{ from = "{quarters(-(i % 3) - 1 / 3)}", duration = "4 quarter" }}
variation = {{ dist = "lognormal", mean = 1.0, sd = {variation_sd:.12g}, each = "period" }}
outages = [{{ rate = "{outage_rate:.12g} /quarter", duration = "{OUTAGE_LENGTH} quarter", loss = {OUTAGE_LOSS} }}]

[contract.mine-{i + 1}]
mine = "mine-{i + 1}"
region = "site"
from = "2026-01"
to = "{quarters(size.periods - 1 / 3)}"
max_share_of_output = {CONTRACTED}
price = {{ basis = "reference", premium_share = {CONTRACT_PRICE - 1:.2f} }}
'''
    table = (
        "name,region,metal.dist,metal.min [t],metal.mode [t],metal.max [t],built_probability,start,"
        "start_delay.dist,start_delay.median [quarter],start_delay.p95 [quarter],build [quarter],profile\n"
    )
    for j, (metal, plan, build) in enumerate(zip(model.metal, model.plan, model.build)):
        table += (
            f"facility-{j + 1},site,pert,{SMALLEST * metal:g},{LIKELY * metal:g},{LARGEST * metal:g},{BUILT},{quarters(plan)},"
            f"lognormal,1,{delay_p95:.12g},{build:g},s-curve\n"
        )
    return text, table


def write(folder, name, size):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    text, table = scenario(name, size)
    (folder / f"{name}.toml").write_text(text)
    (folder / f"{name}.csv").write_text(table)
    return folder / f"{name}.toml"


if __name__ == "__main__":
    for name, size in SIZES.items():
        write(pathlib.Path(__file__).parent, name, size)
