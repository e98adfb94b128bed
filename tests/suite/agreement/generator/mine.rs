//! `[mine.NAME]` and `[district.NAME]`.

use super::quantity::{Each, Rule, Written, constant, optional, quantity};
use super::{Factors, Frame, Lines, month};
use proptest::prelude::*;

/// A mine, with the district that it belongs to if there are as many, and the number of its
/// products.
#[derive(Debug, Clone)]
pub struct MineLines {
    pub district: Option<usize>,
    pub products: usize,
    pub lines: Lines,
}

pub fn mine(frame: Frame) -> impl Strategy<Value = MineLines> {
    let factor = move |rule: Rule| {
        quantity(rule)
            .prop_map(move |written| (frame.factors == Factors::Everybody).then_some(written))
    };
    let parts = (
        prop_oneof![
            quantity(Rule::new("t/year", 500.0, 8_000.0)),
            constant(Rule::new("Mlb/year", 2.0, 20.0))
        ],
        prop::option::of(ramp()),
        optional(Rule::new("", 0.0, 1.2).bounded()),
        optional(Rule::new("", 0.4, 1.6).each(&[Each::Trial, Each::Period, Each::Period])),
        prop::collection::vec(outage(), 0..=3),
        factor(Rule::new("tCO2e/t", 1.0, 6.0)),
        factor(Rule::new("m3/t", 20.0, 150.0)),
    );
    let limits = (
        prop::collection::vec(shutdown(), 0..=2),
        prop::option::weighted(0.3, leach()),
        prop::option::weighted(0.3, uplift()),
        prop::option::weighted(0.25, quantity(Rule::new("t", 200.0, 20_000.0))),
        prop::option::of(0..3usize),
        products(frame),
    );
    (parts, limits).prop_map(|(parts, (shutdowns, leach, uplift, reserve, district, products))| {
        let (capacity, ramp, utilisation, variation, mut outages, carbon, water) = parts;
        let (from, ramp) = ramp.unzip();
        // Before its first output nothing can be down.
        if from.is_some_and(|from| from > 0) {
            for outage in &mut outages {
                outage.retain(|(key, _)| *key != "in_progress");
            }
        }
        let lines = Lines::default().quantity("capacity", &capacity).below("ramp", ramp);
        let lines = lines.optional("utilisation", &utilisation).optional("variation", &variation);
        let lines = lines.list("outages", &outages).list("maintenance", &shutdowns);
        let uplift = uplift.map(|(after, recovery, output)| {
            let lines = Lines::default().quantity("after", &after);
            if leach.is_some() {
                lines.quantity("recovery", &recovery)
            } else {
                lines.quantity("output", &output)
            }
        });
        let reserve = reserve.filter(|_| leach.is_none());
        let lines =
            lines.below("leach", leach).below("uplift", uplift).optional("reserve", &reserve);
        // What all products have by themselves the mine must not have.
        let needed = |factor: &dyn Fn(&ProductLines) -> bool| {
            products.is_empty() || !products.iter().all(factor)
        };
        let carbon = carbon.filter(|_| needed(&|product| product.carbon.is_some()));
        let water = water.filter(|_| needed(&|product| product.water.is_some()));
        let mut lines = lines.optional("carbon", &carbon).optional("water", &water);
        for (number, product) in products.iter().enumerate() {
            let own = Lines::default()
                .optional("share", &product.share)
                .optional("carbon", &product.carbon);
            let own = own.optional("water", &product.water);
            lines = match own.text.is_empty() {
                true => lines.key(&format!("product.p{number}"), "{}"),
                false => lines.below(&format!("product.p{number}"), Some(own)),
            };
        }
        MineLines { district, products: products.len(), lines }
    })
}

#[derive(Debug, Clone)]
struct ProductLines {
    share: Option<Written>,
    carbon: Option<Written>,
    water: Option<Written>,
}

