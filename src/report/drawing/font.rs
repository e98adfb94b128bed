//! Widths of texts in the embedded typeface, and what the rasteriser and pages know of it.

use std::sync::{Arc, LazyLock};

use resvg::usvg::fontdb::{Database, Source};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

use crate::typeface::{BOLD, REGULAR, REPLACEMENT};

/// Family written into the SVG. The fallbacks serve a browser without DejaVu; rasterising always
/// finds the embedded face first.
pub(crate) const FAMILY: &str = "DejaVu Sans, Verdana, sans-serif";

/// Style sheet with both faces, as far as charts need them, for SVG shown by a machine without
/// them.
pub(crate) const FACES: &str = include_str!("font/faces.css");

/// Height of a capital letter in units of the font size.
pub(crate) const CAPITAL_HEIGHT: f64 = 0.729;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

/// Width of a text set in one line, in the unit of `size`, from the font's advances (no kerning).
pub(crate) fn text_width(text: &str, size: f64, weight: Weight) -> f64 {
    let bytes = match weight {
        Weight::Regular => REGULAR,
        Weight::Bold => BOLD,
    };
    let font = FontRef::new(bytes).expect("the embedded font is valid");
    let characters = font.charmap();
    let replacement = characters.map(REPLACEMENT);
    let metrics = font.glyph_metrics(Size::new(1000.0), LocationRef::default());
    let thousandths: f64 = text
        .chars()
        .map(|character| characters.map(character).or(replacement).unwrap_or_default())
        .map(|glyph| f64::from(metrics.advance_width(glyph).unwrap_or(600.0)))
        .sum();
    thousandths * size / 1000.0
}

/// The only fonts the rasteriser may see, so that a machine without fonts draws the same picture.
pub(crate) fn database() -> Arc<Database> {
    static DATABASE: LazyLock<Arc<Database>> = LazyLock::new(|| {
        let mut database = Database::new();
        for bytes in [REGULAR, BOLD] {
            database.load_font_source(Source::Binary(Arc::new(bytes)));
        }
        database.set_sans_serif_family("DejaVu Sans");
        Arc::new(database)
    });
    Arc::clone(&DATABASE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_follows_the_advances() {
        // DejaVu Sans digits are 1303 of 2048 units wide.
        let width = text_width("0000", 2048.0, Weight::Regular);
        assert!((width - 4.0 * 1303.0).abs() < 4.0, "{width}");
        assert!(
            text_width("copper", 15.0, Weight::Bold) > text_width("copper", 15.0, Weight::Regular)
        );
    }

    #[test]
    fn the_signs_of_the_field_have_glyphs() {
        for bytes in [REGULAR, BOLD] {
            let characters = FontRef::new(bytes).expect("the embedded font is valid").charmap();
            for sign in "CO₂ m³ ≤≥±×·−–—… Σσμ∞√→ « » é ü ñ ø € %".chars()
            {
                assert!(characters.map(sign).is_some(), "{sign:?}");
            }
        }
    }
}
