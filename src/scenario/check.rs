//! What single keys cannot tell: whether the parts of a scenario fit together.

mod clause;
mod commodity;
mod contract;
mod fabricator;
mod facility;
mod footprint;
mod horizon;
mod label;
mod mine;
mod money;
mod opening;
mod plausible;
mod product;
mod region;
mod report;
mod risk_event;
mod time;
mod variable;

use super::calendar::TimeGrid;
use super::diagnostic::{Diagnostic, Severity};
use super::nearest::nearest;
use super::quantity::Quantity;
use super::record::{Record, Records};

/// Collects what is found.
struct Checker<'a> {
    records: &'a Records,
    time: Option<TimeGrid>,
    faults: &'a mut Vec<Diagnostic>,
}

/// Reports all faults between keys and tables.
pub fn check(records: &Records, time: Option<TimeGrid>, faults: &mut Vec<Diagnostic>) {
    let mut checker = Checker { records, time, faults };
    checker.steps();
    checker.told_trial();
    checker.commodity();
    checker.labels();
    checker.regions();
    checker.mines();
    checker.contracts();
    checker.fabricators();
    checker.hedges();
    checker.facilities();
    checker.footprints();
    checker.money();
    checker.events();
    // A fault elsewhere may be the reason why a variable or a maker seems unused.
    if checker.faults.iter().all(|fault| fault.severity == Severity::Warning) {
        checker.variables();
        checker.idle_fabricators();
        checker.unsupplied_regions();
        checker.plausibility();
        checker.cut_builds();
    }
}

impl Checker<'_> {
    /// A name that must be that of a table.
    fn check_name(&mut self, record: &Record, key: &str, section: &str) {
        let Some(name) = record.text(key) else { return };
        if self.records.position(section, name).is_some() {
            return;
        }
        let help = nearest(name, self.records.names(section))
            .map(|near| format!("did you mean `{near}`?"))
            .or_else(|| {
                let names: Vec<&str> = self.records.names(section).take(20).collect();
                Some(if names.is_empty() {
                    let name = if name.is_empty() { "NAME" } else { name };
                    format!("add a table [{section}.{name}]")
                } else {
                    format!("{section}s of this scenario: {}", names.join(", "))
                })
            });
        let label = format!("not a [{section}.NAME] of this scenario");
        let fault = Diagnostic::error(
            record.value_place(key),
            format!("there is no {section} `{name}`"),
            label,
        );
        self.faults.push(fault.help_maybe(help).missing(format!("{section}.{name}")));
    }

    /// Two keys that exclude each other.
    fn check_not_both(&mut self, record: &Record, first: &str, second: &str, why: &str) {
        if record.is_given(first) && record.is_given(second) {
            let in_order = record.key_place(first) <= record.key_place(second);
            let (earlier, later) = if in_order { (first, second) } else { (second, first) };
            let message =
                format!("`{first}` and `{second}` cannot stand together in `{}`", record.path);
            let fault = Diagnostic::error(record.key_place(later), message, why);
            self.faults.push(fault.context(record.key_place(earlier), "the other one"));
        }
    }

    /// Two constants of which the first must not be above the second.
    fn check_order(&mut self, record: &Record, low: &str, high: &str) {
        let constant = |key: &str| record.quantity(key).and_then(Quantity::constant);
        if let (Some(lower), Some(higher)) = (constant(low), constant(high))
            && lower > higher
        {
            let message = format!("`{low}` is above `{high}` in `{}`", record.path);
            let fault = Diagnostic::error(
                record.value_place(low),
                message,
                format!("must be at most `{high}`"),
            );
            self.faults.push(fault.context(record.value_place(high), format!("`{high}`")));
        }
    }
}
