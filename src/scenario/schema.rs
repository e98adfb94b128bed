//! The JSON Schema of the scenario file, for editors (draft-07).

use serde_json::{Map, Value, json};

use super::format::families::{COMMON, FAMILIES, Family, ParameterKind};
use super::format::{Drawn, Form, Key, Kind, Need, QuantityRule, Section, Variant};
use super::profile::Profile;
use super::schedule::{Interpolation, SCHEDULE_KEYS};
use super::sections::SECTIONS;
use super::settings::{FILE_KEYS, Heading, SWEEP, SWEEP_DOC};
use super::table::{Table as _, Word as _};

/// How the schema says what stands in many places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemaStyle {
    /// Once, below `definitions`, with references (`$ref`) to it.
    Referring,
    /// Wherever it stands, for editors that do not follow references.
    Flat,
}

/// The schema as text, ready to be written to a file. A variation need not say what its base says:
/// what is required of other files stands apart.
pub fn json_schema(style: SchemaStyle) -> String {
    let mut writer = Writer { style, definitions: Map::new() };
    let mut properties = writer.keys(Heading::FORM.keys.iter().chain(FILE_KEYS), Extent::Part);
    for section in SECTIONS {
        let section_schema = of_section(section, writer.form(&section.form, Extent::Part));
        properties.insert(section.name.to_owned(), described(section_schema, section.doc));
    }
    properties.insert(SWEEP.to_owned(), described(sweep(), SWEEP_DOC));
    let mut schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "coppercast scenario",
        "description": "What is uncertain about the supply of a metal to facilities.",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "if": { "required": ["extends"] },
        "else": writer.requirements(),
    });
    if !writer.definitions.is_empty() {
        schema["definitions"] = Value::Object(writer.definitions);
    }
    format!("{schema:#}\n")
}

/// Collects what is referred to.
struct Writer {
    style: SchemaStyle,
    definitions: Map<String, Value>,
}

/// Whether a table says everything, or only what differs from a base.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    Whole,
    Part,
}

impl Writer {
    /// What must be there in a scenario without a base.
    fn requirements(&mut self) -> Value {
        let mut properties = Map::new();
        for section in SECTIONS {
            let table = self.required_of_form(&section.form);
            let table =
                if section.named { json!({ "additionalProperties": table }) } else { table };
            properties.insert(section.name.to_owned(), table);
        }
        properties.insert("remove".to_owned(), json!(false));
        let required: Vec<&str> = SECTIONS
            .iter()
            .filter(|section| section.required)
            .map(|section| section.name)
            .collect();
        json!({ "required": required, "properties": properties })
    }

    fn required_of_form(&mut self, form: &Form) -> Value {
        let Some(variants) = form.variants else {
            return self.required_of_keys(form.keys.iter(), None);
        };
        let choices: Vec<Value> = variants
            .list
            .iter()
            .map(|variant| {
                let tag = (variants.default != Some(variant.name)).then_some(variants.tag);
                let mut choice = self.required_of_keys(form.keys_of(Some(variant)), tag);
                choice["properties"][variants.tag] = json!({ "const": variant.name });
                choice
            })
            .collect();
        json!({ "anyOf": choices })
    }

