//! Tables of the scenario file, each declared once.
//!
//! A declaration names the keys of a table in the order of the reference page: the field that a key
//! becomes, what may be written, what holds if it is missing and, as the comment above it, what it
//! means. From it follow the type, the [`Form`] that the reader, the JSON Schema and the reference
//! page share, the value that is read from a [`Record`], and the walk over all quantities.
//!
//! ```text
//! table! {
//!     /// A mine and what it delivers.
//!     pub struct Mine("a mine", name) {
//!         /// Design capacity.
//!         capacity: Quantity = MASS_RATE;
//!         /// Share of the design capacity reached on average.
//!         utilisation: Quantity = NUMBER.between(0.0, 10.0), default("1");
//!         /// Rise from nothing to design.
//!         ramp: Option<Ramp>;
//!     }
//! }
//! ```
//!
//! `Option` and `Vec` may be missing, other types must be written unless they have a `default`.
//! What follows the comma:
//!
//! | mode | the field is |
//! |---|---|
//! | `default("1")` | that value if the key is missing |
//! | `required`, `optional` | of a key that must, or need not be written, whatever its type says |
//! | `keys` | made of several keys, those of its type ([`FromKeys`]) |
//! | `variants` | an enum of [`variants!`]: its word decides which further keys there are |
//! | `choice` | an enum of [`variants!`] whose keys are known whatever the word |
//! | `read(function)` | made by a function of the whole record, out of the keys after `=` |
//! | `find(function)` | the same by a function that cannot fail |
//!
//! `as "name"` gives a key another name than its field; `.. KEYS;` adds keys that a field above
//! them reads.

#[macro_use]
mod macros;

use super::format::{Alternatives, Form, Key, Kind, Need, Section, Variants};
use super::month::Month;
use super::quantity::{Quantity, Value};
use super::record::{FieldValue, Record, Records};
use crate::index::{DistrictIndex, IndexVec, MineIndex, Position, RegionIndex, RiskEventIndex};
use crate::metric::Metric;

/// What declarations of tables need.
pub mod prelude {
    pub use super::super::format::{
        Alternatives, CARBON, CARBON_PRICE, DELAY_COST, Drawn, FREQUENCY, Form, HOLDING, INTENSITY,
        Key, Kind, MASS, MASS_RATE, NUMBER, Need, POWER, PRICE, QuantityRule, Range, SHARE, SPAN,
        TIME, Variant, Variants, WATER,
    };
    pub use super::super::month::Month;
    pub use super::super::quantity::Quantity;
    pub use super::super::record::{FieldValue, Record, Records};
    pub use super::{
        FromKeys, FromValue, Item, Quantities, Table, Tagged, Word, count, first, join, tables,
    };
}

/// What stands under one key.
pub trait FromValue: Sized {
    /// How it is written.
    const KIND: Kind;
    /// Whether it must be.
    const NEED: Need = Need::Required;

    /// The value; `None` if it is of another kind or not whole.
    fn from_value(value: &FieldValue, records: &Records) -> Option<Self>;

    /// What stands for a missing key.
    fn absent() -> Option<Self> {
        None
    }
}

/// An item of a list under one key.
pub trait Item: Sized {
    /// How the list is written.
    const LIST: Kind;

    /// All items; `None` if one of them is not whole.
    fn items(value: &FieldValue, records: &Records) -> Option<Vec<Self>>;
}

/// What several keys of a table say together.
pub trait FromKeys: Sized {
    /// These keys.
    const KEYS: &'static [Key];
    /// Those of them that exclude each other.
    const SIDES: Alternatives = &[];

    /// What they say; `None` if that is not whole.
    fn from_keys(record: &Record, records: &Records) -> Option<Self>;
}

/// An enum whose variant is chosen by the word of a key.
pub trait Tagged: Sized {
    /// The words, and the keys that go with each.
    const VARIANTS: Variants;
    /// All keys, where they are known whatever the word.
    const CHOICE: &'static [Key];

    /// The variant of the word that is written.
    fn from_tag(record: &Record, records: &Records) -> Option<Self>;
}

/// A type that is a table of its own.
pub trait Table: FromKeys {
    /// What it describes, in a sentence.
    const ABOUT: &'static str;
    /// Its keys.
    const FORM: Form;
}

