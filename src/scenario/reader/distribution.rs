//! Quantities written as distributions:
//! `{ dist = "pert", min = "...", mode = "...", max = "..." }`.

use super::Reader;
use crate::distribution::{Distribution, DistributionError, percentile, percentile_key};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::document::{Entry, Node, NodeValue, Table};
use crate::scenario::format::families::{
    FAMILIES, Family, Form, Given, Parameter, ParameterKind, common_names,
};
use crate::scenario::format::{Drawn, LARGEST, NUMBER, QuantityRule, Range};
use crate::scenario::nearest::{nearest, one_of};
use crate::scenario::quantity::{Each, RandomQuantity, Value};
use crate::scenario::source::Place;
use crate::scenario::units::{Dimension, parse_unit};

/// Mass outside a key's range that is clamped in silence (and counted); more is a fault.
pub const LARGEST_CLAMPED_MASS: f64 = 1e-6;

impl Reader<'_> {
    pub(super) fn random(
        &mut self,
        node: &Node,
        table: &Table,
        rule: &QuantityRule,
        path: &str,
    ) -> Option<(Value, Dimension)> {
        let family = self.family(node, table, rule, path)?;
        self.check_parameter_names(table, family, path)?;
        let form = self.choose_form(node, table, family, path)?;
        let mut dimension = rule.dimension();
        let given = self.parameters(table, form, rule, &mut dimension, path);
        let given = given.map(|given| Given { range: bounds(&rule.range), ..given });
        let within = match table.get("within") {
            Some(entry) => self.within(entry, rule, dimension, path).map(Some),
            None => Some(None),
        };
        let (each, autocorrelation) = self.frequency(table, rule, path)?;
        let (given, within) = (given?, within?);
        let dimension = dimension.unwrap_or(Dimension::NONE);
        if family.gives_plain_numbers() && dimension != Dimension::NONE {
            let label = format!("it gives plain numbers; expected {}", rule.expected());
            return self.refuse(
                &node.place,
                format!("`{path}` cannot be a {} distribution", family.name),
                label,
            );
        }
        let built =
            (form.law)(&given).and_then(Distribution::from_law).and_then(
                |distribution| match within {
                    Some((lowest, highest)) => distribution.within(lowest, highest),
                    None => Ok(distribution),
                },
            );
        let distribution = match built {
            Ok(distribution) => distribution,
            Err(error) => {
                let base =
                    if rule.unit.is_empty() { dimension.unit() } else { rule.unit.to_owned() };
                let (key, message) = explain(&error, form, |key, value, inside| {
                    let entry = table.get(key);
                    in_unit_of(entry.map(|entry| &entry.node), &base, value, inside)
                });
                self.parameter_fault(node, table, &key, message, path);
                return None;
            }
        };
        if let Some(value) = distribution.constant() {
            if !rule.range.contains(value) {
                let label = rule.range.complaint(value, rule.unit);
                return self.refuse(&node.place, format!("`{path}` is out of range"), label);
            }
            let path = if rule.unit.is_empty() {
                path.strip_suffix(".value").unwrap_or(path)
            } else {
                path
            };
            self.certain.insert(path.to_owned());
            return Some((Value::Constant(value), dimension));
        }
        self.check_mass(node, &distribution, rule, path)?;
        let (lowest, highest) = (rule.range.clamp_low(), rule.range.highest);
        Some((
            Value::Random(RandomQuantity { distribution, each, autocorrelation, lowest, highest }),
            dimension,
        ))
    }

    fn family(
        &mut self,
        node: &Node,
        table: &Table,
        rule: &QuantityRule,
        path: &str,
    ) -> Option<&'static Family> {
        let Some(entry) = table.get("dist") else {
            if table.entries.iter().any(|entry| percentile(&entry.key).is_some()) {
                return FAMILIES.iter().find(|family| family.name == "metalog");
            }
            let near = table
                .entries
                .iter()
                .find(|entry| nearest(&entry.key, ["dist", "variable"]).is_some());
            let place = near.map_or(&node.place, |entry| &entry.key_place);
            let label = format!(
                "expected {}, {{ dist = \"...\", ... }} or {{ variable = \"...\" }}",
                rule.expected()
            );
            let help = near
                .and_then(|entry| nearest(&entry.key, ["dist", "variable"]))
                .map(|name| format!("did you mean `{name}`?"));
            self.fault(
                Diagnostic::error(place, format!("`{path}` names no distribution"), label)
                    .help_maybe(help),
            );
            return None;
        };
        let name = self.text(&entry.node, &format!("{path}.dist"))?;
        let found = FAMILIES.iter().find(|family| family.name == name);
        if found.is_none() {
            let names = || FAMILIES.iter().map(|family| family.name);
            let help = nearest(&name, names()).map(|near| format!("did you mean `{near}`?"));
            let label = format!("expected {}", one_of(names()));
            self.fault(
                Diagnostic::error(
                    &entry.node.place,
                    format!("there is no distribution `{name}`"),
                    label,
                )
                .help_maybe(help),
            );
        }
        found
    }

    fn check_parameter_names(
        &mut self,
        table: &Table,
        family: &'static Family,
        path: &str,
    ) -> Option<()> {
        let mut sound = true;
        for entry in &table.entries {
            let key = entry.key.as_str();
            let common = key == "dist" || common_names().any(|name| name == key);
            if common || family.parameters().any(|parameter| parameter.is(key)) {
                continue;
            }
            sound = false;
            let mut names: Vec<&str> = Vec::new();
            for parameter in family.parameters() {
                if !names.contains(&parameter.name) {
                    names.push(parameter.name);
                }
            }
            let article = article(family.name);
            let help = nearest(key, names.iter().copied().chain(common_names())).map_or_else(
                || format!("{article} {} distribution has {}", family.name, names.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            let label = format!("not a parameter of {article} {} distribution", family.name);
            self.fault(
                Diagnostic::error(
                    &entry.key_place,
                    format!("unknown key `{key}` in `{path}`"),
                    label,
                )
                .help(help),
            );
        }
        sound.then_some(())
    }

    /// The set of parameters that is meant: one that is complete, or the one with most of its
    /// parameters given.
    fn choose_form(
        &mut self,
        node: &Node,
        table: &Table,
        family: &'static Family,
        path: &str,
    ) -> Option<&'static Form> {
        let given = |parameter: &Parameter| {
            table.entries.iter().filter(|entry| parameter.is(&entry.key)).count()
        };
        let missing = |form: &'static Form| {
            form.parameters.iter().filter(|parameter| given(parameter) < parameter.count().0)
        };
        let form = family.forms.iter().min_by_key(|form| missing(form).count())?;
        let absent: Vec<&str> = missing(form).map(|parameter| parameter.name).collect();
        let all_forms = family.forms.iter().map(Form::names).collect::<Vec<_>>().join("; or ");
        if !absent.is_empty() {
            let message = format!(
                "missing {} in `{path}`",
                absent.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
            );
            let label =
                format!("{} {} distribution needs {all_forms}", article(family.name), family.name);
            return self.refuse(&node.place, message, label);
        }
        let mut taken: Vec<&Parameter> = Vec::new();
        for entry in &table.entries {
            let known = family.parameters().any(|parameter| parameter.is(&entry.key));
            let own = form.parameters.iter().find(|parameter| parameter.is(&entry.key));
            let full = own.is_some_and(|own| {
                let same = taken.iter().filter(|other| std::ptr::eq(**other, own));
                same.count() == own.count().1
            });
            if known && (own.is_none() || full) {
                let message = format!("`{}` is one parameter too many in `{path}`", entry.key);
                let fault =
                    Diagnostic::error(&entry.key_place, message, format!("give {all_forms}"));
                let all = percentile(&entry.key).filter(|_| family.name != "metalog");
                self.fault(fault.help_maybe(all.map(|_| {
                    "leave `dist` and all but percentiles away for a smooth distribution (metalog) \
                     through all of them"
                        .to_owned()
                })));
                return None;
            }
            taken.extend(own);
        }
        Some(form)
    }

    fn parameters(
        &mut self,
        table: &Table,
        form: &Form,
        rule: &QuantityRule,
        dimension: &mut Option<Dimension>,
        path: &str,
    ) -> Option<Given> {
        let mut given = Given::default();
        let mut sound = true;
        for entry in &table.entries {
            let found = form.parameters.iter().find(|parameter| parameter.is(&entry.key));
            let Some(parameter) = found else {
                continue;
            };
            let inner = format!("{path}.{}", entry.key);
            let read = match parameter.kind {
                ParameterKind::Dimensioned
                | ParameterKind::Percentile
                | ParameterKind::Percentiles { .. } => self
                    .dimensioned(&entry.node, rule, dimension, &inner)
                    .map(|value| given.numbers.push((entry.key.clone(), value))),
                ParameterKind::Plain => self
                    .constant(&entry.node, &NUMBER, Some(Dimension::NONE), &inner)
                    .map(|(value, _)| given.numbers.push((entry.key.clone(), value))),
                ParameterKind::Values => self
                    .list(&entry.node, rule, dimension, &inner)
                    .map(|values| given.lists.push((entry.key.clone(), values))),
                ParameterKind::Weights => self
                    .list(&entry.node, &NUMBER, &mut Some(Dimension::NONE), &inner)
                    .map(|weights| given.lists.push((entry.key.clone(), weights))),
            };
            sound &= read.is_some();
        }
        sound.then_some(given)
    }

    /// A parameter in the unit of the quantity; the first one settles the dimension where any will
    /// do.
    fn dimensioned(
        &mut self,
        node: &Node,
        rule: &QuantityRule,
        dimension: &mut Option<Dimension>,
        path: &str,
    ) -> Option<f64> {
        let settled = dimension.is_some() && rule.unit.is_empty();
        let unit = dimension.map(Dimension::unit).unwrap_or_default();
        let noun = format!("a quantity in {unit}, like the other parameters");
        let (value, found) = if settled {
            let (value, found) = self.constant(node, rule, None, path)?;
            if Some(found) != *dimension {
                let label = format!("expected {noun}, found {}", found.noun());
                return self.refuse(&node.place, format!("wrong unit for `{path}`"), label);
            }
            (value, found)
        } else {
            self.constant(node, rule, *dimension, path)?
        };
        *dimension = Some(found);
        Some(value)
    }

    fn list(
        &mut self,
        node: &Node,
        rule: &QuantityRule,
        dimension: &mut Option<Dimension>,
        path: &str,
    ) -> Option<Vec<f64>> {
        let NodeValue::List(list) = &node.value else {
            return self.wrong_kind(node, path, "a list [...]");
        };
        let values: Vec<f64> =
            list.iter().filter_map(|item| self.dimensioned(item, rule, dimension, path)).collect();
        (values.len() == list.len()).then_some(values)
    }

    fn within(
        &mut self,
        entry: &Entry,
        rule: &QuantityRule,
        mut dimension: Option<Dimension>,
        path: &str,
    ) -> Option<(f64, f64)> {
        let inner = format!("{path}.within");
        let values = self.list(&entry.node, rule, &mut dimension, &inner)?;
        match values.as_slice() {
            [lowest, highest] if lowest < highest => Some((*lowest, *highest)),
            _ => {
                let label = "expected two values, the lower one first";
                self.refuse(&entry.node.place, format!("`{inner}` is not an interval"), label)
            }
        }
    }

    /// `each` and `autocorrelation`.
    fn frequency(&mut self, table: &Table, rule: &QuantityRule, path: &str) -> Option<(Each, f64)> {
        let each = match table.get("each") {
            None if matches!(rule.drawn, Drawn::Outage | Drawn::OutageOrTrial) => Each::Outage,
            None => Each::Trial,
            Some(entry) => {
                let word = self.word(&entry.node, &["trial", "period"], &format!("{path}.each"))?;
                let each = if word == "period" { Each::Period } else { Each::Trial };
                let refusal = match (rule.drawn, each) {
                    (Drawn::Outage, _) => Some("it is drawn anew for every outage"),
                    (Drawn::Trial, Each::Period) => Some("this value is drawn once a trial"),
                    (Drawn::OutageOrTrial, Each::Period) => {
                        Some("it is drawn anew for every outage, or once a trial")
                    }
                    (Drawn::Never | Drawn::TrialOrPeriod, _)
                    | (Drawn::Trial | Drawn::OutageOrTrial, Each::Trial | Each::Outage) => None,
                };
                if let Some(label) = refusal {
                    let message = format!("`{path}` cannot have `each = \"{word}\"`");
                    return self.refuse(&entry.node.place, message, label);
                }
                each
            }
        };
        let Some(entry) = table.get("autocorrelation") else {
            return Some((each, 0.0));
        };
        let inner = format!("{path}.autocorrelation");
        let (value, _) = self.constant(&entry.node, &NUMBER, Some(Dimension::NONE), &inner)?;
        if each != Each::Period {
            let message = format!("`{path}` cannot have an autocorrelation");
            let label = "only values drawn with each = \"period\" have one";
            return self.refuse(&entry.key_place, message, label);
        }
        if !(value > -1.0 && value < 1.0) {
            let label = "must be above -1 and below 1";
            return self.refuse(&entry.node.place, format!("`{inner}` is out of range"), label);
        }
        Some((each, value))
    }

    fn refuse<T>(&mut self, place: &Place, message: String, label: impl Into<String>) -> Option<T> {
        self.fault(Diagnostic::error(place, message, label));
        None
    }

    fn parameter_fault(
        &mut self,
        node: &Node,
        table: &Table,
        key: &str,
        message: String,
        path: &str,
    ) {
        let entry = table.entries.iter().find(|entry| entry.key == key);
        let place = entry.map_or(&node.place, |entry| &entry.node.place);
        self.fault(Diagnostic::error(
            place,
            format!("`{path}` is not a sound distribution"),
            message,
        ));
    }

    fn check_mass(
        &mut self,
        node: &Node,
        distribution: &Distribution,
        rule: &QuantityRule,
        path: &str,
    ) -> Option<()> {
        let outside = mass_outside(distribution, &rule.range);
        if outside <= LARGEST_CLAMPED_MASS {
            return Some(());
        }
        let label = format!(
            "{}; this is outside with probability {outside:.2e}",
            rule.range.sentence(rule.unit)
        );
        let help = "cut it off with `within = [lowest, highest]`, or choose a distribution that \
            stays in range";
        self.fault(
            Diagnostic::error(&node.place, format!("`{path}` can be out of range"), label)
                .help(help),
        );
        None
    }
}

