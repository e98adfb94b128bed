//! Uncertain inputs, each restricted to its low or high end.

use super::lever::Omission;
use crate::distribution::{Distribution, DistributionError, Probability};
use crate::index::RegionIndex;
use crate::scenario::{Each, Origin, Quantity, Scenario};

/// Which end of a distribution is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Low,
    High,
}

/// Inputs restricted to one end of their distributions; a map of each draw that never turns an
/// order round, so that draws stay common.
#[derive(Debug, Clone, PartialEq)]
pub struct Restriction {
    /// Path of the input; `facility.*.KEY` for a column of a facilities table.
    pub input: String,
    /// Paths of the quantities.
    pub paths: Vec<String>,
    pub end: End,
    /// Share of the probability that is kept.
    pub range: f64,
    /// How often the first of them is drawn.
    pub each: Each,
}

/// Both restrictions of every uncertain input: low end, high end. Facilities written in a table are
/// moved together, a column at a time.
pub fn restrictions(scenario: &Scenario, range: f64) -> (Vec<Restriction>, Vec<Omission>) {
    let mut inputs: Vec<(String, Vec<String>, Each)> = Vec::new();
    let mut scenario = scenario.clone();
    for quantity in scenario.quantities_mut() {
        let Some(random) = quantity.value.random() else { continue };
        let name = input_name(quantity);
        match inputs.iter_mut().find(|(input, ..)| *input == name) {
            Some((_, paths, _)) => paths.push(quantity.path.clone()),
            None => inputs.push((name, vec![quantity.path.clone()], random.each)),
        }
    }
    let restrictions = inputs
        .into_iter()
        .flat_map(|(input, paths, each)| {
            [End::Low, End::High].map(|end| Restriction {
                input: input.clone(),
                paths: paths.clone(),
                end,
                range,
                each,
            })
        })
        .collect();
    (restrictions, unmoved(&scenario))
}

/// What is random without being a quantity of the file.
fn unmoved(scenario: &Scenario) -> Vec<Omission> {
    let mut omitted = Vec::new();
    let mut omit = |name: &str, reason: &str| {
        omitted.push(Omission { name: name.to_owned(), reason: reason.to_owned() });
    };
    omit("price", "its path is not one number; its uncertain parameters are moved");
    if scenario.mines.iter().any(|mine| !mine.outages.is_empty()) {
        omit(
            "outages",
            "when outages begin is not one number; uncertain rates and durations are moved",
        );
    }
    if scenario.contracts.iter().any(|contract| contract.default_rate.is_some()) {
        omit("default", "when a seller defaults is not one number; an uncertain rate is moved");
    }
    if scenario.events.iter().any(|event| event.probability.constant() != Some(1.0)) {
        omit(
            "events",
            "they are yes or no and have no range; set event.NAME.probability to see their effect",
        );
    }
    if scenario.contracts.iter().any(|contract| contract.renewal.is_some()) {
        omit(
            "renewal",
            "it is yes or no and has no range; set renewal.probability to see its effect",
        );
    }
    if scenario.facilities.iter().any(|facility| facility.built_probability.constant() != Some(1.0))
    {
        omit("built", "it is yes or no and has no range; set built_probability to see its effect");
    }
    if scenario.facilities.iter().any(|facility| {
        facility.cancellation.as_ref().is_some_and(|chance| chance.constant() != Some(0.0))
    }) {
        omit("cancelled", "it is yes or no and has no range; set cancellation to see its effect");
    }
    omitted
}

fn input_name(quantity: &Quantity) -> String {
    let mut parts = quantity.path.splitn(3, '.');
    match (&quantity.origin, parts.next(), parts.next(), parts.next()) {
        (Origin::Cell { .. }, Some("facility"), Some(_), Some(key)) => format!("facility.*.{key}"),
        _ => quantity.path.clone(),
    }
}

/// The distribution between its quantiles at 0 and `range`, or at 1 − `range` and 1. An atom at the
/// edge counts whole.
fn restricted(
    distribution: &Distribution,
    end: End,
    range: f64,
) -> Result<Distribution, DistributionError> {
    let (lowest, highest) = distribution.support();
    let (low, high) = match end {
        End::Low => (lowest, distribution.quantile(Probability::from_lower(range))),
        End::High => (distribution.quantile(Probability::from_upper(range)), highest),
    };
    if low < high {
        distribution.within(low, high)
    } else {
        // A single atom.
        distribution.within(low.next_down(), high.next_up())
    }
}

impl Restriction {
    /// The word of the tables for its kind.
    pub fn kind(&self) -> &'static str {
        match self.end {
            End::Low => "low",
            End::High => "high",
        }
    }

    /// What tells it apart in a scenario: `low:mine.johnson-camp.utilisation`.
    pub fn name(&self) -> String {
        format!("{}:{}", self.kind(), self.input)
    }

    /// The region to which the inputs belong; `None` for those of the price, of a mine or of a
    /// variable where there are several.
    pub fn region(&self, scenario: &Scenario) -> Option<RegionIndex> {
        if scenario.regions.len() == 1 {
            return Some(0.into());
        }
        let of = |path: &String| {
            let regions = scenario.regions.iter_enumerated();
            let regions = regions.map(|(region, own)| ("region", &own.name, region));
            let contracts =
                scenario.contracts.iter().map(|one| ("contract", &one.name, one.region));
            let hedges = scenario.hedges.iter().map(|one| ("hedge", &one.name, one.region));
            let fabricators = scenario.fabricators.iter();
            let fabricators = fabricators.map(|one| ("fabricator", &one.name, one.region));
            let facilities = scenario.facilities.iter();
            let facilities = facilities.map(|one| ("facility", &one.name, one.region));
            let mut actors =
                regions.chain(contracts).chain(hedges).chain(fabricators).chain(facilities);
            let mut parts = path.split('.');
            let (section, name) = (parts.next()?, parts.next()?);
            actors.find(|actor| (actor.0, actor.1.as_str()) == (section, name)).map(|actor| actor.2)
        };
        let first = of(self.paths.first()?)?;
        self.paths.iter().all(|path| of(path) == Some(first)).then_some(first)
    }

    /// The scenario with the restriction.
    ///
    /// # Errors
    /// When a distribution has too little probability there, which no checked scenario has.
    pub fn apply(&self, scenario: &Scenario) -> Result<Scenario, DistributionError> {
        let mut changed = scenario.clone();
        for quantity in changed.quantities_mut() {
            if self.paths.contains(&quantity.path)
                && let Some(random) = quantity.value.random_mut()
            {
                random.distribution = restricted(&random.distribution, self.end, self.range)?;
            }
        }
        Ok(changed)
    }
}
