//! What an axis measures: the unit it is shown in, its round ticks and how numbers are written.

/// The kind of number an axis or a label shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Mass in tonnes, shown in kg, t, kt or Mt.
    Tonnes,
    /// Money in US dollars, shown in USD, MUSD or bnUSD.
    Dollars,
    /// A probability between 0 and 1, shown in per cent.
    Probability,
}

/// A unit a measure is shown in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Unit {
    /// Base units (t, USD, 1) in one of this unit.
    pub size: f64,
    pub symbol: &'static str,
}

impl Measure {
    /// The unit in which values up to `largest` read best.
    pub(super) fn unit(self, largest: f64) -> Unit {
        let ladder: &[(f64, f64, &'static str)] = match self {
            Self::Tonnes => {
                &[(1e7, 1e6, "Mt"), (1e4, 1e3, "kt"), (0.5, 1.0, "t"), (0.0, 1e-3, "kg")]
            }
            Self::Dollars => &[(2e9, 1e9, "bnUSD"), (2e6, 1e6, "MUSD"), (0.0, 1.0, "USD")],
            Self::Probability => &[(0.0, 0.01, "%")],
        };
        // Nothing at all is nothing of the everyday unit.
        let largest = if largest == 0.0 { 1.0 } else { largest };
        ladder
            .iter()
            .find(|(from, ..)| largest >= *from)
            .map_or(Unit { size: 1.0, symbol: "" }, |&(_, size, symbol)| Unit { size, symbol })
    }
}

/// The ticks of an axis, in the unit shown.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ticks {
    pub low: f64,
    pub high: f64,
    pub values: Vec<f64>,
    pub labels: Vec<String>,
}

/// 10 to a whole power, correctly rounded on every machine.
fn power_of_ten(exponent: i32) -> f64 {
    format!("1e{exponent}").parse().expect("a decimal literal parses")
}

/// The largest k with 10^k ≤ `value`, which must be positive and finite; read off the decimal
/// form, since a logarithm may be one bit short at a power of ten.
fn order_of_magnitude(value: f64) -> i32 {
    let text = format!("{value:e}");
    text.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0)
}

/// Round ticks, about `wanted` of them, that cover `low` to `high`: the axis ends on ticks.
pub(super) fn covering_ticks(low: f64, high: f64, wanted: usize) -> Ticks {
    let (low, high) = widened(low, high);
    let (step, decimals) = round_step((high - low) / wanted.max(1) as f64);
    let first = (low / step + 1e-9).floor();
    let last = (high / step - 1e-9).ceil();
    ticks(first, last, step, decimals)
}

/// Round ticks inside `low` to `high`: the axis ends where the data do.
pub(super) fn inner_ticks(low: f64, high: f64, wanted: usize) -> Ticks {
    let (low, high) = widened(low, high);
    let (step, decimals) = round_step((high - low) / wanted.max(1) as f64);
    let inner = ticks((low / step - 1e-9).ceil(), (high / step + 1e-9).floor(), step, decimals);
    Ticks { low, high, ..inner }
}

fn ticks(first: f64, last: f64, step: f64, decimals: usize) -> Ticks {
    let count = (last - first).max(0.0) as usize;
    let values: Vec<f64> = (0..=count).map(|i| (first + i as f64) * step).collect();
    let labels = values.iter().map(|&value| grouped(value, decimals)).collect();
    Ticks { low: first * step, high: last * step, values, labels }
}

/// Less than any amount that matters, in every unit shown.
const NOTHING: f64 = 1e-15;

/// A range with something in it: a single value gets room on both sides.
fn widened(low: f64, high: f64) -> (f64, f64) {
    let size = low.abs().max(high.abs());
    if high - low > size * 1e-6 && high - low > NOTHING {
        (low, high)
    } else if size < NOTHING {
        (0.0, 1.0)
    } else {
        let middle = (low + high) / 2.0;
        (middle - 0.1 * size, middle + 0.1 * size)
    }
}

/// The smallest of 1, 2, 2.5, 5 × 10^k that is not below `least`, and the decimals it needs.
fn round_step(least: f64) -> (f64, usize) {
    let exponent = order_of_magnitude(least);
    let base = power_of_ten(exponent);
    for (factor, extra) in [(1.0, 0), (2.0, 0), (2.5, 1), (5.0, 0)] {
        if factor * base >= least * (1.0 - 1e-9) {
            return (factor * base, usize::try_from(extra - exponent).unwrap_or(0));
        }
    }
    (10.0 * base, usize::try_from(-exponent - 1).unwrap_or(0))
}

