//! The balance of metal, period by period: what falls due, arrives, is served, bought, stored and
//! paid. Draws nothing.

use super::Model;
use super::contract::settlement::{account_for_contracts, report_use};
use super::contract::sharing::share_out;
use super::contract::{ContractModel, ContractState};
use super::exogenous::Exogenous;
use super::fabricator::FabricatorState;
use super::fabricator::loan::lend;
use super::fabricator::order::account_for_fabricators;
use super::facility::delay::charge_delays;
use super::facility::demand::Demand;
use super::facility::overdue::begin_overdue;
use super::facility::postponement::{begin_deferrals, put_off};
use super::facility::report::{due_after_horizon, due_before_horizon, report_facility};
use super::facility::service::{fall_due, serve};
use super::facility::site::{begin_components, clear_components, deliver_to_sites};
use super::mine::report::{report_mines, report_sales};
use super::moment::Moment;
use super::observer::{Observer, Report, Running};
use super::region::RegionState;
use super::region::account::Account;
use super::region::calls::{arrive, call};
use super::region::cost::{add_up_cost, pay};
use super::region::discount::Discount;
use super::region::lots::SCRAP;
use super::region::origin::{take_in_arrivals, trace_deliveries};
use super::region::stock::draw_and_store;
use super::requirement::beyond_rounding;
use super::route::{
    RouteModel, RouteState, add_owned_under_way, arrive_by_routes, send_along_routes,
};
use crate::index::{ContractIndex, FabricatorIndex, IndexVec, RegionIndex};
use crate::metric::{Metric, Subject};
use crate::numerics::instruction_set::for_each_instruction_set;
use crate::numerics::lanes::Lanes;

/// State of the balance over a block, reused from block to block: each actor has its own.
#[derive(Debug)]
pub struct Balance {
    contracts: IndexVec<ContractIndex, ContractState>,
    demand: Demand,
    fabricators: IndexVec<FabricatorIndex, FabricatorState>,
    regions: IndexVec<RegionIndex, RegionState>,
    routes: Vec<RouteState>,
    /// Output of each source that no contract took, so far.
    sold_elsewhere: Vec<Lanes>,
    /// Of all regions; not used with a single one.
    total: Account,
    discount: Discount,
    running: Running,
}

for_each_instruction_set! {
    /// Runs the balance of a block and reports every metric to the observer.
    pub fn run_block(
        model: &Model,
        exogenous: &Exogenous,
        balance: &mut Balance,
        observer: &mut dyn Observer,
        mask: u64
    ) {
        let mut running = std::mem::take(&mut balance.running);
        let report = &mut Report::new(&model.series, &mut running, observer, mask);
        balance.begin(&Moment { model, exogenous, period: 0 });
        for period in 0..model.periods {
            balance.run_period(&Moment { model, exogenous, period }, report);
        }
        balance.report_horizon(&Moment { model, exogenous, period: model.periods }, report);
        balance.running = running;
    }
}

impl Balance {
    /// Of a block that has not begun.
    pub fn new(model: &Model) -> Self {
        Balance {
            contracts: model.contracts.iter().map(ContractModel::state).collect(),
            demand: Demand::new(model),
            fabricators: vec![FabricatorState::START; model.fabricators.len()].into(),
            regions: (model.regions.iter())
                .map(|region| RegionState::new(region, model.periods))
                .collect(),
            routes: model.routes.iter().map(RouteModel::state).collect(),
            sold_elsewhere: vec![Lanes::ZERO; model.sources.len()],
            total: Account::new(),
            discount: Discount::NONE,
            running: Running::new(&model.series),
        }
    }

    /// State at time 0.
    #[inline(always)]
    fn begin(&mut self, moment: &Moment<'_>) {
        let (model, values) = (moment.model, moment.values());
        self.discount.begin(model, values);
        for (contract, state) in model.contracts.iter().zip(&mut self.contracts) {
            contract.reset(values, state);
        }
        for (requirement, state) in self.demand.requirements.iter_mut_enumerated() {
            let window = &moment.exogenous.windows[requirement];
            let due_before = due_before_horizon(moment, requirement);
            state.begin(&model.requirements[requirement], window, due_before);
        }
        for state in &mut self.demand.facilities {
            state.clear();
        }
        for &facility in &model.composite_facilities {
            begin_components(moment, facility, &mut self.demand);
        }
        begin_deferrals(moment, &mut self.demand);
        begin_overdue(moment, &mut self.demand);
        self.fabricators.fill(FabricatorState::START);
        for (route, state) in model.routes.iter().zip(&mut self.routes) {
            state.begin(route, values);
        }
        self.sold_elsewhere.fill(Lanes::ZERO);
        self.total.reset();
        for &place in &model.regions_by_name {
            let (region, state) = (&model.regions[place], &mut self.regions[place]);
            state.begin(region, model.price.initial, values);
            let mut paid = state.stock;
            add_owned_under_way(model, place, state, &self.routes, &mut paid);
            state.paid_before = paid;
            for requirement in region.requirements() {
                let requirement = &self.demand.requirements[requirement];
                let before = requirement.due_before.map(beyond_rounding);
                state.account.need_before += &before;
                state.account.backlog_before += &requirement.backlog;
            }
            state.virtual_stock -= &state.account.backlog_before;
            self.total.backlog_before += &state.account.backlog_before;
        }
    }

