//! Whole numbers as people write them.

/// Commas between the thousands of a decimal number.
pub fn separated(text: &str) -> String {
    let (sign, text) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
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

/// A whole number with thousands separators.
pub fn count(value: u64) -> String {
    separated(&value.to_string())
}

/// `1 trial`, `100,000 trials`.
pub fn trials(number: u64) -> String {
    format!("{} {}", count(number), if number == 1 { "trial" } else { "trials" })
}
