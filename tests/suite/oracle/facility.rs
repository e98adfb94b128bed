//! The need of a facility (F1 to F10) and when it is met (F5, K6).

use super::Inputs;
use super::fabricator;
use super::price::Prices;
use super::region::RequirementPeriod;
use coppercast::scenario::{
    Facility, MetalNeed, Profile, Quantity, StockPolicy, Unmet, expectation, is_delay_cost_of_metal,
};

/// What a facility needs, and whether it is built.
pub struct Plan {
    pub built: bool,
    /// When the build is cancelled, years.
    pub cancelled: Option<f64>,
    pub requirements: Vec<Requirement>,
    pub secured_used: f64,
    /// Share of each phase, and years by which it has been put off (F10).
    pub put_off: Vec<(f64, f64)>,
}

/// What it needs of one thing in one phase, t and years.
pub struct Requirement {
    /// Where its metal comes from.
    pub region: usize,
    pub fabricator: Option<usize>,
    pub phase: usize,
    pub phase_share: f64,
    pub lead_time: f64,
    pub metal_yield: f64,
    /// Metal that is ordered in each period.
    pub orders: Vec<f64>,
    /// Metal whose order another metal replaces, in each period.
    pub substituted: Vec<f64>,
    pub before: f64,
    /// Part of it that was not met (F14).
    pub overdue: f64,
    pub after: f64,
    /// Metal that falls due within so many years after the end of each period, as days of cover ask
    /// for it (R12).
    pub ahead: Vec<f64>,
    /// Start and end of the window of metal as put off, and the end as drawn.
    pub start: f64,
    pub end: f64,
    pub end_as_drawn: f64,
    /// Metal that has fallen due by the horizon, secured and replaced metal included.
    pub due_by_horizon: f64,
    /// End on site as planned.
    pub planned_end: f64,
    /// Metal in the components that fall due on site in each period, and in all of them.
    pub site_need: Vec<f64>,
    pub contained: f64,
}

