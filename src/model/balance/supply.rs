//! What mines offer, regions take and contracts bring (docs/model.md, C1 to C6).

use super::Balance;
use super::order::set_target;
use super::route::add_owned_under_way;
use crate::model::Model;
use crate::model::contract::Source;
use crate::model::contract::price::Market;
use crate::model::exogenous::Exogenous;
use crate::numerics::lanes::{LANES, Lanes};

/// Quotas and offers; where the offers of a source exceed its output, by claim, and pro rata among
/// equal claims (C1 to C4, C9 to C12).
#[inline(always)]
pub(super) fn share_out_mines(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
) {
    let values = &exogenous.values;
    let market = |contract: usize| {
        let region = model.contracts[contract].region;
        let spot = model.regions[region].spot.as_ref();
        Market {
            followed: &exogenous.followed_prices(&model.contracts[contract])[period],
            price: &exogenous.region_prices(region)[period],
            premium: spot.map(|spot| spot.premium.at(values, period)),
        }
    };
    for place in &model.sources {
        let output = &exogenous.output(place)[period];
        let source = Some(Source {
            output,
            availability: &exogenous.mines[place.mine].availability[period],
        });
        let mut left = *output;
        for (rank, of_rank) in place.claims.iter().enumerate() {
            let mut wanted = Lanes::ZERO;
            for &contract in of_rank {
                let state = &mut balance.contracts[contract];
                model.contracts[contract].want(
                    period,
                    model.step,
                    source,
                    market(contract),
                    values,
                    state,
                );
                wanted.add(&state.offer);
            }
            let mut reduction = Lanes::ZERO;
            for lane in 0..LANES {
                reduction[lane] =
                    if wanted[lane] > left[lane] { left[lane] / wanted[lane] } else { 1.0 };
            }
            for &contract in of_rank {
                let state = &mut balance.contracts[contract];
                model.contracts[contract].offer(
                    period,
                    &reduction,
                    source,
                    market(contract),
                    values,
                    state,
                );
            }
            if rank + 1 < place.claims.len() {
                for lane in 0..LANES {
                    left[lane] = (left[lane] - wanted[lane]).max(0.0);
                }
            }
        }
    }
    let everything = Lanes::splat(1.0);
    for &contract in &model.trader_contracts {
        let state = &mut balance.contracts[contract];
        model.contracts[contract].want(period, model.step, None, market(contract), values, state);
        model.contracts[contract].offer(period, &everything, None, market(contract), values, state);
    }
}

/// Takes from the offers and puts them on their way (C5, C6).
#[inline(always)]
pub(super) fn take_from_mines(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
    number: usize,
    due: &Lanes,
) {
    let region = &model.regions[number];
    let values = &exogenous.values;
    let everything = Lanes::splat(1.0);
    for &contract in region.contracts.iter().filter(|&&contract| !model.contracts[contract].needed)
    {
        model.contracts[contract].take(
            period,
            &everything,
            model.step,
            values,
            &mut balance.contracts[contract],
        );
    }
    let follows_policy =
        region.inventory.as_ref().is_some_and(|inventory| !inventory.has_fixed_target());
    if !region.has_needed && !follows_policy {
        return;
    }
    let mut position = balance.regions[number].stock;
    let mut offered = Lanes::ZERO;
    for &contract in &region.contracts {
        let state = &balance.contracts[contract];
        model.contracts[contract].add_under_way(state, &mut position);
        if model.contracts[contract].needed {
            offered.add(&state.offer);
        }
    }
    if !region.is_plain() {
        add_owned_under_way(model, balance, number, &mut position);
    }
    if follows_policy {
        set_target(model, exogenous, balance, period, number, &position, due);
    }
    let mut share = Lanes::ZERO;
    let target = &balance.regions[number].target;
    for lane in 0..LANES {
        let call = (due[lane] + target[lane] - position[lane]).max(0.0);
        share[lane] = if offered[lane] > call { call / offered[lane] } else { 1.0 };
    }
    for &contract in region.contracts.iter().filter(|&&contract| model.contracts[contract].needed) {
        model.contracts[contract].take(
            period,
            &share,
            model.step,
            values,
            &mut balance.contracts[contract],
        );
    }
}

/// Sum of the region's arrivals.
#[inline(always)]
pub(super) fn arrive(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
    number: usize,
) -> Lanes {
    let mut arrivals = Lanes::ZERO;
    for &contract in &model.regions[number].contracts {
        let state = &mut balance.contracts[contract];
        balance.arrivals[contract] = model.contracts[contract].arrive(period, state);
        arrivals.add(&balance.arrivals[contract]);
        let followed = &exogenous.followed_prices(&model.contracts[contract])[period];
        model.contracts[contract].price(followed, &exogenous.values, state);
    }
    arrivals
}
