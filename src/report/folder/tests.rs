use super::*;

fn file(path: &str, text: &str) -> ResultFile {
    ResultFile { path: path.to_owned(), bytes: text.as_bytes().to_vec() }
}

/// Results with a manifest that lists them.
fn results(files: &[(&str, &str)]) -> Vec<ResultFile> {
    let mut files: Vec<ResultFile> = files.iter().map(|(path, text)| file(path, text)).collect();
    let listed: Vec<_> =
        files.iter().map(|file| serde_json::json!({ "path": file.path })).collect();
    files.push(ResultFile::json(
        MANIFEST,
        &serde_json::json!({ "program": PROGRAM, "files": listed }),
    ));
    files
}

/// Everything below a folder, as sorted relative paths.
fn tree(folder: &Path) -> Vec<String> {
    own_files(folder, None).expect("a readable folder").into_iter().collect()
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(path).expect("a readable file")
}

#[test]
fn results_are_replaced_whole() {
    let parent = tempfile::tempdir().expect("a folder");
    let output = parent.path().join("output");
    write_folder(
        &output,
        "base",
        &results(&[("summary.csv", "1"), ("charts/old.png", "1")]),
        false,
    )
    .expect("written");
    let folder = write_folder(
        &output,
        "base",
        &results(&[("summary.csv", "2"), ("charts/new.png", "2")]),
        false,
    )
    .expect("replaced");
    assert_eq!(tree(&output), ["base/charts/new.png", "base/manifest.json", "base/summary.csv"]);
    assert_eq!(read(folder.join("summary.csv")), "2");
}

#[test]
fn files_of_the_user_stay() {
    let parent = tempfile::tempdir().expect("a folder");
    let folder =
        write_folder(parent.path(), "base", &results(&[("a.csv", "1")]), false).expect("written");
    fs::create_dir(folder.join("notes")).expect("made");
    fs::write(folder.join("notes/own.ipynb"), "mine").expect("written");
    write_folder(parent.path(), "base", &results(&[("b.csv", "2")]), false).expect("replaced");
    assert_eq!(tree(parent.path()), ["base/b.csv", "base/manifest.json", "base/notes/own.ipynb"]);

    fs::write(folder.join("c.csv"), "mine").expect("written");
    let refused = write_folder(parent.path(), "base", &results(&[("c.csv", "3")]), false);
    assert!(matches!(refused, Err(FolderError::Occupied { path }) if path == folder.join("c.csv")));
    assert_eq!(read(folder.join("c.csv")), "mine");
}

#[test]
fn folders_of_others_are_refused_unless_forced() {
    let parent = tempfile::tempdir().expect("a folder");
    let folder = parent.path().join("base");
    fs::create_dir(&folder).expect("made");
    fs::write(folder.join("thesis.txt"), "mine").expect("written");
    fs::write(folder.join("a.csv"), "mine").expect("written");
    let files = results(&[("a.csv", "1")]);
    let refused = write_folder(parent.path(), "base", &files, false).expect_err("refused");
    assert!(refused.to_string().contains("was not written by coppercast"), "{refused}");
    assert_eq!(tree(&folder), ["a.csv", "thesis.txt"]);
    write_folder(parent.path(), "base", &files, true).expect("forced");
    assert_eq!(tree(parent.path()), ["base/a.csv", "base/manifest.json", "base/thesis.txt"]);
    assert_eq!(read(folder.join("a.csv")), "1");
}

#[test]
fn empty_folders_are_taken() {
    let parent = tempfile::tempdir().expect("a folder");
    fs::create_dir(parent.path().join("base")).expect("made");
    write_folder(parent.path(), "base", &results(&[("a.csv", "1")]), false).expect("written");
    assert_eq!(tree(parent.path()), ["base/a.csv", "base/manifest.json"]);
}

#[test]
fn a_failed_write_leaves_the_former_results() {
    let parent = tempfile::tempdir().expect("a folder");
    let folder =
        write_folder(parent.path(), "base", &results(&[("a.csv", "1")]), false).expect("written");
    // A file cannot also be a folder: the second write fails halfway.
    let failed = write_folder(
        parent.path(),
        "base",
        &results(&[("a.csv", "2"), ("a.csv/b.csv", "2")]),
        false,
    );
    assert!(matches!(failed, Err(FolderError::NotAFolder { .. })));
    assert_eq!(tree(parent.path()), ["base/a.csv", "base/manifest.json"]);
    assert_eq!(read(folder.join("a.csv")), "1");
}

