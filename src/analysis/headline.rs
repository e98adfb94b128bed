//! The few numbers that answer the planner's first questions, picked from the estimates of a run.

use crate::analysis::landmarks::Landmarks;
use crate::analysis::reserve::Reserve;
use crate::analysis::step_check::StepCheck;
use crate::index::FacilityIndex;
use crate::metric::Metric;
use crate::metric::Subject;
use crate::metric::series::SeriesPlan;
use crate::model::requirement::REPORTED_SHORT;
use crate::scenario::Scenario;
use crate::statistics::{Estimate, Given, Series, Tally};

/// Level of the worst cases.
pub const LEVEL: f64 = 0.95;

/// The answers, in base units.
#[derive(Debug, Clone, PartialEq)]
pub struct Headline {
    pub trials: u64,
    /// Probability that any period is short.
    pub short: Estimate,
    /// The period most likely to be short; `None` when none ever is.
    pub worst_period: Option<WorstPeriod>,
    /// Median index of the first short period, given one.
    pub first_short_period: Estimate,
    /// Tonnes not served when due.
    pub shortfall: Estimate,
    pub shortfall_given_short: Estimate,
    /// Mean shortfall in the worst 5 % of trials.
    pub shortfall_worst: Estimate,
    /// Most tonnes overdue at once; and given a shortfall, and in the worst 5 % of trials.
    pub peak_backlog: Estimate,
    pub peak_backlog_given_short: Estimate,
    pub peak_backlog_worst: Estimate,
    /// Tonnes overdue times the time that they are, t·year.
    pub lateness: Estimate,
    pub fill_rate: Estimate,
    /// How much more stock is needed; `None` where it was not searched for.
    pub reserve: Option<Reserve>,
    /// What finer steps change; `None` where it was not looked at.
    pub step_check: Option<StepCheck>,
    /// Futures to look at; `None` where they were not looked for.
    pub landmarks: Option<Landmarks>,
    /// The facility most likely to be short; `None` when none ever is.
    pub most_exposed: Option<MostExposed>,
    /// Of a scenario with component makers.
    pub components: Option<MissingComponents>,
    /// What is not complete within the horizon; `None` when everything always is.
    pub not_completed: Option<NotCompleted>,
    pub need: Need,
    pub cover: Option<Cover>,
    /// If a contract may be paid for what is not taken.
    pub not_taken: Option<NotTaken>,
    pub cost: Spend,
    /// With penalties or cost of delay, if the scenario has them.
    pub cost_with_penalty: Option<Spend>,
    /// With what delay costs and what is still overdue at the end, where that is not the spend.
    pub full_cost: Option<Spend>,
    /// Discounted, if the scenario has a discount rate.
    pub present_value: Option<Spend>,
    pub carbon: Option<Estimate>,
    /// Mean cost of the carbon, USD, if it has a price.
    pub carbon_cost: Option<Estimate>,
    /// Probability of each watch, in the scenario's order.
    pub watches: Vec<Estimate>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct WorstPeriod {
    pub period: usize,
    /// Probability that metal is missing in it.
    pub short: Estimate,
}

#[derive(Debug, Clone, PartialEq)]
pub struct MostExposed {
    /// Index into the scenario's facilities.
    pub facility: FacilityIndex,
    /// Probability of any shortfall.
    pub short: Estimate,
    /// Probability that missing metal delays it.
    pub delayed: Estimate,
    /// Mean delay by missing metal over the trials with one, weeks.
    pub delay_given_delayed: Estimate,
    /// Probability that it is not complete within the horizon; above 0, delay and cost are lower
    /// bounds.
    pub not_completed: Estimate,
    /// Mean cost of delay, USD; `None` for a facility without a cost of delay.
    pub cost_of_delay: Option<Estimate>,
}

/// Metal that falls due, t.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    pub mean: Estimate,
    pub low: Estimate,
    pub high: Estimate,
    /// Share of all metal that is needed before the horizon, and taken as met.
    pub share_before: Option<f64>,
    /// Share of all metal that is needed after the horizon.
    pub share_after: Option<f64>,
}

/// Where the metal that is served was acquired: shares of the mean need; `None` for an origin that
/// the scenario does not have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cover {
    pub contract: Option<f64>,
    pub spot: Option<f64>,
    pub opening_stock: Option<f64>,
    pub scrap: Option<f64>,
    /// What is not served by the horizon.
    pub unserved: f64,
}

