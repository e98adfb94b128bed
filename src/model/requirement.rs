//! What a facility needs of one thing in one phase of its build: metal itself, or a fabricator's
//! components (docs/model.md, F2 to F10, K1).

mod dormancy;

use super::facility::FacilityModel;
use super::input::{Input, InputTable};
use super::window::{Window, last_period};
use crate::index::{FabricatorIndex, FacilityIndex};
use crate::numerics::lanes::{LANES, Lanes, fold_lanes, lanes_where};
use crate::scenario::{Quantity, Scenario, expectation};
use dormancy::Dormancy;

/// Shortest window of need, years: a step would divide by zero.
const SHORTEST_WINDOW: f64 = 1e-9;
/// Shares below this come from rounding.
const SMALLEST_SHARE: f64 = 1e-6;

#[derive(Debug)]
pub struct RequirementModel {
    /// Index in the scenario.
    pub facility: FacilityIndex,
    /// Whether its facility needs more than this, needs it in components, or has some secured.
    pub composite: bool,
    /// Of the facility's metal; `None` for all of it.
    pub share: Option<f64>,
    /// Position of the phase in the facility's list.
    pub phase: usize,
    /// Of the facility's power.
    pub phase_share: f64,
    /// Planned length of the build, years.
    build: Input,
    /// Years after the start of the facility.
    after: Option<Input>,
    /// Of the two, as planned: years from the start of the facility to the end.
    planned: f64,
    /// Index of the fabricator, if it comes in components.
    pub fabricator: Option<FabricatorIndex>,
    /// Place of its window among those that may be put off.
    pub deferred: Option<usize>,
}

/// What a fabricator makes of the metal, and how long it takes, years.
#[derive(Debug, Clone, Copy)]
pub struct Made<'v> {
    pub metal_yield: &'v Lanes,
    pub lead_time: &'v Lanes,
}

/// A requirement over a block, t.
#[derive(Debug, Clone)]
pub struct RequirementState {
    pub due_before: Lanes,
    pub need: Lanes,
    pub due: Lanes,
    pub backlog: Lanes,
    /// When its metal is complete, years; infinite while it is not.
    pub completion: Lanes,
    /// Whether it is complete in all lanes, and the first period that may complete it in any.
    is_complete: bool,
    first_end: f64,
    pub dormancy: Dormancy,
}

/// What a requirement got in a period, and what it lacks, t; the last two as reported (R6).
pub struct Served {
    pub served: Lanes,
    pub unserved: Lanes,
    pub shortfall: Lanes,
    /// 1 where something is missing, else 0.
    pub short: Lanes,
    pub backlog: Lanes,
}

/// Tonnes, and share of the due, up to which nothing counts as missing (R6).
pub const REPORTED_SHORT: f64 = 1e-6;

/// Tonnes of what is due up to which nothing counts as missing (R6).
#[inline(always)]
pub fn bound(due: f64) -> f64 {
    REPORTED_SHORT.max(REPORTED_SHORT * due)
}

/// Tonnes up to which a flow is rounding (R6): a milligram.
const ROUNDING: f64 = 1e-9;

/// Tonnes, none where they may come from rounding (R6).
#[inline(always)]
pub fn beyond_rounding(tonnes: f64) -> f64 {
    if tonnes > ROUNDING { tonnes } else { 0.0 }
}

/// What each of a class gets of what it wants, as a share: all of it, or as much as there is for
/// the class; the rest is left for the next.
#[inline(always)]
pub fn ration(wanted: &Lanes, left: &mut Lanes) -> Lanes {
    let mut share = Lanes::ZERO;
    for lane in 0..LANES {
        share[lane] = if wanted[lane] > left[lane] { left[lane] / wanted[lane] } else { 1.0 };
        left[lane] -= left[lane].min(wanted[lane]);
    }
    share
}

impl RequirementState {
    pub const START: RequirementState = RequirementState {
        due_before: Lanes::ZERO,
        need: Lanes::ZERO,
        due: Lanes::ZERO,
        backlog: Lanes::ZERO,
        completion: Lanes::ZERO,
        is_complete: false,
        first_end: 0.0,
        dormancy: Dormancy::NEVER,
    };

