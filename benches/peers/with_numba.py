"""The reference model of docs/performance.md, compiled with Numba.

    python benches/peers/with_numba.py SIZE [--trials N] [--threads N] [--seed N] [--generator]

One trial at a time, as in plain_rust. Random numbers are those of np.random, the only ones of
Numba in a parallel loop; with `--generator` those of NumPy's Generator, one for each thread of
Python. Prints the line that every peer prints; its time leaves compilation out.
"""

import collections
import math
import time
from concurrent.futures import ThreadPoolExecutor

import numba
import numpy as np
import reference_model as reference
from numba import njit, prange
from reference_model import (
    ALPHA,
    BETA,
    BUILT,
    CONTRACT_PRICE,
    CONTRACTED,
    DELAY_SIGMA,
    DUST,
    JUMP_MEAN,
    JUMP_RATE,
    JUMP_SD,
    LARGEST,
    OPENING_PRICE,
    OUTAGE_LENGTH,
    OUTAGE_LOSS,
    OUTAGE_RATE,
    PRICE_LEVEL,
    REVERSION,
    SHOCK,
    SIZES,
    SMALLEST,
    SPOT_PRICE,
    VARIATION_SIGMA,
    Model,
)

CHUNK = 256

Constants = collections.namedtuple(
    "Constants", "metal plan build output discount spot opening_stock largest_stock"
)
Draws = collections.namedtuple("Draws", "shock jumps jump_size share built delay variation outages")
Tally = collections.namedtuple("Tally", "periods periods_short facilities facilities_short")


def constants(size):
    model = Model(size)
    output = CONTRACTED * np.ascontiguousarray((model.capacity * model.ramp).T)
    return Constants(
        model.metal,
        model.plan,
        model.build,
        output,
        model.discount,
        model.spot,
        model.opening_stock,
        model.largest_stock,
    )


@njit
def room(constants):
    facilities, (mines, periods) = constants.metal.size, constants.output.shape
    of_periods, of_facilities, of_mines = (
        np.empty((3, periods)),
        np.empty((3, facilities)),
        np.empty((2, mines, periods)),
    )
    return Draws(
        of_periods[0],
        of_periods[1],
        of_periods[2],
        of_facilities[0],
        of_facilities[1],
        of_facilities[2],
        of_mines[0],
        of_mines[1],
    )


@njit
def draw(draws):
    for t in range(draws.shock.size):
        draws.shock[t] = np.random.standard_normal()
        draws.jumps[t] = np.random.poisson(JUMP_RATE)
        draws.jump_size[t] = np.random.standard_normal()
    for j in range(draws.share.size):
        draws.share[j] = np.random.beta(ALPHA, BETA)
        draws.built[j] = np.random.random()
        draws.delay[j] = np.random.standard_normal()
    for i in range(draws.variation.shape[0]):
        for t in range(draws.variation.shape[1]):
            draws.variation[i, t] = np.random.standard_normal()
            draws.outages[i, t] = np.random.poisson(OUTAGE_RATE)


@njit
def draw_with(random, draws):
    for t in range(draws.shock.size):
        draws.shock[t] = random.standard_normal()
        draws.jumps[t] = random.poisson(JUMP_RATE)
        draws.jump_size[t] = random.standard_normal()
    for j in range(draws.share.size):
        draws.share[j] = random.beta(ALPHA, BETA)
        draws.built[j] = random.random()
        draws.delay[j] = random.standard_normal()
    for i in range(draws.variation.shape[0]):
        for t in range(draws.variation.shape[1]):
            draws.variation[i, t] = random.standard_normal()
            draws.outages[i, t] = random.poisson(OUTAGE_RATE)


@njit
def fallen_due(share):
    y = min(max(share, 0.0), 1.0)
    return y * y * (3 - 2 * y)


