//! The binary `gauntlet`.

use std::process::ExitCode;

fn main() -> ExitCode {
    gauntlet_web::cli::main()
}
