//! What a scenario file is made of: sections, their keys and what may stand under a key. The tables
//! themselves are declared beside the types they become (see [`super::table`]); the reader, the
//! JSON Schema and the reference page follow them.

pub mod families;

/// A table of the scenario file.
#[derive(Debug, Clone, Copy)]
pub struct Section {
    /// `mine` for `[mine.NAME]`.
    pub name: &'static str,
    /// Whether it is a table of named tables.
    pub named: bool,
    pub required: bool,
    pub form: Form,
    /// What it describes, in a sentence.
    pub doc: &'static str,
}

/// The keys a table may have.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// `a mine`, for messages.
    pub noun: &'static str,
    pub keys: &'static [Key],
    /// A key whose word decides which further keys there are.
    pub variants: Option<&'static Variants>,
    /// Keys that say one thing in several ways: in a variation, those of one way take the place of
    /// those of the others.
    pub alternatives: &'static [Alternatives],
}

/// Sets of keys of which a table has one.
pub type Alternatives = &'static [&'static [&'static str]];

#[derive(Debug)]
pub struct Variants {
    pub tag: &'static str,
    pub doc: &'static str,
    /// The word that holds if the tag is not written.
    pub default: Option<&'static str>,
    pub list: &'static [Variant],
}

#[derive(Debug)]
pub struct Variant {
    pub name: &'static str,
    pub noun: &'static str,
    pub keys: &'static [Key],
    pub doc: &'static str,
}

#[derive(Debug, Clone, Copy)]
pub struct Key {
    pub name: &'static str,
    pub kind: Kind,
    pub need: Need,
    /// What it means, in a sentence.
    pub doc: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Required,
    Optional,
    /// The text that stands for the missing value.
    Default(&'static str),
}

#[derive(Debug, Clone, Copy)]
pub enum Kind {
    Text,
    Texts,
    Boolean,
    Integer {
        lowest: u64,
        highest: u64,
    },
    Month,
    /// The name of a `[mine.NAME]`, a `[region.NAME]`.
    Name(&'static str),
    /// A word and what it means.
    Choice(&'static [(&'static str, &'static str)]),
    Quantity(QuantityRule),
    Table(&'static Form),
    Tables(&'static Form),
    /// Tables by name, `[mine.NAME.product.NAME]`.
    NamedTables(&'static Form),
    /// A word or a list of points from [0, 0] to [1, 1].
    Profile,
    /// Months and prices.
    PricePoints,
    /// Metrics and lists of thresholds.
    Thresholds,
    /// Names of `[fabricator.NAME]` tables and the share of each.
    Shares(&'static str),
    /// Paths of values and what an event does to each.
    Effects,
}

/// What a quantity may be.
#[derive(Debug, Clone, Copy)]
pub struct QuantityRule {
    /// Base unit; empty where any dimension will do.
    pub unit: &'static str,
    /// `a mass per time`, for messages.
    pub noun: &'static str,
    /// How it may be written.
    pub example: &'static str,
    pub range: Range,
    pub drawn: Drawn,
    /// Whether a number without a unit is also understood, as one in the base unit.
    pub unit_optional: bool,
    /// What it may be instead, in another dimension.
    pub or: Option<&'static QuantityRule>,
}

impl Kind {
    /// A whole number from `lowest` to `highest`.
    pub const fn integer(lowest: u64, highest: u64) -> Kind {
        Kind::Integer { lowest, highest }
    }

    /// Itself: tables are declared with kinds and with rules for quantities.
    pub const fn kind(self) -> Kind {
        self
    }
}

/// Allowed values in base units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    pub lowest: f64,
    pub highest: f64,
    /// Whether `lowest` itself is not allowed.
    pub above: bool,
}

/// How often a distribution is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawn {
    /// No distribution is allowed.
    Never,
    Trial,
    /// Once a trial, or each period with `each = "period"`.
    TrialOrPeriod,
    /// Anew for every outage.
    Outage,
    /// Anew for every outage, or once a trial with `each = "trial"`.
    OutageOrTrial,
}

/// Beyond this no quantity makes sense in any base unit, and products stay finite.
pub const LARGEST: f64 = 1e12;
/// Where a quantity must be above 0, this is its least value (draws, of which at most 1e−6 may be
/// below 0, are raised to it): products of two such values can still be divided by.
pub const SMALLEST_POSITIVE: f64 = 1e-6;

impl Range {
    pub const ANY: Range = Range { lowest: -LARGEST, highest: LARGEST, above: false };
    pub const NOT_NEGATIVE: Range = Range { lowest: 0.0, highest: LARGEST, above: false };
    pub const POSITIVE: Range = Range { lowest: 0.0, highest: LARGEST, above: true };
    pub const SHARE: Range = Range { lowest: 0.0, highest: 1.0, above: false };

    pub fn contains(&self, value: f64) -> bool {
        value <= self.highest && value >= self.clamp_low()
    }

    /// The lowest value a draw may have.
    pub fn clamp_low(&self) -> f64 {
        if self.above { self.lowest.max(SMALLEST_POSITIVE) } else { self.lowest }
    }

    /// What is wrong with a value outside the range.
    pub fn complaint(&self, value: f64, unit: &str) -> String {
        if value > LARGEST && self.highest >= LARGEST {
            format!("must be at most {LARGEST:e}{}", after_number(unit))
        } else if self.above && value > self.lowest && value < self.clamp_low() {
            format!("must be at least {SMALLEST_POSITIVE:e}{}", after_number(unit))
        } else {
            self.sentence(unit)
        }
    }

    /// `must be at least 0`.
    pub fn sentence(&self, unit: &str) -> String {
        let unit = after_number(unit);
        match (self.above, self.lowest, self.highest) {
            (_, low, high) if low <= -LARGEST && high >= LARGEST => {
                format!("must be between -1e12 and 1e12{unit}")
            }
            (true, low, high) if high >= LARGEST => format!("must be above {low}{unit}"),
            (false, low, high) if high >= LARGEST => format!("must be at least {low}{unit}"),
            (true, low, high) => format!("must be above {low} and at most {high}{unit}"),
            (false, low, high) => format!("must be between {low} and {high}{unit}"),
        }
    }
}

/// A unit as it is written after a number: nothing for shares, `/year` for `1/year`.
fn after_number(unit: &str) -> String {
    match unit {
        "" | "1" => String::new(),
        _ => format!(
            " {}",
            unit.strip_prefix('1').filter(|rest| rest.starts_with('/')).unwrap_or(unit)
        ),
    }
}

impl QuantityRule {
    const fn new(unit: &'static str, noun: &'static str, example: &'static str) -> Self {
        QuantityRule {
            unit,
            noun,
            example,
            range: Range::NOT_NEGATIVE,
            drawn: Drawn::Trial,
            unit_optional: false,
            or: None,
        }
    }

    pub const fn within(self, range: Range) -> Self {
        QuantityRule { range, ..self }
    }

    /// From `lowest` to `highest`, both included.
    pub const fn between(self, lowest: f64, highest: f64) -> Self {
        self.within(Range { lowest, highest, above: false })
    }

    /// Above 0 and at most `highest`.
    pub const fn above_zero(self, highest: f64) -> Self {
        self.within(Range { lowest: 0.0, highest, above: true })
    }

    /// A constant, no distribution.
    pub const fn constant(self) -> Self {
        self.drawn(Drawn::Never)
    }

    /// Drawn once a trial, or each period if the file says so.
    pub const fn each_period(self) -> Self {
        self.drawn(Drawn::TrialOrPeriod)
    }

    /// The kind of key that has such a value.
    pub const fn kind(self) -> Kind {
        Kind::Quantity(self)
    }

    /// Another example of how it may be written.
    pub const fn example(self, example: &'static str) -> Self {
        QuantityRule { example, ..self }
    }

    pub const fn drawn(self, drawn: Drawn) -> Self {
        QuantityRule { drawn, ..self }
    }

    /// A number without a unit is also understood.
    pub const fn unit_optional(self) -> Self {
        QuantityRule { unit_optional: true, ..self }
    }

    /// What it may be instead.
    pub const fn or(self, other: &'static QuantityRule) -> Self {
        QuantityRule { or: Some(other), ..self }
    }

    /// `a mass per time such as "25 Mlb/year"`.
    pub fn expected(&self) -> String {
        let expected = match self.unit {
            "1" => format!("{} such as {}", self.noun, self.example),
            _ => format!("{} such as \"{}\"", self.noun, self.example),
        };
        match self.or {
            Some(other) => format!("{expected}, or {}", other.expected()),
            None => expected,
        }
    }
}

pub const MASS: QuantityRule = QuantityRule::new("t", "a mass", "500 t");
pub const MASS_RATE: QuantityRule = QuantityRule::new("t/year", "a mass per time", "25 Mlb/year");
pub const PRICE: QuantityRule = QuantityRule::new("USD/t", "money per mass", "9500 USD/t");
pub const HOLDING: QuantityRule =
    QuantityRule::new("USD/t/year", "money per mass and time", "120 USD/t/year");
pub const DELAY_COST: QuantityRule =
    QuantityRule::new("USD/MW/year", "money per power and time", "175 USD/kW/month")
        .or(&DELAY_COST_OF_METAL);
pub const DELAY_COST_OF_METAL: QuantityRule =
    QuantityRule::new("USD/t/year", "money per mass and time", "6500 USD/t/month");
pub const TIME: QuantityRule = QuantityRule::new("year", "a time", "9 month");
pub const FREQUENCY: QuantityRule = QuantityRule::new("1/year", "a number per time", "1.5 /year");
pub const POWER: QuantityRule = QuantityRule::new("MW", "a power", "120 MW");
pub const INTENSITY: QuantityRule = QuantityRule::new("t/MW", "a mass per power", "27 t/MW");
pub const CARBON: QuantityRule =
    QuantityRule::new("tCO2e/t", "an emission per mass", "2.82 tCO2e/t");
pub const CARBON_PRICE: QuantityRule =
    QuantityRule::new("USD/tCO2e", "money per emission", "80 USD/tCO2e");
pub const WATER: QuantityRule = QuantityRule::new("m3/t", "a volume per mass", "71 L/kg");
pub const NUMBER: QuantityRule = QuantityRule::new("1", "a plain number", "0.5");
/// A quantity of any dimension.
pub const ANYTHING: QuantityRule =
    QuantityRule::new("", "a quantity", "27 t/MW").within(Range::ANY);
/// A share of a whole.
pub const SHARE: QuantityRule = NUMBER.within(Range::SHARE);
/// A time of at most 100 years.
pub const SPAN: QuantityRule = TIME.between(0.0, 100.0);

impl Key {
    /// A key that must be written.
    pub const fn required(name: &'static str, kind: Kind, doc: &'static str) -> Key {
        Key { name, kind, need: Need::Required, doc }
    }

    /// A key whose absence means something of its own.
    pub const fn optional(name: &'static str, kind: Kind, doc: &'static str) -> Key {
        Key { name, kind, need: Need::Optional, doc }
    }

    /// A key that stands for `default` when it is missing.
    pub const fn defaulted(
        name: &'static str,
        kind: Kind,
        default: &'static str,
        doc: &'static str,
    ) -> Key {
        Key { name, kind, need: Need::Default(default), doc }
    }
}

impl Form {
    /// A form of some keys that all stand by themselves.
    pub const fn of_keys(noun: &'static str, keys: &'static [Key]) -> Form {
        Form { noun, keys, variants: None, alternatives: &[] }
    }

    /// Whether a key is of tables with names.
    pub fn has_named_tables(&self, key: &str) -> bool {
        self.keys
            .iter()
            .any(|known| known.name == key && matches!(known.kind, Kind::NamedTables(_)))
    }

    /// Whether a table of it may have a key, the tag included.
    pub fn has(&self, key: &str) -> bool {
        self.variants.is_some_and(|variants| variants.tag == key)
            || self.every_key().any(|known| known.name == key)
    }

    /// All keys of all variants, without the tag.
    pub fn every_key(&self) -> impl Iterator<Item = &'static Key> + use<> {
        let variants = self.variants.map_or(&[][..], |variants| variants.list);
        self.keys.iter().chain(variants.iter().flat_map(|variant| variant.keys))
    }

    /// All keys with one variant chosen (or none), without the tag.
    pub fn keys_of<'a>(&'a self, variant: Option<&'a Variant>) -> impl Iterator<Item = &'a Key> {
        self.keys.iter().chain(variant.map(|variant| variant.keys.iter()).into_iter().flatten())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::sections::SECTIONS;

    fn ranges(form: &Form, all: &mut Vec<(&'static str, Range)>) {
        for key in form.every_key() {
            match &key.kind {
                Kind::Quantity(rule) => {
                    all.push((key.name, rule.range));
                    all.extend(rule.or.map(|other| (key.name, other.range)));
                }
                Kind::Table(form) | Kind::Tables(form) | Kind::NamedTables(form) => {
                    ranges(form, all);
                }
                _ => {}
            }
        }
    }

    /// The values that words allow, but for limits that they leave unsaid.
    fn allowed(words: &str, value: f64) -> bool {
        let number = |text: &str| -> f64 { text.parse().expect(words) };
        let words = words.strip_prefix("must be ").expect("a rule");
        if let Some((low, high)) =
            words.strip_prefix("between ").and_then(|rest| rest.split_once(" and "))
        {
            return (number(low)..=number(high)).contains(&value);
        }
        words.split(" and ").all(|part| {
            if let Some(low) = part.strip_prefix("above ") {
                value > number(low)
            } else if let Some(low) = part.strip_prefix("at least ") {
                value >= number(low)
            } else {
                value <= number(part.strip_prefix("at most ").expect(words))
            }
        })
    }

    /// The limits in these words, and whether they are said to be allowed themselves.
    fn limits(words: &str) -> Vec<(f64, bool)> {
        let words: Vec<&str> = words.split(' ').collect();
        let number = |at: usize| words.get(at).and_then(|word| word.parse::<f64>().ok());
        (0..words.len()).filter_map(|at| Some((number(at)?, words[at - 1] != "above"))).collect()
    }

    /// What a message says of a limit is what is checked: the value that is refused breaks the rule
    /// as it is worded, and the limits that it calls allowed are.
    #[test]
    fn limits_are_what_their_words_say() {
        let mut all = Vec::new();
        SECTIONS.iter().for_each(|section| ranges(&section.form, &mut all));
        assert!(all.len() > 100, "{}", all.len());
        for (key, range) in all {
            let edges =
                [range.lowest, range.highest, range.clamp_low(), 0.0, 1.0, LARGEST, -LARGEST];
            let near = |edge: f64| {
                let step = 1e-9 * edge.abs().max(1e-3);
                [edge - step, edge, edge + step, edge + 1e13, edge - 1e13]
            };
            for value in edges.into_iter().flat_map(near) {
                if range.contains(value) {
                    let sentence = range.sentence("");
                    assert!(
                        allowed(&sentence, value),
                        "{key}: {value} is taken, though {sentence}"
                    );
                    continue;
                }
                let complaint = range.complaint(value, "");
                assert!(!allowed(&complaint, value), "{key}: {value} is refused, and {complaint}");
                for (limit, is_taken) in limits(&complaint) {
                    assert_eq!(range.contains(limit), is_taken, "{key}: {limit}, and {complaint}");
                }
            }
        }
    }
}
