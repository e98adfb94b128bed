//! Planned shutdowns (docs/model.md, M5).

use super::downtime::Downtime;
use crate::model::input::{Input, InputTable};
use crate::numerics::lanes::Lanes;
use crate::scenario::{Month, Shutdown, StepGrid};

/// Years that a shutdown lasts at the longest: the range of its key.
const LONGEST: f64 = 100.0;

#[derive(Debug)]
pub struct MaintenanceModel {
    /// Beginning, years from time 0, and duration; by the beginning.
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
        shutdowns.sort_by(|a, b| a.0.total_cmp(&b.0));
        (!maintenance.is_empty()).then_some(MaintenanceModel { shutdowns })
    }

    /// Years closed in each period, and those that the outages of `downtime` take of the rest.
    #[inline(always)]
    pub fn years_closed(
        &self,
        step: f64,
        values: &[Lanes],
        downtime: &mut Downtime,
        into: [&mut [Lanes]; 2],
    ) {
        let of_lane = |lane: usize| {
            let shutdowns = self.shutdowns.iter();
            shutdowns.map(move |(begin, duration)| (*begin, *begin + duration.of(values)[lane]))
        };
        downtime.years_closed(of_lane, step, into);
    }
}
