//! The look of every chart: colours, sizes and strokes in one place.
//!
//! Categorical colours follow Okabe and Ito (2008), shifted in lightness where two of them would
//! meet as the same grey on a monochrome print. Lengths are pixels of a 1200 pixel wide slide.

use plotters::style::RGBColor;

/// Width of every chart.
pub(super) const WIDTH: f64 = 1200.0;
/// Height of every chart except the heat map, whose height follows its rows (16:9).
pub(super) const HEIGHT: f64 = 675.0;
/// Empty border around everything.
pub(super) const MARGIN: f64 = 36.0;

pub(super) const PAPER: RGBColor = RGBColor(255, 255, 255);
pub(super) const INK: RGBColor = RGBColor(26, 26, 26);
pub(super) const SOFT_INK: RGBColor = RGBColor(84, 84, 84);
pub(super) const AXIS: RGBColor = RGBColor(120, 120, 120);
pub(super) const GRID: RGBColor = RGBColor(226, 226, 226);

pub(super) const BLUE: RGBColor = RGBColor(0, 114, 178);
pub(super) const DARK_BLUE: RGBColor = RGBColor(0, 58, 92);
pub(super) const PALE_BLUE: RGBColor = RGBColor(160, 203, 232);
pub(super) const VERMILION: RGBColor = RGBColor(213, 94, 0);

/// Central 90, 80 and 50 % bands, outermost first.
pub(super) const BANDS: [RGBColor; 3] = [RGBColor(214, 232, 245), RGBColor(158, 202, 232), RGBColor(104, 172, 218)];

/// The mean: dark enough to stand on the innermost band in greyscale.
pub(super) const DARK_VERMILION: RGBColor = RGBColor(150, 55, 0);
/// The 90 % band of the need behind narrow bars.
pub(super) const PALE_GREY: RGBColor = RGBColor(222, 222, 222);

/// Contract, stock and spot: greys of about 29, 61 and 84 % when printed without colour.
pub(super) const CONTRACT: RGBColor = RGBColor(11, 90, 138);
pub(super) const STOCK: RGBColor = RGBColor(61, 184, 148);
pub(super) const SPOT: RGBColor = RGBColor(245, 215, 110);

/// Sequential map of the heat map, low to high: lightness falls steadily, so that it survives
/// greyscale and every common colour-vision deficiency.
pub(super) const SEQUENTIAL: [RGBColor; 8] = [
    RGBColor(240, 247, 200),
    RGBColor(199, 233, 180),
    RGBColor(127, 205, 187),
    RGBColor(65, 182, 196),
    RGBColor(29, 145, 192),
    RGBColor(34, 94, 168),
    RGBColor(37, 52, 148),
    RGBColor(8, 29, 88),
];
/// A heat-map cell in which nothing happened in any trial.
pub(super) const NOTHING: RGBColor = RGBColor(234, 234, 234);

pub(super) const TITLE_SIZE: f64 = 22.0;
pub(super) const LABEL_SIZE: f64 = 16.0;
pub(super) const TICK_SIZE: f64 = 15.0;
pub(super) const CAPTION_SIZE: f64 = 13.0;
/// The message of a chart that has nothing to draw.
pub(super) const MESSAGE_SIZE: f64 = 22.0;

pub(super) const HAIRLINE: f64 = 1.0;
pub(super) const THIN: f64 = 1.75;
pub(super) const THICK: f64 = 3.0;
