//! Whether the steps of the computation fit the months.

use super::Checker;
use crate::scenario::calendar::Step;
use crate::scenario::diagnostic::Diagnostic;

impl Checker<'_> {
    pub(super) fn steps(&mut self) {
        let (Some(time), Some(record)) = (self.time, self.records.single.get("time")) else {
            return;
        };
        if time.has_whole_steps() {
            return;
        }
        let (step, months) = (time.step.name(), time.step.months());
        let label = match time.step {
            Step::Month => "must be a whole number".to_owned(),
            Step::Quarter | Step::Year => format!("must divide {months}, or be a multiple of it"),
        };
        let fault = Diagnostic::error(
            record.value_place("substeps"),
            format!("a {step} cannot be computed in {} equal steps of months", time.substeps()),
            label,
        );
        self.faults.push(fault.help(format!(
            "{months} for steps of a month, {} for steps of a quarter of a month",
            4 * months
        )));
    }
}