/// A process number that no system hands out.
const GONE: u32 = u32::MAX - 7;

#[test]
fn leftovers_of_killed_runs_go_and_former_results_return() {
    let parent = tempfile::tempdir().expect("a folder");
    let folder =
        write_folder(parent.path(), "base", &results(&[("a.csv", "1")]), false).expect("written");
    // Killed between its two renames, after the user had put a file there.
    fs::write(folder.join("own.txt"), "mine").expect("written");
    fs::rename(&folder, parent.path().join(format!(".base.old-{GONE}"))).expect("renamed");
    fs::create_dir(parent.path().join(format!(".base.partial-{GONE}"))).expect("made");
    let others = [".other.partial-5", ".base.partial-x", ".base.partial-1"];
    for other in others {
        fs::create_dir(parent.path().join(other)).expect("made");
    }
    write_folder(parent.path(), "base", &results(&[("a.csv", "2")]), false).expect("written");
    assert_eq!(tree(parent.path()), ["base/a.csv", "base/manifest.json", "base/own.txt"]);
    assert_eq!(read(folder.join("a.csv")), "2");
    // Process 1 always runs.
    let kept = others.iter().filter(|other| parent.path().join(other).exists()).count();
    assert_eq!((kept, fs::read_dir(parent.path()).expect("readable").count()), (3, 4));
}

#[test]
fn a_file_in_the_way_is_named() {
    let parent = tempfile::tempdir().expect("a folder");
    fs::write(parent.path().join("base"), "mine").expect("written");
    for (output, slug) in [(parent.path().to_owned(), "base"), (parent.path().join("base"), "x")] {
        let refused = write_folder(&output, slug, &results(&[]), true).expect_err("refused");
        assert!(refused.to_string().contains("is not a folder"), "{refused}");
    }
    assert_eq!(read(parent.path().join("base")), "mine");
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let parent = tempfile::tempdir().expect("a folder");
    let elsewhere = tempfile::tempdir().expect("a folder");
    std::os::unix::fs::symlink(elsewhere.path(), parent.path().join("base")).expect("linked");
    assert!(matches!(
        write_folder(parent.path(), "base", &results(&[]), true),
        Err(FolderError::NotAFolder { .. })
    ));
    let folder = write_folder(parent.path(), "other", &results(&[]), false).expect("written");
    fs::write(elsewhere.path().join("kept.txt"), "mine").expect("written");
    std::os::unix::fs::symlink(elsewhere.path(), folder.join("link")).expect("linked");
    write_folder(parent.path(), "other", &results(&[]), false).expect("replaced");
    assert!(fs::symlink_metadata(folder.join("link")).expect("still there").is_symlink());
    assert_eq!(read(elsewhere.path().join("kept.txt")), "mine");
}

#[cfg(unix)]
#[test]
fn a_parent_without_permission_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().expect("a folder");
    fs::set_permissions(parent.path(), fs::Permissions::from_mode(0o555)).expect("set");
    let is_privileged = fs::write(parent.path().join("probe"), "").is_ok();
    let written = write_folder(parent.path(), "base", &results(&[]), false);
    fs::set_permissions(parent.path(), fs::Permissions::from_mode(0o755)).expect("set");
    // The superuser may write anywhere.
    if !is_privileged {
        let refused = written.expect_err("refused").to_string();
        assert!(
            refused.contains("no permission to create") && refused.contains("--output"),
            "{refused}"
        );
    }
}

#[test]
fn system_errors_say_what_to_do() {
    let message = |kind: std::io::ErrorKind| {
        let failed: std::io::Result<()> = Err(kind.into());
        failed.attempt(Action::Write, Path::new("output/base")).expect_err("failed").to_string()
    };
    assert!(message(std::io::ErrorKind::StorageFull).contains("no space left"));
    assert!(
        message(std::io::ErrorKind::PermissionDenied)
            .contains("no permission to write `output/base`")
    );
    assert!(message(std::io::ErrorKind::ReadOnlyFilesystem).contains("no permission to write"));
    assert!(message(std::io::ErrorKind::TimedOut).contains("cannot write `output/base`"));
}
