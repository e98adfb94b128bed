//! Events: when they happen, whom they wait for, and what they change.

use super::quantity::{Each, Rule, Written, optional, quantity};
use super::{Frame, Lines, month};
use proptest::prelude::*;
use proptest::sample::Index;

#[derive(Debug, Clone)]
pub struct Event {
    probability: Written,
    duration: Option<Written>,
    delay: Option<Written>,
    /// First month, and months to the last, as shares of the horizon.
    from: Option<f64>,
    to: Option<f64>,
    /// Whether it waits for the event before it, or does not happen with it.
    relation: Relation,
    targets: Vec<(Target, Index, f64)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    None,
    After,
    Unless,
}

#[derive(Debug, Clone, Copy)]
enum Target {
    Price,
    PriceSet,
    Output,
    Capacity,
    Start,
    /// Something that is drawn.
    Drawn,
}

pub fn event() -> impl Strategy<Value = Event> {
    let relation = prop_oneof![2 => Just(Relation::None), 1 => Just(Relation::After), 1 => Just(Relation::Unless)];
    let target = prop::sample::select(vec![
        Target::Price,
        Target::PriceSet,
        Target::Output,
        Target::Capacity,
        Target::Start,
        Target::Drawn,
        Target::Drawn,
    ]);
    (
        quantity(Rule::new("", 0.3, 0.9).bounded()),
        optional(Rule::new("month", 1.0, 30.0).bounded()),
        optional(Rule::new("month", 0.0, 9.0).bounded()),
        (prop::option::of(-0.1..0.8), prop::option::of(0.0..0.4)),
        relation,
        prop::collection::vec((target, any::<Index>(), 0.0..1.0), 1..=3),
    )
        .prop_map(|(probability, duration, delay, (from, to), relation, targets)| Event {
            probability,
            duration,
            delay,
            from,
            to,
            relation,
            targets,
        })
}

impl Event {
    pub fn lines(&self, number: usize, frame: Frame, drawn: &[(String, Each)]) -> Lines {
        let horizon = f64::from(frame.periods * frame.step);
        let months = |share: f64| (share * horizon).floor() as i32;
        let relation = if number == 0 { Relation::None } else { self.relation };
        let other = (number > 0).then(|| format!("\"e{}\"", number - 1));
        let lines = Lines::default()
            .quantity("probability", &self.probability)
            .draws("happened", Each::Trial);
        let lines = lines.optional("duration", &self.duration);
        let lines = match relation {
            Relation::After => lines.optional_key("after", other).optional("delay", &self.delay),
            Relation::None | Relation::Unless => {
                let from = self.from.map(months);
                let to = self.to.map(|to| from.unwrap_or(0).max(0) + months(to));
                let text = |after: i32| format!("\"{}\"", month(after));
                let unless = other.filter(|_| relation == Relation::Unless);
                let lines = lines.optional_key("unless", unless);
                let lines =
                    lines.optional_key("from", from.map(text)).optional_key("to", to.map(text));
                if to.is_some() { lines.draws("start", Each::Trial) } else { lines }
            }
        };
        let mut effects: Vec<(String, String)> = Vec::new();
        for &(target, index, share) in &self.targets {
            let (path, action) = match target {
                Target::Price => ("price".to_owned(), format!("times = {:.2}", 0.5 + share)),
                Target::PriceSet => {
                    ("price".to_owned(), format!("set = \"{:.0} USD/t\"", 6000.0 + 4000.0 * share))
                }
                Target::Output => ("mine.*.variation".to_owned(), format!("times = {share:.2}")),
                Target::Capacity => {
                    ("mine.m0.capacity".to_owned(), format!("times = {:.2}", 0.5 + share))
                }
                Target::Start => (
                    "facility.*.start_delay".to_owned(),
                    format!("add = \"{:.1} month\"", 6.0 * share),
                ),
                Target::Drawn => {
                    let drawn: Vec<&String> = (drawn.iter())
                        .map(|(path, _)| path)
                        .filter(|path| is_quantity(path))
                        .collect();
                    let Some(path) = drawn.get(index.index(drawn.len().max(1))) else { continue };
                    ((*path).clone(), format!("times = {:.2}", 0.8 + 0.4 * share))
                }
            };
            if effects.iter().all(|(other, _)| *other != path) {
                effects.push((path, action));
            }
        }
        let effects: Vec<String> =
            effects.iter().map(|(path, action)| format!("\"{path}\" = {{ {action} }}")).collect();
        lines.key("effects", format!("{{ {} }}", effects.join(", ")))
    }
}

/// Whether an event may change what is drawn as this path.
fn is_quantity(path: &str) -> bool {
    let end = path.rsplit('.').next().unwrap_or_default();
    let is_decided = ["built", "cancelled", "reached", "renewed", "defaulted", "happened", "start"]
        .contains(&end);
    let is_other = ["variable.", "event."].iter().any(|section| path.starts_with(section));
    !is_decided && !is_other && path != "price" && !path.contains(".outages.")
}
