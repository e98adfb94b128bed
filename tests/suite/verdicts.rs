//! Two offers of a trader that a hand calculation ranks, as files and as `compare` tells them, and
//! what the verdict of a comparison says of contracts that can be worked out by hand.

use std::collections::HashMap;

use crate::command_line::program::Desk;

/// The files of the deal: each contract as it is written, and the same terms written otherwise.
const DEAL: [(&str, &str); 10] = [
    (
        "base.toml",
        r#"name = "Five campuses, 2027-2031"
description = "Which contract, how much stock, what budget?"
[time]
start = "2027-01"
step = "quarter"
periods = 20
[simulation]
trials = 50_000
seed = 7
[price]
process = "mean-reverting"
initial = "10800 USD/t"
level = { dist = "lognormal", median = "10500 USD/t", p90 = "13000 USD/t" }
half_life = "2.5 year"
volatility = 0.22
[region.us]
[region.us.spot]
available = { dist = "lognormal", median = "1400 t/quarter", p90 = "2200 t/quarter" }
premium = { dist = "lognormal", median = "450 USD/t", p90 = "800 USD/t", each = "period" }
tariff = { variable = "us-tariff", scale = 0.30 }
tariff_from = "2027-01"
[region.us.inventory]
initial = "0 t"
target = "500 t"
capacity = "3 kt"
holding_cost = "120 USD/t/year"
[region.eu]
[region.eu.spot]
available = { dist = "lognormal", median = "500 t/quarter", p90 = "900 t/quarter" }
premium = "300 USD/t"
[region.eu.inventory]
target = "200 t"
capacity = "1500 t"
holding_cost = "140 USD/t/year"
[variable.us-tariff]
value = { dist = "bernoulli", probability = 0.25 }
[mine.ramping]
capacity = "30 kt/year"
ramp = { from = "2026-10", duration = { dist = "lognormal", median = "24 month", p90 = "42 month" } }
utilisation = { dist = "pert", min = 0.5, mode = 0.8, max = 1.0 }
outages = [{ name = "breakdown", rate = "0.5 /year", duration = { dist = "lognormal", median = "14 day", p90 = "45 day" } }]
[contract.offtake]
mine = "ramping"
region = "us"
from = "2027-07"
term = "36 month"
quantity = "9,000 t"
tolerance = { share = 0.1, option = "buyer" }
taking = "needed"
take_or_pay = 0.9
make_up = { window = "12 month" }
carry_over = true
lag = "1 month"
price = { basis = "reference", premium = "150 USD/t", floor = "8,500 USD/t", cap = "12,500 USD/t" }
[facilities]
file = "campuses.csv"
[watch.budget]
when = ["cost > 300 MUSD"]
[report]
thresholds = { cost = ["250 MUSD", "300 MUSD", "350 MUSD"], shortfall = ["500 t", "2 kt"] }
"#,
    ),
    (
        "base-r.toml",
        r#"extends = "base.toml"
name = "base, resale at -300"
[region.us]
resale_discount = "300 USD/t"
"#,
    ),
    (
        "trader-firm.toml",
        r#"extends = "base.toml"
name = "Trader, firm volume"
[contract.trader]
trader = "Trader One"
region = "us"
from = "2028-01"
to = "2030-12"
rate = "4,800 t/year"
taking = "all"
lag = "45 day"
tariff = { variable = "us-tariff", scale = 0.30 }
price = { basis = "reference", premium = "380 USD/t" }
default = { rate = "0.03 /year" }
"#,
    ),
    (
        "trader-firm-r.toml",
        r#"extends = "trader-firm.toml"
name = "trader-firm, resale at -300"
[region.us]
resale_discount = "300 USD/t"
"#,
    ),
    (
        "trader-firm-take-all.toml",
        r#"extends = "trader-firm.toml"
remove = ["contract.offtake.take_or_pay", "contract.offtake.make_up"]
[contract.offtake]
taking = "all"
"#,
    ),
    (
        "firm-all-r.toml",
        r#"extends = "trader-firm-take-all.toml"
[region.us]
resale_discount = "300 USD/t"
"#,
    ),
    (
        "trader-flexible.toml",
        r#"extends = "base.toml"
name = "Trader, flexible volume"
[contract.trader]
trader = "Trader One"
region = "us"
from = "2028-01"
to = "2030-12"
rate = "7,200 t/year"
taking = "needed"
take_or_pay = 0.6
lag = "45 day"
tariff = { variable = "us-tariff", scale = 0.30 }
price = { basis = "reference", premium = "650 USD/t" }
default = { rate = "0.03 /year" }
"#,
    ),
    (
        "trader-flexible-r.toml",
        r#"extends = "trader-flexible.toml"
name = "trader-flexible, resale at -300"
[region.us]
resale_discount = "300 USD/t"
"#,
    ),
    (
        "flex-split.toml",
        r#"extends = "base.toml"
name = "Trader flexible, paid share taken"
remove = ["contract.offtake.take_or_pay", "contract.offtake.make_up", "contract.offtake.quantity", "contract.offtake.tolerance"]
[contract.offtake]
taking = "all"
quantity = "8,100 t"
[contract.offtake-option]
mine = "ramping"
region = "us"
from = "2027-07"
term = "36 month"
quantity = "1,800 t"
taking = "needed"
lag = "1 month"
price = { basis = "reference", premium = "150 USD/t", floor = "8,500 USD/t", cap = "12,500 USD/t" }
[contract.trader]
trader = "Trader One"
region = "us"
from = "2028-01"
to = "2030-12"
rate = "4,320 t/year"
taking = "all"
lag = "45 day"
tariff = { variable = "us-tariff", scale = 0.30 }
price = { basis = "reference", premium = "650 USD/t" }
default = { rate = "0.03 /year" }
[contract.trader-option]
trader = "Trader One"
region = "us"
from = "2028-01"
to = "2030-12"
rate = "2,880 t/year"
taking = "needed"
lag = "45 day"
tariff = { variable = "us-tariff", scale = 0.30 }
price = { basis = "reference", premium = "650 USD/t" }
default = { rate = "0.03 /year" }
[region.us]
resale_discount = "300 USD/t"
"#,
    ),
    (
        "campuses.csv",
        r"name,region,power [MW],intensity.dist,intensity.median [t/MW],intensity.p90 [t/MW],start,lead [month],build.dist,build.median [month],build.p90 [month],start_delay.dist,start_delay.median [month],start_delay.p90 [month],profile,priority,cost_of_delay [USD/kW/month]
ohio-1,us,180,lognormal,27,38,2027-04,9,lognormal,20,28,lognormal,2,9,s-curve,1,175
ohio-2,us,240,lognormal,29,42,2028-07,9,lognormal,20,28,lognormal,2,9,s-curve,2,175
texas-1,us,300,lognormal,31,44,2028-01,9,lognormal,22,30,lognormal,3,12,s-curve,1,175
ireland-1,eu,90,lognormal,25,34,2028-04,9,lognormal,24,33,lognormal,4,14,s-curve,1,175
germany-1,eu,150,lognormal,26,36,2029-01,9,lognormal,24,34,lognormal,4,15,s-curve,2,175
",
    ),
];

