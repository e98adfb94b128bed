//! Changes in words.

use crate::analysis::stress::Change;
use crate::analysis::stress::lever::Lever;
use crate::analysis::stress::ranking::Standing;
use crate::analysis::stress::restriction::{End, Restriction};
use crate::number_words::{percent_change, quantity};
use crate::scenario::{ContractVolume, Each, Scenario, expectation};

/// A change, such as `10 % more of contract nuton (350 t a year)`.
pub fn change_in_words(change: &Change, scenario: &Scenario) -> String {
    match change {
        Change::Lever(lever) => lever_in_words(lever, scenario),
        Change::Restriction(restriction) => restriction_in_words(restriction),
    }
}

fn lever_in_words(lever: &Lever, scenario: &Scenario) -> String {
    let actor = lever.shown(scenario);
    match lever {
        Lever::MoreOfContract { contract, times } => {
            let more = times - 1.0;
            let mean = |volume| expectation::mean(volume, scenario);
            let (tonnes, per) = match &scenario.contracts[*contract].volume {
                ContractVolume::Rate(rate) => (mean(rate), " a year"),
                ContractVolume::Quantity(tonnes) => (mean(tonnes), ""),
                ContractVolume::Listed(quotas) => {
                    (quotas.iter().map(|quota| mean(&quota.quantity)).sum(), "")
                }
                ContractVolume::ShareOfOutput => (None, ""),
            };
            let amount = tonnes
                .map(|tonnes| format!(" ({}{per})", quantity(more * tonnes, None, "t")))
                .unwrap_or_default();
            format!("{} more of contract {actor}{amount}", percent_change(more))
        }
        Lever::ContractRemoved { .. } => format!("without contract {actor}"),
        Lever::EarlierContract { months, .. } => {
            format!("contract {actor} {months} months earlier")
        }
        Lever::MoreStock { tonnes, .. } => {
            format!("{} more stock in {actor}", quantity(*tonnes, None, "t"))
        }
        Lever::OrderAhead { tonnes, months, .. } => {
            format!("order {months} months ahead in {actor} ({})", quantity(*tonnes, None, "t"))
        }
        Lever::DeeperSpot { times, .. } => {
            format!("{} deeper spot market in {actor}", percent_change(times - 1.0))
        }
        Lever::SecondMine { contract, .. } => {
            format!(
                "second mine like {actor}, contract like {}",
                scenario.contracts[*contract].shown()
            )
        }
    }
}

fn restriction_in_words(restriction: &Restriction) -> String {
    let end = match restriction.end {
        End::Low => "lowest",
        End::High => "highest",
    };
    let when = match restriction.each {
        Each::Trial => "",
        Each::Period => " in every period",
        Each::Outage => " at every outage",
    };
    format!("{} in its {end} {}{when}", restriction.input, percent_change(restriction.range))
}

/// The word of the table for a standing.
pub fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::HelpsAndSaves => "helps_and_saves",
        Standing::Helps => "helps",
        Standing::Unclear => "unclear",
        Standing::Harms => "harms",
    }
}

/// The heading of the changes of a standing.
pub fn standing_heading(standing: Standing) -> &'static str {
    match standing {
        Standing::HelpsAndSaves => "Helps and costs nothing more",
        Standing::Helps => "Helps, the cheapest tonne first",
        Standing::Unclear => "No effect that these trials can tell",
        Standing::Harms => "Makes it worse",
    }
}
