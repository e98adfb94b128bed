//! How a region serves its facilities, period by period (C5, R1 to R13).

use super::Inputs;
use super::bill::followed;
use super::contract::{
    Callable, Supply, arriving_evenly, callable, kept, kept_at_start, price_at, send, spread,
    under_way,
};
use super::fabricator::release;
use super::facility::{Plan, put_off};
use super::money::levied;
use super::order::{
    affordable, beyond_rounding, lack, on_offer, region_price, send_along_routes, target,
};
use super::price::Prices;
use coppercast::scenario::{Allocation, Quantity, Scrap, Taking, Unmet};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What happens in a region; t. The keys of the maps are indices into the scenario's lists.
pub struct Course {
    pub periods: Vec<RegionPeriod>,
    pub requirements: BTreeMap<RequirementKey, Vec<RequirementPeriod>>,
    pub contracts: BTreeMap<usize, Flow>,
    pub opening_stock: f64,
    /// Tonnes paid and under way at time 0.
    pub under_way_at_start: f64,
    /// Overdue at time 0 (F14).
    pub opening_backlog: f64,
    /// Tonnes paid and under way at the horizon.
    pub under_way: f64,
    pub cover_gap: f64,
}

#[derive(Default)]
pub struct RegionPeriod {
    /// USD/t (R10).
    pub price: f64,
    /// a, y, b and x.
    pub from_contracts: f64,
    pub from_routes: f64,
    pub from_stock: f64,
    pub from_spot: f64,
    /// What is served, by where it was acquired.
    pub origins: Parts,
    pub spot_bought: f64,
    /// C_t, whatever its price.
    pub on_offer: f64,
    pub spot_received: f64,
    pub routed_in: f64,
    pub routed_out: f64,
    /// USD, USD and tCO2e of what was sent here in the period.
    pub route_cost: f64,
    pub tariff: f64,
    pub route_carbon: f64,
    pub resold: f64,
    pub closing_stock: f64,
    /// Scrap that comes back, and USD for what is sold (K4).
    pub scrap_returned: f64,
    pub scrap_revenue: f64,
    /// Sums of the requirements.
    pub need: f64,
    pub shortfall: f64,
    pub backlog: f64,
    pub short: bool,
}

/// What becomes of a requirement, as reported (R6).
#[derive(Default, Clone, Copy)]
pub struct RequirementPeriod {
    pub need: f64,
    pub delivered: f64,
    pub shortfall: f64,
    pub backlog: f64,
    pub short: bool,
    /// Metal that the fabricator worked, metal that waits for its capacity, and metal of its own
    /// that it has lent (K2, K4, K8).
    pub worked: f64,
    pub waiting: f64,
    pub lent: f64,
    /// Metal in components that should have been begun and were not (K5).
    pub overdue: f64,
    /// Whether some of it is still to come (K6).
    pub open: bool,
    /// Metal that was not served and not lent, whatever the bound.
    pub unserved: f64,
    /// Share of the period after which all that was open before is closed (F11).
    pub cleared: f64,
}

/// Where metal was acquired (R14).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    OpeningStock,
    Spot,
    Scrap,
    /// Its index in the scenario.
    Contract(usize),
}

/// Tonnes by origin.
pub type Parts = BTreeMap<Origin, f64>;

/// What a region has: the oldest lot first, a lot a period (R14).
#[derive(Default)]
pub struct Lots(VecDeque<(usize, Parts)>);

impl Lots {
    /// Brings tonnes in with the lot `number`.
    pub fn add(&mut self, number: usize, origin: Origin, tonnes: f64) {
        if self.0.back().is_none_or(|(newest, _)| *newest != number) {
            self.0.push_back((number, Parts::new()));
        }
        let (_, lot) = self.0.back_mut().expect("a lot was added");
        *lot.entry(origin).or_insert(0.0) += tonnes;
    }

    /// Takes tonnes out of the oldest lots.
    pub fn draw(&mut self, mut tonnes: f64) -> Parts {
        let mut drawn = Parts::new();
        while tonnes > 0.0 {
            let Some((_, lot)) = self.0.front_mut() else { break };
            let all: f64 = lot.values().sum();
            let share = if all > tonnes { tonnes / all } else { 1.0 };
            for (origin, of_lot) in lot.iter_mut() {
                *drawn.entry(*origin).or_insert(0.0) += share * *of_lot;
                *of_lot *= 1.0 - share;
            }
            tonnes -= all;
            if share == 1.0 {
                self.0.pop_front();
            }
        }
        drawn
    }
}

