//! A table that was read against its form: values of the right kind, each with its place.

use std::collections::{BTreeMap, BTreeSet};

use super::format::Form;
use super::month::Month;
use super::profile::Profile;
use super::quantity::Quantity;
use super::risk_event::Effect;
use super::source::Place;
use super::units::Dimension;

/// One table of the scenario. Values that were at fault are missing in `fields`, but their keys are
/// in `given`.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its place in the scenario: `mine.johnson-camp.ramp`.
    pub path: String,
    /// The key or header it begins with.
    pub place: Place,
    /// The keys it may have.
    form: &'static Form,
    pub fields: BTreeMap<&'static str, Field>,
    /// Every key that is written, and where.
    pub given: BTreeMap<String, Place>,
}

#[derive(Debug, Clone)]
pub struct Field {
    pub place: Place,
    pub value: FieldValue,
}

#[derive(Debug, Clone)]
pub enum FieldValue {
    Text(String),
    /// The name of a `[section.NAME]`.
    Name {
        section: &'static str,
        name: String,
    },
    Texts(Vec<(String, Place)>),
    Boolean(bool),
    Integer(u64),
    Month(Month),
    Choice(&'static str),
    Quantity(Quantity),
    Table(Record),
    Tables(Vec<Record>),
    /// In the order of mention.
    NamedTables(Vec<(String, Record)>),
    Profile(Profile),
    Points(Vec<(Month, f64)>),
    Thresholds(Vec<Threshold>),
    Shares(Vec<Share>),
    /// Read with the values that they change.
    Effects,
}

/// `cable = 0.3` of a facility's components.
#[derive(Debug, Clone)]
pub struct Share {
    pub name: String,
    pub place: Place,
    pub share: f64,
}

/// One `metric = ["500 t"]` of the report.
#[derive(Debug, Clone)]
pub struct Threshold {
    pub metric: String,
    pub place: Place,
    /// Values in base units, with dimensions.
    pub values: Vec<(f64, Dimension, Place)>,
}

/// Everything that was read.
#[derive(Debug, Default)]
pub struct Records {
    pub top: Option<Record>,
    /// `[time]`, `[price]`, ... that are there.
    pub single: BTreeMap<&'static str, Record>,
    /// `[mine.NAME]`, ... in the order of mention.
    pub named: BTreeMap<&'static str, Vec<(String, Record)>>,
    /// Paths of values written as distributions that leave but one value: they are constants.
    pub certain: BTreeSet<String>,
    /// What events do to the reference price.
    pub price_effects: Vec<Effect>,
}

macro_rules! accessor {
    ($name:ident, $variant:ident, $type:ty, $doc:literal) => {
        #[doc = $doc]
        pub fn $name(&self, key: &str) -> Option<&$type> {
            match &self.field(key)?.value {
                FieldValue::$variant(value) => Some(value),
                _ => None,
            }
        }
    };
}

impl Record {
    /// A table of which nothing has been read yet.
    pub fn new(path: String, place: Place, form: &'static Form) -> Self {
        Record { path, place, form, fields: BTreeMap::new(), given: BTreeMap::new() }
    }

    /// The value of a key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        debug_assert!(self.form.has(key), "{} has no key `{key}`", self.form.noun);
        self.fields.get(key)
    }

    /// A text, or the name of a table.
    pub fn text(&self, key: &str) -> Option<&str> {
        match &self.field(key)?.value {
            FieldValue::Text(text) | FieldValue::Name { name: text, .. } => Some(text),
            _ => None,
        }
    }

    accessor!(texts, Texts, [(String, Place)], "A list of texts, each with its place.");
    accessor!(integer, Integer, u64, "A whole number.");
    accessor!(month, Month, Month, "A month.");
    accessor!(choice, Choice, str, "A word of a list.");
    accessor!(quantity, Quantity, Quantity, "A quantity.");
    accessor!(table, Table, Record, "An inner table.");
    accessor!(tables, Tables, [Record], "A list of inner tables.");
    accessor!(named_tables, NamedTables, [(String, Record)], "Inner tables by name.");
    accessor!(points, Points, [(Month, f64)], "Prices by month.");
    accessor!(thresholds, Thresholds, [Threshold], "Thresholds of the report.");
    accessor!(shares, Shares, [Share], "Names and shares.");

    /// The name of a table that has one: the end of its path.
    pub fn name(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or_default()
    }

    /// Whether a key is written, rightly or wrongly.
    pub fn is_given(&self, key: &str) -> bool {
        self.given.contains_key(key)
    }

    /// Where a key is written; the table's own place if it is not.
    pub fn key_place(&self, key: &str) -> &Place {
        self.given.get(key).unwrap_or(&self.place)
    }

    /// Where a value is written; the table's own place if it is not.
    pub fn value_place(&self, key: &str) -> &Place {
        self.field(key).map_or_else(|| self.key_place(key), |field| &field.place)
    }
}

impl Records {
    /// The records of a named section.
    pub fn all(&self, section: &str) -> &[(String, Record)] {
        self.named.get(section).map_or(&[], Vec::as_slice)
    }

    /// The products of all mines: the name of the mine, their own, and what is said of them.
    pub fn products(&self) -> impl Iterator<Item = (&str, &str, &Record)> {
        self.all("mine").iter().flat_map(|(mine, record)| {
            let products = record.named_tables("product").unwrap_or_default();
            products.iter().map(|(name, product)| (mine.as_str(), name.as_str(), product))
        })
    }

    /// Position of a product among those of its mine.
    pub fn product(&self, mine: &str, name: &str) -> Option<usize> {
        self.products().filter(|(of, ..)| *of == mine).position(|(_, other, _)| other == name)
    }

    /// Position of a name in its section.
    pub fn position(&self, section: &str, name: &str) -> Option<usize> {
        self.all(section).iter().position(|(other, _)| other == name)
    }

    pub fn names(&self, section: &str) -> impl Iterator<Item = &str> {
        self.all(section).iter().map(|(name, _)| name.as_str())
    }
}
