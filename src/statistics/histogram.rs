//! Counts of values on signed logarithmic bins.

mod bins;
mod count_pages;
mod resolution;

use std::ops::Range;

use super::{LANES, keep};
use crate::numerics::lanes::{fold_lanes, lanes_where};

pub use bins::Bin;
pub use count_pages::CountPages;
pub use resolution::Resolution;

use count_pages::UNALLOCATED;
pub(super) use resolution::RANGE;
use resolution::{FINEST_BITS, LOWEST, OCTAVES, high_word, place};

/// Octaves in the window of a histogram, at most.
const WINDOW_OCTAVES: u32 = 14;
/// Counts behind the window for what lies outside of it: several, so that they do not wait for one
/// another.
const SPILL: u32 = 16;
/// Up to this many nonzero lanes a block is inserted lane by lane.
const SPARSE: u32 = 12;

/// Histogram of one series: bins with edges ±2^e (1 + j/R), j = 0..R, and an exact zero bin.
///
/// Counts live in the [`CountPages`] of the tally, a page per octave; use one arena throughout. The
/// first dense block opens a window of neighbouring pages, where most values are counted without
/// looking their page up. Counts are 32-bit: at most 2³² − 1 values. A histogram takes about 1 KiB
/// besides its pages.
// In this order what every block needs shares a cache line.
#[derive(Debug, Clone)]
#[repr(C, align(64))]
pub struct Histogram {
    resolution: Resolution,
    /// Right shift that takes a high word's mantissa to bins.
    shift: u32,
    /// Contiguous pages for most values of dense blocks: the shifted high word of the first bin,
    /// start in the arena and number of bins, zero before the first dense block.
    window_first: u32,
    window_start: u32,
    window_length: u32,
    zeros: u64,
    /// Extremes of all values.
    least: f64,
    greatest: f64,
    /// Per octave (128 positive ones, then 128 negative ones) the arena position of its page,
    /// less the octave's first bin number.
    directory: [u32; 2 * OCTAVES as usize],
}

impl Histogram {
    /// An empty histogram.
    pub fn new(resolution: Resolution) -> Self {
        let bits = resolution.bits();
        let mut directory = [0; 2 * OCTAVES as usize];
        for (octave, base) in (0..).zip(&mut directory) {
            *base = UNALLOCATED.wrapping_sub(octave << bits);
        }
        Self {
            resolution,
            shift: FINEST_BITS - bits,
            window_first: 0,
            window_start: 0,
            window_length: 0,
            zeros: 0,
            least: f64::INFINITY,
            greatest: f64::NEG_INFINITY,
            directory,
        }
    }

    /// The bins it was made with.
    pub fn resolution(&self) -> Resolution {
        self.resolution
    }

    /// Number of values that are exactly zero.
    pub fn zeros(&self) -> u64 {
        self.zeros
    }

    /// Least and greatest of the values; infinite (∞, −∞) without any.
    pub fn extremes(&self) -> (f64, f64) {
        // Minus zero, which compares equal, would depend on the order.
        (self.least + 0.0, self.greatest + 0.0)
    }

    /// Adds the lanes of a block that the mask selects.
    #[inline(always)]
    pub fn observe(&mut self, pages: &mut CountPages, values: &[f64; LANES], mask: u64) {
        let kept;
        let values = if mask == u64::MAX {
            values
        } else {
            if mask == 0 {
                return;
            }
            // A value that counts anyway leaves the extremes alone.
            kept = keep(values, mask, values[mask.trailing_zeros() as usize]);
            &kept
        };
        let nonzero = lanes_where(|lane| values[lane] != 0.0) & mask;
        let filled = nonzero.count_ones();
        self.zeros += u64::from(mask.count_ones() - filled);
        let mut beyond = false;
        for &value in values {
            beyond |= value < self.least;
            beyond |= value > self.greatest;
        }
        if beyond {
            let (least, greatest) = extremes(values);
            self.extend_range(least, greatest);
        }
        if filled <= SPARSE {
            self.increment_each(pages, values, nonzero);
        } else if self.window_length != 0 || self.open_window(pages, values) {
            let missed = if mask == u64::MAX {
                self.increment_window(pages, values, nonzero)
            } else {
                self.increment_window(pages, &keep(values, mask, 0.0), nonzero)
            };
            self.increment_each(pages, values, missed);
        } else {
            self.increment(pages, place(values[0]), filled);
        }
    }

