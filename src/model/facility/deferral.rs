//! Facilities that wait while more urgent ones lack metal (docs/model.md, F10).

use super::FacilityModel;
use crate::index::{FacilityIndex, IndexVec, RequirementIndex};
use crate::model::requirement::RequirementModel;
use crate::numerics::lanes::{LANES, Lanes};
use crate::scenario::Scenario;

/// A facility whose phases may be put off.
#[derive(Debug)]
pub struct DeferralModel {
    pub facility: FacilityIndex,
    /// More urgent facilities of its region.
    pub urgent: Vec<FacilityIndex>,
    pub phases: Vec<DeferredPhase>,
}

#[derive(Debug)]
pub struct DeferredPhase {
    /// Of the facility's metal.
    pub share: f64,
    pub requirements: Vec<RequirementIndex>,
}

impl DeferralModel {
    /// Those of all facilities that may wait; their requirements are told.
    pub fn all(
        scenario: &Scenario,
        facilities: &IndexVec<FacilityIndex, FacilityModel>,
        facility_requirements: &IndexVec<FacilityIndex, Vec<RequirementIndex>>,
        requirements: &mut IndexVec<RequirementIndex, RequirementModel>,
    ) -> Vec<DeferralModel> {
        let mut all = Vec::new();
        let mut slots = 0;
        for (index, facility) in scenario.facilities.iter_enumerated() {
            if facilities[index].deferral.is_none() {
                continue;
            }
            let others = scenario.facilities.iter_enumerated();
            let is_urgent = |other: &crate::scenario::Facility| {
                other.region == facility.region && other.priority < facility.priority
            };
            let own = &facility_requirements[index];
            let phases = own.chunk_by(|&a, &b| requirements[a].phase == requirements[b].phase);
            all.push(DeferralModel {
                facility: index,
                urgent: others
                    .filter(|(_, other)| is_urgent(other))
                    .map(|(other, _)| other)
                    .collect(),
                phases: phases
                    .map(|phase| DeferredPhase {
                        share: requirements[phase[0]].phase_share,
                        requirements: phase.to_vec(),
                    })
                    .collect(),
            });
            for &requirement in own {
                requirements[requirement].deferred = Some(slots);
                slots += 1;
            }
        }
        all
    }
}

/// Years by which each phase of a facility has been put off.
#[derive(Debug, Clone)]
pub struct DeferralState {
    pub phases: Vec<Lanes>,
}

impl DeferralState {
    pub fn new(deferral: &DeferralModel) -> Self {
        DeferralState { phases: vec![Lanes::ZERO; deferral.phases.len()] }
    }

    /// Mean by the shares of the phases, years.
    #[inline(always)]
    pub fn mean(&self, deferral: &DeferralModel) -> Lanes {
        let mut mean = Lanes::ZERO;
        for (years, phase) in self.phases.iter().zip(&deferral.phases) {
            for lane in 0..LANES {
                mean[lane] += phase.share * years[lane];
            }
        }
        mean
    }
}
