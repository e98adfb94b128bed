//! What a contract offers (C1 to C4, C9 to C12) and brings (C6).

use super::Inputs;
use super::bill::followed;
use super::mine::Production;
use super::order::region_price;
use super::price::Prices;
use coppercast::scenario::{
    Contract, ContractPrice, ContractVolume, Minimum, Month, Party, Remedy, Supplier, Taking,
};

/// What the seller of a contract offers, by period; t.
#[derive(Clone, Default)]
pub struct Supply {
    /// Months of the term in each period.
    pub months: Vec<f64>,
    pub quota: Vec<f64>,
    pub offer: Vec<f64>,
    /// Part of the offer that counts for take-or-pay.
    pub firm: Vec<f64>,
    /// At the end of each period.
    pub owed: Vec<f64>,
    /// At time 0 (C15).
    pub owed_at_start: f64,
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
    let opening = |contract: &Contract| Supply {
        owed_at_start: contract.owed.as_ref().map_or(0.0, |owed| inputs.once(owed)),
        ..Supply::default()
    };
    let mut supplies: Vec<Supply> = contracts.iter().map(opening).collect();
    for t in 0..inputs.periods() {
        let mut wanted = Vec::new();
        let mut claimed = Vec::new();
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
            wanted.push(if months > 0.0 { (nominated + owed).min(limit) } else { 0.0 });
            claimed.push(if months > 0.0 { nominated + owed } else { 0.0 });
            obligations.push(obligation + owed);
        }
        for (c, contract) in contracts.iter().enumerate() {
            let offer = share_out(inputs, c, t, &wanted, &claimed, productions);
            let missing = (obligations[c] - offer).max(0.0);
            let old = alive(inputs, contract, t) * owed_before(&supplies[c], t);
            let missed = Missed { due: obligations[c], old, missing };
            let (owed, unpaid) = remedy(inputs, contract, t, missed, productions);
            // (C4)
            let grid = inputs.grid();
            let continues =
                grid.parts_to(Month(last_month(inputs, contract) + 1)) > grid.begin(t + 1);
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

/// (C3) By rank of claim; within a rank in proportion to what is claimed, and what one wants less
/// than that goes to the others.
fn share_out(
    inputs: &Inputs,
    c: usize,
    t: usize,
    wanted: &[f64],
    claimed: &[f64],
    productions: &[Production],
) -> f64 {
    let contracts = &inputs.scenario.contracts;
    let Some(mine) = contracts[c].mine() else { return wanted[c] };
    let same =
        |other: &Contract| other.mine() == Some(mine) && other.product == contracts[c].product;
    let of_rank = |is: &dyn Fn(u32) -> bool| -> Vec<usize> {
        (0..contracts.len())
            .filter(|&other| same(&contracts[other]) && is(contracts[other].claim))
            .collect()
    };
    let sum = |of: &[usize]| -> f64 { of.iter().map(|&other| wanted[other]).sum() };
    let rank = contracts[c].claim;
    let before = of_rank(&|other| other < rank);
    let mut equal = of_rank(&|other| other == rank);
    let mut left =
        (productions[mine.get()].output_of(contracts[c].product)[t] - sum(&before)).max(0.0);
    if sum(&equal) <= left {
        return wanted[c];
    }
    // Who wants least of its claim is content first.
    let want =
        |other: usize| if claimed[other] > 0.0 { wanted[other] / claimed[other] } else { 0.0 };
    equal.sort_by(|&a, &b| want(a).partial_cmp(&want(b)).expect("shares are numbers"));
    let mut claims: f64 = equal.iter().map(|&other| claimed[other]).sum();
    for other in equal {
        let part = if claims > 0.0 { left * claimed[other] / claims } else { 0.0 };
        let given = wanted[other].min(part);
        if other == c {
            return given;
        }
        left -= given;
        claims -= claimed[other];
    }
    unreachable!("the contract is one of its rank")
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

/// What a region that calls may take of a contract in a period, what of it is paid in any case, and
/// what of that comes uncalled (C8).
pub struct Callable {
    pub all: f64,
    pub paid_anyway: f64,
    pub forced: f64,
}

/// (C8) In period t, `taken` is what was taken before.
pub fn callable(
    inputs: &Inputs,
    contract: &Contract,
    t: usize,
    supply: &Supply,
    taken: &[f64],
) -> Callable {
    let offer = supply.offer[t];
    let share = match &contract.taking {
        Taking::Needed { take_or_pay: Some(share), .. } if supply.months[t] > 0.0 => {
            inputs.once(share)
        }
        _ => return Callable { all: offer, paid_anyway: 0.0, forced: 0.0 },
    };
    let before = short_of_minimum(inputs, contract, t, supply, taken);
    let new = share * supply.firm[t];
    match minimum_of(contract) {
        Minimum::YearEnd => {
            let kept = before.max(0.0);
            let minimum = (before + new).max(0.0).min(offer + kept);
            let forced = if settles(inputs, contract, t) { minimum } else { 0.0 };
            Callable { all: offer + kept, paid_anyway: minimum, forced }
        }
        other => {
            let minimum = (before + new).max(0.0).min(offer);
            let forced = if other == Minimum::Spread { minimum } else { 0.0 };
            Callable { all: offer, paid_anyway: minimum, forced }
        }
    }
}

/// (C8) The minimum of what the contract year of period t offered before it, less what was taken;
/// what a seller keeps that fails in the period is lost with it.
fn short_of_minimum(
    inputs: &Inputs,
    contract: &Contract,
    t: usize,
    supply: &Supply,
    taken: &[f64],
) -> f64 {
    let Taking::Needed { take_or_pay: Some(share), .. } = &contract.taking else { return 0.0 };
    let year = contract_year(inputs, contract, t);
    let before = (0..t).filter(|&other| {
        supply.months[other] > 0.0 && contract_year(inputs, contract, other) == year
    });
    let (offered, taken_before) = so_far(inputs, contract, t);
    let short =
        before.map(|other| inputs.once(share) * supply.firm[other] - taken[other]).sum::<f64>()
            + inputs.once(share) * offered
            - taken_before;
    let fails = minimum_of(contract) == Minimum::YearEnd && short > 0.0;
    if fails { short * alive(inputs, contract, t) } else { short }
}

/// (C15) What was offered and taken before time 0 in the contract year of period t.
pub fn so_far(inputs: &Inputs, contract: &Contract, t: usize) -> (f64, f64) {
    match &contract.contract_year {
        Some(year) if contract_year(inputs, contract, t) == contract_year(inputs, contract, 0) => {
            (inputs.once(&year.offered), inputs.once(&year.taken))
        }
        _ => (0.0, 0.0),
    }
}

/// (C15) What the seller keeps of the minimum at time 0.
pub fn kept_at_start(inputs: &Inputs, contract: &Contract) -> f64 {
    match &contract.taking {
        Taking::Needed { take_or_pay: Some(share), minimum: Minimum::YearEnd, .. } => {
            let (offered, taken) = so_far(inputs, contract, 0);
            (inputs.once(share) * offered - taken).max(0.0)
        }
        _ => 0.0,
    }
}

/// (C15) What was sent before time 0, by the period of its arrival, which may lie beyond the
/// horizon.
pub fn under_way(inputs: &Inputs, contract: &Contract, supply: &Supply) -> Vec<f64> {
    let began = inputs.scenario.time.years_to(contract.from);
    if began >= 0.0 {
        return Vec::new();
    }
    // What was sent at a moment arrives the lag later, and what would have arrived before time 0 is
    // no longer under way.
    let lag = inputs.once(&contract.lag);
    let ended = inputs.scenario.time.years_to(Month(last_month(inputs, contract) + 1)).min(0.0);
    let (first, last) = ((began + lag).max(0.0), (ended + lag).max(0.0));
    let tonnes = match (&contract.under_way, &contract.taking) {
        (Some(tonnes), _) => inputs.once(tonnes),
        (None, taking) => {
            let share = match taking {
                Taking::All => 1.0,
                Taking::Needed { take_or_pay: Some(share), minimum: Minimum::Spread, .. } => {
                    inputs.once(share)
                }
                Taking::Needed { .. } => 0.0,
            };
            let a_year = supply.firm[0].min(supply.quota[0]) / (supply.months[0] / 12.0);
            if supply.months[0] > 0.0 { share * a_year * (last - first) } else { 0.0 }
        }
    };
    arriving_evenly(inputs, tonnes, first, last)
}

/// Tonnes that arrive evenly from one moment to another, by period, which may lie beyond the horizon.
pub fn arriving_evenly(inputs: &Inputs, tonnes: f64, first: f64, last: f64) -> Vec<f64> {
    let delta = inputs.delta();
    let mut arrivals = vec![0.0; (last / delta) as usize + 1];
    if last - first < 1e-9 * delta {
        *arrivals.last_mut().expect("one at least") = tonnes;
        return arrivals;
    }
    for (t, arrival) in arrivals.iter_mut().enumerate() {
        let time = last.min(inputs.moment(t + 1)) - first.max(inputs.moment(t));
        *arrival = tonnes * time.max(0.0) / (last - first);
    }
    arrivals
}

/// (C8) What the seller keeps of the minimum at the end of period t, `taken` included.
pub fn kept(inputs: &Inputs, contract: &Contract, t: usize, supply: &Supply, taken: &[f64]) -> f64 {
    let Taking::Needed { take_or_pay: Some(share), minimum: Minimum::YearEnd, .. } =
        &contract.taking
    else {
        return 0.0;
    };
    if supply.months[t] == 0.0 || settles(inputs, contract, t) {
        return 0.0;
    }
    let before = short_of_minimum(inputs, contract, t, supply, taken);
    (before + inputs.once(share) * supply.firm[t] - taken[t]).max(0.0)
}

fn minimum_of(contract: &Contract) -> Minimum {
    match contract.taking {
        Taking::Needed { minimum, .. } => minimum,
        Taking::All => Minimum::Spread,
    }
}

/// (C8)
pub fn contract_year(inputs: &Inputs, contract: &Contract, t: usize) -> i32 {
    let grid = inputs.grid();
    let since_start = grid.begin(t) - grid.parts_to(contract.from);
    if since_start >= 0 { since_start / (12 * grid.parts) } else { 0 }
}

/// (C8) Whether the contract year ends with period t. The calendar goes on beyond the horizon, so
/// that a contract year that ends with it settles and one that it cuts does not.
pub fn settles(inputs: &Inputs, contract: &Contract, t: usize) -> bool {
    months_in_period(inputs, contract, t) > 0.0
        && (months_in_period(inputs, contract, t + 1) == 0.0
            || contract_year(inputs, contract, t + 1) != contract_year(inputs, contract, t))
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

/// What a contract delivers less than is due of it; t.
struct Missed {
    due: f64,
    /// Owed before.
    old: f64,
    missing: f64,
}

/// (C12) What stays owed of the missing tonnes, and what is paid for.
fn remedy(
    inputs: &Inputs,
    contract: &Contract,
    t: usize,
    Missed { due, old, missing }: Missed,
    productions: &[Production],
) -> (f64, f64) {
    let (Some(clause), Some(mine)) = (&contract.force_majeure, contract.mine()) else {
        return (if contract.carry_over { missing } else { 0.0 }, 0.0);
    };
    let share = productions[mine.get()].time_below(inputs, inputs.once(&clause.below), t);
    let excused = f64::min(missing, share * due);
    let rest = missing - excused;
    let still_owed = if contract.carry_over { excused } else { excused.min(share * old) };
    match clause.otherwise {
        Remedy::Owed => (still_owed + rest, 0.0),
        Remedy::Damages => (still_owed, rest),
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
    if t == 0 { supply.owed_at_start } else { supply.owed[t - 1] }
}

/// Months of period t from one month to another, both included; the period may lie beyond the
/// horizon.
fn months_between(inputs: &Inputs, t: usize, from: i32, to: i32) -> f64 {
    inputs.grid().months_between(t, Month(from), Month(to))
}

/// m_t
pub fn months_in_period(inputs: &Inputs, contract: &Contract, t: usize) -> f64 {
    months_between(inputs, t, contract.from.0, last_month(inputs, contract))
}

/// (C1)
fn quota(
    inputs: &Inputs,
    contract: &Contract,
    t: usize,
    months: f64,
    productions: &[Production],
) -> f64 {
    let term = f64::from(contract.to.0 - contract.from.0 + 1);
    match &contract.volume {
        ContractVolume::Rate(rate) => inputs.at(rate, t) * months / 12.0,
        ContractVolume::Quantity(quantity) => inputs.once(quantity) * months / term,
        ContractVolume::Listed(quotas) => {
            let mut sum = 0.0;
            for (k, quota) in quotas.iter().enumerate() {
                let from = quota.from.0;
                let to =
                    if k + 1 < quotas.len() { quotas[k + 1].from.0 - 1 } else { contract.to.0 };
                let first_term = months_between(inputs, t, from, to) / f64::from(to - from + 1);
                let renewed =
                    months_between(inputs, t, contract.to.0 + 1, last_month(inputs, contract));
                sum += inputs.once(&quota.quantity) * (first_term + renewed / term);
            }
            sum
        }
        ContractVolume::ShareOfOutput => {
            let period = inputs.grid().months();
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
