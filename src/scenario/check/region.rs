//! Stocks, spot markets and the routes between regions.

use super::Checker;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::record::Record;

impl Checker<'_> {
    pub(super) fn regions(&mut self) {
        let records = self.records;
        for (_, record) in records.all("region") {
            if let Some(inventory) = record.table("inventory") {
                self.inventory(record, inventory);
            }
        }
        for (name, record) in records.all("route") {
            self.route(name, record);
        }
    }

    fn inventory(&mut self, region: &Record, inventory: &Record) {
        for level in ["target", "order_up_to", "buy_up_to"] {
            self.check_order(inventory, level, "capacity");
        }
        self.check_order(inventory, "reorder_point", "order_up_to");
        for (key, other) in [("buy_below", "buy_up_to"), ("buy_up_to", "buy_below")] {
            if inventory.is_given(key) && !inventory.is_given(other) {
                let message = format!("`{key}` without `{other}` in `{}`", inventory.path);
                let fault = Diagnostic::error(inventory.key_place(key), message, format!("needs `{other}` too"));
                let help = "write below which price stock is bought and up to which level, `buy_below = \"8500 USD/t\"` and `buy_up_to = \"2 kt\"`";
                self.faults.push(fault.help(help).missing(format!("{}.{other}", inventory.path)));
            }
        }
        let constant = |key: &str| inventory.quantity(key).and_then(|quantity| quantity.constant());
        if let (Some(initial), Some(capacity)) = (constant("initial"), constant("capacity"))
            && initial > capacity
        {
            let message = format!("the initial stock of `{}` is above its capacity", region.path);
            let label = "what is above the capacity is resold in the first period";
            self.faults.push(Diagnostic::warning(inventory.value_place("initial"), message, label));
        }
    }

    fn route(&mut self, name: &str, record: &Record) {
        self.check_name(record, "from", "region");
        self.check_name(record, "to", "region");
        if let (Some(from), Some(to)) = (record.text("from"), record.text("to"))
            && from == to
        {
            let message = format!("[route.{name}] leads from `{from}` to itself");
            let fault = Diagnostic::error(record.value_place("to"), message, "must be another region");
            self.faults.push(fault.context(record.value_place("from"), "it begins here"));
        }
    }
}
