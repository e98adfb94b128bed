//! Reads the tree of values against the format: every fault is collected, every sound value is
//! kept.

mod distribution;
mod effect;
mod quantity;
mod schedule;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use super::diagnostic::Diagnostic;
use super::document::{Entry, Node, NodeValue, Table};
use super::format::{Form, Key, Kind, Need, Section, Variant, Variants};
use super::month::Month;
use super::name::name_fault;
use super::nearest::{nearest, one_of};
use super::quantity::Quantity;
use super::record::{Field, FieldValue, Record, Records};
use super::sections::{SECTIONS, quantities, section};
use super::settings::{FILE_KEYS, Heading, SWEEP};
use super::source::{Place, Sources};
use super::table::Table as _;
use super::units::Dimension;
use effect::WrittenEffect;

/// Collects records and faults.
pub struct Reader<'a> {
    pub sources: &'a Sources,
    pub faults: Vec<Diagnostic>,
    /// The first month of the horizon, if it is written as one.
    start: Option<Month>,
    /// Paths of distributions that leave but one value.
    certain: BTreeSet<String>,
    /// What events do to values.
    effects: Vec<WrittenEffect>,
    /// Named variables read so far; `None` for one at fault.
    variables: BTreeMap<String, Option<KnownVariable>>,
}

/// A named variable, and where its value stands.
#[derive(Clone)]
struct KnownVariable {
    value: Quantity,
    dimension: Dimension,
    place: Place,
}

/// Reads a whole scenario.
pub fn read(
    tree: &Table,
    sources: &Sources,
    faults: Vec<Diagnostic>,
) -> (Records, Vec<Diagnostic>) {
    let mut reader = Reader {
        sources,
        faults,
        start: start(tree),
        certain: BTreeSet::new(),
        effects: Vec::new(),
        variables: BTreeMap::new(),
    };
    if let Some(Entry { node: Node { value: NodeValue::Table(events), .. }, .. }) =
        tree.get("event")
    {
        reader.note_effects(events);
    }
    let mut records = Records::default();
    // Variables first, because quantities refer to them.
    let (variables, others): (Vec<&Section>, Vec<&Section>) =
        SECTIONS.iter().partition(|section| section.name == "variable");
    for section in variables {
        if let Some(entry) = tree.get(section.name) {
            reader.section(section, entry, &mut records);
        }
    }
    reader.top(tree, &mut records);
    for section in others {
        match tree.get(section.name) {
            Some(entry) => reader.section(section, entry, &mut records),
            None if section.required => reader.missing_section(section),
            None => reader.absent_section(section, &mut records),
        }
    }
    records.price_effects = reader.price_effects();
    let paths: Vec<String> =
        quantities(&records).iter().map(|quantity| quantity.path.clone()).collect();
    reader.check_effects(&paths);
    records.certain = reader.certain;
    (records, reader.faults)
}

fn start(tree: &Table) -> Option<Month> {
    let NodeValue::Table(time) = &tree.get("time")?.node.value else { return None };
    let NodeValue::Text(start) = &time.get("start")?.node.value else { return None };
    Month::parse(start)
}

