//! The numbers of the first screen for other programs (`--json`).

use serde::Serialize;

use crate::analysis::headline::Headline;
use crate::analysis::landmarks::{LANDMARK_METRIC, Landmark, Landmarks};
use crate::analysis::reserve::Reserve;
use crate::analysis::step_check::{Measured, Move, StepCheck};
use crate::metric::Subject;
use crate::report::manifest::RunFacts;
use crate::results::MONTE_CARLO;
use crate::scenario::Scenario;
use crate::statistics::{Estimate, Statistic};

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
    probability_short: EstimateJson,
    worst_period: Option<PeriodChance>,
    /// Median, given a shortfall.
    first_short_period: Option<PeriodOf>,
    shortfall_mean: EstimateJson,
    shortfall_mean_given_short: EstimateJson,
    shortfall_cvar95: EstimateJson,
    /// Most tonnes overdue at once.
    peak_backlog_mean: EstimateJson,
    peak_backlog_mean_given_short: EstimateJson,
    peak_backlog_cvar95: EstimateJson,
    lateness_mean: EstimateJson,
    fill_rate: EstimateJson,
    /// The least stock more with which hardly any future runs short; null when not searched for.
    reserve: Option<ReserveJson<'a>>,
    /// What finer steps of the computation change; null where it was not looked at.
    step_check: Option<StepCheckJson<'a>>,
    most_exposed: Option<Exposed<'a>>,
    components: Option<Components<'a>>,
    need_mean: EstimateJson,
    need_p05: EstimateJson,
    need_p95: EstimateJson,
    need_share_before: Option<f64>,
    need_share_after: Option<f64>,
    cover: Option<CoverShares>,
    /// Null where no contract is paid for what is not taken.
    paid_not_taken_mean: Option<EstimateJson>,
    cost_take_or_pay_mean: Option<EstimateJson>,
    cost_mean: EstimateJson,
    cost_p95: EstimateJson,
    cost_with_penalty_mean: Option<EstimateJson>,
    cost_with_penalty_p95: Option<EstimateJson>,
    /// Null where it is the spend, `cost`.
    full_cost_mean: Option<EstimateJson>,
    full_cost_p95: Option<EstimateJson>,
    present_value_of_cost_mean: Option<EstimateJson>,
    present_value_of_cost_p95: Option<EstimateJson>,
    carbon_mean: Option<EstimateJson>,
    cost_carbon_mean: Option<EstimateJson>,
    watches: Vec<WatchChance<'a>>,
    /// Trials to look at.
    futures: Option<Futures>,
    warnings: &'a [String],
}

/// An estimate with its unit.
#[derive(Debug, Serialize)]
struct EstimateJson {
    unit: &'static str,
    estimate: Option<f64>,
    std_error: Option<f64>,
    conf_low: Option<f64>,
    conf_high: Option<f64>,
    trials: u64,
}

/// What is to be held; without numbers where nothing is needed.
#[derive(Debug, Serialize)]
struct ReserveJson<'a> {
    is_needed: bool,
    /// Whether it leaves as few futures short as was searched for; else no stock does.
    is_enough: bool,
    /// `ordered` (target and capacity) or `laid-in` (the opening stock as well).
    form: Option<&'static str>,
    /// t.
    tonnes: f64,
    regions: Vec<RegionTonnes<'a>>,
    probability_short: Option<EstimateJson>,
    extra_cost_mean: Option<EstimateJson>,
    search_trials: Option<u64>,
    /// Of the trials that the last two estimates are from.
    seed: Option<u64>,
}

/// Numbers of the screen in the first trials, by steps as they are and by finer ones.
#[derive(Debug, Serialize)]
struct StepCheckJson<'a> {
    trials: u64,
    /// Steps of a period, as they are and finer.
    substeps: u64,
    substeps_finer: u64,
    numbers: Vec<MoveJson<'a>>,
}

#[derive(Debug, Serialize)]
struct MoveJson<'a> {
    /// The metric, or the watch.
    metric: &'a str,
    statistic: String,
    /// Null for the total.
    facility: Option<&'a str>,
    /// Null over the horizon.
    period: Option<u64>,
    unit: &'static str,
    estimate: f64,
    finer: f64,
    /// Of the difference, paired trial by trial.
    std_error: Option<f64>,
    conf_low: Option<f64>,
    conf_high: Option<f64>,
    /// The difference over `estimate`; null if that is 0 and `finer` is not.
    relative: Option<f64>,
    /// Whether the screen tells it.
    is_told: bool,
}

