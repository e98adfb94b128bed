//! `[mine.NAME]` and `[contract.NAME]`.

use super::quantity::{Each, Rule, Written, constant, optional, quantity, tidy};
use super::{Factors, Frame, Lines, month};
use proptest::prelude::*;
use proptest::sample::Index;

pub fn mine(frame: Frame) -> impl Strategy<Value = Lines> {
    let ramp = (-30..40i32, quantity(Rule::new("year", 0.1, 4.0))).prop_map(|(from, duration)| {
        Lines::default().key("from", format!("\"{}\"", month(from))).quantity("duration", &duration)
    });
    let factor =
        move |rule: Rule| quantity(rule).prop_map(move |written| (frame.factors == Factors::Everybody).then_some(written));
    let parts = (
        prop_oneof![quantity(Rule::new("t/year", 500.0, 8_000.0)), constant(Rule::new("Mlb/year", 2.0, 20.0))],
        prop::option::of(ramp),
        optional(Rule::new("", 0.0, 1.2).bounded()),
        optional(Rule::new("", 0.4, 1.6).each(&[Each::Trial, Each::Period, Each::Period])),
        prop::collection::vec(outage(), 0..=3),
        factor(Rule::new("tCO2e/t", 1.0, 6.0)),
        factor(Rule::new("m3/t", 20.0, 150.0)),
    );
    parts.prop_map(|(capacity, ramp, utilisation, variation, outages, carbon, water)| {
        let lines = Lines::default().quantity("capacity", &capacity).below("ramp", ramp);
        let mut lines = lines.optional("utilisation", &utilisation).optional("variation", &variation);
        if !outages.is_empty() {
            let texts: Vec<String> = outages.iter().map(|(text, _)| text.clone()).collect();
            lines = lines.key("outages", format!("[{}]", texts.join(", ")));
        }
        for (number, _) in outages.iter().enumerate().filter(|(_, (_, rate_is_drawn))| *rate_is_drawn) {
            // Paths count list items from 1.
            lines = lines.draws(&format!("outages.{}.rate", number + 1), Each::Trial);
        }
        lines.optional("carbon", &carbon).optional("water", &water)
    })
}

/// An inline table, and whether its rate is drawn.
fn outage() -> impl Strategy<Value = (String, bool)> {
    let duration = prop_oneof![
        quantity(Rule::new("month", 0.2, 5.0).each(&[Each::Outage])),
        quantity(Rule::new("day", 2.0, 40.0).each(&[Each::Outage])),
    ];
    let start = prop::sample::select(vec!["", ", start = \"up\"", ", start = \"stationary\""]);
    (quantity(Rule::new("/year", 0.1, 5.0)), duration, start).prop_map(|(rate, duration, start)| {
        (format!("{{ rate = {}, duration = {}{start} }}", rate.text, duration.text), rate.each.is_some())
    })
}

/// A contract whose parties are chosen once their number is known.
#[derive(Debug, Clone)]
pub struct ContractLines {
    /// A trader without.
    pub mine: Option<Index>,
    pub region: Index,
    pub lines: Lines,
}

pub fn contract(frame: Frame) -> impl Strategy<Value = ContractLines> {
    let horizon = frame.periods * frame.step;
    // Terms that began before the start, that outlast the horizon, or neither.
    let term = (-20..horizon, 1..=60i32, any::<bool>()).prop_map(|(from, months, by_end)| {
        let lines = Lines::default().key("from", format!("\"{}\"", month(from)));
        match by_end {
            true => lines.key("to", format!("\"{}\"", month(from + months - 1))),
            false => lines.key("term", format!("\"{months} month\"")),
        }
    });
    let seller = prop_oneof![
        5 => (any::<Index>(), from_mine()).prop_map(|(mine, lines)| (Some(mine), lines)),
        1 => from_trader(frame).prop_map(|lines| (None, lines)),
    ];
    let parts = (seller, any::<Index>(), term, contract_price(), taking());
    let more = (prop::option::of(any::<bool>()), lag());
    (parts, more).prop_map(|(((mine, seller), region, term, price, taking), (carry_over, lag))| {
        let lines = term.and(seller).and(taking).below("price", Some(price));
        let lines = lines.optional_key("carry_over", carry_over.map(|flag| flag.to_string())).optional("lag", &lag);
        ContractLines { mine, region, lines }
    })
}

/// Volume of a contract with a mine, and how much of its output it may have.
fn from_mine() -> impl Strategy<Value = Lines> {
    let volume = prop_oneof![4 => volume(), 1 => Just(Lines::default())];
    (volume, optional(Rule::new("", 0.05, 1.0).bounded()))
        .prop_map(|(volume, share)| volume.optional("max_share_of_output", &share))
}

/// Volume of a contract with a trader, and factors of its copper.
fn from_trader(frame: Frame) -> impl Strategy<Value = Lines> {
    (volume(), quantity(Rule::new("tCO2e/t", 1.0, 6.0)), quantity(Rule::new("m3/t", 20.0, 150.0))).prop_map(
        move |(volume, carbon, water)| {
            let lines = Lines::default().key("trader", "\"merchant\"").and(volume);
            match frame.factors {
                Factors::Everybody => lines.quantity("carbon", &carbon).quantity("water", &water),
                _ => lines,
            }
        },
    )
}

fn volume() -> impl Strategy<Value = Lines> {
    prop_oneof![
        quantity(Rule::new("t/month", 10.0, 300.0)).prop_map(|rate| Lines::default().quantity("rate", &rate)),
        quantity(Rule::new("t", 500.0, 9_000.0)).prop_map(|tonnes| Lines::default().quantity("quantity", &tonnes)),
    ]
}

fn contract_price() -> impl Strategy<Value = Lines> {
    let reference = (
        optional(Rule::new("USD/t", -300.0, 600.0)),
        optional(Rule::new("USD/t", 6_000.0, 10_500.0).bounded()),
        optional(Rule::new("USD/t", 10_500.0, 15_000.0).bounded()),
    );
    let reference = reference.prop_map(|(premium, floor, cap)| {
        let lines = Lines::default().key("basis", "\"reference\"").optional("premium", &premium);
        lines.optional("floor", &floor).optional("cap", &cap)
    });
    let fixed = quantity(Rule::new("USD/t", 8_000.0, 13_000.0)).prop_map(|fixed| Lines::default().quantity("fixed", &fixed));
    prop_oneof![3 => reference, 1 => fixed]
}

fn taking() -> impl Strategy<Value = Lines> {
    let needed = optional(Rule::new("", 0.5, 1.0).bounded())
        .prop_map(|share| Lines::default().key("taking", "\"needed\"").optional("take_or_pay", &share));
    prop_oneof![1 => Just(Lines::default()), 1 => Just(Lines::default().key("taking", "\"all\"")), 3 => needed]
}

/// None, whole and broken numbers of periods, random ones, and one longer than many horizons.
fn lag() -> impl Strategy<Value = Option<Written>> {
    let months = |months: f64| Written { text: format!("\"{months} month\""), each: None };
    prop_oneof![
        3 => Just(None),
        2 => prop::sample::select(vec![1.0, 2.0, 3.0, 6.0, 12.0]).prop_map(move |whole| Some(months(whole))),
        2 => tidy(0.1, 8.0).prop_map(move |broken| Some(months(broken))),
        1 => tidy(20.0, 80.0).prop_map(move |long| Some(months(long))),
        2 => quantity(Rule::new("month", 0.0, 9.0)).prop_map(Some),
        1 => quantity(Rule::new("month", 10.0, 60.0)).prop_map(Some),
    ]
}
