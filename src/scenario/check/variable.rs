//! Variables that nobody uses.

use super::Checker;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::quantity::Value;
use crate::scenario::sections::quantities;

impl Checker<'_> {
    pub(super) fn variables(&mut self) {
        let records = self.records;
        if records.all("variable").is_empty() {
            return;
        }
        let quantities = quantities(records);
        let uses = |value: &Value, variable: &str| match value {
            Value::Variable { name, .. } => name == variable,
            Value::Constant(_) | Value::Random(_) | Value::Changed { .. } => false,
        };
        for (name, record) in records.all("variable") {
            if !quantities.iter().any(|quantity| uses(&quantity.value, name)) {
                let message = format!("[variable.{name}] is not used");
                let label = format!("use it as {{ variable = \"{name}\", scale = 1.0 }}");
                self.faults.push(Diagnostic::warning(&record.place, message, label));
            }
        }
    }
}
