//! The command line: arguments in, exit code out.

pub mod batch;
pub mod bench;
pub mod chart_options;
mod check;
pub mod compare;
pub mod completions;
pub mod console;
pub mod fail_if;
pub mod files;
pub mod progress;
pub mod run;
pub mod schema;
mod stress;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::scenario::Overrides;
use console::Console;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Done = 0,
    /// A run or a file operation failed.
    Failed = 1,
    /// Bad command line or scenario.
    BadInput = 2,
    /// A condition of `--fail-if` holds.
    Crossed = 3,
    /// Stopped by Ctrl-C, as a shell reports it.
    Interrupted = 130,
}

impl Exit {
    /// The graver of two: a failure hides a crossed condition.
    fn graver(self, other: Exit) -> Exit {
        let gravity = |exit| {
            [Exit::Done, Exit::Crossed, Exit::Failed, Exit::BadInput, Exit::Interrupted]
                .iter()
                .position(|&of| of == exit)
        };
        if gravity(other) > gravity(self) { other } else { self }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

/// Monte Carlo simulator of copper supply risk for data-centre builders.
#[derive(Debug, Parser)]
#[command(name = "coppercast", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Simulate scenarios and write tables and charts
    Run(run::RunArguments),
    /// Compare scenarios with a base: paired differences, dominance, regret
    Compare(compare::CompareArguments),
    /// Check scenarios without running them
    Check(check::CheckArguments),
    /// Measure the speed of a scenario: by phase, thread count and instruction set
    Bench(bench::BenchArguments),
    /// Move every lever of a scenario and see what helps most per dollar
    Stress(stress::StressArguments),
    /// Print the JSON Schema of scenario files, for editors
    Schema(schema::SchemaArguments),
    /// Print shell completions
    Completions(completions::CompletionArguments),
}

/// Options that change what a scenario says.
#[derive(Debug, Clone, Default, Args)]
pub struct ScenarioOptions {
    /// Number of trials, such as 100_000
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    trials: Option<String>,
    /// Seed of the random numbers
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    seed: Option<String>,
    /// Sampling design; only `monte-carlo` so far
    #[arg(long, value_name = "DESIGN")]
    sampling: Option<String>,
    /// Override a value of the scenario, such as --set 'contract.nuton.rate=400 t/quarter'; may be
    /// repeated
    #[arg(long = "set", value_name = "PATH=VALUE")]
    assignments: Vec<String>,
}

impl ScenarioOptions {
    /// The options as values laid over every scenario.
    ///
    /// # Errors
    /// The message for an assignment that is none.
    pub fn overrides(&self) -> Result<Overrides, String> {
        let mut overrides = Overrides::default();
        for assignment in &self.assignments {
            overrides.set(assignment).map_err(|text| {
                format!(
                    "--set `{text}` has no `=`; expected a path and a value, such as --set \
                    'price.volatility=0.3'"
                )
            })?;
        }
        let number = |text: &str| text.replace([',', '_'], "");
        if let Some(trials) = &self.trials {
            overrides.push("--trials", "simulation.trials", &number(trials));
        }
        if let Some(seed) = &self.seed {
            overrides.push("--seed", "simulation.seed", &number(seed));
        }
        if let Some(sampling) = &self.sampling {
            overrides.push("--sampling", "simulation.sampling", sampling);
        }
        Ok(overrides)
    }
}

/// Scenario files of a command.
#[derive(Debug, Clone, Args)]
pub struct FileArguments {
    /// Scenario files, folders of them, or patterns in quotation marks such as
    /// 'scenarios/*camp*.toml'
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let console = Console::new();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to stdout and are no failure; a closed pipe is none either.
            let _ = error.print();
            return if error.use_stderr() { Exit::BadInput.into() } else { Exit::Done.into() };
        }
    };
    let exit = match cli.command {
        Command::Run(arguments) => run::run(&arguments, &console),
        Command::Compare(arguments) => compare::run(&arguments, &console),
        Command::Check(arguments) => check::check(&arguments, &console),
        Command::Bench(arguments) => bench::bench(&arguments, &console),
        Command::Stress(arguments) => stress::run_stress(&arguments, &console),
        Command::Schema(arguments) => schema::schema(&arguments, &console),
        Command::Completions(arguments) => completions::completions(&arguments, &console),
    };
    exit.into()
}

/// The command's definition, for completions.
fn command() -> clap::Command {
    use clap::CommandFactory;
    Cli::command()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_is_consistent() {
        super::command().debug_assert();
    }
}
