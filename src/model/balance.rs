//! The balance of metal, period by period: what falls due, arrives, is served, bought, stored and
//! paid. Draws nothing.

mod components;
mod deferral;
mod delay;
mod dormancy;
mod loan;
mod mines;
mod money;
mod observation;
mod order;
mod route;
mod service;
mod stock;
mod supply;

use super::Model;
use super::account::Account;
use super::contract::{ContractModel, ContractState};
use super::exogenous::Exogenous;
use super::fabricator::FabricatorState;
use super::observer::{Observer, Report};
use super::pipeline::{Pipeline, Transit};
use super::region::RegionModel;
use super::requirement::{RequirementModel, Window};
use crate::numerics::instruction_set::for_each_instruction_set;
use crate::numerics::lanes::{LANES, Lanes};
use components::{begin_components, clear_components, deliver_to_sites, settle_makers};
use deferral::{DeferralState, begin_deferrals, put_off};
use delay::{FacilityDelay, charge_delays};
use dormancy::Dormancy;
use loan::lend;
use mines::report_sales;
use money::{Discount, add_up_cost, pay, settle_contracts};
use observation::{observe_horizon, observe_period};
use route::{arrive_by_routes, send_along_routes};
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
    requirements: Vec<RequirementState>,
    /// By requirement.
    orders: Vec<OrderState>,
    facilities: Vec<FacilityState>,
    fabricators: Vec<FabricatorState>,
    deferrals: Vec<DeferralState>,
    /// Windows that may be put off, as they are by now.
    deferred: Vec<Window>,
    /// Share of the period's orders that another metal replaces, by maker.
    replaced: Vec<Lanes>,
    regions: Vec<RegionState>,
    /// Tonnes on each route.
    routes: Vec<Pipeline>,
    /// Output of each source that no contract took, so far.
    sold_elsewhere: Vec<Lanes>,
    total: Account,
    discount: Discount,
}

#[derive(Debug, Clone)]
struct ContractTotals {
    entitlement: Lanes,
    delivered: Lanes,
    taken: Lanes,
    resold: Lanes,
    cost: Lanes,
    take_or_pay: Lanes,
    made_up: Lanes,
    damages: Lanes,
}

#[derive(Debug, Clone)]
struct RequirementState {
    due_before: Lanes,
    need: Lanes,
    due: Lanes,
    backlog: Lanes,
    /// When its metal is complete, years; infinite while it is not.
    completion: Lanes,
    dormancy: Dormancy,
}

/// What a requirement has besides when it is not plain.
#[derive(Debug, Clone)]
struct OrderState {
    /// Its part of what the facility has secured and not used, t.
    secured: Lanes,
    /// Metal of orders that wait for capacity, t.
    waiting: Lanes,
    /// Overdue metal in whose place the maker has worked its own, t.
    lent: Lanes,
    /// Metal in components whose making should have begun and has not, t.
    overdue: Lanes,
    site_due_before: Lanes,
    /// Metal in components that has fallen due on site since time 0, t.
    site_due: Lanes,
    /// What will be missing on site, by period modulo the length; empty without a maker.
    pipeline: Vec<Lanes>,
}

#[derive(Debug, Clone)]
struct FacilityState {
    need_sum: Lanes,
    delivered_sum: Lanes,
    shortfall_sum: Lanes,
    reported_backlog: Lanes,
    /// Of the period, of a facility with several requirements.
    need: Lanes,
    delivered: Lanes,
    shortfall: Lanes,
    backlog: Lanes,
    component_shortfall: Lanes,
    component_backlog: Lanes,
    component_shortfall_sum: Lanes,
    secured_used: Lanes,
    /// 1 where it was short in the period; only where others may wait for that.
    short: Lanes,
    delay: FacilityDelay,
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
    /// Price of the period, basis included.
    price: Lanes,
    /// What stock is ordered up to in the period, and what the policy orders it up to whenever it
    /// does.
    target: Lanes,
    level: Lanes,
    /// Spot metal on offer, whatever its price, and what is under way of it.
    on_offer: Lanes,
    spot_pipeline: Option<Pipeline>,
    /// Stock, what has arrived and what is under way by spot and routes; and those with what is
    /// under way by contracts (R11). Only where something else than a plain target asks for them.
    near: Lanes,
    position: Lanes,
    /// Stock and what has arrived, less what is due and what routes have taken away.
    spare: Lanes,
    log_reference: Option<Lanes>,
    /// Target − v of R9 and its maximum where the target is all there is, else v and the maximum of
    /// −v.
    gap: Lanes,
    worst_gap: Lanes,
    /// What is due by class of priority.
    class_due: Vec<Lanes>,
}