    /// Adds a block of zeros, as [`Self::observe`] would.
    #[inline(always)]
    pub fn observe_zeros(&mut self) {
        self.zeros += LANES as u64;
        self.extend_range(0.0, 0.0);
    }

    /// Counts the lanes whose bins lie in the window; returns those of the selected ones that lie
    /// elsewhere. Lanes that are not selected are zero.
    #[inline(always)]
    fn increment_window(
        &self,
        pages: &mut CountPages,
        values: &[f64; LANES],
        selected: u64,
    ) -> u64 {
        // Numbers whose high words do not belong fall outside the window, so that neither clamping
        // nor the sign nor zero needs a thought here. What lies outside is counted behind the
        // window, where nobody looks: cheaper than to branch.
        let (first, length) = (self.window_first, self.window_length);
        let mut slots = [0_u32; LANES];
        let mut inside = 0_u32;
        for lane in 0..LANES {
            let bin = (high_word(values[lane]) >> self.shift).wrapping_sub(first);
            inside += u32::from(bin < length);
            slots[lane] = if bin < length { bin } else { length + lane as u32 % SPILL };
        }
        let start = self.window_start as usize;
        let window = &mut pages.counts[start..start + (length + SPILL) as usize];
        for slot in slots {
            let count = &mut window[slot as usize];
            *count = count.wrapping_add(1);
        }
        if inside == selected.count_ones() {
            return 0;
        }
        lanes_where(|lane| slots[lane] >= length) & selected
    }

    /// Counts the selected lanes one by one.
    #[inline(always)]
    fn increment_each(&mut self, pages: &mut CountPages, values: &[f64; LANES], selected: u64) {
        let mut left = selected;
        while left != 0 {
            self.increment(pages, place(values[left.trailing_zeros() as usize]), 1);
            left &= left - 1;
        }
    }

    /// Opens the window on the octaves that a first dense block spans on one side of zero, down
    /// from its largest magnitudes, and one more on either end for the blocks to come. Not if the
    /// block lies in one bin, as most of a constant series do.
    #[inline(never)]
    fn open_window(&mut self, pages: &mut CountPages, values: &[f64; LANES]) -> bool {
        let (least, greatest) = extremes(values);
        if place(least) >> self.shift == place(greatest) >> self.shift {
            return false;
        }
        let (large, small) = if greatest > 0.0 { (greatest, least) } else { (least, greatest) };
        let octave = |value: f64| place(value) >> FINEST_BITS;
        let side_start = octave(large) - octave(large) % OCTAVES;
        let last = (octave(large) + 1).min(side_start + OCTAVES - 1);
        let widest = side_start.max((last + 1).saturating_sub(WINDOW_OCTAVES));
        let first =
            if large * small > 0.0 { widest.max(octave(small).saturating_sub(1)) } else { widest };
        let bits = FINEST_BITS - self.shift;
        let side = if side_start == 0 { 0 } else { 1 << 31 };
        self.window_first = (side + LOWEST + ((first % OCTAVES) << FINEST_BITS)) >> self.shift;
        self.window_length = (last + 1 - first) << bits;
        self.window_start = pages.allocate((self.window_length + SPILL) as usize);
        for octave in first..=last {
            let start = self.window_start + ((octave - first) << bits);
            if let Some(earlier) = self.page_range(pages, octave) {
                pages.counts.copy_within(earlier, start as usize);
            }
            self.directory[octave as usize] = start.wrapping_sub(octave << bits);
        }
        true
    }

