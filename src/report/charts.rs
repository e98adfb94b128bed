//! Charts of the results: SVG drawn with plotters, PNG made from it by resvg, font embedded.
//!
//! Every chart is a function of plain numbers and labels; nothing is estimated here. The same
//! input gives the same SVG, and the same PNG, on a machine with or without fonts.
//!
//! | function | question |
//! |---|---|
//! | [`price_fan`] | which prices are in the cards? |
//! | [`need_and_supply`] | what is needed, and what is delivered from where? |
//! | [`shortfall_probability`] | how likely is a shortage, and when? |
//! | [`exceedance`] | how bad can it get, in tonnes or dollars? |
//! | [`heat_map`] | which facility, in which period? |
//! | [`completion_delay`] | which facility is late, and by how much for want of metal? |
//! | [`levers`] | what helps, and at what price? |

mod canvas;
mod completion_delay;
mod differences;
mod exceedance;
mod font;
mod frame;
mod heat_map;
mod label_column;
mod levers;
mod need_supply;
mod panel;
mod picture;
mod price_fan;
mod quantity;
mod raster;
mod risk_and_cost;
mod shortfall_probability;
mod theme;

use std::fmt;

pub use completion_delay::{CompletionDelay, FacilityDelay, completion_delay};
pub use differences::{Change, ChangeColumn, Differences, differences};
pub use exceedance::{Exceedance, ExceedanceMarker, ExceedancePoint, exceedance};
pub use frame::Wording;
pub use heat_map::{HeatMap, heat_map};
pub use levers::{LeverBetter, LeverCell, LeverColumn, LeverRow, Levers, levers};
pub use need_supply::{NeedAndSupply, PeriodBalance, need_and_supply};
pub use panel::Periods;
pub use picture::{Picture, page_colours};
pub use price_fan::{PriceFan, PricePeriod, price_fan, written_price};
pub use quantity::Measure;
pub use raster::rasterise;
pub use risk_and_cost::{RiskAndCost, ScenarioPoint, risk_and_cost};
pub use shortfall_probability::{Estimate, ShortfallProbability, shortfall_probability};
pub use theme::Theme;

/// Style sheet that brings the typeface of the charts to a page which shows them inline.
pub fn font_faces() -> &'static str {
    font::FACES
}

/// An SVG made by this module with its typeface in it: a file that looks the same everywhere.
pub fn self_contained(svg: &str) -> String {
    match svg.split_once('>') {
        Some((opening, body)) => format!("{opening}><style>{}</style>{body}", font::FACES),
        None => svg.to_owned(),
    }
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

/// Beyond this no axis of tonnes or dollars makes sense, and sums stay far from overflow.
const LARGEST: f64 = 1e18;

/// Checks that numbers are finite and lie between two bounds.
fn check(
    what: &'static str,
    values: impl IntoIterator<Item = f64>,
    (low, high): (f64, f64),
) -> Result<(), ChartError> {
    match values.into_iter().enumerate().find(|(_, value)| !(low..=high).contains(value)) {
        Some((position, value)) => Err(ChartError::Value { what, position, value }),
        None => Ok(()),
    }
}

const ANY: (f64, f64) = (-LARGEST, LARGEST);
const NOT_NEGATIVE: (f64, f64) = (0.0, LARGEST);
const PROBABILITY: (f64, f64) = (0.0, 1.0);

fn check_length(what: &'static str, expected: usize, found: usize) -> Result<(), ChartError> {
    if expected == found { Ok(()) } else { Err(ChartError::Length { what, expected, found }) }
}
