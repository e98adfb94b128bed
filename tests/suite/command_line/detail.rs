//! How much of the results is counted and written: `[report] detail` and `--detail`.

use std::collections::BTreeSet;

use super::program::{Desk, SMALL};

/// The rows of a table up to the estimate, since a lesser detail may know less of its error; none if
/// it is not there.
fn rows(desk: &Desk, path: &str) -> BTreeSet<String> {
    let text = if desk.exists(path) { desk.read(path) } else { String::new() };
    let header = text.lines().next().unwrap_or_default();
    let told =
        header.split(',').position(|name| name == "estimate").map_or(usize::MAX, |at| at + 1);
    let cut = |line: &str| line.split(',').take(told).collect::<Vec<_>>().join(",");
    text.lines().map(cut).collect()
}

#[test]
fn a_lesser_detail_leaves_rows_out_and_changes_none() {
    let desk = Desk::new();
    for detail in ["headline", "actors", "full"] {
        desk.run_small(&["--detail", detail, "--quiet", "--charts", "svg", "-o", detail]).done();
    }
    let full = desk.tables("full/small");
    for (detail, named) in
        [("headline", "all but the headline"), ("actors", "facilities by period")]
    {
        let mut left_out = 0;
        for table in full.keys() {
            let all = rows(&desk, &format!("full/small/{table}"));
            let some = rows(&desk, &format!("{detail}/small/{table}"));
            let other: Vec<_> = some.difference(&all).collect();
            assert!(other.is_empty(), "{detail}, {table}: {other:?}");
            left_out += all.len() - some.len();
        }
        assert!(left_out > 0, "{detail} leaves nothing out");
        let screen = desk.read(&format!("{detail}/small/summary.txt"));
        assert!(screen.contains(named), "{screen}");
        let others = |text: &str| {
            let told = text.lines().filter(|line| !line.contains("detail"));
            told.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(others(&screen), others(&desk.read("full/small/summary.txt")));
        assert_eq!(desk.json(&format!("{detail}/small/manifest.json"))["detail"], detail);
    }
    // A chart of what is not counted is not there, rather than one of zeros.
    let charts = |detail: &str| -> Vec<&str> {
        let names = ["completion-delay", "shortfall-by-facility", "shortfall-by-period"];
        let is_drawn = |name: &&str| desk.exists(&format!("{detail}/small/charts/{name}.svg"));
        names.into_iter().filter(is_drawn).collect()
    };
    assert_eq!(charts("full").len(), 3);
    assert_eq!(charts("actors"), ["completion-delay", "shortfall-by-period"]);
    assert_eq!(charts("headline"), ["shortfall-by-period"]);
    let of_facilities = |detail: &str| rows(&desk, &format!("{detail}/small/facility_periods.csv"));
    assert!(of_facilities("full").len() > 1);
    let hashes = ["headline", "full"].map(|detail| {
        desk.json(&format!("{detail}/small/manifest.json"))["scenario_hash"].to_string()
    });
    assert_eq!(hashes[0], hashes[1]);
}

#[test]
fn what_a_watch_looks_at_is_counted_in_every_detail() {
    let desk = Desk::new();
    let watch = "[watch.late]\nwhen = [\"facility.ohio.backlog > 1 t\"]\nat = \"any\"\n";
    desk.write("small.toml", &format!("{SMALL}\n{watch}"));
    let happened = |detail: &str| {
        desk.run_small(&["--detail", detail, "--quiet", "-o", detail]).done();
        let told = desk.json(&format!("{detail}/small/summary.json"));
        told["watches"].to_string()
    };
    assert_eq!(happened("headline"), happened("full"));
}

#[test]
fn another_word_is_refused() {
    Desk::new().run_small(&["--detail", "much"]).refused(2, &["report.detail", "`headline`"]);
}