impl Reader<'_> {
    fn fault(&mut self, fault: Diagnostic) {
        self.faults.push(fault);
    }

    fn top(&mut self, tree: &Table, records: &mut Records) {
        let mut record = Record::new(String::new(), Place::of_file(0), &Heading::FORM);
        for entry in &tree.entries {
            if let Some(key) = Heading::FORM.keys.iter().find(|key| key.name == entry.key) {
                self.entry(entry, key, &mut record);
            } else if section(&entry.key).is_none() {
                let keys = || Heading::FORM.keys.iter().chain(FILE_KEYS).map(|key| key.name);
                let names =
                    || keys().chain(SECTIONS.iter().map(|section| section.name)).chain([SWEEP]);
                let noun =
                    if matches!(entry.node.value, NodeValue::Table(_)) { "table" } else { "key" };
                let help = nearest(&entry.key, names()).map_or_else(
                    || format!("there are {}", one_of(names())),
                    |name| format!("did you mean `{name}`?"),
                );
                let message = format!("unknown {noun} `{}`", entry.key);
                self.fault(
                    Diagnostic::error(
                        &entry.key_place,
                        message,
                        format!("not a {noun} of a scenario"),
                    )
                    .help(help),
                );
            }
        }
        for key in Heading::FORM.keys {
            if !record.is_given(key.name) {
                self.absent(key, &Heading::FORM, None, &mut record);
            }
        }
        records.top = Some(record);
    }

    /// A section that is not written says what it says by default.
    fn absent_section(&mut self, section: &'static Section, records: &mut Records) {
        let says_something = section.form.keys.iter().all(|key| key.need != Need::Required);
        if !section.named && says_something {
            let record =
                self.table(&Table::default(), &section.form, section.name, &Place::of_file(0));
            records.single.insert(section.name, record);
        }
    }

    fn missing_section(&mut self, section: &Section) {
        let keys: Vec<&str> = match section.form.variants {
            Some(variants) => vec![variants.tag],
            None => section
                .form
                .keys
                .iter()
                .filter(|key| key.need == Need::Required)
                .map(|key| key.name)
                .collect(),
        };
        let message = format!("missing table `[{}]`", section.name);
        let help = format!("{} Write [{}] with {}", section.doc, section.name, keys.join(", "));
        self.fault(
            Diagnostic::error(&Place::of_file(0), message, "").help(help).missing(section.name),
        );
    }

    fn section(&mut self, section: &'static Section, entry: &Entry, records: &mut Records) {
        let NodeValue::Table(table) = &entry.node.value else {
            let found = entry.node.value.noun();
            let header = if section.named {
                format!("[{}.NAME]", section.name)
            } else {
                format!("[{}]", section.name)
            };
            let label = format!("expected a table {header}, found {found}");
            self.fault(Diagnostic::error(
                &entry.node.place,
                format!("`{}` is a table", section.name),
                label,
            ));
            return;
        };
        if !section.named {
            let record = self.table(table, &section.form, section.name, &entry.key_place);
            records.single.insert(section.name, record);
            return;
        }
        let mut list = Vec::with_capacity(table.entries.len());
        for named in &table.entries {
            let path = format!("{}.{}", section.name, named.key);
            let NodeValue::Table(inner) = &named.node.value else {
                self.not_a_named_table(section.name, &section.form, named);
                continue;
            };
            self.check_name(&section.form, named);
            let record = self.table(inner, &section.form, &path, &named.key_place);
            if section.name == "variable" {
                self.remember_variable(&named.key, &record);
            }
            list.push((named.key.clone(), record));
        }
        records.named.insert(section.name, list);
    }

    /// Something else stands where only the named tables of `[path.NAME]` may.
    fn not_a_named_table(&mut self, path: &str, form: &Form, entry: &Entry) {
        let known = form.keys.iter().any(|key| key.name == entry.key);
        let message = format!("`{path}.{}` is not a table", entry.key);
        let label = format!("expected a table [{path}.NAME], found {}", entry.node.value.noun());
        let help = known
            .then(|| format!("{} has a name: write [{path}.some-name] above this line", form.noun));
        self.fault(Diagnostic::error(&entry.key_place, message, label).help_maybe(help));
    }

    fn check_name(&mut self, form: &Form, entry: &Entry) {
        if let Some(label) = name_fault(&entry.key) {
            let message = format!("`{}` cannot be the name of {}", entry.key, form.noun);
            self.fault(Diagnostic::error(&entry.key_place, message, label));
        }
    }

    /// Reads one table against its form.
    pub fn table(
        &mut self,
        table: &Table,
        form: &'static Form,
        path: &str,
        place: &Place,
    ) -> Record {
        let mut record = Record::new(path.to_owned(), place.clone(), form);
        record.given = table
            .entries
            .iter()
            .map(|entry| (entry.key.clone(), entry.key_place.clone()))
            .collect();
        let variant = self.variant(table, form, &mut record);
        let tag = form.variants.map(|variants| variants.tag);
        if let (Some(tag), Some(variant)) = (tag, variant) {
            let place = record.key_place(tag).clone();
            record.fields.insert(tag, Field { place, value: FieldValue::Choice(variant.name) });
        }
        for entry in &table.entries {
            if tag == Some(entry.key.as_str()) {
                continue;
            }
            match form.keys_of(variant).find(|key| key.name == entry.key) {
                Some(key) => self.entry(entry, key, &mut record),
                // Without a variant nobody can say which keys it has.
                None if tag.is_some() && variant.is_none() => {
                    self.unknown_in_any_variant(entry, form, &record);
                }
                None => self.unknown_key(entry, form, variant, &mut record),
            }
        }
        if variant.is_none() && tag.is_some() {
            return record;
        }
        for key in form.keys_of(variant) {
            if !record.given.contains_key(key.name) {
                self.absent(key, form, variant, &mut record);
            }
        }
        record
    }

    fn variant(
        &mut self,
        table: &Table,
        form: &Form,
        record: &mut Record,
    ) -> Option<&'static Variant> {
        let variants = form.variants?;
        let find = |name: &str| variants.list.iter().find(|variant| variant.name == name);
        let Some(entry) = table.get(variants.tag) else {
            if let Some(meant) = misspelt_tag(table, form, variants) {
                // Its name is complained of with the other unknown keys.
                let NodeValue::Text(word) = &meant.node.value else { return None };
                return find(word);
            }
            if let Some(default) = variants.default {
                return find(default);
            }
            let message = format!("missing key `{}` in {}", variants.tag, header(&record.path));
            let label = format!("{} needs `{}`", form.noun, variants.tag);
            let words = one_of(variants.list.iter().map(|variant| variant.name));
            let fault = Diagnostic::error(&record.place, message, label)
                .help(format!("`{}`: {words}", variants.tag));
            self.fault(fault.missing(join(&record.path, variants.tag)));
            return None;
        };
        let words: Vec<&'static str> = variants.list.iter().map(|variant| variant.name).collect();
        let word = self.word(&entry.node, &words, &format!("{}.{}", record.path, variants.tag))?;
        find(word)
    }

    fn entry(&mut self, entry: &Entry, key: &'static Key, record: &mut Record) {
        record.given.entry(entry.key.clone()).or_insert_with(|| entry.key_place.clone());
        let path = join(&record.path, &entry.key);
        if let Some(value) = self.value(&entry.node, &key.kind, &path, &entry.key_place) {
            record.fields.insert(key.name, Field { place: entry.node.place.clone(), value });
        }
    }

    fn absent(
        &mut self,
        key: &'static Key,
        form: &Form,
        variant: Option<&Variant>,
        record: &mut Record,
    ) {
        match key.need {
            Need::Optional => {}
            Need::Default(text) => {
                let path = join(&record.path, key.name);
                if let Some(value) = self.default_value(key, text, &path) {
                    record.fields.insert(key.name, Field { place: record.place.clone(), value });
                }
            }
            Need::Required => {
                let noun = variant.map_or(form.noun, |variant| variant.noun);
                let message = format!("missing key `{}` in {}", key.name, header(&record.path));
                let expected = expected(&key.kind)
                    .map_or_else(String::new, |expected| format!(" Expected {expected}."));
                // A variation that chooses another word than its base is where the key is missed.
                let tag = form.variants.and_then(|variants| record.given.get(variants.tag));
                let place =
                    tag.filter(|tag| tag.file != record.place.file).unwrap_or(&record.place);
                let fault =
                    Diagnostic::error(place, message, format!("{noun} needs `{}`", key.name));
                let fault = fault.help(format!("`{}`: {}{expected}", key.name, key.doc));
                self.fault(fault.missing(join(&record.path, key.name)));
            }
        }
    }

    fn unknown_key(
        &mut self,
        entry: &Entry,
        form: &Form,
        variant: Option<&Variant>,
        record: &mut Record,
    ) {
        let noun = variant.map_or(form.noun, |variant| variant.noun);
        let tag = form.variants.map(|variants| variants.tag);
        let names = || tag.into_iter().chain(form.keys_of(variant).map(|key| key.name));
        let elsewhere = form.variants.and_then(|variants| {
            let owner = variants
                .list
                .iter()
                .find(|other| other.keys.iter().any(|key| key.name == entry.key))?;
            Some(format!(
                "`{}` is a key of {} (`{} = \"{}\"`)",
                entry.key, owner.noun, variants.tag, owner.name
            ))
        });
        let near = nearest(&entry.key, names());
        if let Some(near) = near {
            // What is meant is there: that it is missing, too, need not be said.
            record.given.entry(near.to_owned()).or_insert_with(|| entry.key_place.clone());
        }
        let help = elsewhere
            .or_else(|| near.map(|name| format!("did you mean `{name}`?")))
            .unwrap_or_else(|| {
                format!("keys of {noun}: {}", names().collect::<Vec<_>>().join(", "))
            });
        let message = format!("unknown key `{}` in {}", entry.key, header(&record.path));
        self.fault(
            Diagnostic::error(&entry.key_place, message, format!("not a key of {noun}")).help(help),
        );
    }

    fn unknown_in_any_variant(&mut self, entry: &Entry, form: &Form, record: &Record) {
        if names_in_any_variant(form).any(|name| name == entry.key) {
            return;
        }
        let message = format!("unknown key `{}` in {}", entry.key, header(&record.path));
        let help = nearest(&entry.key, names_in_any_variant(form))
            .map(|name| format!("did you mean `{name}`?"));
        self.fault(
            Diagnostic::error(&entry.key_place, message, format!("not a key of {}", form.noun))
                .help_maybe(help),
        );
    }

    /// Reads a value of a given kind.
    fn value(
        &mut self,
        node: &Node,
        kind: &'static Kind,
        path: &str,
        key_place: &Place,
    ) -> Option<FieldValue> {
        match kind {
            Kind::Text => self.text(node, path).map(FieldValue::Text),
            Kind::Name(section) => {
                self.text(node, path).map(|name| FieldValue::Name { section, name })
            }
            Kind::Texts => self.texts(node, path).map(FieldValue::Texts),
            Kind::Boolean => self.boolean(node, path).map(FieldValue::Boolean),
            Kind::Integer { lowest, highest } => {
                self.integer(node, *lowest, *highest, path).map(FieldValue::Integer)
            }
            Kind::Month => self.month(node, path).map(FieldValue::Month),
            Kind::Choice(words) => {
                let words: Vec<&'static str> = words.iter().map(|(word, _)| *word).collect();
                self.word(node, &words, path).map(FieldValue::Choice)
            }
            Kind::Quantity(rule) => self.quantity(node, rule, path).map(FieldValue::Quantity),
            Kind::Table(form) => match &node.value {
                NodeValue::Table(table) => {
                    Some(FieldValue::Table(self.table(table, form, path, key_place)))
                }
                _ => self.wrong_kind(node, path, &format!("a table, {} = {{ ... }}", last(path))),
            },
            Kind::Tables(form) => self.tables(node, form, path).map(FieldValue::Tables),
            Kind::NamedTables(form) => {
                self.named_tables(node, form, path).map(FieldValue::NamedTables)
            }
            Kind::Profile => self.profile(node, path).map(FieldValue::Profile),
            Kind::PricePoints => self.price_points(node, path).map(FieldValue::Points),
            Kind::Thresholds => self.thresholds(node, path).map(FieldValue::Thresholds),
            Kind::Shares(_) => self.shares(node, path).map(FieldValue::Shares),
            Kind::Effects => Some(FieldValue::Effects),
        }
    }

    fn tables(&mut self, node: &Node, form: &'static Form, path: &str) -> Option<Vec<Record>> {
        let NodeValue::List(list) = &node.value else {
            return self.wrong_kind(node, path, "a list of tables, [{ ... }, { ... }]");
        };
        let mut records = Vec::with_capacity(list.len());
        for (place, item) in list.iter().enumerate() {
            let item_path = format!("{path}.{}", place + 1);
            match &item.value {
                NodeValue::Table(table) => {
                    records.push(self.table(table, form, &item_path, &item.place));
                }
                _ => {
                    self.wrong_kind::<()>(item, &item_path, "a table { ... }");
                }
            }
        }
        Some(records)
    }

    fn named_tables(
        &mut self,
        node: &Node,
        form: &'static Form,
        path: &str,
    ) -> Option<Vec<(String, Record)>> {
        let NodeValue::Table(table) = &node.value else {
            return self.wrong_kind(node, path, &format!("tables [{path}.NAME]"));
        };
        let mut records = Vec::with_capacity(table.entries.len());
        for entry in &table.entries {
            let NodeValue::Table(inner) = &entry.node.value else {
                self.not_a_named_table(path, form, entry);
                continue;
            };
            self.check_name(form, entry);
            records.push((
                entry.key.clone(),
                self.table(inner, form, &join(path, &entry.key), &entry.key_place),
            ));
        }
        (records.len() == table.entries.len()).then_some(records)
    }

    fn wrong_kind<T>(&mut self, node: &Node, path: &str, expected: &str) -> Option<T> {
        let label = format!("expected {expected}, found {}", node.value.noun());
        self.fault(Diagnostic::error(
            &node.place,
            format!("wrong kind of value for `{path}`"),
            label,
        ));
        None
    }
}