/// A requirement: the facility, and its number there.
pub type RequirementKey = (usize, usize);

/// Tonnes of a contract by period.
#[derive(Default)]
pub struct Flow {
    pub taken: Vec<f64>,
    /// By the seller for the buyer, at the end of each period (C8).
    pub kept: Vec<f64>,
    /// At time 0 (C15).
    pub kept_at_start: f64,
    /// Beyond the horizon too.
    pub arrivals: Vec<f64>,
    /// Of them, what was under way at time 0 (C15).
    pub sent_before: Vec<f64>,
    pub resold: Vec<f64>,
}

/// A region while its periods are computed.
#[derive(Default)]
pub struct Running {
    requirements: BTreeMap<RequirementKey, Vec<RequirementPeriod>>,
    pub contracts: BTreeMap<usize, Flow>,
    /// Arrivals of what was bought and of what was sent here, by period, beyond the horizon too.
    by_spot: Vec<f64>,
    pub by_routes: Vec<f64>,
    /// Where what arrives by routes was acquired, by period.
    pub origins_by_routes: BTreeMap<usize, Parts>,
    pub lots: Lots,
    opening_backlog: f64,
    backlog: BTreeMap<RequirementKey, f64>,
    waiting: BTreeMap<RequirementKey, f64>,
    /// What waited for capacity before the period's orders, and the share of the period after which
    /// all that waits is begun.
    queued: BTreeMap<RequirementKey, f64>,
    begun: BTreeMap<RequirementKey, f64>,
    /// What contracts would have brought at once if it had been called.
    uncalled: f64,
    lent: BTreeMap<RequirementKey, f64>,
    need: BTreeMap<RequirementKey, f64>,
    stock: f64,
    /// v of (R9), and the lowest it was.
    virtual_stock: f64,
    lowest: f64,
    /// T_t, and what the policy orders up to whenever it does (R12).
    pub target: f64,
    pub level: f64,
    due: BTreeMap<RequirementKey, f64>,
    /// A_t.
    arrivals: f64,
    pub now: RegionPeriod,
    past: Vec<RegionPeriod>,
}

/// What of these tonnes arrives in period t.
pub fn arrives(arrivals: &[f64], t: usize) -> f64 {
    arrivals.get(t).copied().unwrap_or(0.0)
}

impl Running {
    pub fn all_due(&self) -> f64 {
        self.due.values().sum()
    }

    /// Stock and what has arrived in the period, less what was sent away.
    pub fn has(&self) -> f64 {
        self.stock + self.arrivals + self.now.spot_received + self.now.routed_in
            - self.now.routed_out
    }

    /// Tonnes bought or sent here that arrive after period t.
    pub fn under_way(&self, t: usize) -> f64 {
        self.by_spot.iter().skip(t + 1).sum::<f64>()
            + self.by_routes.iter().skip(t + 1).sum::<f64>()
    }
}

/// What happens in every region.
pub fn courses(
    inputs: &Inputs,
    prices: &Prices,
    plans: &mut [Plan],
    supplies: &[Supply],
) -> Vec<Course> {
    let scenario = inputs.scenario;
    let mut regions: Vec<Running> =
        (0..scenario.regions.len()).map(|r| opening(inputs, r, plans, supplies)).collect();
    let at_start: Vec<[f64; 2]> = (regions.iter())
        .map(|region| [region.stock, region.by_spot.iter().chain(&region.by_routes).sum()])
        .collect();
    for t in 0..inputs.periods() {
        put_off(inputs, t, &short_before(t, plans, &regions), prices, plans);
        for (r, region) in regions.iter_mut().enumerate() {
            receive(inputs, r, t, prices, plans, supplies, region);
        }
        send_along_routes(inputs, t, &mut regions);
        for (r, region) in regions.iter_mut().enumerate() {
            settle(inputs, r, t, prices, plans, region);
        }
    }
    let last = inputs.periods() - 1;
    regions
        .into_iter()
        .zip(at_start)
        .map(|(region, [opening_stock, under_way_at_start])| Course {
            under_way: region.under_way(last),
            cover_gap: beyond_rounding(-region.lowest),
            periods: region.past,
            requirements: region.requirements,
            contracts: region.contracts,
            opening_stock,
            under_way_at_start,
            opening_backlog: region.opening_backlog,
        })
        .collect()
}

