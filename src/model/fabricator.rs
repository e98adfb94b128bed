//! Component makers: lead time, yield, capacity, substitution (docs/model.md, K1 to K8).

pub mod loan;
pub mod order;

use super::input::{Input, InputTable};
use super::observer::SubjectReport;
use crate::index::RequirementIndex;
use crate::metric::Metric;
use crate::numerics::lanes::Lanes;
use crate::scenario::{Fabricator, Scrap};

#[derive(Debug)]
pub struct FabricatorModel {
    /// Years from the metal to the component on site.
    pub lead_time: Input,
    /// Largest whole number of periods that the lead time can bring, and one more.
    pub longest_delay: usize,
    pub metal_yield: Input,
    pub scrap: ScrapModel,
    /// t/year in components.
    pub capacity: Option<Input>,
    /// Metal of its own, t.
    pub stock: Option<Input>,
    pub substitution: Option<SubstitutionModel>,
    /// Positions in [`super::Model::requirements`]: one range a class of priority, in the order of
    /// service.
    pub classes: Vec<Vec<RequirementIndex>>,
}

#[derive(Debug)]
pub enum ScrapModel {
    /// USD/t below the reference price.
    Sold {
        discount: Input,
    },
    Returned,
}

#[derive(Debug)]
pub struct SubstitutionModel {
    pub price: Input,
    ratio: Input,
    share: Input,
    redesign: Input,
    pub mass: Input,
}

/// A fabricator over a block, t.
#[derive(Debug, Clone)]
pub struct FabricatorState {
    /// Time from which orders are of the new design, years; infinite before the trigger.
    redesigned: Lanes,
    /// Share of the period's orders that another metal replaces.
    replaced: Lanes,
    /// At the end of the period.
    pub backlog: Lanes,
    pub waiting: Lanes,
    pub lent: Lanes,
    pub flows: FabricatorFlows,
    /// The flows over the horizon.
    totals: FabricatorFlows,
}

/// What comes in and goes out, t.
#[derive(Debug, Clone)]
pub struct FabricatorFlows {
    pub need: Lanes,
    pub received: Lanes,
    pub shortfall: Lanes,
    pub output: Lanes,
    pub scrap: Lanes,
    pub substituted: Lanes,
}

impl FabricatorModel {
    /// Without its classes, which the model adds.
    pub fn new(
        fabricator: &Fabricator,
        step: f64,
        periods: usize,
        inputs: &mut InputTable,
    ) -> Self {
        let (_, longest) = super::input::bounds(&fabricator.lead_time.value);
        FabricatorModel {
            lead_time: inputs.input(&fabricator.lead_time),
            longest_delay: (longest / step).floor().clamp(0.0, periods as f64) as usize + 1,
            metal_yield: inputs.input(&fabricator.metal_yield),
            scrap: match &fabricator.scrap {
                Scrap::Sold { discount } => ScrapModel::Sold { discount: inputs.input(discount) },
                Scrap::Returned => ScrapModel::Returned,
            },
            capacity: fabricator.capacity.as_ref().map(|capacity| inputs.input(capacity)),
            stock: fabricator.stock.as_ref().map(|stock| inputs.input(stock)),
            substitution: fabricator.substitution.as_ref().map(|terms| SubstitutionModel {
                price: inputs.input(&terms.price),
                ratio: inputs.input(&terms.ratio),
                share: inputs.input(&terms.share),
                redesign: inputs.input(&terms.redesign),
                mass: inputs.input(&terms.mass),
            }),
            classes: Vec::new(),
        }
    }
}

impl SubstitutionModel {
    /// Share of the orders of a period that the other metal replaces (K7).
    #[inline(always)]
    pub fn replaced(
        &self,
        period: usize,
        step: f64,
        values: &[Lanes],
        redesigned: &Lanes,
    ) -> Lanes {
        let share = self.share.of(values);
        let end = (period + 1) as f64;
        Lanes::from_fn(|lane| share[lane] * (end - redesigned[lane] / step).clamp(0.0, 1.0))
    }

    /// Looks at the price at the end of a period (K7).
    #[inline(always)]
    pub fn watch(
        &self,
        period: usize,
        step: f64,
        price: &Lanes,
        values: &[Lanes],
        redesigned: &mut Lanes,
    ) {
        let (other, ratio, redesign) =
            (self.price.of(values), self.ratio.of(values), self.redesign.of(values));
        let end = (period + 1) as f64 * step;
        redesigned.update(|lane, redesigned| {
            let triggered = redesigned == f64::INFINITY && price[lane] >= ratio[lane] * other[lane];
            if triggered { end + redesign[lane] } else { redesigned }
        });
    }
}

impl FabricatorFlows {
    const NONE: FabricatorFlows = FabricatorFlows {
        need: Lanes::ZERO,
        received: Lanes::ZERO,
        shortfall: Lanes::ZERO,
        output: Lanes::ZERO,
        scrap: Lanes::ZERO,
        substituted: Lanes::ZERO,
    };
}

impl FabricatorState {
    pub const START: FabricatorState = FabricatorState {
        redesigned: Lanes::splat(f64::INFINITY),
        replaced: Lanes::ZERO,
        backlog: Lanes::ZERO,
        waiting: Lanes::ZERO,
        lent: Lanes::ZERO,
        flows: FabricatorFlows::NONE,
        totals: FabricatorFlows::NONE,
    };

    /// Ready for the next period.
    #[inline(always)]
    fn clear_flows(&mut self) {
        self.flows = FabricatorFlows::NONE;
        self.backlog = Lanes::ZERO;
        self.waiting = Lanes::ZERO;
        self.lent = Lanes::ZERO;
    }

    /// Adds the flows of the period to those over the horizon.
    #[inline(always)]
    fn close_period(&mut self) {
        let FabricatorState { flows, totals, .. } = self;
        totals.need += &flows.need;
        totals.received += &flows.received;
        totals.shortfall += &flows.shortfall;
        totals.output += &flows.output;
        totals.scrap += &flows.scrap;
        totals.substituted += &flows.substituted;
    }

    /// The flows, of the period or over the horizon, and what there is at its end.
    #[inline(always)]
    fn report(&self, flows: &FabricatorFlows, report: &mut SubjectReport<'_>) {
        report.observe(Metric::Need, &flows.need);
        report.observe(Metric::Delivered, &flows.received);
        report.observe(Metric::Shortfall, &flows.shortfall);
        report.observe(Metric::Backlog, &self.backlog);
        report.observe(Metric::ComponentOutput, &flows.output);
        report.observe(Metric::WaitingForCapacity, &self.waiting);
        report.observe(Metric::Scrap, &flows.scrap);
        report.observe(Metric::Substituted, &flows.substituted);
        report.observe(Metric::Lent, &self.lent);
    }

    /// The horizon.
    #[inline(always)]
    pub fn report_horizon(&self, report: &mut SubjectReport<'_>) {
        self.report(&self.totals, report);
    }
}
