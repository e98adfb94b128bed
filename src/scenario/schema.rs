//! The JSON Schema of the scenario file, for editors (draft-07, without references, because not all
//! of them follow these).

use serde_json::{Map, Value, json};

use super::format::families::{COMMON, FAMILIES, ParameterKind};
use super::format::{Drawn, Form, Key, Kind, Need, QuantityRule, Section, Variant};
use super::profile::Profile;
use super::sections::SECTIONS;
use super::settings::{Heading, SWEEP, SWEEP_DOC, VARIATION_KEYS};
use super::table::Table as _;

/// The schema as text, ready to be written to a file. A variation need not say what its base says:
/// what is required of other files stands apart.
pub fn json_schema() -> String {
    let mut properties = keys(Heading::FORM.keys.iter().chain(VARIATION_KEYS), Extent::Part);
    for section in SECTIONS {
        let section_schema = of_section(section, form(&section.form, Extent::Part));
        properties.insert(section.name.to_owned(), described(section_schema, section.doc));
    }
    properties.insert(SWEEP.to_owned(), described(sweep(), SWEEP_DOC));
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "coppercast scenario",
        "description": "What is uncertain about the supply of a metal to facilities.",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "if": { "required": ["extends"] },
        "else": requirements(),
    });
    format!("{schema:#}\n")
}

/// Whether a table says everything, or only what differs from a base.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    Whole,
    Part,
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

fn sweep() -> Value {
    json!({
        "type": "object",
        "additionalProperties": { "anyOf": [{ "type": "array", "minItems": 1 }, { "type": "object" }] },
        "minProperties": 1,
    })
}

/// What must be there in a scenario without a base.
fn requirements() -> Value {
    let mut properties = Map::new();
    for section in SECTIONS {
        let table = required_of_form(&section.form);
        let table = if section.named { json!({ "additionalProperties": table }) } else { table };
        properties.insert(section.name.to_owned(), table);
    }
    properties.insert("remove".to_owned(), json!(false));
    let required: Vec<&str> =
        SECTIONS.iter().filter(|section| section.required).map(|section| section.name).collect();
    json!({ "required": required, "properties": properties })
}

fn required_of_form(form: &Form) -> Value {
    let Some(variants) = form.variants else {
        return required_of_keys(form.keys.iter(), None);
    };
    let choices: Vec<Value> = variants
        .list
        .iter()
        .map(|variant| {
            let tag = (variants.default != Some(variant.name)).then_some(variants.tag);
            let mut choice = required_of_keys(form.keys_of(Some(variant)), tag);
            choice["properties"][variants.tag] = json!({ "const": variant.name });
            choice
        })
        .collect();
    json!({ "anyOf": choices })
}

fn required_of_keys<'a>(keys: impl Iterator<Item = &'a Key>, tag: Option<&'static str>) -> Value {
    let mut required = Vec::new();
    let mut properties = Map::new();
    for key in keys {
        if key.need == Need::Required {
            required.push(key.name);
        }
        match &key.kind {
            Kind::Table(inner) => {
                _ = properties.insert(key.name.to_owned(), required_of_form(inner))
            }
            Kind::NamedTables(inner) => {
                properties.insert(
                    key.name.to_owned(),
                    json!({ "additionalProperties": required_of_form(inner) }),
                );
            }
            Kind::Quantity(rule) if rule.drawn != Drawn::Never => {
                let named =
                    json!({ "anyOf": [{ "required": ["dist"] }, { "required": ["variable"] }] });
                properties.insert(
                    key.name.to_owned(),
                    json!({ "if": { "type": "object" }, "then": named }),
                );
            }
            _ => {}
        }
    }
    required.extend(tag);
    json!({ "required": required, "properties": properties })
}

fn described(mut schema: Value, doc: &str) -> Value {
    if let Some(object) = schema.as_object_mut() {
        object.insert("description".to_owned(), json!(doc));
    }
    schema
}

fn form(form: &Form, extent: Extent) -> Value {
    let Some(variants) = form.variants else {
        return object(keys(form.keys.iter(), extent), form.keys.iter(), extent);
    };
    let choices: Vec<Value> = variants
        .list
        .iter()
        .map(|variant| variant_schema(form, variants.tag, variants.default, variant, extent))
        .collect();
    // Part of a table may fit several variants.
    let quantifier = if extent == Extent::Whole { "oneOf" } else { "anyOf" };
    json!({ "type": "object", "description": variants.doc, quantifier: choices })
}

fn variant_schema(
    form: &Form,
    tag: &str,
    default: Option<&str>,
    variant: &Variant,
    extent: Extent,
) -> Value {
    let mut properties = Map::new();
    properties.insert(tag.to_owned(), json!({ "const": variant.name, "description": variant.doc }));
    properties.extend(keys(form.keys_of(Some(variant)), extent));
    let mut schema = object(properties, form.keys_of(Some(variant)), extent);
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

fn object<'a>(
    properties: Map<String, Value>,
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

fn keys<'a>(keys: impl Iterator<Item = &'a Key>, extent: Extent) -> Map<String, Value> {
    keys.map(|key| {
        let doc = match key.need {
            Need::Default(default) => format!("{} Default: {default}.", key.doc),
            _ => key.doc.to_owned(),
        };
        (key.name.to_owned(), described(kind(&key.kind, extent), &doc))
    })
    .collect()
}

