//! The tables of a comparison.

use crate::report::schema::columns::{
    CONF_HIGH, CONF_LOW, METRIC, SCENARIO, STATISTICS, STD_ERROR, TRIALS, UNIT,
};
use crate::report::schema::{Column, Table, metrics_table};

const BASE: Column = Column::text("base", "Slug of the scenario it is compared with.").required();

/// Every table of a comparison, in the order of its data package.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparisonTables {
    pub comparison: Table,
    pub dominance: Table,
    pub regret: Table,
    pub metrics: Table,
}

impl ComparisonTables {
    pub fn new() -> Self {
        ComparisonTables {
            comparison: comparison(),
            dominance: dominance(),
            regret: regret(),
            metrics: metrics(),
        }
    }

    /// All of them, in order.
    pub fn all(&self) -> [&Table; 4] {
        [&self.comparison, &self.dominance, &self.regret, &self.metrics]
    }
}

impl Default for ComparisonTables {
    fn default() -> Self {
        Self::new()
    }
}

fn comparison() -> Table {
    Table {
        name: "comparison",
        description: "The decisive estimates of each scenario beside those of the base, whose own \
            rows have the difference 0. Scenarios of the same seed and number of trials share \
            their \
                      random numbers: their differences are paired, and known far better than the \
                      estimates themselves.",
        columns: vec![
            SCENARIO,
            BASE,
            METRIC,
            Column::text(
                "unit",
                "Unit of the estimates and their difference; 1 for probabilities \
                and shares.",
            )
            .required(),
            Column::text(
                "statistic",
                "What of the metric is \
                estimated.",
            )
            .required()
            .one_of(STATISTICS),
            Column::number("level", "Level of a quantile or CVaR, else blank.").probability(),
            Column::number(
                "threshold",
                "Threshold of `prob_above`, in the metric's unit, else \
                blank.",
            ),
            Column::text("given", "Blank: all trials.").one_of(&["short"]),
            Column::number("estimate", "The estimate in the scenario."),
            STD_ERROR,
            CONF_LOW,
            CONF_HIGH,
            Column::number(
                "base_estimate",
                "The estimate in the base; blank where the base does \
                not have the metric.",
            ),
            Column::number("difference", "Scenario less base."),
            Column::number(
                "difference_std_error",
                "Standard error of the difference; blank when \
                not estimable.",
            )
            .at_least(0.0),
            Column::number("difference_conf_low", "Lower 95 % limit of the difference."),
            Column::number("difference_conf_high", "Upper 95 % limit of the difference."),
            Column::number("ratio", "Scenario over base; blank where the base is 0."),
            Column::number(
                "probability_better",
                "Share of trials in which the scenario is better \
                than the base in the same trial; for means of metrics that are better low or high.",
            )
            .probability(),
            Column::number(
                "probability_worse",
                "Share of trials in which it is worse; in the rest \
                they are equal.",
            )
            .probability(),
            Column::boolean(
                "paired",
                "Whether the error of the difference is that of common \
                random numbers; false without a difference.",
            )
            .required(),
            Column::number(
                "variance_reduction",
                "How many times as many independent trials would \
                give the difference the same error.",
            )
            .at_least(0.0),
        ],
        primary_key: vec!["scenario", "metric", "statistic", "level", "threshold", "given"],
        foreign_keys: Vec::new(),
    }
}

/// The metrics that stand in the other tables.
fn metrics() -> Table {
    Table {
        description: "What each compared metric means, in each scenario: a watch may be another \
            event in another one.",
        ..metrics_table()
    }
}

fn dominance() -> Table {
    Table {
        name: "dominance",
        description: "Stochastic dominance between each scenario and the base, for losses, from \
            trials one by one. First order: less at every quantile, so \
                      everybody prefers it. Second order: less at every CVaR, so everybody who is \
                      averse to risk does. Differences of under 4 standard errors are left aside.",
        columns: vec![
            SCENARIO,
            BASE,
            METRIC,
            Column::text("unit", "Unit of the gain and the loss.").required(),
            Column::integer("order", "Order of dominance: 1 or 2.").required().at_least(1.0),
            Column::text(
                "dominant",
                "Which of the two has less loss at every level; `equal` at \
                none different, `neither` when it depends on the level.",
            )
            .required()
            .one_of(&["scenario", "base", "equal", "neither"]),
            Column::number(
                "largest_gain",
                "Largest amount by which a quantile (order 1) or CVaR \
                (order 2) of the scenario is lower.",
            )
            .required()
            .at_least(0.0),
            Column::number(
                "gain_level",
                "Level of that quantile or CVaR; blank without a \
                gain.",
            )
            .probability(),
            Column::number(
                "largest_loss",
                "Largest amount by which one is \
                higher.",
            )
            .required()
            .at_least(0.0),
            Column::number("loss_level", "Its level; blank without a loss.").probability(),
            TRIALS,
        ],
        primary_key: vec!["scenario", "metric", "order"],
        foreign_keys: Vec::new(),
    }
}

fn regret() -> Table {
    Table {
        name: "regret",
        description: "What choosing a scenario costs beyond the one that turns out best, trial by \
            trial. It means something when the scenarios are choices; where \
                      they are different states of the world, it does not.",
        columns: vec![
            SCENARIO,
            METRIC,
            UNIT,
            Column::number("mean", "Mean regret.").required().at_least(0.0),
            STD_ERROR,
            CONF_LOW,
            CONF_HIGH,
            Column::number("p95", "95 % quantile of the regret.").required().at_least(0.0),
            Column::number("probability_best", "Share of trials in which no scenario has less.")
                .required()
                .probability(),
            TRIALS,
        ],
        primary_key: vec!["scenario", "metric"],
        foreign_keys: Vec::new(),
    }
}
