//! The levers for other programs: one line of JSON.

use crate::index::RegionIndex;
use serde::Serialize;

use crate::analysis::stress::Change;
use crate::analysis::stress::effect::{Effect, Quotient};
use crate::analysis::stress::ranking::standing;
use crate::report::change_words::{change_in_words, standing_word};
use crate::report::stress_results::{Row, StressResults};

/// What the screen says, in base units.
#[derive(Debug, Serialize)]
pub struct StressScreen<'a> {
    scenario: &'a str,
    name: &'a str,
    trials: u64,
    seed: u64,
    step: f64,
    range: Option<f64>,
    base: Vec<Number<'a>>,
    levers: Vec<ChangeDocument<'a>>,
    inputs: Vec<ChangeDocument<'a>>,
    not_moved: Vec<NotMoved<'a>>,
}

#[derive(Debug, Serialize)]
struct Number<'a> {
    region: Option<&'a str>,
    metric: &'static str,
    statistic: String,
    estimate: Option<f64>,
    conf_low: Option<f64>,
    conf_high: Option<f64>,
}

#[derive(Debug, Serialize)]
struct ChangeDocument<'a> {
    lever: String,
    kind: &'a str,
    actor: &'a str,
    region: Option<&'a str>,
    change: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<&'static str>,
    differences: Vec<Number<'a>>,
    firm_tonnes: Option<Interval>,
    cost_per_firm_tonne: Option<Interval>,
    cost_per_tonne_served: Option<Interval>,
}

/// The estimate is null where one of the scenarios is never short, and a limit where it is open.
#[derive(Debug, Serialize)]
struct Interval {
    estimate: Option<f64>,
    std_error: Option<f64>,
    conf_low: Option<f64>,
    conf_high: Option<f64>,
}

#[derive(Debug, Serialize)]
struct NotMoved<'a> {
    lever: &'a str,
    reason: &'a str,
}

impl<'a> StressScreen<'a> {
    pub fn new(results: &StressResults<'a>) -> Self {
        let scenario = results.scenario;
        let base = results.stress.base.iter().map(|(measured, estimate)| Number {
            region: measured.region.map(|region| scenario.regions[region].name.as_str()),
            metric: measured.metric.name(),
            statistic: measured.statistic.name().into_owned(),
            estimate: estimate.estimate,
            conf_low: estimate.conf_low,
            conf_high: estimate.conf_high,
        });
        let change = |row: Row<'a>| change_document(results, row);
        StressScreen {
            scenario: &scenario.slug,
            name: &scenario.name,
            trials: results.stress.trials,
            seed: scenario.simulation.seed,
            step: results.steps.step,
            range: results.steps.range,
            base: base.collect(),
            levers: results.levers().into_iter().map(change).collect(),
            inputs: results.inputs().into_iter().flatten().map(change).collect(),
            not_moved: results
                .stress
                .omitted
                .iter()
                .map(|omission| NotMoved { lever: &omission.name, reason: &omission.reason })
                .collect(),
        }
    }
}

fn change_document<'a>(
    results: &StressResults<'a>,
    (change, effects): Row<'a>,
) -> ChangeDocument<'a> {
    let scenario = results.scenario;
    let name = |region: RegionIndex| scenario.regions[region].name.as_str();
    let difference = |effect: &Effect| Number {
        region: effect.measured.region.map(name),
        metric: effect.measured.metric.name(),
        statistic: effect.measured.statistic.name().into_owned(),
        estimate: Some(effect.difference.difference),
        conf_low: effect.difference.conf_low,
        conf_high: effect.difference.conf_high,
    };
    ChangeDocument {
        lever: change.name(scenario),
        kind: change.kind(),
        actor: change.actor(scenario),
        region: change.region(scenario).map(name),
        change: change_in_words(change, scenario),
        standing: matches!(change, Change::Lever(_)).then(|| standing_word(standing(effects))),
        differences: effects.effects.iter().map(difference).collect(),
        firm_tonnes: effects.firm_tonnes.as_ref().map(|firm| Interval {
            estimate: firm.estimate,
            std_error: firm.std_error,
            conf_low: firm.conf_low,
            conf_high: firm.conf_high,
        }),
        cost_per_firm_tonne: effects.cost_per_firm_tonne.map(interval_of_quotient),
        cost_per_tonne_served: effects.cost_per_tonne_served.map(interval_of_quotient),
    }
}

fn interval_of_quotient(quotient: Quotient) -> Interval {
    let Quotient { estimate, std_error, conf_low, conf_high } = quotient;
    Interval { estimate: Some(estimate), std_error, conf_low, conf_high }
}
