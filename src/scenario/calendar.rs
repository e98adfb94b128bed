//! Steps and the grid of periods. A year is 12 equal months, or 365.25 days.

use super::table::prelude::*;

/// Most steps of a period that a file may say.
const MOST_SUBSTEPS: u64 = 96;

/// 7 days each.
pub const WEEKS_A_YEAR: f64 = 365.25 / 7.0;

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
    /// The horizon: equal periods from the first moment of a month, each computed in equal steps.
    #[derive(Copy, Eq)]
    pub struct TimeGrid("the time grid") {
        /// First month; time 0 is its first moment.
        start: Month;
        /// Length of a period, as results are reported.
        step: Step;
        /// Number of periods.
        periods: usize = Kind::integer(1, 1200);
        /// Steps in which a period is computed: whole months, or equal parts of a month; one a
        /// month if it is missing.
        substeps: Option<usize> = Kind::integer(1, MOST_SUBSTEPS);
    }
}

impl TimeGrid {
    /// The periods, if `[time]` is whole.
    pub(crate) fn of(records: &Records) -> Option<Self> {
        Self::from_keys(records.single.get("time")?, records)
    }

    /// Steps in which a period is computed.
    pub fn substeps(&self) -> usize {
        self.substeps.unwrap_or(self.step.months() as usize)
    }

    /// The same periods in the next steps of at most that part of the length that tile months or are
    /// tiled by them.
    pub(crate) fn finer(&self, part: usize) -> Self {
        let finer = |part| TimeGrid { substeps: Some(part * self.substeps()), ..*self };
        (part..=12 * part).map(finer).find(Self::has_whole_steps).unwrap_or(*self)
    }

    /// Whether the file may say so many steps.
    pub(crate) fn may_be_said(&self) -> bool {
        self.substeps() <= MOST_SUBSTEPS as usize
    }

    /// Whether steps are whole months or equal parts of a month.
    pub(crate) fn has_whole_steps(&self) -> bool {
        let (months, substeps) = (self.step.months() as usize, self.substeps());
        months.is_multiple_of(substeps) || substeps.is_multiple_of(months)
    }

    /// The steps of the computation.
    pub fn steps(&self) -> StepGrid {
        let (months, substeps) = (self.step.months(), self.substeps() as i32);
        StepGrid {
            start: self.start,
            steps: self.periods * self.substeps(),
            parts: (substeps / months).max(1),
            length: (months / substeps).max(1),
        }
    }

    /// Length of a period, years.
    pub fn period_years(&self) -> f64 {
        f64::from(self.step.months()) / 12.0
    }

    /// Years from time 0 to the first moment of `month` (negative before the start).
    pub fn years_to(&self, month: Month) -> f64 {
        self.steps().years_to(month)
    }

    /// The month so many years after time 0, and the share of it that is past.
    pub fn month_at(&self, years: f64) -> (Month, f64) {
        let months = 12.0 * years;
        (Month(self.start.0 + months.floor() as i32), months - months.floor())
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
        let first = self.first_month(period);
        let in_year = first.month() - 1;
        match self.step {
            Step::Year if in_year == 0 => format!("{}", first.year()),
            Step::Quarter if in_year % 3 == 0 => format!("{} Q{}", first.year(), in_year / 3 + 1),
            _ => first.name(),
        }
    }
}

/// The steps in which the horizon is computed: whole months, or equal parts of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepGrid {
    start: Month,
    /// Number of steps.
    pub steps: usize,
    /// Parts into which a month is cut.
    pub parts: i32,
    /// Length of a step, in parts of a month.
    pub length: i32,
}

impl StepGrid {
    /// Length of a step, years.
    pub fn years(&self) -> f64 {
        f64::from(self.length) / f64::from(12 * self.parts)
    }

    /// Years from time 0 to the first moment of `month` (negative before the start).
    pub fn years_to(&self, month: Month) -> f64 {
        f64::from(month.0 - self.start.0) / 12.0
    }

    /// Parts of a month from time 0 to the first moment of `month`.
    pub fn parts_to(&self, month: Month) -> i32 {
        (month.0 - self.start.0) * self.parts
    }

    /// Parts of a month from time 0 to the beginning of a step.
    pub fn begin(&self, step: usize) -> i32 {
        step as i32 * self.length
    }

    /// Months of a step that lie between two months, both included.
    pub fn months_between(&self, step: usize, first: Month, last: Month) -> f64 {
        let begin = self.begin(step).max(self.parts_to(first));
        let end = self.begin(step + 1).min(self.parts_to(Month(last.0 + 1)));
        f64::from((end - begin).max(0)) / f64::from(self.parts)
    }

    /// Length of a step, months.
    pub fn months(&self) -> f64 {
        f64::from(self.length) / f64::from(self.parts)
    }

    /// The month in which a step ends.
    pub fn last_month(&self, step: usize) -> Month {
        Month(self.start.0 + (self.begin(step + 1) - 1).div_euclid(self.parts))
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
            substeps: None,
        };
        assert_eq!(grid.first_month(1).to_string(), "2026-04");
        assert_eq!(grid.last_month(3).to_string(), "2026-12");
        assert_eq!(grid.years_to(grid.first_month(4)), 1.0);
        assert_eq!(grid.label(2), "2026 Q3");
        let (month, share) = grid.month_at(13.5 / 12.0);
        assert_eq!((month.name().as_str(), share), ("Feb 2027", 0.5));
        assert_eq!(month.day_at(share).to_string(), "2027-02-15");
        assert_eq!(month.day_at(0.999).to_string(), "2027-02-28");
        assert_eq!(grid.month_at(-0.25).0.to_string(), "2025-10");
    }

    #[test]
    fn steps_are_months_or_parts_of_a_month() {
        let grid = |step, substeps| {
            let start = Month::parse("2026-01").expect("a month");
            TimeGrid { start, step, periods: 2, substeps }
        };
        let march = Month::parse("2026-03").expect("a month");
        let by_month = grid(Step::Quarter, None).steps();
        assert_eq!((by_month.steps, by_month.years()), (6, 1.0 / 12.0));
        assert_eq!(by_month.months_between(2, march, march), 1.0);
        let by_week = grid(Step::Quarter, Some(12)).steps();
        assert_eq!((by_week.steps, by_week.years()), (24, 1.0 / 48.0));
        assert_eq!(by_week.months_between(8, march, march), 0.25);
        assert_eq!(by_week.last_month(8), march);
        let by_year = grid(Step::Year, Some(1)).steps();
        assert_eq!(by_year.months_between(0, march, Month(march.0 + 20)), 10.0);
        assert!(!grid(Step::Year, Some(5)).has_whole_steps());
        let quarters = [(None, 12), (Some(1), 6), (Some(12), 48), (Some(48), 192)];
        for (substeps, finer) in quarters {
            let finest = grid(Step::Quarter, substeps).finer(4);
            assert_eq!((finest.substeps(), finest.may_be_said()), (finer, finer < 97));
        }
        assert_eq!(grid(Step::Year, Some(1)).finer(4).substeps(), 4);
    }
}