impl FacilityState {
    const START: FacilityState = FacilityState {
        need_sum: Lanes::ZERO,
        delivered_sum: Lanes::ZERO,
        shortfall_sum: Lanes::ZERO,
        reported_backlog: Lanes::ZERO,
        need: Lanes::ZERO,
        delivered: Lanes::ZERO,
        shortfall: Lanes::ZERO,
        backlog: Lanes::ZERO,
        component_shortfall: Lanes::ZERO,
        component_backlog: Lanes::ZERO,
        component_shortfall_sum: Lanes::ZERO,
        secured_used: Lanes::ZERO,
        short: Lanes::ZERO,
        delay: FacilityDelay::NONE,
    };
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
            made_up: Lanes::ZERO,
            damages: Lanes::ZERO,
        };
        let requirement = RequirementState {
            due_before: Lanes::ZERO,
            need: Lanes::ZERO,
            due: Lanes::ZERO,
            backlog: Lanes::ZERO,
            completion: Lanes::ZERO,
            dormancy: Dormancy::NEVER,
        };
        let order = |requirement: &RequirementModel| OrderState {
            secured: Lanes::ZERO,
            waiting: Lanes::ZERO,
            lent: Lanes::ZERO,
            overdue: Lanes::ZERO,
            site_due_before: Lanes::ZERO,
            site_due: Lanes::ZERO,
            pipeline: requirement.maker.map_or_else(Vec::new, |maker| {
                vec![Lanes::ZERO; model.fabricators[maker].longest_delay + 1]
            }),
        };
        let region = |region: &RegionModel| RegionState {
            account: Account::new(),
            stock: Lanes::ZERO,
            need: Lanes::ZERO,
            due: Lanes::ZERO,
            arrivals: Lanes::ZERO,
            price: Lanes::ZERO,
            target: Lanes::ZERO,
            level: Lanes::ZERO,
            on_offer: Lanes::ZERO,
            spot_pipeline: region
                .spot
                .as_ref()
                .and_then(|spot| spot.transit.as_ref())
                .map(Transit::pipeline),
            near: Lanes::ZERO,
            position: Lanes::ZERO,
            spare: Lanes::ZERO,
            log_reference: None,
            gap: Lanes::ZERO,
            worst_gap: Lanes::ZERO,
            class_due: vec![Lanes::ZERO; region.classes.len()],
        };
        Balance {
            contracts: model.contracts.iter().map(ContractModel::state).collect(),
            arrivals: vec![Lanes::ZERO; model.contracts.len()],
            contract_totals: vec![totals; model.contracts.len()],
            requirements: vec![requirement; model.requirements.len()],
            orders: model.requirements.iter().map(order).collect(),
            facilities: vec![FacilityState::START; model.facilities.len()],
            fabricators: vec![FabricatorState::START; model.fabricators.len()],
            deferrals: model.deferrals.iter().map(DeferralState::new).collect(),
            deferred: model
                .requirements
                .iter()
                .filter(|of| of.deferred.is_some())
                .map(|_| Window::EMPTY)
                .collect(),
            replaced: vec![Lanes::ZERO; model.fabricators.len()],
            regions: model.regions.iter().map(region).collect(),
            routes: model.routes.iter().map(|route| route.transit.pipeline()).collect(),
            sold_elsewhere: vec![Lanes::ZERO; model.sources.len()],
            total: Account::new(),
            discount: Discount::new(),
        }
    }
}