#[derive(Debug, Serialize)]
struct RegionTonnes<'a> {
    region: &'a str,
    tonnes: f64,
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
    probability_short: EstimateJson,
}

#[derive(Debug, Serialize)]
struct Exposed<'a> {
    facility: &'a str,
    probability_short: EstimateJson,
    probability_delayed: EstimateJson,
    probability_not_completed: EstimateJson,
    shortage_delay_mean_given_delayed: EstimateJson,
    cost_of_delay_mean: Option<EstimateJson>,
}

/// Null where the scenario has no component makers.
#[derive(Debug, Serialize)]
struct Components<'a> {
    probability_missing: EstimateJson,
    component_shortfall_mean: EstimateJson,
    latest_facility: Option<&'a str>,
    shortage_delay_mean: Option<EstimateJson>,
}

/// Shares of the mean need by where the metal was acquired; null for an origin that the scenario
/// does not have.
#[derive(Debug, Serialize)]
struct CoverShares {
    contract: Option<f64>,
    spot: Option<f64>,
    opening_stock: Option<f64>,
    scrap: Option<f64>,
    unserved: f64,
}

#[derive(Debug, Serialize)]
struct WatchChance<'a> {
    watch: &'a str,
    probability: EstimateJson,
}

/// Trials nearest to quantiles of a metric, and that with the most of it.
#[derive(Debug, Serialize)]
struct Futures {
    metric: &'static str,
    unit: &'static str,
    /// How many trials were looked at, the first of the run.
    of_trials: u64,
    median: Future,
    p95: Future,
    worst: Future,
}

/// A trial by its number, from 0, and its value.
#[derive(Debug, Serialize)]
struct Future {
    trial: u64,
    value: f64,
}

impl From<&Landmarks> for Futures {
    fn from(landmarks: &Landmarks) -> Self {
        let future = |mark: Landmark| Future { trial: mark.trial, value: mark.full_cost };
        Futures {
            metric: LANDMARK_METRIC.name(),
            unit: LANDMARK_METRIC.unit(),
            of_trials: landmarks.of_trials,
            median: future(landmarks.median),
            p95: future(landmarks.p95),
            worst: future(landmarks.worst),
        }
    }
}

impl EstimateJson {
    fn new(estimate: &Estimate, unit: &'static str) -> Self {
        EstimateJson {
            unit,
            estimate: estimate.estimate,
            std_error: estimate.std_error,
            conf_low: estimate.conf_low,
            conf_high: estimate.conf_high,
            trials: estimate.trials,
        }
    }
}

impl<'a> ReserveJson<'a> {
    fn new(reserve: &Reserve, scenario: &'a Scenario) -> Self {
        let Reserve::Hold(advice) = reserve else {
            return ReserveJson {
                is_needed: false,
                is_enough: true,
                form: None,
                tonnes: 0.0,
                regions: Vec::new(),
                probability_short: None,
                extra_cost_mean: None,
                search_trials: None,
                seed: None,
            };
        };
        let regions = scenario.regions.iter().zip(&advice.tonnes);
        ReserveJson {
            is_needed: true,
            is_enough: advice.is_enough,
            form: Some(advice.form.name()),
            tonnes: advice.total(),
            regions: regions
                .map(|(region, &tonnes)| RegionTonnes { region: &region.name, tonnes })
                .collect(),
            probability_short: Some(EstimateJson::new(&advice.left, "1")),
            extra_cost_mean: Some(EstimateJson::new(&advice.cost, "USD")),
            search_trials: Some(advice.search_trials),
            seed: Some(advice.seed),
        }
    }
}

