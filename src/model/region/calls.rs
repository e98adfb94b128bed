//! What a region takes from its contracts and what they bring (docs/model.md, C5, C6).

use super::RegionState;
use super::policy::set_target;
use crate::index::{ContractIndex, IndexVec, RegionIndex};
use crate::model::contract::ContractState;
use crate::model::facility::demand::Demand;
use crate::model::moment::Moment;
use crate::model::pipeline::Pipeline;
use crate::model::route::add_owned_under_way;
use crate::numerics::lanes::{LANES, Lanes};

/// Takes from the offers and puts them on their way (C5, C6).
#[inline(always)]
pub fn call(
    moment: &Moment<'_>,
    region: RegionIndex,
    demand: &Demand,
    state: &mut RegionState,
    contracts: &mut IndexVec<ContractIndex, ContractState>,
    routes: &[Pipeline],
) {
    let &Moment { model, period, .. } = moment;
    let area = &model.regions[region];
    let values = moment.values();
    let everything = Lanes::splat(1.0);
    for &contract in area.contracts.iter().filter(|&&contract| !model.contracts[contract].needed) {
        model.contracts[contract].take(
            period,
            &everything,
            model.step,
            values,
            &mut contracts[contract],
        );
    }
    let follows_policy =
        area.inventory.as_ref().is_some_and(|inventory| !inventory.has_fixed_target());
    if !area.has_needed && !follows_policy {
        return;
    }
    let mut position = state.stock;
    let mut offered = Lanes::ZERO;
    for &contract in &area.contracts {
        let contract_state = &contracts[contract];
        model.contracts[contract].add_under_way(contract_state, &mut position);
        if model.contracts[contract].needed {
            offered += &contract_state.offer;
        }
    }
    if !area.is_plain() {
        add_owned_under_way(model, region, state, routes, &mut position);
    }
    if follows_policy {
        set_target(moment, region, &position, demand, state);
    }
    let mut share = Lanes::ZERO;
    let RegionState { due, target, .. } = state;
    for lane in 0..LANES {
        let call = (due[lane] + target[lane] - position[lane]).max(0.0);
        share[lane] = if offered[lane] > call { call / offered[lane] } else { 1.0 };
    }
    for &contract in area.contracts.iter().filter(|&&contract| model.contracts[contract].needed) {
        model.contracts[contract].take(
            period,
            &share,
            model.step,
            values,
            &mut contracts[contract],
        );
    }
}

/// Sum of the region's arrivals.
#[inline(always)]
pub fn arrive(
    moment: &Moment<'_>,
    region: RegionIndex,
    contracts: &mut IndexVec<ContractIndex, ContractState>,
) -> Lanes {
    let &Moment { model, exogenous, period, .. } = moment;
    let mut arrivals = Lanes::ZERO;
    for &contract in &model.regions[region].contracts {
        let state = &mut contracts[contract];
        state.arrivals = model.contracts[contract].arrive(period, state);
        arrivals += &state.arrivals;
        let followed = &exogenous.followed_prices(&model.contracts[contract])[period];
        model.contracts[contract].price(followed, &exogenous.values, state);
    }
    arrivals
}