/// The plan of a facility whose phases have been put off by so many years (none where nothing is
/// said).
pub fn plan(inputs: &Inputs, facility: &Facility, prices: &Prices, put_off: &[f64]) -> Plan {
    // (F1) A uniform number lies strictly between 0 and 1, so that a certain outcome needs none.
    let probability = inputs.once(&facility.built_probability);
    let built = probability >= 1.0
        || probability > 0.0
            && inputs.happens(&format!("facility.{}.built", facility.name), probability);
    let metal = match &facility.metal {
        MetalNeed::Lump(metal) => inputs.once(metal),
        MetalNeed::Intensity(intensity) => power(inputs, facility) * inputs.once(intensity),
    };
    let recycled = facility.recycled.as_ref().map_or(0.0, |share| inputs.once(share));
    let quantity = if built { metal * (1.0 - recycled) } else { 0.0 };

    // (F2), (F6)
    let planned_start = inputs.scenario.time.years_to(facility.start) - inputs.once(&facility.lead);
    let start = planned_start + inputs.once(&facility.start_delay);
    let overrun = inputs.once(&facility.overrun);
    let build = inputs.once(&facility.build);
    // (F5) A plan knows no spread.
    let middle =
        |quantity: &Quantity| expectation::median(quantity, inputs.scenario).expect("a median");
    let phases: Vec<(f64, f64, f64)> = match facility.phases.is_empty() {
        true => vec![(1.0, 0.0, build)],
        false => (facility.phases.iter())
            .map(|phase| {
                (
                    phase.share,
                    inputs.once(&phase.after),
                    phase.build.as_ref().map_or(build, |own| inputs.once(own)),
                )
            })
            .collect(),
    };
    let planned_length = |number: usize| match facility.phases.get(number) {
        Some(phase) => {
            middle(&phase.after) + middle(phase.build.as_ref().unwrap_or(&facility.build))
        }
        None => middle(&facility.build),
    };
    let length = |build: f64| (build * overrun).max(1e-9);
    // (F9)
    let cancelled = facility.cancellation.as_ref().and_then(|chance| {
        let chance = inputs.once(chance);
        if chance <= 0.0 {
            return None;
        }
        let uniform = inputs.values.value(&format!("facility.{}.cancelled", facility.name), 0);
        let begin = phases.iter().map(|&(_, after, _)| start + after).fold(f64::INFINITY, f64::min);
        let end = phases
            .iter()
            .map(|&(_, after, build)| start + after + length(build))
            .fold(f64::NEG_INFINITY, f64::max);
        (uniform <= chance).then(|| begin + (end - begin) * (uniform / chance))
    });
    let ends_at = |time: f64| cancelled.map_or(time, |at| time.min(at));

    // (F7)
    let in_components: f64 = facility.components.iter().map(|component| component.share).sum();
    let mut channels: Vec<(Option<usize>, f64)> = Vec::new();
    if facility.components.is_empty() || 1.0 - in_components > 1e-6 {
        channels.push((None, 1.0 - in_components));
    }
    channels.extend(
        facility
            .components
            .iter()
            .map(|component| (Some(component.fabricator.get()), component.share)),
    );

    let mut requirements = Vec::new();
    for (number, &(phase_share, after, build)) in phases.iter().enumerate() {
        for &(fabricator, share) in &channels {
            let of_fabricator =
                fabricator.map(|fabricator| &inputs.scenario.fabricators[fabricator]);
            let lead_time =
                of_fabricator.map_or(0.0, |fabricator| inputs.once(&fabricator.lead_time));
            let metal_yield =
                of_fabricator.map_or(1.0, |fabricator| inputs.once(&fabricator.metal_yield));
            let contained = quantity * phase_share * share;
            let metal = contained / metal_yield;
            let later = put_off.get(number).copied().unwrap_or(0.0);
            let (site_start, length) = (start + after + later, length(build));
            let share_on_site = |time: f64| {
                cumulative(&facility.profile, ((time - site_start) / length).clamp(0.0, 1.0))
            };
            let share_of_metal = |time: f64| share_on_site(ends_at(time) + lead_time);
            let of_periods = |share: &dyn Fn(f64) -> f64| -> Vec<f64> {
                (0..inputs.periods())
                    .map(|t| share(inputs.moment(t + 1)) - share(inputs.moment(t)))
                    .collect()
            };
            // (F3), (F4)
            let horizon = inputs.moment(inputs.periods());
            let region =
                of_fabricator.map_or(facility.region, |fabricator| fabricator.region).get();
            // (R12) Nobody knows of a cancellation before it comes.
            let cover = cover_of(inputs, region);
            let known = |time: f64, ahead: f64| match cancelled {
                Some(at) if at <= time => share_on_site(at + lead_time),
                _ => share_on_site(time + ahead + lead_time),
            };
            let ahead = (1..=inputs.periods())
                .map(|t| {
                    metal * (known(inputs.moment(t), cover) - share_of_metal(inputs.moment(t)))
                })
                .collect();
            let at_last = cancelled.map_or(1.0, &share_of_metal);
            requirements.push(Requirement {
                region,
                ahead,
                fabricator,
                phase: number,
                phase_share,
                lead_time,
                metal_yield,
                orders: of_periods(&share_of_metal)
                    .into_iter()
                    .map(|share| metal * share)
                    .collect(),
                substituted: vec![0.0; inputs.periods()],
                before: metal * share_of_metal(0.0),
                overdue: 0.0,
                after: metal * (at_last - share_of_metal(horizon)),
                start: site_start - lead_time,
                end: site_start - lead_time + length,
                end_as_drawn: start + after - lead_time + length,
                planned_end: planned_start + planned_length(number),
                due_by_horizon: metal * share_of_metal(horizon),
                site_need: of_periods(&|time| share_on_site(ends_at(time)))
                    .into_iter()
                    .map(|share| contained * share)
                    .collect(),
                contained,
            });
        }
    }
    // (F14)
    let mut late = facility.overdue.as_ref().map_or(0.0, |overdue| inputs.once(overdue));
    for requirement in requirements.iter_mut().filter(|one| one.fabricator.is_none()) {
        requirement.overdue = late.min(requirement.before);
        late -= requirement.overdue;
    }
    let secured_used = cover(inputs, facility, &mut requirements);
    for requirement in &mut requirements {
        fabricator::substitute(inputs, requirement, prices);
    }
    let share_of = |(number, phase): (usize, &(f64, f64, f64))| {
        (phase.0, put_off.get(number).copied().unwrap_or(0.0))
    };
    Plan {
        built,
        cancelled,
        requirements,
        secured_used,
        put_off: phases.iter().enumerate().map(share_of).collect(),
    }
}

