//! Laws on a finite list of values.

use crate::numerics::probability::Probability;

/// Values in increasing order, with the probability of each and both tails.
#[derive(Clone, Debug, PartialEq)]
pub struct Atoms {
    pub values: Vec<f64>,
    pub probabilities: Vec<f64>,
    /// `cumulative[i]`: probabilities of at most `values[i]` and of more.
    pub cumulative: Vec<Probability>,
}

impl Atoms {
    /// Pairs of value and weight; equal values are joined, zero weights dropped, weights
    /// normalised.
    pub fn new(mut pairs: Vec<(f64, f64)>) -> Self {
        pairs.retain(|pair| pair.1 > 0.0);
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        pairs.dedup_by(|later, earlier| {
            let equal = later.0 == earlier.0;
            if equal {
                earlier.1 += later.1;
            }
            equal
        });
        // Summed from both ends, so that either tail is accurate in relative terms.
        let mut upper = vec![0.0; pairs.len()];
        let mut sum = 0.0;
        for (above, pair) in upper.iter_mut().zip(&pairs).rev() {
            *above = sum;
            sum += pair.1;
        }
        let total = sum;
        let mut below = 0.0;
        let cumulative = pairs
            .iter()
            .zip(&upper)
            .map(|(pair, above)| {
                below += pair.1;
                Probability { lower: below / total, upper: above / total }
            })
            .collect();
        Self {
            values: pairs.iter().map(|pair| pair.0).collect(),
            probabilities: pairs.iter().map(|pair| pair.1 / total).collect(),
            cumulative,
        }
    }

    /// The largest number to which counts are expected: beyond it their list would be too long.
    pub const MOST: f64 = 1e6;

    /// Counts about the most likely one, from its probability and the ratio of that of a count to
    /// that of the one before; without those of hardly any probability.
    pub fn of_counts(mode: f64, peak: f64, ratio: impl Fn(f64) -> f64) -> Self {
        const LEAST: f64 = 1e-30;
        let mut pairs = Vec::new();
        let (mut k, mut term) = (mode, peak);
        while term > LEAST {
            pairs.push((k, term));
            k += 1.0;
            term *= ratio(k);
        }
        let (mut k, mut term) = (mode, peak);
        while k > 0.0 && term > LEAST {
            term /= ratio(k);
            k -= 1.0;
            pairs.push((k, term));
        }
        Self::new(pairs)
    }

    /// The law given that the value lies in [`low`, `high`].
    pub fn within(&self, low: f64, high: f64) -> Self {
        let pairs = self.values.iter().copied().zip(self.probabilities.iter().copied());
        Self::new(pairs.filter(|&(x, _)| x >= low && x <= high).collect())
    }

    /// Probability of the values in [`low`, `high`].
    pub fn mass(&self, low: f64, high: f64) -> f64 {
        let pairs = self.values.iter().zip(&self.probabilities);
        pairs.filter(|&(&x, _)| x >= low && x <= high).map(|(_, p)| p).sum()
    }

    pub fn tails(&self, x: f64) -> Probability {
        match self.values.partition_point(|&value| value <= x) {
            0 => Probability::from_lower(0.0),
            count => self.cumulative[count - 1],
        }
    }

    pub fn quantile(&self, p: Probability) -> f64 {
        let below = |at: &Probability| {
            if p.lower <= p.upper { at.lower < p.lower } else { at.upper > p.upper }
        };
        let count = self.cumulative.partition_point(below);
        self.values[count.min(self.values.len() - 1)]
    }

    pub fn mean(&self) -> f64 {
        let pairs = self.values.iter().zip(&self.probabilities);
        pairs.map(|(x, p)| x * p).sum()
    }

    pub fn standard_deviation(&self) -> f64 {
        let mean = self.mean();
        let pairs = self.values.iter().zip(&self.probabilities);
        libm::sqrt(pairs.map(|(x, p)| (x - mean) * (x - mean) * p).sum())
    }
}
