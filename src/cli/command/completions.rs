//! `coppercast completions`: tab completion for shells.

use clap::{Args, Command};
use clap_complete::{Shell, generate};

use crate::cli::console::Console;
use crate::cli::exit::Exit;

#[derive(Debug, Clone, Args)]
pub struct CompletionArguments {
    /// Shell to complete for
    shell: Shell,
}

/// Of the whole command line, as it is defined.
#[allow(clippy::unnecessary_wraps, reason = "as every other command")]
pub fn completions(
    arguments: &CompletionArguments,
    mut definition: Command,
    console: &Console,
) -> Result<Exit, Exit> {
    let mut script = Vec::new();
    generate(arguments.shell, &mut definition, "coppercast", &mut script);
    Ok(console.result(&String::from_utf8_lossy(&script)))
}
