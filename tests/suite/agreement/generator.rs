//! Scenarios made at random, as text, so that the reader has its share in the test.
//!
//! Sizes are such that a typical scenario has periods of plenty and periods of want: some hundred
//! tonnes a period on either side.

mod contract;
mod demand;
mod making;
mod market;
mod mine;
mod money;
mod quantity;
mod risk_event;

use proptest::prelude::*;
use proptest::sample::Index;
use quantity::{Each, Written};

/// The first month of every scenario.
const START: i32 = 2026 * 12;

/// A month relative to the start, as text.
fn month(after: i32) -> String {
    let month = START + after;
    format!("{:04}-{:02}", month / 12, month % 12 + 1)
}

/// Lines of one table: keys and what is written for them; paths below the table by what is drawn.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    text: String,
    drawn: Vec<(String, Each)>,
}

impl Lines {
    /// A key with a text of TOML.
    fn key(mut self, key: &str, value: impl AsRef<str>) -> Self {
        self.text.push_str(&format!("{key} = {}\n", value.as_ref()));
        self
    }

    fn optional_key(self, key: &str, value: Option<impl AsRef<str>>) -> Self {
        match value {
            Some(value) => self.key(key, value),
            None => self,
        }
    }

    fn quantity(mut self, key: &str, written: &Written) -> Self {
        if let Some(each) = written.each {
            self.drawn.push((key.to_owned(), each));
        }
        self.key(key, &written.text)
    }

    #[allow(clippy::ref_option, reason = "generators have options")]
    fn optional(self, key: &str, written: &Option<Written>) -> Self {
        match written {
            Some(written) => self.quantity(key, written),
            None => self,
        }
    }

    /// These lines, then others.
    fn and(mut self, others: Lines) -> Self {
        self.text.push_str(&others.text);
        self.drawn.extend(others.drawn);
        self
    }

    /// With the keys of others, if there are any.
    fn joined(self, others: Option<Lines>) -> Self {
        match others {
            Some(others) => self.and(others),
            None => self,
        }
    }

    /// A draw that is no key.
    fn draws(mut self, path: &str, each: Each) -> Self {
        self.drawn.push((path.to_owned(), each));
        self
    }

    /// A list of inline tables. Paths count its items from 1.
    fn list(mut self, key: &str, tables: &[Vec<(&str, Written)>]) -> Self {
        if tables.is_empty() {
            return self;
        }
        let mut texts = Vec::new();
        for (number, fields) in tables.iter().enumerate() {
            let written: Vec<String> = fields
                .iter()
                .map(|(field, written)| format!("{field} = {}", written.text))
                .collect();
            texts.push(format!("{{ {} }}", written.join(", ")));
            for (field, written) in fields {
                // What is drawn for every outage cannot be correlated.
                let each = written.each.filter(|each| *each != Each::Outage);
                self.drawn.extend(each.map(|each| (format!("{key}.{}.{field}", number + 1), each)));
            }
        }
        self.key(key, format!("[{}]", texts.join(", ")))
    }

    /// The lines as keys below `name`: `spot.available = ...`.
    fn below(self, name: &str, lines: Option<Lines>) -> Self {
        let Some(lines) = lines else { return self };
        let mut sum = self;
        for line in lines.text.lines() {
            sum.text.push_str(&format!("{name}.{line}\n"));
        }
        sum.drawn
            .extend(lines.drawn.into_iter().map(|(path, each)| (format!("{name}.{path}"), each)));
        sum
    }
}

/// What the parts of a scenario have in common.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    pub periods: i32,
    /// Months of a period.
    pub step: i32,
    /// Steps of a period, if they are given.
    pub substeps: Option<i32>,
    pub factors: Factors,
    /// The word of what becomes of unmet need, if it is given.
    pub unmet: Option<&'static str>,
    pub penalty: bool,
    pub cost_of_delay: bool,
}

/// Who has factors of carbon and water.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Factors {
    Nobody,
    SpotMarkets,
    Everybody,
}

fn frame() -> impl Strategy<Value = Frame> {
    let factors =
        prop_oneof![Just(Factors::Nobody), Just(Factors::SpotMarkets), Just(Factors::Everybody)];
    // Numbers of steps that make whole months or parts of a month of every period.
    let grids = prop_oneof![
        (Just(1), prop_oneof![Just(None), Just(Some(2)), Just(Some(4))]),
        (Just(3), prop_oneof![Just(None), Just(Some(1)), Just(Some(6))]),
        (Just(12), prop_oneof![Just(Some(1)), Just(Some(2)), Just(Some(4)), Just(None)]),
    ];
    let unmet = prop_oneof![2 => Just(None), 1 => Just(Some("backlog")), 2 => Just(Some("lost"))];
    (2..=24, grids, factors, unmet, 0..3u8).prop_map(|(periods, grid, factors, unmet, lateness)| {
        let (step, substeps) = grid;
        Frame {
            periods: if step == 12 { periods / 2 + 1 } else { periods },
            step,
            substeps,
            factors,
            unmet,
            penalty: lateness == 1,
            cost_of_delay: lateness == 2,
        }
    })
}

