//! The tables of a comparison.

use std::borrow::Cow;

use crate::analysis::batches::is_told_by_trial;
use crate::analysis::comparison::{Comparison, ComparisonRow, DominanceRow, RegretRow, SummaryRow};
use crate::metric::{Better, Metric};
use crate::report::metric_table::{MetricRow, metric_rows, metric_table};
use crate::report::result_file::ResultFile;
use crate::report::schema::columns::{
    CONF_HIGH, CONF_LOW, METRIC, SCENARIO, STATISTIC, STD_ERROR, TRIALS, UNIT,
};
use crate::report::schema::{Column, Table};
use crate::report::table_writer::{Cell, TableLayout};
use crate::statistics::difference::{Difference, TrialByTrial};
use crate::statistics::{Estimate, Statistic};

const BASE: Column = Column::text("base", "Slug of the scenario it is compared with.").required();

/// Every table of a comparison with its file, in the order of its data package.
pub fn comparison_tables(comparison: &Comparison) -> Vec<(Table<'static>, ResultFile)> {
    fn written<R>(
        layout: TableLayout<R>,
        rows: impl Iterator<Item = R>,
    ) -> (Table<'static>, ResultFile) {
        let file = layout.file(rows);
        (layout.schema, file)
    }
    let verdicts = comparison.dominance.iter().map(|row| Row { comparison, row });
    let regrets = comparison.regrets.iter().map(|row| Row { comparison, row });
    vec![
        written(differences(), difference_rows(comparison)),
        written(dominance(), verdicts),
        written(regret(), regrets),
        written(metrics(), compared_metrics(comparison)),
    ]
}

/// The schema of every table, in the order of its data package.
pub fn table_schemas() -> [Table<'static>; 4] {
    [differences().schema, dominance().schema, regret().schema, metrics().schema]
}

/// A row of a table, and the comparison that it is of.
struct Row<'a, R> {
    comparison: &'a Comparison,
    row: R,
}

impl<R> Row<'_, R> {
    fn slug(&self, run: usize) -> Cell<'_> {
        Cell::Text(&self.comparison.runs[run].slug)
    }

    fn base(&self) -> Cell<'_> {
        self.slug(self.comparison.base)
    }
}

impl Row<'_, Cow<'_, ComparisonRow>> {
    fn difference(&self, part: impl Fn(&Difference) -> Option<f64>) -> Cell<'_> {
        self.row.difference.as_ref().and_then(part).into()
    }

    /// Of the probability that the scenario is better.
    fn better(&self, read: fn(Estimate) -> Option<f64>) -> Cell<'static> {
        self.row.better_and_worse().and_then(|(better, _)| read(better)).into()
    }

    fn ratio(&self) -> Option<f64> {
        let base = self.row.base.filter(|base| *base != 0.0)?;
        Some(self.row.value.estimate? / base)
    }
}

/// A number by its text, blank for none.
fn number_in(text: &str) -> Cell<'static> {
    text.parse::<f64>().ok().into()
}