impl<'a> StepCheckJson<'a> {
    fn new(check: &StepCheck, scenario: &'a Scenario) -> Self {
        let moved = |moved: &Move| {
            let (metric, unit, observed) = match moved.measured {
                Measured::Watch(watch) => (scenario.watches[watch].name.as_str(), "1", None),
                Measured::Metric(observed, metric) => {
                    (metric.name(), metric.unit(), Some(observed))
                }
            };
            let facility = observed.and_then(|observed| match observed.subject {
                Subject::Facility(facility) => Some(scenario.facilities[facility].name.as_str()),
                _ => None,
            });
            let is_chance = moved.statistic == Statistic::ProbabilityPositive;
            MoveJson {
                metric,
                statistic: moved.statistic.name().into_owned(),
                facility,
                period: observed.and_then(|observed| observed.period).map(|period| period as u64),
                unit: if is_chance { "1" } else { unit },
                estimate: moved.estimate,
                finer: moved.finer,
                std_error: moved.difference.std_error,
                conf_low: moved.difference.conf_low,
                conf_high: moved.difference.conf_high,
                relative: Some(moved.relative()).filter(|relative| relative.is_finite()),
                is_told: moved.is_told(),
            }
        };
        StepCheckJson {
            trials: check.trials,
            substeps: scenario.time.substeps() as u64,
            substeps_finer: check.finer.substeps() as u64,
            numbers: check.moves.iter().map(moved).collect(),
        }
    }
}

impl<'a> FirstScreen<'a> {
    pub fn new(scenario: &'a Scenario, headline: &Headline, facts: &'a RunFacts) -> Self {
        let period =
            |period: usize| PeriodOf { period: period as u64, label: scenario.time.label(period) };
        let tonnes = |estimate: &Estimate| EstimateJson::new(estimate, "t");
        let share = |estimate: &Estimate| EstimateJson::new(estimate, "1");
        let money = |estimate: &Estimate| EstimateJson::new(estimate, "USD");
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
            peak_backlog_mean: tonnes(&headline.peak_backlog),
            peak_backlog_mean_given_short: tonnes(&headline.peak_backlog_given_short),
            peak_backlog_cvar95: tonnes(&headline.peak_backlog_worst),
            lateness_mean: EstimateJson::new(&headline.lateness, "t.year"),
            fill_rate: share(&headline.fill_rate),
            reserve: headline.reserve.as_ref().map(|reserve| ReserveJson::new(reserve, scenario)),
            step_check: headline
                .step_check
                .as_ref()
                .map(|check| StepCheckJson::new(check, scenario)),
            most_exposed: headline.most_exposed.as_ref().map(|exposed| Exposed {
                facility: &scenario.facilities[exposed.facility].name,
                probability_short: share(&exposed.short),
                probability_delayed: share(&exposed.delayed),
                probability_not_completed: share(&exposed.not_completed),
                shortage_delay_mean_given_delayed: EstimateJson::new(
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
                    .map(|(_, weeks)| EstimateJson::new(weeks, "week")),
            }),
            need_mean: tonnes(&headline.need.mean),
            need_p05: tonnes(&headline.need.low),
            need_p95: tonnes(&headline.need.high),
            need_share_before: headline.need.share_before,
            need_share_after: headline.need.share_after,
            cover: headline.cover.map(|cover| CoverShares {
                contract: cover.contract,
                spot: cover.spot,
                opening_stock: cover.opening_stock,
                scrap: cover.scrap,
                unserved: cover.unserved,
            }),
            paid_not_taken_mean: headline.not_taken.as_ref().map(|paid| tonnes(&paid.tonnes)),
            cost_take_or_pay_mean: headline.not_taken.as_ref().map(|paid| money(&paid.cost)),
            cost_mean: money(&headline.cost.mean),
            cost_p95: money(&headline.cost.high),
            cost_with_penalty_mean: penalty.map(|spend| money(&spend.mean)),
            cost_with_penalty_p95: penalty.map(|spend| money(&spend.high)),
            full_cost_mean: headline.full_cost.as_ref().map(|spend| money(&spend.mean)),
            full_cost_p95: headline.full_cost.as_ref().map(|spend| money(&spend.high)),
            present_value_of_cost_mean: headline
                .present_value
                .as_ref()
                .map(|spend| money(&spend.mean)),
            present_value_of_cost_p95: headline
                .present_value
                .as_ref()
                .map(|spend| money(&spend.high)),
            carbon_mean: headline.carbon.as_ref().map(|carbon| EstimateJson::new(carbon, "tCO2e")),
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
            futures: headline.landmarks.as_ref().map(Futures::from),
            warnings: &facts.warnings,
        }
    }
}
