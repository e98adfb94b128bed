//! Draws from a finite list of values by comparing with cumulative probabilities.

use super::atoms::Atoms;
use crate::numerics::normal_integral;
use crate::numerics::probability::Probability;

/// Up to this many values are compared one after another, which vectorises.
const FEW: usize = 16;
const GUIDE_BITS: u32 = 10;
const WORD_BITS: u32 = 53;

/// Thresholds of one key between consecutive values: value `i` is drawn when the key has reached
/// `thresholds[i − 1]` and not `thresholds[i]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Steps<K> {
    first: f64,
    thresholds: Vec<K>,
    /// The value from each threshold on.
    values: Vec<f64>,
    /// For each cell of the upper bits of a word, the thresholds reached at its beginning (Chen and
    /// Asau 1974, "On generating random variates from an empirical distribution"); empty when few.
    guide: Vec<usize>,
}

impl<K: Copy + PartialOrd> Steps<K> {
    fn collect(atoms: &Atoms, threshold: impl Fn(Probability) -> K) -> Self {
        let gaps = atoms.values.len() - 1;
        Self {
            first: atoms.values[0],
            thresholds: atoms.cumulative[..gaps].iter().map(|&p| threshold(p)).collect(),
            values: atoms.values[1..].to_vec(),
            guide: Vec::new(),
        }
    }

    /// The value after this many thresholds.
    #[inline(always)]
    fn after(&self, count: usize) -> f64 {
        match count.checked_sub(1) {
            Some(last) => self.values[last],
            None => self.first,
        }
    }

    #[inline(always)]
    fn is_short(&self) -> bool {
        self.values.len() < FEW
    }

    /// Starts `out` with the first value and replaces it for each threshold that the key reaches.
    #[inline(always)]
    fn scan<S: Copy>(&self, sources: &[S], out: &mut [f64], key: impl Fn(S) -> K) {
        for (out, _) in out.iter_mut().zip(sources) {
            *out = self.first;
        }
        for (&threshold, &value) in self.thresholds.iter().zip(&self.values) {
            for (out, &source) in out.iter_mut().zip(sources) {
                *out = if key(source) >= threshold { value } else { *out };
            }
        }
    }
}

impl Steps<i64> {
    /// Thresholds of the upper 53 bits `m` of a word, exact for the probability `(m + 1/2)·2⁻⁵³`.
    pub fn of_words(atoms: &Atoms) -> Self {
        const UNITS: f64 = 9_007_199_254_740_992.0;
        let mut steps = Self::collect(atoms, |p| {
            if p.lower <= p.upper {
                libm::floor(p.lower * UNITS + 0.5) as i64
            } else {
                (1 << WORD_BITS) - libm::ceil(p.upper * UNITS - 0.5) as i64
            }
        });
        if !steps.is_short() {
            steps.guide = (0..=1_i64 << GUIDE_BITS)
                .map(|cell| {
                    let begin = cell << (WORD_BITS - GUIDE_BITS);
                    steps.thresholds.partition_point(|&t| t <= begin)
                })
                .collect();
        }
        steps
    }

    /// The value that a word draws.
    #[inline(always)]
    pub fn value(&self, word: u64) -> f64 {
        let m = (word >> 11) as i64;
        let (begin, end) = if self.guide.is_empty() {
            (0, self.thresholds.len())
        } else {
            let cell = (m >> (WORD_BITS - GUIDE_BITS)) as usize;
            (self.guide[cell], self.guide[cell + 1])
        };
        self.after(begin + self.thresholds[begin..end].partition_point(|&t| t <= m))
    }

    /// The values that the words draw.
    #[inline(always)]
    pub fn fill(&self, words: &[u64], out: &mut [f64]) {
        if self.is_short() {
            self.scan(words, out, |word| (word >> 11) as i64);
        } else {
            for (out, &word) in out.iter_mut().zip(words) {
                *out = self.value(word);
            }
        }
    }
}

impl Steps<f64> {
    /// Thresholds of a normal score. A score that equals one belongs to the value above.
    pub fn of_scores(atoms: &Atoms) -> Self {
        Self::collect(atoms, normal_integral::quantile)
    }

    /// The value that a score draws.
    #[inline(always)]
    pub fn value(&self, score: f64) -> f64 {
        self.after(self.thresholds.partition_point(|&t| t <= score))
    }

    /// The values that the scores draw.
    #[inline(always)]
    pub fn fill(&self, scores: &[f64], out: &mut [f64]) {
        if self.is_short() {
            self.scan(scores, out, |score| score);
        } else {
            for (out, &score) in out.iter_mut().zip(scores) {
                *out = self.value(score);
            }
        }
    }
}
