//! `[money]`, and the keys of tariffs.

use super::quantity::{Each, Rule, optional, quantity};
use super::{Frame, Lines, month};
use proptest::prelude::*;

const TRIAL_OR_PERIOD: &[Each] = &[Each::Trial, Each::Period];

/// `tariff`, `duty` or both, from the start or from some month on; or nothing.
pub fn tariff(frame: Frame) -> impl Strategy<Value = Option<Lines>> {
    let rate = quantity(Rule::new("", 0.0, 0.5).bounded().each(TRIAL_OR_PERIOD));
    let duty = optional(Rule::new("USD/t", 0.0, 900.0).each(TRIAL_OR_PERIOD));
    let from = prop::option::of(-3..frame.periods * frame.step + 2);
    prop::option::weighted(
        0.3,
        (prop::option::of(rate), duty, from).prop_map(|(rate, duty, from)| {
            let levied = rate.is_some() || duty.is_some();
            let lines = Lines::default().optional("tariff", &rate).optional("duty", &duty);
            lines.optional_key(
                "tariff_from",
                from.filter(|_| levied).map(|from| format!("\"{}\"", month(from))),
            )
        }),
    )
}

/// What every scenario may have; `capital_cost` and `carbon_price` only where there is something to
/// charge.
#[derive(Debug, Clone)]
pub struct MoneyLines {
    discount_rate: Lines,
    capital_cost: Lines,
    carbon_price: Lines,
}

pub fn money() -> impl Strategy<Value = MoneyLines> {
    let yearly = |high| optional(Rule::new("/year", 0.0, high).bounded());
    let carbon = optional(Rule::new("USD/tCO2e", 10.0, 200.0).each(TRIAL_OR_PERIOD));
    (yearly(0.3), yearly(0.2), carbon).prop_map(|(discount, capital, carbon)| MoneyLines {
        discount_rate: Lines::default().optional("discount_rate", &discount),
        capital_cost: Lines::default().optional("capital_cost", &capital),
        carbon_price: Lines::default().optional("carbon_price", &carbon),
    })
}

impl MoneyLines {
    /// The table in a scenario with or without stock and carbon factors.
    pub fn lines(&self, stock: bool, carbon: bool) -> Lines {
        let parts = [
            (true, &self.discount_rate),
            (stock, &self.capital_cost),
            (carbon, &self.carbon_price),
        ];
        let mut lines = Lines::default();
        for part in parts.into_iter().filter_map(|(has, part)| has.then_some(part)) {
            lines.text.push_str(&part.text);
            lines.drawn.extend(part.drawn.clone());
        }
        lines
    }
}
