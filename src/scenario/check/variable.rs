//! Variables that nobody uses.

use super::Checker;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::sections::quantities;

impl Checker<'_> {
    pub(super) fn variables(&mut self) {
        let records = self.records;
        if records.all("variable").is_empty() {
            return;
        }
        let quantities = quantities(records);
        for (name, record) in records.all("variable") {
            if !quantities.iter().any(|quantity| quantity.value.follows(name)) {
                let message = format!("[variable.{name}] is not used");
                let label = format!("use it as {{ variable = \"{name}\", scale = 1.0 }}");
                self.faults.push(Diagnostic::warning(&record.place, message, label));
            }
        }
    }
}
