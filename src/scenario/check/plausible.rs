//! What may be written and is hardly meant: prices in another unit, promises beyond a mine's
//! capacity, shutdowns without an end.

use super::Checker;
use crate::number_words::count;
use crate::scenario::contract::last_month;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::month::Month;
use crate::scenario::quantity::Value;
use crate::scenario::record::Record;

/// Nobody expects a price to rise or fall by more; a wrong unit (lb, kg, cents) is off by far more.
const FAR: f64 = 4.0;
/// A mean of a factor about 1 that is meant.
const FAR_FROM_ONE: f64 = 1.5;
const MONTHS_A_YEAR: f64 = 12.0;

/// On which side of the reference price a bound does what nobody wants.
#[derive(Clone, Copy, PartialEq)]
enum Harmful {
    Below,
    Above,
    Both,
}

impl Checker<'_> {
    pub(super) fn plausibility(&mut self) {
        self.prices_within_the_horizon();
        self.prices_near_the_reference();
        let records = self.records;
        for (name, record) in records.all("mine") {
            self.promises(name, record);
            self.variation_about_one(name, record);
            for shutdown in record.tables("maintenance").unwrap_or_default() {
                self.shutdown_ends(name, shutdown);
            }
        }
    }

    /// Warns of a price table of which the horizon sees one price only.
    fn prices_within_the_horizon(&mut self) {
        let (Some(time), Some(price)) = (self.time, self.records.single.get("price")) else {
            return;
        };
        let points = price.points("points").unwrap_or_default();
        let [Some((first, _)), Some((last, _))] = [points.first(), points.last()] else { return };
        let end = time.first_month(time.periods);
        if *last < time.start || *first > end {
            let label = format!(
                "from {first} to {last}, while the horizon is from {} to {}",
                time.start,
                Month(end.0 - 1)
            );
            let message = "the price table lies outside the horizon";
            let fault = Diagnostic::warning(price.value_place("points"), message, label);
            self.faults.push(fault.help("the price stays at the nearest of its points throughout"));
        }
    }

    /// Warns of prices that are far from where the reference price begins.
    fn prices_near_the_reference(&mut self) {
        let records = self.records;
        let Some(initial) =
            records.single.get("price").and_then(|price| constant(price, "initial"))
        else {
            return;
        };
        let contracts = records.all("contract").iter();
        let terms = contracts.filter_map(|(_, contract)| Some((contract.table("price")?, "fixed")));
        let hedges = records.all("hedge").iter().map(|(_, hedge)| (hedge, "strike"));
        for (record, fixed) in terms.chain(hedges) {
            for (key, harmful) in
                [(fixed, Harmful::Both), ("cap", Harmful::Below), ("floor", Harmful::Above)]
            {
                self.price_near(record, key, harmful, initial);
            }
        }
        for (_, region) in records.all("region") {
            if let Some(spot) = region.table("spot") {
                self.price_near(spot, "price_cap", Harmful::Below, initial);
            }
            if let Some(inventory) = region.table("inventory") {
                self.price_near(inventory, "buy_below", Harmful::Below, initial);
            }
        }
    }

    fn price_near(&mut self, record: &Record, key: &str, harmful: Harmful, initial: f64) {
        let Some(price) = constant(record, key) else { return };
        let is_far = price * FAR < initial && harmful != Harmful::Above
            || price > initial * FAR && harmful != Harmful::Below;
        if is_far {
            let message = format!("`{key}` of `{}` is far from the reference price", record.path);
            let label = format!(
                "{} USD/t, while the price begins at {} USD/t",
                in_words(price),
                in_words(initial)
            );
            let fault = Diagnostic::warning(record.value_place(key), message, label);
            self.faults.push(fault.help(
                "is the unit right? prices are written like \"9000 USD/t\" or \"4.10 USD/lb\"",
            ));
        }
    }

    /// Warns of contracts for more than the capacity of a mine that nothing raises.
    fn promises(&mut self, name: &str, mine: &Record) {
        let Some(capacity) = constant(mine, "capacity")
            .filter(|_| !mine.is_given("leach") && !mine.is_given("uplift"))
        else {
            return;
        };
        let promises: Vec<(Month, Month, f64)> = self
            .records
            .all("contract")
            .iter()
            .filter(|(_, contract)| contract.text("mine") == Some(name))
            .filter_map(|(_, contract)| promise(contract))
            .collect();
        let in_month = |month: Month| -> f64 {
            promises
                .iter()
                .filter(|(from, to, _)| *from <= month && month <= *to)
                .map(|(.., rate)| rate)
                .sum()
        };
        let Some(worst) = promises
            .iter()
            .map(|(from, ..)| *from)
            .max_by(|a, b| in_month(*a).total_cmp(&in_month(*b)))
        else {
            return;
        };
        let promised = in_month(worst);
        if promised > capacity * (1.0 + 1e-9) {
            let message = format!("contracts promise more than the capacity of [mine.{name}]");
            let label = format!(
                "{} t/year; the contracts of {worst} are for {} t/year",
                in_words(capacity),
                in_words(promised)
            );
            let fault = Diagnostic::warning(mine.value_place("capacity"), message, label);
            self.faults.push(fault.help(
                "what is missing is shared out by `claim`; are a rate and the \
                    capacity in the same unit?",
            ));
        }
    }

    /// Warns of a variation that is a level rather than a factor about 1: of a mean that a season or
    /// good years do not explain.
    fn variation_about_one(&mut self, name: &str, mine: &Record) {
        let mean = mine.quantity("variation").and_then(|variation| match &variation.value {
            Value::Constant(value) => Some(*value),
            Value::Random(random) => Some(random.distribution.mean()),
            Value::Variable { .. }
            | Value::Schedule(_)
            | Value::Touched(_)
            | Value::Changed { .. } => None,
        });
        let Some(mean) = mean.filter(|mean| !(1.0 / FAR_FROM_ONE..=FAR_FROM_ONE).contains(mean))
        else {
            return;
        };
        let message = format!("the output of [mine.{name}] is far from its capacity on average");
        let label = format!("a factor on the output of {} on average", in_words(mean));
        let fault = Diagnostic::warning(mine.value_place("variation"), message, label);
        self.faults.push(fault.help(
            "`variation` is about 1, such as a lognormal of mean 1; what a mine makes on average \
             belongs into `capacity`, `utilisation` or `ramp`",
        ));
    }

    fn shutdown_ends(&mut self, name: &str, shutdown: &Record) {
        let (Some(duration), Some(&every)) =
            (constant(shutdown, "duration"), shutdown.integer("every"))
        else {
            return;
        };
        if duration * MONTHS_A_YEAR >= every as f64 {
            let message = format!("a shutdown of [mine.{name}] lasts until the next one");
            let label = "from its month on the mine is never up";
            let fault = Diagnostic::warning(shutdown.value_place("duration"), message, label);
            self.faults
                .push(fault.context(shutdown.value_place("every"), "months from one to the next"));
        }
    }
}

fn constant(record: &Record, key: &str) -> Option<f64> {
    record.quantity(key)?.constant()
}

/// First and last month of a contract for a constant flow, and its tonnes a year.
fn promise(contract: &Record) -> Option<(Month, Month, f64)> {
    let (from, to) = (*contract.month("from")?, last_month(contract)?);
    let months = f64::from(to.0 - from.0 + 1);
    let rate = constant(contract, "rate")
        .or_else(|| Some(constant(contract, "quantity")? * MONTHS_A_YEAR / months));
    Some((from, to, rate?))
}

fn in_words(number: f64) -> String {
    if number < 1000.0 {
        format!("{}", (number * 100.0).round() / 100.0)
    } else {
        count(number.round() as u64)
    }
}