fn kind(kind: &Kind, extent: Extent) -> Value {
    match kind {
        Kind::Text | Kind::Name(_) => json!({ "type": "string" }),
        Kind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::Integer { lowest, highest } => {
            json!({ "type": "integer", "minimum": lowest, "maximum": highest })
        }
        Kind::Month => json!({ "type": "string", "pattern": MONTH }),
        Kind::Choice(choices) => words(choices.iter().map(|(word, _)| *word)),
        Kind::Quantity(rule) => quantity(rule, extent),
        Kind::Table(inner) => form(inner, extent),
        Kind::NamedTables(inner) => by_name(&form(inner, extent)),
        // A list is always whole: nothing is laid over its items.
        Kind::Tables(inner) => json!({ "type": "array", "items": form(inner, Extent::Whole) }),
        Kind::Profile => {
            let point = json!({ "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 });
            json!({ "oneOf": [words(Profile::WORDS.iter().map(|(word, _)| *word)), { "type": "array", "items": point, "minItems": 2 }] })
        }
        Kind::PricePoints => json!({
            "type": "object",
            "propertyNames": { "pattern": MONTH },
            "additionalProperties": { "type": "string" },
            "minProperties": 1,
        }),
        Kind::Shares(_) => {
            json!({ "type": "object", "additionalProperties": { "type": ["number", "string"] } })
        }
        Kind::Thresholds => {
            json!({ "type": "object", "additionalProperties": { "type": "array", "items": { "type": ["string", "number"] } } })
        }
    }
}

const MONTH: &str = "^(19|2[0-9])[0-9]{2}-(0[1-9]|1[0-2])$";

fn words(words: impl Iterator<Item = &'static str>) -> Value {
    let words: Vec<&str> = words.collect();
    json!({ "type": "string", "enum": words })
}

/// A number with its unit; plain numbers only where there is no dimension.
fn scalar(rule: &QuantityRule) -> Value {
    let text =
        json!({ "type": "string", "pattern": "^\\s*[-+]?[0-9.]", "examples": [rule.example] });
    if takes_plain(rule) { json!({ "anyOf": [{ "type": "number" }, text] }) } else { text }
}

fn quantity(rule: &QuantityRule, extent: Extent) -> Value {
    let scalar_schema = scalar(rule);
    if rule.drawn == Drawn::Never {
        return scalar_schema;
    }
    let mut choices = vec![scalar_schema, distribution(rule, extent)];
    if rule.drawn != Drawn::Outage && !rule.unit.is_empty() {
        let required: &[&str] = if extent == Extent::Whole { &["variable"] } else { &[] };
        choices.push(json!({
            "type": "object",
            "properties": { "variable": { "type": "string" }, "scale": { "type": ["number", "string"] } },
            "required": required,
            "additionalProperties": false,
        }));
    }
    json!({ "anyOf": choices })
}

/// All families in one table: a table for each would make the schema too large for editors.
fn distribution(rule: &QuantityRule, extent: Extent) -> Value {
    let number = if takes_plain(rule) {
        json!({ "type": ["number", "string"] })
    } else {
        json!({ "type": "string" })
    };
    let plain = json!({ "type": ["number", "string"] });
    let list = |items: &Value| json!({ "type": "array", "items": items, "minItems": 1 });
    let mut properties = Map::new();
    let mut patterns = Map::new();
    let names: Vec<&str> = FAMILIES.iter().map(|family| family.name).collect();
    properties.insert(
        "dist".to_owned(),
        json!({ "enum": names, "description": "The family of the distribution." }),
    );
    for parameter in FAMILIES.iter().flat_map(|family| family.forms.iter().copied().flatten()) {
        let (into, name, value) = match parameter.kind {
            // The mean of a Poisson distribution is plain, others have the unit of the quantity.
            ParameterKind::Plain if parameter.name == "mean" => continue,
            ParameterKind::Dimensioned => (&mut properties, parameter.name, number.clone()),
            ParameterKind::Plain => (&mut properties, parameter.name, plain.clone()),
            ParameterKind::Percentile => (&mut patterns, "^p(0[5-9]|[1-9][0-9])$", number.clone()),
            ParameterKind::Values => (&mut properties, parameter.name, list(&number)),
            ParameterKind::Weights => (&mut properties, parameter.name, list(&plain)),
        };
        into.insert(name.to_owned(), value);
    }
    for (name, doc) in COMMON {
        let value = match *name {
            "within" => json!({ "type": "array", "items": number, "minItems": 2, "maxItems": 2 }),
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
    let required: &[&str] = if extent == Extent::Whole { &["dist"] } else { &[] };
    json!({
        "type": "object",
        "properties": properties,
        "patternProperties": patterns,
        "required": required,
        "additionalProperties": false,
    })
}

fn takes_plain(rule: &QuantityRule) -> bool {
    rule.unit_optional || matches!(rule.unit, "" | "1")
}
