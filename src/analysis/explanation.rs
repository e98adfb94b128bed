//! What the program understood of a scenario: every quantity with its law, moments and quantiles,
//! what is correlated with it and where it comes from, what stops the mines, and the fan of the
//! price.

mod price;
mod stops;

use std::collections::{HashMap, HashSet};

use crate::distribution::{Distribution, Probability};
use crate::model::Model;
use crate::numerics::instruction_set::InstructionSet;
use crate::scenario::{
    Each, Effect, Loaded, Month, NamedUnit, Origin, Quantity, RandomQuantity, Scenario, Setting,
    Value, WrittenTables, nearest, path_matches, table_of,
};

pub use price::{PriceAtEnd, PriceOutlook};
pub use stops::{Stop, StopKind};

/// What was understood of a scenario.
#[derive(Debug)]
pub struct Explanation<'s> {
    pub loaded: &'s Loaded,
    /// What it is narrowed to, if it is.
    pub path: Option<String>,
    /// In the order of the scenario.
    pub inputs: Vec<Input>,
    /// What is drawn without being a quantity of the file: whether a facility is built, the shock
    /// of the price.
    pub draws: Vec<OtherDraw>,
    /// What is written and is no number: months, words, names.
    pub settings: Vec<Setting>,
    /// What stops mines.
    pub stops: Vec<Stop<'s>>,
    /// The price at the end of each period; `None` where it was not asked for.
    pub price: Option<PriceOutlook>,
}

/// What is drawn without being a quantity of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct OtherDraw {
    pub path: String,
    pub each: Each,
    /// Positions of its correlations among those of the scenario.
    pub correlations: Vec<usize>,
}

/// A quantity of the scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    pub path: String,
    /// Its base unit; 1 if it has none.
    pub base_unit: String,
    /// The unit in which it is written, else its base unit.
    pub unit: NamedUnit,
    pub law: Law,
    /// As it is written in few words, and as TOML; `None` for what is not written.
    pub written: Option<[String; 2]>,
    pub origin: Origin,
    /// Whether a file says so that the scenario's own extends.
    pub is_inherited: bool,
    /// Positions of its correlations among those of the scenario.
    pub correlations: Vec<usize>,
}

/// What values a quantity has: `times` × a base + `plus`, in the base unit of the quantity.
#[derive(Debug, Clone, PartialEq)]
pub struct Law {
    pub base: Base,
    times: f64,
    plus: f64,
    /// The named variable that the base is the value of.
    pub variable: Option<String>,
    /// Where it changes from month to month, its values before their factor; the law is then that of
    /// its mean over the horizon.
    pub by_month: Vec<(Month, f64)>,
    /// What events do to it; the law is that without them.
    pub effects: Vec<Effect>,
}

/// What a quantity is in itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Base {
    /// Always the same.
    Constant(f64),
    /// Drawn.
    Random(RandomQuantity),
    /// The premium that makes a collar worth nothing (H1), found by simulation.
    Fair(f64),
}

/// Why there is nothing to explain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownPath {
    pub path: String,
    pub nearest: Option<String>,
    /// What the path would mean if it were written.
    pub meaning: Option<&'static str>,
}

impl Law {
    fn new(value: &Value, scenario: &Scenario) -> Option<Self> {
        let alone = |base| Law {
            base,
            times: 1.0,
            plus: 0.0,
            variable: None,
            by_month: Vec::new(),
            effects: Vec::new(),
        };
        match value {
            Value::Constant(value) => Some(alone(Base::Constant(*value))),
            Value::Random(random) => Some(alone(Base::Random(random.clone()))),
            Value::Variable { name, scale } => {
                let mut variables = scenario.variables.iter();
                let named = &variables.find(|variable| &variable.name == name)?.value.value;
                // A variable cannot refer to another.
                let base = match named {
                    Value::Constant(value) => Base::Constant(*value),
                    Value::Random(random) => Base::Random(random.clone()),
                    Value::Variable { .. }
                    | Value::Schedule(_)
                    | Value::Touched(_)
                    | Value::Changed { .. } => return None,
                };
                let variable = Some(name.clone());
                Some(Law { times: *scale, variable, ..alone(base) })
            }
            Value::Schedule(schedule) => {
                let law = Self::new(&schedule.times, scenario)?;
                let level = schedule.mean(&scenario.time);
                let (times, plus) = (level * law.times, level * law.plus);
                Some(Law { times, plus, by_month: schedule.points.clone(), ..law })
            }
            Value::Touched(touched) => {
                let mut law = Self::new(&touched.value, scenario)?;
                law.effects.push(touched.effect);
                Some(law)
            }
            Value::Changed { value, times, plus } => {
                let law = Self::new(value, scenario)?;
                Some(Law { times: times * law.times, plus: times * law.plus + plus, ..law })
            }
        }
    }

