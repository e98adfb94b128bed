//! Estimates in words: rounded to what their interval supports, with the interval where it is told.

use crate::number_words::{
    count, order, quantity, quantity_and_margin, rounded, scale, signed, significant,
};
use crate::statistics::difference::Difference;
use crate::statistics::{Estimate, Interval};

/// Share of a number below which a width is no more than rounding.
const ROUNDING: f64 = 1e-12;

/// Marks what is known only as a lower bound.
pub const AT_LEAST: &str = "at least ";

fn half_width(low: Option<f64>, high: Option<f64>) -> Option<f64> {
    low.zip(high).map(|(low, high)| {
        let half = 0.5 * (high - low);
        if half > ROUNDING * low.abs().max(high.abs()) { half } else { 0.0 }
    })
}

/// A change with half of its interval: `+47.5 ± 0.3 points` of a share, `−1,120 ± 14 t`.
pub fn change(change: &Difference, unit: &str) -> String {
    let half = half_width(change.conf_low, change.conf_high);
    signed(change.difference, |size| match half {
        half if unit == "1" => {
            let margin = half.map(|half| format!(" ± {:.1}", 100.0 * half)).unwrap_or_default();
            format!("{:.1}{margin} points", 100.0 * size)
        }
        Some(half) => quantity_and_margin(size, half, unit),
        None => quantity(size, None, unit),
    })
}

/// A change to the digits that its interval supports: `−1,120 t`.
pub fn change_alone(
    change: f64,
    conf_low: Option<f64>,
    conf_high: Option<f64>,
    unit: &str,
) -> String {
    let half = half_width(conf_low, conf_high).filter(|half| half.is_finite());
    signed(change, |size| quantity(size, half, unit))
}

/// An estimate with its unit; `unknown` when there is none.
pub fn estimate(estimate: &Estimate, unit: &str) -> String {
    estimate.estimate.map_or_else(
        || "unknown".to_owned(),
        |value| quantity(value, half_width(estimate.conf_low, estimate.conf_high), unit),
    )
}

/// An estimate in the unit and to the digit of its [`limits`], so that it lies between them; as
/// [`estimate`] where they have no width.
pub fn estimate_between(value: &Estimate, unit: &str) -> String {
    let (scale, prefix) = scale_of_limits(value, unit);
    match (value.estimate, half_width(value.conf_low, value.conf_high).filter(|&half| half > 0.0)) {
        (Some(number), Some(half)) => {
            format!("{} {prefix}{unit}", rounded(number / scale, order(half / scale)))
                .trim_end()
                .to_owned()
        }
        _ => estimate(value, unit),
    }
}

fn scale_of_limits(estimate: &Estimate, unit: &str) -> (f64, &'static str) {
    let ends = [estimate.conf_low, estimate.conf_high];
    scale(ends.into_iter().flatten().map(f64::abs).fold(0.0, f64::max), unit)
}

/// Limits with the digits that tell them apart: `1,500 to 1,530 t`; an open one is named.
pub fn limits(estimate: &Estimate, unit: &str) -> Option<String> {
    let ends = [estimate.conf_low, estimate.conf_high];
    let (scale, prefix) = scale_of_limits(estimate, unit);
    let half = half_width(estimate.conf_low, estimate.conf_high)
        .filter(|&half| half > 0.0)
        .map(|half| half / scale);
    let end = |value: f64| {
        half.map_or_else(
            || significant(value / scale, 3),
            |half| rounded(value / scale, order(half)),
        )
    };
    let text = match ends {
        [Some(low), Some(high)] => format!("{} to {}", end(low), end(high)),
        [Some(low), None] => format!("at least {}", end(low)),
        [None, Some(high)] => format!("at most {}", end(high)),
        [None, None] => return None,
    };
    Some(format!("{text} {prefix}{unit}").trim_end().to_owned())
}

/// Limits in percent with the decimals that tell them apart: `26.8 to 27.4 %`.
pub fn percent_limits(estimate: &Estimate) -> Option<String> {
    let (low, high) = (100.0 * estimate.conf_low?, 100.0 * estimate.conf_high?);
    let decimals = decimals(high - low);
    Some(format!("{low:.decimals$} to {high:.decimals$} %"))
}

/// Limits of a probability in percent; a one-sided bound as such: `below 0.075 %`.
pub fn chance_limits(estimate: &Estimate) -> Option<String> {
    if estimate.interval != Interval::UpperBound {
        return percent_limits(estimate);
    }
    if estimate.estimate == Some(0.0) {
        return Some(format!("below {} %", significant(100.0 * estimate.conf_high?, 2)));
    }
    let below = 1.0 - estimate.conf_low?;
    let decimals = (1 - order(100.0 * below)).clamp(0, 6) as usize;
    Some(format!("above {:.decimals$} %", 100.0 * (1.0 - below)))
}

/// A share with the decimals that its interval supports: `97.1 %`.
pub fn percent_value(estimate: &Estimate) -> String {
    match (estimate.estimate, estimate.conf_low.zip(estimate.conf_high)) {
        (None, _) => "unknown".to_owned(),
        (Some(value), Some((low, high)))
            if low < high && estimate.interval != Interval::UpperBound =>
        {
            format!("{:.*} %", decimals(100.0 * (high - low)), 100.0 * value)
        }
        (Some(value), _) => format!("{} %", significant(100.0 * value, 3)),
    }
}

