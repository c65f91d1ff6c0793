//! Who gets which cores, and when: a state machine without clocks, locks and tasks.
//!
//! The waiting are looked at in the order of asking. Whoever waits for cores alone has those that are least used set
//! aside, and those who came later may be served from the others. Whoever waits for cores to share holds back all that
//! came later. Nobody waits for ever: a core that is set aside only becomes emptier, and another one takes its place only
//! if it is emptier still, or as empty and has a lower number.

use std::collections::VecDeque;

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
    /// Ascending.
    pub(super) cores: Vec<usize>,
}

#[derive(Debug, Clone, Copy)]
struct Core {
    number: usize,
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

/// What one look at one of the waiting comes to. The cores are places in `Queue::cores`.
enum Turn {
    Served(Vec<usize>),
    SetAside(Vec<usize>),
    HoldsBack,
}

impl<W> Queue<W> {
    pub(super) fn new(cores: impl IntoIterator<Item = usize>, sharers: usize) -> Self {
        let mut numbers: Vec<usize> = cores.into_iter().collect();
        numbers.sort_unstable();
        numbers.dedup();
        let cores = numbers.into_iter().map(|number| Core { number, used: 0, set_aside: false }).collect();
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
                Turn::Served(places) => {
                    let weight = self.weight(next.ask);
                    places.iter().for_each(|place| self.cores[*place].used += weight);
                    let mut cores: Vec<usize> = places.iter().map(|place| self.cores[*place].number).collect();
                    cores.sort_unstable();
                    granted.push(Grant { waiter: next.waiter, ask: next.ask, cores });
                }
                Turn::SetAside(places) => {
                    places.iter().for_each(|place| self.cores[*place].set_aside = true);
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

    fn turn(&self, ask: Ask) -> Turn {
        let most = match ask {
            Ask::Share(_) => self.sharers - 1,
            Ask::Exclusive(_) => self.sharers,
        };
        let Some(places) = self.least_used(ask.count().min(self.cores.len()), most) else { return Turn::HoldsBack };
        match ask {
            Ask::Exclusive(_) if places.iter().any(|place| self.cores[*place].used > 0) => Turn::SetAside(places),
            _ => Turn::Served(places),
        }
    }

    /// So many cores that nobody waits for, with at most so much use; the least used ones.
    fn least_used(&self, count: usize, most: usize) -> Option<Vec<usize>> {
        let mut places: Vec<usize> = (0..self.cores.len())
            .filter(|place| !self.cores[*place].set_aside && self.cores[*place].used <= most)
            .collect();
        places.sort_by_key(|place| self.cores[*place].used);
        (places.len() >= count).then(|| places[..count].to_vec())
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
