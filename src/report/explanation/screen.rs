//! An explanation on the screen: a group for each actor, a line for each input that is drawn with
//! its distribution below it, the constants after them.

use std::collections::HashMap;

use super::MOST_ACTORS;
use super::words::{by_month, correlated, each_in_words, effects, number, short, stop, with_unit};
use crate::analysis::explanation::{Base, Explanation, Input, PriceOutlook};
use crate::number_words::{count, counted, decimal, significant};
use crate::report::aligned_text::{Align, TableLine, paragraph, table};
use crate::scenario::{
    Each, NamedUnit, Origin, Setting, origin_in_words, section_of, section_place, table_of,
};

/// Columns of a screen.
const WIDTH: usize = 100;
/// Periods of the price that are told of many.
const MOST_PERIODS: usize = 24;

const HEADER: [&str; 7] = ["mean", "sd", "P5", "P50", "P95", "unit", "drawn each"];
const LEVELS: [f64; 9] = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];

/// The screen as plain text, ending with a line feed. Without `all`, many actors of a kind are
/// summed up, many periods thinned out.
pub fn explanation_screen(explanation: &Explanation<'_>, all: bool) -> String {
    let Explanation { inputs, draws, settings, price, .. } = explanation;
    match (inputs.as_slice(), draws.as_slice(), settings.as_slice(), price) {
        ([input], [], [], None) => return single(explanation, input),
        ([], [], [setting], None) => return single_setting(explanation, setting),
        _ => {}
    }
    let mut text = match &explanation.path {
        Some(path) => heading_of(explanation, path),
        None => heading(explanation),
    };
    let groups = groups(explanation);
    let mut summed: Vec<&str> = Vec::new();
    for (name, inputs) in &groups {
        let section = section_of(name);
        let actors = groups.iter().filter(|(other, _)| section_of(other) == section).count();
        if all || actors <= MOST_ACTORS {
            text.push_str(&group(explanation, name, inputs));
        } else if !summed.contains(&section) {
            text.push_str(&summed_up(explanation, section, actors));
            summed.push(section);
        }
    }
    if let Some(price) = &explanation.price {
        text.push_str(&outlook(explanation, price, all));
    }
    text
}

fn heading(explanation: &Explanation<'_>) -> String {
    let count_of =
        |is: fn(&Input) -> bool| explanation.inputs.iter().filter(|input| is(input)).count() as u64;
    let drawn = count_of(|input| input.law.constant().is_none());
    let defaults = count_of(is_default);
    let constants = explanation.inputs.len() as u64 - drawn - defaults;
    let inherited = match count_of(|input| input.is_inherited) {
        0 => String::new(),
        number => format!("; {} inherited", count(number)),
    };
    format!(
        "{}\nWhat the program understood: {}, {}, {} left at {}{inherited}\n",
        explanation.scenario().name,
        counted(drawn, "uncertain input"),
        counted(constants, "constant"),
        count(defaults),
        if defaults == 1 { "its default" } else { "their defaults" },
    )
}

/// A path and what it means.
fn heading_of(explanation: &Explanation<'_>, path: &str) -> String {
    let doc = explanation.loaded.resolved.key_doc(path);
    let meaning = doc.map(|doc| format!(": {}", doc.meaning.replace('`', ""))).unwrap_or_default();
    paragraph("", 0, WIDTH, format!("{path}{meaning}").split(' '))
}

fn is_default(input: &Input) -> bool {
    input.origin == Origin::Default && !matches!(input.law.base, Base::Fair(_))
}

/// The tables of which something is explained, with their inputs, in the order of the format.
fn groups<'e>(explanation: &'e Explanation<'_>) -> Vec<(&'e str, Vec<&'e Input>)> {
    let mut groups: Vec<(&str, Vec<&Input>)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut place = |groups: &mut Vec<_>, name| {
        *places.entry(name).or_insert_with(|| {
            groups.push((name, Vec::new()));
            groups.len() - 1
        })
    };
    for input in &explanation.inputs {
        let at = place(&mut groups, table_of(&input.path));
        groups[at].1.push(input);
    }
    let draws = explanation.draws.iter().map(|draw| &draw.path);
    for path in draws.chain(explanation.settings.iter().map(|setting| &setting.path)) {
        place(&mut groups, table_of(path));
    }
    groups.sort_by_key(|(name, _)| section_place(name));
    groups
}

/// What stands below the table of a path.
fn key(path: &str) -> &str {
    let table = table_of(path);
    path.get(table.len() + 1..).unwrap_or("value")
}

