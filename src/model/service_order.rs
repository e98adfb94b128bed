//! Who is served before whom: requirements by region and priority.

use super::fabricator::FabricatorModel;
use super::facility::FacilityModel;
use super::input::InputTable;
use super::region::RegionModel;
use super::requirement::RequirementModel;
use crate::scenario::{Allocation, Scenario};

/// The facilities and all their requirements, both in the scenario's order.
pub fn facilities_and_requirements(
    scenario: &Scenario,
    inputs: &mut InputTable,
) -> (Vec<FacilityModel>, Vec<RequirementModel>) {
    let mut requirements = Vec::new();
    let facilities = scenario.facilities.iter().enumerate().map(|(number, facility)| {
        let model = FacilityModel::new(facility, &scenario.time, inputs);
        requirements.extend(RequirementModel::all(number, facility, &model, inputs));
        model
    });
    (facilities.collect(), requirements)
}

/// The requirements by the region of their metal and by priority (stable in the scenario's order),
/// with their classes noted in the regions and with the makers.
pub fn in_order_of_service(
    scenario: &Scenario,
    mut requirements: Vec<RequirementModel>,
    regions: &mut [RegionModel],
    fabricators: &mut [FabricatorModel],
) -> Vec<RequirementModel> {
    let place = |requirement: &RequirementModel| {
        let facility = &scenario.facilities[requirement.facility];
        (
            requirement.maker.map_or(facility.region, |maker| scenario.fabricators[maker].region),
            facility.priority,
        )
    };
    requirements.sort_by_key(place);
    let mut before = None;
    let mut classes_of_makers: Vec<Option<u32>> = vec![None; fabricators.len()];
    for (position, requirement) in requirements.iter().enumerate() {
        let (region, priority) = place(requirement);
        let classes = &mut regions[region].classes;
        match classes.last_mut().filter(|_| before == Some((region, priority))) {
            Some(class) => class.end = position + 1,
            None => classes.push(position..position + 1),
        }
        before = Some((region, priority));
        if let Some(maker) = requirement.maker {
            let classes = &mut fabricators[maker].classes;
            let one_class = scenario.fabricators[maker].allocation == Allocation::ProRata;
            match classes
                .last_mut()
                .filter(|_| one_class || classes_of_makers[maker] == Some(priority))
            {
                Some(class) => class.push(position),
                None => classes.push(vec![position]),
            }
            classes_of_makers[maker] = Some(priority);
        }
    }
    let mut by_priority: Vec<usize> = (0..scenario.facilities.len()).collect();
    by_priority.sort_by_key(|&number| scenario.facilities[number].priority);
    for number in by_priority {
        regions[scenario.facilities[number].region].facilities.push(number);
    }
    for (number, fabricator) in scenario.fabricators.iter().enumerate() {
        regions[fabricator.region].fabricators.push(number);
    }
    requirements
}
