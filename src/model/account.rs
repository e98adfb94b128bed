//! The account of a region or of the total: flows of the period and sums over the horizon
//! (docs/model.md, T1, T2).

use std::ops::{Index, IndexMut};

use super::series::{Observer, SeriesPlan, Subject};
use crate::metric::flow::Flow;
use crate::metric::{FLOWS, HORIZON};
use crate::numerics::lanes::{LANES, Lanes};

/// Tonnes, and share of the due, up to which nothing counts as missing (R6).
pub const REPORTED_SHORT: f64 = 1e-6;

/// Flows whose value over the horizon is that of the last period.
const LAST_VALUE: [usize; 3] =
    [Flow::Backlog as usize, Flow::ComponentBacklog as usize, Flow::Stock as usize];

/// A column for each flow.
#[derive(Debug, Clone)]
pub struct Flows([Lanes; FLOWS.len()]);

impl Flows {
    /// The column of a flow's number.
    #[inline(always)]
    pub fn column(&self, flow: usize) -> &Lanes {
        &self.0[flow]
    }
}

impl Index<Flow> for Flows {
    type Output = Lanes;

    #[inline(always)]
    fn index(&self, flow: Flow) -> &Lanes {
        &self.0[flow as usize]
    }
}

impl IndexMut<Flow> for Flows {
    #[inline(always)]
    fn index_mut(&mut self, flow: Flow) -> &mut Lanes {
        &mut self.0[flow as usize]
    }
}

/// Numbers of the ratios of a region or the total over the horizon.
#[derive(Debug, Clone, Copy)]
pub struct RatioNumbers {
    pub fill_rate: usize,
    pub served_by_horizon: usize,
    pub cost_per_tonne: usize,
    pub low_carbon_share: Option<usize>,
}

#[derive(Debug, Clone)]
pub struct Account {
    /// Flows of the period.
    pub flows: Flows,
    /// 1 where the period is short.
    pub short: Lanes,
    /// Tonnes acquired in the period, and those of them that are low-carbon.
    pub acquired: Lanes,
    pub low_carbon: Lanes,
    pub closing_stock_value: Lanes,
    pub need_before: Lanes,
    pub need_after: Lanes,
    pub cover_gap: Lanes,
    /// Index of the first short period, infinite where there is none.
    pub first_short: Lanes,
    horizon: Flows,
    acquired_sum: Lanes,
    low_carbon_sum: Lanes,
    lateness: Lanes,
    periods_short: Lanes,
    run: Lanes,
    longest_run: Lanes,
    worst_shortfall: Lanes,
}

impl Account {
    pub fn new() -> Self {
        let flows = Flows([Lanes::ZERO; FLOWS.len()]);
        Account {
            flows: flows.clone(),
            short: Lanes::ZERO,
            acquired: Lanes::ZERO,
            low_carbon: Lanes::ZERO,
            closing_stock_value: Lanes::ZERO,
            need_before: Lanes::ZERO,
            need_after: Lanes::ZERO,
            cover_gap: Lanes::ZERO,
            first_short: Lanes::splat(f64::INFINITY),
            horizon: flows,
            acquired_sum: Lanes::ZERO,
            low_carbon_sum: Lanes::ZERO,
            lateness: Lanes::ZERO,
            periods_short: Lanes::ZERO,
            run: Lanes::ZERO,
            longest_run: Lanes::ZERO,
            worst_shortfall: Lanes::ZERO,
        }
    }

    /// Back to time 0.
    #[inline(always)]
    pub fn reset(&mut self) {
        for flow in &mut self.horizon.0 {
            *flow = Lanes::ZERO;
        }
        for column in [
            &mut self.closing_stock_value,
            &mut self.need_before,
            &mut self.need_after,
            &mut self.cover_gap,
            &mut self.acquired_sum,
            &mut self.low_carbon_sum,
            &mut self.lateness,
            &mut self.periods_short,
            &mut self.run,
            &mut self.longest_run,
            &mut self.worst_shortfall,
        ] {
            *column = Lanes::ZERO;
        }
        self.first_short = Lanes::splat(f64::INFINITY);
    }

    /// Ready for the next period; flows that are not `present` stay as they are.
    #[inline(always)]
    pub fn clear_flows(&mut self, present: &[usize]) {
        for &flow in present {
            self.flows.0[flow] = Lanes::ZERO;
        }
        self.short = Lanes::ZERO;
        self.acquired = Lanes::ZERO;
        self.low_carbon = Lanes::ZERO;
    }

