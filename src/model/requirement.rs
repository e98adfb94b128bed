//! What a facility needs of one thing in one phase of its build: metal itself, or a maker's
//! components (docs/model.md, F2 to F10, K1).

use super::fabricator::FabricatorModel;
use super::facility::{CumulativeProfile, FacilityModel};
use super::input::{Input, InputTable};
use crate::numerics::lanes::{LANES, Lanes};
use crate::scenario::Facility;

/// Shortest window of need, years: a step would divide by zero.
const SHORTEST_WINDOW: f64 = 1e-9;
/// Share of a period by which a window's end may pass a boundary through rounding without counting
/// in the next period.
const BOUNDARY: f64 = 1e-9;
/// Shares below this come from rounding.
const SMALLEST_SHARE: f64 = 1e-6;

#[derive(Debug)]
pub struct RequirementModel {
    /// Index in the scenario.
    pub facility: usize,
    /// Whether it is all that its facility needs, and plainly: as metal, with nothing secured.
    pub plain: bool,
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
    /// Index of the maker, if it comes in components.
    pub maker: Option<usize>,
    /// Place of its window among those that may be put off.
    pub deferred: Option<usize>,
}

/// A requirement over a block: tonnes of metal and years.
#[derive(Debug, Clone)]
pub struct Window {
    /// All the metal, t; 0 where the facility is not built.
    pub quantity: Lanes,
    /// Start, years.
    pub start: Lanes,
    /// 1/length, 1/year.
    pub inverse_length: Lanes,
    /// End, years.
    pub end: Lanes,
    /// End on site as planned, years.
    pub planned_end: Lanes,
    /// Period that contains the end (−1 before the horizon).
    pub end_period: Lanes,
}

/// The period that contains the end of a window (−1 before the horizon).
#[inline(always)]
fn last_period(end: f64, step: f64) -> f64 {
    (end / step - BOUNDARY).ceil() - 1.0
}

impl Window {
    /// Whether it begins in a period that has not begun itself.
    #[inline(always)]
    pub fn begins_in(&self, period: usize, step: f64, lane: usize) -> bool {
        let begin = self.start[lane] / step - period as f64;
        (-BOUNDARY..1.0 - BOUNDARY).contains(&begin)
    }

    /// Moves a lane by so many years.
    #[inline(always)]
    pub fn put_off(&mut self, lane: usize, years: f64, step: f64) {
        self.start[lane] += years;
        self.end[lane] += years;
        self.end_period[lane] = last_period(self.end[lane], step);
    }

    pub const EMPTY: Window = Window {
        quantity: Lanes::ZERO,
        start: Lanes::ZERO,
        inverse_length: Lanes::ZERO,
        end: Lanes::ZERO,
        planned_end: Lanes::ZERO,
        end_period: Lanes::ZERO,
    };
}

impl RequirementModel {
    /// All requirements of a facility: phase by phase, what is needed as metal first, then the
    /// components in their order.
    pub fn all(
        index: usize,
        facility: &Facility,
        model: &FacilityModel,
        inputs: &mut InputTable,
    ) -> Vec<Self> {
        let phases: Vec<(f64, Option<Input>, Input)> = if facility.phases.is_empty() {
            vec![(1.0, None, model.build)]
        } else {
            let phases = facility.phases.iter();
            phases
                .map(|phase| {
                    let length =
                        phase.build.as_ref().map_or(model.build, |build| inputs.input(build));
                    (phase.share, Some(inputs.input(&phase.after)), length)
                })
                .collect()
        };
        let directly =
            1.0 - facility.components.iter().map(|component| component.share).sum::<f64>();
        let plain = phases.len() == 1 && facility.components.is_empty() && model.secured.is_none();
        let mut all = Vec::new();
        for (phase, (phase_share, after, build)) in phases.into_iter().enumerate() {
            let requirement = |share: f64, maker| RequirementModel {
                facility: index,
                plain,
                share: (share * phase_share != 1.0).then_some(share * phase_share),
                phase,
                phase_share,
                build,
                after,
                maker,
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
        fabricators: &[FabricatorModel],
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
        window.planned_end.set(|lane| facility.start - lead[lane] + build[lane]);
        if let Some(after) = self.after {
            window.start += after.of(values);
            window.planned_end += after.of(values);
        }
        if let Some(fabricator) = self.maker.map(|fabricator| &fabricators[fabricator]) {
            window.quantity /= fabricator.metal_yield.of(values);
            window.start -= fabricator.lead_time.of(values);
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

impl CumulativeProfile {
    /// Q·G at `time`: the tonnes that have fallen due by then (F3).
    #[inline(always)]
    pub fn due_by(&self, time: f64, window: &Window) -> Lanes {
        self.due_by_times(|_| time, window)
    }

    /// The same at a time that differs from lane to lane.
    #[inline(always)]
    pub fn due_by_times(&self, time: impl Fn(usize) -> f64, window: &Window) -> Lanes {
        let mut due = Lanes::ZERO;
        self.each_due_by(time, window, |lane, tonnes| due[lane] = tonnes);
        due
    }

    /// Hands over what [`Self::due_by_times`] gives, lane by lane.
    #[inline(always)]
    pub fn each_due_by(
        &self,
        time: impl Fn(usize) -> f64,
        window: &Window,
        mut use_tonnes: impl FnMut(usize, f64),
    ) {
        let elapsed = |lane: usize| {
            ((time(lane) - window.start[lane]) * window.inverse_length[lane]).clamp(0.0, 1.0)
        };
        match self {
            CumulativeProfile::Cubic([c1, c2, c3]) => {
                for lane in 0..LANES {
                    let y = elapsed(lane);
                    use_tonnes(lane, window.quantity[lane] * (y * (c1 + y * (c2 + y * c3))));
                }
            }
            CumulativeProfile::Points(points) => {
                for lane in 0..LANES {
                    let y = elapsed(lane);
                    let mut share = 0.0;
                    for pair in points.windows(2) {
                        let ((from, low), (to, high)) = (pair[0], pair[1]);
                        let part = if to > from {
                            ((y - from) / (to - from)).clamp(0.0, 1.0)
                        } else {
                            f64::from(y >= to)
                        };
                        share += (high - low) * part;
                    }
                    use_tonnes(lane, window.quantity[lane] * share);
                }
            }
        }
    }
}
