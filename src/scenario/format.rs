//! The format of the scenario file, once: the reader, the JSON Schema and the reference page all
//! follow these tables.

pub mod contract;
pub mod dependence;
pub mod fabricator;
pub mod facility;
pub mod families;
pub mod leach;
pub mod market;
pub mod mine;
pub mod money;
pub mod price;
pub mod settings;

/// A table of the scenario file.
#[derive(Debug)]
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
    /// Keys that say one thing in two ways: in a variation, those of one side take the place of
    /// those of the other.
    pub alternatives: &'static [Alternatives],
}

/// Two sets of keys of which a table has one.
pub type Alternatives = [&'static [&'static str]; 2];

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

#[derive(Debug)]
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

#[derive(Debug)]
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
    Profile(&'static [(&'static str, &'static str)]),
    /// Months and prices.
    PricePoints,
    /// Metrics and lists of thresholds.
    Thresholds,
    /// Names of `[fabricator.NAME]` tables and the share of each.
    Shares(&'static str),
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
    /// Whether a plain number is also understood, as one in the base unit.
    pub plain: bool,
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

    /// From `lowest` to `highest`, both included.
    pub const fn closed(lowest: f64, highest: f64) -> Range {
        Range { lowest, highest, above: false }
    }

    pub fn contains(&self, value: f64) -> bool {
        value <= self.highest && value >= self.clamp_low()
    }

    /// The lowest value a draw may have.
    pub fn clamp_low(&self) -> f64 {
        if self.above { self.lowest.max(SMALLEST_POSITIVE) } else { self.lowest }
    }

    /// What is wrong with a value outside the range.
    pub fn complaint(&self, value: f64, unit: &str) -> String {
        if value > LARGEST {
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
            plain: false,
        }
    }

    pub const fn within(self, range: Range) -> Self {
        QuantityRule { range, ..self }
    }

    /// Another example of how it may be written.
    pub const fn example(self, example: &'static str) -> Self {
        QuantityRule { example, ..self }
    }

    pub const fn drawn(self, drawn: Drawn) -> Self {
        QuantityRule { drawn, ..self }
    }

    pub const fn or_plain(self) -> Self {
        QuantityRule { plain: true, ..self }
    }

    /// `a mass per time such as "25 Mlb/year"`.
    pub fn expected(&self) -> String {
        match self.unit {
            "1" => format!("{} such as {}", self.noun, self.example),
            _ => format!("{} such as \"{}\"", self.noun, self.example),
        }
    }
}

pub const MASS: QuantityRule = QuantityRule::new("t", "a mass", "500 t");
pub const MASS_RATE: QuantityRule = QuantityRule::new("t/year", "a mass per time", "25 Mlb/year");
pub const PRICE: QuantityRule = QuantityRule::new("USD/t", "money per mass", "9500 USD/t");
pub const HOLDING: QuantityRule =
    QuantityRule::new("USD/t/year", "money per mass and time", "120 USD/t/year");
pub const DELAY_COST: QuantityRule =
    QuantityRule::new("USD/MW/year", "money per power and time", "175 USD/kW/month");
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

impl Form {
    /// A form without variants.
    pub const fn plain(noun: &'static str, keys: &'static [Key]) -> Form {
        Form { noun, keys, variants: None, alternatives: &[] }
    }

    /// A form whose word `variants.tag` decides which keys there are.
    pub const fn varied(noun: &'static str, variants: &'static Variants) -> Form {
        Form { noun, keys: &[], variants: Some(variants), alternatives: &[] }
    }

    /// The form with sets of keys that exclude each other.
    pub const fn with_alternatives(self, alternatives: &'static [Alternatives]) -> Form {
        Form { alternatives, ..self }
    }

    /// Whether a key is of tables with names.
    pub fn has_named_tables(&self, key: &str) -> bool {
        self.keys
            .iter()
            .any(|known| known.name == key && matches!(known.kind, Kind::NamedTables(_)))
    }

    /// All keys of all variants, with the tag.
    pub fn every_key(&self) -> impl Iterator<Item = &'static Key> + use<> {
        let variants = self.variants.map_or(&[][..], |variants| variants.list);
        self.keys.iter().chain(variants.iter().flat_map(|variant| variant.keys))
    }

    /// All keys with one variant chosen (or none), without the tag.
    pub fn keys_of<'a>(&'a self, variant: Option<&'a Variant>) -> impl Iterator<Item = &'a Key> {
        self.keys.iter().chain(variant.map(|variant| variant.keys.iter()).into_iter().flatten())
    }
}

/// All tables, in the order of the reference page.
pub const SECTIONS: &[&Section] = &[
    &settings::TIME,
    &settings::SIMULATION,
    &price::PRICE,
    &market::REGION,
    &market::ROUTE,
    &mine::DISTRICT,
    &mine::MINE,
    &contract::CONTRACT,
    &contract::HEDGE,
    &fabricator::FABRICATOR,
    &facility::FACILITY,
    &facility::FACILITIES,
    &facility::SHORTAGE,
    &money::MONEY,
    &dependence::VARIABLE,
    &dependence::CORRELATION,
    &dependence::WATCH,
    &settings::REPORT,
];

/// The section of a name.
pub fn section(name: &str) -> Option<&'static Section> {
    SECTIONS.iter().copied().find(|section| section.name == name)
}
