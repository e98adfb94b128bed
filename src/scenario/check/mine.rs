//! Mines and districts: what goes together, and what cannot.

use super::Checker;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::mine::never_reaches_design;
use crate::scenario::month::Month;
use crate::scenario::quantity::Quantity;
use crate::scenario::record::Record;

impl Checker<'_> {
    pub(super) fn mines(&mut self) {
        let records = self.records;
        for (name, record) in records.all("mine") {
            self.check_name(record, "district", "district");
            self.check_not_both(
                record,
                "leach",
                "reserve",
                "the metal of a heap leach ends with its stacking: write `leach.to` or \
                 `leach.quantity`",
            );
            if let Some(ramp) = record.table("ramp") {
                self.ramp(ramp);
            }
            if let Some(leach) = record.table("leach") {
                self.leach(name, leach);
            }
            if let Some(uplift) = record.table("uplift") {
                self.uplift(record, uplift);
            }
            self.outages_in_progress(record, record.table("ramp"));
            self.products(name, record);
            for shutdown in record.tables("maintenance").unwrap_or_default() {
                self.shutdown(name, shutdown);
            }
        }
        for (name, record) in records.all("district") {
            self.outages_in_progress(record, None);
            if record.tables("outages").is_some_and(<[_]>::is_empty) {
                let message = format!("`district.{name}.outages` is empty");
                let label = "a district is there for the outages that its mines share";
                self.faults.push(Diagnostic::error(record.value_place("outages"), message, label));
            }
            if !records.all("mine").iter().any(|(_, mine)| mine.text("district") == Some(name)) {
                let message = format!("[district.{name}] has no mine");
                let label = format!("write `district = \"{name}\"` into the tables of its mines");
                self.faults.push(Diagnostic::warning(&record.place, message, label));
            }
        }
    }

    fn ramp(&mut self, ramp: &Record) {
        if !ramp.is_given("plateau") && never_reaches_design(ramp) {
            let message = format!(
                "`{}` does not say what becomes of a mine that never reaches design",
                ramp.path
            );
            let fault = Diagnostic::error(
                ramp.value_place("reaches_design"),
                message,
                "needs `plateau`, a share of design",
            );
            self.faults.push(fault.missing(format!("{}.plateau", ramp.path)));
        } else if ramp.is_given("plateau") && !never_reaches_design(ramp) {
            let message = format!("`plateau` has no effect in `{}`", ramp.path);
            let label = "design is always reached: `reaches_design` is 1";
            let help = "write the probability that design is ever reached, `reaches_design = 0.75`";
            self.faults
                .push(Diagnostic::error(ramp.key_place("plateau"), message, label).help(help));
        }
    }

    fn leach(&mut self, name: &str, leach: &Record) {
        self.check_not_both(
            leach,
            "to",
            "quantity",
            "stacking ends at `to` or when `quantity` is stacked",
        );
        if let (Some(&from), Some(&to)) = (leach.month("from"), leach.month("to"))
            && to < from
        {
            let message = format!("the stacking of [mine.{name}] ends before it begins");
            let fault = Diagnostic::error(
                leach.value_place("to"),
                message,
                format!("the last month, {to}, is included"),
            );
            self.faults.push(fault.context(leach.value_place("from"), "it begins here"));
        }
        let Some(classes) = leach.tables("classes") else { return };
        let shares: Option<Vec<f64>> =
            classes.iter().map(|class| class.quantity("share")?.constant()).collect();
        if classes.is_empty() {
            let message = format!("`{}.classes` is empty", leach.path);
            let label = "a heap leach needs at least one mineral class";
            self.faults.push(Diagnostic::error(leach.value_place("classes"), message, label));
        } else if let Some(sum) = shares.map(|shares| shares.iter().sum::<f64>())
            && (sum - 1.0).abs() > 1e-9
        {
            let message = format!("the shares of `{}.classes` add up to {sum}", leach.path);
            let fault = Diagnostic::error(
                leach.value_place("classes"),
                message,
                "the shares of all contained metal add up to 1",
            );
            self.faults.push(fault.help(
                "metal that never leaches is a class with a small `recovery`, or \
                    lowers that of the others",
            ));
        }
    }

    fn uplift(&mut self, mine: &Record, uplift: &Record) {
        self.check_not_both(uplift, "recovery", "output", "an uplift has one of them");
        let (has, lacks, why) = if mine.is_given("leach") {
            ("recovery", "output", "the output of a heap leach rises with its `recovery`")
        } else {
            ("output", "recovery", "only a heap leach (`leach`) has a recovery here")
        };
        if uplift.is_given(lacks) && !uplift.is_given(has) {
            let message = format!("`{lacks}` has no effect in `{}`", uplift.path);
            self.faults.push(
                Diagnostic::error(uplift.key_place(lacks), message, why)
                    .help(format!("write `{has}`")),
            );
        } else if !uplift.is_given(has) {
            let message = format!("`{}` does not say what it adds", uplift.path);
            let fault =
                Diagnostic::error(mine.value_place("uplift"), message, format!("needs `{has}`"));
            self.faults.push(fault.missing(format!("{}.{has}", uplift.path)));
        }
    }

    /// Shutdowns of which nothing is simulated.
    fn shutdown(&mut self, name: &str, shutdown: &Record) {
        let (Some(time), Some(&month)) = (self.time, shutdown.month("month")) else { return };
        let end = Month(time.first_month(time.periods).0 - 1);
        let is_over = month < time.start && !shutdown.is_given("every");
        if month > end
            || is_over
                && shutdown
                    .quantity("duration")
                    .and_then(Quantity::constant)
                    .is_some_and(|years| time.years_to(month) + years <= 0.0)
        {
            let message = format!("a shutdown of [mine.{name}] lies outside the horizon");
            let label = format!("the horizon runs from {} to {end}", time.start);
            self.faults.push(
                Diagnostic::warning(shutdown.value_place("month"), message, label)
                    .help("nothing of it is simulated"),
            );
        }
    }
}
