//! Months, steps and the grid of periods. A year is 12 equal months, or 365.25 days.

/// A calendar month, counted from year 0: `12 · year + (month − 1)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(pub i32);

impl Month {
    /// Reads `2026-01`; years run from 1900 to 2999.
    pub fn parse(text: &str) -> Option<Month> {
        let (year, month) = text.split_once('-')?;
        let digits = |part: &str, length: usize| {
            part.len() == length && part.bytes().all(|digit| digit.is_ascii_digit())
        };
        if !digits(year, 4) || !digits(month, 2) {
            return None;
        }
        let (year, month): (i32, i32) = (year.parse().ok()?, month.parse().ok()?);
        ((1900..=2999).contains(&year) && (1..=12).contains(&month))
            .then(|| Month(12 * year + month - 1))
    }

    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// 1 to 12.
    pub fn month(self) -> i32 {
        self.0.rem_euclid(12) + 1
    }

    /// Days in the month, Gregorian calendar.
    fn days(self) -> i32 {
        let leap = self.year() % 4 == 0 && (self.year() % 100 != 0 || self.year() % 400 == 0);
        match self.month() {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
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

/// Length of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Month,
    Quarter,
    Year,
}

impl Step {
    pub fn months(self) -> i32 {
        match self {
            Step::Month => 1,
            Step::Quarter => 3,
            Step::Year => 12,
        }
    }

    /// The word of the scenario file: `month`, `quarter`, `year`.
    pub fn name(self) -> &'static str {
        match self {
            Step::Month => "month",
            Step::Quarter => "quarter",
            Step::Year => "year",
        }
    }
}

/// Periods 0 to `periods` − 1 of equal length from the first moment of `start`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeGrid {
    pub start: Month,
    pub step: Step,
    pub periods: usize,
}

impl TimeGrid {
    /// Length of a period, years.
    pub fn period_years(&self) -> f64 {
        f64::from(self.step.months()) / 12.0
    }

    /// Years from time 0 to the first moment of `month` (negative before the start).
    pub fn years_to(&self, month: Month) -> f64 {
        f64::from(month.0 - self.start.0) / 12.0
    }

    /// First month of a period.
    pub fn first_month(&self, period: usize) -> Month {
        Month(self.start.0 + self.step.months() * period as i32)
    }

    /// Last month of a period, included.
    pub fn last_month(&self, period: usize) -> Month {
        Month(self.first_month(period + 1).0 - 1)
    }

    /// Short label of a period for charts and words: `Jan 2026`, `2026 Q1`, `2026` (or the first
    /// month where a step does not start with the calendar's).
    pub fn label(&self, period: usize) -> String {
        const NAMES: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let first = self.first_month(period);
        let in_year = first.month() - 1;
        match self.step {
            Step::Year if in_year == 0 => format!("{}", first.year()),
            Step::Quarter if in_year % 3 == 0 => format!("{} Q{}", first.year(), in_year / 3 + 1),
            _ => format!("{} {}", NAMES[in_year as usize], first.year()),
        }
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

    #[test]
    fn periods_tile_the_horizon() {
        let grid = TimeGrid {
            start: Month::parse("2026-01").expect("a month"),
            step: Step::Quarter,
            periods: 4,
        };
        assert_eq!(grid.first_month(1).to_string(), "2026-04");
        assert_eq!(grid.last_month(3).to_string(), "2026-12");
        assert_eq!(grid.years_to(grid.first_month(4)), 1.0);
        assert_eq!(grid.label(2), "2026 Q3");
    }
}
