//! The balance of copper, period by period: what falls due, arrives, is served, bought, stored and paid. Draws nothing.

use super::Model;
use super::account::{Account, Flow, REPORTED_SHORT};
use super::contract::ContractState;
use super::exogenous::Exogenous;
use super::series::{Observer, Subject};
use crate::instruction_set::for_each_instruction_set;
use crate::lanes::{LANES, Lanes};

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
        let region = |region: &super::region::RegionModel| RegionState {
            account: Account::new(),
            stock: Lanes::ZERO,
            log_reference: None,
            gap: Lanes::ZERO,
            worst_gap: Lanes::ZERO,
            class_due: vec![Lanes::ZERO; region.classes.len()],
        };
        Balance {
            contracts: model.contracts.iter().map(super::contract::ContractModel::state).collect(),
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
        *state = contract.state();
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

/// Quotas and offers; pro rata where the offers of a mine exceed its output (C1 to C4).
#[inline(always)]
fn share_out_mines(model: &Model, exogenous: &Exogenous, balance: &mut Balance, period: usize) {
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
}

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
    let region = &model.regions[number];
    let values = &exogenous.values;
    let price = &exogenous.prices[period];
    let step = model.step;
    balance.regions[number].account.clear_flows();

    let (due, need) = fall_due(model, exogenous, balance, period, number);
    take_from_mines(model, exogenous, balance, period, number, &due);
    let arrivals = arrive(model, exogenous, balance, period, number);

    let state = &mut balance.regions[number];
    let flows = &mut state.account.flows;
    let spot_capacity = match &region.spot {
        Some(spot) => spot.capacity(period, step, &exogenous.log_prices[period], state.log_reference.as_ref(), values),
        None => Lanes::ZERO,
    };
    // R3: arrivals serve first, then stock, then what the spot market has.
    let mut pool = Lanes::ZERO;
    for lane in 0..LANES {
        let from_contract = arrivals[lane].min(due[lane]);
        let from_stock = state.stock[lane].min(due[lane] - from_contract);
        let from_spot = spot_capacity[lane].min(due[lane] - from_contract - from_stock);
        pool[lane] = from_contract + from_stock + from_spot;
        flows[Flow::DeliveredContract][lane] = from_contract;
        flows[Flow::DeliveredStock][lane] = from_stock;
        flows[Flow::DeliveredSpot][lane] = from_spot;
        flows[Flow::SpotBought][lane] = from_spot;
        flows[Flow::Delivered][lane] = pool[lane];
        state.stock[lane] += arrivals[lane] - from_contract - from_stock;
    }
    flows[Flow::Need] = need;
    // R7: sell what the stock cannot hold, refill it from the spot market.
    match &region.inventory {
        Some(inventory) => {
            let (capacity, target) = (inventory.capacity.of(values), inventory.target.of(values));
            for lane in 0..LANES {
                let resold = (state.stock[lane] - capacity[lane]).max(0.0);
                let kept = state.stock[lane] - resold;
                let left_over = spot_capacity[lane] - flows[Flow::SpotBought][lane];
                let refill = left_over.min((target[lane] - kept).max(0.0));
                flows[Flow::Resold][lane] = resold;
                flows[Flow::SpotBought][lane] += refill;
                state.stock[lane] = kept + refill;
                // R9
                let gap = (state.gap[lane] + need[lane] - arrivals[lane]).max(target[lane] - capacity[lane]);
                state.gap[lane] = gap - spot_capacity[lane].min(gap.max(0.0));
                state.worst_gap[lane] = state.worst_gap[lane].max(state.gap[lane] - target[lane]);
            }
        }
        None => {
            for lane in 0..LANES {
                flows[Flow::Resold][lane] = state.stock[lane];
                state.stock[lane] = 0.0;
                let gap = (state.gap[lane] + need[lane] - arrivals[lane]).max(0.0);
                state.gap[lane] = gap - spot_capacity[lane].min(gap);
                state.worst_gap[lane] = state.worst_gap[lane].max(state.gap[lane]);
            }
        }
    }
    flows[Flow::Stock] = state.stock;

    serve(model, exogenous, balance, period, number, pool, observer, mask);
    pay(model, exogenous, balance, period, number, price, &arrivals);
    settle_contracts(model, exogenous, balance, period, number, &arrivals, observer, mask);

    let state = &mut balance.regions[number];
    for lane in 0..LANES {
        let flows = &mut state.account.flows;
        let cost = flows[Flow::CostContract][lane]
            + flows[Flow::CostSpot][lane]
            + flows[Flow::CostPremium][lane]
            + flows[Flow::CostTakeOrPay][lane]
            + flows[Flow::CostHolding][lane]
            + flows[Flow::CostOpeningStock][lane]
            - flows[Flow::RevenueResale][lane]
            - if period + 1 == model.periods { state.account.closing_stock_value[lane] } else { 0.0 };
        flows[Flow::Cost][lane] = cost;
        flows[Flow::CostWithPenalty][lane] = cost + flows[Flow::CostPenalty][lane];
    }
}

