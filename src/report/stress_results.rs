//! A finished stress, as table, charts and screen read it.

use crate::analysis::stress::effect::Effects;
use crate::analysis::stress::ranking::{best_first, widest_first};
use crate::analysis::stress::{Change, Steps, Stress};
use crate::scenario::Scenario;

/// A finished stress.
#[derive(Debug, Clone, Copy)]
pub struct StressResults<'a> {
    pub scenario: &'a Scenario,
    /// How far it was moved.
    pub steps: Steps,
    /// What came of it.
    pub stress: &'a Stress,
}

/// A change with its effects.
pub(crate) type Row<'a> = (&'a Change, &'a Effects);

impl<'a> StressResults<'a> {
    /// The levers, what helps most per dollar first.
    pub(crate) fn levers(&self) -> Vec<Row<'a>> {
        let levers: Vec<Row<'a>> =
            self.rows().filter(|(change, _)| matches!(change, Change::Lever(_))).collect();
        let effects: Vec<&Effects> = levers.iter().map(|(_, effects)| *effects).collect();
        best_first(&effects).into_iter().map(|place| levers[place]).collect()
    }

    /// The restricted inputs, each at its low and its high end, the one that matters most first.
    pub(crate) fn inputs(&self) -> Vec<[Row<'a>; 2]> {
        let restricted: Vec<Row<'a>> =
            self.rows().filter(|(change, _)| matches!(change, Change::Restriction(_))).collect();
        let pairs: Vec<[Row<'a>; 2]> =
            restricted.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect();
        let effects: Vec<[&Effects; 2]> = pairs.iter().map(|[low, high]| [low.1, high.1]).collect();
        widest_first(&effects).into_iter().map(|place| pairs[place]).collect()
    }

    fn rows(&self) -> impl Iterator<Item = Row<'a>> {
        self.stress.changes.iter().map(|(change, effects)| (change, effects))
    }
}
