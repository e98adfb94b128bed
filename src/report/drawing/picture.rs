//! A drawn chart whose colours are still open: it is drawn once, for paper, for a dark screen, and
//! for a page that follows its reader.

use std::fmt::{Arguments, Write};

use plotters::style::RGBColor;

use super::font;
use super::theme::{Colour, Theme};

/// A chart as an SVG document, its colours open.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Picture {
    /// Text, and the colour that follows it.
    parts: Vec<(String, Colour)>,
    end: String,
}

impl Picture {
    pub(crate) fn write(&mut self, text: Arguments<'_>) {
        self.end.write_fmt(text).expect("a string takes all text");
    }

    pub(crate) fn colour(&mut self, colour: Colour) {
        self.parts.push((std::mem::take(&mut self.end), colour));
    }

    /// The document in the colours of a theme. Its letters want [`font_faces`], or a machine with
    /// DejaVu Sans or Verdana.
    pub fn in_theme(&self, theme: Theme) -> String {
        self.coloured(|colour| hexadecimal(theme.rgb(colour)))
    }

    /// The document in colours that [`page_colours`] gives to a page.
    pub fn for_page(&self) -> String {
        self.coloured(|colour| format!("var({})", variable(colour)))
    }

    /// The document with its typeface in it: a file that looks the same everywhere.
    pub fn self_contained(&self, theme: Theme) -> String {
        let svg = self.in_theme(theme);
        match svg.split_once('>') {
            Some((opening, body)) => format!("{opening}><style>{}</style>{body}", font::FACES),
            None => svg,
        }
    }

    fn coloured(&self, text: impl Fn(Colour) -> String) -> String {
        let colours: Vec<String> = Colour::all().map(text).collect();
        let parts = self.parts.iter().flat_map(|(part, colour)| {
            [part.as_str(), colours[usize::from(colour.code())].as_str()]
        });
        parts.chain([self.end.as_str()]).collect()
    }
}

/// Style sheet that brings the typeface of the charts to a page which shows them inline.
pub fn font_faces() -> &'static str {
    font::FACES
}

/// Style sheet with the colours of all charts: for paper, and where a screen is dark for that.
pub fn page_colours() -> String {
    let list = |theme: Theme| -> String {
        let colour =
            |colour: Colour| format!("{}:{};", variable(colour), hexadecimal(theme.rgb(colour)));
        Colour::all().map(colour).collect()
    };
    format!(
        ":root{{{}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{}}}}}\n",
        list(Theme::Light),
        list(Theme::Dark)
    )
}

/// The name of a colour in a style sheet.
fn variable(colour: Colour) -> String {
    match colour {
        Colour::Cell(shade) => format!("--chart-cell-{shade}"),
        Colour::OnCell(shade) => format!("--chart-on-cell-{shade}"),
        named => format!("--chart-{named:?}").to_lowercase(),
    }
}

fn hexadecimal(RGBColor(red, green, blue): RGBColor) -> String {
    format!("#{red:02X}{green:02X}{blue:02X}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_filled_in_where_they_were_drawn() {
        let mut picture = Picture::default();
        picture.write(format_args!("<rect fill=\""));
        picture.colour(Colour::Paper);
        picture.write(format_args!("\" stroke=\""));
        picture.colour(Colour::Ink);
        picture.write(format_args!("\"/>"));
        let light = "<rect fill=\"#FFFFFF\" stroke=\"#1A1A1A\"/>";
        assert_eq!(picture.in_theme(Theme::Light), light);
        let dark = light.replace("FFFFFF", "13161B").replace("1A1A1A", "F0F0F0");
        assert_eq!(picture.in_theme(Theme::Dark), dark);
        let page =
            light.replace("#FFFFFF", "var(--chart-paper)").replace("#1A1A1A", "var(--chart-ink)");
        assert_eq!(picture.for_page(), page);
    }

    #[test]
    fn a_page_knows_every_colour_once_in_each_theme() {
        let styles = page_colours();
        for colour in Colour::all() {
            assert_eq!(styles.matches(&format!("{}:", variable(colour))).count(), 2, "{colour:?}");
        }
        assert!(
            styles.contains("--chart-paper:#FFFFFF;") && styles.contains("--chart-paper:#13161B;")
        );
    }
}