    #[inline(always)]
    fn extend_range(&mut self, least: f64, greatest: f64) {
        self.least = lesser(least, self.least);
        self.greatest = greater(greatest, self.greatest);
    }

    #[inline(always)]
    fn increment(&mut self, pages: &mut CountPages, place: u32, by: u32) {
        let octave = place >> FINEST_BITS;
        let bin = place >> self.shift;
        let mut slot = self.directory[octave as usize].wrapping_add(bin);
        if slot >= UNALLOCATED {
            self.allocate(pages, octave);
            slot = self.directory[octave as usize].wrapping_add(bin);
        }
        let count = &mut pages.counts[slot as usize];
        *count = count.wrapping_add(by);
    }

    #[cold]
    #[inline(never)]
    fn allocate(&mut self, pages: &mut CountPages, octave: u32) {
        let bits = FINEST_BITS - self.shift;
        self.directory[octave as usize] = pages.allocate(1 << bits).wrapping_sub(octave << bits);
    }

    /// Where in the arena the counts of an octave are, if it was touched.
    fn page_range(&self, pages: &CountPages, octave: u32) -> Option<Range<usize>> {
        let bits = FINEST_BITS - self.shift;
        let start = self.directory[octave as usize].wrapping_add(octave << bits) as usize;
        (start < pages.counts.len()).then(|| start..start + (1 << bits))
    }

    /// The counts of an octave, if it was touched.
    fn page<'a>(&self, pages: &'a CountPages, octave: u32) -> Option<&'a [u32]> {
        self.page_range(pages, octave).map(|range| &pages.counts[range])
    }

    /// Adds the counts of another histogram of the same resolution.
    pub fn merge(&mut self, pages: &mut CountPages, other: &Self, other_pages: &CountPages) {
        debug_assert_eq!(self.resolution, other.resolution);
        for octave in 0..2 * OCTAVES {
            let Some(added) = other.page(other_pages, octave) else {
                continue;
            };
            let range = self.page_range(pages, octave).unwrap_or_else(|| {
                self.allocate(pages, octave);
                pages.counts.len() - added.len()..pages.counts.len()
            });
            for (count, more) in pages.counts[range].iter_mut().zip(added) {
                *count = count.wrapping_add(*more);
            }
        }
        self.zeros += other.zeros;
        self.extend_range(other.least, other.greatest);
    }
}

/// Least and greatest of the lanes.
fn extremes(values: &[f64; LANES]) -> (f64, f64) {
    (fold_lanes(|lane| values[lane], lesser), fold_lanes(|lane| values[lane], greater))
}