fn group(explanation: &Explanation<'_>, name: &str, inputs: &[&Input]) -> String {
    let mut text = format!("\n[{name}]\n");
    let (drawn, fixed): (Vec<&Input>, Vec<&Input>) =
        inputs.iter().partition(|input| input.law.constant().is_none());
    text.push_str(&drawn_lines(explanation, &drawn));
    let (defaults, written): (Vec<&Input>, Vec<&Input>) =
        fixed.into_iter().partition(|input| is_default(input));
    text.push_str(&constant_lines(&written));
    for input in written.iter().chain(&defaults) {
        for effect in effects(explanation, input) {
            text.push_str(&paragraph(
                "",
                2,
                WIDTH,
                [format!("{}: {effect}", key(&input.path)).as_str()],
            ));
        }
    }
    let mut said = |label: &str, parts: Vec<String>, separator: &str| {
        if !parts.is_empty() {
            let last = parts.len() - 1;
            let parts: Vec<String> = (parts.into_iter().enumerate())
                .map(|(place, part)| if place < last { part + separator } else { part })
                .collect();
            let parts = parts.iter().map(String::as_str);
            let room = if label.is_empty() { 2 } else { label.len() + 3 };
            text.push_str(&paragraph(&format!("  {label}"), room, WIDTH, parts));
        }
    };
    let of_default = |input: &&Input| {
        let value = with_unit(&short(input.unit.of(input.law.mean())), &input.unit);
        format!("{} {value}", key(&input.path))
    };
    let settings = explanation.settings.iter().filter(|setting| table_of(&setting.path) == name);
    let in_words = |setting: &Setting| format!("{} {}", key(&setting.path), setting.words);
    said("also:", settings.map(in_words).collect(), ",");
    said("by default:", defaults.iter().map(of_default).collect(), ",");
    for draw in explanation.draws.iter().filter(|draw| table_of(&draw.path) == name) {
        let what = match key(&draw.path) {
            "value" => "drawn too: its shock, each period".to_owned(),
            key => format!("drawn too: {key}, once a trial"),
        };
        let mut parts = vec![what];
        parts.extend(correlated(explanation, &draw.path, &draw.correlations));
        said("", parts, ";");
    }
    let stops = explanation.stops.iter().filter(|stop| stop.path() == name);
    for each in stops {
        said("", vec![stop(each)], "");
    }
    text
}

/// A line for each input that is drawn, and below it what it is and where it comes from.
fn drawn_lines(explanation: &Explanation<'_>, inputs: &[&Input]) -> String {
    if inputs.is_empty() {
        return String::new();
    }
    let mut lines = vec![TableLine::header("", &HEADER)];
    lines.extend(inputs.iter().map(|input| {
        let law = &input.law;
        let [p5, p50, p95] = [0.05, 0.5, 0.95].map(|level| law.quantile(level));
        let of = |value: f64| number(input.unit.of(value));
        let mut cells: Vec<String> =
            [law.mean(), law.standard_deviation(), p5, p50, p95].map(of).to_vec();
        let each = law.random().map(|random| each_in_words(random.each)).unwrap_or_default();
        cells.extend([input.unit.text.clone(), each.to_owned()]);
        TableLine { label: format!("  {}", key(&input.path)), cells }
    }));
    let aligned = table(&lines, Align::Right);
    let mut written = aligned.lines();
    let mut text = format!("{}\n", written.next().unwrap_or_default());
    for (line, input) in written.zip(inputs) {
        text.push_str(&format!("{line}\n"));
        let mut parts = vec![in_words(input)];
        if !input.law.by_month.is_empty() {
            parts.push("told is the mean over the horizon".to_owned());
        }
        let autocorrelation = input.law.random().map_or(0.0, |random| random.autocorrelation);
        if autocorrelation != 0.0 {
            parts.push(format!("autocorrelation {autocorrelation}"));
        }
        parts.push(origin_in_words(&input.origin));
        parts.extend(correlated(explanation, &input.path, &input.correlations));
        parts.extend(effects(explanation, input));
        let parts = parts.join("; ");
        text.push_str(&paragraph("", 6, WIDTH, parts.split_inclusive("; ").map(str::trim_end)));
    }
    text
}

/// As it is written, in the user's units; else as the program has it.
fn in_words(input: &Input) -> String {
    match (&input.written, input.law.random()) {
        (Some([words, _]), _) => words.clone(),
        (None, Some(random)) => random.distribution.to_string(),
        (None, None) => number(input.law.mean()),
    }
}

