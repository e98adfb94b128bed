//! How a region serves its facilities, period by period (C5, R1 to R9).

use super::Inputs;
use super::contract::{Supply, send};
use super::facility::Plan;
use super::price::Prices;
use coppercast::scenario::{Region, Taking, Unmet};
use std::collections::{BTreeMap, BTreeSet};

/// What happens in a region; t. The keys of the maps are indices into the scenario's lists.
pub struct Course {
    pub periods: Vec<RegionPeriod>,
    pub facilities: BTreeMap<usize, Vec<FacilityPeriod>>,
    pub contracts: BTreeMap<usize, Flow>,
    pub opening_stock: f64,
    pub cover_gap: f64,
}

#[derive(Default)]
pub struct RegionPeriod {
    /// a, b and x.
    pub from_contracts: f64,
    pub from_stock: f64,
    pub from_spot: f64,
    pub spot_bought: f64,
    pub resold: f64,
    pub closing_stock: f64,
    /// Sums of the facilities.
    pub need: f64,
    pub shortfall: f64,
    pub backlog: f64,
    pub short: bool,
}

/// As reported (R6).
#[derive(Default, Clone, Copy)]
pub struct FacilityPeriod {
    pub need: f64,
    pub delivered: f64,
    pub shortfall: f64,
    pub backlog: f64,
    pub short: bool,
}

/// Tonnes of a contract by period.
#[derive(Default)]
pub struct Flow {
    pub taken: Vec<f64>,
    /// Beyond the horizon too.
    pub arrivals: Vec<f64>,
    pub resold: Vec<f64>,
}

pub fn course(inputs: &Inputs, r: usize, prices: &Prices, plans: &[Plan], supplies: &[Supply]) -> Course {
    let scenario = inputs.scenario;
    let region = &scenario.regions[r];
    let (opening_stock, capacity, target) = match &region.inventory {
        Some(inventory) => (inputs.once(&inventory.initial), inputs.once(&inventory.capacity), inputs.once(&inventory.target)),
        None => (0.0, 0.0, 0.0),
    };

    let members: Vec<usize> = (0..plans.len()).filter(|&f| scenario.facilities[f].region == r).collect();
    let mut facilities: BTreeMap<usize, Vec<FacilityPeriod>> = members.iter().map(|&f| (f, Vec::new())).collect();
    let mut contracts: BTreeMap<usize, Flow> =
        (0..supplies.len()).filter(|&c| scenario.contracts[c].region == r).map(|c| (c, Flow::default())).collect();
    let mut backlog: BTreeMap<usize, f64> = members.iter().map(|&f| (f, 0.0)).collect();
    let mut stock = opening_stock;
    let mut gap = target - opening_stock;
    let mut largest_gap = f64::NEG_INFINITY;
    let mut periods = Vec::new();

    for t in 0..inputs.periods() {
        // (R1)
        let due: BTreeMap<usize, f64> = members.iter().map(|&f| (f, plans[f].need[t] + backlog[&f])).collect();
        let all_due: f64 = due.values().sum();
        take(inputs, t, all_due + target - stock, supplies, &mut contracts);
        let arrivals: f64 = contracts.values().map(|flow| flow.arrivals[t]).sum();
        // (R2), (R3)
        let available = spot_available(inputs, region, t, prices);
        let from_contracts = arrivals.min(all_due);
        let from_stock = stock.min(all_due - from_contracts);
        let from_spot = available.min(all_due - from_contracts - from_stock);
        // (R4)
        let served = allocate(inputs, &due, from_contracts + from_stock + from_spot);
        let mut period = RegionPeriod { from_contracts, from_stock, from_spot, ..RegionPeriod::default() };
        for &f in &members {
            // (R5)
            let unserved = due[&f] - served[&f];
            let kept = if scenario.shortage.unmet == Unmet::Backlog { unserved } else { 0.0 };
            backlog.insert(f, kept);
            // (R6)
            let need = plans[f].need[t];
            let short = unserved > f64::max(1e-6, 1e-6 * due[&f]);
            let reported = |tonnes: f64| if short { tonnes } else { 0.0 };
            let of_facility = FacilityPeriod {
                need,
                delivered: served[&f],
                shortfall: reported(need.min(unserved)),
                backlog: reported(kept),
                short,
            };
            period.need += of_facility.need;
            period.shortfall += of_facility.shortfall;
            period.backlog += of_facility.backlog;
            period.short |= short;
            facilities.entry(f).or_default().push(of_facility);
        }
        // (R7)
        let after_serving = (stock - from_stock) + (arrivals - from_contracts);
        period.resold = (after_serving - capacity).max(0.0);
        let after_resale = after_serving - period.resold;
        let refill = (available - from_spot).min((target - after_resale).max(0.0));
        stock = after_resale + refill;
        period.closing_stock = stock;
        period.spot_bought = from_spot + refill;
        // (R8)
        for flow in contracts.values_mut() {
            let share = if arrivals > 0.0 { flow.arrivals[t] / arrivals } else { 0.0 };
            flow.resold.push(period.resold * share);
        }
        // (R9)
        gap = (gap + period.need - arrivals).max(-(capacity - target));
        gap -= available.min(gap.max(0.0));
        largest_gap = largest_gap.max(gap);
        periods.push(period);
    }
    Course { periods, facilities, contracts, opening_stock, cover_gap: (largest_gap - target).max(0.0) }
}

