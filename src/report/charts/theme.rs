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

pub(super) const TITLE_SIZE: f64 = 22.0;
pub(super) const LABEL_SIZE: f64 = 16.0;
pub(super) const TICK_SIZE: f64 = 15.0;
pub(super) const CAPTION_SIZE: f64 = 13.0;
/// The message of a chart that has nothing to draw.
pub(super) const MESSAGE_SIZE: f64 = 22.0;

pub(super) const HAIRLINE: f64 = 1.0;
pub(super) const THIN: f64 = 1.75;
pub(super) const THICK: f64 = 3.0;

/// What the charts are drawn on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// White paper, for print and bright rooms.
    #[default]
    Light,
    /// A nearly black screen, for dark slides.
    Dark,
}

/// A colour by what it is for; the [`Theme`] says what it looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Colour {
    Paper,
    Ink,
    SoftInk,
    Axis,
    Grid,
    /// The estimate itself: a median, an exceedance curve, the whisker on a bar.
    Curve,
    /// Its 95 % interval, or the body of a bar.
    Pale,
    /// A band of intervals on bodies that are [`Colour::Pale`].
    Interval,
    /// The upper end of a bar.
    Edge,
    /// The second reading of a chart: a line or a dot.
    Accent,
    /// The same for letters and thin dashes, which need more contrast.
    AccentInk,
    /// The central 90, 80 and 50 % of the price.
    Band90,
    Band80,
    Band50,
    /// The central 90 % of the need, behind the bars.
    NeedBand,
    /// Greys of about 30, 61 and 78 % when paper is printed without colour, 43, 61 and 84 % on a
    /// dark screen.
    Contract,
    Stock,
    Spot,
    /// Between the greys of contracts and of stock.
    Route,
    /// A heat-map cell in which nothing happened in any trial.
    Nothing,
    /// The sequential map of the heat map, at a share from 0 to 1.
    Sequential(f64),
    /// Letters on a cell of that share.
    OnSequential(f64),
}

/// Those without a share.
const NAMED: [Colour; 19] = [
    Colour::Paper,
    Colour::Ink,
    Colour::SoftInk,
    Colour::Axis,
    Colour::Grid,
    Colour::Curve,
    Colour::Pale,
    Colour::Interval,
    Colour::Edge,
    Colour::Accent,
    Colour::AccentInk,
    Colour::Band90,
    Colour::Band80,
    Colour::Band50,
    Colour::NeedBand,
    Colour::Contract,
    Colour::Stock,
    Colour::Spot,
    Colour::Nothing,
];

impl Colour {
    /// Every colour there is.
    pub(super) fn all() -> impl Iterator<Item = Colour> {
        let shares = || (0..=SHADES as u32).map(|shade| f64::from(shade) / SHADES);
        let cells = shares().map(Colour::Sequential).chain(shares().map(Colour::OnSequential));
        NAMED.into_iter().chain(cells)
    }

    /// The step of the sequential map that a share falls on.
    pub(super) fn shade(share: f64) -> u32 {
        (share.clamp(0.0, 1.0) * SHADES).round() as u32
    }
}

impl Theme {
    pub(super) fn rgb(self, colour: Colour) -> RGBColor {
        let (light, dark) = match colour {
            Colour::Paper => ((255, 255, 255), (19, 22, 27)),
            Colour::Ink => ((26, 26, 26), (240, 240, 240)),
            Colour::SoftInk => ((84, 84, 84), (184, 188, 194)),
            Colour::Axis => ((120, 120, 120), (136, 142, 150)),
            Colour::Grid => ((226, 226, 226), (50, 55, 63)),
            Colour::Curve => ((0, 58, 92), (205, 232, 252)),
            Colour::Pale => ((160, 203, 232), (44, 92, 132)),
            Colour::Interval => ((92, 160, 208), (70, 138, 192)),
            Colour::Edge => ((0, 114, 178), (86, 180, 233)),
            Colour::Accent => ((213, 94, 0), (255, 140, 56)),
            Colour::AccentInk => ((150, 55, 0), (255, 176, 112)),
            Colour::Band90 => ((214, 232, 245), (28, 50, 70)),
            Colour::Band80 => ((158, 202, 232), (32, 76, 110)),
            Colour::Band50 => ((104, 172, 218), (40, 108, 158)),
            Colour::NeedBand => ((234, 234, 234), (62, 66, 73)),
            Colour::Contract => ((11, 90, 138), (45, 122, 182)),
            Colour::Stock => ((61, 184, 148), (61, 184, 148)),
            Colour::Spot => ((240, 200, 80), (245, 215, 110)),
            Colour::Route => ((150, 105, 170), (165, 125, 190)),
            Colour::Nothing => ((242, 242, 242), (32, 35, 41)),
            Colour::Sequential(share) => return self.sequential(share),
            Colour::OnSequential(share) => return self.readable_on(self.sequential(share)),
        };
        let (red, green, blue) = if self == Self::Light { light } else { dark };
        RGBColor(red, green, blue)
    }

    /// Lightness moves steadily away from the paper, so that the map survives greyscale and every
    /// common colour-vision deficiency.
    fn sequential(self, share: f64) -> RGBColor {
        let stops = if self == Self::Light { SEQUENTIAL_ON_LIGHT } else { SEQUENTIAL_ON_DARK };
        let shade = f64::from(Colour::shade(share)) / SHADES;
        let position = shade * (stops.len() - 1) as f64;
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
pub(super) const SHADES: f64 = 64.0;

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
            for step in 0..=100 {
                let share = f64::from(step) / 100.0;
                let ratio = contrast(
                    theme.rgb(Colour::OnSequential(share)),
                    theme.rgb(Colour::Sequential(share)),
                );
                assert!(ratio >= 3.9, "{theme:?} cell {share}: {ratio}");
            }
        }
    }

    #[test]
    fn neighbours_differ_in_greyscale() {
        let families: [&[Colour]; 4] = [
            &[
                Colour::Contract,
                Colour::Route,
                Colour::Stock,
                Colour::Spot,
                Colour::NeedBand,
                Colour::Paper,
            ],
            &[Colour::Paper, Colour::Band90, Colour::Band80, Colour::Band50, Colour::Curve],
            &[Colour::Paper, Colour::Pale, Colour::Interval, Colour::Curve],
            &[
                Colour::Nothing,
                Colour::Sequential(0.0),
                Colour::Sequential(0.25),
                Colour::Sequential(0.5),
                Colour::Sequential(1.0),
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
            let greys: Vec<f64> = (0..=60)
                .map(|step| luma(theme.rgb(Colour::Sequential(f64::from(step) / 60.0))))
                .collect();
            let sign = if theme == Theme::Light { -1.0 } else { 1.0 };
            assert!(
                greys.windows(2).all(|pair| sign * (pair[1] - pair[0]) > 0.0),
                "{theme:?}: {greys:?}"
            );
        }
    }
}
