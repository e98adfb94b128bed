//! Acting on the answer: the first lever that `stress` ranks of every shipped scenario is bought, as a
//! user would, by editing the file, and simulated anew.

use std::path::Path;

use toml::{Table, Value};

use crate::command_line::program::Desk;
use coppercast::cli::scenario_files::expand;

const TRIALS: &str = "4096";
/// Seeds of the advice and of those who follow it.
const SEEDS: [&str; 2] = ["7", "4000000007"];
/// Standard errors of what is compared.
const TOLERANCE: f64 = 4.0;

/// A row of a table of results.
#[derive(Debug, serde::Deserialize)]
struct Row {
    #[serde(default)]
    lever: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    actor: String,
    #[serde(default)]
    change: String,
    #[serde(default)]
    standing: String,
    scenario: String,
    #[serde(default)]
    region: String,
    metric: String,
    statistic: String,
    estimate: Option<f64>,
    std_error: Option<f64>,
    difference: Option<f64>,
    difference_std_error: Option<f64>,
}

fn rows(desk: &Desk, path: &str) -> Vec<Row> {
    let text = desk.read(path);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

/// A difference of the whole, with its error.
fn difference<'r>(rows: impl IntoIterator<Item = &'r Row>, metric: &str) -> [f64; 2] {
    let row = rows
        .into_iter()
        .find(|row| row.metric == metric && row.statistic == "mean" && row.region.is_empty());
    let row = row.unwrap_or_else(|| panic!("no mean {metric}"));
    [row.difference, row.difference_std_error].map(|number| number.expect("a number"))
}

/// `875 t/quarter` as a number and what follows it.
fn amount(text: &str) -> Option<(f64, &str)> {
    let end = text.find(|letter: char| !"0123456789.,_-".contains(letter))?;
    Some((text[..end].replace([',', '_'], "").parse().ok()?, &text[end..]))
}

/// A quantity of the file times a factor: of a distribution all that has a unit.
fn times(value: &Value, factor: f64) -> Value {
    match value {
        Value::String(text) => match amount(text) {
            Some((number, unit)) => Value::String(format!("{}{unit}", number * factor)),
            None => value.clone(),
        },
        Value::Array(list) => Value::Array(list.iter().map(|item| times(item, factor)).collect()),
        Value::Table(table) if table.contains_key("variable") => {
            let scale = table.get("scale").map_or(1.0, |scale| {
                scale.as_float().or(scale.as_integer().map(|scale| scale as f64)).expect("a number")
            });
            let mut changed = table.clone();
            changed.insert("scale".to_owned(), Value::Float(scale * factor));
            Value::Table(changed)
        }
        Value::Table(table) => {
            let items = table.iter().map(|(key, item)| (key.clone(), times(item, factor)));
            Value::Table(items.collect())
        }
        other => other.clone(),
    }
}

/// So many tonnes more than a constant of the file.
fn plus(value: Option<&Value>, tonnes: f64) -> Value {
    let held = value.map_or(0.0, |value| {
        let (number, unit) = value.as_str().and_then(amount).expect("a constant");
        number
            * match unit.trim() {
                "t" => 1.0,
                "kt" => 1000.0,
                other => panic!("{other}"),
            }
    });
    Value::String(format!("{} t", held + tonnes))
}

/// A month of the file, three earlier.
fn earlier(value: &Value) -> Value {
    let (year, month) = value.as_str().and_then(|month| month.split_once('-')).expect("a month");
    let number = |text: &str| text.parse::<i32>().expect("a number");
    let months = 12 * number(year) + number(month) - 1 - 3;
    Value::String(format!("{}-{:02}", months / 12, months % 12 + 1))
}

