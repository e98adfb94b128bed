//! The metrics that watches and report thresholds may name: those of the catalogue that every trial
//! has a value of.

use super::record::{Record, Records};
use crate::metric::{
    CONTRACT, FABRICATOR, FACILITY, FACILITY_PERIOD, FLOWS, HORIZON, MINE, Metric, PRODUCT,
};

/// What a metric belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectKind {
    Total,
    Region,
    Mine,
    Product,
    Contract,
    Facility,
    Fabricator,
}

fn metrics(subject: SubjectKind, per_period: bool) -> impl Iterator<Item = Metric> {
    let (own, more): (&[Metric], &[Metric]) = match (subject, per_period) {
        (SubjectKind::Total, true) => (FLOWS, &[Metric::Price]),
        (SubjectKind::Region, true) => (FLOWS, &[]),
        (SubjectKind::Total | SubjectKind::Region, false) => (FLOWS, &HORIZON),
        (SubjectKind::Mine, _) => (&MINE, &[]),
        (SubjectKind::Product, _) => (&PRODUCT, &[]),
        (SubjectKind::Contract, _) => (&CONTRACT, &[]),
        (SubjectKind::Facility, true) => (&FACILITY_PERIOD, &[]),
        (SubjectKind::Facility, false) => (&FACILITY, &[]),
        (SubjectKind::Fabricator, _) => (&FABRICATOR, &[]),
    };
    own.iter().chain(more).copied()
}

/// Unit of a metric of a period, or of the whole horizon; `None` if there is no such metric.
pub fn metric_unit(subject: SubjectKind, metric: &str, per_period: bool) -> Option<&'static str> {
    metrics(subject, per_period).find(|known| known.name() == metric).map(Metric::unit)
}

/// Names of all metrics of periods, or of the whole horizon.
pub fn metric_names(subject: SubjectKind, per_period: bool) -> impl Iterator<Item = &'static str> {
    metrics(subject, per_period).map(Metric::name)
}

