//! How charts are drawn: with plotters, as SVG and, by resvg, as PNG, in the embedded typeface.
//!
//! This knows no results: [`charts`](super::charts) is the list of what is drawn of them. The same
//! input gives the same SVG, and the same PNG, on a machine with or without fonts.
//!
//! # What plotters does and what it does not
//!
//! `panel` uses its `ChartBuilder`, `Cartesian2d` and mesh (grid lines, ticks, tick labels, a
//! second axis), `canvas` its elements and series, `lettering` its text styles, `axis` is a
//! range of its coordinates. Where it falls short:
//!
//! * Its SVG backend writes fixed colours, divides font sizes by 1.24, anchors text by guessed
//!   heights and measures it as 0.7 em a byte. `backend` takes its place by the trait that
//!   plotters has for that: colours stay open (`theme`), text is measured by the advances of the
//!   embedded font.
//! * Its coordinates are whole pixels; `backend` draws four to the pixel.
//! * Its ranges end where the data do and write numbers as Rust does: `axis` ends on round ticks,
//!   with units, separators and the decimals they need, and thins periods by the calendar.
//! * Titles and legends: no line breaks, vertical axis titles, legends over the data (`frame`).
//! * Labels that must not meet: `label_column`, and the names in `charts/risk_and_cost.rs`.
//! * `Boxplot` has 32-bit numbers and outlines alone; `ErrorBar` always has a dot: bars with
//!   intervals and nested bands are drawn from rectangles and lines.

mod axis;
mod backend;
mod canvas;
mod font;
mod frame;
mod label_column;
mod lettering;
mod panel;
mod picture;
mod quantity;
mod raster;
mod rows;
pub(crate) mod theme;

use std::fmt;

use plotters::drawing::DrawingAreaErrorKind;
use rayon::prelude::*;

use super::result_file::ResultFile;

pub use axis::Periods;
pub(crate) use axis::{Axis, steps};
pub(crate) use canvas::Point;
pub use frame::Wording;
pub(crate) use frame::{Frame, Swatch, TEXT_ROOM};
pub(crate) use label_column::spread;
pub(crate) use lettering::{LABEL, Lettering, TICK, row_lettering};
pub(crate) use panel::{BELOW_PANEL, Panel, Plot};
pub use picture::{Picture, font_faces, page_colours};
pub use quantity::Measure;
pub(crate) use quantity::{Unit, grouped, per_cent, signed, three_digits};
pub use raster::rasterise;
pub(crate) use rows::{Chosen, Rest};
pub(crate) use theme::Colour;
pub use theme::Theme;

/// Numbers and words that make a picture.
pub trait Chart {
    /// Title and caption.
    fn wording(&self) -> &Wording;

    /// The picture.
    ///
    /// # Errors
    /// [`ChartError`] where there is nothing to draw, lists have different lengths, or numbers are
    /// not finite or outside what they can mean.
    fn picture(&self) -> Result<Picture, ChartError>;
}

/// A chart, drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// The stem of its files, such as `price-fan`.
    pub name: &'static str,
    /// The result table that holds its numbers.
    pub table: &'static str,
    /// The words in the picture.
    pub wording: Wording,
    /// The picture.
    pub picture: Picture,
}

/// The formats charts are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Formats {
    /// Vectors, with the typeface in the file.
    pub svg: bool,
    /// Pixels, 2400 across.
    pub png: bool,
}

impl Formats {
    /// No files at all.
    pub const NONE: Self = Self { svg: false, png: false };
    /// Pictures that every program shows.
    pub const PNG: Self = Self { svg: false, png: true };
}

/// Which files the charts become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChartFiles {
    /// Their formats.
    pub formats: Formats,
    /// Their ground.
    pub theme: Theme,
}

/// The drawings as files of the results folder.
///
/// # Errors
/// When a drawing cannot be rasterised, which is a defect.
pub fn chart_files(
    drawings: &[Drawing],
    ChartFiles { formats, theme }: ChartFiles,
) -> Result<Vec<ResultFile>, ChartError> {
    let pictures = drawings.par_iter().filter(|_| formats.png).map(|drawing| {
        let bytes = rasterise(&drawing.picture.in_theme(theme))?;
        Ok(ResultFile { path: format!("charts/{}.png", drawing.name), bytes })
    });
    let mut files: Vec<ResultFile> = pictures.collect::<Result<_, ChartError>>()?;
    if formats.svg {
        files.extend(drawings.iter().map(|drawing| ResultFile {
            path: format!("charts/{}.svg", drawing.name),
            bytes: drawing.picture.self_contained(theme).into_bytes(),
        }));
    }
    Ok(files)
}

/// Why a chart could not be drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum ChartError {
    /// There is no period, point or facility to draw.
    Empty(&'static str),
    /// A list has another length than the one it belongs to.
    Length {
        /// What the list holds.
        what: &'static str,
        /// The length of the list it belongs to.
        expected: usize,
        /// Its own length.
        found: usize,
    },
    /// A number is infinite, not a number, or outside what it can mean.
    Value {
        /// What the number is.
        what: &'static str,
        /// Its position in the list, from 0.
        position: usize,
        /// The number.
        value: f64,
    },
    /// The drawing backend failed.
    Draw(String),
    /// The text to rasterise is not a valid SVG document.
    Svg(String),
    /// The picture could not be encoded.
    Png(String),
}

impl fmt::Display for ChartError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty(what) => write!(formatter, "a chart needs at least one {what}"),
            Self::Length { what, expected, found } => {
                write!(formatter, "{what}: expected {expected} values, found {found}")
            }
            Self::Value { what, position, value } => {
                write!(formatter, "{what}, position {position}: {value} cannot be drawn")
            }
            Self::Draw(why) => write!(formatter, "drawing failed: {why}"),
            Self::Svg(why) => write!(formatter, "not a valid SVG: {why}"),
            Self::Png(why) => write!(formatter, "PNG failed: {why}"),
        }
    }
}

impl std::error::Error for ChartError {}

/// plotters draws into memory, so that only a layout can fail.
impl<E: std::error::Error + Send + Sync> From<DrawingAreaErrorKind<E>> for ChartError {
    fn from(error: DrawingAreaErrorKind<E>) -> Self {
        Self::Draw(error.to_string())
    }
}

/// Beyond this no axis of tonnes or dollars makes sense, and sums stay far from overflow.
pub(crate) const LARGEST: f64 = 1e18;

/// Checks that numbers are finite and lie between two bounds.
pub(crate) fn check(
    what: &'static str,
    values: impl IntoIterator<Item = f64>,
    (low, high): (f64, f64),
) -> Result<(), ChartError> {
    match values.into_iter().enumerate().find(|(_, value)| !(low..=high).contains(value)) {
        Some((position, value)) => Err(ChartError::Value { what, position, value }),
        None => Ok(()),
    }
}

pub(crate) const ANY: (f64, f64) = (-LARGEST, LARGEST);
pub(crate) const NOT_NEGATIVE: (f64, f64) = (0.0, LARGEST);
pub(crate) const PROBABILITY: (f64, f64) = (0.0, 1.0);

pub(crate) fn check_length(
    what: &'static str,
    expected: usize,
    found: usize,
) -> Result<(), ChartError> {
    if expected == found { Ok(()) } else { Err(ChartError::Length { what, expected, found }) }
}