/// What a comparison says: its screen, and by scenario its mean full cost with the error (USD), and
/// how much that is more than the base's.
struct Compared {
    screen: String,
    full_cost: HashMap<String, [f64; 2]>,
    more: HashMap<String, [f64; 2]>,
}

fn compare(desk: &Desk, scenarios: &[&str], trials: &str) -> Compared {
    let files: Vec<String> = scenarios.iter().map(|name| format!("{name}.toml")).collect();
    let folder = format!("{}-of-{}", scenarios[0], scenarios.len());
    let options = ["--trials", trials, "--no-reserve", "--charts", "none", "--name", &folder];
    let arguments: Vec<&str> =
        std::iter::once("compare").chain(files.iter().map(String::as_str)).chain(options).collect();
    let screen = desk.run(&arguments);
    assert_eq!(screen.code, Some(0), "{}", screen.stderr);
    let table = desk.read(&format!("output/{folder}/comparison.csv"));
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let (mut full_cost, mut more) = (HashMap::new(), HashMap::new());
    for row in reader.deserialize() {
        let row: HashMap<String, String> = row.expect("a row");
        if row["metric"] == "full_cost" && row["statistic"] == "mean" {
            let number = |column: &str| row[column].parse().unwrap_or(0.0);
            let name = &row["scenario"];
            full_cost.insert(name.clone(), ["estimate", "std_error"].map(number));
            more.insert(name.clone(), ["difference", "difference_std_error"].map(number));
        }
    }
    Compared { screen: screen.stdout, full_cost, more }
}

