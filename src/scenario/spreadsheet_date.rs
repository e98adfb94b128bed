//! Dates as spreadsheets write them into CSV files: only the month of a date means anything here.

use super::month::Month;

/// A date that can be read one way only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    pub month: Month,
    /// `None` of a month alone.
    pub day: Option<u32>,
}

/// Why a text is no such date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    pub label: &'static str,
    pub help: String,
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// What to do about it in the spreadsheet.
const FORMAT: &str = "in a spreadsheet, format the column as yyyy-mm and save it anew";

/// Numbers of days that stand for dates from 1998 to 2064.
const SERIAL: std::ops::Range<u32> = 36_000..60_000;

/// A part of a date: a month by its name, or a number and how many digits it has.
#[derive(Debug, Clone, Copy)]
enum Part {
    Name(u32),
    Number(u32, usize),
}

use Part::{Name, Number};

/// Reads `Apr-27`, `April 2027`, `04/2027`, `2027-04-01`, `1-Apr-27`, `15/04/2027`, `01.04.2027`.
/// Dates with points have the day first; where `/` or `-` part two numbers that may both be the
/// month, the date is not read.
///
/// # Errors
/// What cannot be told of the text, and what to write instead.
pub fn read(text: &str) -> Result<Date, Unreadable> {
    let separators = ['-', '/', '.', ',', ' '];
    let parts: Option<Vec<Part>> =
        without_time(text).split(separators).filter(|part| !part.is_empty()).map(part).collect();
    let parts = parts.ok_or_else(no_month)?;
    let date = |year: u32, month: u32, day: Option<u32>| {
        let month = Month::of(year, month)
            .filter(|month| day.is_none_or(|day| (1..=month.days() as u32).contains(&day)));
        month.map(|month| Date { month, day }).ok_or_else(no_month)
    };
    match parts[..] {
        [Name(month) | Number(month, 1 | 2), Number(year, 4)]
        | [Number(year, 4), Name(month) | Number(month, 1 | 2)] => date(year, month, None),
        // Apr-27 is how Excel shows a month of 2027.
        [Name(month), Number(year, 2)] => date(2000 + year, month, None),
        [Number(number, 1 | 2), Name(month)] => Err(Unreadable {
            label: "the number may be a day or a year",
            help: match Month::of(2000 + number, month) {
                Some(month) => {
                    format!("write \"{month}\", or the right year with this month; {FORMAT}")
                }
                None => FORMAT.to_owned(),
            },
        }),
        [Number(year, 4), Number(month, 1 | 2) | Name(month), Number(day, 1 | 2)]
        | [Name(month), Number(day, 1 | 2), Number(year, 4)]
        | [Number(day, 1 | 2), Name(month), Number(year, 4)] => date(year, month, Some(day)),
        [Number(day, 1 | 2), Name(month), Number(year, 2)] => date(2000 + year, month, Some(day)),
        [Number(first, 1 | 2), Number(second, 1 | 2), Number(year, 4)] => {
            let is_month = |number: u32| (1..=12).contains(&number);
            let has_points = text.contains('.');
            match (is_month(first), is_month(second)) {
                (true, true) if first != second && !has_points => Err(Unreadable {
                    label: "day and month cannot be told apart",
                    help: format!(
                        "write \"{year}-{second:02}\" or \"{year}-{first:02}\"; {FORMAT}"
                    ),
                }),
                (_, true) => date(year, second, Some(first)),
                (true, false) if !has_points => date(year, first, Some(second)),
                _ => Err(no_month()),
            }
        }
        [Number(_, 1 | 2), Number(_, 1 | 2), Number(_, 2)] => Err(Unreadable {
            label: "year, month and day cannot be told apart",
            help: format!("write months such as \"2027-04\"; {FORMAT}"),
        }),
        [Number(number, 5)] if SERIAL.contains(&number) => Err(Unreadable {
            label: "a number by which spreadsheets count days",
            help: format!("write months such as \"2027-04\"; {FORMAT}"),
        }),
        _ => Err(no_month()),
    }
}

fn no_month() -> Unreadable {
    Unreadable {
        label: "expected a month such as \"2026-01\", from \"1900-01\" to \"2999-12\"",
        help: FORMAT.to_owned(),
    }
}

/// The date of `2027-04-01T00:00:00` and `2027-04-01 00:00`.
fn without_time(text: &str) -> &str {
    match text.find(':').and_then(|at| text[..at].rfind(['T', 't', ' '])) {
        Some(end) => &text[..end],
        None => text,
    }
}

fn part(text: &str) -> Option<Part> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() <= 5 {
        return Some(Number(text.parse().ok()?, text.len()));
    }
    let word = text.to_ascii_lowercase();
    let is_month = |name: &str| {
        word.len() >= 3 && name.starts_with(&word) || word == "sept" && name == "september"
    };
    MONTHS.iter().position(|name| is_month(name)).map(|month| Name(month as u32 + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_that_mean_one_month_are_read() {
        let months = [
            "Apr-27",
            "apr 27",
            "April-27",
            "April 2027",
            "Apr-2027",
            "2027 Apr",
            "04/2027",
            "4/2027",
            "2027/04",
            "2027-4",
            "04.2027",
        ];
        for text in months {
            let date = read(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
            assert_eq!((date.month.to_string().as_str(), date.day), ("2027-04", None), "{text}");
        }
        let days = [
            ("2027-04-01", 1),
            ("2027/4/1", 1),
            ("2027-04-15 00:00:00", 15),
            ("2027-04-01T08:30", 1),
            ("1-Apr-27", 1),
            ("01 Apr 2027", 1),
            ("April 1, 2027", 1),
            ("2027-Apr-30", 30),
            ("15/04/2027", 15),
            ("04/15/2027", 15),
            ("04/04/2027", 4),
            ("01.04.2027", 1),
        ];
        for (text, day) in days {
            let date = read(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
            assert_eq!(
                (date.month.to_string().as_str(), date.day),
                ("2027-04", Some(day)),
                "{text}"
            );
        }
    }

    #[test]
    fn dates_that_may_mean_several_are_not() {
        let label = |text: &str| read(text).expect_err(text).label;
        assert_eq!(label("01/04/2027"), "day and month cannot be told apart");
        assert_eq!(label("1-4-2027"), "day and month cannot be told apart");
        assert_eq!(label("27-Apr"), "the number may be a day or a year");
        assert_eq!(label("01/04/27"), "year, month and day cannot be told apart");
        assert_eq!(label("46478"), "a number by which spreadsheets count days");
        let help = read("01/04/2027").expect_err("ambiguous").help;
        assert!(help.starts_with("write \"2027-04\" or \"2027-01\""), "{help}");
        for text in [
            "",
            "soon",
            "2027",
            "13/2027",
            "2027-02-30",
            "31.13.2027",
            "Ma-27",
            "2027-00",
            "4/2027/1",
            "Q2 2027",
            "32/13/2027",
            "é",
        ] {
            assert_eq!(label(text), no_month().label, "{text}");
        }
    }
}
