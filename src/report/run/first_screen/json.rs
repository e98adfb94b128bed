//! The numbers of the first screen for other programs (`--json`).

use serde::Serialize;

use crate::analysis::headline::Headline;
use crate::report::manifest::RunFacts;
use crate::results::MONTE_CARLO;
use crate::scenario::Scenario;
use crate::statistics::Estimate;

/// The same numbers as the first screen, in base units, unrounded.
#[derive(Debug, Serialize)]
pub struct FirstScreen<'a> {
    scenario: &'a str,
    name: &'a str,
    trials: u64,
    design: &'a str,
    seed: u64,
    precision: Option<f64>,
    converged: Option<bool>,
    /// Half the width of the least precise decisive interval over its estimate; null when it cannot
    /// be told.
    least_precise: Option<f64>,
    /// Probability that any period is short.
    probability_short: Number,
    worst_period: Option<PeriodChance>,
    /// Median, given a shortfall.
    first_short_period: Option<PeriodOf>,
    shortfall_mean: Number,
    shortfall_mean_given_short: Number,
    shortfall_cvar95: Number,
    fill_rate: Number,
    /// 95th percentile of the cover gap.
    reserve: Number,
    /// The reserve at the price at the start.
    reserve_value: Option<Plain>,
    most_exposed: Option<Exposed<'a>>,
    components: Option<Components<'a>>,
    need_mean: Number,
    need_p05: Number,
    need_p95: Number,
    need_share_before: Option<f64>,
    need_share_after: Option<f64>,
    cover: Option<CoverShares>,
    cost_mean: Number,
    cost_p95: Number,
    cost_with_penalty_mean: Option<Number>,
    cost_with_penalty_p95: Option<Number>,
    present_value_of_cost_mean: Option<Number>,
    present_value_of_cost_p95: Option<Number>,
    carbon_mean: Option<Number>,
    cost_carbon_mean: Option<Number>,
    watches: Vec<WatchChance<'a>>,
    warnings: &'a [String],
}

/// An estimate with its unit.
#[derive(Debug, Serialize)]
struct Number {
    unit: &'static str,
    estimate: Option<f64>,
    std_error: Option<f64>,
    conf_low: Option<f64>,
    conf_high: Option<f64>,
    trials: u64,
}

#[derive(Debug, Serialize)]
struct Plain {
    unit: &'static str,
    estimate: f64,
}

#[derive(Debug, Serialize)]
struct PeriodOf {
    period: u64,
    label: String,
}

#[derive(Debug, Serialize)]
struct PeriodChance {
    #[serde(flatten)]
    period: PeriodOf,
    probability_short: Number,
}

#[derive(Debug, Serialize)]
struct Exposed<'a> {
    facility: &'a str,
    probability_short: Number,
    probability_delayed: Number,
    shortage_delay_mean_given_delayed: Number,
    cost_of_delay_mean: Option<Number>,
}

/// Null where the scenario has no component makers.
#[derive(Debug, Serialize)]
struct Components<'a> {
    probability_missing: Number,
    component_shortfall_mean: Number,
    latest_facility: Option<&'a str>,
    shortage_delay_mean: Option<Number>,
}

/// Shares of the mean need; null for a source that the scenario does not have.
#[derive(Debug, Serialize)]
struct CoverShares {
    contract: Option<f64>,
    route: Option<f64>,
    stock: Option<f64>,
    spot: Option<f64>,
    unserved: f64,
}

#[derive(Debug, Serialize)]
struct WatchChance<'a> {
    watch: &'a str,
    probability: Number,
}

impl Number {
    fn new(estimate: &Estimate, unit: &'static str) -> Self {
        Number {
            unit,
            estimate: estimate.estimate,
            std_error: estimate.std_error,
            conf_low: estimate.conf_low,
            conf_high: estimate.conf_high,
            trials: estimate.trials,
        }
    }
}

