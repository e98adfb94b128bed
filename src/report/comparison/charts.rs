//! The charts of a comparison: which numbers each one shows, in which words.

use crate::analysis::comparison::{Comparison, SummaryRow};
use crate::metric::Metric;
use crate::report::charts::{
    Change, ChangeColumn, ChartError, Differences, Estimate, Measure, RiskAndCost, ScenarioPoint,
    Wording, differences, risk_and_cost,
};
use crate::report::comparison::words::row_of;
use crate::report::drawing::Drawing;
use crate::report::estimate_words::trials;

/// Draws every chart of a comparison.
///
/// # Errors
/// When a chart cannot be drawn, which for finished results is a defect.
pub fn drawings(comparison: &Comparison) -> Result<Vec<Drawing>, ChartError> {
    Ok(vec![risk(comparison)?, changes(comparison)?])
}

fn caption(comparison: &Comparison, note: &str) -> String {
    let base = &comparison.runs[comparison.base];
    format!(
        "Base: {}. {} each, seed {}; whiskers: 95 % interval{note}",
        base.name,
        trials(base.trials),
        base.seed
    )
}

fn risk(comparison: &Comparison) -> Result<Drawing, ChartError> {
    let find = |run: usize, metric: Metric, statistic: &str| -> Option<&SummaryRow> {
        comparison.runs[run].rows.iter().find(|row| {
            row.key.metric == metric.name()
                && row.key.statistic == statistic
                && row.key.given.is_empty()
        })
    };
    let points: Vec<ScenarioPoint> = (0..comparison.runs.len())
        .filter_map(|run| {
            let (risk, cost) =
                (find(run, Metric::Shortfall, "prob_positive")?, find(run, Metric::Cost, "mean")?);
            let (probability, mean) = (risk.estimate?, cost.estimate?);
            Some(ScenarioPoint {
                name: comparison.runs[run].slug.clone(),
                risk: Estimate {
                    probability,
                    low: risk.conf_low.unwrap_or(probability),
                    high: risk.conf_high.unwrap_or(probability),
                },
                cost: mean,
                cost_low: cost.conf_low.unwrap_or(mean),
                cost_high: cost.conf_high.unwrap_or(mean),
                is_base: run == comparison.base,
            })
        })
        .collect();
    let least = points.iter().min_by(|a, b| a.risk.probability.total_cmp(&b.risk.probability));
    let title = least.map_or_else(
        || "Risk and spend of each scenario".to_owned(),
        |least| {
            format!(
                "Risk and spend of each scenario: {} runs short least often in {}",
                comparison.commodity(),
                least.name
            )
        },
    );
    let wording = Wording { title, caption: caption(comparison, "") };
    let chart = RiskAndCost { wording: wording.clone(), points };
    Drawing::new("risk-and-cost", wording, risk_and_cost(&chart))
}

fn changes(comparison: &Comparison) -> Result<Drawing, ChartError> {
    let others: Vec<usize> =
        (0..comparison.runs.len()).filter(|&run| run != comparison.base).collect();
    let column = |quantity: &str, metric: Metric, statistic: &str, measure: Measure| ChangeColumn {
        quantity: quantity.to_owned(),
        measure,
        changes: others
            .iter()
            .map(|&run| {
                let difference = row_of(comparison, run, metric, statistic)?.difference?;
                let value = difference.difference;
                Some(Change {
                    difference: value,
                    low: difference.conf_low.unwrap_or(value),
                    high: difference.conf_high.unwrap_or(value),
                })
            })
            .collect(),
    };
    let columns = vec![
        column("Chance of any shortage", Metric::Shortfall, "prob_positive", Measure::Probability),
        column("Mean shortfall", Metric::Shortfall, "mean", Measure::Tonnes),
        column("Mean spend", Metric::Cost, "mean", Measure::Dollars),
    ];
    let base = &comparison.runs[comparison.base].slug;
    let wording = Wording {
        title: format!("What changes against {base}"),
        caption: caption(
            comparison,
            " of the difference, from the same random numbers where seeds and trials agree",
        ),
    };
    let scenarios = others.iter().map(|&run| comparison.runs[run].slug.clone()).collect();
    let chart = Differences { wording: wording.clone(), scenarios, columns };
    Drawing::new("differences", wording, differences(&chart))
}
