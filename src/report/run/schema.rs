//! The tables of a run.

use crate::report::schema::columns::{
    CONF_HIGH, CONF_LOW, ESTIMATE, METRIC, SCENARIO, STATISTICS, STD_ERROR, UNIT,
};
use crate::report::schema::{Column, ForeignKey, Table, metrics_table};

const PERIOD: Column = Column::integer("period", "Number of the period, from 0.")
    .required()
    .at_least(0.0)
    .unit("period");
const PERIOD_START: Column = Column::date("period_start", "First day of the period.").required();
const PERIOD_END: Column =
    Column::date("period_end", "Last day of the period, included.").required();
const REGION: Column = Column::text("region", "Region.").required();
const FACILITY: Column = Column::text("facility", "Facility.").required();
const MINE: Column = Column::text("mine", "Mine.").required();
const PRODUCT: Column = Column::text("product", "Product of the mine.").required();
const FABRICATOR: Column = Column::text("fabricator", "Component maker.").required();
const CONTRACT: Column = Column::text("contract", "Contract.").required();
/// What tells the rows of one subject apart.
const ESTIMATE_KEY: [&str; 5] = ["metric", "statistic", "level", "threshold", "given"];

/// Every table, in the order of the data package.
#[derive(Debug, Clone, PartialEq)]
pub struct Tables {
    pub summary: Table,
    pub periods: Table,
    pub regions: Table,
    pub region_periods: Table,
    pub facilities: Table,
    pub facility_periods: Table,
    pub mines: Table,
    pub mine_periods: Table,
    pub products: Table,
    pub product_periods: Table,
    pub contracts: Table,
    pub contract_periods: Table,
    pub fabricators: Table,
    pub fabricator_periods: Table,
    pub distributions: Table,
    pub batches: Table,
    pub convergence: Table,
    pub metrics: Table,
    pub actors: Table,
    pub variables: Table,
}

impl Tables {
    pub fn new() -> Self {
        let periodic = [PERIOD, PERIOD_START, PERIOD_END];
        let contract = [CONTRACT, Column::text("mine", "Mine; blank for a trader."), REGION];
        Tables {
            summary: estimates("summary", "The whole system over the horizon.", &[]),
            periods: estimates("periods", "The whole system, period by period.", &periodic),
            regions: estimates("regions", "Each region over the horizon.", &[REGION]),
            region_periods: estimates(
                "region_periods",
                "Each region, period by period.",
                &joined(&[REGION], &periodic),
            ),
            facilities: estimates(
                "facilities",
                "Each facility over the horizon.",
                &[FACILITY, REGION],
            ),
            facility_periods: estimates(
                "facility_periods",
                "Each facility, period by period: means and probabilities only.",
                &joined(&[FACILITY, REGION], &periodic),
            ),
            mines: estimates("mines", "Each mine over the horizon.", &[MINE]),
            mine_periods: estimates(
                "mine_periods",
                "Each mine, period by period.",
                &joined(&[MINE], &periodic),
            ),
            products: estimates(
                "products",
                "Each product of a mine that has several, over the horizon.",
                &[MINE, PRODUCT],
            ),
            product_periods: estimates(
                "product_periods",
                "Each product of a mine that has several, period by period.",
                &joined(&[MINE, PRODUCT], &periodic),
            ),
            contracts: estimates("contracts", "Each contract over the horizon.", &contract),
            contract_periods: estimates(
                "contract_periods",
                "Each contract, period by period.",
                &joined(&contract, &periodic),
            ),
            fabricators: estimates(
                "fabricators",
                "Each component maker over the horizon.",
                &[FABRICATOR, REGION],
            ),
            fabricator_periods: estimates(
                "fabricator_periods",
                "Each component maker, period by period.",
                &joined(&[FABRICATOR, REGION], &periodic),
            ),
            distributions: distributions(),
            batches: batches(),
            convergence: convergence(),
            metrics: metrics_table(),
            actors: actors(),
            variables: variables(),
        }
    }

    /// All of them, in order.
    pub fn all(&self) -> [&Table; 20] {
        [
            &self.summary,
            &self.periods,
            &self.regions,
            &self.region_periods,
            &self.facilities,
            &self.facility_periods,
            &self.mines,
            &self.mine_periods,
            &self.products,
            &self.product_periods,
            &self.contracts,
            &self.contract_periods,
            &self.fabricators,
            &self.fabricator_periods,
            &self.distributions,
            &self.batches,
            &self.convergence,
            &self.metrics,
            &self.actors,
            &self.variables,
        ]
    }
}

