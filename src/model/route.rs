//! Metal between regions, and what a region has under way and lacks (docs/model.md, R11, R13).

use super::Model;
use super::contract::ContractState;
use super::input::{Input, InputTable};
use super::moment::Moment;
use super::pipeline::{Pipeline, Transit};
use super::region::RegionState;
use super::region::lots::{OPENING_STOCK, SPOT};
use super::requirement::beyond_rounding;
use crate::index::{ContractIndex, IndexVec, RegionIndex};
use crate::metric::Metric;
use crate::numerics::lanes::{LANES, Lanes, each};
use crate::scenario::{Route, Scenario, expectation};

#[derive(Debug)]
pub struct RouteModel {
    /// Indices into [`super::Model::regions`].
    pub from: RegionIndex,
    pub to: RegionIndex,
    pub capacity: Input,
    pub cost: Input,
    pub tariff: Option<Input>,
    pub transit: Transit,
    /// Sent before time 0, t.
    under_way: Option<Input>,
    pub keep: Option<Input>,
    pub carbon: Option<Input>,
    /// Places among the origins of the receiver of those of the sender.
    pub places: Vec<usize>,
}

/// What is on a route.
#[derive(Debug, Clone)]
pub struct RouteState {
    pub tonnes: Pipeline,
    /// By origin of the sender's metal.
    by_origin: Vec<Pipeline>,
}

impl RouteModel {
    /// All routes, in the order in which they are used: that of their mean cost, then that of
    /// their names.
    pub fn all(scenario: &Scenario, inputs: &mut InputTable) -> Vec<Self> {
        let mut routes: Vec<&Route> = scenario.routes.iter().collect();
        let cost = |route: &Route| expectation::mean(&route.cost, scenario).unwrap_or(0.0);
        routes.sort_by(|first, second| {
            cost(first).total_cmp(&cost(second)).then_with(|| first.name.cmp(&second.name))
        });
        routes
            .into_iter()
            .map(|route| RouteModel {
                from: route.from,
                to: route.to,
                capacity: inputs.input(&route.capacity),
                cost: inputs.input(&route.cost),
                tariff: (route.tariff.constant() != Some(0.0)).then(|| inputs.input(&route.tariff)),
                transit: Transit::new(&route.lead_time, &scenario.time.steps(), inputs),
                under_way: inputs.optional(route.under_way.as_ref()),
                keep: route.keep.as_ref().map(|keep| inputs.input(keep)),
                carbon: route.carbon.as_ref().map(|carbon| inputs.input(carbon)),
                places: Vec::new(),
            })
            .collect()
    }

    /// Nothing on it.
    pub fn state(&self) -> RouteState {
        RouteState {
            tonnes: self.transit.pipeline(),
            by_origin: vec![self.transit.pipeline(); self.places.len()],
        }
    }
}

impl RouteState {
    /// Back to time 0; what is on the route then is of the opening stock of its sender.
    #[inline(always)]
    pub fn begin(&mut self, route: &RouteModel, values: &[Lanes]) {
        self.tonnes.clear();
        self.by_origin.iter_mut().for_each(Pipeline::clear);
        for pipeline in [&mut self.tonnes, &mut self.by_origin[OPENING_STOCK]] {
            route.transit.fill_before(route.under_way, values, pipeline);
        }
    }
}

/// What the region lacks that an order arriving `lag` years from now should bring (R11): for what
/// is due, what is neither there nor comes as early; for the target, what is neither there nor
/// under way.
#[inline(always)]
pub fn lack(
    moment: &Moment<'_>,
    region: RegionIndex,
    lag: &Lanes,
    state: &RegionState,
    contracts: &IndexVec<ContractIndex, ContractState>,
) -> Lanes {
    let &Moment { model, period, .. } = moment;
    let mut early = state.near;
    let left = model.periods - period;
    for &contract in &model.regions[region].contracts {
        let state = &contracts[contract];
        model.contracts[contract]
            .add_arriving_within(period, left, lag, model.step, state, &mut early);
    }
    let mut lack = Lanes::ZERO;
    for lane in 0..LANES {
        let for_need = state.due[lane] - early[lane];
        let for_stock = state.due[lane] + state.target[lane] - state.position[lane];
        lack[lane] = beyond_rounding(for_need.max(for_stock));
    }
    lack
}