    fn required_of_keys<'a>(
        &mut self,
        keys: impl Iterator<Item = &'a Key>,
        tag: Option<&'static str>,
    ) -> Value {
        let mut required = Vec::new();
        let mut properties = Map::new();
        for key in keys {
            if key.need == Need::Required {
                required.push(key.name);
            }
            match &key.kind {
                Kind::Table(inner) => {
                    _ = properties.insert(key.name.to_owned(), self.required_of_form(inner));
                }
                Kind::NamedTables(inner) => {
                    properties.insert(
                        key.name.to_owned(),
                        json!({ "additionalProperties": self.required_of_form(inner) }),
                    );
                }
                Kind::Quantity(rule) if rule.drawn != Drawn::Never => {
                    let mut choices =
                        ["dist", "variable"].map(|key| json!({ "required": [key] })).to_vec();
                    choices.push(percentiles());
                    let name = if rule.drawn == Drawn::TrialOrPeriod {
                        choices.push(json!({ "propertyNames": { "pattern": OF_SCHEDULE } }));
                        "whole-quantity-or-schedule"
                    } else {
                        "whole-quantity"
                    };
                    let named = json!({ "anyOf": choices });
                    let whole = json!({ "if": { "type": "object" }, "then": named });
                    properties.insert(key.name.to_owned(), self.referring(name, whole));
                }
                _ => {}
            }
        }
        required.extend(tag);
        json!({ "required": required, "properties": properties })
    }

    fn form(&mut self, form: &Form, extent: Extent) -> Value {
        let Some(variants) = form.variants else {
            return object(&self.keys(form.keys.iter(), extent), form.keys.iter(), extent);
        };
        let choices: Vec<Value> = variants
            .list
            .iter()
            .map(|variant| {
                self.variant_schema(form, variants.tag, variants.default, variant, extent)
            })
            .collect();
        // Part of a table may fit several variants.
        let quantifier = if extent == Extent::Whole { "oneOf" } else { "anyOf" };
        json!({ "type": "object", "description": variants.doc, quantifier: choices })
    }

    fn variant_schema(
        &mut self,
        form: &Form,
        tag: &str,
        default: Option<&str>,
        variant: &Variant,
        extent: Extent,
    ) -> Value {
        let mut properties = Map::new();
        properties
            .insert(tag.to_owned(), json!({ "const": variant.name, "description": variant.doc }));
        properties.extend(self.keys(form.keys_of(Some(variant)), extent));
        let mut schema = object(&properties, form.keys_of(Some(variant)), extent);
        if extent == Extent::Whole
            && default != Some(variant.name)
            && let Some(required) = schema
                .as_object_mut()
                .map(|object| object.entry("required").or_insert_with(|| json!([])))
            && let Some(list) = required.as_array_mut()
        {
            list.push(json!(tag));
        }
        described(schema, variant.doc)
    }

    fn keys<'a>(
        &mut self,
        keys: impl Iterator<Item = &'a Key>,
        extent: Extent,
    ) -> Map<String, Value> {
        keys.map(|key| {
            let doc = match key.need {
                Need::Default(default) => format!("{} Default: {default}.", key.doc),
                _ => key.doc.to_owned(),
            };
            (key.name.to_owned(), described(self.kind(&key.kind, extent), &doc))
        })
        .collect()
    }

    fn kind(&mut self, kind: &Kind, extent: Extent) -> Value {
        match kind {
            Kind::Text | Kind::Name(_) => json!({ "type": "string" }),
            Kind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
            Kind::Boolean => json!({ "type": "boolean" }),
            Kind::Integer { lowest, highest } => {
                json!({ "type": "integer", "minimum": lowest, "maximum": highest })
            }
            Kind::Month => json!({ "type": "string", "pattern": MONTH }),
            Kind::Choice(choices) => words(choices.iter().map(|(word, _)| *word)),
            Kind::Quantity(rule) => self.quantity(rule, extent),
            Kind::Table(inner) => self.form(inner, extent),
            Kind::NamedTables(inner) => by_name(&self.form(inner, extent)),
            // A list is always whole: nothing is laid over its items.
            Kind::Tables(inner) => {
                json!({ "type": "array", "items": self.form(inner, Extent::Whole) })
            }
            Kind::Profile => {
                let point = pair(&json!({ "type": "number" }));
                let points = json!({ "type": "array", "items": point, "minItems": 2 });
                let words = words(Profile::WORDS.iter().map(|(word, _)| *word));
                json!({ "oneOf": [words, points] })
            }
            Kind::PricePoints => json!({
                "type": "object",
                "propertyNames": { "pattern": MONTH },
                "additionalProperties": { "type": "string" },
                "minProperties": 1,
            }),
            Kind::Effects => {
                json!({ "type": "object", "additionalProperties": { "type": "object" } })
            }
            Kind::Shares(_) => {
                let share = json!({ "type": ["number", "string"] });
                json!({ "type": "object", "additionalProperties": share })
            }
            Kind::Thresholds => {
                let values = json!({ "type": "array", "items": { "type": ["string", "number"] } });
                json!({ "type": "object", "additionalProperties": values })
            }
        }
    }

    fn quantity(&mut self, rule: &QuantityRule, extent: Extent) -> Value {
        let scalar_schema = scalar(rule);
        let drawn = match rule.drawn {
            Drawn::Never => return scalar_schema,
            Drawn::Trial | Drawn::OutageOrTrial => "distribution",
            Drawn::TrialOrPeriod => "distribution-of-periods",
            Drawn::Outage => "distribution-of-outages",
        };
        let number = if takes_number(rule) { "number-" } else { "" };
        let part = if extent == Extent::Part { "-part" } else { "" };
        let distribution = distribution(rule, extent);
        let distribution = self.referring(&format!("{number}{drawn}{part}"), distribution);
        let mut choices = vec![scalar_schema, distribution];
        if rule.drawn == Drawn::TrialOrPeriod {
            let types: &[&str] =
                if number.is_empty() { &["string"] } else { &["number", "string"] };
            let schedule = schedule(&json!({ "type": types }));
            choices.push(self.referring(&format!("{number}schedule"), schedule));
        }
        if rule.drawn != Drawn::Outage && !rule.unit.is_empty() {
            let required: &[&str] = if extent == Extent::Whole { &["variable"] } else { &[] };
            let variable = json!({
                "type": "object",
                "properties": {
                    "variable": { "type": "string" },
                    "scale": { "type": ["number", "string"] },
                },
                "required": required,
                "additionalProperties": false,
            });
            choices.push(self.referring(&format!("variable{part}"), variable));
        }
        json!({ "anyOf": choices })
    }

    /// A schema that stands in several places; equal names stand for equal schemas.
    fn referring(&mut self, name: &str, schema: Value) -> Value {
        if self.style == SchemaStyle::Flat {
            return schema;
        }
        let known = self.definitions.entry(name).or_insert_with(|| schema.clone());
        debug_assert_eq!(*known, schema, "{name}");
        json!({ "$ref": format!("#/definitions/{name}") })
    }
}