    /// State at time 0; `due_before` has fallen due by then.
    #[inline(always)]
    pub fn begin(&mut self, requirement: &RequirementModel, window: &Window, due_before: Lanes) {
        self.due_before = due_before;
        self.backlog = Lanes::ZERO;
        for lane in 0..LANES {
            let is_over = window.end_period[lane] < 0.0;
            self.completion[lane] = if is_over { window.end[lane] } else { f64::INFINITY };
        }
        self.is_complete = false;
        // Where it is put off the ends only move away.
        self.first_end =
            fold_lanes(|lane| window.end_period[lane], |a, b| if a < b { a } else { b });
        self.need = Lanes::ZERO;
        self.due = Lanes::ZERO;
        // A composite requirement may order, one that is put off has no window of its own.
        let may_sleep = !requirement.composite && requirement.deferred.is_none();
        self.dormancy = if may_sleep { Dormancy::of(window) } else { Dormancy::NEVER };
    }

    /// Leaves as much as there is of `left` tonnes overdue of what has fallen due before time 0, so
    /// that it is not complete (F14).
    #[inline(always)]
    pub fn leave_overdue(&mut self, left: &mut Lanes) {
        for lane in 0..LANES {
            let overdue = left[lane].min(self.due_before[lane]);
            left[lane] -= overdue;
            self.backlog[lane] = overdue;
            let completion = self.completion[lane];
            self.completion[lane] = if overdue > 0.0 { f64::INFINITY } else { completion };
        }
    }

    /// Serves it its share of what is due (R4 to R6).
    #[inline(always)]
    pub fn serve(&mut self, share: &Lanes, keeps_backlog: bool) -> Served {
        let mut got = Served {
            served: Lanes::ZERO,
            unserved: Lanes::ZERO,
            shortfall: Lanes::ZERO,
            short: Lanes::ZERO,
            backlog: Lanes::ZERO,
        };
        for lane in 0..LANES {
            got.served[lane] = self.due[lane] * share[lane];
            let unserved = self.due[lane] - got.served[lane];
            got.unserved[lane] = unserved;
            let is_short = unserved > bound(self.due[lane]);
            let reported = if is_short { unserved } else { 0.0 };
            got.shortfall[lane] = reported.min(self.need[lane]);
            got.short[lane] = if is_short { 1.0 } else { 0.0 };
            got.backlog[lane] = if keeps_backlog { reported } else { 0.0 };
        }
        if keeps_backlog {
            self.backlog = got.unserved;
        }
        got
    }

    /// Serves it all of what is due: what [`Self::serve`] does with shares of 1.
    #[inline(always)]
    pub fn serve_all(&mut self, keeps_backlog: bool) -> Served {
        if keeps_backlog {
            self.backlog = Lanes::ZERO;
        }
        Served {
            served: self.due,
            unserved: Lanes::ZERO,
            shortfall: Lanes::ZERO,
            short: Lanes::ZERO,
            backlog: Lanes::ZERO,
        }
    }

    /// Whether its metal may become complete in this period, in any lane.
    #[inline(always)]
    pub fn may_complete(&self, clock: Clock) -> bool {
        !self.is_complete && clock.period >= self.first_end
    }

    /// Notes when its metal is complete (F5, K6), given for a lane what is due (and of that what
    /// fell due in the period) whether something of it is still to come, and after which share of
    /// the period all that was overdue before had come.
    #[inline(always)]
    pub fn note_completion(
        &mut self,
        window: &Window,
        clock: Clock,
        is_open: impl Fn(usize, f64) -> bool,
        cleared: impl Fn(usize, f64, f64) -> f64,
    ) {
        let coming = lanes_where(|lane| self.completion[lane] == f64::INFINITY);
        let waiting = lanes_where(|lane| {
            clock.period < window.end_period[lane] || is_open(lane, self.due[lane])
        });
        let mut ending = coming & !waiting;
        let open = coming & waiting;
        self.is_complete = open == 0;
        while ending != 0 {
            let lane = ending.trailing_zeros() as usize;
            ending &= ending - 1;
            let (due, need) = (self.due[lane], self.need[lane]);
            let moment = (clock.period + cleared(lane, due, need)) * clock.step;
            let at_end = clock.period == window.end_period[lane];
            self.completion[lane] = if at_end { moment.max(window.end[lane]) } else { moment };
        }
    }
}

