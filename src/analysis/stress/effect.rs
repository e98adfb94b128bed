//! What a change does: paired differences from runs with common random numbers.

use crate::analysis::selection::Selection;
use crate::index::RegionIndex;
use crate::metric::Metric;
use crate::metric::Subject;
use crate::metric::series::SeriesPlan;
use crate::scenario::Scenario;
use crate::statistics::difference::{Compared, Difference, difference};
use crate::statistics::firm_tonnes::{FirmTonnes, Reserves, firm_tonnes};
use crate::statistics::interval::mean_critical;
use crate::statistics::{Estimate, Statistic};

/// Level of the cover gap that is reported: the reserve for 95 % certainty.
const RESERVE_LEVEL: f64 = 0.95;

/// What is measured of the whole, in the order of the tables.
const TOTAL: [(Metric, Statistic); 8] = [
    (Metric::Shortfall, Statistic::ProbabilityPositive),
    (Metric::Shortfall, Statistic::Mean),
    (Metric::CoverGap, Statistic::Quantile(RESERVE_LEVEL)),
    (Metric::Cost, Statistic::Mean),
    (Metric::CostWithPenalty, Statistic::Mean),
    (Metric::FullCost, Statistic::Mean),
    (Metric::Carbon, Statistic::Mean),
    (Metric::NotCompleted, Statistic::ProbabilityPositive),
];

/// What is measured of the region of a change, where there are several.
const REGION: [(Metric, Statistic); 2] = [
    (Metric::Shortfall, Statistic::ProbabilityPositive),
    (Metric::CoverGap, Statistic::Quantile(RESERVE_LEVEL)),
];

/// Which estimate it is, of what.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// `None` for the whole.
    pub region: Option<RegionIndex>,
    pub metric: Metric,
    pub statistic: Statistic,
}

/// An estimate in the changed scenario, in the base, and the difference of the two.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// Which estimate it is of.
    pub measured: Measured,
    pub estimate: Estimate,
    pub base: Estimate,
    pub difference: Difference,
    /// Trials of each batch and the difference in it; empty where the two are not paired.
    pub batches: Vec<(u64, f64)>,
}

/// A ratio with its error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quotient {
    pub estimate: f64,
    pub std_error: Option<f64>,
    pub conf_low: Option<f64>,
    pub conf_high: Option<f64>,
}

/// All effects of a change.
#[derive(Debug, Clone, PartialEq)]
pub struct Effects {
    pub effects: Vec<Effect>,
    /// In the region of the change; `None` for a change that belongs to no single region.
    pub firm_tonnes: Option<FirmTonnes>,
    /// Change of the mean full cost over the firm tonnes, USD/t; `None` where the firm tonnes may as
    /// well be zero.
    pub cost_per_firm_tonne: Option<Quotient>,
    /// Change of the mean full cost over the tonnes that are no longer short on average, USD/t; `None`
    /// where these may as well be zero.
    pub cost_per_tonne_served: Option<Quotient>,
}

/// The series that are measured of every run, in an order that all runs share.
pub(super) fn series(scenario: &Scenario) -> Vec<(Subject, Metric)> {
    let mut all: Vec<(Subject, Metric)> =
        TOTAL.iter().map(|&(metric, _)| (Subject::Total, metric)).collect();
    for region in scenario.regions.indices() {
        all.extend(
            [Metric::Shortfall, Metric::CoverGap, Metric::Need]
                .map(|metric| (Subject::Region(region), metric)),
        );
    }
    all
}

/// Place of each series in a selection, by subject and metric.
type Places = Vec<((Subject, Metric), usize)>;

/// What was measured of a run, with the way to find it.
#[derive(Debug)]
pub(super) struct Measurements {
    selection: Selection,
    places: Places,
}

