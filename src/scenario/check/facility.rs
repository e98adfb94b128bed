//! Facilities: region, metal, cost of delay.

use super::Checker;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::facility::is_delay_cost_of_metal;
use crate::scenario::nearest::nearest;
use crate::scenario::quantity::Quantity;
use crate::scenario::record::Record;

/// By how much shares written as decimals may miss their sum.
const SHARE_ROUNDING: f64 = 1e-6;

impl Checker<'_> {
    pub(super) fn facilities(&mut self) {
        let records = self.records;
        let penalty =
            records.single.get("shortage").filter(|shortage| shortage.is_given("penalty"));
        for (name, record) in records.all("facility") {
            self.check_name(record, "region", "region");
            self.metal(name, record);
            let per_power =
                record.quantity("cost_of_delay").is_some_and(|cost| !is_delay_cost_of_metal(cost));
            if per_power && !record.is_given("power") {
                let message = format!("`cost_of_delay` without `power` in [facility.{name}]");
                let fault = Diagnostic::error(
                    record.key_place("cost_of_delay"),
                    message,
                    "it is a cost per power and time",
                );
                self.faults.push(fault.help(
                    "add the power of the facility, `power = \"120 MW\"`, or give a cost per tonne \
                     that is missing, such as \"6500 USD/t/month\"",
                ));
            }
            if let Some(shortage) = penalty
                && record.is_given("cost_of_delay")
            {
                let message = format!(
                    "`cost_of_delay` in [facility.{name}] and `penalty` in [shortage] count \
                     lateness twice"
                );
                let fault = Diagnostic::error(
                    record.key_place("cost_of_delay"),
                    message,
                    "give one of them only",
                );
                self.faults.push(fault.context(shortage.key_place("penalty"), "the other one"));
            }
            self.components(name, record);
            self.phases(name, record);
            self.facility_window(name, record);
            self.overdue(name, record);
            self.deferral(name, record);
        }
    }

    /// Warns of a facility that would wait for more urgent ones where there are none.
    fn deferral(&mut self, name: &str, record: &Record) {
        let place = |record: &Record| {
            Some((record.text("region")?.to_owned(), *record.integer("priority")?))
        };
        let (true, Some((region, priority))) = (record.is_given("deferral"), place(record)) else {
            return;
        };
        let mut others = self.records.all("facility").iter().filter_map(|(_, other)| place(other));
        if !others.any(|(of, other)| of == region && other < priority) {
            let message = format!("the `deferral` of [facility.{name}] has no effect");
            let label =
                format!("no facility of `{region}` is more urgent than priority {priority}");
            let fault = Diagnostic::warning(record.key_place("deferral"), message, label);
            self.faults.push(fault.help("1 is the most urgent: give this one `priority = 2`"));
        }
    }

    fn metal(&mut self, name: &str, record: &Record) {
        self.check_not_both(record, "metal", "copper", "they are two names of the same quantity");
        for lump in ["metal", "copper"] {
            self.check_not_both(
                record,
                lump,
                "intensity",
                "the need is a lump, or power times intensity",
            );
        }
        if record.is_given("copper")
            && let Some(commodity) = self.records.top.as_ref().and_then(|top| top.text("commodity"))
            && commodity != "copper"
        {
            let message = format!("`copper` in [facility.{name}] of a scenario of {commodity}");
            let fault = Diagnostic::error(
                record.key_place("copper"),
                message,
                "the key of any commodity is `metal`",
            );
            self.faults.push(fault.help("write `metal = \"5000 t\"`"));
        }
        let intensity = record.is_given("intensity");
        let lump = record.is_given("metal") || record.is_given("copper");
        if intensity && !record.is_given("power") {
            let message = format!("`intensity` without `power` in [facility.{name}]");
            let fault =
                Diagnostic::error(record.key_place("intensity"), message, "it is metal per power");
            self.faults.push(fault.help("add the power of the facility, `power = \"120 MW\"`"));
        }
        if !lump && !intensity {
            let message = format!("[facility.{name}] needs no metal");
            let fault = Diagnostic::error(
                &record.place,
                message,
                "a facility needs `metal`, or `power` and `intensity`",
            );
            self.faults.push(fault.help(
                "write `metal = \"5000 t\"`, or `power = \"120 MW\"` and `intensity = \"27 t/MW\"`",
            ));
        }
    }

    fn components(&mut self, name: &str, record: &Record) {
        let Some(shares) = record.shares("components") else { return };
        for share in shares {
            if self.records.position("fabricator", &share.name).is_some() {
                continue;
            }
            let names: Vec<&str> = self.records.names("fabricator").take(20).collect();
            let help = match nearest(&share.name, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if names.is_empty() => format!("add a table [fabricator.{}]", share.name),
                None => format!("makers of this scenario: {}", names.join(", ")),
            };
            let message = format!("there is no fabricator `{}`", share.name);
            let fault = Diagnostic::error(
                &share.place,
                message,
                "not a [fabricator.NAME] of this scenario",
            );
            self.faults.push(fault.help(help).missing(format!("fabricator.{}", share.name)));
        }
        let sum: f64 = shares.iter().map(|share| share.share).sum();
        if sum > 1.0 + SHARE_ROUNDING {
            let message = format!("the components of [facility.{name}] are more than all of it");
            let list: Vec<String> =
                shares.iter().map(|share| format!("{} {}", share.name, share.share)).collect();
            let label = format!("{} add up to {}", list.join(", "), (sum * 1e6).round() / 1e6);
            self.faults.push(Diagnostic::error(record.value_place("components"), message, label));
        }
    }

    fn phases(&mut self, name: &str, record: &Record) {
        let Some(phases) = record.tables("phases") else { return };
        let shares =
            phases.iter().map(|phase| phase.quantity("share").and_then(Quantity::constant));
        let Some(sum) = shares.sum::<Option<f64>>() else { return };
        if (sum - 1.0).abs() > SHARE_ROUNDING {
            let message = format!("the phases of [facility.{name}] are not the whole");
            let label = format!("the shares add up to {sum}, expected 1");
            self.faults.push(Diagnostic::error(record.value_place("phases"), message, label));
        }
    }

    /// Warns of a facility that, by its plan, needs nothing within the horizon.
    fn facility_window(&mut self, name: &str, record: &Record) {
        let Some(time) = self.time else { return };
        let constant = |key: &str| record.quantity(key).and_then(Quantity::constant);
        let (Some(&start), Some(lead), Some(build)) =
            (record.month("start"), constant("lead"), constant("build"))
        else {
            return;
        };
        let first = time.years_to(start) - lead;
        if record.is_given("phases") {
            return;
        }
        let label = if first >= time.period_years() * time.periods as f64 {
            "by plan the metal is needed after the horizon"
        } else if first + build <= 0.0
            && !record.is_given("overdue")
            && constant("start_delay") == Some(0.0)
            && constant("overrun").is_some_and(|factor| factor <= 1.0)
        {
            "by plan the metal is needed before the horizon"
        } else {
            return;
        };
        let message = format!("[facility.{name}] lies outside the horizon");
        let last = time.last_month(time.periods - 1);
        let fault = Diagnostic::warning(record.value_place("start"), message, label);
        self.faults.push(fault.help(format!("the horizon runs from {} to {last}", time.start)));
    }
}