fn constant_lines(inputs: &[&Input]) -> String {
    let lines: Vec<TableLine> = inputs
        .iter()
        .map(|input| {
            let base = NamedUnit::base(&input.base_unit);
            let value = with_unit(&short(input.law.mean()), &base);
            let (written, origin) = match (&input.law.base, &input.written) {
                (Base::Fair(_), _) => (value.clone(), "fair under this price".to_owned()),
                (_, Some([words, _])) => (words.clone(), origin_in_words(&input.origin)),
                (_, None) => (value.clone(), origin_in_words(&input.origin)),
            };
            let is_base = input.unit.is_base() && input.law.variable.is_none();
            let same = if !input.law.by_month.is_empty() {
                let mean = short(input.unit.of(input.law.mean()));
                format!("{} on average", with_unit(&mean, &input.unit))
            } else if is_base {
                String::new()
            } else {
                format!("= {value}")
            };
            TableLine {
                label: format!("  {}", key(&input.path)),
                cells: vec![written, same, origin],
            }
        })
        .collect();
    table(&lines, Align::Left)
}

/// What many actors of a kind have, key by key.
fn summed_up(explanation: &Explanation<'_>, section: &str, actors: usize) -> String {
    let mut keys: Vec<(&str, Vec<&Input>)> = Vec::new();
    for input in explanation.inputs.iter().filter(|input| section_of(&input.path) == section) {
        let key = key(&input.path);
        match keys.iter_mut().find(|(other, _)| *other == key) {
            Some((_, inputs)) => inputs.push(input),
            None => keys.push((key, vec![input])),
        }
    }
    let mut lines: Vec<TableLine> = keys
        .iter()
        .map(|(key, inputs)| {
            let drawn = inputs.iter().filter(|input| input.law.constant().is_none()).count();
            let defaults = inputs.iter().filter(|input| is_default(input)).count();
            let fixed = inputs.len() - drawn - defaults;
            let parts: Vec<String> =
                [(drawn, "drawn"), (fixed, "constant"), (defaults, "by default")]
                    .iter()
                    .filter(|(number, _)| *number > 0)
                    .map(|(number, word)| format!("{} {word}", count(*number as u64)))
                    .collect();
            let unit = &inputs[0].unit;
            let is_shared = inputs.iter().all(|input| input.unit == *unit);
            let base = NamedUnit::base(&inputs[0].base_unit);
            let unit = if is_shared { unit } else { &base };
            let means = || inputs.iter().map(|input| unit.of(input.law.mean()));
            let least = means().fold(f64::INFINITY, f64::min);
            let most = means().fold(f64::NEG_INFINITY, f64::max);
            let range = match (short(least), short(most)) {
                (least, most) if least == most => with_unit(&least, unit),
                (least, most) => with_unit(&format!("{least} to {most}"), unit),
            };
            let mean = if drawn > 0 { "mean " } else { "" };
            TableLine {
                label: format!("  {key}"),
                cells: vec![parts.join(", "), format!("{mean}{range}")],
            }
        })
        .collect();
    let mut draws: Vec<(&str, u64)> = Vec::new();
    for draw in explanation.draws.iter().filter(|draw| section_of(&draw.path) == section) {
        let key = key(&draw.path);
        match draws.iter_mut().find(|(other, _)| *other == key) {
            Some((_, number)) => *number += 1,
            None => draws.push((key, 1)),
        }
    }
    lines.extend(draws.iter().map(|(key, number)| TableLine {
        label: format!("  {key}"),
        cells: vec![format!("{} drawn", count(*number)), "yes or no".to_owned()],
    }));
    format!(
        "\n[{section}.*], {} (one by one: --all, or `explain FILE {section}.NAME`)\n{}",
        counted(actors as u64, section),
        table(&lines, Align::Left)
    )
}

/// The fan of the price, period by period.
fn outlook(explanation: &Explanation<'_>, price: &PriceOutlook, all: bool) -> String {
    let scenario = explanation.scenario();
    let initial = explanation.inputs.iter().find(|input| input.path == "price.initial");
    let base = NamedUnit::base("USD/t");
    let unit = initial.map_or(&base, |initial| &initial.unit);
    // Whole dollars a tonne, as prices are quoted.
    let digits = |value: f64| match unit.of(value) {
        value if value.abs() >= 1000.0 => decimal(value, 0),
        value => number(value),
    };
    let mut lines =
        vec![TableLine::header("", &["mean", "± se", "P5", "P25", "P50", "P75", "P95"])];
    let stride = match price.periods.len() {
        periods if all => periods.min(1),
        periods => periods.div_ceil(MOST_PERIODS),
    };
    for (place, end) in price.periods.iter().enumerate() {
        // The last of them is always told.
        if !(price.periods.len() - 1 - place).is_multiple_of(stride.max(1)) {
            continue;
        }
        let exact = end.std_error == 0.0;
        let error = if exact { "exact".to_owned() } else { significant(unit.of(end.std_error), 2) };
        let mut cells = vec![digits(end.mean), error];
        cells.extend([0, 2, 3, 4, 6].map(|level| digits(end.quantiles[level])));
        lines.push(TableLine { label: format!("  {}", scenario.time.label(place)), cells });
    }
    format!(
        "\nThe price at the end of each {}, {}, from {} trials (Monte Carlo, seed {})\n{}",
        scenario.time.step.name(),
        unit.text,
        count(price.trials),
        scenario.simulation.seed,
        table(&lines, Align::Right)
    )
}

