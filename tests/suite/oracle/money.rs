//! Money, carbon and water of a region in a period (E1 to E4).

use super::Inputs;
use super::bill::{Bill, hedge_cost};
use super::contract::Supply;
use super::fabricator::Making;
use super::facility::Delay;
use super::order::region_price_at_end;
use super::price::Prices;
use super::region::Course;
use coppercast::scenario::{ContractPrice, Mine, Quantity, Supplier, Tariff, Unmet};

/// USD of a region in a period (E1), (E2), and its tonnes by origin (E4).
#[derive(Default)]
pub struct Account {
    pub contract: f64,
    pub spot: f64,
    pub premium: f64,
    pub route: f64,
    pub tariff: f64,
    pub substitute: f64,
    pub scrap: f64,
    pub capital: f64,
    pub carbon_price: f64,
    /// What the period adds to the present value.
    pub present_value: f64,
    pub holding: f64,
    pub take_or_pay: f64,
    /// t
    pub paid_not_taken: f64,
    pub hedge: f64,
    pub damages: f64,
    pub opening_stock: f64,
    pub resale: f64,
    /// In the last period only.
    pub closing_stock: f64,
    pub penalty: f64,
    /// In the last period only (E12).
    pub to_complete: f64,
    pub carbon: f64,
    pub water: f64,
    pub acquired: f64,
    /// Tonnes acquired at a price that follows the market (E11).
    pub price_exposure: f64,
    pub low_carbon: f64,
}

impl Account {
    /// (E2)
    pub fn cost(&self) -> f64 {
        self.contract
            + self.spot
            + self.premium
            + self.route
            + self.tariff
            + self.take_or_pay
            + self.hedge
            + self.holding
            + self.opening_stock
            + self.substitute
            - self.scrap
            + self.capital
            + self.carbon_price
            - self.resale
            - self.damages
            - self.closing_stock
    }
}

/// USD/t levied in period t on metal bought at `price` (E5): by the part of the period in which the
/// tariff holds.
pub fn levied(inputs: &Inputs, tariff: &Tariff, t: usize, price: f64) -> f64 {
    let grid = inputs.grid();
    let before = tariff.from.map_or(0, |from| grid.parts_to(from) - grid.begin(t));
    let held = f64::from((grid.length - before).clamp(0, grid.length));
    let rate = tariff.rate.as_ref().map_or(0.0, |rate| inputs.at(rate, t));
    let duty = tariff.duty.as_ref().map_or(0.0, |duty| inputs.at(duty, t));
    held / f64::from(grid.length) * (rate * price.max(0.0) + duty)
}

/// The accounts of region r by period; `bills` and `delays` by index into the scenario's lists.
#[allow(clippy::too_many_arguments, reason = "everything that costs")]
pub fn accounts(
    inputs: &Inputs,
    r: usize,
    prices: &Prices,
    course: &Course,
    supplies: &[Supply],
    bills: &[Bill],
    delays: &[Delay],
    makings: &[Vec<Making>],
) -> Vec<Account> {
    let mut accounts: Vec<Account> = (0..inputs.periods())
        .map(|t| account(inputs, r, t, prices, course, supplies, bills, makings))
        .collect();
    // (E3) The cost of delay is booked in the last period.
    if let Some(last) = accounts.last_mut() {
        last.penalty += (0..delays.len())
            .filter(|&f| inputs.scenario.facilities[f].region.get() == r)
            .filter_map(|f| delays[f].cost)
            .sum::<f64>();
    }
    accounts
}

