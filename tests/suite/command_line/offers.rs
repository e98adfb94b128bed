//! The offers of traders that docs/scenario.md writes down, simulated: what comes is what it says.

use super::program::Desk;

const PLAN: &str = r#"
name = "A campus and two offers"

[time]
start = "2028-01"
step = "quarter"
periods = 12

[simulation]
trials = 200
seed = 5

[price]
process = "constant"
initial = "9000 USD/t"

[region.us]
inventory = { initial = "0 t", capacity = "1 kt", target = "300 t" }

[facility.ohio]
region = "us"
copper = { dist = "uniform", min = "8 kt", max = "40 kt" }
start = "2028-01"
build = "36 month"
"#;

#[test]
fn firm_and_flexible_contracts_deliver_what_the_page_says() {
    let page = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/scenario.md"));
    let section = page.split("## Contracts of a trader").nth(1).expect("the section");
    let offers = section.split("```toml").nth(1).and_then(|rest| rest.split("```").next());
    let desk = Desk::new();
    desk.write("offers.toml", &format!("{PLAN}{}", offers.expect("a block of TOML")));
    let options = ["--trials-out", "200", "--charts", "none", "--no-reserve", "--quiet"];
    desk.run(&[&["run", "offers.toml"], &options[..]].concat()).done();
    let text = desk.read("output/offers/trial_contracts.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut delivered = [Vec::new(), Vec::new()];
    for row in reader.deserialize::<std::collections::HashMap<String, String>>() {
        let row = row.expect("a row");
        let place = usize::from(row["contract"] == "flexible");
        delivered[place].push(row["delivered"].parse::<f64>().expect("tonnes"));
    }
    // 36 months, of which what was sent in the last 45 days is still on its way.
    let arrived = 36.0 - 45.0 / 365.25 * 12.0;
    let is_near = |tonnes: f64, a_month: f64| (tonnes - a_month * arrived).abs() < 0.01;
    assert!(delivered[0].iter().all(|tonnes| is_near(*tonnes, 400.0)), "{delivered:?}");
    let [least, most] = [f64::min, f64::max]
        .map(|of| delivered[1].iter().copied().reduce(of).expect("as many as trials"));
    assert!(is_near(least, 360.0) && is_near(most, 440.0), "{least} to {most} t flexible");
}
