//! How text is set: size, weight and colour; how wide it is, and how it is cut or broken to fit.

use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontFamily, FontStyle, TextStyle};

use super::backend::units;
use super::font::{FAMILY, Weight, text_width};
use super::theme::{self, Colour};

pub(crate) const TITLE: Lettering = Lettering::new(theme::TITLE_SIZE, Colour::Ink).bold();
pub(crate) const LABEL: Lettering = Lettering::new(theme::LABEL_SIZE, Colour::Ink);
pub(crate) const TICK: Lettering = Lettering::new(theme::TICK_SIZE, Colour::SoftInk);
pub(crate) const CAPTION: Lettering = Lettering::new(theme::CAPTION_SIZE, Colour::SoftInk);
/// The message of a chart that has nothing to draw.
pub(crate) const MESSAGE: Lettering = Lettering::new(22.0, Colour::Ink).bold();

/// The names of rows of this height.
pub(crate) fn row_lettering(row_height: f64) -> Lettering {
    Lettering::new((row_height * 0.68).clamp(12.0, theme::TICK_SIZE), Colour::Ink)
}

/// Size, weight and colour of a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lettering {
    pub size: f64,
    pub weight: Weight,
    pub colour: Colour,
}

impl Lettering {
    pub(crate) const fn new(size: f64, colour: Colour) -> Self {
        Self { size, weight: Weight::Regular, colour }
    }

    pub(crate) const fn bold(self) -> Self {
        Self { weight: Weight::Bold, ..self }
    }

    /// The same text style as plotters knows it.
    pub(crate) fn style(&self, across: HPos, up: VPos) -> TextStyle<'static> {
        let style = match self.weight {
            Weight::Regular => FontStyle::Normal,
            Weight::Bold => FontStyle::Bold,
        };
        let size = f64::from(units(self.size));
        FontDesc::new(FontFamily::Name(FAMILY), size, style)
            .color(&self.colour)
            .pos(Pos::new(across, up))
    }

    /// The width of the widest text, in pixels.
    pub(crate) fn widest<T: AsRef<str>>(&self, texts: impl IntoIterator<Item = T>) -> f64 {
        texts.into_iter().map(|text| self.width(text.as_ref())).fold(0.0, f64::max)
    }

    /// The width of a text, in pixels.
    pub(crate) fn width(&self, text: &str) -> f64 {
        text_width(text, self.size, self.weight)
    }

    /// The text itself if it fits into `room`, else as much of it as fits with an ellipsis.
    pub(crate) fn shorten(&self, text: &str, room: f64) -> String {
        if self.width(text) <= room {
            return text.to_owned();
        }
        let mut kept = text.to_owned();
        while kept.pop().is_some() {
            let candidate = format!("{}…", kept.trim_end());
            if self.width(&candidate) <= room {
                return candidate;
            }
        }
        String::new()
    }

    /// Like [`Lettering::shorten`], leaving out the middle: names often differ only at the end.
    pub(crate) fn shorten_middle(&self, text: &str, room: f64) -> String {
        if self.width(text) <= room {
            return text.to_owned();
        }
        let letters: Vec<char> = text.chars().collect();
        for kept in (2..letters.len()).rev() {
            let (start, end) = (kept - kept / 2, kept / 2);
            let candidate: String = letters[..start]
                .iter()
                .chain(&['…'])
                .chain(&letters[letters.len() - end..])
                .collect();
            if self.width(&candidate) <= room {
                return candidate;
            }
        }
        self.shorten(text, room)
    }

    /// Like [`Lettering::wrap`], with lines of about the same width.
    pub(crate) fn wrap_evenly(&self, text: &str, room: f64, most: usize) -> Vec<String> {
        let widest = self.wrap(text, room, most);
        let needed = widest.len();
        if needed < 2 || self.width(text) > room * needed as f64 * 0.95 {
            return widest;
        }
        let narrower =
            |percent: u32| self.wrap(text, room * f64::from(percent) / 100.0, needed + 1);
        let fits =
            |lines: &Vec<String>| lines.len() == needed && lines.iter().all(|l| !l.ends_with('…'));
        (66..100).step_by(2).map(narrower).find(fits).unwrap_or(widest)
    }

    /// Breaks a text between words into at most `most` lines no wider than `room`.
    pub(crate) fn wrap(&self, text: &str, room: f64, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        // Not at no-break spaces, which hold a number and its unit together.
        for word in text.split([' ', '\n', '\t']).filter(|word| !word.is_empty()) {
            match lines.last_mut() {
                Some(line) if self.width(&format!("{line} {word}")) <= room => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        if lines.len() > most {
            let rest = lines.split_off(most.saturating_sub(1)).join(" ");
            lines.push(rest);
        }
        lines.iter().map(|line| self.shorten(line, room)).collect()
    }
}