impl<'a> FirstScreen<'a> {
    pub fn new(scenario: &'a Scenario, headline: &Headline, facts: &'a RunFacts) -> Self {
        let period =
            |period: usize| PeriodOf { period: period as u64, label: scenario.time.label(period) };
        let tonnes = |estimate: &Estimate| Number::new(estimate, "t");
        let share = |estimate: &Estimate| Number::new(estimate, "1");
        let money = |estimate: &Estimate| Number::new(estimate, "USD");
        let penalty = headline.cost_with_penalty.as_ref();
        FirstScreen {
            scenario: &scenario.slug,
            name: &scenario.name,
            trials: headline.trials,
            design: MONTE_CARLO,
            seed: scenario.simulation.seed,
            precision: facts.precision,
            converged: facts.converged,
            least_precise: facts
                .limiting
                .map(|limiting| limiting.relative_half_width)
                .filter(|width| width.is_finite()),
            probability_short: share(&headline.short),
            worst_period: headline.worst_period.as_ref().map(|worst| PeriodChance {
                period: period(worst.period),
                probability_short: share(&worst.short),
            }),
            first_short_period: headline
                .first_short_period
                .estimate
                .map(|first| period(first as usize)),
            shortfall_mean: tonnes(&headline.shortfall),
            shortfall_mean_given_short: tonnes(&headline.shortfall_given_short),
            shortfall_cvar95: tonnes(&headline.shortfall_worst),
            fill_rate: share(&headline.fill_rate),
            reserve: tonnes(&headline.reserve),
            reserve_value: headline
                .reserve
                .estimate
                .zip(headline.price)
                .map(|(tonnes, price)| Plain { unit: "USD", estimate: tonnes * price }),
            most_exposed: headline.most_exposed.as_ref().map(|exposed| Exposed {
                facility: &scenario.facilities[exposed.facility].name,
                probability_short: share(&exposed.short),
                probability_delayed: share(&exposed.delayed),
                shortage_delay_mean_given_delayed: Number::new(
                    &exposed.delay_given_delayed,
                    "week",
                ),
                cost_of_delay_mean: exposed.cost_of_delay.as_ref().map(money),
            }),
            components: headline.components.as_ref().map(|components| Components {
                probability_missing: share(&components.missing),
                component_shortfall_mean: tonnes(&components.tonnes),
                latest_facility: components
                    .latest
                    .as_ref()
                    .map(|(facility, _)| scenario.facilities[*facility].name.as_str()),
                shortage_delay_mean: components
                    .latest
                    .as_ref()
                    .map(|(_, weeks)| Number::new(weeks, "week")),
            }),
            need_mean: tonnes(&headline.need.mean),
            need_p05: tonnes(&headline.need.low),
            need_p95: tonnes(&headline.need.high),
            need_share_before: headline.need.share_before,
            need_share_after: headline.need.share_after,
            cover: headline.cover.map(|cover| CoverShares {
                contract: cover.contract,
                route: cover.route,
                stock: cover.stock,
                spot: cover.spot,
                unserved: cover.unserved,
            }),
            cost_mean: money(&headline.cost.mean),
            cost_p95: money(&headline.cost.high),
            cost_with_penalty_mean: penalty.map(|spend| money(&spend.mean)),
            cost_with_penalty_p95: penalty.map(|spend| money(&spend.high)),
            present_value_of_cost_mean: headline
                .present_value
                .as_ref()
                .map(|spend| money(&spend.mean)),
            present_value_of_cost_p95: headline
                .present_value
                .as_ref()
                .map(|spend| money(&spend.high)),
            carbon_mean: headline.carbon.as_ref().map(|carbon| Number::new(carbon, "tCO2e")),
            cost_carbon_mean: headline.carbon_cost.as_ref().map(money),
            watches: scenario
                .watches
                .iter()
                .zip(&headline.watches)
                .map(|(watch, estimate)| WatchChance {
                    watch: &watch.name,
                    probability: share(estimate),
                })
                .collect(),
            warnings: &facts.warnings,
        }
    }
}
