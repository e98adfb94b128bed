//! What a contract offers (C1 to C4, C9 to C12) and brings (C6).

use super::Inputs;
use super::bill::followed;
use super::mine::Production;
use super::order::region_price;
use super::price::Prices;
use coppercast::scenario::{
    Contract, ContractPrice, ContractVolume, Month, Party, Remedy, Supplier, Taking,
};

/// What the seller of a contract offers, by period; t.
#[derive(Clone, Default)]
pub struct Supply {
    /// Months of the term in each period.
    pub months: Vec<i32>,
    pub quota: Vec<f64>,
    pub offer: Vec<f64>,
    /// Part of the offer that counts for take-or-pay.
    pub firm: Vec<f64>,
    /// At the end of each period.
    pub owed: Vec<f64>,
    /// USD
    pub damages: Vec<f64>,
}

/// What the seller may deliver and has to deliver at least.
struct Nomination {
    nominated: f64,
    obligation: f64,
}

/// Offers of all contracts. They depend on one another only through the output of their mine or
/// product, and never on what is taken.
pub fn supplies(inputs: &Inputs, productions: &[Production], prices: &Prices) -> Vec<Supply> {
    let contracts = &inputs.scenario.contracts;
    let mut supplies = vec![Supply::default(); contracts.len()];
    for t in 0..inputs.periods() {
        let mut wanted = Vec::new();
        let mut obligations = Vec::new();
        for (contract, supply) in contracts.iter().zip(&mut supplies) {
            let months = months_in_period(inputs, contract, t);
            let alive = alive(inputs, contract, t);
            let quota = alive * quota(inputs, contract, t, months, productions);
            let owed = alive * owed_before(supply, t);
            let Nomination { nominated, obligation } = nominate(inputs, contract, t, quota, prices);
            supply.months.push(months);
            supply.quota.push(quota);
            // (C2)
            let limit = match contract.supplier {
                Supplier::Mine(mine) => {
                    inputs.at(&contract.max_share_of_output, t)
                        * productions[mine.get()].output_of(contract.product)[t]
                        * alive
                }
                Supplier::Trader(_) if alive > 0.0 => f64::INFINITY,
                Supplier::Trader(_) => 0.0,
            };
            wanted.push(if months > 0 { (nominated + owed).min(limit) } else { 0.0 });
            obligations.push(obligation + owed);
        }
        for (c, contract) in contracts.iter().enumerate() {
            let offer = share_out(inputs, c, t, &wanted, productions);
            let missing = (obligations[c] - offer).max(0.0);
            let old = alive(inputs, contract, t) * owed_before(&supplies[c], t);
            let (owed, unpaid) = remedy(inputs, contract, t, old, missing, productions);
            // (C4)
            let continues = last_month(inputs, contract) > inputs.scenario.time.last_month(t).0;
            let lives = continues
                && alive(inputs, contract, t) >= 1.0
                && contract.volume != ContractVolume::ShareOfOutput;
            let gap = market_price(inputs, contract, t, prices)
                - price_at(inputs, contract, followed(inputs, contract, prices)[t]);
            let supply = &mut supplies[c];
            supply.offer.push(offer);
            supply.firm.push(offer * firm_share(inputs, contract));
            supply.owed.push(if lives { owed } else { 0.0 });
            supply.damages.push(unpaid * gap.max(0.0));
        }
    }
    supplies
}

/// (C3) By claim, pro rata within a claim.
fn share_out(
    inputs: &Inputs,
    c: usize,
    t: usize,
    wanted: &[f64],
    productions: &[Production],
) -> f64 {
    let contracts = &inputs.scenario.contracts;
    let Some(mine) = contracts[c].mine() else { return wanted[c] };
    let sum_of = |is: &dyn Fn(u32) -> bool| -> f64 {
        let same =
            |other: &Contract| other.mine() == Some(mine) && other.product == contracts[c].product;
        let together =
            contracts.iter().zip(wanted).filter(|(other, _)| same(other) && is(other.claim));
        together.map(|(_, wanted)| wanted).sum()
    };
    let claim = contracts[c].claim;
    let left = (productions[mine.get()].output_of(contracts[c].product)[t]
        - sum_of(&|other| other < claim))
    .max(0.0);
    let sum = sum_of(&|other| other == claim);
    if sum <= left { wanted[c] } else { wanted[c] * left / sum }
}

