//! The flows of a region or the total, and which of them are categories of cost.
//!
//! A new category of cost is a line in the catalogue of metrics, where its place in the tables is
//! decided, and a line here.

use super::Metric;

/// How a flow enters the net cost (docs/model.md, E2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Not at all.
    Amount,
    /// Added.
    Paid,
    /// Subtracted.
    Received,
}

macro_rules! flows {
    ($($flow:ident: $role:ident,)*) => {
        /// A metric that a region or the total has in every period, and whose horizon value is a
        /// sum or the last one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Flow { $($flow,)* }

        /// The metric of every flow, by its number.
        pub const FLOWS: &[Metric] = &[$(Metric::$flow,)*];

        /// The part that every flow has in the net cost, by its number.
        const ROLES: &[Role] = &[$(Role::$role,)*];
    };
}

// The net cost is added up in this order. A category put in between leaves the sums of scenarios
// without it as they are.
flows! {
    Need: Amount,
    Delivered: Amount,
    DeliveredContract: Amount,
    DeliveredStock: Amount,
    DeliveredSpot: Amount,
    DeliveredRoute: Amount,
    Shortfall: Amount,
    Backlog: Amount,
    Stock: Amount,
    SpotBought: Amount,
    SpotReceived: Amount,
    RoutedIn: Amount,
    RoutedOut: Amount,
    Resold: Amount,
    ComponentShortfall: Amount,
    ComponentBacklog: Amount,
    ScrapReturned: Amount,
    Substituted: Amount,
    Cost: Amount,
    CostWithPenalty: Amount,
    PresentValueOfCost: Amount,
    CostContract: Paid,
    CostSpot: Paid,
    CostPremium: Paid,
    CostTariff: Paid,
    CostTakeOrPay: Paid,
    CostHedge: Paid, CostRoute: Paid,
    CostHolding: Paid,
    CostOpeningStock: Paid,
    CostCapital: Paid,
    CostCarbon: Paid,
    RevenueResale: Received,
    CostSubstitute: Paid, RevenueDamages: Received, RevenueScrap: Received,
    CostPenalty: Amount,
    Carbon: Amount,
    Water: Amount,
}

/// The categories of cost among the numbers of flows, each with whether it is paid (or else
/// received).
pub fn cost_categories(flows: &[usize]) -> Vec<(usize, bool)> {
    flows
        .iter()
        .filter(|&&flow| ROLES[flow] != Role::Amount)
        .map(|&flow| (flow, ROLES[flow] == Role::Paid))
        .collect()
}
