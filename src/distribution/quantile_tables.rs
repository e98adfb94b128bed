//! A cache of tables: distributions of the same standard shape share one.

use super::Distribution;
use super::continuous::Truncated;
use super::score_quantile::ScoreQuantile;
use super::score_table::ScoreTable;
use super::shape::Shape;
use super::tail_table::TailTable;
use super::word_quantile::WordQuantile;
use std::collections::HashMap;
use std::sync::Arc;

type Key = [u64; 5];

/// Tables made so far, by standard shape and truncation. Forty PERT distributions of the same shape
/// with different bounds, or lognormals with the same spread and different medians, need one table.
/// Nothing that is drawn depends on what the cache already holds.
#[derive(Clone, Debug, Default)]
pub struct QuantileTables {
    by_tail: HashMap<Key, Option<Arc<TailTable>>>,
    by_score: HashMap<Key, Option<Arc<ScoreTable>>>,
}

impl QuantileTables {
    /// An empty cache.
    pub fn new() -> Self {
        Self::default()
    }

    /// The quantile function of random words for this distribution.
    pub fn word_quantile(&mut self, distribution: &Distribution) -> WordQuantile {
        WordQuantile::with_tables(distribution, self)
    }

    /// The quantile function of normal scores for this distribution.
    pub fn score_quantile(&mut self, distribution: &Distribution) -> ScoreQuantile {
        ScoreQuantile::with_tables(distribution, self)
    }

    /// Number of tables held.
    pub fn len(&self) -> usize {
        let by_tail = self.by_tail.values().flatten().count();
        by_tail + self.by_score.values().flatten().count()
    }

    /// Whether no table is held.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn by_tail(&mut self, law: &Truncated) -> Option<Arc<TailTable>> {
        let make = || TailTable::new(law).map(Arc::new);
        self.by_tail.entry(key(law)).or_insert_with(make).clone()
    }

    pub(super) fn by_score(&mut self, law: &Truncated) -> Option<Arc<ScoreTable>> {
        let make = || ScoreTable::new(law).map(Arc::new);
        self.by_score.entry(key(law)).or_insert_with(make).clone()
    }
}

fn key(law: &Truncated) -> Key {
    let (tag, first, second) = match law.shape {
        Shape::Normal => (0, 0.0, 0.0),
        Shape::Lognormal { sigma } => (1, sigma, 0.0),
        Shape::Gamma { shape } => (2, shape, 0.0),
        Shape::Beta { alpha, beta } => (3, alpha, beta),
        Shape::Weibull { shape } => (4, shape, 0.0),
        Shape::Uniform => (5, 0.0, 0.0),
        Shape::Triangular { mode } => (6, mode, 0.0),
    };
    [tag, first.to_bits(), second.to_bits(), law.bounds.0.to_bits(), law.bounds.1.to_bits()]
}
