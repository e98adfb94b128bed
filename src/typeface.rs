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

/// Whether a letter runs from right to left: Hebrew, Arabic and their relatives (Unicode blocks).
pub fn runs_right_to_left(letter: char) -> bool {
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
    fn what_runs_right_to_left_has_no_glyph() {
        let letters = (0..=0x1_FFFF).filter_map(char::from_u32).filter(|l| runs_right_to_left(*l));
        let text: String = letters.collect();
        assert_eq!(without_glyph(&text).len(), text.chars().count());
    }
}
