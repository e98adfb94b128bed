//! Rates and prices that need something to be levied on.

use super::Checker;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::record::Record;

impl Checker<'_> {
    pub(super) fn money(&mut self) {
        let records = self.records;
        let spots = records.all("region").iter().filter_map(|(_, region)| region.table("spot"));
        let contracts = records.all("contract").iter().map(|(_, contract)| contract);
        for record in spots.chain(contracts) {
            self.tariff(record);
        }
        let Some(money) = records.single.get("money") else { return };
        let regions = || records.all("region").iter().map(|(_, region)| region);
        let emits =
            regions().filter_map(|region| region.table("spot")).any(|spot| spot.is_given("carbon"))
                || ["mine", "contract", "route"].iter().any(|seller| {
                    records.all(seller).iter().any(|(_, record)| record.is_given("carbon"))
                })
                || records.products().any(|(.., product)| product.is_given("carbon"));
        if money.is_given("carbon_price") && !emits {
            let fault = Diagnostic::error(
                money.key_place("carbon_price"),
                "`carbon_price` without any carbon",
                "there is nothing to pay for",
            );
            self.faults.push(fault.help(
                "give mines, traders, spot markets or routes their \
                `carbon`, such as \"2.82 tCO2e/t\"",
            ));
        }
        if money.is_given("capital_cost") && !regions().any(|region| region.is_given("inventory")) {
            let fault = Diagnostic::error(
                money.key_place("capital_cost"),
                "`capital_cost` without any stock",
                "it is a cost of stock",
            );
            self.faults
                .push(fault.help("give a region an `inventory`, or leave `capital_cost` out"));
        }
    }

    fn tariff(&mut self, record: &Record) {
        if record.is_given("tariff_from") && !record.is_given("tariff") && !record.is_given("duty")
        {
            let message = format!("`tariff_from` without `tariff` or `duty` in `{}`", record.path);
            let fault = Diagnostic::error(
                record.key_place("tariff_from"),
                message,
                "there is nothing to levy from then on",
            );
            self.faults.push(
                fault.help(
                    "write `tariff = 0.15` for a share of the price, or `duty = \"300 USD/t\"`",
                ),
            );
        }
    }
}
