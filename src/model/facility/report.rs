//! What a facility reports over the horizon, and its need outside of it (docs/model.md, F4).

use super::delay::cost_of_delay;
use super::demand::Demand;
use crate::index::{FacilityIndex, RequirementIndex};
use crate::metric::{Metric, Subject, SubjectKind};
use crate::model::moment::Moment;
use crate::model::observer::Report;
use crate::model::requirement::beyond_rounding;
use crate::numerics::lanes::{LANES, Lanes};
use crate::scenario::WEEKS_A_YEAR;

/// A facility over the horizon (F4, F5, F8, F10).
#[inline(always)]
pub fn report_facility(
    moment: &Moment<'_>,
    demand: &Demand,
    facility: FacilityIndex,
    report: &mut Report<'_>,
) {
    let model = moment.model;
    let state = &demand.facilities[facility];
    let (mut before, mut after) = (Lanes::ZERO, Lanes::ZERO);
    let is_wanted = [Metric::NeedBefore, Metric::NeedAfter]
        .into_iter()
        .any(|metric| model.series.has_over_horizon(SubjectKind::Facility, metric));
    for &index in model.facility_requirements[facility].iter().filter(|_| is_wanted) {
        before += &due_before_horizon(moment, index).map(beyond_rounding);
        after += &due_after_horizon(moment, index, demand);
    }
    let weeks = |years: &Lanes| years.map(|years| years * WEEKS_A_YEAR);
    let cost = cost_of_delay(moment, demand, facility).unwrap_or(Lanes::ZERO);
    let mut deferral = Lanes::ZERO;
    if let Some(place) = model.deferrals.iter().position(|deferral| deferral.facility == facility) {
        deferral = weeks(&demand.deferrals[place].mean(&model.deferrals[place]));
    }
    let mut report = report.of(Subject::Facility(facility));
    state.report_horizon(&mut report);
    report.observe(Metric::NeedBefore, &before);
    report.observe(Metric::NeedAfter, &after);
    let completed = weeks(&state.delay.completed);
    report.observe_where(Metric::Completion, &completed, state.delay.standing);
    report.observe(Metric::CompletionDelay, &weeks(&state.delay.completion));
    report.observe(Metric::ShortageDelay, &weeks(&state.delay.shortage));
    report.observe(Metric::PhaseDelay, &weeks(&state.delay.weighted));
    report.observe(Metric::NotCompleted, &state.delay.unfinished);
    report.observe(Metric::CostOfDelay, &cost);
    report.observe(Metric::Deferral, &deferral);
}

/// Metal that fell due before time 0 (F4).
#[inline(always)]
pub fn due_before_horizon(moment: &Moment<'_>, index: RequirementIndex) -> Lanes {
    let &Moment { model, exogenous, .. } = moment;
    let facility = model.requirements[index].facility;
    let (profile, window) = (&model.facilities[facility].profile, &exogenous.windows[index]);
    match exogenous.cancelled.get(facility) {
        Some(cancelled) => profile.due_by_times(|lane| cancelled[lane].min(0.0), window),
        None => profile.due_by(0.0, window),
    }
}

/// Metal that falls due after the horizon and is not secured (F4, F8, F9).
#[inline(always)]
pub fn due_after_horizon(moment: &Moment<'_>, index: RequirementIndex, demand: &Demand) -> Lanes {
    let &Moment { model, exogenous, .. } = moment;
    let requirement = &model.requirements[index];
    let window = demand.windows.of(moment, index);
    let mut after = match exogenous.cancelled.get(requirement.facility) {
        Some(cancelled) => model.facilities[requirement.facility]
            .profile
            .due_by_times(|lane| cancelled[lane], window),
        None => window.quantity,
    };
    for lane in 0..LANES {
        after[lane] -= demand.requirements[index].due_before[lane];
    }
    if requirement.composite {
        after -= &demand.orders[index].secured;
    }
    after.map(beyond_rounding)
}
