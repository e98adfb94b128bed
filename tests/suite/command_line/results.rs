//! What a run leaves: files, screen, exit code.

use super::program::{Desk, Files, assert_same, shipped};

const TABLES: [&str; 21] = [
    "actors.csv",
    "batches.csv",
    "contract_periods.csv",
    "contracts.csv",
    "convergence.csv",
    "distributions.csv",
    "facilities.csv",
    "fabricator_periods.csv",
    "fabricators.csv",
    "facility_periods.csv",
    "metrics.csv",
    "mine_periods.csv",
    "mines.csv",
    "periods.csv",
    "product_periods.csv",
    "products.csv",
    "region_periods.csv",
    "regions.csv",
    "reserve.csv",
    "summary.csv",
    "variables.csv",
];
const CHARTS: [&str; 8] = [
    "charts/backlog-by-period.png",
    "charts/completion-delay.png",
    "charts/cost-exceedance.png",
    "charts/need-and-supply.png",
    "charts/price-fan.png",
    "charts/shortfall-by-facility.png",
    "charts/shortfall-by-period.png",
    "charts/shortfall-exceedance.png",
];

#[test]
fn a_run_writes_everything_and_says_what_it_means() {
    let desk = Desk::new();
    let screen = desk.run_small(&[]).done();
    for words in [
        "One campus, one mine",
        "6 quarters from 2026 Q1",
        "700 trials",
        "futures",
        "Worst quarter",
        "ohio",
        "output/small",
    ] {
        assert!(screen.contains(words), "`{words}` is missing:\n{screen}");
    }
    assert!(
        screen.lines().all(|line| line.chars().count() <= 80 || line.starts_with("Results:")),
        "{screen}"
    );
    let files = desk.files("output/small");
    let mut expected: Vec<&str> = [
        &TABLES[..],
        &CHARTS,
        &[
            "datapackage.json",
            "manifest.json",
            "report.html",
            "scenario.toml",
            "summary.json",
            "summary.txt",
        ],
    ]
    .concat();
    expected.sort_unstable();
    assert_eq!(files.keys().collect::<Vec<_>>(), expected);
    for table in TABLES {
        let mut reader = csv::Reader::from_reader(files[table].as_slice());
        let columns = reader.headers().expect("a header").len();
        let rows = reader
            .records()
            .map(|row| row.expect("rows as long as the header").len())
            .collect::<Vec<_>>();
        // Without fabricators and products their tables have a header only.
        let may_be_empty = ["fabricator", "product"].iter().any(|actor| table.starts_with(actor));
        assert!(columns > 2 && (!rows.is_empty() || may_be_empty), "{table} is empty");
    }
    for chart in CHARTS {
        assert!(
            files[chart].starts_with(b"\x89PNG\r\n\x1a\n") && files[chart].len() > 5_000,
            "{chart} is no picture"
        );
    }
}

#[test]
fn the_manifest_lists_every_file_but_itself() {
    let desk = Desk::new();
    desk.run_small(&["--quiet"]).done();
    let manifest = desk.json("output/small/manifest.json");
    assert_eq!(manifest["program"], "coppercast");
    assert_eq!(
        (&manifest["scenario"], &manifest["trials"], &manifest["seed"]),
        (&"small".into(), &700.into(), &20260115.into())
    );
    let listed: Vec<(String, u64)> = manifest["files"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|file| {
            (
                file["path"].as_str().expect("a path").to_owned(),
                file["bytes"].as_u64().expect("a size"),
            )
        })
        .collect();
    let mut files = desk.files("output/small");
    files.remove("manifest.json");
    assert_eq!(listed.len(), files.len());
    for (path, bytes) in listed {
        assert_eq!(files[&path].len() as u64, bytes, "{path}");
    }
}

#[test]
fn the_data_package_describes_every_table() {
    let desk = Desk::new();
    desk.run_small(&["--quiet"]).done();
    let package = desk.json("output/small/datapackage.json");
    let resources = package["resources"].as_array().expect("a list");
    assert_eq!(resources.len(), TABLES.len());
    for resource in resources {
        let path = resource["path"].as_str().expect("a path");
        let text = desk.read(&format!("output/small/{path}"));
        let columns: Vec<&str> = text.lines().next().expect("a header").split(',').collect();
        let fields: Vec<&str> = resource["schema"]["fields"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|field| field["name"].as_str().expect("a name"))
            .collect();
        assert_eq!(columns, fields, "{path}");
    }
}

#[test]
fn a_second_run_gives_the_same_bytes() {
    let desk = Desk::new();
    let first_screen = desk.run_small(&[]).done();
    let mut first = desk.files("output/small");
    let second_screen = desk.run_small(&["--again"]).done();
    let mut second = desk.files("output/small");
    assert_eq!(first_screen, second_screen);
    // The manifest tells when the run was and how long it took.
    first.remove("manifest.json");
    second.remove("manifest.json");
    assert_same(&first, &second, "a second run");
}

/// Runs the `scenario.toml` of some results and compares all tables with theirs.
fn assert_runs_again(desk: &Desk, stem: &str) {
    // The tables carry the stem of the file.
    let path = format!("again/{stem}.toml");
    desk.write(&path, &desk.read(&format!("output/{stem}/scenario.toml")));
    desk.run(&["run", &path, "--output", "again/output", "--quiet"]).done();
    let (mut first, mut again) =
        (desk.tables(&format!("output/{stem}")), desk.tables(&format!("again/output/{stem}")));
    let (variables, variables_again) = (without_sources(&mut first), without_sources(&mut again));
    assert_eq!(variables, variables_again);
    assert_same(&first, &again, "the resolved scenario");
}

/// Takes the table of variables out, without its last column, which says in which file and line
/// each one stands.
fn without_sources(tables: &mut Files) -> Vec<String> {
    let bytes = tables.remove("variables.csv").expect("a table of variables");
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    assert_eq!(reader.headers().expect("a header").iter().next_back(), Some("source"));
    let rows = reader.records().map(|row| row.expect("rows as long as the header"));
    rows.map(|row| row.iter().take(row.len() - 1).collect::<Vec<_>>().join(",")).collect()
}

#[test]
fn the_scenario_of_the_results_runs_to_the_same_tables() {
    let desk = Desk::new();
    let johnson_camp = shipped("johnson-camp");
    desk.run(&[
        "run",
        &johnson_camp,
        "--trials",
        "500",
        "--set",
        "contract.nuton.rate=700 t/quarter",
        "--quiet",
    ])
    .done();
    assert_runs_again(&desk, "johnson-camp");
}

#[test]
fn facilities_of_a_table_stand_in_the_scenario_of_the_results() {
    let desk = Desk::new();
    desk.run(&["run", &shipped("us-eu-sovereign"), "--trials", "200", "--quiet"]).done();
    assert_runs_again(&desk, "us-eu-sovereign");
}
