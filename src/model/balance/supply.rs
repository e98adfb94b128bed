//! What mines offer, regions take and contracts bring (docs/model.md, C1 to C6).

use super::Balance;
use crate::lanes::{LANES, Lanes};
use crate::model::Model;
use crate::model::exogenous::Exogenous;

/// Quotas and offers; pro rata where the offers of a mine exceed its output (C1 to C4).
#[inline(always)]
pub(super) fn share_out_mines(model: &Model, exogenous: &Exogenous, balance: &mut Balance, period: usize) {
    for (mine, path) in model.mine_contracts.iter().zip(&exogenous.mines) {
        let output = &path.output[period];
        let mut wanted = Lanes::ZERO;
        for &contract in mine {
            let state = &mut balance.contracts[contract];
            model.contracts[contract].want(period, output, &exogenous.values, state);
            wanted.add(&state.offer);
        }
        let mut reduction = Lanes::ZERO;
        for lane in 0..LANES {
            reduction[lane] = if wanted[lane] > output[lane] { output[lane] / wanted[lane] } else { 1.0 };
        }
        for &contract in mine {
            model.contracts[contract].offer(period, &reduction, &mut balance.contracts[contract]);
        }
    }
    let everything = Lanes::splat(1.0);
    for &contract in &model.trader_contracts {
        let state = &mut balance.contracts[contract];
        model.contracts[contract].want(period, &Lanes::ZERO, &exogenous.values, state);
        model.contracts[contract].offer(period, &everything, state);
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
    for &contract in region.contracts.iter().filter(|&&contract| !model.contracts[contract].needed) {
        model.contracts[contract].take(period, &everything, model.step, values, &mut balance.contracts[contract]);
    }
    if !region.has_needed {
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
    let mut share = Lanes::ZERO;
    let no_target = Lanes::ZERO;
    let target = region.inventory.as_ref().map_or(&no_target, |inventory| inventory.target.of(values));
    for lane in 0..LANES {
        let call = (due[lane] + target[lane] - position[lane]).max(0.0);
        share[lane] = if offered[lane] > call { call / offered[lane] } else { 1.0 };
    }
    for &contract in region.contracts.iter().filter(|&&contract| model.contracts[contract].needed) {
        model.contracts[contract].take(period, &share, model.step, values, &mut balance.contracts[contract]);
    }
}

/// Sum of the region's arrivals.
#[inline(always)]
pub(super) fn arrive(model: &Model, exogenous: &Exogenous, balance: &mut Balance, period: usize, number: usize) -> Lanes {
    let mut arrivals = Lanes::ZERO;
    for &contract in &model.regions[number].contracts {
        let state = &mut balance.contracts[contract];
        balance.arrivals[contract] = model.contracts[contract].arrive(period, state);
        arrivals.add(&balance.arrivals[contract]);
        model.contracts[contract].price(&exogenous.prices[period], &exogenous.values, state);
    }
    arrivals
}
