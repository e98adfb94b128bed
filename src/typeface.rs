//! The typeface of the charts, and which letters it has.
//!
//! DejaVu Sans (regular and bold), cut down to Latin, Greek, mathematical operators, arrows,
//! punctuation and sub- and superscript digits; the licence stands beside the files.

use skrifa::{FontRef, MetadataProvider};

/// The regular face, a TrueType font.
pub static REGULAR: &[u8] = include_bytes!("report/drawing/font/DejaVuSans.ttf");
/// The bold face.
pub static BOLD: &[u8] = include_bytes!("report/drawing/font/DejaVuSans-Bold.ttf");

/// The letters of a text that charts cannot draw, each once, in the order in which they come.
pub fn without_glyph(text: &str) -> Vec<char> {
    let characters = FontRef::new(REGULAR).expect("the embedded font is valid").charmap();
    let mut without: Vec<char> = Vec::new();
    for letter in text.chars() {
        if characters.map(letter).is_none() && !without.contains(&letter) {
            without.push(letter);
        }
    }
    without
}

/// Stands in a PNG for a letter that the typeface lacks.
pub const REPLACEMENT: char = char::REPLACEMENT_CHARACTER;

/// Says that what comes next runs from left to right; it has no width (U+200E).
const LEFT_TO_RIGHT_MARK: char = '\u{200E}';

/// The text with a replacement for each letter that the typeface lacks, without marks of direction.
pub fn with_replacements(text: &str) -> String {
    let characters = FontRef::new(REGULAR).expect("the embedded font is valid").charmap();
    let has = |letter: char| letter.is_ascii() || characters.map(letter).is_some();
    let letters = text.chars().filter(|letter| *letter != LEFT_TO_RIGHT_MARK);
    letters.map(|letter| if has(letter) { letter } else { REPLACEMENT }).collect()
}

/// The text with a mark after all that runs from right to left, without which numbers that follow
/// would change places with it.
pub fn with_marks_of_direction(text: &str) -> String {
    let mut marked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(runs_right_to_left) {
        let stays = |letter: char| letter.is_whitespace() || runs_right_to_left(letter);
        let after = rest[start..].find(|letter| !stays(letter)).map_or(rest.len(), |n| start + n);
        let end = rest[..after].trim_end().len();
        marked.push_str(&rest[..end]);
        marked.push(LEFT_TO_RIGHT_MARK);
        rest = &rest[end..];
    }
    marked + rest
}

/// Whether a letter runs from right to left: Hebrew, Arabic and their relatives (Unicode blocks).
fn runs_right_to_left(letter: char) -> bool {
    matches!(u32::from(letter), 0x590..=0x8FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFF
        | 0x1_0800..=0x1_0FFF | 0x1_E800..=0x1_EFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_without_a_glyph_are_found_once() {
        assert!(without_glyph("Köln, Ω μ Σ: CO₂ ≥ 5 €").is_empty());
        assert_eq!(without_glyph("Центр 数据中心 данных")[..3], ['Ц', 'е', 'н']);
        assert_eq!(without_glyph("אא"), ['א']);
        let right_to_left = ['א', 'م', 'a', 'Ω', '数'].map(runs_right_to_left);
        assert_eq!(right_to_left, [true, true, false, false, false]);
    }

    #[test]
    fn numbers_beside_what_runs_right_to_left_keep_their_place() {
        assert_eq!(with_replacements("\u{645}\u{200E}: 5 t\n<é>"), "\u{FFFD}: 5 t\n<é>");
        for plain in ["", "Ohio 5 t", "é & 数"] {
            assert_eq!(with_marks_of_direction(plain), plain);
        }
        assert_eq!(
            with_marks_of_direction("a \u{5D0}\u{5D1}  \u{5D2} 5 t, \u{645}"),
            "a \u{5D0}\u{5D1}  \u{5D2}\u{200E} 5 t, \u{645}\u{200E}"
        );
    }

    #[test]
    fn what_runs_right_to_left_has_no_glyph() {
        let letters = (0..=0x1_FFFF).filter_map(char::from_u32).filter(|l| runs_right_to_left(*l));
        let text: String = letters.collect();
        assert_eq!(without_glyph(&text).len(), text.chars().count());
    }
}
