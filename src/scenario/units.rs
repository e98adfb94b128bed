//! Units of the scenario file: `"25 Mlb/year"` as a number in base units and its dimension.
//!
//! Base units are t, USD, year, MW, tCO2e and m3. A year is 12 months or 365.25 days; 1 lb is
//! 0.45359237 kg exactly (international yard and pound agreement, 1959).

use std::ops::Range;

use super::nearest::nearest;

/// Exponents of mass of metal, money, time, power, carbon and volume of water.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Dimension([i8; 6]);

const BASE_UNITS: [&str; 6] = ["t", "USD", "year", "MW", "tCO2e", "m3"];
const MASS: usize = 0;
const MONEY: usize = 1;
const TIME: usize = 2;
const POWER: usize = 3;
const CARBON: usize = 4;
const VOLUME: usize = 5;
/// Largest exponent a unit can reach; more factors than that are refused.
const LARGEST_EXPONENT: i8 = 9;

/// How far a conversion may be off, relative to the value.
const ROUNDING: f64 = 4.0 * f64::EPSILON;

const POUND: f64 = 0.000_453_592_37;
const DAY: f64 = 1.0 / 365.25;

/// Symbol, what it measures, size in base units.
const UNITS: &[(&str, usize, f64)] = &[
    ("t", MASS, 1.0),
    ("kt", MASS, 1e3),
    ("Mt", MASS, 1e6),
    ("kg", MASS, 1e-3),
    ("g", MASS, 1e-6),
    ("lb", MASS, POUND),
    ("klb", MASS, POUND * 1e3),
    ("Mlb", MASS, POUND * 1e6),
    ("short_ton", MASS, POUND * 2e3),
    ("USD", MONEY, 1.0),
    ("kUSD", MONEY, 1e3),
    ("MUSD", MONEY, 1e6),
    ("bnUSD", MONEY, 1e9),
    ("year", TIME, 1.0),
    ("quarter", TIME, 0.25),
    ("month", TIME, 1.0 / 12.0),
    ("week", TIME, 7.0 * DAY),
    ("day", TIME, DAY),
    ("MW", POWER, 1.0),
    ("kW", POWER, 1e-3),
    ("GW", POWER, 1e3),
    ("tCO2e", CARBON, 1.0),
    ("gCO2e", CARBON, 1e-6),
    ("kgCO2e", CARBON, 1e-3),
    ("ktCO2e", CARBON, 1e3),
    ("MtCO2e", CARBON, 1e6),
    ("m3", VOLUME, 1.0),
    ("L", VOLUME, 1e-3),
    ("kL", VOLUME, 1.0),
    ("ML", VOLUME, 1e3),
];

/// Other spellings that are understood.
const ALIASES: &[(&str, &str)] = &[
    ("years", "year"),
    ("y", "year"),
    ("yr", "year"),
    ("quarters", "quarter"),
    ("months", "month"),
    ("weeks", "week"),
    ("days", "day"),
    ("l", "L"),
];

/// Spellings that are refused with a word of advice.
const ADVICE: &[(&str, &str)] = &[
    ("EUR", "amounts of money are in USD only: convert them first"),
    ("GBP", "amounts of money are in USD only: convert them first"),
    ("CNY", "amounts of money are in USD only: convert them first"),
    ("$", "write `USD`"),
    ("US$", "write `USD`"),
    ("€", "amounts of money are in USD only: convert them first"),
    ("M$", "write `MUSD`"),
    ("ton", "write `t` (1000 kg) or `short_ton` (2000 lb)"),
    ("tons", "write `t` (1000 kg) or `short_ton` (2000 lb)"),
    ("tonne", "write `t`"),
    ("tonnes", "write `t`"),
    ("lbs", "write `lb`"),
    ("pound", "write `lb`"),
    ("pounds", "write `lb`"),
    ("tCO2", "write `tCO2e`"),
    ("m", "write `month` for months, `m3` for cubic metres"),
    ("h", "the shortest unit of time is `day`"),
    ("hour", "the shortest unit of time is `day`"),
    ("kWh", "only power is measured here: kW, MW, GW"),
    ("MWh", "only power is measured here: kW, MW, GW"),
];

/// Why a text is not a quantity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitFault {
    /// Bytes of the text at fault.
    pub range: Range<usize>,
    pub message: String,
    pub help: Option<String>,
}

impl Dimension {
    /// The dimension of a plain number.
    pub const NONE: Dimension = Dimension([0; 6]);

