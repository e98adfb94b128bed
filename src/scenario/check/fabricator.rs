//! Component makers: region, scrap.

use super::Checker;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::fabricator::ScrapName;
use crate::scenario::facility::UnmetName;
use crate::scenario::record::Record;

impl Checker<'_> {
    pub(super) fn fabricators(&mut self) {
        let records = self.records;
        for (name, record) in records.all("fabricator") {
            self.check_name(record, "region", "region");
            if record.is_given("scrap_discount")
                && record.word("scrap") == Some(ScrapName::Returned)
            {
                let message =
                    format!("`scrap_discount` with `scrap = \"returned\"` in [fabricator.{name}]");
                let label = "scrap that is returned is not sold";
                self.faults.push(Diagnostic::error(
                    record.key_place("scrap_discount"),
                    message,
                    label,
                ));
            }
            self.returned_scrap(name, record);
            self.stock_without_use(name, record);
            let message = format!("nothing of [fabricator.{name}] is made within the horizon");
            let label = "what it begins within the horizon is not complete by its end";
            self.beyond_horizon(record, "lead_time", 0.0, message, label);
        }
    }

    /// Where missing metal is covered outside, a maker has nothing to lend it for.
    fn stock_without_use(&mut self, name: &str, record: &Record) {
        let shortage = self.records.single.get("shortage");
        let unmet = shortage.and_then(|shortage| shortage.word("unmet"));
        if unmet == Some(UnmetName::Lost) && record.is_given("stock") {
            let message = format!("the `stock` of [fabricator.{name}] is never used");
            let fault = Diagnostic::warning(
                record.key_place("stock"),
                message,
                "it bridges metal that comes late",
            );
            self.faults.push(fault.help(
                "with `unmet = \"lost\"` what is missing is covered outside the model at once",
            ));
        }
    }

    /// Warns of makers from whom nobody takes anything.
    pub(super) fn idle_fabricators(&mut self) {
        let records = self.records;
        let used = |name: &str| {
            let mut shares = records
                .all("facility")
                .iter()
                .filter_map(|(_, facility)| facility.shares("components"))
                .flatten();
            shares.any(|share| share.name == name)
        };
        for (name, record) in records.all("fabricator").iter().filter(|(name, _)| !used(name)) {
            let message = format!("[fabricator.{name}] makes nothing");
            let fault =
                Diagnostic::warning(&record.place, message, "no facility takes its components");
            self.faults
                .push(fault.help(format!("give a facility `components = {{ {name} = 0.3 }}`")));
        }
    }

    /// What comes back needs a place until the next period.
    fn returned_scrap(&mut self, name: &str, record: &Record) {
        let region =
            record.text("region").and_then(|region| self.records.position("region", region));
        let stocked =
            region.map(|region| self.records.all("region")[region].1.is_given("inventory"));
        if record.word("scrap") == Some(ScrapName::Returned) && stocked == Some(false) {
            let message = format!("the scrap of [fabricator.{name}] has nowhere to go");
            let fault = Diagnostic::error(
                record.value_place("scrap"),
                message,
                "its region has no `inventory`",
            );
            self.faults.push(
                fault.help("give the region an `inventory` with a `capacity`, or sell the scrap"),
            );
        }
    }
}
