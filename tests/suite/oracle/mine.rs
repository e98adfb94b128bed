//! What a mine produces (M1 to M8) and splits into products (M10).

#[path = "mine/leach.rs"]
mod leach;
#[path = "mine/outage.rs"]
mod outage;
#[path = "mine/ramp.rs"]
mod ramp;

use super::Inputs;
use coppercast::scenario::{Mine, UpliftGain};

/// By period; t and shares.
pub struct Production {
    pub availability: Vec<f64>,
    pub output: Vec<f64>,
    pub lost: Vec<f64>,
    /// Output over capacity × Δ.
    pub utilisation: Vec<f64>,
    /// Output of the horizon over capacity × H.
    pub utilisation_of_horizon: f64,
    pub maintenance_loss: Vec<f64>,
    /// At the end of the period.
    pub in_solution: Vec<f64>,
    pub reserve_left: Vec<f64>,
    /// Output by product, then period; empty for a mine without.
    pub products: Vec<Vec<f64>>,
    outages: Vec<Vec<outage::Outage>>,
}

impl Production {
    /// Share of period t in which less than a share of the output is left (C12).
    pub fn time_below(&self, inputs: &Inputs, share: f64, t: usize) -> f64 {
        let is_below = |left: f64| if left < share { 1.0 } else { 0.0 };
        outage::mean_of_left(inputs, &self.outages, t, is_below)
    }

    /// What contracts on a product draw on, or on the mine if it has none.
    pub fn output_of(&self, product: Option<usize>) -> &[f64] {
        match product {
            Some(k) => &self.products[k],
            None => &self.output,
        }
    }
}

pub fn production(inputs: &Inputs, mine: &Mine) -> Production {
    let delta = inputs.delta();
    let capacity = inputs.once(&mine.capacity);
    let utilisation = inputs.once(&mine.utilisation);
    let clock_start = match &mine.ramp {
        Some(ramp) => inputs.scenario.time.years_to(ramp.from).max(0.0),
        None => 0.0,
    };
    // (M2)
    let mut kinds = outage::all(inputs, &format!("mine.{}", mine.name), &mine.outages, clock_start);
    if let Some(district) = mine.district.map(|district| &inputs.scenario.districts[district]) {
        let owner = format!("district.{}", district.name);
        kinds.extend(outage::all(inputs, &owner, &district.outages, 0.0));
    }
    let share = |output: f64, most: f64| if most > 0.0 { output / most } else { 0.0 };
    let mut production = Production {
        availability: Vec::new(),
        output: Vec::new(),
        lost: Vec::new(),
        utilisation: Vec::new(),
        utilisation_of_horizon: 0.0,
        maintenance_loss: Vec::new(),
        in_solution: Vec::new(),
        reserve_left: Vec::new(),
        products: vec![Vec::new(); mine.products.len()],
        outages: Vec::new(),
    };
    let shut = shutdowns(inputs, mine);
    let shut_or_down = [shut.clone(), kinds.clone()].concat();
    let mut in_solution = 0.0;
    let mut reserve = mine.reserve.as_ref().map(|reserve| inputs.once(reserve));
    for t in 0..inputs.periods() {
        // (M3)
        let availability = outage::mean_of_left(inputs, &kinds, t, |left| left);
        // (M4), (M7)
        let mut design = capacity
            * delta
            * ramp::mean(inputs, mine, t)
            * utilisation
            * uplift_of_output(inputs, mine, t);
        // (M6)
        let mut most = f64::INFINITY;
        match &mine.leach {
            Some(leach) => {
                in_solution +=
                    leach::leached(inputs, mine, leach, t) * inputs.at(&mine.variation, t);
                most = in_solution;
            }
            None => design *= inputs.at(&mine.variation, t),
        }
        // (M8)
        if let Some(reserve) = reserve {
            most = most.min(reserve);
        }
        // (M5)
        let open = outage::mean_of_left(inputs, &shut, t, |left| left);
        let potential = (design * open).min(most);
        let running = outage::mean_of_left(inputs, &shut_or_down, t, |left| left);
        let output = (design * running).min(most);
        production.maintenance_loss.push(design.min(most) - potential);
        if mine.leach.is_some() {
            in_solution -= output;
        }
        reserve = reserve.map(|reserve| reserve - output);
        production.availability.push(availability);
        production.output.push(output);
        production.lost.push(potential - output);
        production.utilisation.push(share(output, capacity * delta));
        production.in_solution.push(in_solution);
        production.reserve_left.push(reserve.unwrap_or(0.0));
        for k in 0..mine.products.len() {
            production.products[k].push(output * product_share(inputs, mine, k, t));
        }
    }
    let total: f64 = production.output.iter().sum();
    production.outages = kinds;
    production.utilisation_of_horizon = share(total, capacity * inputs.moment(inputs.periods()));
    production
}

/// (M10)
fn product_share(inputs: &Inputs, mine: &Mine, k: usize, t: usize) -> f64 {
    let given: f64 = mine
        .products
        .iter()
        .flat_map(|product| &product.share)
        .map(|share| inputs.at(share, t))
        .sum();
    let share_of = |k: usize| match &mine.products[k].share {
        Some(share) => inputs.at(share, t),
        None => (1.0 - given).max(0.0),
    };
    let sum: f64 = (0..mine.products.len()).map(share_of).sum();
    if sum == 0.0 { 1.0 / mine.products.len() as f64 } else { share_of(k) / sum }
}

/// (M5) Every planned shutdown within the horizon, as what takes everything: each by itself, for they
/// may overlap.
fn shutdowns(inputs: &Inputs, mine: &Mine) -> Vec<Vec<outage::Outage>> {
    let mut all = Vec::new();
    for shutdown in &mine.maintenance {
        let duration = inputs.once(&shutdown.duration);
        for repetition in 0.. {
            let after = repetition * shutdown.every.unwrap_or(0) as i32;
            let month = coppercast::scenario::Month(shutdown.month.0 + after);
            let from = inputs.scenario.time.years_to(month);
            if from > inputs.moment(inputs.periods()) {
                break;
            }
            all.push(vec![outage::Outage { from, to: from + duration, loss: 1.0 }]);
            if shutdown.every.is_none() {
                break;
            }
        }
    }
    all
}

/// Mean factor of period t (M7).
fn uplift_of_output(inputs: &Inputs, mine: &Mine, t: usize) -> f64 {
    let Some(uplift) = &mine.uplift else { return 1.0 };
    let UpliftGain::Output(factor) = &uplift.gain else { return 1.0 };
    let after = inputs.once(&uplift.after);
    let time_with = inputs.moment(t + 1) - after.max(inputs.moment(t));
    let share = (time_with / inputs.delta()).max(0.0);
    share * inputs.once(factor) + (1.0 - share)
}
