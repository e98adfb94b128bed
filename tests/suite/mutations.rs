//! Whatever is done to the text of a scenario or its table, it is read or refused, and faults can
//! be shown: nothing panics.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::valid::meaning;
use coppercast::scenario::{Overrides, read_text, read_text_variants};

const SCENARIO: &str = include_str!("../scenarios_valid/johnson-camp.toml");
const FACILITIES: &str = include_str!("../scenarios_valid/data/campuses.csv");

/// Pieces that break things.
const PIECES: &[&str] = &[
    "nan",
    "inf",
    "-inf",
    "1e999",
    "-1",
    "0",
    "1e-320",
    "9223372036854775808",
    "0x10",
    "\"\"",
    "\"",
    "'''",
    "\u{0}",
    "\u{feff}",
    "€",
    "\r",
    "[",
    "]",
    "{",
    "}",
    "=",
    ".",
    ",",
    "#",
    "\n",
    " t/year",
    "\"-5 t\"",
    "\"1e300 t\"",
    "{ dist = \"normal\", mean = 0, sd = 1 }",
    "{ variable = \"design-practice\" }",
    "{ dist = \"beta\", alpha = 1e-300, beta = 1e300 }",
    "each = \"period\"",
    "true",
    "2026-01-01",
    "\"9999-99\"",
    "\"2999-12\"",
    "*",
    "facility.*.*",
    "{ dist = \"poisson\", mean = 1e300 }",
    "within = [0, 1]",
    "[[[[[[[[",
    "{ dist = \"discrete\", values = [], probabilities = [] }",
    "\"1 t.t.t.t.t.t.t.t.t.t.t.t.t/t\"",
    "\u{202e}",
    "４２",
];

#[derive(Debug, Clone)]
enum Mutation {
    Delete(usize, usize),
    Duplicate(usize, usize),
    Insert(usize, usize),
    Replace(usize, usize),
    SwapLines(usize, usize),
    DeleteLine(usize),
    DuplicateLine(usize),
    ReplaceNumber(usize, usize),
    RenameWord(usize, u8),
    Truncate(usize),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let at = any::<u16>().prop_map(usize::from);
    prop_oneof![
        (at.clone(), 1..40_usize).prop_map(|(at, length)| Mutation::Delete(at, length)),
        (at.clone(), 1..200_usize).prop_map(|(at, length)| Mutation::Duplicate(at, length)),
        (at.clone(), 0..PIECES.len()).prop_map(|(at, piece)| Mutation::Insert(at, piece)),
        (at.clone(), 0..PIECES.len()).prop_map(|(at, piece)| Mutation::Replace(at, piece)),
        (at.clone(), at.clone()).prop_map(|(a, b)| Mutation::SwapLines(a, b)),
        at.clone().prop_map(Mutation::DeleteLine),
        at.clone().prop_map(Mutation::DuplicateLine),
        (at.clone(), 0..PIECES.len()).prop_map(|(at, piece)| Mutation::ReplaceNumber(at, piece)),
        (at.clone(), any::<u8>()).prop_map(|(at, letter)| Mutation::RenameWord(at, letter)),
        at.prop_map(Mutation::Truncate),
    ]
}

