//! Events that may happen and what they do to other values: a tariff that comes, a border that closes,
//! a demand that slows.

use super::quantity::Value;
use super::table::prelude::*;
use crate::index::RiskEventIndex;

table! {
    /// Something that happens in some futures, once, and what it does while it lasts.
    pub struct RiskEvent("an event", name) {
        /// Probability that it happens.
        probability: Quantity = SHARE.example("0.25"), default("1");
        /// First month in which it may begin; that of the horizon if it is missing.
        from: Option<Month>;
        /// Last month in which it may begin: the moment is uniform between the two; if missing, it
        /// begins with the first moment of `from`.
        to: Option<Month>;
        /// How long it lasts; for ever if it is missing.
        duration: Option<Quantity> = SPAN.example("6 month");
        /// An event without which it does not happen; it then begins with that one's beginning.
        after: Option<RiskEventIndex>;
        /// How much later than the event named in `after` it begins.
        delay: Option<Quantity> = SPAN.example("3 month");
        /// An event with which it does not happen.
        unless: Option<RiskEventIndex>;
        /// What it changes: paths of values, `*` for any name, each with one of `times`, `add`, `set`.
        effects: Effects;
    }
}

words! {
    /// What an event does to a value.
    pub enum Action {
        /// multiplies it
        Times = "times",
        /// adds to it
        Add = "add",
        /// puts something in its place
        Set = "set",
    }
}

/// What is written of effects: their amounts are read with the values that they change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effects;

impl FromValue for Effects {
    const KIND: Kind = Kind::Effects;

    fn from_value(value: &FieldValue, _: &Records) -> Option<Self> {
        matches!(value, FieldValue::Effects).then_some(Effects)
    }
}

impl Quantities for Effects {}

/// A value that an event changes (docs/model.md, T4).
#[derive(Debug, Clone, PartialEq)]
pub struct Touched {
    /// Without the event.
    pub value: Value,
    /// What changes it.
    pub effect: Effect,
    /// Whether it changes while the event lasts, step by step; else in every future in which the
    /// event happens.
    pub is_by_step: bool,
    /// Least and largest value of the key, at which what comes out is cut off.
    pub range: (f64, f64),
}

/// What an event does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// The event.
    pub event: RiskEventIndex,
    /// What it does to the value.
    pub action: Action,
    /// A factor, or an amount in the unit of the value.
    pub amount: f64,
}

impl Action {
    /// What becomes of a value while an event lasts for a share of the time, from 0 to 1.
    #[inline(always)]
    pub fn applied(self, value: f64, amount: f64, share: f64) -> f64 {
        match self {
            Action::Times => value * (1.0 + share * (amount - 1.0)),
            Action::Add => value + share * amount,
            Action::Set => value + share * (amount - value),
        }
    }
}
