//! An explanation for other programs: one line of JSON, numbers in base units.

use std::collections::BTreeMap;

use serde::Serialize;

use super::words::each_in_words;
use crate::analysis::explanation::{Base, Explanation, Input, PriceAtEnd, Stop, StopKind};
use crate::scenario::{Action, Origin, origin_in_words};

/// All that is explained.
#[derive(Debug, Serialize)]
pub struct ExplanationDocument<'a> {
    scenario: &'a str,
    name: &'a str,
    inputs: Vec<InputDocument<'a>>,
    draws: Vec<DrawDocument<'a>>,
    settings: Vec<SettingDocument<'a>>,
    correlations: Vec<CorrelationDocument<'a>>,
    stops: Vec<StopDocument<'a>>,
    price: Option<PriceDocument>,
}

#[derive(Debug, Serialize)]
struct InputDocument<'a> {
    path: &'a str,
    /// Of all numbers beside it.
    unit: &'a str,
    kind: &'static str,
    written: Option<&'a str>,
    written_unit: Option<&'a str>,
    /// Base units in one of the unit that is written.
    written_unit_size: Option<f64>,
    origin: String,
    inherited: bool,
    default: bool,
    meaning: Option<&'static str>,
    variable: Option<&'a str>,
    /// By the month from which each holds; the numbers below are then those of the mean over the
    /// horizon.
    by_month: Option<BTreeMap<String, f64>>,
    /// Of the variable where there is one, in base units.
    distribution: Option<String>,
    each: Option<&'static str>,
    autocorrelation: Option<f64>,
    mean: Option<f64>,
    sd: Option<f64>,
    lowest: Option<f64>,
    highest: Option<f64>,
    p01: f64,
    p05: f64,
    p10: f64,
    p25: f64,
    p50: f64,
    p75: f64,
    p90: f64,
    p95: f64,
    p99: f64,
    correlations: Vec<&'a str>,
    /// What events change of it; the numbers are those without them.
    effects: Vec<EffectDocument<'a>>,
}

#[derive(Debug, Serialize)]
struct EffectDocument<'a> {
    event: &'a str,
    action: &'static str,
    /// A factor, or in the unit of the input.
    amount: f64,
}

#[derive(Debug, Serialize)]
struct DrawDocument<'a> {
    path: &'a str,
    each: &'static str,
    correlations: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct SettingDocument<'a> {
    path: &'a str,
    written: &'a str,
    origin: String,
    meaning: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct CorrelationDocument<'a> {
    name: &'a str,
    coefficient: f64,
    repair: bool,
    members: &'a [String],
}

/// Lengths in years; shares of the output.
#[derive(Debug, Serialize)]
struct StopDocument<'a> {
    mine: &'a str,
    kind: &'static str,
    name: Option<&'a str>,
    district: Option<&'a str>,
    contract: Option<&'a str>,
    month: Option<String>,
    every_months: Option<u32>,
    /// In a year of running.
    rate: Option<f64>,
    mean_duration: Option<f64>,
    mean_loss: Option<f64>,
    lost_in_the_long_run: Option<f64>,
    below: Option<f64>,
}

#[derive(Debug, Serialize)]
struct PriceDocument {
    unit: &'static str,
    trials: u64,
    seed: u64,
    periods: Vec<PricePeriod>,
}

#[derive(Debug, Serialize)]
struct PricePeriod {
    period: usize,
    label: String,
    mean: f64,
    std_error: f64,
    sd: f64,
    p05: f64,
    p10: f64,
    p25: f64,
    p50: f64,
    p75: f64,
    p90: f64,
    p95: f64,
}

impl<'a> ExplanationDocument<'a> {
    pub fn new(explanation: &'a Explanation<'_>) -> Self {
        let scenario = explanation.scenario();
        let names = |places: &[usize]| {
            places.iter().map(|&place| scenario.correlations[place].name.as_str()).collect()
        };
        let mut named: Vec<usize> = (explanation.inputs.iter())
            .flat_map(|input| &input.correlations)
            .chain(explanation.draws.iter().flat_map(|draw| &draw.correlations))
            .copied()
            .collect();
        named.sort_unstable();
        named.dedup();
        ExplanationDocument {
            scenario: &scenario.slug,
            name: &scenario.name,
            inputs: (explanation.inputs.iter())
                .map(|input| input_document(explanation, input, names(&input.correlations)))
                .collect(),
            draws: (explanation.draws.iter())
                .map(|draw| DrawDocument {
                    path: &draw.path,
                    each: each_in_words(draw.each),
                    correlations: names(&draw.correlations),
                })
                .collect(),
            settings: (explanation.settings.iter())
                .map(|setting| SettingDocument {
                    path: &setting.path,
                    written: &setting.toml,
                    origin: origin_in_words(&setting.origin),
                    meaning: meaning(explanation, &setting.path),
                })
                .collect(),
            correlations: (named.into_iter())
                .map(|place| &scenario.correlations[place])
                .map(|correlation| CorrelationDocument {
                    name: &correlation.name,
                    coefficient: correlation.coefficient,
                    repair: correlation.repair,
                    members: &correlation.members,
                })
                .collect(),
            stops: explanation.stops.iter().map(stop_document).collect(),
            price: explanation.price.as_ref().map(|price| PriceDocument {
                unit: "USD/t",
                trials: price.trials,
                seed: scenario.simulation.seed,
                periods: (price.periods.iter().enumerate())
                    .map(|(period, end)| price_period(period, scenario.time.label(period), end))
                    .collect(),
            }),
        }
    }
}

