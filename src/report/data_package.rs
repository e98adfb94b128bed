//! `datapackage.json`: the schema of the tables for other programs (Data Package and Table Schema).

use serde_json::{Map, Value, json};

use crate::report::result_file::ResultFile;
use crate::report::schema::{Column, ColumnKind, Reference, SCHEMA_VERSION, Table};
use crate::results::{PROGRAM, VERSION, hash};
use crate::scenario::Scenario;

/// How the name of a table in Parquet ends.
pub const PARQUET: &str = ".parquet";

/// File name of the descriptor.
pub const DATA_PACKAGE: &str = "datapackage.json";

/// What a data package is about.
#[derive(Debug, Clone, Copy)]
pub struct PackageTitle<'a> {
    pub slug: &'a str,
    pub title: &'a str,
    /// May be empty.
    pub description: &'a str,
    pub sources: &'a [String],
}

impl<'a> PackageTitle<'a> {
    /// That of a scenario.
    pub fn of(scenario: &'a Scenario) -> Self {
        let Scenario { slug, name, description, sources, .. } = scenario;
        PackageTitle { slug, title: name, description, sources }
    }
}

/// The descriptor of the tables beside it.
pub fn data_package(about: &PackageTitle<'_>, tables: &[(Table<'_>, ResultFile)]) -> ResultFile {
    let is_text = |(_, file): &(_, ResultFile)| !file.path.ends_with(PARQUET);
    let is_tabular = tables.iter().all(is_text);
    let mut package = json!({
        "profile": if is_tabular { "tabular-data-package" } else { "data-package" },
        "name": package_name(about.slug),
        "title": about.title,
    });
    if !about.description.is_empty() {
        package["description"] = json!(about.description);
    }
    if !about.sources.is_empty() {
        package["sources"] =
            about.sources.iter().map(|source| json!({ "title": source })).collect();
    }
    package["created_by"] = json!(format!("{PROGRAM} {VERSION}"));
    package["schema_version"] = json!(SCHEMA_VERSION);
    package["resources"] = tables.iter().map(|(table, file)| resource(table, file)).collect();
    ResultFile::json(DATA_PACKAGE, &package)
}

/// The slug in the characters that the name of a package may have.
fn package_name(slug: &str) -> String {
    let allowed = |letter: char| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-._".contains(letter)
    };
    slug.to_lowercase().chars().map(|letter| if allowed(letter) { letter } else { '-' }).collect()
}

fn resource(table: &Table<'_>, file: &ResultFile) -> Value {
    if file.path.ends_with(PARQUET) {
        // As a file, for tools that read tables of text alone would read it as one.
        return json!({
            "profile": "data-resource",
            "name": format!("{}-parquet", resource_name(table.name)),
            "type": "file",
            "path": file.path,
            "description": table.description,
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
            "bytes": file.bytes.len(),
            "hash": hash(&file.bytes),
            "schema": schema(table),
        });
    }
    json!({
        "profile": "tabular-data-resource",
        "name": resource_name(table.name),
        "path": file.path,
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.bytes.len(),
        "hash": hash(&file.bytes),
        "dialect": {
            "delimiter": ",",
            "lineTerminator": "\n",
            "quoteChar": "\"",
            "doubleQuote": true,
            "header": true,
        },
        "schema": schema(table),
    })
}

fn resource_name(table: &str) -> String {
    table.replace('_', "-")
}

fn schema(table: &Table<'_>) -> Value {
    let keys: Vec<Value> = table.references().iter().map(foreign_key).collect();
    let mut schema = json!({
        "fields": table.columns.iter().map(field).collect::<Vec<_>>(),
        "missingValues": [""],
        "primaryKey": table.primary_key(),
    });
    if !keys.is_empty() {
        schema["foreignKeys"] = keys.into();
    }
    schema
}

fn foreign_key(reference: &Reference) -> Value {
    let (own, theirs): (Vec<&str>, Vec<&str>) = reference.columns.iter().copied().unzip();
    json!({
        "fields": own,
        "reference": { "resource": resource_name(reference.table), "fields": theirs },
    })
}

fn field(column: &Column<'_>) -> Value {
    let mut field = json!({ "name": column.name, "type": column.kind.name() });
    if let Some(unit) = column.unit {
        field["unit"] = json!(unit);
    }
    field["description"] = json!(column.description);
    if column.kind == ColumnKind::Date {
        field["format"] = json!("default");
    }
    let mut constraints = Map::new();
    if column.required {
        constraints.insert("required".into(), json!(true));
    }
    if !column.values.is_empty() {
        constraints.insert("enum".into(), json!(column.values));
    }
    for (name, bound) in [("minimum", column.minimum), ("maximum", column.maximum)] {
        if let Some(bound) = bound {
            // An integer column takes no bound with a decimal point.
            let bound =
                if column.kind == ColumnKind::Integer { json!(bound as i64) } else { json!(bound) };
            constraints.insert(name.into(), bound);
        }
    }
    if !constraints.is_empty() {
        field["constraints"] = constraints.into();
    }
    field
}
