//! Columns that several tables have.

use super::{Column, Reference};

/// What can be estimated of a metric.
pub const STATISTICS: &[&str] = &[
    "mean",
    "sd",
    "p05",
    "p10",
    "p25",
    "p50",
    "p75",
    "p90",
    "p95",
    "p99",
    "cvar95",
    "prob_positive",
    "prob_above",
    "ratio_of_means",
    "covariance",
];

/// The scenario of the row.
pub const SCENARIO: Column =
    Column::text("scenario", "Slug of the scenario: the stem of its file.").required().key();
/// The metric of the row.
pub const METRIC: Column =
    Column::text("metric", "Metric; `metrics.csv` defines it.").required().key();
/// Where metrics are defined.
pub const METRIC_REFERENCE: Reference =
    Reference { table: "metrics", columns: &[("scenario", "scenario"), ("metric", "metric")] };
/// The unit of the row.
pub const UNIT: Column = Column::text("unit", "Unit of the numbers in the row.").required();
/// What of the metric is estimated.
pub const STATISTIC: Column = Column::text("statistic", "What of the metric is estimated.")
    .required()
    .key()
    .one_of(STATISTICS);
/// How many trials the row is from.
pub const TRIALS: Column =
    Column::integer("trials", "Trials behind the row; conditional rows have fewer.")
        .required()
        .at_least(0.0);
/// The error of an estimate.
pub const STD_ERROR: Column = Column::number(
    "std_error",
    "Standard error of the estimate; blank when not estimable, as without a single event.",
)
.at_least(0.0);
/// The lower end of an interval.
pub const CONF_LOW: Column = Column::number("conf_low", "Lower 95 % limit.");
/// The upper end of an interval.
pub const CONF_HIGH: Column = Column::number("conf_high", "Upper 95 % limit.");
