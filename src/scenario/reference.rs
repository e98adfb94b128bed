//! The reference of the scenario file in Markdown, for the documentation.

use std::fmt::Write as _;

use super::format::families::{COMMON, FAMILIES};
use super::format::{Drawn, Form, Key, Kind, Need, QuantityRule};
use super::nearest::one_of;
use super::profile::Profile;
use super::schedule::SCHEDULE_KEYS;
use super::sections::SECTIONS;
use super::settings::{FILE_KEYS, Heading, SWEEP, SWEEP_DOC};
use super::table::Table as _;
use super::units::units_by_kind;

/// Tables of all keys and distributions.
pub fn markdown_reference() -> String {
    let mut text = String::from("### Keys above all tables\n\n");
    key_table(Heading::FORM.keys, "", &mut text);
    text.push_str("Of a variation also:\n\n");
    key_table(FILE_KEYS, "", &mut text);
    _ = write!(text, "### `[{SWEEP}]`\n\n{SWEEP_DOC}\n\n");
    for section in SECTIONS {
        let header = if section.named {
            format!("[{}.NAME]", section.name)
        } else {
            format!("[{}]", section.name)
        };
        let need = if section.required { " Required." } else { "" };
        _ = write!(text, "### `{header}`\n\n{}{need}\n\n", section.doc);
        form(&section.form, "", &mut text);
    }
    distributions(&mut text);
    schedules(&mut text);
    units(&mut text);
    text
}

fn form(form: &Form, prefix: &str, text: &mut String) {
    if !form.keys.is_empty() {
        key_table(form.keys, prefix, text);
    }
    let Some(variants) = form.variants else { return };
    _ = write!(text, "`{}`: {}\n\n", variants.tag, variants.doc);
    for variant in variants.list {
        let default = if variants.default == Some(variant.name) { " (default)" } else { "" };
        _ = write!(
            text,
            "With `{} = \"{}\"`{default}: {}\n\n",
            variants.tag, variant.name, variant.doc
        );
        key_table(variant.keys, prefix, text);
    }
}

fn key_table(keys: &[Key], prefix: &str, text: &mut String) {
    text.push_str("| key | value | if missing | meaning |\n|---|---|---|---|\n");
    rows(keys, prefix, text);
    text.push('\n');
}

fn rows(keys: &[Key], prefix: &str, text: &mut String) {
    for key in keys {
        let missing = match key.need {
            Need::Required => "required".to_owned(),
            Need::Optional => String::new(),
            Need::Default(default) => format!("`{default}`"),
        };
        _ = writeln!(
            text,
            "| `{prefix}{}` | {} | {missing} | {} |",
            key.name,
            kind_in_words(&key.kind),
            key.doc
        );
        if let Kind::Table(inner) | Kind::Tables(inner) = &key.kind {
            inner_rows(inner, &format!("{prefix}{}.", key.name), text);
        }
        if let Kind::NamedTables(inner) = &key.kind {
            inner_rows(inner, &format!("{prefix}{}.NAME.", key.name), text);
        }
    }
}

/// The rows of an inner table; the keys of a variant say with which word they go.
fn inner_rows(form: &Form, prefix: &str, text: &mut String) {
    rows(form.keys, prefix, text);
    let Some(variants) = form.variants else { return };
    let words: Vec<String> = variants
        .list
        .iter()
        .map(|variant| format!("`\"{}\"` ({})", variant.name, variant.doc))
        .collect();
    let missing = variants.default.map_or("required".to_owned(), |default| format!("`{default}`"));
    _ = writeln!(
        text,
        "| `{prefix}{}` | {} | {missing} | {} |",
        variants.tag,
        words.join(", "),
        variants.doc
    );
    for variant in variants.list {
        let mut keys = String::new();
        rows(variant.keys, prefix, &mut keys);
        let with = format!(" With `{} = \"{}\"`. |\n", variants.tag, variant.name);
        text.push_str(&keys.replace(" |\n", &with));
    }
}