/// With `base-r` first: the same terms, in one contract with a minimum or in a part that is taken and
/// one that may be called, cost the same, whatever they are called; and the verdict ranks them by
/// what they cost in full.
#[test]
fn the_same_terms_cost_the_same_however_they_are_written() {
    let desk = Desk::new();
    for (name, text) in DEAL {
        desk.write(name, text);
    }
    let names = ["base-r", "trader-firm-r", "firm-all-r", "trader-flexible-r", "flex-split"];
    let Compared { screen, more, .. } = compare(&desk, &names, "4096");
    let saved = |name: &str| -more[name][0];
    let (firm, flexible) = (saved("trader-firm-r"), saved("trader-flexible-r"));
    assert!((firm - saved("firm-all-r")).abs() < 0.01 * firm, "{more:?}");
    assert!((flexible - saved("flex-split")).abs() < 0.01 * flexible, "{more:?}");
    assert!(flexible > firm && firm > 0.0, "{more:?}");
    assert!(screen.contains("Take flex-split") || screen.contains("Take trader-flexible-r"));
    // Each contract as it is written.
    let offers = compare(&desk, &["base-r", "trader-firm-r", "trader-flexible-r"], "4096");
    let verdict = "Take trader-flexible-r: it costs 32.";
    assert!(offers.screen.contains(verdict), "{}", offers.screen);
}

/// Twelve months in which the price goes from one to another in a straight line, and 100 t a month are
/// needed.
fn a_year(prices: [f64; 2], rest: &str) -> String {
    let [from, to] = prices;
    format!(
        r#"
        [time]
        start = "2027-01"
        step = "quarter"
        periods = 4
        [price]
        process = "table"
        points = {{ "2027-01" = "{from} USD/t", "2028-01" = "{to} USD/t" }}
        [shortage]
        penalty = "6000 USD/t/year"
        [region.us]
        resale_discount = "200 USD/t"
        spot = {{ available = "60 t/month", premium = "500 USD/t" }}
        [facility.hall]
        region = "us"
        metal = "1200 t"
        start = "2027-01"
        build = "12 month"
        {rest}
        "#
    )
}

const OFFERS: [(&str, &str); 4] = [
    ("spot-only", ""),
    (
        "merchant",
        r#"rate = "100 t/month"
        price = { fixed = "10600 USD/t" }"#,
    ),
    (
        "run-of-mine",
        r#"rate = "80 t/month"
        taking = "needed"
        price = { basis = "reference", premium = "250 USD/t", floor = "9500 USD/t" }"#,
    ),
    (
        "collared",
        r#"rate = "120 t/month"
        taking = "needed"
        take_or_pay = 0.9
        price = { basis = "reference", premium = "400 USD/t", floor = "8000 USD/t", cap = "12000 USD/t" }"#,
    ),
];

/// What an offer costs in full, USD, by hand: `price` is the mean price of each month.
fn by_hand(offer: &str, price: impl Fn(f64) -> f64, last: f64) -> f64 {
    let months = (0..12).map(|month| (f64::from(month), price(f64::from(month) + 0.5)));
    let paid = months.map(|(month, price)| match offer {
        // 40 t of each month are late.
        "spot-only" => 60.0 * (price + 500.0) + 6000.0 / 12.0 * 40.0 * (month + 0.5),
        "merchant" => 100.0 * 10_600.0,
        "run-of-mine" => 80.0 * (price.max(9_500.0) + 250.0) + 20.0 * (price + 500.0),
        // 108 t have to be taken, of which 8 are sold again.
        _ => 108.0 * (price.clamp(8_000.0, 12_000.0) + 400.0) - 8.0 * (price - 200.0),
    });
    let overdue = if offer == "spot-only" { 480.0 } else { 0.0 };
    paid.sum::<f64>() + overdue * (last + 500.0)
}

