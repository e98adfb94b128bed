//! How the rows of tables name what they are about: a subject, a period.

use crate::index::RegionIndex;
use crate::metric::SubjectKind;
use crate::scenario::Scenario;

/// A subject as its rows name it; nothing for the total.
#[derive(Clone, Copy, Default)]
pub struct Actor<'a> {
    /// Its own; empty for the total.
    pub name: &'a str,
    /// Its mine; blank for none.
    pub mine: &'a str,
    /// Where it is; empty where that is no question.
    pub region: &'a str,
}

impl<'a> Actor<'a> {
    fn named(name: &'a str) -> Self {
        Actor { name, ..Actor::default() }
    }

    fn in_region(self, scenario: &'a Scenario, region: RegionIndex) -> Self {
        Actor { region: &scenario.regions[region].name, ..self }
    }
}

/// All subjects of a kind, in the order of the scenario.
pub fn actors(kind: SubjectKind, scenario: &Scenario) -> Vec<Actor<'_>> {
    match kind {
        SubjectKind::Total => vec![Actor::default()],
        SubjectKind::Region => {
            scenario.regions.iter().map(|region| Actor::named(&region.name)).collect()
        }
        SubjectKind::Facility => (scenario.facilities.iter())
            .map(|facility| Actor::named(&facility.name).in_region(scenario, facility.region))
            .collect(),
        SubjectKind::Mine => scenario.mines.iter().map(|mine| Actor::named(&mine.name)).collect(),
        SubjectKind::Product => (scenario.products())
            .map(|(mine, product)| Actor {
                mine: &scenario.mines[mine].name,
                ..Actor::named(&product.name)
            })
            .collect(),
        SubjectKind::Contract => (scenario.contracts.iter())
            .map(|contract| Actor {
                mine: contract.mine().map_or("", |mine| &scenario.mines[mine].name),
                ..Actor::named(&contract.name).in_region(scenario, contract.region)
            })
            .collect(),
        SubjectKind::Fabricator => (scenario.fabricators.iter())
            .map(|fabricator| Actor::named(&fabricator.name).in_region(scenario, fabricator.region))
            .collect(),
    }
}

/// Number, first and last day.
pub type Period = (u64, String, String);

/// The periods of a scenario.
pub fn calendar(scenario: &Scenario) -> Vec<Period> {
    let time = &scenario.time;
    let days = |period: usize| {
        let (first, last) = (time.first_month(period), time.last_month(period));
        (period as u64, first.first_day(), last.last_day())
    };
    (0..time.periods).map(days).collect()
}
