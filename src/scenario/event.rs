//! Events of the user's own: what a watch asks of the metrics of a trial, and when.

use crate::metric::{Metric, Subject};

use super::Scenario;

/// `[watch.NAME]`: an event of the user's own.
#[derive(Debug, Clone, PartialEq)]
pub struct Watch {
    /// The name of its table.
    pub name: String,
    /// What must happen.
    pub event: Event,
    /// When it looks.
    pub at: WatchTime,
}

/// Conditions, joined.
#[derive(Debug, Clone, PartialEq)]
pub enum Event<C = Comparison> {
    /// One condition.
    One(C),
    /// All of them hold.
    All(Vec<Event<C>>),
    /// One or more of them hold.
    Any(Vec<Event<C>>),
    /// So many of them hold, or more.
    AtLeast(usize, Vec<Event<C>>),
    /// It does not hold.
    Not(Box<Event<C>>),
}

/// `cost > 200 MUSD`, `region.us.stock + region.eu.stock < 500 t`.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// What is added up, all in one unit; the first factor is positive.
    pub terms: Vec<Term>,
    /// How the sum is compared.
    pub relation: Relation,
    /// In the metrics' unit.
    pub threshold: f64,
}

/// A metric of somebody, times a factor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Term {
    /// The factor.
    pub factor: f64,
    /// Whose metric it is.
    pub subject: Subject,
    /// Which.
    pub metric: Metric,
}

/// How a sum is compared with a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// `>`
    Above,
    /// `>=`
    AtLeast,
    /// `<`
    Below,
    /// `<=`
    AtMost,
}

/// When a watch looks. `Horizon` compares the totals over the horizon, the others the values of
/// periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchTime {
    /// In any period.
    Any,
    /// In every period.
    Every,
    /// In the last period.
    Last,
    /// At the totals over the horizon.
    Horizon,
    /// The period that contains a month.
    Period(usize),
    /// In any of the periods from the first to the second, which a calendar year touches.
    Within(usize, usize),
    /// In so many periods, or more.
    AtLeast(usize),
}

impl Relation {
    /// The one that holds for the negatives.
    pub fn flipped(self) -> Self {
        match self {
            Relation::Above => Relation::Below,
            Relation::AtLeast => Relation::AtMost,
            Relation::Below => Relation::Above,
            Relation::AtMost => Relation::AtLeast,
        }
    }

    /// Whether a value stands so to a limit, to the last bit.
    pub fn holds(self, value: f64, limit: f64) -> bool {
        match self {
            Relation::Above => value > limit,
            Relation::AtLeast => value >= limit,
            Relation::Below => value < limit,
            Relation::AtMost => value <= limit,
        }
    }

    /// As people write it.
    pub fn sign(self) -> &'static str {
        match self {
            Relation::Above => ">",
            Relation::AtLeast => "≥",
            Relation::Below => "<",
            Relation::AtMost => "≤",
        }
    }
}

impl<C> Event<C> {
    /// Several that must hold together; one stays what it is.
    pub fn all(mut events: Vec<Event<C>>) -> Self {
        match events.len() {
            1 => events.remove(0),
            _ => Event::All(events),
        }
    }

    /// The same with other conditions.
    ///
    /// # Errors
    /// The first of `of`.
    pub fn try_map<D, E>(&self, of: &mut dyn FnMut(&C) -> Result<D, E>) -> Result<Event<D>, E> {
        let mut list = |events: &[Event<C>]| {
            events.iter().map(|event| event.try_map(of)).collect::<Result<Vec<_>, E>>()
        };
        Ok(match self {
            Event::All(events) => Event::All(list(events)?),
            Event::Any(events) => Event::Any(list(events)?),
            Event::AtLeast(number, events) => Event::AtLeast(*number, list(events)?),
            Event::Not(event) => Event::Not(Box::new(event.try_map(of)?)),
            Event::One(one) => Event::One(of(one)?),
        })
    }

    /// Every condition.
    pub fn conditions(&self) -> Vec<&C> {
        match self {
            Event::One(one) => vec![one],
            Event::Not(event) => event.conditions(),
            Event::All(events) | Event::Any(events) | Event::AtLeast(_, events) => {
                events.iter().flat_map(Event::conditions).collect()
            }
        }
    }

    /// Whether it happens, given whether each condition holds.
    pub fn happens(&self, holds: &dyn Fn(&C) -> bool) -> bool {
        match self {
            Event::One(one) => holds(one),
            Event::Not(event) => !event.happens(holds),
            Event::All(events) => events.iter().all(|event| event.happens(holds)),
            Event::Any(events) => events.iter().any(|event| event.happens(holds)),
            Event::AtLeast(number, events) => {
                events.iter().filter(|event| event.happens(holds)).count() >= *number
            }
        }
    }

    /// The same where of some conditions it is not known: `None` where it depends on those.
    pub fn may_happen(&self, holds: &dyn Fn(&C) -> Option<bool>) -> Option<bool> {
        let at_least = |number: usize, events: &[Event<C>]| {
            let outcomes: Vec<_> = events.iter().map(|event| event.may_happen(holds)).collect();
            let count = |what| outcomes.iter().filter(|&&outcome| outcome == what).count();
            match (count(Some(true)), count(None)) {
                (known, _) if known >= number => Some(true),
                (known, open) if known + open < number => Some(false),
                _ => None,
            }
        };
        match self {
            Event::One(one) => holds(one),
            Event::Not(event) => event.may_happen(holds).map(|happens| !happens),
            Event::All(events) => at_least(events.len(), events),
            Event::Any(events) => at_least(1, events),
            Event::AtLeast(number, events) => at_least(*number, events),
        }
    }