/// Probability of values outside a range.
pub fn mass_outside(distribution: &Distribution, range: &Range) -> f64 {
    if range.above {
        distribution.cdf(range.lowest) + distribution.survival(range.highest)
    } else {
        distribution.mass_outside(range.lowest, range.highest)
    }
}

/// The bounds of a range, infinite where it is as large as numbers go.
fn bounds(range: &Range) -> (f64, f64) {
    let low = if range.lowest <= -LARGEST { f64::NEG_INFINITY } else { range.lowest };
    (low, if range.highest >= LARGEST { f64::INFINITY } else { range.highest })
}

/// Four digits of a value in the unit of another, which `node` writes; of those on the side of
/// `inside`, if that is not the value.
fn in_unit_of(node: Option<&Node>, base: &str, value: f64, inside: f64) -> String {
    let text = match node.map(|node| &node.value) {
        Some(NodeValue::Text(text)) => text.trim(),
        _ => "",
    };
    let written = text.split_once(' ').and_then(|(_, unit)| Some((unit, parse_unit(unit).ok()?)));
    let (unit, size) = match written {
        Some((unit, ((numerator, denominator), _))) => (unit.trim(), numerator / denominator),
        None => (base, 1.0),
    };
    let number = value / size;
    let step = libm::exp10(libm::floor(libm::log10(number.abs())) - 3.0);
    let digits = match inside {
        inside if inside > value => libm::ceil(number / step),
        inside if inside < value => libm::floor(number / step),
        _ => libm::round(number / step),
    };
    // Read back from its digits, so that it has no others.
    let tidy = format!("{:.3e}", digits * step).parse().ok().filter(|tidy: &f64| tidy.is_finite());
    let number = tidy.unwrap_or(number);
    if unit == "1" { number.to_string() } else { format!("{number} {unit}") }
}