/// Adds what the region has paid and what is on its way to it, by spot and by routes.
#[inline(always)]
pub fn add_owned_under_way(
    model: &Model,
    region: RegionIndex,
    state: &RegionState,
    routes: &[RouteState],
    sum: &mut Lanes,
) {
    if let Some(pipeline) = &state.spot_pipeline {
        pipeline.add_under_way(sum);
    }
    for (route, state) in model.routes.iter().zip(routes) {
        if route.to == region {
            state.tonnes.add_under_way(sum);
        }
    }
}

/// Takes in what was bought or sent before, and counts what the region has.
#[inline(always)]
pub fn arrive_by_routes(
    moment: &Moment<'_>,
    region: RegionIndex,
    state: &mut RegionState,
    contracts: &IndexVec<ContractIndex, ContractState>,
    routes: &mut [RouteState],
) {
    let &Moment { model, period, .. } = moment;
    if let Some(pipeline) = &mut state.spot_pipeline {
        let received = pipeline.arrive(period);
        state.lots.add(SPOT, &received);
        state.account.flows[Metric::SpotReceived] = received;
    }
    for (route, of_route) in model.routes.iter().zip(&mut *routes) {
        if route.to == region {
            state.account.flows[Metric::RoutedIn] += &of_route.tonnes.arrive(period);
            for (&place, pipeline) in route.places.iter().zip(&mut of_route.by_origin) {
                state.lots.add(place, &pipeline.arrive(period));
            }
        }
    }
    let mut near = state.stock;
    near += &state.arrivals;
    near += &state.account.flows[Metric::SpotReceived];
    near += &state.account.flows[Metric::RoutedIn];
    // Routes pass on nothing that another route brings in the same period: what there is to spare
    // is counted before the first one.
    for lane in 0..LANES {
        state.spare[lane] = near[lane] - state.due[lane];
    }
    let mut under_way = Lanes::ZERO;
    add_owned_under_way(model, region, state, routes, &mut under_way);
    state.position = near;
    near += &under_way;
    for &contract in &model.regions[region].contracts {
        model.contracts[contract].add_under_way(&contracts[contract], &mut under_way);
    }
    state.near = near;
    state.position += &under_way;
    state.under_way = under_way;
}

/// Sends what one region can spare to another that lacks it, the cheapest route first (R13).
#[inline(always)]
pub fn send_along_routes(
    moment: &Moment<'_>,
    regions: &mut IndexVec<RegionIndex, RegionState>,
    contracts: &IndexVec<ContractIndex, ContractState>,
    routes: &mut [RouteState],
) {
    let &Moment { model, exogenous, period, .. } = moment;
    let values = &exogenous.values;
    for (number, route) in model.routes.iter().enumerate() {
        let mut sent =
            lack(moment, route.to, route.transit.lag(values), &regions[route.to], contracts);
        let (capacity, cost) = (route.capacity.at(values, period), route.cost.at(values, period));
        let sender = &mut regions[route.from];
        let keep = route.keep.map_or(sender.level, |keep| *keep.of(values));
        for lane in 0..LANES {
            let spare = (sender.spare[lane] - keep[lane]).max(0.0);
            sent[lane] = sent[lane].min(spare).min(capacity[lane] * model.step);
            sender.spare[lane] -= sent[lane];
            sender.near[lane] -= sent[lane];
            sender.position[lane] -= sent[lane];
        }
        sender.account.flows[Metric::RoutedOut] += &sent;
        let price = sender.price;
        sender.lots.draw(&sent);
        let drawn = std::mem::take(&mut sender.lots.drawn);
        let receiver = &mut regions[route.to];
        let RouteState { tonnes: pipeline, by_origin } = &mut routes[number];
        for ((&place, drawn), pipeline) in route.places.iter().zip(&drawn).zip(by_origin) {
            route.transit.send(period, drawn, model.step, values, pipeline);
            receiver.lots.add(place, &pipeline.arrive(period));
        }
        receiver.near += &sent;
        receiver.position += &sent;
        let flows = &mut receiver.account.flows;
        route.transit.send(period, &sent, model.step, values, pipeline);
        let arrived = pipeline.arrive(period);
        flows[Metric::RoutedIn] += &arrived;
        receiver.under_way += each(|lane| sent[lane] - arrived[lane]);
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
        regions[route.from].lots.drawn = drawn;
    }
}
