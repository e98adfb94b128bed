//! Variables that nobody uses.

use super::Checker;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::quantity::Value;

impl Checker<'_> {
    pub(super) fn variables(&mut self) {
        let records = self.records;
        if records.all("variable").is_empty() {
            return;
        }
        let quantities = records.quantities();
        for (name, record) in records.all("variable") {
            let used =
                quantities.iter().any(|quantity| matches!(&quantity.value, Value::Variable { name: other, .. } if other == name));
            if !used {
                let message = format!("[variable.{name}] is not used");
                let label = format!("use it as {{ variable = \"{name}\", scale = 1.0 }}");
                self.faults.push(Diagnostic::warning(&record.place, message, label));
            }
        }
    }
}
