//! The tables of estimates: the total, the actors, and each by period.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::subject_names::{Actor, Period, actors, calendar};
use super::{RunTable, unit_of};
use crate::metric::{Metric, Observed, Subject, SubjectKind};
use crate::report::metric_estimates::{Breadth, conditional_estimates, estimates};
use crate::report::metric_table::watch_metric;
use crate::report::run_results::Results;
use crate::report::schema::columns::{
    CONF_HIGH, CONF_LOW, METRIC, METRIC_REFERENCE, SCENARIO, STATISTIC, STD_ERROR, TRIALS,
};
use crate::report::schema::{Column, Reference};
use crate::report::table_writer::{Field, TableLayout};
use crate::statistics::{Estimate, Given};

pub(super) struct Row<'a> {
    scenario: &'a str,
    actor: Actor<'a>,
    period: Option<&'a Period>,
    metric: Cow<'a, str>,
    unit: &'static str,
    statistic: Cow<'static, str>,
    estimate: Estimate,
}

/// Fields that name an actor or a period, by the column.
mod keys {
    use super::{Column, Field, Reference, Row};

    pub(super) fn period<'a>() -> [Field<Row<'a>>; 3] {
        [
            Column::integer("period", "Number of the period, from 0.")
                .required()
                .key()
                .at_least(0.0)
                .unit("period")
                .cell(|row| row.period.map(|(number, ..)| *number).into()),
            Column::date("period_start", "First day of the period.")
                .required()
                .cell(|row| row.period.map(|(_, start, _)| start).into()),
            Column::date("period_end", "Last day of the period, included.")
                .required()
                .cell(|row| row.period.map(|(.., end)| end).into()),
        ]
    }

    const fn actor(
        name: &'static str,
        description: &'static str,
        columns: &'static [(&'static str, &'static str)],
    ) -> Column<'static> {
        let reference = Reference { table: "actors", columns };
        Column::text(name, description).required().key().refers(reference)
    }

    const REGION: Column =
        actor("region", "Region.", &[("scenario", "scenario"), ("region", "actor")]);
    const MINE: Column = actor("mine", "Mine.", &[("scenario", "scenario"), ("mine", "actor")]);

    pub(super) fn total<'a>() -> Vec<Field<Row<'a>>> {
        Vec::new()
    }

    pub(super) fn region<'a>() -> Vec<Field<Row<'a>>> {
        vec![REGION.cell(|row| row.actor.name.into())]
    }

    pub(super) fn facility<'a>() -> Vec<Field<Row<'a>>> {
        let columns = &[("scenario", "scenario"), ("facility", "actor")];
        vec![
            actor("facility", "Facility.", columns).cell(|row| row.actor.name.into()),
            REGION.cell(|row| row.actor.region.into()),
        ]
    }

    pub(super) fn mine<'a>() -> Vec<Field<Row<'a>>> {
        vec![MINE.cell(|row| row.actor.name.into())]
    }

    pub(super) fn product<'a>() -> Vec<Field<Row<'a>>> {
        // Products of two mines may have the same name.
        let columns = &[("scenario", "scenario"), ("mine", "mine"), ("product", "actor")];
        vec![
            MINE.cell(|row| row.actor.mine.into()),
            actor("product", "Product of the mine.", columns).cell(|row| row.actor.name.into()),
        ]
    }

    pub(super) fn contract<'a>() -> Vec<Field<Row<'a>>> {
        let columns = &[("scenario", "scenario"), ("contract", "actor")];
        vec![
            actor("contract", "Contract.", columns).cell(|row| row.actor.name.into()),
            Column::text("mine", "Mine; blank for a trader.").cell(|row| row.actor.mine.into()),
            REGION.cell(|row| row.actor.region.into()),
        ]
    }

    pub(super) fn fabricator<'a>() -> Vec<Field<Row<'a>>> {
        let columns = &[("scenario", "scenario"), ("fabricator", "actor")];
        vec![
            actor("fabricator", "Component maker.", columns).cell(|row| row.actor.name.into()),
            REGION.cell(|row| row.actor.region.into()),
        ]
    }
}

