//! What the pages say about the repository holds: files and links exist, and every equation that is
//! cited has its place.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const ARCHITECTURE: &str = "docs/architecture.md";

fn text(path: impl AsRef<Path>) -> String {
    let path = Path::new(ROOT).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Files below a folder whose names end so, as paths from the root of the repository.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(Path::new(ROOT).join(&folder)).expect("a folder") {
            let entry = entry.expect("an entry");
            let path = folder.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found
}

fn pages() -> Vec<PathBuf> {
    let at_root = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(PathBuf::from);
    files("docs", ".md").into_iter().chain(at_root).collect()
}

/// What stands between two marks, wherever both stand on one line.
fn between<'t>(text: &'t str, open: &'t str, close: &'t str) -> impl Iterator<Item = &'t str> {
    text.split(open).skip(1).filter_map(move |rest| {
        rest.split_once(close).map(|(inside, _)| inside).filter(|inside| !inside.contains('\n'))
    })
}

/// A page's code spans, without its blocks.
fn code_spans(page: &str) -> Vec<String> {
    let prose: String = page.split("```").step_by(2).collect();
    prose.lines().flat_map(|line| line.split('`').skip(1).step_by(2)).map(str::to_owned).collect()
}

fn is_path(span: &str) -> bool {
    let endings = [".rs", ".md", ".toml", ".json", ".ipynb"];
    !span.contains(' ') && (span.contains('/') || endings.iter().any(|end| span.ends_with(end)))
}

/// The anchors of a page's headings, as GitHub makes them.
fn anchors(page: &str) -> BTreeSet<String> {
    let headings = page.lines().filter(|line| line.starts_with('#'));
    let letters = |heading: &str| {
        heading
            .trim_start_matches('#')
            .trim()
            .to_lowercase()
            .chars()
            .filter(|letter| letter.is_alphanumeric() || [' ', '-', '_'].contains(letter))
            .collect::<String>()
    };
    headings.map(|heading| letters(heading).replace(' ', "-")).collect()
}

#[test]
fn every_file_that_the_architecture_names_exists() {
    let spans = code_spans(&text(ARCHITECTURE));
    let paths: Vec<&String> = spans.iter().filter(|span| is_path(span)).collect();
    assert!(paths.len() > 40, "the page names {} files", paths.len());
    let missing: Vec<&&String> =
        paths.iter().filter(|path| !Path::new(ROOT).join(path).exists()).collect();
    assert!(missing.is_empty(), "{ARCHITECTURE} names what does not exist: {missing:?}");
}

#[test]
fn the_architecture_names_every_room() {
    let spans = code_spans(&text(ARCHITECTURE));
    let rooms = fs::read_dir(Path::new(ROOT).join("src")).expect("the source").map(|entry| {
        let name = entry.expect("an entry").file_name().into_string().expect("a name");
        name.trim_end_matches(".rs").to_owned()
    });
    let unnamed: BTreeSet<String> = rooms
        .filter(|room| {
            let names = [format!("src/{room}"), format!("src/{room}.rs")];
            !spans.iter().any(|span| names.iter().any(|name| span == name))
        })
        .collect();
    assert!(unnamed.is_empty(), "{ARCHITECTURE} leaves out {unnamed:?}");
}

#[test]
fn every_link_of_the_pages_leads_somewhere() {
    let mut broken = Vec::new();
    for page in pages() {
        let content = text(&page);
        let links: Vec<&str> = between(&content, "](", ")").collect();
        for link in links.iter().filter(|link| !link.contains("://")) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = match file {
                "" => page.clone(),
                file => page.parent().expect("a page lies in a folder").join(file),
            };
            let exists = Path::new(ROOT).join(&target).exists();
            if !exists || !anchor.is_empty() && !anchors(&text(&target)).contains(anchor) {
                broken.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// `K5`, where a letter and a number are all there is.
fn is_number(citation: &str) -> bool {
    let mut letters = citation.chars();
    letters.next().is_some_and(|letter| letter.is_ascii_uppercase())
        && !letters.as_str().is_empty()
        && letters.all(|letter| letter.is_ascii_digit())
}

#[test]
fn every_equation_that_is_cited_exists_once() {
    let mut equations = BTreeSet::new();
    for page in pages() {
        let content = text(&page);
        for number in between(&content, "**(", ")").filter(|number| is_number(number)) {
            assert!(equations.insert(number.to_owned()), "{}: ({number}) again", page.display());
        }
    }
    let letters: BTreeSet<char> = equations.iter().filter_map(|one| one.chars().next()).collect();
    let sources = files("src", ".rs").into_iter().chain(files("tests/suite", ".rs"));
    let mut unknown = BTreeSet::new();
    for file in sources.chain(pages()) {
        let content = text(&file);
        for number in between(&content, "(", ")").flat_map(|inside| inside.split(", ")) {
            let starts_well = number.starts_with(|letter| letters.contains(&letter));
            if is_number(number) && starts_well && !equations.contains(number) {
                unknown.insert(format!("{}: ({number})", file.display()));
            }
        }
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}