for_each_instruction_set! {
    /// Runs the balance of a block and hands every metric to the observer.
    pub fn settle_block<O: Observer>(model: &Model, exogenous: &Exogenous, balance: &mut Balance, observer: &mut O, mask: u64) {
        let report = &mut Report::new(&model.series, observer, mask);
        begin(model, exogenous, balance);
        for period in 0..model.periods {
            clear_components(model, balance);
            balance.discount.advance(model);
            put_off(model, exogenous, balance, period);
            share_out_mines(model, exogenous, balance, period);
            // Two passes: what one region can spare for another shows only once every region knows
            // what it needs and has.
            for region in 0..model.regions.len() {
                receive(model, exogenous, balance, period, region);
            }
            send_along_routes(model, exogenous, balance, period);
            for region in 0..model.regions.len() {
                settle_region(model, exogenous, balance, period, region, report);
            }
            deliver_to_sites(model, exogenous, balance, period, report);
            if period + 1 == model.periods {
                charge_delays(model, exogenous, balance);
            }
            for region in 0..model.regions.len() {
                add_up_cost(model, balance, period, region);
            }
            observe_period(model, exogenous, balance, period, report);
            report_sales(model, exogenous, balance, period, report);
        }
        observe_horizon(model, exogenous, balance, report);
    }
}
/// State at time 0.
#[inline(always)]
fn begin(model: &Model, exogenous: &Exogenous, balance: &mut Balance) {
    let values = &exogenous.values;
    balance.discount.begin(model, values);
    for (contract, state) in model.contracts.iter().zip(&mut balance.contracts) {
        contract.reset(values, state);
    }
    for totals in &mut balance.contract_totals {
        totals.entitlement = Lanes::ZERO;
        totals.delivered = Lanes::ZERO;
        totals.taken = Lanes::ZERO;
        totals.resold = Lanes::ZERO;
        totals.cost = Lanes::ZERO;
        totals.take_or_pay = Lanes::ZERO;
        totals.made_up = Lanes::ZERO;
        totals.damages = Lanes::ZERO;
    }
    for ((requirement, window), state) in
        model.requirements.iter().zip(&exogenous.windows).zip(&mut balance.requirements)
    {
        let facility = &model.facilities[requirement.facility];
        state.due_before = match exogenous.cancelled.get(requirement.facility) {
            Some(cancelled) => {
                facility.profile.due_by_times(|lane| cancelled[lane].min(0.0), window)
            }
            None => facility.profile.due_by(0.0, window),
        };
        state.backlog = Lanes::ZERO;
        for lane in 0..LANES {
            state.completion[lane] =
                if window.end_period[lane] < 0.0 { window.end[lane] } else { f64::INFINITY };
        }
        state.need = Lanes::ZERO;
        state.due = Lanes::ZERO;
        state.dormancy = Dormancy::of(requirement, window);
    }
    for state in &mut balance.facilities {
        state.need_sum = Lanes::ZERO;
        state.delivered_sum = Lanes::ZERO;
        state.shortfall_sum = Lanes::ZERO;
        state.reported_backlog = Lanes::ZERO;
    }
    for &facility in &model.composite_facilities {
        begin_components(model, exogenous, balance, facility);
    }
    begin_deferrals(model, exogenous, balance);
    for state in &mut balance.fabricators {
        state.reset();
    }
    balance.routes.iter_mut().for_each(Pipeline::clear);
    balance.sold_elsewhere.fill(Lanes::ZERO);
    balance.total.reset();
    for (region, state) in model.regions.iter().zip(&mut balance.regions) {
        state.account.reset();
        state.stock = Lanes::ZERO;
        state.gap = Lanes::ZERO;
        state.worst_gap = Lanes::ZERO;
        state.log_reference = region
            .spot
            .as_ref()
            .and_then(|spot| spot.reference_logarithm(model.price.initial, values));
        state.target = Lanes::ZERO;
        if let Some(inventory) = &region.inventory {
            state.stock = *inventory.initial.of(values);
            let (target, capacity) = (inventory.target.of(values), inventory.capacity.of(values));
            for lane in 0..LANES {
                state.target[lane] = target[lane].min(capacity[lane]);
                state.gap[lane] = state.target[lane] - state.stock[lane];
            }
        }
        state.level = state.target;
        if !region.is_plain() {
            state.gap = state.stock;
        }
        if let Some(pipeline) = &mut state.spot_pipeline {
            pipeline.clear();
        }
        // The state of before the first period bounds nothing: the gap of a region that never falls
        // below its target is 0.
        state.worst_gap = Lanes::splat(f64::NEG_INFINITY);
        for position in region.requirements() {
            state.account.need_before.add(&balance.requirements[position].due_before);
        }
    }
}

/// What falls due in a region, what it calls from its contracts, and what arrives.
#[inline(always)]
fn receive(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
    number: usize,
) {
    let state = &mut balance.regions[number];
    state.account.clear_flows(&model.series.flows);
    state.price = exogenous.region_prices(number)[period];
    let (due, need) = fall_due(model, exogenous, balance, period, number);
    take_from_mines(model, exogenous, balance, period, number, &due);
    let arrivals = arrive(model, exogenous, balance, period, number);
    let state = &mut balance.regions[number];
    state.due = due;
    state.need = need;
    state.arrivals = arrivals;
    if !model.regions[number].is_plain() {
        arrive_by_routes(model, balance, period, number);
    }
}

/// Serves, stores, buys, sells and pays.
#[inline(always)]
fn settle_region<O: Observer>(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
    number: usize,
    report: &mut Report<'_, O>,
) {
    let pool = draw_and_store(model, exogenous, balance, period, number);
    serve(model, exogenous, balance, period, number, pool, report);
    lend(model, exogenous, balance, period, number);
    settle_makers(model, exogenous, balance, period, number, report);
    pay(model, exogenous, balance, period, number);
    settle_contracts(model, exogenous, balance, period, number, report);
}
