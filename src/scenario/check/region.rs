//! Stocks.

use super::Checker;
use crate::scenario::diagnostic::Diagnostic;

impl Checker<'_> {
    pub(super) fn regions(&mut self) {
        let records = self.records;
        for (_, record) in records.all("region") {
            let Some(inventory) = record.table("inventory") else { continue };
            self.check_order(inventory, "target", "capacity");
            let constant = |key: &str| inventory.quantity(key).and_then(|quantity| quantity.constant());
            if let (Some(initial), Some(capacity)) = (constant("initial"), constant("capacity"))
                && initial > capacity
            {
                let message = format!("the initial stock of `{}` is above its capacity", record.path);
                let label = "what is above the capacity is resold in the first period";
                self.faults.push(Diagnostic::warning(inventory.value_place("initial"), message, label));
            }
        }
    }
}
