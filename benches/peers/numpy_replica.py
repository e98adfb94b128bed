"""Independent NumPy replica of docs/model.md: python benches/peers/numpy_replica.py SCENARIO.toml [trials] [seed].

Equation numbers are those of docs/model.md. It shares no code and no random numbers with the program.
"""
import csv
import fnmatch
import math
import os
import re
import sys
import tomllib

import numpy as np
from scipy import stats

UNITS = {}
for prefix, factor in (("", 1.0), ("k", 1e3), ("M", 1e6), ("bn", 1e9)):
    UNITS[prefix + "t"] = factor
    UNITS[prefix + "USD"] = factor
    UNITS[prefix + "lb"] = 0.00045359237 * factor
UNITS |= {"kg": 1e-3, "year": 1.0, "quarter": 0.25, "month": 1 / 12, "week": 7 / 365.25, "day": 1 / 365.25, "MW": 1.0,
          "kW": 1e-3, "GW": 1e3, "tCO2e": 1.0, "kgCO2e": 1e-3, "m3": 1.0, "L": 1e-3, "%": 0.01}


def number(text):
    if isinstance(text, (int, float)):
        return float(text)
    match = re.match(r"\s*([-+0-9.eE_,]+)\s*(.*)$", text)
    value = float(match[1].replace(",", "").replace("_", ""))
    numerator, *denominators = [part.strip() for part in match[2].split("/")]
    value *= UNITS[numerator] if numerator else 1.0
    for unit in denominators:
        value /= UNITS[unit]
    return value


def month(text):
    year, month_of_year = text.split("-")
    return int(year) * 12 + int(month_of_year) - 1


def law(spec):
    g = lambda key: number(spec[key])
    kind = spec["dist"]
    if kind == "pert":
        a, m, b = g("min"), g("mode"), g("max")
        return stats.beta(1 + 4 * (m - a) / (b - a), 1 + 4 * (b - m) / (b - a), loc=a, scale=b - a)
    if kind == "triangular":
        a, m, b = g("min"), g("mode"), g("max")
        return stats.triang((m - a) / (b - a), loc=a, scale=b - a)
    if kind == "uniform":
        return stats.uniform(g("min"), g("max") - g("min"))
    if kind == "normal":
        return stats.norm(g("mean"), g("sd"))
    if kind == "weibull":
        return stats.weibull_min(g("shape"), scale=g("scale"))
    if kind == "exponential":
        return stats.expon(scale=g("mean"))
    if kind == "lognormal" and "mean" in spec:
        variance = math.log1p((g("sd") / g("mean")) ** 2)
        return stats.lognorm(math.sqrt(variance), scale=g("mean") * math.exp(-variance / 2))
    if kind == "lognormal":
        percentile = next(key for key in spec if re.fullmatch(r"p\d\d", key))
        sigma = math.log(g(percentile) / g("median")) / stats.norm.ppf(int(percentile[1:]) / 100)
        return stats.lognorm(sigma, scale=g("median"))
    if kind == "discrete":
        values, weights = np.array([number(v) for v in spec["values"]]), np.cumsum(spec["probabilities"])

        class Atoms:
            def ppf(self, u):
                return values[np.minimum(np.searchsorted(weights, u), len(values) - 1)]
        return Atoms()
    raise ValueError(kind)


def invert(spec, u):
    distribution = law(spec)
    if "within" in spec:
        low, high = (number(v) for v in spec["within"])
        fl, fh = distribution.cdf(low), distribution.cdf(high)
        return np.clip(distribution.ppf(fl + u * (fh - fl)), low, high)
    return distribution.ppf(u)


