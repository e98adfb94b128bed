//! The balance of copper, period by period: what falls due, arrives, is served, bought, stored and paid. Draws nothing.

mod money;
mod observation;
mod service;
mod stock;
mod supply;

use super::Model;
use super::account::Account;
use super::contract::{ContractModel, ContractState};
use super::exogenous::Exogenous;
use super::region::RegionModel;
use super::series::Observer;
use crate::instruction_set::for_each_instruction_set;
use crate::lanes::{LANES, Lanes};
use money::{add_up_cost, pay, settle_contracts};
use observation::{observe_horizon, observe_period};
use service::{fall_due, serve};
use stock::draw_and_store;
use supply::{arrive, share_out_mines, take_from_mines};

/// State of the balance over a block, reused from block to block.
#[derive(Debug)]
pub struct Balance {
    contracts: Vec<ContractState>,
    /// Arrivals of each contract in the period.
    arrivals: Vec<Lanes>,
    contract_totals: Vec<ContractTotals>,
    facilities: Vec<FacilityState>,
    regions: Vec<RegionState>,
    total: Account,
}

#[derive(Debug, Clone)]
struct ContractTotals {
    entitlement: Lanes,
    delivered: Lanes,
    taken: Lanes,
    resold: Lanes,
    cost: Lanes,
    take_or_pay: Lanes,
}

#[derive(Debug, Clone)]
struct FacilityState {
    due_before: Lanes,
    need: Lanes,
    due: Lanes,
    backlog: Lanes,
    need_sum: Lanes,
    delivered_sum: Lanes,
    shortfall_sum: Lanes,
    reported_backlog: Lanes,
    completion: Lanes,
}

#[derive(Debug, Clone)]
struct RegionState {
    account: Account,
    stock: Lanes,
    /// Need of the period, and what is due with the backlog.
    need: Lanes,
    due: Lanes,
    /// What the region's contracts bring in the period.
    arrivals: Lanes,
    log_reference: Option<Lanes>,
    /// z of R9 and its maximum.
    gap: Lanes,
    worst_gap: Lanes,
    /// What is due by class of priority.
    class_due: Vec<Lanes>,
}

impl Balance {
    pub fn new(model: &Model) -> Self {
        let totals = ContractTotals {
            entitlement: Lanes::ZERO,
            delivered: Lanes::ZERO,
            taken: Lanes::ZERO,
            resold: Lanes::ZERO,
            cost: Lanes::ZERO,
            take_or_pay: Lanes::ZERO,
        };
        let facility = FacilityState {
            due_before: Lanes::ZERO,
            need: Lanes::ZERO,
            due: Lanes::ZERO,
            backlog: Lanes::ZERO,
            need_sum: Lanes::ZERO,
            delivered_sum: Lanes::ZERO,
            shortfall_sum: Lanes::ZERO,
            reported_backlog: Lanes::ZERO,
            completion: Lanes::ZERO,
        };
        let region = |region: &RegionModel| RegionState {
            account: Account::new(),
            stock: Lanes::ZERO,
            need: Lanes::ZERO,
            due: Lanes::ZERO,
            arrivals: Lanes::ZERO,
            log_reference: None,
            gap: Lanes::ZERO,
            worst_gap: Lanes::ZERO,
            class_due: vec![Lanes::ZERO; region.classes.len()],
        };
        Balance {
            contracts: model.contracts.iter().map(ContractModel::state).collect(),
            arrivals: vec![Lanes::ZERO; model.contracts.len()],
            contract_totals: vec![totals; model.contracts.len()],
            facilities: vec![facility; model.facilities.len()],
            regions: model.regions.iter().map(region).collect(),
            total: Account::new(),
        }
    }
}

for_each_instruction_set! {
    /// Runs the balance of a block and hands every metric to the observer.
    pub fn settle_block<O: Observer>(model: &Model, exogenous: &Exogenous, balance: &mut Balance, observer: &mut O, mask: u64) {
        begin(model, exogenous, balance);
        for period in 0..model.periods {
            share_out_mines(model, exogenous, balance, period);
            // Two passes: what one region can spare for another shows only once every region knows what it needs and has.
            for region in 0..model.regions.len() {
                receive(model, exogenous, balance, period, region);
            }
            for region in 0..model.regions.len() {
                settle_region(model, exogenous, balance, period, region, observer, mask);
            }
            observe_period(model, exogenous, balance, period, observer, mask);
        }
        observe_horizon(model, exogenous, balance, observer, mask);
    }
}
/// State at time 0.
#[inline(always)]
fn begin(model: &Model, exogenous: &Exogenous, balance: &mut Balance) {
    let values = &exogenous.values;
    for (contract, state) in model.contracts.iter().zip(&mut balance.contracts) {
        contract.reset(state);
    }
    for totals in &mut balance.contract_totals {
        totals.entitlement = Lanes::ZERO;
        totals.delivered = Lanes::ZERO;
        totals.taken = Lanes::ZERO;
        totals.resold = Lanes::ZERO;
        totals.cost = Lanes::ZERO;
        totals.take_or_pay = Lanes::ZERO;
    }
    for ((facility, window), state) in model.facilities.iter().zip(&exogenous.windows).zip(&mut balance.facilities) {
        state.due_before = facility.profile.due_by(0.0, window);
        state.backlog = Lanes::ZERO;
        state.need_sum = Lanes::ZERO;
        state.delivered_sum = Lanes::ZERO;
        state.shortfall_sum = Lanes::ZERO;
        state.reported_backlog = Lanes::ZERO;
        for lane in 0..LANES {
            state.completion[lane] = if window.end_period[lane] < 0.0 { window.end[lane] } else { f64::INFINITY };
        }
    }
    balance.total.reset();
    for (region, state) in model.regions.iter().zip(&mut balance.regions) {
        state.account.reset();
        state.stock = Lanes::ZERO;
        state.gap = Lanes::ZERO;
        state.worst_gap = Lanes::ZERO;
        state.log_reference = region.spot.as_ref().and_then(|spot| spot.reference_logarithm(model.price.initial, values));
        if let Some(inventory) = &region.inventory {
            state.stock = *inventory.initial.of(values);
            let target = inventory.target.of(values);
            for lane in 0..LANES {
                state.gap[lane] = target[lane] - state.stock[lane];
            }
        }
        // The state of before the first period bounds nothing: the gap of a region that never falls below its target is 0.
        state.worst_gap = Lanes::splat(f64::NEG_INFINITY);
        for position in region.facilities() {
            state.account.need_before.add(&balance.facilities[position].due_before);
        }
    }
}

/// What falls due in a region, what it calls from its contracts, and what arrives.
#[inline(always)]
fn receive(model: &Model, exogenous: &Exogenous, balance: &mut Balance, period: usize, number: usize) {
    balance.regions[number].account.clear_flows();
    let (due, need) = fall_due(model, exogenous, balance, period, number);
    take_from_mines(model, exogenous, balance, period, number, &due);
    let arrivals = arrive(model, exogenous, balance, period, number);
    let state = &mut balance.regions[number];
    state.due = due;
    state.need = need;
    state.arrivals = arrivals;
}

/// Serves, stores, buys, sells and pays.
#[inline(always)]
fn settle_region<O: Observer>(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
    number: usize,
    observer: &mut O,
    mask: u64,
) {
    let pool = draw_and_store(model, exogenous, balance, period, number);
    serve(model, exogenous, balance, period, number, pool, observer, mask);
    pay(model, exogenous, balance, period, number);
    settle_contracts(model, exogenous, balance, period, number, observer, mask);
    add_up_cost(model, balance, period, number);
}
