//! What a region orders, and what one region sends to another (R10 to R13).

use super::Inputs;
use super::contract::spread;
use super::price::Prices;
use super::region::{Running, arrives};
use coppercast::scenario::{Region, StockPolicy, expectation};

/// Price in a region in period t, USD/t (R10).
pub fn region_price(inputs: &Inputs, region: &Region, t: usize, prices: &Prices) -> f64 {
    prices.mean[t] + region.basis.as_ref().map_or(0.0, |basis| inputs.at(basis, t))
}

/// The same at the end of period t.
pub fn region_price_at_end(inputs: &Inputs, region: &Region, t: usize, prices: &Prices) -> f64 {
    prices.at_end[t] + region.basis.as_ref().map_or(0.0, |basis| inputs.at(basis, t))
}

/// C_t (R2), t.
pub fn on_offer(inputs: &Inputs, region: &Region, t: usize, prices: &Prices) -> f64 {
    let Some(spot) = &region.spot else { return 0.0 };
    let reference =
        spot.reference_price.as_ref().map_or(prices.initial, |price| inputs.at(price, t));
    let elasticity = inputs.at(&spot.elasticity, t);
    inputs.at(&spot.available, t) * inputs.delta() * (prices.mean[t] / reference).powf(elasticity)
}

/// C'_t (R10): the tonnes whose own price, with the premium and its rise up to them, is at most the
/// cap.
pub fn affordable(inputs: &Inputs, region: &Region, t: usize, prices: &Prices) -> f64 {
    let all = on_offer(inputs, region, t, prices);
    let Some(spot) = &region.spot else { return 0.0 };
    let Some(cap) = &spot.price_cap else { return all };
    let first = region_price(inputs, region, t, prices) + inputs.at(&spot.premium, t);
    let last = first + spot.impact.as_ref().map_or(0.0, |impact| inputs.at(impact, t));
    let cap = inputs.at(cap, t);
    if cap >= last {
        all
    } else if cap < first {
        0.0
    } else {
        all * (cap - first) / (last - first)
    }
}

/// T_t and what the policy orders up to whenever it does (R12); `position` is stock and everything
/// under way, less what is due.
pub fn target(
    inputs: &Inputs,
    region: &Region,
    t: usize,
    position: f64,
    ahead: f64,
    price: f64,
) -> (f64, f64) {
    let Some(inventory) = &region.inventory else { return (0.0, 0.0) };
    let capacity = inputs.once(&inventory.capacity);
    let (level, mut target) = match &inventory.policy {
        StockPolicy::BaseStock => {
            let target = inputs.once(&inventory.target);
            (target, target)
        }
        StockPolicy::Reorder { reorder_point, order_up_to } => {
            let up_to = inputs.once(order_up_to);
            (up_to, if position <= inputs.once(reorder_point) + 1e-6 { up_to } else { 0.0 })
        }
        StockPolicy::DaysOfCover { .. } => {
            let target = inputs.once(&inventory.target) + ahead;
            (target, target)
        }
    };
    if let Some(cheap) = &inventory.cheap
        && price < inputs.at(&cheap.below, t)
    {
        target = target.max(inputs.at(&cheap.up_to, t));
    }
    (target.min(capacity), level.max(target).min(capacity))
}

/// What an order that arrives `lag` periods after t should bring to a region (R11).
pub fn lack(inputs: &Inputs, region: &Running, t: usize, lag: f64) -> f64 {
    let owned = region.has() + region.under_way(t);
    // What comes after the horizon comes at its end.
    let early: f64 = (region.contracts.values())
        .flat_map(|flow| flow.arrivals.iter().enumerate().skip(t + 1))
        .filter(|(at, _)| ((*at).min(inputs.periods()) - t) as f64 <= lag + 1e-9)
        .map(|(_, tonnes)| tonnes)
        .sum();
    let contracts: f64 =
        region.contracts.values().flat_map(|flow| flow.arrivals.iter().skip(t + 1)).sum();
    let for_need = region.all_due() - owned - early;
    let for_stock = region.all_due() + region.target - owned - contracts;
    beyond_rounding(for_need.max(for_stock))
}

/// Tonnes up to 1e-9 are rounding (R6).
pub fn beyond_rounding(tonnes: f64) -> f64 {
    if tonnes > 1e-9 { tonnes } else { 0.0 }
}

/// Sends what regions spare to others that lack it (R13).
pub fn send_along_routes(inputs: &Inputs, t: usize, regions: &mut [Running]) {
    let routes = &inputs.scenario.routes;
    let cost = |n: usize| {
        expectation::mean(&routes[n].cost, inputs.scenario)
            .expect("a checked scenario has finite means")
    };
    let mut order: Vec<usize> = (0..routes.len()).collect();
    order.sort_by(|&a, &b| cost(a).partial_cmp(&cost(b)).expect("costs are numbers"));
    let spare: Vec<f64> = regions.iter().map(|region| region.has() - region.all_due()).collect();
    for n in order {
        let route = &routes[n];
        let lead_time = inputs.once(&route.lead_time) / inputs.delta();
        let sender = &regions[route.from.get()];
        let keep = route.keep.as_ref().map_or(sender.level, |keep| inputs.once(keep));
        let can = (spare[route.from.get()] - sender.now.routed_out - keep).max(0.0);
        let limit = inputs.at(&route.capacity, t) * inputs.delta();
        let sent = lack(inputs, &regions[route.to.get()], t, lead_time).min(can).min(limit);
        let price = sender.now.price;
        regions[route.from.get()].now.routed_out += sent;
        let drawn = regions[route.from.get()].lots.draw(sent);
        let receiver = &mut regions[route.to.get()];
        let before = arrives(&receiver.by_routes, t);
        spread(lead_time, t, sent, &mut receiver.by_routes);
        receiver.now.routed_in += arrives(&receiver.by_routes, t) - before;
        for (origin, tonnes) in drawn {
            let mut arrivals = Vec::new();
            spread(lead_time, t, tonnes, &mut arrivals);
            for (at, tonnes) in arrivals.into_iter().enumerate() {
                if at == t {
                    receiver.lots.add(t + 1, origin, tonnes);
                } else {
                    let parts = receiver.origins_by_routes.entry(at).or_default();
                    *parts.entry(origin).or_insert(0.0) += tonnes;
                }
            }
        }
        receiver.now.route_cost += sent * inputs.at(&route.cost, t);
        receiver.now.tariff += sent * price * inputs.at(&route.tariff, t);
        receiver.now.route_carbon +=
            sent * route.carbon.as_ref().map_or(0.0, |carbon| inputs.at(carbon, t));
    }
}
