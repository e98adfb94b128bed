//! `[facility.NAME]` and `[shortage]`.

use super::quantity::{Each, Rule, Written, optional, quantity};
use super::{Frame, Lines, month};
use proptest::prelude::*;
use proptest::sample::Index;

/// A facility whose region is chosen once their number is known.
#[derive(Debug, Clone)]
pub struct FacilityLines {
    pub region: Index,
    pub lines: Lines,
    /// Fabricators and shares.
    pub components: Vec<(Index, f64)>,
}

pub fn facility(frame: Frame) -> impl Strategy<Value = FacilityLines> {
    let horizon = frame.periods * frame.step;
    // Builds that began before the start, that end after the horizon, or neither.
    let window = (
        -18..horizon + 6,
        quantity(Rule::new("month", 1.0, 40.0)),
        optional(Rule::new("month", 0.0, 12.0)),
        optional(Rule::new("month", 0.0, 10.0)),
        optional(Rule::new("", 0.8, 1.9).bounded()),
    );
    let overdue = prop::option::weighted(0.4, quantity(Rule::new("t", 0.0, 90.0)));
    let window = (window, overdue).prop_map(move |(window, overdue)| {
        let (start, build, lead, delay, overrun) = window;
        let overdue = overdue.filter(|_| start < 0 && frame.unmet != Some("lost"));
        let lines = Lines::default()
            .key("start", format!("\"{}\"", month(start)))
            .quantity("build", &build);
        let lines = lines.optional("lead", &lead).optional("start_delay", &delay);
        lines.optional("overrun", &overrun).optional("overdue", &overdue)
    });
    let rest = (
        prop::option::of(profile()),
        prop::option::weighted(0.4, quantity(Rule::new("", 0.0, 1.0).bounded())),
        prop::option::of(1..=3u32),
    );
    let parts = (
        prop::option::weighted(0.3, phases()),
        prop::option::weighted(0.2, quantity(Rule::new("", 0.0, 0.6).bounded())),
        prop::option::weighted(0.3, quantity(Rule::new("t", 0.0, 900.0))),
        prop::option::weighted(0.3, quantity(Rule::new("", 0.0, 1.0).bounded())),
        prop::collection::vec((any::<Index>(), 0.05..0.7), 0..=2),
        prop::option::weighted(0.3, quantity(Rule::new("month", 0.0, 20.0))),
    );
    (any::<Index>(), copper(frame), window, rest, parts).prop_map(
        |(region, copper, window, (profile, built, priority), parts)| {
            let (phases, recycled, secured, cancellation, components, deferral) = parts;
            let mut drawn = [copper.drawn, window.drawn].concat();
            // Whatever is not certain has a draw of its own, which may be correlated.
            if built.is_some() {
                drawn.push(("built".to_owned(), Each::Trial));
            }
            if cancellation.is_some() {
                drawn.push(("cancelled".to_owned(), Each::Trial));
            }
            let lines = Lines { text: copper.text + &window.text, drawn };
            let lines = lines
                .optional_key("phases", phases)
                .optional("recycled", &recycled)
                .optional("secured", &secured);
            let lines =
                lines.optional("cancellation", &cancellation).optional("deferral", &deferral);
            let lines =
                lines.optional_key("profile", profile).optional("built_probability", &built);
            let lines =
                lines.optional_key("priority", priority.map(|priority| priority.to_string()));
            FacilityLines { region, lines, components }
        },
    )
}

fn copper(frame: Frame) -> impl Strategy<Value = Lines> {
    let power = quantity(Rule::new("MW", 10.0, 120.0));
    let by_power = (power.clone(), quantity(Rule::new("t/MW", 10.0, 45.0)));
    let by_power = by_power.prop_map(|(power, intensity)| {
        (Some(power), Lines::default().quantity("intensity", &intensity))
    });
    let lump = (prop::option::of(power), quantity(Rule::new("t", 100.0, 4_000.0)));
    let lump =
        lump.prop_map(|(power, copper)| (power, Lines::default().quantity("copper", &copper)));
    let per_power = prop::option::of(quantity(Rule::new("USD/kW/month", 20.0, 300.0)));
    let per_tonne = prop::option::weighted(0.3, quantity(Rule::new("USD/t/month", 500.0, 9_000.0)));
    let needs = (prop_oneof![lump, by_power], per_power, per_tonne);
    needs.prop_map(move |((power, lines), per_power, per_tonne)| {
        let per_power = per_power.filter(|_| power.is_some());
        let cost: Option<Written> = per_tonne.or(per_power).filter(|_| frame.cost_of_delay);
        lines.optional("power", &power).optional("cost_of_delay", &cost)
    })
}

fn phases() -> impl Strategy<Value = String> {
    let months = |low, high| quantity(Rule::new("month", low, high)).prop_map(|months| months.text);
    let phase = (months(0.0, 12.0), prop::option::of(months(1.0, 30.0)));
    (prop::collection::vec(phase, 1..=3)).prop_map(|phases| {
        let mut left = 1.0;
        let last = phases.len() - 1;
        let written = phases.iter().enumerate().map(|(number, (after, build))| {
            let share = if number == last { left } else { 0.4 };
            left -= share;
            let build = build.as_ref().map_or(String::new(), |build| format!(", build = {build}"));
            format!("{{ share = {share:.1}, after = {after}{build} }}")
        });
        let written: Vec<String> = written.collect();
        format!("[{}]", written.join(", "))
    })
}

fn profile() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec!["uniform", "s-curve", "front", "back"])
        .prop_map(|word| format!("\"{word}\""));
    let points = prop::collection::btree_map(1..20u32, 0.0..1.0f64, 0..=4).prop_map(|points| {
        let mut shares: Vec<f64> = points.values().copied().collect();
        shares.sort_by(f64::total_cmp);
        let inner = points
            .keys()
            .zip(shares)
            .map(|(at, share)| format!("[{:.2}, {share:.3}], ", f64::from(*at) / 20.0));
        format!("[[0.0, 0.0], {}[1.0, 1.0]]", inner.collect::<String>())
    });
    prop_oneof![2 => words, 1 => points]
}

pub fn shortage(frame: Frame) -> impl Strategy<Value = Lines> {
    let rule = |unit| Rule::new(unit, 200.0, 4_000.0);
    (quantity(rule("USD/t/month")), quantity(rule("USD/t"))).prop_map(move |(late, missing)| {
        let unmet = frame.unmet;
        let lines = Lines::default().optional_key("unmet", unmet.map(|word| format!("\"{word}\"")));
        match frame.penalty {
            true if unmet == Some("lost") => lines.quantity("penalty", &missing),
            true => lines.quantity("penalty", &late),
            false => lines,
        }
    })
}