/// (C11)
fn nominate(
    inputs: &Inputs,
    contract: &Contract,
    t: usize,
    quota: f64,
    prices: &Prices,
) -> Nomination {
    let Some(tolerance) = &contract.tolerance else {
        return Nomination { nominated: quota, obligation: quota };
    };
    let share = inputs.once(&tolerance.share);
    let (less, more) = (quota * (1.0 - share), quota * (1.0 + share));
    let market = market_price(inputs, contract, t, prices);
    let price = price_at(inputs, contract, followed(inputs, contract, prices)[t]);
    match (tolerance.option, &contract.taking) {
        (Party::Seller, _) => {
            Nomination { nominated: if market > price { less } else { more }, obligation: less }
        }
        (Party::Buyer, Taking::Needed { .. }) => Nomination { nominated: more, obligation: quota },
        (Party::Buyer, Taking::All) => {
            let nominated = if price < market { more } else { less };
            Nomination { nominated, obligation: nominated }
        }
    }
}

/// (C8) Of an offer the part that counts for take-or-pay.
fn firm_share(inputs: &Inputs, contract: &Contract) -> f64 {
    match (&contract.tolerance, &contract.taking) {
        (Some(tolerance), Taking::Needed { .. }) if tolerance.option == Party::Buyer => {
            let share = inputs.once(&tolerance.share);
            (1.0 - share) / (1.0 + share)
        }
        _ => 1.0,
    }
}

/// (C12) What stays owed of the missing tonnes, and what is paid for.
fn remedy(
    inputs: &Inputs,
    contract: &Contract,
    t: usize,
    old: f64,
    missing: f64,
    productions: &[Production],
) -> (f64, f64) {
    let carried = if contract.carry_over { missing } else { 0.0 };
    match (&contract.force_majeure, contract.mine()) {
        (Some(clause), Some(mine))
            if productions[mine.get()].availability[t] < inputs.once(&clause.below) =>
        {
            (if contract.carry_over { missing } else { old.min(missing) }, 0.0)
        }
        (Some(clause), Some(_)) => match clause.otherwise {
            Remedy::Owed => (missing, 0.0),
            Remedy::Damages => (0.0, missing),
        },
        _ => (carried, 0.0),
    }
}

/// M_t
fn market_price(inputs: &Inputs, contract: &Contract, t: usize, prices: &Prices) -> f64 {
    let region = &inputs.scenario.regions[contract.region];
    region_price(inputs, region, t, prices)
        + region.spot.as_ref().map_or(0.0, |spot| inputs.at(&spot.premium, t))
}

/// (C9) D, infinite for a seller that never fails.
fn default_time(inputs: &Inputs, contract: &Contract) -> f64 {
    let Some(rate) = &contract.default_rate else { return f64::INFINITY };
    let start = inputs.scenario.time.years_to(contract.from).max(0.0);
    start
        + inputs.values.value(&format!("contract.{}.defaulted", contract.name), 0)
            / inputs.once(rate)
}

/// (C9) Share of period t before the seller's default.
fn alive(inputs: &Inputs, contract: &Contract, t: usize) -> f64 {
    ((default_time(inputs, contract) - inputs.moment(t)) / inputs.delta()).clamp(0.0, 1.0)
}

/// (C9) Whether the seller has failed before the end of period t, and of the term.
pub fn has_defaulted(inputs: &Inputs, contract: &Contract, t: usize) -> bool {
    let after_term = inputs.scenario.time.years_to(Month(last_month(inputs, contract) + 1));
    default_time(inputs, contract) < inputs.moment(t + 1).min(after_term)
}

/// (C10) Whether the renewed term has begun before the end of period t.
pub fn has_been_renewed(inputs: &Inputs, contract: &Contract, t: usize) -> bool {
    let begin = inputs.scenario.time.years_to(Month(contract.to.0 + 1));
    last_month(inputs, contract) > contract.to.0
        && begin < inputs.moment(t + 1)
        && default_time(inputs, contract) >= begin
}

