//! Clauses of contracts beyond parties, term and price; hedges.

use super::Checker;
use crate::scenario::contract::{Minimum, last_month};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::hedge::HedgePayoffName;
use crate::scenario::month::Month;
use crate::scenario::quantity::Quantity;
use crate::scenario::record::Record;
use crate::scenario::table::whole_months;

pub(super) const MONTHS_A_YEAR: i32 = 12;

/// Whether a contract is for tonnes, not for a share of the output.
pub(super) fn has_tonnes(record: &Record) -> bool {
    ["rate", "quantity", "quotas"].into_iter().any(|key| record.is_given(key))
}

impl Checker<'_> {
    pub(super) fn clauses(&mut self, name: &str, record: &Record) {
        for key in ["tolerance", "force_majeure"]
            .into_iter()
            .filter(|key| record.is_given(key) && !has_tonnes(record))
        {
            let message = format!("`{key}` of [contract.{name}], which has a share of the output");
            let label = "a share of what is produced is never more or less than due";
            let fault = Diagnostic::error(record.key_place(key), message, label);
            self.faults.push(fault.help(
                "give the contract a `rate`, a `quantity` or `quotas`, or delete the clause",
            ));
        }
        for (key, label) in [
            ("make_up", "without take-or-pay nothing is paid that is not taken"),
            ("minimum", "without take-or-pay nothing has to be taken"),
        ] {
            if record.is_given(key) && !record.is_given("take_or_pay") {
                let message = format!("`{key}` without `take_or_pay` in [contract.{name}]");
                self.faults.push(Diagnostic::error(record.key_place(key), message, label));
            }
        }
        for (table, key) in [("make_up", "window"), ("renewal", "term")] {
            if let Some(table) = record.table(table) {
                self.whole_months(table, key);
            }
        }
        if record.is_given("take_or_pay") {
            self.minimum(name, record);
        }
        self.quotas(name, record);
    }

    /// How the minimum comes, and whether it ever does.
    fn minimum(&mut self, name: &str, record: &Record) {
        let minimum = record.word("minimum").unwrap_or(Minimum::Spread);
        if minimum == Minimum::Paid {
            self.make_up_window(name, record);
        } else if record.is_given("make_up") {
            let message = format!("`make_up` of [contract.{name}] has no effect");
            let label = "nothing is paid that is not taken: the minimum comes";
            let fault = Diagnostic::warning(record.key_place("make_up"), message, label);
            self.faults.push(fault.help(
                "delete it, or write `minimum = \"paid\"` if what is not taken is lost until it \
                 is made up",
            ));
        }
        if minimum != Minimum::Spread {
            self.cut_contract_year(name, record);
        }
    }

    /// Warns of a window of make-up that closes before the next settlement.
    fn make_up_window(&mut self, name: &str, record: &Record) {
        let (Some(make_up), Some(&from), Some(to)) =
            (record.table("make_up"), record.month("from"), last_month(record))
        else {
            return;
        };
        let Some(window) =
            make_up.quantity("window").and_then(Quantity::constant).and_then(whole_months)
        else {
            return;
        };
        // The last contract year of a term may be shorter.
        let last_year = (to.0 - from.0 + 1) % MONTHS_A_YEAR;
        let reaches_last = to.0 - from.0 >= MONTHS_A_YEAR && last_year > 0 && window >= last_year;
        if window < MONTHS_A_YEAR && !reaches_last {
            let message = format!("`make_up` of [contract.{name}] has no effect");
            let label = "take-or-pay is settled once a contract year: the window closes before";
            let fault = Diagnostic::warning(make_up.value_place("window"), message, label);
            self.faults.push(
                fault.help("make-up tonnes count at a settlement: write \"12 month\" or more"),
            );
        }
    }

    /// Warns of a take-or-pay that the horizon leaves unsettled.
    fn cut_contract_year(&mut self, name: &str, record: &Record) {
        let (Some(time), Some(&from), Some(to)) =
            (self.time, record.month("from"), last_month(record))
        else {
            return;
        };
        let end = time.last_month(time.periods - 1);
        let open = (end.0 - from.0 + 1) % MONTHS_A_YEAR;
        if to > end && end >= from && open > 0 {
            let message = format!("the horizon cuts a contract year of [contract.{name}]");
            let since = Month(end.0 - open + 1);
            let label = format!(
                "what is not taken from {since} on is never settled: the horizon ends with {end}"
            );
            let fault = Diagnostic::warning(record.key_place("take_or_pay"), message, label);
            self.faults
                .push(fault.help("let the horizon end with a contract year, or with the term"));
        }
    }

    fn quotas(&mut self, name: &str, record: &Record) {
        let Some(quotas) = record.tables("quotas") else { return };
        if quotas.is_empty() {
            let message = format!("no `quotas` in [contract.{name}]");
            self.faults.push(Diagnostic::error(
                record.value_place("quotas"),
                message,
                "a shipping schedule needs at least one quota",
            ));
        }
        for pair in quotas.windows(2) {
            if let (Some(earlier), Some(later)) = (pair[0].month("from"), pair[1].month("from"))
                && later <= earlier
            {
                let message = format!("`quotas` of [contract.{name}] are not in order");
                let fault = Diagnostic::error(
                    pair[1].value_place("from"),
                    message,
                    "must begin after the one before it",
                );
                self.faults.push(fault.context(pair[0].value_place("from"), "which begins here"));
                return;
            }
        }
        let (Some(from), Some(to)) = (record.month("from"), last_month(record)) else { return };
        for quota in quotas {
            if let Some(month) = quota.month("from")
                && (month < from || *month > to)
            {
                let message = format!("a quota of [contract.{name}] lies outside the term");
                let label = format!("the term runs from {from} to {to}");
                self.faults.push(Diagnostic::error(quota.value_place("from"), message, label));
            }
        }
    }

    pub(super) fn hedges(&mut self) {
        let records = self.records;
        for (name, record) in records.all("hedge") {
            self.check_name(record, "region", "region");
            self.term(record);
            self.check_order(record, "floor", "cap");
            if record.word("kind") == Some(HedgePayoffName::Collar)
                && !record.is_given("floor")
                && !record.is_given("cap")
            {
                let message = format!("[hedge.{name}] has neither `floor` nor `cap`");
                self.faults.push(Diagnostic::error(
                    &record.place,
                    message,
                    "a collar needs at least one of them",
                ));
            }
        }
    }

    /// A constant time that must be of at least one whole month.
    pub(super) fn whole_months(&mut self, record: &Record, key: &str) {
        if is_not_whole_months(record, key) {
            let message = format!("`{key}` of `{}` is not a number of months", record.path);
            let label = "expected whole months such as \"12 month\"";
            self.faults.push(Diagnostic::error(record.value_place(key), message, label));
        }
    }
}

/// Whether a constant time is not of at least one whole month.
pub(super) fn is_not_whole_months(record: &Record, key: &str) -> bool {
    let time = record.quantity(key).and_then(Quantity::constant);
    time.is_some_and(|time| whole_months(time).is_none_or(|months| months < 1))
}
