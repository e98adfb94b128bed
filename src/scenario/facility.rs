//! What is built with metal, and what becomes of metal that is late.

use super::format::DELAY_COST_OF_METAL;
use super::profile::Profile;
use super::table::differs;
use super::table::prelude::*;
use crate::index::{FabricatorIndex, RegionIndex};

table! {
    /// A data centre (or anything else that is built with metal).
    pub struct Facility("a facility", name) {
        /// The region that serves it.
        region: RegionIndex;
        /// Power of the facility; needed with `intensity` and a `cost_of_delay` per power.
        power: Option<Quantity> = POWER;
        /// Metal of the whole facility.
        metal: MetalNeed, keys;
        /// Planned first month of the build.
        start: Month;
        /// How long before it is installed the metal is needed.
        lead: Quantity = SPAN, default("0 month");
        /// Length of the build. The plan is its median: where it is uncertain, what is longer is
        /// late.
        build: Quantity = TIME.above_zero(100.0).example("18 month");
        /// Delay of the start.
        start_delay: Quantity = SPAN.example("3 month"), default("0 month");
        /// Factor on the length of the build.
        overrun: Quantity = NUMBER.above_zero(1000.0).example("1.2"), default("1");
        /// Cumulative share of the metal needed at a share y of the build: a word, or points from
        /// [0.0, 0.0] to [1.0, 1.0].
        profile: Profile, default("uniform");
        /// Probability that the facility is built at all.
        built_probability: Quantity = SHARE.example("0.95"), default("1");
        /// Phases of the build, each with its share of the metal and a window of its own; without
        /// them there is one.
        phases: Vec<Phase>;
        /// Share of the metal that comes in the components of each maker,
        /// `{ cable = 0.3, busbar = 0.25 }`; the rest is needed as it is in the region.
        components: Vec<Component>;
        /// Share of the metal that comes from the owner's own scrap and is not needed here.
        recycled: Option<Quantity> = SHARE.example("0.2");
        /// Metal that the facility already has at time 0, worked or promised as what it needs: it
        /// covers what falls due first, takes no maker's capacity and leaves no scrap.
        secured: Option<Quantity> = MASS.example("800 t");
        /// Metal that fell due before time 0 and was not delivered: it is due at time 0. Of metal
        /// that is needed as it is; phases one after the other, each up to what has fallen due.
        overdue: Option<Quantity> = MASS.example("150 t");
        /// Probability that the build is cancelled before its end, at a time uniform over it.
        cancellation: Option<Quantity> = SHARE.example("0.05");
        /// Longest time by which its build, or each phase of it that has not begun, is put off
        /// while more urgent facilities of its region lack metal.
        deferral: Option<Quantity> = SPAN.example("9 month");
        /// 1 is served first.
        priority: u32 = Kind::integer(1, 1000), default("1");
        /// Cost of finishing late for want of metal: per power and time of delay, or per tonne that
        /// is missing on site and time; not together with `shortage.penalty`.
        cost_of_delay: Option<Quantity> = DELAY_COST;
        /// What charts, pages and the first screen call it, such as `"Ohio 1"`; its name if it is
        /// missing.
        label: Option<String>;
    }
}

/// Whether a cost of delay is per tonne that is missing on site, not per power.
pub fn is_delay_cost_of_metal(cost: &Quantity) -> bool {
    cost.unit == DELAY_COST_OF_METAL.unit
}

/// Whether a facility is certainly built.
pub fn certainly_built(facility: &Record) -> bool {
    facility.quantity("built_probability").is_none_or(|quantity| !differs(quantity, 1.0))
}

/// Whether a facility's build may be cancelled.
pub fn possibly_cancelled(facility: &Record) -> bool {
    facility.quantity("cancellation").is_some_and(|quantity| differs(quantity, 0.0))
}

/// Metal of a whole facility.
#[derive(Debug, Clone, PartialEq)]
pub enum MetalNeed {
    /// t.
    Lump(Quantity),
    /// t/MW, times [`Facility::power`].
    Intensity(Quantity),
}

