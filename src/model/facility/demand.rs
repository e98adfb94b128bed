//! What the facilities need over a block, and what becomes of it.

use super::deferral::DeferralState;
use super::deferred_windows::DeferredWindows;
use crate::index::{FabricatorIndex, FacilityIndex, IndexVec, RequirementIndex};
use crate::metric::Metric;
use crate::model::Model;
use crate::model::fabricator::order::OrderState;
use crate::model::observer::SubjectReport;
use crate::model::region::account::mean_of_ends;
use crate::model::requirement::RequirementState;
use crate::model::window::Window;
use crate::numerics::lanes::{Lanes, each};

/// The facilities of a block.
#[derive(Debug)]
pub struct Demand {
    pub requirements: IndexVec<RequirementIndex, RequirementState>,
    /// By requirement.
    pub orders: IndexVec<RequirementIndex, OrderState>,
    pub windows: DeferredWindows,
    pub facilities: IndexVec<FacilityIndex, FacilityState>,
    pub deferrals: Vec<DeferralState>,
}

/// A facility over a block, t.
#[derive(Debug, Clone)]
pub struct FacilityState {
    pub need_sum: Lanes,
    pub delivered_sum: Lanes,
    pub shortfall_sum: Lanes,
    reported_backlog: Lanes,
    /// The greatest of them so far.
    peak_backlog: Lanes,
    /// Of the period, of a facility with several requirements.
    pub need: Lanes,
    pub delivered: Lanes,
    pub shortfall: Lanes,
    pub backlog: Lanes,
    pub component_shortfall: Lanes,
    pub component_backlog: Lanes,
    pub component_shortfall_sum: Lanes,
    pub secured_used: Lanes,
    /// Missing on site at the end of the period, as metal or in components, of a facility with
    /// several requirements, t.
    pub missing_on_site: Lanes,
    /// The same at the end of the step before, t, and over time so far, t·year (F13).
    pub missing_before: Lanes,
    pub late_tonnes: Lanes,
    /// 1 where it was short in the period; only where it has several requirements, or others may
    /// wait for that.
    pub short: Lanes,
    pub delay: FacilityDelay,
}

/// Years; nothing where it is not built or is cancelled.
#[derive(Debug, Clone)]
pub struct FacilityDelay {
    /// Lanes in which it is built and not cancelled.
    pub standing: u64,
    /// From time 0 to the completion; of those lanes alone.
    pub completed: Lanes,
    /// From the planned end to the completion.
    pub completion: Lanes,
    /// From the end of the window to the completion.
    pub shortage: Lanes,
    /// The same by phase, weighted by the share of each.
    pub weighted: Lanes,
    /// Tonnes missing on site over time, t·year.
    pub late_tonnes: Lanes,
    /// 1 where it is not complete within the horizon, else 0.
    pub unfinished: Lanes,
}

impl FacilityDelay {
    pub const NONE: FacilityDelay = FacilityDelay {
        standing: 0,
        completed: Lanes::ZERO,
        completion: Lanes::ZERO,
        shortage: Lanes::ZERO,
        weighted: Lanes::ZERO,
        late_tonnes: Lanes::ZERO,
        unfinished: Lanes::ZERO,
    };
}

impl FacilityState {
    const START: FacilityState = FacilityState {
        need_sum: Lanes::ZERO,
        delivered_sum: Lanes::ZERO,
        shortfall_sum: Lanes::ZERO,
        reported_backlog: Lanes::ZERO,
        peak_backlog: Lanes::ZERO,
        need: Lanes::ZERO,
        delivered: Lanes::ZERO,
        shortfall: Lanes::ZERO,
        backlog: Lanes::ZERO,
        component_shortfall: Lanes::ZERO,
        component_backlog: Lanes::ZERO,
        component_shortfall_sum: Lanes::ZERO,
        secured_used: Lanes::ZERO,
        missing_on_site: Lanes::ZERO,
        missing_before: Lanes::ZERO,
        late_tonnes: Lanes::ZERO,
        short: Lanes::ZERO,
        delay: FacilityDelay::NONE,
    };

    /// Back to time 0.
    #[inline(always)]
    pub fn clear(&mut self) {
        self.need_sum = Lanes::ZERO;
        self.delivered_sum = Lanes::ZERO;
        self.shortfall_sum = Lanes::ZERO;
        self.reported_backlog = Lanes::ZERO;
        self.peak_backlog = Lanes::ZERO;
        self.missing_before = Lanes::ZERO;
        self.late_tonnes = Lanes::ZERO;
    }

    /// Notes what is overdue at the end of a period of so many years, as reported (R6), and what of
    /// it is missing on site.
    #[inline(always)]
    pub fn close_period(&mut self, backlog: Lanes, missing_on_site: &Lanes, step: f64) {
        self.peak_backlog.update(|lane, peak| peak.max(backlog[lane]));
        let before = &self.missing_before;
        let missing = each(|lane| step * mean_of_ends(before[lane], missing_on_site[lane]));
        self.late_tonnes += missing;
        self.missing_before = *missing_on_site;
        self.reported_backlog = backlog;
    }

    /// The tonnes over the horizon.
    #[inline(always)]
    pub fn report_horizon(&self, report: &mut SubjectReport<'_>) {
        report.observe(Metric::Need, &self.need_sum);
        report.observe(Metric::Delivered, &self.delivered_sum);
        report.observe(Metric::Shortfall, &self.shortfall_sum);
        report.observe(Metric::Backlog, &self.reported_backlog);
        report.observe(Metric::PeakBacklog, &self.peak_backlog);
        report.observe(Metric::ComponentShortfall, &self.component_shortfall_sum);
        report.observe(Metric::ComponentBacklog, &self.component_backlog);
        report.observe(Metric::SecuredUsed, &self.secured_used);
        report.observe_ratio(Metric::FillRate, &self.shortfall_sum, &self.need_sum);
    }
}

impl Demand {
    /// Of a block that has not begun.
    pub fn new(model: &Model) -> Self {
        let delay = |fabricator: FabricatorIndex| model.fabricators[fabricator].longest_delay;
        let deferred = model.requirements.iter().filter(|one| one.deferred.is_some());
        Demand {
            requirements: vec![RequirementState::START; model.requirements.len()].into(),
            orders: (model.requirements.iter())
                .map(|requirement| OrderState::new(requirement.fabricator.map(delay)))
                .collect(),
            windows: DeferredWindows(deferred.map(|_| Window::EMPTY).collect()),
            facilities: vec![FacilityState::START; model.facilities.len()].into(),
            deferrals: model.deferrals.iter().map(DeferralState::new).collect(),
        }
    }
}
