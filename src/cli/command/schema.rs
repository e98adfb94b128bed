//! `coppercast schema`: what editors check scenario files against.

use clap::Args;

use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::scenario::{SchemaStyle, json_schema};

#[derive(Debug, Clone, Args)]
pub struct SchemaArguments {
    /// Repeat what stands in several places, for editors that do not follow references (`$ref`)
    #[arg(long)]
    flat: bool,
}

#[allow(clippy::unnecessary_wraps, reason = "as every other command")]
pub fn schema(arguments: &SchemaArguments, console: &Console) -> Result<Exit, Exit> {
    let style = if arguments.flat { SchemaStyle::Flat } else { SchemaStyle::Referring };
    Ok(console.result(&json_schema(style)))
}
