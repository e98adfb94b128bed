//! A file's own values laid over those of its base, key by key.
//!
//! Tables merge. What says one thing replaces what the base says of it: a list, a value, a
//! distribution that names its `dist`. A word that decides which other keys there are (`process`)
//! takes those of the base away that do not go with it, and so does the other way of saying
//! something (`quantity` instead of `rate`). What stays keeps its place in the order of mention;
//! what is new comes after it.

use crate::distribution::percentile;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::document::{Assignment, Entry, Node, NodeValue, Table, assign};
use crate::scenario::format::{Form, Kind, Variants};
use crate::scenario::nearest::nearest;
use crate::scenario::schedule::is_schedule;
use crate::scenario::sections;

/// Lays the values of a scenario over those of another.
pub fn lay_over(base: &mut Table, own: &Table) {
    for entry in &own.entries {
        let section = sections::section(&entry.key);
        lay_entry(base, entry, |below, above| match section {
            Some(section) if section.named => lay_named(below, above, &section.form),
            Some(section) => {
                lay_table(below, above, &section.form);
                true
            }
            None => false,
        });
    }
}

/// The named tables that are not in the base, such as `contract.nutn`, each with the one that may
/// be meant.
pub fn added_tables(base: &Table, own: &Table) -> Vec<(String, Option<String>)> {
    let mut added = Vec::new();
    for entry in own
        .entries
        .iter()
        .filter(|entry| sections::section(&entry.key).is_some_and(|section| section.named))
    {
        let names = |table: &Table| {
            table.get(&entry.key).map_or_else(Vec::new, |entry| match &entry.node.value {
                NodeValue::Table(inner) => {
                    inner.entries.iter().map(|named| named.key.clone()).collect()
                }
                _ => Vec::new(),
            })
        };
        let known = names(base);
        let path = |name: &str| format!("{}.{name}", entry.key);
        for name in names(own).iter().filter(|name| !known.contains(name)) {
            added.push((path(name), nearest(name, known.iter().map(String::as_str)).map(path)));
        }
    }
    added
}

/// Named tables within tables, such as products, that a variation adds beside one of nearly the
/// same name: all of their keys may be missing, so that nothing else would tell a misspelt one.
pub fn misspelt_tables(base: &Table, own: &Table) -> Vec<Diagnostic> {
    fn tables(table: &Table) -> impl Iterator<Item = (&Entry, &Table)> {
        table.entries.iter().filter_map(|entry| match &entry.node.value {
            NodeValue::Table(inner) => Some((entry, inner)),
            _ => None,
        })
    }
    fn below<'t>(table: &'t Table, key: &str) -> Option<&'t Table> {
        tables(table).find(|(entry, _)| entry.key == key).map(|(_, inner)| inner)
    }
    let mut found = Vec::new();
    for (section_entry, names) in tables(own) {
        let Some(section) = sections::section(&section_entry.key).filter(|section| section.named)
        else {
            continue;
        };
        for (named, table) in tables(names) {
            for (key, inner) in
                tables(table).filter(|(key, _)| section.form.has_named_tables(&key.key))
            {
                let known = below(base, section.name)
                    .and_then(|base| below(below(base, &named.key)?, &key.key));
                let Some(known) = known else { continue };
                for added in inner.entries.iter().filter(|added| known.get(&added.key).is_none()) {
                    let Some(meant) =
                        nearest(&added.key, known.entries.iter().map(|entry| entry.key.as_str()))
                    else {
                        continue;
                    };
                    let path =
                        |name: &str| format!("[{}.{}.{}.{name}]", section.name, named.key, key.key);
                    let label = format!("the base has no {}", path(&added.key));
                    let fault = Diagnostic::warning(
                        &added.key_place,
                        format!("{} is new", path(&added.key)),
                        label,
                    );
                    found.push(fault.help(format!("did you mean {}?", path(meant))));
                }
            }
        }
    }
    found
}

