//! Puts the scenario together from the records. Every fault has been reported before: what is missing here ends in `None`.

use super::calendar::{Month, Step, TimeGrid};
use super::quantity::{Quantity, Value};
use super::record::{Record, Records};
use super::{
    Contract, ContractPrice, ContractVolume, Copper, Correlation, Facility, Inventory, Jumps, Mine, NamedVariable, OutageKind,
    OutageStart, Price, PriceProcess, Profile, Ramp, Region, ReportSettings, Scenario, Shortage, SimulationSettings, Spot,
    Supplier, Taking, Trader, Unmet, Watch,
};

/// The parts that are not read from one record alone.
pub struct Resolved {
    pub slug: String,
    pub correlations: Vec<Correlation>,
    pub watches: Vec<Watch>,
    pub thresholds: Vec<(String, Vec<f64>)>,
}

/// The scenario, if all its records are whole.
pub fn assemble(records: &Records, resolved: Resolved) -> Option<Scenario> {
    let top = records.top.as_ref()?;
    let time = time_grid(records)?;
    let report = records.single.get("report");
    let low_carbon = report.and_then(|report| report.quantity("low_carbon")).and_then(Quantity::constant);
    Some(Scenario {
        name: top.text("name").unwrap_or(&resolved.slug).to_owned(),
        description: top.text("description").unwrap_or_default().to_owned(),
        sources: top.texts("sources").unwrap_or_default().iter().map(|(text, _)| text.clone()).collect(),
        slug: resolved.slug,
        time,
        simulation: simulation(records.single.get("simulation"))?,
        price: price(records.single.get("price")?, &time)?,
        regions: each(records, "region", region)?,
        mines: each(records, "mine", mine)?,
        contracts: each(records, "contract", |name, record| contract(name, record, records))?,
        facilities: each(records, "facility", |name, record| facility(name, record, records))?,
        shortage: shortage(records.single.get("shortage")),
        variables: each(records, "variable", |name, record| {
            Some(NamedVariable { name, value: record.quantity("value")?.clone() })
        })?,
        correlations: resolved.correlations,
        watches: resolved.watches,
        report: ReportSettings { thresholds: resolved.thresholds, low_carbon },
    })
}

/// The periods, if `[time]` is whole.
pub fn time_grid(records: &Records) -> Option<TimeGrid> {
    let record = records.single.get("time")?;
    let step = match record.choice("step")? {
        "month" => Step::Month,
        "quarter" => Step::Quarter,
        _ => Step::Year,
    };
    Some(TimeGrid { start: *record.month("start")?, step, periods: usize::try_from(*record.integer("periods")?).ok()? })
}

/// Last month of a contract's term, from `to` or `term`.
pub fn last_month(record: &Record) -> Option<Month> {
    if record.is_given("to") {
        return record.month("to").copied();
    }
    let months = whole_months(record.quantity("term")?.constant()?)?;
    Some(Month(record.month("from")?.0 + months - 1))
}

/// Years as a whole number of months.
pub fn whole_months(years: f64) -> Option<i32> {
    let months = years * 12.0;
    let nearest = (months + 0.5).floor();
    ((months - nearest).abs() < 1e-9 * months.max(1.0)).then_some(nearest as i32)
}

fn each<T>(records: &Records, section: &str, build: impl Fn(String, &Record) -> Option<T>) -> Option<Vec<T>> {
    records.all(section).iter().map(|(name, record)| build(name.clone(), record)).collect()
}

fn simulation(record: Option<&Record>) -> Option<SimulationSettings> {
    match record {
        Some(record) => Some(SimulationSettings { trials: *record.integer("trials")?, seed: *record.integer("seed")? }),
        None => Some(SimulationSettings { trials: 100_000, seed: 1 }),
    }
}

fn price(record: &Record, time: &TimeGrid) -> Option<Price> {
    let quantity = |key: &str| record.quantity(key).cloned();
    let jumps = match record.table("jumps") {
        Some(jumps) => Some(Jumps {
            rate: jumps.quantity("rate")?.clone(),
            mean: jumps.quantity("mean")?.clone(),
            standard_deviation: jumps.quantity("sd")?.clone(),
        }),
        None => None,
    };
    let process = match record.variant? {
        "constant" => PriceProcess::Constant,
        "gbm" => PriceProcess::Gbm {
            drift: quantity("drift")?,
            volatility: quantity("volatility")?,
            jumps,
            compensated: *record.boolean("compensated")?,
        },
        "mean-reverting" => PriceProcess::MeanReverting {
            level: quantity("level")?,
            half_life: quantity("half_life")?,
            volatility: quantity("volatility")?,
            jumps,
        },
        _ => return price_table(record, time),
    };
    Some(Price { initial: quantity("initial")?, process })
}

fn price_table(record: &Record, time: &TimeGrid) -> Option<Price> {
    let points = record.points("points")?;
    let initial = Quantity::default_constant("price.initial", interpolate(points, time.start)?, "USD/t");
    Some(Price { initial, process: PriceProcess::Table { points: points.to_vec() } })
}

/// Linear between points, flat outside.
fn interpolate(points: &[(Month, f64)], month: Month) -> Option<f64> {
    let after = points.partition_point(|(other, _)| *other <= month);
    match (after.checked_sub(1).and_then(|before| points.get(before)), points.get(after)) {
        (Some(&(_, price)), None) | (None, Some(&(_, price))) => Some(price),
        (Some(&(from, low)), Some(&(to, high))) => {
            let share = f64::from(month.0 - from.0) / f64::from(to.0 - from.0);
            Some(low + (high - low) * share)
        }
        (None, None) => None,
    }
}

