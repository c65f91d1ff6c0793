//! Goroutine states in plain words.

use crate::{gotest::place::place, model::GoroutineGroup};

/// "37 goroutines are blocked sending at pool.go:41; they were started at pool.go:28."
pub(super) fn sentence(group: &GoroutineGroup, leaked: bool) -> String {
    let one = group.count == 1;
    let (noun, is, was) = if one { ("goroutine", "is", "it was") } else { ("goroutines", "are", "they were") };
    let mut text = format!("{} {noun} {is} {} {}", group.count, doing(told_state(group)), place(&group.frames));
    if let Some(start) = group.created_by.as_ref().filter(|f| f.yours) {
        text.push_str(&format!("; {was} started at {}:{}", start.file, start.line));
    }
    text.push('.');
    if leaked {
        text.push_str(if one { " Nothing can wake it any more." } else { " Nothing can wake them any more." });
    }
    text
}

/// The state as the code sees it, where a library function waits, for the runtime, for a mutex of its own: the writer of an
/// RWMutex for another writer, a call of Once.Do for the first one, a goroutine that a Cond has woken for the Cond's lock.
fn told_state(group: &GoroutineGroup) -> &str {
    const TOLD: [(&str, &str); 3] =
        [("sync.(*RWMutex).Lock", "sync.RWMutex.Lock"), ("sync.(*Once).doSlow", ONCE), ("sync.(*Cond).Wait", WOKEN)];
    let of = |name: &str| TOLD.iter().find(|(function, _)| *function == name).map(|(_, state)| *state);
    let inside = || group.frames.iter().take_while(|f| !f.yours).find_map(|f| of(&f.function));
    if group.state == "sync.Mutex.Lock" { inside().unwrap_or(&group.state) } else { &group.state }
}

const ONCE: &str = "sync.Once.Do";
const WOKEN: &str = "sync.Cond.Wait (woken)";

/// What a goroutine in that state does. The names are the runtime's wait reasons and goroutine states.
fn doing(state: &str) -> String {
    let words = match state {
        "chan send" => "blocked sending",
        "chan receive" => "blocked receiving",
        "chan send (nil chan)" => "blocked for ever sending to a nil channel",
        "chan receive (nil chan)" => "blocked for ever receiving from a nil channel",
        "select" => "waiting in a select",
        "select (no cases)" => "blocked for ever in an empty select",
        "sync.Mutex.Lock" => "waiting for a mutex",
        "sync.RWMutex.RLock" => "waiting to lock an RWMutex for reading",
        "sync.RWMutex.Lock" => "waiting to lock an RWMutex for writing",
        "sync.WaitGroup.Wait" => "waiting for a WaitGroup",
        "sync.Cond.Wait" => "waiting on a Cond",
        WOKEN => "woken by a Cond and waiting for its lock",
        ONCE => "waiting for the first call of a Once to end",
        "semacquire" => "waiting for a semaphore",
        "sleep" => "sleeping",
        "running" | "runnable" | "preempted" | "copystack" => "running",
        "syscall" => "in a system call",
        "IO wait" => "waiting for input or output",
        "synctest.Run" | "synctest.Wait" => "waiting for the other goroutines of the synctest bubble",
        "coroutine" => "waiting in an iterator",
        "" | "waiting" => "blocked",
        other => return format!("in the state '{other}'"),
    };
    words.to_owned()
}