    /// The period of the total: the sum over the regions.
    #[inline(always)]
    pub fn add_up_flows<'r>(
        &mut self,
        regions: impl Iterator<Item = &'r Account> + Clone,
        present: &[usize],
    ) {
        for &flow in present {
            self.flows.0[flow] = sum(regions.clone().map(|region| &region.flows.0[flow]));
        }
        self.acquired = sum(regions.clone().map(|region| &region.acquired));
        self.low_carbon = sum(regions.clone().map(|region| &region.low_carbon));
        self.short = Lanes::ZERO;
        for region in regions {
            for lane in 0..LANES {
                self.short[lane] = self.short[lane].max(region.short[lane]);
            }
        }
    }

    /// Adds what a region knows only over the horizon to the total.
    #[inline(always)]
    pub fn add_horizon(&mut self, region: &Account) {
        self.closing_stock_value.add(&region.closing_stock_value);
        self.need_before.add(&region.need_before);
        self.need_after.add(&region.need_after);
        self.cover_gap.add(&region.cover_gap);
    }

    /// Adds the period to the sums over the horizon.
    #[inline(always)]
    pub fn close_period(&mut self, period: usize, step: f64, present: &[usize]) {
        for &flow in present {
            if LAST_VALUE.contains(&flow) {
                self.horizon.0[flow] = self.flows.0[flow];
            } else {
                self.horizon.0[flow].add(&self.flows.0[flow]);
            }
        }
        self.acquired_sum.add(&self.acquired);
        self.low_carbon_sum.add(&self.low_carbon);
        for lane in 0..LANES {
            self.lateness[lane] += step * self.flows[Flow::Backlog][lane];
            let short = self.short[lane];
            self.periods_short[lane] += short;
            self.run[lane] = (self.run[lane] + short) * short;
            self.longest_run[lane] = self.longest_run[lane].max(self.run[lane]);
            self.worst_shortfall[lane] =
                self.worst_shortfall[lane].max(self.flows[Flow::Shortfall][lane]);
            let first = if short > 0.0 { period as f64 } else { f64::INFINITY };
            self.first_short[lane] = self.first_short[lane].min(first);
        }
    }

    #[inline(always)]
    pub fn observe_flows<O: Observer>(
        &self,
        present: &[usize],
        series: usize,
        observer: &mut O,
        mask: u64,
    ) {
        for (offset, &flow) in present.iter().enumerate() {
            observer.observe(series + offset, &self.flows.0[flow].0, mask);
        }
    }

    /// Flows over the horizon, the other metrics in the order of [`HORIZON`], and the ratios.
    #[inline(always)]
    pub fn observe_horizon<O: Observer>(
        &self,
        plan: &SeriesPlan,
        subject: Subject,
        ratios: RatioNumbers,
        observer: &mut O,
        mask: u64,
    ) {
        let mut series = plan.base(subject);
        for &flow in &plan.flows {
            observer.observe(series, &self.horizon.0[flow].0, mask);
            series += 1;
        }
        let mut ever_short = 0;
        let mut first_short = Lanes::ZERO;
        for lane in 0..LANES {
            let short = self.first_short[lane].is_finite();
            ever_short |= u64::from(short) << lane;
            first_short[lane] = if short { self.first_short[lane] } else { 0.0 };
        }
        const COLUMNS: usize = HORIZON.len();
        let columns: [(&Lanes, bool, u64); COLUMNS] = [
            (&self.need_before, true, mask),
            (&self.need_after, true, mask),
            (&self.closing_stock_value, plan.features.owns_metal(), mask),
            (&self.lateness, true, mask),
            (&self.cover_gap, true, mask),
            (&self.periods_short, true, mask),
            (&self.longest_run, true, mask),
            (&first_short, true, mask & ever_short),
            (&self.worst_shortfall, true, mask),
        ];
        for (column, present, mask) in columns {
            if present {
                observer.observe(series, &column.0, mask);
                series += 1;
            }
        }
        let (need, delivered) = (&self.horizon[Flow::Need], &self.horizon[Flow::Delivered]);
        observer.observe_ratio(ratios.fill_rate, &self.horizon[Flow::Shortfall].0, &need.0, mask);
        observer.observe_ratio(ratios.served_by_horizon, &delivered.0, &need.0, mask);
        observer.observe_ratio(
            ratios.cost_per_tonne,
            &self.horizon[Flow::Cost].0,
            &delivered.0,
            mask,
        );
        if let Some(ratio) = ratios.low_carbon_share {
            observer.observe_ratio(ratio, &self.low_carbon_sum.0, &self.acquired_sum.0, mask);
        }
    }
}

#[inline(always)]
fn sum<'c>(columns: impl Iterator<Item = &'c Lanes>) -> Lanes {
    let mut sum = Lanes::ZERO;
    columns.for_each(|column| sum.add(column));
    sum
}

impl Default for Account {
    fn default() -> Self {
        Account::new()
    }
}
