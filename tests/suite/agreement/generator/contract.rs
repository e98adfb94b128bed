//! `[contract.NAME]` and `[hedge.NAME]`.

use super::money::tariff;
use super::quantity::{Each, Rule, Written, optional, quantity, tidy};
use super::{Factors, Frame, Lines, month};
use proptest::prelude::*;
use proptest::sample::Index;

/// A contract whose parties are chosen once their number is known.
#[derive(Debug, Clone)]
pub struct ContractLines {
    /// A trader without.
    pub mine: Option<Index>,
    /// Of those of the mine, if it has any.
    pub product: Index,
    pub region: Index,
    pub lines: Lines,
}

/// First month and number of months.
#[derive(Debug, Clone, Copy)]
struct Term {
    from: i32,
    months: i32,
    by_end: bool,
}

/// Terms that began before the start, that outlast the horizon, or neither.
fn term(frame: Frame) -> impl Strategy<Value = Term> {
    let horizon = frame.periods * frame.step;
    (-20..horizon, 1..=60i32, any::<bool>()).prop_map(|(from, months, by_end)| Term {
        from,
        months,
        by_end,
    })
}

impl Term {
    /// Whether it began before the start and goes on.
    fn is_running(self) -> bool {
        self.from < 0 && self.from + self.months > 0
    }

    fn lines(self) -> Lines {
        let Term { from, months, by_end } = self;
        let lines = Lines::default().key("from", format!("\"{}\"", month(from)));
        match by_end {
            true => lines.key("to", format!("\"{}\"", month(from + months - 1))),
            false => lines.key("term", format!("\"{months} month\"")),
        }
    }
}

pub fn contract(frame: Frame) -> impl Strategy<Value = ContractLines> {
    let seller = prop_oneof![
        5 => (any::<Index>(), of_mine()).prop_map(|(mine, lines)| (Some(mine), lines)),
        1 => of_trader(frame).prop_map(|lines| (None, lines)),
    ];
    let volume = (volume(), prop::bool::weighted(0.2), tolerance(), force_majeure());
    let parts = (seller, any::<Index>(), term(frame), volume, contract_price(), taking());
    let more = (
        prop::option::of(any::<bool>()),
        lag(),
        default(),
        renewal(),
        tariff(frame),
        any::<Index>(),
        opening(),
    );
    (parts, more).prop_map(|(parts, more)| {
        let (carry_over, lag, default, renewal, tariff, product, opening) = more;
        let (
            (mine, seller),
            region,
            term,
            (volume, by_share, tolerance, force_majeure),
            price,
            taking,
        ) = parts;
        let pays_anyway = taking.text.contains("take_or_pay");
        let makes_up = taking.text.contains("make_up.");
        let owes = carry_over == Some(true)
            || force_majeure.as_ref().is_some_and(|clause| !clause.text.contains("damages"));
        let mut lines = term.lines().and(seller).and(taking).below("price", Some(price));
        // A share of the output has neither.
        if !(by_share && mine.is_some()) {
            lines = lines.and(volume.lines(term)).below("tolerance", tolerance);
            let force_majeure = force_majeure.filter(|_| mine.is_some());
            let is_excused = force_majeure.is_some();
            lines = lines.below("force_majeure", force_majeure);
            let owes = owes && (carry_over == Some(true) || is_excused);
            lines = lines.optional("owed", &opening.owed.filter(|_| owes && term.is_running()));
        }
        if term.from < 0 {
            let balance = opening.balance.filter(|_| makes_up);
            lines = lines.optional("make_up.balance", &balance);
            let under_way = opening.under_way.filter(|_| lag.is_some());
            lines = lines.optional("under_way", &under_way);
            let price = opening.price.filter(|_| lag.is_some());
            lines = lines.optional("under_way_price", &price);
        }
        if term.is_running() && term.from % 12 != 0 {
            let year = opening.year.filter(|_| pays_anyway).map(|(offered, taken)| {
                Lines::default().quantity("offered", &offered).quantity("taken", &taken)
            });
            lines = lines.below("contract_year", year);
        }
        let lines = lines
            .optional_key("carry_over", carry_over.map(|flag| flag.to_string()))
            .optional("lag", &lag);
        // Whether and when it ends has a draw of its own, which may be correlated.
        let (fails, goes_on) = (default.is_some(), renewal.is_some());
        let mut lines = lines.below("default", default).below("renewal", renewal).joined(tariff);
        if fails {
            lines = lines.draws("defaulted", Each::Trial);
        }
        if goes_on {
            lines = lines.draws("renewed", Each::Trial);
        }
        ContractLines { mine, product, region, lines }
    })
}

