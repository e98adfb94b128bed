//! What a contract costs (C7, C8, C13, C14), and hedges (H1).

use super::Inputs;
use super::contract::{Supply, months_in_period, price_at};
use super::order::region_price;
use super::price::Prices;
use super::region::Flow;
use coppercast::scenario::{Contract, ContractPrice, Hedge, HedgePayoff, Taking};

/// What a contract costs, by period.
pub struct Bill {
    /// USD/t, finally (C7, C13).
    pub price: Vec<f64>,
    /// USD, paid at arrival (C7) and when the quotational period is over (C13).
    pub cost: Vec<f64>,
    /// USD (C8, C14).
    pub take_or_pay: Vec<f64>,
    /// t (C14).
    pub made_up: Vec<f64>,
}

pub fn bill(
    inputs: &Inputs,
    contract: &Contract,
    prices: &Prices,
    supply: &Supply,
    flow: &Flow,
) -> Bill {
    let followed = followed(inputs, contract, prices);
    let provisional: Vec<f64> = followed.iter().map(|&p| price_at(inputs, contract, p)).collect();
    let last = inputs.periods() - 1;
    let mut price = Vec::new();
    let mut cost: Vec<f64> =
        provisional.iter().zip(&flow.arrivals).map(|(price, tonnes)| price * tonnes).collect();
    for (t, &provisional) in provisional.iter().enumerate() {
        let (quoted, latest) = quoted(inputs, contract, &followed, t);
        let finally = price_at(inputs, contract, quoted);
        price.push(finally);
        cost[(t + latest).min(last)] += flow.arrivals[t] * (finally - provisional);
    }
    let (take_or_pay, made_up) = take_or_pay(inputs, contract, supply, &flow.taken, &provisional);
    Bill { price, cost, take_or_pay, made_up }
}

/// The prices that the contract's follows, by period (C7).
pub fn followed(inputs: &Inputs, contract: &Contract, prices: &Prices) -> Vec<f64> {
    let region = &inputs.scenario.regions[contract.region];
    let regional = matches!(contract.price, ContractPrice::Reference { regional: true, .. });
    (0..inputs.periods())
        .map(|t| if regional { region_price(inputs, region, t, prices) } else { prices.at_end[t] })
        .collect()
}

/// (C13) The reference price of arrivals of period t, and in how many periods its last part is
/// known.
fn quoted(inputs: &Inputs, contract: &Contract, followed: &[f64], t: usize) -> (f64, usize) {
    let ContractPrice::Reference { quotation, .. } = &contract.price else {
        return (followed[t], 0);
    };
    let step = inputs.scenario.time.step.months() as u32;
    let at = |periods: usize| followed[(t + periods).min(inputs.periods() - 1)];
    let mut sum = 0.0;
    let mut latest = 0;
    for month in quotation.offset..quotation.offset + quotation.months {
        let whole = (month / step) as usize;
        let part = f64::from(month % step) / f64::from(step);
        sum += (1.0 - part) * at(whole) + part * at(whole + 1);
        latest = if month % step == 0 { whole } else { whole + 1 };
    }
    (sum / f64::from(quotation.months), latest)
}

/// Take or pay of each period, USD (C8), and tonnes made up (C14), from the tonnes taken and the
/// contract price by period.
fn take_or_pay(
    inputs: &Inputs,
    contract: &Contract,
    supply: &Supply,
    taken: &[f64],
    prices: &[f64],
) -> (Vec<f64>, Vec<f64>) {
    let mut paid = vec![0.0; inputs.periods()];
    let mut made_up = vec![0.0; inputs.periods()];
    let Taking::Needed { take_or_pay: Some(share) } = &contract.taking else {
        return (paid, made_up);
    };
    let share = inputs.once(share);
    // Settlements that granted tonnes, and how many of them are left.
    let mut granted: Vec<(usize, f64)> = Vec::new();
    for t in 0..inputs.periods() {
        let year = contract_year(inputs, contract, t);
        // The calendar goes on beyond the horizon, so that a contract year that ends with it
        // settles and one that it cuts does not.
        let ends = months_in_period(inputs, contract, t + 1) == 0
            || contract_year(inputs, contract, t + 1) != year;
        if supply.months[t] == 0 || !ends {
            continue;
        }
        let of_year: Vec<usize> = (0..inputs.periods())
            .filter(|&other| {
                supply.months[other] > 0 && contract_year(inputs, contract, other) == year
            })
            .collect();
        let firm: f64 = of_year.iter().map(|&other| supply.firm[other]).sum();
        let taken: f64 = of_year.iter().map(|&other| taken[other]).sum();
        let mean_price =
            of_year.iter().map(|&other| prices[other]).sum::<f64>() / of_year.len() as f64;
        let missing = (share * firm - taken).max(0.0);
        if let Some(make_up) = &contract.make_up {
            let window = (make_up.window / inputs.scenario.time.step.months() as u32) as usize;
            let mut excess = (taken - share * firm).max(0.0);
            granted.retain(|&(settlement, _)| t - settlement <= window);
            for (_, tonnes) in &mut granted {
                let used = excess.min(*tonnes);
                *tonnes -= used;
                excess -= used;
                made_up[t] += used;
            }
            let lasting = granted.iter().filter(|&&(settlement, _)| t - settlement < window);
            let balance: f64 = lasting.map(|(_, tonnes)| tonnes).sum();
            let room = make_up
                .cap
                .as_ref()
                .map_or(f64::INFINITY, |cap| (inputs.once(cap) - balance).max(0.0));
            granted.push((t, missing.min(room)));
        }
        paid[t] = (missing - made_up[t]) * mean_price;
    }
    (paid, made_up)
}

fn contract_year(inputs: &Inputs, contract: &Contract, t: usize) -> i32 {
    let since_start = inputs.scenario.time.first_month(t).0 - contract.from.0;
    if since_start >= 0 { since_start / 12 } else { 0 }
}

/// What a hedge costs in period t, USD (H1).
pub fn hedge_cost(inputs: &Inputs, hedge: &Hedge, t: usize, price: f64) -> f64 {
    let time = &inputs.scenario.time;
    let months =
        (time.last_month(t).0.min(hedge.to.0) - time.first_month(t).0.max(hedge.from.0) + 1).max(0);
    let tonnes = inputs.once(&hedge.rate) * f64::from(months) / 12.0;
    let payoff = match &hedge.payoff {
        HedgePayoff::Swap { strike } => price - inputs.once(strike),
        HedgePayoff::Collar { floor, cap, premium } => {
            let received = cap.as_ref().map_or(0.0, |cap| (price - inputs.once(cap)).max(0.0));
            let paid = floor.as_ref().map_or(0.0, |floor| (inputs.once(floor) - price).max(0.0));
            received - paid - inputs.once(premium)
        }
    };
    -tonnes * payoff
}
