//! Carbon and water factors: all or none, and within one accounting boundary.

use super::Checker;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::record::Record;
use crate::scenario::source::Place;

/// Where metal comes from: a mine, one of its products, a trader's contract, a spot market.
struct Origin<'a> {
    title: String,
    record: &'a Record,
    /// The mine of a product, whose factors hold where the product has none.
    mine: Option<&'a Record>,
}

impl Origin<'_> {
    fn has(&self, key: &str) -> bool {
        self.record.is_given(key) || self.mine.is_some_and(|mine| mine.is_given(key))
    }

    /// Label of its accounting boundary, and where it is written.
    fn boundary(&self) -> (Option<String>, Place) {
        let record = self
            .mine
            .filter(|_| !self.record.is_given("boundary"))
            .filter(|mine| mine.is_given("boundary"));
        let record = record.unwrap_or(self.record);
        (record.text("boundary").map(str::to_owned), record.value_place("boundary").clone())
    }
}

impl Checker<'_> {
    pub(super) fn footprints(&mut self) {
        for factor in ["carbon", "water"] {
            self.complete(factor);
        }
        self.boundaries();
    }

    /// Mines that deliver to somebody, or their products (also where only the mine's own total has
    /// them in it), contracts with traders, and spot markets.
    fn origins(&self) -> Vec<Origin<'_>> {
        let delivers = |mine: &str| {
            self.records
                .all("contract")
                .iter()
                .any(|(_, contract)| contract.text("mine") == Some(mine))
        };
        let mines = self.records.all("mine").iter().flat_map(|(name, record)| {
            let products = record.named_tables("product").unwrap_or_default();
            let has_factor = |(_, product): &(String, Record)| {
                product.is_given("carbon") || product.is_given("water")
            };
            let counts = delivers(name) || products.iter().any(has_factor);
            let products = if counts { products } else { &[] };
            let whole = (counts && products.is_empty()).then(|| Origin {
                title: format!("[mine.{name}]"),
                record,
                mine: None,
            });
            let parts = products.iter().map(move |(product, part)| {
                let title = format!("[mine.{name}.product.{product}]");
                Origin { title, record: part, mine: Some(record) }
            });
            whole.into_iter().chain(parts)
        });
        let spots = self.records.all("region").iter().filter_map(|(_, record)| {
            let spot = record.table("spot")?;
            Some(Origin { title: format!("`{}`", spot.path), record: spot, mine: None })
        });
        let traders = self
            .records
            .all("contract")
            .iter()
            .filter(|(_, record)| record.is_given("trader"))
            .map(|(name, record)| Origin {
                title: format!("[contract.{name}]"),
                record,
                mine: None,
            });
        mines.chain(traders).chain(spots).collect()
    }

    /// Once a mine, a product or a trader has a factor, every origin must have it: a total over
    /// some of them would mislead.
    fn complete(&mut self, factor: &str) {
        let records = self.records;
        let mines = records.all("mine").iter().map(|(_, record)| ("a mine", record));
        let products = records.products().map(|(.., record)| ("a product", record));
        let contracts =
            records.all("contract").iter().filter(|(_, record)| record.is_given("trader"));
        let traders = contracts.map(|(_, record)| ("a trader", record));
        let Some((giver, first)) =
            mines.chain(products).chain(traders).find(|(_, record)| record.is_given(factor))
        else {
            return;
        };
        let missing: Vec<Diagnostic> =
            (self.origins().into_iter().filter(|origin| !origin.has(factor)))
                .map(|Origin { title, record, .. }| {
                    let message = format!("{title} has no `{factor}`");
                    let label = format!("needs `{factor}`, because {giver} has it");
                    let fault = Diagnostic::error(&record.place, message, label);
                    fault.context(first.key_place(factor), format!("`{factor}` is given here"))
                })
                .collect();
        self.faults.extend(missing);
    }

    fn boundaries(&mut self) {
        let labelled: Vec<(String, Option<String>, Place)> = (self.origins().into_iter())
            .filter(|origin| origin.has("carbon") || origin.has("water"))
            .map(|origin| {
                let (label, place) = origin.boundary();
                (origin.title, label, place)
            })
            .collect();
        let Some((first_title, first_label, first_place)) = labelled.first().cloned() else {
            return;
        };
        let describe = |label: &Option<String>| {
            label.as_ref().map_or("no label".to_owned(), |label| format!("\"{label}\""))
        };
        for (title, label, place) in
            labelled.into_iter().skip(1).filter(|(_, label, _)| *label != first_label)
        {
            let message = format!("{title} and {first_title} have unlike accounting boundaries");
            let fault = Diagnostic::error(&place, message, format!("here: {}", describe(&label)));
            let help = "factors of unlike boundaries cannot be added up: use figures of one \
                boundary, and give all the same `boundary`";
            self.faults.push(
                fault.context(&first_place, format!("here: {}", describe(&first_label))).help(help),
            );
        }
    }
}
