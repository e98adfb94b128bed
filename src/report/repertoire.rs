//! Which statistics of a metric the tables have.

use crate::metric::{Better, Metric};
use crate::model::series::Subject;
use crate::scenario::{Fabricator, Mine, Quantity, Region, Scenario, Scrap, Taking, Unmet};
use crate::statistics::{Estimate, Given, Series, Statistic};

/// Level of the tail mean.
const TAIL: f64 = 0.95;

/// Metrics that are 1 in trials where something happens and 0 in the others: only the probability
/// says anything.
fn is_indicator(metric: Metric) -> bool {
    matches!(
        metric,
        Metric::FirstShortfall | Metric::ShortSoFar | Metric::Defaulted | Metric::Renewed
    )
}

/// Whether the probability of a positive value says anything: not for what is always positive, or
/// has a sign by convention only.
fn has_probability_positive(metric: Metric) -> bool {
    !matches!(
        metric,
        Metric::Price
            | Metric::PricePaid
            | Metric::Cost
            | Metric::CostWithPenalty
            | Metric::PresentValueOfCost
            | Metric::Availability
            | Metric::Utilisation
            | Metric::FirstShortPeriod
    )
}

/// Metrics that are also reported for the trials with a shortfall alone: zero without one, positive
/// with one.
fn has_conditional(metric: Metric, unmet: Unmet) -> bool {
    match metric {
        Metric::Shortfall
        | Metric::WorstPeriodShortfall
        | Metric::PeriodsShort
        | Metric::LongestShortRun => true,
        // What is lost never waits.
        Metric::Lateness => unmet == Unmet::Backlog,
        _ => false,
    }
}

/// Whether an actor has what a metric measures. A scenario's series exist for all actors as soon as
/// one has it; for the others they are zeros that mean nothing.
pub fn is_present(scenario: &Scenario, subject: Subject, metric: Metric) -> bool {
    match (subject, metric) {
        (Subject::Facility(facility), Metric::CostOfDelay) => {
            scenario.facilities[facility].cost_of_delay.is_some()
        }
        (
            Subject::Facility(facility) | Subject::FacilityPeriod(facility, _),
            Metric::ComponentShortfall | Metric::ComponentBacklog,
        ) => !scenario.facilities[facility].components.is_empty(),
        (Subject::Facility(facility), Metric::Deferral) => {
            scenario.facilities[facility].deferral.is_some()
        }
        (Subject::Facility(facility), Metric::PhaseDelay) => {
            scenario.facilities[facility].phases.len() > 1
        }
        (Subject::Facility(facility), Metric::SecuredUsed) => {
            scenario.facilities[facility].secured.is_some()
        }
        (
            Subject::Region(region) | Subject::RegionPeriod(region, _),
            Metric::ComponentShortfall | Metric::ComponentBacklog,
        ) => scenario
            .facilities
            .iter()
            .any(|facility| facility.region == region && !facility.components.is_empty()),
        (
            Subject::Region(region) | Subject::RegionPeriod(region, _),
            Metric::ScrapReturned
            | Metric::RevenueScrap
            | Metric::Substituted
            | Metric::CostSubstitute,
        ) => scenario
            .fabricators
            .iter()
            .any(|maker| maker.region == region && maker_has(maker, metric)),
        (Subject::Fabricator(maker) | Subject::FabricatorPeriod(maker, _), Metric::Substituted) => {
            maker_has(&scenario.fabricators[maker], metric)
        }
        (
            Subject::Fabricator(maker) | Subject::FabricatorPeriod(maker, _),
            Metric::WaitingForCapacity,
        ) => scenario.fabricators[maker].capacity.is_some(),
        (Subject::Fabricator(maker) | Subject::FabricatorPeriod(maker, _), Metric::Lent) => {
            scenario.fabricators[maker].stock.is_some()
        }
        (Subject::Mine(mine) | Subject::MinePeriod(mine, _), Metric::Carbon) => {
            scenario.mines[mine].has_carbon()
        }
        (Subject::Mine(mine) | Subject::MinePeriod(mine, _), Metric::Water) => {
            scenario.mines[mine].has_water()
        }
        (Subject::Product(product) | Subject::ProductPeriod(product, _), Metric::Carbon) => {
            factor_of_product(scenario, product, Mine::carbon_of)
        }
        (Subject::Product(product) | Subject::ProductPeriod(product, _), Metric::Water) => {
            factor_of_product(scenario, product, Mine::water_of)
        }
        (Subject::Mine(mine) | Subject::MinePeriod(mine, _), Metric::MaintenanceLoss) => {
            !scenario.mines[mine].maintenance.is_empty()
        }
        (Subject::Mine(mine) | Subject::MinePeriod(mine, _), Metric::InSolution) => {
            scenario.mines[mine].leach.is_some()
        }
        (Subject::Mine(mine) | Subject::MinePeriod(mine, _), Metric::ReserveLeft) => {
            scenario.mines[mine].reserve.is_some()
        }
        (
            Subject::Contract(contract) | Subject::ContractPeriod(contract, _),
            Metric::TakeOrPayPaid,
        ) => {
            matches!(scenario.contracts[contract].taking, Taking::Needed { take_or_pay: Some(_) })
        }
        (Subject::Contract(contract) | Subject::ContractPeriod(contract, _), Metric::MadeUp) => {
            scenario.contracts[contract].make_up.is_some()
        }
        (
            Subject::Contract(contract) | Subject::ContractPeriod(contract, _),
            Metric::RevenueDamages,
        ) => scenario.contracts[contract].pays_damages(),
        (Subject::Contract(contract) | Subject::ContractPeriod(contract, _), Metric::Defaulted) => {
            scenario.contracts[contract].default_rate.is_some()
        }
        (Subject::Contract(contract) | Subject::ContractPeriod(contract, _), Metric::Renewed) => {
            scenario.contracts[contract].renewal.is_some()
        }
        (Subject::Region(region) | Subject::RegionPeriod(region, _), Metric::CostHedge) => {
            scenario.hedges.iter().any(|hedge| hedge.region == region)
        }
        (
            Subject::Region(region) | Subject::RegionPeriod(region, _),
            Metric::DeliveredStock
            | Metric::Stock
            | Metric::CostHolding
            | Metric::CostCapital
            | Metric::CostOpeningStock,
        ) => scenario.regions[region].inventory.is_some(),
        (Subject::Region(region) | Subject::RegionPeriod(region, _), Metric::ClosingStockValue) => {
            let place = &scenario.regions[region];
            place.inventory.is_some()
                || is_lagged(place)
                || scenario.routes.iter().any(|route| route.to == region)
        }
        (Subject::Region(region) | Subject::RegionPeriod(region, _), Metric::SpotReceived) => {
            is_lagged(&scenario.regions[region])
        }
        (
            Subject::Region(region) | Subject::RegionPeriod(region, _),
            Metric::DeliveredRoute | Metric::RoutedIn | Metric::CostRoute,
        ) => scenario.routes.iter().any(|route| route.to == region),
        (Subject::Region(region) | Subject::RegionPeriod(region, _), Metric::RoutedOut) => {
            scenario.routes.iter().any(|route| route.from == region)
        }
        (
            Subject::Region(region) | Subject::RegionPeriod(region, _),
            Metric::DeliveredSpot | Metric::SpotBought | Metric::CostSpot | Metric::CostPremium,
        ) => scenario.regions[region].spot.is_some(),
        (Subject::Region(region) | Subject::RegionPeriod(region, _), Metric::CostTariff) => {
            scenario.regions[region].spot.as_ref().is_some_and(|spot| spot.tariff.is_some())
                || scenario
                    .contracts
                    .iter()
                    .any(|contract| contract.region == region && contract.tariff.is_some())
                || scenario
                    .routes
                    .iter()
                    .any(|route| route.to == region && route.tariff.constant() != Some(0.0))
        }
        _ => true,
    }
}

