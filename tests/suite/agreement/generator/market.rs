//! `[price]`, `[region.NAME]` and `[route.NAME]`.

use super::money::tariff;
use super::quantity::{Each, Rule, Written, constant, optional, quantity};
use super::{Factors, Frame, Lines, month};
use proptest::prelude::*;
use proptest::sample::Index;

const TRIAL_OR_PERIOD: &[Each] = &[Each::Trial, Each::Period];
const PRICE: Rule = Rule::new("USD/t", 8_000.0, 14_000.0);

pub fn price() -> BoxedStrategy<Lines> {
    let constant_price =
        quantity(PRICE).prop_map(|initial| process("constant").quantity("initial", &initial));
    prop_oneof![
        1 => constant_price,
        1 => seasonal(),
        2 => gbm(),
        2 => mean_reverting(),
        1 => table(),
        1 => forward(),
    ]
    .boxed()
}

fn process(name: &str) -> Lines {
    Lines::default().key("process", format!("\"{name}\""))
}

fn seasonal() -> impl Strategy<Value = Lines> {
    let factor = || quantity(Rule::new("", 0.8, 1.2).bounded());
    (quantity(PRICE), factor(), factor()).prop_map(|(initial, june, december)| {
        let factors = Lines::default().quantity("june", &june).quantity("december", &december);
        process("seasonal").quantity("initial", &initial).below("factors", Some(factors))
    })
}

fn jumps() -> impl Strategy<Value = Option<Lines>> {
    let rate = Rule::new("/year", 0.2, 6.0);
    let jumps = (
        quantity(rate),
        quantity(Rule::new("", -0.1, 0.1)),
        quantity(Rule::new("", 0.0, 0.2).bounded()),
    );
    prop::option::of(jumps.prop_map(|(rate, mean, sd)| {
        Lines::default().quantity("rate", &rate).quantity("mean", &mean).quantity("sd", &sd)
    }))
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
        let lines = process("gbm")
            .quantity("initial", &initial)
            .quantity("drift", &drift)
            .quantity("volatility", &volatility);
        let lines = lines
            .draws("shock", Each::Period)
            .optional_key("compensated", compensated.map(|flag| flag.to_string()));
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
        let lines =
            process("mean-reverting").quantity("initial", &initial).quantity("level", &level);
        let lines = lines.quantity("half_life", &half_life).quantity("volatility", &volatility);
        lines.draws("shock", Each::Period).below("jumps", jumps)
    })
}

/// Prices by month.
fn points() -> impl Strategy<Value = String> {
    prop::collection::btree_map(-12..100i32, constant(PRICE), 1..=5).prop_map(|points| {
        let points: Vec<String> = points
            .iter()
            .map(|(at, price)| format!("\"{}\" = {}", month(*at), price.text))
            .collect();
        format!("{{ {} }}", points.join(", "))
    })
}

fn table() -> impl Strategy<Value = Lines> {
    points().prop_map(|points| process("table").key("points", points))
}

fn forward() -> impl Strategy<Value = Lines> {
    let half_life = quantity(Rule::new("year", 0.3, 5.0).bounded());
    let volatility = quantity(Rule::new("", 0.05, 0.5).bounded());
    (points(), half_life, volatility).prop_map(|(points, half_life, volatility)| {
        let lines = process("forward").key("points", points).draws("shock", Each::Period);
        lines.quantity("half_life", &half_life).quantity("volatility", &volatility)
    })
}

pub fn region(frame: Frame) -> impl Strategy<Value = Lines> {
    (
        prop::option::weighted(0.75, spot(frame)),
        prop::option::weighted(0.6, inventory()),
        optional(Rule::new("USD/t", 0.0, 800.0)),
        prop::option::weighted(
            0.4,
            quantity(Rule::new("USD/t", -900.0, 1_500.0).each(TRIAL_OR_PERIOD)),
        ),
    )
        .prop_map(|(spot, inventory, discount, basis)| {
            let lines = Lines::default()
                .optional("basis", &basis)
                .below("spot", spot)
                .below("inventory", inventory);
            lines.optional("resale_discount", &discount)
        })
}

fn spot(frame: Frame) -> impl Strategy<Value = Lines> {
    let factor = move |rule: Rule| {
        quantity(rule)
            .prop_map(move |written| (frame.factors != Factors::Nobody).then_some(written))
    };
    let parts = (
        quantity(Rule::new("t/month", 0.0, 150.0).each(TRIAL_OR_PERIOD)),
        optional(Rule::new("", -1.5, 1.5)),
        optional(PRICE),
        optional(Rule::new("USD/t", -200.0, 900.0).each(TRIAL_OR_PERIOD)),
        factor(Rule::new("tCO2e/t", 1.0, 6.0)),
        factor(Rule::new("L/kg", 20.0, 150.0)),
        prop::option::weighted(
            0.4,
            quantity(Rule::new("USD/t", 0.0, 2_000.0).each(TRIAL_OR_PERIOD)),
        ),
        prop::option::weighted(0.3, quantity(Rule::new("USD/t", 9_000.0, 16_000.0))),
        (lag(), under_way()),
        tariff(frame),
    );
    parts.prop_map(
        |(
            available,
            elasticity,
            reference,
            premium,
            carbon,
            water,
            impact,
            price_cap,
            (lag, under_way),
            tariff,
        )| {
            let lines = Lines::default()
                .quantity("available", &available)
                .optional("elasticity", &elasticity);
            let lines = lines.optional("reference_price", &reference).optional("premium", &premium);
            let lines = lines
                .optional("impact", &impact)
                .optional("price_cap", &price_cap)
                .optional("lag", &lag)
                .optional("under_way", &under_way.filter(|_| lag.is_some()));
            lines.optional("carbon", &carbon).optional("water", &water).joined(tariff)
        },
    )
}