    /// It in words, given those of each condition; `order` arranges what is joined.
    pub fn words(&self, order: fn(&mut Vec<String>), of: &dyn Fn(&C) -> String) -> String {
        let list = |events: &[Event<C>], sign: &str| {
            let part = |event: &Event<C>| match event {
                Event::All(_) | Event::Any(_) if sign != ", " => {
                    format!("({})", event.words(order, of))
                }
                _ => event.words(order, of),
            };
            let mut parts: Vec<String> = events.iter().map(part).collect();
            order(&mut parts);
            parts.join(sign)
        };
        match self {
            Event::One(one) => of(one),
            Event::Not(event) => format!("not ({})", event.words(order, of)),
            Event::All(events) => list(events, " and "),
            Event::Any(events) => list(events, " or "),
            Event::AtLeast(number, events) => {
                format!("at least {number} of ({})", list(events, ", "))
            }
        }
    }
}

impl Watch {
    /// What it asks for, the same for every order of its conditions and every unit.
    pub fn meaning(&self, scenario: &Scenario) -> String {
        let comparison = |comparison: &Comparison| {
            let mut terms: Vec<String> = (comparison.terms.iter())
                .map(|Term { factor, subject, metric }| {
                    format!("{factor:?} {}{}", scenario.path_before(*subject), metric.name())
                })
                .collect();
            terms.sort();
            format!("{} {:?} {:?}", terms.join(" + "), comparison.relation, comparison.threshold)
        };
        format!("{} at {:?}", self.event.words(|parts| parts.sort(), &comparison), self.at)
    }
}

impl Scenario {
    /// The subject of a path such as `region.us`, the total for a blank one; `None` if nothing bears
    /// it.
    pub fn subject_at(&self, path: &str) -> Option<Subject> {
        if path.is_empty() {
            return Some(Subject::Total);
        }
        let regions = self.regions.indices().map(Subject::Region);
        let mines = self.mines.indices().map(Subject::Mine);
        let products = (0..self.products().count()).map(Subject::product);
        let contracts = self.contracts.indices().map(Subject::Contract);
        let facilities = self.facilities.indices().map(Subject::Facility);
        let fabricators = self.fabricators.indices().map(Subject::Fabricator);
        let wanted = format!("{path}.");
        let actors = regions.chain(mines).chain(products).chain(contracts);
        actors.chain(facilities).chain(fabricators).find(|&own| self.path_before(own) == wanted)
    }

    /// What stands before the metric of a subject where one is named: `region.us.`, nothing for the
    /// total.
    pub fn path_before(&self, subject: Subject) -> String {
        match subject {
            Subject::Total => String::new(),
            Subject::Region(place) => format!("region.{}.", self.regions[place].name),
            Subject::Mine(place) => format!("mine.{}.", self.mines[place].name),
            Subject::Product(place) => {
                let product = self.products().nth(place.get());
                product.map_or_else(String::new, |(mine, product)| {
                    format!("mine.{}.product.{}.", self.mines[mine].name, product.name)
                })
            }
            Subject::Contract(place) => format!("contract.{}.", self.contracts[place].name),
            Subject::Facility(place) => format!("facility.{}.", self.facilities[place].name),
            Subject::Fabricator(place) => {
                format!("fabricator.{}.", self.fabricators[place].name)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_happen_as_their_words_say() {
        let [yes, no] = [true, false].map(Event::One);
        let happens = |event: &Event<bool>| event.happens(&|holds| *holds);
        let list = |of: [&Event<bool>; 3]| of.map(Clone::clone).to_vec();
        for (number, expected) in [(1, true), (2, true), (3, false)] {
            assert_eq!(happens(&Event::AtLeast(number, list([&yes, &no, &yes]))), expected);
        }
        assert!(happens(&Event::Any(list([&no, &no, &yes]))));
        assert!(!happens(&Event::Any(list([&no, &no, &no]))));
        assert!(happens(&Event::All(list([&yes, &yes, &yes]))));
        assert!(!happens(&Event::All(list([&yes, &no, &yes]))));
        assert!(happens(&Event::Not(Box::new(no))) && !happens(&Event::Not(Box::new(yes))));
    }

    #[test]
    fn what_is_not_known_matters_only_where_it_decides() {
        let [yes, no, open] = [Some(true), Some(false), None].map(Event::One);
        let may_happen = |event: Event<Option<bool>>| event.may_happen(&|known| *known);
        let list = |of: [&Event<Option<bool>>; 2]| of.map(Clone::clone).to_vec();
        assert_eq!(may_happen(Event::All(list([&yes, &open]))), None);
        assert_eq!(may_happen(Event::All(list([&no, &open]))), Some(false));
        assert_eq!(may_happen(Event::Any(list([&yes, &open]))), Some(true));
        assert_eq!(may_happen(Event::Any(list([&no, &open]))), None);
        assert_eq!(may_happen(Event::AtLeast(2, list([&yes, &open]))), None);
        assert_eq!(may_happen(Event::AtLeast(2, list([&no, &open]))), Some(false));
        assert_eq!(may_happen(Event::Not(Box::new(open.clone()))), None);
        assert_eq!(may_happen(Event::Not(Box::new(no))), Some(true));
    }
}