    /// Its distribution before it is multiplied and moved, if it is drawn.
    pub fn random(&self) -> Option<&RandomQuantity> {
        match &self.base {
            Base::Random(random) => Some(random).filter(|_| self.times != 0.0),
            Base::Constant(_) | Base::Fair(_) => None,
        }
    }

    fn of(&self, value: f64) -> f64 {
        self.times * value + self.plus
    }

    fn read(&self, of: impl Fn(&Distribution) -> f64) -> f64 {
        match &self.base {
            Base::Random(random) => of(&random.distribution),
            Base::Constant(value) | Base::Fair(value) => *value,
        }
    }

    /// Its only value, if it has but one.
    pub fn constant(&self) -> Option<f64> {
        match self.random() {
            None => Some(self.mean()),
            Some(_) => None,
        }
    }

    pub fn mean(&self) -> f64 {
        self.of(self.read(Distribution::mean))
    }

    pub fn standard_deviation(&self) -> f64 {
        match self.random() {
            Some(random) => self.times.abs() * random.distribution.standard_deviation(),
            None => 0.0,
        }
    }

    /// The smallest value whose cumulative probability reaches `level`.
    pub fn quantile(&self, level: f64) -> f64 {
        let level = match self.times >= 0.0 {
            true => Probability::from_lower(level),
            false => Probability::from_upper(level),
        };
        self.of(self.read(|distribution| distribution.quantile(level)))
    }

    /// Density at `x`, per base unit; the probability of `x` where the values form a list.
    pub fn density(&self, x: f64) -> f64 {
        let at = (x - self.plus) / self.times;
        let scale = if self.is_discrete() { 1.0 } else { self.times.abs() };
        self.read(|distribution| distribution.density(at)) / scale
    }

    /// Probability of a value between two.
    pub fn probability_between(&self, low: f64, high: f64) -> f64 {
        let [a, b] = [low, high].map(|x| (x - self.plus) / self.times);
        let (low, high) = (a.min(b), a.max(b));
        self.read(|distribution| {
            let (below, above) = (distribution.tails(low), distribution.tails(high));
            // The smaller tails are the accurate ones.
            let inside = match below.lower > 0.5 {
                true => below.upper - above.upper,
                false => above.lower - below.lower,
            };
            inside.max(0.0)
        })
    }

    /// Smallest and largest value; infinite where there is none.
    pub fn support(&self) -> (f64, f64) {
        let ends = [0, 1].map(|end| {
            self.of(self.read(|distribution| {
                let (low, high) = distribution.support();
                if end == 0 { low } else { high }
            }))
        });
        (ends[0].min(ends[1]), ends[0].max(ends[1]))
    }

    /// Whether its values form a list.
    pub fn is_discrete(&self) -> bool {
        self.random().is_none_or(|random| random.distribution.is_discrete())
    }
}

impl Input {
    fn new(
        quantity: &Quantity,
        loaded: &Loaded,
        tables: &WrittenTables<'_>,
        correlations: &HashMap<&str, Vec<usize>>,
    ) -> Option<Self> {
        let Quantity { path, value, unit, origin } = quantity;
        let base_unit = if unit.is_empty() { "1" } else { unit.as_str() };
        let law = Law::new(value, &loaded.scenario)?;
        let is_written = *origin != Origin::Default;
        let written = tables.at(path).filter(|_| is_written);
        let of_variable = || {
            let variable = tables.at(&format!("variable.{}", law.variable.as_ref()?));
            variable?.unit(base_unit)
        };
        let unit = written.and_then(|written| written.unit(base_unit)).or_else(of_variable);
        let own_file = loaded.resolved.own_file();
        Some(Input {
            path: path.clone(),
            base_unit: base_unit.to_owned(),
            unit: unit.unwrap_or_else(|| NamedUnit::base(base_unit)),
            law,
            written: written.map(|written| [written.words(), written.toml()]),
            origin: origin.clone(),
            is_inherited: matches!(origin, Origin::File { file, .. } if Some(file.as_str()) != own_file),
            correlations: correlations.get(path.as_str()).cloned().unwrap_or_default(),
        })
    }
}

/// Positions of the correlations that each path takes part in.
fn correlations_by_member(scenario: &Scenario) -> HashMap<&str, Vec<usize>> {
    let mut by_member: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, correlation) in scenario.correlations.iter().enumerate() {
        for member in &correlation.members {
            by_member.entry(member).or_default().push(place);
        }
    }
    by_member
}

