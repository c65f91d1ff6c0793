//! How many streams one watcher has open: nobody can take those of all others.

use std::{
    collections::{HashMap, hash_map::Entry},
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use gauntlet_db::InvitationId;

use crate::security::network;

/// Streams of one candidate at once: tabs and machines, each with one or two.
const OF_A_CANDIDATE: usize = 24;
/// Streams of one address at once: a whole office may be behind it.
const OF_AN_ADDRESS: usize = 64;

/// Whose streams are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Watcher {
    /// A candidate, wherever they are.
    Candidate(InvitationId),
    /// Whoever else comes from an address.
    Address(IpAddr),
}

impl Watcher {
    /// Somebody at this address. Addresses of one IPv6 network count as one.
    #[must_use]
    pub fn at(address: IpAddr) -> Self {
        Self::Address(network(address))
    }

    /// None for this machine: it is its operator's, or has a proxy on it that stands for everybody.
    fn most(self) -> Option<usize> {
        match self {
            Self::Candidate(_) => Some(OF_A_CANDIDATE),
            Self::Address(address) => (!address.is_loopback()).then_some(OF_AN_ADDRESS),
        }
    }
}

/// Who has how many.
#[derive(Debug, Default, Clone)]
pub(super) struct Seats(Arc<Mutex<HashMap<Watcher, usize>>>);

impl Seats {
    pub(super) fn take(&self, watcher: Watcher) -> Option<Seat> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let theirs = taken.entry(watcher).or_default();
        if watcher.most().is_some_and(|most| *theirs >= most) {
            return None;
        }
        *theirs += 1;
        Some(Seat { seats: self.clone(), watcher })
    }
}

/// One stream's place, given back when it is dropped.
#[derive(Debug)]
pub struct Seat {
    seats: Seats,
    watcher: Watcher,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Entry::Occupied(mut theirs) = taken.entry(self.watcher) {
            *theirs.get_mut() -= 1;
            if *theirs.get() == 0 {
                theirs.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{OF_A_CANDIDATE, OF_AN_ADDRESS, Seats, Watcher};
    use gauntlet_db::{InvitationId, Micros};

    fn at(address: &str) -> Watcher {
        Watcher::at(address.parse().unwrap())
    }

    #[test]
    fn nobody_can_take_the_others_places() {
        let seats = Seats::default();
        let [one, other] = [1, 2].map(|at| Watcher::Candidate(InvitationId::new(Micros::from_i64(at))));
        let network = [at("2001:db8::1"), at("2001:db8::2")];
        for ([taker, same], most) in [([one, one], OF_A_CANDIDATE), (network, OF_AN_ADDRESS)] {
            let mut taken: Vec<_> = (0..most).map(|_| seats.take(taker).unwrap()).collect();
            assert!(seats.take(same).is_none());
            assert!(seats.take(other).is_some() && seats.take(at("192.0.2.1")).is_some());
            taken.pop();
            assert!(seats.take(same).is_some());
        }
        assert!(seats.0.lock().unwrap().is_empty(), "nothing is kept of those who left");
    }

    #[test]
    fn a_proxy_on_this_machine_stands_for_everybody() {
        let seats = Seats::default();
        let taken: Vec<_> = (0..=OF_AN_ADDRESS).map_while(|_| seats.take(at("127.0.0.1"))).collect();
        assert_eq!(taken.len(), OF_AN_ADDRESS + 1);
    }
}
