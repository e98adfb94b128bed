//! Adding something to a scenario changes no draw of what was there.

use super::{EVERY_KIND, scenario, simulator, variation};
use coppercast::scenario::Scenario;
use coppercast::simulation::{Replay, Simulator};
use std::collections::BTreeMap;

/// In the first, the last and a middle lane of some blocks.
const TRIALS: [u64; 4] = [0, 63, 64, 1_000];

/// The bits of all draws of a scenario by trial, path and coordinate.
fn draws(simulator: &Simulator) -> BTreeMap<(u64, String, u64), u64> {
    let model = &simulator.model;
    let periods = model.series.extent.periods as u64;
    let mut wanted: Vec<(String, u64)> = Vec::new();
    for (path, input) in &model.drawn {
        let coordinates = if input.is_drawn_each_period() { periods } else { 1 };
        wanted.extend((0..coordinates).map(|coordinate| (path.clone(), coordinate)));
    }
    wanted.extend((0..model.periods as u64).map(|step| ("price.path".to_owned(), step)));
    for t in 0..periods {
        wanted.push(("price.jumps".to_owned(), t));
        for stream in ["price.jumps.size", "price.jumps.time"] {
            wanted.extend((0..3).map(|jump| (stream.to_owned(), 4_096 * t + jump)));
        }
    }
    for kind in model.outages() {
        wanted.extend((0..8).map(|coordinate| (kind.path.clone(), coordinate)));
        wanted.extend((0..3).map(|coordinate| (format!("{}.start", kind.path), coordinate)));
        wanted.extend((0..4).map(|coordinate| (format!("{}.loss", kind.path), coordinate)));
    }
    let mut draws = BTreeMap::new();
    for trial in TRIALS {
        let replay = Replay::new(simulator, trial);
        for (path, coordinate) in &wanted {
            if let Some(value) = replay.value(path, *coordinate) {
                draws.insert((trial, path.clone(), *coordinate), value.to_bits());
            }
        }
    }
    draws
}

/// Asserts that the scenario with something added draws what it drew without, but for paths that
/// are named.
fn assert_unmoved(addition: &str, but_for: &[&str]) {
    assert_same_draws(&scenario(&format!("{EVERY_KIND}{addition}")), but_for);
}

fn assert_same_draws(changed: &Scenario, but_for: &[&str]) {
    let before = draws(&simulator(&scenario(EVERY_KIND)));
    assert!(before.len() > 300, "{}", before.len());
    let after = draws(&simulator(changed));
    assert!(after.len() > before.len() || !but_for.is_empty());
    for ((trial, path, coordinate), bits) in before {
        let now = after.get(&(trial, path.clone(), coordinate)).copied();
        let may_move = but_for.contains(&path.as_str());
        assert!(may_move || now == Some(bits), "trial {trial}: {path} at {coordinate} has moved");
    }
}

#[test]
fn a_facility_moves_no_draw() {
    let facility = |name: &str| {
        format!(
            "[facility.{name}]\nregion = \"us\"\nstart = \"2026-09\"\nbuild = \"6 month\"\n\
             copper = {{ dist = \"uniform\", min = \"100 t\", max = \"200 t\" }}\nbuilt_probability = 0.5\n"
        )
    };
    // One that is sorted before the others and one after them.
    assert_unmoved(&facility("alaska"), &[]);
    assert_unmoved(&facility("virginia"), &[]);
}

#[test]
fn a_mine_and_its_contract_move_no_draw() {
    assert_unmoved(
        r#"
[mine.adit]
capacity = { dist = "uniform", min = "1000 t/year", max = "2000 t/year" }
variation = { dist = "uniform", min = 0.9, max = 1.1, each = "period" }
outages = [{ rate = "1 /year", duration = { dist = "exponential", mean = "1 month" }, start = "stationary" }]

[contract.adit]
mine = "adit"
region = "us"
from = "2026-01"
term = "12 month"
price = { fixed = { dist = "uniform", min = "9000 USD/t", max = "9900 USD/t" } }
"#,
        &[],
    );
}

#[test]
fn a_correlation_of_others_moves_no_draw() {
    // Of newcomers: nothing that was there moves.
    let variables = "[variable.a]\nvalue = { dist = \"normal\", mean = 0.0, sd = 1.0 }\n\
                     [variable.b]\nvalue = { dist = \"normal\", mean = 0.0, sd = 1.0 }\n";
    for coefficient in [0.7, -0.7] {
        let correlation = format!(
            "[correlation.new]\nbetween = [\"variable.a\", \"variable.b\"]\ncoefficient = \
             {coefficient}\n"
        );
        assert_unmoved(&format!("{variables}{correlation}"), &[]);
    }
    // Of some that were there: only they move.
    let members = ["mine.pit.utilisation", "contract.offtake.rate"];
    let correlation = format!("[correlation.new]\nbetween = {members:?}\ncoefficient = 0.4\n");
    assert_unmoved(&correlation, &members);
}

#[test]
fn a_variation_moves_no_draw_of_its_base() {
    let text = r#"
remove = ["contract.offtake"]

[mine.a-pit]
capacity = "100 t/year"
utilisation = { dist = "uniform", min = 0.2, max = 0.9 }

[region.eu]
spot.available = { dist = "uniform", min = "10 t/month", max = "20 t/month", each = "period" }

[facility.berlin]
region = "eu"
copper = { dist = "uniform", min = "100 t", max = "200 t" }
start = "2026-09"
build = "6 month"

[facility.texas]
region = "eu"

[correlation.same-design]
between = ["facility.ohio.intensity", "facility.texas.copper", "facility.berlin.copper"]

[mine.pit]
utilisation = { dist = "beta", alpha = 4.0, beta = 2.0, max = 0.9 }
"#;
    assert_same_draws(
        &variation(EVERY_KIND, text),
        &["mine.pit.utilisation", "contract.offtake.rate", "contract.offtake.lag"],
    );
}
