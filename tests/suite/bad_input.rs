//! Every message a user can meet: `scenarios_invalid/NAME.toml` and the message it gives,
//! `NAME.txt`.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --test bad_input` writes the messages anew; read the difference
//! before committing it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use coppercast::metric::{Metric, Subject};
use coppercast::model::Model;
use coppercast::scenario::{Overrides, load, read_text, read_text_variants};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios_invalid")
}

/// Lines `# --set path=value` at the head of a scenario.
fn overrides(text: &str) -> Overrides {
    let mut overrides = Overrides::default();
    for assignment in text.lines().map_while(|line| line.strip_prefix("# --set ")) {
        overrides.set(assignment).expect("an assignment");
    }
    overrides
}

fn message(name: &str, text: &str) -> String {
    let files = |file: &str| fs::read_to_string(folder().join(file));
    match read_text_variants(&format!("{name}.toml"), text, &files, &overrides(text)) {
        Ok(loaded) => {
            assert!(name.starts_with("warning-"), "{name} is a sound scenario");
            loaded[0].warnings.render(false)
        }
        Err(faults) => {
            assert!(!name.starts_with("warning-"), "{name} is faulty:\n{faults}");
            faults.render(false)
        }
    }
}

#[test]
fn every_faulty_scenario_gives_its_message() {
    let update = std::env::var_os("UPDATE_SNAPSHOTS").is_some();
    let mut names = BTreeSet::new();
    let mut differences = Vec::new();
    for entry in fs::read_dir(folder()).expect("the folder of faulty scenarios") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            names.insert(path.file_stem().expect("a stem").to_string_lossy().into_owned());
        }
    }
    for name in &names {
        let text = fs::read_to_string(folder().join(format!("{name}.toml"))).expect("a scenario");
        let actual = message(name, &text);
        assert!(!actual.trim().is_empty(), "{name} gives no message");
        let expected_path = folder().join(format!("{name}.txt"));
        if update {
            fs::write(&expected_path, &actual).expect("a writable message");
        }
        let expected = fs::read_to_string(&expected_path).unwrap_or_default();
        if actual != expected {
            differences.push(format!("{name}\n--- expected\n{expected}--- actual\n{actual}"));
        }
    }
    assert!(names.len() >= 60);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// The check of watches and thresholds knows which metrics the model of a scenario has.
#[test]
fn metrics_that_a_scenario_lacks_are_those_that_its_model_lacks() {
    let text = |name: &str| {
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("a scenario")
    };
    let least = "[time]\nstart = \"2026-01\"\nstep = \"year\"\nperiods = 1\n[price]\nprocess = \
        \"constant\"\ninitial = \"1 USD/t\"\n";
    let delay = "[region.us]\n[facility.hall]\nregion = \"us\"\npower = \"20 MW\"\nintensity = \
        \"20 t/MW\"\nstart = \"2026-01\"\nbuild = \"9 month\"\ncost_of_delay = \"100 \
        USD/kW/month\"\n";
    let route = "[region.us]\n[region.eu]\n[route.ship]\ncapacity = \"5 t/month\"\nfrom = \
        \"us\"\nto = \"eu\"\ncarbon = \"0.2 tCO2e/t\"\n[money]\ncarbon_price = \"80 USD/tCO2e\"\n";
    let (mut lacking, mut present) = (0, 0);
    let bases = [
        least.to_owned(),
        format!("{least}{delay}"),
        format!("{least}{route}"),
        text("scenarios/johnson-camp.toml"),
        text("scenarios/leach-pad-to-switch-room.toml"),
        text("scenarios/johnson-camp-contract-terms.toml"),
    ];
    for base in bases {
        let files = |file: &str| {
            fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(file))
        };
        let read = |text: &str| read_text("case.toml", text, &files, &Overrides::default());
        let scenario = read(&base).unwrap_or_else(|faults| panic!("{faults}")).scenario;
        let plan = Model::new(&scenario).expect("a checked scenario").series;
        let mut subjects = vec![(String::new(), Subject::Total)];
        let mut add = |kind: &str, name: Option<&String>, subject| {
            subjects.extend(name.map(|name| (format!("{kind}.{name}."), subject)));
        };
        add("contract", scenario.contracts.first().map(|of| &of.name), Subject::contract(0));
        add("facility", scenario.facilities.first().map(|of| &of.name), Subject::facility(0));
        add("mine", scenario.mines.first().map(|of| &of.name), Subject::mine(0));
        add("fabricator", scenario.fabricators.first().map(|of| &of.name), Subject::fabricator(0));
        for (path, subject) in subjects {
            let (kind, _) = subject.parts();
            for &metric in Metric::ALL.iter().filter(|metric| metric.is_series(kind, false)) {
                let watch = format!(
                    "{base}\n[watch.probe]\nwhen = [\"{path}{} > 1 {}\"]\n",
                    metric.name(),
                    metric.unit()
                );
                let is_there = plan.series(subject, metric).is_some();
                assert_eq!(read(&watch).is_ok(), is_there, "{path}{}", metric.name());
                if is_there { present += 1 } else { lacking += 1 }
            }
        }
    }
    assert!(lacking >= 60 && present >= 150, "{lacking}, {present}");
}

