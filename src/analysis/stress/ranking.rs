//! Which lever helps most per dollar.

use super::effect::Effects;
use crate::metric::Metric;
use crate::statistics::Statistic;

/// What a change is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Fewer tonnes are short, and the full cost does not rise.
    HelpsAndSaves,
    /// Fewer tonnes are short, for money.
    Helps,
    /// Whether tonnes short become more or fewer cannot be told from these trials.
    Unclear,
    /// More tonnes are short.
    Harms,
}

/// The standing of a change by its effect on the mean shortfall and the mean full cost.
pub fn standing(effects: &Effects) -> Standing {
    let shortfall =
        effects.total(Metric::Shortfall, Statistic::Mean).map(|effect| effect.difference);
    let cost = difference(effects, Metric::FullCost);
    match shortfall.and_then(|difference| difference.conf_low.zip(difference.conf_high)) {
        Some((_, high)) if high < 0.0 && cost <= 0.0 => Standing::HelpsAndSaves,
        Some((_, high)) if high < 0.0 => Standing::Helps,
        Some((low, _)) if low > 0.0 => Standing::Harms,
        _ => Standing::Unclear,
    }
}

fn difference(effects: &Effects, metric: Metric) -> f64 {
    effects.total(metric, Statistic::Mean).map_or(0.0, |effect| effect.difference.difference)
}

/// The order of changes, best first: by standing; of those that help for money, the least full cost per
/// tonne no longer short; of all others, the fewest tonnes short. Ties stay in the order of the
/// scenario.
pub fn best_first(all: &[&Effects]) -> Vec<usize> {
    let key = |effects: &Effects| {
        let standing = standing(effects);
        let shortfall = difference(effects, Metric::Shortfall);
        let merit = match standing {
            Standing::Helps => difference(effects, Metric::FullCost) / -shortfall,
            _ => shortfall,
        };
        (standing, merit)
    };
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by(|&a, &b| {
        let ((standing, merit), (other, others)) = (key(all[a]), key(all[b]));
        standing.cmp(&other).then(merit.total_cmp(&others))
    });
    order
}

/// The order of restricted inputs, by how far their two ends lie apart in the mean shortfall, the
/// widest first. `ends` are the effects at the low and high end.
pub fn widest_first(ends: &[[&Effects; 2]]) -> Vec<usize> {
    let width = |pair: &[&Effects; 2]| {
        (difference(pair[1], Metric::Shortfall) - difference(pair[0], Metric::Shortfall)).abs()
    };
    let mut order: Vec<usize> = (0..ends.len()).collect();
    order.sort_by(|&a, &b| width(&ends[b]).total_cmp(&width(&ends[a])));
    order
}