/// What a scenario would need in order to have a metric; `None` for one that it has.
pub fn lacking(metric: &str, records: &Records) -> Option<&'static str> {
    let metric = Metric::ALL.iter().find(|known| known.name() == metric)?;
    let gives = |section: &str, key: &str| {
        records.all(section).iter().any(|(_, record)| record.is_given(key))
    };
    let contracts = !records.all("contract").is_empty();
    let money = |key: &str| records.single.get("money").is_some_and(|money| money.is_given(key));
    let penalty =
        records.single.get("shortage").is_some_and(|shortage| shortage.is_given("penalty"));
    let routes = !records.all("route").is_empty();
    let is_set = |record: &Record, key: &str| {
        record.quantity(key).is_some_and(|quantity| quantity.constant() != Some(0.0))
    };
    let spot_lag = records
        .all("region")
        .iter()
        .filter_map(|(_, region)| region.table("spot"))
        .any(|spot| is_set(spot, "lag"));
    let tariff = records.all("route").iter().any(|(_, route)| is_set(route, "tariff"));
    let owns_metal = gives("region", "inventory") || spot_lag || routes;
    let factor = |key: &str| {
        let spots = records.all("region").iter().filter_map(|(_, region)| region.table("spot"));
        let products = records.products().any(|(.., product)| product.is_given(key));
        products
            || ["mine", "contract", "route"].into_iter().any(|section| gives(section, key))
            || spots.into_iter().any(|spot| spot.is_given(key))
    };
    let phases = records
        .all("facility")
        .iter()
        .any(|(_, facility)| facility.tables("phases").is_some_and(|of| of.len() > 1));
    let (has, need) = match metric {
        Metric::DeliveredContract | Metric::CostContract => (contracts, "a contract"),
        Metric::Resold | Metric::RevenueResale => (
            contracts || owns_metal,
            "a contract, an `inventory`, a spot market with `lag` or a [route.NAME]",
        ),
        Metric::ClosingStockValue => {
            (owns_metal, "a region with an `inventory`, a spot market with `lag` or a [route.NAME]")
        }
        Metric::DeliveredStock | Metric::Stock | Metric::CostHolding | Metric::CostOpeningStock => {
            (gives("region", "inventory"), "a region with an `inventory`")
        }
        Metric::SpotReceived => (spot_lag, "a spot market with `lag`"),
        Metric::DeliveredRoute | Metric::RoutedIn | Metric::RoutedOut | Metric::CostRoute => {
            (routes, "a [route.NAME]")
        }
        Metric::DeliveredSpot | Metric::SpotBought | Metric::CostSpot | Metric::CostPremium => {
            (gives("region", "spot"), "a region with a `spot` market")
        }
        Metric::CostTakeOrPay | Metric::TakeOrPayPaid => {
            (gives("contract", "take_or_pay"), "a contract with `take_or_pay`")
        }
        Metric::MadeUp => (gives("contract", "make_up"), "a contract with `make_up`"),
        Metric::Defaulted => (gives("contract", "default"), "a contract with `default`"),
        Metric::Renewed => (gives("contract", "renewal"), "a contract with `renewal`"),
        Metric::RevenueDamages => {
            let damages = |record: &Record| {
                record.table("force_majeure").and_then(|clause| clause.choice("otherwise"))
                    == Some("damages")
            };
            let has = records.all("contract").iter().any(|(_, record)| damages(record));
            (has, "a contract with `force_majeure.otherwise = \"damages\"`")
        }
        Metric::CostHedge => (!records.all("hedge").is_empty(), "a hedge"),
        Metric::CostPenalty | Metric::CostWithPenalty => (
            penalty || gives("facility", "cost_of_delay"),
            "a `penalty` in [shortage] or a facility with `cost_of_delay`",
        ),
        Metric::CostTariff => {
            let spots = records.all("region").iter().filter_map(|(_, region)| region.table("spot"));
            let levied =
                |key| gives("contract", key) || spots.clone().any(|spot| spot.is_given(key));
            (
                tariff || levied("tariff") || levied("duty"),
                "a `tariff` or `duty` of contracts, spot markets or routes",
            )
        }
        Metric::PresentValueOfCost => (money("discount_rate"), "a `discount_rate` in [money]"),
        Metric::CostCapital => (money("capital_cost"), "a `capital_cost` in [money]"),
        Metric::CostCarbon => (money("carbon_price"), "a `carbon_price` in [money]"),
        Metric::CostOfDelay => {
            (gives("facility", "cost_of_delay"), "a facility with `cost_of_delay`")
        }
        Metric::Carbon => (factor("carbon"), "`carbon` of mines or spot markets"),
        Metric::Water => (factor("water"), "`water` of mines or spot markets"),
        Metric::ComponentShortfall | Metric::ComponentBacklog => {
            (gives("facility", "components"), "a facility with `components`")
        }
        Metric::ScrapReturned => (
            records
                .all("fabricator")
                .iter()
                .any(|(_, maker)| maker.choice("scrap") == Some("returned")),
            "a fabricator with `scrap = \"returned\"`",
        ),
        Metric::RevenueScrap => (
            records
                .all("fabricator")
                .iter()
                .any(|(_, maker)| maker.choice("scrap") == Some("sold")),
            "a fabricator whose scrap is sold",
        ),
        Metric::Substituted | Metric::CostSubstitute => {
            (gives("fabricator", "substitution"), "a fabricator with a `substitution`")
        }
        Metric::PhaseDelay => (phases, "a facility with several `phases`"),
        Metric::Deferral => (gives("facility", "deferral"), "a facility with a `deferral`"),
        Metric::Lent => (gives("fabricator", "stock"), "a fabricator with a `stock`"),
        Metric::SecuredUsed => (gives("facility", "secured"), "a facility with `secured` metal"),
        Metric::MaintenanceLoss => (gives("mine", "maintenance"), "a mine with `maintenance`"),
        Metric::InSolution => (gives("mine", "leach"), "a mine with a `leach`"),
        Metric::ReserveLeft => (gives("mine", "reserve"), "a mine with a `reserve`"),
        _ => (true, ""),
    };
    (!has).then_some(need)
}
