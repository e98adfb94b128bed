//! Variations: a scenario as layers laid over one another, the base first, and the scenarios of its
//! sweep.
//!
//! `extends` names the base, `remove` takes tables and keys of the base away, the file's own values
//! are laid over what is left, `[sweep]` and the options of the command line come last. Every value
//! keeps its place, so that a fault points at the file that wrote it.

mod base;
mod facility_rows;
mod layer;
mod merge;
mod path;
mod removal;
mod sweep;

use std::collections::BTreeMap;

use super::diagnostic::{Diagnostic, Diagnostics};
use super::document::{Assignment, Entry, NodeValue, Overrides, Table, read_overrides};
use super::files::{FileProvider, stem};
use super::source::{Place, Sources};
use facility_rows::FacilityRows;
use layer::Layer;
use sweep::{Axis, Sweep};

/// The layers of a scenario file, ready to be laid over one another.
pub struct Layers<'a> {
    /// The texts.
    pub sources: Sources,
    /// The name of the scenario file.
    name: String,
    /// What its results are called, if the file says so.
    pub slug: Option<Entry>,
    /// The base of all bases first.
    layers: Vec<Layer>,
    options: Vec<Assignment>,
    sweep: Option<Sweep>,
    /// Named tables that variations add to their bases, `contract.nutn`, each with the table of the
    /// base that may be meant.
    added: BTreeMap<String, Option<String>>,
    rows: FacilityRows<'a>,
}

impl<'a> Layers<'a> {
    /// Reads a scenario file and its bases.
    ///
    /// # Errors
    /// Faults that leave no tree to look at: texts that are not TOML, bases that are not there.
    pub fn read(
        name: &str,
        text: &str,
        files: FileProvider<'a>,
        overrides: &Overrides,
        faults: &mut Vec<Diagnostic>,
    ) -> Result<Self, Diagnostics> {
        let mut sources = Sources::default();
        let (mut slug, mut sweep) = (None, None);
        let about_file = (&mut slug, &mut sweep);
        let layers = base::read_chain(name, text, files, &mut sources, about_file, faults);
        let options = read_overrides(overrides, &mut sources, faults);
        let Some(layers) = layers else {
            return Err(Diagnostics::new(std::mem::take(faults), sources));
        };
        let mut read = Layers {
            sources,
            name: name.to_owned(),
            slug,
            layers,
            options,
            sweep: None,
            added: BTreeMap::new(),
            rows: FacilityRows::new(name, files),
        };
        read.check_options(faults);
        if let Some(entry) = sweep {
            let tree = read.compose(&[], &mut Vec::new());
            read.sweep = sweep::read(&entry, &tree, &read.options, faults);
        }
        Ok(read)
    }

    /// The values of each scenario of the sweep, one of each axis; a single empty list without a
    /// sweep.
    pub fn points(&self) -> Vec<Vec<usize>> {
        self.sweep.as_ref().map_or_else(|| vec![Vec::new()], Sweep::points)
    }

    /// Where the sweep stands, if there is one.
    pub fn sweep_place(&self) -> Option<&Place> {
        self.sweep.as_ref().map(|sweep| &sweep.place)
    }

    /// Whether a fault shows one of the swept values.
    pub fn shows_swept_value(&self, fault: &Diagnostic) -> bool {
        let mut places =
            std::iter::once(&fault.place).chain(fault.context.iter().map(|(place, _)| place));
        self.sweep.as_ref().is_some_and(|sweep| places.any(|place| sweep.holds(place)))
    }

    /// What a scenario of the sweep appends to the stem of the file: `--400-t-quarter`.
    pub fn slug_suffix(&self, point: &[usize]) -> String {
        let slugs =
            self.chosen(point).map(|(axis, value)| ["--", &axis.values[value].slug].concat());
        slugs.collect()
    }

    fn chosen(&self, point: &[usize]) -> impl Iterator<Item = (&Axis, usize)> {
        let axes = self.sweep.as_ref().map_or(&[][..], |sweep| sweep.axes.as_slice());
        axes.iter().zip(point.iter().copied())
    }

