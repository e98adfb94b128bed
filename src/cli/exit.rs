//! How the program ends.

use std::process::ExitCode;

/// The exit code of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Done = 0,
    /// A run or a file operation failed.
    Failed = 1,
    /// Bad command line or scenario.
    BadInput = 2,
    /// A condition of `--fail-if` holds.
    Crossed = 3,
    /// Stopped by Ctrl-C, as a shell reports it.
    Interrupted = 130,
}

impl Exit {
    /// From the least grave to the gravest: a failure hides a crossed condition.
    const BY_GRAVITY: [Exit; 5] =
        [Exit::Done, Exit::Crossed, Exit::Failed, Exit::BadInput, Exit::Interrupted];

    /// The graver of two.
    pub fn graver(self, other: Exit) -> Exit {
        let is_either = |exit: &Exit| *exit == self || *exit == other;
        Self::BY_GRAVITY.into_iter().rfind(is_either).unwrap_or(self)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}
