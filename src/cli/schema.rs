//! `coppercast schema`: what editors check scenario files against.

use clap::Args;

use super::Exit;
use super::console::Console;
use crate::scenario::{SchemaStyle, json_schema};

/// `coppercast schema`
#[derive(Debug, Args)]
pub struct SchemaArguments {
    /// Repeat what stands in several places, for editors that do not follow references (`$ref`)
    #[arg(long)]
    flat: bool,
}

/// Prints the schema.
pub fn schema(arguments: &SchemaArguments, console: &Console) -> Exit {
    let style = if arguments.flat { SchemaStyle::Flat } else { SchemaStyle::Referring };
    console.result(&json_schema(style))
}
