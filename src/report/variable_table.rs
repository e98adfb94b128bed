//! `variables.csv`: every quantity that is given as a distribution.

use super::ResultFile;
use super::schema::Table;
use super::table_writer::{Cell, TableWriter};
use crate::distribution::{Distribution, Probability};
use crate::scenario::{
    BuyWhenCheap, Contract, ContractPrice, ContractVolume, Copper, District, Each, Fabricator, Facility, Hedge, HedgePayoff,
    Inventory, Jumps, Leach, LeachClass, Mine, Money, Origin, OutageKind, Phase, Price, PriceProcess, Quantity, Ramp, RampCurve,
    Region, Route, Scenario, Scrap, Shutdown, Spot, StackingEnd, StockPolicy, Substitution, Supplier, Taking, Tariff, Trader,
    Uplift, UpliftGain, Value,
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
    for route in &scenario.routes {
        extend(&route.name, of_route(route));
    }
    for District { name, outages } in &scenario.districts {
        extend(name, outages.iter().flat_map(of_outage).collect());
    }
    for mine in &scenario.mines {
        extend(&mine.name, of_mine(mine));
    }
    for contract in &scenario.contracts {
        extend(&contract.name, of_contract(contract));
    }
    for fabricator in &scenario.fabricators {
        extend(&fabricator.name, of_fabricator(fabricator));
    }
    for hedge in &scenario.hedges {
        extend(&hedge.name, of_hedge(hedge));
    }
    for facility in &scenario.facilities {
        extend(&facility.name, of_facility(facility));
    }
    extend("shortage", scenario.shortage.penalty.iter().collect());
    let Money { discount_rate, capital_cost, carbon_price } = &scenario.money;
    extend("money", [discount_rate, capital_cost, carbon_price].into_iter().flatten().collect());
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

fn of_region(Region { name: _, basis, spot, inventory, resale_discount }: &Region) -> Vec<&Quantity> {
    let mut all: Vec<&Quantity> = basis.iter().collect();
    if let Some(spot) = spot {
        let Spot { available, elasticity, reference_price, premium, impact, price_cap, lag, tariff, carbon, water, boundary: _ } =
            spot;
        all.extend([available, elasticity]);
        all.extend(reference_price);
        all.push(premium);
        all.extend(impact);
        all.extend(price_cap);
        all.push(lag);
        all.extend(tariff.iter().flat_map(Tariff::quantities));
        all.extend(carbon);
        all.extend(water);
    }
    if let Some(Inventory { initial, capacity, target, policy, cheap, holding_cost }) = inventory {
        all.extend([initial, capacity, target]);
        match policy {
            StockPolicy::BaseStock => {}
            StockPolicy::Reorder { reorder_point, order_up_to } => all.extend([reorder_point, order_up_to]),
            StockPolicy::DaysOfCover { cover } => all.push(cover),
        }
        if let Some(BuyWhenCheap { below, up_to }) = cheap {
            all.extend([below, up_to]);
        }
        all.push(holding_cost);
    }
    all.push(resale_discount);
    all
}

fn of_route(Route { name: _, from: _, to: _, capacity, cost, lead_time, tariff, keep, carbon }: &Route) -> Vec<&Quantity> {
    let mut all = vec![capacity, cost, lead_time, tariff];
    all.extend(keep);
    all.extend(carbon);
    all
}

fn of_outage(OutageKind { name: _, rate, duration, loss, start: _ }: &OutageKind) -> Vec<&Quantity> {
    vec![rate, duration, loss]
}

fn of_mine(mine: &Mine) -> Vec<&Quantity> {
    let Mine {
        name: _,
        capacity,
        ramp,
        utilisation,
        variation,
        outages,
        district: _,
        maintenance,
        leach,
        uplift,
        reserve,
        carbon,
        water,
        boundary: _,
    } = mine;
    let mut all = vec![capacity];
    if let Some(Ramp { from: _, curve, reaches_design, plateau }) = ramp {
        match curve {
            RampCurve::Linear { duration } => all.push(duration),
            RampCurve::Weibull { shape, scale } => all.extend([shape, scale]),
        }
        all.push(reaches_design);
        all.extend(plateau);
    }
    all.extend([utilisation, variation]);
    all.extend(outages.iter().flat_map(of_outage));
    all.extend(maintenance.iter().map(|Shutdown { month: _, duration, every: _ }| duration));
    if let Some(Leach { stacking, from: _, until, lag, classes }) = leach {
        all.push(stacking);
        match until {
            StackingEnd::Never | StackingEnd::Month(_) => {}
            StackingEnd::Quantity(quantity) => all.push(quantity),
        }
        all.push(lag);
        for LeachClass { share, recovery, time_constant } in classes {
            all.extend([share, recovery, time_constant]);
        }
    }
    if let Some(Uplift { after, gain: UpliftGain::Recovery(gain) | UpliftGain::Output(gain) }) = uplift {
        all.extend([after, gain]);
    }
    all.extend(reserve);
    all.extend(carbon);
    all.extend(water);
    all
}

fn of_contract(contract: &Contract) -> Vec<&Quantity> {
    let Contract {
        name: _,
        supplier,
        region: _,
        from: _,
        to: _,
        volume,
        carry_over: _,
        claim: _,
        default_rate,
        force_majeure,
        lag,
        make_up,
        max_share_of_output,
        price,
        renewal,
        taking,
        tariff,
        tolerance,
    } = contract;
    let mut all = Vec::new();
    match volume {
        ContractVolume::Rate(quantity) | ContractVolume::Quantity(quantity) => all.push(quantity),
        ContractVolume::Listed(quotas) => all.extend(quotas.iter().map(|quota| &quota.quantity)),
        ContractVolume::ShareOfOutput => {}
    }
    if let Supplier::Trader(Trader { name: _, carbon, water, boundary: _ }) = supplier {
        all.extend(carbon);
        all.extend(water);
    }
    all.extend(tolerance.as_ref().map(|tolerance| &tolerance.share));
    all.push(max_share_of_output);
    match price {
        ContractPrice::Reference { regional: _, premium, floor, cap, quotation: _ } => {
            all.push(premium);
            all.extend(floor);
            all.extend(cap);
        }
        ContractPrice::Fixed(price) => all.push(price),
    }
    if let Taking::Needed { take_or_pay } = taking {
        all.extend(take_or_pay);
    }
    all.extend(make_up.as_ref().and_then(|make_up| make_up.cap.as_ref()));
    all.extend(force_majeure.as_ref().map(|clause| &clause.below));
    all.extend(default_rate);
    all.extend(renewal.as_ref().map(|renewal| &renewal.probability));
    all.push(lag);
    all.extend(tariff.iter().flat_map(Tariff::quantities));
    all
}

fn of_fabricator(fabricator: &Fabricator) -> Vec<&Quantity> {
    let Fabricator { name: _, region: _, lead_time, metal_yield, scrap, capacity, allocation: _, substitution } = fabricator;
    let mut all = vec![lead_time, metal_yield];
    if let Scrap::Sold { discount } = scrap {
        all.push(discount);
    }
    all.extend(capacity);
    if let Some(Substitution { price, ratio, share, redesign, mass }) = substitution {
        all.extend([price, ratio, share, redesign, mass]);
    }
    all
}

fn of_hedge(Hedge { name: _, region: _, from: _, to: _, rate, payoff }: &Hedge) -> Vec<&Quantity> {
    let mut all = vec![rate];
    match payoff {
        HedgePayoff::Swap { strike } => all.push(strike),
        HedgePayoff::Collar { floor, cap, premium } => {
            all.extend(floor);
            all.extend(cap);
            all.push(premium);
        }
    }
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
        phases,
        components: _,
        recycled,
        secured,
        cancellation,
        priority: _,
        cost_of_delay,
    } = facility;
    let (Copper::Lump(copper) | Copper::Intensity(copper)) = copper;
    let mut all: Vec<&Quantity> = power.iter().collect();
    all.extend([copper, lead, build, start_delay, overrun, built_probability]);
    for Phase { share: _, after, build } in phases {
        all.push(after);
        all.extend(build);
    }
    all.extend([recycled, secured, cancellation].into_iter().flatten());
    all.extend(cost_of_delay);
    all
}
