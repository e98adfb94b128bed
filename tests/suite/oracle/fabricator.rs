//! Component makers (K1 to K8).

use super::Inputs;
use super::facility::{Plan, Requirement};
use super::price::Prices;
use super::region::{Course, RequirementKey, RequirementPeriod};
use coppercast::scenario::{Allocation, Substitution};
use std::collections::{BTreeMap, BTreeSet};

/// What is missing on the sites of a facility, by period (K5).
pub struct Site {
    pub shortfall: Vec<f64>,
    pub backlog: Vec<f64>,
}

/// Takes off the orders of a requirement what another metal replaces (K7).
pub fn substitute(inputs: &Inputs, requirement: &mut Requirement, prices: &Prices) {
    let Some(fabricator) = requirement.fabricator else { return };
    let Some(terms) = &inputs.scenario.fabricators[fabricator].substitution else { return };
    let Some(redesigned) = redesigned(inputs, terms, prices) else { return };
    for t in 0..inputs.periods() {
        let part = ((inputs.moment(t + 1) - redesigned) / inputs.delta()).clamp(0.0, 1.0);
        let replaced = requirement.orders[t] * inputs.once(&terms.share) * part;
        requirement.substituted[t] = replaced;
        requirement.orders[t] -= replaced;
    }
}

/// When the first orders of the new design are placed, years.
fn redesigned(inputs: &Inputs, terms: &Substitution, prices: &Prices) -> Option<f64> {
    let trigger = inputs.once(&terms.ratio) * inputs.once(&terms.price);
    let t = (0..inputs.periods()).find(|&t| prices.mean[t] >= trigger)?;
    Some(inputs.moment(t + 1) + inputs.once(&terms.redesign))
}

/// What a fabricator begins of each order that waits, given its room (K2).
pub fn release(
    inputs: &Inputs,
    fabricator: usize,
    mut room: f64,
    waiting: &BTreeMap<RequirementKey, f64>,
) -> BTreeMap<RequirementKey, f64> {
    let class = |e: &RequirementKey| match inputs.scenario.fabricators[fabricator].allocation {
        Allocation::ProRata => 0,
        Allocation::Priority => inputs.scenario.facilities[e.0].priority,
    };
    let classes: BTreeSet<u32> = waiting.keys().map(class).collect();
    let mut released = BTreeMap::new();
    for number in classes {
        let of_class: Vec<&RequirementKey> =
            waiting.keys().filter(|e| class(e) == number).collect();
        let all: f64 = of_class.iter().map(|e| waiting[*e]).sum();
        let share = if all > room { room / all } else { 1.0 };
        released.extend(of_class.into_iter().map(|e| (*e, share * waiting[e])));
        room -= room.min(all);
    }
    released
}

/// What a fabricator takes in and makes in a period, t.
#[derive(Default, Clone, Copy)]
pub struct Making {
    pub need: f64,
    pub delivered: f64,
    pub shortfall: f64,
    pub backlog: f64,
    pub output: f64,
    pub waiting: f64,
    pub lent: f64,
    pub scrap: f64,
    pub substituted: f64,
}

/// The periods of a fabricator.
pub fn making(
    inputs: &Inputs,
    fabricator: usize,
    plans: &[Plan],
    courses: &[Course],
) -> Vec<Making> {
    let course = &courses[inputs.scenario.fabricators[fabricator].region.get()];
    let mut all = vec![Making::default(); inputs.periods()];
    for ((f, e), periods) in &course.requirements {
        let requirement = &plans[*f].requirements[*e];
        if requirement.fabricator != Some(fabricator) {
            continue;
        }
        let mut lent_before = 0.0;
        for (t, (period, making)) in periods.iter().zip(&mut all).enumerate() {
            making.need += period.need;
            making.delivered += period.delivered;
            making.shortfall += period.shortfall;
            making.backlog += period.backlog;
            making.output += requirement.metal_yield * period.worked;
            making.waiting += requirement.metal_yield * period.waiting;
            making.lent += period.lent;
            making.scrap +=
                (1.0 - requirement.metal_yield) * (period.delivered + period.lent - lent_before);
            lent_before = period.lent;
            making.substituted += requirement.substituted[t];
        }
    }
    all
}

/// (K5): what was open at the fabricator a lead time ago is missing now.
pub fn site(inputs: &Inputs, plan: &Plan, periods: &[&[RequirementPeriod]]) -> Site {
    let mut site =
        Site { shortfall: vec![0.0; inputs.periods()], backlog: vec![0.0; inputs.periods()] };
    for (requirement, periods) in plan.requirements.iter().zip(periods) {
        if requirement.fabricator.is_none() {
            continue;
        }
        let lag = requirement.lead_time / inputs.delta();
        for t in 0..inputs.periods() {
            let missing: f64 = (0..=t)
                .map(|earlier| {
                    periods[earlier].overdue
                        * f64::max(0.0, 1.0 - (lag - (t - earlier) as f64).abs())
                })
                .sum();
            let due_so_far: f64 = requirement.site_need[..=t].iter().sum();
            let missing = missing.min(due_so_far);
            if missing > f64::max(1e-6, 1e-6 * requirement.contained) {
                site.backlog[t] += missing;
                site.shortfall[t] += missing.min(requirement.site_need[t]);
            }
        }
    }
    site
}
