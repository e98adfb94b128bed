//! Events and what they do to values (docs/model.md, T4).

use super::CompileError;
use super::input::{Chance, Derived, Input, InputTable};
use crate::distribution::Distribution;
use crate::index::{IndexVec, RiskEventIndex};
use crate::numerics::lanes::{LANES, Lanes};
use crate::scenario::{Action, Each, Effect, RiskEvent, Scenario, Touched};

/// When an event happens and for which share of each step it lasts.
#[derive(Debug, Clone)]
pub struct RiskEventModel {
    happens: Chance,
    /// Year in which it may begin, and how many more there are to do so.
    from: f64,
    window: f64,
    /// Share of the window that passes first.
    moment: Option<Input>,
    duration: Option<Input>,
    after: Option<EventColumns>,
    delay: Option<Input>,
    unless: Option<EventColumns>,
    columns: EventColumns,
    steps: usize,
    /// Length of a step, years.
    step: f64,
}

/// Where the course of an event stands: whether it happens (1 or 0), when it begins and ends
/// (years, infinite where it does not happen), and the share of each step in which it lasts.
#[derive(Debug, Clone, Copy)]
pub struct EventColumns {
    first: usize,
}

impl EventColumns {
    fn happens(self) -> usize {
        self.first
    }

    fn begin(self) -> usize {
        self.first + 1
    }

    fn end(self) -> usize {
        self.first + 2
    }

    fn share(self, step: usize) -> usize {
        self.first + 3 + step
    }

    /// How many there are.
    fn count(steps: usize) -> usize {
        3 + steps
    }
}

/// Lays out the events, those first on which others wait.
pub fn define_events(scenario: &Scenario, inputs: &mut InputTable) -> Result<(), CompileError> {
    let events = &scenario.events;
    let mut known: IndexVec<RiskEventIndex, Option<EventColumns>> = vec![None; events.len()].into();
    while known.iter().any(Option::is_none) {
        let is_ready = |event: &RiskEvent| {
            [event.after, event.unless].into_iter().flatten().all(|other| known[other].is_some())
        };
        let mut waiting = events.iter_enumerated().filter(|(index, _)| known[*index].is_none());
        let Some((index, event)) = waiting.find(|(_, event)| is_ready(event)) else {
            let circular = events.iter_enumerated().find(|(index, _)| known[*index].is_none());
            let name = circular.map(|(_, event)| event.name.clone()).unwrap_or_default();
            return Err(CompileError::CircularEvent { name });
        };
        let columns =
            EventColumns { first: inputs.reserve_columns(EventColumns::count(inputs.grid.steps)) };
        let model = RiskEventModel::new(event, columns, &known, inputs);
        inputs.derived.push(Derived::Event(model));
        known[index] = Some(columns);
    }
    inputs.events = known.iter().copied().flatten().collect();
    Ok(())
}

impl RiskEventModel {
    fn new(
        event: &RiskEvent,
        columns: EventColumns,
        known: &IndexVec<RiskEventIndex, Option<EventColumns>>,
        inputs: &mut InputTable,
    ) -> Self {
        let grid = inputs.grid;
        let path = |key: &str| format!("event.{}.{key}", event.name);
        let from = event.from.map_or(0.0, |from| grid.years_to(from));
        let window = event.to.map(|to| grid.years_to(to.next()) - from);
        RiskEventModel {
            happens: Chance::new(path("happened"), &event.probability, inputs),
            from,
            window: window.unwrap_or(0.0),
            moment: window
                .map(|_| inputs.draw(path("start"), Distribution::unit_uniform(), Each::Trial)),
            duration: inputs.optional(event.duration.as_ref()),
            after: event.after.and_then(|other| known[other]),
            delay: inputs.optional(event.delay.as_ref()),
            unless: event.unless.and_then(|other| known[other]),
            columns,
            steps: grid.steps,
            step: grid.years(),
        }
    }