fn boundary(text: &str, at: usize) -> usize {
    let mut at = at % (text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Range of the word (letters, digits, `_`, `-`, `.`) at or after a byte.
fn word(text: &str, at: usize, inside: fn(char) -> bool) -> std::ops::Range<usize> {
    let start = text[at..].find(inside).map_or(text.len(), |offset| at + offset);
    let end =
        text[start..].find(|letter| !inside(letter)).map_or(text.len(), |offset| start + offset);
    start..end
}

fn apply(text: &str, mutation: &Mutation) -> String {
    let mut text = text.to_owned();
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    match mutation {
        Mutation::Delete(at, length) => {
            let start = boundary(&text, *at);
            let end = boundary(&text, (start + length).min(text.len())).max(start);
            text.replace_range(start..end, "");
        }
        Mutation::Duplicate(at, length) => {
            let start = boundary(&text, *at);
            let end = boundary(&text, (start + length).min(text.len())).max(start);
            let piece = text[start..end].to_owned();
            text.insert_str(end, &piece);
        }
        Mutation::Insert(at, piece) => {
            let start = boundary(&text, *at);
            text.insert_str(start, PIECES[*piece]);
        }
        Mutation::Replace(at, piece) => {
            let start = boundary(&text, *at);
            let range = word(&text, start, |letter| {
                letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | '"' | ' ' | '/')
            });
            text.replace_range(range, PIECES[*piece]);
        }
        Mutation::SwapLines(a, b) => {
            let mut list = lines(&text);
            let count = list.len().max(1);
            if !list.is_empty() {
                list.swap(a % count, b % count);
            }
            text = list.join("\n");
        }
        Mutation::DeleteLine(at) => {
            let mut list = lines(&text);
            if !list.is_empty() {
                list.remove(at % list.len());
            }
            text = list.join("\n");
        }
        Mutation::DuplicateLine(at) => {
            let mut list = lines(&text);
            if !list.is_empty() {
                let line = list[at % list.len()].clone();
                list.insert(at % list.len(), line);
            }
            text = list.join("\n");
        }
        Mutation::ReplaceNumber(at, piece) => {
            let start = boundary(&text, *at);
            let range = word(&text, start, |letter| letter.is_ascii_digit() || letter == '.');
            text.replace_range(range, PIECES[*piece]);
        }
        Mutation::RenameWord(at, letter) => {
            let start = boundary(&text, *at);
            let range = word(&text, start, |letter| letter.is_ascii_lowercase() || letter == '_');
            text.insert(range.end, char::from(b'a' + letter % 26));
        }
        Mutation::Truncate(at) => {
            let end = boundary(&text, *at);
            text.truncate(end);
        }
    }
    text
}

/// Reads, shows whatever is wrong, and reads back what is right.
fn read_and_show(scenario: &str, facilities: &str, overrides: &Overrides) {
    match read_text("mutant.toml", scenario, &|_| Ok(facilities.to_owned()), overrides) {
        Ok(loaded) => {
            loaded.warnings.render(true);
            let resolved = loaded.resolved.to_toml();
            let again = read_text(
                "mutant.toml",
                &resolved,
                &|_| Err(std::io::Error::other("no file")),
                &Overrides::default(),
            );
            assert!(
                again.is_ok(),
                "the resolved scenario is not sound:\n{resolved}\n{}",
                again.err().map_or(String::new(), |faults| faults.render(false))
            );
        }
        Err(faults) => {
            assert!(faults.has_errors());
            assert!(faults.render(false).contains("error"));
            faults.render(true);
        }
    }
}

const VARIATION: &str = r#"extends = "base/johnson-camp.toml"
remove = ["contract.nuton.take_or_pay", "mine.johnson-camp.outages", "facility.texas-1"]
description = "A variation"

[price]
process = "gbm"
drift = "0.02 /year"

[region.us]
spot = { available = { dist = "uniform", min = "300 t/quarter", max = "500 t/quarter" } }

[mine.johnson-camp]
utilisation.mode = 0.7
outages = [{ rate = "0.5 /year", duration = "1 month" }]

[contract.nuton]
quantity = "14,000 t"

[facility.texas-2]
copper = { dist = "lognormal", median = "5 kt", p95 = "9 kt" }

[sweep]
"price.initial" = ["9500 USD/t", { dist = "uniform", min = "9 kUSD/t", max = "12 kUSD/t" }]
contract.nuton.quantity = ["7,000 t", "14,000 t"]
"#;

/// Reads a variation, shows whatever is wrong, and reads back what is right: it means the same.
fn read_and_show_variation(text: &str, base: &str, facilities: &str) {
    let files = |name: &str| Ok(if name.ends_with(".csv") { facilities } else { base }.to_owned());
    match read_text_variants("mutant.toml", text, &files, &Overrides::default()) {
        Ok(variants) => {
            for loaded in variants {
                let resolved = loaded.resolved.to_toml();
                let no_files = |_: &str| Err(std::io::Error::other("no file"));
                let again = read_text("mutant.toml", &resolved, &no_files, &Overrides::default())
                    .unwrap_or_else(|faults| {
                        panic!("the resolved scenario is not sound:\n{resolved}\n{faults}")
                    });
                assert_eq!(meaning(&again.scenario), meaning(&loaded.scenario), "{resolved}");
            }
        }
        Err(faults) => {
            assert!(faults.has_errors());
            assert!(faults.render(false).contains("error"));
            faults.render(true);
        }
    }
}

#[test]
fn the_variation_to_mutate_is_sound() {
    let files =
        |name: &str| Ok(if name.ends_with(".csv") { FACILITIES } else { SCENARIO }.to_owned());
    let variants = read_text_variants("mutant.toml", VARIATION, &files, &Overrides::default());
    assert_eq!(variants.unwrap_or_else(|faults| panic!("{faults}")).len(), 4);
}

fn cases(cases: u32, seed: u64) -> ProptestConfig {
    let rng_seed = RngSeed::Fixed(seed);
    ProptestConfig { cases, failure_persistence: None, rng_seed, ..ProptestConfig::default() }
}

fn mutated(text: &str, mutations: &[Mutation]) -> String {
    mutations.iter().fold(text.to_owned(), |text, mutation| apply(&text, mutation))
}

proptest! {
    #![proptest_config(cases(300, 20_260_115))]

    #[test]
    fn mutated_scenarios_are_read_or_refused(mutations in prop::collection::vec(mutation(), 1..4)) {
        let text = mutated(SCENARIO, &mutations);
        read_and_show(&text, FACILITIES, &Overrides::default());
    }

    #[test]
    fn mutated_tables_are_read_or_refused(mutations in prop::collection::vec(mutation(), 1..4)) {
        let text = mutated(FACILITIES, &mutations);
        read_and_show(SCENARIO, &text, &Overrides::default());
    }

    #[test]
    fn mutated_variations_are_read_or_refused(
        mutations in prop::collection::vec(mutation(), 1..4),
    ) {
        let text = mutated(VARIATION, &mutations);
        read_and_show_variation(&text, SCENARIO, FACILITIES);
    }

    #[test]
    fn mutated_bases_are_read_or_refused(mutations in prop::collection::vec(mutation(), 1..3)) {
        let base = mutated(SCENARIO, &mutations);
        let facilities = mutated(FACILITIES, &mutations);
        read_and_show_variation(VARIATION, &base, FACILITIES);
        read_and_show_variation(VARIATION, SCENARIO, &facilities);
    }

    #[test]
    fn any_text_is_refused_politely(
        text in "\\PC{0,200}",
        bytes in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        read_and_show(&text, "", &Overrides::default());
        read_and_show(&String::from_utf8_lossy(&bytes), "", &Overrides::default());
        read_and_show(SCENARIO, &text, &Overrides::default());
        read_and_show(SCENARIO, &String::from_utf8_lossy(&bytes), &Overrides::default());
    }

    #[test]
    fn any_option_is_taken_or_refused(
        path in 0..8_usize,
        piece in 0..PIECES.len(),
        text in "\\PC{0,20}",
    ) {
        let paths = [
            "price.initial",
            "mine.johnson-camp.outages.1.rate",
            "facility.ohio-1.profile",
            "time",
            "correlation.same-design.between",
            "facilities.file",
            "watch.budget.when",
            text.as_str(),
        ];
        let mut overrides = Overrides::default();
        overrides.push("--set", paths[path], PIECES[piece]);
        overrides.push("--set", paths[path], &text);
        read_and_show(SCENARIO, FACILITIES, &overrides);
    }
}

proptest! {
    #![proptest_config(cases(200, 20_260_116))]

    #[test]
    fn any_parameters_are_taken_or_refused(
        family in 0..13_usize,
        numbers in prop::collection::vec(0..NUMBERS.len(), 6),
        each in any::<bool>(),
    ) {
        let forms = [
            "normal mean sd", "lognormal mean sd", "lognormal median p95", "lognormal median \
             p05", "uniform min max", "triangular min mode max",
            "pert min mode max", "beta alpha beta min max", "gamma shape scale", "gamma mean \
             sd", "weibull shape scale", "exponential mean", "logistic mean sd",
        ];
        let mut words = forms[family].split(' ');
        let mut text = format!("{{ dist = \"{}\"", words.next().expect("a family"));
        for (word, number) in words.zip(&numbers) {
            text.push_str(&format!(", {word} = {}", NUMBERS[*number]));
        }
        if each {
            text.push_str(&format!(", each = \"period\", autocorrelation = \
                {}", NUMBERS[numbers[4]]));
            text.push_str(&format!(", within = [{}, \
                {}]", NUMBERS[numbers[4]], NUMBERS[numbers[5]]));
        }
        text.push('}');
        let mut overrides = Overrides::default();
        overrides.push("--set", "mine.johnson-camp.variation", &text);
        read_and_show(SCENARIO, FACILITIES, &overrides);
    }
}

const NUMBERS: &[&str] = &[
    "0", "1", "-1", "0.5", "2", "0.999999", "1e-9", "1e-300", "1e300", "1e12", "-1e12", "1000",
    "3.7", "50", "5e-324", "1e-6",
];

#[test]
fn deep_nesting_is_refused() {
    for text in [
        "a = ".to_owned() + &"[".repeat(100_000),
        "a.".repeat(100_000) + "a = 1",
        "a = ".to_owned() + &"{ a = ".repeat(10_000),
        "[".to_owned() + &"a.".repeat(1000) + "a]",
    ] {
        read_and_show(&text, "", &Overrides::default());
    }
    let mut overrides = Overrides::default();
    overrides.push("--set", &"a.".repeat(10_000), &"[".repeat(10_000));
    overrides.push("--set", "price.initial", &"a.".repeat(10_000));
    read_and_show(SCENARIO, FACILITIES, &overrides);
}
