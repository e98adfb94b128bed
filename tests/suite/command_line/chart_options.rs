//! Options of `run` about charts.

use std::collections::BTreeSet;

use super::program::{Desk, assert_same};

const STEMS: [&str; 8] = [
    "backlog-by-period",
    "completion-delay",
    "cost-exceedance",
    "need-and-supply",
    "price-fan",
    "shortfall-by-facility",
    "shortfall-by-period",
    "shortfall-exceedance",
];

/// The files of charts in a results folder.
fn charts(desk: &Desk, folder: &str) -> BTreeSet<String> {
    desk.files(folder).into_keys().filter(|path| path.starts_with("charts/")).collect()
}

fn with_endings(endings: &[&str]) -> BTreeSet<String> {
    STEMS
        .iter()
        .flat_map(|stem| endings.iter().map(move |ending| format!("charts/{stem}.{ending}")))
        .collect()
}

#[test]
fn charts_are_written_in_the_formats_asked_for_and_no_other() {
    let desk = Desk::new();
    desk.run_small(&["--quiet"]).done();
    assert_eq!(charts(&desk, "output/small"), with_endings(&["png"]));
    let tables = desk.tables("output/small");
    for (formats, endings) in
        [("svg,png", &["svg", "png"][..]), ("svg", &["svg"]), ("png", &["png"]), ("none", &[])]
    {
        // Into the same folder: what an earlier run wrote and this one does not, goes.
        desk.run_small(&["--charts", formats, "--quiet"]).done();
        assert_eq!(charts(&desk, "output/small"), with_endings(endings), "{formats}");
        assert_same(&tables, &desk.tables("output/small"), formats);
    }
}

#[test]
fn an_svg_file_needs_nothing_beside_it() {
    let desk = Desk::new();
    desk.run_small(&["--charts", "svg", "--quiet"]).done();
    for stem in STEMS {
        let svg = desk.read(&format!("output/small/charts/{stem}.svg"));
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""), "{stem}");
        assert_eq!(svg.matches("@font-face").count(), 2, "{stem}");
        assert_eq!(svg.matches("src:url(data:font/woff2;base64,").count(), 2, "{stem}");
        assert_eq!(svg.matches("http").count(), 1, "{stem} refers to something outside");
    }
}

#[test]
fn a_theme_changes_the_charts_and_nothing_else() {
    let desk = Desk::new();
    desk.run_small(&["--charts", "svg", "--quiet"]).done();
    let light = desk.files("output/small");
    desk.run_small(&["--charts", "svg", "--theme", "light", "--output", "named", "--quiet"]).done();
    desk.run_small(&["--charts", "svg", "--theme", "dark", "--output", "dark", "--quiet"]).done();
    let (named, dark) = (desk.files("named/small"), desk.files("dark/small"));
    for path in with_endings(&["svg"]) {
        assert_eq!(light[&path], named[&path], "{path}");
        assert_ne!(light[&path], dark[&path], "{path}");
    }
    assert_same(&desk.tables("output/small"), &desk.tables("dark/small"), "the dark theme");
}

#[test]
fn unknown_formats_and_themes_are_refused() {
    let desk = Desk::new();
    for formats in ["pdf", "svg,pdf", "", "svg,none"] {
        desk.run_small(&["--charts", formats]).refused(2, &["--charts", "svg,png", "none"]);
    }
    desk.run_small(&["--theme", "solarized"]).refused(2, &["--theme", "light", "dark"]);
    assert!(!desk.exists("output"));
}
