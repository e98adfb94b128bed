//! Which scenario to take: the one that costs least, beside the next.

use super::finished_run::FinishedRun;
use super::{EstimateKey, compared_difference};
use crate::metric::{Feature, Metric};
use crate::scenario::Scenario;
use crate::statistics::difference::{Difference, TrialByTrial, is_less, trial_by_trial};
use crate::statistics::first_trials::FirstTrials;

/// The money by which scenarios are ranked: spend, what delay costs where it has a price, and what
/// is overdue at the end bought then (E12).
pub const MONEY: Metric = Metric::FullCost;

/// The scenario with the least money, and the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Positions among the runs.
    pub cheapest: usize,
    pub next: usize,
    /// Of their mean money, USD; not above zero.
    pub money: Difference,
    /// In how many of the same trials the cheapest has less money, and more.
    pub trials: Option<TrialByTrial>,
    /// Of their mean shortfall, t.
    pub missing: Difference,
    /// Their probabilities of running short.
    pub short: [Option<f64>; 2],
    /// Whether all delay has a price in both.
    pub is_delay_priced: bool,
    /// Whether some delay has one.
    pub is_some_delay_priced: bool,
}

/// Whether the delay of every facility has a price.
fn prices_all_delay(scenario: &Scenario) -> bool {
    scenario.features().has(Feature::Penalty)
        || scenario.facilities.iter().all(|facility| facility.cost_of_delay.is_some())
}

/// Ranks runs by their mean money; `None` unless the two that cost least differ in it and plan the
/// same time.
pub(super) fn choice(runs: &[FinishedRun], losses: &[Option<&FirstTrials>]) -> Option<Choice> {
    let key = |metric: Metric, statistic: &str| EstimateKey {
        metric: metric.name().to_owned(),
        statistic: statistic.to_owned(),
        level: String::new(),
        threshold: String::new(),
        given: String::new(),
    };
    let (money, shortfall) = (key(MONEY, "mean"), key(Metric::Shortfall, "mean"));
    let mut ranked: Vec<(usize, f64)> = (runs.iter().enumerate())
        .filter_map(|(place, run)| Some((place, run.row(&money)?.estimate?)))
        .collect();
    ranked.sort_by(|a, b| a.1.total_cmp(&b.1));
    let &(cheapest, least) = ranked.first()?;
    // The same scenario under another name is no alternative.
    let &(next, _) = ranked.iter().find(|(_, money)| is_less(least, *money))?;
    let (ours, theirs) = (&runs[cheapest], &runs[next]);
    // Plans for different times are no alternatives.
    let months = |run: &FinishedRun| {
        let time = run.scenario.as_ref()?.time;
        Some((time.start, time.step.months() as usize * time.periods))
    };
    if months(ours) != months(theirs) {
        return None;
    }
    let trials = losses[cheapest].zip(losses[next]).filter(|_| ours.seed == theirs.seed);
    let short = key(Metric::Shortfall, "prob_positive");
    let both = [ours, theirs];
    let have_price =
        |price: fn(&Scenario) -> bool| both.map(|run| run.scenario.as_ref().is_some_and(price));
    Some(Choice {
        cheapest,
        next,
        money: compared_difference(ours, theirs, &money)?,
        trials: trials
            .and_then(|(ours, theirs)| trial_by_trial(ours.of(MONEY)?, theirs.of(MONEY)?)),
        missing: compared_difference(ours, theirs, &shortfall)?,
        short: both.map(|run| run.row(&short).and_then(|row| row.estimate)),
        is_delay_priced: have_price(prices_all_delay) == [true; 2],
        is_some_delay_priced: have_price(Scenario::prices_delay).contains(&true),
    })
}
