//! A facility: how much metal, whether it is built, what a delay costs (docs/model.md, F1, F5, F8,
//! F9).

pub mod deferral;
pub mod deferred_windows;
pub mod delay;
pub mod demand;
pub mod overdue;
pub mod postponement;
pub mod report;
pub mod service;
pub mod site;

use super::input::{Chance, Input, InputTable};
use crate::distribution::Distribution;
use crate::index::RegionIndex;
use crate::numerics::lanes::{Lanes, each, lanes_where};
use crate::scenario::{Each, Facility, MetalNeed, Profile, StepGrid, is_delay_cost_of_metal};

#[derive(Debug)]
pub struct FacilityModel {
    /// Index in the scenario.
    pub region: RegionIndex,
    metal: Input,
    /// Power, when `metal` is an intensity.
    power: Option<Input>,
    built: Option<Chance>,
    /// Share of the metal that comes from the owner's own scrap.
    recycled: Option<Input>,
    /// t at time 0.
    pub secured: Option<Input>,
    /// t at time 0.
    pub overdue: Option<Input>,
    cancellation: Option<CancellationDraw>,
    /// Years.
    pub deferral: Option<Input>,
    /// Planned start, years from time 0.
    pub start: f64,
    pub lead: Input,
    pub build: Input,
    pub start_delay: Input,
    pub overrun: Input,
    pub profile: CumulativeProfile,
    pub cost_of_delay: Option<DelayCost>,
}

#[derive(Debug)]
struct CancellationDraw {
    uniform: Input,
    probability: Input,
}

#[derive(Debug)]
pub enum DelayCost {
    /// USD/MW/year, MW.
    OfPower { rate: Input, power: Input },
    /// USD/t/year of metal that is missing on site.
    OfMetal { rate: Input },
}

/// Cumulative share of the metal at a share y of the build.
#[derive(Debug, Clone, PartialEq)]
pub enum CumulativeProfile {
    /// c₁y + c₂y² + c₃y³
    Cubic([f64; 3]),
    /// Linear between points.
    Points(Vec<(f64, f64)>),
}

impl FacilityModel {
    pub fn new(facility: &Facility, time: &StepGrid, inputs: &mut InputTable) -> Self {
        let power = facility.power.as_ref().map(|power| inputs.input(power));
        let (metal, by_power) = match &facility.metal {
            MetalNeed::Lump(tonnes) => (inputs.input(tonnes), None),
            MetalNeed::Intensity(intensity) => (inputs.input(intensity), power),
        };
        let probability = &facility.built_probability;
        let built = (probability.constant() != Some(1.0))
            .then(|| Chance::new(format!("facility.{}.built", facility.name), probability, inputs));
        let cancellation =
            facility.cancellation.as_ref().filter(|chance| chance.constant() != Some(0.0)).map(
                |probability| {
                    let path = format!("facility.{}.cancelled", facility.name);
                    CancellationDraw {
                        uniform: inputs.draw(path, Distribution::unit_uniform(), Each::Trial),
                        probability: inputs.input(probability),
                    }
                },
            );
        let cost_of_delay = match (&facility.cost_of_delay, power) {
            (Some(rate), _) if is_delay_cost_of_metal(rate) => {
                Some(DelayCost::OfMetal { rate: inputs.input(rate) })
            }
            (Some(rate), Some(power)) => {
                Some(DelayCost::OfPower { rate: inputs.input(rate), power })
            }
            _ => None,
        };
        FacilityModel {
            region: facility.region,
            metal,
            power: by_power,
            built,
            start: time.years_to(facility.start),
            recycled: facility.recycled.as_ref().map(|recycled| inputs.input(recycled)),
            secured: facility.secured.as_ref().map(|secured| inputs.input(secured)),
            overdue: inputs.optional(facility.overdue.as_ref()),
            cancellation,
            deferral: facility.deferral.as_ref().map(|deferral| inputs.input(deferral)),
            lead: inputs.input(&facility.lead),
            build: inputs.input(&facility.build),
            start_delay: inputs.input(&facility.start_delay),
            overrun: inputs.input(&facility.overrun),
            profile: CumulativeProfile::new(&facility.profile),
            cost_of_delay,
        }
    }

    /// Q: all the metal, t (F1).
    #[inline(always)]
    pub fn quantity(&self, values: &[Lanes]) -> Lanes {
        let mut quantity = *self.metal.of(values);
        if let Some(power) = self.power {
            quantity *= power.of(values);
        }
        if let Some(recycled) = self.recycled {
            let recycled = recycled.of(values);
            quantity *= each(|lane| 1.0 - recycled[lane]);
        }
        if let Some(built) = &self.built {
            let is_built = built.happens(values);
            quantity.update(|lane, quantity| if is_built(lane) { quantity } else { 0.0 });
        }
        quantity
    }

    /// Whether it is built, lane by lane.
    #[inline(always)]
    pub fn built_mask(&self, values: &[Lanes]) -> u64 {
        let Some(built) = &self.built else { return u64::MAX };
        let is_built = built.happens(values);
        lanes_where(is_built)
    }
}

impl FacilityModel {
    pub fn may_be_cancelled(&self) -> bool {
        self.cancellation.is_some()
    }

    /// When the build is cancelled, years, given when it begins and ends; infinite where it is not
    /// (F9).
    #[inline(always)]
    pub fn cancelled_at(&self, begin: &Lanes, end: &Lanes, values: &[Lanes]) -> Lanes {
        let Some(draw) = &self.cancellation else { return Lanes::splat(f64::INFINITY) };
        let (uniform, probability) = (draw.uniform.of(values), draw.probability.of(values));
        Lanes::from_fn(|lane| {
            if uniform[lane] <= probability[lane] {
                begin[lane] + (end[lane] - begin[lane]) * (uniform[lane] / probability[lane])
            } else {
                f64::INFINITY
            }
        })
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
}
