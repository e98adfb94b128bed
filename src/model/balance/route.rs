//! Metal between regions, and what a region has under way (docs/model.md, R11, R13).

use super::Balance;
use super::order::lack;
use crate::metric::Metric;
use crate::model::Model;
use crate::model::exogenous::Exogenous;
use crate::numerics::lanes::{LANES, Lanes};

/// Adds what the region has paid and what is on its way to it, by spot and by routes.
#[inline(always)]
pub(super) fn add_owned_under_way(
    model: &Model,
    balance: &Balance,
    number: usize,
    sum: &mut Lanes,
) {
    if let Some(pipeline) = &balance.regions[number].spot_pipeline {
        pipeline.add_under_way(sum);
    }
    for (route, pipeline) in model.routes.iter().zip(&balance.routes) {
        if route.to == number {
            pipeline.add_under_way(sum);
        }
    }
}

/// Takes in what was bought or sent before, and counts what the region has.
#[inline(always)]
pub(super) fn arrive_by_routes(model: &Model, balance: &mut Balance, period: usize, number: usize) {
    let state = &mut balance.regions[number];
    if let Some(pipeline) = &mut state.spot_pipeline {
        state.account.flows[Metric::SpotReceived] = pipeline.arrive(period);
    }
    for (route, pipeline) in model.routes.iter().zip(&mut balance.routes) {
        if route.to == number {
            state.account.flows[Metric::RoutedIn].add(&pipeline.arrive(period));
        }
    }
    let mut near = state.stock;
    near.add(&state.arrivals);
    near.add(&state.account.flows[Metric::SpotReceived]);
    near.add(&state.account.flows[Metric::RoutedIn]);
    // Routes pass on nothing that another route brings in the same period: what there is to spare
    // is counted before the first one.
    for lane in 0..LANES {
        state.spare[lane] = near[lane] - state.due[lane];
    }
    add_owned_under_way(model, balance, number, &mut near);
    let mut position = near;
    for &contract in &model.regions[number].contracts {
        model.contracts[contract].add_under_way(&balance.contracts[contract], &mut position);
    }
    let state = &mut balance.regions[number];
    state.near = near;
    state.position = position;
}

/// Sends what one region can spare to another that lacks it, the cheapest route first (R13).
#[inline(always)]
pub(super) fn send_along_routes(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
) {
    let values = &exogenous.values;
    for (number, route) in model.routes.iter().enumerate() {
        let mut sent = lack(model, balance, period, route.to, route.transit.lag(values));
        let (capacity, cost) = (route.capacity.at(values, period), route.cost.at(values, period));
        let sender = &mut balance.regions[route.from];
        let keep = route.keep.map_or(sender.level, |keep| *keep.of(values));
        for lane in 0..LANES {
            let spare = (sender.spare[lane] - keep[lane]).max(0.0);
            sent[lane] = sent[lane].min(spare).min(capacity[lane] * model.step);
            sender.spare[lane] -= sent[lane];
            sender.near[lane] -= sent[lane];
            sender.position[lane] -= sent[lane];
        }
        sender.account.flows[Metric::RoutedOut].add(&sent);
        let price = sender.price;
        let receiver = &mut balance.regions[route.to];
        receiver.near.add(&sent);
        receiver.position.add(&sent);
        let flows = &mut receiver.account.flows;
        let pipeline = &mut balance.routes[number];
        route.transit.send(period, &sent, model.step, values, pipeline);
        flows[Metric::RoutedIn].add(&pipeline.arrive(period));
        for lane in 0..LANES {
            flows[Metric::CostRoute][lane] += cost[lane] * sent[lane];
        }
        if let Some(tariff) = route.tariff {
            let tariff = tariff.at(values, period);
            for lane in 0..LANES {
                flows[Metric::CostTariff][lane] += tariff[lane] * price[lane] * sent[lane];
            }
        }
        if let Some(carbon) = route.carbon {
            let carbon = carbon.of(values);
            for lane in 0..LANES {
                flows[Metric::Carbon][lane] += carbon[lane] * sent[lane];
            }
        }
    }
}