/// A number with thousands separators: 1234567.8 with one decimal is "1,234,567.8".
pub(super) fn grouped(value: f64, decimals: usize) -> String {
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, fraction) =
        plain.split_once('.').map_or((plain.as_str(), None), |(w, f)| (w, Some(f)));
    let mut text = String::new();
    if value < 0.0 && plain.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        text.push('−');
    }
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// A number rounded to three significant digits, or nine decimals.
pub(super) fn three_digits(value: f64) -> String {
    let rounded: f64 = format!("{value:.2e}").parse().unwrap_or(value);
    if rounded == 0.0 {
        return "0".to_owned();
    }
    let decimals = (2 - order_of_magnitude(rounded.abs())).clamp(0, 9);
    grouped(rounded, usize::try_from(decimals).unwrap_or(0))
}

/// A probability in per cent (with a no-break space) that never says 0 or 100 % of something that
/// is neither.
pub(super) fn per_cent(probability: f64) -> String {
    let percentage = 100.0 * probability;
    let text = match percentage {
        p if p == 0.0 || p == 100.0 => grouped(p, 0),
        p if p < 1.0 => {
            let decimals = (1 - order_of_magnitude(p)).clamp(1, 9);
            grouped(p, usize::try_from(decimals).unwrap_or(1))
        }
        p if p < 99.0 => grouped(p, usize::from(p < 10.0)),
        // A billion trials tell nothing finer.
        p if 100.0 - p < 1e-7 => return "over 99.9999999\u{a0}%".to_owned(),
        p => {
            let missing = (100.0 - p) * (1.0 + 1e-9);
            let decimals = (-order_of_magnitude(missing)).clamp(1, 9);
            grouped(p, usize::try_from(decimals).unwrap_or(1))
        }
    };
    format!("{text}\u{a0}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_cover_the_data() {
        let ticks = covering_ticks(0.0, 947.0, 5);
        assert_eq!(ticks.labels, ["0", "200", "400", "600", "800", "1,000"]);
        let ticks = covering_ticks(7_950.0, 13_900.0, 5);
        assert_eq!(ticks.labels.first().map(String::as_str), Some("6,000"));
        assert!(ticks.low <= 7_950.0 && ticks.high >= 13_900.0);
        assert_eq!(
            covering_ticks(0.0, 0.001, 4).labels,
            ["0.00000", "0.00025", "0.00050", "0.00075", "0.00100"]
        );
    }

    #[test]
    fn a_single_value_still_gets_an_axis() {
        for value in [0.0, 9_800.0, -3.0, 1e-300, 1e18] {
            let ticks = covering_ticks(value, value, 5);
            assert!(ticks.high > ticks.low && ticks.values.len() < 20, "{ticks:?}");
        }
    }

    #[test]
    fn units_follow_the_size() {
        assert_eq!(Measure::Tonnes.unit(0.001).symbol, "kg");
        assert_eq!(Measure::Tonnes.unit(800.0).symbol, "t");
        assert_eq!(Measure::Tonnes.unit(1e6).symbol, "kt");
        assert_eq!(Measure::Dollars.unit(1e10).symbol, "bnUSD");
        assert_eq!(Measure::Tonnes.unit(0.0).symbol, "t");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(grouped(1_234_567.8, 1), "1,234,567.8");
        assert_eq!(grouped(-1000.0, 0), "−1,000");
        assert_eq!(grouped(-0.0001, 1), "0.0");
        assert_eq!(three_digits(0.01234), "0.0123");
        assert_eq!(three_digits(12_345.0), "12,300");
        assert_eq!([9.996, 0.0, -0.5].map(three_digits), ["10.0", "0", "−0.500"]);
    }

    #[test]
    fn percentages_never_round_to_certainty() {
        assert_eq!(per_cent(0.732), "73\u{a0}%");
        assert_eq!(per_cent(0.0), "0\u{a0}%");
        assert_eq!(per_cent(0.000_02), "0.0020\u{a0}%");
        assert_eq!(per_cent(0.9999), "99.99\u{a0}%");
        assert_eq!(per_cent(0.999_99), "99.999\u{a0}%");
        assert_eq!(per_cent(1.0), "100\u{a0}%");
        assert_eq!(per_cent(1.0 - 1e-12), "over 99.9999999\u{a0}%");
    }
}
