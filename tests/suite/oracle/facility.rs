//! The need of a facility (F1 to F4) and when it is met (F5).

use super::Inputs;
use coppercast::scenario::{Copper, Facility, Profile, StockPolicy, Unmet};

/// What a facility needs and when, t and years.
pub struct Plan {
    pub built: bool,
    /// Need of each period.
    pub need: Vec<f64>,
    pub before: f64,
    pub after: f64,
    /// What falls due within so many years after the end of each period, as days of cover ask for it (R12).
    pub ahead: Vec<f64>,
    /// End of the window of need as drawn.
    pub end: f64,
    /// End of the window of need as planned.
    pub planned_end: f64,
}

pub fn plan(inputs: &Inputs, facility: &Facility) -> Plan {
    // (F1) A uniform number lies strictly between 0 and 1, so that a certain outcome needs none.
    let probability = inputs.once(&facility.built_probability);
    let built = probability >= 1.0
        || probability > 0.0 && inputs.values.value(&format!("facility.{}.built", facility.name), 0) <= probability;
    let copper = match &facility.copper {
        Copper::Lump(copper) => inputs.once(copper),
        Copper::Intensity(intensity) => power(inputs, facility) * inputs.once(intensity),
    };
    let quantity = if built { copper } else { 0.0 };
    // (F2)
    let planned_start = inputs.scenario.time.years_to(facility.start);
    let lead = inputs.once(&facility.lead);
    let build = inputs.once(&facility.build);
    let start = planned_start + inputs.once(&facility.start_delay) - lead;
    let length = (build * inputs.once(&facility.overrun)).max(1e-9);
    let share_needed = |time: f64| cumulative(&facility.profile, ((time - start) / length).clamp(0.0, 1.0));
    // (F3)
    let need =
        (0..inputs.periods()).map(|t| quantity * (share_needed(inputs.moment(t + 1)) - share_needed(inputs.moment(t)))).collect();
    // (R12)
    let cover = inputs.scenario.regions[facility.region].inventory.as_ref().map_or(0.0, |inventory| match &inventory.policy {
        StockPolicy::DaysOfCover { cover } => inputs.once(cover),
        _ => 0.0,
    });
    let ahead = (0..inputs.periods())
        .map(|t| quantity * (share_needed(inputs.moment(t + 1) + cover) - share_needed(inputs.moment(t + 1))))
        .collect();
    // (F4)
    Plan {
        ahead,
        built,
        need,
        before: quantity * share_needed(0.0),
        after: quantity * (1.0 - share_needed(inputs.moment(inputs.periods()))),
        end: start + length,
        planned_end: planned_start - lead + build,
    }
}

fn power(inputs: &Inputs, facility: &Facility) -> f64 {
    inputs.once(facility.power.as_ref().expect("an intensity and a cost of delay come with the power"))
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
    pub completion: f64,
    pub shortage: f64,
    /// Only of a facility with a cost of delay.
    pub cost: Option<f64>,
}

/// (F5); `short` tells for each period whether something is unserved at its end.
pub fn delay(inputs: &Inputs, facility: &Facility, plan: &Plan, short: &[bool]) -> Delay {
    let (late, missing) = if plan.built {
        let completion = completion(inputs, plan, short);
        ((completion - plan.planned_end).max(0.0), (completion - plan.end).max(0.0))
    } else {
        (0.0, 0.0)
    };
    let weeks = 365.25 / 7.0;
    let cost = facility.cost_of_delay.as_ref().map(|rate| inputs.once(rate) * power(inputs, facility) * missing);
    Delay { completion: late * weeks, shortage: missing * weeks, cost }
}

/// When the need of a built facility is met, years.
fn completion(inputs: &Inputs, plan: &Plan, short: &[bool]) -> f64 {
    let end = plan.end;
    let horizon = inputs.moment(inputs.periods());
    if inputs.scenario.shortage.unmet == Unmet::Lost {
        return end.min(horizon);
    }
    if end <= 0.0 {
        return end;
    }
    if end > horizon {
        return horizon;
    }
    // An end within 1e-9 of a period after time 0 belongs to period 0.
    let last = ((end / inputs.delta() - 1e-9).ceil() - 1.0).max(0.0) as usize;
    if !short[last] {
        return end;
    }
    for (t, short) in short.iter().enumerate().skip(last + 1) {
        if !short {
            return inputs.moment(t + 1);
        }
    }
    horizon
}
