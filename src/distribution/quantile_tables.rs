//! A cache of tables: distributions of the same standard shape share one.

use super::Distribution;
use super::continuous::Truncated;
use super::equilibrium_residual::EquilibriumResidual;
use super::score_quantile::ScoreQuantile;
use super::score_table::ScoreTable;
use super::shape::Shape;
use super::tail_table::TailTable;
use super::word_quantile::WordQuantile;
use rayon::prelude::*;
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
    /// By the text of the duration, which tells all its numbers apart.
    residuals: HashMap<String, Option<Arc<EquilibriumResidual>>>,
    /// While it is there, tables are wished for and not made.
    wishes: Option<Wishes>,
}

/// Laws whose tables are wanted.
#[derive(Clone, Debug, Default)]
struct Wishes {
    by_tail: HashMap<Key, Truncated>,
    by_score: HashMap<Key, Truncated>,
    residuals: HashMap<String, Distribution>,
}

impl QuantileTables {
    /// An empty cache.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes what needs many tables. `make` is called twice: first to learn which tables it wants,
    /// those of them that the cache lacks are made on the threads of the current pool, then in
    /// earnest.
    pub fn supply<T>(&mut self, make: impl Fn(&mut QuantileTables) -> T) -> T {
        self.wishes = Some(Wishes::default());
        drop(make(self));
        if let Some(Wishes { by_tail, by_score, residuals }) = self.wishes.take() {
            let residual =
                |duration: &Distribution| EquilibriumResidual::new(duration).ok().map(Arc::new);
            let (residuals, (tails, scores)): (Vec<_>, (Vec<_>, Vec<_>)) = rayon::join(
                || {
                    residuals
                        .into_par_iter()
                        .map(|(key, duration)| (key, residual(&duration)))
                        .collect()
                },
                || {
                    rayon::join(
                        || {
                            by_tail
                                .into_par_iter()
                                .map(|(key, law)| (key, TailTable::new(&law).map(Arc::new)))
                                .collect()
                        },
                        || {
                            by_score
                                .into_par_iter()
                                .map(|(key, law)| (key, ScoreTable::new(&law).map(Arc::new)))
                                .collect()
                        },
                    )
                },
            );
            self.by_tail.extend(tails);
            self.by_score.extend(scores);
            self.residuals.extend(residuals);
        }
        make(self)
    }

    /// The quantile function of random words for this distribution.
    pub fn word_quantile(&mut self, distribution: &Distribution) -> WordQuantile {
        WordQuantile::with_tables(distribution, self)
    }

    /// The quantile function of normal scores for this distribution.
    pub fn score_quantile(&mut self, distribution: &Distribution) -> ScoreQuantile {
        ScoreQuantile::with_tables(distribution, self)
    }

    /// The residual time of this duration, none where [`EquilibriumResidual::new`] has none.
    pub fn equilibrium_residual(
        &mut self,
        duration: &Distribution,
    ) -> Option<Arc<EquilibriumResidual>> {
        let key = format!("{duration:?}");
        if let Some(residual) = self.residuals.get(&key) {
            return residual.clone();
        }
        if let Some(wishes) = &mut self.wishes {
            wishes.residuals.insert(key, duration.clone());
            return None;
        }
        self.residuals
            .entry(key)
            .or_insert(EquilibriumResidual::new(duration).ok().map(Arc::new))
            .clone()
    }

    /// Takes the tables of another cache in.
    pub fn extend(&mut self, other: QuantileTables) {
        self.by_tail.extend(other.by_tail);
        self.by_score.extend(other.by_score);
        self.residuals.extend(other.residuals);
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
        let key = key(law);
        if let Some(table) = self.by_tail.get(&key) {
            return table.clone();
        }
        if let Some(wishes) = &mut self.wishes {
            wishes.by_tail.insert(key, *law);
            return None;
        }
        self.by_tail.entry(key).or_insert(TailTable::new(law).map(Arc::new)).clone()
    }

    pub(super) fn by_score(&mut self, law: &Truncated) -> Option<Arc<ScoreTable>> {
        let key = key(law);
        if let Some(table) = self.by_score.get(&key) {
            return table.clone();
        }
        if let Some(wishes) = &mut self.wishes {
            wishes.by_score.insert(key, *law);
            return None;
        }
        self.by_score.entry(key).or_insert(ScoreTable::new(law).map(Arc::new)).clone()
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
