//! Quantities: constants, distributions of every family, named variables.

use proptest::prelude::*;

/// How often a quantity is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Each {
    Trial,
    Period,
    /// It cannot be correlated.
    Outage,
}

/// A quantity as it stands in the file, and whether it is drawn.
#[derive(Debug, Clone)]
pub struct Written {
    pub text: String,
    pub each: Option<Each>,
}

/// A `[variable.NAME]` of every generated scenario: plain numbers between 0.8 and 1.2.
pub struct Variable {
    pub name: &'static str,
    pub value: &'static str,
    pub drawn: bool,
}

pub const VARIABLES: [Variable; 3] = [
    Variable {
        name: "practice",
        value: "{ dist = \"pert\", min = 0.8, mode = 0.95, max = 1.2 }",
        drawn: true,
    },
    Variable {
        name: "weather",
        value: "{ dist = \"lognormal\", median = 1.0, p95 = 1.12, within = [0.8, 1.2] }",
        drawn: true,
    },
    Variable { name: "design", value: "1.1", drawn: false },
];

/// What a quantity may be: unit as in the file (empty for plain numbers) and the range from which
/// values are taken.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub unit: &'static str,
    pub low: f64,
    pub high: f64,
    /// Whether no value outside the range makes sense.
    pub bounded: bool,
    pub each: &'static [Each],
}

impl Rule {
    /// Values typically in [low, high]; tails may go beyond `high`.
    pub const fn new(unit: &'static str, low: f64, high: f64) -> Rule {
        Rule { unit, low, high, bounded: false, each: &[Each::Trial] }
    }

    pub const fn bounded(self) -> Rule {
        Rule { bounded: true, ..self }
    }

    pub const fn each(self, each: &'static [Each]) -> Rule {
        Rule { each, ..self }
    }

    fn number(&self, value: f64) -> String {
        let value = tidied(value);
        if self.unit.is_empty() {
            format!("{value:?}")
        } else {
            format!("\"{value} {}\"", self.unit)
        }
    }
}

/// Four significant digits.
fn tidied(value: f64) -> f64 {
    format!("{value:.3e}").parse().expect("a number")
}

/// A number of four digits.
pub fn tidy(low: f64, high: f64) -> impl Strategy<Value = f64> {
    (low..high).prop_map(tidied)
}

pub fn constant(rule: Rule) -> impl Strategy<Value = Written> {
    (rule.low..=rule.high).prop_map(move |value| Written { text: rule.number(value), each: None })
}

/// A constant, a distribution or a variable.
pub fn quantity(rule: Rule) -> BoxedStrategy<Written> {
    let variables = i32::from(!rule.each.contains(&Each::Outage));
    let mut kinds = vec![(3, constant(rule).boxed()), (4, random(rule).boxed())];
    if variables > 0 && rule.low / 0.8 < rule.high / 1.2 && rule.low >= 0.0 {
        kinds.push((1, reference(rule).boxed()));
        if rule.each.contains(&Each::Period) {
            kinds.push((1, schedule(rule).boxed()));
        }
    }
    prop::strategy::Union::new_weighted(kinds).boxed()
}

/// A quantity that may be left out.
pub fn optional(rule: Rule) -> impl Strategy<Value = Option<Written>> {
    prop::option::of(quantity(rule))
}

fn reference(rule: Rule) -> impl Strategy<Value = Written> {
    (rule.low / 0.8..=rule.high / 1.2, prop::sample::select(vec![0usize, 1, 2]), any::<bool>())
        .prop_map(move |(scale, which, plain)| {
            let variable = &VARIABLES[which];
            let scale = rule.number(tidied(scale).clamp(rule.low / 0.8, rule.high / 1.2));
            // A plain number may follow the variable as it is.
            let text = if plain && rule.unit.is_empty() && rule.low <= 0.8 && rule.high >= 1.2 {
                format!("{{ variable = \"{}\" }}", variable.name)
            } else {
                format!("{{ variable = \"{}\", scale = {scale} }}", variable.name)
            };
            Written { text, each: None }
        })
}

/// A month before every generated horizon.
const BEFORE_ALL: i32 = 12 * 2023;

