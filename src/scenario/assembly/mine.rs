//! Mines and districts.

use crate::scenario::quantity::Value;
use crate::scenario::record::{Record, Records};
use crate::scenario::{
    Leach, LeachClass, Mine, OutageKind, OutageStart, Product, Ramp, RampCurve, Shutdown,
    StackingEnd, Uplift, UpliftGain,
};

pub fn mine(name: String, record: &Record, records: &Records) -> Option<Mine> {
    let district = match record.text("district") {
        Some(district) => Some(records.position("district", district)?),
        None => None,
    };
    let maintenance = record.tables("maintenance").unwrap_or_default();
    Some(Mine {
        name,
        capacity: record.quantity("capacity")?.clone(),
        ramp: part(record, "ramp", ramp)?,
        utilisation: record.quantity("utilisation")?.clone(),
        variation: record.quantity("variation")?.clone(),
        outages: outages(record)?,
        district,
        maintenance: maintenance.iter().map(shutdown).collect::<Option<Vec<_>>>()?,
        leach: part(record, "leach", leach)?,
        uplift: part(record, "uplift", uplift)?,
        reserve: record.quantity("reserve").cloned(),
        products: record.named_tables("product").unwrap_or_default().iter().map(product).collect(),
        carbon: record.quantity("carbon").cloned(),
        water: record.quantity("water").cloned(),
        boundary: record.text("boundary").map(str::to_owned),
    })
}

fn product((name, record): &(String, Record)) -> Product {
    Product {
        name: name.clone(),
        share: record.quantity("share").cloned(),
        carbon: record.quantity("carbon").cloned(),
        water: record.quantity("water").cloned(),
        boundary: record.text("boundary").map(str::to_owned),
    }
}

/// An optional inner table; `None` if it is there and not whole.
fn part<T>(record: &Record, key: &str, build: impl Fn(&Record) -> Option<T>) -> Option<Option<T>> {
    match record.table(key) {
        Some(table) => build(table).map(Some),
        None => Some(None),
    }
}

fn ramp(record: &Record) -> Option<Ramp> {
    let quantity = |key: &str| record.quantity(key).cloned();
    let curve = match record.variant? {
        "linear" => RampCurve::Linear { duration: quantity("duration")? },
        _ => RampCurve::Weibull { shape: quantity("shape")?, scale: quantity("scale")? },
    };
    Some(Ramp {
        from: *record.month("from")?,
        curve,
        reaches_design: quantity("reaches_design")?,
        plateau: quantity("plateau"),
    })
}

/// Whether it is possible that a mine with this ramp never reaches design.
pub fn never_reaches_design(ramp: &Record) -> bool {
    ramp.quantity("reaches_design").is_some_and(|quantity| quantity.value != Value::Constant(1.0))
}

/// The kinds of outages of a mine or a district.
pub fn outages(record: &Record) -> Option<Vec<OutageKind>> {
    record.tables("outages").unwrap_or_default().iter().map(outage).collect()
}

fn outage(record: &Record) -> Option<OutageKind> {
    Some(OutageKind {
        name: record.text("name").map(str::to_owned),
        rate: record.quantity("rate")?.clone(),
        duration: record.quantity("duration")?.clone(),
        loss: record.quantity("loss")?.clone(),
        start: if record.choice("start")? == "up" {
            OutageStart::Up
        } else {
            OutageStart::Stationary
        },
    })
}

fn shutdown(record: &Record) -> Option<Shutdown> {
    Some(Shutdown {
        month: *record.month("month")?,
        duration: record.quantity("duration")?.clone(),
        every: record.integer("every").and_then(|&months| u32::try_from(months).ok()),
    })
}

fn leach(record: &Record) -> Option<Leach> {
    let until = match (record.month("to"), record.quantity("quantity")) {
        (Some(&month), _) => StackingEnd::Month(month),
        (None, Some(quantity)) => StackingEnd::Quantity(quantity.clone()),
        (None, None) => StackingEnd::Never,
    };
    let class = |record: &Record| {
        Some(LeachClass {
            share: record.quantity("share")?.clone(),
            recovery: record.quantity("recovery")?.clone(),
            time_constant: record.quantity("time_constant")?.clone(),
        })
    };
    Some(Leach {
        stacking: record.quantity("stacking")?.clone(),
        from: *record.month("from")?,
        until,
        lag: record.quantity("lag")?.clone(),
        classes: record.tables("classes")?.iter().map(class).collect::<Option<Vec<_>>>()?,
    })
}

fn uplift(record: &Record) -> Option<Uplift> {
    let gain = match (record.quantity("recovery"), record.quantity("output")) {
        (Some(recovery), _) => UpliftGain::Recovery(recovery.clone()),
        (None, Some(output)) => UpliftGain::Output(output.clone()),
        (None, None) => return None,
    };
    Some(Uplift { after: record.quantity("after")?.clone(), gain })
}
