//! The reserve: the least stock by region with which hardly any future runs short, found by
//! simulating the scenario with it.
//!
//! A stock changes what is called, bought and sent, so that no quantile of one run tells what a
//! larger one leaves short. All looks at the scenario with more stock have the random numbers of the
//! run; what the advice leaves and costs is then simulated with others, for a search makes its own
//! trials look better than they are. docs/reserve.md says how it goes.

mod look;
mod split;

#[cfg(test)]
mod tests;

use crate::analysis::run::{Outcome, RunError, SharedTables};
use crate::analysis::stress::lever::Lever;
use crate::index::{IndexVec, RegionIndex};
use crate::metric::{Metric, Subject};
use crate::numerics::instruction_set::InstructionSet;
use crate::scenario::Scenario;
use crate::simulation::Control;
use crate::statistics::{Estimate, LANES};
use look::{Look, Looking, count};
use split::{Curve, Level, split, told};

/// The chance of running short that a reserve shall leave at most.
pub const LEFT: f64 = 0.05;

/// By how many standard errors the search aims lower, so that it seldom ends above.
const BELOW: f64 = 0.5;
/// Times that the tonnes of a region are doubled before its shortages count as not to be prevented.
const DOUBLINGS: u32 = 6;
/// Parts of the trials with a gap whose gaps are looked at first.
const LEVELS: [f64; 4] = [0.5, 0.75, 0.88, 0.94];
/// Looks that narrow the tonnes down in few trials, and at most in more of them.
const NARROWING: usize = 7;
const SETTLING: usize = 6;
/// Standard errors from its aim at which a search ends.
const SETTLED: f64 = 0.3;

/// How more stock is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Target and capacity are larger: contracts, spot market and routes fill it in time.
    Ordered,
    /// The opening stock is larger as well: it is there from the start.
    LaidIn,
}

impl Form {
    /// Its word in tables and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Form::Ordered => "ordered",
            Form::LaidIn => "laid-in",
        }
    }

    fn lever(self, region: RegionIndex, tonnes: f64) -> Lever {
        match self {
            Form::Ordered => Lever::OrderAhead { region, tonnes, months: 0 },
            Form::LaidIn => Lever::MoreStock { region, tonnes },
        }
    }

    /// The scenario with so many tonnes more in each region.
    pub fn apply(self, scenario: &Scenario, tonnes: &[f64]) -> Scenario {
        let held = tonnes.iter().enumerate().filter(|(_, tonnes)| **tonnes > 0.0);
        held.fold(scenario.clone(), |with, (region, &tonnes)| {
            self.lever(region.into(), tonnes).apply(&with)
        })
    }
}

/// The answer to "how much more stock do we need?".
#[derive(Debug, Clone, PartialEq)]
pub enum Reserve {
    /// Short in at most [`LEFT`] of the futures as it is.
    NotNeeded,
    /// So much more stock.
    Hold(Box<Advice>),
}

/// More stock, and what it does.
#[derive(Debug, Clone, PartialEq)]
pub struct Advice {
    /// What is raised.
    pub form: Form,
    /// By region, t.
    pub tonnes: IndexVec<RegionIndex, f64>,
    /// Whether the search found that it leaves at most [`LEFT`]; else no stock does, and it is what
    /// leaves least.
    pub is_enough: bool,
    /// The chance of running short that it leaves.
    pub left: Estimate,
    /// What it costs more on average, USD.
    pub cost: Estimate,
    /// Trials of the longest looks of the search.
    pub search_trials: u64,
    /// Seed of the trials that `left` and `cost` are from.
    pub seed: u64,
}

impl Advice {
    /// In all regions together, t.
    pub fn total(&self) -> f64 {
        self.tonnes.iter().sum()
    }
}

/// Trials of the looks: few to find about how much, more to settle it, more again to tell what it
/// does. All together they take about as long as the run.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Lengths {
    few: u64,
    more: u64,
    check: u64,
}

impl Lengths {
    fn of_run(trials: u64) -> Self {
        let blocks = |part: u64, least: u64, most: u64| {
            (trials / part).clamp(least, most).next_multiple_of(LANES as u64).min(trials)
        };
        Lengths {
            few: blocks(64, 512, 4_096),
            more: blocks(5, 2_048, 262_144),
            check: blocks(4, 2_048, 262_144),
        }
    }
}

