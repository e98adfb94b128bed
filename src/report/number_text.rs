//! Numbers as text in the result files.

/// Magnitudes written without an exponent: from 10⁻⁵ to below 10¹⁶.
const PLAIN: std::ops::Range<f64> = 1e-5..1e16;

/// The shortest text that reads back as the same number; blank if it is not finite.
///
/// Whole numbers have no `.0`, minus zero is `0`, and very large or small magnitudes have an exponent (`1.5e-7`).
pub fn number_text(value: f64) -> String {
    if !value.is_finite() {
        String::new()
    } else if value == 0.0 {
        "0".to_owned()
    } else if PLAIN.contains(&value.abs()) {
        format!("{value}")
    } else {
        format!("{value:e}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_short() {
        let texts = [1e5, 0.1, -0.0, 1.5e-7, 1e21, -1234.5, f64::NAN, f64::NEG_INFINITY].map(number_text);
        assert_eq!(texts, ["100000", "0.1", "0", "1.5e-7", "1e21", "-1234.5", "", ""]);
    }

    proptest! {
        #[test]
        fn numbers_read_back_as_themselves(value in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL) {
            prop_assert_eq!(number_text(value).parse::<f64>().ok(), Some(value));
        }
    }
}