/// None, or two or three; the last may be what the others leave.
fn products(frame: Frame) -> impl Strategy<Value = Vec<ProductLines>> {
    let everybody = frame.factors == Factors::Everybody;
    let own =
        move |rule: Rule| optional(rule).prop_map(move |written| written.filter(|_| everybody));
    let product = (
        quantity(Rule::new("", 0.0, 0.8).bounded().each(&[Each::Trial, Each::Period])),
        own(Rule::new("tCO2e/t", 1.0, 6.0)),
        own(Rule::new("m3/t", 20.0, 150.0)),
    )
        .prop_map(|(share, carbon, water)| ProductLines { share: Some(share), carbon, water });
    let some = (prop::collection::vec(product, 2..=3), any::<bool>()).prop_map(
        |(mut products, leaves_rest)| {
            let random = |product: &ProductLines| {
                product.share.as_ref().is_some_and(|share| share.each.is_some())
            };
            // Constant shares add up to 1, or leave something.
            let given = products.len() - usize::from(leaves_rest);
            if !products[..given].iter().any(random) {
                let equal = ["1.0", "0.5", "0.333333333333333333"][given - 1];
                let text = if leaves_rest { "0.35" } else { equal };
                products.iter_mut().for_each(|product| {
                    product.share = Some(Written { text: text.to_owned(), each: None });
                });
            }
            if leaves_rest {
                products[given].share = None;
            }
            products
        },
    );
    prop_oneof![3 => Just(Vec::new()), 2 => some]
}

pub fn district() -> impl Strategy<Value = Lines> {
    prop::collection::vec(outage(), 1..=2)
        .prop_map(|outages| Lines::default().list("outages", &outages))
}

/// First month, and the lines.
fn ramp() -> impl Strategy<Value = (i32, Lines)> {
    let linear = quantity(Rule::new("year", 0.1, 4.0))
        .prop_map(|duration| Lines::default().quantity("duration", &duration));
    let weibull = (
        quantity(Rule::new("", 0.5, 3.0).bounded()),
        quantity(Rule::new("year", 0.2, 4.0).bounded()),
    )
        .prop_map(|(shape, scale)| {
            Lines::default()
                .key("curve", "\"weibull\"")
                .quantity("shape", &shape)
                .quantity("scale", &scale)
        });
    let level =
        (quantity(Rule::new("", 0.0, 1.0).bounded()), quantity(Rule::new("", 0.2, 1.0).bounded()));
    let curve = prop_oneof![linear.boxed(), weibull.boxed()];
    (-30..40i32, curve, prop::option::of(level)).prop_map(|(from, curve, level)| {
        let lines = Lines::default().key("from", format!("\"{}\"", month(from)));
        let lines = Lines { text: lines.text + &curve.text, drawn: curve.drawn };
        let lines = match level {
            Some((chance, plateau)) => lines
                .quantity("reaches_design", &chance)
                .quantity("plateau", &plateau)
                .draws("reached", Each::Trial),
            None => lines,
        };
        (from, lines)
    })
}

