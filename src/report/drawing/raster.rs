//! From SVG to PNG.

use png::{BitDepth, ColorType, DeflateCompression, Encoder, Filter, PixelDimensions, Unit};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::{ChartError, font};
use crate::typeface::with_replacements;

/// Pixels of the PNG per pixel of the SVG: 2400 across, crisp on a projector and in print.
const SCALE: f32 = 2.0;

/// 192 pixels an inch, so that a slide shows the picture 12.5 inches wide: nearly its full width.
const DENSITY: PixelDimensions = PixelDimensions { xppu: 7559, yppu: 7559, unit: Unit::Meter };

/// Draws an SVG made by this module, which paints its whole ground, as a PNG of twice its width and
/// height.
///
/// Only the embedded font is used, so the bytes do not depend on the fonts of the machine. A letter
/// that it lacks is replaced, also lest its direction move the numbers beside it.
///
/// # Errors
/// [`ChartError::Svg`] if the text is not an SVG document, [`ChartError::Png`] if the picture
/// is too large to encode.
pub fn rasterise(svg: &str) -> Result<Vec<u8>, ChartError> {
    let options = Options { fontdb: font::database(), ..Options::default() };
    let svg = with_replacements(svg);
    let tree =
        Tree::from_str(&svg, &options).map_err(|error| ChartError::Svg(error.to_string()))?;
    let size = tree
        .size()
        .to_int_size()
        .scale_by(SCALE)
        .ok_or_else(|| ChartError::Png("the picture has no size".to_owned()))?;
    let mut pixels = Pixmap::new(size.width(), size.height())
        .ok_or_else(|| ChartError::Png("the picture is too large".to_owned()))?;
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut pixels.as_mut());
    encode(&pixels).map_err(|error| ChartError::Png(error.to_string()))
}

/// The opaque pixels, exactly. Unfiltered, since areas of one colour pack best as they are; a table
/// of at most 256 colours would save two fifths of the bytes, but most charts have more once edges
/// are smoothed.
fn encode(pixels: &Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_depth(BitDepth::Eight);
    encoder.set_color(ColorType::Rgb);
    encoder.set_pixel_dims(Some(DENSITY));
    encoder.set_deflate_compression(DeflateCompression::Level(7));
    encoder.set_filter(Filter::NoFilter);
    let samples: Vec<u8> = pixels
        .pixels()
        .iter()
        .flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()])
        .collect();
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&samples)?;
    writer.finish()?;
    Ok(bytes)
}
