//! `coppercast completions`: tab completion for shells.

use clap::Args;
use clap_complete::{Shell, generate};

use super::Exit;
use super::console::Console;

#[derive(Debug, Clone, Args)]
pub struct CompletionArguments {
    /// Shell to complete for
    shell: Shell,
}

pub fn completions(arguments: &CompletionArguments, console: &Console) -> Exit {
    let mut script = Vec::new();
    generate(arguments.shell, &mut super::command(), "coppercast", &mut script);
    console.result(&String::from_utf8_lossy(&script))
}
