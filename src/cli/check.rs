//! `coppercast check`: what is wrong with scenarios, and what they come to.

use clap::Args;

use super::console::Console;
use super::files::load_all;
use super::{Exit, FileArguments, ScenarioOptions};
use crate::model::Model;
use crate::report::estimate_words::{count, trials};
use crate::scenario::{ContractVolume, Loaded, Scenario};

#[derive(Debug, Clone, Args)]
pub struct CheckArguments {
    #[command(flatten)]
    files: FileArguments,
    #[command(flatten)]
    options: ScenarioOptions,
    /// Say nothing when all is well
    #[arg(long, short)]
    quiet: bool,
}

pub fn check(arguments: &CheckArguments, console: &Console) -> Exit {
    let overrides = match arguments.options.overrides() {
        Ok(overrides) => overrides,
        Err(message) => {
            console.error(&message);
            return Exit::BadInput;
        }
    };
    let Some(batch) = load_all(&arguments.files.files, &overrides, console) else {
        return Exit::BadInput;
    };
    let mut sound = batch.is_whole();
    for Loaded { scenario, .. } in &batch.loaded {
        if let Err(error) = Model::new(scenario) {
            console.error(&format!("{}: {error}", scenario.slug));
            sound = false;
            continue;
        }
        if !arguments.quiet && console.result(&summary(scenario)) != Exit::Done {
            return Exit::Failed;
        }
    }
    if sound { Exit::Done } else { Exit::BadInput }
}

/// What the scenario comes to, in a few lines.
fn summary(scenario: &Scenario) -> String {
    let time = &scenario.time;
    let plural = |number: usize, noun: &str, nouns: &str| {
        format!("{number} {}", if number == 1 { noun } else { nouns })
    };
    let mut text = format!(
        "{}: sound. {}, {}, {}, {}; {} from {}; {}\n",
        scenario.slug,
        plural(scenario.regions.len(), "region", "regions"),
        plural(scenario.facilities.len(), "facility", "facilities"),
        plural(scenario.mines.len(), "mine", "mines"),
        plural(scenario.contracts.len(), "contract", "contracts"),
        plural(time.periods, time.step.name(), &format!("{}s", time.step.name())),
        time.start,
        trials(scenario.simulation.trials)
    );
    for contract in &scenario.contracts {
        let months = contract.to.0 - contract.from.0 + 1;
        if let ContractVolume::Quantity(quantity) = &contract.volume
            && let Some(tonnes) = quantity.constant()
        {
            let a_period = tonnes / f64::from(months) * f64::from(time.step.months());
            text.push_str(&format!(
                "  contract {}: {} t over {months} months is {:.1} t a {}\n",
                contract.name,
                count(tonnes as u64),
                a_period,
                time.step.name()
            ));
        }
    }
    text
}