impl Default for Tables {
    fn default() -> Self {
        Self::new()
    }
}

fn joined(first: &[Column], second: &[Column]) -> Vec<Column> {
    [first, second].concat()
}

fn metric_reference() -> ForeignKey {
    ForeignKey {
        columns: vec!["scenario", "metric"],
        table: "metrics",
        referenced: vec!["scenario", "metric"],
    }
}

fn estimates(name: &'static str, description: &'static str, keys: &[Column]) -> Table {
    // What may be blank, as the mine of a contract with a trader, identifies and refers to nothing.
    let own =
        |column: &Column| column.required && !matches!(column.name, "period_start" | "period_end");
    // A region or mine that an actor of the row belongs to follows from it.
    let identifying = keys.iter().filter(|column| own(column)).map(|column| column.name);
    let is_actor = |column: &Column| {
        matches!(column.name, "region" | "facility" | "mine" | "contract" | "fabricator")
    };
    let actors = keys.iter().filter(|column| column.required && is_actor(column));
    let actor_reference = |column: &Column| ForeignKey {
        columns: vec!["scenario", column.name],
        table: "actors",
        referenced: vec!["scenario", "actor"],
    };
    // Products of two mines may have the same name.
    let product_reference = |_: &Column| ForeignKey {
        columns: vec!["scenario", "mine", "product"],
        table: "actors",
        referenced: vec!["scenario", "mine", "actor"],
    };
    let products = keys.iter().filter(|column| column.name == "product");
    Table {
        name,
        description,
        primary_key: std::iter::once("scenario").chain(identifying).chain(ESTIMATE_KEY).collect(),
        foreign_keys: std::iter::once(metric_reference())
            .chain(actors.map(actor_reference))
            .chain(products.map(product_reference))
            .collect(),
        columns: [&[SCENARIO], keys, &ESTIMATE].concat(),
    }
}

fn distributions() -> Table {
    Table {
        name: "distributions",
        description: "Histogram, distribution function and exceedance in one, a row a bin. The \
            edges are 16 to the octave \
                      (2^e (1 + j/16)), mirrored below zero, with an atom at 0 as the bin 0..0, \
                      and the same in all scenarios. A positive bin holds \
                      bin_low <= x < bin_high, a negative one bin_low < x <= bin_high. Runs of \
                      empty bins are left out but for the last of each, so that a line \
                      through (bin_high, exceedance) is right everywhere.",
        columns: vec![
            SCENARIO,
            Column::text("kind", "Kind of subject.")
                .required()
                .one_of(&["total", "region", "facility"]),
            Column::text("actor", "Name of the region or facility; blank for the total."),
            METRIC,
            Column::text("unit", "Unit of `bin_low` and `bin_high`.").required(),
            Column::number("bin_low", "Lower edge of the bin.").required(),
            Column::number("bin_high", "Upper edge of the bin.").required(),
            Column::integer("trials", "Trials in the bin.").required().at_least(0.0),
            Column::number("probability", "Share of all trials in the bin.")
                .required()
                .probability(),
            Column::number("exceedance", "P(X > bin_high): share of all trials beyond the bin.")
                .required()
                .probability(),
            Column::number(
                "exceedance_std_error",
                "Standard error of the exceedance; blank where it is 0 or 1.",
            )
            .probability(),
            Column::number("exceedance_conf_low", "Lower 95 % limit of the exceedance.")
                .probability(),
            Column::number("exceedance_conf_high", "Upper 95 % limit of the exceedance.")
                .probability(),
        ],
        primary_key: vec!["scenario", "kind", "actor", "metric", "bin_low", "bin_high"],
        foreign_keys: vec![metric_reference()],
    }
}