    /// Lays everything over one another: the tree of one scenario.
    pub fn compose(&mut self, point: &[usize], faults: &mut Vec<Diagnostic>) -> Table {
        let mut values: Vec<(Assignment, bool)> =
            self.chosen(point).map(|(axis, value)| (axis.assignment(value), true)).collect();
        values.extend(self.options.iter().map(|option| (option.clone(), false)));
        // The values that name the table of facilities come before it is read, the others may
        // change what stands in it.
        let (naming, others): (Vec<_>, Vec<_>) =
            values.into_iter().partition(|(value, _)| value.segments[0] == facility_rows::SECTION);
        let names = |layer: &Layer| {
            let removes = layer.removals.iter().any(|removal| removal.takes("facilities.file"));
            removes || layer.own.get(facility_rows::SECTION).is_some()
        };
        let naming_layer = self.layers.iter().rposition(names).unwrap_or(self.layers.len() - 1);
        let mut tree = Table::default();
        for index in 0..self.layers.len() {
            removal::remove(&mut tree, &self.layers[index].removals, faults);
            let mut own = self.layers[index].own.clone();
            if index == naming_layer {
                for (value, _) in &naming {
                    lay_value(&mut own, value, false, faults);
                }
            }
            let names_table = facility_rows::table_name(&own).is_some();
            if names_table || tree.get(facility_rows::SECTION).is_none() {
                facility_rows::drop_rows(&mut tree);
            }
            if index > 0 {
                self.added.extend(merge::added_tables(&tree, &own));
                faults.extend(merge::misspelt_tables(&tree, &own));
            }
            merge::lay_over(&mut tree, &own);
            if names_table {
                self.rows.lay_in(&mut tree, &self.layers, &mut self.sources, faults);
            }
            if index > 0 && own.get("name").is_none() {
                self.derive_name(index, &mut tree);
            }
        }
        for (value, swept) in &others {
            lay_value(&mut tree, value, *swept, faults);
        }
        self.append_to_name(point, &mut tree);
        tree
    }

    /// Says of faults about what is not there which file took it away, and of incomplete tables
    /// that the base has none of that name.
    pub fn explain(&self, faults: &mut [Diagnostic]) {
        let removals = || self.layers.iter().flat_map(|layer| &layer.removals);
        for fault in faults.iter_mut().filter(|fault| !fault.missing.is_empty()) {
            let cause =
                removals().find(|removal| fault.missing.iter().any(|path| removal.takes(path)));
            if let Some(removal) = cause {
                fault.context.push((
                    removal.place.clone(),
                    format!("`{}` is taken away here", removal.path),
                ));
                continue;
            }
            let path = fault.missing[0].split('.').take(3).collect::<Vec<_>>();
            let [section, name, _] = path[..] else { continue };
            if let Some(meant) = self.added.get(&format!("{section}.{name}")) {
                fault.help.push(match meant {
                    Some(meant) => {
                        format!("the base has no [{section}.{name}]; did you mean [{meant}]?")
                    }
                    None => format!(
                        "the base has no [{section}.{name}]: what is new must say everything"
                    ),
                });
            }
        }
    }

    fn check_options(&mut self, faults: &mut Vec<Diagnostic>) {
        self.options.retain(|option| {
            let word = option.segments[0].as_str();
            let about_files = matches!(word, "extends" | "remove" | "slug" | "sweep");
            if about_files {
                let label = "only the file itself says what it is made of";
                faults.push(Diagnostic::error(
                    &option.path_place,
                    format!("`{word}` cannot be set by an option"),
                    label,
                ));
            }
            !about_files
        });
    }

    /// A variation without a name is called after its base and its file.
    fn derive_name(&self, index: usize, tree: &mut Table) {
        let written = self.layers[..=index].iter().rev().find_map(|layer| layer.own.get("name"));
        let (Some(NodeValue::Text(base)), Some(place)) =
            (written.map(|entry| entry.node.value.clone()), self.layers[index].extends.clone())
        else {
            return;
        };
        let file = self.sources.files[place.file].name.as_str();
        if let Some(entry) = tree.get_mut("name") {
            entry.node.value = NodeValue::Text(format!("{base} ({})", stem(file)));
            entry.node.place = place;
        }
    }

    /// The scenarios of a sweep are told apart by their names, too.
    fn append_to_name(&self, point: &[usize], tree: &mut Table) {
        let words: String = self
            .chosen(point)
            .map(|(axis, value)| [", ", &axis.path, " = ", &axis.values[value].words].concat())
            .collect();
        if words.is_empty() {
            return;
        }
        match tree.get_mut("name") {
            Some(entry) => {
                if let NodeValue::Text(name) = &mut entry.node.value {
                    name.push_str(&words);
                }
            }
            None => {
                let Some(place) = self.sweep_place() else { return };
                let value = NodeValue::Text(format!("{}{words}", stem(&self.name)));
                let node = super::document::Node { place: place.clone(), value };
                tree.entries
                    .insert(0, Entry { key: "name".to_owned(), key_place: place.clone(), node });
            }
        }
    }
}

/// Puts a swept value or an option into the tree.
fn lay_value(tree: &mut Table, value: &Assignment, swept: bool, faults: &mut Vec<Diagnostic>) {
    // Where all keys may be missing, as those of a product, a misspelt name would make a table of
    // its own.
    let named = value.segments.iter().take(4).cloned().collect::<Vec<_>>();
    if !swept
        && path::leads_to_named_table(&named)
        && let Err(nowhere) = path::check(tree, &named)
    {
        let message = format!("there is no `{}` to set a value of", named.join("."));
        faults.push(
            Diagnostic::error(&value.path_place, message, nowhere.label).help_maybe(nowhere.help),
        );
        return;
    }
    if let Err(message) = merge::lay_value(tree, value) {
        faults.push(Diagnostic::error(&value.path_place, message, "cannot be set here"));
    }
}