/// What may be written at a path, and what it means, each beside its label.
fn documented(explanation: &Explanation<'_>, path: &str) -> String {
    let Some(doc) = explanation.loaded.resolved.key_doc(path) else { return String::new() };
    let default = doc.default.map(|default| format!("; {default} if missing"));
    let accepts = format!("{}{}", doc.accepts.replace('`', ""), default.unwrap_or_default());
    let mut text = labelled("means", &doc.meaning.replace('`', ""));
    if !accepts.is_empty() {
        text.push_str(&labelled("accepts", &accepts));
    }
    text
}

fn labelled(label: &str, what: &str) -> String {
    paragraph(&format!("  {label}"), 15, WIDTH, what.split(' '))
}

/// All there is to say of a value that is no number.
fn single_setting(explanation: &Explanation<'_>, setting: &Setting) -> String {
    let written = format!("{}, {}", setting.toml, origin_in_words(&setting.origin));
    format!(
        "{}\n{}{}",
        setting.path,
        documented(explanation, &setting.path),
        labelled("written", &written)
    )
}

/// All there is to say of one input.
fn single(explanation: &Explanation<'_>, input: &Input) -> String {
    let law = &input.law;
    let (unit, base) = (&input.unit, NamedUnit::base(&input.base_unit));
    let mut text = format!("{}\n", input.path);
    text.push_str(&documented(explanation, &input.path));
    let mut say = |label: &str, what: &str| text.push_str(&labelled(label, what));
    match (&law.base, &input.written) {
        (Base::Fair(_), _) => say("written", "not at all: it is fair under this price"),
        (_, Some([_, toml])) => {
            let inherited = if input.is_inherited { ", inherited" } else { "" };
            let origin = origin_in_words(&input.origin);
            say("written", &format!("{toml}, {origin}{inherited}"));
        }
        (_, None) => say("written", "not at all: it is left at its default"),
    }
    let both = |value: f64| {
        let written = with_unit(&short(unit.of(value)), unit);
        if unit.is_base() {
            return written;
        }
        format!("{written} = {}", with_unit(&short(value), &base))
    };
    if let Some(points) = by_month(input) {
        say("by month", &format!("{points}; what follows is the mean over the horizon"));
    }
    for effect in effects(explanation, input) {
        say("but", &format!("{effect}; what follows is without it"));
    }
    let Some(random) = law.random() else {
        let always = if law.by_month.is_empty() { "always" } else { "on average" };
        say("understood", &format!("{always} {}", both(law.mean())));
        return text;
    };
    let named = law.variable.as_ref().map(|name| format!("variable.{name}: ")).unwrap_or_default();
    let each = match random.each {
        Each::Trial => "drawn once a trial",
        Each::Period => "drawn each period",
        Each::Outage => "drawn for each outage",
    };
    let autocorrelation = match random.autocorrelation {
        0.0 => String::new(),
        value => format!(", autocorrelation {value}"),
    };
    let of_unit = if base.text.is_empty() { String::new() } else { format!(" in {}", base.text) };
    say("understood", &format!("{named}{}{of_unit}, {each}{autocorrelation}", random.distribution));
    say("mean", &both(law.mean()));
    say("sd", &both(law.standard_deviation()));
    let (low, high) = law.support();
    say(
        "possible",
        &with_unit(&format!("{} to {}", short(unit.of(low)), short(unit.of(high))), unit),
    );
    for part in correlated(explanation, &input.path, &input.correlations) {
        say("correlated", part.strip_prefix("correlated ").unwrap_or(&part));
    }
    let per = if unit.text.is_empty() { String::new() } else { format!(", per {}", unit.text) };
    let density =
        if law.is_discrete() { "probability".to_owned() } else { format!("density{per}") };
    let mut lines = vec![TableLine::header("  quantiles", &[unit.text.as_str(), &density])];
    lines.extend(LEVELS.iter().map(|&level| {
        let value = law.quantile(level);
        let size = if law.is_discrete() { 1.0 } else { unit.size() };
        let density = significant(law.density(value) * size, 3);
        TableLine {
            label: format!("  P{:.0}", 100.0 * level),
            cells: vec![number(unit.of(value)), density],
        }
    }));
    text.push_str(&table(&lines, Align::Right));
    text
}