/// The fields that every table of estimates ends with.
fn estimate_fields<'a>() -> Vec<Field<Row<'a>>> {
    vec![
        METRIC.refers(METRIC_REFERENCE).cell(|row| (&*row.metric).into()),
        Column::text(
            "unit",
            "Unit of `estimate`, its error and its limits; 1 for probabilities and shares.",
        )
        .required()
        .cell(|row| row.unit.into()),
        STATISTIC.cell(|row| (&*row.statistic).into()),
        Column::number("level", "Level of a quantile (0.05 for p05) or of the CVaR, else blank.")
            .probability()
            .key()
            .cell(|row| row.estimate.statistic.level().into()),
        Column::number("threshold", "Threshold of `prob_above`, in the metric's unit, else blank.")
            .key()
            .cell(|row| row.estimate.threshold.into()),
        Column::text(
            "given",
            "Blank: all trials. `short`: only trials in which the row's subject has any shortfall.",
        )
        .key()
        .one_of(&["short"])
        .cell(|row| row.estimate.given.map(Given::name).into()),
        Column::number("estimate", "The estimate; blank when there are no trials behind it.")
            .cell(|row| row.estimate.estimate.into()),
        STD_ERROR.cell(|row| row.estimate.std_error.into()),
        CONF_LOW.cell(|row| row.estimate.conf_low.into()),
        CONF_HIGH.cell(|row| row.estimate.conf_high.into()),
        Column::text("interval", "How the limits were made.")
            .required()
            .one_of(&[
                "normal",
                "gamma",
                "wilson",
                "exact",
                "order",
                "replicate",
                "delta",
                "upper-bound",
            ])
            .cell(|row| row.estimate.interval.name().into()),
        TRIALS.cell(|row| row.estimate.trials.into()),
        Column::number(
            "sketch_error",
            "Bound on the relative distance of a quantile or CVaR to that of the raw sample, from \
             binning; 0 is exact; blank for other statistics.",
        )
        .at_least(0.0)
        .cell(|row| row.estimate.sketch_error.into()),
    ]
}

/// The columns that every table of estimates ends with.
pub fn estimate_columns() -> Vec<Column<'static>> {
    TableLayout::new("", "", estimate_fields()).schema.columns
}

/// Subjects of one kind, which have a table over the horizon and one by period.
struct Kind<'a> {
    kind: SubjectKind,
    keys: fn() -> Vec<Field<Row<'a>>>,
    /// Whether the table over the horizon also has the estimates given a shortfall.
    is_conditional: bool,
}

