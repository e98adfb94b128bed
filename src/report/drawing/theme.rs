//! The look of every chart: colours, sizes and strokes in one place.
//!
//! Categorical colours follow Okabe and Ito (2008), shifted in lightness where two of them would
//! meet as the same grey on a monochrome print. Lengths are pixels of a 1200 pixel wide slide.

use plotters::style::{Color, RGBColor};
use plotters_backend::BackendColor;

/// Width of every chart.
pub(crate) const WIDTH: f64 = 1200.0;
/// Height of every chart except the heat map, whose height follows its rows (16:9).
pub(crate) const HEIGHT: f64 = 675.0;
/// Empty border around everything.
pub(crate) const MARGIN: f64 = 36.0;

pub(crate) const TITLE_SIZE: f64 = 22.0;
pub(crate) const LABEL_SIZE: f64 = 16.0;
pub(crate) const TICK_SIZE: f64 = 15.0;
pub(crate) const CAPTION_SIZE: f64 = 13.0;

pub(crate) const HAIRLINE: f64 = 1.0;
pub(crate) const THIN: f64 = 1.75;
pub(crate) const THICK: f64 = 3.0;
/// Dash and gap of a thin dashed line.
pub(crate) const DASH: (f64, f64) = (7.0, 5.0);

/// What the charts are drawn on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// White paper, for print and bright rooms.
    #[default]
    Light,
    /// A nearly black screen, for dark slides.
    Dark,
}