#[test]
fn every_message_has_its_scenario() {
    for entry in fs::read_dir(folder()).expect("the folder of faulty scenarios") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            assert!(path.with_extension("toml").exists(), "{} has no scenario", path.display());
        }
    }
}

fn load_message(path: &Path) -> String {
    let faults = load(path, &Overrides::default()).expect_err("a fault");
    faults.render(false).replace(&path.display().to_string(), "FILE")
}

#[test]
fn files_that_cannot_be_read_say_why() {
    let folder = std::env::temp_dir().join(format!("coppercast-bad-input-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let missing = folder.join("missing.toml");
    assert_eq!(
        load_message(&missing),
        "error: cannot read the scenario: there is no such file\n--> FILE\n"
    );
    assert_eq!(
        load_message(&folder),
        "error: cannot read the scenario: this is a folder, expected a file\n--> FILE\n"
    );
    let latin = folder.join("latin.toml");
    fs::write(&latin, b"name = \"x\"\ndescription = \"caf\xe9\"\n").expect("a file");
    assert_eq!(
        load_message(&latin),
        "error: cannot read the scenario: the text is not UTF-8 (line 2); save the file in the \
         encoding UTF-8\n--> FILE\n"
    );
    let workbook = folder.join("campuses.xlsx");
    fs::write(&workbook, b"PK\x03\x04\x14\0\x06\0rest of an archive \xff").expect("a file");
    let names_it = folder.join("halls.toml");
    fs::write(&names_it, "[facilities]\nfile = \"campuses.xlsx\"\n").expect("a file");
    for (path, what) in [(&names_it, "`campuses.xlsx`"), (&workbook, "the scenario")] {
        let message = load_message(path);
        let expected = format!(
            "error: cannot read {what}: this is an Excel workbook (or another zip archive): save \
             its sheet as CSV UTF-8, and name that file\n"
        );
        assert!(message.contains(&expected), "{message}");
    }
    let old = folder.join("campuses.xls");
    fs::write(&old, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0").expect("a file");
    assert!(load_message(&old).contains("this is an Excel workbook of the old kind: save its"));
    let stem = folder.join("my scenario.toml");
    fs::write(
        &stem,
        "[time]\nstart = \"2026-01\"\nstep = \"year\"\nperiods = 1\n[price]\nprocess = \
         \"constant\"\ninitial = \"1 USD/t\"\n",
    )
    .expect("a file");
    assert!(
        load_message(&stem).starts_with("error: `my scenario` cannot name a folder of results\n")
    );
    let number = folder.join("1.toml");
    fs::copy(&stem, &number).expect("a file");
    let message = load_message(&number);
    assert!(
        message.starts_with("error: `1` cannot name a folder of results\n")
            && message.contains("would take it for a number")
            && message.contains("write slug = \"scenario-1\" at the top of the file"),
        "{message}"
    );
    fs::remove_dir_all(&folder).expect("the folder goes");
}

/// What is proposed in place of impossible coefficients is possible as it is printed.
#[test]
fn a_proposed_correlation_can_be_pasted() {
    let mut pasted = 0;
    for name in ["correlation-near-singular", "correlation-contradiction"] {
        let text = fs::read_to_string(folder().join(format!("{name}.toml"))).expect("a scenario");
        let message = message(name, &text);
        let tables = message.split_once("in their place").map_or("", |(_, tables)| tables);
        let tables: Vec<&str> = tables
            .lines()
            .map(|line| line.trim_start_matches([' ', '|', '=']))
            .filter(|line| {
                ["[correlation", "between", "coefficient"]
                    .iter()
                    .any(|begin| line.starts_with(begin))
            })
            .collect();
        let cut = text.find("[correlation").expect("a correlation");
        let mended = format!("{}{}\n", &text[..cut], tables.join("\n"));
        let files = |file: &str| fs::read_to_string(folder().join(file));
        let loaded = read_text("mended.toml", &mended, &files, &Overrides::default())
            .unwrap_or_else(|faults| panic!("{faults}\n{mended}"));
        Model::new(&loaded.scenario).expect("coefficients that go together");
        pasted += loaded.scenario.correlations.len();
    }
    assert_eq!(pasted, 6);
}
