//! One word for one thing: what screens, pages and charts say of the shipped scenarios holds none
//! of the words that `metric::terms` puts others in place of.

use std::fs;

use coppercast::metric::terms::TERMS;

use crate::command_line::program::{Desk, shipped};

/// A page or picture as it is read: without styles, scripts and tags.
fn readable(markup: &str) -> String {
    let mut text = markup.to_owned();
    for tag in ["style", "script"] {
        let (begin, end) = (format!("<{tag}"), format!("</{tag}>"));
        while let Some(from) = text.find(&begin) {
            let length = text[from..].find(&end).expect("an end") + end.len();
            text.replace_range(from..from + length, " ");
        }
    }
    let mut words = String::new();
    for piece in text.split('<') {
        words.push_str(piece.split_once('>').map_or(piece, |(_, after)| after));
        words.push(' ');
    }
    one_line(&words.replace('\u{a0}', " "))
}

/// Small letters, one blank between words: a term is found across the end of a line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Which words of a text stand in place of a term.
fn synonyms(place: &str, text: &str) -> Vec<String> {
    let words = TERMS.iter().flat_map(|term| term.instead_of.iter().map(move |word| (term, word)));
    let found = words.filter_map(|(term, word)| {
        let at = text.find(word)?;
        let from = text[..at].char_indices().rev().nth(40).map_or(0, |(place, _)| place);
        let to = text[at..].char_indices().nth(60).map_or(text.len(), |(place, _)| at + place);
        Some(format!("{place}: `{word}` instead of `{}`: {}", term.term, &text[from..to]))
    });
    found.collect()
}

/// A page without the scenario that it ends with, in the words of its author.
fn page(desk: &Desk, path: &str) -> String {
    let text = desk.read(path);
    let end = text.find("id=\"scenario\"").unwrap_or(text.len());
    readable(&text[..end])
}

fn charts(desk: &Desk, folder: &str) -> Vec<(String, String)> {
    let files = fs::read_dir(desk.path(&format!("{folder}/charts"))).expect("charts");
    files
        .map(|file| {
            let path = file.expect("a file").path();
            let text = fs::read_to_string(&path).expect("an SVG");
            (path.display().to_string(), readable(&text))
        })
        .collect()
}

#[test]
fn one_word_for_one_thing_on_screens_pages_and_charts() {
    let desk = Desk::new();
    let mut found = Vec::new();
    let mut seen = 0;
    let mut look = |place: &str, text: &str| {
        assert!(text.len() > 100, "{place}: {text}");
        found.extend(synonyms(place, text));
        seen += 1;
    };
    let names = [
        "aluminium-busway",
        "fleet",
        "johnson-camp",
        "johnson-camp-contract-terms",
        "johnson-camp-two-year",
        "johnson-camp-undisclosed",
        "leach-pad-to-switch-room",
        "us-eu-sovereign",
    ];
    for name in names {
        let file = shipped(name);
        let screen =
            desk.run(&["run", &file, "--trials", "256", "--charts", "svg", "--trial", "7"]).done();
        look(name, &one_line(&screen));
        look(name, &page(&desk, &format!("output/{name}/report.html")));
        for (path, text) in charts(&desk, &format!("output/{name}")) {
            look(&path, &text);
        }
    }
    let two = ["output/johnson-camp", "output/johnson-camp-two-year"];
    let screen = desk.run(&[&["compare"], &two[..], &["--charts", "svg"]].concat()).done();
    look("comparison", &one_line(&screen));
    look("comparison", &page(&desk, "output/comparison/report.html"));
    let file = shipped("johnson-camp");
    let screen = desk.run(&["stress", &file, "--trials", "128", "--charts", "svg"]).done();
    look("stress", &one_line(&screen));
    for folder in ["comparison", "johnson-camp--stress"] {
        for (path, text) in charts(&desk, &format!("output/{folder}")) {
            look(&path, &text);
        }
    }
    assert!(seen > 80, "{seen}");
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn synonyms_are_found_across_lines_and_tags() {
    let text = readable("<p>The <b>net</b>\n cost</p><style>total cost</style>");
    assert_eq!(text, "the net cost");
    assert_eq!(synonyms("a page", &text).len(), 1);
    assert!(synonyms("a page", "the spend").is_empty());
}