class Draws:
    def __init__(self, scenario, n, seed):
        self.n, self.rng = n, np.random.default_rng(seed)
        self.scenario, self.scores, self.named = scenario, {}, {}

    def correlate(self, paths):
        """Equal-coefficient groups through a common factor; groups must not overlap."""
        for correlation in self.scenario.get("correlation", {}).values():
            members = [p for p in paths if any(fnmatch.fnmatchcase(p, pattern) for pattern in correlation["between"])]
            assert len(members) > 1, correlation
            rho = correlation["coefficient"]
            assert rho >= 0 or len(members) == 2
            if any("each" in (spec := paths[p]) and spec["each"] == "period" for p in members):
                continue_each = {p: rho for p in members}
                self.period_groups = getattr(self, "period_groups", []) + [(members, rho)]
                continue
            factor = self.rng.standard_normal(self.n)
            for i, p in enumerate(members):
                assert p not in self.scores, p
                own = self.rng.standard_normal(self.n)
                if rho >= 0:
                    self.scores[p] = math.sqrt(rho) * factor + math.sqrt(1 - rho) * own
                else:
                    self.scores[p] = factor if i == 0 else rho * factor + math.sqrt(1 - rho * rho) * own

    def trial(self, path, spec, default=None):
        if spec is None:
            return default
        if not isinstance(spec, dict):
            return number(spec)
        if "variable" in spec:
            name = spec["variable"]
            if name not in self.named:
                self.named[name] = self.trial(f"variable.{name}", self.scenario["variable"][name]["value"])
            return spec.get("scale", 1.0) * self.named[name]
        score = self.scores.get(path)
        if score is None:
            score = self.rng.standard_normal(self.n)
        return invert(spec, stats.norm.cdf(score))

    def period(self, path, spec, periods, default=None):
        """A list of one value a period."""
        if not (isinstance(spec, dict) and spec.get("each") == "period"):
            return [self.trial(path, spec, default)] * periods
        a, z, values = spec.get("autocorrelation", 0.0), None, []
        for _ in range(periods):
            fresh = self.rng.standard_normal(self.n)
            z = fresh if z is None else a * z + math.sqrt(1 - a * a) * fresh
            values.append(invert(spec, stats.norm.cdf(z)))
        return values


def cumulative(profile):
    if isinstance(profile, list):
        xs, ys = zip(*profile)
        return lambda y: np.interp(y, xs, ys)
    return {"uniform": lambda y: y, "s-curve": lambda y: y * y * (3 - 2 * y), "front": lambda y: y * (2 - y),
            "back": lambda y: y * y}[profile]


def read(path):
    with open(path, "rb") as file:
        scenario = tomllib.load(file)
    if "facilities" in scenario:
        table = os.path.join(os.path.dirname(path), scenario["facilities"]["file"])
        with open(table, newline="") as file:
            for row in csv.DictReader(file):
                facility = {}
                for header, cell in row.items():
                    if header == "name" or not cell.strip():
                        continue
                    key, unit = re.match(r"([^\[]+?)\s*(?:\[(.*)\])?$", header).groups()
                    text = key in ("region", "start", "profile") or key.endswith(".dist") or key.endswith(".variable")
                    value = cell if text else (f"{cell} {unit}" if unit else float(cell.replace(",", "")))
                    target = facility
                    *outer, last = key.split(".")
                    for name in outer:
                        target = target.setdefault(name, {})
                    target[last] = value
                scenario.setdefault("facility", {})[row["name"]] = facility
    return scenario


