//! One trial of the engine against the same trial of the oracle, metric by metric.
//!
//! Two values agree when they differ by at most 1e-9 of the larger one plus 1e-12 of the size of
//! what they are formed from: a backlog is what is due less what is served, a cost a sum of
//! payments and credits, so that rounding is relative to those.

use crate::oracle::{NamedValues, Subject, Trial};
use coppercast::metric::Metric;
use coppercast::model::series;
use coppercast::scenario::{Condition, ConditionSubject, Relation, Scenario, Unmet, WatchTime};
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
    plan: &series::SeriesPlan,
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
            match (subject, metric) {
                (
                    Subject::Total,
                    "need" | "need_before" | "need_after" | "acquired_tonnes" | "resold",
                )
                | (Subject::Contract(_), "entitlement" | "taken")
                | (Subject::Mine(_), "output" | "output_lost") => sizes.tonnes += value.abs(),
                (Subject::Total, name)
                    if name.starts_with("cost_")
                        || name.ends_with("_value")
                        || name.starts_with("revenue_") =>
                {
                    sizes.money += value.abs();
                }
                (Subject::TotalPeriod(_), "price")
                | (Subject::ContractPeriod(..), "price_paid") => price = price.max(value.abs()),
                (Subject::Total | Subject::Mine(_), "carbon") => sizes.carbon += value.abs(),
                (Subject::Total | Subject::Mine(_), "water") => sizes.water += value.abs(),
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
    plan: &'a series::SeriesPlan,
    recorder: &'a Recorder,
    oracle: &'a Trial,
    sizes: Sizes,
}

