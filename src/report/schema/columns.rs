//! Columns that several tables have.

use super::Column;

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

pub const SCENARIO: Column =
    Column::text("scenario", "Slug of the scenario: the stem of its file.").required();
pub const METRIC: Column = Column::text("metric", "Metric; `metrics.csv` defines it.").required();
pub const UNIT: Column = Column::text("unit", "Unit of the numbers in the row.").required();
pub const TRIALS: Column =
    Column::integer("trials", "Trials behind the row; conditional rows have fewer.")
        .required()
        .at_least(0.0);
pub const STD_ERROR: Column = Column::number(
    "std_error",
    "Standard error of the estimate; blank when not estimable, as without a single event.",
)
.at_least(0.0);
pub const CONF_LOW: Column = Column::number("conf_low", "Lower 95 % limit.");
pub const CONF_HIGH: Column = Column::number("conf_high", "Upper 95 % limit.");

/// The columns that every estimate table ends with.
pub const ESTIMATE: [Column; 13] = [
    METRIC,
    Column::text(
        "unit",
        "Unit of `estimate`, its error and its limits; 1 for probabilities and \
        shares.",
    )
    .required(),
    Column::text("statistic", "What of the metric is estimated.").required().one_of(STATISTICS),
    Column::number(
        "level",
        "Level of a quantile (0.05 for p05) or of the CVaR, else \
        blank.",
    )
    .probability(),
    Column::number("threshold", "Threshold of `prob_above`, in the metric's unit, else blank."),
    Column::text(
        "given",
        "Blank: all trials. `short`: only trials in which the row's subject has \
        any shortfall.",
    )
    .one_of(&["short"]),
    Column::number("estimate", "The estimate; blank when there are no trials behind it."),
    STD_ERROR,
    CONF_LOW,
    CONF_HIGH,
    Column::text("interval", "How the limits were made.").required().one_of(&[
        "normal",
        "wilson",
        "order",
        "replicate",
        "delta",
        "upper-bound",
    ]),
    TRIALS,
    Column::number(
        "sketch_error",
        "Bound on the relative distance of a quantile or CVaR to that of the raw sample, from \
         binning; 0 is exact; blank for other statistics.",
    )
    .at_least(0.0),
];
