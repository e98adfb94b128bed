//! From SVG to PNG.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::{ChartError, font};

/// Pixels of the PNG per pixel of the SVG.
const SCALE: f32 = 2.0;

/// Draws an SVG made by this module as a PNG of twice its width and height.
///
/// Only the embedded font is used, so the bytes do not depend on the fonts of the machine.
///
/// # Errors
/// [`ChartError::Svg`] if the text is not an SVG document, [`ChartError::Png`] if the picture
/// is too large to encode.
pub fn rasterise(svg: &str) -> Result<Vec<u8>, ChartError> {
    let options = Options { fontdb: font::database(), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|error| ChartError::Svg(error.to_string()))?;
    let size = tree.size().to_int_size().scale_by(SCALE).ok_or_else(|| ChartError::Png("the picture has no size".to_owned()))?;
    let mut pixels =
        Pixmap::new(size.width(), size.height()).ok_or_else(|| ChartError::Png("the picture is too large".to_owned()))?;
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| ChartError::Png(error.to_string()))
}
