//! Orders at component makers and what they make of the metal (docs/model.md, K1 to K4, K7).

use super::{FabricatorModel, FabricatorState, ScrapModel};
use crate::index::{FabricatorIndex, IndexVec, RegionIndex, RequirementIndex};
use crate::metric::{Metric, Subject};
use crate::model::moment::Moment;
use crate::model::observer::Report;
use crate::model::region::RegionState;
use crate::model::requirement::{Clearing, RequirementState, Served, bound, ration};
use crate::numerics::lanes::{LANES, Lanes};

/// What a composite requirement has besides.
#[derive(Debug, Clone)]
pub struct OrderState {
    /// Its part of what the facility has secured and not used, t.
    pub secured: Lanes,
    /// Metal of orders that wait for capacity, t.
    pub waiting: Lanes,
    /// Metal of orders that waited before this period's came, t, and the share of the period after
    /// which the fabricator has begun all that waits.
    queued: Lanes,
    begun: Lanes,
    /// Share of the period after which all that was open before is closed (F11).
    pub cleared: Lanes,
    /// Overdue metal in whose place the fabricator has worked its own, t.
    pub lent: Lanes,
    /// Metal in components whose making should have begun and has not, t.
    pub overdue: Lanes,
    pub site_due_before: Lanes,
    /// Metal in components that has fallen due on site since time 0, t.
    pub site_due: Lanes,
    /// What will be missing on site, by period modulo the length; empty without a fabricator.
    pub pipeline: Vec<Lanes>,
}

impl OrderState {
    /// Of a requirement whose fabricator, if it has one, may be so many periods late.
    pub fn new(longest_delay: Option<usize>) -> Self {
        OrderState {
            secured: Lanes::ZERO,
            waiting: Lanes::ZERO,
            queued: Lanes::ZERO,
            begun: Lanes::ZERO,
            cleared: Lanes::ZERO,
            lent: Lanes::ZERO,
            overdue: Lanes::ZERO,
            site_due_before: Lanes::ZERO,
            site_due: Lanes::ZERO,
            pipeline: longest_delay.map_or_else(Vec::new, |delay| vec![Lanes::ZERO; delay + 1]),
        }
    }

    /// Back to time 0, with nothing secured.
    #[inline(always)]
    pub fn clear(&mut self) {
        self.waiting = Lanes::ZERO;
        self.lent = Lanes::ZERO;
        self.overdue = Lanes::ZERO;
        self.site_due = Lanes::ZERO;
        self.pipeline.fill(Lanes::ZERO);
    }

    /// Notes after which share of the period all that was open before is closed, where it is: metal
    /// served and begun by the fabricator. A loan that closes it counts at the end (F11).
    #[inline(always)]
    pub fn clear_by(
        &mut self,
        clearing: &Clearing<'_>,
        requirement: &RequirementState,
        unserved: &Lanes,
        keeps_backlog: bool,
    ) {
        for lane in 0..LANES {
            let (due, need) = (requirement.due[lane], requirement.need[lane]);
            let queued = self.queued[lane] > bound(self.queued[lane] + due);
            let overdue = due - need - self.lent[lane] > bound(due);
            let of_metal = match keeps_backlog {
                true if unserved[lane] > bound(due) => 1.0,
                true => clearing.share(lane, need),
                false => 0.0,
            };
            let of_capacity = if queued { self.begun[lane] } else { 0.0 };
            self.cleared[lane] = if queued || overdue { of_metal.max(of_capacity) } else { 0.0 };
        }
    }
}

/// What the fabricators of a region replace by another metal in this period (K7).
#[inline(always)]
pub fn begin_orders(
    moment: &Moment<'_>,
    region: RegionIndex,
    fabricators: &mut IndexVec<FabricatorIndex, FabricatorState>,
) {
    let &Moment { model, exogenous, period, .. } = moment;
    for &own in &model.regions[region].fabricators {
        let state = &mut fabricators[own];
        state.clear_flows();
        if let Some(substitution) = &model.fabricators[own].substitution {
            state.replaced =
                substitution.replaced(period, model.step, &exogenous.values, &state.redesigned);
        }
    }
}

impl FabricatorModel {
    /// Takes off fresh need what another metal replaces (K7); where there is a limit all of it
    /// waits for capacity (K2).
    #[inline(always)]
    pub fn place_order(
        &self,
        order: &mut OrderState,
        fresh: &mut Lanes,
        state: &mut FabricatorState,
    ) {
        if self.substitution.is_some() {
            for lane in 0..LANES {
                let replaced = fresh[lane] * state.replaced[lane];
                state.flows.substituted[lane] += replaced;
                fresh[lane] -= replaced;
            }
        }
        if self.capacity.is_some() {
            order.queued = order.waiting;
            order.waiting += &*fresh;
            *fresh = Lanes::ZERO;
        }
    }
}