/// Needs of the period and what is due by class of priority (R1).
#[inline(always)]
fn fall_due(model: &Model, exogenous: &Exogenous, balance: &mut Balance, period: usize, number: usize) -> (Lanes, Lanes) {
    let region = &model.regions[number];
    let end = (period + 1) as f64 * model.step;
    let (mut due, mut need) = (Lanes::ZERO, Lanes::ZERO);
    for (class, positions) in region.classes.iter().enumerate() {
        let mut sum = Lanes::ZERO;
        for position in positions.clone() {
            let state = &mut balance.facilities[position];
            let due_by = model.facilities[position].profile.due_by(end, &exogenous.windows[position]);
            for lane in 0..LANES {
                let fresh = due_by[lane] - state.due_before[lane];
                state.need[lane] = fresh;
                state.need_sum[lane] += fresh;
                state.due[lane] = fresh + state.backlog[lane];
                sum[lane] += state.due[lane];
                need[lane] += fresh;
            }
            state.due_before = due_by;
        }
        due.add(&sum);
        balance.regions[number].class_due[class] = sum;
    }
    (due, need)
}

/// Takes from the offers and puts them on their way (C5, C6).
#[inline(always)]
fn take_from_mines(model: &Model, exogenous: &Exogenous, balance: &mut Balance, period: usize, number: usize, due: &Lanes) {
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
fn arrive(model: &Model, exogenous: &Exogenous, balance: &mut Balance, period: usize, number: usize) -> Lanes {
    let mut arrivals = Lanes::ZERO;
    for &contract in &model.regions[number].contracts {
        let state = &mut balance.contracts[contract];
        balance.arrivals[contract] = model.contracts[contract].arrive(period, state);
        arrivals.add(&balance.arrivals[contract]);
        model.contracts[contract].price(&exogenous.prices[period], &exogenous.values, state);
    }
    arrivals
}

/// Shares the pool among the facilities by priority, pro rata within a class (R4 to R6), and observes them.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn serve<O: Observer>(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
    number: usize,
    mut pool: Lanes,
    observer: &mut O,
    mask: u64,
) {
    let region = &model.regions[number];
    let RegionState { account, class_due, .. } = &mut balance.regions[number];
    let end = (period + 1) as f64 * model.step;
    let (mut shortfall_sum, mut backlog_sum, mut short) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
    for (class, positions) in region.classes.iter().enumerate() {
        let class_due = &class_due[class];
        let mut share = Lanes::ZERO;
        for lane in 0..LANES {
            share[lane] = if class_due[lane] > pool[lane] { pool[lane] / class_due[lane] } else { 1.0 };
            pool[lane] -= pool[lane].min(class_due[lane]);
        }
        for position in positions.clone() {
            let state = &mut balance.facilities[position];
            let window = &exogenous.windows[position];
            let (mut served, mut shortfall) = (Lanes::ZERO, Lanes::ZERO);
            for lane in 0..LANES {
                served[lane] = state.due[lane] * share[lane];
                let unserved = state.due[lane] - served[lane];
                let is_short = unserved > REPORTED_SHORT.max(REPORTED_SHORT * state.due[lane]);
                let reported = if is_short { unserved } else { 0.0 };
                shortfall[lane] = reported.min(state.need[lane]);
                short[lane] = if is_short { 1.0 } else { short[lane] };
                state.backlog[lane] = if model.backlog { unserved } else { 0.0 };
                state.reported_backlog[lane] = if model.backlog { reported } else { 0.0 };
                let at_end = period as f64 == window.end_period[lane];
                let completes = !is_short && period as f64 >= window.end_period[lane] && state.completion[lane] == f64::INFINITY;
                let completion = if at_end { window.end[lane] } else { end };
                state.completion[lane] = if completes { completion } else { state.completion[lane] };
                state.delivered_sum[lane] += served[lane];
                state.shortfall_sum[lane] += shortfall[lane];
            }
            shortfall_sum.add(&shortfall);
            backlog_sum.add(&state.reported_backlog);
            let series = model.series.base(Subject::FacilityPeriod(model.facilities[position].number, period));
            observer.observe(series, &state.need.0, mask);
            observer.observe(series + 1, &served.0, mask);
            observer.observe(series + 2, &shortfall.0, mask);
            observer.observe(series + 3, &state.reported_backlog.0, mask);
        }
    }
    account.flows[Flow::Shortfall] = shortfall_sum;
    account.flows[Flow::Backlog] = backlog_sum;
    account.short = short;
}

