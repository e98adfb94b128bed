//! Drawn charts, and the files that they become.

use rayon::prelude::*;

use super::charts::{ChartError, Picture, Theme, Wording, rasterise, self_contained};
use super::result_file::ResultFile;

/// A chart, drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// The stem of its files, such as `price-fan`.
    pub name: &'static str,
    /// The sentence above it.
    pub title: String,
    /// Sample size, seed and the meaning of intervals, below it.
    pub caption: String,
    /// The picture, which has title and caption in it.
    pub picture: Picture,
}

impl Drawing {
    pub(super) fn new(
        name: &'static str,
        wording: Wording,
        picture: Result<Picture, ChartError>,
    ) -> Result<Self, ChartError> {
        let Wording { title, caption } = wording;
        Ok(Self { name, title, caption, picture: picture? })
    }
}

/// The formats charts are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Formats {
    pub svg: bool,
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
    pub formats: Formats,
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
            bytes: self_contained(&drawing.picture.in_theme(theme)).into_bytes(),
        }));
    }
    Ok(files)
}
