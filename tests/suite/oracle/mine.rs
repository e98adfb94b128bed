//! What a mine produces (M1 to M4).

use super::Inputs;
use coppercast::scenario::{Each, Mine, OutageKind, OutageStart, Value};

/// By period; t and shares.
pub struct Production {
    pub availability: Vec<f64>,
    pub output: Vec<f64>,
    pub lost: Vec<f64>,
    /// Output over capacity × Δ.
    pub utilisation: Vec<f64>,
    /// Output of the horizon over capacity × H.
    pub utilisation_of_horizon: f64,
}

pub fn production(inputs: &Inputs, mine: &Mine) -> Production {
    let delta = inputs.delta();
    let capacity = inputs.once(&mine.capacity);
    let utilisation = inputs.once(&mine.utilisation);
    let kinds: Vec<Vec<f64>> = (0..mine.outages.len()).map(|kind| up_shares(inputs, mine, kind)).collect();
    let share = |output: f64, most: f64| if most > 0.0 { output / most } else { 0.0 };
    let mut production = Production {
        availability: Vec::new(),
        output: Vec::new(),
        lost: Vec::new(),
        utilisation: Vec::new(),
        utilisation_of_horizon: 0.0,
    };
    for t in 0..inputs.periods() {
        // (M3)
        let availability: f64 = kinds.iter().map(|up| up[t]).product();
        // (M4)
        let potential = capacity * delta * ramp(inputs, mine, t) * utilisation * inputs.at(&mine.variation, t);
        let output = potential * availability;
        production.availability.push(availability);
        production.output.push(output);
        production.lost.push(potential - output);
        production.utilisation.push(share(output, capacity * delta));
    }
    let total: f64 = production.output.iter().sum();
    production.utilisation_of_horizon = share(total, capacity * inputs.moment(inputs.periods()));
    production
}

/// Mean of the ramp over period t (M1).
fn ramp(inputs: &Inputs, mine: &Mine, t: usize) -> f64 {
    let Some(ramp) = &mine.ramp else { return 1.0 };
    let from = inputs.scenario.time.years_to(ramp.from);
    let duration = inputs.once(&ramp.duration).max(1e-9);
    let integral = |age: f64| {
        if age <= 0.0 {
            0.0
        } else if age <= duration {
            age * age / (2.0 * duration)
        } else {
            age - duration / 2.0
        }
    };
    (integral(inputs.moment(t + 1) - from) - integral(inputs.moment(t) - from)) / inputs.delta()
}

/// Share of each period that the outages of one kind leave up (M2).
fn up_shares(inputs: &Inputs, mine: &Mine, kind: usize) -> Vec<f64> {
    let mut shares = Vec::new();
    let downs = down_times(inputs, mine, kind);
    for t in 0..inputs.periods() {
        let (start, end) = (inputs.moment(t), inputs.moment(t + 1));
        let down: f64 = downs.iter().map(|&(from, to)| (to.min(end) - from.max(start)).max(0.0)).sum();
        shares.push((1.0 - down / (end - start)).max(0.0));
    }
    shares
}

/// The down times of one kind that begin within the horizon, as moments (from, to) in years (M2).
fn down_times(inputs: &Inputs, mine: &Mine, kind: usize) -> Vec<(f64, f64)> {
    let outage = &mine.outages[kind];
    let path = format!("mine.{}.outages.{}", mine.name, kind + 1);
    let horizon = inputs.moment(inputs.periods());
    let rate = inputs.once(&outage.rate);
    let mut downs = Vec::new();
    if rate <= 0.0 {
        return downs;
    }
    let mut clock = match &mine.ramp {
        Some(ramp) => inputs.scenario.time.years_to(ramp.from).max(0.0),
        None => 0.0,
    };
    if clock < horizon && outage.start == OutageStart::Stationary {
        let down = mean_duration(inputs, outage) * rate;
        let start = format!("{path}.start");
        if inputs.values.value(&start, 0) <= down / (1.0 + down) {
            let residual = inputs.values.value(&start, 1);
            downs.push((clock, clock + residual));
            clock += residual;
        }
    }
    let mut j = 0;
    while clock < horizon {
        clock += inputs.values.value(&path, 2 * j);
        if clock < horizon {
            let duration = duration(inputs, outage, &path, j);
            downs.push((clock, clock + duration));
            clock += duration;
        }
        j += 1;
    }
    downs
}

fn duration(inputs: &Inputs, outage: &OutageKind, path: &str, j: u64) -> f64 {
    match &outage.duration.value {
        Value::Random(random) if random.each == Each::Outage => inputs.values.value(path, 2 * j + 1),
        _ => inputs.once(&outage.duration),
    }
}

fn mean_duration(inputs: &Inputs, outage: &OutageKind) -> f64 {
    match &outage.duration.value {
        Value::Random(random) if random.each == Each::Outage => random.distribution.mean(),
        _ => inputs.once(&outage.duration),
    }
}