/// Puts off the phases that would begin in period t where a more urgent facility of the region was
/// short before (F10).
pub fn put_off(inputs: &Inputs, t: usize, is_short: &[bool], prices: &Prices, plans: &mut [Plan]) {
    let facilities = &inputs.scenario.facilities;
    for (f, facility) in facilities.iter().enumerate() {
        let Some(longest) = &facility.deferral else { continue };
        let urgent = |other: &Facility| {
            other.region == facility.region && other.priority < facility.priority
        };
        let waits =
            facilities.iter().zip(is_short).any(|(other, is_short)| *is_short && urgent(other));
        let plan = &plans[f];
        if !waits || !plan.built || plan.cancelled.is_some_and(|at| at <= inputs.moment(t)) {
            continue;
        }
        let mut later: Vec<f64> = plan.put_off.iter().map(|&(_, years)| years).collect();
        for (number, years) in later.iter_mut().enumerate() {
            let of_phase =
                plan.requirements.iter().filter(|requirement| requirement.phase == number);
            let begin = of_phase.map(|requirement| requirement.start).fold(f64::INFINITY, f64::min)
                / inputs.delta();
            if begin >= t as f64 - 1e-9 && begin < (t + 1) as f64 - 1e-9 {
                *years += inputs.delta().min((inputs.once(longest) - *years).max(0.0));
            }
        }
        plans[f] = self::plan(inputs, facility, prices, &later);
    }
}

/// Years of cover that the stock of a region holds.
fn cover_of(inputs: &Inputs, region: usize) -> f64 {
    inputs.scenario.regions[region].inventory.as_ref().map_or(0.0, |inventory| {
        match &inventory.policy {
            StockPolicy::DaysOfCover { cover } => inputs.once(cover),
            _ => 0.0,
        }
    })
}

/// Takes what is secured off the first orders of each requirement, in proportion to its metal (F8);
/// returns what is used.
fn cover(inputs: &Inputs, facility: &Facility, requirements: &mut [Requirement]) -> f64 {
    let Some(secured) = &facility.secured else { return 0.0 };
    let secured = inputs.once(secured);
    let metal = |requirement: &Requirement| requirement.contained / requirement.metal_yield;
    let all: f64 = requirements.iter().map(metal).sum();
    let mut used = 0.0;
    for requirement in requirements {
        let mut left = if all > 0.0 { secured * metal(requirement) / all } else { 0.0 };
        for order in &mut requirement.orders {
            let covered = order.min(left);
            left -= covered;
            *order -= covered;
            used += covered;
        }
        requirement.after = (requirement.after - left).max(0.0);
    }
    used
}

fn power(inputs: &Inputs, facility: &Facility) -> f64 {
    inputs.once(
        facility.power.as_ref().expect("an intensity and a cost of delay come with the power"),
    )
}

/// G of (F3).
fn cumulative(profile: &Profile, y: f64) -> f64 {
    match profile {
        Profile::Uniform => y,
        Profile::SCurve => 3.0 * y * y - 2.0 * y * y * y,
        Profile::Front => 2.0 * y - y * y,
        Profile::Back => y * y,
        Profile::Points(points) => {
            for pair in points.windows(2) {
                let ((y0, g0), (y1, g1)) = (pair[0], pair[1]);
                if y <= y1 {
                    return if y1 > y0 { g0 + (g1 - g0) * (y - y0) / (y1 - y0) } else { g1 };
                }
            }
            1.0
        }
    }
}

/// Delays in weeks and their cost in USD (F5).
pub struct Delay {
    /// From time 0 to the completion; of a facility that is built and not cancelled.
    pub completed: Option<f64>,
    pub completion: f64,
    pub shortage: f64,
    /// Of the phases by their shares.
    pub of_phases: f64,
    /// Only of a facility with a cost of delay.
    pub cost: Option<f64>,
    /// Whether it is not complete within the horizon.
    pub not_completed: bool,
}

