//! What a facility needs and when (docs/model.md, F1 to F5).

use super::input::{Input, InputTable};
use crate::distribution::Distribution;
use crate::lanes::{LANES, Lanes};
use crate::scenario::{Copper, Each, Facility, Profile, TimeGrid};

/// Shortest window of need, years: a step would divide by zero.
const SHORTEST_WINDOW: f64 = 1e-9;
/// Share of a period by which a window's end may pass a boundary through rounding without counting in the next period.
const BOUNDARY: f64 = 1e-9;

#[derive(Debug)]
pub struct FacilityModel {
    /// Index in the scenario.
    pub number: usize,
    copper: Input,
    /// Power, when `copper` is an intensity.
    power: Option<Input>,
    built: Option<BuiltDraw>,
    /// Planned start, years from time 0.
    start: f64,
    lead: Input,
    build: Input,
    start_delay: Input,
    overrun: Input,
    pub profile: CumulativeProfile,
    pub cost_of_delay: Option<DelayCost>,
}

#[derive(Debug)]
struct BuiltDraw {
    uniform: Input,
    probability: Input,
}

#[derive(Debug)]
pub struct DelayCost {
    /// USD/MW/year.
    pub rate: Input,
    pub power: Input,
}

/// Cumulative share of the copper at a share y of the build.
#[derive(Debug, Clone, PartialEq)]
pub enum CumulativeProfile {
    /// c₁y + c₂y² + c₃y³
    Cubic([f64; 3]),
    /// Linear between points.
    Points(Vec<(f64, f64)>),
}

/// A facility's need over a block.
#[derive(Debug, Clone)]
pub struct Window {
    /// Q: all the copper, t; 0 where it is not built.
    pub quantity: Lanes,
    /// Start, years.
    pub start: Lanes,
    /// 1/length, 1/year.
    pub inverse_length: Lanes,
    /// End, years.
    pub end: Lanes,
    /// End as planned, years.
    pub planned_end: Lanes,
    /// Period that contains the end (−1 before the horizon).
    pub end_period: Lanes,
}

impl Window {
    pub const EMPTY: Window = Window {
        quantity: Lanes::ZERO,
        start: Lanes::ZERO,
        inverse_length: Lanes::ZERO,
        end: Lanes::ZERO,
        planned_end: Lanes::ZERO,
        end_period: Lanes::ZERO,
    };
}

impl FacilityModel {
    pub fn new(number: usize, facility: &Facility, time: &TimeGrid, inputs: &mut InputTable) -> Self {
        let power = facility.power.as_ref().map(|power| inputs.input(power));
        let (copper, by_power) = match &facility.copper {
            Copper::Lump(tonnes) => (inputs.input(tonnes), None),
            Copper::Intensity(intensity) => (inputs.input(intensity), power),
        };
        let probability = &facility.built_probability;
        let built = (probability.constant() != Some(1.0)).then(|| BuiltDraw {
            uniform: inputs.draw(format!("facility.{}.built", facility.name), Distribution::unit_uniform(), Each::Trial),
            probability: inputs.input(probability),
        });
        let cost_of_delay = match (&facility.cost_of_delay, power) {
            (Some(rate), Some(power)) => Some(DelayCost { rate: inputs.input(rate), power }),
            _ => None,
        };
        FacilityModel {
            number,
            copper,
            power: by_power,
            built,
            start: time.years_to(facility.start),
            lead: inputs.input(&facility.lead),
            build: inputs.input(&facility.build),
            start_delay: inputs.input(&facility.start_delay),
            overrun: inputs.input(&facility.overrun),
            profile: CumulativeProfile::new(&facility.profile),
            cost_of_delay,
        }
    }

    #[inline(always)]
    pub fn window(&self, step: f64, values: &[Lanes], window: &mut Window) {
        window.quantity = *self.copper.of(values);
        if let Some(power) = self.power {
            let power = power.of(values);
            for lane in 0..LANES {
                window.quantity[lane] *= power[lane];
            }
        }
        if let Some(built) = &self.built {
            let (uniform, probability) = (built.uniform.of(values), built.probability.of(values));
            for lane in 0..LANES {
                window.quantity[lane] = if uniform[lane] <= probability[lane] { window.quantity[lane] } else { 0.0 };
            }
        }
        let (lead, build) = (self.lead.of(values), self.build.of(values));
        let (delay, overrun) = (self.start_delay.of(values), self.overrun.of(values));
        for lane in 0..LANES {
            let start = self.start + delay[lane] - lead[lane];
            let length = (build[lane] * overrun[lane]).max(SHORTEST_WINDOW);
            let end = start + length;
            window.start[lane] = start;
            window.inverse_length[lane] = 1.0 / length;
            window.end[lane] = end;
            window.planned_end[lane] = self.start - lead[lane] + build[lane];
            window.end_period[lane] = (end / step - BOUNDARY).ceil() - 1.0;
        }
    }

    /// Whether it is built, lane by lane.
    #[inline(always)]
    pub fn built_mask(&self, values: &[Lanes]) -> u64 {
        let Some(built) = &self.built else { return u64::MAX };
        let (uniform, probability) = (built.uniform.of(values), built.probability.of(values));
        let mut mask = 0;
        for lane in 0..LANES {
            mask |= u64::from(uniform[lane] <= probability[lane]) << lane;
        }
        mask
    }
}

impl CumulativeProfile {
    fn new(profile: &Profile) -> Self {
        match profile {
            Profile::Uniform => CumulativeProfile::Cubic([1.0, 0.0, 0.0]),
            Profile::SCurve => CumulativeProfile::Cubic([0.0, 3.0, -2.0]),
            Profile::Front => CumulativeProfile::Cubic([2.0, -1.0, 0.0]),
            Profile::Back => CumulativeProfile::Cubic([0.0, 1.0, 0.0]),
            Profile::Points(points) => CumulativeProfile::Points(points.clone()),
        }
    }

    /// Q·G at `time`: the tonnes that have fallen due by then (F3).
    #[inline(always)]
    pub fn due_by(&self, time: f64, window: &Window) -> Lanes {
        self.due_by_times(|_| time, window)
    }

    /// The same at a time that differs from lane to lane.
    #[inline(always)]
    pub fn due_by_times(&self, time: impl Fn(usize) -> f64, window: &Window) -> Lanes {
        let mut due = Lanes::ZERO;
        match self {
            CumulativeProfile::Cubic([c1, c2, c3]) => {
                for lane in 0..LANES {
                    let y = ((time(lane) - window.start[lane]) * window.inverse_length[lane]).clamp(0.0, 1.0);
                    due[lane] = window.quantity[lane] * (y * (c1 + y * (c2 + y * c3)));
                }
            }
            CumulativeProfile::Points(points) => {
                for lane in 0..LANES {
                    let y = ((time(lane) - window.start[lane]) * window.inverse_length[lane]).clamp(0.0, 1.0);
                    let mut share = 0.0;
                    for pair in points.windows(2) {
                        let ((from, low), (to, high)) = (pair[0], pair[1]);
                        let part = if to > from { ((y - from) / (to - from)).clamp(0.0, 1.0) } else { f64::from(y >= to) };
                        share += (high - low) * part;
                    }
                    due[lane] = window.quantity[lane] * share;
                }
            }
        }
        due
    }
}