/// What is paid and not taken, beside what is bought on the spot market.
#[derive(Debug, Clone, PartialEq)]
pub struct NotTaken {
    /// Mean, t.
    pub tonnes: Estimate,
    /// Mean, USD.
    pub cost: Estimate,
    /// Mean, t; `None` without a spot market.
    pub spot_bought: Option<Estimate>,
}

/// Money, USD.
#[derive(Debug, Clone, PartialEq)]
pub struct Spend {
    pub mean: Estimate,
    pub high: Estimate,
}

/// What is not complete within the horizon.
#[derive(Debug, Clone, PartialEq)]
pub struct NotCompleted {
    /// Probability that any facility is not.
    pub any: Estimate,
    /// The one that is not most often, and its probability.
    pub facility: FacilityIndex,
    pub probability: Estimate,
}

/// What is missing of components on the sites.
#[derive(Debug, Clone, PartialEq)]
pub struct MissingComponents {
    /// Probability that any is.
    pub missing: Estimate,
    /// Metal in them, t on average.
    pub tonnes: Estimate,
    /// The facility that waits longest for metal or components, and its mean delay for it in weeks;
    /// `None` if none ever waits.
    pub latest: Option<(FacilityIndex, Estimate)>,
    /// Whether that delay is a lower bound: the facility is not completed within the horizon in some
    /// trials.
    pub is_lower_bound: bool,
}

impl Headline {
    /// Picks the numbers from a tally; `None` for a plan without the series of the total, which no
    /// model makes.
    pub fn new(scenario: &Scenario, plan: &SeriesPlan, tally: &Tally) -> Option<Self> {
        let series =
            |subject, metric| plan.series(subject, metric).map(|number| tally.series(number));
        let total = |metric| series(Subject::Total, metric);
        let shortfall = total(Metric::Shortfall)?;
        let peak_backlog = total(Metric::PeakBacklog)?;
        let fill_rate = plan.ratio(Subject::Total, Metric::FillRate)?;
        Some(Headline {
            trials: tally.trials(),
            short: shortfall.probability_positive(),
            worst_period: worst_period(plan, tally),
            first_short_period: total(Metric::FirstShortPeriod)?
                .labelled(Given::Short)
                .quantile(0.5),
            shortfall: shortfall.mean(),
            shortfall_given_short: shortfall.given_positive().mean(),
            shortfall_worst: shortfall.tail_mean(LEVEL),
            peak_backlog: peak_backlog.mean(),
            peak_backlog_given_short: peak_backlog.given_positive().mean(),
            peak_backlog_worst: peak_backlog.tail_mean(LEVEL),
            lateness: total(Metric::Lateness)?.mean(),
            fill_rate: tally.ratio(fill_rate).complement(),
            reserve: None,
            step_check: None,
            landmarks: None,
            most_exposed: most_exposed(scenario, plan, tally),
            components: components(scenario, plan, tally),
            not_completed: not_completed(scenario, plan, tally),
            need: need(&total)?,
            cover: cover(&total),
            not_taken: total(Metric::PaidNotTaken).zip(total(Metric::CostTakeOrPay)).map(
                |(tonnes, cost)| NotTaken {
                    tonnes: tonnes.mean(),
                    cost: cost.mean(),
                    spot_bought: total(Metric::SpotBought).map(|bought| bought.mean()),
                },
            ),
            cost: spend(&total(Metric::Cost)?),
            cost_with_penalty: total(Metric::CostWithPenalty).as_ref().map(spend),
            full_cost: total(Metric::FullCost).as_ref().map(spend).filter(|full| {
                full.mean.estimate != total(Metric::Cost).and_then(|cost| cost.mean().estimate)
            }),
            present_value: total(Metric::PresentValueOfCost).as_ref().map(spend),
            carbon: total(Metric::Carbon).map(|carbon| carbon.mean()),
            carbon_cost: total(Metric::CostCarbon).map(|cost| cost.mean()),
            watches: (0..scenario.watches.len())
                .map(|watch| tally.series(plan.watches + watch).probability_positive())
                .collect(),
        })
    }
}

/// The first of the candidates with the largest probability, unless all are zero.
fn likeliest<T>(candidates: impl Iterator<Item = (T, Estimate)>) -> Option<(T, Estimate)> {
    candidates.filter(|(_, estimate)| estimate.estimate > Some(0.0)).fold(
        None,
        |best, candidate| match best {
            Some(best) if best.1.estimate >= candidate.1.estimate => Some(best),
            _ => Some(candidate),
        },
    )
}

