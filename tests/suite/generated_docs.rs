//! Pages that are generated from definitions in the code are current.
//! `UPDATE_SNAPSHOTS=1 cargo test` writes them anew.

use std::fs;
use std::path::Path;

use coppercast::scenario::{SchemaStyle, json_schema, markdown_reference};
use serde_json::Value;

/// The generated part of a page begins below this line.
const MARKER: &str = "<!-- generated: keys -->";

fn assert_current(name: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, expected).expect("the page can be written");
    }
    let found = fs::read_to_string(&path).expect("the page is there");
    assert!(
        found == expected,
        "docs/{name} is not current; write it anew with UPDATE_SNAPSHOTS=1 cargo test"
    );
}

#[test]
fn the_schema_is_current() {
    assert_current("scenario.schema.json", &json_schema(SchemaStyle::Referring));
}

/// A schema with everything in its place that it refers to.
fn resolved(schema: &Value, definitions: &Value) -> Value {
    match schema {
        Value::Object(object) => match object.get("$ref").and_then(Value::as_str) {
            Some(reference) => {
                assert_eq!(object.len(), 1, "what stands beside a reference is not read");
                let name = reference.strip_prefix("#/definitions/").expect("a definition");
                resolved(&definitions[name], definitions)
            }
            None => Value::Object(
                (object.iter().filter(|(key, _)| *key != "definitions"))
                    .map(|(key, value)| (key.clone(), resolved(value, definitions)))
                    .collect(),
            ),
        },
        Value::Array(list) => list.iter().map(|item| resolved(item, definitions)).collect(),
        _ => schema.clone(),
    }
}

/// So that both accept and refuse the same files.
#[test]
fn the_flat_schema_says_what_that_with_references_says() {
    let read = |style| -> Value { serde_json::from_str(&json_schema(style)).expect("JSON") };
    let referring = read(SchemaStyle::Referring);
    let flat = read(SchemaStyle::Flat);
    assert!(!flat.to_string().contains("$ref"));
    assert!(referring.to_string().len() * 3 < flat.to_string().len());
    assert_eq!(resolved(&referring, &referring["definitions"]), flat);
}

#[test]
fn the_scenario_reference_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/scenario.md");
    let page = fs::read_to_string(path).expect("the page is there");
    let (written, _) =
        page.split_once(MARKER).expect("the page has the marker of its generated part");
    assert_current("scenario.md", &format!("{written}{MARKER}\n\n{}", markdown_reference()));
}
