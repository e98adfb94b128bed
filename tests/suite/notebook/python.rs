//! A Python with the packages of `tests/requirements.txt`: that of `COPPERCAST_PYTHON`, else the
//! first in PATH.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// What the tests import.
const IMPORTS: &str = "import duckdb, frictionless, ipykernel, matplotlib, nbclient, numpy, \
    pandas, polars, pyarrow";

#[derive(Debug)]
pub struct Python {
    program: OsString,
    /// What packages would otherwise leave in the home folder.
    settings: TempDir,
}

impl Python {
    /// # Errors
    /// Why there is none, in words.
    pub fn find() -> Result<Self, String> {
        let program = std::env::var_os("COPPERCAST_PYTHON").unwrap_or_else(|| "python3".into());
        let python = Python { program, settings: tempfile::tempdir().expect("a temporary folder") };
        let tried = python.command().args(["-c", IMPORTS]).output();
        let name = python.program.display();
        match tried {
            Err(error) => Err(format!("{name} does not start ({error})")),
            Ok(output) if !output.status.success() => {
                let told = String::from_utf8_lossy(&output.stderr);
                let last = told.trim_end().lines().last().unwrap_or_default();
                Err(format!("{name} lacks packages of tests/requirements.txt ({last})"))
            }
            Ok(_) => Ok(python),
        }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.stdin(Stdio::null());
        for variable in ["IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "MPLCONFIGDIR"]
        {
            command.env(variable, self.settings.path());
        }
        command
    }

    /// Runs a script of this folder and returns what it prints.
    #[track_caller]
    pub fn script(&self, name: &str, arguments: &[String], variables: &[(&str, &Path)]) -> String {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/notebook").join(name);
        told(self.command().arg(script).args(arguments).envs(variables.iter().copied()))
    }

    /// Runs some lines in a folder and returns what they print.
    #[track_caller]
    pub fn lines(&self, lines: &str, folder: &Path) -> String {
        told(self.command().args(["-c", lines]).current_dir(folder))
    }
}

#[track_caller]
fn told(command: &mut Command) -> String {
    let output = command.output().expect("a program that has run before");
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}\n{out}\n{err}");
    out.into_owned()
}
