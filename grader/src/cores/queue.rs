//! Who gets which cores, and when: a state machine without clocks, locks and tasks.
//!
//! The waiting are looked at in the order of asking. Whoever waits for cores alone has those that are least used set
//! aside, and those who came later may be served from the others. Whoever waits for cores to share holds back all that
//! came later. Nobody waits for ever: a core that is set aside only becomes emptier, and another one takes its place only
//! if it is emptier still, or as empty and has a lower number.
//!
//! What the kernel calls a processor may be one of several threads of a physical core. Sharers do not mind. Whoever asks for
//! cores alone gets one thread of each as long as there are enough, and nobody gets the others meanwhile: what runs on
//! them would take a third of the time and more from a benchmark.

use std::collections::{BTreeMap, VecDeque};

/// What is asked for: so many cores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ask {
    Share(usize),
    Exclusive(usize),
}

/// A place in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ticket(u64);

/// Somebody's turn.
#[derive(Debug)]
pub(super) struct Grant<W> {
    pub(super) waiter: W,
    pub(super) ask: Ask,
    /// To run on, ascending.
    pub(super) cores: Vec<usize>,
    /// Those, and the other threads of the same physical cores if they are leased alone.
    pub(super) taken: Vec<usize>,
}

#[derive(Debug, Clone, Copy)]
struct Core {
    number: usize,
    /// Its physical core: the lowest number of a thread of that.
    physical: usize,
    /// Leases of this core; as many as it can take if one has it alone.
    used: usize,
    /// During one look at the waiting: spoken for by one of them.
    set_aside: bool,
}

struct Waiting<W> {
    ticket: Ticket,
    ask: Ask,
    waiter: W,
}

/// The cores, and the waiting in the order of asking.
pub(super) struct Queue<W> {
    cores: Vec<Core>,
    /// Leases that a core takes at once.
    sharers: usize,
    waiting: VecDeque<Waiting<W>>,
    next: u64,
}

/// Cores for one of the waiting, as places in `Queue::cores`.
struct Choice {
    used: Vec<usize>,
    taken: Vec<usize>,
}

/// What one look at one of the waiting comes to.
enum Turn {
    Served(Choice),
    SetAside(Choice),
    HoldsBack,
}

impl<W> Queue<W> {
    /// Cores by their physical cores: each item is the threads of one.
    pub(super) fn new(physical: impl IntoIterator<Item = Vec<usize>>, sharers: usize) -> Self {
        let mut cores: Vec<Core> = physical
            .into_iter()
            .flat_map(|threads| {
                let first = threads.iter().copied().min().unwrap_or_default();
                threads.into_iter().map(move |number| Core { number, physical: first, used: 0, set_aside: false })
            })
            .collect();
        cores.sort_by_key(|core| core.number);
        cores.dedup_by_key(|core| core.number);
        Self { cores, sharers: sharers.max(1), waiting: VecDeque::new(), next: 0 }
    }

    pub(super) fn count(&self) -> usize {
        self.cores.len()
    }

    /// Takes a place at the end.
    pub(super) fn ask(&mut self, ask: Ask, waiter: W) -> Ticket {
        let ticket = Ticket(self.next);
        self.next += 1;
        self.waiting.push_back(Waiting { ticket, ask, waiter });
        ticket
    }

    /// Gives a place up; nothing happens if its turn has come already.
    pub(super) fn withdraw(&mut self, ticket: Ticket) {
        self.waiting.retain(|waiting| waiting.ticket != ticket);
    }

    /// Takes back what was granted.
    pub(super) fn give_back(&mut self, numbers: &[usize], ask: Ask) {
        let used = self.weight(ask);
        for core in &mut self.cores {
            if numbers.contains(&core.number) {
                core.used -= used;
            }
        }
    }

    /// Whose turn it is now, in the order of asking.
    pub(super) fn grant(&mut self) -> Vec<Grant<W>> {
        self.cores.iter_mut().for_each(|core| core.set_aside = false);
        let (mut granted, mut still) = (Vec::new(), VecDeque::new());
        while let Some(next) = self.waiting.pop_front() {
            match self.turn(next.ask) {
                Turn::Served(choice) => {
                    let weight = self.weight(next.ask);
                    choice.taken.iter().for_each(|place| self.cores[*place].used += weight);
                    let (cores, taken) = (self.numbers(choice.used), self.numbers(choice.taken));
                    granted.push(Grant { waiter: next.waiter, ask: next.ask, cores, taken });
                }
                Turn::SetAside(choice) => {
                    choice.taken.iter().for_each(|place| self.cores[*place].set_aside = true);
                    still.push_back(next);
                }
                Turn::HoldsBack => {
                    still.push_back(next);
                    break;
                }
            }
        }
        still.append(&mut self.waiting);
        self.waiting = still;
        granted
    }

    fn numbers(&self, mut places: Vec<usize>) -> Vec<usize> {
        // The cores are in the order of their numbers.
        places.sort_unstable();
        places.into_iter().map(|place| self.cores[place].number).collect()
    }

    fn turn(&self, ask: Ask) -> Turn {
        let choice = match ask {
            Ask::Share(_) => self.to_share(ask.count()),
            Ask::Exclusive(_) => self.alone(ask.count()),
        };
        let Some(choice) = choice else { return Turn::HoldsBack };
        match ask {
            Ask::Exclusive(_) if choice.taken.iter().any(|place| self.cores[*place].used > 0) => Turn::SetAside(choice),
            _ => Turn::Served(choice),
        }
    }

    /// So many cores that nobody waits for and that can be shared; the least used ones.
    fn to_share(&self, count: usize) -> Option<Choice> {
        let mut places: Vec<usize> = (0..self.cores.len())
            .filter(|place| !self.cores[*place].set_aside && self.cores[*place].used < self.sharers)
            .collect();
        places.sort_by_key(|place| self.cores[*place].used);
        let count = count.min(self.cores.len());
        (places.len() >= count).then(|| places[..count].to_vec()).map(|used| Choice { taken: used.clone(), used })
    }

    /// Physical cores that nobody waits for, the least used ones; so many threads of them, the first of each first.
    fn alone(&self, count: usize) -> Option<Choice> {
        let mut physical: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (place, core) in self.cores.iter().enumerate() {
            physical.entry(core.physical).or_default().push(place);
        }
        let needed = count.min(physical.len());
        let free = |threads: &Vec<usize>| threads.iter().all(|place| !self.cores[*place].set_aside);
        let mut chosen: Vec<Vec<usize>> = physical.into_values().filter(free).collect();
        chosen.sort_by_key(|threads| threads.iter().map(|place| self.cores[*place].used).sum::<usize>());
        if chosen.len() < needed {
            return None;
        }
        chosen.truncate(needed);
        let most = chosen.iter().map(Vec::len).max().unwrap_or_default();
        let by_turns = (0..most).flat_map(|nth| chosen.iter().filter_map(move |threads| threads.get(nth).copied()));
        let used = by_turns.take(count).collect();
        Some(Choice { used, taken: chosen.concat() })
    }

    /// What a lease adds to the use of each of its cores.
    fn weight(&self, ask: Ask) -> usize {
        match ask {
            Ask::Share(_) => 1,
            Ask::Exclusive(_) => self.sharers,
        }
    }
}

impl Ask {
    /// At least one core.
    fn count(self) -> usize {
        let (Self::Share(count) | Self::Exclusive(count)) = self;
        count.max(1)
    }
}

#[cfg(test)]
#[path = "queue_tests.rs"]
mod tests;
