//! The values of a block: one column for each constant, each variable drawn once a trial, and each
//! period of a variable drawn anew each period.

use std::collections::HashMap;

use super::risk_event::{EventColumns, RiskEventModel, TouchedModel};
use super::schedule::ScheduleModel;
use crate::distribution::Distribution;
use crate::index::{IndexVec, RiskEventIndex};
use crate::numerics::lanes::Lanes;
use crate::sampling::Draw;
use crate::scenario::{Each, Effect, Quantity, Schedule, StepGrid, TimeGrid, Touched, Value};

/// Where a quantity's values stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Input {
    first: u32,
    /// Steps after which the next column follows; [`NEVER`] for what is the same all the time.
    steps_each: u32,
}

const NEVER: u32 = u32::MAX;

impl Input {
    /// Values of a quantity that is the same all the time, or its first period.
    #[inline(always)]
    pub fn of<'v>(&self, values: &'v [Lanes]) -> &'v Lanes {
        &values[self.first as usize]
    }

    /// Values of a quantity in a step.
    #[inline(always)]
    pub fn at<'v>(&self, values: &'v [Lanes], step: usize) -> &'v Lanes {
        &values[self.first as usize + (step as u32 / self.steps_each) as usize]
    }

    /// Values of a quantity in a period, or at all times.
    pub fn in_period<'v>(&self, values: &'v [Lanes], period: usize) -> &'v Lanes {
        &values[self.first as usize + if self.is_drawn_each_period() { period } else { 0 }]
    }

    pub fn is_drawn_each_period(&self) -> bool {
        self.steps_each != NEVER
    }
}

/// Columns that follow from others.
#[derive(Debug, Clone)]
pub enum Derived {
    /// A column that is another one times a factor, and a summand more.
    Scaled {
        /// Where it stands.
        target: usize,
        /// Of the other.
        source: usize,
        /// Factor.
        scale: f64,
        /// Summand.
        shift: f64,
    },
    /// A column a step.
    Scheduled(ScheduleModel),
    /// The course of an event.
    Event(RiskEventModel),
    /// What an event makes of others.
    Touched(TouchedModel),
}

/// Something that happens or not, with a probability: a draw of its own decides once a trial.
#[derive(Debug, Clone, Copy)]
pub struct Chance {
    uniform: Input,
    probability: Input,
}

impl Chance {
    /// What happens is drawn as `path`.
    pub fn new(path: String, probability: &Quantity, inputs: &mut InputTable) -> Self {
        Chance {
            uniform: inputs.draw(path, Distribution::unit_uniform(), Each::Trial),
            probability: inputs.input(probability),
        }
    }

    /// Whether it happens, by lane: for the largest draws, so that in a positive correlation it
    /// goes with what is large (docs/sampling.md, S12).
    #[inline(always)]
    pub fn happens<'v>(&self, values: &'v [Lanes]) -> impl Fn(usize) -> bool + 'v {
        let (uniform, probability) = (self.uniform.of(values), self.probability.of(values));
        move |lane| uniform[lane] >= 1.0 - probability[lane]
    }
}

/// Lays out the columns while the model is compiled.
#[derive(Debug)]
pub struct InputTable {
    pub columns: usize,
    pub constants: Vec<(usize, f64)>,
    pub draws: Vec<Draw>,
    pub derived: Vec<Derived>,
    periods: usize,
    pub grid: StepGrid,
    /// Steps of a period.
    substeps: u32,
    constant_columns: HashMap<u64, Input>,
    pub events: IndexVec<RiskEventIndex, EventColumns>,
    variables: HashMap<String, Input>,
}

impl InputTable {
    pub fn new(time: &TimeGrid) -> Self {
        let (periods, substeps) = (time.periods, time.substeps() as u32);
        InputTable {
            columns: 0,
            constants: Vec::new(),
            draws: Vec::new(),
            derived: Vec::new(),
            periods,
            grid: time.steps(),
            substeps,
            constant_columns: HashMap::new(),
            events: IndexVec::from(Vec::new()),
            variables: HashMap::new(),
        }
    }

    /// Where the values of a draw stand.
    pub fn drawn(&self, draw: &Draw) -> Input {
        self.place(draw.first, draw.periods)
    }

    /// The column of a quantity. A named variable must have been defined before it is used.
    pub fn input(&mut self, quantity: &Quantity) -> Input {
        self.value(&quantity.path, &quantity.value)
    }

    /// The column of a quantity that may be missing.
    pub fn optional(&mut self, quantity: Option<&Quantity>) -> Option<Input> {
        quantity.map(|quantity| self.input(quantity))
    }

    fn value(&mut self, path: &str, value: &Value) -> Input {
        match value {
            Value::Constant(value) => self.constant(*value),
            Value::Random(random) => {
                let periods = (random.each == Each::Period).then_some(self.periods);
                let input = self.reserve(periods);
                self.draws.push(Draw {
                    path: path.to_owned(),
                    distribution: random.distribution.clone(),
                    periods,
                    autocorrelation: random.autocorrelation,
                    lowest: random.lowest,
                    highest: random.highest,
                    first: input.first as usize,
                });
                input
            }
            Value::Variable { name, scale } => {
                let source = self.variables[name];
                if *scale == 1.0 {
                    return source;
                }
                self.scaled(source, *scale, 0.0)
            }
            Value::Schedule(schedule) => {
                let times = self.value(path, &schedule.times);
                let delay = self.value(path, &schedule.delay);
                self.scheduled(schedule, times, delay)
            }
            Value::Touched(touched) => {
                let base = self.value(path, &touched.value);
                self.touched(touched, base)
            }
            Value::Changed { value, times, plus } => {
                let source = self.value(path, value);
                self.scaled(source, *times, *plus)
            }
        }
    }

