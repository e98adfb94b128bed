//! What a change does: paired differences from runs with common random numbers.

use crate::analysis::selection::Selection;
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
const TOTAL: [(Metric, Statistic); 6] = [
    (Metric::Shortfall, Statistic::ProbabilityPositive),
    (Metric::Shortfall, Statistic::Mean),
    (Metric::CoverGap, Statistic::Quantile(RESERVE_LEVEL)),
    (Metric::Cost, Statistic::Mean),
    (Metric::CostWithPenalty, Statistic::Mean),
    (Metric::Carbon, Statistic::Mean),
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
    pub region: Option<usize>,
    pub metric: Metric,
    pub statistic: Statistic,
}

/// An estimate in the changed scenario, in the base, and the difference of the two.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    pub of: Measured,
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
    /// Change of the mean cost over the firm tonnes, USD/t; `None` where the firm tonnes may as
    /// well be zero.
    pub cost_per_firm_tonne: Option<Quotient>,
    /// Change of the mean cost over the tonnes that are no longer short on average, USD/t; `None`
    /// where these may as well be zero.
    pub cost_per_tonne_served: Option<Quotient>,
}

/// The series that every run gathers, in an order that all runs share.
pub fn series(scenario: &Scenario) -> Vec<(Subject, Metric)> {
    let mut all: Vec<(Subject, Metric)> =
        TOTAL.iter().map(|&(metric, _)| (Subject::Total, metric)).collect();
    for region in 0..scenario.regions.len() {
        all.extend(
            [Metric::Shortfall, Metric::CoverGap, Metric::Need]
                .map(|metric| (Subject::Region(region), metric)),
        );
    }
    all
}

/// Place of each gathered series in a selection, by subject and metric.
type Positions = Vec<((Subject, Metric), usize)>;

/// What a run gathered, with the way to find it.
#[derive(Debug)]
pub struct Gathered {
    selection: Selection,
    positions: Positions,
}

impl Gathered {
    /// `wanted` as the plan of the run has it; metrics that it does not have are left out. With a
    /// single region, its series are those of the total.
    pub fn numbers(plan: &SeriesPlan, wanted: &[(Subject, Metric)]) -> (Vec<usize>, Positions) {
        let (mut numbers, mut positions) = (Vec::new(), Positions::new());
        for &(subject, metric) in wanted {
            if let Some(number) = plan.series(subject, metric) {
                let position =
                    numbers.iter().position(|&known| known == number).unwrap_or_else(|| {
                        numbers.push(number);
                        numbers.len() - 1
                    });
                positions.push(((subject, metric), position));
            }
        }
        (numbers, positions)
    }

    pub fn new(selection: Selection, positions: Positions) -> Self {
        Gathered { selection, positions }
    }

    pub fn trials(&self) -> u64 {
        self.selection.trials()
    }

    fn position(&self, subject: Subject, metric: Metric) -> Option<usize> {
        self.positions
            .iter()
            .find(|(of, _)| *of == (subject, metric))
            .map(|&(_, position)| position)
    }

    fn place(&self, of: Measured) -> Option<usize> {
        self.position(of.region.map_or(Subject::Total, Subject::Region), of.metric)
    }

    /// An estimate, if the run has it.
    pub fn estimate(&self, of: Measured) -> Option<Estimate> {
        Some(self.selection.series(self.place(of)?).estimate(of.statistic))
    }

    fn compared(&self, of: Measured) -> Option<Compared> {
        self.selection.compared(self.place(of)?, of.statistic)
    }

    /// Mean need of a region, t.
    pub fn need(&self, region: usize) -> f64 {
        let need = self.estimate(Measured {
            region: Some(region),
            metric: Metric::Need,
            statistic: Statistic::Mean,
        });
        need.and_then(|need| need.estimate).unwrap_or(0.0)
    }

    /// What is known of running short in a region.
    pub fn reserves(&self, region: usize) -> Option<Reserves> {
        let short = self.position(Subject::Region(region), Metric::Shortfall)?;
        let gaps = self.position(Subject::Region(region), Metric::CoverGap)?;
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
fn measured(scenario: &Scenario, region: Option<usize>) -> Vec<Measured> {
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
pub fn base_estimates(scenario: &Scenario, base: &Gathered) -> Vec<(Measured, Estimate)> {
    let several = scenario.regions.len() > 1;
    let regions = (0..scenario.regions.len()).filter(|_| several);
    let all = measured(scenario, None).into_iter().chain(regions.flat_map(|region| {
        REGION.map(|(metric, statistic)| Measured { region: Some(region), metric, statistic })
    }));
    all.filter_map(|of| Some((of, base.estimate(of)?))).collect()
}

/// Compares a changed scenario with its base.
pub fn effects(
    scenario: &Scenario,
    base: &Gathered,
    changed: &Gathered,
    region: Option<usize>,
) -> Effects {
    let effects: Vec<Effect> = measured(scenario, region)
        .into_iter()
        .filter_map(|of| {
            let (with, without) = (changed.compared(of)?, base.compared(of)?);
            let difference =
                difference(&with, &without, true, of.statistic == Statistic::ProbabilityPositive);
            let pairs = with.batches.iter().zip(&without.batches).filter(|_| difference.paired);
            let batches =
                pairs.map(|(&(trials, with), &(_, without))| (trials, with - without)).collect();
            Some(Effect {
                of,
                estimate: changed.estimate(of)?,
                base: base.estimate(of)?,
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
    let cost = all.total(Metric::Cost, Statistic::Mean).map(Part::of_effect);
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
        self.effects.iter().find(|effect| effect.of == Measured { region: None, metric, statistic })
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
