//! Exceedance probabilities on the bins of a histogram.

use super::histogram::RANGE;
use super::{Bin, Estimate, Statistic};

/// Bins an octave of the grid that [`Histogram::coarse_bins`](super::Histogram::coarse_bins)
/// returns, as the step between the bits of neighbouring edges: the fourth mantissa bit.
const EDGE_STEP: u64 = 1 << 48;

/// A bin, its share of the values and the probability of exceeding it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExceedanceBin {
    pub bin: Bin,
    /// Share of all values in the bin.
    pub probability: f64,
    /// P(X > bin.high), from exact counts.
    pub exceedance: Estimate,
}

/// The occupied bins in ascending order, on the grid of 16 an octave, with what lies beyond each.
/// The empty bin just below an occupied one is there too, so that a line through the upper edges is
/// right across gaps.
pub fn exceedances(bins: &[Bin]) -> Vec<ExceedanceBin> {
    let total: u64 = bins.iter().map(|bin| bin.count).sum();
    let mut beyond = total;
    let mut rows: Vec<ExceedanceBin> = Vec::with_capacity(bins.len());
    let push = |rows: &mut Vec<ExceedanceBin>, bin: Bin, beyond: u64| {
        rows.push(ExceedanceBin {
            bin,
            probability: bin.count as f64 / total as f64,
            exceedance: Estimate::probability(Statistic::ProbabilityAbove, beyond, total),
        });
    };
    for &bin in bins {
        let is_atom = bin.low == bin.high;
        let edge = if is_atom { -RANGE.0 } else { bin.low };
        let joins = rows.last().map_or(is_atom, |last| last.bin.high == edge);
        if !joins {
            push(&mut rows, Bin { low: edge_below(edge), high: edge, count: 0 }, beyond);
        }
        beyond -= bin.count;
        push(&mut rows, bin, beyond);
    }
    rows
}

/// P(X > x) at both edges of every occupied bin, by rising x, from exact counts. Between two
/// edges the probability lies between theirs; at an atom it falls, so that x stands twice.
pub fn exceedance_curve(bins: &[Bin]) -> Vec<(f64, Estimate)> {
    let total: u64 = bins.iter().map(|bin| bin.count).sum();
    let at = |x: f64, beyond: u64| {
        (x, Estimate::probability(Statistic::ProbabilityAbove, beyond, total))
    };
    let mut beyond = total;
    let mut curve: Vec<(f64, Estimate)> = Vec::with_capacity(2 * bins.len());
    for bin in bins {
        if curve.last().is_none_or(|(x, _)| *x != bin.low) {
            curve.push(at(bin.low, beyond));
        }
        beyond -= bin.count;
        curve.push(at(bin.high, beyond));
    }
    curve
}

/// The grid's next edge below an edge other than zero.
fn edge_below(edge: f64) -> f64 {
    let bits = edge.to_bits();
    f64::from_bits(if edge > 0.0 { bits - EDGE_STEP } else { bits + EDGE_STEP })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bin(low: f64, high: f64, count: u64) -> Bin {
        Bin { low, high, count }
    }

    #[test]
    fn gaps_close_with_an_empty_bin() {
        let rows = exceedances(&[
            bin(-17.0, -16.0, 1),
            bin(0.0, 0.0, 7),
            bin(16.0, 17.0, 1),
            bin(17.0, 18.0, 1),
        ]);
        let bins: Vec<(f64, f64, u64)> =
            rows.iter().map(|row| (row.bin.low, row.bin.high, row.bin.count)).collect();
        let nearest = (-1.0625 * RANGE.0, -RANGE.0, 0);
        let expected = [
            (-18.0, -17.0, 0),
            (-17.0, -16.0, 1),
            nearest,
            (0.0, 0.0, 7),
            (15.5, 16.0, 0),
            (16.0, 17.0, 1),
            (17.0, 18.0, 1),
        ];
        assert_eq!(bins, expected);
        let exceedance: Vec<f64> = rows.iter().filter_map(|row| row.exceedance.estimate).collect();
        assert_eq!(exceedance, [1.0, 0.9, 0.9, 0.2, 0.2, 0.1, 0.0]);
        assert_eq!(rows[1].probability, 0.1);
    }

    #[test]
    fn the_curve_falls_at_atoms_and_over_bins() {
        let curve = exceedance_curve(&[
            bin(0.0, 0.0, 7),
            bin(16.0, 17.0, 1),
            bin(17.0, 18.0, 1),
            bin(20.0, 21.0, 1),
        ]);
        let points: Vec<(f64, f64)> =
            curve.iter().filter_map(|(x, p)| Some((*x, p.estimate?))).collect();
        let expected = [
            (0.0, 1.0),
            (0.0, 0.3),
            (16.0, 0.3),
            (17.0, 0.2),
            (18.0, 0.1),
            (20.0, 0.1),
            (21.0, 0.0),
        ];
        assert_eq!(points, expected);
    }

    #[test]
    fn nothing_has_no_bins() {
        assert!(exceedance_curve(&[]).is_empty());
        assert!(exceedances(&[]).is_empty());
    }
}
