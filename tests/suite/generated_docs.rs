//! Pages that are generated from definitions in the code are current.
//! `UPDATE_SNAPSHOTS=1 cargo test` writes them anew.

use std::fs;
use std::path::Path;

use coppercast::scenario::{json_schema, markdown_reference};

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
    assert_current("scenario.schema.json", &json_schema());
}

#[test]
fn the_scenario_reference_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/scenario.md");
    let page = fs::read_to_string(path).expect("the page is there");
    let (written, _) =
        page.split_once(MARKER).expect("the page has the marker of its generated part");
    assert_current("scenario.md", &format!("{written}{MARKER}\n\n{}", markdown_reference()));
}