/// Everything that holds quantities, or none.
pub trait Quantities {
    /// Appends all of them in the order of the file's format.
    fn quantities<'q>(&'q mut self, _all: &mut Vec<&'q mut Quantity>) {}

    /// All of them.
    fn quantities_mut(&mut self) -> Vec<&mut Quantity> {
        let mut all = Vec::new();
        self.quantities(&mut all);
        all
    }
}

impl Quantities for Quantity {
    fn quantities<'q>(&'q mut self, all: &mut Vec<&'q mut Quantity>) {
        all.push(self);
    }
}

impl<T: Quantities> Quantities for Option<T> {
    fn quantities<'q>(&'q mut self, all: &mut Vec<&'q mut Quantity>) {
        if let Some(inner) = self {
            inner.quantities(all);
        }
    }
}

impl<T: Quantities> Quantities for Vec<T> {
    fn quantities<'q>(&'q mut self, all: &mut Vec<&'q mut Quantity>) {
        for inner in self {
            inner.quantities(all);
        }
    }
}

impl<I, T: Quantities> Quantities for IndexVec<I, T> {
    fn quantities<'q>(&'q mut self, all: &mut Vec<&'q mut Quantity>) {
        (**self).quantities(all);
    }
}

/// Metrics, prices by month, thresholds of a metric.
impl Quantities for Metric {}
impl<A> Quantities for (A, f64) {}
impl<A> Quantities for (A, Vec<f64>) {}

impl FromValue for Quantity {
    const KIND: Kind = panic!("a quantity is declared with its rule");

    fn from_value(value: &FieldValue, _: &Records) -> Option<Self> {
        match value {
            FieldValue::Quantity(quantity) => Some(quantity.clone()),
            _ => None,
        }
    }
}

impl<T: FromValue> FromValue for Option<T> {
    const KIND: Kind = T::KIND;
    const NEED: Need = Need::Optional;

