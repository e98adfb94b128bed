//! The optional parts of a scenario, and the metrics that come with them.

use super::facility::FacilityModel;
use crate::metric::Metric;
use crate::scenario::{Contract, Mine, Scenario, Scrap, Taking};

/// Which optional parts a scenario has; a metric of an absent part is absent, not zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Features {
    pub contracts: bool,
    pub inventory: bool,
    pub spot: bool,
    /// Spot metal arrives after it is bought.
    pub spot_lag: bool,
    pub routes: bool,
    pub tariff: bool,
    pub take_or_pay: bool,
    pub make_up: bool,
    pub damages: bool,
    pub default: bool,
    pub renewal: bool,
    pub hedges: bool,
    pub penalty: bool,
    pub cost_of_delay: bool,
    pub carbon: bool,
    pub water: bool,
    pub low_carbon: bool,
    pub cancellation: bool,
    pub capital_cost: bool,
    pub carbon_price: bool,
    pub components: bool,
    pub discount_rate: bool,
    pub leach: bool,
    pub maintenance: bool,
    pub reserve: bool,
    pub scrap_returned: bool,
    pub scrap_sold: bool,
    pub secured: bool,
    pub substitution: bool,
    pub maker_stock: bool,
    pub deferral: bool,
    pub phases: bool,
}

impl Features {
    /// Those of a scenario.
    pub fn new(scenario: &Scenario, facilities: &[FacilityModel]) -> Self {
        let mines = || scenario.mines.iter();
        let traders = || scenario.contracts.iter().filter_map(|contract| contract.trader());
        let spots = || scenario.regions.iter().filter_map(|region| region.spot.as_ref());
        Features {
            contracts: !scenario.contracts.is_empty(),
            inventory: scenario.regions.iter().any(|region| region.inventory.is_some()),
            spot: spots().next().is_some(),
            spot_lag: spots().any(|spot| spot.lag.constant() != Some(0.0)),
            routes: !scenario.routes.is_empty(),
            take_or_pay: scenario
                .contracts
                .iter()
                .any(|contract| matches!(contract.taking, Taking::Needed { take_or_pay: Some(_) })),
            make_up: scenario.contracts.iter().any(|contract| contract.make_up.is_some()),
            damages: scenario.contracts.iter().any(Contract::pays_damages),
            default: scenario.contracts.iter().any(|contract| contract.default_rate.is_some()),
            renewal: scenario.contracts.iter().any(|contract| contract.renewal.is_some()),
            hedges: !scenario.hedges.is_empty(),
            penalty: scenario.shortage.penalty.is_some(),
            components: scenario.facilities.iter().any(|facility| !facility.components.is_empty()),
            scrap_sold: scenario
                .fabricators
                .iter()
                .any(|maker| matches!(maker.scrap, Scrap::Sold { .. })),
            scrap_returned: scenario.fabricators.iter().any(|maker| maker.scrap == Scrap::Returned),
            substitution: scenario.fabricators.iter().any(|maker| maker.substitution.is_some()),
            maker_stock: scenario.fabricators.iter().any(|maker| maker.stock.is_some()),
            phases: scenario.facilities.iter().any(|facility| facility.phases.len() > 1),
            deferral: facilities.iter().any(|facility| facility.deferral.is_some()),
            secured: facilities.iter().any(|facility| facility.secured.is_some()),
            cancellation: facilities.iter().any(FacilityModel::may_be_cancelled),
            cost_of_delay: facilities.iter().any(|facility| facility.cost_of_delay.is_some()),
            carbon: mines().any(Mine::has_carbon)
                || traders().any(|trader| trader.carbon.is_some())
                || spots().any(|spot| spot.carbon.is_some())
                || scenario.routes.iter().any(|route| route.carbon.is_some()),
            water: mines().any(Mine::has_water)
                || traders().any(|trader| trader.water.is_some())
                || spots().any(|spot| spot.water.is_some()),
            low_carbon: scenario.report.low_carbon.is_some(),
            tariff: scenario.contracts.iter().any(|contract| contract.tariff.is_some())
                || spots().any(|spot| spot.tariff.is_some())
                || scenario.routes.iter().any(|route| route.tariff.constant() != Some(0.0)),
            discount_rate: scenario.money.discount_rate.is_some(),
            capital_cost: scenario.money.capital_cost.is_some(),
            carbon_price: scenario.money.carbon_price.is_some(),
            maintenance: mines().any(|mine| !mine.maintenance.is_empty()),
            leach: mines().any(|mine| mine.leach.is_some()),
            reserve: mines().any(|mine| mine.reserve.is_some()),
        }
    }

    /// Whether metal may be left over at the horizon: in stock or paid and under way.
    pub fn owns_metal(&self) -> bool {
        self.inventory || self.spot_lag || self.routes
    }

    pub fn has(&self, metric: Metric) -> bool {
        match metric {
            Metric::DeliveredContract | Metric::CostContract => self.contracts,
            Metric::Resold | Metric::RevenueResale => self.contracts || self.owns_metal(),
            Metric::DeliveredStock
            | Metric::Stock
            | Metric::CostHolding
            | Metric::CostOpeningStock => self.inventory,
            Metric::ClosingStockValue => self.owns_metal(),
            Metric::SpotReceived => self.spot_lag,
            Metric::DeliveredRoute | Metric::RoutedIn | Metric::RoutedOut | Metric::CostRoute => {
                self.routes
            }
            Metric::CostTariff => self.tariff,
            Metric::DeliveredSpot | Metric::SpotBought | Metric::CostSpot | Metric::CostPremium => {
                self.spot
            }
            Metric::CostTakeOrPay | Metric::TakeOrPayPaid => self.take_or_pay,
            Metric::PresentValueOfCost => self.discount_rate,
            Metric::CostCapital => self.capital_cost,
            Metric::CostCarbon => self.carbon_price,
            Metric::MadeUp => self.make_up,
            Metric::RevenueDamages => self.damages,
            Metric::Defaulted => self.default,
            Metric::Renewed => self.renewal,
            Metric::CostHedge => self.hedges,
            Metric::CostPenalty | Metric::CostWithPenalty => self.penalty || self.cost_of_delay,
            Metric::CostOfDelay => self.cost_of_delay,
            Metric::Carbon => self.carbon,
            Metric::Water => self.water,
            Metric::LowCarbonShare => self.low_carbon,
            Metric::ComponentShortfall | Metric::ComponentBacklog => self.components,
            Metric::ScrapReturned => self.scrap_returned,
            Metric::RevenueScrap => self.scrap_sold,
            Metric::Substituted | Metric::CostSubstitute => self.substitution,
            Metric::Lent => self.maker_stock,
            Metric::Deferral => self.deferral,
            Metric::PhaseDelay => self.phases,
            Metric::SecuredUsed => self.secured,
            Metric::MaintenanceLoss => self.maintenance,
            Metric::InSolution => self.leach,
            Metric::ReserveLeft => self.reserve,
            _ => true,
        }
    }
}