    /// Dimension of a product.
    pub fn times(self, other: Dimension) -> Dimension {
        let mut exponents = self.0;
        for (exponent, added) in exponents.iter_mut().zip(other.0) {
            *exponent = exponent.saturating_add(added);
        }
        Dimension(exponents)
    }

    /// Its base unit, or `a plain number`, for messages.
    pub fn noun(self) -> String {
        if self == Dimension::NONE { "a plain number".to_owned() } else { self.unit() }
    }

    /// Text of its base unit: `t/year`, `1/year`, `1`.
    pub fn unit(self) -> String {
        let with = |sign: i8| {
            BASE_UNITS
                .iter()
                .zip(self.0)
                .filter(move |(_, exponent)| exponent.signum() == sign)
                .flat_map(|(base, exponent)| {
                    std::iter::repeat_n(*base, usize::from(exponent.unsigned_abs()))
                })
        };
        let above: Vec<&str> = with(1).collect();
        let below: Vec<&str> = with(-1).collect();
        let mut text = if above.is_empty() { "1".to_owned() } else { above.join(".") };
        for unit in below {
            text.push('/');
            text.push_str(unit);
        }
        text
    }
}

/// A value such as `500 t` in the unit of a metric.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn value_in(text: &str, unit: &str) -> Result<f64, String> {
    let (value, dimension) = parse_quantity(text).map_err(|fault| fault.message)?;
    in_unit(value, dimension, unit)
        .ok_or_else(|| format!("`{text}` is {}, not a value in {unit}", dimension.noun()))
}

/// A value in base units as one in the unit of a metric, if it is of its dimension.
pub fn in_unit(value: f64, dimension: Dimension, unit: &str) -> Option<f64> {
    let (size, expected) = match unit {
        "period" => ((1.0, 1.0), Dimension::NONE),
        _ => (parse_unit(unit).map_or((1.0, 1.0), |(size, _)| size), dimension_of(unit)),
    };
    (dimension == expected).then(|| value / size.0 * size.1)
}

/// A number in base units with its dimension.
///
/// The text is a number (`_` or `,` may group thousands) and a unit such as `t`, `USD/t`, `/year`,
/// `%`, or no unit at all.
pub fn parse_quantity(text: &str) -> Result<(f64, Dimension), UnitFault> {
    let start = text.len() - text.trim_start().len();
    let end = text.trim_end().len().max(start);
    let body = &text[start..end];
    let number_length = number_length(body);
    let number_text = body[..number_length].trim_end();
    let number_range = start..start + number_text.len();
    if number_text.is_empty() {
        return Err(UnitFault {
            range: start..end,
            message: "no number here".to_owned(),
            help: None,
        });
    }
    let number = parse_number(number_text).map_err(|message| UnitFault {
        range: number_range.clone(),
        message: message.to_owned(),
        help: None,
    })?;
    let unit_text = &body[number_length..];
    let (factor, dimension) = parse_unit(unit_text).map_err(|fault| UnitFault {
        range: start + number_length + fault.range.start..start + number_length + fault.range.end,
        ..fault
    })?;
    let value = converted(number, factor);
    if !value.is_finite() {
        return Err(UnitFault {
            range: number_range,
            message: "not a finite number".to_owned(),
            help: None,
        });
    }
    Ok((value, dimension))
}

/// A number in base units. Where the conversion misses a short decimal by no more than rounding, it
/// is that decimal: 291.66666666666666 t/month are 3500 t/year.
fn converted(number: f64, factor: (f64, f64)) -> f64 {
    let value = number * factor.0 / factor.1;
    if factor == (1.0, 1.0) {
        return value;
    }
    let short = format!("{value:.11e}").parse().unwrap_or(value);
    if (value - short).abs() <= ROUNDING * value.abs() { short } else { value }
}

/// Bytes of the number at the beginning of a text, blanks between its digits not counted.
pub fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = 0;
    while end < bytes.len() {
        let exponent = matches!(bytes[end], b'e' | b'E')
            && end > 0
            && bytes[end - 1].is_ascii_digit()
            && match bytes.get(end + 1) {
                Some(b'+' | b'-') => bytes.get(end + 2).is_some_and(u8::is_ascii_digit),
                Some(digit) => digit.is_ascii_digit(),
                None => false,
            };
        let sign = matches!(bytes[end], b'+' | b'-')
            && (end == 0 || matches!(bytes[end - 1], b'e' | b'E'));
        if !(bytes[end].is_ascii_digit()
            || matches!(bytes[end], b'.' | b',' | b'_')
            || exponent
            || sign)
        {
            break;
        }
        end += 1;
    }
    end
}

