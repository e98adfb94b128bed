//! What an axis measures: the unit it is shown in, and how numbers are written.

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
pub(crate) struct Unit {
    /// Base units (t, USD, 1) in one of this unit.
    pub size: f64,
    pub symbol: &'static str,
}

impl Measure {
    /// The unit in which values up to `largest` read best.
    pub(crate) fn unit(self, largest: f64) -> Unit {
        let ladder: &[(f64, f64, &'static str)] = match self {
            Self::Tonnes => {
                // Tonnes as far as screens and tables tell them: 29,000 t, not 29 kt.
                &[(1e8, 1e6, "Mt"), (1e6, 1e3, "kt"), (0.5, 1.0, "t"), (0.0, 1e-3, "kg")]
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

/// The largest k with 10^k ≤ `value`, which must be positive and finite; read off the decimal
/// form, since a logarithm may be one bit short at a power of ten.
pub(crate) fn order_of_magnitude(value: f64) -> i32 {
    let text = format!("{value:e}");
    text.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0)
}

/// A number with thousands separators: 1234567.8 with one decimal is "1,234,567.8".
pub(crate) fn grouped(value: f64, decimals: usize) -> String {
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, fraction) =
        digits.split_once('.').map_or((digits.as_str(), None), |(w, f)| (w, Some(f)));
    let mut text = String::new();
    if value < 0.0 && digits.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
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
pub(crate) fn three_digits(value: f64) -> String {
    let rounded: f64 = format!("{value:.2e}").parse().unwrap_or(value);
    if rounded == 0.0 {
        return "0".to_owned();
    }
    let decimals = (2 - order_of_magnitude(rounded.abs())).clamp(0, 9);
    grouped(rounded, usize::try_from(decimals).unwrap_or(0))
}

/// A change with its sign, three significant digits and at most two decimals.
pub(crate) fn signed(value: f64) -> String {
    let decimals = if value.abs() >= 99.95 { 0 } else { usize::from(value.abs() < 9.995) + 1 };
    let text = grouped(value.abs(), decimals);
    match text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        true if value < 0.0 => format!("−{text}"),
        true => format!("+{text}"),
        false => "0".to_owned(),
    }
}

/// A probability in per cent (with a no-break space) that never says 0 or 100 % of something that
/// is neither.
pub(crate) fn per_cent(probability: f64) -> String {
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
    fn units_follow_the_size() {
        assert_eq!(Measure::Tonnes.unit(0.001).symbol, "kg");
        assert_eq!(Measure::Tonnes.unit(800.0).symbol, "t");
        assert_eq!(Measure::Tonnes.unit(29_000.0).symbol, "t");
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
    fn changes_have_a_sign() {
        assert_eq!(
            [0.0, 0.004, -0.0123, 4.56, 40.0, -1234.5].map(signed),
            ["0", "0", "−0.01", "+4.56", "+40.0", "−1,234"]
        );
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
