//! Puts the scenario together from the records. Every fault has been reported before: what is
//! missing here ends in `None`.

mod market;
mod mine;

use super::calendar::{Month, Step, TimeGrid};
use super::quantity::{Quantity, Value};
use super::record::{Record, Records};
pub use mine::never_reaches_design;
use mine::{mine, outages};

use super::{
    Allocation, Component, Contract, ContractPrice, ContractVolume, Correlation, District,
    Fabricator, Facility, ForceMajeure, Hedge, HedgePayoff, Jumps, ListedQuota, MakeUp, MetalNeed,
    Money, NamedVariable, Party, Phase, Price, PriceProcess, Profile, Quotation, Remedy, Renewal,
    ReportSettings, Scenario, Scrap, Shortage, SimulationSettings, Substitution, Supplier, Taking,
    Tariff, Tolerance, Trader, Unmet, Watch,
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
    let low_carbon =
        report.and_then(|report| report.quantity("low_carbon")).and_then(Quantity::constant);
    Some(Scenario {
        name: top.text("name").unwrap_or(&resolved.slug).to_owned(),
        description: top.text("description").unwrap_or_default().to_owned(),
        commodity: top.text("commodity").unwrap_or("copper").to_owned(),
        sources: top
            .texts("sources")
            .unwrap_or_default()
            .iter()
            .map(|(text, _)| text.clone())
            .collect(),
        slug: resolved.slug,
        time,
        simulation: simulation(records.single.get("simulation"))?,
        price: price(records.single.get("price")?, &time)?,
        regions: each(records, "region", market::region)?,
        routes: each(records, "route", |name, record| market::route(name, record, records))?,
        districts: each(records, "district", |name, record| {
            Some(District { name, outages: outages(record)? })
        })?,
        mines: each(records, "mine", |name, record| mine(name, record, records))?,
        contracts: each(records, "contract", |name, record| contract(name, record, records))?,
        fabricators: each(records, "fabricator", |name, record| fabricator(name, record, records))?,
        hedges: each(records, "hedge", |name, record| hedge(name, record, records))?,
        facilities: each(records, "facility", |name, record| facility(name, record, records))?,
        shortage: shortage(records.single.get("shortage")),
        money: money(records.single.get("money")),
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
    Some(TimeGrid {
        start: *record.month("start")?,
        step,
        periods: usize::try_from(*record.integer("periods")?).ok()?,
    })
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

fn each<T>(
    records: &Records,
    section: &str,
    build: impl Fn(String, &Record) -> Option<T>,
) -> Option<Vec<T>> {
    records.all(section).iter().map(|(name, record)| build(name.clone(), record)).collect()
}

fn simulation(record: Option<&Record>) -> Option<SimulationSettings> {
    match record {
        Some(record) => Some(SimulationSettings {
            trials: *record.integer("trials")?,
            seed: *record.integer("seed")?,
        }),
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
    let initial =
        Quantity::default_constant("price.initial", interpolate(points, time.start)?, "USD/t");
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

fn contract(name: String, record: &Record, records: &Records) -> Option<Contract> {
    let listed = |record: &Record| {
        Some(ListedQuota {
            from: *record.month("from")?,
            quantity: record.quantity("quantity")?.clone(),
        })
    };
    let volume =
        match (record.quantity("rate"), record.quantity("quantity"), record.tables("quotas")) {
            (Some(rate), ..) => ContractVolume::Rate(rate.clone()),
            (None, Some(quantity), _) => ContractVolume::Quantity(quantity.clone()),
            (None, None, Some(quotas)) => {
                ContractVolume::Listed(quotas.iter().map(listed).collect::<Option<Vec<_>>>()?)
            }
            (None, None, None) => ContractVolume::ShareOfOutput,
        };
    let tolerance = match record.table("tolerance") {
        Some(tolerance) => Some(Tolerance {
            share: tolerance.quantity("share")?.clone(),
            option: if tolerance.choice("option")? == "buyer" {
                Party::Buyer
            } else {
                Party::Seller
            },
        }),
        None => None,
    };
    let terms = record.table("price")?;
    let price = match terms.quantity("fixed") {
        Some(fixed) => ContractPrice::Fixed(fixed.clone()),
        None => ContractPrice::Reference {
            regional: terms.choice("basis") == Some("region"),
            premium: terms.quantity("premium").cloned().unwrap_or_else(|| {
                Quantity::default_constant(&format!("{}.premium", terms.path), 0.0, "USD/t")
            }),
            floor: terms.quantity("floor").cloned(),
            cap: terms.quantity("cap").cloned(),
            quotation: quotation(terms)?,
        },
    };
    let taking = match record.choice("taking")? {
        "all" => Taking::All,
        _ => Taking::Needed { take_or_pay: record.quantity("take_or_pay").cloned() },
    };
    let make_up = match record.table("make_up") {
        Some(make_up) => Some(MakeUp {
            window: months_of(make_up, "window")?,
            cap: make_up.quantity("cap").cloned(),
        }),
        None => None,
    };
    let force_majeure = match record.table("force_majeure") {
        Some(clause) => Some(ForceMajeure {
            below: clause.quantity("below")?.clone(),
            otherwise: if clause.choice("otherwise")? == "damages" {
                Remedy::Damages
            } else {
                Remedy::Owed
            },
        }),
        None => None,
    };
    let default_rate = match record.table("default") {
        Some(default) => Some(default.quantity("rate")?.clone()),
        None => None,
    };
    let renewal = match record.table("renewal") {
        Some(renewal) => Some(Renewal {
            probability: renewal.quantity("probability")?.clone(),
            months: months_of(renewal, "term")?,
        }),
        None => None,
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
    let product = match record.text("product") {
        Some(product) => Some(records.product(record.text("mine")?, product)?),
        None => None,
    };
    Some(Contract {
        name,
        supplier,
        product,
        region: records.position("region", record.text("region")?)?,
        from: *record.month("from")?,
        to: last_month(record)?,
        volume,
        tolerance,
        claim: u32::try_from(*record.integer("claim")?).ok()?,
        max_share_of_output: record.quantity("max_share_of_output")?.clone(),
        price,
        taking,
        make_up,
        carry_over: *record.boolean("carry_over")?,
        force_majeure,
        default_rate,
        renewal,
        lag: record.quantity("lag")?.clone(),
        tariff: tariff(record),
    })
}

/// A constant time in months.
fn months_of(record: &Record, key: &str) -> Option<u32> {
    u32::try_from(whole_months(record.quantity(key)?.constant()?)?).ok()
}

fn quotation(price: &Record) -> Option<Quotation> {
    let offset = match price.choice("quotational_period")? {
        "M+1" => 1,
        "M+2" => 2,
        "M+3" => 3,
        _ => 0,
    };
    Some(Quotation { offset, months: months_of(price, "averaged_over")? })
}

fn hedge(name: String, record: &Record, records: &Records) -> Option<Hedge> {
    let payoff = match record.variant? {
        "swap" => HedgePayoff::Swap { strike: record.quantity("strike")?.clone() },
        _ => HedgePayoff::Collar {
            floor: record.quantity("floor").cloned(),
            cap: record.quantity("cap").cloned(),
            premium: record.quantity("premium")?.clone(),
        },
    };
    Some(Hedge {
        name,
        region: records.position("region", record.text("region")?)?,
        from: *record.month("from")?,
        to: last_month(record)?,
        rate: record.quantity("rate")?.clone(),
        payoff,
    })
}

fn facility(name: String, record: &Record, records: &Records) -> Option<Facility> {
    let metal = match (
        record.quantity("metal").or_else(|| record.quantity("copper")),
        record.quantity("intensity"),
    ) {
        (Some(metal), _) => MetalNeed::Lump(metal.clone()),
        (None, Some(intensity)) => MetalNeed::Intensity(intensity.clone()),
        (None, None) => return None,
    };
    Some(Facility {
        name,
        region: records.position("region", record.text("region")?)?,
        metal,
        power: record.quantity("power").cloned(),
        start: *record.month("start")?,
        lead: record.quantity("lead")?.clone(),
        build: record.quantity("build")?.clone(),
        start_delay: record.quantity("start_delay")?.clone(),
        overrun: record.quantity("overrun")?.clone(),
        profile: record.profile("profile").cloned().unwrap_or(Profile::Uniform),
        built_probability: record.quantity("built_probability")?.clone(),
        phases: record
            .tables("phases")
            .unwrap_or_default()
            .iter()
            .map(phase)
            .collect::<Option<_>>()?,
        components: component_shares(record, records)?,
        recycled: record.quantity("recycled").cloned(),
        secured: record.quantity("secured").cloned(),
        cancellation: record.quantity("cancellation").cloned(),
        deferral: record.quantity("deferral").cloned(),
        priority: u32::try_from(*record.integer("priority")?).ok()?,
        cost_of_delay: record.quantity("cost_of_delay").cloned(),
    })
}

fn phase(record: &Record) -> Option<Phase> {
    Some(Phase {
        share: record.quantity("share")?.constant()?,
        after: record.quantity("after")?.clone(),
        build: record.quantity("build").cloned(),
    })
}

fn component_shares(record: &Record, records: &Records) -> Option<Vec<Component>> {
    let shares = record.shares("components").unwrap_or_default().iter();
    shares
        .filter(|share| share.share > 0.0)
        .map(|share| {
            Some(Component {
                fabricator: records.position("fabricator", &share.name)?,
                share: share.share,
            })
        })
        .collect()
}

fn fabricator(name: String, record: &Record, records: &Records) -> Option<Fabricator> {
    let substitution = match record.table("substitution") {
        Some(terms) => Some(Substitution {
            price: terms.quantity("price")?.clone(),
            ratio: terms.quantity("ratio")?.clone(),
            share: terms.quantity("share")?.clone(),
            redesign: terms.quantity("redesign")?.clone(),
            mass: terms.quantity("mass")?.clone(),
        }),
        None => None,
    };
    Some(Fabricator {
        name,
        region: records.position("region", record.text("region")?)?,
        lead_time: record.quantity("lead_time")?.clone(),
        metal_yield: record.quantity("yield")?.clone(),
        scrap: match record.choice("scrap")? {
            "returned" => Scrap::Returned,
            _ => Scrap::Sold { discount: record.quantity("scrap_discount")?.clone() },
        },
        capacity: record.quantity("capacity").cloned(),
        allocation: if record.choice("allocation")? == "pro-rata" {
            Allocation::ProRata
        } else {
            Allocation::Priority
        },
        stock: record.quantity("stock").cloned(),
        substitution,
    })
}

fn shortage(record: Option<&Record>) -> Shortage {
    let lost = record.and_then(|record| record.variant) == Some("lost");
    Shortage {
        unmet: if lost { Unmet::Lost } else { Unmet::Backlog },
        penalty: record.and_then(|record| record.quantity("penalty")).cloned(),
    }
}

fn money(record: Option<&Record>) -> Money {
    let quantity = |key: &str| record.and_then(|record| record.quantity(key)).cloned();
    Money {
        discount_rate: quantity("discount_rate"),
        capital_cost: quantity("capital_cost"),
        carbon_price: quantity("carbon_price"),
    }
}

pub fn tariff(record: &Record) -> Option<Tariff> {
    let (rate, duty) = (record.quantity("tariff").cloned(), record.quantity("duty").cloned());
    (rate.is_some() || duty.is_some()).then(|| Tariff {
        rate,
        duty,
        from: record.month("tariff_from").copied(),
    })
}

/// Whether a facility is certainly built.
pub fn certainly_built(record: &Record) -> bool {
    record
        .quantity("built_probability")
        .is_none_or(|quantity| quantity.value == Value::Constant(1.0))
}

/// Whether a facility's build may be cancelled.
pub fn possibly_cancelled(record: &Record) -> bool {
    record.quantity("cancellation").is_some_and(|quantity| quantity.value != Value::Constant(0.0))
}