/// The key that was meant to choose a variant.
fn misspelt_tag<'t>(table: &'t Table, form: &Form, variants: &Variants) -> Option<&'t Entry> {
    table
        .entries
        .iter()
        .find(|entry| nearest(&entry.key, names_in_any_variant(form)) == Some(variants.tag))
}

/// The keys of a table whatever its variant, and the one that chooses it.
fn names_in_any_variant(form: &Form) -> impl Iterator<Item = &'static str> {
    let variants = form.variants.map_or(&[][..], |variants| variants.list);
    let keys = form
        .keys
        .iter()
        .chain(variants.iter().flat_map(|variant| variant.keys))
        .map(|key| key.name);
    keys.chain(form.variants.map(|variants| variants.tag))
}

/// `[price]`, `[mine.johnson-camp]`, `[mine.johnson-camp.product.nuton]`, or for other inner tables
/// their path in backquotes.
fn header(path: &str) -> String {
    let segments: Vec<&str> = path.split('.').collect();
    let section = section(segments[0]);
    let is_header = match segments.as_slice() {
        [_] => section.is_none_or(|section| !section.named),
        [_, _] => section.is_some_and(|section| section.named),
        [_, _, key, _] => section.is_some_and(|section| section.form.has_named_tables(key)),
        _ => false,
    };
    if is_header { format!("[{path}]") } else { format!("`{path}`") }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

/// What a value of a kind looks like.
fn expected(kind: &Kind) -> Option<String> {
    match kind {
        Kind::Quantity(rule) => Some(rule.expected()),
        Kind::Month => Some("a month such as \"2026-01\"".to_owned()),
        Kind::Choice(words) => Some(one_of(words.iter().map(|(word, _)| *word))),
        Kind::Integer { lowest, highest } => {
            Some(format!("a whole number from {lowest} to {highest}"))
        }
        _ => None,
    }
}
