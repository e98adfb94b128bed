//! Products of mines: their shares, and what they have from the mine.

use super::Checker;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::record::Record;

impl Checker<'_> {
    pub(super) fn products(&mut self, name: &str, mine: &Record) {
        let Some(products) = mine.named_tables("product") else { return };
        if products.is_empty() {
            let message = format!("`{}.product` is empty", mine.path);
            let fault = Diagnostic::error(
                mine.value_place("product"),
                message,
                "expected tables of products",
            );
            self.faults.push(
                fault.help(format!("write [mine.{name}.product.some-name], or delete `product`")),
            );
            return;
        }
        self.shares(name, products);
        for key in ["carbon", "water", "boundary"].into_iter().filter(|key| mine.is_given(key)) {
            if products.iter().all(|(_, product)| product.is_given(key)) {
                let message = format!("`{key}` of [mine.{name}] has no effect");
                let label = "it is for products that have none of their own, and all have one";
                self.faults.push(Diagnostic::warning(mine.key_place(key), message, label));
            }
        }
    }

    /// Shares that are constants add up to 1, or leave something for the one product without.
    fn shares(&mut self, name: &str, products: &[(String, Record)]) {
        let mut rest = products.iter().filter(|(_, product)| !product.is_given("share"));
        if let (Some((first, earlier)), Some((second, later))) = (rest.next(), rest.next()) {
            let message =
                format!("products `{first}` and `{second}` of [mine.{name}] have no `share`");
            let fault = Diagnostic::error(
                &later.place,
                message,
                "only one product can be what the others leave",
            );
            let fault = fault
                .context(&earlier.place, "the other one")
                .help("give all others their `share`");
            self.faults.push(fault.missing(format!("{}.share", later.path)));
            return;
        }
        let given: Vec<&Record> = products
            .iter()
            .map(|(_, product)| product)
            .filter(|product| product.is_given("share"))
            .collect();
        let constants: Option<Vec<f64>> =
            given.iter().map(|product| product.quantity("share")?.constant()).collect();
        let (Some(last), Some(constants)) = (given.last(), constants) else { return };
        let sum: f64 = constants.iter().sum();
        let leaves_rest = given.len() < products.len();
        if (sum - 1.0).abs() > 1e-9 && (sum > 1.0 || !leaves_rest) {
            let message = format!("the shares of the products of [mine.{name}] add up to {sum}");
            let fault = Diagnostic::error(
                last.value_place("share"),
                message,
                "the shares of all output add up to 1",
            );
            self.faults.push(
                fault.help("one product may do without `share`: it is what the others leave"),
            );
        }
    }
}
