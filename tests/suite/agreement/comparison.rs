//! One trial of the engine against the same trial of the oracle, metric by metric.
//!
//! Two values agree when they differ by at most 1e-9 of the larger one plus 1e-12 of the size of
//! what they are formed from: a backlog is what is due less what is served, a cost a sum of
//! payments and credits, so that rounding is relative to those.

use crate::oracle::{NamedValues, Trial};
use coppercast::metric::series::{Extent, SeriesPlan};
use coppercast::metric::{Metric, Observed, Subject};
use coppercast::scenario::{Comparison, Relation, Scenario, Unmet, WatchTime};
use coppercast::simulation::Replay;
use coppercast::simulation::replay::Recorder;

const RELATIVE: f64 = 1e-9;
const OF_SIZE: f64 = 1e-12;
/// Tonnes, and share of the due, up to which nothing counts as missing (R6).
const REPORTED_SHORT: f64 = 1e-6;
/// Share of that bound within which rounding may decide.
const AT_BOUND: f64 = 1e-5;

/// The engine's draws, for the oracle.
pub struct EngineDraws<'a, 's>(pub &'a Replay<'s>);

impl NamedValues for EngineDraws<'_, '_> {
    fn value(&self, path: &str, coordinate: u64) -> f64 {
        self.0
            .value(path, coordinate)
            .unwrap_or_else(|| panic!("the engine draws no {path} at {coordinate}"))
    }
}

/// Largest factors that the tonnes of a trial may be multiplied by: tCO2e and m3 a tonne.
const LARGEST_FACTORS: (f64, f64) = (10.0, 1_000.0);

/// How a trial compares.
#[derive(Debug, PartialEq)]
pub enum Verdict {
    Agrees,
    /// The two differ, but something of the trial sits so near a bound that rounding decides.
    AtBound,
    Differs(String),
}

/// Differences that a failure shows.
const SHOWN: usize = 20;

/// Compares every metric and every ratio of a trial.
pub fn compare(
    scenario: &Scenario,
    plan: &SeriesPlan,
    recorder: &Recorder,
    oracle: &Trial,
) -> Verdict {
    let comparison = TrialComparison { scenario, plan, recorder, oracle, sizes: Sizes::of(oracle) };
    let differences: Vec<String> =
        comparison.metrics().chain(comparison.ratios()).chain(comparison.rest()).collect();
    if !differences.is_empty() {
        if comparison.is_at_bound() {
            return Verdict::AtBound;
        }
        let first = differences[..differences.len().min(SHOWN)].join("\n");
        return Verdict::Differs(format!("{first}\n({} in all)", differences.len()));
    }
    match comparison.watches() {
        Ok(true) => Verdict::AtBound,
        Ok(false) => Verdict::Agrees,
        Err(message) => Verdict::Differs(message),
    }
}

/// Magnitudes of a trial: everything that a metric is formed from is at most a few times as large.
struct Sizes {
    tonnes: f64,
    money: f64,
    carbon: f64,
    water: f64,
}

impl Sizes {
    fn of(oracle: &Trial) -> Sizes {
        let mut sizes = Sizes { tonnes: 1.0, money: 1.0, carbon: 1.0, water: 1.0 };
        let mut price: f64 = 1.0;
        for (subject, metric, value) in oracle.iter() {
            match ((subject.subject, subject.period), metric) {
                (
                    (Subject::Total, None),
                    "need" | "need_before" | "need_after" | "acquired_tonnes" | "resold",
                )
                | ((Subject::Contract(_), None), "entitlement" | "taken")
                | ((Subject::Mine(_), None), "output" | "output_lost") => {
                    sizes.tonnes += value.abs();
                }
                ((Subject::Total, None), name)
                    if name.starts_with("cost_")
                        || name.ends_with("_value")
                        || name.starts_with("revenue_") =>
                {
                    sizes.money += value.abs();
                }
                ((Subject::Total, Some(_)), "price")
                | ((Subject::Contract(_), Some(_)), "price_paid") => price = price.max(value.abs()),
                ((Subject::Total | Subject::Mine(_), None), "carbon") => {
                    sizes.carbon += value.abs();
                }
                ((Subject::Total | Subject::Mine(_), None), "water") => sizes.water += value.abs(),
                _ => {}
            }
        }
        // Stock is in the tonnes by its value.
        sizes.tonnes += oracle.get(Subject::Total, "cost_opening_stock").unwrap_or(0.0) / price;
        sizes.money += price * sizes.tonnes;
        sizes.carbon += LARGEST_FACTORS.0 * sizes.tonnes;
        sizes.water += LARGEST_FACTORS.1 * sizes.tonnes;
        sizes
    }