impl Measurements {
    /// The series of `wanted` as the plan of the run has them, each once, and their places; metrics
    /// that it does not have are left out. With a single region, its series are those of the total.
    pub(super) fn series(plan: &SeriesPlan, wanted: &[(Subject, Metric)]) -> (Vec<usize>, Places) {
        let (mut all, mut places) = (Vec::new(), Places::new());
        for &(subject, metric) in wanted {
            if let Some(series) = plan.series(subject, metric) {
                let place = all.iter().position(|&known| known == series).unwrap_or_else(|| {
                    all.push(series);
                    all.len() - 1
                });
                places.push(((subject, metric), place));
            }
        }
        (all, places)
    }

    pub(super) fn new(selection: Selection, places: Places) -> Self {
        Measurements { selection, places }
    }

    pub(super) fn trials(&self) -> u64 {
        self.selection.trials()
    }

    fn place(&self, subject: Subject, metric: Metric) -> Option<usize> {
        let is_it = |(known, _): &&_| *known == (subject, metric);
        self.places.iter().find(is_it).map(|&(_, place)| place)
    }

    fn place_of(&self, measured: Measured) -> Option<usize> {
        self.place(measured.region.map_or(Subject::Total, Subject::Region), measured.metric)
    }

    /// An estimate, if the run has it.
    fn estimate(&self, measured: Measured) -> Option<Estimate> {
        Some(self.selection.series(self.place_of(measured)?).estimate(measured.statistic))
    }

    fn compared(&self, measured: Measured) -> Option<Compared> {
        self.selection.compared(self.place_of(measured)?, measured.statistic)
    }

    /// Mean need of a region, t.
    pub(super) fn need(&self, region: RegionIndex) -> f64 {
        let need = self.estimate(Measured {
            region: Some(region),
            metric: Metric::Need,
            statistic: Statistic::Mean,
        });
        need.and_then(|need| need.estimate).unwrap_or(0.0)
    }

    /// What is known of running short in a region.
    fn reserves(&self, region: RegionIndex) -> Option<Reserves> {
        let short = self.place(Subject::Region(region), Metric::Shortfall)?;
        let gaps = self.place(Subject::Region(region), Metric::CoverGap)?;
        let batches = self.selection.batches(short).zip(self.selection.batches(gaps));
        Some(Reserves {
            trials: self.trials(),
            short: self.selection.series(short).probability_positive().estimate?,
            gaps: self.selection.series(gaps).distribution()?.clone(),
            batches: batches
                .map(|((trials, short), (_, gaps))| {
                    Some((
                        trials,
                        short.probability_positive().estimate?,
                        gaps.distribution()?.clone(),
                    ))
                })
                .collect::<Option<Vec<_>>>()?,
        })
    }
}

/// What is measured of a change in a region.
fn measured(scenario: &Scenario, region: Option<RegionIndex>) -> Vec<Measured> {
    let total =
        TOTAL.iter().map(|&(metric, statistic)| Measured { region: None, metric, statistic });
    let of_region = region.filter(|_| scenario.regions.len() > 1).into_iter().flat_map(|region| {
        REGION.iter().map(move |&(metric, statistic)| Measured {
            region: Some(region),
            metric,
            statistic,
        })
    });
    total.chain(of_region).collect()
}

/// The estimates of the base itself: of the whole, then of each region where there are several.
pub(super) fn base_estimates(
    scenario: &Scenario,
    base: &Measurements,
) -> Vec<(Measured, Estimate)> {
    let several = scenario.regions.len() > 1;
    let regions = scenario.regions.indices().filter(|_| several);
    let all = measured(scenario, None).into_iter().chain(regions.flat_map(|region| {
        REGION.map(|(metric, statistic)| Measured { region: Some(region), metric, statistic })
    }));
    all.filter_map(|measured| Some((measured, base.estimate(measured)?))).collect()
}

