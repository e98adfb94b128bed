//! `reserve.csv`: how much more stock to hold, by region.

use super::estimates::Estimates;
use crate::analysis::reserve::Reserve;
use crate::report::schema::Column;
use crate::report::schema::columns::SCENARIO;
use crate::report::table_writer::TableLayout;

pub(super) struct Row<'a> {
    scenario: &'a str,
    region: &'a str,
    form: &'static str,
    tonnes: f64,
}

pub(super) fn table<'a>() -> TableLayout<Row<'a>> {
    TableLayout::new(
        "reserve",
        "The least stock to hold beyond the plan so that at most 5 % of the futures run short, by \
         region; no rows where none is needed or it was not searched for. `summary.json` says what \
         chance it leaves, and at what cost.",
        vec![
            SCENARIO.cell(|row| row.scenario.into()),
            Column::text("region", "Its name.").required().key().cell(|row| row.region.into()),
            Column::text(
                "form",
                "What is raised by the tonnes: target and capacity (`ordered`), or the opening \
                 stock as well (`laid-in`); of a `reorder` policy both levels for the target.",
            )
            .required()
            .one_of(&["ordered", "laid-in"])
            .cell(|row| row.form.into()),
            Column::number("tonnes", "By how much.")
                .required()
                .unit("t")
                .at_least(0.0)
                .cell(|row| row.tonnes.into()),
        ],
    )
}

pub(super) fn rows<'a>(estimates: &'a Estimates<'a>, put: &mut dyn FnMut(Row<'a>)) {
    let Some(Reserve::Hold(advice)) = estimates.results.reserve else { return };
    let scenario = estimates.results.scenario;
    for (region, &tonnes) in scenario.regions.iter().zip(&advice.tonnes) {
        let form = advice.form.name();
        put(Row { scenario: &scenario.slug, region: &region.name, form, tonnes });
    }
}