/// Which facilities were short in the period before t (R6).
fn short_before(t: usize, plans: &[Plan], regions: &[Running]) -> Vec<bool> {
    let was_short = |f: usize| {
        let periods = regions
            .iter()
            .flat_map(|region| region.requirements.iter())
            .filter(|((of, _), _)| *of == f);
        t > 0 && periods.into_iter().any(|(_, periods)| periods[t - 1].short)
    };
    (0..plans.len()).map(was_short).collect()
}

fn opening(inputs: &Inputs, r: usize, plans: &[Plan], supplies: &[Supply]) -> Running {
    let scenario = inputs.scenario;
    let stock = scenario.regions[r]
        .inventory
        .as_ref()
        .map_or(0.0, |inventory| inputs.once(&inventory.initial));
    let all = plans
        .iter()
        .enumerate()
        .flat_map(|(f, plan)| (0..plan.requirements.len()).map(move |e| (f, e)));
    let members: Vec<RequirementKey> =
        all.filter(|&(f, e)| plans[f].requirements[e].region == r).collect();
    let contracts =
        (0..scenario.contracts.len()).filter(|&c| scenario.contracts[c].region.get() == r);
    let mut lots = Lots::default();
    lots.add(0, Origin::OpeningStock, stock);
    let overdue = |f: usize, e: usize| plans[f].requirements[e].overdue;
    // (R11), (R13) What was bought or sent before, as if evenly until time 0.
    let before = |tonnes: &Option<Quantity>, time: &Quantity| match tonnes {
        Some(tonnes) => arriving_evenly(inputs, inputs.once(tonnes), 0.0, inputs.once(time)),
        None => Vec::new(),
    };
    let spot = scenario.regions[r].spot.as_ref();
    let by_spot = spot.map_or(Vec::new(), |spot| before(&spot.under_way, &spot.lag));
    let mut by_routes: Vec<f64> = Vec::new();
    let mut origins_by_routes = BTreeMap::new();
    for route in scenario.routes.iter().filter(|route| route.to.get() == r) {
        for (at, tonnes) in before(&route.under_way, &route.lead_time).into_iter().enumerate() {
            by_routes.resize(by_routes.len().max(at + 1), 0.0);
            by_routes[at] += tonnes;
            let parts: &mut Parts = origins_by_routes.entry(at).or_default();
            *parts.entry(Origin::OpeningStock).or_insert(0.0) += tonnes;
        }
    }
    Running {
        lots,
        by_spot,
        by_routes,
        origins_by_routes,
        requirements: members.iter().map(|&e| (e, Vec::new())).collect(),
        contracts: contracts
            .map(|c| {
                let contract = &scenario.contracts[c];
                let arrivals = under_way(inputs, contract, &supplies[c]);
                let sent_before = arrivals.clone();
                let kept_at_start = kept_at_start(inputs, contract);
                (c, Flow { kept_at_start, arrivals, sent_before, ..Flow::default() })
            })
            .collect(),
        backlog: members.iter().map(|&(f, e)| ((f, e), overdue(f, e))).collect(),
        waiting: members.iter().map(|&e| (e, 0.0)).collect(),
        lent: members.iter().map(|&e| (e, 0.0)).collect(),
        stock,
        opening_backlog: members.iter().map(|&(f, e)| overdue(f, e)).sum(),
        virtual_stock: stock - members.iter().map(|&(f, e)| overdue(f, e)).sum::<f64>(),
        lowest: f64::INFINITY,
        ..Running::default()
    }
}