/// Compares a changed scenario with its base.
pub(super) fn effects(
    scenario: &Scenario,
    base: &Measurements,
    changed: &Measurements,
    region: Option<RegionIndex>,
) -> Effects {
    let effects: Vec<Effect> = measured(scenario, region)
        .into_iter()
        .filter_map(|measured| {
            let (with, without) = (changed.compared(measured)?, base.compared(measured)?);
            let is_probability = measured.statistic == Statistic::ProbabilityPositive;
            let difference = difference(&with, &without, true, is_probability);
            let pairs = with.batches.iter().zip(&without.batches).filter(|_| difference.paired);
            let batches =
                pairs.map(|(&(trials, with), &(_, without))| (trials, with - without)).collect();
            Some(Effect {
                measured,
                estimate: changed.estimate(measured)?,
                base: base.estimate(measured)?,
                difference,
                batches,
            })
        })
        .collect();
    let firm = region
        .and_then(|region| Some(firm_tonnes(&changed.reserves(region)?, &base.reserves(region)?)));
    let mut all = Effects {
        effects,
        firm_tonnes: firm,
        cost_per_firm_tonne: None,
        cost_per_tonne_served: None,
    };
    let cost = all.total(Metric::FullCost, Statistic::Mean).map(Part::of_effect);
    let served = all
        .total(Metric::Shortfall, Statistic::Mean)
        .map(|effect| Part::of_effect(effect).reversed());
    let firm = all.firm_tonnes.as_ref().and_then(Part::of_firm_tonnes);
    all.cost_per_firm_tonne =
        cost.as_ref().zip(firm.as_ref()).and_then(|(cost, firm)| quotient(cost, firm));
    all.cost_per_tonne_served =
        cost.as_ref().zip(served.as_ref()).and_then(|(cost, served)| quotient(cost, served));
    all
}

impl Effects {
    /// The effect on an estimate of the whole.
    pub fn total(&self, metric: Metric, statistic: Statistic) -> Option<&Effect> {
        self.effects
            .iter()
            .find(|effect| effect.measured == Measured { region: None, metric, statistic })
    }
}

/// A difference with its limits and what it is in each batch.
#[derive(Debug, Clone)]
struct Part {
    value: f64,
    limits: Option<(f64, f64)>,
    batches: Vec<(u64, f64)>,
}

impl Part {
    fn of_effect(effect: &Effect) -> Self {
        let Difference { difference, conf_low, conf_high, .. } = effect.difference;
        Part { value: difference, limits: conf_low.zip(conf_high), batches: effect.batches.clone() }
    }

    fn of_firm_tonnes(firm: &FirmTonnes) -> Option<Self> {
        // Where no gap is that large the tonnes may be any number above the lower limit.
        let high = firm.conf_high.unwrap_or(f64::INFINITY);
        Some(Part {
            value: firm.estimate?,
            limits: firm.conf_low.map(|low| (low, high)),
            batches: firm.batches.clone(),
        })
    }

    fn reversed(self) -> Self {
        Part {
            value: -self.value,
            limits: self.limits.map(|(low, high)| (-high, -low)),
            batches: self.batches.into_iter().map(|(trials, value)| (trials, -value)).collect(),
        }
    }
}

/// A ratio of differences, its error from the batches to first order (the delta method on paired
/// batches; Cochran 1977, eq. 6.13). `None` unless the denominator is known to be above or below
/// zero.
fn quotient(above: &Part, below: &Part) -> Option<Quotient> {
    let (low, high) = below.limits?;
    if below.value == 0.0 || (low <= 0.0 && high >= 0.0) {
        return None;
    }
    let estimate = above.value / below.value;
    let (mut squares, mut trials, mut batches) = (0.0, 0, 0_u64);
    for (&(count, numerator), &(_, denominator)) in above.batches.iter().zip(&below.batches) {
        let residual = (numerator - above.value) - estimate * (denominator - below.value);
        squares += count as f64 * residual * residual;
        trials += count;
        batches += 1;
    }
    let error = (batches > 1)
        .then(|| (squares / (trials as f64 * (batches - 1) as f64)).sqrt() / below.value.abs());
    let half = error.map(|error| mean_critical(batches) * error);
    Some(Quotient {
        estimate,
        std_error: error,
        conf_low: half.map(|half| estimate - half),
        conf_high: half.map(|half| estimate + half),
    })
}