/// The text of a scenario.
pub fn scenario_text() -> impl Strategy<Value = String> {
    frame().prop_flat_map(|frame| {
        let parts = (
            market::price(),
            prop::collection::vec(market::region(frame), 1..=3),
            (prop::collection::vec(mine::mine(frame), 1..=4), prop::collection::vec(mine::district(), 0..=2)),
            prop::collection::vec(contract::contract(frame), 0..=5),
            prop::collection::vec(contract::hedge(frame), 0..=2),
            prop_oneof![1 => Just(Vec::new()), 1 => prop::collection::vec(making::fabricator(), 1..=3)],
            prop::collection::vec(demand::facility(frame), 1..=8),
            demand::shortage(frame),
            prop::collection::vec(market::route(frame), 0..=3),
            money::money(),
        );
        let dependence = (
            prop::collection::vec((prop::collection::vec(any::<Index>(), 2..=4), any::<bool>(), 0.05..0.6), 0..=2),
            prop::collection::vec(watch(), 0..=3),
            prop::collection::vec(risk_event::event(), 0..=3),
            prop::option::of(quantity::tidy(1.0, 6.0)),
            0..1_000_000u64,
        );
        (parts, dependence).prop_map(
            move |((price, regions, mines, contracts, hedges, fabricators, facilities, shortage, routes, money), dependence)| {
                let (correlations, watches, events, low_carbon, seed) = dependence;
                let (mines, districts) = mines;
                let step = match frame.step {
                    1 => "month",
                    3 => "quarter",
                    _ => "year",
                };
                let substeps = frame.substeps.map_or_else(String::new, |n| format!("substeps = {n}\n"));
                let mut tables = vec![
                    ("time".to_owned(), format!("start = \"{}\"\nstep = \"{step}\"\nperiods = \
                        {}\n{}", month(0), frame.periods, substeps)),
                    ("simulation".to_owned(), format!("trials = 1000\nseed = {seed}\n")),
                ];
                let mut drawn: Vec<(String, Each)> = quantity::VARIABLES
                    .iter()
                    .filter(|variable| variable.drawn)
                    .map(|variable| (format!("variable.{}", variable.name), Each::Trial))
                    .collect();
                let mut table = |name: String, lines: Lines| {
                    let prefix = |path: String| if path == "price.shock" { "price".to_owned() } else { path };
                    drawn.extend(lines.drawn.into_iter().map(|(path, each)| (prefix(format!("{name}.{path}")), each)));
                    tables.push((name, lines.text));
                };
                table("price".to_owned(), price);
                for (number, region) in regions.iter().enumerate() {
                    table(format!("region.r{number}"), region.clone());
                }
                for (number, route) in routes.iter().enumerate() {
                    if let Some(lines) = route.lines(regions.len()) {
                        table(format!("route.w{number}"), lines);
                    }
                }
                for (number, mine) in mines.iter().enumerate() {
                    let district = mine.district.filter(|&district| district < districts.len());
                    let member = district.map(|district| format!("\"d{district}\""));
                    table(format!("mine.m{number}"), Lines::default().optional_key("district", member).and(mine.lines.clone()));
                }
                for (number, district) in districts.iter().enumerate() {
                    table(format!("district.d{number}"), district.clone());
                }
                for (number, contract) in contracts.iter().enumerate() {
                    let mine = contract.mine.map(|mine| mine.index(mines.len()));
                    let products = mine.map_or(0, |mine| mines[mine].products);
                    let product = (products > 0).then(|| format!("\"p{}\"", contract.product.index(products)));
                    let mine = mine.map(|mine| format!("\"m{mine}\""));
                    let region = format!("\"r{}\"", contract.region.index(regions.len()));
                    let lines = Lines::default().optional_key("mine", mine).optional_key("product", product);
                    let lines = lines.key("region", region).and(contract.lines.clone());
                    table(format!("contract.c{number}"), lines);
                }
                for (number, hedge) in hedges.iter().enumerate() {
                    let region = format!("\"r{}\"", hedge.region.index(regions.len()));
                    table(format!("hedge.h{number}"), Lines::default().key("region", region).and(hedge.lines.clone()));
                }
                for (number, fabricator) in fabricators.iter().enumerate() {
                    let region = fabricator.region.index(regions.len());
                    let returned = fabricator.returned && regions[region].text.contains("inventory.");
                    let lines = Lines::default().key("region", format!("\"r{region}\"")).and(fabricator.lines.clone());
                    table(format!("fabricator.k{number}"), lines.optional_key("scrap", returned.then_some("\"returned\"")));
                }
                for (number, facility) in facilities.iter().enumerate() {
                    let region = facility.region.index(regions.len());
                    let components = making::components(&facility.components, fabricators.len());
                    let text = format!("region = \"r{region}\"\n{}{components}", facility.lines.text);
                    table(format!("facility.f{number}"), Lines { text, drawn: facility.lines.drawn.clone() });
                }
                table("shortage".to_owned(), shortage);
                let stock = regions.iter().any(|region| region.text.contains("inventory."));
                let lines = regions.iter().chain(mines.iter().map(|mine| &mine.lines));
                let carbon = lines.into_iter().any(|lines| lines.text.contains("carbon ="));
                table("money".to_owned(), money.lines(stock, carbon));
                for variable in quantity::VARIABLES {
                    tables.push((format!("variable.{}", variable.name), format!("value = {}\n", variable.value)));
                }
                for (number, event) in events.iter().enumerate() {
                    let lines = event.lines(number, frame, &drawn);
                    drawn.extend(lines.drawn.into_iter().map(|(path, each)| (format!("event.e{number}.{path}"), each)));
                    tables.push((format!("event.e{number}"), lines.text));
                }
                tables.extend(correlation_tables(&correlations, &drawn));
                let counts = Counts {
                    regions: regions.len(),
                    mines: mines.len(),
                    products: (mines.iter().enumerate())
                        .flat_map(|(m, mine)| (0..mine.products).map(move |k| format!("mine.m{m}.product.p{k}")))
                        .collect(),
                    contracts: contracts.len(),
                    facilities: facilities.len(),
                };
                for (number, watch) in watches.iter().enumerate() {
                    tables.push((format!("watch.w{number}"), watch.text(&counts, frame)));
                }
                if let Some(bound) = low_carbon {
                    tables.push(("report".to_owned(), format!("low_carbon = \"{bound} \
                        tCO2e/t\"\n")));
                }
                tables.iter().flat_map(|(name, text)| ["[", name, "]\n", text, "\n"]).collect()
            },
        )
    })
}