@njit
def trial(constants, draws, facility_need, need, missing, tally):
    """Tonnes short and cost of the trial with these draws; adds to the tally."""
    periods = need.size
    need[:] = 0.0
    for j in range(constants.metal.size):
        metal = (
            constants.metal[j] * (SMALLEST + (LARGEST - SMALLEST) * draws.share[j])
            if draws.built[j] < BUILT
            else 0.0
        )
        begin = constants.plan[j] + math.exp(DELAY_SIGMA * draws.delay[j])
        due = fallen_due(-begin / constants.build[j])
        for t in range(periods):
            then = fallen_due((t + 1 - begin) / constants.build[j])
            facility_need[j, t] = metal * (then - due)
            need[t] += facility_need[j, t]
            due = then
    x = math.log(OPENING_PRICE)
    stock, cost, short = constants.opening_stock, 0.0, 0.0
    for t in range(periods):
        x += REVERSION * (math.log(PRICE_LEVEL) - x) + SHOCK * draws.shock[t]
        x += JUMP_MEAN * draws.jumps[t] + JUMP_SD * math.sqrt(draws.jumps[t]) * draws.jump_size[t]
        price = math.exp(x)
        supply = 0.0
        for i in range(constants.output.shape[0]):
            variation = math.exp(VARIATION_SIGMA * draws.variation[i, t] - 0.5 * VARIATION_SIGMA**2)
            supply += (
                constants.output[i, t]
                * variation
                * max(0.0, 1 - OUTAGE_LOSS * OUTAGE_LENGTH * draws.outages[i, t])
            )
        available = stock + supply
        bought = min(max(need[t] - available, 0.0), constants.spot * math.sqrt(PRICE_LEVEL / price))
        net = available + bought - need[t]
        stock = min(max(net, 0.0), constants.largest_stock)
        cost += constants.discount[t] * price * (SPOT_PRICE * bought + CONTRACT_PRICE * supply)
        missing[t] = 0.0
        if net < -DUST:
            missing[t] = -net / need[t]
            short -= net
            tally.periods[t] -= net
            tally.periods_short[t] += 1
    if short > 0:
        for j in range(constants.metal.size):
            of_facility = 0.0
            for t in range(periods):
                of_facility += missing[t] * facility_need[j, t]
            if of_facility > 0:
                tally.facilities[j] += of_facility
                tally.facilities_short[j] += 1
    return short, cost


@njit(parallel=True)
def simulate(constants, seed, short, cost, tallies):
    for chunk in prange(tallies.periods.shape[0]):
        np.random.seed(seed + chunk)
        draws = room(constants)
        tally = Tally(
            tallies.periods[chunk],
            tallies.periods_short[chunk],
            tallies.facilities[chunk],
            tallies.facilities_short[chunk],
        )
        facility_need = np.empty((constants.metal.size, constants.discount.size))
        need, missing = np.empty(constants.discount.size), np.empty(constants.discount.size)
        for k in range(chunk * CHUNK, min((chunk + 1) * CHUNK, short.size)):
            draw(draws)
            short[k], cost[k] = trial(constants, draws, facility_need, need, missing, tally)


@njit(nogil=True)
def simulate_with(random, constants, short, cost, tally):
    draws = room(constants)
    facility_need = np.empty((constants.metal.size, constants.discount.size))
    need, missing = np.empty(constants.discount.size), np.empty(constants.discount.size)
    for k in range(short.size):
        draw_with(random, draws)
        short[k], cost[k] = trial(constants, draws, facility_need, need, missing, tally)


def run(size, trials, threads, seed, generator):
    of = constants(SIZES[size])
    short, cost = np.empty(trials), np.empty(trials)
    rows = threads if generator else -(-trials // CHUNK)
    periods, facilities = np.zeros((2, rows, of.discount.size)), np.zeros((2, rows, of.metal.size))
    tallies = Tally(*periods, *facilities)
    if generator:
        seeds = np.random.SeedSequence(seed).spawn(threads)
        bounds = [trials * thread // threads for thread in range(threads + 1)]

        def part(thread):
            own = slice(bounds[thread], bounds[thread + 1])
            tally = Tally(*(rows[thread] for rows in tallies))
            simulate_with(np.random.default_rng(seeds[thread]), of, short[own], cost[own], tally)

        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(part, range(threads)))
    else:
        numba.set_num_threads(threads)
        simulate(of, seed << 20, short, cost, tallies)
    return (
        short,
        cost,
        {
            "periods": tallies.periods.sum(axis=0) / trials,
            "facilities": tallies.facilities.sum(axis=0) / trials,
        },
    )


if __name__ == "__main__":
    options = reference.arguments(__doc__, "--generator")
    run(options.size, 1, options.threads, 0, options.generator)
    begin = time.perf_counter()
    short, cost, tally = run(
        options.size, options.trials, options.threads, options.seed, options.generator
    )
    estimates = reference.headline(short, cost)
    seconds = time.perf_counter() - begin
    versions = {"NumPy": np.__version__, "Numba": numba.__version__}
    program = "Numba, Generator" if options.generator else "Numba"
    reference.print_line(program, versions, options, seconds, tally, estimates)
