//! Writing to the terminal: results on stdout, everything else on stderr.

use std::fmt::Display;
use std::io::{ErrorKind, IsTerminal, Write};

use crate::cli::exit::Exit;

/// The two streams and whether colours are wanted on stderr.
#[derive(Debug, Clone, Copy)]
pub struct Console {
    colour: bool,
    terminal: bool,
}

impl Console {
    pub fn new() -> Self {
        let terminal = std::io::stderr().is_terminal();
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Console { colour: terminal && !refused, terminal }
    }

    /// Whether messages may be coloured.
    pub fn colour(&self) -> bool {
        self.colour
    }

    /// Whether somebody watches stderr.
    pub fn is_watched(&self) -> bool {
        self.terminal
    }

    /// Writes results. A reader that has closed the pipe has seen enough: that is no error; a full
    /// disk is one.
    pub fn result(&self, text: &str) -> Exit {
        let mut stdout = std::io::stdout().lock();
        match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                self.error(&format!("cannot write to the standard output: {error}"));
                Exit::Failed
            }
            _ => Exit::Done,
        }
    }

    /// Writes a message for the user.
    pub fn message(&self, text: &str) {
        let mut stderr = std::io::stderr().lock();
        let _ = writeln!(stderr, "{}", text.trim_end());
    }

    /// Writes why something failed.
    pub fn error(&self, text: &str) {
        self.message(&format!("error: {text}"));
    }

    /// Writes why something failed, and gives the exit that follows.
    pub fn told<E: Display>(&self, exit: Exit) -> impl Fn(E) -> Exit {
        move |error| {
            self.error(&error.to_string());
            exit
        }
    }
}
