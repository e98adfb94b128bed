//! `coppercast explain`: what the program understood of a scenario.

use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::analysis::explanation::{Explanation, UnknownPath};
use crate::cli::chart_options::theme;
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::options::ScenarioOptions;
use crate::cli::scenario_files::load_one;
use crate::model::Model;
use crate::numerics::instruction_set::InstructionSet;
use crate::report::drawing::{Theme, rasterise};
use crate::report::explanation::{ExplanationDocument, NoPicture, explanation_screen, picture};

#[derive(Debug, Clone, Args)]
pub struct ExplainArguments {
    /// Scenario file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Explain what stands at this path or below it, such as mine.johnson-camp, price or
    /// 'facility.*.intensity'; everything by default
    #[arg(value_name = "PATH")]
    path: Option<String>,
    #[command(flatten)]
    options: ScenarioOptions,
    /// Draw the variable at PATH, or the fan of the price, into this file (.svg or .png)
    #[arg(long, value_name = "FILE", requires = "path")]
    picture: Option<PathBuf>,
    /// What the picture is drawn on
    #[arg(
        long, default_value = "light",
        value_parser = PossibleValuesParser::new(["light", "dark"]).map(|name| theme(&name))
    )]
    theme: Theme,
    /// Leave nothing out: every actor of many, every period of the price
    #[arg(long)]
    all: bool,
    /// Print everything as JSON, in one line
    #[arg(long)]
    json: bool,
}

pub fn explain(arguments: &ExplainArguments, console: &Console) -> Result<Exit, Exit> {
    let bad = console.told(Exit::BadInput);
    let overrides = arguments.options.overrides().map_err(&bad)?;
    let is_svg = arguments.picture.as_deref().map(is_svg).transpose().map_err(&bad)?;
    let loaded = load_one(&arguments.file, &overrides, console).ok_or(Exit::BadInput)?;
    let slug = &loaded.scenario.slug;
    let model = Model::new(&loaded.scenario).map_err(|error| bad(format!("{slug}: {error}")))?;
    let whole = Explanation::new(&loaded, &model, Some(InstructionSet::detect()));
    let explanation = match &arguments.path {
        Some(path) => whole.at(path).map_err(|unknown| bad(in_words(slug, unknown)))?,
        None => whole,
    };
    if let (Some(file), Some(is_svg)) = (&arguments.picture, is_svg) {
        draw(&explanation, file, is_svg, arguments.theme, console)?;
    }
    if arguments.json {
        let line = serde_json::to_string(&ExplanationDocument::new(&explanation))
            .expect("plain data with text keys is JSON");
        return Ok(console.result(&format!("{line}\n")));
    }
    Ok(console.result(&explanation_screen(&explanation, arguments.all)))
}

/// Whether a picture is SVG; else it is PNG.
fn is_svg(file: &Path) -> Result<bool, String> {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("svg") => Ok(true),
        Some("png") => Ok(false),
        _ => Err(format!("--picture `{}`: expected a file .svg or .png", file.display())),
    }
}

fn draw(
    explanation: &Explanation<'_>,
    file: &Path,
    is_svg: bool,
    theme: Theme,
    console: &Console,
) -> Result<(), Exit> {
    let picture = picture(explanation).map_err(|fault| {
        let exit = match fault {
            NoPicture::Several(_) | NoPicture::Constant(_) => Exit::BadInput,
            NoPicture::Chart(_) => Exit::Failed,
        };
        console.told(exit)(fault)
    })?;
    let failed = |error: &dyn std::fmt::Display| {
        console.told(Exit::Failed)(format!("cannot write `{}`: {error}", file.display()))
    };
    let bytes = match is_svg {
        true => picture.self_contained(theme).into_bytes(),
        false => rasterise(&picture.in_theme(theme)).map_err(|error| failed(&error))?,
    };
    std::fs::write(file, bytes).map_err(|error| failed(&error))
}

fn in_words(slug: &str, UnknownPath { path, nearest, meaning }: UnknownPath) -> String {
    let help = match (nearest, meaning) {
        (_, Some(meaning)) => format!("it would mean: {}", meaning.replace('`', "")),
        (Some(near), None) => format!("did you mean `{near}`?"),
        (None, None) => "`coppercast explain FILE` lists what there is".to_owned(),
    };
    format!("{slug}: nothing is written at `{path}`; {help}")
}
