//! Reading the bins of a histogram.

use super::resolution::{COARSE_BITS, FINEST_BITS, LOWEST, OCTAVES};
use super::{CountPages, Histogram, Resolution};

/// A bin and its count; an atom has `low == high`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// Lower edge.
    pub low: f64,
    /// Upper edge.
    pub high: f64,
    /// Number of values.
    pub count: u64,
}

impl Bin {
    /// The same bin on the other side of zero.
    fn mirrored(self) -> Self {
        Self { low: -self.high, high: -self.low, count: self.count }
    }

    /// Least upper bound of |estimate − x| / |x| over the x of the bin.
    pub(in super::super) fn relative_error(&self, estimate: f64) -> Option<f64> {
        if self.low == self.high {
            return Some(0.0);
        }
        (self.low > 0.0 || self.high < 0.0).then(|| {
            let from_low = ((estimate - self.low) / self.low).abs();
            let from_high = ((self.high - estimate) / self.high).abs();
            from_low.max(from_high)
        })
    }
}

impl Histogram {
    /// Occupied bins in ascending order, the zero bin as 0..0, on the histogram's own edges.
    /// Integer bins are points. A positive bin holds low ≤ x < high, a negative one
    /// low < x ≤ high; the outermost bins also hold what lies beyond them, the innermost ones
    /// what is closer to zero.
    pub fn bins(&self, pages: &CountPages) -> Vec<Bin> {
        self.bins_of(pages, FINEST_BITS - self.shift)
    }

    /// As [`Self::bins`], on the fixed grid of 16 bins an octave that all distributions share.
    pub fn coarse_bins(&self, pages: &CountPages) -> Vec<Bin> {
        match self.resolution {
            Resolution::Integer { .. } => self.bins(pages),
            _ => self.bins_of(pages, COARSE_BITS),
        }
    }

    /// Occupied bins at 2^`bits` an octave.
    fn bins_of(&self, pages: &CountPages, bits: u32) -> Vec<Bin> {
        let group = 1 << (FINEST_BITS - self.shift - bits);
        let side = |bins: &mut Vec<Bin>, first: u32| {
            for octave in 0..OCTAVES {
                let Some(page) = self.page(pages, first + octave) else { continue };
                let mut push = |within: u32, count: u64| {
                    if count > 0 {
                        bins.push(self.bin((octave << bits) + within, bits, count));
                    }
                };
                if group == 1 {
                    (0..).zip(page).for_each(|(within, &count)| push(within, u64::from(count)));
                } else {
                    let sums = page
                        .chunks_exact(group)
                        .map(|counts| counts.iter().map(|&count| u64::from(count)).sum());
                    (0..).zip(sums).for_each(|(within, count)| push(within, count));
                }
            }
        };
        let mut bins: Vec<Bin> = Vec::new();
        side(&mut bins, OCTAVES);
        bins.iter_mut().for_each(|bin| *bin = bin.mirrored());
        bins.reverse();
        if self.zeros > 0 {
            bins.push(Bin { low: 0.0, high: 0.0, count: self.zeros });
        }
        side(&mut bins, 0);
        bins
    }

    /// Bin of positive numbers by its number from 2⁻⁶⁴ up.
    fn bin(&self, number: u32, bits: u32, count: u64) -> Bin {
        let edge = |number: u32| {
            f64::from_bits(u64::from((number << (FINEST_BITS - bits)) + LOWEST) << 32)
        };
        let (low, mut high) = (edge(number), edge(number + 1));
        if matches!(self.resolution, Resolution::Integer { .. }) {
            high = low.max(high - 1.0);
        }
        Bin { low, high, count }
    }
}

#[cfg(test)]
mod tests {
    use super::super::resolution::RANGE;
    use super::super::tests::{insert, spread};
    use super::*;

    #[test]
    fn every_value_lies_in_a_counted_bin() {
        for resolution in
            [Resolution::PerOctave1024, Resolution::PerOctave32, Resolution::PerOctave16]
        {
            let values = spread(3, 5_000);
            let (mut histogram, mut pages) = (Histogram::new(resolution), CountPages::new());
            insert(&mut histogram, &mut pages, &values);
            for bins in [histogram.bins(&pages), histogram.coarse_bins(&pages)] {
                assert_eq!(bins.iter().map(|bin| bin.count).sum::<u64>(), 5_000);
                for pair in bins.windows(2) {
                    assert!(pair[0].high <= pair[1].low);
                }
                for bin in bins {
                    let inside = values.iter().filter(|&&x| match bin.low {
                        low if low > 0.0 => x >= low && x < bin.high,
                        low if low < 0.0 => x > low && x <= bin.high,
                        _ => x == 0.0,
                    });
                    assert_eq!(inside.count() as u64, bin.count, "{bin:?}");
                }
            }
        }
    }

    #[test]
    fn edges_are_eighths_of_a_binary_octave() {
        let (mut histogram, mut pages) =
            (Histogram::new(Resolution::PerOctave16), CountPages::new());
        insert(&mut histogram, &mut pages, &[4.3, -4.25, 1e300, -1e-300]);
        let edges: Vec<(f64, f64)> =
            histogram.bins(&pages).iter().map(|b| (b.low, b.high)).collect();
        let (tiny, huge) = RANGE;
        assert_eq!(
            edges,
            [
                (-4.5, -4.25),
                (-tiny * (1.0 + 1.0 / 16.0), -tiny),
                (4.25, 4.5),
                (huge * (1.0 - 1.0 / 32.0), huge)
            ]
        );
    }

    #[test]
    fn integers_are_points() {
        let (mut histogram, mut pages) =
            (Histogram::new(Resolution::Integer { greatest: 52 }), CountPages::new());
        let values: Vec<f64> =
            (0..=52).flat_map(|k| vec![f64::from(k); k as usize % 5 + 1]).collect();
        insert(&mut histogram, &mut pages, &values);
        let bins = histogram.bins(&pages);
        assert_eq!(bins.len(), 53);
        for (k, bin) in bins.iter().enumerate() {
            assert_eq!((bin.low, bin.high, bin.count), (k as f64, k as f64, k as u64 % 5 + 1));
        }
    }
}