/// The period that is computed.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    pub period: f64,
    /// Years.
    pub step: f64,
}

/// What a region serves in a period up to a class of priority, t (F11).
#[derive(Debug, Clone, Copy)]
pub struct Clearing<'b> {
    /// Due up to the class, and of that what falls due in the period.
    pub due: &'b Lanes,
    pub need: &'b Lanes,
    pub stock: &'b Lanes,
    pub inflow: &'b Lanes,
}

impl Clearing<'_> {
    /// Share of the period after which everything overdue, and `own` tonnes that fall due in it,
    /// are served, if what comes and what falls due for others do so evenly (F11).
    #[inline(always)]
    pub fn share(&self, lane: usize, own: f64) -> f64 {
        let others = self.need[lane] - own;
        let wanted = self.due[lane] - others - self.stock[lane];
        let left = self.inflow[lane] - others;
        if wanted <= bound(self.due[lane]) {
            0.0
        } else if wanted >= left {
            // Also where others take all that comes, or more.
            1.0
        } else {
            wanted / left
        }
    }
}

impl RequirementModel {
    /// All requirements of a facility: phase by phase, what is needed as metal first, then the
    /// components in their order.
    pub fn all(
        index: FacilityIndex,
        scenario: &Scenario,
        model: &FacilityModel,
        inputs: &mut InputTable,
    ) -> Vec<Self> {
        let facility = &scenario.facilities[index];
        let planned = |quantity: &Quantity| expectation::median(quantity, scenario).unwrap_or(0.0);
        let phases: Vec<(f64, Option<Input>, Input, f64)> = if facility.phases.is_empty() {
            vec![(1.0, None, model.build, planned(&facility.build))]
        } else {
            let phases = facility.phases.iter();
            phases
                .map(|phase| {
                    let own = phase.build.as_ref();
                    let length = own.map_or(model.build, |build| inputs.input(build));
                    let end = planned(&phase.after) + planned(own.unwrap_or(&facility.build));
                    (phase.share, Some(inputs.input(&phase.after)), length, end)
                })
                .collect()
        };
        let directly =
            1.0 - facility.components.iter().map(|component| component.share).sum::<f64>();
        let composite =
            phases.len() != 1 || !facility.components.is_empty() || model.secured.is_some();
        let mut all = Vec::new();
        for (phase, (phase_share, after, build, planned)) in phases.into_iter().enumerate() {
            let requirement = |share: f64, fabricator| RequirementModel {
                facility: index,
                composite,
                share: (share * phase_share != 1.0).then_some(share * phase_share),
                phase,
                phase_share,
                build,
                after,
                planned,
                fabricator,
                deferred: None,
            };
            if facility.components.is_empty() || directly > SMALLEST_SHARE {
                all.push(requirement(directly, None));
            }
            let components = facility.components.iter();
            all.extend(
                components
                    .map(|component| requirement(component.share, Some(component.fabricator))),
            );
        }
        all
    }

    /// The window of metal (F2, F6, F7).
    #[inline(always)]
    pub fn window(
        &self,
        facility: &FacilityModel,
        made: Option<Made<'_>>,
        step: f64,
        values: &[Lanes],
        window: &mut Window,
    ) {
        window.quantity = facility.quantity(values);
        if let Some(share) = self.share {
            window.quantity *= share;
        }
        let (lead, build) = (facility.lead.of(values), self.build.of(values));
        let (delay, overrun) = (facility.start_delay.of(values), facility.overrun.of(values));
        window.start.set(|lane| facility.start + delay[lane] - lead[lane]);
        window.planned_end.set(|lane| facility.start - lead[lane] + self.planned);
        if let Some(after) = self.after {
            window.start += after.of(values);
        }
        if let Some(Made { metal_yield, lead_time }) = made {
            window.quantity /= metal_yield;
            window.start -= lead_time;
        }
        for lane in 0..LANES {
            let length = (build[lane] * overrun[lane]).max(SHORTEST_WINDOW);
            let end = window.start[lane] + length;
            window.inverse_length[lane] = 1.0 / length;
            window.end[lane] = end;
            window.end_period[lane] = last_period(end, step);
        }
    }
}
