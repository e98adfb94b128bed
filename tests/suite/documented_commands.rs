//! Every command of the README and the tutorial runs, and prints what the page says it prints:
//! results are the same bits on every machine.
//!
//! A `console` block has commands after `$ ` (going on after a `\`) and what they print; a line
//! `...` stands for lines left out. A `toml` block whose first line is a comment with a path is a
//! file that the reader is asked to write.

use std::fs;
use std::path::Path;

use crate::command_line::program::{Desk, Ended};

/// A command and the lines that the page shows below it.
#[derive(Debug, PartialEq)]
struct Step {
    command: String,
    shown: Vec<String>,
}

/// The commands of all console blocks of a page, in order.
fn steps(page: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut language = None;
    let mut goes_on = false;
    for line in page.lines() {
        if let Some(name) = line.strip_prefix("```") {
            language = if language.is_none() { Some(name.to_owned()) } else { None };
            continue;
        }
        if language.as_deref() != Some("console") {
            continue;
        }
        let text = if goes_on { Some(line.trim_start()) } else { line.strip_prefix("$ ") };
        let Some(text) = text else {
            steps
                .last_mut()
                .expect("a console block begins with a command")
                .shown
                .push(line.to_owned());
            continue;
        };
        if !goes_on {
            steps.push(Step { command: String::new(), shown: Vec::new() });
        }
        goes_on = text.ends_with('\\');
        steps.last_mut().expect("pushed above").command.push_str(text.trim_end_matches('\\'));
    }
    steps
}

/// The files that a page asks for: path and content.
fn files(page: &str) -> Vec<(&str, &str)> {
    let blocks = page.split("```toml\n# ").skip(1).filter_map(|rest| rest.split_once("```"));
    blocks
        .filter_map(|(block, _)| block.split_once('\n'))
        .filter(|(path, _)| path.ends_with(".toml"))
        .collect()
}

/// The words of a command as a shell takes them apart, quotation marks removed.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for letter in command.chars() {
        match (quote, letter) {
            (Some(mark), _) if letter == mark => quote = None,
            (None, '\'' | '"') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

/// The program's arguments, if a command starts the program.
fn arguments(command: &str) -> Option<Vec<String>> {
    let rest = ["coppercast ", "cargo run --release -- "]
        .iter()
        .find_map(|start| command.strip_prefix(start))?;
    let mut arguments = words(rest);
    // No page shows what drawing prints, and it takes long.
    if ["run", "compare"].contains(&arguments[0].as_str())
        && !arguments.iter().any(|argument| argument == "--charts")
    {
        arguments.extend(["--charts".to_owned(), "none".to_owned()]);
    }
    Some(arguments)
}

/// Asserts that the lines shown were printed, one after the other but for those left out.
fn assert_shows(step: &Step, ended: &Ended) {
    let mut printed = ended.stdout.lines();
    let mut leaves_out = step.shown.is_empty();
    for shown in &step.shown {
        if shown == "..." {
            leaves_out = true;
            continue;
        }
        let found = if leaves_out { printed.find(|line| line == shown) } else { printed.next() };
        assert_eq!(found, Some(shown.as_str()), "`{}` prints:\n{}", step.command, ended.stdout);
        leaves_out = false;
    }
}

/// Runs all commands of a page in one folder, in order.
fn assert_true(page: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let desk = Desk::new();
    copy(&root.join("scenarios"), &desk.path("scenarios"));
    let text = fs::read_to_string(root.join(page)).expect("the page");
    for (path, content) in files(&text) {
        desk.write(path, content);
    }
    let mut run = 0;
    for step in steps(&text) {
        let Some(arguments) = arguments(&step.command) else { continue };
        let ended = desk.run(&arguments);
        assert_eq!(ended.code, Some(0), "{page}: {}\n{}", step.command, ended.stderr);
        assert_shows(&step, &ended);
        run += 1;
    }
    assert!(run > 0, "{page} has no command");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), &to).expect("a file");
        }
    }
}

#[test]
fn the_readme_shows_what_its_commands_print() {
    assert_true("README.md");
}

#[test]
fn the_tutorial_shows_what_its_commands_print() {
    assert_true("docs/tutorial.md");
}

#[test]
fn commands_are_read_from_console_blocks_alone() {
    let page = "```\n$ no\n```\n```console\n$ coppercast run 'a b.toml' \\\n  --set \"x = \
        1\"\nout\n...\n$ ls\n```\n$ no\n";
    let steps = steps(page);
    let commands: Vec<&str> = steps.iter().map(|step| step.command.as_str()).collect();
    assert_eq!(commands, ["coppercast run 'a b.toml' --set \"x = 1\"", "ls"]);
    assert_eq!(steps[0].shown, ["out", "..."]);
    assert_eq!(words("run 'a b.toml' --set \"x = 1\""), ["run", "a b.toml", "--set", "x = 1"]);
}
