//! git's pre-receive hook: this program under that name. It asks the server that git was started by, prints the answer for
//! whoever pushes, and ends as the answer says. Whatever goes wrong refuses the push.

use std::{
    env, io,
    io::{Read, Write},
    net::Shutdown,
    os::unix::net::UnixStream,
    path::Path,
    process::ExitCode,
};

use crate::git::{Decision, HOOK, HOOK_DIRECTORY, HOOK_SOCKET, Question, Update};

/// Most bytes that are read of what a push moves: more than a thousand references.
const MAX_UPDATES: u64 = 128 * 1024;

/// Whether the program was started under the hook's name.
pub(super) fn is_called() -> bool {
    env::args_os().next().is_some_and(|name| Path::new(&name).file_name().is_some_and(|name| name == HOOK))
}

/// Asks and answers. What is printed reaches the terminal of whoever pushes.
#[allow(clippy::print_stdout)]
pub(super) fn run() -> ExitCode {
    match ask() {
        Ok(Decision { accepted, lines }) => {
            for line in lines {
                println!("{line}");
            }
            if accepted { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        // The text may name paths of the server; its kind does not.
        Err(error) => {
            println!("Our server could not be asked about this push ({}). Try again.", error.kind());
            ExitCode::FAILURE
        }
    }
}

fn ask() -> io::Result<Decision> {
    let variable = |name| env::var_os(name).ok_or(io::ErrorKind::NotFound);
    let mut moved = Vec::new();
    io::stdin().take(MAX_UPDATES).read_to_end(&mut moved)?;
    let moved = String::from_utf8_lossy(&moved);
    let updates: Option<Vec<_>> = moved.lines().map(Update::parse).collect();
    let quarantine = env::var_os("GIT_QUARANTINE_PATH").map(Into::into);
    let question = Question { quarantine, updates: updates.ok_or(io::ErrorKind::InvalidData)? };
    env::set_current_dir(variable(HOOK_DIRECTORY)?)?;
    let mut server = UnixStream::connect(variable(HOOK_SOCKET)?)?;
    server.write_all(&serde_json::to_vec(&question)?)?;
    server.shutdown(Shutdown::Write)?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer)?;
    Ok(serde_json::from_slice(&answer)?)
}