/// The lesser of two numbers, the second if they do not compare.
#[inline(always)]
fn lesser(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// The greater of two numbers, the second if they do not compare.
#[inline(always)]
fn greater(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::draws::Draws;
    use super::*;

    pub fn insert(histogram: &mut Histogram, pages: &mut CountPages, values: &[f64]) {
        for chunk in values.chunks(LANES) {
            let mut block = [f64::NAN; LANES];
            block[..chunk.len()].copy_from_slice(chunk);
            histogram.observe(pages, &block, u64::MAX >> (LANES - chunk.len()));
        }
    }

    /// Values over many octaves, on both sides, with zeros.
    pub fn spread(seed: u64, count: usize) -> Vec<f64> {
        let mut draws = Draws(seed);
        (0..count)
            .map(|_| match draws.bits() % 8 {
                0 => 0.0,
                1 => -0.0,
                2 => -libm::exp(8.0 * draws.normal()),
                _ => libm::exp(8.0 * draws.normal()),
            })
            .collect()
    }

    #[test]
    fn sparse_dense_and_constant_blocks_agree_with_single_values() {
        let mut draws = Draws(4);
        for filled in [1, SPARSE as usize, SPARSE as usize + 1, 40, LANES] {
            for scale in [1e-9, 1.0] {
                let values: Vec<f64> = (0..LANES)
                    .map(|lane| if lane < filled { 3.0 + scale * draws.normal() } else { 0.0 })
                    .collect();
                let (mut whole, mut pages) =
                    (Histogram::new(Resolution::PerOctave128), CountPages::new());
                insert(&mut whole, &mut pages, &values);
                let (mut single, mut single_pages) =
                    (Histogram::new(Resolution::PerOctave128), CountPages::new());
                values.iter().for_each(|&x| insert(&mut single, &mut single_pages, &[x]));
                assert_eq!(whole.bins(&pages), single.bins(&single_pages));
                assert_eq!(whole.extremes(), single.extremes());
            }
        }
    }

    #[test]
    fn masked_lanes_of_a_dense_block_count_for_nothing() {
        let mask = 0x7fff_0f0f_ffff_8ff1;
        // Within the window and outside of it, on both sides of zero.
        let values: [f64; LANES] = spread(8, LANES).try_into().expect("as many as there are lanes");
        let (mut block, mut pages) = (Histogram::new(Resolution::PerOctave128), CountPages::new());
        block.observe(&mut pages, &values, mask);
        let (mut single, mut single_pages) =
            (Histogram::new(Resolution::PerOctave128), CountPages::new());
        let selected = (0..LANES).filter(|lane| mask >> lane & 1 == 1);
        selected.for_each(|lane| insert(&mut single, &mut single_pages, &[values[lane]]));
        assert_eq!(block.bins(&pages), single.bins(&single_pages));
        assert_eq!((block.extremes(), block.zeros()), (single.extremes(), single.zeros()));
    }

    #[test]
    fn values_beyond_the_window_are_counted_where_they_belong() {
        let mut draws = Draws(9);
        // At either end of all octaves there is none to open besides.
        for middle in [-63, -60, 0, 60, 63] {
            for sign in [1.0, -1.0] {
                let mut block = |octaves: i32| -> Vec<f64> {
                    let spread = |z: f64| f64::from(octaves) * z.clamp(-1.0, 1.0);
                    draws
                        .normals()
                        .map(|z| sign * libm::exp2(f64::from(middle) + spread(z)))
                        .to_vec()
                };
                let values = [block(1), block(4), block(9), block(1)].concat();
                let (mut whole, mut pages) =
                    (Histogram::new(Resolution::PerOctave128), CountPages::new());
                insert(&mut whole, &mut pages, &values);
                let (mut single, mut single_pages) =
                    (Histogram::new(Resolution::PerOctave128), CountPages::new());
                values.iter().for_each(|&x| insert(&mut single, &mut single_pages, &[x]));
                assert_eq!(whole.bins(&pages), single.bins(&single_pages));
                assert_eq!(whole.extremes(), single.extremes());
            }
        }
    }

    #[test]
    fn merging_adds_counts_whichever_octaves_were_touched() {
        let (left, right) = (spread(5, 700), spread(6, 900));
        let (mut a, mut a_pages) = (Histogram::new(Resolution::PerOctave64), CountPages::new());
        insert(&mut a, &mut a_pages, &left);
        let (mut b, mut b_pages) = (Histogram::new(Resolution::PerOctave64), CountPages::new());
        insert(&mut b, &mut b_pages, &right);
        let (mut both, mut both_pages) =
            (Histogram::new(Resolution::PerOctave64), CountPages::new());
        insert(&mut both, &mut both_pages, &left);
        insert(&mut both, &mut both_pages, &right);
        a.merge(&mut a_pages, &b, &b_pages);
        assert_eq!(a.bins(&a_pages), both.bins(&both_pages));
        assert_eq!((a.extremes(), a.zeros()), (both.extremes(), both.zeros()));
    }
}
