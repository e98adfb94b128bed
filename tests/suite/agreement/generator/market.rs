//! `[price]` and `[region.NAME]`.

use super::money::tariff;
use super::quantity::{Each, Rule, Written, constant, optional, quantity};
use super::{Factors, Frame, Lines, month};
use proptest::prelude::*;

const TRIAL_OR_PERIOD: &[Each] = &[Each::Trial, Each::Period];
const PRICE: Rule = Rule::new("USD/t", 8_000.0, 14_000.0);

pub fn price() -> BoxedStrategy<Lines> {
    let constant_price = quantity(PRICE).prop_map(|initial| process("constant").quantity("initial", &initial));
    prop_oneof![1 => constant_price, 2 => gbm(), 2 => mean_reverting(), 1 => table()].boxed()
}

fn process(name: &str) -> Lines {
    Lines::default().key("process", format!("\"{name}\""))
}

fn jumps() -> impl Strategy<Value = Option<Lines>> {
    let rate = Rule::new("/year", 0.2, 6.0);
    let jumps = (quantity(rate), quantity(Rule::new("", -0.1, 0.1)), quantity(Rule::new("", 0.0, 0.2).bounded()));
    prop::option::of(
        jumps.prop_map(|(rate, mean, sd)| Lines::default().quantity("rate", &rate).quantity("mean", &mean).quantity("sd", &sd)),
    )
}

fn gbm() -> impl Strategy<Value = Lines> {
    let parts = (
        quantity(PRICE),
        quantity(Rule::new("/year", -0.1, 0.2).bounded()),
        quantity(Rule::new("", 0.0, 0.4).bounded()),
        jumps(),
        prop::option::of(any::<bool>()),
    );
    parts.prop_map(|(initial, drift, volatility, jumps, compensated)| {
        let lines = process("gbm").quantity("initial", &initial).quantity("drift", &drift).quantity("volatility", &volatility);
        let lines = lines.draws("shock", Each::Period).optional_key("compensated", compensated.map(|flag| flag.to_string()));
        lines.below("jumps", jumps)
    })
}

fn mean_reverting() -> impl Strategy<Value = Lines> {
    let parts = (
        quantity(PRICE),
        quantity(PRICE),
        quantity(Rule::new("year", 0.2, 6.0)),
        quantity(Rule::new("", 0.0, 0.4).bounded()),
        jumps(),
    );
    parts.prop_map(|(initial, level, half_life, volatility, jumps)| {
        let lines = process("mean-reverting").quantity("initial", &initial).quantity("level", &level);
        let lines = lines.quantity("half_life", &half_life).quantity("volatility", &volatility);
        lines.draws("shock", Each::Period).below("jumps", jumps)
    })
}

fn table() -> impl Strategy<Value = Lines> {
    prop::collection::btree_map(-12..100i32, constant(PRICE), 1..=5).prop_map(|points| {
        let points: Vec<String> = points.iter().map(|(at, price)| format!("\"{}\" = {}", month(*at), price.text)).collect();
        process("table").key("points", format!("{{ {} }}", points.join(", ")))
    })
}

pub fn region(frame: Frame) -> impl Strategy<Value = Lines> {
    (
        prop::option::weighted(0.75, spot(frame)),
        prop::option::weighted(0.6, inventory()),
        optional(Rule::new("USD/t", 0.0, 800.0)),
    )
        .prop_map(|(spot, inventory, discount)| {
            Lines::default().below("spot", spot).below("inventory", inventory).optional("resale_discount", &discount)
        })
}

fn spot(frame: Frame) -> impl Strategy<Value = Lines> {
    let factor = move |rule: Rule| quantity(rule).prop_map(move |written| (frame.factors != Factors::Nobody).then_some(written));
    let parts = (
        quantity(Rule::new("t/month", 0.0, 150.0).each(TRIAL_OR_PERIOD)),
        optional(Rule::new("", -1.5, 1.5)),
        optional(PRICE),
        optional(Rule::new("USD/t", -200.0, 900.0).each(TRIAL_OR_PERIOD)),
        factor(Rule::new("tCO2e/t", 1.0, 6.0)),
        factor(Rule::new("L/kg", 20.0, 150.0)),
        tariff(frame),
    );
    parts.prop_map(|(available, elasticity, reference, premium, carbon, water, tariff)| {
        let lines = Lines::default().quantity("available", &available).optional("elasticity", &elasticity);
        let lines = lines.optional("reference_price", &reference).optional("premium", &premium);
        lines.optional("carbon", &carbon).optional("water", &water).joined(tariff)
    })
}

fn inventory() -> impl Strategy<Value = Lines> {
    let capacity =
        prop_oneof![quantity(Rule::new("t", 300.0, 3_000.0)), Just(Written { text: "\"0.3 kt\"".to_owned(), each: None })];
    let parts = (
        optional(Rule::new("t", 0.0, 1_500.0)),
        capacity,
        optional(Rule::new("t", 0.0, 300.0).bounded()),
        optional(Rule::new("USD/t/year", 0.0, 300.0)),
    );
    parts.prop_map(|(initial, capacity, target, holding_cost)| {
        let lines = Lines::default().optional("initial", &initial).quantity("capacity", &capacity);
        lines.optional("target", &target).optional("holding_cost", &holding_cost)
    })
}
