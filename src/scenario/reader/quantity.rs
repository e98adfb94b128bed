//! Quantities: constants with units and references to variables.

use super::{KnownVariable, Reader};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::document::{Node, NodeValue, Table};
use crate::scenario::format::{Drawn, Key, Kind, QuantityRule, Range};
use crate::scenario::nearest::nearest;
use crate::scenario::profile::Profile;
use crate::scenario::quantity::{Origin, Quantity, Value};
use crate::scenario::record::{FieldValue, Record};
use crate::scenario::schedule::is_schedule;
use crate::scenario::units::{Dimension, dimension_of, parse_number, parse_quantity};

/// Mass outside the range that a variable may have where it is used: unlike other draws, those of
/// variables are not clamped.
pub(super) const UNCLAMPED_MASS: f64 = 1e-12;

impl QuantityRule {
    /// The dimension that is expected; `None` where any will do.
    pub(super) fn dimension(&self) -> Option<Dimension> {
        (!self.unit.is_empty()).then(|| dimension_of(self.unit))
    }
}

impl Reader<'_> {
    /// Reads a quantity, with what events do to it.
    pub(super) fn quantity(
        &mut self,
        node: &Node,
        rule: &QuantityRule,
        path: &str,
    ) -> Option<Quantity> {
        // Also of a value at fault, which is told in its own message.
        let touching = self.touching(path);
        let quantity = self.plain_quantity(node, rule, path)?;
        let other = rule.or.filter(|other| other.unit == quantity.unit);
        let value = self.touched(quantity.value, &touching, other.unwrap_or(rule), path)?;
        Some(Quantity { value, ..quantity })
    }

    /// Reads a constant, a distribution, a reference to a variable, or values by month.
    pub(super) fn plain_quantity(
        &mut self,
        node: &Node,
        rule: &QuantityRule,
        path: &str,
    ) -> Option<Quantity> {
        let other = rule.or.filter(|other| self.dimension_written(node) == other.dimension());
        let rule = other.unwrap_or(rule);
        let (value, dimension) = match &node.value {
            NodeValue::Text(_) | NodeValue::Number(_) => {
                let (value, dimension) = self.constant(node, rule, rule.dimension(), path)?;
                self.check_constant(node, value, rule, path)?;
                (Value::Constant(value), dimension)
            }
            NodeValue::Table(_) if rule.drawn == Drawn::Never => {
                let label = format!("expected {}", rule.expected());
                self.fault(Diagnostic::error(
                    &node.place,
                    format!("`{path}` must be a constant"),
                    label,
                ));
                return None;
            }
            NodeValue::Table(table) if table.get("variable").is_some() => {
                self.reference(node, table, rule, path)?
            }
            NodeValue::Table(table) if is_schedule(table) => {
                let schedule = self.schedule(node, table, rule, path)?;
                (Value::Schedule(Box::new(schedule)), rule.dimension().unwrap_or(Dimension::NONE))
            }
            NodeValue::Table(table) => self.random(node, table, rule, path)?,
            _ => {
                return self.wrong_kind(
                    node,
                    path,
                    &format!("{} or a distribution", rule.expected()),
                );
            }
        };
        let unit = if rule.unit.is_empty() { dimension.unit() } else { rule.unit.to_owned() };
        // A variable is named by its table: it has but one value.
        let path =
            if rule.unit.is_empty() { path.strip_suffix(".value").unwrap_or(path) } else { path };
        Some(Quantity {
            path: path.to_owned(),
            value,
            unit,
            origin: self.sources.origin(&node.place),
        })
    }

    /// The dimension of a value, or of the first parameter that has a unit; nothing for what cannot
    /// be read, which is reported elsewhere.
    fn dimension_written(&self, node: &Node) -> Option<Dimension> {
        let of_text = |node: &Node| match &node.value {
            NodeValue::Text(text) => parse_quantity(text).ok().map(|(_, dimension)| dimension),
            _ => None,
        };
        let of_parameter = |node: &Node| match &node.value {
            NodeValue::List(items) => items.iter().find_map(of_text),
            _ => of_text(node),
        };
        let NodeValue::Table(table) = &node.value else { return of_text(node) };
        let scale = table.get("scale").map_or(Some(Dimension::NONE), |entry| of_text(&entry.node));
        match table.get("variable").map(|entry| &entry.node.value) {
            Some(NodeValue::Text(name)) => {
                Some(self.variables.get(name)?.as_ref()?.dimension.times(scale?))
            }
            _ => {
                let mut parameters =
                    table.entries.iter().filter_map(|entry| of_parameter(&entry.node));
                parameters.find(|found| *found != Dimension::NONE)
            }
        }
    }

    /// Reads a number with its unit, whatever its range.
    pub(super) fn constant(
        &mut self,
        node: &Node,
        rule: &QuantityRule,
        dimension: Option<Dimension>,
        path: &str,
    ) -> Option<(f64, Dimension)> {
        let (value, found) = match &node.value {
            NodeValue::Text(text) => match parse_quantity(text) {
                Ok(read) => read,
                Err(fault) => {
                    let place = self.sources.part(&node.place, text, &fault.range);
                    let message = format!("`{path}`: {}", fault.message);
                    let expected =
                        Diagnostic::error(&place, message, format!("expected {}", rule.expected()));
                    self.fault(expected.help_maybe(fault.help));
                    return None;
                }
            },
            NodeValue::Number(text) => match parse_number(text) {
                Ok(value) => (value, Dimension::NONE),
                Err(message) => {
                    let message = format!("`{path}`: {message}");
                    self.fault(Diagnostic::error(
                        &node.place,
                        message,
                        format!("expected {}", rule.expected()),
                    ));
                    return None;
                }
            },
            NodeValue::Table(_) => {
                let label = "the parameters of a distribution are constants";
                let help = "a parameter that is itself uncertain cannot be written: widen the \
                    distribution instead";
                self.fault(
                    Diagnostic::error(&node.place, format!("`{path}` must be a constant"), label)
                        .help(help),
                );
                return None;
            }
            _ => return self.wrong_kind(node, path, &rule.expected()),
        };
        let Some(dimension) = dimension else {
            return Some((value, found));
        };
        if found == dimension || (rule.unit_optional && found == Dimension::NONE) {
            return Some((value, dimension));
        }
        let (message, label) = if found == Dimension::NONE {
            (format!("`{path}` needs a unit"), format!("expected {}", rule.expected()))
        } else if dimension == Dimension::NONE {
            (
                format!("`{path}` has no unit"),
                format!("expected {}, found {}", rule.expected(), found.noun()),
            )
        } else {
            (
                format!("wrong unit for `{path}`"),
                format!("expected {}, found {}", rule.expected(), found.noun()),
            )
        };
        self.fault(Diagnostic::error(&node.place, message, label));
        None
    }

    pub(super) fn check_constant(
        &mut self,
        node: &Node,
        value: f64,
        rule: &QuantityRule,
        path: &str,
    ) -> Option<()> {
        if rule.range.contains(value) {
            return Some(());
        }
        let message = format!("`{path}` is out of range");
        self.fault(Diagnostic::error(&node.place, message, rule.range.complaint(value, rule.unit)));
        None
    }

    /// `{ variable = "design-practice", scale = "27 t/MW" }`.
    fn reference(
        &mut self,
        node: &Node,
        table: &Table,
        rule: &QuantityRule,
        path: &str,
    ) -> Option<(Value, Dimension)> {
        for entry in
            table.entries.iter().filter(|entry| !matches!(entry.key.as_str(), "variable" | "scale"))
        {
            let message = format!("unknown key `{}` in `{path}`", entry.key);
            let fault = Diagnostic::error(
                &entry.key_place,
                message,
                "a reference to a variable has `variable` and `scale`",
            );
            self.fault(fault);
        }
        let named = table.get("variable")?;
        let name = self.text(&named.node, &format!("{path}.variable"))?;
        if rule.drawn == Drawn::Outage {
            let label = "it is drawn anew for every outage; a variable is drawn once a trial";
            self.fault(Diagnostic::error(
                &node.place,
                format!("`{path}` cannot be a variable"),
                label,
            ));
            return None;
        }
        if rule.unit.is_empty() {
            let label = "a variable cannot refer to another";
            self.fault(Diagnostic::error(
                &node.place,
                format!("`{path}` must be a value or a distribution"),
                label,
            ));
            return None;
        }
        let Some(known) = self.variables.get(&name).cloned() else {
            let help = nearest(&name, self.variables.keys().map(String::as_str))
                .map(|near| format!("did you mean `{near}`?"));
            let message = format!("there is no variable `{name}`");
            let label = format!("expected the name of a table [variable.{name}]");
            let fault = Diagnostic::error(&named.node.place, message, label).help_maybe(help);
            self.fault(fault.missing(format!("variable.{name}")));
            return None;
        };
        let (scale, scale_dimension) = match table.get("scale") {
            Some(entry) => {
                let of_any_unit = QuantityRule { unit: "", ..*rule };
                self.constant(&entry.node, &of_any_unit, None, &format!("{path}.scale"))?
            }
            None => (1.0, Dimension::NONE),
        };
        let variable = known?;
        let product = variable.dimension.times(scale_dimension);
        if Some(product) != rule.dimension() {
            let message = format!("wrong unit for `{path}`");
            let label = format!(
                "expected {}, found {} (the variable is {}, the scale {})",
                rule.expected(),
                product.noun(),
                variable.dimension.noun(),
                scale_dimension.noun()
            );
            self.fault(
                Diagnostic::error(&node.place, message, label)
                    .context(&variable.place, "the variable"),
            );
            return None;
        }
        self.check_scaled(node, &variable, scale, rule, path)?;
        Some((Value::Variable { name, scale }, product))
    }

    pub(super) fn check_scaled(
        &mut self,
        node: &Node,
        variable: &KnownVariable,
        scale: f64,
        rule: &QuantityRule,
        path: &str,
    ) -> Option<()> {
        let outside = match &variable.value.value {
            Value::Constant(value) => f64::from(u8::from(!rule.range.contains(value * scale))),
            Value::Random(random) => {
                super::distribution::mass_outside(&random.distribution, &scaled(rule.range, scale))
            }
            Value::Variable { .. }
            | Value::Schedule(_)
            | Value::Touched(_)
            | Value::Changed { .. } => return Some(()),
        };
        if outside <= UNCLAMPED_MASS {
            return Some(());
        }
        let message = format!("`{path}` can be out of range");
        let label = format!(
            "{}; the variable times the scale is outside with probability {outside:.2e}",
            rule.range.sentence(rule.unit)
        );
        let help = format!(
            "give the distribution of `{}` a `within = [lowest, highest]`",
            variable.value.path
        );
        self.fault(
            Diagnostic::error(&node.place, message, label)
                .context(&variable.place, "the variable")
                .help(help),
        );
        None
    }

    /// Keeps a variable for the references to it.
    pub(super) fn remember_variable(&mut self, name: &str, record: &Record) {
        let known = record.quantity("value").map(|quantity| KnownVariable {
            value: quantity.clone(),
            dimension: dimension_of(&quantity.unit),
            place: record.value_place("value").clone(),
        });
        self.variables.insert(name.to_owned(), known);
    }

    /// The value that stands for a key that is not written.
    pub(super) fn default_value(
        &mut self,
        key: &'static Key,
        text: &str,
        path: &str,
    ) -> Option<FieldValue> {
        match &key.kind {
            Kind::Quantity(rule) => {
                let (value, _) = parse_quantity(text).ok()?;
                let touching = self.touching(path);
                Some(FieldValue::Quantity(Quantity {
                    path: path.to_owned(),
                    value: self.touched(Value::Constant(value), &touching, rule, path)?,
                    unit: rule.unit.to_owned(),
                    origin: Origin::Default,
                }))
            }
            Kind::Integer { .. } => text.parse().ok().map(FieldValue::Integer),
            Kind::Boolean => Some(FieldValue::Boolean(text == "true")),
            Kind::Choice(words) => words
                .iter()
                .find(|(word, _)| *word == text)
                .map(|(word, _)| FieldValue::Choice(word)),
            Kind::Text => Some(FieldValue::Text(text.to_owned())),
            Kind::Profile => Profile::from_word(text).map(FieldValue::Profile),
            Kind::Texts
            | Kind::Month
            | Kind::Name(_)
            | Kind::Table(_)
            | Kind::Tables(_)
            | Kind::NamedTables(_)
            | Kind::PricePoints
            | Kind::Thresholds
            | Kind::Effects
            | Kind::Shares(_) => None,
        }
    }
}

/// The values whose multiples lie in a range.
pub(super) fn scaled(range: Range, scale: f64) -> Range {
    if scale == 0.0 {
        // Everything becomes 0: all values are inside, or none.
        let everything = if range.contains(0.0) { f64::INFINITY } else { -1.0 };
        return Range { lowest: -everything, highest: everything, above: false };
    }
    let (a, b) = (range.lowest / scale, range.highest / scale);
    Range { lowest: a.min(b), highest: a.max(b), above: range.above && scale > 0.0 }
}