/// What falls due, is called and arrives.
fn receive(
    inputs: &Inputs,
    r: usize,
    t: usize,
    prices: &Prices,
    plans: &[Plan],
    supplies: &[Supply],
    region: &mut Running,
) {
    let of_file = &inputs.scenario.regions[r];
    region.now =
        RegionPeriod { price: region_price(inputs, of_file, t, prices), ..RegionPeriod::default() };
    place_orders(inputs, t, plans, region);
    // (R1)
    region.due = region.backlog.iter().map(|(e, backlog)| (*e, region.need[e] + backlog)).collect();
    take_all(inputs, t, supplies, &mut region.contracts);
    // (R12)
    let by_contracts: f64 =
        region.contracts.values().flat_map(|flow| flow.arrivals.iter().skip(t)).sum();
    let coming = arrives(&region.by_spot, t) + arrives(&region.by_routes, t) + region.under_way(t);
    let position = region.stock + by_contracts + coming - region.all_due();
    let ahead = region.due.keys().map(|&(f, e)| plans[f].requirements[e].ahead[t]).sum();
    (region.target, region.level) = target(inputs, of_file, t, position, ahead, region.now.price);
    let wanted = beyond_rounding(region.target - position);
    region.uncalled = call(inputs, t, wanted, prices, supplies, &mut region.contracts);
    region.arrivals = region.contracts.values().map(|flow| arrives(&flow.arrivals, t)).sum();
    region.now.spot_received = arrives(&region.by_spot, t);
    region.lots.add(t + 1, Origin::Spot, region.now.spot_received);
    region.now.routed_in = arrives(&region.by_routes, t);
    for (&c, flow) in &region.contracts {
        region.lots.add(t + 1, Origin::Contract(c), arrives(&flow.arrivals, t));
    }
    for (origin, tonnes) in region.origins_by_routes.remove(&t).unwrap_or_default() {
        region.lots.add(t + 1, origin, tonnes);
    }
}

/// What is needed of each requirement: its orders, or what the fabricator's capacity lets begin of
/// those that wait (K2).
fn place_orders(inputs: &Inputs, t: usize, plans: &[Plan], region: &mut Running) {
    let of_fabricator = |e: &RequirementKey| plans[e.0].requirements[e.1].fabricator;
    region.queued = region.waiting.clone();
    region.begun = region.waiting.keys().map(|e| (*e, 0.0)).collect();
    for (e, waiting) in &mut region.waiting {
        *waiting += plans[e.0].requirements[e.1].orders[t];
    }
    region.need = region.waiting.clone();
    for (k, fabricator) in inputs.scenario.fabricators.iter().enumerate() {
        let Some(capacity) = &fabricator.capacity else { continue };
        let own: BTreeMap<RequirementKey, f64> = region
            .waiting
            .iter()
            .filter(|(e, _)| of_fabricator(e) == Some(k))
            .map(|(e, waiting)| (*e, *waiting))
            .collect();
        if own.is_empty() {
            continue;
        }
        let overdue: f64 = own.keys().map(|e| region.backlog[e] - region.lent[e]).sum();
        let limit = inputs.at(capacity, t) * inputs.delta() / inputs.once(&fabricator.metal_yield);
        let room = (limit - overdue).max(0.0);
        region.need.extend(release(inputs, k, room, &own));
        for &e in own.keys() {
            let before_or_with = own.iter().filter(|(other, _)| {
                fabricator.allocation == Allocation::ProRata
                    || priority(inputs, other) <= priority(inputs, &e)
            });
            let asked: f64 = before_or_with.map(|(_, waiting)| waiting).sum();
            region.begun.insert(e, if asked < room { asked / room } else { 1.0 });
        }
    }
    for (e, waiting) in &mut region.waiting {
        *waiting -= region.need[e];
    }
}

fn priority(inputs: &Inputs, e: &RequirementKey) -> u32 {
    inputs.scenario.facilities[e.0].priority
}

/// Works up metal of the fabricators for what was not served; what was lent before comes back last (K8).
fn lend(inputs: &Inputs, plans: &[Plan], region: &mut Running) {
    for (k, fabricator) in inputs.scenario.fabricators.iter().enumerate() {
        let Some(stock) = &fabricator.stock else { continue };
        let own = |&&(f, e): &&RequirementKey| plans[f].requirements[e].fabricator == Some(k);
        let own: Vec<RequirementKey> = region.backlog.keys().filter(own).copied().collect();
        for e in &own {
            region.lent.insert(*e, region.lent[e].min(region.backlog[e]));
        }
        let at_hand = inputs.once(stock) - own.iter().map(|e| region.lent[e]).sum::<f64>();
        let open = own.iter().map(|e| (*e, region.backlog[e] - region.lent[e])).collect();
        for (e, newly) in release(inputs, k, at_hand.max(0.0), &open) {
            *region.lent.get_mut(&e).expect("a requirement of the region") += newly;
        }
    }
}