/// The tables that a user changes for a lever; `base` is the scenario's file and its tables.
fn edited(lever: &Row, base: (&str, &Table)) -> Table {
    let (text, tables) = base;
    let table = |section: &str, name: &str| tables[section][name].as_table().expect("a table");
    let one = |section: &str, name: &str, table: Table| {
        let named = Table::from_iter([(name.to_owned(), Value::Table(table))]);
        Table::from_iter([(section.to_owned(), Value::Table(named))])
    };
    let name = lever.actor.as_str();
    let step = 0.1;
    match lever.kind.as_str() {
        kind @ ("more" | "without") => {
            let factor = if kind == "more" { 1.0 + step } else { 0.0 };
            let contract = table("contract", name);
            let volume = ["rate", "quantity", "quotas", "max_share_of_output"]
                .into_iter()
                .find(|key| contract.contains_key(*key))
                .expect("a volume");
            let changed = match &contract[volume] {
                Value::Float(share) => Value::Float((share * factor).min(1.0)),
                Value::Array(quotas) => Value::Array(
                    (quotas.iter())
                        .map(|quota| {
                            let mut quota = quota.as_table().expect("a quota").clone();
                            let quantity = times(&quota["quantity"], factor);
                            quota.insert("quantity".to_owned(), quantity);
                            Value::Table(quota)
                        })
                        .collect(),
                ),
                volume => times(volume, factor),
            };
            one("contract", name, Table::from_iter([(volume.to_owned(), changed)]))
        }
        "earlier" => {
            let contract = table("contract", name);
            let mut changed: Table = ["from", "to"]
                .into_iter()
                .filter_map(|key| Some((key.to_owned(), earlier(contract.get(key)?))))
                .collect();
            if let Some(Value::Array(quotas)) = contract.get("quotas") {
                let quotas = quotas.iter().map(|quota| {
                    let mut quota = quota.as_table().expect("a quota").clone();
                    let from = earlier(&quota["from"]);
                    quota.insert("from".to_owned(), from);
                    Value::Table(quota)
                });
                changed.insert("quotas".to_owned(), Value::Array(quotas.collect()));
            }
            one("contract", name, changed)
        }
        kind @ ("stock" | "ahead") => {
            let words = if kind == "stock" {
                lever.change.as_str()
            } else {
                lever.change.split_once('(').expect("tonnes in brackets").1
            };
            let (number, unit) = amount(words).expect("tonnes");
            let tonnes = if unit.starts_with(" kt") { 1000.0 * number } else { number };
            let nothing = Table::new();
            let inventory = table("region", name).get("inventory").and_then(Value::as_table);
            let inventory = inventory.unwrap_or(&nothing);
            let keys = if inventory.contains_key("order_up_to") {
                ["reorder_point", "order_up_to", "capacity", "initial"]
            } else {
                ["target", "capacity", "initial", "initial"]
            };
            let raised = keys.into_iter().filter(|key| kind == "stock" || *key != "initial");
            let raised =
                raised.map(|key| (key.to_owned(), plus(inventory.get(key), tonnes))).collect();
            let stock = Table::from_iter([("inventory".to_owned(), Value::Table(raised))]);
            one("region", name, stock)
        }
        "spot" => {
            let available = times(&table("region", name)["spot"]["available"], 1.0 + step);
            let spot = Table::from_iter([("available".to_owned(), available)]);
            one("region", name, Table::from_iter([("spot".to_owned(), Value::Table(spot))]))
        }
        "second" => {
            let contract = text
                .lines()
                .filter_map(|line| line.strip_prefix("[contract.")?.strip_suffix(']'))
                .find(|contract| table("contract", contract).get("mine") == Some(&name.into()))
                .expect("a contract of the mine");
            let another = format!("{name}-again");
            let mut offtake = table("contract", contract).clone();
            offtake.insert("mine".to_owned(), Value::String(another.clone()));
            let mut changed = one("mine", &another, table("mine", name).clone());
            changed.extend(one("contract", &format!("{contract}-again"), offtake));
            changed
        }
        other => panic!("no edit for {other}"),
    }
}

/// The stress of a scenario file, as the rows of its levers.
fn stress(desk: &Desk, file: &str, seed: &str) -> Vec<Row> {
    let arguments = ["stress", file, "--levers-only", "--trials", TRIALS, "--seed", seed];
    let ended = desk.run(&[&arguments[..], &["--charts", "none", "--quiet"]].concat());
    assert_eq!(ended.code, Some(0), "{file}: {}", ended.stderr);
    let slug = Path::new(file).file_stem().expect("a name").to_string_lossy().into_owned();
    rows(desk, &format!("output/{slug}--stress/levers.csv"))
}

/// What is stated and what came of it, each with its error, agree.
#[track_caller]
fn assert_holds(what: &str, [stated, stated_error]: [f64; 2], [came, error]: [f64; 2]) {
    let allowed = TOLERANCE * libm::hypot(stated_error, error);
    assert!((stated - came).abs() <= allowed, "{what}: {stated} stated, {came} came, ± {allowed}");
}

#[test]
fn the_best_lever_does_what_is_said_of_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let files = expand(&[folder]).unwrap_or_else(|faults| panic!("{faults:?}"));
    let mut acted = 0;
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a scenario");
        // A sweep is several scenarios, which `stress` refuses.
        if text.contains("\n[sweep]") {
            continue;
        }
        let desk = Desk::new();
        let levers = stress(&desk, &file.display().to_string(), SEEDS[0]);
        let Some(best) = levers.iter().find(|row| row.standing.starts_with("helps")) else {
            continue;
        };
        let slug = best.scenario.clone();
        let of_best = || levers.iter().filter(|row| row.lever == best.lever);

        let resolved = desk.read(&format!("output/{slug}--stress/scenario.toml"));
        let tables: Table = resolved.parse().expect("a scenario");
        let changed = toml::to_string(&edited(best, (&resolved, &tables))).expect("tables");
        desk.write("as-it-is.toml", &resolved);
        desk.write("acted-on.toml", &format!("extends = \"as-it-is.toml\"\n{changed}"));
        let options = ["--trials", TRIALS, "--seed", SEEDS[1], "--charts", "none", "--quiet"];
        let compare = ["compare", "as-it-is.toml", "acted-on.toml", "--no-reserve"];
        let ended = desk.run(&[&compare[..], &options].concat());
        assert_eq!(ended.code, Some(0), "{slug}: {}\n{changed}", ended.stderr);
        let compared = rows(&desk, "output/comparison/comparison.csv");
        let came = || compared.iter().filter(|row| row.scenario == "acted-on");
        for metric in ["shortfall", "full_cost"] {
            let what = format!("{slug}, {}: {metric}", best.lever);
            assert_holds(&what, difference(of_best(), metric), difference(came(), metric));
        }

        // Firm tonnes compare cover gaps, which no table of a comparison has.
        let again = stress(&desk, "as-it-is.toml", SEEDS[1]);
        let firm = |rows: &[Row]| {
            let mut rows = rows.iter().filter(|row| row.lever == best.lever);
            let row = rows.find(|row| row.metric == "firm_tonnes")?;
            Some([row.estimate?, row.std_error?])
        };
        if let Some((stated, came)) = firm(&levers).zip(firm(&again)) {
            assert_holds(&format!("{slug}, {}: firm tonnes", best.lever), stated, came);
        }
        acted += 1;
    }
    assert!(acted >= 12, "only {acted} scenarios have a lever that helps");
}