/// How much of the mine's output the contract may have, and its claim to it.
fn of_mine() -> impl Strategy<Value = Lines> {
    let claim = prop_oneof![2 => Just(None), 1 => (1..=3u8).prop_map(Some)];
    (optional(Rule::new("", 0.05, 1.0).bounded()), claim).prop_map(|(share, claim)| {
        Lines::default()
            .optional("max_share_of_output", &share)
            .optional_key("claim", claim.map(|claim| claim.to_string()))
    })
}

/// A trader, and factors of its copper.
fn of_trader(frame: Frame) -> impl Strategy<Value = Lines> {
    (quantity(Rule::new("tCO2e/t", 1.0, 6.0)), quantity(Rule::new("m3/t", 20.0, 150.0))).prop_map(
        move |(carbon, water)| {
            let lines = Lines::default().key("trader", "\"merchant\"");
            match frame.factors {
                Factors::Everybody => lines.quantity("carbon", &carbon).quantity("water", &water),
                _ => lines,
            }
        },
    )
}

/// What has happened before the start; what of it a contract can have is chosen later.
#[derive(Debug, Clone)]
struct Opening {
    under_way: Option<Written>,
    price: Option<Written>,
    owed: Option<Written>,
    balance: Option<Written>,
    /// Offered and taken.
    year: Option<(Written, Written)>,
}

fn opening() -> impl Strategy<Value = Opening> {
    let tonnes = |high| prop::option::of(quantity(Rule::new("t", 0.0, high)));
    let year = (quantity(Rule::new("t", 500.0, 900.0)), quantity(Rule::new("t", 0.0, 500.0)));
    let price = prop::option::of(quantity(Rule::new("USD/t", 4_000.0, 14_000.0)));
    (tonnes(900.0), price, tonnes(400.0), tonnes(300.0), prop::option::of(year)).prop_map(
        |(under_way, price, owed, balance, year)| Opening { under_way, price, owed, balance, year },
    )
}

#[derive(Debug, Clone)]
enum Volume {
    Rate(Written),
    Quantity(Written),
    /// Each with where in the term it begins, as a share of it.
    Listed(Vec<(f64, Written)>),
}

fn volume() -> impl Strategy<Value = Volume> {
    let listed =
        prop::collection::vec((0.0..1.0f64, quantity(Rule::new("t", 50.0, 3_000.0))), 1..=4);
    prop_oneof![
        2 => quantity(Rule::new("t/month", 10.0, 300.0)).prop_map(Volume::Rate),
        2 => quantity(Rule::new("t", 500.0, 9_000.0)).prop_map(Volume::Quantity),
        1 => listed.prop_map(Volume::Listed),
    ]
}

impl Volume {
    fn lines(self, term: Term) -> Lines {
        let quotas = match self {
            Volume::Rate(rate) => return Lines::default().quantity("rate", &rate),
            Volume::Quantity(tonnes) => return Lines::default().quantity("quantity", &tonnes),
            Volume::Listed(quotas) => quotas,
        };
        let mut listed: Vec<(i32, Written)> = quotas
            .into_iter()
            .map(|(share, tonnes)| ((share * f64::from(term.months)) as i32, tonnes))
            .collect();
        listed.sort_by_key(|(after, _)| *after);
        listed.dedup_by_key(|(after, _)| *after);
        let text = |(after, tonnes): &(i32, Written)| {
            format!("{{ from = \"{}\", quantity = {} }}", month(term.from + after), tonnes.text)
        };
        let texts: Vec<String> = listed.iter().map(text).collect();
        let mut lines = Lines::default().key("quotas", format!("[{}]", texts.join(", ")));
        for (number, (_, tonnes)) in listed.iter().enumerate() {
            // Paths count list items from 1.
            if let Some(each) = tonnes.each {
                lines = lines.draws(&format!("quotas.{}.quantity", number + 1), each);
            }
        }
        lines
    }
}

fn tolerance() -> impl Strategy<Value = Option<Lines>> {
    let party = prop::sample::select(vec!["\"buyer\"", "\"seller\""]);
    let tolerance =
        (quantity(Rule::new("", 0.02, 0.3).bounded()), party).prop_map(|(share, option)| {
            Lines::default().quantity("share", &share).key("option", option)
        });
    prop_oneof![2 => Just(None), 1 => tolerance.prop_map(Some)]
}

fn force_majeure() -> impl Strategy<Value = Option<Lines>> {
    let otherwise = prop::sample::select(vec![
        None,
        Some("\"owed\""),
        Some("\"damages\""),
        Some("\"damages\""),
    ]);
    let clause =
        (quantity(Rule::new("", 0.3, 0.95).bounded()), otherwise).prop_map(|(below, otherwise)| {
            Lines::default().quantity("below", &below).optional_key("otherwise", otherwise)
        });
    prop_oneof![2 => Just(None), 1 => clause.prop_map(Some)]
}