fn region(name: String, record: &Record) -> Option<Region> {
    let spot = match record.table("spot") {
        Some(spot) => Some(Spot {
            available: spot.quantity("available")?.clone(),
            elasticity: spot.quantity("elasticity")?.clone(),
            reference_price: spot.quantity("reference_price").cloned(),
            premium: spot.quantity("premium")?.clone(),
            carbon: spot.quantity("carbon").cloned(),
            water: spot.quantity("water").cloned(),
            boundary: spot.text("boundary").map(str::to_owned),
        }),
        None => None,
    };
    let inventory = match record.table("inventory") {
        Some(inventory) => Some(Inventory {
            initial: inventory.quantity("initial")?.clone(),
            capacity: inventory.quantity("capacity")?.clone(),
            target: inventory.quantity("target")?.clone(),
            holding_cost: inventory.quantity("holding_cost")?.clone(),
        }),
        None => None,
    };
    Some(Region { name, spot, inventory, resale_discount: record.quantity("resale_discount")?.clone() })
}

fn mine(name: String, record: &Record) -> Option<Mine> {
    let ramp = match record.table("ramp") {
        Some(ramp) => Some(Ramp { from: *ramp.month("from")?, duration: ramp.quantity("duration")?.clone() }),
        None => None,
    };
    let outage = |record: &Record| {
        let start = if record.choice("start")? == "up" { OutageStart::Up } else { OutageStart::Stationary };
        Some(OutageKind { rate: record.quantity("rate")?.clone(), duration: record.quantity("duration")?.clone(), start })
    };
    Some(Mine {
        name,
        capacity: record.quantity("capacity")?.clone(),
        ramp,
        utilisation: record.quantity("utilisation")?.clone(),
        variation: record.quantity("variation")?.clone(),
        outages: record.tables("outages").unwrap_or_default().iter().map(outage).collect::<Option<Vec<_>>>()?,
        carbon: record.quantity("carbon").cloned(),
        water: record.quantity("water").cloned(),
        boundary: record.text("boundary").map(str::to_owned),
    })
}

fn contract(name: String, record: &Record, records: &Records) -> Option<Contract> {
    let volume = match (record.quantity("rate"), record.quantity("quantity")) {
        (Some(rate), _) => ContractVolume::Rate(rate.clone()),
        (None, Some(quantity)) => ContractVolume::Quantity(quantity.clone()),
        (None, None) => ContractVolume::ShareOfOutput,
    };
    let terms = record.table("price")?;
    let price = match terms.quantity("fixed") {
        Some(fixed) => ContractPrice::Fixed(fixed.clone()),
        None => ContractPrice::Reference {
            premium: terms
                .quantity("premium")
                .cloned()
                .unwrap_or_else(|| Quantity::default_constant(&format!("{}.premium", terms.path), 0.0, "USD/t")),
            floor: terms.quantity("floor").cloned(),
            cap: terms.quantity("cap").cloned(),
        },
    };
    let taking = match record.choice("taking")? {
        "all" => Taking::All,
        _ => Taking::Needed { take_or_pay: record.quantity("take_or_pay").cloned() },
    };
    let supplier = match record.text("trader") {
        None => Supplier::Mine(records.position("mine", record.text("mine")?)?),
        Some(name) => Supplier::Trader(Trader {
            name: name.to_owned(),
            carbon: record.quantity("carbon").cloned(),
            water: record.quantity("water").cloned(),
            boundary: record.text("boundary").map(str::to_owned),
        }),
    };
    Some(Contract {
        name,
        supplier,
        region: records.position("region", record.text("region")?)?,
        from: *record.month("from")?,
        to: last_month(record)?,
        volume,
        max_share_of_output: record.quantity("max_share_of_output")?.clone(),
        price,
        taking,
        carry_over: *record.boolean("carry_over")?,
        lag: record.quantity("lag")?.clone(),
    })
}

fn facility(name: String, record: &Record, records: &Records) -> Option<Facility> {
    let copper = match (record.quantity("copper"), record.quantity("intensity")) {
        (Some(copper), _) => Copper::Lump(copper.clone()),
        (None, Some(intensity)) => Copper::Intensity(intensity.clone()),
        (None, None) => return None,
    };
    Some(Facility {
        name,
        region: records.position("region", record.text("region")?)?,
        copper,
        power: record.quantity("power").cloned(),
        start: *record.month("start")?,
        lead: record.quantity("lead")?.clone(),
        build: record.quantity("build")?.clone(),
        start_delay: record.quantity("start_delay")?.clone(),
        overrun: record.quantity("overrun")?.clone(),
        profile: record.profile("profile").cloned().unwrap_or(Profile::Uniform),
        built_probability: record.quantity("built_probability")?.clone(),
        priority: u32::try_from(*record.integer("priority")?).ok()?,
        cost_of_delay: record.quantity("cost_of_delay").cloned(),
    })
}

fn shortage(record: Option<&Record>) -> Shortage {
    let lost = record.and_then(|record| record.variant) == Some("lost");
    Shortage {
        unmet: if lost { Unmet::Lost } else { Unmet::Backlog },
        penalty: record.and_then(|record| record.quantity("penalty")).cloned(),
    }
}

/// Whether a facility is certainly built.
pub fn certainly_built(record: &Record) -> bool {
    record.quantity("built_probability").is_none_or(|quantity| quantity.value == Value::Constant(1.0))
}
