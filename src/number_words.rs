//! Numbers as people read them, on screens and pages and in messages: with thousands separators, a
//! true minus sign (U+2212), no more digits than say something, and units.

/// A decimal number as the standard library writes it, with commas between its thousands and a true
/// minus sign.
pub fn separated(text: &str) -> String {
    let (sign, text) = text.strip_prefix('-').map_or(("", text), |rest| ("\u{2212}", rest));
    let (whole, fraction) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut grouped = String::from(sign);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + fraction
}

/// A whole number.
pub fn count(value: u64) -> String {
    separated(&value.to_string())
}

/// `1 facility`, `2,000 facilities`: a count of things with a regular plural.
pub fn counted(number: u64, noun: &str) -> String {
    let number_words = count(number);
    match noun.strip_suffix('y') {
        _ if number == 1 => format!("{number_words} {noun}"),
        Some(stem) => format!("{number_words} {stem}ies"),
        None => format!("{number_words} {noun}s"),
    }
}

/// `1 trial`, `100,000 trials`.
pub fn trials(number: u64) -> String {
    counted(number, "trial")
}

/// So many digits after the point.
pub fn decimal(value: f64, decimals: usize) -> String {
    separated(&format!("{value:.decimals$}"))
}

/// The size of a change behind its sign.
pub fn signed(change: f64, size: impl Fn(f64) -> String) -> String {
    let sign = match change {
        change if change > 0.0 => "+",
        change if change < 0.0 => "\u{2212}",
        _ => "",
    };
    format!("{sign}{}", size(change.abs()))
}

/// A word as a sentence begins with it.
pub fn sentence_start(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Power of ten of the first digit.
pub fn order(value: f64) -> i32 {
    let text = format!("{value:e}");
    text.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0)
}

/// `value` with so many significant digits and thousands separators; digits before the decimal
/// point beyond them are zeros.
pub fn significant(value: f64, digits: usize) -> String {
    if value == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    let rounded: f64 = format!("{value:.*e}", digits - 1).parse().unwrap_or(value);
    let decimals = (digits as i32 - 1 - order(rounded)).max(0) as usize;
    decimal(rounded, decimals)
}

/// Two or three significant digits: as many as the interval supports.
fn digits(value: f64, half_width: Option<f64>) -> usize {
    match half_width {
        Some(half) if half > 0.0 && value != 0.0 => {
            (order(value) - order(half) + 1).clamp(2, 3) as usize
        }
        _ => 3,
    }
}

/// Divisor and prefix that make a number of this size short; only money has them.
pub fn scale(size: f64, unit: &str) -> (f64, &'static str) {
    match size {
        _ if unit != "USD" => (1.0, ""),
        size if size >= 999.5e6 => (1e9, "bn"),
        size if size >= 999.5e3 => (1e6, "M"),
        size if size >= 9_995.0 => (1e3, "k"),
        _ => (1.0, ""),
    }
}

/// A number with its unit: `1,510 t`, `187 MUSD`, `2.4 bnUSD`.
pub fn quantity(value: f64, half_width: Option<f64>, unit: &str) -> String {
    let digits = digits(value, half_width);
    let (scale, prefix) = scale(value.abs(), unit);
    format!("{} {prefix}{unit}", significant(value / scale, digits)).trim_end().to_owned()
}

/// A number with what it may be off by, in one unit: `754 ± 10 t`, `1.39 ± 0.03 MUSD`.
pub fn quantity_and_margin(value: f64, margin: f64, unit: &str) -> String {
    let (scale, prefix) = scale(value.abs(), unit);
    let (value, margin) = (value / scale, margin / scale);
    let decimals = if margin > 0.0 { (1 - order(margin)).clamp(0, 6) as usize } else { 0 };
    // Two digits of the margin, one when it begins with a large one.
    let decimals = if decimals > 0 && margin * libm::exp10(-f64::from(order(margin))) >= 3.0 {
        decimals - 1
    } else {
        decimals
    };
    format!("{} ± {} {prefix}{unit}", decimal(value, decimals), decimal(margin, decimals))
}

