//! Nothing is lost on the way: what goes into a region in a period comes out of it or stays, a
//! mine's output is taken or sold elsewhere, also product by product, and a cost is the sum of its
//! categories.

use crate::oracle;
use coppercast::metric::series::SeriesPlan;
use coppercast::metric::{Metric, Observed, Subject};
use coppercast::scenario::{Contract, Minimum, Quantity, Scenario, Taking};
use coppercast::simulation::replay::Recorder;

/// Share of what a balance is formed from that rounding may take.
const RELATIVE: f64 = 1e-9;

/// A region, or with `None` all of them, and a period, or with `None` the horizon.
type Place = (Option<usize>, Option<usize>);

/// The values of a trial: looks up a metric; 0 where there is none.
pub struct Values<'a>(Box<dyn Fn(Observed, Metric) -> f64 + 'a>);

impl Values<'_> {
    fn of_region(&self, (region, period): Place, metric: Metric) -> f64 {
        let subject = region.map_or(Subject::Total, Subject::region);
        (self.0)(Observed { subject, period }, metric)
    }

    fn of_contract(&self, contract: usize, period: usize, metric: Metric) -> f64 {
        (self.0)(Subject::contract(contract).in_period(period), metric)
    }

    fn of_mine(&self, mine: usize, period: usize, metric: Metric) -> f64 {
        (self.0)(Subject::mine(mine).in_period(period), metric)
    }

    /// By product, counted over all mines.
    fn of_product(&self, product: usize, period: usize, metric: Metric) -> f64 {
        (self.0)(Subject::product(product).in_period(period), metric)
    }
}

pub fn of_engine<'a>(plan: &'a SeriesPlan, recorder: &'a Recorder) -> Values<'a> {
    Values(Box::new(move |observed, metric| {
        plan.series(observed, metric).and_then(|number| recorder.values[number]).unwrap_or(0.0)
    }))
}

pub fn of_oracle(trial: &oracle::Trial) -> Values<'_> {
    Values(Box::new(move |observed, metric| trial.get(observed, metric.name()).unwrap_or(0.0)))
}

/// What is not balanced in a trial, if anything.
pub fn check(scenario: &Scenario, values: &Values<'_>) -> Result<(), String> {
    for r in 0..scenario.regions.len() {
        let mut opening = opening_stock(scenario, values, r);
        for t in 0..scenario.time.periods {
            let place = (Some(r), Some(t));
            opening = tonnes(scenario, values, r, t, opening)
                .map_err(|fault| format!("region {r}, period {t}: {fault}"))?;
            money(values, place, t + 1 == scenario.time.periods)
                .map_err(|fault| format!("region {r}, period {t}: {fault}"))?;
        }
        money(values, (Some(r), None), true).map_err(|fault| format!("region {r}: {fault}"))?;
    }
    for t in 0..scenario.time.periods {
        let used: f64 =
            (0..scenario.contracts.len()).map(|c| values.of_contract(c, t, Metric::Used)).sum();
        let by_origin = values.of_region((None, Some(t)), Metric::OriginContract);
        if (used - by_origin).abs() > RELATIVE * used.abs().max(1.0) {
            return Err(format!("period {t}: {used} t used, {by_origin} t of contracts served"));
        }
    }
    let mut first_product = 0;
    for (m, mine) in scenario.mines.iter().enumerate() {
        for t in 0..scenario.time.periods {
            let of_mine = |metric| values.of_mine(m, t, metric);
            produced(scenario, values, &|contract| contract.mine() == Some(m.into()), &of_mine, t)
                .map_err(|fault| format!("mine {m}, period {t}: {fault}"))?;
            for k in 0..mine.products.len() {
                let is_buyer = |contract: &Contract| {
                    contract.mine() == Some(m.into()) && contract.product == Some(k)
                };
                produced(
                    scenario,
                    values,
                    &is_buyer,
                    &|metric| values.of_product(first_product + k, t, metric),
                    t,
                )
                .map_err(|fault| format!("product {k} of mine {m}, period {t}: {fault}"))?;
            }
            for metric in [Metric::Output, Metric::SoldElsewhere, Metric::Carbon, Metric::Water] {
                let sum: f64 = (0..mine.products.len())
                    .map(|k| values.of_product(first_product + k, t, metric))
                    .sum();
                let whole = of_mine(metric);
                if !mine.products.is_empty()
                    && (sum - whole).abs() > RELATIVE * whole.abs().max(1.0)
                {
                    return Err(format!(
                        "mine {m}, period {t}: {} {whole}, {sum} by product",
                        metric.name()
                    ));
                }
            }
        }
        first_product += mine.products.len();
    }
    money(values, (None, None), true).map_err(|fault| format!("the total: {fault}"))
}

