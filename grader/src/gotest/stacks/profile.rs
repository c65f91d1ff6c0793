//! The `goroutine` and `goroutineleak` profiles as `pprof` writes them with `debug=1`: counted stacks without states.

use super::{
    Goroutine, MAX_FRAMES, group,
    group::{Found, finish, rank},
};
use crate::{
    gotest::{Attribution, lines::lines},
    model::GoroutineGroup,
};

/// Most stacks of one profile that are kept.
const MAX_STACKS: usize = 10_000;

/// Reads a profile written with `debug=1` or `debug=2`, by its first words. In a `goroutineleak` profile only the
/// goroutines that can never go on are reported: with `debug=1` it holds no others, with `debug=2` they are marked.
///
/// With `debug=1` the states are guessed from the innermost frames, and nothing tells where a goroutine was started.
#[must_use]
pub fn profile(text: &[u8], who: &Attribution) -> Vec<GoroutineGroup> {
    let mut leaks = None;
    let mut stacks: Vec<(u32, Goroutine)> = Vec::new();
    for line in lines(text, 0) {
        let line = line.text.as_ref();
        if let Some((kind, _)) = line.split_once(" profile: total ") {
            leaks = Some(kind.ends_with("goroutineleak"));
        } else if leaks.is_none() {
            continue;
        } else if let Some(count) = counted(line).filter(|_| stacks.len() < MAX_STACKS) {
            stacks.push((count, blank()));
        } else if let (Some((name, file, number)), Some((_, stack))) = (frame(line), stacks.last_mut())
            && stack.frames.len() < MAX_FRAMES
        {
            stack.frames.push(who.frame(name, file, number));
        }
    }
    let Some(leaked) = leaks else {
        let all = super::parse(text, who);
        let marked: Vec<Goroutine> = all.iter().filter(|g| g.leaked).cloned().collect();
        return group(if marked.is_empty() { &all } else { &marked }, who);
    };
    let found = stacks.into_iter().filter_map(|(count, mut stack)| {
        stack.state = guess(&stack);
        let rank = rank(&stack, who)?;
        let frames = who.shown_stack(&stack.frames);
        let group = GoroutineGroup { count, state: stack.state, frames, created_by: None, sentence: String::new() };
        Some(Found { rank, leaked, group })
    });
    finish(found.collect())
}

/// `5 @ 0x4c0cea 0x44ea7c`
fn counted(line: &str) -> Option<u32> {
    line.split_once(" @ ").and_then(|(count, addresses)| addresses.starts_with("0x").then_some(count)?.parse().ok())
}

/// `#\t0x678717\tyour/workerpool.(*Pool).send+0x57\tyour/workerpool/pool.go:166`, columns aligned by more tabs.
fn frame(line: &str) -> Option<(&str, &str, u32)> {
    let mut columns = line.strip_prefix("#\t0x")?.split('\t').filter(|c| !c.is_empty()).skip(1);
    let (name, place) = (columns.next()?, columns.next()?);
    let name = name.rfind("+0x").map_or(name, |plus| &name[..plus]);
    let (file, number) = place.rsplit_once(':')?;
    Some((name, file, number.parse().ok()?))
}

/// The state, as far as a library function on the stack tells it.
fn guess(stack: &Goroutine) -> String {
    const TELLING: [(&str, &str); 6] = [
        ("sync.(*Mutex).Lock", "sync.Mutex.Lock"),
        ("sync.(*RWMutex).RLock", "sync.RWMutex.RLock"),
        ("sync.(*RWMutex).Lock", "sync.RWMutex.Lock"),
        ("sync.(*WaitGroup).Wait", "sync.WaitGroup.Wait"),
        ("sync.(*Cond).Wait", "sync.Cond.Wait"),
        ("time.Sleep", "sleep"),
    ];
    let of = |name: &str| TELLING.iter().find(|(function, _)| *function == name).map(|(_, state)| *state);
    stack.frames.iter().take_while(|f| !f.yours).find_map(|f| of(&f.function)).unwrap_or("waiting").to_owned()
}

fn blank() -> Goroutine {
    Goroutine { id: 0, state: String::new(), leaked: false, minutes: 0, bubble: None, frames: vec![], created_by: None }
}