/// (C10) Last month of the term, with its renewal.
fn last_month(inputs: &Inputs, contract: &Contract) -> i32 {
    let renewed = contract.renewal.as_ref().filter(|renewal| {
        let probability = inputs.once(&renewal.probability);
        inputs.happens(&format!("contract.{}.renewed", contract.name), probability)
    });
    contract.to.0 + renewed.map_or(0, |renewal| renewal.months as i32)
}

fn owed_before(supply: &Supply, t: usize) -> f64 {
    if t == 0 { 0.0 } else { supply.owed[t - 1] }
}

/// Months of period t from one month to another, both included; the period may lie beyond the
/// horizon.
fn months_between(inputs: &Inputs, t: usize, from: i32, to: i32) -> i32 {
    let time = &inputs.scenario.time;
    (time.last_month(t).0.min(to) - time.first_month(t).0.max(from) + 1).max(0)
}

/// m_t
pub fn months_in_period(inputs: &Inputs, contract: &Contract, t: usize) -> i32 {
    months_between(inputs, t, contract.from.0, last_month(inputs, contract))
}

/// (C1)
fn quota(
    inputs: &Inputs,
    contract: &Contract,
    t: usize,
    months: i32,
    productions: &[Production],
) -> f64 {
    let term = f64::from(contract.to.0 - contract.from.0 + 1);
    let months = f64::from(months);
    match &contract.volume {
        ContractVolume::Rate(rate) => inputs.at(rate, t) * months / 12.0,
        ContractVolume::Quantity(quantity) => inputs.once(quantity) * months / term,
        ContractVolume::Listed(quotas) => {
            let mut sum = 0.0;
            for (k, quota) in quotas.iter().enumerate() {
                let from = quota.from.0;
                let to =
                    if k + 1 < quotas.len() { quotas[k + 1].from.0 - 1 } else { contract.to.0 };
                let first_term =
                    f64::from(months_between(inputs, t, from, to)) / f64::from(to - from + 1);
                let renewed =
                    months_between(inputs, t, contract.to.0 + 1, last_month(inputs, contract));
                sum += inputs.once(&quota.quantity) * (first_term + f64::from(renewed) / term);
            }
            sum
        }
        ContractVolume::ShareOfOutput => {
            let period = f64::from(inputs.scenario.time.step.months());
            let mine = contract.mine().expect("a contract without tonnes has a mine");
            inputs.at(&contract.max_share_of_output, t)
                * productions[mine.get()].output_of(contract.product)[t]
                * months
                / period
        }
    }
}

/// Puts what is taken in period t into the periods of its arrival, which may lie beyond the horizon
/// (C6).
pub fn send(inputs: &Inputs, contract: &Contract, t: usize, taken: f64, arrivals: &mut Vec<f64>) {
    spread(inputs.once(&contract.lag) / inputs.delta(), t, taken, arrivals);
}

/// The same for a lag in periods.
pub fn spread(lag: f64, t: usize, tonnes: f64, arrivals: &mut Vec<f64>) {
    for d in 0..=(lag.floor() as usize + 1) {
        let weight = (1.0 - (lag - d as f64).abs()).max(0.0);
        if arrivals.len() <= t + d {
            arrivals.resize(t + d + 1, 0.0);
        }
        arrivals[t + d] += weight * tonnes;
    }
}

/// Price of a tonne at a reference price, USD/t (C7).
pub fn price_at(inputs: &Inputs, contract: &Contract, reference: f64) -> f64 {
    match &contract.price {
        ContractPrice::Fixed(price) => inputs.once(price),
        ContractPrice::Reference { premium, premium_share, floor, cap, .. } => {
            let mut price = reference;
            if let Some(floor) = floor {
                price = price.max(inputs.once(floor));
            }
            if let Some(cap) = cap {
                price = price.min(inputs.once(cap));
            }
            let share = premium_share.as_ref().map_or(0.0, |share| inputs.once(share));
            price * (1.0 + share) + inputs.once(premium)
        }
    }
}