/// Produced is what contracts take and what is sold elsewhere.
fn produced(
    scenario: &Scenario,
    values: &Values<'_>,
    is_buyer: &dyn Fn(&Contract) -> bool,
    seller: &dyn Fn(Metric) -> f64,
    t: usize,
) -> Result<(), String> {
    let contracts =
        scenario.contracts.iter().enumerate().filter(|(_, contract)| is_buyer(contract));
    let kept = |c: usize, t: usize| values.of_contract(c, t, Metric::Kept);
    let taken: Option<f64> = contracts
        .map(|(c, contract)| {
            let before = if t > 0 { kept(c, t - 1) } else { kept_at_start(contract)? };
            Some(values.of_contract(c, t, Metric::Taken) + kept(c, t) - before)
        })
        .sum();
    let Some(taken) = taken else { return Ok(()) };
    let (output, elsewhere) = (seller(Metric::Output), seller(Metric::SoldElsewhere));
    if (output - taken - elsewhere).abs() > RELATIVE * output.abs().max(1.0) {
        return Err(format!(
            "{output} t produced, {taken} t taken or laid aside and {elsewhere} t sold elsewhere"
        ));
    }
    Ok(())
}

/// What the seller keeps of the minimum at time 0, where that is known from the file alone.
fn kept_at_start(contract: &Contract) -> Option<f64> {
    match (&contract.taking, &contract.contract_year) {
        (
            Taking::Needed { take_or_pay: Some(share), minimum: Minimum::YearEnd, .. },
            Some(year),
        ) => {
            let open = share.constant()? * year.offered.constant()? - year.taken.constant()?;
            Some(open.max(0.0))
        }
        _ => Some(0.0),
    }
}

/// By its value, the only metric that tells it, less what is under way to the region.
fn opening_stock(scenario: &Scenario, values: &Values<'_>, r: usize) -> Option<f64> {
    let region = &scenario.regions[r];
    let spot = region.spot.iter().filter_map(|spot| spot.under_way.as_ref());
    let routes = scenario.routes.iter().filter(|route| route.to.get() == r);
    let by_routes = routes.filter_map(|route| route.under_way.as_ref());
    let under_way = spot.chain(by_routes).map(Quantity::constant).sum::<Option<f64>>()?;
    let known = scenario.price.initial.constant()?
        + region.basis.as_ref().map_or(Some(0.0), Quantity::constant)?;
    let value = values.of_region((Some(r), Some(0)), Metric::CostOpeningStock);
    (known.abs() > 1.0).then(|| value / known - under_way)
}

/// Arrivals, opening stock, spot, routes in and scrap that comes back against used, closing stock,
/// sold and routes out. Returns the closing stock.
fn tonnes(
    scenario: &Scenario,
    values: &Values<'_>,
    r: usize,
    t: usize,
    opening: Option<f64>,
) -> Result<Option<f64>, String> {
    let of = |metric| values.of_region((Some(r), Some(t)), metric);
    let contracts =
        scenario.contracts.iter().enumerate().filter(|(_, contract)| contract.region.get() == r);
    let arrivals: f64 = contracts.map(|(c, _)| values.of_contract(c, t, Metric::Delivered)).sum();
    let lagged =
        scenario.regions[r].spot.as_ref().is_some_and(|spot| spot.lag.constant() != Some(0.0));
    let spot = of(if lagged { Metric::SpotReceived } else { Metric::SpotBought });
    let closing = of(Metric::Stock);
    let Some(opening) = opening else { return Ok(Some(closing)) };
    let into = arrivals + opening + spot + of(Metric::RoutedIn) + of(Metric::ScrapReturned);
    let out = of(Metric::Delivered) + closing + of(Metric::Resold) + of(Metric::RoutedOut);
    let served = of(Metric::DeliveredContract)
        + of(Metric::DeliveredRoute)
        + of(Metric::DeliveredStock)
        + of(Metric::DeliveredSpot);
    if (into - out).abs() > RELATIVE * into.abs().max(1.0) {
        return Err(format!("{into} t in, {out} t out"));
    }
    if (served - of(Metric::Delivered)).abs() > RELATIVE * served.abs().max(1.0) {
        return Err(format!("{served} t by source, {} t delivered", of(Metric::Delivered)));
    }
    let acquired = of(Metric::OriginContract)
        + of(Metric::OriginSpot)
        + of(Metric::OriginOpeningStock)
        + of(Metric::OriginScrap);
    // Stock that has been stored and moved for long rounds more often than what is served today.
    if (acquired - served).abs() > RELATIVE * (served.abs() + closing.abs()).max(1.0) {
        return Err(format!("{acquired} t by origin, {served} t delivered"));
    }
    Ok(Some(closing))
}

/// The cost against its categories, which are all that is called a cost or a revenue by name.
fn money(values: &Values<'_>, place: Place, with_stock: bool) -> Result<(), String> {
    let of = |metric| values.of_region(place, metric);
    let (mut sum, mut size) = (0.0, 1.0);
    for &metric in Metric::ALL {
        let sign = match metric {
            Metric::CostWithPenalty
            | Metric::CostPenalty
            | Metric::CostOfDelay
            | Metric::CostToComplete => continue,
            _ if metric.unit() == "USD" && metric.name().starts_with("cost_") => 1.0,
            _ if metric.name().starts_with("revenue_") => -1.0,
            _ => continue,
        };
        sum += sign * of(metric);
        size += of(metric).abs();
    }
    if with_stock {
        // A period has no series for what is known at the horizon only.
        let value = values.of_region((place.0, None), Metric::ClosingStockValue);
        sum -= value;
        size += value.abs();
    }
    let cost = of(Metric::Cost);
    if (cost - sum).abs() > RELATIVE * size {
        return Err(format!("the cost is {cost} USD, its categories come to {sum} USD"));
    }
    Ok(())
}
