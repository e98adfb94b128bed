//! Contracts: parties, term, volume, price, taking.

use super::Checker;
use super::clause::{has_tonnes, is_not_whole_months};
use crate::scenario::contract::{TakingName, last_month};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::month::Month;
use crate::scenario::nearest::nearest;
use crate::scenario::record::Record;

impl Checker<'_> {
    pub(super) fn contracts(&mut self) {
        let records = self.records;
        for (name, record) in records.all("contract") {
            self.supplier(name, record);
            self.product(name, record);
            self.check_name(record, "region", "region");
            for (first, second) in
                [("rate", "quantity"), ("rate", "quotas"), ("quantity", "quotas")]
            {
                self.check_not_both(record, first, second, "a contract has one of them, or none");
            }
            self.term(record);
            self.lag(name, record);
            self.clauses(name, record);
            self.contract_price(record);
            self.opening_of_contract(name, record);
            if record.word("taking") == Some(TakingName::All) {
                self.only_needed(name, record);
            }
        }
    }

    /// Keys of a contract that is called, in one that is not.
    fn only_needed(&mut self, name: &str, record: &Record) {
        let keys = ["take_or_pay", "minimum", "call_rank"];
        for key in keys.into_iter().filter(|key| record.is_given(key)) {
            let message = format!("`{key}` without `taking = \"needed\"` in [contract.{name}]");
            let label = "with taking = \"all\" everything offered is taken and paid";
            self.faults.push(Diagnostic::error(record.key_place(key), message, label));
        }
    }

    fn supplier(&mut self, name: &str, record: &Record) {
        self.check_name(record, "mine", "mine");
        if !record.is_given("mine") && !record.is_given("trader") {
            let message = format!("[contract.{name}] has no seller");
            let fault =
                Diagnostic::error(&record.place, message, "a contract needs `mine` or `trader`");
            let fault = fault.help(
                "write the name of a [mine.NAME], or `trader = \"NAME\"` for a \
                seller without a mine",
            );
            self.faults.push(fault.missing(format!("contract.{name}.mine")));
            return;
        }
        self.check_not_both(record, "mine", "trader", "a contract has one seller");
        if record.is_given("trader") {
            self.check_not_both(
                record,
                "trader",
                "max_share_of_output",
                "a trader has no output to share",
            );
            self.check_not_both(record, "trader", "claim", "a trader has no output to share out");
            self.check_not_both(record, "trader", "product", "a trader has no mine with products");
            self.check_not_both(
                record,
                "trader",
                "force_majeure",
                "a trader has no mine that could be down",
            );
            if !has_tonnes(record) {
                let message = format!("[contract.{name}] has no volume");
                let label = "without a mine there is no output to have a share of";
                let fault = Diagnostic::error(record.key_place("trader"), message, label);
                let fault = fault.help("write `rate = \"200 t/month\"` or `quantity = \"5000 t\"`");
                self.faults.push(fault.missing(format!("contract.{name}.rate")));
            }
        } else {
            for key in
                ["carbon", "water", "boundary"].into_iter().filter(|key| record.is_given(key))
            {
                let message = format!("`{key}` of [contract.{name}], which a mine delivers");
                let fault = Diagnostic::error(
                    record.key_place(key),
                    message,
                    "only a trader's metal has factors of the contract",
                );
                self.faults.push(fault.help(format!("write `{key}` in the table of the mine")));
            }
        }
    }

    /// Whether it names a product if its mine has any, and one of them.
    fn product(&mut self, name: &str, record: &Record) {
        let Some(mine) = record.text("mine").filter(|_| !record.is_given("trader")) else { return };
        let Some(position) = self.records.position("mine", mine) else { return };
        if !self.records.all("mine")[position].1.is_given("product") {
            if record.is_given("product") {
                let message = format!("`product` of [contract.{name}], whose mine has none");
                let label = format!("[mine.{mine}] is not split into products");
                let help = format!(
                    "delete `product`, or add tables [mine.{mine}.product.NAME] with their `share`s"
                );
                self.faults.push(
                    Diagnostic::error(record.key_place("product"), message, label).help(help),
                );
            }
            return;
        }
        let names: Vec<&str> = self
            .records
            .products()
            .filter(|(of, ..)| *of == mine)
            .map(|(_, name, _)| name)
            .collect();
        // Without any the fault is there.
        if names.is_empty() {
            return;
        }
        let listed = format!("products of [mine.{mine}]: {}", names.join(", "));
        match record.text("product") {
            None if !record.is_given("product") => {
                let message = format!(
                    "[contract.{name}] does not say which product of [mine.{mine}] it is for"
                );
                let fault = Diagnostic::error(
                    record.value_place("mine"),
                    message,
                    "the mine has products: needs `product`",
                );
                self.faults.push(fault.help(listed).missing(format!("contract.{name}.product")));
            }
            Some(product) if !names.contains(&product) => {
                let help = nearest(product, names)
                    .map_or(listed, |near| format!("did you mean `{near}`?"));
                let message = format!("there is no product `{product}` of [mine.{mine}]");
                let label = format!("not a [mine.{mine}.product.NAME]");
                let fault =
                    Diagnostic::error(record.value_place("product"), message, label).help(help);
                self.faults.push(fault.missing(format!("mine.{mine}.product.{product}")));
            }
            _ => {}
        }
    }

    /// The term of a contract or a hedge.
    pub(super) fn term(&mut self, record: &Record) {
        let path = &record.path;
        self.check_not_both(record, "to", "term", "the term ends at `to` or lasts for `term`");
        if !record.is_given("to") && !record.is_given("term") {
            let message = format!("[{path}] has no end");
            let fault = Diagnostic::error(&record.place, message, "needs `to` or `term`");
            let fault = fault.help(
                "write the last month, `to = \"2029-12\"`, or the length, `term = \"48 month\"`",
            );
            self.faults.push(fault.missing(format!("{path}.to")));
            return;
        }
        if is_not_whole_months(record, "term") {
            let message = format!("the term of [{path}] is not a number of months");
            let label = "expected a term of whole months such as \"48 month\"";
            self.faults.push(Diagnostic::error(record.value_place("term"), message, label));
            return;
        }
        let (Some(&from), Some(to)) = (record.month("from"), last_month(record)) else { return };
        if to < from {
            let message = format!("[{path}] ends before it begins");
            let fault = Diagnostic::error(
                record.value_place("to"),
                message,
                format!("the last month, {to}, is included"),
            );
            self.faults.push(fault.context(record.value_place("from"), "it begins here"));
            return;
        }
        let Some(time) = self.time else { return };
        let end = Month(time.first_month(time.periods).0 - 1);
        // What is on its way arrives.
        let is_over = to < time.start && !record.is_given("under_way");
        if from > end || is_over {
            let message = format!("[{path}] lies outside the horizon");
            let label = format!(
                "the term runs from {from} to {to}, the horizon from {} to {end}",
                time.start
            );
            let fault = Diagnostic::warning(record.value_place("from"), message, label);
            self.faults.push(fault.help("nothing of it is simulated"));
        }
    }

    /// Warns of a contract of whose metal nothing arrives within the horizon.
    fn lag(&mut self, name: &str, record: &Record) {
        let (Some(time), Some(&from)) = (self.time, record.month("from")) else { return };
        let first = time.years_to(from);
        // A contract beyond the horizon has a warning of its own; of one that has begun, some is on
        // its way.
        if first >= 0.0 && first < time.period_years() * time.periods as f64 {
            let message = format!("nothing of [contract.{name}] arrives within the horizon");
            let label = "what is taken is on its way for longer than the horizon lasts";
            self.beyond_horizon(record, "lag", first, message, label);
        }
    }

    fn contract_price(&mut self, record: &Record) {
        let Some(price) = record.table("price") else { return };
        if price.is_given("fixed") {
            for key in [
                "basis",
                "premium",
                "premium_share",
                "floor",
                "cap",
                "quotational_period",
                "averaged_over",
            ] {
                self.check_not_both(price, "fixed", key, "a fixed price follows nothing");
            }
        } else if !price.is_given("basis") {
            let message = format!("`{}` says neither `basis` nor `fixed`", price.path);
            let fault = Diagnostic::error(
                record.value_place("price"),
                message,
                "a contract price needs one of them",
            );
            let help = "write `{ basis = \"reference\", premium = \"150 USD/t\" }` or \
                `{ fixed = \"10000 USD/t\" }`";
            self.faults.push(fault.help(help));
        }
        self.check_order(price, "floor", "cap");
        self.whole_months(price, "averaged_over");
    }
}
