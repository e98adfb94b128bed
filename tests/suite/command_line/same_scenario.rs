//! The same scenario, written and named in other ways, gives the same results.

use std::collections::BTreeMap;
use std::path::Path;

use super::program::{Desk, Files, SMALL, assert_same, shipped};

/// All files but the manifest, which tells when the run was.
fn results(desk: &Desk, folder: &str) -> Files {
    let mut files = desk.files(folder);
    files.remove("manifest.json");
    files
}

fn hash(desk: &Desk, folder: &str) -> String {
    let manifest = desk.json(&format!("{folder}/manifest.json"));
    manifest["scenario_hash"].as_str().expect("a hash").to_owned()
}

#[test]
fn the_way_to_a_file_leaves_no_trace() {
    let desk = Desk::new();
    let table = "name,region,copper [t],start,build [month]\nohio,us,1500,2026-02,12\n";
    desk.write("data/halls.csv", table);
    let cut = SMALL.find("[facility.ohio]").expect("a facility");
    desk.write(
        "bases/base.toml",
        &format!("{}[facilities]\nfile = \"../data/halls.csv\"\n", &SMALL[..cut]),
    );
    let base = desk.path("bases/base.toml");
    let own = |name: &str, base: &str| {
        desk.write(
            &format!("{name}/own.toml"),
            &format!("extends = '{base}'\n[region.us.spot]\navailable = \"50 t/quarter\"\n"),
        );
    };
    own("own", "../bases/base.toml");
    own("absolute", &base.display().to_string());
    let absolute = desk.path("own/own.toml").display().to_string();
    desk.run(&["run", "own/own.toml", "-o", "first", "--quiet"]).done();
    desk.run(&["run", &absolute, "-o", "second", "--quiet"]).done();
    desk.run(&["run", "./own/../own/own.toml", "-o", "third", "--quiet"]).done();
    let first = results(&desk, "first/own");
    assert_same(&first, &results(&desk, "second/own"), "an absolute path");
    assert_same(&first, &results(&desk, "third/own"), "a winding path");
    // A base that is named from the root has another origin, and the same meaning.
    desk.run(&["run", "absolute/own.toml", "-o", "fourth", "--quiet"]).done();
    let hashes =
        ["first", "second", "third", "fourth"].map(|output| hash(&desk, &format!("{output}/own")));
    assert!(hashes.iter().all(|other| *other == hashes[0]), "{hashes:?}");
    // Results there are by one path are current by another.
    let before = desk.json("first/own/manifest.json");
    desk.run(&["run", &absolute, "-o", "first", "--quiet"]).done();
    assert_eq!(before, desk.json("first/own/manifest.json"), "it was run again");
    // What is sent to others shows nobody's folders.
    let home = desk.path("").canonicalize().expect("a folder").display().to_string();
    let home = home.trim_end_matches('/').to_owned();
    for output in ["first", "second", "fourth"] {
        for (path, bytes) in desk.files(output) {
            assert!(
                !String::from_utf8_lossy(&bytes).contains(&home),
                "{output}/{path} shows {home}"
            );
        }
    }
}

#[test]
fn comments_order_and_units_make_no_other_scenario() {
    let desk = Desk::new();
    let mut other = format!("# A comment\n{}", reversed(SMALL));
    for (from, to) in [
        ("\"400 t/quarter\"", "\"133.33333333333334 t/month\"  # the same"),
        ("\"60 t/quarter\"", "\"240 t/year\""),
        ("\"4 kt/year\"", "\"4000 t/year\""),
        ("name = \"One campus, one mine\"", "name = \"The same\""),
        ("shortfall > 300 t", "shortfall > 0.3 kt"),
    ] {
        assert!(other.contains(from), "{from}");
        other = other.replace(from, to);
    }
    desk.write("other.toml", &other);
    desk.run(&["run", "small.toml", "other.toml", "--base", "small", "--quiet"]).done();
    assert_eq!(hash(&desk, "output/small"), hash(&desk, "output/other"));
    assert_eq!(rows(&desk, "output/small"), rows(&desk, "output/other"));
    let words = desk.read("output/comparison/comparison.txt");
    assert!(words.contains("other: the same scenario as small"), "{words}");
    desk.run_small(&["--set", "region.us.spot.available=61 t/quarter", "-o", "x", "--quiet"])
        .done();
    assert_ne!(hash(&desk, "output/small"), hash(&desk, "x/small"));
}

/// The tables of a scenario from its last to its first.
fn reversed(text: &str) -> String {
    let mut blocks: Vec<String> = vec![String::new()];
    for line in text.lines() {
        // Items of a list stay with their table, and in their order.
        if line.starts_with('[') && !line.starts_with("[[") {
            blocks.push(String::new());
        }
        let block = blocks.last_mut().expect("a block");
        block.push_str(line);
        block.push('\n');
    }
    blocks[1..].reverse();
    blocks.concat()
}