/// `value` to the digit of a power of ten.
pub fn rounded(value: f64, place: i32) -> String {
    let digits = order(value) - place + 1;
    if value == 0.0 || digits < 0 {
        return "0".to_owned();
    }
    let text = match usize::try_from(-place) {
        Ok(decimals) => format!("{value:.decimals$}"),
        Err(_) => {
            let step: f64 = format!("1e{place}").parse().unwrap_or(1.0);
            format!("{:.0}", (value / step).round() * step)
        }
    };
    separated(
        text.strip_prefix('-')
            .filter(|rest| rest.bytes().all(|digit| matches!(digit, b'0' | b'.')))
            .unwrap_or(&text),
    )
}

/// A share as a percentage of two significant digits, or one decimal.
pub fn percent(share: f64) -> String {
    let value = 100.0 * share;
    if value == 0.0 {
        "0 %".to_owned()
    } else if value < 0.05 {
        "under 0.1 %".to_owned()
    } else if value < 9.95 {
        format!("{value:.1} %")
    } else {
        format!("{value:.0} %")
    }
}

/// A share of so many trials one by one: what happened in none of them, or in all, is as rare or as
/// sure as their number can tell.
pub fn percent_of_trials(share: f64, trials: u64) -> String {
    // Rule of three: an event that is seen in none of n trials has at most the chance 3/n, with 95
    // % confidence.
    let least = (1000.0 * 3.0 / trials.max(3) as f64).ceil() / 10.0;
    if share == 0.0 {
        format!("under {least:.1} %")
    } else if share == 1.0 {
        format!("over {:.1} %", 100.0 - least)
    } else {
        percent(share)
    }
}

/// A relative change in percent, without decimals that say nothing.
pub fn percent_change(share: f64) -> String {
    let text = decimal(100.0 * share, 2);
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_digits_that_the_interval_supports() {
        assert_eq!(quantity(1514.6, Some(12.0), "t"), "1,510 t");
        assert_eq!(quantity(1514.6, Some(400.0), "t"), "1,500 t");
        assert_eq!(quantity(0.0, None, "t"), "0 t");
        assert_eq!(quantity(9.9961, None, "week"), "10.0 week");
        assert_eq!(quantity(-187_432_100.0, Some(1e5), "USD"), "−187 MUSD");
        assert_eq!(quantity(2.44e9, Some(3e8), "USD"), "2.4 bnUSD");
        assert_eq!(quantity(999_600_000.0, None, "USD"), "1.00 bnUSD");
        assert_eq!(quantity(431.0, None, "USD"), "431 USD");
        assert_eq!(count(1_234_567), "1,234,567");
    }

    #[test]
    fn margins_have_one_or_two_digits() {
        assert_eq!(quantity_and_margin(754.43, 9.85, "t"), "754 ± 10 t");
        assert_eq!(quantity_and_margin(6_032.0, 25.8, "t"), "6,032 ± 26 t");
        assert_eq!(quantity_and_margin(1.39e6, 30_300.0, "USD"), "1.39 ± 0.03 MUSD");
        assert_eq!(quantity_and_margin(0.0, 0.0, "t"), "0 ± 0 t");
    }

    #[test]
    fn percentages_are_short() {
        assert_eq!([0.0, 1e-5, 0.042, 0.61].map(percent), ["0 %", "under 0.1 %", "4.2 %", "61 %"]);
    }

    #[test]
    fn changes_have_a_sign_and_counts_a_plural() {
        let words = |change| signed(change, |size| decimal(size, 1));
        assert_eq!([1234.0, -0.5, 0.0].map(words), ["+1,234.0", "−0.5", "0.0"]);
        assert_eq!(counted(1, "facility"), "1 facility");
        assert_eq!(counted(2_000, "facility"), "2,000 facilities");
        assert_eq!(counted(0, "trial"), "0 trials");
        assert_eq!([0.1, 0.025, 10.0].map(percent_change), ["10 %", "2.5 %", "1,000 %"]);
    }
}
