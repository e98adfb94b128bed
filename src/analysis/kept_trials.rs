//! The first trials of a run one by one: what was drawn in each, and what came of it.

use crate::analysis::run::SharedTables;
use crate::metric::series::SeriesPlan;
use crate::metric::{Kept, Metric, Observed, Subject, SubjectKind};
use crate::model::{CompileError, Model};
use crate::numerics::instruction_set::InstructionSet;
use crate::scenario::Scenario;
use crate::simulation::Simulator;
use crate::simulation::trial_values::{TrialValues, Wanted, trial_values};

/// Most numbers that are kept: what becomes of them takes about 20 bytes of memory each.
pub const MOST_NUMBERS: u64 = 50_000_000;

/// The first trials of a run.
#[derive(Debug)]
pub struct KeptTrials {
    /// How many they are.
    pub trials: u64,
    /// What is drawn once a trial or once a period, in the order of the scenario.
    pub inputs: Vec<DrawnInput>,
    /// Place of the first watch.
    watches: usize,
    /// Place of a series by its number.
    places: Vec<Option<usize>>,
    plan: SeriesPlan,
    values: TrialValues,
}

/// Something drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawnInput {
    /// Names it, and its random stream.
    pub path: String,
    /// Its base unit; 1 if it has none.
    pub unit: String,
    /// Whether it is drawn for each period of the report; else once a trial.
    pub each_period: bool,
    /// Place of its first value.
    first: usize,
}

/// What is drawn once a trial or once a period: the quantities of the scenario in its order, then
/// what events are decided by.
pub(super) fn drawn_inputs(scenario: &Scenario, model: &Model) -> Vec<DrawnInput> {
    let mut scenario = scenario.clone();
    let quantities = scenario.quantities_mut().into_iter();
    let named =
        quantities.map(|quantity| (quantity.path.clone(), quantity.unit_of_draws().to_owned()));
    let mut events: Vec<&String> = model.drawn.keys().collect();
    events.sort();
    let events = events.into_iter().map(|path| (path.clone(), "1".to_owned()));
    let mut inputs: Vec<DrawnInput> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for (path, unit) in named.chain(events) {
        let Some(input) = model.drawn.get(&path) else { continue };
        if seen.insert(path.clone()) {
            let each_period = input.is_drawn_each_period();
            inputs.push(DrawnInput { path, unit, each_period, first: 0 });
        }
    }
    inputs
}

/// Whether a metric of the total is kept by period: what is asked for, or is drawn as a fan.
fn is_kept_by_period(scenario: &Scenario, metric: Metric) -> bool {
    match scenario.report.trial_series.as_slice() {
        [] => metric.kept(SubjectKind::Total, true) == Some(Kept::Fan),
        series => series.contains(&metric),
    }
}

/// The first `wanted` of the `trials` trials of a run, simulated again on the current rayon pool;
/// fewer if they would be more than [`MOST_NUMBERS`] numbers. The same bits for any number of
/// threads.
///
/// # Errors
/// As the run itself.
pub fn kept_trials(
    scenario: &Scenario,
    [wanted, trials]: [u64; 2],
    instruction_set: InstructionSet,
    tables: &SharedTables,
) -> Result<KeptTrials, CompileError> {
    let simulator = Simulator::new(tables.compile(&scenario.in_full())?, scenario, instruction_set);
    let model = &simulator.model;
    let plan = &model.series;
    let mut inputs = drawn_inputs(scenario, model);
    let mut kept = Vec::new();
    for input in &mut inputs {
        input.first = kept.len();
        let periods = if input.each_period { plan.extent.periods } else { 1 };
        let column = model.drawn[&input.path];
        kept.extend((0..periods).map(|period| Wanted::Drawn(column, period)));
    }
    let watches = kept.len();
    kept.extend((plan.watches..plan.series).map(Wanted::Series));
    let mut places = vec![None; plan.series];
    let horizon = plan.all().filter(|(observed, _)| observed.period.is_none());
    let periods = (0..plan.extent.periods).flat_map(|period| {
        let fans = Metric::ALL.iter().filter(|&&metric| is_kept_by_period(scenario, metric));
        fans.map(move |&metric| (Subject::Total.in_period(period), metric))
    });
    for (observed, metric) in horizon.chain(periods) {
        if let Some(series) = plan.series(observed, metric)
            && scenario.has_metric(observed.subject, metric)
        {
            places[series] = Some(kept.len());
            kept.push(Wanted::Series(series));
        }
    }
    let trials = wanted.min(trials).min(most_trials(kept.len()));
    let values = trial_values(&simulator, &kept, trials);
    Ok(KeptTrials { trials, inputs, watches, places, plan: plan.clone(), values })
}

/// How many trials of so many numbers each are kept at most, one in any case.
fn most_trials(numbers: usize) -> u64 {
    (MOST_NUMBERS / numbers.max(1) as u64).max(1)
}

impl KeptTrials {
    /// Place of a metric among what is kept.
    pub fn metric(&self, observed: impl Into<Observed>, metric: Metric) -> Option<usize> {
        self.places[self.plan.series(observed, metric)?]
    }

    /// Place of a watch, by its number in the scenario.
    pub fn watch(&self, watch: usize) -> usize {
        self.watches + watch
    }

    /// Place of what is drawn; of what is drawn once a trial the period does not matter.
    pub fn input(&self, input: &DrawnInput, period: usize) -> usize {
        input.first + if input.each_period { period } else { 0 }
    }

    /// The value at a place in a trial; not a number where it has none.
    #[inline]
    pub fn value(&self, place: usize, trial: usize) -> f64 {
        self.values.of(place, trial)
    }

    /// All subjects of a kind.
    pub fn subjects(&self, kind: SubjectKind) -> Vec<Subject> {
        self.plan.subjects(kind).collect()
    }

    /// Periods of the report.
    pub fn periods(&self) -> usize {
        self.plan.extent.periods
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_than_fifty_million_numbers_are_kept() {
        assert_eq!((most_trials(0), most_trials(1)), (50_000_000, 50_000_000));
        // A trial is kept whole or not at all.
        assert_eq!((most_trials(499), most_trials(500)), (100_200, 100_000));
        assert_eq!((most_trials(50_000_000), most_trials(50_000_001)), (1, 1));
    }
}