fn article(name: &str) -> &'static str {
    if name.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" }
}

/// The parameter at fault and what is wrong with it, in words that hold in any unit.
fn explain(
    error: &DistributionError,
    form: &Form,
    in_unit: impl Fn(&str, f64, f64) -> String,
) -> (String, String) {
    let has = |key: &str| form.parameters.iter().any(|parameter| parameter.name == key);
    match error {
        DistributionError::NotPositive { parameter, .. } if has(parameter) => {
            ((*parameter).to_owned(), format!("the {parameter} must be above 0"))
        }
        DistributionError::Negative { parameter, .. } => {
            ((*parameter).to_owned(), format!("the {parameter} must be at least 0"))
        }
        DistributionError::HeavyTail { parameter, sound, .. } => (
            (*parameter).to_owned(),
            format!("the {parameter} must be {sound}: else the standard deviation is infinite"),
        ),
        DistributionError::EmptyRange { .. } => {
            ("max".to_owned(), "the max must be at least the min".to_owned())
        }
        DistributionError::ModeOutside { .. } => {
            ("mode".to_owned(), "the mode must lie between min and max".to_owned())
        }
        DistributionError::NotAProbability { .. } => {
            let key = if has("probabilities") { "probabilities" } else { "probability" };
            (key.to_owned(), "probabilities lie between 0 and 1".to_owned())
        }
        DistributionError::PercentileOnWrongSide { level, .. } => {
            let side = if *level > 0.5 { "at least" } else { "at most" };
            let label = if *level == 0.5 {
                "the median is given already".to_owned()
            } else {
                format!("this percentile must be {side} the median, both above 0")
            };
            (percentile_key(*level), label)
        }
        DistributionError::PercentilesFall { lower, upper } => (
            percentile_key(upper.0),
            format!("percentiles rise: this one must be above {}", percentile_key(lower.0)),
        ),
        DistributionError::PercentileOutside { level, value, min, max } => {
            let (side, bound) = if value <= min { ("above", *min) } else { ("below", *max) };
            let key = percentile_key(*level);
            let bound = in_unit(&key, bound, bound);
            let label = format!("this percentile must be {side} the bound of {bound}");
            (key, label)
        }
        DistributionError::InfeasiblePercentile { level, low, high, .. } => {
            let key = percentile_key(*level);
            let (least, largest) = (in_unit(&key, *low, *high), in_unit(&key, *high, *low));
            let range = match (low.is_finite(), high.is_finite()) {
                (true, true) => format!("between {least} and {largest}"),
                (true, false) => format!("above {least}"),
                _ => format!("below {largest}"),
            };
            let label =
                format!("no smooth distribution goes through the others unless this is {range}");
            (key, label)
        }
        DistributionError::InfeasiblePercentiles => (
            String::new(),
            "no smooth distribution goes through these percentiles: give fewer".to_owned(),
        ),
        DistributionError::HeavyPercentiles => (
            String::new(),
            "percentiles so far apart have an infinite standard deviation: give a `min` or `max` \
             on the side of the long tail"
                .to_owned(),
        ),
        DistributionError::NotWhole { parameter, .. } => {
            ((*parameter).to_owned(), format!("the {parameter} must be a whole number"))
        }
        DistributionError::NoValues => {
            ("values".to_owned(), "at least one value is needed".to_owned())
        }
        DistributionError::NotCumulative => (
            "cumulative".to_owned(),
            "values rise, and their cumulative probabilities from 0 to 1".to_owned(),
        ),
        DistributionError::UnequalLists { values, probabilities } => (
            if has("cumulative") { "cumulative" } else { "probabilities" }.to_owned(),
            format!("expected one probability for each value, found {probabilities} for {values}"),
        ),
        DistributionError::ProbabilitySum { sum } => {
            ("probabilities".to_owned(), format!("the probabilities must sum to 1, not {sum}"))
        }
        DistributionError::TooLarge { parameter, maximum, .. } => {
            ((*parameter).to_owned(), format!("the {parameter} must be at most {maximum}"))
        }
        DistributionError::TruncationOrder { .. } => {
            ("within".to_owned(), "the lower bound comes first".to_owned())
        }
        DistributionError::TruncationMass { mass, .. } => {
            let share = if *mass > 0.0 { format!("only {mass:.1e}") } else { "nothing".to_owned() };
            ("within".to_owned(), format!("{share} of the distribution lies in there"))
        }
        DistributionError::NotFinite { .. } | DistributionError::NotPositive { .. } => {
            (String::new(), error.to_string())
        }
    }
}
