//! Money, carbon and water of a region in a period (E1 to E4).

use super::Inputs;
use super::contract::{Supply, price, take_or_pay};
use super::facility::Delay;
use super::price::Prices;
use super::region::{Course, Flow};
use coppercast::scenario::{Contract, Quantity, Supplier, Unmet};

/// What a contract costs, by period.
pub struct Bill {
    /// USD/t (C7).
    pub price: Vec<f64>,
    /// USD, paid at arrival (C7).
    pub cost: Vec<f64>,
    /// USD (C8).
    pub take_or_pay: Vec<f64>,
}

pub fn bill(inputs: &Inputs, contract: &Contract, prices: &Prices, supply: &Supply, flow: &Flow) -> Bill {
    let price: Vec<f64> = prices.at_end.iter().enumerate().map(|(t, &p)| price(inputs, contract, t, p)).collect();
    let cost = price.iter().zip(&flow.arrivals).map(|(price, tonnes)| price * tonnes).collect();
    let take_or_pay = take_or_pay(inputs, contract, supply, &flow.taken, &price);
    Bill { price, cost, take_or_pay }
}

/// USD of a region in a period (E1), (E2), and its tonnes by origin (E4).
#[derive(Default)]
pub struct Account {
    pub contract: f64,
    pub spot: f64,
    pub premium: f64,
    pub holding: f64,
    pub take_or_pay: f64,
    pub opening_stock: f64,
    pub resale: f64,
    /// In the last period only.
    pub closing_stock: f64,
    pub penalty: f64,
    pub carbon: f64,
    pub water: f64,
    pub acquired: f64,
    pub low_carbon: f64,
}

impl Account {
    /// (E2)
    pub fn cost(&self) -> f64 {
        self.contract + self.spot + self.premium + self.take_or_pay + self.holding + self.opening_stock
            - self.resale
            - self.closing_stock
    }
}

/// The accounts of region r by period; `bills` and `delays` by index into the scenario's lists.
pub fn accounts(inputs: &Inputs, r: usize, prices: &Prices, course: &Course, bills: &[Bill], delays: &[Delay]) -> Vec<Account> {
    let mut accounts: Vec<Account> = (0..inputs.periods()).map(|t| account(inputs, r, t, prices, course, bills)).collect();
    // (E3) The cost of delay is booked in the last period.
    if let Some(last) = accounts.last_mut() {
        last.penalty += course.facilities.keys().filter_map(|&f| delays[f].cost).sum::<f64>();
    }
    accounts
}

fn account(inputs: &Inputs, r: usize, t: usize, prices: &Prices, course: &Course, bills: &[Bill]) -> Account {
    let scenario = inputs.scenario;
    let region = &scenario.regions[r];
    let period = &course.periods[t];
    let delta = inputs.delta();
    let mut account = Account::default();
    for (&c, flow) in &course.contracts {
        account.contract += bills[c].cost[t];
        account.take_or_pay += bills[c].take_or_pay[t];
        let (carbon, water) = match &scenario.contracts[c].supplier {
            Supplier::Mine(mine) => (&scenario.mines[*mine].carbon, &scenario.mines[*mine].water),
            Supplier::Trader(trader) => (&trader.carbon, &trader.water),
        };
        account.acquire(inputs, t, flow.arrivals[t], carbon.as_ref(), water.as_ref());
    }
    // (E1)
    if let Some(spot) = &region.spot {
        account.spot = prices.at_end[t] * period.spot_bought;
        account.premium = inputs.at(&spot.premium, t) * period.spot_bought;
        account.acquire(inputs, t, period.spot_bought, spot.carbon.as_ref(), spot.water.as_ref());
    }
    if let Some(inventory) = &region.inventory {
        account.holding = inputs.at(&inventory.holding_cost, t) * period.closing_stock * delta;
    }
    let resale_price = prices.at_end[t] - inputs.at(&region.resale_discount, t);
    account.resale = resale_price * period.resold;
    if t == 0 {
        account.opening_stock = prices.initial * course.opening_stock;
    }
    if t + 1 == inputs.periods() {
        account.closing_stock = resale_price * period.closing_stock;
    }
    // (E3)
    if let Some(penalty) = &scenario.shortage.penalty {
        account.penalty = match scenario.shortage.unmet {
            Unmet::Backlog => inputs.at(penalty, t) * delta * period.backlog,
            Unmet::Lost => inputs.at(penalty, t) * period.shortfall,
        };
    }
    account
}

impl Account {
    /// (E4); a missing factor counts as 0, and its tonnes as not low-carbon.
    fn acquire(&mut self, inputs: &Inputs, t: usize, tonnes: f64, carbon: Option<&Quantity>, water: Option<&Quantity>) {
        let carbon = carbon.map(|carbon| inputs.at(carbon, t));
        self.carbon += tonnes * carbon.unwrap_or(0.0);
        self.water += tonnes * water.map_or(0.0, |water| inputs.at(water, t));
        self.acquired += tonnes;
        let low_carbon = |bound| carbon.is_some_and(|carbon| carbon <= bound);
        if inputs.scenario.report.low_carbon.is_some_and(low_carbon) {
            self.low_carbon += tonnes;
        }
    }
}