fn differences<'a>() -> TableLayout<Row<'a, Cow<'a, ComparisonRow>>> {
    TableLayout::new(
        "comparison",
        "The decisive estimates of each scenario beside those of the base, whose own rows have the \
         difference 0. Scenarios of the same seed and number of trials share their random numbers: \
         their differences are paired, and known far better than the estimates themselves.",
        vec![
            SCENARIO.cell(|row| row.slug(row.row.scenario)),
            BASE.cell(Row::base),
            METRIC.cell(|row| (&row.row.key.metric).into()),
            Column::text(
                "unit",
                "Unit of the estimates and their difference; 1 for probabilities and shares.",
            )
            .required()
            .cell(|row| (&row.row.unit).into()),
            STATISTIC.cell(|row| (&row.row.key.statistic).into()),
            Column::number("level", "Level of a quantile or CVaR, else blank.")
                .probability()
                .key()
                .cell(|row| number_in(&row.row.key.level)),
            Column::number(
                "threshold",
                "Threshold of `prob_above`, in the metric's unit, else blank.",
            )
            .key()
            .cell(|row| number_in(&row.row.key.threshold)),
            Column::text("given", "Blank: all trials.")
                .key()
                .one_of(&["short"])
                .cell(|row| (&row.row.key.given).into()),
            Column::number("estimate", "The estimate in the scenario.")
                .cell(|row| row.row.value.estimate.into()),
            STD_ERROR.cell(|row| row.row.value.std_error.into()),
            CONF_LOW.cell(|row| row.row.value.conf_low.into()),
            CONF_HIGH.cell(|row| row.row.value.conf_high.into()),
            Column::number(
                "base_estimate",
                "The estimate in the base; blank where the base does not have the metric.",
            )
            .cell(|row| row.row.base.into()),
            Column::number("difference", "Scenario less base.")
                .cell(|row| row.difference(|difference| Some(difference.difference))),
            Column::number(
                "difference_std_error",
                "Standard error of the difference; blank when not estimable.",
            )
            .at_least(0.0)
            .cell(|row| row.difference(|difference| difference.std_error)),
            Column::number("difference_conf_low", "Lower 95 % limit of the difference.")
                .cell(|row| row.difference(|difference| difference.conf_low)),
            Column::number("difference_conf_high", "Upper 95 % limit of the difference.")
                .cell(|row| row.difference(|difference| difference.conf_high)),
            Column::number("ratio", "Scenario over base; blank where the base is 0.")
                .cell(|row| row.ratio().into()),
            Column::number(
                "probability_better",
                "Share of trials in which the scenario is better than the base in the same trial; \
                 for means of metrics that are better low or high.",
            )
            .probability()
            .cell(|row| row.better(|estimate| estimate.estimate)),
            Column::number("probability_better_conf_low", "Its lower 95 % limit.")
                .probability()
                .cell(|row| row.better(|estimate| estimate.conf_low)),
            Column::number("probability_better_conf_high", "Its upper 95 % limit.")
                .probability()
                .cell(|row| row.better(|estimate| estimate.conf_high)),
            Column::number(
                "probability_worse",
                "Share of trials in which it is worse; in the rest they are equal.",
            )
            .probability()
            .cell(|row| row.row.better_and_worse().and_then(|(_, worse)| worse.estimate).into()),
            Column::boolean(
                "paired",
                "Whether the error of the difference is that of common random numbers; false \
                 without a difference.",
            )
            .required()
            .cell(|row| row.row.difference.as_ref().is_some_and(|own| own.paired).into()),
            Column::number(
                "variance_reduction",
                "How many times as many independent trials would give the difference the same \
                 error.",
            )
            .at_least(0.0)
            .cell(|row| row.difference(|difference| difference.variance_reduction)),
        ],
    )
}

/// Scenario by scenario, the base beside itself among them, so that whoever shows all scenarios has
/// all of them.
fn difference_rows(
    comparison: &Comparison,
) -> impl Iterator<Item = Row<'_, Cow<'_, ComparisonRow>>> {
    (0..comparison.runs.len()).flat_map(move |run| {
        let own = if run == comparison.base { own_rows(comparison) } else { Vec::new() };
        let others = comparison.rows.iter().filter(move |row| row.scenario == run);
        let rows = own.into_iter().map(Cow::Owned).chain(others.map(Cow::Borrowed));
        rows.map(move |row| Row { comparison, row })
    })
}

fn own_rows(comparison: &Comparison) -> Vec<ComparisonRow> {
    let base = &comparison.runs[comparison.base];
    let row = |value: &SummaryRow| {
        let metric = Metric::named(&value.key.metric);
        let is_told = value.key.statistic == "mean"
            && metric.is_some_and(is_told_by_trial)
            && comparison.trials > 0;
        let same = Difference {
            difference: 0.0,
            std_error: Some(0.0),
            conf_low: Some(0.0),
            conf_high: Some(0.0),
            paired: true,
            variance_reduction: None,
        };
        let never = Estimate::probability(Statistic::ProbabilityPositive, 0, comparison.trials);
        ComparisonRow {
            scenario: comparison.base,
            key: value.key.clone(),
            unit: value.unit.clone(),
            better: metric.map_or(Better::Neither, Metric::better),
            value: value.clone(),
            base: value.estimate,
            difference: value.estimate.map(|_| same),
            trials: is_told.then_some(TrialByTrial {
                less: never,
                more: never,
                trials: comparison.trials as usize,
            }),
        }
    };
    base.compared.iter().filter_map(|key| base.row(key)).map(row).collect()
}

/// The definitions of what stands in the other tables.
fn metrics<'a>() -> TableLayout<MetricRow<'a>> {
    metric_table(
        "What each compared metric means, in each scenario: a watch may be another event in \
         another one.",
    )
}

