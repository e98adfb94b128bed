//! What fell due before time 0 and was not met (docs/model.md, F14).

use super::demand::Demand;
use crate::model::moment::Moment;

/// State at time 0: what is overdue of the metal itself, phase by phase.
#[inline(always)]
pub fn begin_overdue(moment: &Moment<'_>, demand: &mut Demand) {
    let model = moment.model;
    for (facility, terms) in model.facilities.iter_enumerated() {
        let Some(overdue) = terms.overdue else { continue };
        let mut left = *overdue.of(moment.values());
        for &index in &model.facility_requirements[facility] {
            if model.requirements[index].fabricator.is_some() {
                continue;
            }
            let requirement = &mut demand.requirements[index];
            requirement.leave_overdue(&mut left);
            demand.facilities[facility].missing_before += &requirement.backlog;
        }
    }
}
