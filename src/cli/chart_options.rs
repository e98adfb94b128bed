//! The options about charts: which files, on which ground.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::report::charts::Theme;
use crate::report::figures::Formats;

/// Options about charts; none changes a table.
#[derive(Debug, Clone, Args)]
pub struct ChartOptions {
    /// Formats of the charts: png, svg, both as `svg,png`, or none
    #[arg(long, value_name = "FORMATS", default_value = "png", value_parser = formats)]
    pub charts: Formats,
    /// What the charts are drawn on
    #[arg(long, default_value = "light", value_parser = PossibleValuesParser::new(["light", "dark"]).map(|name| theme(&name)))]
    pub theme: Theme,
}

fn formats(text: &str) -> Result<Formats, String> {
    let mut formats = Formats::NONE;
    if text == "none" {
        return Ok(formats);
    }
    for format in text.split(',') {
        match format.trim() {
            "svg" => formats.svg = true,
            "png" => formats.png = true,
            other => return Err(format!("`{other}` is no format of charts; expected png, svg, both as svg,png, or none")),
        }
    }
    Ok(formats)
}

fn theme(name: &str) -> Theme {
    if name == "dark" { Theme::Dark } else { Theme::Light }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_a_list_or_none() {
        for (text, svg, png) in [("png", false, true), ("svg", true, false), ("svg,png", true, true), ("png, svg", true, true)] {
            assert_eq!(formats(text), Ok(Formats { svg, png }), "{text}");
        }
        assert_eq!(formats("none"), Ok(Formats::NONE));
        for text in ["", "pdf", "svg,none", "svg,"] {
            assert!(formats(text).is_err(), "{text:?}");
        }
    }
}