/// The fields of a table within a list.
fn outage() -> impl Strategy<Value = Vec<(&'static str, Written)>> {
    let word = |text: &str| Written { text: text.to_owned(), each: None };
    let duration = prop_oneof![
        quantity(Rule::new("month", 0.2, 5.0).each(&[Each::Outage])),
        quantity(Rule::new("day", 2.0, 40.0).each(&[Each::Outage])),
    ];
    let loss = prop_oneof![
        3 => Just(None),
        2 => quantity(Rule::new("", 0.1, 1.0).bounded().each(&[Each::Outage])).prop_map(Some),
        1 => quantity(Rule::new("", 0.1, 1.0).bounded().each(&[Each::Outage])).prop_map(|written| {
            let text = written.text.replace(" }", ", each = \"trial\" }");
            Some(Written { each: written.each.map(|_| Each::Trial), text })
        }),
        1 => (0.1..0.8f64).prop_map(move |scale| {
            Some(Written { text: format!("{{ variable = \"practice\", scale = {scale:.3} }}"), each: None })
        }),
    ];
    let start = prop::option::of(prop::sample::select(vec!["\"up\"", "\"stationary\""]));
    let in_progress = prop::option::weighted(0.3, quantity(Rule::new("month", 0.0, 5.0)));
    let start = (start, in_progress);
    let name = prop::option::of(Just("\"strike\""));
    (name, quantity(Rule::new("/year", 0.1, 5.0)), duration, loss, start).prop_map(
        move |(name, rate, duration, loss, (start, in_progress))| {
            let stationary = start == Some("\"stationary\"");
            let in_progress = in_progress.filter(|_| !stationary);
            let mut fields: Vec<_> = name.map(|name| ("name", word(name))).into_iter().collect();
            fields.extend([("rate", rate), ("duration", duration)]);
            fields.extend(loss.map(|loss| ("loss", loss)));
            fields.extend(start.map(|start| ("start", word(start))));
            fields.extend(in_progress.map(|time| ("in_progress", time)));
            fields
        },
    )
}

fn shutdown() -> impl Strategy<Value = Vec<(&'static str, Written)>> {
    let text = |text: String| Written { text, each: None };
    (-14..40i32, quantity(Rule::new("month", 0.1, 3.0)), prop::option::of(1..30u32)).prop_map(
        move |(at, duration, every)| {
            let mut fields =
                vec![("month", text(format!("\"{}\"", month(at)))), ("duration", duration)];
            fields.extend(every.map(|every| ("every", text(every.to_string()))));
            fields
        },
    )
}

fn leach() -> impl Strategy<Value = Lines> {
    let class = (
        quantity(Rule::new("", 0.1, 0.8).bounded()),
        quantity(Rule::new("", 0.2, 0.95).bounded()),
        quantity(Rule::new("month", 0.5, 24.0).bounded()),
    );
    let end = prop_oneof![
        Just(None),
        (1..40i32).prop_map(|months| Some(Err(months))),
        quantity(Rule::new("t", 500.0, 20_000.0)).prop_map(|quantity| Some(Ok(quantity))),
    ];
    (
        quantity(Rule::new("t/year", 500.0, 8_000.0)),
        -30..20i32,
        end,
        optional(Rule::new("month", 0.0, 6.0)),
        prop::collection::vec(class, 1..=3),
    )
        .prop_map(|(stacking, from, end, lag, classes)| {
            let lines = Lines::default()
                .quantity("stacking", &stacking)
                .key("from", format!("\"{}\"", month(from)));
            let lines = match &end {
                None => lines,
                Some(Ok(quantity)) => lines.quantity("quantity", quantity),
                Some(Err(months)) => lines.key("to", format!("\"{}\"", month(from + months))),
            };
            // Constant shares add up to 1.
            let constant = classes.iter().all(|(share, ..)| {
                !share.text.starts_with('{') || share.text.contains("\"constant\"")
            });
            let equal = ["1.0", "0.5", "0.333333333333333333"][classes.len() - 1];
            let fields = |(share, recovery, constant_of_time): &(Written, Written, Written)| {
                let share = if constant {
                    Written { text: equal.to_owned(), each: None }
                } else {
                    share.clone()
                };
                vec![
                    ("share", share),
                    ("recovery", recovery.clone()),
                    ("time_constant", constant_of_time.clone()),
                ]
            };
            let classes: Vec<_> = classes.iter().map(fields).collect();
            lines.optional("lag", &lag).list("classes", &classes)
        })
}

/// When, and what it adds with a heap leach and without.
fn uplift() -> impl Strategy<Value = (Written, Written, Written)> {
    (
        quantity(Rule::new("month", 0.0, 40.0)),
        quantity(Rule::new("", -0.1, 0.3).bounded()),
        quantity(Rule::new("", 0.8, 1.3).bounded()),
    )
}
