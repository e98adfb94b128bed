//! Months of the calendar.

/// A calendar month, counted from year 0: `12 · year + (month − 1)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(pub i32);

impl Month {
    /// The last that can be written.
    pub const LATEST: Month = Month(12 * 2999 + 11);

    /// Reads `2026-01`; years run from 1900 to 2999.
    pub fn parse(text: &str) -> Option<Month> {
        let (year, month) = text.split_once('-')?;
        let digits = |part: &str, length: usize| {
            part.len() == length && part.bytes().all(|digit| digit.is_ascii_digit())
        };
        if !digits(year, 4) || !digits(month, 2) {
            return None;
        }
        Month::of(year.parse().ok()?, month.parse().ok()?)
    }

    /// A month from 1 to 12 of a year from 1900 to 2999.
    pub fn of(year: u32, month: u32) -> Option<Month> {
        let is_known = (1900..=2999).contains(&year) && (1..=12).contains(&month);
        is_known.then(|| Month((12 * year + month) as i32 - 1))
    }

    /// The one after it.
    pub fn next(self) -> Month {
        Month(self.0 + 1)
    }

    /// Year of the calendar.
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// 1 to 12.
    pub fn month(self) -> i32 {
        self.0.rem_euclid(12) + 1
    }

    /// Days in the month, Gregorian calendar.
    pub fn days(self) -> i32 {
        let leap = self.year() % 4 == 0 && (self.year() % 100 != 0 || self.year() % 400 == 0);
        match self.month() {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }

    /// `Jan 2026`.
    pub fn name(self) -> String {
        const NAMES: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        format!("{} {}", NAMES[self.month() as usize - 1], self.year())
    }

    /// The day so far into the month, as a share of it.
    pub fn day_at(self, share: f64) -> jiff::civil::Date {
        let days = self.days();
        let day = ((share * f64::from(days)).floor() as i32).clamp(0, days - 1) + 1;
        jiff::civil::date(self.year() as i16, self.month() as i8, day as i8)
    }

    /// ISO date of its first day.
    pub fn first_day(self) -> String {
        format!("{self}-01")
    }

    /// ISO date of its last day.
    pub fn last_day(self) -> String {
        format!("{self}-{:02}", self.days())
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:04}-{:02}", self.year(), self.month())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_as_they_are_written() {
        for text in ["1900-01", "2026-01", "2027-12", "2999-12"] {
            assert_eq!(Month::parse(text).expect(text).to_string(), text);
        }
        for text in [
            "2026-13",
            "2026-00",
            "2026-1",
            "26-01",
            "2026",
            "2026-01-01",
            "+026-01",
            "1899-12",
            "",
            "２０２６-01",
        ] {
            assert_eq!(Month::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_month_knows_its_days() {
        assert_eq!(Month::parse("2028-02").expect("a month").last_day(), "2028-02-29");
        assert_eq!(Month::parse("2100-02").expect("a month").last_day(), "2100-02-28");
    }
}
