//! A drawn chart whose colours are still open: it is drawn once, for paper, for a dark screen, and
//! for a page that follows its reader.

use std::cell::RefCell;

use plotters::style::RGBColor;

use super::theme::{Colour, Theme};

/// The colours of a chart while it is drawn. Each is drawn as a mark, its number written as a
/// colour.
#[derive(Debug, Default)]
pub(super) struct Colours(RefCell<Vec<Colour>>);

impl Colours {
    /// What to draw in place of a colour.
    pub(super) fn mark(&self, colour: Colour) -> RGBColor {
        let mut colours = self.0.borrow_mut();
        let number = colours.iter().position(|&known| known == colour).unwrap_or_else(|| {
            colours.push(colour);
            colours.len() - 1
        });
        let [_, red, green, blue] = (number as u32).to_be_bytes();
        RGBColor(red, green, blue)
    }

    /// The picture of an SVG document drawn in marks.
    pub(super) fn picture(&self, svg: &str) -> Picture {
        let colours = self.0.borrow();
        let (mut parts, mut written) = (Vec::new(), String::new());
        for (number, tag) in svg.split('<').enumerate() {
            if number > 0 {
                written.push('<');
            }
            // Only in a tag is it a colour; what stands behind the tag may be the words of a user.
            let (mut tag, behind) = tag.split_at(tag.find('>').unwrap_or(0));
            while let Some((before, after)) = tag.split_once("=\"#") {
                let mark = after.get(..6).and_then(|digits| u32::from_str_radix(digits, 16).ok());
                written.push_str(before);
                written.push_str("=\"");
                if let Some(&colour) = mark.and_then(|mark| colours.get(mark as usize)) {
                    parts.push((std::mem::take(&mut written), colour));
                }
                tag = after.get(6..).unwrap_or_default();
            }
            written.push_str(tag);
            written.push_str(behind);
        }
        Picture { parts, end: written }
    }
}

/// A chart as an SVG document, its colours open.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Text, and the colour that follows it.
    parts: Vec<(String, Colour)>,
    end: String,
}

impl Picture {
    /// The document in the colours of a theme. Its letters want [`font_faces`](super::font_faces),
    /// or a machine with DejaVu Sans or Verdana.
    pub fn in_theme(&self, theme: Theme) -> String {
        self.coloured(|colour| hexadecimal(theme.rgb(colour)))
    }

    /// The document in colours that [`page_colours`] gives to a page.
    pub fn for_page(&self) -> String {
        self.coloured(|colour| format!("var({})", variable(colour)))
    }

    fn coloured(&self, text: impl Fn(Colour) -> String) -> String {
        let mut known: Vec<(Colour, String)> = Vec::new();
        let mut svg = String::with_capacity(
            self.parts.iter().map(|(part, _)| part.len() + 18).sum::<usize>() + self.end.len(),
        );
        for &(ref part, colour) in &self.parts {
            svg.push_str(part);
            let place = known.iter().position(|(of, _)| *of == colour).unwrap_or_else(|| {
                known.push((colour, text(colour)));
                known.len() - 1
            });
            svg.push_str(&known[place].1);
        }
        svg + &self.end
    }
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
        Colour::Sequential(share) => format!("--chart-cell-{}", Colour::shade(share)),
        Colour::OnSequential(share) => format!("--chart-on-cell-{}", Colour::shade(share)),
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
    fn only_marks_in_tags_take_colour() {
        let colours = Colours::default();
        let (paper, ink) = (colours.mark(Colour::Paper), colours.mark(Colour::Ink));
        assert_eq!((paper, colours.mark(Colour::Paper)), (RGBColor(0, 0, 0), paper));
        assert_eq!(ink, RGBColor(0, 0, 1));
        let picture = colours.picture(
            "<svg><rect fill=\"#000000\" stroke=\"#000001\"/><text \
                fill=\"#000001\">a=\"#000000\"</text></svg>",
        );
        let light = "<svg><rect fill=\"#FFFFFF\" stroke=\"#1A1A1A\"/><text \
            fill=\"#1A1A1A\">a=\"#000000\"</text></svg>";
        assert_eq!(picture.in_theme(Theme::Light), light);
        assert_eq!(
            picture.in_theme(Theme::Dark),
            light.replace("FFFFFF", "13161B").replace("1A1A1A", "F0F0F0")
        );
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