/// Takes the tonnes of period t under the contracts of the region (C5, C6); `wanted` is what the region lacks before contracts.
fn take(inputs: &Inputs, t: usize, wanted: f64, supplies: &[Supply], contracts: &mut BTreeMap<usize, Flow>) {
    let terms = &inputs.scenario.contracts;
    let mut under_way: f64 = contracts.values().flat_map(|flow| flow.arrivals.iter().skip(t)).sum();
    for (&c, flow) in contracts.iter_mut() {
        if terms[c].taking == Taking::All {
            let offer = supplies[c].offer[t];
            flow.taken.push(offer);
            send(inputs, &terms[c], t, offer, &mut flow.arrivals);
            under_way += offer;
        }
    }
    let call = (wanted - under_way).max(0.0);
    let called = |c: usize| terms[c].taking != Taking::All;
    let offered: f64 = contracts.keys().filter(|&&c| called(c)).map(|&c| supplies[c].offer[t]).sum();
    for (&c, flow) in contracts.iter_mut().filter(|(c, _)| called(**c)) {
        let offer = supplies[c].offer[t];
        let taken = if offered <= call { offer } else { offer * call / offered };
        flow.taken.push(taken);
        send(inputs, &terms[c], t, taken, &mut flow.arrivals);
    }
}

/// C_t (R2), t.
fn spot_available(inputs: &Inputs, region: &Region, t: usize, prices: &Prices) -> f64 {
    let Some(spot) = &region.spot else { return 0.0 };
    let reference = spot.reference_price.as_ref().map_or(prices.initial, |price| inputs.at(price, t));
    let elasticity = inputs.at(&spot.elasticity, t);
    inputs.at(&spot.available, t) * inputs.delta() * (prices.at_end[t] / reference).powf(elasticity)
}

/// What each facility is served from the pool (R4).
fn allocate(inputs: &Inputs, due: &BTreeMap<usize, f64>, mut pool: f64) -> BTreeMap<usize, f64> {
    let priority = |f: usize| inputs.scenario.facilities[f].priority;
    let classes: BTreeSet<u32> = due.keys().map(|&f| priority(f)).collect();
    let mut served = BTreeMap::new();
    for class in classes {
        let of_class: f64 = due.iter().filter(|&(&f, _)| priority(f) == class).map(|(_, due)| due).sum();
        let share = if of_class > pool { pool / of_class } else { 1.0 };
        for (&f, due) in due.iter().filter(|&(&f, _)| priority(f) == class) {
            served.insert(f, share * due);
        }
        pool -= pool.min(of_class);
    }
    served
}
