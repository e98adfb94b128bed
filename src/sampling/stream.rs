//! Named streams: random words as a function of (seed, name, trial, k).

use std::convert::Infallible;

use rand::rand_core::{TryRng, utils};

use super::philox::philox;
use crate::numerics::lanes::{LANES, Words};

/// The random words of one named variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream {
    key: u64,
}

impl Stream {
    /// The stream of a name under a seed.
    pub fn new(seed: u64, name: &str) -> Self {
        Stream { key: mix(mix(seed) ^ name_hash(name)) }
    }

    /// Word k of a trial. Words 2p and 2p + 1 are the two halves of one block of the generator.
    #[inline(always)]
    pub fn word(&self, trial: u64, k: u64) -> u64 {
        philox(self.key, [trial, k >> 1])[(k & 1) as usize]
    }

    /// Words 2·`pair` and 2·`pair` + 1 of the given trials, of which there are as many as each
    /// output has places.
    #[inline(always)]
    pub fn pairs(&self, trials: &[u64], pair: u64, even: &mut [u64], odd: &mut [u64]) {
        for ((&trial, even), odd) in trials.iter().zip(even).zip(odd) {
            [*even, *odd] = philox(self.key, [trial, pair]);
        }
    }

    /// [`Stream::pairs`] of the consecutive trials of a block.
    #[inline(always)]
    pub fn block_pairs(&self, first_trial: u64, pair: u64, even: &mut Words, odd: &mut Words) {
        for lane in 0..LANES {
            [even.0[lane], odd.0[lane]] = philox(self.key, [first_trial + lane as u64, pair]);
        }
    }

    /// The words k = 0, 1, 2, … of one trial as a generator for `rand` and `rand_distr`.
    pub fn generator(&self, trial: u64) -> TrialGenerator {
        TrialGenerator { stream: *self, trial, k: 0 }
    }
}

/// Walks the words of one stream and trial; implements rand's traits.
#[derive(Debug, Clone)]
pub struct TrialGenerator {
    stream: Stream,
    trial: u64,
    k: u64,
}

impl TryRng for TrialGenerator {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|word| (word >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let word = self.stream.word(self.trial, self.k);
        self.k += 1;
        Ok(word)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        utils::fill_bytes_via_next_word(bytes, || self.try_next_u64())
    }
}

/// FNV-1a, 64 bits: Fowler, Noll & Vo, RFC 9923.
fn name_hash(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Finaliser of SplitMix64: Steele, Lea & Flood, OOPSLA 2014, figure 16 (variant 13 of Stafford).
fn mix(word: u64) -> u64 {
    let word = word.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

/// The uniform number in (0, 1) of a word: (its 53 high bits + ½) · 2⁻⁵³.
#[inline(always)]
pub fn uniform(word: u64) -> f64 {
    // 53 bits and the half need 54: near 1 the sum rounds, which `min` keeps below 1.
    (((word >> 11) as f64 + 0.5) * (1.0 / 9_007_199_254_740_992.0)).min(1.0 - f64::EPSILON / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    #[test]
    fn names_seeds_trials_and_coordinates_all_matter() {
        let stream = Stream::new(1, "mine.a.utilisation");
        let word = stream.word(7, 3);
        assert_ne!(word, Stream::new(2, "mine.a.utilisation").word(7, 3));
        assert_ne!(word, Stream::new(1, "mine.b.utilisation").word(7, 3));
        assert_ne!(word, stream.word(8, 3));
        assert_ne!(word, stream.word(7, 2));
    }

    #[test]
    fn blocks_hold_the_words_of_their_trials() {
        let stream = Stream::new(5, "price");
        let (mut even, mut odd) = (Words::ZERO, Words::ZERO);
        stream.block_pairs(128, 4, &mut even, &mut odd);
        for lane in 0..LANES {
            assert_eq!(even.0[lane], stream.word(128 + lane as u64, 8));
            assert_eq!(odd.0[lane], stream.word(128 + lane as u64, 9));
        }
        let mut generator = stream.generator(130);
        assert_eq!(generator.next_u64(), stream.word(130, 0));
        assert_eq!(generator.next_u64(), stream.word(130, 1));
    }

    #[test]
    fn uniform_stays_inside_the_unit_interval() {
        assert!(uniform(0) > 0.0);
        assert!(uniform(u64::MAX) < 1.0);
        assert_eq!(uniform(1 << 63), 0.5 + f64::EPSILON / 4.0);
    }

    /// Streams of similar names are uncorrelated: mean product of centred uniforms within 4
    /// standard errors (1/12/√n each).
    #[test]
    fn similar_names_are_uncorrelated() {
        let n = 200_000u64;
        let streams: Vec<Stream> =
            (0..6).map(|i| Stream::new(1, &format!("facility.f{i}.intensity"))).collect();
        for first in 0..streams.len() {
            for second in 0..first {
                let sum: f64 = (0..n)
                    .map(|trial| {
                        (uniform(streams[first].word(trial, 0)) - 0.5)
                            * (uniform(streams[second].word(trial, 0)) - 0.5)
                    })
                    .sum();
                let standard_error = (n as f64).sqrt() / 12.0;
                assert!(
                    sum.abs() < 4.0 * standard_error,
                    "{first} {second}: {}",
                    sum / standard_error
                );
            }
        }
    }
}