/// Finds the reserve of a scenario that was run on the current rayon pool: the same bits for any
/// number of threads. `None` for a scenario without facilities.
///
/// # Errors
/// [`RunError::Interrupted`] when `control` says so.
pub fn reserve(
    scenario: &Scenario,
    outcome: &Outcome,
    instruction_set: InstructionSet,
    tables: &SharedTables,
    control: &Control,
) -> Result<Option<Reserve>, RunError> {
    let series = outcome.plan.series(Subject::Total, Metric::Shortfall);
    let short = series.map(|series| outcome.tally.series(series).probability_positive());
    let Some(probability) = short.and_then(|short| short.estimate) else { return Ok(None) };
    if scenario.facilities.is_empty() {
        return Ok(None);
    }
    if probability <= LEFT {
        return Ok(Some(Reserve::NotNeeded));
    }
    let mut scenario = scenario.clone();
    // Nothing of these is measured, and a watch would be looked at in every trial.
    scenario.watches.clear();
    scenario.report.thresholds.clear();
    let search = Search {
        scenario: &scenario,
        looking: Looking { instruction_set, tables, control },
        lengths: Lengths::of_run(outcome.tally.trials()),
        probability,
    };
    search.advice().map(|advice| Some(Reserve::Hold(Box::new(advice))))
}

/// A search in progress.
struct Search<'a> {
    scenario: &'a Scenario,
    looking: Looking<'a>,
    lengths: Lengths,
    /// Of running short as it is, from the whole run.
    probability: f64,
}

/// What a form can do, from few trials.
struct Candidate {
    form: Form,
    tonnes: Vec<f64>,
    /// Trials that it leaves short, and whether these are few enough.
    short: u64,
    is_enough: bool,
    cost: f64,
}

