//! What is drawn: that no draw depends on what else a scenario holds, that results are the same
//! bits however they are computed, that the numbers stay what they were, and that they follow the
//! distributions and correlations asked for.
#![allow(
    clippy::disallowed_methods,
    reason = "statistics are compared with a tolerance, so std's ln will do"
)]

mod correlation;
mod families;
mod independence;
mod known_answers;
mod reproducibility;

use coppercast::model::Model;
use coppercast::numerics::instruction_set::InstructionSet;
use coppercast::scenario::{Overrides, Scenario, read_text};
use coppercast::simulation::Simulator;

fn scenario(text: &str) -> Scenario {
    let no_files = |name: &str| Err(std::io::Error::other(format!("there is no file {name}")));
    read_text("draws.toml", text, &no_files, &Overrides::default())
        .unwrap_or_else(|faults| panic!("{faults}"))
        .scenario
}

fn simulator(scenario: &Scenario) -> Simulator {
    let model = Model::new(scenario).unwrap_or_else(|error| panic!("{error}"));
    Simulator::new(model, scenario, InstructionSet::detect())
}

/// A variation of a text.
fn variation(base: &str, text: &str) -> Scenario {
    let files = |_: &str| Ok(base.to_owned());
    let text = format!("extends = \"base.toml\"\n{text}");
    read_text("draws.toml", &text, &files, &Overrides::default())
        .unwrap_or_else(|faults| panic!("{faults}"))
        .scenario
}

/// A scenario with every kind of draw.
const EVERY_KIND: &str = r#"
[time]
start = "2026-01"
step = "quarter"
periods = 7

[simulation]
trials = 4645
seed = 20260115

[price]
process = "mean-reverting"
initial = "10000 USD/t"
level = { dist = "pert", min = "8500 USD/t", mode = "10500 USD/t", max = "14000 USD/t" }
half_life = { dist = "triangular", min = "1.6 year", mode = "2.9 year", max = "5.1 year" }
volatility = 0.2
jumps = { rate = "6 /year", mean = -0.01, sd = 0.1 }

[region.us]
spot.available = { dist = "gamma", mean = "80 t/month", sd = "30 t/month", each = "period" }
spot.premium = { dist = "normal", mean = "300 USD/t", sd = "60 USD/t", each = "period", autocorrelation = 0.5 }
inventory = { initial = "100 t", capacity = "500 t", target = "200 t", holding_cost = "100 USD/t/year" }

[mine.pit]
capacity = "2000 t/year"
utilisation = { dist = "beta", alpha = 4.0, beta = 2.0 }
variation = { dist = "lognormal", mean = 1.0, sd = 0.12, each = "period", autocorrelation = 0.3 }
outages = [
  { rate = "2 /year", duration = { dist = "lognormal", median = "14 day", p95 = "52 day" } },
  { rate = { dist = "uniform", min = "1 /year", max = "3 /year" }, duration = { dist = "weibull", shape = 1.4, scale = "1 month" }, start = "stationary" },
]

[contract.offtake]
mine = "pit"
region = "us"
from = "2026-01"
to = "2029-12"
rate = { dist = "uniform", min = "80 t/month", max = "120 t/month" }
price = { basis = "reference", premium = "150 USD/t" }
taking = "needed"
take_or_pay = 0.9
carry_over = true
lag = { dist = "exponential", mean = "1 month" }

[facility.ohio]
region = "us"
power = "40 MW"
intensity = { dist = "pert", min = "15 t/MW", mode = "27 t/MW", max = "47 t/MW" }
start = "2026-03"
build = "12 month"
overrun = { dist = "discrete", values = [1.0, 1.2, 1.5], probabilities = [0.5, 0.3, 0.2] }
built_probability = 0.9

[facility.texas]
region = "us"
copper = { dist = "triangular", min = "400 t", mode = "600 t", max = "1200 t" }
start = "2026-06"
build = "9 month"
start_delay = { dist = "lognormal", median = "2 month", p95 = "7 month" }

[correlation.same-design]
between = ["facility.ohio.intensity", "facility.texas.copper"]
coefficient = 0.5

[correlation.tight-market]
between = ["price", "region.us.spot.premium"]
coefficient = -0.3
"#;
