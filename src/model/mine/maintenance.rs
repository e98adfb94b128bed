//! Planned shutdowns (docs/model.md, M5).

use super::downtime::add_down_time;
use crate::model::input::{Input, InputTable};
use crate::numerics::lanes::{LANES, Lanes};
use crate::scenario::{Month, Shutdown, StepGrid};

/// Years that a shutdown lasts at the longest: the range of its key.
const LONGEST: f64 = 100.0;

#[derive(Debug)]
pub struct MaintenanceModel {
    /// Beginning, years from time 0, and duration.
    shutdowns: Vec<(f64, Input)>,
}

impl MaintenanceModel {
    /// `None` if the mine has no planned shutdowns.
    pub fn new(maintenance: &[Shutdown], time: &StepGrid, inputs: &mut InputTable) -> Option<Self> {
        let mut shutdowns = Vec::new();
        for shutdown in maintenance {
            let longest = shutdown.duration.constant().unwrap_or(LONGEST);
            let duration = inputs.input(&shutdown.duration);
            let end = time.last_month(time.steps - 1);
            let mut month = shutdown.month;
            while month <= end {
                let begin = time.years_to(month);
                if begin + longest > 0.0 {
                    shutdowns.push((begin, duration));
                }
                let Some(every) = shutdown.every else { break };
                month = Month(month.0 + every as i32);
            }
        }
        (!maintenance.is_empty()).then_some(MaintenanceModel { shutdowns })
    }

    /// Adds the years down in each period.
    #[inline(always)]
    pub fn down_times(&self, step: f64, values: &[Lanes], down: &mut [Lanes]) {
        for (begin, duration) in &self.shutdowns {
            let duration = duration.of(values);
            for lane in 0..LANES {
                add_down_time(*begin, *begin + duration[lane], 1.0, lane, step, down);
            }
        }
    }
}