/// Every quantity of a scenario, in its order.
pub fn inputs(loaded: &Loaded) -> Vec<Input> {
    let correlations = correlations_by_member(&loaded.scenario);
    let tables = loaded.resolved.written();
    let mut scenario = loaded.scenario.clone();
    let mut seen = HashSet::new();
    let quantities = scenario.quantities_mut().into_iter();
    quantities
        .filter(|quantity| seen.insert(quantity.path.clone()))
        .filter_map(|quantity| Input::new(quantity, loaded, &tables, &correlations))
        .collect()
}

impl<'s> Explanation<'s> {
    /// Of a scenario and its model; the price is simulated if it is asked for.
    pub fn new(loaded: &'s Loaded, model: &Model, price: Option<InstructionSet>) -> Self {
        let correlations = correlations_by_member(&loaded.scenario);
        let mut inputs = inputs(loaded);
        let seen: HashSet<String> = inputs.iter().map(|input| input.path.clone()).collect();
        let mut fair: Vec<_> = model.fair_premiums.iter().collect();
        fair.sort_by_key(|(path, _)| *path);
        inputs.extend(fair.into_iter().map(|(path, premium)| Input {
            path: path.clone(),
            base_unit: "USD/t".to_owned(),
            unit: NamedUnit::base("USD/t"),
            law: Law {
                base: Base::Fair(*premium),
                times: 1.0,
                plus: 0.0,
                variable: None,
                by_month: Vec::new(),
                effects: Vec::new(),
            },
            written: None,
            origin: Origin::Default,
            is_inherited: false,
            correlations: Vec::new(),
        }));
        let is_other = |path: &&String| !seen.contains(*path);
        let mut draws: Vec<OtherDraw> = (model.drawn.iter())
            .filter(|(path, _)| is_other(path))
            .map(|(path, input)| OtherDraw {
                path: path.clone(),
                each: if input.is_drawn_each_period() { Each::Period } else { Each::Trial },
                correlations: correlations.get(path.as_str()).cloned().unwrap_or_default(),
            })
            .collect();
        draws.sort_by(|a, b| a.path.cmp(&b.path));
        Explanation {
            loaded,
            path: None,
            inputs,
            draws,
            settings: loaded.resolved.settings(&|path| seen.contains(path)),
            stops: stops::stops(&loaded.scenario),
            price: price.map(|instruction_set| PriceOutlook::new(model, instruction_set)),
        }
    }

    pub fn scenario(&self) -> &'s Scenario {
        &self.loaded.scenario
    }

    /// What stands at a path or below it; `*` stands for any part of one segment.
    ///
    /// # Errors
    /// When nothing does.
    pub fn at(self, path: &str) -> Result<Self, UnknownPath> {
        let length = path.split('.').count();
        let is_meant = |candidate: &str| {
            let cut = candidate.match_indices('.').nth(length - 1).map(|(at, _)| at);
            path_matches(path, &candidate[..cut.unwrap_or(candidate.len())])
                || path_matches(path, candidate)
        };
        let unknown = || UnknownPath {
            path: path.to_owned(),
            nearest: self.nearest_path(path),
            meaning: (self.loaded.resolved.key_doc(path))
                .filter(|_| self.paths().any(|own| table_of(own) == table_of(path)))
                .map(|doc| doc.meaning),
        };
        if !self.paths().any(is_meant) {
            return Err(unknown());
        }
        let is_of_price = is_meant("price");
        let Explanation { loaded, mut inputs, mut draws, mut settings, mut stops, price, .. } =
            self;
        inputs.retain(|input| is_meant(&input.path));
        draws.retain(|draw| is_meant(&draw.path));
        settings.retain(|setting| is_meant(&setting.path));
        stops.retain(|stop| is_meant(&stop.path()));
        let price = price.filter(|_| is_of_price);
        let path = Some(path.to_owned());
        Ok(Explanation { loaded, path, inputs, draws, settings, stops, price })
    }

    fn paths(&self) -> impl Iterator<Item = &str> {
        let inputs = self.inputs.iter().map(|input| input.path.as_str());
        let draws = self.draws.iter().map(|draw| draw.path.as_str());
        let settings = self.settings.iter().map(|setting| setting.path.as_str());
        inputs.chain(draws).chain(settings)
    }

    /// The path that a misspelt one stands for: of a value, or of a table.
    fn nearest_path(&self, path: &str) -> Option<String> {
        let above = self.paths().flat_map(|own| own.match_indices('.').map(|(at, _)| &own[..at]));
        nearest(path, self.paths().chain(above)).map(str::to_owned)
    }
}