/// Values by month, some of them times a factor between 0.8 and 1.2, some later than written.
fn schedule(rule: Rule) -> impl Strategy<Value = Written> {
    let point = (24_279..24_400i32, rule.low / 0.8..=rule.high / 1.2);
    let points = prop::collection::btree_map(point.0, point.1, 0..5);
    let points = (rule.low / 0.8..=rule.high / 1.2, points);
    let times = Rule::new("", 0.8, 1.2).bounded().each(rule.each);
    let times = prop::option::of(prop_oneof![random(times), reference(times)]);
    (points, any::<bool>(), times, 0..4).prop_map(move |((first, points), linear, times, delay)| {
        let points = std::iter::once((BEFORE_ALL, first)).chain(points);
        let mut parts: Vec<String> = points
            .map(|(month, value)| {
                let value = tidied(value).clamp(rule.low / 0.8, rule.high / 1.2);
                let (year, month) = (month / 12, month % 12 + 1);
                format!("\"{year}-{month:02}\" = {}", rule.number(value))
            })
            .collect();
        if linear {
            parts.push("interpolation = \"linear\"".to_owned());
        }
        let each = times.as_ref().and_then(|times| times.each);
        parts.extend(times.map(|times| format!("times = {}", times.text)));
        match delay {
            0 => parts.push("delay = \"0.4 year\"".to_owned()),
            1 => parts.push("delay = { variable = \"weather\", scale = \"7 month\" }".to_owned()),
            _ => {}
        }
        Written { text: format!("{{ {} }}", parts.join(", ")), each }
    })
}

/// A distribution with the bulk of its values within the range.
pub fn random(rule: Rule) -> impl Strategy<Value = Written> {
    let frequency = (prop::sample::select(rule.each), prop::option::of(-0.3..0.6f64));
    (0..33usize, 0.0..1.0f64, 0.0..1.0f64, 0.0..1.0f64, any::<bool>(), frequency).prop_map(
        move |(family, a, b, c, truncated, (each, autocorrelation))| {
            let mut text = law(rule, family, [a, b, c], truncated);
            if family == CONSTANT {
                return Written { text: format!("{{ {text} }}"), each: None };
            }
            if each == Each::Period {
                text.push_str(", each = \"period\"");
                if let Some(autocorrelation) = autocorrelation {
                    text.push_str(&format!(", autocorrelation = {autocorrelation:.2}"));
                }
            }
            Written { text: format!("{{ {text} }}"), each: Some(each) }
        },
    )
}

/// The family that is not drawn.
const CONSTANT: usize = 11;

