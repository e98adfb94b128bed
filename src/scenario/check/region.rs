//! Stocks, spot markets and the routes between regions.

use super::Checker;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::quantity::Quantity;
use crate::scenario::record::Record;

impl Checker<'_> {
    pub(super) fn regions(&mut self) {
        let records = self.records;
        for (name, record) in records.all("region") {
            if let Some(inventory) = record.table("inventory") {
                self.inventory(record, inventory);
            }
            if let Some(spot) = record.table("spot") {
                let message = format!(
                    "nothing of the spot market of [region.{name}] arrives within the horizon"
                );
                let label = "what is bought is on its way for longer than the horizon lasts";
                self.beyond_horizon(spot, "lag", 0.0, message, label);
                let owner = format!("the spot market of [region.{name}]");
                self.under_way_of(&owner, spot, "lag", "what is bought arrives at once");
            }
        }
        for (name, record) in records.all("route") {
            self.route(name, record);
        }
    }

    /// Warns of a region that needs metal and gets none, where others get some.
    pub(super) fn unsupplied_regions(&mut self) {
        let records = self.records;
        let is_named = |section: &str, key: &str, name: &str| {
            records.all(section).iter().any(|(_, record)| record.text(key) == Some(name))
        };
        let is_supplied = |(name, record): &&(String, Record)| {
            let has_stock =
                record.table("inventory").is_some_and(|inventory| inventory.is_given("initial"));
            has_stock
                || record.is_given("spot")
                || is_named("contract", "region", name)
                || is_named("route", "to", name)
        };
        let needs = |name: &str| {
            ["facility", "fabricator"].into_iter().any(|section| is_named(section, "region", name))
        };
        let regions = records.all("region");
        if !regions.iter().any(|region| is_supplied(&region)) {
            return;
        }
        for (name, record) in
            regions.iter().filter(|region| !is_supplied(region) && needs(&region.0))
        {
            let message = format!("nothing brings metal to [region.{name}]");
            let label = "all that falls due here is missing";
            let fault = Diagnostic::warning(&record.place, message, label);
            let help = format!(
                "give it a contract, a `spot` market, an `inventory` or a route `to = \"{name}\"`"
            );
            self.faults.push(fault.help(help));
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
                let fault = Diagnostic::error(
                    inventory.key_place(key),
                    message,
                    format!("needs `{other}` too"),
                );
                let help = "write below which price stock is bought and up to which level, \
                    `buy_below = \"8500 USD/t\"` and `buy_up_to = \"2 kt\"`";
                self.faults.push(fault.help(help).missing(format!("{}.{other}", inventory.path)));
            }
        }
        let constant = |key: &str| inventory.quantity(key).and_then(Quantity::constant);
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
            let fault =
                Diagnostic::error(record.value_place("to"), message, "must be another region");
            self.faults.push(fault.context(record.value_place("from"), "it begins here"));
        }
        let message = format!("nothing of [route.{name}] arrives within the horizon");
        let label = "what is sent is on its way for longer than the horizon lasts";
        self.beyond_horizon(record, "lead_time", 0.0, message, label);
        let owner = format!("[route.{name}]");
        self.under_way_of(&owner, record, "lead_time", "what is sent arrives at once");
    }
}
