//! A scenario with every feature, for the tests of the report.

use crate::analysis::run::{Outcome, Settings, SharedTables, run};
use crate::analysis::story::{Story, story};
use crate::numerics::instruction_set::InstructionSet;
use crate::report::manifest::RunFacts;
use crate::scenario::{Loaded, Month, Overrides, Scenario, read_text};
use crate::simulation::Control;

const REGION: &str = r#"
[region.us-NUMBER]
resale_discount = "200 USD/t"
[region.us-NUMBER.spot]
available = "3200 t/year"
elasticity = -0.5
premium = "500 USD/t"
carbon = "4.6 tCO2e/t"
[region.us-NUMBER.inventory]
initial = "500 t"
capacity = "3000 t"
target = "1000 t"
holding_cost = "120 USD/t/year"
"#;

const FACILITY: &str = r#"
[facility.campus-NUMBER]
region = "us-REGION"
intensity = { dist = "pert", min = "15 t/MW", mode = "27 t/MW", max = "47 t/MW" }
power = "200 MW"
start = "START"
lead = "9 month"
build = "18 month"
start_delay = { dist = "lognormal", median = "3 month", p95 = "12 month" }
profile = "s-curve"
built_probability = 0.95
cost_of_delay = "2100000 USD/MW/year"
"#;

/// So many regions and facilities, 16 quarters.
fn loaded(regions: usize, facilities: usize) -> Loaded {
    let mut text = include_str!("example.toml").to_owned();
    for region in 0..regions {
        text += &REGION.replace("NUMBER", &region.to_string());
    }
    for facility in 0..facilities {
        let start = Month(2027 * 12 + (facility as i32 * 3) % 24);
        text += &FACILITY
            .replace("NUMBER", &facility.to_string())
            .replace("REGION", &(facility % regions).to_string())
            .replace("START", &start.to_string());
    }
    let no_files = |_: &str| Err(std::io::ErrorKind::NotFound.into());
    read_text("example.toml", &text, &no_files, &Overrides::default())
        .unwrap_or_else(|faults| panic!("{}", faults.render(false)))
}

/// The scenario with so many regions and facilities.
pub(super) fn scenario(regions: usize, facilities: usize) -> Scenario {
    loaded(regions, facilities).scenario
}

/// Runs a scenario.
pub(super) fn outcome(scenario: &Scenario) -> Outcome {
    let settings = Settings { instruction_set: InstructionSet::BASELINE, precision: None };
    run(scenario, settings, &SharedTables::default(), &Control::default())
        .expect("a checked scenario")
}

/// The story of a trial of a scenario.
pub(super) fn told(scenario: &Scenario) -> Story {
    story(scenario, 7, InstructionSet::BASELINE, &SharedTables::default())
        .expect("a checked scenario")
}

/// What is known of a run of the example.
pub(super) fn facts(outcome: &Outcome) -> RunFacts {
    let loaded = loaded(1, 1);
    let resolved = loaded.resolved.to_toml();
    RunFacts::new(&loaded, resolved, InstructionSet::BASELINE, 1).of_outcome(outcome)
}