/// The rows of all tables, whatever their order and the name of the scenario.
fn rows(desk: &Desk, folder: &str) -> BTreeMap<String, Vec<String>> {
    let mut tables = desk.tables(folder);
    // Says in which line a value stands.
    tables.remove("variables.csv");
    let sorted = tables.into_iter().map(|(path, bytes)| {
        let text = String::from_utf8(bytes).expect("a table");
        let mut lines: Vec<String> = text
            .lines()
            .map(|line| line.split_once(',').map_or(line, |(_, rest)| rest).to_owned())
            .collect();
        lines.sort();
        (path, lines)
    });
    sorted.collect()
}

/// Two regions, priorities, unlike coefficients between facilities of a table.
const TWO: &str = r#"[time]
start = "2027-01"
step = "quarter"
periods = 6
[simulation]
trials = 300
seed = 11
[price]
process = "gbm"
initial = "9500 USD/t"
drift = 0.0
volatility = 0.25
[region.north]
spot = { available = "600 t/quarter", premium = "200 USD/t" }
inventory = { initial = "900 t", capacity = "2 kt", target = "300 t" }
[region.south]
spot = { available = "500 t/quarter", premium = "200 USD/t" }
[facilities]
file = "halls.csv"
[correlation.design]
between = ["facility.*.intensity"]
coefficient = 0.5
[correlation.slip]
between = ["facility.hall-3.intensity", "facility.hall-7.start_delay"]
coefficient = 0.3
"#;

#[test]
fn the_order_of_rows_and_tables_moves_nothing() {
    let header = "name,region,power [MW],intensity.dist,intensity.min [t/MW],intensity.mode [t/MW],\
        intensity.max [t/MW],start,build [month],start_delay.dist,start_delay.median [month],\
        start_delay.p95 [month],priority\n";
    let row = |number: u32| {
        let region = if number.is_multiple_of(3) { "south" } else { "north" };
        format!(
            "hall-{number},{region},{}.{number},pert,18.3,27.1,40.7,2027-0{},{},lognormal,3,12,{}\n",
            7 + 11 * number % 23,
            1 + number % 9,
            9 + number % 7,
            1 + number % 3
        )
    };
    let desk = Desk::new();
    let table = |order: &[u32]| {
        header.to_owned() + &order.iter().map(|&number| row(number)).collect::<String>()
    };
    let ascending: Vec<u32> = (0..30).collect();
    let shuffled: Vec<u32> = (0..30).map(|number| (number * 17 + 5) % 30).collect();
    desk.write("a/two.toml", TWO);
    desk.write("a/halls.csv", &table(&ascending));
    desk.write("b/two.toml", TWO);
    desk.write("b/halls.csv", &table(&shuffled));
    let ended = desk.run(&["run", "a/two.toml", "-o", "a/output", "--no-reserve", "--quiet"]);
    // It warns of builds that the horizon cuts.
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let ended = desk.run(&["run", "b/two.toml", "-o", "b/output", "--no-reserve", "--quiet"]);
    // It warns of builds that the horizon cuts.
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert_eq!(rows(&desk, "a/output/two"), rows(&desk, "b/output/two"));
    assert_eq!(hash(&desk, "a/output/two"), hash(&desk, "b/output/two"));
}

#[test]
fn the_order_of_the_tables_of_a_fleet_moves_nothing() {
    let desk = Desk::new();
    for name in ["fleet", "us-eu-sovereign"] {
        let text = std::fs::read_to_string(shipped(name)).expect("a scenario");
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").display().to_string();
        // The tables of facilities stand beside the shipped scenario.
        let text = text.replace("file = \"", &format!("file = \"{folder}/"));
        desk.write(&format!("a/{name}.toml"), &text);
        desk.write(&format!("b/{name}.toml"), &reversed(&text));
        for side in ["a", "b"] {
            let (file, output) = (format!("{side}/{name}.toml"), format!("{side}/output"));
            desk.run(&["run", &file, "-o", &output, "--trials", "200", "--no-reserve", "--quiet"])
                .done();
        }
        let (a, b) = (format!("a/output/{name}"), format!("b/output/{name}"));
        assert_eq!(rows(&desk, &a), rows(&desk, &b), "{name}");
        assert_eq!(hash(&desk, &a), hash(&desk, &b), "{name}");
    }
}

#[test]
fn what_events_do_belongs_to_the_scenario_whatever_their_order() {
    let desk = Desk::new();
    let event = |name: &str, effects: &str| {
        format!("[event.{name}]\nprobability = 0.2\neffects = {{ {effects} }}\n")
    };
    let (rise, boom) = ("price = { times = 1.1 }", "price = { add = \"100 USD/t\" }");
    let written = |file: &str, events: [String; 2]| {
        desk.write(file, &format!("{SMALL}\n{}", events.concat()));
        desk.run(&["run", file, "-o", "out", "--quiet"]).done();
        let folder = format!("out/{}", file.trim_end_matches(".toml"));
        hash(&desk, &folder)
    };
    let first = written("first.toml", [event("a", rise), event("b", boom)]);
    assert_eq!(first, written("turned.toml", [event("b", boom), event("a", rise)]));
    for (file, events) in [
        ("swapped.toml", [event("a", boom), event("b", rise)]),
        ("swapped-and-turned.toml", [event("b", rise), event("a", boom)]),
        ("higher.toml", [event("a", "price = { times = 1.2 }"), event("b", boom)]),
    ] {
        assert_ne!(first, written(file, events), "{file}");
    }
}
