//! Regions, their spot markets and stocks, and the routes between them.

use super::{Quantity, Tariff};

/// `[region.NAME]`: a delivery area with its own stock and spot market.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    pub name: String,
    /// USD/t on the reference price, of any sign; may be drawn each period. `None`: the region pays
    /// the reference price.
    pub basis: Option<Quantity>,
    pub spot: Option<Spot>,
    pub inventory: Option<Inventory>,
    /// USD/t below the region's price at which surplus is sold; default 0.
    pub resale_discount: Quantity,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// t/year at the reference price; may be drawn each period.
    pub available: Quantity,
    /// Exponent of (P / reference price); default 0.
    pub elasticity: Quantity,
    /// USD/t; `None`: the price at time 0 (of the trial).
    pub reference_price: Option<Quantity>,
    /// USD/t on top of the region's price; default 0; may be drawn each period.
    pub premium: Quantity,
    /// USD/t by which the premium of the last tonne rises when everything available is bought; may
    /// be drawn each period.
    pub impact: Option<Quantity>,
    /// USD/t, premium and impact included, above which nothing is bought.
    pub price_cap: Option<Quantity>,
    /// Years between purchase and arrival; default 0.
    pub lag: Quantity,
    /// On what is bought.
    pub tariff: Option<Tariff>,
    /// tCO2e/t.
    pub carbon: Option<Quantity>,
    /// m3/t.
    pub water: Option<Quantity>,
    /// Accounting boundary of `carbon` and `water`, a label.
    pub boundary: Option<String>,
}

/// All default to 0 but `capacity`, which is required. t, t, t, USD/t/year.
#[derive(Debug, Clone, PartialEq)]
pub struct Inventory {
    pub initial: Quantity,
    pub capacity: Quantity,
    /// Level to which stock is ordered; with days of cover the part of it that does not follow the
    /// need. Not with `reorder`.
    pub target: Quantity,
    pub policy: StockPolicy,
    pub cheap: Option<BuyWhenCheap>,
    pub holding_cost: Quantity,
}

/// When stock is ordered, and up to which level.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "a handful in a scenario")]
pub enum StockPolicy {
    /// In every period, up to the target.
    BaseStock,
    /// (s, S): once the position is at or below `reorder_point`, up to `order_up_to`; t.
    Reorder { reorder_point: Quantity, order_up_to: Quantity },
    /// In every period, up to the target and what falls due over the coming `cover` years.
    DaysOfCover { cover: Quantity },
}

/// Stock is ordered up to `up_to` t in periods in which the region's price is below `below` USD/t.
#[derive(Debug, Clone, PartialEq)]
pub struct BuyWhenCheap {
    pub below: Quantity,
    pub up_to: Quantity,
}

/// `[route.NAME]`: metal that one region spares goes to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    pub name: String,
    /// Indices into [`super::Scenario::regions`].
    pub from: usize,
    pub to: usize,
    /// t/year; may be drawn each period.
    pub capacity: Quantity,
    /// USD/t; default 0; may be drawn each period.
    pub cost: Quantity,
    /// Years between dispatch and arrival; default 0.
    pub lead_time: Quantity,
    /// Duty as a share of the price in the region that sends; default 0; may be drawn each period.
    pub tariff: Quantity,
    /// t that the sending region keeps; `None`: what it orders its own stock up to.
    pub keep: Option<Quantity>,
    /// tCO2e/t of the transport.
    pub carbon: Option<Quantity>,
}