fn worst_period(plan: &SeriesPlan, tally: &Tally) -> Option<WorstPeriod> {
    let periods = (0..plan.extent.periods).filter_map(|period| {
        let number = plan.series(Subject::Total.in_period(period), Metric::Short)?;
        Some((period, tally.series(number).probability_positive()))
    });
    likeliest(periods).map(|(period, short)| WorstPeriod { period, short })
}

fn most_exposed(scenario: &Scenario, plan: &SeriesPlan, tally: &Tally) -> Option<MostExposed> {
    let series = |facility, metric| {
        plan.series(Subject::Facility(facility), metric).map(|number| tally.series(number))
    };
    let facilities = scenario.facilities.indices().filter_map(|facility| {
        Some((facility, series(facility, Metric::Shortfall)?.probability_positive()))
    });
    let (facility, short) = likeliest(facilities)?;
    let delay = series(facility, Metric::ShortageDelay)?;
    Some(MostExposed {
        facility,
        short,
        delayed: delay.probability_positive(),
        delay_given_delayed: delay.given_positive().mean().given(None),
        not_completed: series(facility, Metric::NotCompleted)?.probability_positive(),
        cost_of_delay: scenario.facilities[facility]
            .cost_of_delay
            .as_ref()
            .and_then(|_| series(facility, Metric::CostOfDelay))
            .map(|cost| cost.mean()),
    })
}

fn not_completed(scenario: &Scenario, plan: &SeriesPlan, tally: &Tally) -> Option<NotCompleted> {
    let chance = |subject| {
        let number = plan.series(subject, Metric::NotCompleted)?;
        Some(tally.series(number).probability_positive())
    };
    let facilities = scenario.facilities.indices();
    let (facility, probability) = likeliest(
        facilities.filter_map(|facility| Some((facility, chance(Subject::Facility(facility))?))),
    )?;
    Some(NotCompleted { any: chance(Subject::Total)?, facility, probability })
}

fn components(scenario: &Scenario, plan: &SeriesPlan, tally: &Tally) -> Option<MissingComponents> {
    let series = |subject, metric| plan.series(subject, metric).map(|number| tally.series(number));
    let missing = series(Subject::Total, Metric::ComponentShortfall)?;
    let latest = scenario
        .facilities
        .indices()
        .filter(|&facility| !scenario.facilities[facility].components.is_empty())
        .filter_map(|facility| {
            Some((facility, series(Subject::Facility(facility), Metric::ShortageDelay)?.mean()))
        });
    let latest = likeliest(latest);
    let not_completed = latest
        .as_ref()
        .and_then(|(facility, _)| series(Subject::Facility(*facility), Metric::NotCompleted))
        .and_then(|series| series.probability_positive().estimate);
    Some(MissingComponents {
        missing: missing.probability_positive(),
        tonnes: missing.mean(),
        latest,
        is_lower_bound: not_completed > Some(0.0),
    })
}

fn need<'t>(total: &impl Fn(Metric) -> Option<Series<'t>>) -> Option<Need> {
    let need = total(Metric::Need)?;
    let mean = |metric| total(metric).and_then(|series| series.mean().estimate).unwrap_or(0.0);
    let (before, after) = (mean(Metric::NeedBefore), mean(Metric::NeedAfter));
    let all = need.mean().estimate.unwrap_or(0.0) + before + after;
    let share = |part: f64| (all > 0.0).then(|| part / all);
    Some(Need {
        mean: need.mean(),
        low: need.quantile(1.0 - LEVEL),
        high: need.quantile(LEVEL),
        share_before: share(before),
        share_after: share(after),
    })
}

fn cover<'t>(total: &impl Fn(Metric) -> Option<Series<'t>>) -> Option<Cover> {
    let mean = |metric| total(metric).and_then(|series| series.mean().estimate);
    let need = mean(Metric::Need).filter(|&need| need > 0.0)?;
    let share = |metric| mean(metric).map(|part| part / need);
    Some(Cover {
        contract: share(Metric::OriginContract),
        spot: share(Metric::OriginSpot),
        opening_stock: share(Metric::OriginOpeningStock),
        scrap: share(Metric::OriginScrap),
        unserved: Some(1.0 - share(Metric::Delivered)?)
            .filter(|&unserved| unserved > REPORTED_SHORT)
            .unwrap_or(0.0),
    })
}

fn spend(series: &Series<'_>) -> Spend {
    Spend { mean: series.mean(), high: series.quantile(LEVEL) }
}