impl Search<'_> {
    fn advice(&self) -> Result<Advice, RunError> {
        let base = self.looking.look(self.scenario, self.lengths.few)?;
        let forms = [Form::Ordered, Form::LaidIn];
        let candidates: Vec<Candidate> =
            forms.into_iter().map(|form| self.candidate(form, &base)).collect::<Result<_, _>>()?;
        // What is enough, then what leaves fewer short, then what costs less.
        let best = candidates.into_iter().min_by(|a, b| {
            let rest = |one: &Candidate| if one.is_enough { 0 } else { one.short };
            rest(a).cmp(&rest(b)).then(a.cost.total_cmp(&b.cost))
        });
        let Candidate { form, mut tonnes, is_enough, .. } = best.expect("there are two forms");
        if is_enough {
            tonnes = self.settle(form, &tonnes)?;
        }
        let mut fresh = self.scenario.clone();
        fresh.simulation.seed = fresh.simulation.seed.wrapping_add(1);
        let without = self.looking.look(&fresh, self.lengths.check)?;
        let with = self.looking.look(&form.apply(&fresh, &tonnes), self.lengths.check)?;
        Ok(Advice {
            form,
            tonnes: tonnes.into(),
            is_enough,
            left: with.probability_short(),
            cost: with.extra_cost(&without),
            search_trials: self.lengths.more,
            seed: fresh.simulation.seed,
        })
    }

    fn look(&self, form: Form, tonnes: &[f64], trials: u64) -> Result<Look, RunError> {
        self.looking.look(&form.apply(self.scenario, tonnes), trials)
    }

    /// The fewest tonnes of a form that are enough in few trials, or that leave least.
    fn candidate(&self, form: Form, base: &Look) -> Result<Candidate, RunError> {
        let trials = self.lengths.few;
        let mut curves: Vec<Curve> = (base.short.iter())
            .map(|short| Curve(vec![Level { tonnes: 0.0, short: short.clone() }]))
            .collect();
        let see = |curves: &mut Vec<Curve>, tonnes: &[f64]| -> Result<(), RunError> {
            let look = self.look(form, tonnes, trials)?;
            for ((curve, short), &tonnes) in curves.iter_mut().zip(&look.short).zip(tonnes) {
                curve.add(tonnes, short);
            }
            Ok(())
        };
        let regions = || 0..base.short.len();
        // From the largest cover gap on: enough where a stock moves nothing else.
        let mut tonnes: Vec<f64> = regions().map(|region| told(base.gap(region, 1.0))).collect();
        for _ in 0..=DOUBLINGS {
            see(&mut curves, &tonnes)?;
            let mut is_open = false;
            for (tonnes, curve) in tonnes.iter_mut().zip(&curves) {
                let [.., before, last] = curve.0.as_slice() else { continue };
                let (before, now) = (count(&before.short), count(&last.short));
                // Further where there is something left, unless a doubling did nothing.
                if now > 0 && (now < before || curve.0.len() < 4) && last.tonnes == *tonnes {
                    *tonnes = told(2.0 * *tonnes);
                    is_open = true;
                }
            }
            if !is_open {
                break;
            }
        }
        for part in LEVELS {
            let at: Vec<f64> = regions().map(|region| told(base.gap(region, part))).collect();
            see(&mut curves, &at)?;
        }
        let goal = (self.aim(trials) * self.scale(base) * trials as f64).floor() as u64;
        let mut chosen = split(&curves, goal);
        for _ in 0..NARROWING {
            let open = |region: usize| curves[region].between(chosen[region]);
            if regions().all(|region| open(region).is_none()) {
                break;
            }
            let at: Vec<f64> = regions()
                .map(|region| {
                    open(region).unwrap_or_else(|| curves[region].0[chosen[region]].tonnes)
                })
                .collect();
            see(&mut curves, &at)?;
            chosen = split(&curves, goal);
        }
        let tonnes: Vec<f64> =
            regions().map(|region| curves[region].0[chosen[region]].tonnes).collect();
        let look = self.look(form, &tonnes, trials)?;
        let short = look.probability_short().estimate.unwrap_or(1.0) * trials as f64;
        Ok(Candidate {
            form,
            short: short.round() as u64,
            is_enough: short.round() as u64 <= goal,
            cost: look.extra_cost(base).estimate.unwrap_or(f64::INFINITY),
            tonnes,
        })
    }

    /// How much more often some trials run short than the whole run, which is known better: what is
    /// short with more stock is short without.
    fn scale(&self, base: &Look) -> f64 {
        let here = base.probability_short().estimate.unwrap_or(0.0);
        if here > 0.0 { here / self.probability } else { 1.0 }
    }

    /// The chance that a search in so many trials aims at.
    fn aim(&self, trials: u64) -> f64 {
        LEFT - BELOW * (LEFT * (1.0 - LEFT) / trials as f64).sqrt()
    }

    /// The fewest tonnes in more trials, in the same proportion between the regions.
    fn settle(&self, form: Form, tonnes: &[f64]) -> Result<Vec<f64>, RunError> {
        let trials = self.lengths.more;
        let scale = self.scale(&self.looking.look(self.scenario, trials)?);
        let error = (LEFT * (1.0 - LEFT) / trials as f64).sqrt();
        let (aim, settled) = (self.aim(trials), SETTLED * error);
        let times = |factor: f64| -> Vec<f64> { tonnes.iter().map(|t| told(factor * t)).collect() };
        // Factors that leave too many short, and few enough, with the logarithm of the chance.
        let mut below = (0.0, libm::log(self.probability));
        let mut above: Option<(f64, f64)> = None;
        let (mut factor, mut last) = (1.0, None);
        for _ in 0..SETTLING {
            let left = self.look(form, &times(factor), trials)?.probability_short();
            let left = left.estimate.unwrap_or(1.0) / scale;
            // What was never seen has no logarithm.
            let here = (factor, libm::log(left.max(0.5 / trials as f64)));
            *(if left <= aim { above.insert(here) } else { &mut below }) = here;
            if (aim - left).abs() <= settled {
                return Ok(times(factor));
            }
            let side = left <= aim;
            factor = match above {
                // The same end twice: the chance falls in steps, or not as it was taken to.
                Some((high, _)) if last == Some(side) => 0.5 * (below.0 + high),
                Some((high, chance)) => {
                    let share = (below.1 - libm::log(aim)) / (below.1 - chance);
                    below.0 + (high - below.0) * share.clamp(0.02, 0.98)
                }
                // As steeply on as from nothing to here.
                None => {
                    let fall = (libm::log(self.probability) - here.1) / factor;
                    let more = (here.1 - libm::log(aim)) / fall.max(0.0);
                    factor + (1.2 * more).clamp(0.01 * factor, 2.0 * factor)
                }
            };
            last = Some(side);
            let seen = above.into_iter().chain([below]);
            if seen.into_iter().any(|(seen, _)| times(seen) == times(factor)) {
                break;
            }
        }
        Ok(times(above.unwrap_or(below).0))
    }
}