fn meaning(explanation: &Explanation<'_>, path: &str) -> Option<&'static str> {
    explanation.loaded.resolved.key_doc(path).map(|doc| doc.meaning)
}

fn input_document<'a>(
    explanation: &'a Explanation<'_>,
    input: &'a Input,
    correlations: Vec<&'a str>,
) -> InputDocument<'a> {
    let law = &input.law;
    let random = law.random();
    let kind = match (&law.base, &law.variable) {
        _ if !law.by_month.is_empty() => "by_month",
        (Base::Fair(_), _) => "fair",
        (_, Some(_)) => "variable",
        (Base::Constant(_), None) => "constant",
        (Base::Random(_), None) => "distribution",
    };
    let finite = |value: f64| value.is_finite().then_some(value);
    let (lowest, highest) = law.support();
    let is_written = input.written.is_some();
    InputDocument {
        path: &input.path,
        unit: &input.base_unit,
        kind,
        written: input.written.as_ref().map(|[_, toml]| toml.as_str()),
        written_unit: is_written.then_some(input.unit.text.as_str()),
        written_unit_size: is_written.then(|| input.unit.size()),
        origin: origin_in_words(&input.origin),
        inherited: input.is_inherited,
        default: input.origin == Origin::Default && kind != "fair",
        meaning: meaning(explanation, &input.path),
        variable: law.variable.as_deref(),
        by_month: (!law.by_month.is_empty()).then(|| {
            law.by_month.iter().map(|(month, value)| (month.to_string(), *value)).collect()
        }),
        distribution: random.map(|random| random.distribution.to_string()),
        each: random.map(|random| each_in_words(random.each)),
        autocorrelation: random.map(|random| random.autocorrelation),
        mean: finite(law.mean()),
        sd: finite(law.standard_deviation()),
        lowest: finite(lowest),
        highest: finite(highest),
        p01: law.quantile(0.01),
        p05: law.quantile(0.05),
        p10: law.quantile(0.1),
        p25: law.quantile(0.25),
        p50: law.quantile(0.5),
        p75: law.quantile(0.75),
        p90: law.quantile(0.9),
        p95: law.quantile(0.95),
        p99: law.quantile(0.99),
        correlations,
        effects: (law.effects.iter())
            .map(|effect| EffectDocument {
                event: &explanation.scenario().events[effect.event].name,
                action: match effect.action {
                    Action::Times => "times",
                    Action::Add => "add",
                    Action::Set => "set",
                },
                amount: effect.amount,
            })
            .collect(),
    }
}

fn stop_document<'a>(stop: &'a Stop<'_>) -> StopDocument<'a> {
    let none = StopDocument {
        mine: &stop.mine.name,
        kind: "",
        name: None,
        district: None,
        contract: None,
        month: None,
        every_months: None,
        rate: None,
        mean_duration: None,
        mean_loss: None,
        lost_in_the_long_run: None,
        below: None,
    };
    match &stop.kind {
        StopKind::Outages { name, district, expected } => StopDocument {
            kind: "outages",
            name: Some(name),
            district: *district,
            rate: expected.rate,
            mean_duration: expected.duration,
            mean_loss: expected.loss,
            lost_in_the_long_run: expected.lost(),
            ..none
        },
        StopKind::Shutdown { month, duration, every } => StopDocument {
            kind: "shutdown",
            month: Some(month.to_string()),
            every_months: *every,
            mean_duration: *duration,
            ..none
        },
        StopKind::ForceMajeure { contract, below } => {
            StopDocument { kind: "force_majeure", contract: Some(contract), below: *below, ..none }
        }
    }
}

fn price_period(period: usize, label: String, end: &PriceAtEnd) -> PricePeriod {
    let PriceAtEnd { mean, std_error, standard_deviation, quantiles } = *end;
    let [p05, p10, p25, p50, p75, p90, p95] = quantiles;
    let sd = standard_deviation;
    PricePeriod { period, label, mean, std_error, sd, p05, p10, p25, p50, p75, p90, p95 }
}