fn default() -> impl Strategy<Value = Option<Lines>> {
    let rate = quantity(Rule::new("/year", 0.05, 0.6))
        .prop_map(|rate| Lines::default().quantity("rate", &rate));
    prop_oneof![3 => Just(None), 1 => rate.prop_map(Some)]
}

fn renewal() -> impl Strategy<Value = Option<Lines>> {
    let renewal = (quantity(Rule::new("", 0.1, 0.9).bounded()), 1..=30u8).prop_map(
        |(probability, months)| {
            Lines::default()
                .quantity("probability", &probability)
                .key("term", format!("\"{months} month\""))
        },
    );
    prop_oneof![3 => Just(None), 1 => renewal.prop_map(Some)]
}

fn contract_price() -> impl Strategy<Value = Lines> {
    let reference = (
        optional(Rule::new("USD/t", -300.0, 600.0)),
        optional(Rule::new("1", -0.1, 0.2).bounded()),
        optional(Rule::new("USD/t", 6_000.0, 10_500.0).bounded()),
        optional(Rule::new("USD/t", 10_500.0, 15_000.0).bounded()),
        prop::option::of(prop::sample::select(vec!["\"M\"", "\"M+1\"", "\"M+2\"", "\"M+3\""])),
        prop_oneof![2 => Just(None), 1 => (1..=14u8).prop_map(Some)],
        any::<bool>(),
    );
    let reference = reference.prop_map(|(premium, share, floor, cap, period, months, regional)| {
        let lines = Lines::default()
            .key("basis", if regional { "\"region\"" } else { "\"reference\"" })
            .optional("premium", &premium)
            .optional("premium_share", &share);
        let lines = lines
            .optional("floor", &floor)
            .optional("cap", &cap)
            .optional_key("quotational_period", period);
        lines.optional_key("averaged_over", months.map(|months| format!("\"{months} month\"")))
    });
    let fixed = quantity(Rule::new("USD/t", 8_000.0, 13_000.0))
        .prop_map(|fixed| Lines::default().quantity("fixed", &fixed));
    prop_oneof![3 => reference, 1 => fixed]
}

fn taking() -> impl Strategy<Value = Lines> {
    let make_up = (1..=40u8, optional(Rule::new("t", 20.0, 800.0))).prop_map(|(window, cap)| {
        Lines::default().key("window", format!("\"{window} month\"")).optional("cap", &cap)
    });
    let rank = prop_oneof![2 => Just(None), 1 => (1..=3u8).prop_map(Some)];
    let needed = rank.prop_map(|rank| {
        Lines::default()
            .key("taking", "\"needed\"")
            .optional_key("call_rank", rank.map(|rank| rank.to_string()))
    });
    let share = quantity(Rule::new("", 0.3, 1.0).bounded());
    let minimum = prop_oneof![
        2 => prop::sample::select(vec![None, Some("\"spread\""), Some("\"year-end\"")])
            .prop_map(|minimum| (minimum, None)),
        2 => prop::option::of(make_up).prop_map(|make_up| (Some("\"paid\""), make_up)),
    ];
    let settled =
        (needed.clone(), share, minimum).prop_map(|(needed, share, (minimum, make_up))| {
            needed
                .quantity("take_or_pay", &share)
                .optional_key("minimum", minimum)
                .below("make_up", make_up)
        });
    prop_oneof![
        1 => Just(Lines::default()),
        1 => Just(Lines::default().key("taking", "\"all\"")),
        1 => needed,
        3 => settled,
    ]
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

/// A hedge whose region is chosen once their number is known.
#[derive(Debug, Clone)]
pub struct HedgeLines {
    pub region: Index,
    pub lines: Lines,
}

pub fn hedge(frame: Frame) -> impl Strategy<Value = HedgeLines> {
    let price = |low, high| Rule::new("USD/t", low, high).bounded();
    let swap = quantity(price(8_000.0, 12_000.0))
        .prop_map(|strike| Lines::default().key("kind", "\"swap\"").quantity("strike", &strike));
    let collar = (
        optional(price(7_000.0, 10_000.0)),
        quantity(price(10_000.0, 14_000.0)),
        optional(Rule::new("USD/t", 0.0, 300.0)),
        any::<bool>(),
    );
    let collar = collar.prop_map(|(floor, cap, premium, capped)| {
        let lines = Lines::default()
            .key("kind", "\"collar\"")
            .optional("floor", &floor)
            .optional("premium", &premium);
        if capped || floor.is_none() { lines.quantity("cap", &cap) } else { lines }
    });
    let payoff = prop_oneof![swap, collar];
    (any::<Index>(), term(frame), quantity(Rule::new("t/month", 10.0, 200.0)), payoff).prop_map(
        |(region, term, rate, payoff)| HedgeLines {
            region,
            lines: term.lines().quantity("rate", &rate).and(payoff),
        },
    )
}
