//! Which optional parts a scenario has, and which of its actors.

use super::{
    Contract, Fabricator, Facility, Mine, Minimum, Region, Scenario, Scrap, Taking, Unmet,
};
use crate::index::RegionIndex;
use crate::metric::{Feature, Features, Metric, Subject};

impl Scenario {
    /// The optional parts that it has.
    pub fn features(&self) -> Features {
        Feature::ALL.iter().copied().filter(|&feature| self.has(Subject::Total, feature)).collect()
    }

    /// Whether some delay has a price.
    pub fn prices_delay(&self) -> bool {
        let features = self.features();
        features.has(Feature::Penalty) || features.has(Feature::CostOfDelay)
    }

    /// Whether a subject has what a metric measures.
    pub fn has_metric(&self, subject: Subject, metric: Metric) -> bool {
        metric.is_present(|feature| self.has(subject, feature))
    }

    /// A region and all from which routes lead to it.
    fn suppliers(&self, region: RegionIndex) -> Vec<RegionIndex> {
        let mut all = vec![region];
        for _ in 0..self.regions.len() {
            for route in &self.routes {
                if all.contains(&route.to) && !all.contains(&route.from) {
                    all.push(route.from);
                }
            }
        }
        all
    }

    /// Whether an optional part belongs to a subject: to the total whatever the scenario has, to a
    /// region what is in it, to an actor its own. What regions trade, emit and pay in common they
    /// all have as soon as one has it.
    fn has(&self, subject: Subject, feature: Feature) -> bool {
        let region = |test: &dyn Fn(&Region) -> bool| match subject {
            Subject::Region(region) => test(&self.regions[region]),
            _ => self.regions.iter().any(test),
        };
        let lies_in =
            |region: RegionIndex| !matches!(subject, Subject::Region(own) if own != region);
        let contract = |test: &dyn Fn(&Contract) -> bool| match subject {
            Subject::Contract(contract) => test(&self.contracts[contract]),
            _ => self.contracts.iter().any(test),
        };
        let facility = |test: &dyn Fn(&Facility) -> bool| match subject {
            Subject::Facility(facility) => test(&self.facilities[facility]),
            _ => self.facilities.iter().any(|one| lies_in(one.region) && test(one)),
        };
        let fabricator = |test: &dyn Fn(&Fabricator) -> bool| match subject {
            Subject::Fabricator(fabricator) => test(&self.fabricators[fabricator]),
            _ => self.fabricators.iter().any(|one| lies_in(one.region) && test(one)),
        };
        let mine = |test: &dyn Fn(&Mine) -> bool| match subject {
            Subject::Mine(mine) => test(&self.mines[mine]),
            _ => self.mines.iter().any(test),
        };
        // Whether metal of a region that is so may come to it.
        let supplied = |test: &dyn Fn(RegionIndex) -> bool| match subject {
            Subject::Region(region) => self.suppliers(region).into_iter().any(test),
            _ => self.regions.indices().any(test),
        };
        let traders = || self.contracts.iter().filter_map(|contract| contract.trader());
        let spots = || self.regions.iter().filter_map(|region| region.spot.as_ref());
        match feature {
            Feature::Backlog => self.shortage.unmet == Unmet::Backlog,
            Feature::CapitalCost => {
                self.money.capital_cost.is_some() && region(&|region| region.inventory.is_some())
            }
            Feature::Carbon => match subject {
                Subject::Mine(_) => mine(&Mine::has_carbon),
                Subject::Product(product) => self.of_product(product, Mine::carbon_of).is_some(),
                _ => {
                    mine(&Mine::has_carbon)
                        || traders().any(|trader| trader.carbon.is_some())
                        || spots().any(|spot| spot.carbon.is_some())
                        || self.routes.iter().any(|route| route.carbon.is_some())
                }
            },
            Feature::CarbonPrice => self.money.carbon_price.is_some(),
            Feature::Components => facility(&|facility| !facility.components.is_empty()),
            Feature::Contract => !self.contracts.is_empty(),
            Feature::CostOfDelay => match subject {
                Subject::Region(_) => self.has(Subject::Total, feature),
                _ => facility(&|facility| facility.cost_of_delay.is_some()),
            },
            Feature::Damages => contract(&Contract::pays_damages),
            Feature::Default => contract(&|contract| contract.default_rate.is_some()),
            Feature::Deferral => facility(&|facility| facility.deferral.is_some()),
            Feature::DiscountRate => self.money.discount_rate.is_some(),
            Feature::FabricatorCapacity => fabricator(&|fabricator| fabricator.capacity.is_some()),
            Feature::FabricatorStock => fabricator(&|fabricator| fabricator.stock.is_some()),
            Feature::Hedge => self.hedges.iter().any(|hedge| lies_in(hedge.region)),
            Feature::Inventory => region(&|region| region.inventory.is_some()),
            Feature::KeptMinimum => contract(&|contract| has_minimum(contract, Minimum::YearEnd)),
            Feature::Leach => mine(&|mine| mine.leach.is_some()),
            Feature::LowCarbon => self.report.low_carbon.is_some(),
            Feature::Maintenance => mine(&|mine| !mine.maintenance.is_empty()),
            Feature::MakeUp => contract(&|contract| {
                contract.make_up.is_some() && has_minimum(contract, Minimum::Paid)
            }),
            Feature::PaidMinimum => contract(&|contract| has_minimum(contract, Minimum::Paid)),
            Feature::PaidUnderWay => {
                region(&|region| region.spot.as_ref().is_some_and(|spot| spot.under_way.is_some()))
                    || (self.routes.iter()).any(|one| lies_in(one.to) && one.under_way.is_some())
            }
            Feature::Penalty => self.shortage.penalty.is_some(),
            Feature::Phases => facility(&|facility| facility.phases.len() > 1),
            Feature::Renewal => contract(&|contract| contract.renewal.is_some()),
            Feature::Reserve => mine(&|mine| mine.reserve.is_some()),
            Feature::RouteIn => self.routes.iter().any(|route| lies_in(route.to)),
            Feature::RouteOut => self.routes.iter().any(|route| lies_in(route.from)),
            Feature::ScrapMetal => {
                let returned = |fabricator: &Fabricator| fabricator.scrap == Scrap::Returned;
                supplied(&|region| {
                    self.fabricators.iter().any(|one| one.region == region && returned(one))
                })
            }
            Feature::ScrapReturned => fabricator(&|fabricator| fabricator.scrap == Scrap::Returned),
            Feature::ScrapSold => {
                fabricator(&|fabricator| matches!(fabricator.scrap, Scrap::Sold { .. }))
            }
            Feature::Secured => facility(&|facility| facility.secured.is_some()),
            Feature::Spot => region(&|region| region.spot.is_some()),
            Feature::SpotLag => region(&|region| {
                region.spot.as_ref().is_some_and(|spot| spot.lag.constant() != Some(0.0))
            }),
            Feature::SpotMetal => supplied(&|region| self.regions[region].spot.is_some()),
            Feature::StockMetal => supplied(&|region| {
                let mut arriving = self.routes.iter().filter(|route| route.to == region);
                self.regions[region].inventory.is_some()
                    || arriving.any(|route| route.under_way.is_some())
            }),
            Feature::Substitution => fabricator(&|fabricator| fabricator.substitution.is_some()),
            Feature::Tariff => {
                region(&|region| region.spot.as_ref().is_some_and(|spot| spot.tariff.is_some()))
                    || self.contracts.iter().any(|one| lies_in(one.region) && one.tariff.is_some())
                    || (self.routes.iter())
                        .any(|one| lies_in(one.to) && one.tariff.constant() != Some(0.0))
            }
            Feature::Water => match subject {
                Subject::Mine(_) => mine(&Mine::has_water),
                Subject::Product(product) => self.of_product(product, Mine::water_of).is_some(),
                _ => {
                    mine(&Mine::has_water)
                        || traders().any(|trader| trader.water.is_some())
                        || spots().any(|spot| spot.water.is_some())
                }
            },
        }
    }
}

/// Whether its share of take-or-pay comes so.
fn has_minimum(contract: &Contract, wanted: Minimum) -> bool {
    matches!(
        contract.taking,
        Taking::Needed { take_or_pay: Some(_), minimum, .. } if minimum == wanted
    )
}