/// Spot, holding, resale, opening and closing stock, penalties, carbon and water (E1, E3, E4).
#[inline(always)]
fn pay(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
    number: usize,
    price: &Lanes,
    arrivals: &Lanes,
) {
    let region = &model.regions[number];
    let values = &exogenous.values;
    let last = period + 1 == model.periods;
    let state = &mut balance.regions[number];
    let account = &mut state.account;
    let flows = &mut account.flows;
    let discount = region.resale_discount.of(values);
    for lane in 0..LANES {
        flows[Flow::RevenueResale][lane] = (price[lane] - discount[lane]) * flows[Flow::Resold][lane];
    }
    if let Some(spot) = &region.spot {
        let premium = spot.premium.at(values, period);
        for lane in 0..LANES {
            flows[Flow::CostSpot][lane] = price[lane] * flows[Flow::SpotBought][lane];
            flows[Flow::CostPremium][lane] = premium[lane] * flows[Flow::SpotBought][lane];
        }
    }
    if let Some(inventory) = &region.inventory {
        let holding = inventory.holding_cost.of(values);
        for lane in 0..LANES {
            flows[Flow::CostHolding][lane] = holding[lane] * state.stock[lane] * model.step;
        }
        if period == 0 {
            let (initial_price, initial) = (model.price.initial.of(values), inventory.initial.of(values));
            for lane in 0..LANES {
                flows[Flow::CostOpeningStock][lane] = initial_price[lane] * initial[lane];
            }
        }
        if last {
            for lane in 0..LANES {
                account.closing_stock_value[lane] = (price[lane] - discount[lane]) * state.stock[lane];
            }
        }
    }
    if let Some(penalty) = model.penalty {
        let penalty = penalty.of(values);
        let (late, per) = if model.backlog { (Flow::Backlog, model.step) } else { (Flow::Shortfall, 1.0) };
        for lane in 0..LANES {
            flows[Flow::CostPenalty][lane] = penalty[lane] * per * flows[late][lane];
        }
    }
    if last && model.series.features.cost_of_delay {
        for position in region.facilities() {
            let delay = &model.facilities[position];
            if let Some(cost) = &delay.cost_of_delay {
                let (rate, power) = (cost.rate.of(values), cost.power.of(values));
                let built = delay.built_mask(values);
                let facility = &balance.facilities[position];
                for lane in 0..LANES {
                    let late = (facility.completion[lane].min(model.horizon) - exogenous.windows[position].end[lane]).max(0.0);
                    let late = if model.backlog && built >> lane & 1 == 1 { late } else { 0.0 };
                    flows[Flow::CostPenalty][lane] += rate[lane] * power[lane] * late;
                }
            }
        }
    }
    if model.series.features.carbon || model.series.features.water || model.low_carbon.is_some() {
        attribute_emissions(model, exogenous, balance, number, arrivals);
    }
}

