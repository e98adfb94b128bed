//! The options about charts: which files, on which ground.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::report::drawing::{ChartFiles, Formats, Theme};

/// Options about charts; none changes a table.
#[derive(Debug, Clone, Args)]
pub struct ChartOptions {
    /// Formats of the chart files: png, svg, both as `svg,png`, or none; png by default, none where
    /// more than 10 scenarios are run, whose pages hold the charts anyway
    #[arg(long, value_name = "FORMATS", value_parser = formats)]
    charts: Option<Formats>,
    /// What the charts are drawn on
    #[arg(
        long, default_value = "light",
        value_parser = PossibleValuesParser::new(["light", "dark"]).map(|name| theme(&name))
    )]
    theme: Theme,
}

/// Above so many scenarios chart files are written only if asked for: they would take as long as a
/// third of the trials, and nobody opens hundreds of them.
const MOST_WITH_FILES: usize = 10;

impl ChartOptions {
    /// The files of what is made once.
    pub fn files(&self) -> ChartFiles {
        ChartFiles { formats: self.charts.unwrap_or(Formats::PNG), theme: self.theme }
    }

    /// The files of each of so many scenarios.
    pub fn files_of_each(&self, scenarios: usize) -> ChartFiles {
        let formats = if self.leaves_out(scenarios) { Formats::NONE } else { self.files().formats };
        ChartFiles { formats, theme: self.theme }
    }

    /// Whether the files of so many scenarios are left out, though nobody asked for that.
    pub fn leaves_out(&self, scenarios: usize) -> bool {
        self.charts.is_none() && scenarios > MOST_WITH_FILES
    }
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
            other => {
                return Err(format!(
                    "`{other}` is no format of charts; expected png, svg, both as svg,png, or none"
                ));
            }
        }
    }
    Ok(formats)
}

/// What a chart is drawn on, by its name.
pub fn theme(name: &str) -> Theme {
    if name == "dark" { Theme::Dark } else { Theme::Light }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_scenarios_have_chart_files_only_if_asked() {
        let options = |charts| ChartOptions { charts, theme: Theme::Light };
        let (silent, asked) = (options(None), options(Some(Formats::PNG)));
        assert_eq!(
            [1, 10, 11].map(|scenarios| silent.files_of_each(scenarios).formats.png),
            [true, true, false]
        );
        assert_eq!([10, 11].map(|scenarios| silent.leaves_out(scenarios)), [false, true]);
        assert_eq!(
            (silent.files(), asked.files_of_each(500), asked.leaves_out(500)),
            (asked.files(), asked.files(), false)
        );
    }

    #[test]
    fn formats_are_a_list_or_none() {
        for (text, svg, png) in [
            ("png", false, true),
            ("svg", true, false),
            ("svg,png", true, true),
            ("png, svg", true, true),
        ] {
            assert_eq!(formats(text), Ok(Formats { svg, png }), "{text}");
        }
        assert_eq!(formats("none"), Ok(Formats::NONE));
        for text in ["", "pdf", "svg,none", "svg,"] {
            assert!(formats(text).is_err(), "{text:?}");
        }
    }
}
