//! `coppercast schema`: what editors check scenario files against.

use super::Exit;
use super::console::Console;
use crate::scenario::json_schema;

pub fn schema(console: &Console) -> Exit {
    console.result(&json_schema())
}
