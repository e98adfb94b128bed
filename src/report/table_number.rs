//! Numbers as text in the result files.

use std::fmt::Write;

/// Magnitudes written without an exponent: from 10⁻⁵ to below 10¹⁶.
const PLAIN: std::ops::Range<f64> = 1e-5..1e16;

/// Appends the shortest text that reads back as the same number and shows that it need not be
/// whole; nothing if it is not finite.
///
/// Whole numbers end with `.0`, so that a reader who guesses types from the first rows of a column
/// takes all of it for numbers of this kind. Minus zero is `0.0`, and very large or small
/// magnitudes have an exponent (`1.5e-7`).
pub fn write_number(text: &mut String, value: f64) {
    const IN_MEMORY: &str = "writing to a text succeeds";
    if !value.is_finite() {
        return;
    }
    if value == 0.0 {
        text.push_str("0.0");
    } else if !PLAIN.contains(&value.abs()) {
        write!(text, "{value:e}").expect(IN_MEMORY);
    } else {
        write!(text, "{value}").expect(IN_MEMORY);
        if value == value.trunc() {
            text.push_str(".0");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number_text(value: f64) -> String {
        let mut text = String::new();
        write_number(&mut text, value);
        text
    }

    #[test]
    fn numbers_are_short() {
        let texts =
            [1e5, 0.1, -0.0, 1.5e-7, 1e21, -1234.5, f64::NAN, f64::NEG_INFINITY].map(number_text);
        assert_eq!(texts, ["100000.0", "0.1", "0.0", "1.5e-7", "1e21", "-1234.5", "", ""]);
    }

    proptest! {
        #[test]
        fn numbers_read_back_as_themselves(
            value in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL,
        ) {
            prop_assert_eq!(number_text(value).parse::<f64>().ok(), Some(value));
            prop_assert!(number_text(value).parse::<i64>().is_err());
        }
    }
}
