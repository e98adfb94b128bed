//! What people read is called as they call it; tables keep the names.

use super::program::{Desk, SMALL};

#[test]
fn labels_stand_where_people_read_and_names_in_tables() {
    let desk = Desk::new();
    let labelled = SMALL
        .replace("[region.us]", "[region.us]\nlabel = \"United States\"")
        .replace("[mine.copper-hill]", "[mine.copper-hill]\nlabel = \"Copper Hill\"")
        .replace("[contract.offtake]", "[contract.offtake]\nlabel = \"Offtake 2026\"")
        .replace("[facility.ohio]", "[facility.ohio]\nlabel = \"Ohio (phase 1)\"");
    desk.write("labelled.toml", &labelled);
    let options = ["--charts", "svg", "--quiet"];
    desk.run(&[&["run", "small.toml"], &options[..]].concat()).done();
    desk.run(&[&["run", "labelled.toml"], &options[..]].concat()).done();
    let screen = desk.read("output/labelled/summary.txt");
    assert!(screen.contains("Ohio (phase 1)") && !screen.contains("ohio"), "{screen}");
    let page = desk.read("output/labelled/report.html");
    for label in ["United States", "Copper Hill", "Offtake 2026", "Ohio (phase 1)"] {
        assert!(page.contains(label), "{label}");
    }
    assert!(desk.read("output/labelled/charts/completion-delay.svg").contains("Ohio (phase 1)"));
    let hash =
        |slug: &str| desk.json(&format!("output/{slug}/manifest.json"))["scenario_hash"].clone();
    assert_eq!(hash("small"), hash("labelled"), "a label makes no other scenario");
    let tables = desk.tables("output/labelled");
    for (path, bytes) in desk.tables("output/small") {
        if matches!(path.as_str(), "actors.csv" | "variables.csv") {
            continue;
        }
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace("labelled,", "small,");
        assert_eq!(text(&bytes), text(&tables[&path]), "{path}");
    }
    let actors = desk.read("output/labelled/actors.csv");
    let ohio = actors.lines().find(|line| line.contains(",facility,ohio,")).expect("a facility");
    assert!(ohio.ends_with(",Ohio (phase 1)"), "{ohio}");
}

#[test]
fn a_watch_names_a_limit_of_a_chart_only_where_it_asks_for_nothing_else() {
    let desk = Desk::new();
    let watches = "[watch.dear]\nwhen = [\"cost > 20 MUSD\"]\nat = \"horizon\"\n\
        [watch.budget]\nwhen = [\"cost > 22 MUSD\", \"shortfall > 1 t\"]\nat = \"horizon\"\n";
    desk.write("small.toml", &format!("{SMALL}\n{watches}"));
    desk.run_small(&["--charts", "svg", "--quiet"]).done();
    let chart = desk.read("output/small/charts/cost-exceedance.svg");
    assert!(chart.contains("dear 20.0 MUSD: exceeded"), "{chart}");
    assert!(chart.contains("threshold 22.0 MUSD: exceeded"), "{chart}");
    assert!(!chart.contains("budget"), "{chart}");
}