/// Lets the fabricators of a region begin what their capacity allows: this is the metal they need
/// (K2).
#[inline(always)]
pub fn release(
    moment: &Moment<'_>,
    region: RegionIndex,
    requirements: &mut IndexVec<RequirementIndex, RequirementState>,
    orders: &mut IndexVec<RequirementIndex, OrderState>,
) {
    let &Moment { model, exogenous, period, .. } = moment;
    for &own in &model.regions[region].fabricators {
        let fabricator = &model.fabricators[own];
        let Some(capacity) = fabricator.capacity else { continue };
        let capacity = capacity.at(&exogenous.values, period);
        let metal_yield = fabricator.metal_yield.of(&exogenous.values);
        let mut overdue = Lanes::ZERO;
        for &index in fabricator.classes.iter().flatten() {
            let (backlog, lent) = (&requirements[index].backlog, &orders[index].lent);
            for lane in 0..LANES {
                overdue[lane] += backlog[lane] - lent[lane];
            }
        }
        let mut room = Lanes::ZERO;
        for lane in 0..LANES {
            room[lane] = (capacity[lane] * model.step / metal_yield[lane] - overdue[lane]).max(0.0);
        }
        let (all_room, mut asked) = (room, Lanes::ZERO);
        for class in &fabricator.classes {
            let mut waiting = Lanes::ZERO;
            for &index in class {
                waiting += &orders[index].waiting;
            }
            asked += &waiting;
            let begun = Lanes::from_fn(|lane| {
                if asked[lane] < all_room[lane] { asked[lane] / all_room[lane] } else { 1.0 }
            });
            let share = ration(&waiting, &mut room);
            for &index in class {
                let order = &mut orders[index];
                let need = &mut requirements[index].need;
                for lane in 0..LANES {
                    need[lane] = order.waiting[lane] * share[lane];
                    order.waiting[lane] -= need[lane];
                }
                order.begun = begun;
            }
        }
    }
}

impl FabricatorState {
    /// Books what was served to the fabricator, and what stays to be made (K3 to K5).
    #[inline(always)]
    pub fn make(
        &mut self,
        keeps_backlog: bool,
        metal_yield: &Lanes,
        need: &Lanes,
        got: &Served,
        order: &mut OrderState,
    ) {
        let flows = &mut self.flows;
        flows.need += need;
        flows.received += &got.served;
        flows.shortfall += &got.shortfall;
        self.backlog += &got.backlog;
        for lane in 0..LANES {
            let (served, unserved) = (got.served[lane], got.unserved[lane]);
            let metal = if keeps_backlog { served } else { served + unserved };
            let open = order.waiting[lane] + if keeps_backlog { unserved } else { 0.0 };
            flows.output[lane] += metal * metal_yield[lane];
            flows.scrap[lane] += served * (1.0 - metal_yield[lane]);
            self.waiting[lane] += order.waiting[lane] * metal_yield[lane];
            order.overdue[lane] = open * metal_yield[lane];
        }
    }
}

/// Scrap and substitutes of the fabricators of a region, in tonnes and money (K4, K7).
#[inline(always)]
pub fn account_for_fabricators(
    moment: &Moment<'_>,
    region: RegionIndex,
    area: &mut RegionState,
    fabricators: &mut IndexVec<FabricatorIndex, FabricatorState>,
    report: &mut Report<'_>,
) {
    let &Moment { model, exogenous, period, .. } = moment;
    let values = &exogenous.values;
    for &own in &model.regions[region].fabricators {
        let fabricator = &model.fabricators[own];
        let state = &mut fabricators[own];
        let flows = &mut area.account.flows;
        match &fabricator.scrap {
            ScrapModel::Sold { discount } => {
                let discount = discount.of(values);
                for lane in 0..LANES {
                    flows[Metric::RevenueScrap][lane] +=
                        (area.price[lane] - discount[lane]) * state.flows.scrap[lane];
                }
            }
            ScrapModel::Returned => {
                flows[Metric::ScrapReturned] += &state.flows.scrap;
                flows[Metric::Stock] += &state.flows.scrap;
                area.stock += &state.flows.scrap;
                // It is there for the next period (R9).
                area.virtual_stock += &state.flows.scrap;
            }
        }
        if let Some(substitution) = &fabricator.substitution {
            let (other, mass) = (substitution.price.of(values), substitution.mass.of(values));
            for lane in 0..LANES {
                flows[Metric::Substituted][lane] += state.flows.substituted[lane];
                flows[Metric::CostSubstitute][lane] +=
                    state.flows.substituted[lane] * mass[lane] * other[lane];
            }
            substitution.watch(period, model.step, moment.price(), values, &mut state.redesigned);
        }
        state.close_period();
        let mut report = report.of(Subject::Fabricator(own).in_period(period));
        state.report(&state.flows, &mut report);
    }
}