/// Carbon and water of the tonnes acquired, and how many of them are low-carbon (E4).
#[inline(always)]
fn attribute_emissions(model: &Model, exogenous: &Exogenous, balance: &mut Balance, number: usize, arrivals: &Lanes) {
    let region = &model.regions[number];
    let values = &exogenous.values;
    let account = &mut balance.regions[number].account;
    for lane in 0..LANES {
        account.acquired[lane] = arrivals[lane] + account.flows[Flow::SpotBought][lane];
    }
    let spot = region.spot.as_ref();
    let bought = account.flows[Flow::SpotBought];
    let sources = region
        .contracts
        .iter()
        .map(|&contract| {
            let mine = &model.mines[model.contracts[contract].mine];
            (&balance.arrivals[contract], mine.carbon, mine.water)
        })
        .chain(spot.map(|spot| (&bought, spot.carbon, spot.water)));
    for (tonnes, carbon, water) in sources {
        if let Some(carbon) = carbon {
            let factor = carbon.of(values);
            for lane in 0..LANES {
                account.flows[Flow::Carbon][lane] += tonnes[lane] * factor[lane];
            }
            if let Some(threshold) = model.low_carbon {
                for lane in 0..LANES {
                    account.low_carbon[lane] += if factor[lane] <= threshold { tonnes[lane] } else { 0.0 };
                }
            }
        }
        if let Some(water) = water {
            let factor = water.of(values);
            for lane in 0..LANES {
                account.flows[Flow::Water][lane] += tonnes[lane] * factor[lane];
            }
        }
    }
}

/// Contract payments and resale by contract (C7, C8, R8); observes the contracts.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn settle_contracts<O: Observer>(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
    number: usize,
    arrivals: &Lanes,
    observer: &mut O,
    mask: u64,
) {
    let flows = &mut balance.regions[number].account.flows;
    let mut resold_share = Lanes::ZERO;
    for lane in 0..LANES {
        resold_share[lane] = if arrivals[lane] > 0.0 { flows[Flow::Resold][lane] / arrivals[lane] } else { 0.0 };
    }
    for &contract in &model.regions[number].contracts {
        let state = &mut balance.contracts[contract];
        let delivered = &balance.arrivals[contract];
        let totals = &mut balance.contract_totals[contract];
        let paid = model.contracts[contract].settle(period, &exogenous.values, state);
        let (mut cost, mut resold) = (Lanes::ZERO, Lanes::ZERO);
        for lane in 0..LANES {
            cost[lane] = delivered[lane] * state.price[lane];
            resold[lane] = delivered[lane] * resold_share[lane];
        }
        flows[Flow::CostContract].add(&cost);
        flows[Flow::CostTakeOrPay].add(&paid);
        totals.entitlement.add(&state.quota);
        totals.delivered.add(delivered);
        totals.taken.add(&state.taken);
        totals.resold.add(&resold);
        totals.cost.add(&cost);
        totals.take_or_pay.add(&paid);
        let columns = [&state.quota, delivered, &state.owed, &state.taken, &resold, &cost];
        let series = model.series.base(Subject::ContractPeriod(contract, period));
        for (offset, column) in columns.into_iter().enumerate() {
            observer.observe(series + offset, &column.0, mask);
        }
        let mut next = series + columns.len();
        if model.series.features.take_or_pay {
            observer.observe(next, &paid.0, mask);
            next += 1;
        }
        observer.observe(next, &state.price.0, mask);
    }
}