/// A decimal number whose thousands may be grouped by `_` or `,`.
pub fn parse_number(text: &str) -> Result<f64, &'static str> {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = whole.trim_start_matches(['+', '-']);
    for separator in [',', '_'] {
        if digits.contains(separator) {
            let mut groups = digits.split(separator);
            let first = groups.next().unwrap_or_default();
            let grouped = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
            if !grouped {
                return Err(
                    "thousands are grouped by three digits, and the decimal sign is a point",
                );
            }
        }
    }
    if fraction.contains([',', '_']) || (digits.contains(',') && digits.contains('_')) {
        return Err("thousands are grouped by `,` or by `_`, before the decimal point only");
    }
    let whole: String = whole.chars().filter(|sign| !matches!(sign, ',' | '_')).collect();
    let point = if mantissa.contains('.') { "." } else { "" };
    match format!("{whole}{point}{fraction}{exponent}").parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        Ok(_) => Err("not a finite number"),
        Err(_) => Err("not a number"),
    }
}

/// Size of a unit in base units, as numerator and denominator (kept apart so that `6 USD/lb` is
/// rounded once), and its dimension.
pub fn parse_unit(text: &str) -> Result<((f64, f64), Dimension), UnitFault> {
    let mut factor = (1.0, 1.0);
    let mut exponents = [0_i8; 6];
    let mut offset = 0;
    for (place, part) in text.split('/').enumerate() {
        // `t.year` is a product.
        for symbol_text in part.split('.') {
            let symbol = symbol_text.trim();
            let at = offset + (symbol_text.len() - symbol_text.trim_start().len());
            let range = at..at + symbol.len();
            offset += symbol_text.len() + 1;
            if symbol.is_empty() {
                if place == 0 && part.trim().is_empty() {
                    continue;
                }
                return Err(UnitFault {
                    range,
                    message: "a unit is missing here".to_owned(),
                    help: None,
                });
            }
            let (kind, size) = match symbol {
                "1" => (None, 1.0),
                "%" => (None, 0.01),
                _ => {
                    let (kind, size) =
                        look_up(symbol).ok_or_else(|| unknown_unit(symbol, range.clone()))?;
                    (Some(kind), size)
                }
            };
            if place == 0 {
                factor.0 *= size;
            } else {
                factor.1 *= size;
            }
            if let Some(kind) = kind {
                exponents[kind] += if place == 0 { 1 } else { -1 };
                if exponents[kind].abs() > LARGEST_EXPONENT {
                    return Err(UnitFault {
                        range,
                        message: "too many factors in this unit".to_owned(),
                        help: None,
                    });
                }
            }
        }
    }
    Ok((factor, Dimension(exponents)))
}

/// What can be measured, each with its units.
pub fn units_by_kind() -> Vec<(&'static str, Vec<&'static str>)> {
    let kinds = ["mass of metal", "money", "time", "power", "carbon", "water"];
    let units = |kind: usize| {
        UNITS.iter().filter(move |(_, other, _)| *other == kind).map(|(unit, _, _)| *unit).collect()
    };
    kinds.iter().enumerate().map(|(kind, name)| (*name, units(kind))).collect()
}

/// Dimension of a unit that this crate writes itself.
pub fn dimension_of(unit: &str) -> Dimension {
    parse_unit(unit).map(|(_, dimension)| dimension).unwrap_or_default()
}

fn look_up(symbol: &str) -> Option<(usize, f64)> {
    let name = ALIASES.iter().find(|(alias, _)| *alias == symbol).map_or(symbol, |(_, name)| name);
    UNITS.iter().find(|(unit, _, _)| *unit == name).map(|(_, kind, size)| (*kind, *size))
}

