//! What a contract offers (C1 to C4), brings (C6) and costs (C7, C8).

use super::Inputs;
use super::mine::Production;
use coppercast::scenario::{Contract, ContractPrice, ContractVolume, Taking};

/// What the seller of a contract offers, by period; t.
#[derive(Clone, Default)]
pub struct Supply {
    /// Months of the term in each period.
    pub months: Vec<i32>,
    pub quota: Vec<f64>,
    pub offer: Vec<f64>,
    /// At the end of each period.
    pub owed: Vec<f64>,
}

/// Offers of all contracts. They depend on one another only through the output of their mine, and never on what is taken.
pub fn supplies(inputs: &Inputs, productions: &[Production]) -> Vec<Supply> {
    let contracts = &inputs.scenario.contracts;
    let mut supplies = vec![Supply::default(); contracts.len()];
    for t in 0..inputs.periods() {
        let mut wanted = Vec::new();
        for (contract, supply) in contracts.iter().zip(&mut supplies) {
            let months = months_in_period(inputs, contract, t);
            // A trader has no output, and no end of copper.
            let output = contract.mine().map_or(f64::INFINITY, |mine| productions[mine].output[t]);
            let quota = quota(inputs, contract, t, months, output);
            supply.months.push(months);
            supply.quota.push(quota);
            // (C2)
            let limit = if contract.mine().is_some() { inputs.at(&contract.max_share_of_output, t) * output } else { output };
            wanted.push(if months > 0 { (quota + owed_before(supply, t)).min(limit) } else { 0.0 });
        }
        for (c, contract) in contracts.iter().enumerate() {
            // (C3)
            let offer = match contract.mine() {
                None => wanted[c],
                Some(mine) => {
                    let output = productions[mine].output[t];
                    let of_mine = contracts.iter().zip(&wanted).filter(|(other, _)| other.mine() == Some(mine));
                    let sum: f64 = of_mine.map(|(_, wanted)| wanted).sum();
                    if sum <= output { wanted[c] } else { wanted[c] * output / sum }
                }
            };
            // (C4)
            let supply = &mut supplies[c];
            let continues = contract.to > inputs.scenario.time.last_month(t);
            let carries = contract.carry_over && continues && contract.volume != ContractVolume::ShareOfOutput;
            let owed = if carries { supply.quota[t] + owed_before(supply, t) - offer } else { 0.0 };
            supply.offer.push(offer);
            supply.owed.push(owed);
        }
    }
    supplies
}

fn owed_before(supply: &Supply, t: usize) -> f64 {
    if t == 0 { 0.0 } else { supply.owed[t - 1] }
}

/// m_t; the period may lie beyond the horizon.
fn months_in_period(inputs: &Inputs, contract: &Contract, t: usize) -> i32 {
    let time = &inputs.scenario.time;
    let first = time.first_month(t).max(contract.from);
    let last = time.last_month(t).min(contract.to);
    (last.0 - first.0 + 1).max(0)
}

/// (C1)
fn quota(inputs: &Inputs, contract: &Contract, t: usize, months: i32, output: f64) -> f64 {
    let months = f64::from(months);
    match &contract.volume {
        ContractVolume::Rate(rate) => inputs.at(rate, t) * months / 12.0,
        ContractVolume::Quantity(quantity) => {
            let term = contract.to.0 - contract.from.0 + 1;
            inputs.once(quantity) * months / f64::from(term)
        }
        ContractVolume::ShareOfOutput => {
            let period = f64::from(inputs.scenario.time.step.months());
            inputs.at(&contract.max_share_of_output, t) * output * months / period
        }
    }
}

/// Puts what is taken in period t into the periods of its arrival, which may lie beyond the horizon (C6).
pub fn send(inputs: &Inputs, contract: &Contract, t: usize, taken: f64, arrivals: &mut Vec<f64>) {
    let lag = inputs.once(&contract.lag) / inputs.delta();
    for d in 0..=(lag.floor() as usize + 1) {
        let weight = (1.0 - (lag - d as f64).abs()).max(0.0);
        if arrivals.len() <= t + d {
            arrivals.resize(t + d + 1, 0.0);
        }
        arrivals[t + d] += weight * taken;
    }
}

/// Price of a tonne that arrives in period t, USD/t (C7).
pub fn price(inputs: &Inputs, contract: &Contract, t: usize, reference: f64) -> f64 {
    match &contract.price {
        ContractPrice::Fixed(price) => inputs.at(price, t),
        ContractPrice::Reference { premium, floor, cap } => {
            let mut price = reference;
            if let Some(floor) = floor {
                price = price.max(inputs.at(floor, t));
            }
            if let Some(cap) = cap {
                price = price.min(inputs.at(cap, t));
            }
            price + inputs.at(premium, t)
        }
    }
}

/// Take or pay of each period, USD (C8), from the tonnes taken and the contract price by period.
pub fn take_or_pay(inputs: &Inputs, contract: &Contract, supply: &Supply, taken: &[f64], prices: &[f64]) -> Vec<f64> {
    let mut paid = vec![0.0; inputs.periods()];
    let Taking::Needed { take_or_pay: Some(share) } = &contract.taking else { return paid };
    let share = inputs.once(share);
    for (t, paid) in paid.iter_mut().enumerate() {
        let year = contract_year(inputs, contract, t);
        // The calendar goes on beyond the horizon, so that a contract year that ends with it settles and one that it cuts does not.
        let ends = months_in_period(inputs, contract, t + 1) == 0 || contract_year(inputs, contract, t + 1) != year;
        if supply.months[t] > 0 && ends {
            let of_year: Vec<usize> = (0..inputs.periods())
                .filter(|&other| supply.months[other] > 0 && contract_year(inputs, contract, other) == year)
                .collect();
            let offered: f64 = of_year.iter().map(|&other| supply.offer[other]).sum();
            let taken: f64 = of_year.iter().map(|&other| taken[other]).sum();
            let mean_price = of_year.iter().map(|&other| prices[other]).sum::<f64>() / of_year.len() as f64;
            *paid = (share * offered - taken).max(0.0) * mean_price;
        }
    }
    paid
}

fn contract_year(inputs: &Inputs, contract: &Contract, t: usize) -> i32 {
    let since_start = inputs.scenario.time.first_month(t).0 - contract.from.0;
    if since_start >= 0 { since_start / 12 } else { 0 }
}
