//! `[mine.NAME]`.

use super::quantity::{Each, Rule, constant, optional, quantity};
use super::{Factors, Frame, Lines, month};
use proptest::prelude::*;

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