/// Lays one value over the tree, as if a file that extends it had written it.
///
/// # Errors
/// Why there is no such place.
pub fn lay_value(tree: &mut Table, value: &Assignment) -> Result<(), String> {
    if !leads_through_tables(tree, &value.segments) {
        return assign(tree, value);
    }
    let entry = |key: &String, node: Node| Entry {
        key: key.clone(),
        key_place: value.path_place.clone(),
        node,
    };
    let mut node = value.node.clone();
    let Some((first, rest)) = value.segments.split_first() else { return Ok(()) };
    for key in rest.iter().rev() {
        let table = Table { entries: vec![entry(key, node)] };
        node = Node { place: value.path_place.clone(), value: NodeValue::Table(table) };
    }
    lay_over(tree, &Table { entries: vec![entry(first, node)] });
    Ok(())
}

/// Whether nothing but tables stands above the place of a path, as far as there is anything.
fn leads_through_tables(tree: &Table, segments: &[String]) -> bool {
    let mut table = tree;
    for segment in &segments[..segments.len() - 1] {
        match table.get(segment).map(|entry| &entry.node.value) {
            Some(NodeValue::Table(inner)) => table = inner,
            Some(_) => return false,
            None => return true,
        }
    }
    true
}

/// Lays an entry over the one of its name. `merge` lays tables over tables if they are of the kind
/// that merges.
fn lay_entry(base: &mut Table, own: &Entry, merge: impl FnOnce(&mut Table, &Table) -> bool) {
    let Some(entry) = base.get_mut(&own.key) else {
        base.entries.push(own.clone());
        return;
    };
    let merged = match (&mut entry.node.value, &own.node.value) {
        (NodeValue::Table(below), NodeValue::Table(above)) => merge(below, above),
        _ => false,
    };
    if !merged {
        *entry = own.clone();
    }
}

/// Lays tables with names over those of the same names.
fn lay_named(base: &mut Table, own: &Table, form: &'static Form) -> bool {
    for named in &own.entries {
        lay_entry(base, named, |below, above| {
            lay_table(below, above, form);
            true
        });
    }
    true
}

fn lay_table(base: &mut Table, own: &Table, form: &'static Form) {
    if let Some(variants) = form.variants {
        drop_other_variant(base, own, form, variants);
    }
    for sides in form.alternatives {
        let is_of = |side: &[&str], entry: &Entry| side.contains(&entry.key.as_str());
        for (chosen, side) in sides.iter().enumerate() {
            if own.entries.iter().any(|entry| is_of(side, entry)) {
                let others = || sides.iter().enumerate().filter(|(other, _)| *other != chosen);
                base.entries.retain(|entry| !others().any(|(_, other)| is_of(other, entry)));
            }
        }
    }
    for entry in &own.entries {
        let kind = form.every_key().find(|key| key.name == entry.key).map(|key| &key.kind);
        lay_entry(base, entry, |below, above| match kind {
            Some(Kind::Table(inner)) => {
                lay_table(below, above, inner);
                true
            }
            Some(Kind::NamedTables(inner)) => lay_named(below, above, inner),
            Some(Kind::Quantity(_)) if is_part_of(above, below) => lay_keys(below, above),
            Some(Kind::Thresholds | Kind::Shares(_) | Kind::Effects) => lay_keys(below, above),
            _ => false,
        });
    }
}

/// Whether a distribution's keys change some of those below rather than replace them all.
fn is_part_of(above: &Table, below: &Table) -> bool {
    let has_percentiles =
        |table: &Table| table.entries.iter().any(|entry| percentile(&entry.key).is_some());
    let is_named = above.get("dist").is_some() || above.get("variable").is_some();
    !is_named
        && is_schedule(above) == is_schedule(below)
        && (has_percentiles(below) || !has_percentiles(above))
}

fn lay_keys(base: &mut Table, own: &Table) -> bool {
    own.entries.iter().for_each(|entry| lay_entry(base, entry, |_, _| false));
    true
}

