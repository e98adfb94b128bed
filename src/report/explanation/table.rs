//! What was understood of the uncertain inputs, as a table of a page.

use std::collections::{BTreeMap, BTreeSet};

use super::MOST_ACTORS;
use super::words::{each_in_words, number};
use crate::analysis::explanation::Input;
use crate::report::page::table::{Cell, Column, Table};
use crate::scenario::{origin_in_words, section_of, table_of};

/// The inputs that are drawn; `None` where nothing is.
pub fn understood(inputs: &[Input]) -> Option<Table> {
    let drawn: Vec<&Input> = inputs.iter().filter(|input| input.law.constant().is_none()).collect();
    let mut actors: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for input in &drawn {
        let table = table_of(&input.path);
        actors.entry(section_of(table)).or_default().insert(table);
    }
    let mut rows: Vec<(String, Vec<&Input>)> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for input in drawn {
        let table = table_of(&input.path);
        let is_many = actors[section_of(table)].len() > MOST_ACTORS;
        let name = match is_many {
            true => format!("{}.*{}", section_of(table), &input.path[table.len()..]),
            false => input.path.clone(),
        };
        let place = *places.entry(name.clone()).or_insert(rows.len());
        match rows.get_mut(place) {
            Some((_, inputs)) => inputs.push(input),
            None => rows.push((name, vec![input])),
        }
    }
    let rows: Vec<Vec<Cell>> = rows.iter().map(|(name, inputs)| row(name, inputs)).collect();
    let columns = vec![
        Column::text("Input"),
        Column::number("Mean", ""),
        Column::number("sd", ""),
        Column::number("P5", ""),
        Column::number("P50", ""),
        Column::number("P95", ""),
        Column::text("Unit"),
        Column::text("Drawn each"),
        Column::text("As written"),
    ];
    let caption = "Uncertain inputs in the units in which they are written; a range is that of \
        several";
    (!rows.is_empty()).then(|| Table::new(caption, columns, rows).compact())
}

fn row(name: &str, inputs: &[&Input]) -> Vec<Cell> {
    let first = inputs[0];
    let unit = &first.unit;
    let range = |of: &dyn Fn(&Input) -> f64| {
        let values = || inputs.iter().map(|input| unit.of(of(input)));
        let least = number(values().fold(f64::INFINITY, f64::min));
        let most = number(values().fold(f64::NEG_INFINITY, f64::max));
        Cell::text(if least == most { least } else { format!("{least} to {most}") })
    };
    let each = first.law.random().map_or("", |random| each_in_words(random.each));
    let written = match inputs {
        [only] => {
            let words = only.written.as_ref().map_or("", |[words, _]| words.as_str());
            format!("{words}, {}", origin_in_words(&only.origin))
        }
        several => format!("{} of them", several.len()),
    };
    vec![
        Cell::text(name),
        range(&|input| input.law.mean()),
        range(&|input| input.law.standard_deviation()),
        range(&|input| input.law.quantile(0.05)),
        range(&|input| input.law.quantile(0.5)),
        range(&|input| input.law.quantile(0.95)),
        Cell::text(unit.text.clone()),
        Cell::text(each),
        Cell::text(written),
    ]
}