    /// Columns that are others times a factor, and a summand more.
    fn scaled(&mut self, source: Input, scale: f64, shift: f64) -> Input {
        let columns = match source.steps_each {
            NEVER => 1,
            steps => self.grid.steps.div_ceil(steps as usize),
        };
        let target = Input { first: self.reserve_columns(columns) as u32, ..source };
        for number in 0..columns {
            let column = |input: Input| input.first as usize + number;
            self.derived.push(Derived::Scaled {
                target: column(target),
                source: column(source),
                scale,
                shift,
            });
        }
        target
    }

    /// A column a step, or one of what is the same all the time.
    fn touched(&mut self, touched: &Touched, base: Input) -> Input {
        let steps = touched.is_by_step.then_some(self.grid.steps);
        let first = self.reserve_columns(steps.unwrap_or(1));
        let columns = self.events[touched.effect.event];
        let model = TouchedModel::new(touched, base, columns, first, steps);
        self.derived.push(Derived::Touched(model));
        Input { first: first as u32, steps_each: if steps.is_some() { 1 } else { NEVER } }
    }

    /// Room for so many columns; gives the first.
    pub fn reserve_columns(&mut self, columns: usize) -> usize {
        self.columns += columns;
        self.columns - columns
    }

    /// A column a step.
    fn scheduled(&mut self, schedule: &Schedule, times: Input, delay: Input) -> Input {
        let first = self.reserve_columns(self.grid.steps);
        let target = Input { first: first as u32, steps_each: 1 };
        let (curve, grid) = (schedule.curve(&self.grid), self.grid);
        let model = ScheduleModel::new(curve, &grid, target.first as usize, times, delay);
        self.derived.push(Derived::Scheduled(model));
        target
    }

    /// The column of a draw that is not a quantity of the file (a shock, whether a facility is
    /// built).
    pub fn draw(&mut self, path: String, distribution: Distribution, each: Each) -> Input {
        let periods = (each == Each::Period).then_some(self.periods);
        let input = self.reserve(periods);
        let (lowest, highest) = (f64::NEG_INFINITY, f64::INFINITY);
        self.draws.push(Draw {
            path,
            distribution,
            periods,
            autocorrelation: 0.0,
            lowest,
            highest,
            first: input.first as usize,
        });
        input
    }

    pub fn constant(&mut self, value: f64) -> Input {
        if let Some(&input) = self.constant_columns.get(&value.to_bits()) {
            return input;
        }
        let input = self.reserve(None);
        self.constants.push((input.first as usize, value));
        self.constant_columns.insert(value.to_bits(), input);
        input
    }

    /// Gives `[variable.NAME]` its column.
    pub fn define_variable(&mut self, name: &str, input: Input) {
        self.variables.insert(name.to_owned(), input);
    }

    fn reserve(&mut self, periods: Option<usize>) -> Input {
        let input = self.place(self.columns, periods);
        self.columns += periods.unwrap_or(1);
        input
    }

    fn place(&self, first: usize, periods: Option<usize>) -> Input {
        Input { first: first as u32, steps_each: periods.map_or(NEVER, |_| self.substeps) }
    }
}

/// Columns with the constants in place; draws and scaled columns are written block by block.
pub fn initial_values(columns: usize, constants: &[(usize, f64)]) -> Vec<Lanes> {
    let mut values = vec![Lanes::ZERO; columns];
    for &(column, value) in constants {
        values[column] = Lanes::splat(value);
    }
    values
}

/// Writes the columns that follow from others once those are drawn.
#[inline(always)]
pub fn derive(derived: &[Derived], values: &mut [Lanes]) {
    for columns in derived {
        match columns {
            &Derived::Scaled { target, source, scale, shift } => {
                let source = values[source];
                values[target].set(|lane| source[lane] * scale + shift);
            }
            Derived::Scheduled(schedule) => schedule.write(values),
            Derived::Event(event) => event.write(values),
            Derived::Touched(touched) => touched.write(values),
        }
    }
}

/// Smallest and largest value a quantity can take (0 and infinity where that is not known from it
/// alone).
pub fn bounds(value: &Value) -> (f64, f64) {
    match value {
        Value::Constant(value) => (*value, *value),
        Value::Random(random) => {
            let (low, high) = random.distribution.support();
            (low.max(random.lowest), high.min(random.highest))
        }
        Value::Variable { .. } => (0.0, f64::INFINITY),
        Value::Schedule(schedule) => {
            let (low, high) = bounds(&schedule.times);
            let levels = schedule.points.iter().map(|&(_, level)| level);
            levels.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), level| {
                let (from, to) = (level * low, level * high);
                (least.min(from.min(to)), most.max(from.max(to)))
            })
        }
        Value::Touched(touched) => {
            let (low, high) = bounds(&touched.value);
            let Effect { action, amount, .. } = touched.effect;
            let (least, most) = touched.range;
            let ends = [low, high].map(|end| action.applied(end, amount, 1.0).max(least).min(most));
            (low.min(ends[0]).min(ends[1]), high.max(ends[0]).max(ends[1]))
        }
        Value::Changed { value, times, plus } => {
            let (low, high) = bounds(value);
            let ends = (low * times + plus, high * times + plus);
            (ends.0.min(ends.1), ends.0.max(ends.1))
        }
    }
}