    fn from_value(value: &FieldValue, records: &Records) -> Option<Self> {
        T::from_value(value, records).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Item> FromValue for Vec<T> {
    const KIND: Kind = T::LIST;
    const NEED: Need = Need::Optional;

    fn from_value(value: &FieldValue, records: &Records) -> Option<Self> {
        T::items(value, records)
    }

    fn absent() -> Option<Self> {
        Some(Vec::new())
    }
}

/// Implements the reading of types that stand for a single value.
macro_rules! single_value {
    ($($type:ty, $kind:expr, |$value:ident, $records:pat_param| $read:expr;)*) => {$(
        impl FromValue for $type {
            const KIND: Kind = $kind;

            fn from_value($value: &FieldValue, $records: &Records) -> Option<Self> {
                $read
            }
        }

        impl Quantities for $type {}
    )*};
}

single_value! {
    Month, Kind::Month, |value, _| match value {
        FieldValue::Month(month) => Some(*month),
        _ => None,
    };
    bool, Kind::Boolean, |value, _| match value {
        FieldValue::Boolean(value) => Some(*value),
        _ => None,
    };
    String, Kind::Text, |value, _| match value {
        FieldValue::Text(text) => Some(text.clone()),
        _ => None,
    };
    f64, panic!("a number is declared with its rule"), |value, _| match value {
        FieldValue::Quantity(quantity) => quantity.constant(),
        _ => None,
    };
    u64, panic!("an integer is declared with its bounds"), |value, _| match value {
        FieldValue::Integer(value) => Some(*value),
        _ => None,
    };
    // A constant time counts whole months.
    u32, panic!("an integer is declared with its bounds"), |value, _| match value {
        FieldValue::Integer(value) => u32::try_from(*value).ok(),
        FieldValue::Quantity(time) => u32::try_from(whole_months(time.constant()?)?).ok(),
        _ => None,
    };
    usize, panic!("a number is declared with its bounds"), |value, _| match value {
        FieldValue::Integer(value) => usize::try_from(*value).ok(),
        _ => None,
    };
    RegionIndex, Kind::Name("region"), |value, records| named(value, records);
    MineIndex, Kind::Name("mine"), |value, records| named(value, records);
    DistrictIndex, Kind::Name("district"), |value, records| named(value, records);
    RiskEventIndex, Kind::Name("event"), |value, records| named(value, records);
}

/// The index of the table that a name stands for.
fn named<I: Position>(value: &FieldValue, records: &Records) -> Option<I> {
    match value {
        FieldValue::Name { section, name } => records.position(section, name).map(I::from),
        _ => None,
    }
}

impl Item for String {
    const LIST: Kind = Kind::Texts;

    fn items(value: &FieldValue, _: &Records) -> Option<Vec<Self>> {
        match value {
            FieldValue::Texts(texts) => Some(texts.iter().map(|(text, _)| text.clone()).collect()),
            _ => None,
        }
    }
}

/// Prices by month.
impl Item for (Month, f64) {
    const LIST: Kind = Kind::PricePoints;

    fn items(value: &FieldValue, _: &Records) -> Option<Vec<Self>> {
        match value {
            FieldValue::Points(points) => Some(points.clone()),
            _ => None,
        }
    }
}

/// Groups of keys all of which may be missing together.
impl<T: FromKeys> FromKeys for Option<T> {
    const KEYS: &'static [Key] = T::KEYS;
    const SIDES: Alternatives = T::SIDES;

    fn from_keys(record: &Record, records: &Records) -> Option<Self> {
        if T::KEYS.iter().any(|key| record.is_given(key.name)) {
            T::from_keys(record, records).map(Some)
        } else {
            Some(None)
        }
    }
}

/// The tables of a list.
pub fn tables<T: FromKeys>(value: &FieldValue, records: &Records) -> Option<Vec<T>> {
    match value {
        FieldValue::Tables(list) => {
            list.iter().map(|record| T::from_keys(record, records)).collect()
        }
        FieldValue::NamedTables(list) => {
            list.iter().map(|(_, record)| T::from_keys(record, records)).collect()
        }
        _ => None,
    }
}

impl Record {
    /// The value of a key.
    pub fn read<T: FromValue>(&self, key: &str, records: &Records) -> Option<T> {
        match self.field(key) {
            Some(field) => T::from_value(&field.value, records),
            None => T::absent(),
        }
    }

    /// The chosen word of a key.
    pub fn word<T: Word>(&self, key: &str) -> Option<T> {
        T::from_word(self.choice(key)?)
    }
}

/// One of a few words.
pub trait Word: Sized + 'static {
    /// What is written, and what it means.
    const WORDS: &'static [(&'static str, &'static str)];

    /// Its meaning.
    fn from_word(word: &str) -> Option<Self>;

    /// How it is written.
    fn word(self) -> &'static str;
}

impl Section {
    /// `[name]`.
    pub const fn single<T: Table>(name: &'static str) -> Section {
        Section { name, named: false, required: false, form: T::FORM, doc: T::ABOUT }
    }

    /// `[name.NAME]`.
    pub const fn named<T: Table>(name: &'static str) -> Section {
        Section { named: true, ..Section::single::<T>(name) }
    }

    /// A section that every scenario has.
    pub const fn required(self) -> Section {
        Section { required: true, ..self }
    }
}

/// Years as a whole number of months.
pub fn whole_months(years: f64) -> Option<i32> {
    let months = years * 12.0;
    let nearest = (months + 0.5).floor();
    ((months - nearest).abs() < 1e-9 * months.max(1.0)).then_some(nearest as i32)
}

/// Whether a value is something else than a constant.
pub fn differs(quantity: &Quantity, constant: f64) -> bool {
    quantity.value != Value::Constant(constant)
}

/// How many keys there are.
pub const fn count(parts: &[&[Key]]) -> usize {
    let (mut sum, mut part) = (0, 0);
    while part < parts.len() {
        sum += parts[part].len();
        part += 1;
    }
    sum
}

/// All keys, one after the other.
pub const fn join<const N: usize>(parts: &[&[Key]]) -> [Key; N] {
    let mut all = [Key::optional("", Kind::Text, ""); N];
    let (mut next, mut part) = (0, 0);
    while part < parts.len() {
        let mut key = 0;
        while key < parts[part].len() {
            all[next] = parts[part][key];
            next += 1;
            key += 1;
        }
        part += 1;
    }
    all
}

/// The one that is there.
pub const fn first(candidates: &[Option<&'static Variants>]) -> Option<&'static Variants> {
    let mut index = 0;
    while index < candidates.len() {
        if candidates[index].is_some() {
            return candidates[index];
        }
        index += 1;
    }
    None
}
