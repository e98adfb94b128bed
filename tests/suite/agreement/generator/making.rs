//! `[fabricator.NAME]`, and what facilities take from them.

use super::Lines;
use super::quantity::{Each, Rule, optional, quantity};
use proptest::prelude::*;
use proptest::sample::Index;

/// A fabricator whose region is chosen once their number is known.
#[derive(Debug, Clone)]
pub struct FabricatorLines {
    pub region: Index,
    /// Whether scrap comes back, if the region has a stock.
    pub returned: bool,
    pub lines: Lines,
}

pub fn fabricator() -> impl Strategy<Value = FabricatorLines> {
    const TRIAL_OR_PERIOD: &[Each] = &[Each::Trial, Each::Period];
    let substitution = (
        quantity(Rule::new("USD/t", 2_500.0, 3_500.0)),
        quantity(Rule::new("", 2.8, 4.5).bounded()),
        quantity(Rule::new("", 0.0, 1.0).bounded()),
        optional(Rule::new("month", 0.0, 14.0)),
        optional(Rule::new("", 0.3, 1.0)),
    );
    let substitution = substitution.prop_map(|(price, ratio, share, redesign, mass)| {
        let lines = Lines::default()
            .quantity("price", &price)
            .quantity("ratio", &ratio)
            .quantity("share", &share);
        lines.optional("redesign", &redesign).optional("mass", &mass)
    });
    let parts = (
        optional(Rule::new("month", 0.0, 14.0)),
        optional(Rule::new("", 0.6, 1.0).bounded()),
        prop::option::of(quantity(Rule::new("t/month", 2.0, 90.0).each(TRIAL_OR_PERIOD))),
        prop::option::of(any::<bool>()),
        prop::option::weighted(0.4, quantity(Rule::new("t", 0.0, 600.0))),
        prop::option::of(substitution),
    );
    (any::<Index>(), any::<bool>(), parts).prop_map(
        |(region, returned, (lead_time, metal_yield, capacity, pro_rata, stock, substitution))| {
            let lines =
                Lines::default().optional("lead_time", &lead_time).optional("yield", &metal_yield);
            let allocation =
                pro_rata.map(|pro_rata| if pro_rata { "\"pro-rata\"" } else { "\"priority\"" });
            let lines =
                lines.optional("capacity", &capacity).optional_key("allocation", allocation);
            let lines = lines.optional("stock", &stock);
            FabricatorLines { region, returned, lines: lines.below("substitution", substitution) }
        },
    )
}

/// The components of a facility: fabricators and shares, which add up to at most 1.
pub fn components(choices: &[(Index, f64)], fabricators: usize) -> String {
    let mut shares: Vec<(usize, f64)> = Vec::new();
    for (fabricator, share) in choices.iter().filter(|_| fabricators > 0) {
        let fabricator = fabricator.index(fabricators);
        if shares.iter().all(|(taken, _)| *taken != fabricator) {
            shares.push((fabricator, *share));
        }
    }
    if shares.is_empty() {
        return String::new();
    }
    let sum: f64 = shares.iter().map(|(_, share)| share).sum();
    let scale = if sum > 1.0 { 0.999 / sum } else { 1.0 };
    let shares: Vec<String> = shares
        .iter()
        .map(|(fabricator, share)| format!("k{fabricator} = {:.3}", share * scale))
        .collect();
    format!("components = {{ {} }}\n", shares.join(", "))
}
