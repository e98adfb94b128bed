//! The built program, run in a folder of its own.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A scenario that runs short often and is simulated in a moment.
pub const SMALL: &str = r#"name = "One campus, one mine"

[time]
start = "2026-01"
step = "quarter"
periods = 6

[simulation]
trials = 700
seed = 20260115

[price]
process = "gbm"
initial = "9000 USD/t"
drift = "0.01 /year"
volatility = 0.2

[region.us]
spot = { available = "60 t/quarter", elasticity = -0.5, premium = "500 USD/t" }
inventory = { initial = "100 t", capacity = "600 t", target = "200 t" }
resale_discount = "200 USD/t"

[mine.copper-hill]
capacity = "4 kt/year"
utilisation = { dist = "pert", min = 0.2, mode = 0.6, max = 1.0 }

[contract.offtake]
mine = "copper-hill"
region = "us"
from = "2026-01"
to = "2027-06"
rate = "400 t/quarter"
max_share_of_output = 0.5
price = { basis = "reference", premium = "150 USD/t" }

[facility.ohio]
region = "us"
copper = { dist = "pert", min = "1500 t", mode = "2000 t", max = "3000 t" }
start = "2026-02"
build = "12 month"

[watch.large]
when = ["shortfall > 300 t"]
"#;

/// A file of results by its path, with `/` between parts.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What the program leaves in a place of results beside them.
const LOCK: &str = ".coppercast.lock";

/// How the program ended.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ended {
    /// Asserts success and that nothing was said on stderr, and returns stdout.
    #[track_caller]
    pub fn done(self) -> String {
        assert_eq!((self.code, self.stderr.as_str()), (Some(0), ""), "stdout:\n{}", self.stdout);
        self.stdout
    }

    /// Asserts an exit code and words of the message on stderr, with nothing on stdout.
    #[track_caller]
    pub fn refused(self, code: i32, words: &[&str]) {
        assert_eq!((self.code, self.stdout.as_str()), (Some(code), ""), "stderr:\n{}", self.stderr);
        for word in words {
            assert!(self.stderr.contains(word), "`{word}` is missing:\n{}", self.stderr);
        }
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
        Ended {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

/// The program in a folder that holds `small.toml`.
#[derive(Debug)]
pub struct Desk {
    folder: TempDir,
}

impl Desk {
    pub fn new() -> Self {
        let desk = Desk { folder: tempfile::tempdir().expect("a temporary folder") };
        desk.write("small.toml", SMALL);
        desk
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn exists(&self, path: &str) -> bool {
        fs::symlink_metadata(self.path(path)).is_ok()
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn json(&self, path: &str) -> serde_json::Value {
        serde_json::from_str(&self.read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn command<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_coppercast"));
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            command.env_remove(variable);
        }
        command
    }

    /// A script of the shell with arguments.
    #[cfg(unix)]
    pub fn shell(&self, script: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new("sh");
        command
            .args(["-c", script, "sh"])
            .args(arguments)
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    pub fn run<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Ended {
        self.command(arguments).output().expect("the program starts").into()
    }

    /// `run small.toml` with options.
    pub fn run_small(&self, options: &[&str]) -> Ended {
        self.run(&[&["run", "small.toml"], options].concat())
    }

    /// Every file below a folder, but for the lock.
    pub fn files(&self, folder: &str) -> Files {
        let mut files = Files::new();
        gather(&self.path(folder), "", &mut files);
        files.remove(LOCK);
        files
    }

    /// Names in a folder, in order, hidden ones included.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let entries =
            fs::read_dir(self.path(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
        let names = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names.filter(|name| name != LOCK).collect();
        names.sort();
        names
    }

    /// The tables of a results folder.
    pub fn tables(&self, folder: &str) -> Files {
        let mut tables = self.files(folder);
        tables.retain(|path, _| path.ends_with(".csv"));
        assert_eq!(tables.len(), 21, "{folder}");
        tables
    }
}

fn gather(folder: &Path, prefix: &str, files: &mut Files) {
    for entry in
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
    {
        let entry = entry.expect("an entry");
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            gather(&entry.path(), &format!("{path}/"), files);
        } else {
            files.insert(path, fs::read(entry.path()).expect("a readable file"));
        }
    }
}

/// A shipped scenario.
pub fn shipped(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(format!("scenarios/{name}.toml"))
        .display()
        .to_string()
}

/// Asserts that two folders hold the same files, byte for byte, and names the first that differ.
#[track_caller]
pub fn assert_same(left: &Files, right: &Files, what: &str) {
    let paths = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(left), paths(right), "{what}");
    let different: Vec<&String> = left.keys().filter(|path| left[*path] != right[*path]).collect();
    assert!(different.is_empty(), "{what}: {different:?} differ");
}