/// Serves, stores, sells and buys.
fn settle(
    inputs: &Inputs,
    r: usize,
    t: usize,
    prices: &Prices,
    plans: &[Plan],
    region: &mut Running,
) {
    let scenario = inputs.scenario;
    let of_file = &scenario.regions[r];
    let capacity =
        of_file.inventory.as_ref().map_or(0.0, |inventory| inputs.once(&inventory.capacity));
    let all_due = region.all_due();
    let available = affordable(inputs, of_file, t, prices);
    let lag = of_file
        .spot
        .as_ref()
        .filter(|spot| spot.lag.constant() != Some(0.0))
        .map(|spot| inputs.once(&spot.lag));
    // (R11)
    if let Some(lag) = lag {
        let lag = lag / inputs.delta();
        region.now.spot_bought = lack(inputs, region, t, lag).min(available);
        let before = arrives(&region.by_spot, t);
        spread(lag, t, region.now.spot_bought, &mut region.by_spot);
        let at_once = arrives(&region.by_spot, t) - before;
        region.now.spot_received += at_once;
        region.lots.add(t + 1, Origin::Spot, at_once);
    }
    let at_once = if lag.is_some() { 0.0 } else { available };
    // (R3)
    let mut period = std::mem::take(&mut region.now);
    let arrivals = region.arrivals;
    period.from_contracts = arrivals.min(all_due);
    period.from_routes = period.routed_in.min(all_due - period.from_contracts);
    period.from_stock = region.stock.min(all_due - period.from_contracts - period.from_routes);
    let missing = all_due - period.from_contracts - period.from_routes - period.from_stock;
    let at_hand = if lag.is_some() { period.spot_received } else { at_once };
    period.from_spot = beyond_rounding(missing).min(at_hand);
    period.on_offer = on_offer(inputs, of_file, t, prices);
    // (R14)
    if lag.is_none() {
        region.lots.add(t + 1, Origin::Spot, period.from_spot);
    }
    // (R4)
    let pool = period.from_contracts + period.from_routes + period.from_stock + period.from_spot;
    let served = allocate(inputs, &region.due, pool);
    let backlog_kept = scenario.shortage.unmet == Unmet::Backlog;
    let inflow = arrivals
        + period.routed_in
        + region.uncalled
        + if lag.is_some() { period.spot_received } else { at_once };
    // (F11)
    let share_served = |e: &RequirementKey| {
        let first =
            || region.due.keys().filter(|other| priority(inputs, other) <= priority(inputs, e));
        let due: f64 = first().map(|other| region.due[other]).sum();
        let others: f64 = first().map(|other| region.need[other]).sum::<f64>() - region.need[e];
        let wanted = due - others - region.stock;
        let left = inflow - others;
        match wanted {
            _ if wanted <= f64::max(1e-6, 1e-6 * due) => 0.0,
            _ if left <= wanted => 1.0,
            _ => wanted / left,
        }
    };
    let shares_served: BTreeMap<RequirementKey, f64> =
        region.due.keys().map(|e| (*e, share_served(e))).collect();
    // (R5)
    region.backlog = region
        .due
        .iter()
        .map(|(e, due)| (*e, if backlog_kept { due - served[e] } else { 0.0 }))
        .collect();
    let lent_before = region.lent.clone();
    lend(inputs, plans, region);
    for (&(f, e), due) in &region.due {
        let requirement = &plans[f].requirements[e];
        let unserved = due - served[&(f, e)];
        let kept = region.backlog[&(f, e)];
        let lent = region.lent[&(f, e)];
        let newly_lent = lent - lent_before[&(f, e)];
        // (R6)
        let need = region.need[&(f, e)];
        let waiting = region.waiting[&(f, e)];
        let is_missing = |tonnes: f64, of: f64| tonnes > f64::max(1e-6, 1e-6 * of);
        let short = is_missing(unserved, *due);
        let reported = |tonnes: f64| if short { tonnes } else { 0.0 };
        let queued = region.queued[&(f, e)];
        let was_queued = requirement.fabricator.is_some() && is_missing(queued, queued + due);
        let was_open = was_queued || is_missing(due - need - lent_before[&(f, e)], *due);
        let of_metal = match backlog_kept {
            true if short => 1.0,
            true => shares_served[&(f, e)],
            false => 0.0,
        };
        let of_capacity = if was_queued { region.begun[&(f, e)] } else { 0.0 };
        let of_period = RequirementPeriod {
            need,
            delivered: served[&(f, e)],
            shortfall: reported(need.min(unserved)),
            backlog: reported(kept),
            short,
            worked: if backlog_kept { served[&(f, e)] + newly_lent } else { *due },
            waiting,
            lent,
            overdue: requirement.metal_yield * (waiting + kept - lent),
            open: match requirement.fabricator {
                None => short,
                Some(_) => is_missing(waiting, waiting + due) || is_missing(kept - lent, *due),
            },
            unserved: kept - lent,
            cleared: if was_open { f64::max(of_metal, of_capacity) } else { 0.0 },
        };
        period.need += of_period.need;
        period.shortfall += of_period.shortfall;
        period.backlog += of_period.backlog;
        period.short |= short;
        region.requirements.entry((f, e)).or_default().push(of_period);
        // (K4)
        if let Some(fabricator) = requirement.fabricator {
            // Where all that is served goes back for what was lent, rounding may leave less than
            // nothing.
            let scrap = (1.0 - requirement.metal_yield) * (served[&(f, e)] + newly_lent).max(0.0);
            match &scenario.fabricators[fabricator].scrap {
                Scrap::Returned => period.scrap_returned += scrap,
                Scrap::Sold { discount } => {
                    period.scrap_revenue += (period.price - inputs.once(discount)) * scrap;
                }
            }
        }
    }
    // (R7)
    let stays = if lag.is_some() { period.spot_received - period.from_spot } else { 0.0 };
    let after_serving = (region.stock - period.from_stock)
        + (arrivals - period.from_contracts)
        + (period.routed_in - period.from_routes - period.routed_out)
        + stays;
    period.resold = beyond_rounding(after_serving - capacity);
    period.origins = region.lots.draw(pool);
    region.lots.draw(period.resold);
    let by_contracts =
        region.contracts.values().flat_map(|flow| flow.arrivals.iter().skip(t + 1)).sum::<f64>();
    let under_way = region.under_way(t) + by_contracts;
    // Where all was sent away, rounding may leave less than nothing; or a little too much.
    let after_resale = (after_serving - period.resold).clamp(0.0, capacity);
    if lag.is_none() {
        let refill = (available - period.from_spot)
            .min(beyond_rounding(region.target - after_resale - under_way));
        period.spot_bought = period.from_spot + refill;
        region.lots.add(t + 1, Origin::Spot, refill);
        region.stock = after_resale + refill;
    } else {
        region.stock = after_resale;
    }
    region.stock += period.scrap_returned;
    region.lots.add(t + 1, Origin::Scrap, period.scrap_returned);
    period.closing_stock = region.stock;
    // (R8)
    for flow in region.contracts.values_mut() {
        let share = if arrivals > 1e-6 { period.resold / arrivals } else { 0.0 };
        flow.resold.push(arrives(&flow.arrivals, t) * share);
    }
    // (R9)
    let received = if lag.is_some() { period.spot_received } else { 0.0 };
    let change = arrivals + received + period.routed_in - period.routed_out - period.need;
    let level = (region.virtual_stock + change).min(capacity);
    let lacking = (region.target - level - under_way).max(-level).max(0.0);
    region.virtual_stock = level + at_once.min(lacking);
    region.lowest = region.lowest.min(region.virtual_stock);
    region.virtual_stock += period.scrap_returned;
    region.past.push(period);
}