fn of_section(section: &Section, table: Value) -> Value {
    if section.named { by_name(&table) } else { table }
}

/// Tables with names.
fn by_name(table: &Value) -> Value {
    json!({
        "type": "object",
        "propertyNames": { "pattern": "^(?!(na|nan|null)$)[a-z][a-z0-9-]*$" },
        "additionalProperties": table,
    })
}

fn pair(items: &Value) -> Value {
    json!({ "type": "array", "items": items, "minItems": 2, "maxItems": 2 })
}

fn sweep() -> Value {
    json!({
        "type": "object",
        "additionalProperties": {
            "anyOf": [{ "type": "array", "minItems": 1 }, { "type": "object" }],
        },
        "minProperties": 1,
    })
}

fn described(mut schema: Value, doc: &str) -> Value {
    if let Some(object) = schema.as_object_mut() {
        object.insert("description".to_owned(), json!(doc));
    }
    schema
}

fn object<'a>(
    properties: &Map<String, Value>,
    keys: impl Iterator<Item = &'a Key>,
    extent: Extent,
) -> Value {
    let required: Vec<&str> =
        keys.filter(|key| key.need == Need::Required).map(|key| key.name).collect();
    let mut schema =
        json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if extent == Extent::Whole && !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

const MONTH: &str = "^(19|2[0-9])[0-9]{2}-(0[1-9]|1[0-2])$";

/// A month or year, or a key beside them.
const OF_SCHEDULE: &str = "^((19|2[0-9])[0-9]{2}(-(0[1-9]|1[0-2]))?|interpolation|times|delay)$";

/// Values by month.
fn schedule(level: &Value) -> Value {
    let factor = json!({ "type": ["number", "string", "object"] });
    let properties: Map<String, Value> = SCHEDULE_KEYS
        .iter()
        .map(|&(name, doc)| {
            let kind = match name {
                "interpolation" => words(Interpolation::WORDS.iter().map(|(word, _)| *word)),
                _ => factor.clone(),
            };
            (name.to_owned(), described(kind, doc))
        })
        .collect();
    json!({
        "type": "object",
        "propertyNames": { "pattern": OF_SCHEDULE },
        "properties": properties,
        "additionalProperties": level,
    })
}

fn words(words: impl Iterator<Item = &'static str>) -> Value {
    let words: Vec<&str> = words.collect();
    json!({ "type": "string", "enum": words })
}

/// A number with its unit; one without only where there is no dimension.
fn scalar(rule: &QuantityRule) -> Value {
    let text =
        json!({ "type": "string", "pattern": "^\\s*[-+]?[0-9.]", "examples": [rule.example] });
    if takes_number(rule) { json!({ "anyOf": [{ "type": "number" }, text] }) } else { text }
}

/// All families in one table: a table for each would make the schema too large for editors.
fn distribution(rule: &QuantityRule, extent: Extent) -> Value {
    let number = if takes_number(rule) {
        json!({ "type": ["number", "string"] })
    } else {
        json!({ "type": "string" })
    };
    let without_unit = json!({ "type": ["number", "string"] });
    let list = |items: &Value| json!({ "type": "array", "items": items, "minItems": 1 });
    let mut properties = Map::new();
    let mut patterns = Map::new();
    let names: Vec<&str> = FAMILIES.iter().map(|family| family.name).collect();
    properties.insert(
        "dist".to_owned(),
        json!({ "enum": names, "description": "The family of the distribution." }),
    );
    for parameter in FAMILIES.iter().flat_map(Family::parameters) {
        let (into, name, value) = match parameter.kind {
            // The mean of a Poisson distribution is plain, others have the unit of the quantity.
            ParameterKind::Plain if parameter.name == "mean" => continue,
            ParameterKind::Dimensioned => (&mut properties, parameter.name, number.clone()),
            ParameterKind::Plain => (&mut properties, parameter.name, without_unit.clone()),
            ParameterKind::Percentile | ParameterKind::Percentiles { .. } => {
                (&mut patterns, PERCENTILE, number.clone())
            }
            ParameterKind::Values => (&mut properties, parameter.name, list(&number)),
            ParameterKind::Weights => (&mut properties, parameter.name, list(&without_unit)),
        };
        into.insert(name.to_owned(), value);
    }
    for (name, doc) in COMMON {
        let value = match *name {
            "within" => pair(&number),
            "each" if rule.drawn == Drawn::TrialOrPeriod => json!({ "enum": ["trial", "period"] }),
            "each" if matches!(rule.drawn, Drawn::Trial | Drawn::OutageOrTrial) => {
                json!({ "enum": ["trial"] })
            }
            "autocorrelation" if rule.drawn == Drawn::TrialOrPeriod => {
                json!({ "type": "number", "exclusiveMinimum": -1, "exclusiveMaximum": 1 })
            }
            _ => continue,
        };
        properties.insert((*name).to_owned(), described(value, doc));
    }
    let mut schema = json!({
        "type": "object",
        "properties": properties,
        "patternProperties": patterns,
        "additionalProperties": false,
    });
    if extent == Extent::Whole {
        schema["anyOf"] = json!([{ "required": ["dist"] }, percentiles()]);
    }
    schema
}

const PERCENTILE: &str = "^p(0[1-9]|[1-9][0-9])$";

/// Percentiles without the name of a family.
fn percentiles() -> Value {
    let others = COMMON.iter().map(|(name, _)| *name).chain(["min", "max"]);
    let others: Vec<&str> = others.collect();
    let names = json!({ "anyOf": [{ "pattern": PERCENTILE }, { "enum": others }] });
    json!({ "propertyNames": names, "minProperties": 2 })
}

fn takes_number(rule: &QuantityRule) -> bool {
    rule.unit_optional || matches!(rule.unit, "" | "1")
}
