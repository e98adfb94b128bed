//! The table of `coppercast stress`.

use crate::report::schema::columns::{CONF_HIGH, CONF_LOW, SCENARIO, STD_ERROR};
use crate::report::schema::{Column, Table};

/// `levers.csv`: what each change of a scenario does.
pub fn levers_table() -> Table {
    Table {
        name: "levers",
        description: "What each lever and each restricted input of a scenario does (`coppercast \
            stress`): estimates with the change, without it, and their \
                      differences from common draws. Rows of the scenario as it is have the kind \
                      `base`.",
        columns: vec![
            SCENARIO,
            Column::text(
                "lever",
                "What tells the change apart, such as `more:nuton`; `base` is \
                the scenario as it is.",
            )
            .required(),
            Column::text(
                "kind",
                "Kind of the change; docs/levers.md says what each one \
                does.",
            )
            .required()
            .one_of(&[
                "base", "more", "without", "earlier", "stock", "ahead", "spot", "second", "low",
                "high",
            ]),
            Column::text(
                "actor",
                "The contract, region or mine that is changed, or the path of \
                the restricted input.",
            ),
            Column::text("change", "The change in words.").required(),
            Column::text(
                "standing",
                "Whether it lowers the mean shortfall without more spend, \
                lowers it for money, cannot be told apart from no change, or raises it.",
            )
            .one_of(&["helps_and_saves", "helps", "unclear", "harms"]),
            Column::text("region", "Region of the estimate; blank: the whole."),
            Column::text(
                "metric",
                "Metric; docs/levers.md defines `firm_tonnes`, \
                `cost_per_firm_tonne` and `cost_per_tonne_served`, docs/output.md the others.",
            )
            .required(),
            Column::text("unit", "Unit of the numbers in the row; 1 for probabilities.").required(),
            Column::text("statistic", "What of the metric is estimated.").required().one_of(&[
                "mean",
                "p95",
                "prob_positive",
                "equivalent",
                "ratio_of_differences",
            ]),
            Column::number("level", "Level of a quantile, else blank.").probability(),
            Column::number("estimate", "The estimate with the change."),
            STD_ERROR,
            CONF_LOW,
            CONF_HIGH,
            Column::number("base_estimate", "The estimate without it."),
            Column::number("difference", "With less without."),
            Column::number(
                "difference_std_error",
                "Standard error of the difference, from paired \
                batches; blank when not estimable.",
            )
            .at_least(0.0),
            Column::number("difference_conf_low", "Lower 95 % limit of the difference."),
            Column::number("difference_conf_high", "Upper 95 % limit of the difference."),
        ],
        primary_key: vec!["scenario", "lever", "region", "metric", "statistic"],
        foreign_keys: Vec::new(),
    }
}
