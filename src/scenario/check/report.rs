//! Whether the trial whose story is told is one of the run.

use super::Checker;
use crate::scenario::diagnostic::Diagnostic;

impl Checker<'_> {
    pub(super) fn told_trial(&mut self) {
        let single = &self.records.single;
        let (Some(report), Some(simulation)) = (single.get("report"), single.get("simulation"))
        else {
            return;
        };
        let (Some(&trial), Some(&trials)) = (report.integer("trial"), simulation.integer("trials"))
        else {
            return;
        };
        if trial >= trials {
            let message = format!("there is no trial {trial}");
            let label = format!("trials are numbered from 0 to {}", trials.saturating_sub(1));
            self.faults.push(Diagnostic::error(report.value_place("trial"), message, label));
        }
    }
}