/// Takes everything of the contracts that deliver all they offer (C5, C6).
fn take_all(inputs: &Inputs, t: usize, supplies: &[Supply], contracts: &mut BTreeMap<usize, Flow>) {
    let terms = &inputs.scenario.contracts;
    for (&c, flow) in contracts.iter_mut().filter(|(c, _)| terms[**c].taking == Taking::All) {
        let offer = supplies[c].offer[t];
        flow.taken.push(offer);
        flow.kept.push(0.0);
        send(inputs, &terms[c], t, offer, &mut flow.arrivals);
    }
}

/// Calls so many tonnes from the others (C5, C6). Returns what they would have brought at once
/// beyond that (F11).
fn call(
    inputs: &Inputs,
    t: usize,
    mut wanted: f64,
    prices: &Prices,
    supplies: &[Supply],
    contracts: &mut BTreeMap<usize, Flow>,
) -> f64 {
    let terms = &inputs.scenario.contracts;
    // What is called first: rank, then what a tonne costs.
    let mut order: Vec<(u32, f64, usize)> = Vec::new();
    let mut offers: BTreeMap<usize, Callable> = BTreeMap::new();
    for (&c, flow) in contracts.iter() {
        let Taking::Needed { call_rank, .. } = terms[c].taking else { continue };
        let price = price_at(inputs, &terms[c], followed(inputs, &terms[c], prices)[t]);
        let tariff = terms[c].tariff.as_ref();
        let tariff = tariff.map_or(0.0, |tariff| levied(inputs, tariff, t, price));
        order.push((call_rank, price + tariff, c));
        offers.insert(c, callable(inputs, &terms[c], t, &supplies[c], &flow.taken));
    }
    order.sort_by(|a, b| a.partial_cmp(b).expect("costs are numbers"));
    let mut taken: BTreeMap<usize, f64> =
        offers.iter().map(|(&c, offer)| (c, offer.forced)).collect();
    wanted = (wanted - taken.values().sum::<f64>()).max(0.0);
    // What is paid in any case, then the others, equals together.
    let paid = offers.iter().map(|(&c, offer)| (c, offer.paid_anyway - offer.forced)).collect();
    let mut steps: Vec<Vec<(usize, f64)>> = vec![paid];
    let equal = order.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1));
    let rest = |c: usize| offers[&c].all - offers[&c].paid_anyway;
    steps.extend(equal.map(|group| group.iter().map(|&(_, _, c)| (c, rest(c))).collect()));
    for step in steps {
        let offered: f64 = step.iter().map(|(_, tonnes)| tonnes).sum();
        let share = if offered <= wanted { 1.0 } else { wanted / offered };
        for (c, tonnes) in step {
            *taken.get_mut(&c).expect("a contract that is called") += share * tonnes;
        }
        wanted = (wanted - offered).max(0.0);
    }
    let mut uncalled = 0.0;
    for (c, tonnes) in taken {
        let lag = inputs.once(&terms[c].lag) / inputs.delta();
        uncalled += (offers[&c].all - tonnes) * (1.0 - lag).max(0.0);
        let flow = contracts.get_mut(&c).expect("a contract of the region");
        flow.taken.push(tonnes);
        flow.kept.push(kept(inputs, &terms[c], t, &supplies[c], &flow.taken));
        send(inputs, &terms[c], t, tonnes, &mut flow.arrivals);
    }
    uncalled
}

/// What each requirement is served from the pool (R4).
fn allocate(
    inputs: &Inputs,
    due: &BTreeMap<RequirementKey, f64>,
    mut pool: f64,
) -> BTreeMap<RequirementKey, f64> {
    let priority = |e: &RequirementKey| inputs.scenario.facilities[e.0].priority;
    let classes: BTreeSet<u32> = due.keys().map(priority).collect();
    let mut served = BTreeMap::new();
    for class in classes {
        let of_class: f64 =
            due.iter().filter(|(e, _)| priority(e) == class).map(|(_, due)| due).sum();
        let share = if of_class > pool { pool / of_class } else { 1.0 };
        for (e, due) in due.iter().filter(|(e, _)| priority(e) == class) {
            served.insert(*e, share * due);
        }
        pool -= pool.min(of_class);
    }
    served
}

/// The periods of each requirement of a facility, wherever its metal comes from.
pub fn periods_of<'c>(
    f: usize,
    plan: &Plan,
    courses: &'c [Course],
) -> Vec<&'c [RequirementPeriod]> {
    let requirements = plan.requirements.iter().enumerate();
    requirements
        .map(|(e, requirement)| courses[requirement.region].requirements[&(f, e)].as_slice())
        .collect()
}