/// Correlations among what is drawn equally often. The first is between up to four; a second shares
/// one of them, and is weak enough to go with the first.
fn correlation_tables(
    choices: &[(Vec<Index>, bool, f64)],
    drawn: &[(String, Each)],
) -> Vec<(String, String)> {
    let mut tables: Vec<(String, String)> = Vec::new();
    let mut shared: Option<(String, bool)> = None;
    for (number, (picks, each_period, coefficient)) in choices.iter().enumerate() {
        let each_period = shared.as_ref().map_or(*each_period, |(_, each_period)| *each_period);
        let wanted = if each_period { Each::Period } else { Each::Trial };
        let mut pool: Vec<&String> =
            drawn.iter().filter(|(_, each)| *each == wanted).map(|(path, _)| path).collect();
        // What happens or ends is rarer than quantities are.
        let rare: Vec<&String> = (pool.iter().copied())
            .filter(|path| {
                let end = path.rsplit('.').next().unwrap_or_default();
                matches!(end, "built" | "cancelled" | "reached" | "renewed" | "defaulted")
            })
            .collect();
        pool.extend(rare.repeat(2));
        let mut members: Vec<&String> = Vec::new();
        if let Some((member, _)) = &shared {
            members.push(member);
        }
        for pick in picks.iter().filter(|_| !pool.is_empty()) {
            let member = pool[pick.index(pool.len())];
            let taken = members.contains(&member)
                || tables.iter().any(|(_, text)| text.contains(&format!("\"{member}\"")));
            if !taken && members.len() < if number == 0 { 4 } else { 2 } {
                members.push(member);
            }
        }
        if members.len() < 2 {
            continue;
        }
        // Negative, or for draws of unlike autocorrelation: smaller.
        let coefficient = match (number, each_period) {
            (0, false) => *coefficient,
            (0, true) => 0.5 * coefficient,
            _ => -0.5 * coefficient,
        };
        let between: Vec<String> = members.iter().map(|member| format!("\"{member}\"")).collect();
        let text = format!("between = [{}]\ncoefficient = {coefficient:.3}\n", between.join(", "));
        shared = Some((members[0].clone(), each_period));
        tables.push((format!("correlation.k{number}"), text));
    }
    tables
}

#[derive(Debug)]
struct Counts {
    regions: usize,
    mines: usize,
    /// Their paths.
    products: Vec<String>,
    contracts: usize,
    facilities: usize,
}