#[allow(clippy::too_many_arguments, reason = "everything that costs")]
fn account(
    inputs: &Inputs,
    r: usize,
    t: usize,
    prices: &Prices,
    course: &Course,
    supplies: &[Supply],
    bills: &[Bill],
    makings: &[Vec<Making>],
) -> Account {
    let scenario = inputs.scenario;
    let region = &scenario.regions[r];
    let period = &course.periods[t];
    let delta = inputs.delta();
    let mut account = Account::default();
    for (&c, flow) in &course.contracts {
        account.contract += bills[c].cost[t];
        account.take_or_pay += bills[c].take_or_pay.paid[t];
        account.paid_not_taken += bills[c].take_or_pay.not_taken[t];
        if let Some(tariff) = &scenario.contracts[c].tariff {
            account.tariff += levied(inputs, tariff, t, bills[c].price[t]) * flow.arrivals[t];
        }
        account.damages += supplies[c].damages[t];
        if !matches!(scenario.contracts[c].price, ContractPrice::Fixed(_)) {
            account.price_exposure += flow.arrivals[t] - bills[c].priced_before[t];
        }
        let (carbon, water) = match &scenario.contracts[c].supplier {
            Supplier::Mine(mine) => factors(&scenario.mines[*mine], scenario.contracts[c].product),
            Supplier::Trader(trader) => (trader.carbon.as_ref(), trader.water.as_ref()),
        };
        account.acquire(inputs, t, flow.arrivals[t], carbon, water);
    }
    for hedge in scenario.hedges.iter().filter(|hedge| hedge.region.get() == r) {
        account.hedge += hedge_cost(inputs, hedge, t, prices.mean[t]);
    }
    // (E1)
    if let Some(spot) = &region.spot {
        account.spot = period.price * period.spot_bought;
        account.price_exposure += period.spot_bought;
        account.premium = inputs.at(&spot.premium, t) * period.spot_bought;
        // The rise of the premium, from nothing to what the last tonne costs more.
        let rise = match &spot.impact {
            Some(impact) if period.on_offer > 0.0 => {
                inputs.at(impact, t) * period.spot_bought / period.on_offer
            }
            _ => 0.0,
        };
        account.premium += rise / 2.0 * period.spot_bought;
        if let Some(tariff) = &spot.tariff {
            let paid = period.price + inputs.at(&spot.premium, t) + rise / 2.0;
            account.tariff += levied(inputs, tariff, t, paid) * period.spot_bought;
        }
        account.acquire(inputs, t, period.spot_bought, spot.carbon.as_ref(), spot.water.as_ref());
    }
    account.route = period.route_cost;
    account.tariff += period.tariff;
    account.scrap = period.scrap_revenue;
    // (K7)
    for (fabricator, making) in scenario
        .fabricators
        .iter()
        .zip(makings)
        .filter(|(fabricator, _)| fabricator.region.get() == r)
    {
        if let Some(terms) = &fabricator.substitution {
            account.substitute +=
                making[t].substituted * inputs.once(&terms.mass) * inputs.once(&terms.price);
        }
    }
    account.carbon += period.route_carbon;
    // Between the ends of the period, stock and backlog are taken as linear.
    let before = t.checked_sub(1).map(|before| &course.periods[before]);
    let opening = before.map_or(course.opening_stock, |before| before.closing_stock);
    let mean_stock = f64::midpoint(opening, period.closing_stock);
    let mean_backlog = f64::midpoint(
        before.map_or(course.opening_backlog, |before| before.backlog),
        period.backlog,
    );
    if let Some(inventory) = &region.inventory {
        account.holding = inputs.at(&inventory.holding_cost, t) * mean_stock * delta;
    }
    let resale_price = period.price - inputs.at(&region.resale_discount, t);
    account.resale = resale_price * period.resold;
    if t == 0 {
        let basis = region.basis.as_ref().map_or(0.0, |basis| inputs.at(basis, 0));
        account.opening_stock =
            (prices.initial + basis) * (course.opening_stock + course.under_way_at_start);
    }
    if t + 1 == inputs.periods() {
        let at_end =
            region_price_at_end(inputs, region, t, prices) - inputs.at(&region.resale_discount, t);
        account.closing_stock = at_end * (period.closing_stock + course.under_way);
    }
    // (E12)
    if t + 1 == inputs.periods() && scenario.shortage.unmet == Unmet::Backlog {
        let (above, tariff) = match &region.spot {
            Some(spot) => (inputs.at(&spot.premium, t), spot.tariff.as_ref()),
            None => (inputs.at(&region.resale_discount, t), None),
        };
        let price = region_price_at_end(inputs, region, t, prices) + above;
        let levy = tariff.map_or(0.0, |tariff| levied(inputs, tariff, t, price));
        account.to_complete = (price + levy) * period.backlog;
    }
    // (E6)
    if let Some(rate) = &scenario.money.capital_cost {
        account.capital = inputs.at(rate, t) * delta * period.price * mean_stock;
    }
    // (E7)
    if let Some(price) = &scenario.money.carbon_price {
        account.carbon_price = inputs.at(price, t) * account.carbon;
    }
    // (E8)
    if let Some(rate) = &scenario.money.discount_rate {
        let at_end = (1.0 + inputs.at(rate, t)).powf(-delta * (t + 1) as f64);
        account.present_value = account.opening_stock
            + at_end * (account.cost() - account.opening_stock - account.capital);
    }
    // (E3)
    if let Some(penalty) = &scenario.shortage.penalty {
        account.penalty = match scenario.shortage.unmet {
            Unmet::Backlog => inputs.at(penalty, t) * delta * mean_backlog,
            Unmet::Lost => inputs.at(penalty, t) * period.shortfall,
        };
    }
    account
}

impl Account {
    /// (E4); a missing factor counts as 0, and its tonnes as not low-carbon.
    fn acquire(
        &mut self,
        inputs: &Inputs,
        t: usize,
        tonnes: f64,
        carbon: Option<&Quantity>,
        water: Option<&Quantity>,
    ) {
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

/// Carbon and water factors of a product, or of the metal of a mine without; a product has its own
/// or the mine's (M10).
pub fn factors(mine: &Mine, product: Option<usize>) -> (Option<&Quantity>, Option<&Quantity>) {
    match product.map(|k| &mine.products[k]) {
        Some(product) => {
            let carbon = if product.carbon.is_some() { &product.carbon } else { &mine.carbon };
            let water = if product.water.is_some() { &product.water } else { &mine.water };
            (carbon.as_ref(), water.as_ref())
        }
        None => (mine.carbon.as_ref(), mine.water.as_ref()),
    }
}
