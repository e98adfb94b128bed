//! What is not completed within the horizon: what the screens say of money and delays that are known
//! only as lower bounds.

use std::collections::HashMap;

use super::program::Desk;

/// Needs 200 to 300 t, half of it in cable, of a market that has 240 t within the horizon.
const CUT: &str = r#"
name = "A hall that waits"
time = { start = "2026-01", step = "quarter", periods = 6 }
simulation = { trials = 512, seed = 3 }
price = { process = "constant", initial = "9000 USD/t" }
[region.us]
spot = { available = "40 t/quarter", premium = "300 USD/t" }
[fabricator.cable]
region = "us"
lead_time = "1 month"
[facility.hall]
region = "us"
power = "10 MW"
intensity = { dist = "uniform", min = "20 t/MW", max = "30 t/MW" }
components = { cable = 0.5 }
start = "2026-02"
build = "6 month"
cost_of_delay = "100 USD/kW/month"
"#;

#[test]
fn what_is_not_completed_costs_and_waits_at_least_so_long() {
    let desk = Desk::new();
    desk.write("cut.toml", CUT);
    desk.write("seen.toml", &CUT.replace("periods = 6", "periods = 12"));
    desk.write(
        "deep.toml",
        "extends = \"cut.toml\"\n[region.us.spot]\navailable = \"45 t/quarter\"\n",
    );
    let words = |arguments: &[&str]| {
        let screen = desk.run(arguments).done();
        screen.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let cut = [
        (&["run", "cut.toml", "--no-reserve"][..], "hall waits longest, at least"),
        (&["stress", "cut.toml", "--levers-only"], "full cost at least"),
        (&["compare", "cut.toml", "deep.toml", "--no-reserve"], "cut 100 % 230 t \u{2265} "),
    ];
    for (arguments, expected) in cut {
        let words = words(arguments);
        assert!(words.contains(expected), "{expected}:\n{words}");
    }
    // Seen to its end, or without a price of delay, nothing is a bound.
    let seen = [
        &["run", "seen.toml", "--no-reserve"][..],
        &["stress", "seen.toml", "--levers-only"],
        &["compare", "seen.toml", "small.toml", "--no-reserve", "--name", "seen-to-the-end"],
    ];
    for arguments in seen {
        let words = words(arguments);
        let bound = ["longest, at least", "full cost at least", "At least:", "\u{2265}"];
        assert!(bound.iter().all(|bound| !words.contains(bound)), "{words}");
    }
}

#[test]
fn the_table_of_the_reserve_has_what_it_leaves_and_costs() {
    let desk = Desk::new();
    desk.run_small(&["--quiet"]).done();
    let summary = desk.json("output/small/summary.json");
    let reserve = &summary["reserve"];
    let table = desk.read("output/small/reserve.csv");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let mut found = Vec::new();
    for row in reader.deserialize() {
        let row: HashMap<String, String> = row.expect("a row");
        let number = |column: &str| row[column].parse::<f64>().ok();
        let limits = [number("estimate"), number("conf_low"), number("conf_high")];
        found.push((row["region"].clone(), row["quantity"].clone(), row["unit"].clone(), limits));
    }
    let estimate = |of: &serde_json::Value| {
        ["estimate", "conf_low", "conf_high"].map(|number| of[number].as_f64())
    };
    let tonnes = [reserve["regions"][0]["tonnes"].as_f64(), None, None];
    let row = |region: &str, quantity: &str, unit: &str, limits| {
        (region.to_owned(), quantity.to_owned(), unit.to_owned(), limits)
    };
    let expected = [
        row("us", "tonnes", "t", tonnes),
        row("", "prob_short", "1", estimate(&reserve["probability_short"])),
        row("", "cost", "USD", estimate(&reserve["extra_cost_mean"])),
    ];
    assert_eq!(found, expected, "{reserve}");
}