#[test]
fn the_verdict_is_that_of_a_hand_calculation() {
    let paths = [
        ([9_000.0, 12_000.0], "merchant"),
        ([11_000.0, 8_000.0], "collared"),
        ([9_500.0, 9_500.0], "run-of-mine"),
    ];
    for (prices, best) in paths {
        let desk = Desk::new();
        for (name, terms) in OFFERS {
            let contract = format!(
                "[contract.offer]\ntrader = \"T\"\nregion = \"us\"\nfrom = \"2027-01\"\n\
                 term = \"12 month\"\n{terms}"
            );
            let contract = if terms.is_empty() { "" } else { &contract };
            desk.write(&format!("{name}.toml"), &a_year(prices, contract));
        }
        let compared = compare(&desk, &OFFERS.map(|(name, _)| name), "64");
        let price = |month: f64| prices[0] + (prices[1] - prices[0]) * month / 12.0;
        let mut by_cost = OFFERS.map(|(name, _)| (by_hand(name, price, prices[1]), name));
        for (cost, name) in by_cost {
            let found = compared.full_cost[name][0];
            assert!((found - cost).abs() < 1e-6 * cost, "{prices:?}, {name}: {found}, not {cost}");
        }
        by_cost.sort_by(|a, b| a.0.total_cmp(&b.0));
        assert_eq!(by_cost[0].1, best, "{by_cost:?}");
        let verdict = format!("Take {best}: it costs");
        assert!(compared.screen.contains(&verdict), "{prices:?}\n{}", compared.screen);
    }
}

/// The mean over a year's price at its two ends, of which the last is lognormal with a mean of 10,000
/// USD/t, within a floor of 9,500: by Simpson's rule over the normal score.
fn floored(volatility: f64) -> f64 {
    let parts = 4_000;
    let at = |part: usize| -8.0 + 16.0 * part as f64 / f64::from(parts);
    let integrand = |score: f64| {
        let growth = libm::exp(volatility * score - 0.5 * volatility * volatility);
        let density = libm::exp(-0.5 * score * score) / libm::sqrt(2.0 * std::f64::consts::PI);
        density * (10_000.0 * 0.5 * (1.0 + growth)).max(9_500.0)
    };
    let weight = |part: usize| match part {
        0 => 1.0,
        part if part == parts as usize => 1.0,
        part if part % 2 == 1 => 4.0,
        _ => 2.0,
    };
    let sum: f64 = (0..=parts as usize).map(|part| weight(part) * integrand(at(part))).sum();
    sum * 16.0 / f64::from(parts) / 3.0
}

/// 1,000 t at a fixed 10,400 USD/t, or at the price with a floor of 9,500 and 250 USD/t more: the
/// floor is worth the more the less is known of the price.
#[test]
fn the_verdict_on_an_uncertain_price_is_that_of_an_integral() {
    for (volatility, best) in [(0.1, "floored"), (0.3, "fixed")] {
        let desk = Desk::new();
        let terms = [
            ("fixed", "{ fixed = \"10400 USD/t\" }"),
            (
                "floored",
                "{ basis = \"reference\", premium = \"250 USD/t\", floor = \"9500 USD/t\" }",
            ),
        ];
        for (name, price) in terms {
            let text = format!(
                r#"
                time = {{ start = "2027-01", step = "year", substeps = 1, periods = 1 }}
                price = {{ process = "gbm", initial = "10000 USD/t", drift = 0.0, volatility = {volatility} }}
                simulation = {{ seed = 11 }}
                [region.us]
                [contract.offer]
                trader = "T"
                region = "us"
                from = "2027-01"
                term = "12 month"
                rate = "1000 t/year"
                price = {price}
                [facility.hall]
                region = "us"
                metal = "1000 t"
                start = "2027-01"
                build = "12 month"
                "#
            );
            desk.write(&format!("{name}.toml"), &text);
        }
        let compared = compare(&desk, &["fixed", "floored"], "16384");
        let expected = 1_000.0 * (floored(volatility) + 250.0 - 10_400.0);
        let [more, error] = compared.more["floored"];
        assert!((more - expected).abs() < 4.0 * error, "{more} ± {error}, not {expected}");
        assert!(5.0 * error < 0.5 * expected.abs(), "± {error}");
        assert_eq!(if expected < 0.0 { "floored" } else { "fixed" }, best);
        let verdict = format!("Take {best}: it costs");
        assert!(compared.screen.contains(&verdict), "{}", compared.screen);
    }
}
