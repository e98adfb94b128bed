//! `actors.csv`: who takes part in the scenario.

use crate::index::{MineIndex, RegionIndex};
use crate::report::schema::Column;
use crate::report::schema::columns::SCENARIO;
use crate::report::table_writer::TableLayout;
use crate::scenario::{Facility, Month, Scenario, expectation};

/// An actor; most have little of it.
#[derive(Clone, Default)]
pub(super) struct Row<'a> {
    scenario: &'a str,
    kind: &'static str,
    name: &'a str,
    region: Option<&'a str>,
    mine: Option<&'a str>,
    product: Option<&'a str>,
    priority: Option<u64>,
    power: Option<f64>,
    start: Option<String>,
    end: Option<String>,
    label: Option<&'a str>,
}

pub(super) fn table<'a>() -> TableLayout<Row<'a>> {
    TableLayout::new(
        "actors",
        "The regions, routes, facilities, mines and their products, contracts, hedges and \
         component makers of the scenario.",
        vec![
            SCENARIO.cell(|row| row.scenario.into()),
            Column::text("kind", "What it is.")
                .required()
                .key()
                .one_of(&[
                    "region",
                    "route",
                    "facility",
                    "mine",
                    "product",
                    "contract",
                    "hedge",
                    "fabricator",
                ])
                .cell(|row| row.kind.into()),
            Column::text("actor", "Its name.").required().key().cell(|row| row.name.into()),
            Column::text("region", "Region of a facility, contract, hedge or component maker.")
                .cell(|row| row.region.into()),
            Column::text("mine", "Mine of a contract or a product; blank for a trader.")
                .key()
                .cell(|row| row.mine.into()),
            Column::text("product", "Product that a contract is for; blank if the mine has none.")
                .cell(|row| row.product.into()),
            Column::integer("priority", "Of a facility; 1 is served first.")
                .at_least(0.0)
                .cell(|row| row.priority.into()),
            Column::number("power_mw", "Power of a facility; its mean where it is uncertain.")
                .unit("MW")
                .cell(|row| row.power.into()),
            Column::date(
                "planned_start",
                "First day of a facility's build, a mine's ramp (or the stacking of its heap \
                 leach) or the term of a contract or hedge, as planned.",
            )
            .cell(|row| row.start.as_ref().into()),
            Column::date(
                "planned_end",
                "Last day of a facility's build (of median duration, without delay or overrun) or of \
                 the term of a contract or hedge, included.",
            )
            .cell(|row| row.end.as_ref().into()),
            Column::text("label", "What charts and pages call it, if not by its name.")
                .cell(|row| row.label.into()),
        ],
    )
}

/// Last day of a facility's build, as planned.
fn planned_end(facility: &Facility, scenario: &Scenario) -> Option<String> {
    let months = expectation::median(&facility.build, scenario)? * 12.0;
    let last = f64::from(facility.start.0) + months.round().max(1.0) - 1.0;
    // Beyond the calendar's four digits there is no ISO date.
    (last < f64::from(10_000 * 12)).then(|| Month(last as i32).last_day())
}

/// Kind by kind, in the order of the scenario.
pub(super) fn rows(scenario: &Scenario) -> impl Iterator<Item = Row<'_>> {
    let region = move |region: RegionIndex| Some(scenario.regions[region].name.as_str());
    let mine = move |mine: MineIndex| Some(scenario.mines[mine].name.as_str());
    let row = move |kind, name, label| Row {
        scenario: &scenario.slug,
        kind,
        name,
        label,
        ..Row::default()
    };
    let regions = scenario
        .regions
        .iter()
        .map(move |region| row("region", &region.name, region.label.as_deref()));
    let routes = scenario.routes.iter().map(move |route| Row {
        region: region(route.to),
        ..row("route", &route.name, route.label.as_deref())
    });
    let facilities = scenario.facilities.iter().map(move |facility| Row {
        region: region(facility.region),
        priority: Some(facility.priority.into()),
        power: facility.power.as_ref().and_then(|power| expectation::mean(power, scenario)),
        start: Some(facility.start.first_day()),
        end: planned_end(facility, scenario),
        ..row("facility", &facility.name, facility.label.as_deref())
    });
    let mines = scenario.mines.iter().map(move |mine| {
        let ramp = mine.ramp.as_ref().map(|ramp| ramp.from);
        let start = ramp.or(mine.leach.as_ref().map(|leach| leach.from));
        Row { start: start.map(Month::first_day), ..row("mine", &mine.name, mine.label.as_deref()) }
    });
    let products = scenario.products().map(move |(owner, product)| Row {
        mine: mine(owner),
        ..row("product", &product.name, product.label.as_deref())
    });
    let contracts = scenario.contracts.iter().map(move |contract| Row {
        region: region(contract.region),
        mine: contract.mine().and_then(mine),
        product: contract.product(scenario).map(|product| product.name.as_str()),
        start: Some(contract.from.first_day()),
        end: Some(contract.to.last_day()),
        ..row("contract", &contract.name, contract.label.as_deref())
    });
    let fabricators = scenario.fabricators.iter().map(move |fabricator| Row {
        region: region(fabricator.region),
        ..row("fabricator", &fabricator.name, fabricator.label.as_deref())
    });
    let hedges = scenario.hedges.iter().map(move |hedge| Row {
        region: region(hedge.region),
        start: Some(hedge.from.first_day()),
        end: Some(hedge.to.last_day()),
        ..row("hedge", &hedge.name, hedge.label.as_deref())
    });
    regions
        .chain(routes)
        .chain(facilities)
        .chain(mines)
        .chain(products)
        .chain(contracts)
        .chain(fabricators)
        .chain(hedges)
}
