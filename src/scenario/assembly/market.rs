//! Regions and routes.

use super::tariff;
use crate::scenario::record::{Record, Records};
use crate::scenario::{BuyWhenCheap, Inventory, Quantity, Region, Route, Spot, StockPolicy};

pub fn region(name: String, record: &Record) -> Option<Region> {
    let spot = match record.table("spot") {
        Some(record) => Some(spot(record)?),
        None => None,
    };
    let inventory = match record.table("inventory") {
        Some(record) => Some(inventory(record)?),
        None => None,
    };
    Some(Region {
        name,
        basis: record.quantity("basis").cloned(),
        spot,
        inventory,
        resale_discount: record.quantity("resale_discount")?.clone(),
    })
}

fn spot(record: &Record) -> Option<Spot> {
    Some(Spot {
        available: record.quantity("available")?.clone(),
        elasticity: record.quantity("elasticity")?.clone(),
        reference_price: record.quantity("reference_price").cloned(),
        premium: record.quantity("premium")?.clone(),
        impact: record.quantity("impact").cloned(),
        price_cap: record.quantity("price_cap").cloned(),
        lag: record.quantity("lag")?.clone(),
        tariff: tariff(record),
        carbon: record.quantity("carbon").cloned(),
        water: record.quantity("water").cloned(),
        boundary: record.text("boundary").map(str::to_owned),
    })
}

fn inventory(record: &Record) -> Option<Inventory> {
    let policy = match record.variant? {
        "reorder" => StockPolicy::Reorder {
            reorder_point: record.quantity("reorder_point")?.clone(),
            order_up_to: record.quantity("order_up_to")?.clone(),
        },
        "days-of-cover" => StockPolicy::DaysOfCover { cover: record.quantity("cover")?.clone() },
        _ => StockPolicy::BaseStock,
    };
    let cheap = match (record.quantity("buy_below"), record.quantity("buy_up_to")) {
        (Some(below), Some(up_to)) => {
            Some(BuyWhenCheap { below: below.clone(), up_to: up_to.clone() })
        }
        _ => None,
    };
    let no_target = || Quantity::default_constant(&format!("{}.target", record.path), 0.0, "t");
    Some(Inventory {
        initial: record.quantity("initial")?.clone(),
        capacity: record.quantity("capacity")?.clone(),
        target: record.quantity("target").cloned().unwrap_or_else(no_target),
        policy,
        cheap,
        holding_cost: record.quantity("holding_cost")?.clone(),
    })
}

pub fn route(name: String, record: &Record, records: &Records) -> Option<Route> {
    Some(Route {
        name,
        from: records.position("region", record.text("from")?)?,
        to: records.position("region", record.text("to")?)?,
        capacity: record.quantity("capacity")?.clone(),
        cost: record.quantity("cost")?.clone(),
        lead_time: record.quantity("lead_time")?.clone(),
        tariff: record.quantity("tariff")?.clone(),
        keep: record.quantity("keep").cloned(),
        carbon: record.quantity("carbon").cloned(),
    })
}