/// The parameters of a distribution, from three numbers between 0 and 1.
fn law(rule: Rule, family: usize, shares: [f64; 3], truncated: bool) -> String {
    let mut sorted = shares;
    sorted.sort_by(f64::total_cmp);
    let width = rule.high - rule.low;
    let at = |share: f64| rule.number(rule.low + width * share);
    // Never all the same, and in order.
    let (low, mode, high) =
        (at(0.6 * sorted[0]), at(0.6 + 0.1 * sorted[1]), at(0.7 + 0.3 * sorted[2]));
    let middle = rule.low + width * (0.2 + 0.5 * shares[0]);
    let spread = (0.02 + 0.2 * shares[1]) * width;
    let within = format!(", within = [{}, {}]", at(0.0), at(1.0));
    // Of laws that are not bounded by themselves a bounded quantity takes the part that fits.
    let cut = if rule.bounded || truncated { within.as_str() } else { "" };
    let plain = |value: f64| format!("{value:.3}");
    let positive = rule.low >= 0.0;
    match family {
        0 => format!("dist = \"uniform\", min = {low}, max = {high}"),
        1 => format!("dist = \"triangular\", min = {low}, mode = {mode}, max = {high}"),
        2 => format!("dist = \"pert\", min = {low}, mode = {mode}, max = {high}"),
        3 => format!(
            "dist = \"beta\", alpha = {}, beta = {}, min = {low}, max = {high}",
            plain(0.7 + 3.0 * shares[0]),
            plain(0.7 + 3.0 * shares[1])
        ),
        4 => format!(
            "dist = \"normal\", mean = {}, sd = {}{within}",
            rule.number(middle),
            rule.number(spread)
        ),
        5 if positive => format!(
            "dist = \"lognormal\", mean = {}, sd = {}{cut}",
            rule.number(middle),
            rule.number(spread)
        ),
        6 if positive => {
            format!(
                "dist = \"lognormal\", median = {}, p90 = {}{cut}",
                rule.number(middle),
                rule.number(middle + spread)
            )
        }
        7 if positive => format!(
            "dist = \"gamma\", mean = {}, sd = {}{cut}",
            rule.number(middle),
            rule.number(spread)
        ),
        8 if positive => {
            let shape = 1.0 + 4.0 * shares[1];
            format!(
                "dist = \"gamma\", shape = {}, scale = {}{cut}",
                plain(shape),
                rule.number(middle / shape)
            )
        }
        9 if positive => {
            format!(
                "dist = \"weibull\", shape = {}, scale = {}{cut}",
                plain(0.8 + 2.0 * shares[1]),
                rule.number(middle)
            )
        }
        10 if positive => format!("dist = \"exponential\", mean = {}{cut}", rule.number(middle)),
        16 => format!(
            "dist = \"logistic\", mean = {}, sd = {}{within}",
            rule.number(middle),
            rule.number(spread)
        ),
        17 => format!(
            "dist = \"student-t\", location = {}, scale = {}, degrees_of_freedom = {}{within}",
            rule.number(middle),
            rule.number(spread),
            plain(2.1 + 8.0 * shares[2])
        ),
        18 => format!(
            "dist = \"laplace\", location = {}, scale = {}{within}",
            rule.number(middle),
            rule.number(spread)
        ),
        19 => format!(
            "dist = \"gumbel\", location = {}, scale = {}{within}",
            rule.number(middle),
            rule.number(spread)
        ),
        20 => format!(
            "dist = \"gev\", location = {}, scale = {}, shape = {}{within}",
            rule.number(middle),
            rule.number(spread),
            plain(0.9 * shares[2] - 0.5)
        ),
        21 if rule.low > 0.0 => format!(
            "dist = \"pareto\", scale = {}, shape = {}{within}",
            rule.number(middle),
            plain(2.5 + 8.0 * shares[2])
        ),
        22 => format!(
            "dist = \"generalised-pareto\", location = {}, scale = {}, shape = {}{within}",
            rule.number(middle),
            rule.number(spread),
            plain(0.9 * shares[2] - 0.5)
        ),
        23 if rule.low > 0.0 => format!(
            "dist = \"loglogistic\", scale = {}, shape = {}{within}",
            rule.number(middle),
            plain(2.5 + 8.0 * shares[2])
        ),
        // Bounded by the key; of variables, which have no bounds, the part that fits.
        25 => format!(
            "p10 = {}, p50 = {}, p90 = {}{cut}",
            rule.number(middle - 0.5 * spread),
            rule.number(middle),
            rule.number(middle + 0.6 * spread)
        ),
        26 => format!(
            "p05 = {}, p20 = {}, p75 = {}, p99 = {}, min = {}, max = {}",
            rule.number(middle - 0.8 * spread),
            rule.number(middle - 0.4 * spread),
            rule.number(middle + 0.4 * spread),
            rule.number(middle + 1.2 * spread),
            at(0.0),
            at(1.0)
        ),
        27 => format!(
            "dist = \"gumbel\", p10 = {}, p90 = {}{within}",
            rule.number(middle - 0.5 * spread),
            rule.number(middle + 0.5 * spread)
        ),
        28 if positive => format!(
            "dist = \"gamma\", p10 = {}, p90 = {}{cut}",
            rule.number(middle - 0.5 * spread),
            rule.number(middle + 0.5 * spread)
        ),
        29 if rule.unit.is_empty() && positive && !rule.bounded => format!(
            "dist = \"binomial\", trials = 4, probability = {}",
            plain(0.2 * middle.clamp(0.1, 4.0))
        ),
        30 if rule.unit.is_empty() && positive && !rule.bounded => format!(
            "dist = \"negative-binomial\", successes = 2.5, probability = {}",
            plain(2.5 / (2.5 + middle.max(0.1)))
        ),
        31 => format!("dist = \"empirical\", values = [{high}, {low}, {mode}, {low}]"),
        32 => format!(
            "dist = \"piecewise\", values = [{low}, {mode}, {high}], cumulative = [0, 0.6, 1]"
        ),
        24 if rule.low > 0.0 => format!("dist = \"loguniform\", min = {low}, max = {high}"),
        CONSTANT => format!("dist = \"constant\", value = {}", rule.number(middle)),
        12 if rule.unit.is_empty() && positive && !rule.bounded => {
            format!("dist = \"poisson\", mean = {}", plain(middle))
        }
        13 if rule.unit.is_empty() && rule.low <= 0.0 && rule.high >= 1.0 => {
            format!("dist = \"bernoulli\", probability = {}", plain(0.05 + 0.9 * shares[0]))
        }
        _ => format!(
            "dist = \"discrete\", values = [{low}, {mode}, {high}], probabilities = [0.25, 0.5, \
             0.25]"
        ),
    }
}
