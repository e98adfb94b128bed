//! Component makers (K1 to K7).

use super::Inputs;
use super::facility::{Plan, Requirement};
use super::price::Prices;
use super::region::RequirementPeriod;
use coppercast::scenario::{Allocation, Substitution};
use std::collections::{BTreeMap, BTreeSet};

/// What is missing on the sites of a facility, by period (K5).
pub struct Site {
    pub shortfall: Vec<f64>,
    pub backlog: Vec<f64>,
}

/// Takes off the orders of a requirement what another metal replaces (K7).
pub fn substitute(inputs: &Inputs, requirement: &mut Requirement, prices: &Prices) {
    let Some(maker) = requirement.maker else { return };
    let Some(terms) = &inputs.scenario.fabricators[maker].substitution else { return };
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
    let t = (0..inputs.periods()).find(|&t| prices.at_end[t] >= trigger)?;
    Some(inputs.moment(t + 1) + inputs.once(&terms.redesign))
}

/// What each requirement of a maker may begin in period t, given what waits and what metal is overdue (K2).
pub fn release(
    inputs: &Inputs,
    maker: usize,
    t: usize,
    waiting: &BTreeMap<usize, f64>,
    overdue: f64,
    priority: impl Fn(usize) -> u32,
) -> BTreeMap<usize, f64> {
    let fabricator = &inputs.scenario.fabricators[maker];
    let Some(capacity) = &fabricator.capacity else { return waiting.clone() };
    let mut room = (inputs.at(capacity, t) * inputs.delta() / inputs.once(&fabricator.metal_yield) - overdue).max(0.0);
    let class = |e: usize| if fabricator.allocation == Allocation::ProRata { 0 } else { priority(e) };
    let classes: BTreeSet<u32> = waiting.keys().map(|&e| class(e)).collect();
    let mut released = BTreeMap::new();
    for number in classes {
        let of_class: Vec<usize> = waiting.keys().copied().filter(|&e| class(e) == number).collect();
        let all: f64 = of_class.iter().map(|e| waiting[e]).sum();
        let share = if all > room { room / all } else { 1.0 };
        for e in of_class {
            released.insert(e, waiting[&e] * share);
        }
        room -= room.min(all);
    }
    released
}

/// (K5): what was open at the maker a lead time ago is missing now.
pub fn site(inputs: &Inputs, plan: &Plan, periods: &[&[RequirementPeriod]]) -> Site {
    let mut site = Site { shortfall: vec![0.0; inputs.periods()], backlog: vec![0.0; inputs.periods()] };
    for (requirement, periods) in plan.requirements.iter().zip(periods) {
        if requirement.maker.is_none() {
            continue;
        }
        let lag = requirement.lead_time / inputs.delta();
        for t in 0..inputs.periods() {
            let missing: f64 =
                (0..=t).map(|earlier| periods[earlier].overdue * f64::max(0.0, 1.0 - (lag - (t - earlier) as f64).abs())).sum();
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