fn compared_metrics(comparison: &Comparison) -> impl Iterator<Item = MetricRow<'_>> {
    comparison.runs.iter().flat_map(|run| {
        let rows = run.scenario.iter().flat_map(metric_rows);
        rows.filter(move |row| run.compared.iter().any(|key| key.metric == row.name))
    })
}

fn dominance<'a>() -> TableLayout<Row<'a, &'a DominanceRow>> {
    TableLayout::new(
        "dominance",
        "Stochastic dominance between each scenario and the base, for losses, from trials one by \
         one. First order: less at every quantile, so everybody prefers it. Second order: less at \
         every CVaR and on average, so everybody who is averse to risk does. Better counts from 4 \
         standard errors on; worse spoils it from 2 on, at any level.",
        vec![
            SCENARIO.cell(|row| row.slug(row.row.scenario)),
            BASE.cell(Row::base),
            METRIC.cell(|row| row.row.metric.name().into()),
            Column::text("unit", "Unit of the gain and the loss.")
                .required()
                .cell(|row| row.row.metric.unit().into()),
            Column::integer("order", "Order of dominance: 1 or 2.")
                .required()
                .key()
                .at_least(1.0)
                .cell(|row| row.row.verdict.order.number().into()),
            Column::text(
                "dominant",
                "Which of the two has less loss at every level; `equal` at none different, \
                 `neither` when it depends on the level.",
            )
            .required()
            .one_of(&["scenario", "base", "equal", "neither"])
            .cell(|row| row.row.verdict.dominance.name().into()),
            Column::number(
                "largest_gain",
                "Largest amount by which a quantile (order 1) or CVaR (order 2) of the scenario is \
                 lower.",
            )
            .required()
            .at_least(0.0)
            .cell(|row| row.row.verdict.largest_gain.into()),
            Column::number("gain_level", "Level of that quantile or CVaR; blank without a gain.")
                .probability()
                .cell(|row| row.row.verdict.gain_level.into()),
            Column::number("largest_loss", "Largest amount by which one is higher.")
                .required()
                .at_least(0.0)
                .cell(|row| row.row.verdict.largest_loss.into()),
            Column::number("loss_level", "Its level; blank without a loss.")
                .probability()
                .cell(|row| row.row.verdict.loss_level.into()),
            TRIALS.cell(|row| row.comparison.trials.into()),
        ],
    )
}

fn regret<'a>() -> TableLayout<Row<'a, &'a RegretRow>> {
    TableLayout::new(
        "regret",
        "What choosing a scenario costs beyond the one that turns out best, trial by trial. It \
         means something when the scenarios are choices; where they are different states of the \
         world, it does not.",
        vec![
            SCENARIO.cell(|row| row.slug(row.row.scenario)),
            METRIC.cell(|row| row.row.metric.name().into()),
            UNIT.cell(|row| row.row.metric.unit().into()),
            Column::number("mean", "Mean regret.")
                .required()
                .at_least(0.0)
                .cell(|row| row.row.regret.mean.estimate.into()),
            STD_ERROR.cell(|row| row.row.regret.mean.std_error.into()),
            CONF_LOW.cell(|row| row.row.regret.mean.conf_low.into()),
            CONF_HIGH.cell(|row| row.row.regret.mean.conf_high.into()),
            Column::number("p95", "95 % quantile of the regret.")
                .required()
                .at_least(0.0)
                .cell(|row| row.row.regret.p95.into()),
            Column::number("p95_conf_low", "Its lower 95 % limit.")
                .cell(|row| row.row.regret.p95_limits.0.into()),
            Column::number("p95_conf_high", "Its upper 95 % limit.")
                .cell(|row| row.row.regret.p95_limits.1.into()),
            Column::number("probability_best", "Share of trials in which no scenario has less.")
                .required()
                .probability()
                .cell(|row| row.row.regret.best.estimate.into()),
            Column::number("probability_best_conf_low", "Its lower 95 % limit.")
                .probability()
                .cell(|row| row.row.regret.best.conf_low.into()),
            Column::number("probability_best_conf_high", "Its upper 95 % limit.")
                .probability()
                .cell(|row| row.row.regret.best.conf_high.into()),
            TRIALS.cell(|row| (row.row.regret.trials as u64).into()),
        ],
    )
}
