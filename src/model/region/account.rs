//! The account of a region or of the total: flows of the period and sums over the horizon
//! (docs/model.md, T1, T2).

use std::ops::{Index, IndexMut};

use crate::metric::{Metric, OverTime};
use crate::model::moment::Moment;
use crate::model::observer::SubjectReport;
use crate::numerics::lanes::{LANES, Lanes};

/// Place of every flow among the columns of an account, by metric.
const COLUMNS: [u8; Metric::COUNT] = {
    let mut columns = [u8::MAX; Metric::COUNT];
    let (mut metric, mut next) = (0, 0);
    while metric < Metric::COUNT {
        if Metric::ALL[metric].is_in_accounts() {
            columns[metric] = next;
            next += 1;
        }
        metric += 1;
    }
    columns
};

/// Number of flows.
const FLOWS: usize = {
    let (mut metric, mut flows) = (0, 0);
    while metric < Metric::COUNT {
        flows += (COLUMNS[metric] != u8::MAX) as usize;
        metric += 1;
    }
    flows
};

/// A column for each flow.
#[derive(Debug, Clone)]
pub struct Flows([Lanes; FLOWS]);

impl Index<Metric> for Flows {
    type Output = Lanes;

    #[inline(always)]
    fn index(&self, flow: Metric) -> &Lanes {
        &self.0[COLUMNS[flow as usize] as usize]
    }
}

impl IndexMut<Metric> for Flows {
    #[inline(always)]
    fn index_mut(&mut self, flow: Metric) -> &mut Lanes {
        &mut self.0[COLUMNS[flow as usize] as usize]
    }
}

#[derive(Debug, Clone)]
pub struct Account {
    /// Flows of the period.
    pub flows: Flows,
    /// 1 where the step is short.
    pub short: Lanes,
    /// Tonnes acquired in the period, and those of them that are low-carbon.
    pub acquired: Lanes,
    pub low_carbon: Lanes,
    pub closing_stock_value: Lanes,
    pub need_before: Lanes,
    pub need_after: Lanes,
    pub cover_gap: Lanes,
    /// 1 where a facility is not complete within the horizon.
    unfinished: Lanes,
    /// Index of the first short period, infinite where there is none.
    pub first_short: Lanes,
    horizon: Flows,
    acquired_sum: Lanes,
    low_carbon_sum: Lanes,
    lateness: Lanes,
    /// Backlog at the end of the step before.
    pub backlog_before: Lanes,
    /// 1 where the period has been short so far, and its shortfall so far.
    short_so_far: Lanes,
    shortfall_so_far: Lanes,
    periods_short: Lanes,
    run: Lanes,
    longest_run: Lanes,
    worst_shortfall: Lanes,
    peak_backlog: Lanes,
}

impl Account {
    #[allow(clippy::large_stack_arrays, reason = "some tens of kilobytes")]
    pub fn new() -> Self {
        let flows = Flows([Lanes::ZERO; FLOWS]);
        Account {
            flows: flows.clone(),
            short: Lanes::ZERO,
            acquired: Lanes::ZERO,
            low_carbon: Lanes::ZERO,
            closing_stock_value: Lanes::ZERO,
            need_before: Lanes::ZERO,
            need_after: Lanes::ZERO,
            cover_gap: Lanes::ZERO,
            unfinished: Lanes::ZERO,
            first_short: Lanes::splat(f64::INFINITY),
            horizon: flows,
            acquired_sum: Lanes::ZERO,
            low_carbon_sum: Lanes::ZERO,
            lateness: Lanes::ZERO,
            backlog_before: Lanes::ZERO,
            short_so_far: Lanes::ZERO,
            shortfall_so_far: Lanes::ZERO,
            periods_short: Lanes::ZERO,
            run: Lanes::ZERO,
            longest_run: Lanes::ZERO,
            worst_shortfall: Lanes::ZERO,
            peak_backlog: Lanes::ZERO,
        }
    }

    /// Back to time 0.
    #[inline(always)]
    pub fn reset(&mut self) {
        *self = Account::new();
    }