fn batches() -> Table {
    Table {
        name: "batches",
        description: "The decisive estimates of each of 32 batches of trials: block b of 64 trials \
            belongs to batch b mod 32. Batches of the same number \
                      in scenarios of the same seed share their random numbers, so the spread of \
                      the differences of two scenarios over the batches is the error \
                      of their difference.",
        columns: vec![
            SCENARIO,
            Column::integer("batch", "Number of the batch, from 0.").required().at_least(0.0),
            METRIC,
            Column::text("unit", "Unit of `estimate`; 1 for probabilities and shares.").required(),
            Column::text("statistic", "What of the metric is estimated.")
                .required()
                .one_of(STATISTICS),
            Column::number("level", "Level of a quantile or CVaR, else blank.").probability(),
            Column::number(
                "threshold",
                "Threshold of `prob_above`, in the metric's unit, else blank.",
            ),
            Column::integer("trials", "Trials of the batch.").required().at_least(0.0),
            Column::number(
                "estimate",
                "The estimate from them; quantiles and CVaR come from bins of 0.8 %.",
            ),
        ],
        primary_key: vec!["scenario", "batch", "metric", "statistic", "level", "threshold"],
        foreign_keys: vec![metric_reference()],
    }
}

fn convergence() -> Table {
    Table {
        name: "convergence",
        description: "How the headline estimates settled as trials were added: looked at after \
            1024 trials and each time twice as many.",
        columns: vec![
            SCENARIO,
            METRIC,
            UNIT,
            Column::text("statistic", "What of the metric is estimated.")
                .required()
                .one_of(STATISTICS),
            Column::integer("trials", "Trials so far.").required().at_least(0.0),
            Column::number("estimate", "The estimate from them."),
            STD_ERROR,
            CONF_LOW,
            CONF_HIGH,
        ],
        primary_key: vec!["scenario", "metric", "statistic", "trials"],
        foreign_keys: vec![metric_reference()],
    }
}

fn actors() -> Table {
    Table {
        name: "actors",
        description: "The regions, routes, facilities, mines and their products, contracts, hedges \
            and component makers of the scenario.",
        columns: vec![
            SCENARIO,
            Column::text("kind", "What it is.").required().one_of(&[
                "region",
                "route",
                "facility",
                "mine",
                "product",
                "contract",
                "hedge",
                "fabricator",
            ]),
            Column::text("actor", "Its name.").required(),
            Column::text("region", "Region of a facility, contract, hedge or component maker."),
            Column::text("mine", "Mine of a contract or a product; blank for a trader."),
            Column::text("product", "Product that a contract is for; blank if the mine has none."),
            Column::integer("priority", "Of a facility; 1 is served first.").at_least(0.0),
            Column::number("power_mw", "Power of a facility; its mean where it is uncertain.")
                .unit("MW"),
            Column::date(
                "planned_start",
                "First day of a facility's build, a mine's ramp (or the stacking of its heap \
                 leach) or the term of a contract or hedge, as planned.",
            ),
            Column::date(
                "planned_end",
                "Last day of a facility's build (of mean duration, without delay or overrun) or of \
                 the term of a contract or hedge, included.",
            ),
        ],
        primary_key: vec!["scenario", "kind", "actor", "mine"],
        foreign_keys: Vec::new(),
    }
}

fn variables() -> Table {
    Table {
        name: "variables",
        description: "Every quantity that the scenario gives as a distribution, with the moments \
            and quantiles of that distribution.",
        columns: vec![
            SCENARIO,
            Column::text(
                "variable",
                "Path of the quantity in the scenario, which names its random \
                stream.",
            )
            .required(),
            Column::text(
                "group",
                "The actor it belongs to, or `price`, `variable`, `shortage`, \
                `money`.",
            )
            .required(),
            Column::text("unit", "Its base unit; 1 if it has none.").required(),
            Column::text("distribution", "The distribution, in that unit.").required(),
            Column::text(
                "each",
                "How often it is \
                drawn.",
            )
            .required()
            .one_of(&["trial", "period", "outage"]),
            Column::number("mean", "Mean of the distribution; blank where it is not finite."),
            Column::number(
                "sd",
                "Standard deviation of the distribution; blank where it is not \
                finite.",
            ),
            Column::number("p05", "Its 5 % quantile."),
            Column::number("p50", "Its median."),
            Column::number("p95", "Its 95 % quantile."),
            Column::text(
                "source",
                "Where it is written: file and line, cell of a CSV file (file:row:column), or \
                 command-line option.",
            )
            .required(),
        ],
        primary_key: vec!["scenario", "variable"],
        foreign_keys: Vec::new(),
    }
}
