//! Values that change from month to month: a tariff that rises, a premium by year, a forward curve.

use super::calendar::{StepGrid, TimeGrid};
use super::document;
use super::month::Month;
use super::quantity::Value;
use super::table::prelude::*;

words! {
    /// What holds between two months of a schedule.
    pub enum Interpolation {
        /// the value of the month before
        Steps = "steps",
        /// a straight line from one to the next
        Linear = "linear",
    }
}

/// Keys that may stand beside the months of a schedule, and what they mean.
pub const SCHEDULE_KEYS: [(&str, &str); 3] = [
    (
        "interpolation",
        "`\"steps\"` (default): each value holds until the next month; `\"linear\"`: a straight line.",
    ),
    (
        "times",
        "Factor on all values, a number, a distribution or a reference to a variable. Default: 1.",
    ),
    (
        "delay",
        "By how much all changes come later, a time or a reference to a variable. Default: 0.",
    ),
];

/// Whether a key of a table belongs to a schedule: a month, a year, or one that stands beside them.
pub fn is_key_of_schedule(key: &str) -> bool {
    is_date(key) || SCHEDULE_KEYS.iter().any(|(name, _)| *name == key)
}

/// Whether a table has values by month, rather than a distribution.
pub fn is_schedule(table: &document::Table) -> bool {
    table.get("dist").is_none() && table.entries.iter().any(|entry| is_date(&entry.key))
}

/// Whether a key begins as a month or year does.
fn is_date(key: &str) -> bool {
    key.len() >= 4 && key.as_bytes()[..4].iter().all(u8::is_ascii_digit)
}

/// A value by month, times a factor that may be uncertain, and later by a time that may be
/// (docs/model.md, T3).
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// By rising month, each from its first moment on, in the unit of the quantity; not empty. The
    /// last holds ever after; the first, not later than time 0, also before it.
    pub points: Vec<(Month, f64)>,
    /// Between two of them.
    pub interpolation: Interpolation,
    /// Factor without unit, drawn under the path of the quantity.
    pub times: Value,
    /// By how much all changes come later, years; a constant or a named variable.
    pub delay: Value,
}

impl Schedule {
    /// Its mean over a horizon, before factor and delay.
    pub fn mean(&self, time: &TimeGrid) -> f64 {
        let horizon = time.period_years() * time.periods as f64;
        self.curve(&time.steps()).mean(0.0, horizon)
    }

    /// Its course from time 0 of a grid on, before factor and delay.
    pub fn curve(&self, grid: &StepGrid) -> Curve {
        let points = self.points.iter().map(|&(month, value)| (grid.years_to(month), value));
        let mut corners: Vec<(f64, f64)> = Vec::new();
        for (year, value) in points {
            if let (Interpolation::Steps, Some(&(_, before))) = (self.interpolation, corners.last())
            {
                corners.push((year, before));
            }
            corners.push((year, value));
        }
        Curve::new(corners)
    }
}

/// A function of time, linear between its corners and constant outside of them; two corners at one
/// time are a jump.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Year, value there, and the integral from the first corner to it.
    corners: Vec<(f64, f64, f64)>,
}

impl Curve {
    fn new(points: Vec<(f64, f64)>) -> Self {
        let mut corners: Vec<(f64, f64, f64)> = Vec::with_capacity(points.len());
        for (year, value) in points {
            let area = corners.last().map_or(0.0, |&(before, level, area)| {
                area + (year - before) * f64::midpoint(level, value)
            });
            corners.push((year, value, area));
        }
        Curve { corners }
    }

    /// Mean from year `from` to the later year `to`.
    pub fn mean(&self, from: f64, to: f64) -> f64 {
        (self.integral(to) - self.integral(from)) / (to - from)
    }

    /// From the first corner to a year.
    fn integral(&self, year: f64) -> f64 {
        let after = self.corners.partition_point(|&(corner, ..)| corner <= year);
        match (after.checked_sub(1).map(|before| self.corners[before]), self.corners.get(after)) {
            (Some((start, value, area)), Some(&(end, next, _))) => {
                let past = year - start;
                let slope = (next - value) / (end - start);
                area + past * (value + slope * past / 2.0)
            }
            (Some((start, value, area)), None) => area + (year - start) * value,
            (None, Some(&(start, value, _))) => (year - start) * value,
            (None, None) => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::calendar::Step;

    fn curve(interpolation: Interpolation) -> Curve {
        let month = |text| Month::parse(text).expect("a month");
        let grid =
            TimeGrid { start: month("2026-01"), step: Step::Quarter, periods: 4, substeps: None };
        let schedule = Schedule {
            points: vec![
                (month("2026-01"), 10.0),
                (month("2027-01"), 20.0),
                (month("2027-07"), 0.0),
            ],
            interpolation,
            times: Value::Constant(1.0),
            delay: Value::Constant(0.0),
        };
        schedule.curve(&grid.steps())
    }

    #[test]
    fn steps_hold_until_the_next_month() {
        let steps = curve(Interpolation::Steps);
        for (from, to, mean) in [
            (-1.0, 0.0, 10.0),
            (0.0, 0.5, 10.0),
            (0.5, 1.5, 15.0),
            (1.0, 1.5, 20.0),
            (2.0, 3.0, 0.0),
        ] {
            assert!((steps.mean(from, to) - mean).abs() < 1e-12, "{from} to {to}");
        }
    }

    #[test]
    fn lines_run_from_month_to_month() {
        let lines = curve(Interpolation::Linear);
        for (from, to, mean) in [
            (-1.0, 0.0, 10.0),
            (0.0, 0.5, 12.5),
            (0.0, 1.0, 15.0),
            (1.0, 1.5, 10.0),
            (2.0, 3.0, 0.0),
        ] {
            assert!((lines.mean(from, to) - mean).abs() < 1e-12, "{from} to {to}");
        }
    }
}