/// Colours by what they are for, each with its red, green and blue on paper and on a dark screen.
macro_rules! colours {
    ($($(#[$meta:meta])* $name:ident $light:tt $dark:tt,)*) => {
        /// A colour by what it is for; the [`Theme`] says what it looks like.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Colour {
            $($(#[$meta])* $name,)*
            /// A step of the sequential map of the heat map, up to [`SHADES`].
            Cell(u8),
            /// Letters on that step.
            OnCell(u8),
        }

        const NAMED: &[Colour] = &[$(Colour::$name),*];

        impl Theme {
            pub(crate) fn rgb(self, colour: Colour) -> RGBColor {
                let (light, dark) = match colour {
                    $(Colour::$name => (RGBColor $light, RGBColor $dark),)*
                    Colour::Cell(shade) => return self.sequential(shade),
                    Colour::OnCell(shade) => return self.readable_on(self.sequential(shade)),
                };
                if self == Self::Light { light } else { dark }
            }
        }
    };
}

colours! {
    Paper (255, 255, 255) (19, 22, 27),
    Ink (26, 26, 26) (240, 240, 240),
    SoftInk (84, 84, 84) (184, 188, 194),
    Axis (120, 120, 120) (136, 142, 150),
    Grid (226, 226, 226) (50, 55, 63),
    /// The estimate itself: a median, an exceedance curve, the whisker on a bar.
    Curve (0, 58, 92) (205, 232, 252),
    /// Its 95 % interval, or the body of a bar.
    Pale (160, 203, 232) (44, 92, 132),
    /// A band of intervals on bodies that are [`Colour::Pale`].
    Interval (92, 160, 208) (70, 138, 192),
    /// The upper end of a bar.
    Edge (0, 114, 178) (86, 180, 233),
    /// The second reading of a chart: a line or a dot.
    Accent (213, 94, 0) (255, 140, 56),
    /// The same for letters and thin dashes, which need more contrast.
    AccentInk (150, 55, 0) (255, 176, 112),
    /// The central 90 % of futures.
    Band90 (214, 232, 245) (28, 50, 70),
    /// The central 80 % of futures.
    Band80 (158, 202, 232) (32, 76, 110),
    /// The central half of futures.
    Band50 (104, 172, 218) (40, 108, 158),
    /// The central 90 % of the need, behind the bars.
    NeedBand (234, 234, 234) (62, 66, 73),
    /// The sources of supply have greys of about 30, 47, 61 and 78 % when paper is printed without
    /// colour, 43, 53, 61 and 84 % on a dark screen.
    Contract (11, 90, 138) (45, 122, 182),
    Scrap (150, 105, 170) (165, 125, 190),
    Stock (61, 184, 148) (61, 184, 148),
    Spot (240, 200, 80) (245, 215, 110),
    /// A heat-map cell in which nothing happened in any trial.
    Nothing (242, 242, 242) (32, 35, 41),
}

impl Colour {
    /// Every colour there is.
    pub(crate) fn all() -> impl Iterator<Item = Colour> {
        let named = NAMED.iter().copied();
        named.chain((0..=SHADES).map(Colour::Cell)).chain((0..=SHADES).map(Colour::OnCell))
    }

    /// The step of the sequential map that a share, from 0 to 1, falls on.
    pub(crate) fn shade(share: f64) -> u8 {
        (share.clamp(0.0, 1.0) * f64::from(SHADES)).round() as u8
    }

    /// Its number among all colours.
    pub(crate) fn code(self) -> u8 {
        Self::all().position(|colour| colour == self).expect("each is one of all") as u8
    }

    pub(crate) fn from_code(code: u8) -> Self {
        Self::all().nth(usize::from(code)).expect("each was made from a colour")
    }
}

/// plotters carries red, green and blue through to the backend: here, a code.
impl Color for Colour {
    fn to_backend_color(&self) -> BackendColor {
        BackendColor { alpha: 1.0, rgb: (self.code(), 0, 0) }
    }
}

impl Theme {
    /// Lightness moves steadily away from the paper, so that the map survives greyscale and every
    /// common colour-vision deficiency.
    fn sequential(self, shade: u8) -> RGBColor {
        let stops = if self == Self::Light { SEQUENTIAL_ON_LIGHT } else { SEQUENTIAL_ON_DARK };
        let position = f64::from(shade) / f64::from(SHADES) * (stops.len() - 1) as f64;
        let below = (position.floor() as usize).min(stops.len() - 2);
        let part = position - below as f64;
        let (from, to) = (stops[below], stops[below + 1]);
        let mix =
            |a: u8, b: u8| (f64::from(a) + part * (f64::from(b) - f64::from(a))).round() as u8;
        RGBColor(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
    }

    /// White or black, whichever stands out more.
    fn readable_on(self, ground: RGBColor) -> RGBColor {
        let (paper, ink) = (self.rgb(Colour::Paper), self.rgb(Colour::Ink));
        let (dark, bright) = if luma(paper) < luma(ink) { (paper, ink) } else { (ink, paper) };
        if luma(ground) < 110.0 { bright } else { dark }
    }
}

/// The grey, 0 to 255, of a colour in print (Rec. 709 luma).
fn luma(RGBColor(red, green, blue): RGBColor) -> f64 {
    0.2126 * f64::from(red) + 0.7152 * f64::from(green) + 0.0722 * f64::from(blue)
}

/// Steps of the sequential map: finer ones cannot be told apart, and a picture with fewer colours
/// is smaller.
pub(crate) const SHADES: u8 = 64;

const SEQUENTIAL_ON_LIGHT: [RGBColor; 7] = [
    RGBColor(211, 237, 184),
    RGBColor(127, 205, 187),
    RGBColor(65, 182, 196),
    RGBColor(29, 145, 192),
    RGBColor(34, 94, 168),
    RGBColor(37, 52, 148),
    RGBColor(8, 29, 88),
];
const SEQUENTIAL_ON_DARK: [RGBColor; 7] = [
    RGBColor(37, 60, 128),
    RGBColor(34, 94, 168),
    RGBColor(29, 145, 192),
    RGBColor(65, 182, 196),
    RGBColor(127, 205, 187),
    RGBColor(199, 233, 180),
    RGBColor(250, 252, 216),
];

#[cfg(test)]
mod tests {
    use super::*;

    const THEMES: [Theme; 2] = [Theme::Light, Theme::Dark];

    /// Relative luminance (WCAG 2.2) from sRGB.
    fn luminance(RGBColor(red, green, blue): RGBColor) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) }
        };
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    fn contrast(a: RGBColor, b: RGBColor) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn letters_stand_out_from_their_ground() {
        for theme in THEMES {
            for letters in [Colour::Ink, Colour::SoftInk, Colour::AccentInk] {
                let ratio = contrast(theme.rgb(letters), theme.rgb(Colour::Paper));
                assert!(ratio >= 7.0, "{theme:?} {letters:?}: {ratio}");
            }
            for shade in 0..=SHADES {
                let cell = theme.rgb(Colour::Cell(shade));
                let ratio = contrast(theme.rgb(Colour::OnCell(shade)), cell);
                assert!(ratio >= 3.9, "{theme:?} cell {shade}: {ratio}");
            }
        }
    }

    #[test]
    fn neighbours_differ_in_greyscale() {
        let families: [&[Colour]; 4] = [
            &[
                Colour::Contract,
                Colour::Scrap,
                Colour::Stock,
                Colour::Spot,
                Colour::NeedBand,
                Colour::Paper,
            ],
            &[Colour::Paper, Colour::Band90, Colour::Band80, Colour::Band50, Colour::Curve],
            &[Colour::Paper, Colour::Pale, Colour::Interval, Colour::Curve],
            &[
                Colour::Nothing,
                Colour::Cell(0),
                Colour::Cell(16),
                Colour::Cell(32),
                Colour::Cell(SHADES),
            ],
        ];
        for theme in THEMES {
            for family in families {
                for pair in family.windows(2) {
                    let (a, b) = (luma(theme.rgb(pair[0])), luma(theme.rgb(pair[1])));
                    assert!((a - b).abs() >= 12.0, "{theme:?} {pair:?}: {a} and {b}");
                }
            }
        }
    }

    #[test]
    fn the_sequential_map_is_monotone_in_grey() {
        for theme in THEMES {
            let greys: Vec<f64> =
                (0..=SHADES).map(|shade| luma(theme.rgb(Colour::Cell(shade)))).collect();
            let sign = if theme == Theme::Light { -1.0 } else { 1.0 };
            assert!(
                greys.windows(2).all(|pair| sign * (pair[1] - pair[0]) > 0.0),
                "{theme:?}: {greys:?}"
            );
        }
    }
}