/// Adds the period to the horizon's accounts and observes regions and the total.
#[inline(always)]
fn observe_period<O: Observer>(
    model: &Model,
    exogenous: &Exogenous,
    balance: &mut Balance,
    period: usize,
    observer: &mut O,
    mask: u64,
) {
    let plan = &model.series;
    let several = model.regions.len() != 1;
    if several {
        balance.total.clear_flows();
        for state in &balance.regions {
            balance.total.add_flows(&state.account, &plan.flows);
        }
    }
    for (number, state) in balance.regions.iter_mut().enumerate() {
        state.account.close_period(period, model.step, &plan.flows);
        let series = plan.base(Subject::RegionPeriod(number, period));
        state.account.observe_flows(&plan.flows, series, observer, mask);
        if let Some(ratio) = model.low_carbon_ratio(Subject::RegionPeriod(number, period)) {
            observer.observe_ratio(ratio, &state.account.low_carbon.0, &state.account.acquired.0, mask);
        }
    }
    let mut series = plan.base(Subject::TotalPeriod(period));
    if several {
        balance.total.close_period(period, model.step, &plan.flows);
        balance.total.observe_flows(&plan.flows, series, observer, mask);
        if let Some(ratio) = model.low_carbon_ratio(Subject::TotalPeriod(period)) {
            observer.observe_ratio(ratio, &balance.total.low_carbon.0, &balance.total.acquired.0, mask);
        }
        series += plan.flows.len();
    }
    let whole = if several { &balance.total } else { &balance.regions[0].account };
    let (mut first, mut so_far) = (Lanes::ZERO, Lanes::ZERO);
    for lane in 0..LANES {
        first[lane] = f64::from(whole.first_short[lane] == period as f64);
        so_far[lane] = f64::from(whole.first_short[lane] <= period as f64);
    }
    observer.observe(series, &exogenous.prices[period].0, mask);
    observer.observe(series + 1, &first.0, mask);
    observer.observe(series + 2, &so_far.0, mask);
}

/// Observes everything over the horizon.
#[inline(always)]
fn observe_horizon<O: Observer>(model: &Model, exogenous: &Exogenous, balance: &mut Balance, observer: &mut O, mask: u64) {
    let plan = &model.series;
    let several = model.regions.len() != 1;
    for (position, facility) in model.facilities.iter().enumerate() {
        observe_facility(model, exogenous, &balance.facilities[position], position, facility, observer, mask);
    }
    for (number, region) in model.regions.iter().enumerate() {
        let state = &mut balance.regions[number];
        for position in region.facilities() {
            let window = &exogenous.windows[position];
            for lane in 0..LANES {
                state.account.need_after[lane] += window.quantity[lane] - balance.facilities[position].due_before[lane];
            }
        }
        for lane in 0..LANES {
            state.account.cover_gap[lane] = state.worst_gap[lane].max(0.0);
        }
        if several {
            balance.total.add_horizon(&state.account);
        }
        state.account.observe_horizon(
            plan,
            Subject::Region(number),
            model.ratio_numbers(Subject::Region(number)),
            observer,
            mask,
        );
    }
    if several {
        balance.total.observe_horizon(plan, Subject::Total, model.ratio_numbers(Subject::Total), observer, mask);
    }
    for (number, totals) in balance.contract_totals.iter().enumerate() {
        let columns = [
            &totals.entitlement,
            &totals.delivered,
            &balance.contracts[number].owed,
            &totals.taken,
            &totals.resold,
            &totals.cost,
        ];
        let series = plan.base(Subject::Contract(number));
        for (offset, column) in columns.into_iter().enumerate() {
            observer.observe(series + offset, &column.0, mask);
        }
        if plan.features.take_or_pay {
            observer.observe(series + columns.len(), &totals.take_or_pay.0, mask);
        }
        observer.observe_ratio(model.price_paid_ratios[number], &totals.cost.0, &totals.delivered.0, mask);
    }
    observe_mines(model, exogenous, observer, mask);
}

