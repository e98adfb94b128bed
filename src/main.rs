use std::process::ExitCode;

fn main() -> ExitCode {
    coppercast::cli::main()
}