def simulate(scenario, n, seed):
    time = scenario["time"]
    months = {"month": 1, "quarter": 3, "year": 12}[time["step"]]
    T, dt, first = time["periods"], months / 12, month(time["start"])
    H = T * dt
    years = lambda text: (month(text) - first) / 12
    draws = Draws(scenario, n, seed)
    paths = {}
    def collect(prefix, table):
        for key, value in table.items():
            if isinstance(value, dict):
                path = f"{prefix}.{key}" if prefix else key
                if "dist" in value:
                    paths[path] = value
                else:
                    collect(path, value)
    for section in ("price", "region", "mine", "contract", "facility", "variable"):
        collect(section, scenario.get(section, {}))
    draws.correlate(paths)
    rng = draws.rng
    value = lambda prefix, table, key, default=None: draws.trial(f"{prefix}.{key}", table.get(key), default)

    # Price: P1 to P3
    price = scenario["price"]
    initial = draws.trial("price.initial", price["initial"])
    X = np.log(initial) + np.zeros(n)
    P = []
    process = price["process"]
    if process != "constant":
        sigma = value("price", price, "volatility")
    if process == "mean-reverting":
        kappa = math.log(2) / value("price", price, "half_life")
        level = value("price", price, "level")
    if process == "gbm":
        drift = value("price", price, "drift", 0.0)
    jumps = price.get("jumps")
    for t in range(T):
        Z = rng.standard_normal(n)
        jump = np.zeros(n)
        if process == "constant":
            P.append(np.exp(X))
            continue
        if jumps:
            rate, mean, sd = number(jumps["rate"]), number(jumps["mean"]), number(jumps["sd"])
            counts = rng.poisson(rate * dt, n)
            for j in range(counts.max(initial=0)):
                size = mean + sd * rng.standard_normal(n)
                when = rng.random(n) * dt
                decay = np.exp(-kappa * (dt - when)) if process == "mean-reverting" else 1.0
                jump += np.where(counts > j, size * decay, 0.0)
        if process == "mean-reverting":
            e = np.exp(-kappa * dt)
            X = X * e + np.log(level) * (1 - e) + sigma * np.sqrt((1 - e * e) / (2 * kappa)) * Z + jump
        else:
            c = rate * (math.exp(mean + sd * sd / 2) - 1) if jumps and price.get("compensated", True) else 0.0
            X = X + (drift - sigma**2 / 2 - c) * dt + sigma * math.sqrt(dt) * Z + jump
        P.append(np.exp(X))

    # Mines: M1 to M4
    mines = {}
    for name, m in scenario.get("mine", {}).items():
        path = f"mine.{name}"
        capacity = value(path, m, "capacity")
        utilisation = value(path, m, "utilisation", 1.0)
        variation = draws.period(f"{path}.variation", m.get("variation"), T, 1.0)
        start = 0.0
        ramp = [1.0] * T
        if "ramp" in m:
            origin = years(m["ramp"]["from"])
            start = max(0.0, origin)
            d = np.maximum(draws.trial(f"{path}.ramp.duration", m["ramp"]["duration"]), 1e-9)
            R = lambda tau: np.where(tau <= 0, 0.0, np.where(tau < d, tau * tau / (2 * d), tau - d / 2))
            ramp = [(R((t + 1) * dt - origin) - R(t * dt - origin)) / dt for t in range(T)]
        availability = [np.ones(n) for _ in range(T)]
        for i, kind in enumerate(m.get("outages", [])):
            rate = draws.trial(f"{path}.outages.{i}.rate", kind["rate"])
            up = [np.ones(n) for _ in range(T)]
            clock = np.full(n, float(start))
            duration = kind["duration"]
            if kind.get("start", "up") == "stationary":
                # M2: down at the start for a residual time, the uniform share of a length-biased duration (lognormal here).
                frozen = law(duration)
                sigma, scale = frozen.args[0], frozen.kwds["scale"]
                biased = stats.lognorm(sigma, scale=scale * math.exp(sigma**2)).ppf(rng.random(n))
                down = rng.random(n) <= frozen.mean() * rate / (1 + frozen.mean() * rate)
                clock = start + np.where(down, biased * rng.random(n), 0.0)
                for t in range(T):
                    up[t] -= np.maximum(0, np.minimum(clock, (t + 1) * dt) - max(start, t * dt)) / dt
            while np.any(clock < H):
                begin = clock + rng.exponential(1.0, n) / rate
                length = invert(duration, rng.random(n)) if isinstance(duration, dict) else number(duration)
                clock = begin + length
                for t in range(T):
                    up[t] -= np.maximum(0, np.minimum(clock, (t + 1) * dt) - np.maximum(begin, t * dt)) / dt
            availability = [a * u for a, u in zip(availability, up)]
        potential = [capacity * dt * ramp[t] * utilisation * variation[t] + np.zeros(n) for t in range(T)]
        mines[name] = {"output": [p * a for p, a in zip(potential, availability)], "potential": potential,
                       "carbon": value(path, m, "carbon"), "water": value(path, m, "water"), "availability": availability}

    # Facilities: F1 to F4
    facilities = {}
    for name, f in scenario.get("facility", {}).items():
        path = f"facility.{name}"
        power = value(path, f, "power")
        Q = value(path, f, "copper") if "copper" in f else power * value(path, f, "intensity")
        probability = value(path, f, "built_probability", 1.0)
        built = rng.random(n) <= probability
        lead, build = value(path, f, "lead", 0.0), value(path, f, "build")
        s = years(f["start"]) + value(path, f, "start_delay", 0.0) - lead
        L = np.maximum(build * value(path, f, "overrun", 1.0), 1e-9)
        G = cumulative(f.get("profile", "uniform"))
        Q = Q * built + np.zeros(n)
        cum = [Q * G(np.clip((t * dt - s) / L, 0, 1)) for t in range(T + 1)]
        facilities[name] = {"region": f["region"], "need": [b - a for a, b in zip(cum, cum[1:])], "before": cum[0],
                            "after": Q - cum[T], "priority": int(f.get("priority", 1)), "backlog": np.zeros(n),
                            "shortfall": np.zeros(n), "short": np.zeros(n, bool), "built": built, "end": s + L,
                            "planned": years(f["start"]) - lead + build, "completion": np.full(n, H), "done": np.zeros(n, bool),
                            "power": power, "cost_of_delay": value(path, f, "cost_of_delay"), "Q": Q}

    # Contracts: C1
    contracts = {}
    for name, c in scenario.get("contract", {}).items():
        path = f"contract.{name}"
        begin = month(c["from"])
        end = month(c["to"]) if "to" in c else begin + round(12 * number(c["term"])) - 1
        active = [max(0, min(end, first + months * (t + 1) - 1) - max(begin, first + months * t) + 1) for t in range(T)]
        p = c.get("price", {})
        contracts[name] = {"mine": c["mine"], "region": c["region"], "begin": begin, "end": end, "active": active,
            "rate": value(path, c, "rate"), "quantity": value(path, c, "quantity"),
            "share": value(path, c, "max_share_of_output", 1.0), "needed": c.get("taking", "all") == "needed",
            "top": value(path, c, "take_or_pay", 0.0), "carry": c.get("carry_over", False), "lag": value(path, c, "lag", 0.0) / dt,
            "fixed": draws.trial(f"{path}.price.fixed", p.get("fixed")), "premium": draws.trial(f"{path}.price.premium", p.get("premium"), 0.0),
            "floor": draws.trial(f"{path}.price.floor", p.get("floor"), -np.inf), "cap": draws.trial(f"{path}.price.cap", p.get("cap"), np.inf),
            "owed": np.zeros(n), "pipe": {}, "offers": np.zeros(n), "takes": np.zeros(n), "prices": [], "arrived": np.zeros(n)}

    # Regions
    regions = {}
    for name, r in scenario["region"].items():
        path = f"region.{name}"
        spot, inventory = r.get("spot"), r.get("inventory", {})
        region = {"S": value(f"{path}.inventory", inventory, "initial", 0.0) + np.zeros(n),
                  "capacity": value(f"{path}.inventory", inventory, "capacity", 0.0), "target": value(f"{path}.inventory", inventory, "target", 0.0),
                  "holding": value(f"{path}.inventory", inventory, "holding_cost", 0.0), "discount": value(path, r, "resale_discount", 0.0),
                  "available": draws.period(f"{path}.spot.available", spot.get("available"), T) if spot else [0.0] * T}
        spot = spot or {}
        region |= {"elasticity": value(f"{path}.spot", spot, "elasticity", 0.0), "reference": value(f"{path}.spot", spot, "reference_price", initial),
                   "premium": draws.period(f"{path}.spot.premium", spot.get("premium"), T, 0.0),
                   "carbon": value(f"{path}.spot", spot, "carbon", 0.0), "water": value(f"{path}.spot", spot, "water", 0.0)}
        region["z"] = region["target"] - region["S"]
        region["zmax"] = np.full(n, -np.inf)
        region["opening_cost"] = initial * region["S"]
        regions[name] = region

    total = {key: np.zeros(n) for key in ("need", "shortfall", "cost", "cost_contract", "cost_spot", "cost_premium", "cost_take_or_pay",
             "cost_holding", "cost_opening_stock", "revenue_resale", "closing_stock_value", "spot_bought", "delivered", "delivered_contract",
             "delivered_stock", "delivered_spot", "resold", "carbon", "water", "lateness", "periods_short", "cover_gap", "cost_of_delay",
             "worst_period_shortfall", "closing_stock", "acquired", "taken", "need_before", "need_after")}
    regional_short = {name: np.zeros(n, bool) for name in regions}
    regional_shortfall = {name: np.zeros(n) for name in regions}
    per_period_short, first_short = [], np.full(n, -1)
    for f in facilities.values():
        total["need_before"] += f["before"]
        total["need_after"] += f["after"]
    rate_money = lambda c, t: (c["fixed"] if c["fixed"] is not None else np.minimum(np.maximum(P[t], c["floor"]), c["cap"]) + c["premium"])

    for t in range(T):
        # C2 to C4
        for name, c in contracts.items():
            output = mines[c["mine"]]["output"][t]
            m = c["active"][t]
            only_share = c["rate"] is None and c["quantity"] is None
            if only_share:
                quota = c["share"] * output * m / months
            elif c["rate"] is not None:
                quota = c["rate"] * m / 12
            else:
                quota = c["quantity"] * m / (c["end"] - c["begin"] + 1)
            c["quota"] = quota
            c["wanted"] = np.minimum(quota + c["owed"], c["share"] * output) if m else np.zeros(n)
            c["only_share"] = only_share
        for name, mine in mines.items():
            W = sum((c["wanted"] for c in contracts.values() if c["mine"] == name), np.zeros(n))
            factor = np.where(W > mine["output"][t], mine["output"][t] / np.where(W > 0, W, 1), 1.0)
            for c in contracts.values():
                if c["mine"] == name:
                    c["offer"] = c["wanted"] * factor
        for c in contracts.values():
            remain = c["end"] > first + months * (t + 1) - 1
            c["owed"] = c["quota"] + c["owed"] - c["offer"] if c["carry"] and remain and not c["only_share"] else np.zeros(n)
        def push(c, taken):
            whole = int(np.min(np.floor(c["lag"])))
            for d in range(whole, int(np.max(np.ceil(c["lag"]))) + 1):
                weight = np.maximum(0, 1 - np.abs(c["lag"] - d))
                c["pipe"][t + d] = c["pipe"].get(t + d, 0.0) + taken * weight
            c["taken"] = taken
            total["taken"] += taken
        for c in contracts.values():
            if not c["needed"]:
                push(c, c["offer"])
        short_now, shortfall_now = np.zeros(n, bool), np.zeros(n)
        for name, r in regions.items():
            own = [c for c in contracts.values() if c["region"] == name]
            mine_facilities = [f for f in facilities.values() if f["region"] == name]
            for f in mine_facilities:
                f["due"] = f["need"][t] + f["backlog"]
            need = sum((f["need"][t] for f in mine_facilities), np.zeros(n))
            D = sum((f["due"] for f in mine_facilities), np.zeros(n))
            # C5
            position = r["S"] + sum((amount for c in own for d, amount in c["pipe"].items() if d >= t), np.zeros(n))
            K = np.maximum(0, D + r["target"] - position)
            O = sum((c["offer"] for c in own if c["needed"]), np.zeros(n))
            factor = np.where(O > K, K / np.where(O > 0, O, 1), 1.0)
            for c in own:
                if c["needed"]:
                    push(c, c["offer"] * factor)
            # C7
            A = np.zeros(n)
            for c in own:
                arrival = c["pipe"].get(t, 0.0) + np.zeros(n)
                A += arrival
                c["arrived"] += arrival
                total["cost_contract"] += arrival * rate_money(c, t)
                if mines[c["mine"]]["carbon"] is not None:
                    total["carbon"] += arrival * mines[c["mine"]]["carbon"]
                if mines[c["mine"]]["water"] is not None:
                    total["water"] += arrival * mines[c["mine"]]["water"]
                # C8
                if c["active"][t]:
                    c["offers"] = c["offers"] + c["offer"]
                    c["takes"] = c["takes"] + c["taken"]
                    c["prices"].append(rate_money(c, t) + np.zeros(n))
                    year = lambda p: max(0, (first + months * p - c["begin"]) // 12)
                    last = first + months * (t + 1) > c["end"] or year(t + 1) != year(t)
                    if last:
                        total["cost_take_or_pay"] += np.maximum(0, c["top"] * c["offers"] - c["takes"]) * np.mean(c["prices"], axis=0)
                        c["offers"], c["takes"], c["prices"] = np.zeros(n), np.zeros(n), []
            # R2, R3
            C = r["available"][t] * dt * (P[t] / r["reference"]) ** r["elasticity"]
            a = np.minimum(A, D)
            b = np.minimum(r["S"], D - a)
            x = np.minimum(C, D - a - b)
            pool = a + b + x
            # R4 to R6
            for priority in sorted({f["priority"] for f in mine_facilities}):
                group = [f for f in mine_facilities if f["priority"] == priority]
                Dk = sum(f["due"] for f in group)
                phi = np.where(Dk > pool, pool / np.where(Dk > 0, Dk, 1), 1.0)
                pool = pool - np.minimum(pool, Dk)
                for f in group:
                    unserved = f["due"] * (1 - phi)
                    is_short = unserved > np.maximum(1e-6, 1e-6 * f["due"])
                    lost = scenario.get("shortage", {}).get("unmet", "backlog") == "lost"
                    f["backlog"] = np.zeros(n) if lost else unserved
                    shortfall = np.where(is_short, np.minimum(f["need"][t], unserved), 0.0)
                    f["shortfall"] += shortfall
                    f["short"] |= is_short
                    shortfall_now += shortfall
                    regional_shortfall[name] += shortfall
                    regional_short[name] |= is_short
                    short_now |= is_short
                    total["lateness"] += np.where(is_short, f["backlog"], 0.0) * dt
                    # F5
                    te = np.ceil(f["end"] / dt - 1e-9) - 1
                    now = ~f["done"] & (f["end"] <= H) & (t >= te) & ~is_short
                    f["completion"] = np.where(now, np.where(t == np.maximum(te, 0), f["end"], (t + 1) * dt), f["completion"])
                    f["done"] |= now
            # R7
            S1 = r["S"] + A - a - b
            resold = np.maximum(0, S1 - r["capacity"])
            S2 = S1 - resold
            q = np.minimum(C - x, np.maximum(0, r["target"] - S2))
            r["S"] = S2 + q
            # R9
            z = np.maximum(r["z"] + need - A, -(r["capacity"] - r["target"]))
            r["z"] = z - np.minimum(C, np.maximum(z, 0))
            r["zmax"] = np.maximum(r["zmax"], r["z"])
            # E1
            total["need"] += need
            total["delivered"] += a + b + x
            total["delivered_contract"] += a
            total["delivered_stock"] += b
            total["delivered_spot"] += x
            total["spot_bought"] += x + q
            total["acquired"] += A + x + q
            total["resold"] += resold
            total["cost_spot"] += P[t] * (x + q)
            total["cost_premium"] += r["premium"][t] * (x + q)
            total["cost_holding"] += r["holding"] * r["S"] * dt
            total["revenue_resale"] += (P[t] - r["discount"]) * resold
            total["carbon"] += r["carbon"] * (x + q)
            total["water"] += r["water"] * (x + q)
            if t == 0:
                total["cost_opening_stock"] += r["opening_cost"]
            if t == T - 1:
                total["closing_stock_value"] += (P[t] - r["discount"]) * r["S"]
                total["closing_stock"] += r["S"]
                total["cover_gap"] += np.maximum(0, r["zmax"] - r["target"])
        total["shortfall"] += shortfall_now
        total["worst_period_shortfall"] = np.maximum(total["worst_period_shortfall"], shortfall_now)
        total["periods_short"] += short_now
        per_period_short.append(short_now.mean())
        first_short = np.where((first_short < 0) & short_now, t, first_short)

    for f in facilities.values():
        f["completion"] = np.where(f["end"] <= 0, f["end"], f["completion"])
        f["delay"] = np.where(f["built"], np.maximum(0, f["completion"] - f["planned"]), 0) * 365.25 / 7
        late = np.where(f["built"], np.maximum(0, f["completion"] - f["end"]), 0)
        f["shortage_delay"] = late * 365.25 / 7
        if f["cost_of_delay"] is not None:
            f["delay_cost"] = f["cost_of_delay"] * f["power"] * late
            total["cost_of_delay"] += f["delay_cost"]
    total["cost"] = (total["cost_contract"] + total["cost_spot"] + total["cost_premium"] + total["cost_take_or_pay"] + total["cost_holding"]
                     + total["cost_opening_stock"] - total["revenue_resale"] - total["closing_stock_value"])
    return dict(total=total, facilities=facilities, mines=mines, contracts=contracts, regional_short=regional_short,
                regional_shortfall=regional_shortfall, per_period_short=per_period_short, first_short=first_short, P=P, T=T)


def main():
    path = sys.argv[1]
    n = int(sys.argv[2]) if len(sys.argv) > 2 else 200_000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    scenario = read(path)
    result = simulate(scenario, n, seed)
    total = result["total"]
    short = result["first_short"] >= 0
    p = short.mean()
    print(f"{os.path.basename(path)}  n={n} seed={seed}")
    print(f"P(any shortfall) {p:.5f} ± {math.sqrt(p * (1 - p) / n):.5f}")
    fill = 1 - total["shortfall"].mean() / total["need"].mean()
    residual = total["shortfall"] - (1 - fill) * total["need"]
    print(f"fill_rate {fill:.6f} ± {residual.std() / math.sqrt(n) / total['need'].mean():.6f}")
    print(f"served_by_horizon {total['delivered'].mean() / total['need'].mean():.6f}")
    if short.any():
        print(f"mean shortfall if short {total['shortfall'][short].mean():.2f} ± {total['shortfall'][short].std() / math.sqrt(short.sum()):.2f}; "
              f"median first short period if short {np.median(result['first_short'][short]):.0f}")
        print(f"shortfall p95 {np.quantile(total['shortfall'], .95):.1f} cvar95 {np.sort(total['shortfall'])[-n // 20:].mean():.1f}")
    for key, x in total.items():
        print(f"{key:24s} mean {x.mean():16.4f} ± {x.std() / math.sqrt(n):12.4f}  sd {x.std():14.2f}  p05 {np.quantile(x, .05):14.2f}  p50 {np.quantile(x, .5):14.2f}  p95 {np.quantile(x, .95):14.2f}")
    for metric, levels in scenario.get("report", {}).get("thresholds", {}).items():
        for level in levels:
            q = (total[metric] > number(level)).mean()
            print(f"P({metric} > {level}) {q:.5f} ± {math.sqrt(q * (1 - q) / n):.5f}")
    for metric in ("cost", "cover_gap", "shortfall"):
        x = np.sort(total[metric])
        print(f"{metric}: p05 {np.quantile(x, .05):.6g} p50 {np.quantile(x, .5):.6g} p95 {np.quantile(x, .95):.6g} p99 {np.quantile(x, .99):.6g} cvar95 {x[-n // 20:].mean():.6g}")
    if "low_carbon" in scenario.get("report", {}):
        print(f"low_carbon_share (contracts' arrivals / acquired; every mine at or below the limit) "
              f"{1 - total['spot_bought'].mean() / total['acquired'].mean():.6f}")
    if "budget" in scenario.get("watch", {}) and len(scenario["watch"]["budget"]["when"]) == 2:
        q = ((total["cost"] > 200e6) & (total["shortfall"] > 500)).mean()
        print(f"watch:budget (cost > 200 MUSD and shortfall > 500 t) {q:.5f} ± {math.sqrt(q * (1 - q) / n):.5f}")
    print("P(short) by period:", " ".join(f"{x:.4f}" for x in result["per_period_short"]))
    print("price mean by period:", " ".join(f"{x.mean():.1f}" for x in result["P"]), " sd:", " ".join(f"{x.std():.1f}" for x in result["P"]))
    for name in result["regional_short"]:
        print(f"region {name}: P(short) {result['regional_short'][name].mean():.4f}, shortfall {result['regional_shortfall'][name].mean():.2f}")
    for name, m in result["mines"].items():
        out = sum(m["output"])
        print(f"mine {name}: output {out.mean():.1f} ± {out.std() / math.sqrt(n):.1f} p05 {np.quantile(out, .05):.0f} p95 {np.quantile(out, .95):.0f}; mean availability {np.mean(m['availability']):.5f}; output by period", " ".join(f"{x.mean():.0f}" for x in m["output"]))
    for name, c in result["contracts"].items():
        print(f"contract {name}: arrived {c['arrived'].mean():.1f} ± {c['arrived'].std() / math.sqrt(n):.1f}")
    for name, f in result["facilities"].items():
        need = sum(f["need"])
        cost = f.get("delay_cost")
        print(f"facility {name}: P(short) {f['short'].mean():.4f} need {need.mean():.1f} shortfall {f['shortfall'].mean():.2f} before {f['before'].mean():.1f} after {f['after'].mean():.1f}"
              f" delay {f['delay'].mean():.2f} wk shortage_delay {f['shortage_delay'].mean():.3f} wk" + (f" delay cost {cost.mean():.0f}" if cost is not None else ""))


if __name__ == "__main__":
    main()