    fn of_unit(&self, unit: &str) -> f64 {
        match unit {
            "t" | "t.year" => self.tonnes,
            "USD" => self.money,
            "tCO2e" => self.carbon,
            "m3" => self.water,
            // The delays of a century.
            "week" => 5_200.0,
            _ => 1.0,
        }
    }
}

fn close(engine: f64, oracle: f64, size: f64) -> bool {
    (engine - oracle).abs() <= RELATIVE * engine.abs().max(oracle.abs()) + OF_SIZE * size
}

struct TrialComparison<'a> {
    scenario: &'a Scenario,
    plan: &'a SeriesPlan,
    recorder: &'a Recorder,
    oracle: &'a Trial,
    sizes: Sizes,
}

impl TrialComparison<'_> {
    /// Every subject over the horizon and in each period.
    fn subjects(&self) -> impl Iterator<Item = Observed> {
        let Extent {
            periods, regions, facilities, mines, products, contracts, fabricators, ..
        } = self.plan.extent;
        (std::iter::once(Subject::Total))
            .chain((0..regions).map(Subject::region))
            .chain((0..facilities).map(Subject::facility))
            .chain((0..mines).map(Subject::mine))
            .chain((0..products).map(Subject::product))
            .chain((0..contracts).map(Subject::contract))
            .chain((0..fabricators).map(Subject::fabricator))
            .flat_map(move |subject| {
                std::iter::once(subject.into())
                    .chain((0..periods).map(move |t| subject.in_period(t)))
            })
    }

    /// What the engine has and the oracle lacks or has differently.
    fn metrics(&self) -> impl Iterator<Item = String> {
        self.subjects().flat_map(move |subject| {
            Metric::ALL.iter().filter_map(move |&metric| {
                let number = self.plan.series(subject, metric)?;
                let engine = self.recorder.values[number];
                let oracle = match self.oracle.get(subject, metric.name()) {
                    // A facility without a cost of delay has none in the oracle, and 0 beside
                    // others that have one in the engine.
                    None if metric == Metric::CostOfDelay => Some(0.0),
                    value => value,
                };
                let agree = match (engine, oracle) {
                    (Some(engine), Some(oracle)) => {
                        close(engine, oracle, self.size(subject, metric))
                    }
                    (None, None) => true,
                    _ => false,
                };
                (!agree).then(|| {
                    format!("{subject:?} {}: engine {engine:?}, oracle {oracle:?}", metric.name())
                })
            })
        })
    }

    /// What the value of a metric is formed from.
    fn size(&self, subject: Observed, metric: Metric) -> f64 {
        match metric {
            // Products of the rate, the power and a difference of moments.
            Metric::CostOfDelay
            | Metric::CostPenalty
            | Metric::CostWithPenalty
            | Metric::FullCost => self.sizes.money + self.rate_of_delay() * 5_200.0,
            Metric::PricePaid | Metric::Price => {
                self.oracle.get(subject, metric.name()).unwrap_or(0.0).abs()
            }
            _ => self.sizes.of_unit(metric.unit()),
        }
    }

    /// USD a week of all facilities that are late.
    fn rate_of_delay(&self) -> f64 {
        (0..self.plan.extent.facilities)
            .filter_map(|f| {
                let cost = self.oracle.get(Subject::facility(f), "cost_of_delay")?;
                let weeks = self
                    .oracle
                    .get(Subject::facility(f), "shortage_delay")
                    .filter(|weeks| *weeks > 0.0)?;
                Some(cost / weeks)
            })
            .sum()
    }

    /// Numerators and denominators of the ratios of means.
    fn ratios(&self) -> impl Iterator<Item = String> {
        self.plan.ratios().zip(&self.recorder.ratios).filter_map(
            move |((subject, metric), &(numerator, denominator))| {
                let (above, below) = match metric {
                    Metric::FillRate => ("shortfall", "need"),
                    Metric::ServedByHorizon => ("delivered", "need"),
                    Metric::LowCarbonShare => ("low_carbon_tonnes", "acquired_tonnes"),
                    Metric::PricePaid | Metric::CostPerTonne => ("cost", "delivered"),
                    other => return Some(format!("an unknown ratio {}", other.name())),
                };
                let size =
                    |name: &str| if name == "cost" { self.sizes.money } else { self.sizes.tonnes };
                let agree = |engine: f64, name: &str| {
                    self.oracle
                        .get(subject, name)
                        .is_some_and(|oracle| close(engine, oracle, size(name)))
                };
                let both = agree(numerator, above) && agree(denominator, below);
                (!both).then(|| {
                    let oracle = (self.oracle.get(subject, above), self.oracle.get(subject, below));
                    format!(
                        "{subject:?} {}: engine {numerator} / {denominator}, oracle {oracle:?}",
                        metric.name()
                    )
                })
            },
        )
    }

    /// What the oracle has and the engine lacks: parts of ratios, watches (compared by themselves),
    /// and zeros of what the scenario has not.
    fn rest(&self) -> impl Iterator<Item = String> {
        self.oracle.iter().filter_map(move |(subject, name, value)| {
            if matches!(name, "acquired_tonnes" | "low_carbon_tonnes") || name.starts_with("watch:")
            {
                return None;
            }
            let number = Metric::named(name).and_then(|metric| self.plan.series(subject, metric));
            if number.is_none() && name == "cost_with_penalty" {
                // Without penalties the cost says it all.
                let same = self.oracle.get(subject, "cost") == Some(value);
                return (!same)
                    .then(|| format!("{subject:?} {name}: not in the engine, oracle {value}"));
            }
            let optional = name.starts_with("cost_")
                || name.starts_with("delivered_")
                || OPTIONAL.contains(&name);
            (number.is_none() && !(optional && value == 0.0))
                .then(|| format!("{subject:?} {name}: not in the engine, oracle {value}"))
        })
    }

    /// Whether somewhere what is unserved lies at the bound from which it is reported (R6).
    fn is_at_bound(&self) -> bool {
        let metric = match self.scenario.shortage.unmet {
            Unmet::Backlog => Metric::Backlog,
            Unmet::Lost => Metric::Shortfall,
        };
        let extent = self.plan.extent;
        (0..extent.facilities).flat_map(|f| (0..extent.periods).map(move |t| (f, t))).any(
            |(f, t)| {
                let series = self.plan.series(Subject::facility(f).in_period(t), metric);
                let engine = series.and_then(|series| self.recorder.values[series]).unwrap_or(0.0);
                let subject = Subject::facility(f).in_period(t);
                let oracle = self.oracle.get(subject, metric.name()).unwrap_or(0.0);
                let unserved = engine.max(oracle);
                let due = self.oracle.get(subject, "delivered").unwrap_or(0.0) + unserved;
                let bound = f64::max(REPORTED_SHORT, REPORTED_SHORT * due);
                engine.min(oracle) == 0.0
                    && unserved > 0.0
                    && (unserved - bound).abs() <= AT_BOUND * bound
            },
        )
    }

    /// Compares the watches; true when one differs only because a value lies at its threshold.
    fn watches(&self) -> Result<bool, String> {
        let mut at_threshold = false;
        for (number, watch) in self.scenario.watches.iter().enumerate() {
            let engine = self.recorder.values[self.plan.watches + number];
            let oracle = self.oracle.get(Subject::Total, &format!("watch:{}", watch.name));
            if engine == oracle {
                continue;
            }
            let conditions = watch.event.conditions();
            if !conditions.iter().any(|condition| self.is_at_threshold(condition, watch.at)) {
                return Err(format!("watch {}: engine {engine:?}, oracle {oracle:?}", watch.name));
            }
            at_threshold = true;
        }
        Ok(at_threshold)
    }

    fn is_at_threshold(&self, condition: &Comparison, at: WatchTime) -> bool {
        let moments: Vec<Option<usize>> = match at {
            WatchTime::Horizon => vec![None],
            _ => (0..self.plan.extent.periods).map(Some).collect(),
        };
        let unit = condition.terms[0].metric.unit();
        let sum = |period: Option<usize>| {
            condition.terms.iter().try_fold(0.0, |sum, term| {
                let observed = Observed { subject: term.subject, period };
                Some(sum + term.factor * self.oracle.get(observed, term.metric.name())?)
            })
        };
        moments.into_iter().filter_map(sum).any(|value| {
            // Whole numbers and zeros are exact on both sides.
            let exact = value == condition.threshold
                && (value == 0.0 || condition.relation == Relation::AtMost && unit == "period");
            !exact && close(value, condition.threshold, self.sizes.of_unit(unit))
        })
    }
}

/// Metrics that the engine has only where the scenario has what they are of.
const OPTIONAL: &[&str] = &[
    "waiting_for_capacity",
    "revenue_damages",
    "made_up",
    "defaulted",
    "renewed",
    "resold",
    "stock",
    "spot_bought",
    "spot_received",
    "routed_in",
    "routed_out",
    "revenue_resale",
    "closing_stock_value",
    "take_or_pay_paid",
    "paid_not_taken",
    "kept",
    "origin_contract",
    "origin_spot",
    "origin_opening_stock",
    "origin_scrap",
    "price_exposure",
    "price_exposure_value",
    "carbon",
    "water",
    "substituted",
    "scrap_returned",
    "revenue_scrap",
    "maintenance_loss",
    "in_solution",
    "reserve_left",
];