/// None, parts of a period, whole and broken numbers of periods, random ones.
fn lag() -> impl Strategy<Value = Option<Written>> {
    let text = |lag: &str| Some(Written { text: format!("\"{lag}\""), each: None });
    prop_oneof![
        5 => Just(None),
        2 => prop::sample::select(vec!["2 week", "6 week", "1 month", "3 month", "5 month"]).prop_map(text),
        2 => quantity(Rule::new("month", 0.0, 8.0)).prop_map(Some),
    ]
}

/// What is on its way at time 0.
fn under_way() -> impl Strategy<Value = Option<Written>> {
    optional(Rule::new("t", 0.0, 400.0))
}

/// A route between two of so many regions.
#[derive(Debug, Clone)]
pub struct RouteLines {
    from: Index,
    step: Index,
    lines: Lines,
}

impl RouteLines {
    /// `None` where there is no other region.
    pub fn lines(&self, regions: usize) -> Option<Lines> {
        let from = self.from.index(regions);
        let to = (from + 1 + self.step.index((regions - 1).max(1))) % regions;
        let ends =
            Lines::default().key("from", format!("\"r{from}\"")).key("to", format!("\"r{to}\""));
        (to != from)
            .then(|| Lines { text: ends.text + &self.lines.text, drawn: self.lines.drawn.clone() })
    }
}

pub fn route(frame: Frame) -> impl Strategy<Value = RouteLines> {
    let carbon = quantity(Rule::new("tCO2e/t", 0.0, 0.6))
        .prop_map(move |written| (frame.factors != Factors::Nobody).then_some(written));
    let parts = (
        any::<Index>(),
        any::<Index>(),
        quantity(Rule::new("t/month", 10.0, 400.0).each(TRIAL_OR_PERIOD)),
        optional(Rule::new("USD/t", 0.0, 400.0).each(TRIAL_OR_PERIOD)),
        (lag(), under_way()),
        optional(Rule::new("", 0.0, 0.5).each(TRIAL_OR_PERIOD)),
        optional(Rule::new("t", 0.0, 800.0)),
        carbon,
    );
    parts.prop_map(|(from, step, capacity, cost, (lead_time, under_way), tariff, keep, carbon)| {
        let lines = Lines::default()
            .quantity("capacity", &capacity)
            .optional("cost", &cost)
            .optional("lead_time", &lead_time)
            .optional("under_way", &under_way.filter(|_| lead_time.is_some()));
        let lines =
            lines.optional("tariff", &tariff).optional("keep", &keep).optional("carbon", &carbon);
        RouteLines { from, step, lines }
    })
}

fn inventory() -> impl Strategy<Value = Lines> {
    let capacity = prop_oneof![
        quantity(Rule::new("t", 300.0, 3_000.0)),
        Just(Written { text: "\"0.3 kt\"".to_owned(), each: None })
    ];
    let cheap = (
        quantity(Rule::new("USD/t", 8_000.0, 14_000.0)),
        quantity(Rule::new("t", 50.0, 300.0).bounded()),
    );
    let parts = (
        optional(Rule::new("t", 0.0, 1_500.0)),
        capacity,
        policy(),
        prop::option::weighted(0.3, cheap),
        optional(Rule::new("USD/t/year", 0.0, 300.0)),
    );
    parts.prop_map(|(initial, capacity, policy, cheap, holding_cost)| {
        let mut lines =
            Lines::default().optional("initial", &initial).quantity("capacity", &capacity);
        lines.text.push_str(&policy.text);
        lines.drawn.extend(policy.drawn);
        if let Some((below, up_to)) = cheap {
            lines = lines.quantity("buy_below", &below).quantity("buy_up_to", &up_to);
        }
        lines.optional("holding_cost", &holding_cost)
    })
}

fn policy() -> BoxedStrategy<Lines> {
    let target = || optional(Rule::new("t", 0.0, 300.0).bounded());
    let named = |name: &str| Lines::default().key("policy", format!("\"{name}\""));
    let base_stock = (any::<bool>(), target()).prop_map(move |(says, target)| {
        if says { named("base-stock") } else { Lines::default() }.optional("target", &target)
    });
    let reorder = (
        quantity(Rule::new("t", 0.0, 150.0).bounded()),
        quantity(Rule::new("t", 150.0, 300.0).bounded()),
    );
    let reorder = reorder.prop_map(move |(point, up_to)| {
        named("reorder").quantity("reorder_point", &point).quantity("order_up_to", &up_to)
    });
    let cover =
        (quantity(Rule::new("month", 0.0, 6.0)), target()).prop_map(move |(cover, target)| {
            named("days-of-cover").quantity("cover", &cover).optional("target", &target)
        });
    prop_oneof![3 => base_stock, 1 => reorder, 1 => cover].boxed()
}
