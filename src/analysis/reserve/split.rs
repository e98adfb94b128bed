//! How tonnes are split over regions: each region's protection by the tonnes laid in there, and the
//! fewest tonnes that leave few enough trials short.

use super::look::{Trials, count};

/// Digits of the tonnes that are advised.
const DIGITS: i32 = 3;

/// Tonnes as they are told: the next larger number of three digits.
pub(super) fn told(tonnes: f64) -> f64 {
    if tonnes <= 0.0 {
        return 0.0;
    }
    let unit = libm::exp10(f64::from(crate::number_words::order(tonnes) - (DIGITS - 1)));
    // What is a number of three digits up to rounding stays what it is.
    let steps = (tonnes / unit * (1.0 - 1e-9)).ceil();
    if unit < 1.0 { steps / (1.0 / unit).round() } else { steps * unit }
}

/// The trials in which a region is short with so much more stock.
#[derive(Debug, Clone)]
pub(super) struct Level {
    pub(super) tonnes: f64,
    pub(super) short: Trials,
}

/// What more stock does in a region, by tonnes ascending; the first level is nothing more.
#[derive(Debug, Clone)]
pub(super) struct Curve(pub(super) Vec<Level>);

impl Curve {
    /// Adds what was seen at a level that is not there yet.
    pub(super) fn add(&mut self, tonnes: f64, short: &Trials) {
        let place = self.0.partition_point(|level| level.tonnes < tonnes);
        if self.0.get(place).is_none_or(|level| level.tonnes != tonnes) {
            self.0.insert(place, Level { tonnes, short: short.clone() });
        }
    }

    /// The largest level.
    pub(super) fn last(&self) -> &Level {
        self.0.last().expect("a curve has the level of nothing more")
    }

    /// Tonnes between the chosen level and the one below it, or else the one above it, where the
    /// two lie farther apart than tells.
    pub(super) fn between(&self, chosen: usize) -> Option<f64> {
        let middle = |low: usize, high: usize| {
            let (low, high) = (self.0.get(low)?.tonnes, self.0.get(high)?.tonnes);
            let middle = told(0.5 * (low + high));
            (high - low > TOLERANCE * high && middle > low && middle < high).then_some(middle)
        };
        let below = chosen.checked_sub(1).and_then(|below| middle(below, chosen));
        below.or_else(|| middle(chosen, chosen + 1))
    }
}

/// Levels that lie closer together, relatively, need not be told apart.
const TOLERANCE: f64 = 0.02;

/// The level of each region with which few trials are short, at most `goal` if that can be: from the
/// largest levels of all, tonnes are taken away where a tonne protects the fewest trials, until each
/// that is left is needed. Taken away and not added: of regions that run short in the same trials
/// none helps alone.
pub(super) fn split(curves: &[Curve], goal: u64) -> Vec<usize> {
    let mut chosen: Vec<usize> = curves.iter().map(|curve| curve.0.len() - 1).collect();
    let goal = goal.max(short_with(curves, &chosen, None));
    loop {
        let now = short_with(curves, &chosen, None);
        // Of what costs no trial the most tonnes, else the most tonnes a trial.
        let mut best: Option<((bool, f64), usize, usize)> = None;
        for (region, curve) in curves.iter().enumerate() {
            for level in 0..chosen[region] {
                let then = short_with(curves, &chosen, Some((region, level)));
                if then > goal {
                    continue;
                }
                let saved = curve.0[chosen[region]].tonnes - curve.0[level].tonnes;
                let lost = then.saturating_sub(now);
                let merit = (lost == 0, saved / lost.max(1) as f64);
                if best.is_none_or(|(most, ..)| merit > most) {
                    best = Some((merit, region, level));
                }
            }
        }
        match best {
            Some((_, region, level)) => chosen[region] = level,
            None => return chosen,
        }
    }
}

/// Trials that are short in any region at the chosen levels, one of them changed.
fn short_with(curves: &[Curve], chosen: &[usize], changed: Option<(usize, usize)>) -> u64 {
    let level = |region: usize| match changed {
        Some((other, level)) if other == region => level,
        _ => chosen[region],
    };
    let mut any = vec![0; curves.first().map_or(0, |curve| curve.last().short.len())];
    for (region, curve) in curves.iter().enumerate() {
        for (any, short) in any.iter_mut().zip(&curve.0[level(region)].short) {
            *any |= short;
        }
    }
    count(&any)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Trials of these numbers.
    fn trials(numbers: std::ops::Range<u32>) -> Trials {
        vec![numbers.fold(0, |bits, number| bits | 1 << number)]
    }

    fn curve(levels: &[(f64, std::ops::Range<u32>)]) -> Curve {
        Curve(
            levels
                .iter()
                .map(|(tonnes, short)| Level { tonnes: *tonnes, short: trials(short.clone()) })
                .collect(),
        )
    }

    #[test]
    fn tonnes_are_told_by_three_digits_and_never_fewer() {
        let pairs = [
            (0.0, 0.0),
            (100.0, 100.0),
            (99.999, 100.0),
            (1_234.0, 1_240.0),
            (1_240.000_000_1, 1_240.0),
            (0.123_4, 0.124),
            (12.34, 12.4),
        ];
        for (tonnes, words) in pairs {
            assert_eq!(told(tonnes), words, "{tonnes}");
        }
    }

    #[test]
    fn what_is_left_out_protects_least_by_tonne() {
        let apart = |from: u32| curve(&[(0.0, from..from + 4), (100.0, 0..0)]);
        // Each region lacks 100 t in 4 trials of its own: with 4 allowed, one may go without.
        assert_eq!(split(&[apart(0), apart(4), apart(8)], 4), [0, 1, 1]);
        assert_eq!(split(&[apart(0), apart(4), apart(8)], 3), [1, 1, 1]);
        // The same 4 trials in all: only together do they help.
        let alike = curve(&[(0.0, 0..4), (100.0, 0..0)]);
        assert_eq!(split(&[alike.clone(), alike.clone(), alike.clone()], 3), [1, 1, 1]);
        assert_eq!(split(&[alike.clone(), alike.clone(), alike], 4), [0, 0, 0]);
        // 100 t for 2 trials against 300 t for 3: the dear ones go.
        let cheap = curve(&[(0.0, 0..2), (100.0, 0..0)]);
        let dear = curve(&[(0.0, 10..13), (200.0, 10..11), (300.0, 0..0)]);
        assert_eq!(split(&[cheap, dear], 3), [1, 0]);
    }

    #[test]
    fn what_no_level_prevents_is_left() {
        let stays = curve(&[(0.0, 0..4), (50.0, 0..2), (100.0, 0..2)]);
        assert_eq!(split(&[stays], 1), [1]);
    }
}