/// A watch whose actor and month are chosen once their number is known.
#[derive(Debug, Clone)]
struct WatchText {
    conditions: Vec<(Index, Index, f64)>,
    sign: &'static str,
    at: usize,
    month: Index,
    /// How the conditions are joined.
    join: usize,
}

/// Metric, unit, and what a value may be, for periods and the horizon.
const WATCHED: [(&str, &str, f64); 14] = [
    ("shortfall", "t", 300.0),
    ("backlog", "t", 500.0),
    ("cost", "MUSD", 20.0),
    ("delivered", "t", 800.0),
    ("region.r.need", "t", 900.0),
    ("region.r.shortfall", "t", 200.0),
    ("facility.f.backlog", "t", 100.0),
    ("facility.f.delivered", "t", 200.0),
    ("mine.m.output", "t", 900.0),
    ("mine.m.availability", "", 1.0),
    ("product.output", "t", 400.0),
    ("product.sold_elsewhere", "t", 300.0),
    ("contract.c.owed", "t", 200.0),
    ("contract.c.taken", "t", 300.0),
];
const WATCHED_AT_HORIZON: [(&str, &str, f64); 5] = [
    ("first_short_period", "periods", 6.0),
    ("periods_short", "periods", 4.0),
    ("cover_gap", "t", 500.0),
    ("lateness", "t.year", 200.0),
    ("facility.f.completion_delay", "week", 40.0),
];

fn watch() -> impl Strategy<Value = WatchText> {
    let condition = (any::<Index>(), any::<Index>(), 0.0..1.0);
    let sign = prop::sample::select(vec![">", ">=", "<", "<="]);
    (prop::collection::vec(condition, 1..=3), sign, 0..7usize, any::<Index>(), 0..5usize).prop_map(
        |(conditions, sign, at, month, join)| WatchText { conditions, sign, at, month, join },
    )
}

impl WatchText {
    fn text(&self, counts: &Counts, frame: Frame) -> String {
        let at = match self.at {
            0 => "horizon".to_owned(),
            1 => "any".to_owned(),
            2 => "every".to_owned(),
            3 => "last".to_owned(),
            4 => {
                let number = 1 + self.month.index(frame.periods as usize);
                format!("at least {number} periods")
            }
            5 => month(self.month.index((frame.periods * frame.step) as usize) as i32)
                .get(..4)
                .expect("a year")
                .to_owned(),
            _ => month(self.month.index((frame.periods * frame.step) as usize) as i32),
        };
        let known: Vec<(&str, &str, f64)> = WATCHED
            .into_iter()
            .filter(|(metric, ..)| counts.contracts > 0 || !metric.starts_with("contract"))
            .filter(|(metric, ..)| !counts.products.is_empty() || !metric.starts_with("product"))
            .chain(WATCHED_AT_HORIZON.into_iter().filter(|_| self.at == 0))
            .chain((self.at != 0).then_some(("price", "USD/t", 18_000.0)))
            .collect();
        let conditions: Vec<String> = self
            .conditions
            .iter()
            .map(|(metric, actor, size)| {
                let (metric, unit, largest) = known[metric.index(known.len())];
                let product = metric.strip_prefix("product.").map(|metric| {
                    format!("{}.{metric}", counts.products[actor.index(counts.products.len())])
                });
                let metric = product.as_deref().unwrap_or(metric);
                let count = match metric.split('.').next() {
                    Some("region") => counts.regions,
                    Some("mine") => counts.mines,
                    Some("contract") => counts.contracts,
                    _ => counts.facilities,
                };
                let mut segments: Vec<String> = metric.split('.').map(str::to_owned).collect();
                if let [_, name, _] = segments.as_mut_slice() {
                    *name = format!("{name}{}", actor.index(count));
                }
                let value = if unit == "periods" {
                    format!("{:.0}", size * largest)
                } else {
                    format!("{:.3}", size * largest)
                };
                let path = segments.join(".");
                // Half of it twice is itself, on whichever side.
                match self.join {
                    4 => format!("0.5 * {path} {} {value} {unit} - 0.5 * {path}", self.sign),
                    _ => format!("{path} {} {value} {unit}", self.sign),
                }
                .replace("  ", " ")
            })
            .map(|condition| condition.trim_end().to_owned())
            .collect();
        let number = conditions.len().min(2);
        let when = match self.join {
            0 => format!("\"{}\"", conditions.join("\", \"")),
            1 => format!("\"{}\"", conditions.join(" or ")),
            2 => format!("\"not ({})\"", conditions.join(" and ")),
            3 => format!("\"at least {number} of ({})\"", conditions.join(", ")),
            _ => format!("\"{}\"", conditions.join(" and ")),
        };
        format!("when = [{when}]\nat = \"{at}\"\n")
    }
}
