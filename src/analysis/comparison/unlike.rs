//! What two scenarios count differently, so that their difference is not one of supply alone.

use std::collections::BTreeSet;

use super::finished_run::FinishedRun;
use crate::number_words::counted;
use crate::scenario::{Scenario, TimeGrid, Unmet};

/// Sentences on what a run counts differently from the base; none when either scenario cannot be
/// read.
pub fn notes(run: &FinishedRun, base: &FinishedRun) -> Vec<String> {
    let (Some(ours), Some(theirs)) = (&run.scenario, &base.scenario) else { return Vec::new() };
    let mut notes = Vec::new();
    if ours.time != theirs.time {
        notes.push(format!(
            "{} runs over {}, {} over {}: differences of totals, and of what is counted by period, \
             come from the time as well",
            run.slug,
            span(&ours.time),
            base.slug,
            span(&theirs.time)
        ));
    }
    if ours.commodity != theirs.commodity {
        notes.push(format!(
            "{} is about {} and {} about {}: their tonnes are not the same thing",
            run.slug, ours.commodity, base.slug, theirs.commodity
        ));
    }
    if ours.shortage.unmet != theirs.shortage.unmet {
        notes.push(format!(
            "what is missing is {} in {} and {} in {}: shortfall, lateness and penalties mean \
             different things",
            unmet(ours.shortage.unmet),
            run.slug,
            unmet(theirs.shortage.unmet),
            base.slug
        ));
    }
    let (priced, unpriced) = if ours.prices_delay() { (run, base) } else { (base, run) };
    if ours.prices_delay() != theirs.prices_delay() {
        notes.push(format!(
            "delay has a price in {} and none in {}: their full costs count different things",
            priced.slug, unpriced.slug
        ));
    }
    let (our_boundaries, their_boundaries) = (boundaries(ours), boundaries(theirs));
    if !our_boundaries.is_empty()
        && !their_boundaries.is_empty()
        && our_boundaries != their_boundaries
    {
        notes.push(format!(
            "carbon and water of {} and {} have different accounting boundaries",
            run.slug, base.slug
        ));
    }
    if let (Some(our_limit), Some(their_limit)) = (ours.report.low_carbon, theirs.report.low_carbon)
        && our_limit != their_limit
    {
        notes.push(format!(
            "low-carbon {} has at most {our_limit} tCO2e/t in {} and {their_limit} tCO2e/t in {}",
            ours.commodity, run.slug, base.slug
        ));
    }
    for watch in &ours.watches {
        let other = theirs.watches.iter().find(|other| other.name == watch.name);
        if other.is_some_and(|other| watch.meaning(ours) != other.meaning(theirs)) {
            notes.push(format!(
                "[watch.{}] is another event in {} than in {}",
                watch.name, run.slug, base.slug
            ));
        }
    }
    notes
}

fn span(time: &TimeGrid) -> String {
    format!("{} from {}", counted(time.periods as u64, time.step.name()), time.start)
}

fn unmet(unmet: Unmet) -> &'static str {
    match unmet {
        Unmet::Backlog => "served late",
        Unmet::Lost => "lost",
    }
}

/// The labels of the accounting boundaries that are given.
fn boundaries(scenario: &Scenario) -> BTreeSet<&str> {
    let spots =
        scenario.regions.iter().filter_map(|region| region.spot.as_ref()?.boundary.as_deref());
    let products = scenario.products().filter_map(|(_, product)| product.boundary.as_deref());
    spots
        .chain(scenario.mines.iter().filter_map(|mine| mine.boundary.as_deref()))
        .chain(products)
        .collect()
}
