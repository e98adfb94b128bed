//! The colour table of a picture: at most 256 colours that stand for all of its own.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

type Rgb = [u8; 3];

type ByColour<T> = HashMap<Rgb, T, BuildHasherDefault<ColourHasher>>;

/// Spreads colours over a table: they come from a chart, not from somebody who wants them to
/// collide.
#[derive(Debug, Default, Clone, Copy)]
struct ColourHasher(u64);

impl Hasher for ColourHasher {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0 << 8 | u64::from(byte);
        }
    }

    fn finish(&self) -> u64 {
        // 2⁶⁴ over the golden ratio (Knuth, *The Art of Computer Programming*, vol. 3, §6.4).
        let product = self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        product ^ (product >> 32)
    }
}

/// Neighbouring pixels of one colour.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    pub colour: Rgb,
    pub length: usize,
}

/// Colours of a table, at most.
const MOST: usize = 256;

/// A colour with that many pixels is an area and stays as it is; rarer ones are the smoothed edges
/// of letters and lines, of which neighbours may share an entry.
const AREA: usize = 256;

/// How far, in the worst channel, an edge colour may move: the least that lets a picture fit, none
/// of them visible in a smoothed edge.
const TOLERANCES: [u8; 6] = [0, 4, 8, 12, 18, 24];

/// A table, and the entry of every colour of the picture.
#[derive(Debug)]
pub(super) struct ColourTable {
    entries: Vec<Rgb>,
    numbers: ByColour<u8>,
}

impl ColourTable {
    /// The table of a picture, if there is one that shows it truly.
    pub(super) fn of(runs: &[Run]) -> Option<Self> {
        let mut pixels: ByColour<usize> = ByColour::default();
        for run in runs {
            *pixels.entry(run.colour).or_default() += run.length;
        }
        let mut colours: Vec<(Rgb, usize)> = pixels.into_iter().collect();
        // The map's own order means nothing.
        colours.sort_unstable_by_key(|&(colour, pixels)| (std::cmp::Reverse(pixels), colour));
        TOLERANCES.iter().find_map(|&tolerance| Self::within(&colours, tolerance))
    }

    /// The table in which every colour has an entry within the tolerance, given the colours from
    /// the most frequent down.
    fn within(colours: &[(Rgb, usize)], tolerance: u8) -> Option<Self> {
        let mut table = Self {
            entries: Vec::new(),
            numbers: ByColour::with_capacity_and_hasher(
                colours.len(),
                BuildHasherDefault::default(),
            ),
        };
        for &(colour, pixels) in colours {
            let nearest = table
                .entries
                .iter()
                .enumerate()
                .map(|(number, &entry)| (distance(entry, colour), number))
                .min();
            let number = match nearest {
                Some((far, number)) if far <= tolerance && pixels < AREA => number as u8,
                _ if table.entries.len() == MOST => return None,
                _ => {
                    table.entries.push(colour);
                    (table.entries.len() - 1) as u8
                }
            };
            table.numbers.insert(colour, number);
        }
        Some(table)
    }

    /// Red, green and blue of one entry after the other.
    pub(super) fn palette(&self) -> Vec<u8> {
        self.entries.concat()
    }

    /// The entry of every pixel.
    pub(super) fn numbers(&self, runs: &[Run]) -> Vec<u8> {
        let mut numbers = Vec::with_capacity(runs.iter().map(|run| run.length).sum());
        for run in runs {
            numbers.resize(numbers.len() + run.length, self.numbers[&run.colour]);
        }
        numbers
    }
}

/// The difference in the worst channel.
fn distance(a: Rgb, b: Rgb) -> u8 {
    a.iter().zip(b).map(|(&a, b)| a.abs_diff(b)).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grey(level: u8, length: usize) -> Run {
        Run { colour: [level; 3], length }
    }

    /// 784 colours nine levels apart, so many pixels each.
    fn colourful(length: usize) -> Vec<Run> {
        let channel = |step: u16| (step * 9) as u8;
        (0..28 * 28)
            .map(|step| Run { colour: [channel(step / 28), channel(step % 28), 0], length })
            .collect()
    }

    #[test]
    fn few_colours_are_kept_exactly() {
        let runs: Vec<Run> = (0..=255).map(|level| grey(level, 1 + usize::from(level))).collect();
        let table = ColourTable::of(&runs).expect("256 colours fit");
        let palette = table.palette();
        for (run, number) in runs
            .iter()
            .zip(table.numbers(&runs.iter().map(|run| grey(run.colour[0], 1)).collect::<Vec<_>>()))
        {
            assert_eq!(palette[3 * usize::from(number)..][..3], run.colour);
        }
    }

    #[test]
    fn areas_are_exact_and_edges_close_when_colours_are_many() {
        let mut runs = colourful(3);
        runs.push(Run { colour: [10, 10, 0], length: AREA });
        let table = ColourTable::of(&runs).expect("neighbours share entries");
        let palette = table.palette();
        assert!(palette.len() <= 3 * MOST);
        for run in &runs {
            let entry = usize::from(table.numbers[&run.colour]);
            let shown = [palette[3 * entry], palette[3 * entry + 1], palette[3 * entry + 2]];
            let limit = if run.length >= AREA { 0 } else { TOLERANCES[TOLERANCES.len() - 1] };
            assert!(distance(shown, run.colour) <= limit, "{:?} became {shown:?}", run.colour);
        }
    }

    #[test]
    fn too_many_areas_have_no_table() {
        assert!(ColourTable::of(&colourful(AREA)).is_none());
    }
}