/// Takes away what another process, say, does not know. A word that no variant has is left to the
/// reader to report.
fn drop_other_variant(
    base: &mut Table,
    own: &Table,
    form: &'static Form,
    variants: &'static Variants,
) {
    let word = |table: &Table| match &table.get(variants.tag)?.node.value {
        NodeValue::Text(word) => Some(word.clone()),
        _ => None,
    };
    let chosen =
        word(own).and_then(|word| variants.list.iter().find(|variant| variant.name == word));
    let Some(chosen) = chosen else { return };
    let former = word(base).or_else(|| variants.default.map(str::to_owned));
    if former.as_deref() != Some(chosen.name) {
        base.entries.retain(|entry| {
            entry.key == variants.tag || form.keys_of(Some(chosen)).any(|key| key.name == entry.key)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::document::parse_toml;

    const BASE: &str = r#"
[price]
process = "mean-reverting"
initial = "9000 USD/t"
level = "10 kUSD/t"
half_life = "3 year"
volatility = { dist = "uniform", min = 0.1, max = 0.3 }
[region.us]
spot = { available = "800 t/quarter", premium = "500 USD/t" }
[mine.pit]
variation = { dist = "lognormal", mean = 1.0, sd = 0.1, each = "period" }
outages = [{ rate = "1 /year", duration = "1 month" }]
product = { oxide = { share = 0.4, carbon = "2 tCO2e/t" }, sulphide = {} }
[contract.offtake]
rate = "875 t/quarter"
to = "2029-12"
price = { basis = "reference", premium = "150 USD/t", floor = "8000 USD/t" }
[report]
thresholds = { cost = ["1 MUSD"] }
"#;

    /// The tree as one line, in the order of mention.
    fn flat(table: &Table, prefix: &str) -> Vec<String> {
        table
            .entries
            .iter()
            .flat_map(|entry| {
                let path = format!("{prefix}{}", entry.key);
                match &entry.node.value {
                    NodeValue::Table(inner) => flat(inner, &format!("{path}.")),
                    NodeValue::Text(text) | NodeValue::Number(text) => {
                        vec![format!("{path}={text}")]
                    }
                    other => vec![format!("{path}={}", other.noun())],
                }
            })
            .collect()
    }

    #[track_caller]
    fn assert_laid(own: &str, section: &str, expected: &[&str]) {
        let mut tree = parse_toml(BASE, 0, &mut Vec::new());
        let mut faults = Vec::new();
        lay_over(&mut tree, &parse_toml(own, 1, &mut faults));
        assert_eq!(faults, vec![]);
        let found: Vec<String> =
            flat(&tree, "").into_iter().filter(|line| line.starts_with(section)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn one_key_of_an_inner_table_leaves_the_others() {
        assert_laid(
            "[region.us]\nspot = { available = \"400 t/quarter\" }",
            "region",
            &["region.us.spot.available=400 t/quarter", "region.us.spot.premium=500 USD/t"],
        );
        assert_laid(
            "report.thresholds.shortfall = [\"1 t\"]",
            "report",
            &["report.thresholds.cost=a list", "report.thresholds.shortfall=a list"],
        );
    }

    #[test]
    fn a_distribution_that_names_its_family_replaces_the_other_whole() {
        assert_laid(
            "[mine.pit]\nvariation = { dist = \"lognormal\", median = 1.0, p95 = 1.3 }",
            "mine.pit.variation",
            &[
                "mine.pit.variation.dist=lognormal",
                "mine.pit.variation.median=1.0",
                "mine.pit.variation.p95=1.3",
            ],
        );
        assert_laid(
            "[mine.pit]\nvariation = { variable = \"x\" }",
            "mine.pit.variation",
            &["mine.pit.variation.variable=x"],
        );
        assert_laid(
            "[mine.pit]\nvariation = 0.9",
            "mine.pit.variation",
            &["mine.pit.variation=0.9"],
        );
        assert_laid(
            "[mine.pit]\nvariation.sd = 0.2",
            "mine.pit.variation",
            &[
                "mine.pit.variation.dist=lognormal",
                "mine.pit.variation.mean=1.0",
                "mine.pit.variation.sd=0.2",
                "mine.pit.variation.each=period",
            ],
        );
    }

    #[test]
    fn percentiles_replace_what_has_none() {
        assert_laid(
            "[mine.pit]\nvariation = { p10 = 0.9, p90 = 1.1 }",
            "mine.pit.variation",
            &["mine.pit.variation.p10=0.9", "mine.pit.variation.p90=1.1"],
        );
        let mut tree =
            parse_toml("[mine.pit]\nvariation = { p10 = 0.9, p90 = 1.1 }", 0, &mut vec![]);
        lay_over(&mut tree, &parse_toml("[mine.pit]\nvariation.p90 = 1.2", 1, &mut vec![]));
        let expected = ["mine.pit.variation.p10=0.9", "mine.pit.variation.p90=1.2"];
        assert_eq!(flat(&tree, ""), expected);
    }

    #[test]
    fn another_process_drops_the_keys_it_does_not_know() {
        assert_laid(
            "[price]\nprocess = \"gbm\"\ndrift = 0.02",
            "price",
            &[
                "price.process=gbm",
                "price.initial=9000 USD/t",
                "price.volatility.dist=uniform",
                "price.volatility.min=0.1",
                "price.volatility.max=0.3",
                "price.drift=0.02",
            ],
        );
        assert_laid(
            "[price]\nprocess = \"constant\"",
            "price",
            &["price.process=constant", "price.initial=9000 USD/t"],
        );
    }

    #[test]
    fn named_tables_within_a_table_merge_by_name() {
        assert_laid(
            "[mine.pit.product.oxide]\nshare = \
             { dist = \"uniform\", min = 0.3, max = 0.5 }\n[mine.pit.product.slag]\nshare = 0.1",
            "mine.pit.product",
            &[
                "mine.pit.product.oxide.share.dist=uniform",
                "mine.pit.product.oxide.share.min=0.3",
                "mine.pit.product.oxide.share.max=0.5",
                "mine.pit.product.oxide.carbon=2 tCO2e/t",
                "mine.pit.product.slag.share=0.1",
            ],
        );
    }

    #[test]
    fn another_way_of_saying_a_thing_takes_the_place_of_the_first() {
        assert_laid(
            "[contract.offtake]\nquantity = \"7000 t\"\nterm = \"24 month\"\nprice = \
             { fixed = \"9000 USD/t\" }",
            "contract",
            &[
                "contract.offtake.price.fixed=9000 USD/t",
                "contract.offtake.quantity=7000 t",
                "contract.offtake.term=24 month",
            ],
        );
    }

    #[test]
    fn one_value_is_laid_in_as_a_file_would() {
        let contract = |path: &str, value: &str| {
            let mut tree = parse_toml(BASE, 0, &mut Vec::new());
            let place = crate::scenario::source::Place::of_file(0);
            let node = Node { place: place.clone(), value: NodeValue::Text(value.to_owned()) };
            let segments = path.split('.').map(str::to_owned).collect();
            let laid = lay_value(&mut tree, &Assignment { segments, path_place: place, node });
            laid.map(|()| {
                flat(&tree, "")
                    .into_iter()
                    .filter(|line| line.starts_with("contract"))
                    .collect::<Vec<_>>()
            })
        };
        assert_eq!(
            contract("contract.offtake.price.fixed", "9000 USD/t"),
            Ok([
                "contract.offtake.rate=875 t/quarter",
                "contract.offtake.to=2029-12",
                "contract.offtake.price.fixed=9000 USD/t"
            ]
            .map(str::to_owned)
            .to_vec())
        );
        assert!(
            contract("contract.offtake.rate.min", "5 t/quarter").is_err(),
            "a text holds nothing"
        );
    }

    #[test]
    fn additions_come_after_what_is_there() {
        assert_laid(
            "[mine.quarry]\ncapacity = \"1 t/year\"\n[mine.pit]\noutages = []\ncarbon = \"1 \
             tCO2e/t\"",
            "mine.",
            &[
                "mine.pit.variation.dist=lognormal",
                "mine.pit.variation.mean=1.0",
                "mine.pit.variation.sd=0.1",
                "mine.pit.variation.each=period",
                "mine.pit.outages=a list",
                "mine.pit.product.oxide.share=0.4",
                "mine.pit.product.oxide.carbon=2 tCO2e/t",
                "mine.pit.carbon=1 tCO2e/t",
                "mine.quarry.capacity=1 t/year",
            ],
        );
    }
}
