//! Steps and the grid of periods. A year is 12 equal months, or 365.25 days.

use super::table::prelude::*;

words! {
    /// Length of a period.
    pub enum Step {
        /// 1/12 year
        Month = "month",
        /// 3 months
        Quarter = "quarter",
        /// 12 months, 365.25 days
        Year = "year",
    }
}

impl Step {
    /// Its length in months.
    pub fn months(self) -> i32 {
        match self {
            Step::Month => 1,
            Step::Quarter => 3,
            Step::Year => 12,
        }
    }

    /// The word of the scenario file: `month`, `quarter`, `year`.
    pub fn name(self) -> &'static str {
        self.word()
    }
}

table! {
    /// The horizon: equal periods from the first moment of a month.
    #[derive(Copy, Eq)]
    pub struct TimeGrid("the time grid") {
        /// First month; time 0 is its first moment.
        start: Month;
        /// Length of a period.
        step: Step;
        /// Number of periods.
        periods: usize = Kind::integer(1, 1200);
    }
}

impl TimeGrid {
    /// The periods, if `[time]` is whole.
    pub(crate) fn of(records: &Records) -> Option<Self> {
        Self::from_keys(records.single.get("time")?, records)
    }

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
