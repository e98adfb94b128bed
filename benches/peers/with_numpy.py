"""The reference model of docs/performance.md, vectorised with NumPy.

    python benches/peers/with_numpy.py SIZE [--trials N] [--threads N] [--seed N]

All trials of a chunk at once, the trial as last axis; prints the line that every peer prints.
"""

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import reference_model as reference
from reference_model import SIZES, Model

# The fastest of several: what a block of facilities works on then fits the second cache.
FACILITIES = 10
CHUNK = {"small": 1024, "large": 256}


def prices(random, periods, n):
    jumps = random.poisson(reference.JUMP_RATE, (periods, n))
    shock = reference.SHOCK * random.standard_normal((periods, n))
    shock += reference.JUMP_MEAN * jumps
    shock += reference.JUMP_SD * np.sqrt(jumps) * random.standard_normal((periods, n))
    x = np.full(n, np.log(reference.OPENING_PRICE))
    for t in range(periods):
        x = x + reference.REVERSION * (np.log(reference.PRICE_LEVEL) - x) + shock[t]
        shock[t] = x
    return np.exp(shock, out=shock)


def needs(random, model, block, n):
    """By facility of the block, period and trial."""
    share = reference.SMALLEST + (reference.LARGEST - reference.SMALLEST) * random.beta(
        reference.ALPHA, reference.BETA, (block.size, n)
    )
    metal = model.metal[block, None] * share
    metal *= random.random((block.size, n)) < reference.BUILT
    begin = model.plan[block, None] + np.exp(
        reference.DELAY_SIGMA * random.standard_normal((block.size, n))
    )
    y = np.arange(model.size.periods + 1.0)[:, None] - begin[:, None, :]
    y /= model.build[block, None, None]
    np.clip(y, 0, 1, out=y)
    due = 3 - 2 * y
    y *= y
    due *= y
    need = np.subtract(due[:, 1:], due[:, :-1], out=y[:, 1:])
    need *= metal[:, None, :]
    return need


def supply(random, model, n):
    shape = (model.size.periods, model.size.mines, n)
    output = random.standard_normal(shape)
    output *= reference.VARIATION_SIGMA
    output -= 0.5 * reference.VARIATION_SIGMA**2
    np.exp(output, out=output)
    left = random.poisson(reference.OUTAGE_RATE, shape) * (
        -reference.OUTAGE_LOSS * reference.OUTAGE_LENGTH
    )
    left += 1
    output *= np.maximum(left, 0, out=left)
    return reference.CONTRACTED * np.einsum("ti,tin->tn", model.capacity * model.ramp, output)


def simulate(random, model, n, tally):
    """Tonnes short and cost of `n` trials; adds to the tallies by period and facility."""
    size = model.size
    price = prices(random, size.periods, n)
    blocks = [
        np.arange(first, min(first + FACILITIES, size.facilities))
        for first in range(0, size.facilities, FACILITIES)
    ]
    of_blocks = []
    need = np.zeros((size.periods, n))
    for block in blocks:
        of_block = needs(random, model, block, n)
        need += of_block.sum(axis=0)
        of_blocks.append(of_block)
    delivered = supply(random, model, n)
    on_offer = model.spot * np.sqrt(reference.PRICE_LEVEL / price)
    stock, cost = np.full(n, model.opening_stock), np.zeros(n)
    short = np.empty((size.periods, n))
    for t in range(size.periods):
        available = stock + delivered[t]
        bought = np.minimum(np.maximum(need[t] - available, 0), on_offer[t])
        net = available + bought - need[t]
        short[t] = np.where(net < -reference.DUST, -net, 0)
        stock = np.clip(net, 0, model.largest_stock)
        cost += (
            model.discount[t]
            * price[t]
            * (reference.SPOT_PRICE * bought + reference.CONTRACT_PRICE * delivered[t])
        )
    tally["periods"] += short.sum(axis=1)
    tally["periods_short"] += np.count_nonzero(short, axis=1)
    missing = np.divide(short, need, out=np.zeros_like(short), where=short > 0)
    for block, of_block in zip(blocks, of_blocks):
        of_block *= missing
        of_facility = of_block.sum(axis=1)
        tally["facilities"][block] += of_facility.sum(axis=1)
        tally["facilities_short"][block] += np.count_nonzero(of_facility, axis=1)
    return short.sum(axis=0), cost


def run(options):
    model = Model(SIZES[options.size])
    short, cost = np.empty(options.trials), np.empty(options.trials)

    def part(thread_and_seed):
        thread, seed = thread_and_seed
        random = np.random.default_rng(seed)
        tally = {name: np.zeros(model.size.periods) for name in ("periods", "periods_short")}
        tally |= {
            name: np.zeros(model.size.facilities) for name in ("facilities", "facilities_short")
        }
        chunk = CHUNK[options.size]
        for first in range(thread * chunk, options.trials, options.threads * chunk):
            last = min(first + chunk, options.trials)
            short[first:last], cost[first:last] = simulate(random, model, last - first, tally)
        return tally

    parts = list(enumerate(np.random.SeedSequence(options.seed).spawn(options.threads)))
    with ThreadPoolExecutor(options.threads) as threads:
        tallies = list(threads.map(part, parts))
    return (
        short,
        cost,
        {
            name: sum(tally[name] for tally in tallies) / options.trials
            for name in ("periods", "facilities")
        },
    )


if __name__ == "__main__":
    options = reference.arguments(__doc__)
    begin = time.perf_counter()
    short, cost, tally = run(options)
    estimates = reference.headline(short, cost)
    seconds = time.perf_counter() - begin
    reference.print_line("NumPy", {"NumPy": np.__version__}, options, seconds, tally, estimates)
