//! `levers.csv`: what each change of a scenario does.

use crate::analysis::stress::Change;
use crate::analysis::stress::effect::{Measured, Quotient};
use crate::analysis::stress::ranking::standing;
use crate::report::change_words::{change_in_words, standing_word};
use crate::report::schema::Column;
use crate::report::schema::columns::{CONF_HIGH, CONF_LOW, SCENARIO, STD_ERROR};
use crate::report::stress_results::{Row, StressResults};
use crate::report::table_writer::TableLayout;
use crate::statistics::difference::Difference;
use crate::statistics::{Estimate, Statistic};

/// The scenario as it is, or a change of it.
#[derive(Debug, Clone)]
struct Case<'a> {
    scenario: &'a str,
    lever: String,
    kind: &'a str,
    actor: Option<&'a str>,
    change: String,
    standing: Option<&'static str>,
}

/// What is estimated, in the words of the table.
#[derive(Debug, Clone)]
struct Quantity<'a> {
    region: Option<&'a str>,
    metric: &'static str,
    unit: &'static str,
    statistic: String,
    level: Option<f64>,
}

/// The numbers of a row.
#[derive(Debug, Clone, Copy, Default)]
struct Numbers {
    estimate: Option<f64>,
    std_error: Option<f64>,
    conf_low: Option<f64>,
    conf_high: Option<f64>,
    base: Option<f64>,
    difference: Option<Difference>,
}

/// A row of the table.
#[derive(Debug)]
pub(super) struct LeverRow<'a> {
    case: Case<'a>,
    quantity: Quantity<'a>,
    numbers: Numbers,
}

/// The definition of the table.
pub(super) fn lever_table<'a>() -> TableLayout<LeverRow<'a>> {
    TableLayout::new(
        "levers",
        "What each lever and each restricted input of a scenario does (`coppercast stress`): \
         estimates with the change, without it, and their differences from common draws. Rows of \
         the scenario as it is have the kind `base`.",
        vec![
            SCENARIO.cell(|row| row.case.scenario.into()),
            Column::text(
                "lever",
                "What tells the change apart, such as `more:nuton`; `base` is the scenario as it \
                 is.",
            )
            .required()
            .key()
            .cell(|row| (&row.case.lever).into()),
            Column::text("kind", "Kind of the change; docs/levers.md says what each one does.")
                .required()
                .one_of(&[
                    "base", "more", "without", "earlier", "stock", "ahead", "spot", "second",
                    "low", "high",
                ])
                .cell(|row| row.case.kind.into()),
            Column::text(
                "actor",
                "The contract, region or mine that is changed, or the path of the restricted \
                 input.",
            )
            .cell(|row| row.case.actor.into()),
            Column::text("change", "The change in words.")
                .required()
                .cell(|row| (&row.case.change).into()),
            Column::text(
                "standing",
                "Whether it lowers the mean shortfall without more full cost, lowers it for money, \
                 cannot be told apart from no change, or raises it.",
            )
            .one_of(&["helps_and_saves", "helps", "unclear", "harms"])
            .cell(|row| row.case.standing.into()),
            Column::text("region", "Region of the estimate; blank: the whole.")
                .key()
                .cell(|row| row.quantity.region.into()),
            Column::text(
                "metric",
                "Metric; docs/levers.md defines `firm_tonnes`, `cost_per_firm_tonne` and \
                 `cost_per_tonne_served`, docs/output.md the others.",
            )
            .required()
            .key()
            .cell(|row| row.quantity.metric.into()),
            Column::text("unit", "Unit of the numbers in the row; 1 for probabilities.")
                .required()
                .cell(|row| row.quantity.unit.into()),
            Column::text("statistic", "What of the metric is estimated.")
                .required()
                .key()
                .one_of(&["mean", "p95", "prob_positive", "equivalent", "ratio_of_differences"])
                .cell(|row| (&row.quantity.statistic).into()),
            Column::number("level", "Level of a quantile, else blank.")
                .probability()
                .cell(|row| row.quantity.level.into()),
            Column::number("estimate", "The estimate with the change.")
                .cell(|row| row.numbers.estimate.into()),
            STD_ERROR.cell(|row| row.numbers.std_error.into()),
            CONF_LOW.cell(|row| row.numbers.conf_low.into()),
            CONF_HIGH.cell(|row| row.numbers.conf_high.into()),
            Column::number("base_estimate", "The estimate without it.")
                .cell(|row| row.numbers.base.into()),
            Column::number("difference", "With less without.")
                .cell(|row| row.numbers.difference.map(|own| own.difference).into()),
            Column::number(
                "difference_std_error",
                "Standard error of the difference, from paired batches; blank when not estimable.",
            )
            .at_least(0.0)
            .cell(|row| row.numbers.difference.and_then(|own| own.std_error).into()),
            Column::number("difference_conf_low", "Lower 95 % limit of the difference.")
                .cell(|row| row.numbers.difference.and_then(|own| own.conf_low).into()),
            Column::number("difference_conf_high", "Upper 95 % limit of the difference.")
                .cell(|row| row.numbers.difference.and_then(|own| own.conf_high).into()),
        ],
    )
}