/// A share with its limits: `97.1 % (97.0 to 97.2 %)`.
pub fn percent_estimate(estimate: &Estimate) -> String {
    match percent_limits(estimate) {
        Some(limits) if estimate.conf_low != estimate.conf_high => {
            format!("{} ({limits})", percent_value(estimate))
        }
        _ => percent_value(estimate),
    }
}

/// Decimals that tell two numbers apart that lie `width` from each other.
fn decimals(width: f64) -> usize {
    if width > 0.0 { (1 - order(width * 0.5) - 1).clamp(0, 4) as usize } else { 1 }
}

/// A probability as a share of the futures, with its limits: `27.1 % of futures (26.8 to 27.4 %)`;
/// of what happens in none or in all of them, what that says.
pub fn futures(estimate: &Estimate) -> String {
    let Some(probability) = estimate.estimate else {
        return "an unknown share of futures".to_owned();
    };
    if estimate.interval == Interval::UpperBound {
        let total = count(estimate.trials);
        let bound = |limit: Option<f64>| significant(100.0 * limit.unwrap_or(0.0), 2);
        return if probability == 0.0 {
            format!("none of {total} futures (chance below {} %)", bound(estimate.conf_high))
        } else {
            let below = 1.0 - estimate.conf_low.unwrap_or(1.0);
            format!(
                "all of {total} futures (chance of the contrary below {} %)",
                bound(Some(below))
            )
        };
    }
    let limits = percent_limits(estimate).map(|limits| format!(" ({limits})")).unwrap_or_default();
    format!("{} of futures{limits}", percent_value(estimate))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Statistic;

    #[test]
    fn probabilities_are_shares_of_futures() {
        let words = |hits, trials| {
            futures(&Estimate::probability(Statistic::ProbabilityPositive, hits, trials))
        };
        assert_eq!(words(27_100, 100_000), "27.1 % of futures (26.8 to 27.4 %)");
        assert_eq!(words(340, 100_000), "0.34 % of futures (0.31 to 0.38 %)");
        assert_eq!(words(99_660, 100_000), "99.66 % of futures (99.62 to 99.69 %)");
        assert_eq!(words(0, 100_000), "none of 100,000 futures (chance below 0.0030 %)");
        assert_eq!(
            words(1_000, 1_000),
            "all of 1,000 futures (chance of the contrary below 0.30 %)"
        );
    }

    #[test]
    fn limits_have_the_digits_that_tell_them_apart() {
        let limits = |low, high, unit| {
            let estimate = Estimate {
                conf_low: low,
                conf_high: high,
                ..Estimate::empty(Statistic::Mean, Interval::Normal, 9)
            };
            super::limits(&estimate, unit)
        };
        assert_eq!(limits(Some(1502.6), Some(1526.6), "t").as_deref(), Some("1,500 to 1,530 t"));
        assert_eq!(
            limits(Some(187.23e6), Some(187.61e6), "USD").as_deref(),
            Some("187.2 to 187.6 MUSD")
        );
        assert_eq!(limits(Some(-0.001), Some(2.4), "").as_deref(), Some("0 to 2"));
        assert_eq!(limits(Some(0.0), Some(0.0), "t").as_deref(), Some("0 to 0 t"));
        assert_eq!(limits(Some(3.0), None, "t").as_deref(), Some("at least 3.00 t"));
        assert_eq!(limits(None, None, "t"), None);
    }

    #[test]
    fn estimates_lie_between_the_limits_beside_them() {
        let both = |value, low, high, unit| {
            let empty = Estimate::empty(Statistic::Mean, Interval::Normal, 9);
            let estimate = Estimate {
                estimate: Some(value),
                conf_low: Some(low),
                conf_high: Some(high),
                ..empty
            };
            (estimate_between(&estimate, unit), super::limits(&estimate, unit).expect("limits"))
        };
        let texts = |value: &str, limits: &str| (value.to_owned(), limits.to_owned());
        assert_eq!(
            both(12_644.0, 12_630.0, 12_658.0, "USD/t"),
            texts("12,640 USD/t", "12,630 to 12,660 USD/t")
        );
        assert_eq!(
            both(150.6e6, 150.4e6, 150.8e6, "USD"),
            texts("150.6 MUSD", "150.4 to 150.8 MUSD")
        );
        assert_eq!(
            both(-1.06e6, -1.11e6, -1.02e6, "USD"),
            texts("−1.06 MUSD", "−1.11 to −1.02 MUSD")
        );
        assert_eq!(both(4.2, 3.8, 4.7, "t"), texts("4.2 t", "3.8 to 4.7 t"));
        assert_eq!(both(7.0, 7.0, 7.0, "t"), texts("7.00 t", "7.00 to 7.00 t"));
    }

    #[test]
    fn limits_of_unseen_events_are_bounds() {
        let words = |hits, trials| {
            chance_limits(&Estimate::probability(Statistic::ProbabilityPositive, hits, trials))
        };
        assert_eq!(words(0, 4_000).as_deref(), Some("below 0.075 %"));
        assert_eq!(words(4_000, 4_000).as_deref(), Some("above 99.925 %"));
        assert_eq!(words(27_100, 100_000).as_deref(), Some("26.8 to 27.4 %"));
    }
}
