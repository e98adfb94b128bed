//! The metrics that watches and report thresholds may name, with their units.

/// What a metric belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectKind {
    Total,
    Region,
    Mine,
    Contract,
    Facility,
}

/// Metric, unit, and whether it exists for single periods (as well as for the whole horizon).
type Metric = (&'static str, &'static str, Scope);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    Both,
    Horizon,
    Period,
}

use Scope::{Both, Horizon, Period};

const MARKET: &[Metric] = &[
    ("need", "t", Both),
    ("delivered", "t", Both),
    ("delivered_contract", "t", Both),
    ("delivered_stock", "t", Both),
    ("delivered_spot", "t", Both),
    ("shortfall", "t", Both),
    ("backlog", "t", Both),
    ("stock", "t", Both),
    ("spot_bought", "t", Both),
    ("resold", "t", Both),
    ("cost", "USD", Both),
    ("cost_contract", "USD", Both),
    ("cost_spot", "USD", Both),
    ("cost_premium", "USD", Both),
    ("cost_holding", "USD", Both),
    ("cost_take_or_pay", "USD", Both),
    ("cost_penalty", "USD", Both),
    ("cost_opening_stock", "USD", Horizon),
    ("cost_with_penalty", "USD", Horizon),
    ("revenue_resale", "USD", Both),
    ("carbon", "tCO2e", Both),
    ("water", "m3", Both),
    ("lateness", "t.year", Horizon),
    ("cover_gap", "t", Horizon),
    ("periods_short", "period", Horizon),
    ("longest_short_run", "period", Horizon),
    ("first_short_period", "period", Horizon),
    ("worst_period_shortfall", "t", Horizon),
    ("closing_stock_value", "USD", Horizon),
];

const TOTAL_ONLY: &[Metric] = &[("price", "USD/t", Period)];

const FACILITY: &[Metric] = &[
    ("need", "t", Both),
    ("delivered", "t", Both),
    ("shortfall", "t", Both),
    ("backlog", "t", Both),
    ("completion_delay", "week", Horizon),
    ("shortage_delay", "week", Horizon),
    ("cost_of_delay", "USD", Horizon),
    ("need_before", "t", Horizon),
    ("need_after", "t", Horizon),
];

const MINE: &[Metric] = &[
    ("output", "t", Both),
    ("availability", "1", Both),
    ("utilisation", "1", Both),
    ("output_lost", "t", Both),
    ("carbon", "tCO2e", Horizon),
    ("water", "m3", Horizon),
];

const CONTRACT: &[Metric] = &[
    ("entitlement", "t", Both),
    ("delivered", "t", Both),
    ("owed", "t", Both),
    ("taken", "t", Both),
    ("resold", "t", Both),
    ("cost", "USD", Both),
    ("take_or_pay_paid", "USD", Both),
];

fn metrics(subject: SubjectKind) -> impl Iterator<Item = &'static Metric> {
    let (own, more): (&[Metric], &[Metric]) = match subject {
        SubjectKind::Total => (MARKET, TOTAL_ONLY),
        SubjectKind::Region => (MARKET, &[]),
        SubjectKind::Mine => (MINE, &[]),
        SubjectKind::Contract => (CONTRACT, &[]),
        SubjectKind::Facility => (FACILITY, &[]),
    };
    own.iter().chain(more)
}

/// Unit of a metric of a period, or of the whole horizon; `None` if there is no such metric.
pub fn metric_unit(subject: SubjectKind, metric: &str, per_period: bool) -> Option<&'static str> {
    let other = if per_period { Horizon } else { Period };
    metrics(subject).find(|(name, _, scope)| *name == metric && *scope != other).map(|(_, unit, _)| *unit)
}

/// Names of all metrics of periods, or of the whole horizon.
pub fn metric_names(subject: SubjectKind, per_period: bool) -> impl Iterator<Item = &'static str> {
    let other = if per_period { Horizon } else { Period };
    metrics(subject).filter(move |(_, _, scope)| *scope != other).map(|(name, _, _)| *name)
}