impl<'a> Kind<'a> {
    fn layout(
        &self,
        (name, description): (&'static str, &'static str),
        period: impl IntoIterator<Item = Field<Row<'a>>>,
    ) -> TableLayout<Row<'a>> {
        let mut fields = vec![SCENARIO.cell(|row: &Row<'a>| row.scenario.into())];
        fields.extend((self.keys)());
        fields.extend(period);
        fields.extend(estimate_fields());
        TableLayout::new(name, description, fields)
    }

    /// Both tables, each with its name and what it says.
    fn tables(
        self,
        horizon: (&'static str, &'static str),
        periods: (&'static str, &'static str),
    ) -> [RunTable<'a>; 2] {
        let Kind { kind, is_conditional, .. } = self;
        let (horizon, periods) = (self.layout(horizon, []), self.layout(periods, keys::period()));
        let subjects = move |context: &'a Estimates<'a>| {
            let Results { scenario, plan, .. } = context.results;
            actors(kind, scenario).into_iter().zip(plan.subjects(kind))
        };
        [
            RunTable::new(horizon, move |context: &'a Estimates<'a>, put| {
                for (actor, subject) in subjects(context) {
                    let mut rows = Rows { context, actor, period: None, put: &mut *put };
                    rows.observed(subject.into(), is_conditional);
                }
            }),
            RunTable::new(periods, move |context: &'a Estimates<'a>, put| {
                for (actor, subject) in subjects(context) {
                    for (period, days) in context.calendar.iter().enumerate() {
                        let mut rows = Rows { context, actor, period: Some(days), put: &mut *put };
                        rows.observed(subject.in_period(period), false);
                    }
                }
            }),
        ]
    }
}

/// Every table of estimates.
pub(super) fn tables<'a>() -> Vec<RunTable<'a>> {
    let kind = |kind, keys| {
        let is_conditional = matches!(kind, SubjectKind::Total | SubjectKind::Region);
        Kind { kind, keys, is_conditional }
    };
    let total = kind(SubjectKind::Total, keys::total);
    let regions = kind(SubjectKind::Region, keys::region);
    let facilities = kind(SubjectKind::Facility, keys::facility);
    let mines = kind(SubjectKind::Mine, keys::mine);
    let products = kind(SubjectKind::Product, keys::product);
    let contracts = kind(SubjectKind::Contract, keys::contract);
    let fabricators = kind(SubjectKind::Fabricator, keys::fabricator);
    [
        total.tables(
            ("summary", "The whole system over the horizon."),
            ("periods", "The whole system, period by period."),
        ),
        regions.tables(
            ("regions", "Each region over the horizon."),
            ("region_periods", "Each region, period by period."),
        ),
        facilities.tables(
            ("facilities", "Each facility over the horizon."),
            ("facility_periods", "Each facility, period by period: means and probabilities only."),
        ),
        mines.tables(
            ("mines", "Each mine over the horizon."),
            ("mine_periods", "Each mine, period by period."),
        ),
        products.tables(
            ("products", "Each product of a mine that has several, over the horizon."),
            ("product_periods", "Each product of a mine that has several, period by period."),
        ),
        contracts.tables(
            ("contracts", "Each contract over the horizon."),
            ("contract_periods", "Each contract, period by period."),
        ),
        fabricators.tables(
            ("fabricators", "Each component maker over the horizon."),
            ("fabricator_periods", "Each component maker, period by period."),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// By series, and whether those given a shortfall are among them.
type EstimatesOfSeries = HashMap<(usize, bool), Rc<[Estimate]>>;

/// The estimates of a run, as the tables ask for them.
pub(super) struct Estimates<'a> {
    pub(super) results: Results<'a>,
    pub(super) calendar: Vec<Period>,
    /// Estimates that stand in two tables.
    twice: RefCell<EstimatesOfSeries>,
}

impl<'a> Estimates<'a> {
    pub(super) fn new(results: Results<'a>) -> Self {
        Estimates { results, calendar: calendar(results.scenario), twice: RefCell::default() }
    }

    /// The estimates of a series. With one region its series are those of the total, so that each
    /// is asked for twice.
    fn of_series(
        &self,
        observed: Observed,
        metric: Metric,
        series: usize,
        conditional: bool,
    ) -> Rc<[Estimate]> {
        let Results { scenario, tally, .. } = self.results;
        let is_account = matches!(observed.subject, Subject::Total | Subject::Region(_));
        let stands_twice = scenario.regions.len() == 1 && is_account;
        let key = (series, conditional);
        let known = stands_twice.then(|| self.twice.borrow_mut().remove(&key)).flatten();
        known.unwrap_or_else(|| {
            let series = tally.series(series);
            let breadth = match observed {
                Observed { subject: Subject::Facility(_), period: Some(_) } => Breadth::Narrow,
                _ => Breadth::Wide,
            };
            let mut all = estimates(metric, &series, breadth);
            if conditional {
                all.extend(conditional_estimates(metric, &series, scenario.shortage.unmet));
            }
            let all: Rc<[Estimate]> = all.into();
            if stands_twice {
                self.twice.borrow_mut().insert(key, Rc::clone(&all));
            }
            all
        })
    }
}

/// Where the rows of a subject go.
struct Rows<'a, 'p> {
    context: &'a Estimates<'a>,
    actor: Actor<'a>,
    period: Option<&'a Period>,
    put: &'p mut dyn FnMut(Row<'a>),
}

impl<'a> Rows<'a, '_> {
    /// Every metric of a subject; of the total over the horizon also the user's thresholds and
    /// watches.
    fn observed(&mut self, observed: Observed, conditional: bool) {
        let Results { scenario, plan, tally, .. } = self.context.results;
        let total = Observed::from(Subject::Total);
        for &metric in Metric::ALL {
            self.metric(observed, metric, conditional);
            if observed != total {
                continue;
            }
            let Some(series) = plan.series(observed, metric) else { continue };
            let thresholds = scenario.report.thresholds.iter().filter(|(name, _)| *name == metric);
            let count = thresholds.map(|(_, values)| values.len()).sum();
            let series = tally.series(series);
            for estimate in (0..count).filter_map(|threshold| series.probability_above(threshold)) {
                self.estimate(metric.name(), metric.unit(), estimate);
            }
        }
        if observed == total {
            for (place, watch) in scenario.watches.iter().enumerate() {
                let estimate = tally.series(plan.watches + place).probability_positive();
                self.estimate(watch_metric(&watch.name), "1", estimate);
            }
        }
    }

    /// Every estimate of a metric of a subject; nothing if the scenario does not have it.
    fn metric(&mut self, observed: Observed, metric: Metric, conditional: bool) {
        let results = &self.context.results;
        let plan = results.plan;
        if !results.scenario.has_metric(observed.subject, metric) {
            return;
        }
        if let Some(series) = plan.series(observed, metric) {
            for estimate in &*self.context.of_series(observed, metric, series, conditional) {
                self.estimate(metric.name(), metric.unit(), *estimate);
            }
        } else if metric == Metric::SpotPriceVolumeCovariance {
            // With a single region the total is that region.
            if (observed == Subject::Total.into()
                || observed == Subject::region(0).into() && plan.extent.regions == 1)
                && let Some(estimate) =
                    results.batches.spot_price_volume_covariance(results.tally, plan)
            {
                self.estimate(metric.name(), metric.unit(), estimate);
            }
        } else if let Some(estimate) = results.ratio(observed, metric) {
            self.estimate(metric.name(), metric.unit(), estimate);
        }
    }

    fn estimate(
        &mut self,
        metric: impl Into<Cow<'a, str>>,
        unit: &'static str,
        estimate: Estimate,
    ) {
        (self.put)(Row {
            scenario: &self.context.results.scenario.slug,
            actor: self.actor,
            period: self.period,
            metric: metric.into(),
            unit: unit_of(estimate.statistic, unit),
            statistic: estimate.statistic.name(),
            estimate,
        });
    }
}