/// The scenario as it is, the levers in the order of what helps most per dollar, the restricted
/// inputs in that of what matters most.
pub(super) fn lever_rows<'a>(results: &StressResults<'a>) -> Vec<LeverRow<'a>> {
    let case = Case {
        scenario: &results.scenario.slug,
        lever: "base".to_owned(),
        kind: "base",
        actor: None,
        change: "as it is".to_owned(),
        standing: None,
    };
    let row = |(measured, estimate): &(Measured, Estimate)| LeverRow {
        case: case.clone(),
        quantity: quantity(results, *measured),
        numbers: numbers(estimate),
    };
    let mut rows: Vec<LeverRow<'a>> = results.stress.base.iter().map(row).collect();
    let inputs = results.inputs().into_iter().flatten();
    for row in results.levers().into_iter().chain(inputs) {
        rows.extend(rows_of_change(results, row));
    }
    rows
}

fn rows_of_change<'a>(
    results: &StressResults<'a>,
    (change, effects): Row<'a>,
) -> Vec<LeverRow<'a>> {
    let scenario = results.scenario;
    let case = Case {
        scenario: &scenario.slug,
        lever: change.name(scenario),
        kind: change.kind(),
        actor: Some(change.actor(scenario)),
        change: change_in_words(change, scenario),
        standing: matches!(change, Change::Lever(_)).then(|| standing_word(standing(effects))),
    };
    let row = |quantity, numbers| LeverRow { case: case.clone(), quantity, numbers };
    let mut rows: Vec<LeverRow<'a>> = effects
        .effects
        .iter()
        .map(|effect| {
            let base = effect.base.estimate;
            let difference = Some(effect.difference);
            let numbers = Numbers { base, difference, ..numbers(&effect.estimate) };
            row(quantity(results, effect.measured), numbers)
        })
        .collect();
    let region = change.region(scenario).map(|region| scenario.regions[region].name.as_str());
    if let Some(firm) = &effects.firm_tonnes {
        let quantity = Quantity {
            region,
            metric: "firm_tonnes",
            unit: "t",
            statistic: "equivalent".to_owned(),
            level: None,
        };
        let numbers = Numbers {
            estimate: firm.estimate,
            std_error: firm.std_error,
            conf_low: firm.conf_low,
            conf_high: firm.conf_high,
            ..Numbers::default()
        };
        rows.push(row(quantity, numbers));
    }
    let ratios = [
        ("cost_per_firm_tonne", region, effects.cost_per_firm_tonne),
        ("cost_per_tonne_served", None, effects.cost_per_tonne_served),
    ];
    for (metric, region, ratio) in ratios {
        let Some(Quotient { estimate, std_error, conf_low, conf_high }) = ratio else { continue };
        let statistic = "ratio_of_differences".to_owned();
        let quantity = Quantity { region, metric, unit: "USD/t", statistic, level: None };
        let estimate = Some(estimate);
        let numbers = Numbers { estimate, std_error, conf_low, conf_high, ..Numbers::default() };
        rows.push(row(quantity, numbers));
    }
    rows
}

fn quantity<'a>(results: &StressResults<'a>, measured: Measured) -> Quantity<'a> {
    let Measured { region, metric, statistic } = measured;
    Quantity {
        region: region.map(|region| results.scenario.regions[region].name.as_str()),
        metric: metric.name(),
        unit: if statistic == Statistic::ProbabilityPositive { "1" } else { metric.unit() },
        statistic: statistic.name().into_owned(),
        level: statistic.level(),
    }
}

fn numbers(estimate: &Estimate) -> Numbers {
    Numbers {
        estimate: estimate.estimate,
        std_error: estimate.std_error,
        conf_low: estimate.conf_low,
        conf_high: estimate.conf_high,
        ..Numbers::default()
    }
}
