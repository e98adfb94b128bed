//! The command line: arguments in, exit code out.

mod batch;
mod chart_options;
mod command;
mod comparison;
mod console;
mod exit;
mod fail_if;
mod options;
mod progress;
pub mod scenario_files;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use command::bench::{BenchArguments, bench};
use command::check::{CheckArguments, check};
use command::compare::{CompareArguments, compare};
use command::completions::{CompletionArguments, completions};
use command::explain::{ExplainArguments, explain};
use command::run::{RunArguments, run};
use command::schema::{SchemaArguments, schema};
use command::stress::{StressArguments, stress};
use console::Console;
use exit::Exit;

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
    Run(RunArguments),
    /// Compare scenarios with a base: paired differences, dominance, regret
    Compare(CompareArguments),
    /// Check scenarios without running them
    Check(CheckArguments),
    /// Tell what the program understood: every number with its distribution, and the price
    Explain(ExplainArguments),
    /// Measure the speed of a scenario: by phase, thread count and instruction set
    Bench(BenchArguments),
    /// Move every lever of a scenario and see what helps most per dollar
    Stress(StressArguments),
    /// Print the JSON Schema of scenario files, for editors
    Schema(SchemaArguments),
    /// Print shell completions
    Completions(CompletionArguments),
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
    let outcome = match cli.command {
        Command::Run(arguments) => run(&arguments, &console),
        Command::Compare(arguments) => compare(&arguments, &console),
        Command::Check(arguments) => check(&arguments, &console),
        Command::Explain(arguments) => explain(&arguments, &console),
        Command::Bench(arguments) => bench(&arguments, &console),
        Command::Stress(arguments) => stress(&arguments, &console),
        Command::Schema(arguments) => schema(&arguments, &console),
        Command::Completions(arguments) => completions(&arguments, Cli::command(), &console),
    };
    let (Ok(exit) | Err(exit)) = outcome;
    exit.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
