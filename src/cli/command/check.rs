//! `coppercast check`: what is wrong with scenarios, and what they come to.

use clap::Args;

use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::options::{FileArguments, ScenarioOptions};
use crate::cli::scenario_files::load_all;
use crate::model::Model;
use crate::number_words::{count, counted, trials};
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

pub fn check(arguments: &CheckArguments, console: &Console) -> Result<Exit, Exit> {
    let overrides = arguments.options.overrides().map_err(console.told(Exit::BadInput))?;
    let files = load_all(&arguments.files.files, &overrides, console).ok_or(Exit::BadInput)?;
    let mut sound = files.is_whole();
    for Loaded { scenario, .. } in &files.loaded {
        let model = match Model::new(scenario) {
            Ok(model) => model,
            Err(error) => {
                console.error(&format!("{}: {error}", scenario.slug));
                sound = false;
                continue;
            }
        };
        if !arguments.quiet && console.result(&summary(scenario, &model)) != Exit::Done {
            return Err(Exit::Failed);
        }
    }
    Ok(if sound { Exit::Done } else { Exit::BadInput })
}

/// What the scenario comes to, in a few lines.
fn summary(scenario: &Scenario, model: &Model) -> String {
    let time = &scenario.time;
    let counted = |number: usize, noun: &str| counted(number as u64, noun);
    let mut text = format!(
        "{}: sound. {}, {}, {}, {}; {} from {}; {}\n",
        scenario.slug,
        counted(scenario.regions.len(), "region"),
        counted(scenario.facilities.len(), "facility"),
        counted(scenario.mines.len(), "mine"),
        counted(scenario.contracts.len(), "contract"),
        counted(time.periods, time.step.name()),
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
                contract.shown(),
                count(tonnes as u64),
                a_period,
                time.step.name()
            ));
        }
    }
    for hedge in &scenario.hedges {
        if let Some(premium) = model.fair_premiums.get(&hedge.premium_path()) {
            let name = hedge.shown();
            text.push_str(&format!("  hedge {name}: a fair premium is {premium:.2} USD/t\n"));
        }
    }
    text
}