/// What may be written under a key.
pub fn kind_in_words(kind: &Kind) -> String {
    match kind {
        Kind::Text => "text".to_owned(),
        Kind::Texts => "list of texts".to_owned(),
        Kind::Boolean => "`true` or `false`".to_owned(),
        Kind::Integer { lowest, highest } => format!("whole number, {lowest} to {highest}"),
        Kind::Month => "month, `\"2026-01\"`".to_owned(),
        Kind::Name(section) => format!("name of a `[{section}.NAME]`"),
        Kind::Choice(words) => words
            .iter()
            .map(|(word, doc)| format!("`\"{word}\"` ({doc})"))
            .collect::<Vec<_>>()
            .join(", "),
        Kind::Quantity(rule) => quantity(rule),
        Kind::Table(_) => "table".to_owned(),
        Kind::Tables(_) => "list of tables".to_owned(),
        Kind::NamedTables(_) => "tables with names".to_owned(),
        Kind::Profile => {
            let words = Profile::WORDS.iter().map(|(word, _)| *word);
            format!("{} or a list of points", one_of(words))
        }
        Kind::PricePoints => "months and prices".to_owned(),
        Kind::Thresholds => "metrics and lists of values".to_owned(),
        Kind::Effects => {
            "paths and what happens there, `{ \"mine.pit.variation\" = { times = 0.4 } }`"
                .to_owned()
        }
        Kind::Shares(section) => format!("names of `[{section}.NAME]` tables and shares"),
    }
}

fn quantity(rule: &QuantityRule) -> String {
    let example = if rule.unit == "1" {
        format!("`{}`", rule.example)
    } else {
        format!("`\"{}\"`", rule.example)
    };
    let drawn = match rule.drawn {
        Drawn::Never => "; a constant",
        Drawn::Trial => "",
        Drawn::TrialOrPeriod => "; may have `each = \"period\"`",
        Drawn::Outage => "; drawn anew each time",
        Drawn::OutageOrTrial => "; drawn anew each time, or once a trial with `each = \"trial\"`",
    };
    let range = rule.range.sentence(rule.unit).replace("must be ", "");
    let written = format!("{}, {example}; {range}{drawn}", rule.noun);
    match rule.or {
        Some(other) => format!("{written}; or {}", quantity(other)),
        None => written,
    }
}

fn distributions(text: &mut String) {
    text.push_str("### Distributions\n\n");
    text.push_str(
        "Wherever a quantity stands, a distribution may stand: \
        `{ dist = \"pert\", min = \"5 kt\", mode = \"7 kt\", max = \"15 kt\" }`.\n\n",
    );
    text.push_str("| `dist` | parameters | |\n|---|---|---|\n");
    for family in FAMILIES {
        let names = |form: &super::format::families::Form| {
            form.parameters
                .iter()
                .map(|parameter| format!("`{}`", parameter.name))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let forms = family.forms.iter().map(names).collect::<Vec<_>>().join("; or ");
        _ = writeln!(text, "| `{}` | {forms} | {} |", family.name, family.doc);
    }
    text.push_str(
        "\nA named variable stands for a value as \
        `{ variable = \"design-practice\", scale = \"27 t/MW\" }`.\n",
    );
    text.push_str("\nWith every distribution:\n\n| key | meaning |\n|---|---|\n");
    for (name, doc) in COMMON {
        _ = writeln!(text, "| `{name}` | {doc} |");
    }
}

fn schedules(text: &mut String) {
    text.push_str(
        "\n### Values by month\n\nWhere `each = \"period\"` may stand, a schedule may stand: \
        `{ \"2026-01\" = \"0 %\", \"2027-07\" = \"15 %\", \"2028\" = \"30 %\" }`. Beside the months \
        there may be:\n\n| key | meaning |\n|---|---|\n",
    );
    for (name, doc) in SCHEDULE_KEYS {
        _ = writeln!(text, "| `{name}` | {doc} |");
    }
}

fn units(text: &mut String) {
    text.push_str("\n### Units\n\n");
    text.push_str(
        "A number and its unit stand together in quotation marks, `\"25 Mlb/year\"`; `,` \
        or `_` may group thousands. ",
    );
    text.push_str(
        "Units are divided by `/`, `\"175 USD/kW/month\"`. A year is 12 months or 365.25 days; 1 \
         lb is 0.45359237 kg. ",
    );
    text.push_str("Plain numbers and `%` have no dimension.\n\n| of | units |\n|---|---|\n");
    for (kind, units) in units_by_kind() {
        let units: Vec<String> = units.iter().map(|unit| format!("`{unit}`")).collect();
        _ = writeln!(text, "| {kind} | {} |", units.join(", "));
    }
}