#[inline(always)]
fn observe_facility<O: Observer>(
    model: &Model,
    exogenous: &Exogenous,
    state: &FacilityState,
    position: usize,
    facility: &super::facility::FacilityModel,
    observer: &mut O,
    mask: u64,
) {
    const WEEKS_A_YEAR: f64 = 365.25 / 7.0;
    let window = &exogenous.windows[position];
    let built = facility.built_mask(&exogenous.values);
    let before = facility.profile.due_by(0.0, window);
    let (mut after, mut completion_delay, mut shortage_delay, mut cost) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
    for lane in 0..LANES {
        after[lane] = window.quantity[lane] - state.due_before[lane];
        let served = if model.backlog { state.completion[lane] } else { window.end[lane] };
        let completion = served.min(model.horizon);
        let is_built = built >> lane & 1 == 1;
        let late = if is_built { (completion - window.end[lane]).max(0.0) } else { 0.0 };
        let after_plan = if is_built { (completion - window.planned_end[lane]).max(0.0) } else { 0.0 };
        completion_delay[lane] = after_plan * WEEKS_A_YEAR;
        shortage_delay[lane] = late * WEEKS_A_YEAR;
        cost[lane] = late;
    }
    if let Some(delay) = &facility.cost_of_delay {
        let (rate, power) = (delay.rate.of(&exogenous.values), delay.power.of(&exogenous.values));
        for lane in 0..LANES {
            cost[lane] *= rate[lane] * power[lane];
        }
    } else {
        cost = Lanes::ZERO;
    }
    let columns = [
        &state.need_sum,
        &before,
        &after,
        &state.delivered_sum,
        &state.shortfall_sum,
        &state.reported_backlog,
        &completion_delay,
        &shortage_delay,
    ];
    let series = model.series.base(Subject::Facility(facility.number));
    for (offset, column) in columns.into_iter().enumerate() {
        observer.observe(series + offset, &column.0, mask);
    }
    if model.series.features.cost_of_delay {
        observer.observe(series + columns.len(), &cost.0, mask);
    }
    observer.observe_ratio(model.facility_fill_ratios[facility.number], &state.shortfall_sum.0, &state.need_sum.0, mask);
}

/// Mines by period and over the horizon (M3, M4).
#[inline(always)]
fn observe_mines<O: Observer>(model: &Model, exogenous: &Exogenous, observer: &mut O, mask: u64) {
    let features = model.series.features;
    let periods = model.periods as f64;
    for (number, (mine, path)) in model.mines.iter().zip(&exogenous.mines).enumerate() {
        let capacity = mine.capacity().of(&exogenous.values);
        let (mut output_sum, mut availability_sum, mut lost_sum) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
        let observe = |subject, output: &Lanes, availability: &Lanes, lost: &Lanes, years: f64, observer: &mut O| {
            let mut utilisation = Lanes::ZERO;
            for lane in 0..LANES {
                let design = capacity[lane] * years;
                utilisation[lane] = if design > 0.0 { output[lane] / design } else { 0.0 };
            }
            let mut series = model.series.base(subject);
            for column in [output, availability, &utilisation, lost] {
                observer.observe(series, &column.0, mask);
                series += 1;
            }
            for (present, factor) in [(features.carbon, mine.carbon), (features.water, mine.water)] {
                if present {
                    let mut column = Lanes::ZERO;
                    if let Some(factor) = factor {
                        let factor = factor.of(&exogenous.values);
                        for lane in 0..LANES {
                            column[lane] = output[lane] * factor[lane];
                        }
                    }
                    observer.observe(series, &column.0, mask);
                    series += 1;
                }
            }
        };
        for period in 0..model.periods {
            let (output, availability) = (&path.output[period], &path.availability[period]);
            let mut lost = Lanes::ZERO;
            for lane in 0..LANES {
                lost[lane] = path.potential[period][lane] - output[lane];
            }
            output_sum.add(output);
            availability_sum.add(availability);
            lost_sum.add(&lost);
            observe(Subject::MinePeriod(number, period), output, availability, &lost, model.step, observer);
        }
        for lane in 0..LANES {
            availability_sum[lane] /= periods;
        }
        observe(Subject::Mine(number), &output_sum, &availability_sum, &lost_sum, model.horizon, observer);
    }
}
