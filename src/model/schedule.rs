//! Values that change from month to month (docs/model.md, T3).

use super::input::Input;
use crate::numerics::lanes::Lanes;
use crate::scenario::{Curve, StepGrid};

/// A column a step.
#[derive(Debug, Clone)]
pub struct ScheduleModel {
    curve: Curve,
    /// First of its columns.
    target: usize,
    steps: usize,
    /// Length of a step, years.
    step: f64,
    times: Input,
    /// Years.
    delay: Input,
}

impl ScheduleModel {
    pub fn new(curve: Curve, grid: &StepGrid, target: usize, times: Input, delay: Input) -> Self {
        ScheduleModel { curve, target, steps: grid.steps, step: grid.years(), times, delay }
    }

    /// The mean over each step.
    #[inline(always)]
    pub fn write(&self, values: &mut [Lanes]) {
        let delay = *self.delay.of(values);
        let is_late_alike = delay.0.iter().all(|years| *years == delay[0]);
        for step in 0..self.steps {
            let mean = |delay: f64| {
                let begin = step as f64 * self.step - delay;
                self.curve.mean(begin, begin + self.step)
            };
            let times = *self.times.at(values, step);
            let column = &mut values[self.target + step];
            if is_late_alike {
                let level = mean(delay[0]);
                column.set(|lane| level * times[lane]);
            } else {
                column.set(|lane| mean(delay[lane]) * times[lane]);
            }
        }
    }
}