    /// The story of a period.
    #[inline(always)]
    fn run_period(&mut self, moment: &Moment<'_>, report: &mut Report<'_>) {
        let model = moment.model;
        put_off(moment, &mut self.demand);
        clear_components(model, &mut self.demand);
        self.discount.advance(model);
        share_out(moment, &mut self.contracts);
        // Two passes: what one region can spare for another shows only once every region knows what
        // it needs and has.
        for &region in &model.regions_by_name {
            self.receive(moment, region);
        }
        send_along_routes(moment, &mut self.regions, &self.contracts, &mut self.routes);
        for &region in &model.regions_by_name {
            self.serve_and_pay(moment, region, report);
        }
        report_use(moment, &mut self.contracts, report);
        deliver_to_sites(moment, &mut self.demand, &mut self.regions, report);
        if moment.is_last() {
            charge_delays(moment, &mut self.demand, &mut self.regions);
        }
        for state in &mut self.regions {
            add_up_cost(moment, &self.discount, state);
        }
        self.report_period(moment, report);
        report_sales(moment, &self.contracts, &mut self.sold_elsewhere, report);
    }

    /// What falls due in a region, what it calls from its contracts, and what arrives.
    #[inline(always)]
    fn receive(&mut self, moment: &Moment<'_>, region: RegionIndex) {
        let Balance { contracts, demand, fabricators, regions, routes, .. } = self;
        let state = &mut regions[region];
        state.account.clear_flows(&moment.model.series.flows);
        state.opening_stock = state.stock;
        state.price = moment.exogenous.region_prices(region)[moment.period];
        let classes = (&mut state.class_due[..], &mut state.class_need[..]);
        (state.due, state.need) = fall_due(moment, region, demand, fabricators, classes);
        call(moment, region, demand, state, contracts, routes);
        state.arrivals = arrive(moment, region, contracts);
        take_in_arrivals(moment, region, state, contracts);
        if moment.model.regions[region].has_transit {
            arrive_by_routes(moment, region, state, contracts, routes);
        }
    }

    /// Serves, stores, buys, sells and pays in a region.
    #[inline(always)]
    fn serve_and_pay(&mut self, moment: &Moment<'_>, region: RegionIndex, report: &mut Report<'_>) {
        let Balance { contracts, demand, fabricators, regions, routes, .. } = self;
        let state = &mut regions[region];
        let pool = draw_and_store(moment, region, state, contracts);
        trace_deliveries(moment, region, state, contracts);
        serve(moment, region, pool, state, demand, fabricators, report);
        let Demand { requirements, orders, windows, .. } = demand;
        lend(moment, region, windows, requirements, orders, fabricators);
        account_for_fabricators(moment, region, state, fabricators, report);
        state.lots.add(SCRAP, &state.account.flows[Metric::ScrapReturned]);
        pay(moment, region, state, contracts, routes);
        account_for_contracts(moment, region, state, contracts, report);
    }

    /// Adds the period to the accounts of regions and total, and reports them.
    #[inline(always)]
    fn report_period(&mut self, moment: &Moment<'_>, report: &mut Report<'_>) {
        let (flows, period) = (&moment.model.series.flows, moment.period);
        for (region, state) in self.regions.iter_mut_enumerated() {
            state.account.close_step(moment);
            let region = Subject::Region(region).in_period(period);
            state.account.report_period(flows, &mut report.of(region));
        }
        let is_single = self.regions.len() == 1;
        if !is_single {
            let by_name = moment.model.regions_by_name.iter();
            self.total.add_up_flows(by_name.map(|&region| &self.regions[region].account), flows);
            self.total.close_step(moment);
            let total = Subject::Total.in_period(period);
            self.total.report_period(flows, &mut report.of(total));
        }
        let whole = if is_single { &self.regions[0].account } else { &self.total };
        let now = (period / moment.model.substeps) as f64;
        report.spot_pair(period, moment.price(), &whole.flows[Metric::SpotBought]);
        let mut total = report.of(Subject::Total.in_period(period));
        total.observe(Metric::Price, &moment.exogenous.closing_prices[period]);
        let first = whole.first_short.map(|first| f64::from(first == now));
        total.observe(Metric::FirstShortfall, &first);
        let so_far = whole.first_short.map(|first| f64::from(first <= now));
        total.observe(Metric::ShortSoFar, &so_far);
    }

    /// Reports everything over the horizon.
    #[inline(always)]
    fn report_horizon(&mut self, moment: &Moment<'_>, report: &mut Report<'_>) {
        let model = moment.model;
        let flows = &model.series.flows;
        for facility in model.facilities.indices() {
            report_facility(moment, &self.demand, facility, report);
        }
        for (fabricator, state) in self.fabricators.iter_enumerated() {
            state.report_horizon(&mut report.of(Subject::Fabricator(fabricator)));
        }
        for &region in &model.regions_by_name {
            let state = &mut self.regions[region];
            for requirement in model.regions[region].requirements() {
                let after = due_after_horizon(moment, requirement, &self.demand);
                state.account.need_after += &after;
            }
            state.account.cover_gap = state.worst_gap.map(|gap| gap.max(0.0));
            self.total.add_horizon(&state.account);
            state.account.report_horizon(flows, &mut report.of(Subject::Region(region)));
        }
        if self.regions.len() != 1 {
            self.total.report_horizon(flows, &mut report.of(Subject::Total));
        }
        for (contract, state) in self.contracts.iter_enumerated() {
            let mut report = report.of(Subject::Contract(contract));
            let terms = &model.contracts[contract];
            terms.report_horizon(model.horizon, moment.values(), state, &mut report);
        }
        report_mines(moment, &self.sold_elsewhere, report);
    }
}