/// Whether a maker has what a metric of scrap or substitution measures.
fn maker_has(maker: &Fabricator, metric: Metric) -> bool {
    match metric {
        Metric::ScrapReturned => maker.scrap == Scrap::Returned,
        Metric::RevenueScrap => matches!(maker.scrap, Scrap::Sold { .. }),
        _ => maker.substitution.is_some(),
    }
}

/// Whether a product has a factor, of its own or of its mine.
fn factor_of_product(
    scenario: &Scenario,
    number: usize,
    factor: fn(&Mine, Option<usize>) -> Option<&Quantity>,
) -> bool {
    let mut products = scenario
        .mines
        .iter()
        .flat_map(|mine| (0..mine.products.len()).map(move |product| (mine, product)));
    products.nth(number).is_some_and(|(mine, product)| factor(mine, Some(product)).is_some())
}

/// Whether spot metal arrives after it is bought.
fn is_lagged(region: &Region) -> bool {
    region.spot.as_ref().is_some_and(|spot| spot.lag.constant() != Some(0.0))
}

/// How much of a series' statistics a table wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breadth {
    /// Mean and the probability of a positive value.
    Narrow,
    /// Standard deviation, quantiles and tail mean besides, as far as they are kept.
    Wide,
}

/// The estimates of a series, in the order of the tables.
pub fn estimates(metric: Metric, series: &Series<'_>, breadth: Breadth) -> Vec<Estimate> {
    if metric == Metric::FirstShortPeriod {
        return unconditional(metric, &series.labelled(Given::Short), breadth);
    }
    unconditional(metric, series, breadth)
}

/// The same for the trials with a shortfall, where that is another question.
pub fn conditional_estimates(metric: Metric, series: &Series<'_>, unmet: Unmet) -> Vec<Estimate> {
    if has_conditional(metric, unmet) {
        let mut estimates = unconditional(metric, &series.given_positive(), Breadth::Wide);
        estimates.retain(|estimate| estimate.statistic != Statistic::ProbabilityPositive);
        estimates
    } else {
        Vec::new()
    }
}

fn unconditional(metric: Metric, series: &Series<'_>, breadth: Breadth) -> Vec<Estimate> {
    if is_indicator(metric) {
        return vec![series.probability_positive()];
    }
    let mut estimates = vec![series.mean()];
    if breadth == Breadth::Wide {
        estimates.push(series.standard_deviation());
        if series.distribution().is_some() {
            estimates.extend(
                Statistic::QUANTILES
                    .iter()
                    .filter_map(|statistic| statistic.level())
                    .map(|level| series.quantile(level)),
            );
            if metric.better() != Better::High {
                estimates.push(series.tail_mean(TAIL));
            }
        }
    }
    if has_probability_positive(metric) {
        estimates.push(series.probability_positive());
    }
    estimates
}
