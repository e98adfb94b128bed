//! Who is served before whom: requirements by region and priority.

use super::fabricator::FabricatorModel;
use super::facility::FacilityModel;
use super::input::InputTable;
use super::region::RegionModel;
use super::requirement::RequirementModel;
use crate::index::{FabricatorIndex, FacilityIndex, IndexVec, RegionIndex, RequirementIndex};
use crate::scenario::{Allocation, Scenario};

/// The facilities and all their requirements, both in the scenario's order.
pub fn facilities_and_requirements(
    scenario: &Scenario,
    inputs: &mut InputTable,
) -> (IndexVec<FacilityIndex, FacilityModel>, Vec<RequirementModel>) {
    let mut requirements = Vec::new();
    let time = scenario.time.steps();
    let facilities = scenario.facilities.iter_enumerated().map(|(index, facility)| {
        let model = FacilityModel::new(facility, &time, inputs);
        requirements.extend(RequirementModel::all(index, scenario, &model, inputs));
        model
    });
    (facilities.collect(), requirements)
}

/// The requirements by the region of their metal, by priority and by name, with their classes noted in the regions and with the fabricators.
pub fn in_order_of_service(
    scenario: &Scenario,
    mut requirements: Vec<RequirementModel>,
    regions: &mut IndexVec<RegionIndex, RegionModel>,
    fabricators: &mut IndexVec<FabricatorIndex, FabricatorModel>,
) -> IndexVec<RequirementIndex, RequirementModel> {
    let place = |requirement: &RequirementModel| {
        let facility = &scenario.facilities[requirement.facility];
        (
            requirement
                .fabricator
                .map_or(facility.region, |fabricator| scenario.fabricators[fabricator].region),
            facility.priority,
        )
    };
    // Among equals by name: sums are then the same whatever the order of the file.
    let name = |requirement: &RequirementModel| &scenario.facilities[requirement.facility].name;
    requirements
        .sort_by(|first, second| (place(first), name(first)).cmp(&(place(second), name(second))));
    let requirements = IndexVec::from(requirements);
    let mut before = None;
    let mut classes_of_fabricators: IndexVec<FabricatorIndex, Option<u32>> =
        vec![None; fabricators.len()].into();
    for (index, requirement) in requirements.iter_enumerated() {
        let (region, priority) = place(requirement);
        let classes = &mut regions[region].classes;
        match classes.last_mut().filter(|_| before == Some((region, priority))) {
            Some(class) => class.push(index),
            None => classes.push(vec![index]),
        }
        before = Some((region, priority));
        if let Some(fabricator) = requirement.fabricator {
            let classes = &mut fabricators[fabricator].classes;
            let one_class = scenario.fabricators[fabricator].allocation == Allocation::ProRata;
            match classes
                .last_mut()
                .filter(|_| one_class || classes_of_fabricators[fabricator] == Some(priority))
            {
                Some(class) => class.push(index),
                None => classes.push(vec![index]),
            }
            classes_of_fabricators[fabricator] = Some(priority);
        }
    }
    let mut by_priority: Vec<FacilityIndex> =
        scenario.facilities.in_order_of_names(|facility| &facility.name);
    by_priority.sort_by_key(|&index| scenario.facilities[index].priority);
    for index in by_priority {
        regions[scenario.facilities[index].region].facilities.push(index);
    }
    for index in scenario.fabricators.in_order_of_names(|fabricator| &fabricator.name) {
        regions[scenario.fabricators[index].region].fabricators.push(index);
    }
    requirements
}
