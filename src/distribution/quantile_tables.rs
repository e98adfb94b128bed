//! A cache of tables: distributions of the same standard law share one.

use super::Distribution;
use super::continuous::Truncated;
use super::score_quantile::ScoreQuantile;
use super::score_table::ScoreTable;
use super::tail_table::TailTable;
use super::word_quantile::WordQuantile;
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;

/// Tables made so far, by standard law and truncation. Forty PERT distributions of the same shape
/// with different bounds, or lognormals with the same spread and different medians, need one table.
/// Nothing that is drawn depends on what the cache already holds.
#[derive(Clone, Debug, Default)]
pub struct QuantileTables {
    by_tail: Cache<TailTable>,
    by_score: Cache<ScoreTable>,
}

/// Tables of one kind by the text of the law they belong to, which tells all its numbers apart;
/// none where a law is too extreme for one.
#[derive(Clone, Debug)]
struct Cache<T> {
    made: HashMap<String, Option<Arc<T>>>,
    /// While it is there, tables are wished for and not made.
    wishes: Option<HashMap<String, Truncated>>,
}

impl<T> Default for Cache<T> {
    fn default() -> Self {
        Self { made: HashMap::new(), wishes: None }
    }
}

impl<T: Send + Sync> Cache<T> {
    /// The table of this law; while there are wishes and it is not made yet, none.
    fn get(&mut self, law: &Truncated, make: impl Fn(&Truncated) -> Option<T>) -> Option<Arc<T>> {
        let key = format!("{law:?}");
        if let Some(table) = self.made.get(&key) {
            return table.clone();
        }
        if let Some(wishes) = &mut self.wishes {
            wishes.insert(key, law.clone());
            return None;
        }
        self.made.entry(key).or_insert(make(law).map(Arc::new)).clone()
    }

    /// Makes what is wished for on the threads of the current pool.
    fn fulfil(&mut self, make: impl Fn(&Truncated) -> Option<T> + Sync) {
        let wishes = self.wishes.take().unwrap_or_default();
        let tables = wishes.into_par_iter().map(|(key, law)| (key, make(&law).map(Arc::new)));
        self.made.extend(tables.collect::<Vec<_>>());
    }
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
        self.by_tail.wishes = Some(HashMap::new());
        self.by_score.wishes = Some(HashMap::new());
        drop(make(self));
        let Self { by_tail, by_score } = self;
        rayon::join(|| by_tail.fulfil(TailTable::new), || by_score.fulfil(ScoreTable::new));
        make(self)
    }

    /// The quantile function of random words for this distribution.
    pub fn word_quantile(&mut self, distribution: &Distribution) -> WordQuantile {
        WordQuantile::with_table(distribution, |law| self.by_tail.get(law, TailTable::new))
    }

    /// The quantile function of normal scores for this distribution.
    pub fn score_quantile(&mut self, distribution: &Distribution) -> ScoreQuantile {
        ScoreQuantile::with_table(distribution, |law| self.by_score.get(law, ScoreTable::new))
    }

    /// Takes the tables of another cache in.
    pub fn extend(&mut self, other: QuantileTables) {
        self.by_tail.made.extend(other.by_tail.made);
        self.by_score.made.extend(other.by_score.made);
    }

    /// Number of tables held.
    pub fn len(&self) -> usize {
        let by_tail = self.by_tail.made.values().flatten().count();
        by_tail + self.by_score.made.values().flatten().count()
    }

    /// Whether no table is held.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