/// (F5), (K6); `periods` of each requirement.
pub fn delay(
    inputs: &Inputs,
    facility: &Facility,
    plan: &Plan,
    periods: &[&[RequirementPeriod]],
    missing_components: &[f64],
) -> Delay {
    let weeks = 365.25 / 7.0;
    let horizon = inputs.moment(inputs.periods());
    let standing = plan.built && plan.cancelled.is_none();
    let late: Vec<f64> = (plan.requirements.iter().zip(periods))
        .map(|(requirement, periods)| {
            metal_end(inputs, facility, requirement, periods) - requirement.end_as_drawn
        })
        .collect();
    let done: Vec<f64> = (plan.requirements.iter().zip(&late))
        .map(|(requirement, late)| requirement.end_as_drawn + requirement.lead_time + late)
        .collect();
    let due: Vec<f64> = plan
        .requirements
        .iter()
        .map(|requirement| (requirement.end_as_drawn + requirement.lead_time).max(0.0))
        .collect();
    let last = |times: &[f64]| times.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let planned: Vec<f64> =
        plan.requirements.iter().map(|requirement| requirement.planned_end).collect();
    let after_plan = if standing { (last(&done) - last(&planned)).max(0.0) } else { 0.0 };
    let missing = if standing { (last(&done) - last(&due)).max(0.0) } else { 0.0 };
    let phases = plan
        .requirements
        .iter()
        .map(|requirement| requirement.phase)
        .max()
        .map_or(0, |last| last + 1);
    let late_by_phase = (0..phases).map(|phase| {
        let of_phase = (0..done.len()).filter(|&e| plan.requirements[e].phase == phase);
        // What was late before time 0 is past.
        let past = |e: usize| {
            let requirement = &plan.requirements[e];
            (-(requirement.end_as_drawn + requirement.lead_time)).max(0.0)
        };
        let late = of_phase.clone().map(|e| late[e] - past(e)).fold(0.0, f64::max);
        let share = of_phase.map(|e| plan.requirements[e].phase_share).next().unwrap_or(0.0);
        share * late
    });
    let late: f64 = if standing { late_by_phase.sum() } else { 0.0 };
    // (F13)
    let as_metal = plan.requirements.iter().zip(periods).filter(|(e, _)| e.fabricator.is_none());
    let as_metal: Vec<_> = as_metal.collect();
    let on_site: Vec<f64> = (0..inputs.periods())
        .map(|t| {
            missing_components[t]
                + as_metal.iter().map(|(_, periods)| periods[t].backlog).sum::<f64>()
        })
        .collect();
    let at_start = plan.requirements.iter().map(|requirement| requirement.overdue).sum::<f64>();
    let before = std::iter::once(&at_start).chain(&on_site);
    let late_tonnes: f64 =
        before.zip(&on_site).map(|(before, now)| inputs.delta() * (before + now) / 2.0).sum();
    let cost = facility.cost_of_delay.as_ref().map(|rate| match standing {
        true if is_delay_cost_of_metal(rate) => inputs.once(rate) * late_tonnes,
        true => inputs.once(rate) * power(inputs, facility) * late,
        false => 0.0,
    });
    Delay {
        completed: standing.then(|| last(&done) * weeks),
        completion: after_plan * weeks,
        shortage: missing * weeks,
        of_phases: late * weeks,
        cost,
        not_completed: standing && last(&done) > horizon + 1e-9 * inputs.delta(),
    }
}

/// When all metal of a requirement is there, years (F5). Where it is not by the horizon, the window's
/// end is put off by as much as the oldest missing tonne is overdue (F12).
fn metal_end(
    inputs: &Inputs,
    facility: &Facility,
    requirement: &Requirement,
    periods: &[RequirementPeriod],
) -> f64 {
    let end = requirement.end;
    if inputs.scenario.shortage.unmet == Unmet::Lost && requirement.fabricator.is_none()
        || end <= 0.0 && requirement.overdue == 0.0
    {
        return end;
    }
    // An end within 1e-9 of a period after time 0 belongs to period 0.
    let last = ((end / inputs.delta() - 1e-9).ceil() - 1.0).max(0.0) as usize;
    if let Some(t) = (last..periods.len()).find(|&t| !periods[t].open) {
        // (F11)
        let served = (t as f64 + periods[t].cleared) * inputs.delta();
        return if t == last { end.max(served) } else { served };
    }
    let at_horizon = periods.last().expect("a period");
    if !at_horizon.open {
        return end;
    }
    let metal = requirement.contained / requirement.metal_yield;
    let served = requirement.due_by_horizon - at_horizon.waiting - at_horizon.unserved;
    let share = if served > f64::max(1e-6, 1e-6 * requirement.due_by_horizon) {
        served / metal
    } else {
        0.0
    };
    let due = requirement.start + (end - requirement.start) * latest(&facility.profile, share);
    end + (inputs.moment(periods.len()) - due).max(0.0)
}

/// The largest y with G(y) up to a share.
fn latest(profile: &Profile, share: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if cumulative(profile, middle) <= share { low = middle } else { high = middle }
    }
    low
}
