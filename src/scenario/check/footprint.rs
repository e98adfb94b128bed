//! Carbon and water factors: all or none, and within one accounting boundary.

use super::Checker;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::record::Record;

impl Checker<'_> {
    pub(super) fn footprints(&mut self) {
        for factor in ["carbon", "water"] {
            self.complete(factor);
        }
        self.boundaries();
    }

    /// Mines that deliver to somebody, contracts with traders, and spot markets.
    fn suppliers(&self) -> Vec<(String, &Record)> {
        let delivers = |mine: &str| self.records.all("contract").iter().any(|(_, contract)| contract.text("mine") == Some(mine));
        let mines = self
            .records
            .all("mine")
            .iter()
            .filter(|(name, _)| delivers(name))
            .map(|(name, record)| (format!("[mine.{name}]"), record));
        let spots = self.records.all("region").iter().filter_map(|(_, record)| {
            let spot = record.table("spot")?;
            Some((format!("`{}`", spot.path), spot))
        });
        let traders = self
            .records
            .all("contract")
            .iter()
            .filter(|(_, record)| record.is_given("trader"))
            .map(|(name, record)| (format!("[contract.{name}]"), record));
        mines.chain(traders).chain(spots).collect()
    }

    /// Once a mine or a trader has a factor, every supplier must have it: a total over some of them would mislead.
    fn complete(&mut self, factor: &str) {
        let records = self.records;
        let of_section = |section: &str| {
            let mut given = records.all(section).iter().filter(|(_, record)| record.is_given(factor));
            given.find(|(_, record)| section == "mine" || record.is_given("trader"))
        };
        let Some((giver, (_, first))) = (of_section("mine").map(|first| ("a mine", first)))
            .or_else(|| of_section("contract").map(|first| ("a trader", first)))
        else {
            return;
        };
        let missing: Vec<(String, Record)> = self
            .suppliers()
            .into_iter()
            .filter(|(_, record)| !record.is_given(factor))
            .map(|(title, record)| (title, record.clone()))
            .collect();
        for (title, record) in missing {
            let message = format!("{title} has no `{factor}`");
            let label = format!("needs `{factor}`, because {giver} has it");
            let fault = Diagnostic::error(&record.place, message, label);
            self.faults.push(fault.context(first.key_place(factor), format!("`{factor}` is given here")));
        }
    }

    fn boundaries(&mut self) {
        let labelled: Vec<(String, Option<String>, crate::scenario::source::Place)> = self
            .suppliers()
            .into_iter()
            .filter(|(_, record)| record.is_given("carbon") || record.is_given("water"))
            .map(|(title, record)| (title, record.text("boundary").map(str::to_owned), record.value_place("boundary").clone()))
            .collect();
        let Some((first_title, first_label, first_place)) = labelled.first().cloned() else { return };
        let describe = |label: &Option<String>| label.as_ref().map_or("no label".to_owned(), |label| format!("\"{label}\""));
        for (title, label, place) in labelled.into_iter().skip(1).filter(|(_, label, _)| *label != first_label) {
            let message = format!("{title} and {first_title} have unlike accounting boundaries");
            let fault = Diagnostic::error(&place, message, format!("here: {}", describe(&label)));
            let help =
                "factors of unlike boundaries cannot be added up: use figures of one boundary, and give all the same `boundary`";
            self.faults.push(fault.context(&first_place, format!("here: {}", describe(&first_label))).help(help));
        }
    }
}