    /// Writes its course.
    #[inline(always)]
    pub fn write(&self, values: &mut [Lanes]) {
        let (mut happens, mut begin, mut end) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
        {
            let drawn = self.happens.happens(values);
            let value = |input: Option<Input>, other: f64| {
                let column = input.map(|input| input.of(values));
                move |lane: usize| column.map_or(other, |column| column[lane])
            };
            let (moment, delay) = (value(self.moment, 0.0), value(self.delay, 0.0));
            let duration = value(self.duration, f64::INFINITY);
            for lane in 0..LANES {
                let earliest = match self.after {
                    Some(other) => values[other.begin()][lane],
                    None => self.from,
                };
                let is_excluded =
                    self.unless.is_some_and(|other| values[other.happens()][lane] > 0.0);
                let is_there = drawn(lane) && !is_excluded && earliest < f64::INFINITY;
                happens[lane] = f64::from(u8::from(is_there));
                let start = earliest + self.window * moment(lane) + delay(lane);
                begin[lane] = if is_there { start } else { f64::INFINITY };
                end[lane] = begin[lane] + duration(lane);
            }
        }
        values[self.columns.happens()] = happens;
        values[self.columns.begin()] = begin;
        values[self.columns.end()] = end;
        for step in 0..self.steps {
            let (opens, closes) = (step as f64 * self.step, (step + 1) as f64 * self.step);
            values[self.columns.share(step)].set(|lane| {
                let lasts = end[lane].min(closes) - begin[lane].max(opens);
                (lasts / self.step).clamp(0.0, 1.0)
            });
        }
    }
}

/// A value that an event changes: a column a step, or one for a value that is the same all the time.
#[derive(Debug, Clone)]
pub struct TouchedModel {
    base: Input,
    columns: EventColumns,
    action: Action,
    amount: f64,
    range: (f64, f64),
    target: usize,
    /// Steps of its columns; `None` for one that is the same all the time.
    steps: Option<usize>,
}

impl TouchedModel {
    pub fn new(
        touched: &Touched,
        base: Input,
        columns: EventColumns,
        target: usize,
        steps: Option<usize>,
    ) -> Self {
        let &Effect { action, amount, .. } = &touched.effect;
        TouchedModel { base, columns, action, amount, range: touched.range, target, steps }
    }

    #[inline(always)]
    pub fn write(&self, values: &mut [Lanes]) {
        let (low, high) = self.range;
        let changed = |value: &Lanes, share: &Lanes| {
            let mut changed = Lanes::ZERO;
            changed.set(|lane| {
                self.action.applied(value[lane], self.amount, share[lane]).max(low).min(high)
            });
            changed
        };
        match self.steps {
            None => {
                let happens = &values[self.columns.happens()];
                values[self.target] = changed(self.base.of(values), happens);
            }
            Some(steps) => {
                for step in 0..steps {
                    let share = &values[self.columns.share(step)];
                    values[self.target + step] = changed(self.base.at(values, step), share);
                }
            }
        }
    }
}

/// What events do to the reference price.
#[derive(Debug, Clone, Copy)]
pub struct PriceEffect {
    columns: EventColumns,
    action: Action,
    amount: f64,
}

impl PriceEffect {
    pub fn all(effects: &[Effect], inputs: &InputTable) -> Vec<Self> {
        let effects = effects.iter();
        effects
            .map(|&Effect { event, action, amount }| PriceEffect {
                columns: inputs.events[event],
                action,
                amount,
            })
            .collect()
    }

    /// Changes the mean price of each step by the share of it, the closing price by whether it
    /// lasts then.
    #[inline(always)]
    pub fn apply(&self, step: f64, values: &[Lanes], mean: &mut [Lanes], closing: &mut [Lanes]) {
        let (begin, end) = (&values[self.columns.begin()], &values[self.columns.end()]);
        for (number, (mean, closing)) in mean.iter_mut().zip(closing).enumerate() {
            let share = &values[self.columns.share(number)];
            mean.update(|lane, price| self.action.applied(price, self.amount, share[lane]));
            let moment = (number + 1) as f64 * step;
            closing.update(|lane, price| {
                let lasts = begin[lane] < moment && moment <= end[lane];
                self.action.applied(price, self.amount, f64::from(u8::from(lasts)))
            });
        }
    }
}
