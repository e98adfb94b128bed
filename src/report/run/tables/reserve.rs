//! `reserve.csv`: how much more stock to hold, by region, and what that does.

use super::estimates::Estimates;
use crate::analysis::reserve::Reserve;
use crate::report::schema::Column;
use crate::report::schema::columns::{CONF_HIGH, CONF_LOW, SCENARIO, STD_ERROR, UNIT};
use crate::report::table_writer::TableLayout;
use crate::statistics::Estimate;

pub(super) struct Row<'a> {
    scenario: &'a str,
    region: Option<&'a str>,
    form: &'static str,
    quantity: &'static str,
    unit: &'static str,
    value: Option<f64>,
    /// Of what is estimated.
    estimate: Option<&'a Estimate>,
}

pub(super) fn table<'a>() -> TableLayout<Row<'a>> {
    TableLayout::new(
        "reserve",
        "The least stock to hold beyond the plan so that at most 5 % of the futures run short, by \
         region, with the chance that it leaves and its cost, both from random numbers that the \
         search did not use; no rows where none is needed or it was not searched for.",
        vec![
            SCENARIO.cell(|row| row.scenario.into()),
            Column::text("region", "Its name; blank: all together.")
                .key()
                .cell(|row| row.region.into()),
            Column::text(
                "form",
                "What is raised by the tonnes: target and capacity (`ordered`), or the opening \
                 stock as well (`laid-in`); of a `reorder` policy both levels for the target.",
            )
            .required()
            .one_of(&["ordered", "laid-in"])
            .cell(|row| row.form.into()),
            Column::text(
                "quantity",
                "By how much it is raised (`tonnes`), the chance of running short that is left \
                 (`prob_short`), or what that costs more on average (`cost`).",
            )
            .required()
            .key()
            .one_of(&["tonnes", "prob_short", "cost"])
            .cell(|row| row.quantity.into()),
            UNIT.cell(|row| row.unit.into()),
            Column::number("estimate", "Its value.").cell(|row| row.value.into()),
            STD_ERROR.cell(|row| row.estimate.and_then(|own| own.std_error).into()),
            CONF_LOW.cell(|row| row.estimate.and_then(|own| own.conf_low).into()),
            CONF_HIGH.cell(|row| row.estimate.and_then(|own| own.conf_high).into()),
        ],
    )
}

pub(super) fn rows<'a>(estimates: &'a Estimates<'a>, put: &mut dyn FnMut(Row<'a>)) {
    let Some(Reserve::Hold(advice)) = estimates.results.reserve else { return };
    let scenario = estimates.results.scenario;
    let (slug, form) = (scenario.slug.as_str(), advice.form.name());
    for (region, &tonnes) in scenario.regions.iter().zip(&advice.tonnes) {
        put(Row {
            scenario: slug,
            region: Some(&region.name),
            form,
            quantity: "tonnes",
            unit: "t",
            value: Some(tonnes),
            estimate: None,
        });
    }
    for (quantity, unit, estimate) in
        [("prob_short", "1", &advice.left), ("cost", "USD", &advice.cost)]
    {
        put(Row {
            scenario: slug,
            region: None,
            form,
            quantity,
            unit,
            value: estimate.estimate,
            estimate: Some(estimate),
        });
    }
}
