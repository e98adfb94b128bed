//! Where results may be written, and where not.

use std::fs;

use super::program::{Desk, assert_same};

#[test]
fn a_foreign_folder_is_only_touched_by_force() {
    let desk = Desk::new();
    desk.write("output/small/thesis.txt", "years of work");
    desk.write("output/small/summary.csv", "mine,too\n");
    let before = desk.files("output");
    desk.run_small(&[])
        .refused(1, &["output/small", "was not written by coppercast", "--output", "--force"]);
    assert_same(&before, &desk.files("output"), "the foreign folder");
    desk.run_small(&["--force", "--quiet"]).done();
    assert_eq!(desk.read("output/small/thesis.txt"), "years of work");
    assert!(desk.read("output/small/summary.csv").starts_with("scenario,metric"));
}

#[test]
fn notes_in_a_results_folder_survive_the_next_run() {
    let desk = Desk::new();
    desk.run_small(&["--quiet"]).done();
    desk.write("output/small/notes.md", "what I think of it");
    desk.run_small(&["--seed", "2", "--quiet"]).done();
    assert_eq!(desk.read("output/small/notes.md"), "what I think of it");
    assert_eq!(desk.json("output/small/manifest.json")["seed"], 2);
    assert_eq!(desk.names("output"), ["small"], "leftovers");
}

#[test]
fn missing_parents_are_made() {
    let desk = Desk::new();
    desk.run_small(&["--output", "a/b/c", "--quiet"]).done();
    assert!(desk.exists("a/b/c/small/manifest.json"));
    assert!(!desk.exists("output"));
}

#[test]
fn a_file_in_the_place_of_the_folder_stays() {
    let desk = Desk::new();
    desk.write("results", "a file");
    desk.run_small(&["--output", "results"]).refused(1, &["`results`", "not a folder", "--output"]);
    desk.run_small(&["--output", "results/below"]).refused(1, &["not a folder", "--output"]);
    assert_eq!(desk.read("results"), "a file");
    desk.write("other/small", "a file");
    desk.run_small(&["--output", "other"]).refused(1, &["other/small", "not a folder"]);
    desk.run_small(&["--output", "other", "--force"]).refused(1, &["other/small", "not a folder"]);
    assert_eq!(desk.read("other/small"), "a file");
}

#[test]
fn a_folder_that_fails_does_not_keep_the_others_back() {
    let desk = Desk::new();
    desk.write("other.toml", super::program::SMALL);
    desk.write("output/small", "a file");
    let ended = desk.run(&["run", "small.toml", "other.toml", "--quiet"]);
    ended.refused(1, &["output/small"]);
    assert!(desk.exists("output/other/manifest.json"));
}

#[cfg(unix)]
#[test]
#[allow(clippy::print_stderr)]
fn a_read_only_folder_is_a_clear_failure() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    let closed = desk.path("closed");
    fs::create_dir(&closed).expect("a folder");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).expect("permissions");
    if fs::write(closed.join("probe"), "").is_ok() {
        eprintln!(
            "SKIPPED: a read-only folder; this user writes into it all the same, as root does"
        );
        return;
    }
    desk.run_small(&["--output", "closed"])
        .refused(1, &["no permission to create", "closed", "--output"]);
    desk.run_small(&["--output", "closed/below"])
        .refused(1, &["no permission to create", "closed/below"]);
    assert_eq!(fs::read_dir(&closed).expect("a folder").count(), 0);
    // For the owner of the temporary folder to clear it away.
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).expect("permissions");
}
