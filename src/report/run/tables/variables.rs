//! `variables.csv`: every quantity that is given as a distribution.

use crate::distribution::Probability;
use crate::report::schema::Column;
use crate::report::schema::columns::SCENARIO;
use crate::report::table_writer::{Cell, TableLayout};
use crate::scenario::{Each, Quantity, RandomQuantity, Scenario, origin_in_words};

pub(super) struct Row<'a> {
    scenario: &'a str,
    path: String,
    unit: String,
    distribution: String,
    random: RandomQuantity,
    source: String,
}

impl Row<'_> {
    fn quantile(&self, level: f64) -> f64 {
        self.random.distribution.quantile(Probability::from_lower(level))
    }

    /// The actor that the quantity belongs to, or the section where that has no names.
    fn group(&self) -> &str {
        let mut segments = self.path.split('.');
        let (section, name) = (segments.next().unwrap_or(&self.path), segments.next());
        match section {
            "region" | "route" | "district" | "mine" | "contract" | "fabricator" | "hedge"
            | "facility" => name.unwrap_or(section),
            _ => section,
        }
    }
}

pub(super) fn table<'a>() -> TableLayout<Row<'a>> {
    TableLayout::new(
        "variables",
        "Every quantity that the scenario gives as a distribution, with the moments and quantiles \
         of that distribution.",
        vec![
            SCENARIO.cell(|row| row.scenario.into()),
            Column::text(
                "variable",
                "Path of the quantity in the scenario, which names its random stream.",
            )
            .required()
            .key()
            .cell(|row| (&row.path).into()),
            Column::text(
                "group",
                "The actor it belongs to, or `price`, `variable`, `shortage`, `money`.",
            )
            .required()
            .cell(|row| row.group().into()),
            Column::text("unit", "Its base unit; 1 if it has none.")
                .required()
                .cell(|row| (&row.unit).into()),
            Column::text("distribution", "The distribution, in that unit.")
                .required()
                .cell(|row| (&row.distribution).into()),
            Column::text("each", "How often it is drawn.")
                .required()
                .one_of(&["trial", "period", "outage"])
                .cell(|row| {
                    Cell::Text(match row.random.each {
                        Each::Trial => "trial",
                        Each::Period => "period",
                        Each::Outage => "outage",
                    })
                }),
            Column::number("mean", "Mean of the distribution; blank where it is not finite.")
                .cell(|row| row.random.distribution.mean().into()),
            Column::number(
                "sd",
                "Standard deviation of the distribution; blank where it is not finite.",
            )
            .cell(|row| row.random.distribution.standard_deviation().into()),
            Column::number("p05", "Its 5 % quantile.").cell(|row| row.quantile(0.05).into()),
            Column::number("p50", "Its median.").cell(|row| row.quantile(0.5).into()),
            Column::number("p95", "Its 95 % quantile.").cell(|row| row.quantile(0.95).into()),
            Column::text(
                "source",
                "Where it is written: file and line, cell of a CSV file (file:row:column), or \
                 command-line option.",
            )
            .required()
            .cell(|row| (&row.source).into()),
        ],
    )
}

/// In the order of the scenario.
pub(super) fn rows(scenario: &Scenario) -> impl Iterator<Item = Row<'_>> {
    let mut quantities = scenario.clone();
    let row = |quantity: &mut Quantity| {
        let random = quantity.value.random()?;
        Some(Row {
            scenario: &scenario.slug,
            path: quantity.path.clone(),
            unit: quantity.unit_of_draws().to_owned(),
            distribution: random.distribution.to_string(),
            random: random.clone(),
            source: origin_in_words(&quantity.origin),
        })
    };
    let rows: Vec<Row<'_>> = quantities.quantities_mut().into_iter().filter_map(row).collect();
    rows.into_iter()
}
