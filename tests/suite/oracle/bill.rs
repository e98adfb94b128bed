//! What a contract costs (C7, C8, C13, C14), and hedges (H1).

use super::Inputs;
use super::contract::{Supply, contract_year, price_at, settles, so_far};
use super::order::region_price;
use super::price::Prices;
use super::region::{Flow, arrives};
use coppercast::scenario::{Contract, ContractPrice, Hedge, HedgePayoff, Minimum, Taking};

/// What a contract costs, by period.
pub struct Bill {
    /// USD/t, finally (C7, C13).
    pub price: Vec<f64>,
    /// Tonnes of each period that cost what was fixed before time 0 (C15).
    pub priced_before: Vec<f64>,
    /// USD, paid at arrival (C7) and when the quotational period is over (C13).
    pub cost: Vec<f64>,
    pub take_or_pay: TakeOrPay,
}

/// By period (C8, C14).
pub struct TakeOrPay {
    /// USD, less what made-up tonnes had cost.
    pub paid: Vec<f64>,
    /// Paid and not taken, less what was made up; t.
    pub not_taken: Vec<f64>,
    /// t
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
    let mut cost = vec![0.0; inputs.periods()];
    let mut priced_before = Vec::new();
    for (t, &provisional) in provisional.iter().enumerate() {
        // (C15)
        let (old, old_price) = match &contract.under_way_price {
            Some(price) => (arrives(&flow.sent_before, t), inputs.once(price)),
            None => (0.0, 0.0),
        };
        let now = flow.arrivals[t] - old;
        let (quoted, latest) = quoted(inputs, contract, &followed, t);
        let finally = price_at(inputs, contract, quoted);
        cost[t] += old * old_price + now * provisional;
        cost[(t + latest).min(last)] += now * (finally - provisional);
        let paid =
            if old > 1e-9 { (old * old_price + now * finally) / flow.arrivals[t] } else { finally };
        price.push(paid);
        priced_before.push(old);
    }
    let take_or_pay = take_or_pay(inputs, contract, supply, &flow.taken, &provisional);
    Bill { price, priced_before, cost, take_or_pay }
}

/// The prices that the contract's follows, by period (C7).
pub fn followed(inputs: &Inputs, contract: &Contract, prices: &Prices) -> Vec<f64> {
    let region = &inputs.scenario.regions[contract.region];
    let regional = matches!(contract.price, ContractPrice::Reference { regional: true, .. });
    (0..inputs.periods())
        .map(|t| if regional { region_price(inputs, region, t, prices) } else { prices.mean[t] })
        .collect()
}

/// (C13) The reference price of arrivals of period t, and in how many periods its last part is
/// known.
fn quoted(inputs: &Inputs, contract: &Contract, followed: &[f64], t: usize) -> (f64, usize) {
    let ContractPrice::Reference { quotation, .. } = &contract.price else {
        return (followed[t], 0);
    };
    if (quotation.offset, quotation.months) == (0, 1) {
        return (followed[t], 0);
    }
    let grid = inputs.grid();
    let (parts, step) = (grid.parts as u32, grid.length as u32);
    let at = |periods: usize| followed[(t + periods).min(inputs.periods() - 1)];
    let mut sum = 0.0;
    let mut latest = 0;
    let quoted = quotation.offset * parts..(quotation.offset + quotation.months) * parts;
    for time in quoted.clone() {
        let whole = (time / step) as usize;
        let part = f64::from(time % step) / f64::from(step);
        sum += (1.0 - part) * at(whole) + part * at(whole + 1);
        latest = if time % step == 0 { whole } else { whole + 1 };
    }
    (sum / quoted.len() as f64, latest)
}

/// What is paid and lost (C8), and made up (C14), from the tonnes taken and the contract price by
/// period.
fn take_or_pay(
    inputs: &Inputs,
    contract: &Contract,
    supply: &Supply,
    taken: &[f64],
    prices: &[f64],
) -> TakeOrPay {
    let zero = || vec![0.0; inputs.periods()];
    let mut all = TakeOrPay { paid: zero(), not_taken: zero(), made_up: zero() };
    let Taking::Needed { take_or_pay: Some(share), minimum: Minimum::Paid, .. } = &contract.taking
    else {
        return all;
    };
    let share = inputs.once(share);
    // Settlements that granted tonnes, and how many of them are left.
    let mut granted: Vec<(i64, f64)> = Vec::new();
    // (C15) The period that ends at time 0.
    if let Some(balance) = contract.make_up.as_ref().and_then(|make_up| make_up.balance.as_ref()) {
        granted.push((-1, inputs.once(balance)));
    }
    for t in 0..inputs.periods() {
        let year = contract_year(inputs, contract, t);
        if !settles(inputs, contract, t) {
            continue;
        }
        let of_year: Vec<usize> = (0..inputs.periods())
            .filter(|&other| {
                supply.months[other] > 0.0 && contract_year(inputs, contract, other) == year
            })
            .collect();
        // (C15)
        let (offered_before, taken_before) = so_far(inputs, contract, t);
        let firm = offered_before + of_year.iter().map(|&other| supply.firm[other]).sum::<f64>();
        let taken = taken_before + of_year.iter().map(|&other| taken[other]).sum::<f64>();
        let mean_price =
            of_year.iter().map(|&other| prices[other]).sum::<f64>() / of_year.len() as f64;
        let missing = (share * firm - taken).max(0.0);
        if let Some(make_up) = &contract.make_up {
            let grid = inputs.grid();
            let window = i64::from(make_up.window) * i64::from(grid.parts) / i64::from(grid.length);
            let now = t as i64;
            let mut excess = (taken - share * firm).max(0.0);
            granted.retain(|&(settlement, _)| now - settlement <= window);
            for (_, tonnes) in &mut granted {
                let used = excess.min(*tonnes);
                *tonnes -= used;
                excess -= used;
                all.made_up[t] += used;
            }
            let lasting = granted.iter().filter(|&&(settlement, _)| now - settlement < window);
            let balance: f64 = lasting.map(|(_, tonnes)| tonnes).sum();
            let room = make_up
                .cap
                .as_ref()
                .map_or(f64::INFINITY, |cap| (inputs.once(cap) - balance).max(0.0));
            granted.push((now, missing.min(room)));
        }
        all.not_taken[t] = missing - all.made_up[t];
        all.paid[t] = all.not_taken[t] * mean_price;
    }
    all
}

/// What a hedge costs in period t, USD (H1).
pub fn hedge_cost(inputs: &Inputs, hedge: &Hedge, t: usize, price: f64) -> f64 {
    let months = inputs.grid().months_between(t, hedge.from, hedge.to);
    let tonnes = inputs.once(&hedge.rate) * months / 12.0;
    let payoff = match &hedge.payoff {
        HedgePayoff::Swap { strike } => price - inputs.once(strike),
        HedgePayoff::Collar { floor, cap, premium } => {
            let received = cap.as_ref().map_or(0.0, |cap| (price - inputs.once(cap)).max(0.0));
            let paid = floor.as_ref().map_or(0.0, |floor| (inputs.once(floor) - price).max(0.0));
            let premium = match premium {
                Some(premium) => inputs.once(premium),
                None => inputs.values.value(&format!("hedge.{}.premium", hedge.name), 0),
            };
            received - paid - premium
        }
    };
    -tonnes * payoff
}
