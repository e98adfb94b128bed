//! `variables.csv`: every quantity that is given as a distribution.

use super::ResultFile;
use super::schema::Table;
use super::table_writer::{Cell, TableWriter};
use crate::distribution::{Distribution, Probability};
use crate::scenario::{
    Contract, ContractPrice, ContractVolume, Copper, Each, Facility, Inventory, Jumps, Mine, Origin, OutageKind, Price,
    PriceProcess, Quantity, Region, Scenario, Spot, Supplier, Taking, Trader, Value,
};

/// The table, in the order of the scenario.
pub fn variable_table(scenario: &Scenario, table: &Table) -> ResultFile {
    let mut writer = TableWriter::new(table);
    for (group, quantity) in quantities(scenario) {
        let Value::Random(random) = &quantity.value else {
            continue;
        };
        let distribution = &random.distribution;
        let quantile = |level| Cell::Number(distribution.quantile(Probability::from_lower(level)));
        let each = match random.each {
            Each::Trial => "trial",
            Each::Period => "period",
            Each::Outage => "outage",
        };
        let (text, source) = (distribution.to_string(), source(&quantity.origin));
        let (mean, deviation) = moments(distribution);
        writer.row([
            Cell::Text(&scenario.slug),
            Cell::Text(&quantity.path),
            Cell::Text(group),
            Cell::Text(if quantity.unit.is_empty() { "1" } else { &quantity.unit }),
            Cell::Text(&text),
            Cell::Text(each),
            mean,
            deviation,
            quantile(0.05),
            quantile(0.5),
            quantile(0.95),
            Cell::Text(&source),
        ]);
    }
    ResultFile { path: table.path(), bytes: writer.finish() }
}

fn moments(distribution: &Distribution) -> (Cell<'static>, Cell<'static>) {
    (Cell::Number(distribution.mean()), Cell::Number(distribution.standard_deviation()))
}

/// Where a value is written.
fn source(origin: &Origin) -> String {
    match origin {
        Origin::File { file, line, .. } => format!("{file}:{line}"),
        Origin::Cell { file, row, column } => format!("{file}:{row}:{column}"),
        Origin::Option { text } => text.clone(),
        Origin::Default => "default".to_owned(),
    }
}

/// Every quantity with the actor or section it belongs to. The patterns name every field, so that a new one cannot be forgotten.
fn quantities<'s>(scenario: &'s Scenario) -> Vec<(&'s str, &'s Quantity)> {
    let mut all = Vec::new();
    let mut extend =
        |group: &'s str, quantities: Vec<&'s Quantity>| all.extend(quantities.into_iter().map(|quantity| (group, quantity)));
    for variable in &scenario.variables {
        extend("variable", vec![&variable.value]);
    }
    extend("price", of_price(&scenario.price));
    for region in &scenario.regions {
        extend(&region.name, of_region(region));
    }
    for mine in &scenario.mines {
        extend(&mine.name, of_mine(mine));
    }
    for contract in &scenario.contracts {
        extend(&contract.name, of_contract(contract));
    }
    for facility in &scenario.facilities {
        extend(&facility.name, of_facility(facility));
    }
    extend("shortage", scenario.shortage.penalty.iter().collect());
    all
}

fn of_price(Price { initial, process }: &Price) -> Vec<&Quantity> {
    let mut all = vec![initial];
    let jumps = match process {
        PriceProcess::Constant | PriceProcess::Table { points: _ } => &None,
        PriceProcess::Gbm { drift, volatility, jumps, compensated: _ } => {
            all.extend([drift, volatility]);
            jumps
        }
        PriceProcess::MeanReverting { level, half_life, volatility, jumps } => {
            all.extend([level, half_life, volatility]);
            jumps
        }
    };
    if let Some(Jumps { rate, mean, standard_deviation }) = jumps {
        all.extend([rate, mean, standard_deviation]);
    }
    all
}

fn of_region(Region { name: _, spot, inventory, resale_discount }: &Region) -> Vec<&Quantity> {
    let mut all = Vec::new();
    if let Some(Spot { available, elasticity, reference_price, premium, carbon, water, boundary: _ }) = spot {
        all.extend([available, elasticity]);
        all.extend(reference_price);
        all.push(premium);
        all.extend(carbon);
        all.extend(water);
    }
    if let Some(Inventory { initial, capacity, target, holding_cost }) = inventory {
        all.extend([initial, capacity, target, holding_cost]);
    }
    all.push(resale_discount);
    all
}

fn of_mine(
    Mine { name: _, capacity, ramp, utilisation, variation, outages, carbon, water, boundary: _ }: &Mine,
) -> Vec<&Quantity> {
    let mut all = vec![capacity];
    all.extend(ramp.as_ref().map(|ramp| &ramp.duration));
    all.extend([utilisation, variation]);
    for OutageKind { rate, duration, start: _ } in outages {
        all.extend([rate, duration]);
    }
    all.extend(carbon);
    all.extend(water);
    all
}

fn of_contract(contract: &Contract) -> Vec<&Quantity> {
    let Contract { name: _, supplier, region: _, from: _, to: _, volume, max_share_of_output, price, taking, carry_over: _, lag } =
        contract;
    let mut all = Vec::new();
    match volume {
        ContractVolume::Rate(quantity) | ContractVolume::Quantity(quantity) => all.push(quantity),
        ContractVolume::ShareOfOutput => {}
    }
    if let Supplier::Trader(Trader { name: _, carbon, water, boundary: _ }) = supplier {
        all.extend(carbon);
        all.extend(water);
    }
    all.push(max_share_of_output);
    match price {
        ContractPrice::Reference { premium, floor, cap } => {
            all.push(premium);
            all.extend(floor);
            all.extend(cap);
        }
        ContractPrice::Fixed(price) => all.push(price),
    }
    if let Taking::Needed { take_or_pay } = taking {
        all.extend(take_or_pay);
    }
    all.push(lag);
    all
}

fn of_facility(facility: &Facility) -> Vec<&Quantity> {
    let Facility {
        name: _,
        region: _,
        copper,
        power,
        start: _,
        lead,
        build,
        start_delay,
        overrun,
        profile: _,
        built_probability,
        priority: _,
        cost_of_delay,
    } = facility;
    let (Copper::Lump(copper) | Copper::Intensity(copper)) = copper;
    let mut all: Vec<&Quantity> = power.iter().collect();
    all.extend([copper, lead, build, start_delay, overrun, built_probability]);
    all.extend(cost_of_delay);
    all
}