impl FromKeys for MetalNeed {
    const KEYS: &'static [Key] = &[
        Key::optional("intensity", INTENSITY.kind(), "Metal per power; or give `metal`."),
        Key::optional(
            "metal",
            MASS.example("5000 t").kind(),
            "Metal of the whole facility; or give `power` and `intensity`.",
        ),
        Key::optional(
            "copper",
            MASS.example("5000 t").kind(),
            "Another name of `metal`, where the commodity is copper.",
        ),
    ];
    const SIDES: Alternatives = &[&["metal"], &["copper"], &["intensity"]];

    fn from_keys(record: &Record, records: &Records) -> Option<Self> {
        match ["metal", "copper"].into_iter().find(|key| record.is_given(key)) {
            Some(lump) => record.read(lump, records).map(MetalNeed::Lump),
            None => record.read("intensity", records).map(MetalNeed::Intensity),
        }
    }
}

impl Quantities for MetalNeed {
    fn quantities<'q>(&'q mut self, all: &mut Vec<&'q mut Quantity>) {
        match self {
            MetalNeed::Lump(quantity) | MetalNeed::Intensity(quantity) => all.push(quantity),
        }
    }
}

impl FromValue for Profile {
    const KIND: Kind = Kind::Profile;

    fn from_value(value: &FieldValue, _: &Records) -> Option<Self> {
        match value {
            FieldValue::Profile(profile) => Some(profile.clone()),
            _ => None,
        }
    }
}

impl Quantities for Profile {}

table! {
    /// A phase of a facility's build.
    pub struct Phase("a phase") {
        /// Share of the facility's metal (and of its power); those of all phases add up to 1.
        share: f64 = NUMBER.above_zero(1.0).constant().example("0.4");
        /// Start of the phase after that of the facility; planned is the median.
        after: Quantity = SPAN.example("9 month"), default("0 month");
        /// Length of the phase, that of the facility if it is missing; planned is the median.
        build: Option<Quantity> = TIME.above_zero(100.0).example("12 month");
    }
}

/// What a facility takes from a maker.
#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    /// Index into [`super::Scenario::fabricators`].
    pub fabricator: FabricatorIndex,
    /// Of the facility's metal.
    pub share: f64,
}

impl Item for Component {
    const LIST: Kind = Kind::Shares("fabricator");

    fn items(value: &FieldValue, records: &Records) -> Option<Vec<Self>> {
        let FieldValue::Shares(shares) = value else { return None };
        let component = |name: &str, share: f64| {
            Some(Component { fabricator: records.position("fabricator", name)?.into(), share })
        };
        let taken = shares.iter().filter(|one| one.share > 0.0);
        taken.map(|one| component(&one.name, one.share)).collect()
    }
}

impl Quantities for Component {}

table! {
    /// Facilities from a table.
    pub struct FacilitiesFile("the facilities file") {
        /// CSV file beside the scenario, a row a facility: the same keys as columns; a header may
        /// carry the unit (`power [MW]`) and dotted paths (`intensity.mode [t/MW]`).
        file: String;
    }
}

table! {
    /// What becomes of metal that was not delivered in time.
    pub struct Shortage("the shortage") {
        /// What becomes of an unmet need.
        unmet: Unmet, variants;
        /// Backlog: USD/t/year late; lost: USD/t. Not together with a facility's cost of delay.
        penalty: Option<Quantity> = &[], find(penalty);
    }
}

variants! {
    /// What becomes of an unmet need.
    #[derive(Copy, Eq)]
    pub enum Unmet("unmet", default "backlog"), UnmetName {
        /// It stays due until it is served.
        Backlog = "backlog", "a shortage with backlog" with [&[Key::optional(
            "penalty",
            HOLDING.kind(),
            "Cost of a tonne that is late, per time.",
        )]];
        /// It is covered outside the model and counted once.
        Lost = "lost", "a shortage without backlog" with [&[Key::optional(
            "penalty",
            PRICE.kind(),
            "Cost of a tonne that was not served.",
        )]];
    }
}

fn penalty(shortage: &Record, _: &Records) -> Option<Quantity> {
    shortage.quantity("penalty").cloned()
}
