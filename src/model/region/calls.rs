//! What a region takes from its contracts and what they bring (docs/model.md, C5, C6).

use super::RegionState;
use super::policy::set_target;
use crate::index::{ContractIndex, IndexVec, RegionIndex};
use crate::model::contract::ContractState;
use crate::model::facility::demand::Demand;
use crate::model::moment::Moment;
use crate::model::requirement::{beyond_rounding, ration};
use crate::model::route::{RouteState, add_owned_under_way};
use crate::numerics::lanes::{LANES, Lanes};

/// Takes from the offers and puts them on their way (C5, C6).
#[inline(always)]
pub fn call(
    moment: &Moment<'_>,
    region: RegionIndex,
    demand: &Demand,
    state: &mut RegionState,
    contracts: &mut IndexVec<ContractIndex, ContractState>,
    routes: &[RouteState],
) {
    let &Moment { model, exogenous, period } = moment;
    let area = &model.regions[region];
    let values = moment.values();
    let send = |contract: ContractIndex, state: &mut ContractState| {
        model.contracts[contract].send(period, model.step, values, state);
    };
    for &contract in &area.contracts {
        let (terms, state) = (&model.contracts[contract], &mut contracts[contract]);
        terms.price(&exogenous.followed_prices(terms)[period], values, state);
        if terms.call_rank.is_none() {
            state.taken = state.offer;
            send(contract, state);
        }
    }
    let follows_policy =
        area.inventory.as_ref().is_some_and(|inventory| !inventory.has_fixed_target());
    if area.calls.is_empty() && !follows_policy {
        return;
    }
    let mut position = state.stock;
    for &contract in &area.contracts {
        model.contracts[contract].add_under_way(&contracts[contract], &mut position);
    }
    add_owned_under_way(model, region, state, routes, &mut position);
    if follows_policy {
        set_target(moment, region, &position, demand, state);
    }
    let RegionState { due, target, .. } = state;
    let wanted = Lanes::from_fn(|lane| beyond_rounding(due[lane] + target[lane] - position[lane]));
    for &contract in area.calls.iter().flatten() {
        model.contracts[contract].open_for_calls(period, values, &mut contracts[contract]);
    }
    match area.calls.as_slice() {
        [rank] if rank.len() == 1 => {
            let ContractState { callable, forced, taken, .. } = &mut contracts[rank[0]];
            taken.set(|lane| callable[lane].min(wanted[lane]).max(forced[lane]));
        }
        ranks => share_calls(moment, ranks, wanted, contracts),
    }
    for &contract in area.calls.iter().flatten() {
        send(contract, &mut contracts[contract]);
    }
}

/// Shares what a region wants among the contracts that it calls: what comes uncalled, then what is
/// paid in any case, then by rank, and in a rank what costs least first (C5).
#[inline(always)]
fn share_calls(
    moment: &Moment<'_>,
    ranks: &[Vec<ContractIndex>],
    mut wanted: Lanes,
    contracts: &mut IndexVec<ContractIndex, ContractState>,
) {
    let mut free = Lanes::ZERO;
    for &contract in ranks.iter().flatten() {
        let ContractState { forced, paid_anyway, .. } = &contracts[contract];
        for lane in 0..LANES {
            wanted[lane] -= forced[lane];
            free[lane] += paid_anyway[lane] - forced[lane];
        }
    }
    wanted.update(|_, wanted| wanted.max(0.0));
    let share = ration(&free, &mut wanted);
    for &contract in ranks.iter().flatten() {
        let ContractState { forced, paid_anyway, taken, .. } = &mut contracts[contract];
        taken.set(|lane| forced[lane] + share[lane] * (paid_anyway[lane] - forced[lane]));
    }
    for rank in ranks {
        call_cheapest_first(moment, rank, &mut wanted, contracts);
    }
}

/// Calls what is wanted from contracts of one rank, the cheapest first, equally dear ones in
/// proportion to what is left of their offers (C5).
#[inline(always)]
fn call_cheapest_first(
    moment: &Moment<'_>,
    rank: &[ContractIndex],
    wanted: &mut Lanes,
    contracts: &mut IndexVec<ContractIndex, ContractState>,
) {
    let &Moment { model, period, .. } = moment;
    if rank.len() > 1 {
        for &contract in rank {
            let state = &mut contracts[contract];
            model.contracts[contract].find_marginal_cost(period, moment.values(), state);
        }
    }
    let mut all = Lanes::ZERO;
    for &contract in rank {
        // Comparing each with each needs no order, which every lane has its own of.
        let (mut cheaper, mut as_dear) = (Lanes::ZERO, Lanes::ZERO);
        let own = contracts[contract].marginal_cost;
        for &other in rank {
            let ContractState { callable, paid_anyway, marginal_cost, .. } = &contracts[other];
            for lane in 0..LANES {
                let left = callable[lane] - paid_anyway[lane];
                cheaper[lane] += if marginal_cost[lane] < own[lane] { left } else { 0.0 };
                as_dear[lane] += if marginal_cost[lane] == own[lane] { left } else { 0.0 };
            }
        }
        let ContractState { callable, paid_anyway, taken, .. } = &mut contracts[contract];
        for lane in 0..LANES {
            let left = callable[lane] - paid_anyway[lane];
            let rest = (wanted[lane] - cheaper[lane]).max(0.0);
            let share = if as_dear[lane] > rest { rest / as_dear[lane] } else { 1.0 };
            taken[lane] += left * share;
            all[lane] += left;
        }
    }
    wanted.update(|lane, wanted| (wanted - all[lane]).max(0.0));
}

/// Sum of the region's arrivals.
#[inline(always)]
pub fn arrive(
    moment: &Moment<'_>,
    region: RegionIndex,
    contracts: &mut IndexVec<ContractIndex, ContractState>,
) -> Lanes {
    let &Moment { model, period, .. } = moment;
    let mut arrivals = Lanes::ZERO;
    for &contract in &model.regions[region].contracts {
        let state = &mut contracts[contract];
        state.arrivals = model.contracts[contract].arrive(period, state);
        arrivals += &state.arrivals;
    }
    arrivals
}