    /// Ready for the next period; flows that are not `present` stay as they are.
    #[inline(always)]
    pub fn clear_flows(&mut self, present: &[Metric]) {
        for &flow in present {
            self.flows[flow] = Lanes::ZERO;
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
        present: &[Metric],
    ) {
        for &flow in present {
            self.flows[flow] = sum(regions.clone().map(|region| &region.flows[flow]));
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
        self.closing_stock_value += &region.closing_stock_value;
        self.need_before += &region.need_before;
        self.need_after += &region.need_after;
        self.cover_gap += &region.cover_gap;
        self.note_unfinished(&region.unfinished);
    }

    /// Notes where a facility is not complete within the horizon (1, else 0).
    #[inline(always)]
    pub fn note_unfinished(&mut self, unfinished: &Lanes) {
        self.unfinished.update(|lane, before| before.max(unfinished[lane]));
    }

    /// Adds the step to the sums over the horizon, and the period that ends with it.
    #[inline(always)]
    pub fn close_step(&mut self, moment: &Moment<'_>) {
        let &Moment { model, period, .. } = moment;
        let (present, step) = (&model.series.flows, model.step);
        for &flow in present {
            match flow.over_time() {
                OverTime::Last => self.horizon[flow] = self.flows[flow],
                OverTime::Sum | OverTime::Mean => self.horizon[flow] += &self.flows[flow],
                OverTime::Largest => {
                    self.horizon[flow].update(|lane, before| before.max(self.flows[flow][lane]));
                }
            }
        }
        self.acquired_sum += &self.acquired;
        self.low_carbon_sum += &self.low_carbon;
        let report_period = (period / model.substeps) as f64;
        for lane in 0..LANES {
            let backlog = self.flows[Metric::Backlog][lane];
            self.lateness[lane] += step * mean_of_ends(self.backlog_before[lane], backlog);
            self.backlog_before[lane] = backlog;
            self.peak_backlog[lane] = self.peak_backlog[lane].max(backlog);
            self.short_so_far[lane] = self.short_so_far[lane].max(self.short[lane]);
            self.shortfall_so_far[lane] += self.flows[Metric::Shortfall][lane];
            let first = if self.short[lane] > 0.0 { report_period } else { f64::INFINITY };
            self.first_short[lane] = self.first_short[lane].min(first);
        }
        if moment.ends_period() {
            for lane in 0..LANES {
                let short = self.short_so_far[lane];
                self.periods_short[lane] += short;
                self.run[lane] = (self.run[lane] + short) * short;
                self.longest_run[lane] = self.longest_run[lane].max(self.run[lane]);
                self.worst_shortfall[lane] =
                    self.worst_shortfall[lane].max(self.shortfall_so_far[lane]);
            }
            self.short_so_far = Lanes::ZERO;
            self.shortfall_so_far = Lanes::ZERO;
        }
    }

    /// The flows of the period.
    #[inline(always)]
    pub fn report_period(&self, present: &[Metric], report: &mut SubjectReport<'_>) {
        for &flow in present {
            report.observe(flow, &self.flows[flow]);
        }
        report.observe(Metric::Short, &self.short);
        report.observe_ratio(Metric::LowCarbonShare, &self.low_carbon, &self.acquired);
    }

    /// Flows over the horizon, what is known only over the horizon, and ratios.
    #[inline(always)]
    pub fn report_horizon(&self, present: &[Metric], report: &mut SubjectReport<'_>) {
        for &flow in present {
            report.observe(flow, &self.horizon[flow]);
        }
        let mut ever_short = 0;
        let mut first_short = Lanes::ZERO;
        for lane in 0..LANES {
            let short = self.first_short[lane].is_finite();
            ever_short |= u64::from(short) << lane;
            first_short[lane] = if short { self.first_short[lane] } else { 0.0 };
        }
        report.observe(Metric::NeedBefore, &self.need_before);
        report.observe(Metric::NeedAfter, &self.need_after);
        report.observe(Metric::ClosingStockValue, &self.closing_stock_value);
        report.observe(Metric::Lateness, &self.lateness);
        report.observe(Metric::CoverGap, &self.cover_gap);
        report.observe(Metric::PeriodsShort, &self.periods_short);
        report.observe(Metric::LongestShortRun, &self.longest_run);
        report.observe_where(Metric::FirstShortPeriod, &first_short, ever_short);
        report.observe(Metric::WorstPeriodShortfall, &self.worst_shortfall);
        report.observe(Metric::PeakBacklog, &self.peak_backlog);
        report.observe(Metric::NotCompleted, &self.unfinished);
        let (need, delivered) = (&self.horizon[Metric::Need], &self.horizon[Metric::Delivered]);
        report.observe_ratio(Metric::FillRate, &self.horizon[Metric::Shortfall], need);
        report.observe_ratio(Metric::ServedByHorizon, delivered, need);
        report.observe_ratio(Metric::CostPerTonne, &self.horizon[Metric::Cost], delivered);
        report.observe_ratio(Metric::LowCarbonShare, &self.low_carbon_sum, &self.acquired_sum);
    }
}

/// Mean over a step of what is so much at its beginning and at its end, between which it is taken
/// as linear.
#[inline(always)]
pub fn mean_of_ends(begin: f64, end: f64) -> f64 {
    0.5 * (begin + end)
}

#[inline(always)]
fn sum<'c>(columns: impl Iterator<Item = &'c Lanes>) -> Lanes {
    let mut sum = Lanes::ZERO;
    columns.for_each(|column| sum += column);
    sum
}

impl Default for Account {
    fn default() -> Self {
        Account::new()
    }
}