impl TrialComparison<'_> {
    /// Every subject of the engine with the oracle's.
    fn subjects(&self) -> Vec<(series::Subject, Subject)> {
        let extent = self.plan.extent;
        let mut subjects = vec![(series::Subject::Total, Subject::Total)];
        subjects.extend(
            (0..extent.periods).map(|t| (series::Subject::TotalPeriod(t), Subject::TotalPeriod(t))),
        );
        let mut actors =
            |count,
             whole: fn(usize) -> (series::Subject, Subject),
             part: fn(usize, usize) -> (series::Subject, Subject)| {
                for actor in 0..count {
                    subjects.push(whole(actor));
                    subjects.extend((0..extent.periods).map(|t| part(actor, t)));
                }
            };
        actors(
            extent.regions,
            |r| (series::Subject::Region(r), Subject::Region(r)),
            |r, t| (series::Subject::RegionPeriod(r, t), Subject::RegionPeriod(r, t)),
        );
        actors(
            extent.facilities,
            |f| (series::Subject::Facility(f), Subject::Facility(f)),
            |f, t| (series::Subject::FacilityPeriod(f, t), Subject::FacilityPeriod(f, t)),
        );
        actors(
            extent.mines,
            |m| (series::Subject::Mine(m), Subject::Mine(m)),
            |m, t| (series::Subject::MinePeriod(m, t), Subject::MinePeriod(m, t)),
        );
        actors(
            extent.products,
            |k| (series::Subject::Product(k), Subject::Product(k)),
            |k, t| (series::Subject::ProductPeriod(k, t), Subject::ProductPeriod(k, t)),
        );
        actors(
            extent.contracts,
            |c| (series::Subject::Contract(c), Subject::Contract(c)),
            |c, t| (series::Subject::ContractPeriod(c, t), Subject::ContractPeriod(c, t)),
        );
        actors(
            extent.fabricators,
            |k| (series::Subject::Fabricator(k), Subject::Fabricator(k)),
            |k, t| (series::Subject::FabricatorPeriod(k, t), Subject::FabricatorPeriod(k, t)),
        );
        subjects
    }

    /// What the engine has and the oracle lacks or has differently.
    fn metrics(&self) -> impl Iterator<Item = String> {
        self.subjects().into_iter().flat_map(move |(subject, same)| {
            Metric::ALL.iter().filter_map(move |&metric| {
                let number = self.plan.series(subject, metric)?;
                let engine = self.recorder.values[number];
                let oracle = match self.oracle.get(same, metric.name()) {
                    // A facility without a cost of delay has none in the oracle, and 0 beside
                    // others that have one in the engine.
                    None if metric == Metric::CostOfDelay => Some(0.0),
                    value => value,
                };
                let agree = match (engine, oracle) {
                    (Some(engine), Some(oracle)) => close(engine, oracle, self.size(same, metric)),
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
    fn size(&self, subject: Subject, metric: Metric) -> f64 {
        match metric {
            // Products of the rate, the power and a difference of moments.
            Metric::CostOfDelay | Metric::CostPenalty | Metric::CostWithPenalty => {
                self.sizes.money + self.rate_of_delay() * 5_200.0
            }
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
                let cost = self.oracle.get(Subject::Facility(f), "cost_of_delay")?;
                let weeks = self
                    .oracle
                    .get(Subject::Facility(f), "shortage_delay")
                    .filter(|weeks| *weeks > 0.0)?;
                Some(cost / weeks)
            })
            .sum()
    }

    /// Numerators and denominators of the ratios of means.
    fn ratios(&self) -> impl Iterator<Item = String> {
        self.plan.ratios.iter().zip(&self.recorder.ratios).filter_map(
            move |(ratio, &(numerator, denominator))| {
                let (above, below) = match ratio.metric {
                    Metric::FillRate => ("shortfall", "need"),
                    Metric::ServedByHorizon => ("delivered", "need"),
                    Metric::LowCarbonShare => ("low_carbon_tonnes", "acquired_tonnes"),
                    Metric::PricePaid | Metric::CostPerTonne => ("cost", "delivered"),
                    other => return Some(format!("an unknown ratio {}", other.name())),
                };
                let subject = match ratio.subject {
                    series::Subject::Total => Subject::Total,
                    series::Subject::TotalPeriod(t) => Subject::TotalPeriod(t),
                    series::Subject::Region(r) => Subject::Region(r),
                    series::Subject::RegionPeriod(r, t) => Subject::RegionPeriod(r, t),
                    series::Subject::Facility(f) => Subject::Facility(f),
                    series::Subject::Contract(c) => Subject::Contract(c),
                    other => return Some(format!("a ratio of {other:?}")),
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
                        ratio.metric.name()
                    )
                })
            },
        )
    }

    /// What the oracle has and the engine lacks: parts of ratios, watches (compared by themselves),
    /// and zeros of what the scenario has not.
    fn rest(&self) -> impl Iterator<Item = String> {
        let subjects: std::collections::BTreeMap<Subject, series::Subject> =
            self.subjects().into_iter().map(|(engine, oracle)| (oracle, engine)).collect();
        self.oracle.iter().filter_map(move |(subject, name, value)| {
            if matches!(name, "acquired_tonnes" | "low_carbon_tonnes") || name.starts_with("watch:")
            {
                return None;
            }
            let metric = Metric::ALL.iter().find(|metric| metric.name() == name);
            let number =
                metric.and_then(|&metric| self.plan.series(*subjects.get(&subject)?, metric));
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
                let series = self.plan.series(series::Subject::FacilityPeriod(f, t), metric);
                let engine = series.and_then(|series| self.recorder.values[series]).unwrap_or(0.0);
                let subject = Subject::FacilityPeriod(f, t);
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
            if !watch.conditions.iter().any(|condition| self.is_at_threshold(condition, watch.at)) {
                return Err(format!("watch {}: engine {engine:?}, oracle {oracle:?}", watch.name));
            }
            at_threshold = true;
        }
        Ok(at_threshold)
    }

    fn is_at_threshold(&self, condition: &Condition, at: WatchTime) -> bool {
        let subject = match condition.subject {
            ConditionSubject::Total => Subject::Total,
            ConditionSubject::Region(r) => Subject::Region(r),
            ConditionSubject::Mine(m) => Subject::Mine(m),
            ConditionSubject::Product(k) => Subject::Product(k),
            ConditionSubject::Contract(c) => Subject::Contract(c),
            ConditionSubject::Facility(f) => Subject::Facility(f),
            ConditionSubject::Fabricator(k) => Subject::Fabricator(k),
        };
        let subjects: Vec<Subject> = match at {
            WatchTime::Horizon => vec![subject],
            _ => (0..self.plan.extent.periods).map(|t| subject.in_period(t)).collect(),
        };
        let unit = Metric::ALL
            .iter()
            .find(|metric| metric.name() == condition.metric)
            .map_or("1", |metric| metric.unit());
        subjects.iter().filter_map(|&subject| self.oracle.get(subject, &condition.metric)).any(
            |value| {
                // Whole numbers and zeros are exact on both sides.
                let exact = value == condition.threshold
                    && (value == 0.0 || condition.relation == Relation::AtMost && unit == "period");
                !exact && close(value, condition.threshold, self.sizes.of_unit(unit))
            },
        )
    }
}

/// Metrics that the engine has only where the scenario has what they are of.
const OPTIONAL: &[&str] = &[
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
    "carbon",
    "water",
    "substituted",
    "scrap_returned",
    "revenue_scrap",
    "maintenance_loss",
    "in_solution",
    "reserve_left",
];
