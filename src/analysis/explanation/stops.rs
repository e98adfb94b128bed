//! What stops the mines: outages of their own and of their districts, planned shutdowns; and which
//! contracts these excuse.

use crate::scenario::expectation::{ExpectedOutages, mean};
use crate::scenario::{Mine, Month, OutageKind, Scenario};

/// Something that touches a mine.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop<'s> {
    pub mine: &'s Mine,
    pub kind: StopKind<'s>,
}

/// What it is; lengths in years, on average, `None` where that is not finite.
#[derive(Debug, Clone, PartialEq)]
pub enum StopKind<'s> {
    Outages {
        name: String,
        /// The district that has them.
        district: Option<&'s str>,
        expected: ExpectedOutages,
    },
    Shutdown {
        month: Month,
        duration: Option<f64>,
        /// Months after which it comes again.
        every: Option<u32>,
    },
    /// What a contract excuses (C12).
    ForceMajeure {
        contract: &'s str,
        /// Share of the output that has to be left for it not to hold.
        below: Option<f64>,
    },
}

impl Stop<'_> {
    /// The table of its mine.
    pub fn path(&self) -> String {
        format!("mine.{}", self.mine.name)
    }
}

/// Of all mines, in the order of the scenario.
pub(super) fn stops(scenario: &Scenario) -> Vec<Stop<'_>> {
    let mut all = Vec::new();
    for (index, mine) in scenario.mines.iter_enumerated() {
        let mut add = |kind| all.push(Stop { mine, kind });
        let outages = |kinds: &[OutageKind], district| {
            let named = kinds.iter().enumerate().map(|(place, kind)| StopKind::Outages {
                name: kind.name.clone().unwrap_or_else(|| format!("outages {}", place + 1)),
                district,
                expected: ExpectedOutages::new(kind, scenario),
            });
            named.collect::<Vec<_>>()
        };
        outages(&mine.outages, None).into_iter().for_each(&mut add);
        if let Some(district) = mine.district {
            let district = &scenario.districts[district];
            outages(&district.outages, Some(district.name.as_str())).into_iter().for_each(&mut add);
        }
        for shutdown in &mine.maintenance {
            let duration = mean(&shutdown.duration, scenario);
            add(StopKind::Shutdown { month: shutdown.month, duration, every: shutdown.every });
        }
        for contract in &scenario.contracts {
            if let (true, Some(clause)) = (contract.mine() == Some(index), &contract.force_majeure)
            {
                let below = mean(&clause.below, scenario);
                add(StopKind::ForceMajeure { contract: &contract.name, below });
            }
        }
    }
    all
}
