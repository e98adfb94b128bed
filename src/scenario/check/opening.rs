//! What has happened before time 0.

use super::Checker;
use super::clause::{MONTHS_A_YEAR, has_tonnes};
use crate::scenario::contract::{Minimum, Remedy, TakingName, last_month};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::facility::UnmetName;
use crate::scenario::mine::OutageStart;
use crate::scenario::quantity::Quantity;
use crate::scenario::record::{FieldValue, Record};

/// Keys of a contract that say what its state is at time 0.
const OPENING: [&str; 4] = ["under_way", "under_way_price", "owed", "contract_year"];
/// Those of them that are about what is on its way.
const UNDER_WAY: usize = 2;

impl Checker<'_> {
    /// The state of a contract at time 0.
    pub(super) fn opening_of_contract(&mut self, name: &str, record: &Record) {
        let (Some(time), Some(&from), Some(to)) =
            (self.time, record.month("from"), last_month(record))
        else {
            return;
        };
        if from >= time.start {
            for key in OPENING.into_iter().filter(|key| record.is_given(key)) {
                let message = format!("`{key}` of [contract.{name}], whose term has not begun");
                let label = format!("it says what has happened before {}", time.start);
                let fault = Diagnostic::error(record.key_place(key), message, label);
                self.faults.push(fault.context(record.value_place("from"), "it begins here"));
            }
            if let Some(make_up) =
                record.table("make_up").filter(|make_up| make_up.is_given("balance"))
            {
                let message = format!("`balance` of [contract.{name}], whose term has not begun");
                let label = "nothing has been paid that was not taken";
                self.faults.push(Diagnostic::error(make_up.key_place("balance"), message, label));
            }
            return;
        }
        if to < time.start {
            for key in OPENING[UNDER_WAY..].iter().filter(|key| record.is_given(key)) {
                let message = format!("`{key}` of [contract.{name}], whose term is over");
                let label = format!("nothing of it is left at {}", time.start);
                self.faults.push(Diagnostic::error(record.key_place(key), message, label));
            }
            return;
        }
        let no_lag = record.quantity("lag").and_then(Quantity::constant) == Some(0.0);
        for key in OPENING[..UNDER_WAY].iter().filter(|key| no_lag && record.is_given(key)) {
            let message = format!("`{key}` of [contract.{name}], which has no `lag`");
            let fault =
                Diagnostic::error(record.key_place(key), message, "what is taken arrives at once");
            self.faults.push(fault.help("write how long it is on its way: `lag = \"6 week\"`"));
        }
        let is_spread = record.is_given("take_or_pay")
            && record.word("minimum").unwrap_or(Minimum::Spread) == Minimum::Spread;
        let called = record.word("taking") == Some(TakingName::Needed);
        if called && !is_spread && !no_lag && !record.is_given("under_way") {
            let message = format!("[contract.{name}] begins with nothing on its way");
            let label = "its term began before, and what was called by then is not known";
            let fault = Diagnostic::warning(record.value_place("from"), message, label);
            self.faults.push(
                fault.help(
                    "write what is on its way at time 0: `under_way = \"300 t\"`, or \"0 t\"",
                ),
            );
        }
        self.owed(name, record);
        self.contract_year_so_far(name, record, time.start.0 - from.0);
    }

    /// What is on its way to a region at time 0, by spot or on a route, whose `time` that takes.
    pub(super) fn under_way_of(&mut self, owner: &str, record: &Record, time: &str, label: &str) {
        let takes_none = record.quantity(time).and_then(Quantity::constant) == Some(0.0);
        if takes_none && record.is_given("under_way") {
            let message = format!("`under_way` of {owner}, which has no `{time}`");
            let fault = Diagnostic::error(record.key_place("under_way"), message, label);
            let help = format!("write how long it is on its way: `{time} = \"6 week\"`");
            self.faults.push(fault.help(help));
        }
    }

    fn owed(&mut self, name: &str, record: &Record) {
        if !record.is_given("owed") {
            return;
        }
        let carries_over = record
            .field("carry_over")
            .is_some_and(|field| matches!(field.value, FieldValue::Boolean(true)));
        let stays_owed = record
            .table("force_majeure")
            .is_some_and(|clause| clause.word("otherwise").unwrap_or(Remedy::Owed) == Remedy::Owed);
        let (label, help) = if !has_tonnes(record) {
            ("a share of what is produced is never owed", "delete it")
        } else if !(carries_over || stays_owed) {
            ("what is missing lapses", "add `carry_over = true`, or delete it")
        } else {
            return;
        };
        let message = format!("`owed` of [contract.{name}], where nothing stays owed");
        let fault = Diagnostic::error(record.key_place("owed"), message, label);
        self.faults.push(fault.help(help));
    }

    /// `months` are those of the term before time 0.
    fn contract_year_so_far(&mut self, name: &str, record: &Record, months: i32) {
        let Some(year) = record.table("contract_year") else { return };
        let fault = |message: String, label: &str| {
            Diagnostic::error(record.key_place("contract_year"), message, label)
        };
        if !record.is_given("take_or_pay") {
            let message = format!("`contract_year` without `take_or_pay` in [contract.{name}]");
            let label = "without take-or-pay nothing has to be taken in it";
            self.faults.push(fault(message, label));
        } else if months % MONTHS_A_YEAR == 0 {
            let message = format!("no contract year of [contract.{name}] is under way at time 0");
            self.faults.push(fault(message, "one ends and the next begins at time 0"));
        }
        self.check_order(year, "taken", "offered");
    }

    /// What is overdue of a facility at time 0.
    pub(super) fn overdue(&mut self, name: &str, record: &Record) {
        let (Some(time), true) = (self.time, record.is_given("overdue")) else { return };
        let key = record.key_place("overdue");
        let shortage = self.records.single.get("shortage");
        if let Some(shortage) =
            shortage.filter(|shortage| shortage.word("unmet") == Some(UnmetName::Lost))
        {
            let message = format!("`overdue` of [facility.{name}], where nothing is overdue");
            let fault = Diagnostic::error(key, message, "what is missing is lost");
            let shortage = shortage.value_place("unmet");
            self.faults.push(fault.context(shortage, "as is said here"));
            return;
        }
        let constant = |key: &str| record.quantity(key).and_then(Quantity::constant);
        if let (Some(&start), Some(lead)) = (record.month("start"), constant("lead"))
            && time.years_to(start) - lead >= 0.0
        {
            let message = format!("`overdue` of [facility.{name}], whose build has not begun");
            let label = format!("by plan nothing falls due before {}", time.start);
            let fault = Diagnostic::error(key, message, label);
            self.faults.push(fault.context(record.value_place("start"), "it begins here"));
        }
        for metal in ["metal", "copper"] {
            self.check_order(record, "overdue", metal);
        }
    }

    /// An outage in progress at time 0, of a mine whose output begins with `ramp`, or of a district.
    pub(super) fn outages_in_progress(&mut self, owner: &Record, ramp: Option<&Record>) {
        for outage in owner.tables("outages").unwrap_or_default() {
            if !outage.is_given("in_progress") {
                continue;
            }
            if outage.word("start") == Some(OutageStart::Stationary) {
                self.check_not_both(
                    outage,
                    "start",
                    "in_progress",
                    "whether it is down at time 0 is known, or drawn",
                );
            }
            if let (Some(ramp), Some(time)) = (ramp, self.time)
                && ramp.month("from").is_some_and(|&from| from > time.start)
            {
                let message = format!("`in_progress` of `{}` before the mine begins", outage.path);
                let label = format!("there is no output yet at {}", time.start);
                let fault = Diagnostic::error(outage.key_place("in_progress"), message, label);
                self.faults.push(fault.context(ramp.value_place("from"), "it begins here"));
            }
        }
    }
}