fn unknown_unit(symbol: &str, range: Range<usize>) -> UnitFault {
    let advice = ADVICE
        .iter()
        .find(|(spelling, _)| spelling.eq_ignore_ascii_case(symbol))
        .map(|(_, advice)| (*advice).to_owned());
    let split_number = symbol.starts_with(|first: char| first.is_ascii_digit());
    let advice = advice.or_else(|| {
        split_number.then(|| "thousands are parted by a comma: \"14,000 t\"".to_owned())
    });
    let other_case = || {
        UNITS
            .iter()
            .find(|(unit, _, _)| unit.eq_ignore_ascii_case(symbol))
            .map(|(unit, _, _)| *unit)
    };
    let near = || nearest(symbol, UNITS.iter().map(|(unit, _, _)| *unit));
    let help = advice
        .or_else(|| other_case().or_else(near).map(|unit| format!("did you mean `{unit}`?")))
        .unwrap_or_else(|| {
            format!(
                "units are {}, %",
                UNITS.iter().map(|(unit, _, _)| *unit).collect::<Vec<_>>().join(", ")
            )
        });
    UnitFault { range, message: format!("unknown unit `{symbol}`"), help: Some(help) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> f64 {
        parse_quantity(text).expect("a quantity").0
    }

    fn close(actual: f64, exact: f64) -> bool {
        (actual - exact).abs() <= 4.0 * f64::EPSILON * exact.abs()
    }

    /// Cases U1 to U5 of the validation table.
    #[test]
    fn units_agree_with_the_validation_table() {
        assert!(close(1.0 / value("1 lb"), 2204.622621848776));
        assert!(close(value("6 USD/lb"), 13227.735731092655));
        assert!(close(value("25 Mlb/year"), 11339.80925));
        assert!(close(value("25 Mlb/year") / 12.0, 944.9841041666666));
        assert!(close(value("14,000 t") * value("6.00 USD/lb"), 185188300.23529717));
    }

    #[test]
    fn the_same_in_other_units_is_the_same_number() {
        let cases = [
            ("291.66666666666666 t/month", "3500 t/year"),
            ("266.66666666666669 t/month", "800 t/quarter"),
            ("57 %", "0.57"),
            ("1.1 USD/kg", "1100 USD/t"),
            ("25 Mlb/year", "11339.80925 t/year"),
            ("52.5 klb/month", "630 klb/year"),
        ];
        for (text, same) in cases {
            assert_eq!(value(text).to_bits(), value(same).to_bits(), "{text}");
        }
        // What is no rounding stays apart.
        assert_ne!(value("291.666666666667 t/month").to_bits(), value("3500 t/year").to_bits());
        assert_eq!(
            value("3500.0000000000005 t/year").to_bits(),
            3_500.000_000_000_000_5_f64.to_bits()
        );
    }

    #[test]
    fn every_unit_of_the_design_is_read() {
        let cases = [
            ("6.00 USD/lb", 6.0 / 0.000_453_592_37, "USD/t"),
            ("120 MW", 120.0, "MW"),
            ("175 USD/kW/month", 175.0 * 1000.0 * 12.0, "USD/year/MW"),
            ("120 USD/t/year", 120.0, "USD/t/year"),
            ("1.5 /year", 1.5, "1/year"),
            ("130 L/kg", 130.0, "m3/t"),
            ("4.6 tCO2e/t", 4.6, "tCO2e/t"),
            ("27 t/MW", 27.0, "t/MW"),
            ("800 t/quarter", 3200.0, "t/year"),
            ("14 days", 14.0 / 365.25, "year"),
            ("2 weeks", 14.0 / 365.25, "year"),
            ("14_000 t", 14_000.0, "t"),
            ("1,234,567.5 kg", 1234.5675, "t"),
            ("5 %", 0.05, "1"),
            ("5 %/year", 0.05, "1/year"),
            ("-0.5", -0.5, "1"),
            ("1e3 t", 1000.0, "t"),
            ("6 t.week", 6.0 * 7.0 / 365.25, "t.year"),
            ("3 short_ton", 6000.0 * 0.000_453_592_37, "t"),
        ];
        for (text, exact, unit) in cases {
            let (actual, dimension) = parse_quantity(text).expect(text);
            assert!(close(actual, exact), "{text}: {actual} instead of {exact}");
            assert_eq!(dimension.unit(), unit, "{text}");
            assert_eq!(dimension_of(&dimension.unit()), dimension, "{text}");
        }
    }

    #[test]
    fn faults_point_at_the_offending_part() {
        let at = |text: &str| {
            let fault = parse_quantity(text).expect_err(text);
            (text[fault.range].to_owned(), fault.message, fault.help.unwrap_or_default())
        };
        assert_eq!(at("25 Mlbs/year").0, "Mlbs");
        assert_eq!(at("25 Mlbs/year").2, "did you mean `Mlb`?");
        assert_eq!(at("6 EUR/t").2, "amounts of money are in USD only: convert them first");
        assert_eq!(at("5 mw").2, "did you mean `MW`?");
        assert_eq!(at("14,00 t").0, "14,00");
        assert_eq!(at("1.2.3 t").1, "not a number");
        assert_eq!(at("1e999 t").1, "not a finite number");
        assert_eq!(at("t").1, "no number here");
        assert_eq!(at("5 t/").1, "a unit is missing here");
        assert_eq!(at("").1, "no number here");
    }
}
