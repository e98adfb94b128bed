//! Component makers: region, scrap.

use super::Checker;
use crate::scenario::diagnostic::Diagnostic;

impl Checker<'_> {
    pub(super) fn fabricators(&mut self) {
        let records = self.records;
        let used = |name: &str| {
            let mut shares = records.all("facility").iter().filter_map(|(_, facility)| facility.shares("components")).flatten();
            shares.any(|share| share.name == name)
        };
        for (name, record) in records.all("fabricator") {
            self.check_name(record, "region", "region");
            if record.is_given("scrap_discount") && record.choice("scrap") == Some("returned") {
                let message = format!("`scrap_discount` with `scrap = \"returned\"` in [fabricator.{name}]");
                let label = "scrap that is returned is not sold";
                self.faults.push(Diagnostic::error(record.key_place("scrap_discount"), message, label));
            }
            if !used(name) {
                let message = format!("[fabricator.{name}] makes nothing");
                let fault = Diagnostic::warning(&record.place, message, "no facility takes its components");
                self.faults.push(fault.help(format!("give a facility `components = {{ {name} = 0.3 }}`")));
            }
        }
    }
}
